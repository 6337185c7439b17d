"""Rows of numbers on one scale: bars, points with ranges, completion against a target."""

from __future__ import annotations

from collections.abc import Sequence

from reportcard.charts import kit, rows
from reportcard.charts.kit import Board, Scale
from reportcard.charts.model import Chart, Datum, Drawing, Nothing, Words, numbered
from reportcard.charts.rows import Slot
from reportcard.typesetting import LINE, Line, block, wrap

BAR = 20


def bars(
    data: Sequence[Datum],
    words: Words,
    *,
    dots: bool = False,
    whole: float = 0,
    lang: str = "en",
) -> Chart | Nothing:
    """Magnitudes as bars from zero, in the order given, the interval drawn on their end.

    With ``dots`` as points on the same scale, for many rows or where length says nothing. Shares
    stand in a pale bar as long as the ``whole`` they are of (100).

        bars([Datum("Haidian", 145, 145, 145, "145"), Datum("Beijing", 346, …)], words)
    """
    data = numbered(data)
    if not any(d.reported for d in data):
        return Nothing(words)

    def draw(width: int) -> Drawing:
        full = (Datum("", whole, whole, whole, ""),) if whole else ()
        board, places, bottom = _rows(data, width, zero=True, also=full)
        if whole:
            _tracks(board, [s for s in places if s.drawn], whole)
        kit.grid(board, [0.0], rows.spans(board, places, bottom))
        if dots:
            _points(board, data, places)
        else:
            _lengths(board, data, places)
        rows.values(board, data, places, beyond=whole)
        return board.drawing(bottom)

    return Chart(draw, words, tuple(d.row for d in data), lang)


def ranges(
    data: Sequence[Datum], words: Words, *, axis: str = "", zero: bool = True, lang: str = "en"
) -> Chart | Nothing:
    """Points with their intervals: growth rates and whatever is hedged or rounded.

    An end that is not there becomes an arrow, a forecast a ring. ``axis`` is the d3 format of
    the axis labels ("+~g"); without it only the line at zero is marked.

        ranges([Datum("GDP", 7, 6.5, 7.5, "about 7%", hollow=True)], words, axis="+~g")
    """
    data = numbered(data)
    if not any(d.reported for d in data):
        return Nothing(words)

    def draw(width: int) -> Drawing:
        board, places, bottom = _rows(data, width, zero=zero)
        assert board.x is not None
        marked = board.x.ticks(5 if board.phone else 6)
        kit.grid(board, marked, rows.spans(board, places, bottom))
        _points(board, data, places)
        rows.values(board, data, places)
        if axis:
            _axis(board, marked, axis, bottom + 12)
        return board.drawing(bottom + (LABELS if axis else 0))

    return Chart(draw, words, tuple(d.row for d in data), lang)


def against_target(
    done: Sequence[Datum], target: Datum, words: Words, *, lang: str = "en"
) -> Chart | Nothing:
    """What was done, as bars, against a target: a line, or a band from its lower to its upper.

    against_target([Datum("fitted", 1783, …)], Datum("Task", 1399.5, 1399, 1400, …), words)
    """
    *done, target = numbered([*done, target])
    if not any(d.reported for d in done):
        return Nothing(words)

    def draw(width: int) -> Drawing:
        top = _target_lines(target, width - kit.PADDING)
        board, places, bottom = _rows(done, width, zero=True, top=top, also=(target,))
        spans = [(max(top, start), end) for start, end in rows.spans(board, places, bottom)]
        kit.grid(board, [0.0], spans)
        _lengths(board, done, places)
        if target.reported:
            _target(board, target, spans)
        rows.values(board, done, places)
        return board.drawing(bottom)

    return Chart(draw, words, tuple(d.row for d in (*done, target)), lang)


LABELS = 22


def _rows(
    data: Sequence[Datum],
    width: int,
    *,
    zero: bool,
    top: float = 0,
    also: tuple[Datum, ...] = (),
) -> tuple[Board, list[Slot], float]:
    """A board with a scale beside the label column, its labels written."""
    board = Board(width)
    left, right = rows.label_width(data, board), rows.value_width(data, board)
    low, high = kit.extent((*data, *also), zero=zero)
    margin = rows.negative_width(data, board) if low < 0 or not zero else 1.0
    board.x = Scale(low, high, left + margin, board.inner - right)
    places, bottom = rows.slots(board, data, left, mark=BAR, top=top)
    board.lines(line for slot in places for line in slot.lines)
    return board, places, bottom


def _lengths(board: Board, data: Sequence[Datum], places: Sequence[Slot]) -> None:
    """Bars from zero, forecasts in outline, intervals as whiskers in ink."""
    half = BAR / 2 - 2
    marks: dict[bool, list[kit.Mark]] = {False: [], True: []}
    for datum, slot in zip(data, places, strict=True):
        if datum.reported:
            place = {"x": 0.0, "x2": datum.point, "y": slot.y - half, "y2": slot.y + half}
            marks[datum.hollow].append(kit.row(datum, **place))
    board.add("rect", marks[False], opacity=1)
    board.add("rect", marks[True], filled=False, strokeWidth=2, opacity=1)
    ends = [(d, s.y) for d, s in zip(data, places, strict=True)]
    kit.whiskers(board, ends, role="ink")


def _tracks(board: Board, places: Sequence[Slot], whole: float) -> None:
    """The whole behind each bar."""
    half = BAR / 2 - 2
    tracks = [{"x": 0.0, "x2": whole, "y": s.y - half, "y2": s.y + half} for s in places]
    board.add("rect", tracks, {"colour": "rest-2"}, opacity=1)


def _points(board: Board, data: Sequence[Datum], places: Sequence[Slot]) -> None:
    placed = [(d, s.y) for d, s in zip(data, places, strict=True) if d.reported]
    kit.whiskers(board, placed)
    marks = [(d.hollow, kit.row(d, x=d.point, y=y)) for d, y in placed]
    kit.dots(board, [m for h, m in marks if not h], [m for h, m in marks if h])


def _axis(board: Board, marked: Sequence[float], form: str, y: float) -> None:
    at = {"y": y, "colour": "ink-2"}
    for zero in (True, False):
        labels = [{"x": v, "text": v} for v in marked if (v == 0) == zero]
        signed = form.replace("+", "") if zero else form
        board.numbers(labels, at, signed, align="center", baseline="middle")


def _target_lines(target: Datum, inner: float) -> float:
    """The height of the target's label above the bars."""
    return LINE * len(wrap(_named(target), inner * 0.6)) + 8


def _named(target: Datum) -> str:
    return f"{target.label} {target.shown}".strip()


def _target(board: Board, target: Datum, spans: Sequence[tuple[float, float]]) -> None:
    """The target across all bars, its label above, on the side with more room."""
    assert board.x is not None
    low = target.point if target.lower is None else target.lower
    high = target.point if target.upper is None else target.upper
    for top, bottom in spans:
        at = {"y": top - 4, "y2": bottom, "colour": "ink", **kit.told(target)}
        if board.x.at(high) - board.x.at(low) > 2:
            board.add("rect", [{"x": low, "x2": high}], at, opacity=0.35)
        else:
            board.add("rule", [{"x": target.point}], at, strokeWidth=2)
    right = board.x.at(target.point) > board.inner / 2
    x = board.x.at(high) + 1 if right else board.x.at(low) - 1
    lines = block(_named(target), board.inner * 0.6, 0)
    board.lines([Line(line.text, line.y, x) for line in lines], "right" if right else "left")
