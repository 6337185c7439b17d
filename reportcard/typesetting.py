"""Text in a plot: how wide it is, and the lines it takes, without asking a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import fsum

SIZE, LINE = 13, 17
"""The size of a chart's text and the height of its lines, in pixels."""

_UNBROKEN = re.compile(
    r"\s+"
    r"|[(（「《]?[\d.,+\-−]+(?:\s?[%‰]|[餘余多]?[萬亿億]*[元家個项項人次件畝天所處平公噸]?[以左]?[上右]?)[)）」》，。、；：,;]*"
    r"|[(（「《]*[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef][)）」》，。、；：？！%]*"
    r"|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)
_THIN = set("iljtfrI.,;:'’|!()[] ·-")


def text_width(text: str, size: int = SIZE) -> float:
    """Pixels a text takes, on the generous side: the reader's own font may be a wide one."""
    return size * fsum(_advance(letter) for letter in text)


def _advance(letter: str) -> float:
    if ord(letter) >= 0x2E80:
        return 1.0
    if letter in _THIN:
        return 0.36
    return 0.92 if letter in "%mwMW—…∞" else 0.72 if letter.isupper() else 0.62


def wrap(text: str, limit: float, size: int = SIZE) -> list[str]:
    """A text in lines of at most ``limit`` pixels, never inside a number with its unit."""
    lines = [""]
    for piece in _UNBROKEN.findall(text):
        if text_width(lines[-1] + piece.rstrip(), size) > limit and lines[-1].strip():
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


@dataclass(frozen=True)
class Line:
    """One line of text and where its middle is."""

    text: str
    y: float
    x: float = 0.0
    role: str = "ink"


def block(text: str, limit: float, top: float, role: str = "ink") -> list[Line]:
    """A wrapped text, its first line's middle half a line below ``top``."""
    lines = enumerate(wrap(text, limit))
    return [Line(line, top + LINE * (n + 0.5), role=role) for n, line in lines]
