"""What a number answers: where it was printed, how it was computed, or why it is not there."""

import inspect
import re

import pytest

from reportcard import keys
from reportcard.labels import template
from reportcard.passports import Passport, passport
from reportcard.passports.content import Link, Quote, Verdict
from reportcard.passports.formula import Input
from reportcard.prose import book_of
from reportcard.schema import LANGUAGES
from reportcard.verbs import VERBS

YEARBOOK = "beijing-regional-yearbook-2024"


@pytest.fixture(scope="module")
def book():
    return book_of("haidian", 2019)


def plain(piece):
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Input):
        return f"{piece.label} {piece.value}"
    return piece.word if isinstance(piece, Verdict) else piece.text


def told(found: Passport, term: str) -> list[str]:
    """The lines under a term."""
    return ["".join(map(plain, line)) for e in found.entries if e.term == term for line in e.lines]


def test_a_printed_number_says_where_it_is_printed(book):
    found = passport(book, "haidian.a_share_companies.2019", "en")
    assert (found.title, found.value, found.allowed) == ("A-share listed companies", "145", "")
    assert told(found, "Printed") == ["145家 · paragraph 50, characters 4,506–4,510"]
    assert told(found, "Period") == ["2019, as of 2019-12-31"]
    (source,) = told(found, "Source")
    assert "published 2020-01-15" in source
    assert any(line.startswith("Share of Beijing's A-share") for line in told(found, "Part of"))


def test_a_hedge_and_a_status_are_explained(book):
    found = passport(book, "haidian.gdp.2019", "en")
    assert (found.value, found.allowed) == ("at least 700 billion yuan", "[700, ∞) billion yuan")
    assert told(found, "Printed")[0].startswith("邁上 7000億元 · ")
    assert told(found, "Also printed")[0].startswith("7000億元 · paragraph 43")
    assert told(found, "Status") == ["forecast"]
    assert told(found, "Hedge")
    assert told(found, "Elsewhere") == ["regional yearbook 2024 795.46 billion yuan"]


def test_a_ratio_says_its_formula_its_verdict_and_its_reason(book):
    found = passport(book, "haidian.a_share_share_of_parent.2019", "en")
    assert (found.value, found.allowed) == ("41.9%", "exactly 145/346 = 41.907…%")
    assert told(found, "Formula") == [
        "A-share listed companies 145 in per cent of A-share listed companies, Beijing 346"
    ]
    assert list(found.inputs) == [
        "haidian.a_share_companies.2019",
        "beijing.a_share_companies.2019",
    ]
    assert told(found, "Printed")[0].startswith("42% · ")
    (verdict,) = told(found, "Verdict")
    assert verdict.startswith("consistent (share) 42% stands for [41.5, 42.5]%")
    assert told(found, "Mind")


def test_brackets_stand_where_the_formula_needs_them(book):
    found = passport(book, "haidian.catering_task_implied.2019", "en")
    (formula,) = told(found, "Formula")
    assert formula.endswith(" ÷ (Catering premises fitted, against the year's task 127.4% ÷ 100)")


def test_the_input_is_the_very_observation_that_was_used(book):
    """The change of GDP is taken inside the yearbook, not from the report card's level."""
    found = passport(book, "haidian.gdp_nominal_change.2019", "en")
    assert set(found.inputs) == {f"haidian.gdp.2019.{YEARBOOK}", "haidian.gdp.2018"}


def test_a_refused_ratio_and_a_gap_say_why(book):
    refused = next(i for i in book.registry.indicators.values() if i.refused)
    found = passport(book, f"haidian.{refused.id}.2019", "en")
    assert found.value == "refused"
    assert told(found, "Why not") == [refused.refused["en"]]
    gap = passport(book_of("haidian", 2021), "haidian.a_share_share_of_parent.2021", "en")
    assert gap.value == "not reported"
    assert told(gap, "Why not")[0].startswith("not printed: A-share listed companies")


def test_before_an_improvement_no_year_is_guessed(book):
    found = passport(book, "haidian.call_satisfaction.2019.before", "en")
    assert told(found, "Period") == ["before the improvement; when is not said"]


def test_quotations_are_in_the_script_of_their_source(book):
    found = passport(book, f"haidian.gdp.2019.{YEARBOOK}", "zh-Hant")
    pieces = [p for e in found.entries for line in e.lines for p in line]
    assert {p.lang for p in pieces if isinstance(p, Quote)} == {"zh-Hans"}
    assert {p.lang for p in pieces if isinstance(p, Link)} == {"zh-Hans"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("year", [2018, 2019, 2021])
def test_every_number_of_a_report_has_a_whole_passport(year, lang):
    book = book_of("haidian", year)
    for key in keys.all_keys(book):
        found = passport(book, key, lang)
        assert found.key == key
        assert found.title
        assert found.value
        assert found.entries
        for entry in found.entries:
            lines = ["".join(map(plain, line)) for line in entry.lines]
            assert lines
            assert all(line.strip() for line in lines), (key, entry)
            assert not any(re.search(r"[{}]|None", line) for line in lines), (key, entry)
        for inner in found.inputs:
            assert passport(book, inner, lang).key == inner


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_worded_with_its_own_arguments(verb, lang):
    blanks = set(re.findall(r"\{(\w+)\}", template("verb", verb, lang)))
    parameters = set(inspect.signature(VERBS[verb]).parameters)
    assert blanks == parameters - {"to"}
