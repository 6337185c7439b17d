"""What changed between two reports and what one refuses, on a small archive of the test's own."""

import csv
import re
import shutil
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcard import keys
from reportcard.corners import Variable
from reportcard.differences import (
    KINDS,
    beside,
    change_between,
    differences,
    year_before,
)
from reportcard.expressions import ONE, Missing, Quantity
from reportcard.interval import Interval
from reportcard.labels import phrase
from reportcard.notebook.changes import Changes
from reportcard.notebook.refused import Refused
from reportcard.passports import keys_in
from reportcard.refusals import refusals
from reportcard.results import Book, load_book
from reportcard.schema import LANGUAGES
from reportcard.tables import HERE
from reportcard.units import Unit

MODEL = "beijing-regional-yearbook-2024"
ANEW = """
[old_revenue]
label = { en = "Old revenue", zh-Hant = "舊收入" }
unit = "yuan"
nature = "flow"

[new_revenue]
label = { en = "New revenue", zh-Hant = "新收入" }
unit = "yuan"
nature = "flow"
succeeds = "old_revenue"
break = { en = "The new one leaves small firms out.", zh-Hant = "新者不含小企業。" }

[newest_revenue]
label = { en = "Newest revenue", zh-Hant = "最新收入" }
unit = "yuan"
nature = "flow"
succeeds = "new_revenue"
break = { en = "The newest counts abroad, too.", zh-Hant = "最新者含境外。" }
"""
Row = dict[str, str]


def figure(indicator: str, year: int, printed: str, unit: str = "亿元", **more: str) -> Row:
    said = {"indicator": indicator, "time_period": str(year), "as_printed": printed, "unit": unit}
    return {"ref_area": "haidian", "coverage": "year", "locator": "1", **said, **more}


def write(project: Path, **documents: list[Row]) -> None:
    """Make these the only documents, each a base of its own."""
    folder = project / "documents"
    with (folder / MODEL / "figures.csv").open(encoding="utf-8") as file:
        columns = next(csv.reader(file))
    said = (folder / MODEL / "document.toml").read_text("utf-8")
    shutil.rmtree(folder)
    (project / "indicators" / "zz.toml").write_text(ANEW, "utf-8")
    for name, rows in documents.items():
        (folder / name).mkdir(parents=True)
        own = re.sub('^base = ".*"$', f'base = "{name}"', said, flags=re.MULTILINE)
        (folder / name / "document.toml").write_text(own, "utf-8")
        with (folder / name / "figures.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def books(project: Path, **documents: list[Row]) -> tuple[Book, Book]:
    """The reports of 2018 and 2019 from these documents."""
    write(project, **documents)
    later = load_book(project, "haidian", 2019)
    return beside(later, 2018), later


def found(earlier: Book, later: Book) -> dict[tuple[str, str], str]:
    return {(d.indicator.id, d.area): d.kind for d in differences(earlier, later)}


def only(earlier: Book, later: Book, name: str):
    [one] = [d for d in differences(earlier, later) if d.indicator.id == name]
    return one


def test_new_gone_moved_within_and_the_same(project):
    pair = books(
        project,
        one=[
            figure("gdp", 2018, "100"),
            figure("gdp", 2019, "110"),
            figure("retail_sales", 2018, "50"),
            figure("retail_sales", 2019, "50.4"),
            figure("general_budget_revenue", 2018, "7"),
            figure("general_budget_revenue", 2019, "7"),
            figure("fixed_asset_investment", 2018, "9"),
            figure("licensed_physicians", 2019, "12", "人"),
        ],
    )
    kinds = found(*pair)
    assert {
        name: kind for (name, _), kind in kinds.items() if not pair[1].registry[name].derived
    } == {
        "gdp": "moved",
        "retail_sales": "within",
        "general_budget_revenue": "same",
        "fixed_asset_investment": "gone",
        "licensed_physicians": "new",
    }
    assert kinds["retail_sales_nominal_change", "haidian"] == "new"
    grown = only(*pair, "gdp").change
    assert (grown.value, grown.unit.code) == (10, "percent")
    assert grown.interval == Interval(
        100 * (Fraction("109.5") / Fraction("100.5") - 1),
        100 * (Fraction("110.5") / Fraction("99.5") - 1),
    )
    assert [d.kind for d in differences(*pair)] == sorted(kinds.values(), key=KINDS.index)
    assert isinstance(only(*pair, "licensed_physicians").change, Missing)


def test_what_is_in_per_cent_moves_in_points(project):
    rates = [figure("gdp_growth", y, p, "%") for y, p in ((2018, "6.5"), (2019, "7.0"))]
    moved = only(*books(project, one=rates), "gdp_growth")
    assert (moved.change.value, moved.change.unit.code) == (Fraction(1, 2), "percentage_point")


def test_across_bases_there_is_a_reason_and_no_change(project):
    pair = books(
        project,
        one=[figure("gdp", 2018, "100", status="final")],
        two=[figure("gdp", 2019, "110", hedges="突破", status="forecast")],
    )
    one = only(*pair, "gdp")
    assert (one.kind, one.change) == ("moved", Missing(refused="across_bases"))
    assert one.statuses == ("final", "forecast")
    assert one.hedges == ("", "突破")
    told = one.notes("en")
    assert told[0] == pair[1].registry.caveats["across_bases"]["en"]
    assert told[1:] == [
        "Status: 2018: final, 2019: forecast.",
        "Hedge word: 2018: none, 2019: 突破.",
    ]
    assert all(len(one.notes(lang)) == 3 for lang in LANGUAGES)


def test_an_open_end_is_met_by_every_number_beyond(project):
    pair = books(
        project,
        one=[figure("gdp", 2018, "120"), figure("gdp", 2019, "100", hedges="突破")],
    )
    one = only(*pair, "gdp")
    assert one.kind == "within"
    assert one.change.interval.upper is None


@pytest.mark.parametrize("coverage", ["part-year", "cumulative"])
def test_only_like_spans_are_compared(project, coverage):
    part = figure("gdp", 2019, "80", coverage=coverage, as_of="2019-09-30")
    one = only(*books(project, one=[figure("gdp", 2018, "100"), part]), "gdp")
    assert (one.kind, one.change) == ("apart", Missing(refused="across_spans"))
    assert one.notes("en")


@pytest.mark.parametrize(
    ("ends", "kind"),
    [
        (("2018-09-30", "2019-09-30"), "moved"),
        (("2018-06-30", "2019-09-30"), "apart"),
        (("", ""), "apart"),
    ],
)
def test_a_part_of_a_year_goes_with_the_same_part_only(project, ends, kind):
    rows = [
        figure("gdp", y, p, coverage="part-year", as_of=end)
        for y, p, end in zip((2018, 2019), ("70", "80"), ends, strict=True)
    ]
    assert only(*books(project, one=rows), "gdp").kind == kind


def test_a_level_before_an_improvement_is_none_of_the_year(project):
    before = figure("gdp", 2018, "90", coverage="before")
    pair = books(project, one=[before, figure("retail_sales", 2018, "1"), figure("gdp", 2019, "9")])
    assert only(*pair, "gdp").kind == "new"


def test_a_new_definition_stands_beside_the_one_it_succeeds(project):
    pair = books(
        project, one=[figure("old_revenue", 2018, "100"), figure("new_revenue", 2019, "70")]
    )
    assert found(*pair) == {("new_revenue", "haidian"): "redefined"}
    one = only(*pair, "new_revenue")
    assert [side.indicator.id for side in one.sides] == ["old_revenue", "new_revenue"]
    assert isinstance(one.change, Missing)
    assert one.notes("en") == ["The new one leaves small firms out."]


def test_a_definition_may_have_changed_twice(project):
    pair = books(
        project, one=[figure("old_revenue", 2018, "100"), figure("newest_revenue", 2019, "70")]
    )
    one = only(*pair, "newest_revenue")
    assert one.earlier.indicator.id == "old_revenue"
    assert one.notes("en") == ["The newest counts abroad, too. The new one leaves small firms out."]


def test_a_measure_that_both_have_is_compared_although_it_succeeds_another(project):
    rows = [figure(n, y, "100") for n in ("old_revenue", "new_revenue") for y in (2018, 2019)]
    assert set(found(*books(project, one=rows)).values()) == {"same"}


def test_the_wider_area_is_told_where_a_document_prints_it(project):
    rows = [
        figure("gdp", 2018, "100"),
        figure("gdp", 2019, "100"),
        figure("pm25", 2018, "51", "微克/立方米", ref_area="beijing"),
        figure("pm25", 2019, "42", "微克/立方米", ref_area="beijing"),
    ]
    kinds = found(*books(project, one=rows))
    assert kinds["pm25", "beijing"] == "moved"
    assert ("gdp", "beijing") not in kinds


def test_refused_indicators_are_not_compared(project):
    pair = books(project, one=[figure("gdp", y, "100") for y in (2018, 2019)])
    assert not any(pair[1].registry[name].refused for name, _ in found(*pair))


def test_the_year_before_is_the_nearest_with_something_annual(project):
    write(
        project,
        one=[
            figure("gdp", 2014, "100"),
            figure("gdp", 2016, "100", coverage="part-year"),
            figure("pm25", 2017, "50", "微克/立方米", ref_area="beijing"),
            figure("gdp", 2019, "100"),
        ],
    )
    book = load_book(project, "haidian", 2019)
    assert year_before(book) == 2014
    assert 2016 not in book.archive.annual_years("haidian")
    assert year_before(beside(book, 2014)) is None


# ── what a report refuses ──────────────────────────────────────────────────────────────────────


def test_a_ratio_across_bases_is_refused_with_the_figures_it_would_join(project):
    _, later = books(
        project,
        one=[figure("gdp", 2018, "100"), figure("resident_population", 2018, "300", "万人")],
        two=[figure("gdp", 2019, "110")],
    )
    told = {r.indicator.id: [o.document for o in r.joined] for r in refusals(later)}
    assert told["gdp_nominal_change"] == ["two", "one"]
    assert not any(later.registry[name].refused for name in told)
    keyed = set(keys.all_keys(later))
    lines = Refused(later, "en").here().lines
    assert len(lines) == len(told)
    for line in lines:
        found = keys_in(line[1].html("en"))
        assert {*found} == {"haidian.gdp.2019", "haidian.gdp.2018"} <= keyed
        assert line[2].text == later.registry.caveats["across_bases"]["en"]


def test_what_lacks_a_figure_is_not_refused(project):
    _, later = books(
        project, one=[figure("gdp", 2018, "1")], two=[figure("retail_sales", 2019, "1")]
    )
    assert refusals(later) == ()
    assert "There is none." in Refused(later, "en").here()._repr_html_()


def test_successions_are_listed_with_the_reason(project):
    _, later = books(project, one=[figure("gdp", y, "100") for y in (2018, 2019)])
    told = Refused(later, "en").successions().frame.to_numpy().tolist()
    assert ["New revenue", "Old revenue", "The new one leaves small firms out."] in told
    assert len(told) == sum(bool(i.succeeds) for i in later.registry.indicators.values())


def test_a_new_definition_is_shown_with_its_older_name(project):
    pair = books(
        project, one=[figure("old_revenue", 2018, "100"), figure("new_revenue", 2019, "70")]
    )
    [line] = Changes(pair[1], "en").table("redefined").lines
    notes = [note.text for note in line[0].notes]
    assert notes == ["Haidian", "2018: Old revenue", "The new one leaves small firms out."]
    assert [keys_in(cell.html("en")) for cell in line[1:]] == [
        ["haidian.old_revenue.2018"],
        ["haidian.new_revenue.2019"],
        [],
    ]


# ── the change itself ──────────────────────────────────────────────────────────────────────────

NUMBERS = st.fractions(min_value=-50, max_value=50, max_denominator=20)
WIDTHS = st.fractions(min_value=0, max_value=5, max_denominator=20)


def quantity(name: str, value: Fraction, width: Fraction, unit: str) -> Quantity:
    interval = Interval(value - width, value + width)
    variable = Variable(name, value, interval)
    return Quantity({(name,): Fraction(1)}, ONE, Unit(unit), {name: variable})


@given(NUMBERS, WIDTHS, NUMBERS, WIDTHS, st.floats(0, 1), st.floats(0, 1))
def test_a_change_holds_for_every_pair_that_the_print_allows(a, wide, b, narrow, s, t):
    earlier, later = quantity("a", a, wide, "yuan"), quantity("b", b, narrow, "yuan")
    by, reason = change_between(later, earlier)
    if a - wide <= 0:
        assert (by, reason) == (Missing(refused="change_from_zero"), "change_from_zero")
        return
    assert reason == ""
    since = a - wide + 2 * wide * Fraction(s)
    after = b - narrow + 2 * narrow * Fraction(t)
    assert 100 * (after / since - 1) in by.interval
    assert by.value == 100 * (b / a - 1)


@given(NUMBERS, WIDTHS, NUMBERS, WIDTHS)
def test_intervals_that_share_no_value_leave_no_room_for_no_change(a, wide, b, narrow):
    earlier, later = quantity("a", a, wide, "percent"), quantity("b", b, narrow, "percent")
    by, _ = change_between(later, earlier)
    assert earlier.interval.meets(later.interval) == (0 in by.interval)


def test_a_common_figure_widens_the_range_and_is_told(book: Book):
    """The growth of 2019 and that of 2018 both rest on the level of 2018."""
    one = only(beside(book, 2018), book, "gdp_nominal_change")
    earlier, later = (side.interval for side in one.sides)
    assert one.change.interval.lower == later.lower - earlier.upper
    assert one.change.interval.upper == later.upper - earlier.lower
    assert one.notes("en") == [book.registry.caveats["change_of_common_figures"]["en"]]


def test_every_kind_has_a_name_in_every_language():
    names = {lang: {phrase("difference", kind, lang) for kind in KINDS} for lang in LANGUAGES}
    assert all(len(found) == len(KINDS) for found in names.values())


def test_the_project_s_own_reports_can_all_be_compared():
    book = load_book(HERE / "data", "haidian", 2019)
    years = book.archive.years("haidian")
    for first, second in pairwise(years):
        kinds = found(beside(book, first), beside(book, second))
        assert kinds
        assert set(kinds.values()) <= set(KINDS)
