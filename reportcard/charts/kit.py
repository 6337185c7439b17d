"""The drawing board of all forms: measured text, scales, and marks laid one over the other.

Rows and texts are placed in pixels, so that wrapped labels, arrows and both widths fit; what
carries a value stays on a Vega-Lite scale of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor, log10, pi, sqrt
from types import MappingProxyType
from typing import Any, TypeAlias

import altair as alt

from reportcard import tokens
from reportcard.charts.model import Datum, Drawing, token_of
from reportcard.typesetting import Line

PADDING = 12
DOT = 72
ARROW = 0.12
"""The length of the arrow that stands for a missing end, as a share of the scale."""
PHONE = 400
"""Below this width a form stacks label over mark."""

Mark: TypeAlias = dict[str, Any]


def colour(role: str) -> str:
    """The colour of marks in a role: a token, or a verdict."""
    return tokens.colour(token_of(role))


def ink(role: str) -> str:
    """The colour of text that belongs to marks in a role."""
    name = token_of(role)
    return tokens.colour(name if name in tokens.TEXT else "ink-2")


# ── scales ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Scale:
    """Values from ``low`` to ``high`` on the pixels from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int = 6) -> list[float]:
        """Round values inside, at most ``most`` of them."""
        return ticks(self.low, self.high, most)

    @property
    def altair(self) -> alt.Scale:
        """The scale for an encoding."""
        return alt.Scale(
            domain=[self.low, self.high], range=[self.start, self.end], nice=False, zero=False
        )


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values from ``low`` to ``high``, steps of 1, 2 or 5."""
    rough = (high - low) / max(most - 1, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= rough * 0.999)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [float(f"{n * step:.12g}") for n in range(first, last + 1)]


def extent(data: Iterable[Datum], *, zero: bool) -> tuple[float, float]:
    """The values a scale must hold: points and bounded ends, and room for arrows."""
    data = [d for d in data if d.reported]
    seen = [v for d in data for v in (d.value, d.lower, d.upper) if v is not None]
    low, high = min(seen), max(seen)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low or abs(high) or 1.0) * 0.14
    if not zero or high == low:
        low, high = low - room / 2, high + room / 2
    endless = [d for d in data if d.uncertain]
    lows = [known(d)[0] - room for d in endless if d.lower is None]
    highs = [known(d)[1] + room for d in endless if d.upper is None]
    return min([low, *lows]), max([high, *highs])


# ── marks ──────────────────────────────────────────────────────────────────────────────────────

_ARROWS = {
    ("<", False): "M1,-1L-0.2,0L1,1",
    (">", False): "M-1,-1L0.2,0L-1,1",
    ("<", True): "M-1,-1L0,0.2L1,-1",
    (">", True): "M-1,1L0,-0.2L1,1",
}
CAP_UPRIGHT, CAP_LEVEL = "M0,-1L0,1", "M-1,0L1,0"


@dataclass
class Board:
    """Marks in the order they are painted; without a scale, x or y are pixels from top left."""

    width: int
    x: Scale | None = None
    y: Scale | None = None
    layers: list[alt.Chart] = field(default_factory=list)

    @property
    def inner(self) -> int:
        """Pixels between the paddings."""
        return self.width - PADDING

    @property
    def phone(self) -> bool:
        """True where label and mark cannot stand side by side."""
        return self.width < PHONE

    def add(
        self,
        kind: str,
        rows: Sequence[Mapping[str, Any]],
        at: Mapping[str, Any] = MappingProxyType({}),
        **mark: Any,
    ) -> None:
        """A layer of marks of one kind, a mark a row; ``at``: channels that are the same for all.

        Rows (and ``at``) have x, x2, y, y2, colour, text, tip, href.
        """
        if not rows:
            return
        chart = alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))
        channels = {
            **{name: self._field(name) for name in rows[0]},
            **{name: _fixed(name, value) for name, value in at.items()},
        }
        encoding = {_CHANNEL.get(name, name): channel for name, channel in channels.items()}
        marked = getattr(chart, f"mark_{kind}")(**mark)
        self.layers.append(marked.encode(**encoding))

    def _field(self, name: str) -> Any:
        if name in ("x", "y"):
            scale = self.x if name == "x" else self.y
            channel = alt.X if name == "x" else alt.Y
            return channel(f"{name}:Q", scale=scale.altair if scale else None, axis=None)
        if name in ("x2", "y2"):
            return (alt.X2 if name == "x2" else alt.Y2)(name)
        if name == "colour":
            return alt.Color("colour:N", scale=None)
        return {"text": alt.Text, "tip": alt.Tooltip, "href": alt.Href}[name](f"{name}:N")

    def numbers(
        self, rows: Sequence[Mapping[str, float]], at: Mapping[str, Any], form: str, **mark: Any
    ) -> None:
        """The labels of an axis: ``text`` of each row is a number, ``form`` its d3 format."""
        self.add("text", rows, at, **mark)
        if rows:
            self.layers[-1] = self.layers[-1].encode(text=alt.Text("text:Q", format=form))

    def lines(self, lines: Iterable[Line], align: str = "left") -> None:
        """Texts at pixel positions, one layer for each x."""
        by_x: dict[float, list[Line]] = {}
        for line in lines:
            by_x.setdefault(round(line.x, 2), []).append(line)
        for x, group in by_x.items():
            rows = [{"y": g.y, "text": g.text, "colour": ink(g.role)} for g in group]
            self.add("text", rows, {"x": x}, align=align, baseline="middle")

    def drawing(self, height: float) -> Drawing:
        """Everything in one chart."""
        return Drawing(self.layers, self.inner, round(height, 2))


_CHANNEL = {"colour": "color", "tip": "tooltip"}


_FIXED = {
    "x": alt.XValue,
    "x2": alt.X2Value,
    "y": alt.YValue,
    "y2": alt.Y2Value,
    "colour": alt.ColorValue,
    "tip": alt.TooltipValue,
    "href": alt.HrefValue,
}


def _fixed(name: str, value: Any) -> Any:
    return _FIXED[name](colour(value) if name == "colour" else value)


def row(datum: Datum, **place: float) -> Mark:
    """A mark of a datum: its place, colour and tip, and the row of the table it leads to."""
    return {**place, "colour": colour(datum.role), **told(datum)}


def told(datum: Datum) -> Mark:
    """What a mark of a datum says and where it leads."""
    return {"tip": datum.tip} | ({"href": datum.href} if datum.line else {})


def dots(
    board: Board,
    marks: Sequence[Mark],
    hollow: Sequence[Mark],
    *,
    shape: str = "circle",
    size: int = DOT,
) -> None:
    """Points: full ones ringed by the sheet, forecasts in outline."""
    sheet = tokens.colour("sheet")
    look: dict[str, Any] = {"size": size, "opacity": 1}
    if shape != "circle":
        look["shape"] = shape
    board.add("point", marks, filled=True, stroke=sheet, strokeWidth=1, **look)
    board.add("point", hollow, filled=False, fill=sheet, strokeWidth=2, **look)


def grid(board: Board, values: Sequence[float], spans: Sequence[tuple[float, float]]) -> None:
    """Upright gridlines at values, over each span of pixels; the one at zero is the axis."""
    for name in ("rule", "ink-3"):
        rows = [{"x": v} for v in values if (v == 0) == (name == "ink-3")]
        for top, bottom in spans:
            at = {"y": round(top, 2), "y2": round(bottom, 2), "colour": name}
            board.add("rule", rows, at, strokeWidth=1)


def whiskers(
    board: Board,
    marks: Sequence[tuple[Datum, float]],
    *,
    upright: bool = False,
    role: str = "",
    arrow: float = ARROW,
) -> None:
    """The interval of each datum: a line with caps, dotted with an arrow where an end is missing.

    The number beside each datum is its place across: the y of a level whisker, the x of an
    upright one. An end that is not itself possible has no cap.
    """
    scale = board.y if upright else board.x
    assert scale is not None
    main, cross = ("y", "x") if upright else ("x", "y")
    solid: list[Mark] = []
    dotted: list[Mark] = []
    caps: list[Mark] = []
    arrows: dict[str, list[Mark]] = {}
    for datum, across in marks:
        if not datum.uncertain:
            continue
        paint = {"colour": colour(role or datum.role), **told(datum), cross: across}
        low, high = known(datum)
        solid.append({main: low, f"{main}2": high, **paint})
        caps += [{main: end, **paint} for end in _closed(datum)]
        for near, far, shape in zip((low, high), reach(datum, scale, arrow), "<>", strict=True):
            if near != far:
                dotted.append({main: near, f"{main}2": far, **paint})
                arrows.setdefault(_ARROWS[shape, upright], []).append({main: far, **paint})
    board.add("rule", solid, strokeWidth=2)
    board.add("rule", dotted, strokeWidth=2, strokeDash=[2, 3])
    _symbols(board, caps, CAP_LEVEL if upright else CAP_UPRIGHT, 150)
    for shape, rows in arrows.items():
        _symbols(board, rows, shape, 80)


def _closed(datum: Datum) -> list[float]:
    """The ends that are there and possible."""
    ends = ((datum.lower, datum.lower_open), (datum.upper, datum.upper_open))
    return [end for end, is_open in ends if end is not None and not is_open]


def _symbols(board: Board, rows: Sequence[Mark], shape: str, size: int) -> None:
    look: dict[str, Any] = {"shape": shape, "size": size}
    board.add("point", rows, filled=False, opacity=1, strokeWidth=2, **look)


def sticks_out(datum: Datum, scale: Scale, size: float = DOT) -> bool:
    """Whether the whisker is longer than the mark of this size: a shorter one cannot be read."""
    low, high = known(datum)
    endless = datum.uncertain and None in (datum.lower, datum.upper)
    return endless or abs(scale.at(high) - scale.at(low)) > 2 * sqrt(size / pi)


def capless(datum: Datum) -> Datum:
    """The same without a cap on its own mark: "at least" has its end there."""
    lower = datum.lower_open or datum.lower == datum.value
    upper = datum.upper_open or datum.upper == datum.value
    return replace(datum, lower_open=lower, upper_open=upper)


def reach(datum: Datum, scale: Scale, arrow: float = ARROW) -> tuple[float, float]:
    """How far a datum's mark is drawn: where an end is missing, an arrow's length on."""
    low, high = known(datum)
    length = arrow * (scale.high - scale.low)
    if datum.uncertain and datum.lower is None:
        low = max(scale.low, low - length)
    if datum.uncertain and datum.upper is None:
        high = min(scale.high, high + length)
    return low, high


def known(datum: Datum) -> tuple[float, float]:
    """The stretch between the ends that are there, the value included."""
    low = datum.point if datum.lower is None else datum.lower
    high = datum.point if datum.upper is None else datum.upper
    return low, high
