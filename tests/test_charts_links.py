"""Every mark leads to a row of the table behind its chart, every number there has its key."""

from dataclasses import replace
from typing import Any

import pytest

from reportcard.captions import ROW, plain
from reportcard.charts import (
    Chart,
    Datum,
    Judged,
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
    ranges,
    ranked,
    slope,
    strip,
    units_of_whole,
    verdicts,
)
from reportcard.charts.model import turned


def number(name: str, value: float) -> Datum:
    key = f"haidian.{name}.2019"
    return Datum(name, value, value - 0.5, value + 0.5, f"{value:g}", "[…]", "card", key=key)


A, B, C, D = number("a", 4), number("b", 6), number("c", 9), number("d", 3)
REST = Datum("the rest", 2, 2, 2, "2", role="rest", owner=B.key)
TICKS = [Tick(0, 3, "count", "shops", "145家", A.key), Tick(1, 0, "count", "shops", "145家", A.key)]
KINDS = {"count": "counts"}


def words(columns: int) -> Words:
    return Words("h", "s", "alt", columns=tuple("abcdefg"[:columns]))


FORMS = {
    "units": units_of_whole([A, REST], words(2), wholes=[B]),
    "parts": parts_of_whole([("", [A, B])], words(4)),
    "parts in rows": parts_of_whole([("x", [A, B]), ("y", [C, D])], words(5)),
    "bars": bars([A, B, C], words(4)),
    "ranges": ranges([A, B, C], words(4)),
    "slope": slope([(A, B), (C, D)], words(5), ends=("before", "2019")),
    "target": against_target([A, B], C, words(4)),
    "lines": lines([Run("", {2018: A, 2019: B}, True), Run("c", {2019: C}, False)], words(4)),
    "map": article_map([9, 9], TICKS, words(5), kinds=KINDS),
    "outcomes": outcomes([Outcome("2018", A, B), Outcome("2019", C, D, False)], words(5)),
    "ranked": ranked([A, B, C], words(4), ranks=["3", "2", "1"]),
    "verdicts": verdicts([Judged("a", A, replace(A, value=4.1), "consistent", "", 1)], words(5)),
    "strip": strip([("consistent", "fits", [A, B]), ("undetermined", "open", [C])], words(3)),
}  # fmt: skip


def table(name: str) -> list[list[Any]]:
    chart = FORMS[name]
    assert isinstance(chart, Chart)
    rows: list[list[Any]] = chart.spec["usermeta"]["table"][1:]
    return rows


def marks(name: str) -> list[dict[str, Any]]:
    """Every mark that says something, with where it leads."""
    chart = FORMS[name]
    assert isinstance(chart, Chart)
    found = []
    for layer in chart.spec["layer"]:
        fixed = {
            key: layer["encoding"][channel]["value"]
            for key, channel in (("tip", "tooltip"), ("href", "href"))
            if "value" in layer["encoding"].get(channel, {})
        }
        found += [{**fixed, **row} for row in layer["data"]["values"]]
    return [mark for mark in found if "tip" in mark and "x2" not in mark]


@pytest.mark.parametrize("name", FORMS)
def test_a_mark_leads_to_the_row_of_its_number(name: str) -> None:
    rows = table(name)
    assert marks(name)
    for mark in marks(name):
        row = rows[int(mark["href"].removeprefix(ROW)) - 1]
        label, shown = mark["tip"].split("\n")[:2]
        texts = [plain(cell) for cell in row]
        assert shown in texts
        assert (
            not label or label in texts or name in ("lines", "slope")
        )  # named after the year, and the pair


@pytest.mark.parametrize("name", FORMS)
def test_every_number_of_a_table_has_its_key(name: str) -> None:
    for row in table(name):
        (key,) = {cell["n"] for cell in row if isinstance(cell, dict) and "n" in cell} or {""}
        owned = {cell["of"] for cell in row if isinstance(cell, dict) and "of" in cell}
        assert owned <= {key or REST.owner}
        assert key or owned


def test_a_figure_said_twice_has_a_row_for_each_mention() -> None:
    assert [mark["href"] for mark in marks("map")] == [f"{ROW}1", f"{ROW}2"]


def test_what_surrounds_belongs_to_the_whole_and_the_whole_has_a_row() -> None:
    assert table("units") == [
        ["a", {"text": "4", "n": A.key}],
        ["the rest", {"text": "2", "of": B.key}],
        ["b", {"text": "6", "n": B.key}],
    ]


def test_a_fall_is_a_part_of_its_size() -> None:
    cut = Datum("cut", -70, None, -70, "a fall of at least 70%", lower_open=False, upper_open=True)
    part = turned(cut)
    assert (part.value, part.lower, part.upper) == (70, 70, None)
    assert (part.lower_open, part.upper_open) == (True, False)


def test_shares_stand_in_the_whole_they_are_of() -> None:
    chart = bars([A, B], words(4), whole=100)
    assert isinstance(chart, Chart)
    first = chart.spec["layer"]
    tracks = next(
        layer for layer in first if any(row.get("x2") == 100 for row in layer["data"]["values"])
    )
    assert [row["x2"] for row in tracks["data"]["values"]] == [100, 100]
    scale = tracks["encoding"]["x"]["scale"]["domain"]
    assert scale[1] >= 100
