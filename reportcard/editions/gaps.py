"""What a report lacks, chapter by chapter: the figures that its numbers wait for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from reportcard.archive import BEFORE
from reportcard.editions.chapters import Chapter, chapters_of
from reportcard.editions.notebooks import read_notebook
from reportcard.editions.stored import roles as targets_of
from reportcard.expressions import Missing
from reportcard.prose import book_of
from reportcard.results import Book, Result
from reportcard.schema import TARGET_BLANK
from reportcard.tables import read_tables
from reportcard.targets import NAMES, TARGET

WORDS = ("sentences.toml", "charts.toml")
NAMED = re.compile(r"(?:\b(?P<role>[a-z_]+)\.)?\b(?P<name>[a-z][a-z0-9_]*)\b")


@dataclass(frozen=True)
class Gap:
    """A figure that a chapter lacks, as a target of ``{v}``, and the numbers that wait for it."""

    chapter: str
    target: str
    indicator: str
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class Extent:
    """How much of a chapter a report fills: the numbers it asks for, those that are there."""

    chapter: str
    asked: int
    reported: int
    gaps: tuple[Gap, ...]


def extents_of(project: Path, place: str, year: int) -> list[Extent]:
    """Every chapter that asks for numbers, with what a report lacks for it.

    Raises UnknownName for a report of which nothing is known.
    """
    book = book_of(place, year)
    words = _words(project / "data")
    found = (_extent(chapter, book, words) for chapter in chapters_of(project))
    return [extent for extent in found if extent.asked]


def _extent(chapter: Chapter, book: Book, words: dict[str, list[str]]) -> Extent:
    results = {t: r for t in _asked(chapter, book, words) if (r := _result(book, t))}
    printed_as = _printed_as(book)
    gaps: dict[str, Gap] = {}
    for target, result in results.items():
        names = result.quantity.names if isinstance(result.quantity, Missing) else ()
        for found in filter(None, map(TARGET.fullmatch, names)):
            indicator = printed_as.get(found["name"], "")
            lacks = found[0].replace(found["name"], indicator)
            there = _result(book, lacks)
            if not indicator or (there and there.reported):
                continue
            gap = gaps.get(lacks, Gap(chapter.name, lacks, indicator, ()))
            gaps[lacks] = replace(gap, waiting=tuple(dict.fromkeys((*gap.waiting, target))))
    reported = {target for target, result in results.items() if result.reported}
    waiting = {target for gap in gaps.values() for target in gap.waiting}
    asked = len(reported | waiting)
    return Extent(chapter.name, asked, len(reported), tuple(gaps.values()))


def _printed_as(book: Book) -> dict[str, str]:
    """What a document would print for each input of a formula: itself, or the rate it belongs to.

    An input that no document of the archive has ever printed, in any year, is no gap.
    """
    printed = book.archive.printed
    rates = {
        name: indicator.id
        for indicator in book.registry.indicators.values()
        if indicator.derived and indicator.id in printed
        for _, name in indicator.names()
    }
    return rates | {name: name for name in printed}


def _result(book: Book, target: str) -> Result | None:
    """What the report says of a target; None for one that is refused, or no number."""
    found = TARGET.fullmatch(target)
    if not found or found["name"] not in book.registry.indicators:
        return None
    if book.registry[found["name"]].refused:
        return None
    role, year = found["role"] or "home", int(found["period"] or book.report.year)
    if role in (BEFORE, "previous"):
        year -= role == "previous"
        return book.result(found["name"], year=year, before=role == BEFORE)
    area = book.archive.role(role, book.report.place.key)
    return book.result(found["name"], area, year) if area else None


def _asked(chapter: Chapter, book: Book, words: dict[str, list[str]]) -> list[str]:
    """The numbers a chapter asks for: in prose, in cells, in the words of its charts and sentences,
    and those that are registered under its name."""
    notebook = read_notebook(chapter)
    registered = (i.id for i in book.registry.indicators.values() if i.chapter == chapter.name)
    asked = [*_in_cells(notebook, book, words), *registered]
    return list(dict.fromkeys(asked))


def _in_cells(notebook: NotebookNode, book: Book, words: dict[str, list[str]]) -> Iterator[str]:
    roles, areas = ("parent", "country", "previous", BEFORE), book.archive.areas
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from (_plain(target) for target in targets_of(cell.source))
            continue
        for found in NAMED.finditer(cell.source):
            role, name = found["role"], found["name"]
            if name in book.registry.indicators:
                yield f"{role}.{name}" if role in roles or role in areas else name
            yield from words.get(name, ())


def _plain(target: str) -> str:
    """A target without its form and vintage."""
    return re.split(r"[:|]", target)[0].strip()


def _words(folder: Path) -> dict[str, list[str]]:
    """The targets in the words of each sentence and chart, by name."""
    found = {}
    for name in WORDS:
        for table, entry in read_tables(folder / name).tables.items():
            said = (value for value in entry.values() if isinstance(value, dict))
            texts = (str(text) for value in said for text in value.values())
            every = (target for text in texts for target in TARGET_BLANK.findall(text))
            found[table] = [t for t in map(_plain, every) if t not in NAMES]
    return found
