"""The vocabulary of the chapters: opening a report, views, verbs, and how a cell shows a result."""

from fractions import Fraction
from types import SimpleNamespace

import pytest
from IPython.core.formatters import DisplayFormatter

import reportcard.notebook as vocabulary
from reportcard.errors import UnknownName
from reportcard.expressions import Missing
from reportcard.notebook import View, change, convert, open_report, per, points, rest, share, times
from reportcard.passports import keys_in
from reportcard.verbs import VERBS

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


def test_a_result_that_no_ratio_says_stands_under_its_inputs(shell):
    home = open_report("haidian", 2019).areas[0]
    data, _ = shell.format(home.star_companies + home.overseas_companies)
    assert keys_in(data["text/html"]) == [
        "haidian.star_companies.2019",
        "haidian.overseas_companies.2019",
    ]
