"""A chart as a figure of the page: words, drawing, the table behind it, and what can be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from reportcard.captions import Cell, Text, plain
from reportcard.labels import marked, phrase

_NUMERIC = re.compile(r"^[<>≤≥≈~]?\s?[+\-−]?\d")


@dataclass(frozen=True)
class Figure:
    """One chart of a page: its ``id``, alt text, words (``usermeta``) and language.

    ``files`` are the addresses of what can be taken away by name (CSV, SVG, PNG), ``live`` that
    of the script with its specification; both are empty where the pages stand alone.
    """

    id: str
    alt: str
    words: Mapping[str, Any]
    lang: str
    files: Mapping[str, str]
    live: str = ""

    def html(self, drawings: str) -> str:
        """The figure around its drawings."""
        texts = (("headline", "headline"), ("subtitle", "sub"))
        heads = "".join(
            f'<p class="{name}">{pieces(self.words[key], self.lang)}</p>\n'
            for key, name in texts
            if self.words.get(key)
        )
        live = f' data-live="{escape(self.live)}"' if self.live else ""
        return (
            f'<figure class="chart" id="{self.id}"{live}>\n{heads}'
            f'<div class="picture">{self.image}{drawings}</div>\n{self.foot}</figure>\n'
        )

    @property
    def image(self) -> str:
        """What is announced in place of the drawings beside it."""
        return f'<span class="alt" role="img" aria-label="{escape(self.alt)}"></span>'

    @property
    def foot(self) -> str:
        """One line: table, files, source."""
        parts = [self.details if self.words.get("table") else "", self.links]
        if self.words.get("source"):
            source = pieces(self.words["source"], self.lang)
            parts.append(f'<p class="source">{source}</p>\n')
        inside = "".join(parts)
        return f"<figcaption>\n{inside}</figcaption>\n" if inside else ""

    @property
    def called(self) -> str:
        """What the chart is called, for those who meet its parts out of sight of it."""
        return plain(self.words.get("headline", "")) or self.alt

    @property
    def links(self) -> str:
        """The files."""
        if not self.files:
            return ""
        items = "".join(
            f'<li><a href="{escape(address)}" download aria-label="{escape(self._named(name))}">'
            f"{name}</a></li>"
            for name, address in self.files.items()
        )
        return f'<ul class="files">{items}</ul>\n'

    def _named(self, name: str) -> str:
        return phrase("chart", "download", self.lang, name, self.called)

    @property
    def details(self) -> str:
        """The table, folded away: what the chart shows, to read."""
        header, *rows = self.words["table"]
        right = [_right(column) for column in zip(header, *rows, strict=True)]
        head = "".join(
            f'<th scope="col"{_class(r)}>{pieces(cell, self.lang)}</th>'
            for cell, r in zip(header, right, strict=True)
        )
        body = "".join(
            f'<tr id="{self.id}-{line}">{self._row(row, right)}</tr>\n'
            for line, row in enumerate(rows, start=1)
        )
        name = phrase("chart", "as_table", self.lang, self.called)
        word = phrase("chart", "table", self.lang)
        return (
            f'<details class="data"><summary aria-label="{escape(f"{word}: {name}")}">{word}'
            f'</summary>\n<div class="rc-table" role="group" tabindex="0" '
            f'aria-label="{escape(name)}">\n<table><thead><tr>{head}</tr></thead>\n'
            f"<tbody>\n{body}</tbody></table></div></details>\n"
        )

    def _row(self, cells: Sequence[Cell], right: Sequence[bool]) -> str:
        tags = ("th", *["td"] * (len(cells) - 1))
        return "".join(
            f"<{tag}{_scope(tag)}{_owner(cell)}{_class(r and tag == 'td')}>"
            f"{pieces(cell, self.lang)}</{tag}>"
            for tag, cell, r in zip(tags, cells, right, strict=True)
        )


def pieces(text: Text | Cell, lang: str) -> str:
    """A text as HTML, each number of the report in it with its key."""
    if isinstance(text, str):
        return marked(text, lang)
    if isinstance(text, list):
        return "".join(pieces(piece, lang) for piece in text)
    said = marked(text["text"], lang)
    if "n" in text:
        return f'<data class="n" value="{escape(text["n"])}">{said}</data>'
    return f'<data value="{escape(text["count"])}">{said}</data>' if "count" in text else said


def _owner(cell: Cell) -> str:
    return f' data-n="{escape(cell["of"])}"' if isinstance(cell, dict) and "of" in cell else ""


def _scope(tag: str) -> str:
    return ' scope="row"' if tag == "th" else ""


def _class(right: bool) -> str:
    return ' class="r"' if right else ""


def _right(column: Sequence[Cell]) -> bool:
    """Whether a column holds numbers under its header: they stand flush right."""
    filled = [plain(cell) for cell in column[1:] if plain(cell)]
    return bool(filled) and all(_NUMERIC.match(cell) for cell in filled)
