"""One figure of the data changed, and where the pages of a book show it.

The figure is the first one of the report that stands in one place of its text, has no word beside
it, and is shown by some chapters and not by others; the change is one in its last digit.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportcard import keys
from reportcard.benchmarks import Places
from reportcard.check import report_problems
from reportcard.editions.chapters import Edition
from reportcard.errors import Problem, ReportcardError
from reportcard.results import Book, load_data

LAST_DIGIT = re.compile(r"[1-8](?=\D*$)")
"""A last digit that another one can follow; a 0 or 9 would move the precision, or a digit more."""


@dataclass(frozen=True)
class Change:
    """A figure of the data and another value of the same form.

    ``file`` is its path inside a project, ``line`` its last line there; ``key`` is what the pages
    call the number by.
    """

    file: Path
    line: int
    key: str
    values: tuple[str, str]

    def turn(self, project: Path) -> None:
        """Give the figure its other value."""
        path = project / self.file
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            rows = [(reader.line_num, row) for row in reader]
        column = rows[0][1].index("as_printed")
        row = next(row for line, row in rows if line == self.line)
        one, other = self.values
        row[column] = other if row[column] == one else one
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(row for _, row in rows)

    def texts(self, pages: Sequence[Path]) -> Counter[tuple[str, str]]:
        """What the pages that are there say where they show the number, by page, each counted."""
        there = [(page.name, page.read_text("utf-8")) for page in pages if page.is_file()]
        return Counter((name, text) for name, html in there for text in shown(html, self.key))


def shown(html: str, key: str) -> list[str]:
    """What a page says wherever it shows the number of a key."""
    return re.findall(rf'\bid="n-{re.escape(key)}(?:-\d+)?"[^>]*>([^<]*)', html)


def moved(before: Counter[tuple[str, str]], after: Counter[tuple[str, str]]) -> Places:
    """In how many of the places where a number stands it is no longer what it was."""
    return Places((after - before).total(), after.total())


def other_value(printed: str) -> str | None:
    """A figure with one more in its last digit; None where that is not of the same form."""
    if not LAST_DIGIT.search(printed) or not printed.isprintable():
        return None
    return LAST_DIGIT.sub(lambda digit: str(int(digit[0]) + 1), printed)


def change_for(edition: Edition, trial: Path, pages: Sequence[Path]) -> Change:
    """The first figure that can be changed in a report.

    ``pages`` are the built chapters; ``trial`` is a copy of the project, in which it is tried that
    the report can be computed with the other value. Raises ReportcardError where there is none.
    """
    book = _book(edition, trial)
    texts = [page.read_text("utf-8") for page in pages if page.is_file()]
    for change in _candidates(book, trial):
        showing = sum(bool(shown(text, change.key)) for text in texts)
        if 0 < showing < len(texts) and _computes(edition, trial, change):
            return change
    what = f"no figure of {edition} is shown by some chapters and not by others, and can be changed"
    raise ReportcardError(Problem(what, "Leave out what changes one:  --only build"))


def _book(edition: Edition, project: Path) -> Book:
    archive, registry = load_data(project / "data")
    return Book(registry, archive.report(edition.place, edition.year))


def _candidates(book: Book, project: Path) -> Iterator[Change]:
    """The figures of the report's document, in print order, each with its other value."""
    document = book.report.ids[0]
    own = [o for o in book.report.observations if o.document == document and len(o.mentions) == 1]
    for observation in sorted(own, key=lambda o: (o.principal.start or 0, o.indicator)):
        figure = observation.principal
        other = None if figure.hedges else other_value(figure.as_printed)
        if other:
            file = figure.row.path.relative_to(project)
            key = keys.of_observation(book, observation)
            yield Change(file, figure.row.line, key, (figure.as_printed, other))


def _computes(edition: Edition, trial: Path, change: Change) -> bool:
    """Whether the report can still be computed once the figure has its other value."""
    change.turn(trial)
    try:
        return not report_problems(_book(edition, trial))
    except ReportcardError:
        return False
    finally:
        change.turn(trial)
