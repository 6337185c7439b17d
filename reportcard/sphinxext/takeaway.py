"""A chart to take away: its table as CSV, and the picture with its words as SVG and PNG."""

from __future__ import annotations

import csv
import io
import re
import struct
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import vl_convert

from reportcard import tokens
from reportcard.captions import Cell, plain
from reportcard.labels import HAN
from reportcard.sphinxext import drawing
from reportcard.typesetting import wrap

FOLDER = "_charts"
"""The folder of a site that holds the files of its charts: another one takes the place of one
that changes, nobody writes to them."""
MARGIN = 20
PNG_SCALE = 2
LEVEL = 6
"""How hard zlib tries: at 9 it takes four times as long for one part in a hundred."""
OUTLINE = 0.6
"""What is drawn around a letter to make it bold, in pixels."""
_BOLD = re.compile(r'font-weight="600" fill="(#\w+)"')
_HAN_OF_TEXT = re.compile("(?<=>)[^<>]+(?=</text>)")
_PNG = b"\x89PNG\r\n\x1a\n"
HEAD, SUB, FOOT = (19, 26), (13, 19), (12, 17)
"""Size and line height of headline, subtitle and source, in pixels."""


def table_csv(table: Sequence[Sequence[Cell]], key: str) -> str:
    """The table behind a chart, with the key of each row's number in a last column.

    It opens with a byte order mark, or spreadsheets take Chinese for something else.
    """
    header, *rows = table
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*map(plain, header), key])
    for row in rows:
        keys = dict.fromkeys(c["n"] for c in row if isinstance(c, dict) and "n" in c)
        writer.writerow([*map(plain, row), " ".join(keys)])
    return "\ufeff" + out.getvalue()


def standalone(svg: str, words: Mapping[str, Any], alt: str, lang: str) -> str:
    """A picture that explains itself: headline and subtitle above, the source in full below."""
    root = ET.fromstring(svg)
    width, height = (float(root.get(name, "0")) for name in ("width", "height"))
    inner = drawing.inline(svg, "c", alt=alt, as_variables=False)[0]
    texts: list[str] = []
    limit = width - 2 * 4
    top: float = MARGIN
    top = _block(texts, plain(words.get("headline", "")), limit, top, HEAD, "ink", bold=True)
    top = _block(texts, plain(words.get("subtitle", "")), limit, top + 2, SUB, "ink-2") + 12
    body = re.sub(r"^<svg ", f'<svg x="{MARGIN}" y="{top:g}" ', inner)
    credit = plain(words.get("credit") or words.get("source", ""))
    bottom = _block(texts, credit, limit, top + height + 14, FOOT, "ink-3") + MARGIN - 6
    size = f'width="{width + 2 * MARGIN:g}" height="{bottom:g}"'
    title, told = _escaped(plain(words.get("headline", ""))), _escaped(f"{alt} {credit}")
    described = f"<title>{title}</title><desc>{told}</desc>"
    sheet = f'<rect width="100%" height="100%" fill="{tokens.colour("sheet")}"/>'
    font, han = _fonts(lang)
    pictured = _HAN_OF_TEXT.sub(lambda text: _with_font(text, han), "".join([*texts, body]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
        f'viewBox="0 0 {width + 2 * MARGIN:g} {bottom:g}" font-family="{font}" xml:lang="{lang}">'
        f"{described}{sheet}{pictured}</svg>\n"
    )


def _fonts(lang: str) -> tuple[str, str]:
    """The font stack of a picture, and the font of its Chinese characters.

    vl-convert takes the first font and for what that lacks any that has it, a serif as well: so
    the Chinese font leads in Chinese, and in other languages each run of Chinese names it.
    """
    latin, han, *rest = tokens.chart_font(lang).split(", ")
    return ", ".join([han, latin, *rest] if lang.startswith("zh") else [latin, han, *rest]), han


def _with_font(text: re.Match[str], font: str) -> str:
    return HAN.sub(lambda run: f'<tspan font-family="{font}">{run.group()}</tspan>', text.group())


def _block(
    texts: list[str],
    text: str,
    limit: float,
    top: float,
    size: tuple[int, int],
    role: str,
    *,
    bold: bool = False,
) -> float:
    """Adds a wrapped text; returns where it ends."""
    points, line = size
    weight = ' font-weight="600"' if bold else ""
    lines = wrap(text, limit / (1.06 if bold else 1), points) if text else []
    for number, words in enumerate(lines, start=1):
        y = top + line * number - (line - points) / 2 - points * 0.2
        texts.append(
            f'<text x="{MARGIN + 4}" y="{y:g}" font-size="{points}"{weight} '
            f'fill="{tokens.colour(role)}">{_escaped(words)}</text>'
        )
    return top + line * len(lines)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def png(svg: str, cache_folder: Path) -> bytes:
    """The picture at twice its size, in the fonts that every machine has."""
    drawing.vegalite()  # registers them

    def made() -> bytes:
        return _packed(bytes(vl_convert.svg_to_png(_emboldened(svg), scale=PNG_SCALE)))

    source = f"png {PNG_SCALE} packed {LEVEL} bold {OUTLINE} {svg}"
    return drawing.cached(cache_folder, source, ".png", made)


def _emboldened(svg: str) -> str:
    """A picture in Chinese with its headline outlined: the font that every machine has is of one
    weight."""
    root, _, rest = svg.partition(">")
    if 'font-family="Noto' not in root:
        return svg
    outlined = rf'\g<0> stroke="\g<1>" stroke-width="{OUTLINE}" stroke-linejoin="round"'
    return f"{root}>{_BOLD.sub(outlined, rest)}"


def _packed(image: bytes) -> bytes:
    """The same PNG, its pixels packed again: vl-convert writes in haste, four times as long."""
    chunks: list[tuple[bytes, bytes]] = []
    at = len(_PNG)
    while at < len(image):
        (size,) = struct.unpack(">I", image[at : at + 4])
        chunks.append((image[at + 4 : at + 8], image[at + 8 : at + 8 + size]))
        at += 12 + size
    pixels = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    first = next(n for n, (kind, _) in enumerate(chunks) if kind == b"IDAT")
    kept = [chunk for chunk in chunks if chunk[0] != b"IDAT"]
    kept.insert(first, (b"IDAT", zlib.compress(pixels, LEVEL)))
    return _PNG + b"".join(_chunk(*chunk) for chunk in kept)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
