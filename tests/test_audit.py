"""The claims of Haidian 2019 by value, and what a changed figure does to their verdicts."""

import csv
import io
import re
from fractions import Fraction

import pytest

from reportcard.audit import audit
from reportcard.errors import UnknownName
from reportcard.interval import Interval, around, point
from reportcard.results import load_book
from reportcard.rounding import MODES
from reportcard.schema import LANGUAGES
from reportcard.verdicts import CONSISTENT, INCONSISTENT, UNDETERMINED, judge

FIGURES = "documents/haidian-2019-report-card/figures.csv"

CLAIMS = [
    (853, "10%", "hightech_revenue_growth", "growth", UNDETERMINED),
    (1156, "20%", "culture_revenue_growth", "growth", UNDETERMINED),
    (1220, "64%", "permit_time_change", "rate", UNDETERMINED),
    (1232, "70%", "permit_papers_change", "rate", UNDETERMINED),
    (1497, "70%", "renewal_time_change", "rate", UNDETERMINED),
    (2045, "69%", "waste_sorting_coverage", "share", UNDETERMINED),
    (2756, "127.4%", "catering_task_completion", "completion", UNDETERMINED),
    (3392, "98.5%", "river_valid_rate", "share", UNDETERMINED),
    (3929, "85%", "call_satisfaction", "share", UNDETERMINED),
    (3935, "95%", "call_satisfaction", "share", UNDETERMINED),
    (4218, "7%", "gdp_growth", "rate", UNDETERMINED),
    (4273, "5%", "energy_intensity_change", "rate", UNDETERMINED),
    (4273, "5%", "water_intensity_change", "rate", UNDETERMINED),
    (4334, "10.5%", "consumption_growth", "rate", UNDETERMINED),
    (4363, "3.5%", "retail_sales_growth", "growth", UNDETERMINED),
    (4490, "219家", "listed_companies", "sum", CONSISTENT),
    (4521, "42%", "a_share_share_of_parent", "share", CONSISTENT),
    (4572, "50%", "star_share_of_parent", "share", CONSISTENT),
    (4585, "9%", "star_share_of_country", "share", CONSISTENT),
    (4961, "40%", "service_coverage", "share", UNDETERMINED),
]
REPEATS = [
    (767, "146個"),
    (3728, "653支"),
    (4188, "7000億元"),
    (4287, "2400億元"),
    (4372, "5000億元"),
    (4439, "5000億元"),
    (4448, "20%"),
    (4456, "219家"),
    (4635, "1天"),
    (4701, "1天"),
    (4722, "40微克/立方米"),
    (4781, "2600畝"),
    (4846, "2600畝"),
    (4854, "22萬平方米"),
    (4922, "80個"),
    (5008, "10項"),
    (5095, "10項"),
    (5203, "1.5萬餘名"),
    (5249, "29家"),
    (5335, "5697套"),
    (5382, "653支"),
    (5401, "417家"),
    (5416, "6621項"),
    (5468, "653支"),
    (5493, "500萬人次"),
]


@pytest.fixture
def checks(book):
    return audit(book)


@pytest.fixture
def audited(project):
    """The audit of a copy of the data in which some rows of the report card are changed.

    Each change is (start of the figure, cells); a start that no row has adds a row.
    """

    def changed(*changes, lang="en"):
        path = project / FIGURES
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
        rows = list(reader)
        for start, cells in changes:
            found = [row for row in rows if row["start"] == str(start)]
            if not found:
                found = [dict.fromkeys(reader.fieldnames, "") | {"start": str(start)}]
                rows += found
            for row in found:
                row |= cells
                row["end"] = str(start + len(row["as_printed"]))
        out = io.StringIO()
        writer = csv.DictWriter(out, reader.fieldnames)
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")
        return audit(load_book(project, "haidian", 2019), lang)

    return changed


def claim(checks, indicator, relation=None, start=None):
    """The one check of an indicator that is meant."""
    found = [
        c
        for c in checks
        if c.indicator.id == indicator
        and (c.relation == relation if relation else c.relation != "repeat")
        and (start is None or c.figure.start == start)
    ]
    assert len(found) == 1
    return found[0]


def blanks(check, key):
    """What fills the blanks of one reason."""
    return dict(check.reasons)[key]


# ── as it is ───────────────────────────────────────────────────────────────────────────────────


def test_every_claim_is_found_at_its_place_with_its_verdict(checks):
    found = [
        (c.figure.start, c.figure.as_printed, c.indicator.id, c.relation, c.verdict)
        for c in checks
        if c.relation != "repeat"
    ]
    assert sorted(found) == sorted(CLAIMS)


def test_every_repeat_agrees_with_the_mention_that_says_most(checks):
    found = [c for c in checks if c.relation == "repeat"]
    assert [(c.figure.start, c.figure.as_printed) for c in found] == REPEATS
    assert len(found) == 25
    assert {c.verdict for c in found} == {CONSISTENT}


def test_nothing_is_inconsistent_and_claims_come_in_print_order(checks):
    assert INCONSISTENT not in {c.verdict for c in checks}
    starts = [c.figure.start for c in checks]
    assert starts == sorted(starts)
    assert all(c.figure.end - c.figure.start == len(c.figure.as_printed) for c in checks)


@pytest.mark.parametrize(
    ("indicator", "value", "inputs"),
    [
        ("a_share_share_of_parent", Fraction(100 * 145, 346), [145, 346]),
        ("star_share_of_parent", Fraction(50), [6, 12]),
        ("star_share_of_country", Fraction(60, 7), [6, 70]),
    ],
)
def test_a_share_is_recomputed_exactly_from_the_counts_beside_it(checks, indicator, value, inputs):
    found = claim(checks, indicator)
    assert found.computed == value
    assert found.interval == point(value)
    assert [o.value for o in found.inputs] == inputs
    assert "half a unit" in found.reason("en")


def test_the_listed_companies_are_the_sum_of_both_markets(checks):
    found = claim(checks, "listed_companies", "sum")
    assert found.computed == 219 == sum(o.value for o in found.inputs)
    assert [o.value for o in found.inputs] == [145, 74]
    assert "145家 + 74家" in found.reason("en")
    assert "no company is listed" in found.reason("en")


def test_the_task_behind_127_4_percent_is_one_of_two_numbers(book, checks):
    found = claim(checks, "catering_task_completion")
    assert blanks(found, "wholes") == {"fitting": "1,399 or 1,400"}
    assert [o.value for o in found.inputs] == [1783]
    assert found.computed is found.interval is None
    in_chinese = claim(audit(book, "zh-Hant"), "catering_task_completion").reason("zh-Hant")
    assert "1,399或1,400" in in_chinese


def test_a_rate_of_a_remainder_leaves_whole_numbers_for_every_total(checks):
    found = claim(checks, "river_valid_rate")
    assert found.verdict == UNDETERMINED
    assert "parts_fit" in dict(found.reasons)


@pytest.mark.parametrize(
    ("indicator", "numerators", "denominators"),
    [
        ("star_share_of_country", "6", "64 to 70"),
        ("a_share_share_of_parent", "144 to 147", "342 to 349"),
        ("star_share_of_parent", "6", "12"),
    ],
)
def test_a_check_says_which_other_counts_would_have_passed(
    checks, indicator, numerators, denominators
):
    found = claim(checks, indicator)
    told = {"numerators": numerators, "denominators": denominators}
    assert blanks(found, "slack") == told
    assert found.passing == Fraction(1, 101)


def test_a_real_growth_rate_says_why_the_levels_cannot_check_it(checks):
    assert "constant prices" in claim(checks, "gdp_growth").reason("en")
    assert "2018" in claim(checks, "retail_sales_growth").reason("en")


# ── other roundings ────────────────────────────────────────────────────────────────────────────


def test_with_digits_cut_off_two_shares_become_inconsistent(book):
    found = audit(book, mode="down")
    wrong = {c.figure.as_printed for c in found if c.verdict == INCONSISTENT}
    assert wrong == {"42%", "9%"}
    assert "down" in claim(found, "star_share_of_country").reason("en")
    assert claim(found, "star_share_of_parent").verdict == CONSISTENT


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_judges_the_same_claims(book, checks, mode):
    assert [c.figure for c in audit(book, mode=mode)] == [c.figure for c in checks]


def test_an_unknown_mode_names_the_nearest(book):
    with pytest.raises(UnknownName, match="Did you mean 'half_even'"):
        audit(book, mode="half_evn")


# ── changed figures ────────────────────────────────────────────────────────────────────────────


def test_43_percent_is_inconsistent_and_says_what_the_counts_give(audited):
    found = claim(audited((4521, {"as_printed": "43%"})), "a_share_share_of_parent")
    assert found.verdict == INCONSISTENT
    assert "43%" in found.reason("en")
    assert "41.907" in found.reason("en")
    assert "outside" in found.reason("en")


def test_one_company_more_abroad_breaks_the_total(audited):
    found = audited((4531, {"as_printed": "75家"}))
    assert claim(found, "listed_companies", "sum").verdict == INCONSISTENT
    assert "make 220, but 219家 is printed" in claim(found, "listed_companies", "sum").reason("en")
    assert [c.indicator.id for c in found if c.verdict == INCONSISTENT] == ["listed_companies"]


def test_a_headline_that_says_another_number_is_an_inconsistent_repeat(audited):
    found = [c for c in audited((4188, {"as_printed": "7100億元"})) if c.verdict == INCONSISTENT]
    assert [(c.relation, c.figure.as_printed) for c in found] == [("repeat", "7100億元")]
    assert "7000億元" in found[0].reason("en")


def test_a_repeat_in_the_other_script_is_the_same_fact(audited):
    found = audited((815, {"as_printed": "146个"}))
    assert claim(found, "advanced_projects", "repeat").verdict == CONSISTENT


def test_a_rate_that_no_whole_task_gives_is_inconsistent(audited):
    """1783 of 1000 would be 178.3 %, of 999 already 178.5 %."""
    found = audited((2756, {"as_printed": "178.4%"}))
    assert claim(found, "catering_task_completion").verdict == INCONSISTENT
    assert "no whole number makes 178.4%" in claim(found, "catering_task_completion").reason("en")


def test_a_rate_that_no_part_of_the_printed_total_gives_is_inconsistent(audited):
    found = audited((3376, {"as_printed": "16個(次)", "precision": "1"}))
    assert claim(found, "river_valid_rate").verdict == INCONSISTENT
    assert "98.5%" in claim(found, "river_valid_rate").reason("en")


@pytest.mark.parametrize(
    ("printed", "hedges", "verdict"),
    [
        ("42%", "超過", CONSISTENT),  # more than 42, to half a unit: 41.9 may have been meant
        ("43%", "超過", INCONSISTENT),
        ("41%", "左右", CONSISTENT),
        ("43%", "左右", CONSISTENT),  # 42 to 44, widened to 41.5
        ("44%", "左右", INCONSISTENT),  # widened to 42.5
        ("41%", "不足", INCONSISTENT),  # below 41.5
        ("42%", "不足", CONSISTENT),
        ("42%", "以上", CONSISTENT),
        ("43%", "以上", INCONSISTENT),
    ],
)
def test_a_hedged_claim_is_widened_by_half_a_unit(audited, printed, hedges, verdict):
    found = audited((4521, {"as_printed": printed, "hedges": hedges}))
    assert claim(found, "a_share_share_of_parent").verdict == verdict


POINTS = {
    "precision": "1",
    "indicator": "call_satisfaction_points",
    "ref_area": "haidian",
    "time_period": "2019",
    "coverage": "year",
}


def test_where_the_figures_allow_everything_nothing_is_decided(audited):
    points = POINTS | {"as_printed": "10個百分點"}
    changes = [(3929, {"hedges": "以上"}), (3935, {"hedges": "以上"}), (3940, points)]
    found = claim(audited(*changes), "call_satisfaction_points")
    assert found.verdict == UNDETERMINED
    assert found.interval == Interval()
    assert found.passing is None
    assert "no value could contradict" in found.reason("en")


def test_a_difference_of_two_rates_is_judged_like_any_claim(audited):
    points = POINTS | {"as_printed": "13個百分點"}
    found = claim(audited((3940, points)), "call_satisfaction_points")
    assert (found.relation, found.verdict) == ("difference", INCONSISTENT)


def test_a_report_without_an_anchor_makes_no_claims(project):
    assert audit(load_book(project, "haidian", 2020)) == []


def test_judge_needs_one_common_number():
    assert judge(around(Fraction(42), Fraction(1, 2)), point(Fraction(85, 2))) == CONSISTENT
    assert judge(Interval(Fraction(42)), Interval(None, Fraction(41))) == INCONSISTENT
    assert judge(point(1), Interval()) == UNDETERMINED


# ── reasons ────────────────────────────────────────────────────────────────────────────────────

ALTERED = [
    (4521, {"as_printed": "43%"}),
    (4531, {"as_printed": "75家"}),
    (4188, {"as_printed": "7100億元"}),
    (2756, {"as_printed": "178.4%"}),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("changes", [[], ALTERED], ids=["as_it_is", "altered"])
def test_reasons_are_whole_sentences_of_one_language(audited, lang, changes):
    for check in audited(*changes, lang=lang):
        reason = check.reason(lang)
        assert not re.search(r"[{}]", reason)
        assert reason.endswith("." if lang == "en" else "。")
        assert reason[0] == reason[0].upper()
        prints = (
            check.figure.as_printed,
            *(m.as_printed for o in check.inputs for m in o.mentions),
        )
        own = re.sub("|".join(map(re.escape, (*prints, "7100億元"))), "", reason)
        assert bool(re.search(r"[\u4e00-\u9fff]", own)) == (lang != "en"), reason


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("mode", MODES)
def test_every_mode_is_named_in_every_language(book, lang, mode):
    reason = claim(audit(book, lang, mode), "star_share_of_parent").reason(lang)
    assert not re.search(r"[{}]", reason)
