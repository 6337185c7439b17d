"""Forecasts beside what came: a row a year, joined where both stand on one base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportcard.charts import kit
from reportcard.charts.kit import Board, Scale
from reportcard.charts.model import Chart, Datum, Drawing, Nothing, Words, numbered
from reportcard.typesetting import LINE, Line, text_width

ROW, LABELS = 34, 22
ASIDE = 12
"""How far a value stands from its mark."""
SAMPLE = 15
"""The room for a mark before its value."""
INSIDE = 48
"""The size of the dot, which fits into the ring where both have one value."""
APART = 22
"""The least distance of two marks that have room for the strokes between them."""
SLASH = "M-1,1L0,-1M0,1L1,-1"
"""Two strokes, as in a broken axis."""


@dataclass(frozen=True)
class Outcome:
    """A forecast and what was published later; ``comparable``: both stand on one base."""

    label: str
    forecast: Datum
    outcome: Datum
    comparable: bool = True

    @property
    def data(self) -> tuple[Datum, Datum]:
        """Both, the forecast first."""
        return self.forecast, self.outcome

    @property
    def reported(self) -> list[Datum]:
        """What there is to draw of it."""
        return [datum for datum in self.data if datum.reported]


def outcomes(
    rows: Sequence[Outcome],
    words: Words,
    *,
    axis: str = ",~g",
    zero: bool = False,
    lang: str = "en",
) -> Chart | Nothing:
    """How far forecasts were from what came, in the order given: a row each, on one scale.

    The forecast is a ring with its range or arrow, the outcome a dot, each with its value at its
    outer side, on a phone over the row. A line joins the two only where they are comparable;
    where they are not, two strokes between them say so. ``axis`` is the d3 format of the axis.

        outcomes([Outcome("2019", Datum("report card", 700, 700, None, "at least 700"),
                          Datum("yearbook", 795.5, 795.45, 795.55, "795.5"), comparable=False)],
                 words)
    """
    rows = _lined(rows)
    every = [datum for row in rows for datum in row.reported]
    if not every:
        return Nothing(words)

    def draw(width: int) -> Drawing:
        board = Board(width)
        grid = _Grid.of(rows, board)
        scale = board.x = _scale(rows, grid, board.inner, kit.extent(every, zero=zero))
        ys = [grid.pitch * (n + 1) - ROW / 2 for n in range(len(rows))]
        bottom = ys[-1] + ROW / 2
        marked = scale.ticks(4 if board.phone else 6)
        spans = [(y - 11, y + 11) for y in ys] if board.phone else [(0.0, bottom)]
        kit.grid(board, marked, spans)
        at = {"y": bottom + 10, "colour": "ink-2"}
        labels = [{"x": v, "text": v} for v in marked]
        board.numbers(labels, at, axis, align="center", baseline="middle")
        placed = list(zip(rows, ys, strict=True))
        _join(board, placed, scale)
        _marks(board, placed, scale)
        for row, y in placed:
            _over(board, row, y, grid) if board.phone else _beside(board, row, y, scale)
        _part(board, placed, scale, grid)
        return board.drawing(bottom + LABELS)

    table = tuple(
        (datum.belonging(row.label), datum.belonging(datum.label), *datum.row[1:])
        for row in rows
        for datum in row.data
    )
    return Chart(draw, words, table, lang)


def _lined(rows: Sequence[Outcome]) -> list[Outcome]:
    """The rows with their data as the form draws them: a ring and a dot, each with its line."""
    lined = iter(numbered([datum for row in rows for datum in row.data]))
    return [
        replace(
            row,
            forecast=replace(next(lined), hollow=True, role="warm"),
            outcome=replace(next(lined), hollow=False, role="here"),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class _Grid:
    """Where texts stand: the width of the labels, and over the marks (a phone) the outcomes' x.

    ``lines`` of text stand over the marks of a row: none beside them, two where both values do
    not fit in one.
    """

    labels: float
    second: float
    lines: int

    @property
    def pitch(self) -> float:
        """The height of a row."""
        return ROW + LINE * self.lines

    @classmethod
    def of(cls, rows: Sequence[Outcome], board: Board) -> _Grid:
        """The places of texts in a drawing of this width."""
        labels = max(text_width(row.label) + 8 for row in rows)
        labels += 0 if all(row.comparable for row in rows) else 16
        forecasts, outcomes = (
            SAMPLE + max(text_width(d.shown) for d in column)
            for column in zip(*(row.data for row in rows), strict=True)
        )
        second = labels + forecasts + 8
        if not board.phone:
            return cls(labels, second, 0)
        fits = second + outcomes <= board.inner
        return cls(labels, second if fits else labels, 1 if fits else 2)


def _scale(rows: Sequence[Outcome], grid: _Grid, inner: int, domain: tuple[float, float]) -> Scale:
    """The scale, as long as the values beside the marks let it be."""
    if grid.lines:
        return Scale(*domain, 14, inner - 14)
    unit = Scale(*domain, 0, 1)
    left, right = grid.labels + 8, 24.0
    ends = [_ends(row, unit) for row in rows if row.reported]
    for (low, lower), (_, higher) in ends:
        start = grid.labels + ASIDE + text_width(lower.shown)
        # all values right of their marks still fit when the scale ends this early
        end = inner - ASIDE - max(text_width(higher.shown) for _, (_, higher) in ends)
        left = max(left, (start - low * end) / (1 - low) if low < 1 else start)
    for _, (high, higher) in ends:
        taken = ASIDE + text_width(higher.shown)
        if high > 0:
            right = max(right, (left + high * (inner - left) + taken - inner) / high)
    return Scale(*domain, left, inner - right)


def _ends(row: Outcome, scale: Scale) -> tuple[tuple[float, Datum], tuple[float, Datum]]:
    """How far the marks of a row go, with the value at either end: one that is missing right."""
    there = sorted(row.reported, key=lambda d: d.point)
    reaches = [kit.reach(d, scale) for d in there]
    missing = [d for d in row.data if not d.reported]
    low, high = min(low for low, _ in reaches), max(high for _, high in reaches)
    lower, higher = [*there, *missing]
    return (scale.at(low), lower), (scale.at(high), higher)


def _gap(row: Outcome, scale: Scale) -> float:
    return abs(scale.at(row.forecast.point) - scale.at(row.outcome.point))


def _join(board: Board, placed: Sequence[tuple[Outcome, float]], scale: Scale) -> None:
    """Lines between what can be compared."""
    joined = [
        {"x": row.forecast.point, "x2": row.outcome.point, "y": y}
        for row, y in placed
        if row.comparable and len(row.reported) == 2
    ]
    board.add("rule", joined, {"colour": "rest"}, strokeWidth=4, opacity=1)


def _part(board: Board, placed: Sequence[tuple[Outcome, float]], scale: Scale, grid: _Grid) -> None:
    """Two strokes between what cannot be compared, beside the label where there is no room."""
    strokes = [
        {
            "x": (scale.at(row.forecast.point) + scale.at(row.outcome.point)) / 2
            if _gap(row, scale) >= APART
            else grid.labels - 12,
            "y": y if _gap(row, scale) >= APART or not grid.lines else _first(y, grid),
        }
        for row, y in placed
        if not row.comparable and len(row.reported) == 2
    ]
    flat = Board(board.width)
    look = {"shape": SLASH, "size": 60, "opacity": 1, "filled": False, "strokeWidth": 1.5}
    flat.add("point", strokes, {"colour": "ink-3"}, **look)
    board.layers += flat.layers


def _marks(board: Board, placed: Sequence[tuple[Outcome, float]], scale: Scale) -> None:
    """The ring with its range and the dot of each row, the dot with its range if that is wide."""
    for forecast in (True, False):
        data = [(row.forecast if forecast else row.outcome, y) for row, y in placed]
        data = [(datum, y) for datum, y in data if datum.reported]
        kit.whiskers(board, [(kit.capless(d), y) for d, y in data if kit.sticks_out(d, scale)])
        marks = [kit.row(d, x=d.point, y=y) for d, y in data]
        if forecast:
            kit.dots(board, [], marks)
        else:
            kit.dots(board, marks, [], size=INSIDE)


def _first(y: float, grid: _Grid) -> float:
    """The middle of the first line of text over a row's marks."""
    return y + ROW / 2 - grid.pitch + LINE / 2 + 4


def _over(board: Board, row: Outcome, y: float, grid: _Grid) -> None:
    """For a phone: label and values over the marks, each value behind its mark."""
    flat, first = Board(board.width), _first(y, grid)
    flat.lines([Line(row.label, first)])
    places = ((grid.labels, first), (grid.second, first + LINE * (grid.lines - 1)))
    for datum, (x, at) in zip(row.data, places, strict=True):
        role = datum.role if datum.reported else "ink-3"
        flat.lines([Line(datum.shown, at, x + SAMPLE, role)])
        mark = {"x": x + 5, "y": at, "colour": kit.colour(role)}
        if datum.reported:
            kit.dots(flat, [] if datum.hollow else [mark], [mark] if datum.hollow else [])
    board.layers += flat.layers


def _beside(board: Board, row: Outcome, y: float, scale: Scale) -> None:
    """The label of a row at the left, its values at the outer sides of its marks."""
    flat = Board(board.width)
    flat.lines([Line(row.label, y)])
    if row.reported:
        (low, lower), (high, higher) = _ends(row, scale)
        flat.lines([Line(lower.shown, y, low - ASIDE, lower.role)], "right")
        role = higher.role if higher.reported else "ink-3"
        flat.lines([Line(higher.shown, y, high + ASIDE, role)])
    else:
        flat.lines([Line(row.outcome.shown, y, scale.start, "ink-3")])
    board.layers += flat.layers
