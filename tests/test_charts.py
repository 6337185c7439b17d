"""Every form of chart: what it draws, says and refuses, in both widths."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import pytest

from reportcard import tokens
from reportcard.charts import (
    MIME,
    Chart,
    Datum,
    Judged,
    Nothing,
    Outcome,
    Run,
    Tick,
    Words,
    against_target,
    article_map,
    bars,
    lines,
    outcomes,
    parts_of_whole,
    per_square,
    ranges,
    ranked,
    slope,
    strip,
    units_of_whole,
    verdicts,
)
from reportcard.errors import ReportcardError
from reportcard.sphinxext import drawing

WORDS = Words("A message", "The statistic, its unit", "Chart: a message", "Source", missing="none")
KINDS = {"count": "counts", "amount": "amounts", "percentage": "percentages", "measure": "other"}
LONG = "Companies with a name that is far too long for any column and must wrap"


def exact(label: str, value: float, **more: Any) -> Datum:
    return Datum(label, value, value, value, f"{value:g}", **more)


def rounded(label: str, value: float, **more: Any) -> Datum:
    return Datum(label, value, value - 0.5, value + 0.5, f"{value:g}%", "[…]", "card", **more)


def missing(label: str = "nothing") -> Datum:
    return Datum(label, None, None, None, "not reported")


BEYOND = Datum("beyond", 700, 700, None, "more than 700", lower_open=True, hollow=True)
BELOW = Datum("below", 3, None, 3, "less than 3", upper_open=True, role="warm")
WHOLE = [exact("Haidian", 145), exact("the rest of Beijing", 201, role="rest")]
CUT = [rounded("left", 36), rounded("cut", 64, role="rest", hollow=True)]
GROWTH = [rounded("GDP", 7, hollow=True), rounded("water", -5), BELOW, missing(), exact(LONG, 9)]
PAIR = (rounded("", 85), rounded("requests solved", 95))
UNMET = (rounded("", 15, role="warm"), rounded("unsolved", 5, role="warm"))
TASK = Datum("Task", 1399.5, 1399, 1400, "1,399 or 1,400", role="ink")
TICKS = [
    Tick(0, 0, "count", "companies", "145家", "haidian.companies.2019"),
    Tick(1, 390, "amount", "revenue", "62億元"),
    Tick(2, 3, "percentage", "share", "42%"),
]
YEARS = {2017: exact("", 660), 2018: missing(), 2019: exact("", 795.5), 2020: exact("", 850)}
RUNS = [Run("", YEARS, joined=True), Run("card", {2019: BEYOND}, joined=False)]
PAIRS = [
    Outcome("2018", rounded("card", 660), exact("book", 737)),
    Outcome("2019", BEYOND, missing(), comparable=False),
]
FITS = Judged("Share", rounded("", 42), exact("", 41.907), "consistent", "fits", 1)
MISSES = Judged(LONG, rounded("", 42), rounded("", 48), "inconsistent", "misses", 1)
OPEN = Judged("Open", rounded("", 42), Datum("", 42, None, None, "42"), "undetermined", "?", 1)
UNKNOWN = Judged("No input", rounded("", 127.4), missing(), "undetermined", "?", 0.1)
CHECKS = [
    ("consistent", "holds", [rounded(f"claim {n}", n) for n in range(40)]),
    ("undetermined", "open", [exact(f"rate {n}", n) for n in range(9)]),
]

Form = Callable[[Words, str], Chart | Nothing]

FORMS: dict[str, Form] = {
    "units": lambda w, lang: units_of_whole(WHOLE, w, lang=lang),
    "units hollow": lambda w, lang: units_of_whole([*WHOLE[:1], exact("x", 58, hollow=True)], w),
    "parts": lambda w, lang: parts_of_whole([("", WHOLE)], w, lang=lang),
    "parts in rows": lambda w, lang: parts_of_whole([("Time", CUT), (LONG, WHOLE)], w),
    "bars": lambda w, lang: bars([*WHOLE, BEYOND, missing(), exact(LONG, -20)], w, lang=lang),
    "bars as dots": lambda w, lang: bars([*WHOLE, BEYOND], w, dots=True),
    "ranges": lambda w, lang: ranges(GROWTH, w, axis="+~g", lang=lang),
    "ranges off zero": lambda w, lang: ranges([rounded("a", 50), rounded("b", 51)], w, zero=False),
    "slope": lambda w, lang: slope([PAIR, UNMET], w, ends=("before", "2019"), lang=lang),
    "target": lambda w, lang: against_target([exact("fitted", 1783), BELOW], TASK, w, lang=lang),
    "target to come": lambda w, lang: against_target([exact("fitted", 60)], rounded("T", 100), w),
    "map": lambda w, lang: article_map([59, 400, 12], TICKS, w, kinds=KINDS, lang=lang),
    "lines": lambda w, lang: lines(RUNS, w, marked=2019, lang=lang),
    "lines off zero": lambda w, lang: lines(RUNS, w, zero=False, breaks=[(2019.5, "census")]),
    "outcomes": lambda w, lang: outcomes(PAIRS, w, axis=",~f", lang=lang),
    "ranked": lambda w, lang: ranked(GROWTH, w, ranks=["2", "4", "3", "", "1"], lang=lang),
    "verdicts": lambda w, lang: verdicts([FITS, MISSES, OPEN, UNKNOWN], w, lang=lang),
    "strip": lambda w, lang: strip(CHECKS, w, lang=lang),
}

EMPTY: dict[str, Form] = {
    "units": lambda w, lang: units_of_whole([missing()], w),
    "parts": lambda w, lang: parts_of_whole([("", [missing()])], w),
    "bars": lambda w, lang: bars([missing(), missing()], w),
    "ranges": lambda w, lang: ranges([], w),
    "slope": lambda w, lang: slope([(missing(), missing())], w, ends=("a", "b")),
    "target": lambda w, lang: against_target([missing()], TASK, w),
    "map": lambda w, lang: article_map([10, 20], [], w, kinds=KINDS),
    "lines": lambda w, lang: lines([Run("", {2019: missing()}, joined=True)], w),
    "outcomes": lambda w, lang: outcomes([Outcome("2019", missing(), missing())], w),
    "ranked": lambda w, lang: ranked([missing()], w, ranks=[""]),
    "verdicts": lambda w, lang: verdicts([UNKNOWN], w),
    "strip": lambda w, lang: strip([("consistent", "holds", ())], w),
}


@cache
def drawn(name: str) -> Chart:
    """A form, drawn once for all tests."""
    chart = FORMS[name](WORDS, "en")
    assert isinstance(chart, Chart)
    return chart


def spec_of(chart: Chart | Nothing) -> dict[str, Any]:
    assert isinstance(chart, Chart)
    return chart.spec


def both(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The wide drawing and the phone's."""
    yield spec
    yield drawing.merged(spec, spec["usermeta"]["narrow"])


def rows(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The data of all layers of one kind of mark."""
    layers = [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]
    return [row for layer in layers for row in layer["data"]["values"]]


def texts(spec: dict[str, Any]) -> str:
    return " ".join(str(row["text"]) for row in rows(spec, "text"))


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_drawn_in_both_widths(name: str, tmp_path: Path) -> None:
    """vl-convert draws it, no wider than agreed, in no colour but the book's."""
    spec = drawn(name).spec
    for one, most in zip(both(spec), (640, 262), strict=True):
        svg, width, strangers = drawing.inline(drawing.draw(one, tmp_path), "c")
        assert strangers == []
        assert width <= most
        assert svg.startswith("<svg")


@pytest.mark.parametrize("name", FORMS)
def test_the_bundle_is_spec_and_alt_text(name: str) -> None:
    bundle = drawn(name)._repr_mimebundle_()
    assert set(bundle) == {MIME, "text/plain"}
    assert bundle["text/plain"] == WORDS.alt
    assert bundle[MIME]["usermeta"]["headline"] == WORDS.headline
    assert "/v6" in bundle[MIME]["$schema"]
    json.dumps(bundle, allow_nan=False)
    assert "datasets" not in bundle[MIME]


def test_the_order_of_calls_and_the_readers_theme_change_nothing() -> None:
    forwards = {name: json.dumps(drawn(name).spec) for name in FORMS}
    with alt.theme.enable("dark"):
        backwards = {
            name: json.dumps(spec_of(FORMS[name](WORDS, "en"))) for name in reversed(FORMS)
        }
    assert forwards == backwards


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_reported_is_a_note(name: str) -> None:
    bundle = EMPTY[name](WORDS, "en")._repr_mimebundle_()
    assert bundle == {"text/html": '<p class="notreported">none</p>', "text/plain": "none"}


@pytest.mark.parametrize("words", [Words("", "s", "alt"), Words("headline", "s", " ")])
def test_headline_and_alt_text_are_required(words: Words) -> None:
    with pytest.raises(ReportcardError, match=r"no (headline|alt) text"):
        bars(WHOLE, words)


def test_the_language_chooses_the_font() -> None:
    spec = spec_of(bars(WHOLE, WORDS, lang="zh-Hant"))
    assert spec["config"] == tokens.chart_config("zh-Hant")


def test_the_table_behind_the_chart_has_the_columns_asked_for() -> None:
    words = Words("h", "s", "a", columns=("Area", "Companies", "Interval"))
    table = spec_of(bars([rounded("Haidian", 42), missing()], words))["usermeta"]["table"]
    assert table == [
        ["Area", "Companies", "Interval"],
        ["Haidian", "42%", "[…]"],
        ["nothing", "not reported", ""],
    ]
    with pytest.raises(ReportcardError, match="9 columns for rows of 4"):
        spec_of(bars(WHOLE, Words("h", "s", "a", columns=("x",) * 9)))


def test_one_square_is_one_thing() -> None:
    for spec in both(spec_of(units_of_whole(WHOLE, WORDS))):
        assert len(rows(spec, "point")) == 145 + 201 + 2  # and the keys of both names
        assert "Haidian 145" in texts(spec)
        assert "the rest of Beijing 201" in texts(spec)


@pytest.mark.parametrize(("count", "each"), [(6, 1), (600, 1), (601, 2), (7240, 20), (10**6, 2000)])
def test_a_square_stands_for_few_things(count: int, each: int) -> None:
    assert per_square(count) == each


def test_too_many_squares_are_refused_with_the_remedy() -> None:
    with pytest.raises(ReportcardError, match="each=20"):
        units_of_whole([exact("a", 7240)], WORDS)
    assert len(rows(spec_of(units_of_whole([exact("a", 7240)], WORDS, each=20)), "point")) == 363


def test_what_is_there_gets_a_square_however_small() -> None:
    spec = spec_of(units_of_whole([exact("a", 1), exact("b", 1000)], WORDS, each=10))
    assert len(rows(spec, "point")) == 1 + 100 + 2


def test_parts_fill_the_whole() -> None:
    for spec in both(spec_of(parts_of_whole([("", WHOLE)], WORDS))):
        first, second = rows(spec, "rect")
        assert first["x"] == 0
        assert second["x2"] == pytest.approx(spec["width"], abs=0.1)
        assert first["x2"] / spec["width"] == pytest.approx(145 / 346, abs=0.01)


def test_no_part_is_below_zero() -> None:
    with pytest.raises(ReportcardError, match="a part cannot be below zero"):
        parts_of_whole([("", [exact("a", -1), exact("b", 3)])], WORDS)


def test_every_bar_is_drawn_and_what_is_missing_said() -> None:
    for spec in both(spec_of(bars([*WHOLE, missing("bonds"), exact("fall", -20)], WORDS))):
        assert [row["x2"] for row in rows(spec, "rect")] == [145, 201, -20]
        assert "bonds" in texts(spec)
        assert "not reported" in texts(spec)


def test_an_interval_is_drawn_from_end_to_end() -> None:
    for spec in both(spec_of(ranges([rounded("GDP", 7), exact("sure", 3)], WORDS))):
        whiskers = [row for row in rows(spec, "rule") if "tip" in row]
        assert [(row["x"], row["x2"]) for row in whiskers] == [(6.5, 7.5)]


def dotted(spec: dict[str, Any], of: str) -> list[dict[str, Any]]:
    layers = [layer for layer in spec["layer"] if "strokeDash" in layer["mark"]]
    return [row for layer in layers for row in layer["data"]["values"] if row["tip"].startswith(of)]


def test_a_missing_end_becomes_an_arrow() -> None:
    for spec in both(spec_of(ranges([BEYOND, BELOW], WORDS))):
        (up,), (down,) = dotted(spec, "beyond"), dotted(spec, "below")
        assert up["x2"] > up["x"] == 700
        assert down["x2"] < down["x"] == 3
        low, high = next(
            layer["encoding"]["x"]["scale"]["domain"]
            for layer in spec["layer"]
            if "scale" in layer["encoding"].get("x", {})
        )
        assert low <= down["x2"]
        assert up["x2"] <= high


def test_an_end_that_is_not_possible_has_no_cap() -> None:
    def caps(datum: Datum) -> int:
        return len(rows(spec_of(ranges([datum], WORDS)), "point")) - 1

    assert caps(Datum("a", 5, 4, 6, "5")) == 2
    assert caps(Datum("a", 5, 4, 6, "5", lower_open=True)) == 1
    assert caps(Datum("a", 5, 4, 6, "5", lower_open=True, upper_open=True)) == 0


def test_a_forecast_is_a_ring() -> None:
    spec = spec_of(ranges([rounded("sure", 1), rounded("forecast", 2, hollow=True)], WORDS))
    rings = [
        layer for layer in spec["layer"] if layer["mark"].get("fill") == tokens.colour("sheet")
    ]
    told = [row["tip"] for one in rings for row in one["data"]["values"]]
    assert [tip.split("\n")[0] for tip in told] == ["forecast"]


def test_tooltips_carry_interval_and_source() -> None:
    spec = spec_of(ranges([rounded("GDP", 7)], WORDS))
    assert {row["tip"] for row in rows(spec, "point")} == {"GDP\n7%\n[…]\ncard"}


def test_a_slope_joins_before_and_after() -> None:
    for spec in both(spec_of(slope([PAIR, UNMET], WORDS, ends=("before", "2019")))):
        lines = [row for row in rows(spec, "rule") if {"x", "x2", "y", "y2"} <= set(row)]
        assert [(line["y"], line["y2"]) for line in lines] == [(85, 95), (15, 5)]
        assert all(word in texts(spec) for word in ("before", "2019", "85%", "95%", "unsolved"))


def test_the_target_is_a_line_or_a_band() -> None:
    line = spec_of(against_target([exact("fitted", 1783)], TASK, WORDS))
    assert {"x": 1399.5} in rows(line, "rule")
    band = spec_of(against_target([exact("fitted", 60)], rounded("T", 100), WORDS))
    assert {"x": 99.5, "x2": 100.5} in rows(band, "rect")
    without = spec_of(against_target([exact("fitted", 60)], missing("Target"), WORDS))
    assert rows(without, "rect")


def test_every_figure_of_the_article_is_a_tick() -> None:
    for spec in both(spec_of(article_map([59, 400, 12], TICKS, WORDS, kinds=KINDS))):
        marks = [row for row in rows(spec, "point") if "tip" in row]
        assert {row["tip"] for row in marks} == {
            "companies\n145家",
            "revenue\n62億元",
            "share\n42%",
        }
        shapes = {layer["mark"]["shape"] for layer in spec["layer"] if "shape" in layer["mark"]}
        assert len(shapes) == len(KINDS)  # told apart without colour
        assert all(name in texts(spec) for name in ("counts 1", "amounts 1", "other 0"))


def test_a_long_paragraph_goes_on_in_the_next_row() -> None:
    wide, narrow = both(spec_of(article_map([59, 400, 12], TICKS, WORDS, kinds=KINDS)))
    assert len(rows(wide, "rect")) == 3
    assert [row["x2"] for row in rows(narrow, "rect")] == [59, 200, 200, 12]
    assert next(row["x"] for row in rows(narrow, "point") if "62億元" in row.get("tip", "")) == 190


@pytest.mark.parametrize(
    ("tick", "message"),
    [
        (Tick(3, 0, "count", "companies", "145家"), "outside paragraph 3"),
        (Tick(0, 60, "count", "companies", "145家"), "outside paragraph 0"),
        (Tick(0, 0, "colour", "companies", "145家"), "no kind of figure 'colour'"),
    ],
)
def test_a_tick_stands_inside_the_article(tick: Tick, message: str) -> None:
    with pytest.raises(ReportcardError, match=message):
        article_map([59, 400, 12], [tick], WORDS, kinds=KINDS)


def test_a_claim_is_drawn_on_its_own_scale() -> None:
    for spec in both(spec_of(verdicts([FITS, MISSES, OPEN, UNKNOWN], WORDS))):
        bands = rows(spec, "rect")
        assert [(band["x"], band["x2"]) for band in bands] == [(-0.5, 0.5)] * 3
        placed = {
            row["tip"].split("\n")[0]: row["x"]
            for row in rows(spec, "point")
            if "x" in row and "tip" in row
        }
        assert placed["Share"] == pytest.approx(-0.093)
        assert "No input" not in texts(spec)
        assert all(word in texts(spec) for word in ("fits", "misses"))


@pytest.mark.parametrize("step", [0, -1])
def test_a_claim_needs_a_unit(step: float) -> None:
    with pytest.raises(ReportcardError, match="has a step of"):
        verdicts([Judged("Share", rounded("", 1), rounded("", 1), "consistent", "", step)], WORDS)


def test_one_tile_is_one_check() -> None:
    for spec in both(spec_of(strip(CHECKS, WORDS))):
        tiles = [layer for layer in spec["layer"] if layer["mark"].get("shape") == "square"]
        assert [len(layer["data"]["values"]) for layer in tiles] == [40, 9]
        assert tiles[0]["data"]["values"][1]["tip"] == "claim 1\n1%\n[…]\ncard"
        signs = {layer["mark"]["shape"] for layer in spec["layer"] if "shape" in layer["mark"]}
        assert len(signs) == 3  # the square and one sign a verdict


def test_an_unknown_role_or_verdict_is_named() -> None:
    with pytest.raises(ReportcardError, match="Did you mean 'rest'"):
        exact("a", 1, role="rset")
    with pytest.raises(ReportcardError, match="no verdict 'here'"):
        strip([("here", "here", [exact("a", 1)])], WORDS)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e12])
def test_tiny_and_huge_values_are_drawn(scale: float, tmp_path: Path) -> None:
    data = [exact("a", 3 * scale), exact("b", 0), Datum("c", scale, scale, None, "c or more")]
    one = Run("", {1: data[0]}, joined=True)
    for form in (bars(data, WORDS), ranges(data, WORDS, axis="~s"), lines([one], WORDS)):
        svg = drawing.draw(spec_of(form), tmp_path)
        assert "NaN" not in svg
