"""Numbers in time: before and after, and series of years with their vintages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from reportcard.charts import kit
from reportcard.charts.kit import Board, Line, Mark, Scale
from reportcard.charts.model import Chart, Datum, Drawing, Nothing, Words, numbered

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
    left = max(kit.text_width(text) for text in (ends[0], *(a.shown for a, _ in pairs)))
    limit = board.inner * 0.45
    right = max(kit.text_width(text) for _, b in pairs for text in kit.wrap(_named(b), limit))
    return left + 14, board.inner - max(right, kit.text_width(ends[1])) - 14


def _named(datum: Datum) -> str:
    return f"{datum.shown} {datum.label}".strip()


def _heads(board: Board, ends: tuple[str, str], sides: tuple[float, float]) -> None:
    """The two sides: a quiet upright each, its head above."""
    rows = [{"x": x} for x in sides]
    flat = Board(board.width)
    flat.add("rule", rows, {"y": HEAD, "y2": HEAD + HEIGHT, "colour": "rule"}, strokeWidth=1)
    flat.lines([Line(ends[0], kit.LINE / 2, sides[0] - 12, "ink-2")], align="right")
    flat.lines([Line(ends[1], kit.LINE / 2, sides[1] + 12, "ink-2")])
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
    texts = [[d.shown] if side == 0 else kit.wrap(_named(d), board.inner * 0.45) for d, _ in column]
    wanted = [board.y.at(d.point) for d, _ in column]
    middles = apart(wanted, [kit.LINE * len(t) for t in texts])
    for (datum, x), lines, middle in zip(column, texts, middles, strict=True):
        first = middle - kit.LINE * (len(lines) - 1) / 2
        at = x + (-12 if side == 0 else 12)
        placed = [Line(t, first + kit.LINE * n, at, datum.role) for n, t in enumerate(lines)]
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


def series(
    points: Mapping[int, Datum],
    words: Words,
    *,
    others: Sequence[tuple[int, Datum]] = (),
    marked: int | None = None,
    axis: str = ",~g",
    zero: bool = True,
    lang: str = "en",
) -> Chart | Nothing:
    """Years of one vintage as a line, other vintages beside it as rings that it never joins.

    The last point and the ``marked`` year say what they show, each of ``others`` its label,
    too. A year without value is a gap. ``axis`` is the d3 format of the level gridlines.

        series({2018: Datum("2018", 747.9, …), 2019: Datum("2019", 795.5, …)}, words, marked=2019,
               others=[(2019, Datum("report card", 700, 700, None, "more than 700"))])
    """
    every = numbered([*points.values(), *(d for _, d in others)])
    points = dict(zip(points, every, strict=False))
    others = [(year, d) for (year, _), d in zip(others, every[len(points) :], strict=True)]
    if not any(d.reported for d in every):
        return Nothing(words)

    def draw(width: int) -> Drawing:
        board = Board(width)
        low, high = kit.extent(every, zero=zero)
        board.y = Scale(low, high, HEIGHT + 14, 24 + _keys(board, others))
        years = [*points, *(year for year, _ in others)]
        first, last = min(years), max(*years, min(years) + 1)
        board.x = Scale(first, last, 44, board.inner - _right(points, board))
        _levels(board, axis)
        _years(board, range(first, last + 1), marked)
        _curve(board, points)
        _marks(board, [(year, d) for year, d in others if d.reported])
        _tell(board, points, marked)
        _tell_others(board, others)
        return board.drawing(HEIGHT + 14 + 22)

    rows = tuple((str(year), *d.row[1:]) for year, d in points.items())
    return Chart(draw, words, rows + tuple((f"{y} {d.label}", *d.row[1:]) for y, d in others), lang)


def _levels(board: Board, axis: str) -> None:
    """Level gridlines, each value written on its line at the left."""
    assert board.y is not None
    values = board.y.ticks(5)
    for name in ("rule", "ink-3"):
        rows = [{"y": v} for v in values if (v == 0) == (name == "ink-3")]
        board.add("rule", rows, {"x": 0, "x2": board.inner, "colour": name}, strokeWidth=1)
    labels = [{"y": v, "text": v} for v in values]
    at = {"x": 0, "colour": "ink-2"}
    board.numbers(labels, at, axis, align="left", baseline="bottom", dy=-2)


def _right(points: Mapping[int, Datum], board: Board) -> float:
    """The room right of the last point: its value stands there, on a phone above."""
    reported = [d for _, d in sorted(points.items()) if d.reported]
    if board.phone or not reported:
        return 16.0
    return kit.text_width(reported[-1].shown) + 14


def _years(board: Board, years: Sequence[int], marked: int | None) -> None:
    """The years under the plot, as many as fit, the marked one among them."""
    assert board.x is not None
    room = abs(board.x.at(years[-1]) - board.x.at(years[0])) / max(1, years[-1] - years[0])
    every = next(n for n in (1, 2, 3, 5, 10, 20, 50, 100, 1000) if n * room >= 38)
    anchor = years[-1] if marked is None else marked
    shown = [year for year in years if (anchor - year) % every == 0]
    rows = [{"x": year, "text": str(year)} for year in shown]
    at = {"y": HEIGHT + 14 + 13, "colour": "ink-2"}
    board.add("text", rows, at, align="center", baseline="middle")


def _curve(board: Board, points: Mapping[int, Datum]) -> None:
    """The line with its points and whiskers, broken where a year is missing."""
    pieces: list[list[Mark]] = [[]]
    for year in range(min(points, default=0), max(points, default=-1) + 1):
        datum = points.get(year)
        if datum is None or not datum.reported:
            pieces.append([])
        else:
            pieces[-1].append(kit.row(datum, x=year, y=datum.point))
    for piece in pieces:
        rows = [{"x": mark["x"], "y": mark["y"]} for mark in piece]
        board.add("line", rows, {"colour": _role(points)}, strokeWidth=2)
    _marks(board, [(year, d) for year, d in points.items() if d.reported])


def _role(points: Mapping[int, Datum]) -> str:
    return next((d.role for d in points.values()), "here")


def _marks(board: Board, placed: Sequence[tuple[int, Datum]]) -> None:
    """Points with whiskers, those of forecasts as rings."""
    kit.whiskers(board, [(d, float(year)) for year, d in placed], upright=True, arrow=0.25)
    marks = [(d.hollow, kit.row(d, x=year, y=d.point)) for year, d in placed]
    kit.dots(board, [m for h, m in marks if not h], [m for h, m in marks if h])


def _tell(board: Board, points: Mapping[int, Datum], marked: int | None) -> None:
    """The values of the last point, at its right, and of the marked year, off the line."""
    assert board.x is not None
    assert board.y is not None
    reported = {year: d for year, d in sorted(points.items()) if d.reported}
    if not reported:
        return
    last = max(reported)
    x, y = board.x.at(last), board.y.at(_top(reported[last]))
    text, role = reported[last].shown, reported[last].role
    if board.phone:
        _flat(board, [Line(text, y - 16, board.inner, role)], "right")
    else:
        _flat(board, [Line(text, board.y.at(reported[last].point), x + 10, role)])
    if marked in reported and marked != last:
        datum, after = reported[marked], min(year for year in reported if year > marked)
        rising = reported[after].point >= datum.point
        # off the line: left of it, above where it rises, and on a phone below where it falls,
        # since the last value stands above it there
        below = board.phone and not rising
        leftwards = rising or below
        x = board.x.at(marked) + (-8 if leftwards else 8)
        y = board.y.at(_top(datum)) + (13 if below else -13)
        _flat(board, [Line(datum.shown, y, x, datum.role)], "right" if leftwards else "left")


def _top(datum: Datum) -> float:
    return datum.point if datum.upper is None else datum.upper


def _keys(board: Board, others: Sequence[tuple[int, Datum]]) -> float:
    """The height of the other vintages' names over the plot: on a phone, there is no other room."""
    if not board.phone:
        return 0.0
    return sum(kit.LINE * len(kit.wrap(_said(d), board.inner - 16)) + 4 for _, d in others)


def _said(datum: Datum) -> str:
    return f"{datum.label} {datum.shown}".strip()


def _tell_others(board: Board, others: Sequence[tuple[int, Datum]]) -> None:
    """Names and values of other vintages: under their marks, on a phone behind a key on top."""
    assert board.x is not None
    assert board.y is not None
    top = 0.0
    for year, datum in others:
        if not datum.reported:
            continue
        if board.phone:
            top = _key(board, datum, top)
            continue
        low = datum.point if datum.lower is None else min(datum.lower, datum.point)
        lines = kit.wrap(_said(datum), 210)
        x = min(board.x.at(year) + 9, board.inner - max(map(kit.text_width, lines)))
        y = board.y.at(low) + 14
        _flat(board, [Line(t, y + kit.LINE * n, x, datum.role) for n, t in enumerate(lines)])


def _key(board: Board, datum: Datum, top: float) -> float:
    """One vintage's mark with its name and value, over the plot; returns where it ends."""
    flat = Board(board.width)
    lines = kit.block(_said(datum), board.inner - 16, top, datum.role)
    mark = kit.row(datum, x=5.0, y=lines[0].y)
    kit.dots(flat, [] if datum.hollow else [mark], [mark] if datum.hollow else [])
    board.layers += flat.layers
    _flat(board, [Line(line.text, line.y, 16, line.role) for line in lines])
    return lines[-1].y + kit.LINE / 2 + 4


def _flat(board: Board, lines: Sequence[Line], align: str = "left") -> None:
    """Texts in pixels over a board that has scales."""
    flat = Board(board.width)
    flat.lines(lines, align)
    board.layers += flat.layers
