"""What an edition leaves out inside a chapter: sections that ask for numbers and get none.

The executed notebook keeps them: it is the record. What is published does without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from reportcard.captions import MIME
from reportcard.editions.stored import LITERAL, ROLE, roles
from reportcard.errors import UnknownName
from reportcard.labels import join, phrase
from reportcard.passports import keys_in
from reportcard.prose import say_in
from reportcard.results import Book

METHOD = "method"
"""The tag of a cell whose sections explain something, and stay whatever is reported."""
NOTE = "left-out"
"""The id of the cell that names what is left out."""
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_TAGS = re.compile(r"<[^>]+>")
_UNREPORTED = '<p class="notreported">'


@dataclass(eq=False)
class Section:
    """A heading of a chapter with its cells up to the next one; level 0 before the first."""

    level: int = 0
    title: str = ""
    cells: list[NotebookNode] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """The anchor of its heading, by which links name it."""
        words = re.sub(r"[*`]", "", ROLE.sub("", self.title)).strip().lower()
        return re.sub(r"[^\w\- ]", "", words.replace(" ", "-"))


def trimmed(
    notebook: NotebookNode, book: Book, lang: str
) -> tuple[NotebookNode, tuple[Section, ...]]:
    """A chapter without the sections of which nothing is reported, and these.

    Where there is none the notebook is the same. A section goes with those below it.
    """
    sections = sections_of(notebook)
    gone = list(_without_numbers(sections, book, lang))
    if not gone:
        return notebook, ()
    left = deepcopy(notebook)
    left.cells = [cell for section in sections if section not in gone for cell in section.cells]
    return left, tuple(gone)


def sections_of(notebook: NotebookNode) -> list[Section]:
    """A notebook cut at its headings, the cells that hold several included."""
    sections = [Section()]
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            sections[-1].cells.append(cell)
            continue
        for number, (level, title, text) in enumerate(_cut(cell.source)):
            if level:
                sections.append(Section(level, title))
            part = deepcopy(cell)
            part.source = text
            part.id = f"{cell.id[:60]}-{number}" if number else cell.id
            sections[-1].cells.append(part)
    return sections


def _cut(markdown: str) -> Iterator[tuple[int, str, str]]:
    """A text at its headings: level, title and all of each piece; level 0 before the first."""
    literal = [found.span() for found in LITERAL.finditer(markdown)]
    headings = [
        found
        for found in _HEADING.finditer(markdown)
        if not any(start <= found.start() < end for start, end in literal)
    ]
    ends = [*(found.start() for found in headings), len(markdown)]
    if before := markdown[: ends[0]].strip():
        yield 0, "", before
    for found, end in zip(headings, ends[1:], strict=True):
        yield len(found[1]), found[2], markdown[found.start() : end].strip()


def _without_numbers(sections: Sequence[Section], book: Book, lang: str) -> Iterator[Section]:
    """The sections that ask for numbers, here or below them, and get none."""
    at = 0
    while at < len(sections):
        below = next(
            (n for n in range(at + 1, len(sections)) if sections[n].level <= sections[at].level),
            len(sections),
        )
        whole = sections[at:below]
        said = [one for section in whole for one in answers(section.cells, book, lang)]
        if sections[at].level > 1 and said and not any(said):
            yield from whole
            at = below
        else:
            at += 1


def answers(cells: Iterable[NotebookNode], book: Book, lang: str) -> Iterator[bool]:
    """For all that asks for something in some cells: whether it says something."""
    for cell in cells:
        if METHOD in cell.metadata.get("tags", ()):
            yield True
        if cell.cell_type == "markdown":
            yield from (key != "" for key in numbers_of(cell.source, book, lang))
        elif cell.cell_type == "code":
            for output in cell.outputs:
                yield from _put_out(output.get("data", {}), lang)


def numbers_of(markdown: str, book: Book, lang: str) -> Iterator[str]:
    """The key of each number that a text asks for, empty where it is not reported.

    A target that nothing knows stands for itself: the page on which it stays tells of it.
    """
    for target in roles(markdown):
        try:
            said = say_in(book, target, lang)
        except UnknownName:
            yield target
            continue
        if said.verdict == "missing":
            yield ""
        elif said.key:
            yield said.key


def _put_out(data: NotebookNode, lang: str) -> Iterator[bool]:
    """Whether an output says something: a chart, a table, a result, that there is none.

    A sentence without a number says which number it lacks, or goes with one beside it.
    """
    if MIME in data:
        yield True
    elif "text/markdown" in data:
        text = data["text/markdown"]
        yield from [True] if keys_in(text) or 'class="count"' in text else []
    elif "text/html" in data:
        html, text = data["text/html"], _TAGS.sub("", data["text/html"]).strip()
        lacking = html.startswith(_UNREPORTED) or text == phrase("state", "not_reported", lang)
        yield not lacking or text == phrase("difference", "none", lang)


def named(titles: Iterable[str], lang: str) -> str:
    """Titles in a sentence, each in its quotation marks: there are commas in some."""
    return join([phrase("site", "quoted", lang, title) for title in titles], lang)


def with_note(notebook: NotebookNode, titles: Sequence[str], lang: str) -> NotebookNode:
    """A chapter that names at its end what was left out of it."""
    text = phrase("site", "sections_left_out", lang, named(titles, lang))
    cell = new_markdown_cell(f"{{.note}}\n{text}", id=NOTE)  # type: ignore[no-untyped-call]
    notebook.cells.append(cell)
    return notebook
