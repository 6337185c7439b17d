"""The picture on the cover: the report card itself, each paragraph a bar, each figure a tick."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from html import escape
from pathlib import Path

import vl_convert
from sphinx.application import Sphinx

from reportcard import tokens
from reportcard.prose import book_of
from reportcard.results import Book
from reportcard.sphinxext.drawing import register_fonts

MAP, COVER = "cover.svg", "cover.png"
WIDTH, HEIGHT, MARGIN = 1200, 1800, 110
PITCH, BAR, TICK = 16.0, 0.4, 0.74
"""From row to row in pixels, where there is room; bars and ticks as parts of that."""
LONGEST = 220
"""Characters in a row of the map; a longer paragraph goes on in the next."""


def rows_of(book: Book) -> Iterator[tuple[int, list[int]]]:
    """The rows of the map: how many characters each holds, and where in it figures begin."""
    anchor = book.report.anchor
    if anchor is None:
        return
    starts = {
        mention.start
        for observation in book.report.observations
        if observation.document == anchor.id
        for mention in observation.mentions
        if mention.start is not None
    }
    for begin, end in book.archive.paragraphs(anchor.id):
        for first in range(begin, end, LONGEST):
            last = min(first + LONGEST, end)
            yield last - first, sorted(s - first for s in starts if first <= s < last)


def article(book: Book, width: float, height: float) -> tuple[str, float]:
    """The map as SVG marks, ``width`` and at most ``height`` pixels large, and its height.

    Nothing, and a height of 0, where no article is known.
    """
    rows = list(rows_of(book))
    scale, pitch = width / LONGEST, min(PITCH, height / max(len(rows), 1))
    bar, tick = pitch * BAR, pitch * TICK
    marks = []
    for number, (size, figures) in enumerate(rows):
        middle = (number + 0.5) * pitch
        marks.append(_rect(0, middle - bar / 2, max(size * scale, 4), bar, "rest-2"))
        marks += [_rect(f * scale, middle - tick / 2, 4, tick, "here") for f in figures]
    return "".join(marks), len(rows) * pitch


def _rect(x: float, y: float, width: float, height: float, role: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} fill="{tokens.colour(role)}"/>'


def map_svg(book: Book) -> str:
    """The map alone, for a title page that has its own words; empty without an article."""
    marks, height = article(book, WIDTH, 0.75 * WIDTH)
    if not marks:
        return ""
    box = f'viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} aria-hidden="true">{marks}</svg>'


def cover_svg(book: Book, title: str, lang: str) -> str:
    """The cover of an e-book: title, and the map at its foot."""
    head, _, tail = re.sub(r"\s*[:：]\s*", "\n", title, count=1).partition("\n")
    size, y, words = 104, MARGIN + 70.0, []
    for line in textwrap.wrap(head, 18):
        words.append(_text(line, y, size, "ink", lang))
        y += size * 1.2
    words.append(_text(tail, y, 64, "here", lang))
    room = HEIGHT - MARGIN - y - MARGIN
    marks, height = article(book, WIDTH - 2 * MARGIN, room)
    at = f"translate({MARGIN},{HEIGHT - MARGIN - height:g})"
    paper = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{tokens.colour("paper")}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'{paper}{"".join(words)}<g transform="{at}">{marks}</g></svg>'
    )


def _text(words: str, y: float, size: int, role: str, lang: str) -> str:
    # Chinese is drawn in the one font, of one weight, that every machine has: a stack would fall
    # back to whatever else holds the characters.
    latin, chinese, *_ = tokens.chart_font(lang).split(", ")
    family, weight = (chinese, "normal") if lang.startswith("zh") else (latin, "bold")
    font = f'font-family="{family}" font-size="{size}" font-weight="{weight}"'
    fill = tokens.colour(role)
    return f'<text x="{MARGIN}" y="{y:g}" {font} fill="{fill}">{escape(words)}</text>'


def draw(app: Sphinx, failure: Exception | None) -> None:
    """Put the picture beside the pages that become a printed book or an e-book."""
    if failure is not None or app.builder.name not in ("singlehtml", "epub"):
        return
    config = app.config
    book = book_of(config.reportcard_place, config.reportcard_year)
    out = Path(app.outdir)
    if app.builder.name == "singlehtml":
        (out / MAP).write_text(map_svg(book), "utf-8")
        return
    register_fonts()
    svg = cover_svg(book, config.html_title, config.reportcard_lang)
    (out / COVER).write_bytes(vl_convert.svg_to_png(svg, scale=1))


def setup(app: Sphinx) -> None:
    """Draw when a build has ended."""
    app.connect("build-finished", draw)
