"""The tables of the chapters: HTML for readers, a frame for analysts, numbers to be asked."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from reportcard import keys
from reportcard.charts.model import Nothing
from reportcard.expressions import Missing
from reportcard.notebook import open_report
from reportcard.passports import keys_in
from reportcard.schema import LANGUAGES


class Seen(HTMLParser):
    """What a table's HTML holds: header cells and rows; checks the nesting."""

    VOID = ("br", "img", "hr", "wbr")

    def __init__(self, html):
        super().__init__()
        self.open, self.heads, self.rows, self.widths = [], [], 0, []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.widths.append(0)
        if tag in ("td", "th"):
            self.widths[-1] += 1
        if tag == "th":
            self.heads.append(given.get("scope"))
        self.rows += tag == "tr"

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


KINDS_OF_CHANGE = ("redefined", "moved", "within", "new", "gone", "apart", "same")
KINDS = {
    "observed": lambda tables: tables.observed(),
    "of a chapter": lambda tables: tables.observed("capital_markets"),
    "of some": lambda tables: tables.table_of("water_tasks", "bluesky_tasks"),
    "derived": lambda tables: tables.derived(),
    "refused": lambda tables: tables.refused(),
    "vintages": lambda tables: tables.vintages("gdp", "retail_sales"),
    "documents": lambda tables: tables.documents(),
    "audit": lambda tables: tables.audit(),
    "some claims": lambda tables: tables.audit("share", "sum"),
    "power": lambda tables: tables.power(),
    "roundings": lambda tables: tables.roundings(),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_html_with_header_cells_and_a_frame_for_the_analyst(kind, lang):
    table = KINDS[kind](open_report("haidian", 2019, lang).tables)
    html = table._repr_html_()
    seen = Seen(html)
    assert set(seen.heads) <= {"col", "row"}
    assert seen.heads.count("col") == len(table.header)
    assert set(seen.widths) == {len(table.header)}
    assert seen.rows == len(table.lines) + 1
    assert len(table.lines) > 1
    assert f"<caption>{table.caption}</caption>" in html
    frame = table.frame
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == list(table.header)
    assert len(frame) == len(table.lines)
    assert not re.search(r"[{}]", html)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["moved", "within", "new"])
def test_a_table_of_changes_has_its_years_as_heads(kind, lang):
    changes = open_report("haidian", 2019, lang).changes
    table = changes.table(kind)
    html = table._repr_html_()
    seen = Seen(html)
    years = [name for name in table.header if name.isdecimal()]
    assert years == (["2019"] if kind == "new" else ["2018", "2019"])
    assert set(seen.widths) == {len(table.header)}
    assert seen.rows == len(table.lines) + 1 == len(changes.of_kind(kind)) + 1
    assert not re.search(r"[{}]", html)


@pytest.mark.parametrize(("place", "year"), [("haidian", 2019), ("haidian", 2018)])
def test_every_number_that_changed_can_be_asked(place, year):
    report = open_report(place, year)
    known = set(keys.all_keys(report.book))
    for kind in KINDS_OF_CHANGE:
        for line in report.changes.table(kind).lines:
            found = [keys_in(cell.html("en")) for cell in line[1:]]
            assert all(found[: len(line) - 2])
            assert {key for cell in found for key in cell} <= known


def test_a_number_of_the_year_before_says_there_what_it_says_here(report):
    """Each key of the earlier side finds, in this report, the value that the table shows."""
    for one in report.changes.found:
        key = keys.of_other(report.book, one.earlier) if one.earlier.reported else "="
        if key.startswith("="):
            continue
        number = keys.find(report.book, key)
        value = number.quantity.value if hasattr(number, "quantity") else number.value
        assert value == one.earlier.quantity.value


def test_the_changes_are_summed_up_in_a_sentence(report):
    counts = re.findall(r"\d+", repr(report.changes.summary()))
    found = report.changes.found
    assert [int(n) for n in counts[:2]] == [2018, 2019]
    assert sum(int(n) for n in counts[2:]) == len(found) > 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_an_earlier_year_the_changes_say_so(lang):
    first = open_report("haidian", 2019).book.archive.years("haidian")[0]
    report = open_report("haidian", first, lang)
    assert report.book.report.place.label[lang] in repr(report.changes.summary())
    assert report.changes.found == ()
    assert "notreported" in report.changes.table("moved")._repr_html_()
    assert isinstance(report.changes.chart("changes_since"), Nothing)


def test_the_chart_of_changes_draws_levels_of_one_base(report):
    chart = report.changes.chart("changes_since")
    drawn = {one.indicator.id: one for one in report.changes.of_kind("moved")}
    assert len(chart.rows) > 5
    labels = {report.book.label(one.indicator, "en"): one for one in drawn.values()}
    for label, *_ in chart.rows:
        one = labels[label]
        assert not one.later.computed
        assert one.change.unit.code == "percent"
        assert len({o.base for side in one.sides for o in side.observations}) == 1


def test_refused_changes_name_the_figures_they_would_join(report):
    table = report.refused.changes()
    refused = [
        d for d in report.changes.found if isinstance(d.change, Missing) and d.change.refused
    ]
    assert len(table.lines) == len(refused) > 0
    for one, line in zip(refused, table.lines, strict=True):
        joined = [keys.of_observation(report.book, o) for s in one.sides for o in s.observations]
        assert keys_in(line[1].html("en")) == list(dict.fromkeys(joined))
        assert {*joined} <= {*keys.all_keys(report.book)}
    assert report.book.registry.caveats["across_bases"]["en"] in table.frame["Reason"].tolist()


NUMBERS = ("observed", "of a chapter", "of some", "derived", "vintages", "audit", "power")


@pytest.mark.parametrize("kind", NUMBERS)
def test_every_row_of_numbers_has_one_that_can_be_asked(kind):
    report = open_report("haidian", 2019)
    known = set(keys.all_keys(report.book))
    table = KINDS[kind](report.tables)
    for line in table.lines:
        found = keys_in("".join(cell.html("en") for cell in line))
        assert found
        assert {*found} <= known


def test_an_input_of_a_formula_stands_under_its_own_key():
    html = open_report("haidian", 2019).tables.derived("capital_markets")._repr_html_()
    row = next(r for r in html.split("</tr>") if "of=parent.a_share_companies" in r)
    assert keys_in(row) == [
        "haidian.a_share_companies.2019",
        "beijing.a_share_companies.2019",
        "haidian.a_share_share_of_parent.2019",
    ]


def test_a_table_of_nothing_says_that_nothing_is_reported():
    tables = open_report("haidian", 2020).tables
    assert tables.audit()._repr_html_() == '<p class="notreported">not reported</p>'
    assert tables.audit().frame.empty
    assert tables.heads("a_share_companies")._repr_html_().startswith('<p class="notreported">')


def test_the_audit_s_table_shows_every_check_with_verdict_and_reason(report):
    table, checks = report.tables.audit(), report.tables.checks()
    assert len(table.frame) == len(checks)
    assert set(table.frame["Verdict"]) == {"consistent", "undetermined"}
    told = " ".join(table.frame["Claim"])
    assert [c for c in checks if c.reason("en") not in told] == []


def test_other_roundings_are_counted(report):
    frame = report.tables.roundings().frame.set_index("Rounding")
    assert list(frame.loc["half a unit, ties either way (assumed)"]) == ["3", "0"]
    assert list(frame.loc["digits cut off"]) == ["1", "2"]


def test_headline_numbers_come_with_what_they_are(report):
    heads = report.tables.heads("a_share_share_of_parent", "star_share_of_parent")
    html = heads._repr_html_()
    assert "41.9%" in html
    assert "Share of Beijing" in html
    assert Seen(html).rows == 0


def test_a_number_in_a_table_is_the_one_in_prose(report):
    """Rows and prose come from one function each for observed and derived numbers."""
    frame = report.tables.derived("capital_markets").frame
    assert any(frame["Value"].str.startswith("41.9%"))
