"""The arithmetic of a benchmark: what one opening of a page measured, medians, ratios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from reportcard.bench.server import Answer

SHORT_TASK = 50
"""Milliseconds a task may take before it counts as blocking."""
GAP, LONGEST = 1000, 5000
"""A group of layout shifts ends after this pause, and after this long at most (ms)."""

Value = float | None
"""A measured value; None where there is nothing to measure."""


@dataclass(frozen=True)
class Measure:
    """One thing that is measured: its name, its unit, and whether the CPU's speed moves it."""

    name: str
    unit: str
    label: str
    timed: bool = False


MEASURES = (
    Measure("charts", "count", "charts on the page"),
    Measure("requests", "count", "requests"),
    Measure("requests_elsewhere", "count", "of these to other hosts"),
    Measure("requests_failed", "count", "of these failed"),
    Measure("first_view_gzip", "byte", "first view: page with its SVG, styles; gzip"),
    Measure("first_view_raw", "byte", "first view, raw"),
    Measure("script_gzip", "byte", "scripts, gzip"),
    Measure("script_raw", "byte", "scripts, raw"),
    Measure("total_gzip", "byte", "everything, gzip"),
    Measure("total_raw", "byte", "everything, raw"),
    Measure("first_contentful_paint", "ms", "first contentful paint", timed=True),
    Measure("charts_drawn", "ms", "last chart drawn", timed=True),
    Measure("charts_live", "ms", "last chart live, scrolled through", timed=True),
    Measure("main_thread", "ms", "main thread at work (CPU time)", timed=True),
    Measure("blocking", "ms", "main thread blocked", timed=True),
    Measure("layout_shift", "score", "cumulative layout shift", timed=True),
)
FIRST_VIEW = ("page", "style")


@dataclass(frozen=True)
class Seen:
    """What the browser told of one opening; times are milliseconds since the navigation began.

    ``drawn`` and ``live`` are when the last chart was, None where one never was; ``shifts`` are
    (time, score), ``tasks`` the durations of long tasks, ``busy`` the CPU time of
    the main thread, which other programs on the machine move least; ``elsewhere`` and ``failed``
    are among the ``requests``.
    """

    charts: int
    paint: Value
    drawn: Value
    live: Value
    shifts: Sequence[tuple[float, float]]
    tasks: Sequence[float]
    busy: float
    requests: int
    elsewhere: int
    failed: int


def values(seen: Seen, answers: Sequence[Answer]) -> dict[str, Value]:
    """Every measure of one opening, by name."""
    first = [answer for answer in answers if answer.kind in FIRST_VIEW]
    scripts = [answer for answer in answers if answer.kind == "script"]
    sizes = {
        f"{part}_{form}": float(sum(getattr(answer, form) for answer in chosen))
        for part, chosen in (("first_view", first), ("script", scripts), ("total", answers))
        for form in ("gzip", "raw")
    }
    return {
        "charts": seen.charts,
        "requests": seen.requests,
        "requests_elsewhere": seen.elsewhere,
        "requests_failed": seen.failed,
        **sizes,
        "first_contentful_paint": seen.paint,
        "charts_drawn": _not_before(seen.drawn, seen.paint),
        "charts_live": _not_before(seen.live, seen.paint),
        "main_thread": seen.busy,
        "blocking": sum(max(0.0, task - SHORT_TASK) for task in seen.tasks),
        "layout_shift": layout_shift(seen.shifts),
    }


def _not_before(time: Value, paint: Value) -> Value:
    """Nothing is seen before the first paint."""
    return None if time is None or paint is None else max(time, paint)


def layout_shift(shifts: Iterable[tuple[float, float]]) -> float:
    """The cumulative layout shift: the largest sum of a group of shifts that follow each other."""
    largest = total = 0.0
    start = last = float("-inf")
    for time, score in sorted(shifts):
        if time - last > GAP or time - start > LONGEST:
            start, total = time, 0.0
        last, total = time, total + score
        largest = max(largest, total)
    return largest


def middle(runs: Sequence[Value]) -> Value:
    """The median of some runs; None where one of them has no value."""
    known = [run for run in runs if run is not None]
    return median(known) if known and len(known) == len(runs) else None


def ratio(ours: Value, stock: Value) -> Value:
    """How many times ours the stock value is; None where that says nothing."""
    return None if stock is None or not ours else stock / ours
