"""Vintages over the years: what is joined, what is named, and that no text lies on another."""

from collections.abc import Iterator
from typing import Any

import altair as alt
import pytest
from altair.utils.schemapi import debug_mode
from hypothesis import given, settings
from hypothesis import strategies as st

from reportcard.charts import Chart, Datum, Nothing, Run, Words, lines
from reportcard.charts.breaks import uprights
from reportcard.charts.room import Box, Mark, Room
from reportcard.errors import ReportcardError
from reportcard.sphinxext import drawing
from reportcard.typesetting import text_width

WORDS = Words("h", "s", "alt", columns=("year", "value"), missing="none")
AT_LEAST = Datum("card", 700, 700, None, "at least 700", hollow=True)


def exact(value: float | None, **more: Any) -> Datum:
    shown = "not reported" if value is None else f"{value:g}"
    return Datum("", value, value, value, shown, **more)


def run(label: str, first: int, *values: float | None, joined: bool = True) -> Run:
    return Run(label, {first + n: exact(value) for n, value in enumerate(values)}, joined)


YEARBOOK = run("yearbook", 2015, 536, 591, 659, 737, 795)
BRIEFINGS = run("briefings", 2019, 810, 850, 980)
FIRST = Run("first prints", {2017: exact(594), 2018: exact(640), 2019: AT_LEAST}, joined=False)
RUNS = [YEARBOOK, BRIEFINGS, FIRST]
BREAKS = [(2018.5, "census"), (2019.5, "a definition that changed")]


def drawings(chart: Chart | Nothing) -> Iterator[dict[str, Any]]:
    """The wide drawing and the phone's."""
    assert isinstance(chart, Chart)
    spec = chart.spec
    yield spec
    yield drawing.merged(spec, spec["usermeta"]["narrow"])


def layers(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]


def texts(spec: dict[str, Any]) -> set[str]:
    return {str(row["text"]) for layer in layers(spec, "text") for row in layer["data"]["values"]}


def boxes(spec: dict[str, Any]) -> Iterator[tuple[str, Box]]:
    """Every text but the axes' with what it covers."""
    for layer in layers(spec, "text"):
        across = layer["encoding"]["x"].get("value")
        for row in layer["data"]["values"]:
            if across is not None and isinstance(row["text"], str):
                width = text_width(row["text"])
                share = {"left": 0, "center": 0.5, "right": 1}[layer["mark"]["align"]]
                left = across - width * share
                yield row["text"], Box(left, row["y"] - 7, left + width, row["y"] + 7)


def quick(chart: Chart, width: int) -> dict[str, Any]:
    """One drawing, not validated: for tests with many."""
    inline = alt.data_transformers.enable(consolidate_datasets=False)
    with inline, debug_mode(False):
        spec: dict[str, Any] = chart.draw(width).to_dict()
    return spec


value = st.one_of(st.none(), st.integers(1, 500))
many = st.lists(
    st.tuples(st.integers(2000, 2010), st.lists(value, min_size=1, max_size=8), st.booleans()),
    min_size=1,
    max_size=6,
)


def made(drawn: list[tuple[int, list[int | None], bool]]) -> list[Run]:
    """Runs that have no value in common, so that a mark shows whose it is."""
    return [
        run(f"run {n}", first, *(v and v * 10 + n for v in values), joined=joined)
        for n, (first, values, joined) in enumerate(drawn)
    ]


@settings(max_examples=40, deadline=None)
@given(many)
def test_no_line_leaves_its_run(drawn: list[tuple[int, list[int | None], bool]]) -> None:
    """A line joins neighbouring years of one joined run; no other mark joins two years."""
    runs = made(drawn)
    chart = lines(runs, WORDS)
    if isinstance(chart, Nothing):
        assert not any(r.reported for r in runs)
        return
    joined = [
        {(year, d.value) for year, d in r.points.items() if d.reported} for r in runs if r.joined
    ]
    spec = quick(chart, 640)
    for layer in layers(spec, "line"):
        points = [(row["x"], row["y"]) for row in layer["data"]["values"]]
        assert len(points) > 1
        assert [x for x, _ in points] == list(range(points[0][0], points[-1][0] + 1))
        assert sum(set(points) <= of for of in joined) == 1
    for layer in layers(spec, "rule"):
        scaled = layer["encoding"]["x"].get("scale") is not None  # a name's leader has none
        assert not (scaled and "x2" in layer["data"]["values"][0])


@settings(max_examples=40, deadline=None)
@given(many)
def test_every_run_is_named_and_no_text_lies_on_another(
    drawn: list[tuple[int, list[int | None], bool]],
) -> None:
    runs = made(drawn)
    chart = lines(runs, WORDS, marked=2005)
    if isinstance(chart, Nothing):
        return
    for width in (640, 262):
        said = list(boxes(quick(chart, width)))
        named = " ".join(text for text, _ in said)
        assert all(r.label in named for r in runs if r.reported)
        for number, (_, box) in enumerate(said):
            assert box.left >= -1
            assert box.right <= width
            assert not any(box.meets(other) for _, other in said[:number])


def test_neighbouring_years_of_one_base_are_joined() -> None:
    gap = run("gap", 2016, 660, None, 796, 850)
    for spec in drawings(lines([*RUNS, gap], WORDS)):
        joined = [[row["x"] for row in one["data"]["values"]] for one in layers(spec, "line")]
        assert sorted(joined) == [[2015, 2016, 2017, 2018, 2019], [2018, 2019], [2019, 2020, 2021]]


def test_runs_differ_by_more_than_colour() -> None:
    for spec in drawings(lines([YEARBOOK, BRIEFINGS, FIRST], WORDS)):
        dashes = {str(one["mark"].get("strokeDash")) for one in layers(spec, "line")}
        assert len(dashes) == 2
        marks = {
            (one["mark"].get("shape", "circle"), one["mark"]["size"])
            for one in layers(spec, "point")
            if one["mark"].get("size", 80) != 80
        }
        assert len(marks) >= 3


def test_the_end_the_marked_year_are_told() -> None:
    wide, narrow = drawings(lines(RUNS, WORDS, marked=2018))
    assert {"yearbook 795", "briefings 980", "737", "640"} <= texts(wide)
    assert {"yearbook", "briefings", "first prints", "980", "640"} <= texts(narrow)


def test_a_value_alone_is_told_with_its_name() -> None:
    alone = Run("report card", {2019: AT_LEAST}, joined=False)
    for spec in drawings(lines([run("", 2017, 660, 737, 795, 850), alone], WORDS, marked=2019)):
        assert "report card at least 700" in " ".join(text for text, _ in boxes(spec))
        assert {"850", "795"} <= texts(spec)


def test_a_mark_leads_to_its_row_run_by_run() -> None:
    chart = lines(RUNS, WORDS)
    assert isinstance(chart, Chart)
    table = chart.spec["usermeta"]["table"][1:]
    assert table[0] == ["2015 yearbook", "536"]
    assert table[5] == ["2019 briefings", "810"]
    for layer in layers(chart.spec, "point"):
        for row in layer["data"]["values"]:
            if "href" in row:
                label, shown = table[int(row["href"].removeprefix("#row-")) - 1]
                assert label.startswith(str(row["x"]).removesuffix(".0"))
                assert shown in row["tip"]


def test_a_break_is_a_dotted_upright_with_its_text() -> None:
    outside = [(2001.5, "long before")]
    for spec in drawings(lines(RUNS, WORDS, breaks=[*BREAKS, *outside])):
        said = " ".join(text for text, _ in boxes(spec))
        assert "census" in said
        assert "a definition that" in said
        assert "long" not in said
        dotted = [one for one in layers(spec, "rule") if one["mark"].get("strokeDash") == [1.5, 3]]
        assert len(dotted[0]["data"]["values"]) == 2


@given(st.lists(st.tuples(st.floats(60, 240), st.text("ab ", min_size=1, max_size=30)), max_size=4))
def test_the_texts_of_breaks_keep_apart(breaks: list[tuple[float, str]]) -> None:
    placed = uprights(breaks, 640)
    for number, one in enumerate(placed):
        assert not any(one.box.meets(other.box) or one.parts(other) for other in placed[:number])


def test_more_runs_than_looks_are_refused_with_the_remedy() -> None:
    with pytest.raises(ReportcardError, match="7 runs in the chart 'alt'") as refused:
        lines([YEARBOOK] * 7, WORDS)
    assert "6 at most" in str(refused.value)


def test_a_text_stands_where_nothing_else_does() -> None:
    room = Room(Box(0, 0, 200, 100))
    mark = Mark(100, 50, 50, 50)
    first, second = (room.place(["8504.6"], [mark], "here") for _ in range(2))
    assert first is not None
    assert second is not None
    assert (first.align, first.lines[0].y) == ("left", 50)
    assert not first.box.meets(second.box)
    assert Room(Box(0, 0, 30, 100)).place(["8504.6"], [mark], "here") is None
    crossed = Room(Box(0, 30, 200, 70))
    crossed.stroke([(0, 50), (200, 50)])
    assert crossed.place(["8504.6"], [mark], "here") is None
