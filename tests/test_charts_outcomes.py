"""Forecasts beside outcomes and areas by rank: what is joined, ordered, told and left apart."""

from collections.abc import Iterator
from typing import Any, TypeAlias

import pytest

from reportcard import tokens
from reportcard.charts import Chart, Datum, Nothing, Outcome, Words, outcomes, ranked
from reportcard.charts.outcomes import SLASH
from reportcard.errors import ReportcardError
from reportcard.sphinxext import drawing
from reportcard.typesetting import text_width

Drawn: TypeAlias = Chart | Nothing

WORDS = Words("A message", "The statistic, its unit", "Chart: a message", missing="none")
LONG = "An area with a name that is far too long for any column and must wrap"


def exact(label: str, value: float) -> Datum:
    return Datum(label, value, value, value, f"{value:g}")


def rounded(label: str, value: float, **more: Any) -> Datum:
    return Datum(label, value, value - 0.5, value + 0.5, f"{value:g}%", **more)


def missing(label: str = "nothing", **more: Any) -> Datum:
    return Datum(label, None, None, None, "not reported", **more)


BEYOND = Datum("beyond", 700, 700, None, "more than 700", lower_open=True)
PAIRS = [
    Outcome("2018", rounded("card", 660), exact("yearbook", 737)),
    Outcome("2019", BEYOND, exact("yearbook", 795.5), comparable=False),
    Outcome("2020", exact("card", 850), exact("yearbook", 849.2), comparable=False),
    Outcome("2021", missing(), exact("yearbook", 980)),
    Outcome("2022", missing(), missing()),
]
AREAS = [
    rounded("Haidian", 80),
    missing("Fangshan", role="ink-2"),
    rounded(LONG, 50.4, role="ink-2"),
    rounded("Xicheng", 50, role="ink-2"),
]
RANKS = ["1", "", "2–3", "2–3"]
OUTCOMES = outcomes(PAIRS, WORDS, axis=",~f")
FROM_ZERO = outcomes(PAIRS[:1], WORDS, zero=True)
RANKED = ranked(AREAS, WORDS, ranks=RANKS)


def both(chart: Drawn) -> Iterator[dict[str, Any]]:
    """The wide drawing and the phone's."""
    assert isinstance(chart, Chart)
    yield chart.spec
    yield drawing.merged(chart.spec, chart.spec["usermeta"]["narrow"])


def table(chart: Drawn) -> tuple[Any, ...]:
    assert isinstance(chart, Chart)
    return chart.rows


def rows(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The data of all layers of one kind of mark."""
    layers = [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]
    return [row for layer in layers for row in layer["data"]["values"]]


def texts(spec: dict[str, Any]) -> str:
    return " ".join(str(row["text"]) for row in rows(spec, "text"))


def test_only_what_is_comparable_is_joined() -> None:
    """No solid line between a forecast and an outcome of another base; two strokes say so."""
    wide, narrow = both(OUTCOMES)
    for spec in (wide, narrow):
        solid = [
            (row["x"], row["x2"])
            for layer in spec["layer"]
            if layer["mark"]["type"] == "rule" and "strokeDash" not in layer["mark"]
            for row in layer["data"]["values"]
            if {"x", "x2"} <= set(row) and row["x"] != row["x2"]
        ]
        assert (660, 737) in solid
        assert not any({x, x2} & {700, 795.5, 850, 849.2} for x, x2 in solid)
        strokes = [one for one in spec["layer"] if one["mark"].get("shape") == SLASH]
        assert [len(one["data"]["values"]) for one in strokes] == [2]


def test_a_forecast_is_a_ring_and_its_outcome_a_dot() -> None:
    sheet = tokens.colour("sheet")
    for spec in both(OUTCOMES):
        points = [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]
        rings = [row for one in points if one["mark"].get("fill") == sheet
                 for row in one["data"]["values"] if "tip" in row]  # fmt: skip
        assert [row["x"] for row in rings] == [660, 700, 850]
        arrows = [layer for layer in spec["layer"] if layer["mark"].get("strokeDash") == [2, 3]]
        assert [row["x2"] > 700 for one in arrows for row in one["data"]["values"]] == [True]
        assert all(word in texts(spec) for word in ("2018", "660%", "737", "more than 700"))


@pytest.mark.parametrize("chart", [OUTCOMES, FROM_ZERO], ids=["off zero", "from zero"])
def test_values_beside_the_marks_stay_in_the_picture_and_off_the_labels(chart: Drawn) -> None:
    wide, _ = both(chart)
    labels = max(text_width(str(year)) for year in range(2018, 2023))
    for layer in (one for one in wide["layer"] if one["mark"].get("align") in ("left", "right")):
        for row in layer["data"]["values"]:
            x, width = layer["encoding"]["x"]["value"], text_width(row["text"])
            assert x == 0 or x - (width if layer["mark"]["align"] == "right" else 0) >= labels
            assert x + (width if layer["mark"]["align"] == "left" else 0) <= 640


def test_areas_stand_in_the_order_given_the_missing_last_and_ties_are_told() -> None:
    for spec in both(RANKED):
        marks = [row["tip"].split("\n")[0] for row in rows(spec, "point") if "tip" in row]
        dots = list(dict.fromkeys(marks))
        assert dots == ["Haidian", LONG, "Xicheng"]
        said = [row for row in rows(spec, "text") if row["text"] in ("1", "2–3")]
        assert [row["text"] for row in sorted(said, key=lambda r: r["y"])] == ["1", "2–3", "2–3"]
        assert "not reported" in texts(spec)
    assert [row[0] for row in table(RANKED)] == ["Haidian", LONG, "Xicheng", "Fangshan"]
    assert [row[-1] for row in table(RANKED)] == ["1", "2–3", "2–3", ""]


def test_the_own_area_stands_on_a_band() -> None:
    for spec in both(RANKED):
        (band,) = rows(spec, "rect")
        names = {row["text"]: row["y"] for row in rows(spec, "text")}
        assert band["y"] < names["Haidian"] < band["y2"]
        assert not band["y"] < names["Xicheng"] < band["y2"]


def test_each_area_needs_a_rank() -> None:
    with pytest.raises(ReportcardError, match="1 ranks for 4 areas"):
        ranked(AREAS, WORDS, ranks=["1"])
