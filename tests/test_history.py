"""The years and the neighbours of a place, as their chapters show them."""

import pytest

from reportcard.charts import Chart
from reportcard.notebook import open_report
from reportcard.notebook.history import History

MEASURES = ("gdp", "retail_sales", "general_budget_revenue", "resident_population", "pm25")
PLACES = (("haidian", 2019), ("haidian", 2024), ("xicheng", 2021), ("chaoyang", 2018))


def history(place: str = "haidian", year: int = 2019, lang: str = "en") -> History:
    return open_report(place, year, lang).history


@pytest.mark.parametrize(("place", "year"), PLACES)
@pytest.mark.parametrize("measure", MEASURES)
def test_a_line_belongs_to_one_base_and_every_print_to_one_run(
    place: str, year: int, measure: str
) -> None:
    shown = history(place, year)
    every = shown.printed(measure)
    runs = list(shown.runs(every))
    for _, found, joined in runs:
        assert not joined or len({o.base for o in found}) == 1
    years = {o.time_period for o in every}
    assert {o.time_period for _, found, _ in runs for o in found} == years


def test_the_lines_drawn_run_through_the_points_of_one_document_each() -> None:
    chart = history().series("gdp_years", "gdp")
    assert isinstance(chart, Chart)
    lines = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "line"]
    drawn = [{(row["x"], row["y"]) for row in line["data"]["values"]} for line in lines]
    by_document = {
        document: {
            (o.time_period, round(float(o.value / 10**12), 9))
            for o in history().printed("gdp")
            if o.document == document
        }
        for document in ("beijing-regional-yearbook-2024", "haidian-2025-briefing")
    }
    assert len(drawn) == 2
    assert all(any(points <= its for its in by_document.values()) for points in drawn)


def test_a_definition_that_changed_is_drawn_as_a_break() -> None:
    shown = history()
    older = shown.older("culture_revenue")
    assert [o.time_period for o in older["cultural_creative_revenue"]] == [2015, 2016, 2017]
    breaks = shown.breaks([shown.printed("culture_revenue"), *older.values()])
    assert [year for year, _ in breaks] == [2018]
    chart = shown.series("culture_years", "culture_revenue")
    assert isinstance(chart, Chart)
    assert not [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "line"]
    assert "definition changed" in str(chart.spec)
    assert not shown.older("gdp")


def test_the_triangle_has_a_line_a_year_and_names_no_revision_of_an_open_end() -> None:
    frame = history().triangle("gdp").frame
    assert list(frame.iloc[:, 0]) == sorted(frame.iloc[:, 0])
    by_year = {row.iloc[0]: row.iloc[-1] for _, row in frame.iterrows()}
    assert by_year["2014"] == "+19.4%"
    assert by_year["2019"] == "an end is open"
    assert by_year["2024"] == "–"


def test_forecasts_stand_beside_what_came_and_say_what_cannot_be_said() -> None:
    frame = history().forecasts().frame
    card = next(row for row in frame.iloc[:, 0] if "2019" in row and "Gross" in row)
    assert "fourth economic census" in card


def test_a_place_with_nothing_to_compare_says_so() -> None:
    shown = open_report("haidian", 2013).neighbours
    assert "not reported" in shown.ranks()._repr_html_()


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_the_rank_is_as_uncertain_as_the_values(lang: str) -> None:
    frame = open_report("haidian", 2019, lang).neighbours.ranks().frame
    ranks = {row.iloc[0].split("\n")[0]: row.iloc[2] for _, row in frame.iterrows()}
    assert {"en": "6 to 8", "zh-Hant": "6至8", "zh-Hans": "6至8"}[lang] in ranks.values()


def test_sums_are_set_beside_each_other_per_resident_where_both_print_residents() -> None:
    frame = open_report("haidian", 2021).neighbours.per_resident().frame
    assert {"Haidian", "Fengtai"} == set(frame.iloc[:, 1])
