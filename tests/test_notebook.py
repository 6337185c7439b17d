"""The vocabulary of the chapters, and the chapters themselves for other years and places."""

import ast
import json
import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import yaml
from IPython.core.formatters import DisplayFormatter

import reportcard.notebook as vocabulary
from reportcard import keys
from reportcard.charts.model import Nothing
from reportcard.errors import UnknownName
from reportcard.expressions import Missing, Quantity
from reportcard.notebook import View, change, convert, open_report, per, points, rest, share, times
from reportcard.passports import keys_in
from reportcard.schema import LANGUAGES
from reportcard.tables import HERE
from reportcard.verbs import VERBS

CHAPTERS = sorted((HERE / "notebooks").glob("*.ipynb"))
EDITIONS = [("haidian", 2019), ("haidian", 2021), ("beijing", 2019)]
MOST_LINES = 5


@pytest.fixture(scope="module")
def report():
    return open_report("haidian", 2019)


# ── opening a report ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        (("haidien", 2019, "en"), ["Did you mean 'haidian'?"]),
        (("haidian", 1900, "en"), ["nothing is reported for haidian 1900", "Nearest: 2007"]),
        (("haidian", 2019, "fr"), ["no language 'fr'"]),
        (("haidien", 2019, "fr"), ["no place 'haidien'", "no language 'fr'"]),
        (("haidian", 1900, "fr"), ["nothing is reported for haidian 1900", "no language 'fr'"]),
        ((1, 2019, "en"), ["place is 1, not str"]),
        (("haidian", "2019", "en"), ["year is '2019', not int"]),
        (("haidian", True, "en"), ["year is True, not int"]),
        (("haidian", 2019.0, "en"), ["year is 2019.0, not int"]),
        ((None, "2019", 3), ["place is None", "year is '2019'", "lang is 3"]),
        (("../../x", 2019, "en"), ["no place '../../x'"]),
    ],
)
def test_every_parameter_that_is_wrong_is_named_at_once(parameters, told):
    with pytest.raises(UnknownName) as caught:
        open_report(*parameters)
    for words in told:
        assert words in str(caught.value)
    assert len(caught.value.problems) <= len(told)


def test_an_open_report_says_what_it_is(report):
    assert repr(report) == "haidian 2019, en"
    assert repr(open_report("haidian", 2021, "zh-Hant")) == "haidian 2021, zh-Hant"


def test_the_vocabulary_is_what_a_star_import_brings():
    names = {}
    exec("from reportcard.notebook import *", names)
    assert {n for n in names if not n.startswith("_")} == set(vocabulary.__all__)
    assert set(VERBS) <= set(vocabulary.__all__)


# ── views ──────────────────────────────────────────────────────────────────────────────────────


def test_a_view_reads_like_the_sentence(report):
    home, parent, country = report.areas
    assert home.a_share_companies.value == 145
    assert parent.a_share_companies.value == 346
    assert country.star_companies.value == 70
    assert home.before.call_satisfaction.value == 85
    assert home.call_satisfaction.value == 95
    assert home.previous.resident_population.value == 3_415_000
    assert home.previous.previous.resident_population.value == 3_524_000


def test_a_view_knows_what_its_numbers_are_called(report):
    home, parent, _ = report.areas
    assert home.gdp.name == "haidian.gdp@2019"
    assert parent.star_companies.name == "beijing.star_companies@2019"
    assert home.before.call_satisfaction.name == "before.call_satisfaction@2019"
    assert {"gdp", "before", "previous"} <= set(dir(home))


def test_an_unknown_indicator_names_the_nearest(report):
    with pytest.raises(UnknownName, match="Did you mean 'a_share_companies'"):
        _ = report.areas[0].a_shares_companies
    with pytest.raises(AttributeError):
        _ = report.areas[0]._repr_html_


def test_verbs_compute_what_the_registry_computes(report):
    home, parent, _ = report.areas
    computed = share(home.a_share_companies, of=parent.a_share_companies)
    assert computed.value == home.a_share_share_of_parent.value == Fraction(7250, 173)
    assert times(home.star_share_of_parent, home.a_share_share_of_parent).value == Fraction(
        173, 145
    )
    assert points(home.call_satisfaction, since=home.before.call_satisfaction).value == 10
    hectares = convert(home.afforestation, to=report.unit("hectare"))
    assert hectares.value == Fraction(520, 3)
    assert per(home.a_share_companies, report.days).value == Fraction(145, 365)


def test_growth_across_vintages_is_refused(report):
    """The report card's GDP is of another base than the yearbook's of the year before."""
    home = report.areas[0]
    found = change(home.gdp, since=home.previous.gdp)
    assert isinstance(found, Missing)
    assert found.refused


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"convert"}))
def test_what_is_missing_flows_through_every_verb(report, verb):
    there = report.areas[0].a_share_share_of_parent
    missing = open_report("haidian", 2021).areas[0].a_share_companies
    assert isinstance(missing, Missing)
    count = 1 if verb in ("rest", "left") else 2
    for gap in range(count):
        arguments = [missing if i == gap else there for i in range(count)]
        found = VERBS[verb](*arguments)
        assert isinstance(found, Missing)
        assert found.names == ("a_share_companies",)


def test_what_is_missing_flows_through_arithmetic_and_conversion(report):
    missing = open_report("haidian", 2021).areas[0].afforestation
    assert isinstance(convert(missing, to=report.unit("hectare")), Missing)
    assert isinstance(100 * (missing / 2) - missing + 1, Missing)
    assert isinstance(rest(missing), Missing)


def test_an_area_that_is_not_there_is_a_gap(report):
    """As the parent of a whole country is."""
    nowhere = View(report.book, None, 2019)
    assert isinstance(nowhere.star_companies, Missing)
    assert isinstance(share(report.areas[0].star_companies, of=nowhere.star_companies), Missing)


def test_a_place_that_is_only_mentioned_has_no_report():
    with pytest.raises(UnknownName, match="china"):
        open_report("china", 2019)


# ── how a cell shows its result ────────────────────────────────────────────────────────────────


@pytest.fixture
def shell(monkeypatch):
    """What a running kernel offers to display with, without a kernel."""
    running = SimpleNamespace(display_formatter=DisplayFormatter())
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: running)
    return running.display_formatter


@pytest.mark.parametrize(("lang", "words"), [("en", "not reported"), ("zh-Hant", "未報")])
def test_a_result_is_shown_as_readers_see_it(shell, lang, words):
    home, parent, _ = open_report("haidian", 2019, lang).areas
    data, _ = shell.format(share(home.a_share_companies, of=parent.a_share_companies))
    assert 'value="haidian.a_share_share_of_parent.2019">41.9%</data></b>' in data["text/html"]
    assert data["text/plain"].startswith("41.9%")
    assert "Fraction" not in data["text/plain"]
    gap, _ = shell.format(open_report("haidian", 2021, lang).areas[0].a_share_companies)
    assert words in gap["text/html"]
    assert gap["text/plain"] == words


def test_an_interval_stands_beside_a_result_that_is_not_exact(shell):
    home = open_report("haidian", 2019).areas[0]
    inexact, _ = shell.format(points(home.call_satisfaction, since=home.before.call_satisfaction))
    assert "[9, 11]" in inexact["text/html"]
    exact, _ = shell.format(home.a_share_companies)
    assert "iv" not in exact["text/html"]


# ── tables ─────────────────────────────────────────────────────────────────────────────────────


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


def test_a_result_that_no_ratio_says_stands_under_its_inputs(shell):
    home = open_report("haidian", 2019).areas[0]
    data, _ = shell.format(home.star_companies + home.overseas_companies)
    assert keys_in(data["text/html"]) == [
        "haidian.star_companies.2019",
        "haidian.overseas_companies.2019",
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


# ── the chapters ───────────────────────────────────────────────────────────────────────────────


def code_cells(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            yield number, "".join(cell["source"]), cell["metadata"].get("tags", [])


def run(source, names):
    """Execute a cell; give what its last expression is, as a kernel would."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


def shown(value):
    """What the page gets of a value."""
    if isinstance(value, Quantity):
        value.require_range()
        return str(value.value)
    if isinstance(value, Missing):
        return "missing"
    for method in ("_repr_mimebundle_", "_repr_markdown_", "_repr_html_"):
        if hasattr(value, method):
            return getattr(value, method)()
    raise AssertionError(f"a cell that ends in {type(value).__name__} shows nothing")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("place", "year"), EDITIONS, ids=[f"{p}-{y}" for p, y in EDITIONS])
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_runs_for_other_years_places_and_languages(path, place, year, lang):
    names = {}
    for number, source, tags in code_cells(path):
        value = run(source, names)
        if "parameters" in tags:
            assert (names["place"], names["year"], names["lang"]) == ("haidian", 2019, "en")
            names |= {"place": place, "year": year, "lang": lang}
        elif not source.lstrip().startswith("from reportcard.notebook"):
            assert shown(value), f"{path.name} cell {number} shows nothing"
    assert repr(names["report"]) == f"{place} {year}, {lang}"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_what_a_reader_sees_of_the_code_is_short(path):
    visible = [(n, s) for n, s, tags in code_cells(path) if "remove-input" not in tags]
    assert all(len(source.strip().splitlines()) <= MOST_LINES for _, source in visible)
    if path.stem not in ("audit", "sources"):
        assert visible


def test_every_chapter_has_one_cell_of_parameters():
    listed = yaml.safe_load((HERE / "_toc.yml").read_text("utf-8"))["chapters"]
    assert {Path(entry["file"]).name for entry in listed} == {path.stem for path in CHAPTERS}
    for path in CHAPTERS:
        tagged = [s for _, s, tags in code_cells(path) if "parameters" in tags]
        assert len(tagged) == 1
        assignments = [line for line in tagged[0].splitlines() if not line.startswith("#")]
        assert [line.split(":")[0] for line in assignments] == ["place", "year", "lang"]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_imports_its_vocabulary_and_nothing_else(path):
    imported = {
        name
        for _, source, _ in code_cells(path)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert imported == {"reportcard.notebook"}
