"""Printed rates on every vintage of their inputs, and the comparisons that are refused."""

import json

import pytest

from reportcard.audit import Check
from reportcard.cli import main
from reportcard.forecasts import outcomes
from reportcard.prose import book_of, say
from reportcard.vintages import JOIN, VINTAGES, across


def checks(place: str, year: int, relation: str, indicator: str, lang: str = "en") -> list[Check]:
    found = across(book_of(place, year), lang)
    return [c for c in found if (c.relation, c.indicator.id) == (relation, indicator)]


def test_growth_across_a_restatement_is_refused_with_the_reason() -> None:
    (join,) = checks("haidian", 2024, JOIN, "gdp_nominal_change")
    assert join.verdict == "refused"
    assert join.figure.as_printed == "12907.1億元"
    assert [o.principal.as_printed for o in join.inputs] == ["11020.2"]
    assert "fifth economic census" in join.reason("en")
    assert "no growth" in join.reason("en")
    (join,) = checks("haidian", 2024, JOIN, "gdp_nominal_change", "zh-Hant")
    assert "第五次經濟普查" in join.reason("zh-Hant")


def test_the_command_line_refuses_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["audit", "haidian", "2024", "--format", "json"])
    assert left.value.code == 0
    refused = [c for c in json.loads(capsys.readouterr().out) if c["verdict"] == "refused"]
    assert [(c["inputs"][0]["as_printed"], c["as_printed"]) for c in refused] == [
        ("11020.2", "12907.1億元")
    ]
    assert "11020.2亿元" in refused[0]["reason"]


def test_inside_one_base_nothing_is_refused() -> None:
    assert not checks("xicheng", 2021, JOIN, "gdp_nominal_change")
    assert book_of("haidian", 2024).result("gdp_nominal_change").reported


def test_the_verdict_says_on_which_vintage_a_rate_holds() -> None:
    (check,) = checks("dongcheng", 2022, VINTAGES, "retail_sales_growth")
    assert check.verdict == "consistent"
    holds, fails = "it holds with", "It does not hold with"
    reason = check.reason("en")
    assert reason.index(fails) < reason.index("1280亿元") < reason.index(holds)
    assert reason.index(holds) < reason.index("1303亿元")


def test_a_rate_that_holds_on_no_vintage_is_inconsistent() -> None:
    (check,) = checks("haidian", 2020, VINTAGES, "hotline_requests_growth")
    assert check.verdict == "inconsistent"


def test_a_real_rate_is_not_judged_but_told_what_prices_would_have_done() -> None:
    rates = checks("haidian", 2024, VINTAGES, "gdp_growth")
    own = next(c for c in rates if c.figure.as_printed == "6.0%")
    assert own.verdict == "undetermined"
    assert "at current prices is [6.1849, 6.1867]%" in own.reason("en")
    assert "no base for the rate" in own.reason("en")


def test_a_share_on_two_footings_is_refused_and_the_printed_one_finds_its_base() -> None:
    result = book_of("haidian", 2023).result("parent_gdp_share")
    assert result.reported
    assert not result.computed
    (check,) = checks("haidian", 2023, VINTAGES, "parent_gdp_share")
    assert check.verdict == "consistent"
    assert "it holds with 11020.2亿元" in check.reason("en")


def test_a_forecast_is_judged_on_one_footing_only() -> None:
    archive = book_of("haidian", 2019).archive
    verdicts = {o.forecast.time_period: o.verdict for o in outcomes(archive, "gdp", "haidian")}
    assert verdicts == {
        2014: "parted",
        2015: "parted",
        2018: "parted",
        2019: "parted",
        2021: "above",
    }


@pytest.mark.parametrize(
    ("vintage", "said"),
    [
        ("first", "at least 700 billion yuan"),
        ("2020-02-01", "at least 700 billion yuan"),
        ("2025-01-01", "795.46 billion yuan"),
        ("latest", "795.46 billion yuan"),
        ("2020-01-14", "not reported"),
    ],
)
def test_a_value_as_of_a_day_is_what_was_known_then(vintage: str, said: str) -> None:
    assert say(f"gdp:{vintage}", "haidian", 2019, "en").text == said
