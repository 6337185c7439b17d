"""Dotted uprights through a plot, where a series breaks, each with its text over the plot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from reportcard.charts.kit import PHONE, Board
from reportcard.charts.room import Box
from reportcard.typesetting import LINE, Line, text_width, wrap

ASIDE = 5
"""How far the text stands from its upright."""


@dataclass(frozen=True)
class Upright:
    """One break: its x, the row over the plot where its text begins, the side of the text."""

    x: float
    row: int
    texts: tuple[str, ...]
    align: str

    @property
    def end(self) -> int:
        """The row after its text."""
        return self.row + len(self.texts)

    @property
    def box(self) -> Box:
        """What its text covers, down in rows."""
        width = max(map(text_width, self.texts)) + ASIDE + 4
        left = self.x if self.align == "left" else self.x - width
        return Box(left, self.row, left + width, self.end)

    def parts(self, other: Upright) -> bool:
        """True where its line runs through the text of the other."""
        return other.box.left < self.x < other.box.right and self.row < other.end

    def meets(self, other: Upright) -> bool:
        """True where the two cannot stand together."""
        return self.box.meets(other.box) or self.parts(other) or other.parts(self)


def uprights(breaks: Sequence[tuple[float, str]], width: float) -> list[Upright]:
    """Breaks, given with their pixels, with their texts apart in a drawing of this width.

    Texts go down from row to row from left to right; where that puts a line through a text, for
    they stand left of their lines, from right to left.
    """
    forwards = _stairs(sorted(breaks), width)
    if not any(one.meets(other) for one, other in combinations(forwards, 2)):
        return forwards
    return _stairs(sorted(breaks, reverse=True), width)


def _stairs(breaks: Sequence[tuple[float, str]], width: float) -> list[Upright]:
    placed: list[Upright] = []
    for x, text in breaks:
        found = list(_sides(x, text, width, sum(len(other.texts) for other in placed)))
        free = (one for one in found if not any(map(one.meets, placed)))
        placed.append(next(free, found[-1]))
    return placed


def _sides(x: float, text: str, width: float, most: int) -> Iterator[Upright]:
    """Where the text of a break may stand, the best first: high up, right of its upright."""
    texts = tuple(wrap(text, 110 if width < PHONE else 170))
    for row in range(most + 1):
        for align in ("left", "right"):
            upright = Upright(x, row, texts, align)
            if upright.box.left >= 0 and upright.box.right <= width:
                yield upright
    yield Upright(x, most, texts, "left" if x < width / 2 else "right")


def height(placed: Sequence[Upright]) -> float:
    """What the texts take over the plot."""
    return max((upright.end for upright in placed), default=0) * LINE


def paint(board: Board, placed: Sequence[Upright], top: float, bottom: float) -> None:
    """The uprights from their texts, the first row at ``top``, down to ``bottom``."""
    flat = Board(board.width)
    rules = [{"x": one.x, "y": top + LINE * one.row + 2} for one in placed]
    flat.add("rule", rules, {"y2": bottom, "colour": "ink-3"}, strokeWidth=1.5, strokeDash=[1.5, 3])
    for one in placed:
        aside = ASIDE if one.align == "left" else -ASIDE
        rows = enumerate(one.texts, start=one.row)
        texts = [Line(t, top + LINE * (n + 0.5), one.x + aside, "ink-2") for n, t in rows]
        flat.lines(texts, one.align)
    board.layers += flat.layers
