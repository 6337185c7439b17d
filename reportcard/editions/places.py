"""The index of editions: for each place a table of its years, by how much of each chapter is
reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reportcard.labels import phrase

SHORT = {"notebooks/overview": "overview"}
"""The phrase that names a chapter whose title is that of one place and year."""
SUBTITLE = re.compile(r"\s*[:：].*", re.DOTALL)
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A chapter: its page, what it is called for short, and in which language that is."""

    page: str
    title: str
    lang: str


@dataclass(frozen=True)
class Cell:
    """How many of a chapter's measures a report has a number for, of how many; where to read it.

    ``href`` is empty where the chapter is left out.
    """

    reported: int
    of: int
    href: str
    lang: str

    @property
    def filled(self) -> float:
        """The part that is reported, in percent."""
        return round(100 * self.reported / self.of, 1) if self.of else 0.0


@dataclass(frozen=True)
class Row:
    """A report: its year, its editions, and a cell for each column."""

    year: int
    editions: tuple[Facts, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A place: its reports, the latest first.

    ``left_out`` are the chapters that some years leave out and that are no column.
    """

    place: str
    rows: tuple[Row, ...]
    left_out: tuple[tuple[Column, str], ...]

    @property
    def years(self) -> str:
        """The years there are: ``2012, 2014–2019``."""
        return spans(row.year for row in self.rows)


@dataclass(frozen=True)
class Index:
    """Every place, with the same columns: the chapters with measures that some edition has."""

    columns: tuple[Column, ...]
    places: tuple[Table, ...]


def index_of(editions: Iterable[Facts], pages: Sequence[str], lang: str) -> Index:
    """The index of editions, by place.

    ``pages`` are those of the chapters in the order of the book. Chapters are called, and led to,
    in ``lang`` where there is such an edition.
    """
    # sorting is stable: within a place and year the languages keep their order
    own = sorted(editions, key=lambda e: (e["place"], -e["year"], e["lang"] != lang))
    called = [column for page in pages if (column := _column(page, own, lang))]
    columns = tuple(c for c in called if any(c.page in e["reported"] and _has(e, c) for e in own))
    others = [column for column in called if column not in columns]
    by_place = groupby(own, key=lambda e: e["place"])
    places = tuple(_table(place, list(its), columns, others) for place, its in by_place)
    return Index(columns, places)


def _table(
    place: str, own: Sequence[Facts], columns: Sequence[Column], others: Iterable[Column]
) -> Table:
    years = groupby(own, key=lambda e: e["year"])
    rows = tuple(_row(year, tuple(its), columns) for year, its in years)
    gone = ((c, [e["year"] for e in own if c.page in _pages(e["left_out"])]) for c in others)
    return Table(place, rows, tuple((c, spans(years)) for c, years in gone if years))


def _column(page: str, editions: Iterable[Facts], lang: str) -> Column | None:
    """What the first edition that knows a chapter calls it, one in our language if there is."""
    for edition in sorted(editions, key=lambda e: e["lang"] != lang):
        for chapter in (*edition["chapters"], *edition["left_out"]):
            if chapter["page"] == page:
                spoken, title = edition["lang"], SUBTITLE.sub("", chapter["title"])
                short = phrase("site", SHORT[page], spoken) if page in SHORT else title
                return Column(page, short, spoken)
    return None


def _has(edition: Facts, column: Column) -> bool:
    return column.page in _pages(edition["chapters"])


def _pages(chapters: Iterable[Facts]) -> list[str]:
    return [chapter["page"] for chapter in chapters]


def _row(year: int, editions: tuple[Facts, ...], columns: Iterable[Column]) -> Row:
    return Row(year, editions, tuple(_cell(column, editions) for column in columns))


def _cell(column: Column, editions: Sequence[Facts]) -> Cell:
    """A chapter of a report, to be read in the first of its editions that has it."""
    there = next((edition for edition in editions if _has(edition, column)), None)
    edition = there or editions[0]
    reported, of = edition["reported"].get(column.page, (0, 0))
    href = f"{there['folder']}/{column.page}.html" if there else ""
    return Cell(reported, of, href, edition["lang"])


def spans(years: Iterable[int]) -> str:
    """Years as runs: ``2012, 2014–2019``."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)
