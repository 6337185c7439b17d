"""What is shown never says more than is known, and never something else."""

import re
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcard.errors import UnknownName
from reportcard.interval import Interval, point
from reportcard.labels import (
    LANGUAGES,
    fill,
    join,
    join_or,
    phrase,
    plain,
    require_language,
    show,
    show_interval,
    show_printed,
    unit_label,
)
from reportcard.tables import HERE, read_toml
from reportcard.units import Unit, load_units

UNITS = load_units(HERE / "data" / "units.toml")
CODES = [
    "percent",
    "percentage_point",
    "company",
    "yuan",
    "yuan/loan",
    "times",
    "mu",
    "service/team",
]
SCALES = {
    "trillion": 10**12, "billion": 10**9, "million": 10**6,
    "萬億": 10**12, "億": 10**8, "萬": 10**4,
    "万亿": 10**12, "亿": 10**8, "万": 10**4,
}  # fmt: skip
NUMBER = re.compile(r"(−?)([\d,]+(?:\.\d+)?)")
PERCENT, COMPANY, YUAN, MU = (UNITS[c] for c in ("percent", "company", "yuan", "mu"))

fractions = st.builds(
    lambda n, d, e: Fraction(n, d) * Fraction(10) ** e,
    st.integers(-(10**5), 10**5),
    st.integers(1, 700),
    st.integers(-2, 9),
)
widths = st.builds(
    lambda n, e: Fraction(n) * Fraction(10) ** e, st.integers(0, 99), st.integers(-4, 9)
)


@st.composite
def known(draw: st.DrawFn) -> tuple[Fraction, Interval]:
    """A value and an interval that it lies in, or is an end of."""
    value, below, above = draw(fractions), draw(widths), draw(widths)
    if draw(st.integers(0, 9)) == 0:
        value = below = Fraction(draw(st.integers(0, 9)))  # from nothing up
    kind = draw(st.sampled_from(["both", "both", "lower", "upper", "point"]))
    if kind == "point" or (kind == "both" and not below + above):
        return value, point(value)
    lower = None if kind == "upper" else value - below
    upper = None if kind == "lower" else value + above
    return value, Interval(lower, upper, draw(st.booleans()), draw(st.booleans()))


def scale_of(text: str) -> int:
    return next((size for word, size in SCALES.items() if word in text), 1)


def numbers(text: str) -> list[tuple[Fraction, Fraction]]:
    """Each number of a text with one unit of the last digit that may count."""
    found = []
    for sign, digits in NUMBER.findall(text):
        value = Fraction(digits.replace(",", "")) * (-1 if sign else 1)
        places = len(digits.partition(".")[2])
        whole = digits.replace(",", "")
        zeros = len(whole) - len(whole.rstrip("0")) if value else 0
        unit = Fraction(1, 10**places) if places else Fraction(10**zeros)
        found.append((value * scale_of(text), unit * scale_of(text)))
    return found


def said(text: str) -> Interval:
    """What a reader takes a shown number to stand for."""
    found = [n for n, _ in numbers(text)]
    if text.startswith(("more than", "逾")):
        return Interval(found[0], None, lower_open=True)
    if text.startswith("at least") or "以上" in text:
        return Interval(found[0])
    if text.startswith(("less than", "不足")):
        return Interval(None, found[0], upper_open=True)
    if text.startswith(("at most", "至多")):
        return Interval(None, found[0])
    if len(found) == 2:
        return Interval(*found)
    [(value, unit)] = numbers(text)
    return Interval(value - unit / 2, value + unit / 2)


def contains(outer: Interval, inner: Interval) -> bool:
    low = outer.lower is None or (inner.lower is not None and outer.lower <= inner.lower)
    high = outer.upper is None or (inner.upper is not None and inner.upper <= outer.upper)
    return low and high


@given(known(), st.sampled_from(CODES), st.sampled_from(LANGUAGES), st.booleans())
def test_what_is_shown_contains_the_interval(number, code, lang, names_unit):
    value, interval = number
    text = show(value, interval, UNITS[code], lang, names_unit=names_unit)
    assert contains(said(text), interval), text


@given(known(), st.sampled_from(CODES), st.sampled_from(LANGUAGES))
def test_an_end_that_is_not_there_is_said_and_never_a_point(number, code, lang):
    value, interval = number
    shown = said(show(value, interval, UNITS[code], lang))
    assert (shown.lower is not None) or interval.lower is None or interval.lower == 0
    if not interval.bounded:
        assert not shown.bounded
        assert (shown.upper is None) == (interval.upper is None)


@given(known(), st.sampled_from(CODES), st.sampled_from(LANGUAGES))
def test_the_interval_shown_contains_the_interval(number, code, lang):
    _, interval = number
    text = show_interval(interval, UNITS[code], lang)
    if interval.exact:
        cut = "…" in text
        [(value, unit)] = numbers(text)
        assert abs(value) <= abs(interval.lower) < abs(value) + (unit if cut else scale_of(text))
        assert cut or value == interval.lower
        return
    brackets = text[text.index(next(c for c in text if c in "([")) :]
    ends = re.search(r"([(\[])(.*), (.*?)([)\]])", brackets)
    assert (ends[1] == "(", ends[4] == ")") == (interval.lower_open, interval.upper_open)
    scale = scale_of(text)
    low, high = (None if "∞" in e else numbers(e)[0][0] * scale for e in (ends[2], ends[3]))
    assert contains(Interval(low, high), interval)
    assert (low is None, high is None) == (interval.lower is None, interval.upper is None)


@given(
    st.integers(1, 10**6), st.integers(-3, 9), st.booleans(),
    st.sampled_from(CODES), st.sampled_from(LANGUAGES),
)  # fmt: skip
def test_a_printed_number_is_shown_with_all_its_digits(n, power, falls, code, lang):
    step = Fraction(10) ** power
    value = n * step * (-1 if falls else 1)
    for hedge in ("", "about", "beyond", "nearly", "a_remainder"):
        text = show_printed(value, step, hedge, UNITS[code], lang)
        size = abs(value) if hedge else value  # "a fall of about 5%" says its sign in words
        assert [number for number, _ in numbers(text)] == [size]
    if power <= 0:
        decimals = show_printed(value, step, "", PERCENT, "en").partition(".")[2].rstrip("%")
        assert len(decimals) == -power


@pytest.mark.parametrize(
    ("value", "interval", "unit", "english", "chinese"),
    [
        (Fraction(7250, 173), None, PERCENT, "41.9%", "41.9%"),
        (50, None, PERCENT, "50%", "50%"),
        (1783, None, COMPANY, "1,783", "1,783"),
        (-2, (Fraction(-51, 20), Fraction(-29, 20)), PERCENT, "−2.6 to −1.4%", "−2.6至−1.4%"),
        (-70, (None, -70), PERCENT, "at most −70%", "至多−70%"),
        (10, (10, None), PERCENT, "at least 10%", "10%以上"),
        (24 * 10**10, (24 * 10**10, None, True), YUAN,
         "more than 240 billion yuan", "逾2,400億元"),
        (30, (0, 30), PERCENT, "at most 30%", "至多30%"),
        (5, (0, 5, True, True), PERCENT, "less than 5%", "不足5%"),
        (2600, (Fraction(5199, 2), Fraction(5201, 2)), MU, "2,600 mu", "2,600畝"),
        (0, None, COMPANY, "0", "0"),
        (-5, None, COMPANY, "−5", "−5"),
    ],
)  # fmt: skip
def test_numbers_as_readers_see_them(value, interval, unit, english, chinese):
    ends = [Fraction(e) if e is not None and not isinstance(e, bool) else e for e in interval or ()]
    known = Interval(*ends) if ends else point(value)
    assert show(Fraction(value), known, unit, "en") == english
    assert show(Fraction(value), known, unit, "zh-Hant") == chinese


@pytest.mark.parametrize(
    ("value", "step", "hedge", "unit", "english", "chinese"),
    [
        (7 * 10**11, 10**8, "reached", YUAN, "at least 700.0 billion yuan", "7,000億元以上"),
        (62 * 10**6, 10**4, "nearly", YUAN, "nearly 62 million yuan", "近6,200萬元"),
        (-70, 1, "at_least", PERCENT, "a fall of at least 70%", "降70%以上"),
        (-5, 1, "", PERCENT, "−5%", "−5%"),
        (Fraction(5, 2), 0, "", UNITS["day"], "2.5 days", "2.5天"),
        (4, 0, "", UNITS["hour"], "4 hours", "4小時"),
        (1, 1, "", UNITS["day"], "1 day", "1天"),
        (Fraction(127), Fraction(1, 10), "", PERCENT, "127.0%", "127.0%"),
        (260000, 10000, "a_remainder", UNITS["request"], "260,000-odd", "26萬餘"),
    ],
)
def test_prints_as_readers_see_them(value, step, hedge, unit, english, chinese):
    arguments = (Fraction(value), Fraction(step), hedge, unit)
    shown = show_printed(*arguments, "en")
    assert shown in (english, english.replace("700.0", "700"))
    assert show_printed(*arguments, "zh-Hant") == chinese


def test_intervals_as_readers_see_them():
    assert show_interval(Interval(Fraction(83, 2), Fraction(85, 2)), PERCENT, "en") == (
        "[41.5, 42.5]%"
    )
    assert show_interval(Interval(Fraction(7 * 10**11)), YUAN, "zh-Hant") == "[7,000, ∞)億元"
    assert show_interval(point(Fraction(7250, 173)), PERCENT, "en") == "41.907…%"
    assert show_interval(Interval(), PERCENT, "en") == "(−∞, ∞)%"


@given(fractions, st.integers(-3, 4))
def test_rounding_is_symmetric_and_to_the_nearest(value, decimals):
    unit = Fraction(10) ** -decimals
    assert plain(-value, decimals).lstrip("−") == plain(value, decimals).lstrip("−")
    [(number, _)] = numbers(plain(value, decimals))
    assert abs(number - value) <= unit / 2
    assert (number / unit).denominator == 1


def test_halves_round_away_from_zero_and_nothing_is_minus_nothing():
    assert plain(Fraction(5, 2), 0) == "3"
    assert plain(Fraction(-5, 2), 0) == "−3"
    assert plain(Fraction(-1, 10), 0) == "0"
    assert plain(Fraction(1234567), -3) == "1,235,000"


def test_every_phrase_and_unit_is_there_in_each_language():
    phrases = read_toml(HERE / "data" / "phrases.toml").tables
    for group, entries in phrases.items():
        for name, said_as in entries.items():
            blanks = [said_as[lang].count("{") for lang in LANGUAGES]
            assert all(a == b for a, b in pairwise(blanks)), f"{group}.{name}"
    for unit in UNITS.table.values():
        assert all(isinstance(unit_label(unit, lang), str) for lang in LANGUAGES)
    assert unit_label(UNITS["company"], "en", "1") == "company"
    assert unit_label(UNITS["company"], "en", "2") == "companies"
    assert phrase("state", "not_reported", "zh-Hant") == "未報"


def test_lists_and_blanks():
    assert join(["a", "b"], "zh-Hant") == "a、b"
    assert join_or(["1,399", "1,400"], "en") == "1,399 or 1,400"
    assert join_or(["1,399"], "en") == "1,399"
    assert fill("Share of {parent}'s", {"parent": "Beijing"}) == "Share of Beijing's"
    assert fill("Share of {parent}'s", {}) == "Share of …'s"


@pytest.mark.parametrize("lang", ["fr", "zh", "EN", "", "zh_TW", "../en"])
def test_an_unknown_language_is_refused_by_name(lang):
    with pytest.raises(UnknownName, match=re.escape(f"no language '{lang}'")) as caught:
        require_language(lang)
    assert caught.value.problems[0].remedy


def test_a_language_that_is_there_is_given_back():
    assert [require_language(lang) for lang in LANGUAGES] == list(LANGUAGES)


def test_a_unit_without_a_name_is_left_out():
    assert show(Fraction(3), point(3), Unit("number"), "en") == "3"
