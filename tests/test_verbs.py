"""The verbs, by value and by what they refuse."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcard.errors import FormulaError
from reportcard.expressions import Quantity, constant, free_variable
from reportcard.tables import HERE
from reportcard.units import load_units
from reportcard.verbs import (
    base_of,
    change,
    compound,
    convert,
    left,
    per,
    points,
    rest,
    share,
    times,
)

UNITS = load_units(HERE / "data" / "units.toml")
levels = st.fractions(1, 1000, max_denominator=10)
rates = st.fractions(-90, 300, max_denominator=10)


def number(value: Fraction | int, unit: str = "company") -> Quantity:
    return constant(Fraction(value), UNITS[unit])


def percent(value: Fraction | int) -> Quantity:
    return number(value, "percent")


@given(levels, levels)
def test_shares_of_a_whole_add_up_to_a_hundred(a, b):
    whole = number(a) + number(b)
    parts = share(number(a), of=whole) + share(number(b), of=whole)
    assert parts.value == 100
    assert share(number(a), of=whole).value + rest(share(number(a), of=whole)).value == 100


@given(levels, levels)
def test_a_change_leads_back_to_where_it_came_from(after, since):
    growth = change(number(after), since=number(since))
    assert base_of(number(after), growth=growth).value == since
    assert left(growth).value == 100 * after / since


@given(levels, levels, levels)
def test_changes_compound(first, second, third):
    one = change(number(second), since=number(first))
    two = change(number(third), since=number(second))
    assert compound(one, two).value == change(number(third), since=number(first)).value


@given(levels, levels)
def test_times_and_per_undo_each_other(a, b):
    assert times(number(a), number(b)).value * times(number(b), number(a)).value == 1
    assert (per(number(a), number(b, "loan")) * number(b, "loan")).value == a


@given(rates, rates)
def test_points_are_the_plain_difference(after, since):
    difference = points(percent(after), since=percent(since))
    assert (difference.value, difference.unit.code) == (after - since, "percentage_point")


@pytest.mark.parametrize(
    ("result", "value", "unit"),
    [
        (share(number(6), of=number(70)), Fraction(60, 7), "percent"),
        (change(number(219), since=number(198)), Fraction(350, 33), "percent"),
        (points(percent(95), since=percent(85)), 10, "percentage_point"),
        (rest(percent(95)), 5, "percent"),
        (left(percent(-64)), 36, "percent"),
        (compound(percent(7), percent(-5)), Fraction(33, 20), "percent"),
        (times(number(145), number(74)), Fraction(145, 74), "times"),
        (base_of(number(110), growth=percent(10)), 100, "company"),
        (convert(number(2600, "mu"), to=UNITS["hectare"]), Fraction(520, 3), "hectare"),
        (convert(number(4, "hour"), to=UNITS["day"]), Fraction(1, 6), "day"),
    ],
)
def test_verbs_by_value(result, value, unit):
    assert (result.value, result.unit.code) == (value, unit)


def test_per_gives_the_quotient_of_the_units():
    assert per(number(8, "service"), number(2, "team")).unit.same_measure(UNITS["service/team"])


MISMATCHED = {
    "share of another unit": lambda: share(number(1), of=number(2, "loan")),
    "change from another unit": lambda: change(number(1), since=number(2, "loan")),
    "change between measures": lambda: change(number(1, "mu"), since=number(1, "hectare")),
    "visits and premises": lambda: times(number(1, "inspection"), number(2, "premises")),
    "points of counts": lambda: points(number(1), since=number(2)),
    "rest of a count": lambda: rest(number(1)),
    "left of a count": lambda: left(number(1)),
    "growth by a count": lambda: compound(percent(1), number(1)),
    "area to time": lambda: convert(number(1, "mu"), to=UNITS["day"]),
}


@pytest.mark.parametrize("name", MISMATCHED)
def test_units_that_do_not_match_are_refused(name):
    with pytest.raises(FormulaError):
        MISMATCHED[name]()


def test_a_change_from_nothing_is_refused():
    with pytest.raises(FormulaError, match="the denominator is zero"):
        change(free_variable("a", UNITS["company"]), since=number(0))
