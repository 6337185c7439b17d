"""What a table is made of: cells with notes below them; and the strip of headline numbers."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TypeAlias

import pandas as pd

from reportcard import labels
from reportcard.prose import Said

Piece: TypeAlias = str | Said
"""Words, or a number that can be asked."""

_CLASSES = {"number": "r", "printed": "p", "count": "r count"}
RIGHT = ("number", "count")
QUOTED = ("printed", "title")
"""What is wholly in the words of a source."""
_TAGS = {"title": "cite", "date": "time"}


def _plain(piece: Piece) -> str:
    return piece if isinstance(piece, str) else piece.text


def _html(piece: Piece, lang: str, script: str, *, quoted: bool = False) -> str:
    if isinstance(piece, str):
        return labels.marked(piece, lang, script, quoted=quoted)
    return piece.html()


@dataclass(frozen=True)
class Note:
    """A line below a cell; ``of`` is the key of the number that its words are about."""

    pieces: tuple[Piece, ...]
    of: str = ""

    @property
    def text(self) -> str:
        """The line as plain text."""
        return "".join(map(_plain, self.pieces))

    def html(self, lang: str, script: str) -> str:
        """The line as HTML: a formula as code, everything else as a note."""
        inner = "".join(_html(piece, lang, script) for piece in self.pieces)
        about = f' data-n="{self.of}"' if self.of else ""
        if self.text.startswith("="):
            return f'<small class="code"><code>{inner}</code></small>'
        return f'<small class="note"{about}>{inner}</small>'


@dataclass(frozen=True)
class Cell:
    """A cell: words or a number, how it is set (number, count, verdict …), and notes below.

    ``of`` is the key of the number that its words are about.
    """

    content: Piece
    kind: str = ""
    script: str = "zh-Hant"
    href: str = ""
    notes: tuple[Note, ...] = ()
    of: str = ""

    @property
    def text(self) -> str:
        """The cell as plain text."""
        return _plain(self.content)

    def html(self, lang: str) -> str:
        """The cell as HTML of a page in ``lang``; Chinese in it is in ``script``."""
        inner = _html(self.content, lang, self.script, quoted=self.kind in QUOTED)
        if self.kind.startswith("verdict"):
            inner = f'<span class="{self.kind}">{inner}</span>'
        if self.kind in _TAGS:
            inner = f"<{_TAGS[self.kind]}>{inner}</{_TAGS[self.kind]}>"
        if self.href:
            inner = f'<a href="{self.href}">{inner}</a>'
        notes = "".join(note.html(lang, self.script) for note in self.notes)
        name = f' class="{_CLASSES[self.kind]}"' if self.kind in _CLASSES else ""
        about = f' data-n="{self.of}"' if self.of else ""
        return f"<td{name}{about}>{inner}{notes}</td>"


@dataclass(frozen=True)
class Table:
    """A table; ``frame`` is the same as a pandas DataFrame."""

    caption: str
    header: tuple[str, ...]
    lines: tuple[tuple[Cell, ...], ...]
    empty: str
    lang: str

    @property
    def frame(self) -> pd.DataFrame:
        """The texts of the table, for an analyst to go on with."""
        rows = [
            [" · ".join((c.text, *(n.text for n in c.notes))) for c in line] for line in self.lines
        ]
        return pd.DataFrame(rows, columns=list(self.header))

    def _repr_html_(self) -> str:
        if not self.lines:
            return f'<p class="notreported">{escape(self.empty)}</p>'
        numeric = {i for line in self.lines for i, c in enumerate(line) if c.kind in RIGHT}
        head = "".join(
            f'<th scope="col"{" class=" + chr(34) + "r" + chr(34) if i in numeric else ""}>'
            f"{escape(title)}</th>"
            for i, title in enumerate(self.header)
        )
        body = "\n".join(self._row(line) for line in self.lines)
        name = escape(self.caption, quote=True)
        return (
            f'<div class="rc-table" role="group" tabindex="0" aria-label="{name}">'
            f"<table><caption>{escape(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
        )

    def _row(self, line: tuple[Cell, ...]) -> str:
        return f"<tr>{''.join(cell.html(self.lang) for cell in line)}</tr>"

    def __repr__(self) -> str:
        return f"{self.caption}: {len(self.lines)}"


@dataclass(frozen=True)
class Heads:
    """A strip of headline numbers, each with what it is."""

    numbers: tuple[tuple[Said, str], ...]
    empty: str

    def _repr_html_(self) -> str:
        if not self.numbers:
            return f'<p class="notreported">{escape(self.empty)}</p>'
        cells = (f"<div><b>{n.html()}</b><span>{escape(t)}</span></div>" for n, t in self.numbers)
        return f'<div class="heads">{"".join(cells)}</div>'

    def __repr__(self) -> str:
        return "; ".join(f"{text}: {said.text}" for said, text in self.numbers) or self.empty
