"""What the command line answers: stable keys, exact numbers, tables that fit."""

import csv
import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reportcard.cli import main, output
from reportcard.labels import display_width, phrase
from reportcard.objects import flat

ROOT = Path(__file__).resolve().parent.parent
ANCHOR = "haidian-2019-report-card"
FIGURES = """indicator ref_area time_period as_of as_printed value value_hi direction unit
    unit_printed hedges status lower upper lower_open upper_open document mentions"""
INDICATORS = """indicator label unit value lower upper lower_open upper_open formula inputs status
    caveat printed verdict refused missing integers value_exact lower_exact upper_exact"""
AUDIT = """as_printed start end relation indicator inputs computed lower upper lower_open upper_open
    verdict reason"""
Objects = list[dict[str, Any]]


def call(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def objects(*args: str) -> Objects:
    result = call(*args, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: Objects = json.loads(result.stdout)
    return found


def by_name(found: Objects) -> dict[str, dict[str, Any]]:
    return {entry["indicator"]: entry for entry in found}


@pytest.fixture(scope="module")
def figures() -> Objects:
    return objects("figures", "haidian", "2019")


@pytest.fixture(scope="module")
def indicators() -> dict[str, dict[str, Any]]:
    return by_name(objects("indicators", "haidian", "2019"))


def test_figures_keys(figures: Objects) -> None:
    assert all(set(FIGURES.split()) <= set(entry) for entry in figures)
    assert all({"label", "precision", "coverage"} <= set(entry) for entry in figures)


def test_every_mention_of_every_figure(figures: Objects) -> None:
    with (ROOT / "data/documents" / ANCHOR / "figures.csv").open(encoding="utf-8") as file:
        rows = [(int(r["start"]), int(r["end"]), r["as_printed"]) for r in csv.DictReader(file)]
    mentions = [
        (m["start"], m["end"], m["as_printed"])
        for entry in figures
        if entry["document"] == ANCHOR
        for m in entry["mentions"]
    ]
    assert sorted(mentions) == sorted(rows)


def test_figure_values_are_magnitudes_and_null_is_unbounded(figures: Objects) -> None:
    own = [f for f in figures if f["document"] == ANCHOR]
    gdp = next(f for f in own if f["indicator"] == "gdp")
    assert (gdp["value"], gdp["lower"], gdp["upper"]) == ("700000000000", "700000000000", None)
    assert (gdp["lower_open"], gdp["upper_open"]) == (False, True)
    assert gdp["hedges"] == ["邁上"]
    assert gdp["time_period"] == 2019
    falling = [f for f in own if f["direction"] == "-"]
    assert falling
    assert all(Fraction(f["value"]) >= 0 for f in falling)


def test_a_figure_without_text_has_a_locator(figures: Objects) -> None:
    other = [m for f in figures if f["document"] != ANCHOR for m in f["mentions"]]
    assert other
    assert all(m["start"] is None and m["locator"] for m in other)


def test_indicators_keys(indicators: dict[str, dict[str, Any]]) -> None:
    assert all(set(INDICATORS.split()) <= set(entry) for entry in indicators.values())
    assert sum(entry["value"] is not None for entry in indicators.values()) >= 50


@pytest.mark.parametrize(
    ("name", "exact", "printed"),
    [
        ("a_share_share_of_parent", "7250/173", "42%"),
        ("star_share_of_parent", "50", "50%"),
        ("star_share_of_country", "60/7", "9%"),
    ],
)
def test_the_ratios_the_book_was_asked_for(
    indicators: dict[str, dict[str, Any]], name: str, exact: str, printed: str
) -> None:
    entry = indicators[name]
    assert entry["value_exact"] == entry["lower_exact"] == entry["upper_exact"] == exact
    assert entry["printed"] == printed
    assert entry["verdict"] == "consistent"
    assert len(entry["inputs"]) == 2


def test_twelve_significant_digits(indicators: dict[str, dict[str, Any]]) -> None:
    assert indicators["a_share_share_of_parent"]["value"] == "41.9075144509"
    for entry in indicators.values():
        for key in ("value", "lower", "upper"):
            if entry[key] is not None:
                assert "e" not in entry[key].lower()
                exact = Fraction(entry[f"{key}_exact"])
                assert abs(Fraction(entry[key]) - exact) <= abs(exact) / 10**11


def test_possible_tasks(indicators: dict[str, dict[str, Any]]) -> None:
    assert [1399, 1400] in [entry["integers"] for entry in indicators.values()]


def test_refused_and_missing_ones_are_listed(indicators: dict[str, dict[str, Any]]) -> None:
    refused = [e for e in indicators.values() if e["refused"]]
    assert refused
    assert all(e["value"] is None and e["lower_open"] is None for e in refused)
    other_year = objects("indicators", "haidian", "2018")
    assert [e["indicator"] for e in other_year] == list(indicators)
    missing = by_name(other_year)["a_share_share_of_parent"]
    assert missing["value"] is None
    assert missing["missing"]


def test_chinese_reasons_and_caveats() -> None:
    english = by_name(objects("indicators", "haidian", "2019"))
    chinese = by_name(objects("indicators", "haidian", "2019", "--lang", "zh-Hant"))
    for name, entry in chinese.items():
        assert entry["value"] == english[name]["value"]
        assert entry["label"] != english[name]["label"]
        for text in (*entry["caveat"], entry["refused"] or "因"):
            assert any("\u4e00" <= c <= "\u9fff" for c in text)


def test_audit() -> None:
    found = objects("audit", "haidian", "2019")
    assert all(set(AUDIT.split()) <= set(entry) for entry in found)
    assert {e["verdict"] for e in found} <= {
        "consistent",
        "inconsistent",
        "undetermined",
        "refused",
    }
    share = next(e for e in found if e["indicator"] == "a_share_share_of_parent")
    assert share["computed_exact"] == "7250/173"
    assert [i["as_printed"] for i in share["inputs"]]
    assert all({"start", "end"} <= set(i) for i in share["inputs"])


def test_audit_with_another_rounding() -> None:
    found = objects("audit", "haidian", "2019", "--rounding", "down")
    share = next(e for e in found if e["indicator"] == "a_share_share_of_parent")
    assert (share["verdict"], share["rounding"]) == ("inconsistent", "down")


@pytest.mark.parametrize("command", ["figures", "indicators", "audit"])
def test_csv_has_the_keys_of_json(command: str) -> None:
    found = objects(command, "haidian", "2019")
    text = call(command, "haidian", "2019", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [list(row) for row in rows[:1]] == [list(entry) for entry in found[:1]]
    assert [flat(e["indicator"]) for e in found] == [row["indicator"] for row in rows]


@pytest.fixture(scope="module")
def changes() -> Objects:
    return objects("diff", "haidian", "2018", "2019")


def test_diff_tells_both_numbers_and_the_change(changes: Objects) -> None:
    income = by_name(changes)["disposable_income_per_capita"]
    assert (income["kind"], income["ref_area"], income["unit"]) == ("moved", "haidian", "yuan")
    assert (income["earlier_year"], income["earlier_value"]) == (2018, "78178")
    assert (income["later_year"], income["later_value"]) == (2019, "84733")
    exact = 100 * (Fraction(84733, 78178) - 1)
    assert (income["change_unit"], Fraction(income["change_value_exact"])) == ("percent", exact)
    assert Fraction(income["change_lower"]) < exact < Fraction(income["change_upper"])


def test_diff_says_why_there_is_no_change(changes: Objects) -> None:
    gdp = next(entry for entry in changes if entry["indicator"] == "gdp")
    assert (gdp["kind"], gdp["change_value"], gdp["change_unit"]) == ("within", None, None)
    assert gdp["later_hedges"] == ["邁上"]
    assert "different bases" in gdp["reason"]


def test_the_order_of_the_years_is_no_matter(changes: Objects) -> None:
    assert objects("diff", "haidian", "2019", "2018") == changes


def test_diff_as_csv_and_as_a_table_for_each_kind(changes: Objects) -> None:
    text = call("diff", "haidian", "2018", "2019", "--format", "csv").stdout
    assert list(csv.DictReader(io.StringIO(text))) == [
        {key: flat(value) for key, value in entry.items()} for entry in changes
    ]
    for lang, colon in (("en", ": "), ("zh-Hant", "：")):
        table = call("diff", "haidian", "2018", "2019", "--lang", lang).stdout
        assert max(map(display_width, table.splitlines())) <= 100
        for kind in {entry["kind"] for entry in changes}:
            lines = sum(entry["kind"] == kind for entry in changes)
            assert f"{phrase('difference', kind, lang)}{colon}{lines}\n" in table


def test_the_readme_shows_lines_that_diff_prints() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = readme.partition("Some lines of `reportcard diff")[2].split("```")[1]
    printed = call("diff", "haidian", "2018", "2019").stdout.splitlines()
    assert len(shown.split("\n")) > 5
    assert [line for line in shown.split("\n") if line not in printed] == []


def test_lists_in_csv_are_joined() -> None:
    text = call("figures", "haidian", "2019", "--format", "csv").stdout
    row = next(r for r in csv.DictReader(io.StringIO(text)) if r["indicator"] == "culture_revenue")
    assert row["mentions"].count("; ") >= 1
    assert (row["upper"], row["lower_open"]) == ("", "true")


@pytest.mark.parametrize("command", ["figures", "indicators", "audit"])
@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_tables_fit_a_hundred_columns(command: str, lang: str) -> None:
    lines = call(command, "haidian", "2019", "--lang", lang).stdout.splitlines()
    assert max(map(display_width, lines)) <= 100


def test_columns_are_aligned_where_cells_are_chinese() -> None:
    text = output.as_table(["a", "b"], [["海淀區", "x"], ["ab", "y"]], 100)
    _, rule, first, second = text.splitlines()
    start = rule.index("─", rule.index(" "))
    assert display_width(first[: first.index("x")]) == start
    assert display_width(second[: second.index("y")]) == start


def test_long_cells_go_on_below() -> None:
    text = output.as_table(["name", "text"], [["n", "一二三四五六七八九十" * 6]], 60)
    assert all(display_width(line) <= 60 for line in text.splitlines())
    assert text.replace("\n", "").replace(" ", "").count("十") == 6
