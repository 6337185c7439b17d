"""Rows of label, mark and value: beside each other, on a phone under each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportcard.charts.kit import Board, known, reach
from reportcard.charts.model import Datum
from reportcard.typesetting import LINE, Line, block, text_width, wrap


@dataclass(frozen=True)
class Slot:
    """The place of one row: the middle of its mark (if any), its label and, on a phone, value."""

    y: float
    lines: tuple[Line, ...]
    drawn: bool = True


def slots(
    board: Board, data: Sequence[Datum], left: float, *, mark: int = 20, top: float = 0
) -> tuple[list[Slot], float]:
    """Rows from top to bottom, and where they end; on a phone, the label stands over the mark."""
    found: list[Slot] = []
    for datum in data:
        if board.phone:
            slot, top = _stacked(datum, board.inner, mark, top)
        else:
            slot, top = _beside(datum, left, mark, top)
        found.append(slot)
    return found, top


def _beside(datum: Datum, left: float, mark: int, top: float) -> tuple[Slot, float]:
    lines = wrap(datum.label, left - 16)
    height = max(mark, LINE * len(lines)) + 12
    first = top + height / 2 - LINE * (len(lines) - 1) / 2
    texts = tuple(Line(text, first + LINE * n) for n, text in enumerate(lines))
    return Slot(top + height / 2, texts), top + height


def _stacked(datum: Datum, inner: float, mark: int, top: float) -> tuple[Slot, float]:
    """Label and value over the mark: on one line where both fit, else the value below."""
    role = datum.role if datum.reported else "ink-3"
    gap = text_width("  ")
    lines = block(datum.label, inner, top)
    last = lines[-1]
    if text_width(last.text) + gap + text_width(datum.shown) <= inner:
        lines.append(Line(datum.shown, last.y, text_width(last.text) + gap, role))
    else:
        lines += block(datum.shown, inner, last.y + LINE / 2, role)
    bottom = max(line.y for line in lines) + LINE / 2
    height = mark if datum.reported else 0
    return Slot(bottom + height / 2 + 2, tuple(lines), datum.reported), bottom + height + 10


def label_width(data: Sequence[Datum], board: Board, most: float = 210) -> float:
    """The width of the label column: 0 on a phone."""
    if board.phone:
        return 0.0
    longest = max(text_width(line) for d in data for line in wrap(d.label, most - 16))
    return min(most, longest + 16)


def value_width(data: Sequence[Datum], board: Board, most: float = 170) -> float:
    """The room values need right of the marks: on a phone they stand above."""
    if board.phone:
        return 12.0
    return max(text_width(line) for d in data for line in wrap(d.shown, most)) + 18


def spans(board: Board, places: Sequence[Slot], bottom: float) -> list[tuple[float, float]]:
    """Where gridlines may run: all the way, on a phone only beside the marks, not the labels."""
    if board.phone:
        return [(slot.y - 10, slot.y + 10) for slot in places if slot.drawn]
    return [(0, bottom)]


def negative_width(data: Sequence[Datum], board: Board) -> float:
    """The room values need left of the marks: those below zero stand there."""
    if board.phone:
        return 10.0
    widths = [text_width(d.shown) + 14 for d in data if _leftward(d)]
    return max(widths, default=10.0)


def _leftward(datum: Datum) -> bool:
    return bool(datum.value and datum.value < 0 and datum.lower is not None)


def values(
    board: Board,
    data: Sequence[Datum],
    places: Sequence[Slot],
    most: float = 170,
    beyond: float = 0,
) -> None:
    """The value of each row beside its mark, outwards from zero (a phone has it above).

    ``beyond`` is a value that they stand past in any case.
    """
    assert board.x is not None
    if board.phone:
        return
    for datum, slot in zip(data, places, strict=True):
        if _leftward(datum):
            low, _ = known(datum)
            line = Line(datum.shown, slot.y, board.x.at(min(low, datum.point)) - 11, datum.role)
            board.lines([line], "right")
            continue
        lines = wrap(datum.shown, most)
        end = (
            board.x.at(max(reach(datum, board.x)[1], beyond)) + 11
            if datum.reported
            else board.x.at(max(board.x.low, 0)) + 6
        )
        role = datum.role if datum.reported else "ink-3"
        first = slot.y - LINE * (len(lines) - 1) / 2
        board.lines(Line(text, first + LINE * n, end, role) for n, text in enumerate(lines))
