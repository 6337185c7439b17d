"""Tables for a terminal, as wide as it is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Sequence

import click

from reportcard.labels import display_width

FORMATS = ("table", "json", "csv")
FORMAT = click.option(
    "--format", "form", default="table", show_default=True, type=click.Choice(FORMATS),
    help="A table to read, or JSON or CSV with all keys.",
)  # fmt: skip
LEAST_WIDTH = 100
NARROWEST = 8
GAP = "  "
INDENT = "    "


def terminal_width() -> int:
    """The width to fill: the terminal's, but at least 100 columns."""
    return max(LEAST_WIDTH, shutil.get_terminal_size((LEAST_WIDTH, 24)).columns)


def counted(number: int, noun: str) -> str:
    """A number of things: 1 claim, 2 claims."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def as_table(header: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> str:
    """A table in aligned columns; cells go on below where the terminal is narrow."""
    lines = [list(header), *(list(row) for row in rows)]
    widths = _fitted(lines, width)
    out = [*_laid(lines[0], widths), GAP.join("─" * w for w in widths)]
    for cells in lines[1:]:
        out += _laid(cells, widths)
    return "\n".join(out) + "\n"


def as_table_with_notes(header: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> str:
    """A table whose last column is text: it stands below its row, as wide as the terminal."""
    kept = list(rows)
    lines = [list(header[:-1]), *(list(row[:-1]) for row in kept)]
    widths = _fitted(lines, width)
    out = [*_laid(lines[0], widths), GAP.join("─" * w for w in widths)]
    for cells, row in zip(lines[1:], kept, strict=True):
        out += _laid(cells, widths)
        if row[-1]:
            out += [INDENT + piece for piece in _wrapped(row[-1], width - len(INDENT))]
    return "\n".join(out) + "\n"


def _fitted(lines: Sequence[Sequence[str]], width: int) -> list[int]:
    """Column widths that fit: the widest gives way first, single words as late as possible."""
    columns = list(zip(*lines, strict=True))
    widths = [max(display_width(cell) for cell in column) for column in columns]
    whole = [max(_longest_word(cell) for cell in column) for column in columns]
    for least in (whole, [NARROWEST] * len(widths)):
        while sum(widths) + len(GAP) * (len(widths) - 1) > width:
            wide = [(w, i) for i, w in enumerate(widths) if w > least[i]]
            if not wide:
                break
            widths[max(wide)[1]] -= 1
    return widths


def _longest_word(text: str) -> int:
    """The widest piece of a text that a line should not break; Chinese breaks anywhere."""
    pieces = re.split(r"[ \u2e80-\uffef]+", text)
    return max(NARROWEST, *(display_width(piece) for piece in pieces))


def _laid(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [list(_wrapped(cell, width)) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(len(parts) for parts in wrapped)):
        pieces = [parts[number] if number < len(parts) else "" for parts in wrapped]
        padded = (p + " " * (w - display_width(p)) for p, w in zip(pieces, widths, strict=True))
        yield GAP.join(padded).rstrip()


def _wrapped(text: str, width: int) -> Iterator[str]:
    """The text in pieces of at most ``width`` columns, broken after spaces where there are any."""
    while display_width(text) > width:
        cut = _longest(text, width)
        space = max(text.rfind(mark, 0, cut + 1) for mark in " _")
        if space > 0 and text[space] == "_":
            space += 1
        cut = space if 0 < space <= cut and not _wide_at(text, cut) else cut
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    yield text


def _wide_at(text: str, cut: int) -> bool:
    return all(display_width(character) == 2 for character in text[cut - 1 : cut + 1])


def _longest(text: str, width: int) -> int:
    """How many characters fit into ``width`` columns, at least one."""
    used = 0
    for number, character in enumerate(text):
        used += display_width(character)
        if used > width:
            return max(number, 1)
    return len(text)
