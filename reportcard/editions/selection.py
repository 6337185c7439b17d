"""Which chapters an edition has: one with nothing reported is left out, and named.

``trimming`` does the same inside a chapter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from reportcard.comparators import comparisons
from reportcard.differences import year_before
from reportcard.editions.chapters import Chapter, Edition
from reportcard.editions.notebooks import read_notebook
from reportcard.editions.stored import ROLE
from reportcard.editions.trimming import numbers_of
from reportcard.labels import require_language
from reportcard.links import unlinked
from reportcard.prose import book_of, checks_of, say_in
from reportcard.results import Book
from reportcard.translations import prose as translated

ALWAYS = ("refused", "sources")
OVERVIEW, AUDIT, NEIGHBOURS, CHANGES = "overview", "audit", "neighbours", "changes"
HEADING = re.compile(r"^#\s+(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Selection:
    """The chapters of an edition, and those left out, each with its title."""

    edition: Edition
    kept: tuple[tuple[Chapter, str], ...]
    left_out: tuple[tuple[Chapter, str], ...]

    @property
    def gone(self) -> list[str]:
        """The names of the chapters left out."""
        return [chapter.name for chapter, _ in self.left_out]


def select(chapters: Sequence[Chapter], edition: Edition) -> Selection:
    """Part the chapters by what is reported. Raises UnknownName for an edition of nothing."""
    book = book_of(edition.place, edition.year)
    require_language(edition.lang)
    sides: dict[bool, list[tuple[Chapter, str]]] = {True: [], False: []}
    for chapter in chapters:
        notebook = read_notebook(chapter)
        there = reported(chapter.name, book, edition.lang)
        if chapter.name == OVERVIEW:
            there = speaks(notebook, book, edition.lang)
        title = title_of(notebook, chapter, book, edition.lang)
        sides[there].append((chapter, title))
    return Selection(edition, tuple(sides[True]), tuple(sides[False]))


def reported(chapter: str, book: Book, lang: str) -> bool:
    """Whether a chapter has anything to say of the place: a number, a claim, a neighbour,
    a year to compare with.

    What only other areas report, the parent's air, say, makes no chapter.
    """
    if chapter in ALWAYS:
        return True
    if chapter == AUDIT:
        return bool(checks_of(book.report.place.key, book.report.year, lang))
    if chapter == NEIGHBOURS:
        return any(comparisons(book))
    if chapter == CHANGES:
        return year_before(book) is not None
    registered = {i.chapter for i in book.registry.indicators.values()}
    if chapter not in registered:
        return True
    return counted(book).get(chapter, (0, 0))[0] > 0


def speaks(notebook: NotebookNode, book: Book, lang: str) -> bool:
    """Whether the prose of a chapter says a number of the place itself."""
    own = f"{book.report.place.key}."
    prose = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return any(key.startswith(own) for text in prose for key in numbers_of(text, book, lang))


def counted(book: Book) -> dict[str, tuple[int, int]]:
    """By chapter: how many of its measures a report has a number for, and how many there are.

    Observed and derived indicators are counted, not those that must not be computed.
    """
    counts: dict[str, tuple[int, int]] = {}
    for indicator in book.registry.indicators.values():
        if not indicator.refused:
            reported, of = counts.get(indicator.chapter, (0, 0))
            there = book.result(indicator.id).reported
            counts[indicator.chapter] = (reported + there, of + 1)
    return counts


def title_of(notebook: NotebookNode, chapter: Chapter, book: Book, lang: str) -> str:
    """The first heading of a notebook in a language, its numbers said; else the chapter's name."""
    known = translated(chapter.path.parent.parent, chapter.page, lang)
    for cell in notebook.cells:
        found = HEADING.search(cell.source) if cell.cell_type == "markdown" else None
        if found:
            return ROLE.sub(
                lambda role: say_in(book, role[1], lang).text, known.get(found[1], found[1])
            )
    return chapter.name.replace("_", " ").capitalize()


def unlinked_notebook(notebook: NotebookNode, gone: Sequence[str], chapter: str) -> NotebookNode:
    """A notebook whose prose links to no chapter and no section that is left out."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = unlinked(cell.source, gone, chapter)
    return notebook
