"""The figures of a document that nobody has decided about: ``proposals.csv`` beside its figures.

They are no observations: nothing is computed with them. Each row is one of ``figures.csv`` to be,
with the likeliest indicator, how sure the program is of it, and what else it might be; a decision
moves it into ``figures.csv``, or takes it out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from reportcard.documents import COLUMNS as FIGURE_COLUMNS
from reportcard.errors import DataError, Problem
from reportcard.sources import Document
from reportcard.tables import Row, exact, read_csv

NAME = "proposals.csv"
COLUMNS = (*FIGURE_COLUMNS, "confidence", "others")


def read_undecided(document: Document) -> list[Row]:
    """The open rows of a document in the order of the text; none where it has no such file.

    A row that stands in ``figures.csv`` already is decided: the program was stopped between
    writing the one file and the other. Raises DataError with every bad cell at once.
    """
    path = document.folder / NAME
    if not path.is_file():
        return []
    rows = read_csv(path, COLUMNS)
    problems = [p for row in rows for p in _problems(row)]
    if problems:
        raise DataError(*problems)
    decided = {span(row) for row in read_csv(document.figures_file, FIGURE_COLUMNS, ("unit",))}
    return [row for row in rows if span(row) not in decided]


def _problems(row: Row) -> Iterator[Problem]:
    for column in ("start", "end"):
        if not re.fullmatch("[0-9]+", row[column]):
            remedy = "Give the 0-based character offset."
            yield row.problem(f"{column} is '{row[column]}'", remedy)
    try:
        likely = 0 <= exact(row["confidence"]) <= 1
    except ValueError:
        likely = False
    if not likely:
        what = f"confidence is '{row['confidence']}'"
        yield row.problem(what, "Give a number from 0 to 1.")


def span(row: Row) -> tuple[str, str]:
    """Where a row's figure stands: its identity in the document."""
    return row["start"], row["end"]


def choices(row: Row) -> tuple[str, ...]:
    """The indicators an open row may be, the likeliest first."""
    return tuple(filter(None, (row["indicator"], *row["others"].split())))


def as_csv(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, tuple(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
