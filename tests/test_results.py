"""Haidian 2019 by value: the ratios the book was asked for, and what it must not compute."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from reportcard.errors import DataError, FormulaError, UnknownName
from reportcard.expressions import Missing, Quantity
from reportcard.results import Book, load_book
from reportcard.tables import HERE

CARD = "haidian-2019-report-card"
YEARBOOK = "beijing-regional-yearbook-2024"


def test_145_of_346_is_exact_and_the_print_is_kept_beside_it(book):
    share = book.result("a_share_share_of_parent")
    assert share.quantity.value == Fraction(7250, 173) == Fraction(100 * 145, 346)
    assert share.interval.exact
    assert share.computed
    assert share.printed.value == 42
    assert [o.value for o in share.observations] == [145, 346]
    assert share.documents == (CARD,)


def test_6_of_12_and_6_of_70_are_exact(book):
    assert book.result("star_share_of_parent").quantity.value == 50
    assert book.result("star_share_of_country").quantity.value == Fraction(60, 7)
    assert "small_count" in book.result("star_share_of_parent").caveats


def test_127_4_percent_leaves_two_tasks(book):
    task = book.result("catering_task_implied")
    assert task.integers == [1399, 1400]
    assert task.interval.lower == Fraction(1783 * 100) / Fraction("127.45")
    assert task.interval.upper == Fraction(1783 * 100) / Fraction("127.35")
    over = book.result("catering_over_task")
    assert over.integers == [1783 - 1400, 1783 - 1399]


@pytest.mark.parametrize(
    ("name", "value", "interval"),
    [
        ("listed_companies_growth", "350/33", "[350/33, 350/33]"),
        ("listed_companies_before", "198", "[198, 198]"),
        ("a_share_share_of_listed", "14500/219", "[14500/219, 14500/219]"),
        ("star_concentration", "173/145", "[173/145, 173/145]"),
        ("calls_unmet_change", "-200/3", "[-2200/31, -1800/29]"),
        ("call_satisfaction_points", "10", "[9, 11]"),
        ("call_satisfaction_change", "200/17", "[200/19, 2200/169]"),
        ("energy_total_change", "33/20", "[257/400, 213/80]"),
        ("water_total_change", "33/20", "[257/400, 213/80]"),
        ("renewal_time_left", "30", "(0, 30]"),
        ("permit_time_left", "36", "[71/2, 73/2]"),
        ("permit_papers_left", "30", "[59/2, 61/2]"),
        ("river_days_by_samplings", "800/3", "(800/3, 850/3)"),
        ("river_days_by_values", "80/3", "(80/3, 85/3)"),
        ("afforestation_hectares", "520/3", "[1733/10, 5201/30]"),
        ("culture_revenue_base", "1250000000000/3", "(50000000000000/121, ∞)"),
        ("retail_sales_base", "16000000000000/69", "(60000000000000/259, ∞)"),
        ("hightech_revenue_base", "26000000000000/11", "(0, 26500000000000/11]"),
        ("tax_relief_to_gdp", "45/7", "(0, 901/140]"),
        ("renewal_loan_average", "2062000000/333", "[2061500000/333, 687500000/111]"),
        ("renewal_savings_rate", "3100/1031", "(12398/4125, 400/133)"),
        ("inspections_per_penalty", "347/37", "[347/37, 347/37]"),
        ("catering_fitted_share", "178300/1857", "[178300/1857, 178300/1857]"),
        ("hotline_requests_per_day", "52000/73", "(52000/73, 54000/73)"),
        ("doctor_services_per_team", "878000/653", "[877500/653, 878500/653]"),
    ],
)
def test_ratios_of_the_report_by_value(book, name, value, interval):
    result = book.result(name)
    assert result.computed
    assert result.quantity.value == Fraction(value)
    assert str(result.interval) == interval
    assert result.documents == (CARD,)


def test_invalid_readings_are_whole_numbers(book):
    assert book.result("river_invalid_readings").integers == [24, 25, 26]
    assert book.result("river_valid_readings").integers is None  # too many fit to name them


def test_at_least_fifty_derived_indicators_are_computed(book):
    computed = [r for r in book.results() if r.reported and r.computed]
    assert len(computed) >= 50
    from_the_card_alone = [r for r in computed if r.documents == (CARD,)]
    assert len(from_the_card_alone) >= 50


def test_every_value_lies_in_the_closure_of_its_interval(book):
    for result in book.results():
        if result.reported:
            value, interval = result.quantity.value, result.interval
            assert interval.lower is None or interval.lower <= value
            assert interval.upper is None or value <= interval.upper


def test_what_must_not_be_computed_stays_refused_with_a_reason(book):
    refused = [r for r in book.results() if r.indicator.refused]
    assert len(refused) >= 15
    for result in refused:
        assert result.quantity == Missing(refused=result.indicator.id)
        assert all(result.indicator.refused[lang] for lang in ("en", "zh-Hant"))
    assert {"hightech_revenue_share_of_gdp", "gdp_base", "penalised_share_of_firms"} <= {
        r.indicator.id for r in refused
    }


def test_the_anchor_comes_first_and_later_vintages_stay_apart(book):
    gdp = book.result("gdp")
    assert str(gdp.interval) == "[700000000000, ∞)"
    assert gdp.documents == (CARD,)
    assert not gdp.computed
    vintages = book.report.vintages("gdp", "haidian")
    assert [o.document for o in vintages][:2] == [CARD, YEARBOOK]
    assert vintages[1].value == Fraction("7954.6") * 10**8


def test_a_printed_rate_is_shown_where_its_own_document_cannot_compute_it(book):
    growth = book.result("retail_sales_growth")
    assert not growth.computed
    assert str(growth.interval) == "[17/5, 18/5]"
    assert "nominal_change" not in growth.caveats


def test_inputs_of_several_documents_are_marked(book):
    result = book.result("residents_per_listed_company")
    assert set(result.documents) == {CARD, YEARBOOK}
    assert "across_documents" in result.caveats
    assert "across_documents" not in book.result("star_share_of_parent").caveats


def test_a_forecast_among_the_inputs_is_marked(book):
    assert book.result("energy_total_change").status == "forecast"
    assert "forecast" in book.result("energy_total_change").caveats


def test_before_an_improvement_is_another_observation(book):
    assert book.result("call_satisfaction", before=True).quantity.value == 85
    assert book.result("call_satisfaction").quantity.value == 95


def test_a_claim_is_recomputed_from_its_own_document(book):
    claim = book.result("a_share_share_of_parent").printed
    assert book.computed_within(claim).value == Fraction(7250, 173)


def test_a_year_without_an_observation_is_missing_and_no_error(book):
    for name in ("gdp", "a_share_share_of_parent", "gdp_nominal_change"):
        result = book.result(name, year=1950)
        assert isinstance(result.quantity, Missing)
        assert result.quantity.names
        assert not result.reported
        assert (result.observations, result.integers, result.status) == ((), None, "")
    assert book.result("pm25", area="china").quantity == Missing(("china.pm25",))


def test_an_unknown_indicator_is_refused_by_name(book):
    with pytest.raises(UnknownName, match="no indicator 'a_shares'"):
        book.result("a_shares")


@pytest.mark.parametrize("place", ["haidian", "beijing"])
def test_every_year_of_every_place_can_be_computed(book, place):
    for year in book.archive.years(place):
        results = list(load_book(HERE / "data", place, year).results())
        assert all(isinstance(r.quantity, Quantity | Missing) for r in results)


def older_card(data: Path, base: str) -> Book:
    """Haidian 2019 with last year's GDP only in a document of a base, without the yearbook's."""
    path = data / "documents" / YEARBOOK / "figures.csv"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(r for r in rows if ",gdp," not in r), "utf-8")
    card = data / "documents" / "haidian-2018-report-card"
    card.mkdir()
    text = (data / "documents" / CARD / "document.toml").read_text("utf-8")
    text = re.sub(r'base = ".*"', f'base = "{base}"', text.split("[report]")[0])
    (card / "document.toml").write_text(text, "utf-8")
    header = (data / "documents" / CARD / "figures.csv").read_text("utf-8").splitlines()[0]
    row = ",,6480億元,,,100000000,gdp,haidian,2018,,year,,table 1,"
    (card / "figures.csv").write_text(f"{header}\n{row}\n", "utf-8")
    return load_book(data, "haidian", 2019)


def test_growth_across_bases_is_refused_with_the_reason(project):
    book = older_card(project, "report-card-2018")
    assert book.result("gdp_nominal_change").quantity == Missing(refused="across_bases")
    assert not book.result("gdp_nominal_change").reported


def test_growth_between_documents_of_one_base_is_allowed_and_marked(project):
    result = older_card(project, "report-card-2019").result("gdp_nominal_change")
    assert result.quantity.value == 100 * Fraction(7000 - 6480, 6480)
    assert str(result.interval) == f"[{Fraction(100 * 1039, 12961)}, ∞)"
    assert "across_documents" in result.caveats


def figure(data: Path, old: str, new: str) -> None:
    path = data / "documents" / CARD / "figures.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_zero_denominator_names_indicator_and_formula(project):
    figure(project, "4521,4524,42%", "4521,4523,4%")
    figure(project, "4515,4519,346家,,,1", "4515,4517,0家,,,1")
    book = load_book(project, "haidian", 2019)
    with pytest.raises(FormulaError) as caught:
        book.result("a_share_share_of_parent")
    assert "[a_share_share_of_parent] for haidian 2019" in str(caught.value)
    assert "the denominator is zero" in str(caught.value)
    assert "share(a_share_companies, of=parent.a_share_companies)" in str(caught.value)


def test_a_changed_figure_changes_what_follows(project):
    figure(project, "4506,4510,145家", "4506,4510,146家")
    book = load_book(project, "haidian", 2019)
    assert book.result("a_share_share_of_parent").quantity.value == Fraction(14600, 346)


def test_indicators_nobody_defined_are_told_all_at_once(project):
    figure(project, "1,star_companies,", "1,star_compnies,")
    with pytest.raises(DataError) as caught:
        load_book(project, "haidian", 2019)
    assert len(caught.value.problems) == 3
    assert all(p.line and "star_companies" in p.remedy for p in caught.value.problems)
