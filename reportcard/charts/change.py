"""Numbers in time: before and after, and series of years with their vintages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from reportcard.charts import kit
from reportcard.charts.kit import Board, Scale
from reportcard.charts.model import Chart, Datum, Drawing, Nothing, Words, numbered
from reportcard.typesetting import LINE, Line, text_width, wrap

HEIGHT = 210
HEAD = 26


def slope(
    pairs: Sequence[tuple[Datum, Datum]],
    words: Words,
    *,
    ends: tuple[str, str],
    lang: str = "en",
) -> Chart | Nothing:
    """Before and after: one line a pair, from zero, with the intervals at both ends.

    ``ends`` heads the two sides. The line is named at its right end, by the second datum.

        slope([(Datum("served", 85, 84.5, 85.5, "85%"), Datum("served", 95, 94.5, 95.5, "95%"))],
              words, ends=("before", "2019"))
    """
    if not any(d.reported for pair in pairs for d in pair):
        return Nothing(words)
    data = numbered([d for pair in pairs for d in pair])
    pairs = list(zip(data[::2], data[1::2], strict=True))

    def draw(width: int) -> Drawing:
        board = Board(width)
        left, right = _sides(pairs, ends, board)
        low, high = kit.extent((d for pair in pairs for d in pair), zero=True)
        board.y = Scale(low, high, HEAD + HEIGHT, HEAD + 14)
        _heads(board, ends, (left, right))
        _lines(board, pairs, (left, right))
        for side, x in enumerate((left, right)):
            column = [(pair[side], x) for pair in pairs if pair[side].reported]
            _column(board, column, side)
        return board.drawing(HEAD + HEIGHT + 8)

    rows = tuple(
        (after.label or before.label, end, *datum.row[1:])
        for before, after in pairs
        for end, datum in zip(ends, (before, after), strict=True)
    )
    return Chart(draw, words, rows, lang)


def _sides(
    pairs: Sequence[tuple[Datum, Datum]], ends: tuple[str, str], board: Board
) -> tuple[float, float]:
    """The x of both sides: the labels beside them must fit."""
    left = max(text_width(text) for text in (ends[0], *(a.shown for a, _ in pairs)))
    limit = board.inner * 0.45
    right = max(text_width(text) for _, b in pairs for text in wrap(_named(b), limit))
    return left + 14, board.inner - max(right, text_width(ends[1])) - 14


def _named(datum: Datum) -> str:
    return f"{datum.shown} {datum.label}".strip()


def _heads(board: Board, ends: tuple[str, str], sides: tuple[float, float]) -> None:
    """The two sides: a quiet upright each, its head above."""
    rows = [{"x": x} for x in sides]
    flat = Board(board.width)
    flat.add("rule", rows, {"y": HEAD, "y2": HEAD + HEIGHT, "colour": "rule"}, strokeWidth=1)
    flat.lines([Line(ends[0], LINE / 2, sides[0] - 12, "ink-2")], align="right")
    flat.lines([Line(ends[1], LINE / 2, sides[1] + 12, "ink-2")])
    board.layers += flat.layers


def _lines(board: Board, pairs: Sequence[tuple[Datum, Datum]], sides: tuple[float, float]) -> None:
    for before, after in pairs:
        if before.reported and after.reported:
            line = {"x": sides[0], "x2": sides[1], "y": before.point, "y2": after.point}
            dash: dict[str, Any] = {"strokeDash": [5, 4]} if after.hollow else {}
            row = {**line, "colour": kit.colour(after.role), "tip": after.tip}
            board.add("rule", [row], strokeWidth=2.5, **dash)


def _column(board: Board, column: Sequence[tuple[Datum, float]], side: int) -> None:
    """The marks of one side with their labels beside, moved apart where they would touch."""
    assert board.y is not None
    kit.whiskers(board, column, upright=True)
    marks = [(d.hollow, kit.row(d, x=x, y=d.point)) for d, x in column]
    kit.dots(board, [m for h, m in marks if not h], [m for h, m in marks if h])
    texts = [[d.shown] if side == 0 else wrap(_named(d), board.inner * 0.45) for d, _ in column]
    wanted = [board.y.at(d.point) for d, _ in column]
    middles = apart(wanted, [LINE * len(t) for t in texts])
    for (datum, x), lines, middle in zip(column, texts, middles, strict=True):
        first = middle - LINE * (len(lines) - 1) / 2
        at = x + (-12 if side == 0 else 12)
        placed = [Line(t, first + LINE * n, at, datum.role) for n, t in enumerate(lines)]
        _flat(board, placed, "right" if side == 0 else "left")


def apart(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Middles as near to where they are wanted as blocks of these heights allow."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    found = list(wanted)
    for _ in range(len(order)):
        for upper, lower in pairwise(order):
            overlap = found[upper] + (heights[upper] + heights[lower]) / 2 - found[lower]
            if overlap > 0.01:
                found[upper] -= overlap / 2
                found[lower] += overlap / 2
    return found


def _flat(board: Board, lines: Sequence[Line], align: str = "left") -> None:
    """Texts in pixels over a board that has scales."""
    flat = Board(board.width)
    flat.lines(lines, align)
    board.layers += flat.layers
