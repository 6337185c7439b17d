"""Room for texts in a plot: beside their mark, off lines, marks and other texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, hypot

from reportcard.typesetting import LINE, Line, text_width

STRIDE = 5
BESIDE, ABOVE = 10, 14
"""How far the middle of a text's first line stands from its mark."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """True where the two have an area in common."""
        level = self.left < other.right and other.left < self.right
        return level and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: Box) -> bool:
        """True where the other lies inside."""
        level = self.left <= other.left and other.right <= self.right
        return level and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True)
class Mark:
    """What a text may stand beside: a point and how far its whisker goes up and down."""

    x: float
    y: float
    top: float
    bottom: float

    def box(self, radius: float) -> Box:
        """All that it covers."""
        top, bottom = min(self.top, self.y - radius), max(self.bottom, self.y + radius)
        return Box(self.x - radius, top, self.x + radius, bottom)


@dataclass(frozen=True)
class Placed:
    """A text where it found room: its lines at ``x``, which is the side that ``align`` names."""

    box: Box
    lines: tuple[Line, ...]
    align: str


@dataclass
class Room:
    """The area where texts may stand, and what is taken of it."""

    area: Box
    taken: list[Box] = field(default_factory=list)

    def stroke(self, points: Sequence[tuple[float, float]], half: float = 2) -> None:
        """Take what a line through these points covers."""
        for (x1, y1), (x2, y2) in pairwise(points):
            steps = max(1, ceil(hypot(x2 - x1, y2 - y1) / STRIDE))
            for step in range(steps + 1):
                x, y = x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
                self.taken.append(Box(x - half, y - half, x + half, y + half))

    def place(self, texts: Sequence[str], marks: Iterable[Mark], role: str) -> Placed | None:
        """Put a text beside the first of the marks that has room for it, None where none has."""
        for mark in marks:
            for align, x, y in _sides(mark, len(texts)):
                placed = _placed(texts, align, x, y, role)
                if self.area.holds(placed.box) and not any(map(placed.box.meets, self.taken)):
                    self.taken.append(placed.box)
                    return placed
        return None


def _sides(mark: Mark, lines: int) -> Iterable[tuple[str, float, float]]:
    """Where a text may stand beside a mark, the best first: align, x, middle of the first line."""
    over, under = mark.top - ABOVE - LINE * (lines - 1), mark.bottom + ABOVE
    yield "left", mark.x + BESIDE, mark.y - LINE * (lines - 1) / 2
    yield "right", mark.x - 8, over
    yield "left", mark.x + 8, under
    yield "left", mark.x + 8, over
    yield "right", mark.x - 8, under
    yield "center", mark.x, over
    yield "center", mark.x, under
    yield "right", mark.x - BESIDE, mark.y - LINE * (lines - 1) / 2
    yield "right", mark.x + 6, over
    yield "left", mark.x - 6, under


def _placed(texts: Sequence[str], align: str, x: float, y: float, role: str) -> Placed:
    width = max(map(text_width, texts))
    left = x - width * {"left": 0, "center": 0.5, "right": 1}[align]
    lines = tuple(Line(text, y + LINE * n, x, role) for n, text in enumerate(texts))
    return Placed(Box(left, y - 8, left + width, lines[-1].y + 8), lines, align)
