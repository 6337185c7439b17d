"""What a table is made of: cells with notes below them, lines with an id, headline numbers."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from reportcard import labels


@dataclass(frozen=True)
class Cell:
    """A cell: its text, how it is set (number, printed, verdict …), and notes below it."""

    text: str
    kind: str = ""
    script: str = "zh-Hant"
    href: str = ""
    notes: tuple[str, ...] = ()

    def html(self, lang: str) -> str:
        """The cell as HTML of a page in ``lang``; Chinese in it is in ``script``."""
        inner = labels.marked(self.text, lang, self.script)
        if self.kind == "printed" and self.script != lang:
            inner = f'<span lang="{self.script}">{escape(self.text)}</span>'
        if self.kind.startswith("verdict"):
            inner = f'<span class="{self.kind}">{inner}</span>'
        if self.href:
            inner = f'<a href="{self.href}">{inner}</a>'
        notes = "".join(self._note(note, lang) for note in self.notes)
        name = {"number": ' class="r"', "printed": ' class="p"'}.get(self.kind, "")
        return f"<td{name}>{inner}{notes}</td>"

    def _note(self, text: str, lang: str) -> str:
        inner = labels.marked(text, lang, self.script)
        if text.startswith("="):
            return f'<small class="code"><code>{inner}</code></small>'
        return f'<small class="note">{inner}</small>'


@dataclass(frozen=True)
class Line:
    """A row with the id that links lead to."""

    cells: tuple[Cell, ...]
    id: str = ""


@dataclass(frozen=True)
class Table:
    """A table; ``frame`` is the same as a pandas DataFrame."""

    caption: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    empty: str
    lang: str

    @property
    def frame(self) -> pd.DataFrame:
        """The texts of the table, for an analyst to go on with."""
        rows = [[" · ".join((c.text, *c.notes)) for c in line.cells] for line in self.lines]
        return pd.DataFrame(rows, columns=list(self.header))

    def _repr_html_(self) -> str:
        if not self.lines:
            return f'<p class="notreported">{escape(self.empty)}</p>'
        numeric = {i for line in self.lines for i, c in enumerate(line.cells) if c.kind == "number"}
        head = "".join(
            f'<th scope="col"{" class=" + chr(34) + "r" + chr(34) if i in numeric else ""}>'
            f"{escape(title)}</th>"
            for i, title in enumerate(self.header)
        )
        body = "\n".join(self._row(line) for line in self.lines)
        name = escape(self.caption, quote=True)
        return (
            f'<div class="rc-table" role="region" tabindex="0" aria-label="{name}">'
            f"<table><caption>{escape(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
        )

    def _row(self, line: Line) -> str:
        name = f' id="{line.id}"' if line.id else ""
        return f"<tr{name}>{''.join(cell.html(self.lang) for cell in line.cells)}</tr>"

    def __repr__(self) -> str:
        return f"{self.caption}: {len(self.lines)}"


@dataclass(frozen=True)
class Heads:
    """A strip of headline numbers."""

    numbers: tuple[tuple[str, str], ...]
    empty: str

    def _repr_html_(self) -> str:
        if not self.numbers:
            return f'<p class="notreported">{escape(self.empty)}</p>'
        cells = (f"<div><b>{escape(n)}</b><span>{escape(t)}</span></div>" for n, t in self.numbers)
        return f'<div class="heads">{"".join(cells)}</div>'

    def __repr__(self) -> str:
        return "; ".join(f"{text}: {number}" for number, text in self.numbers) or self.empty
