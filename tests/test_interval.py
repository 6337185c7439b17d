"""Intervals are sets of numbers: what holds of sets holds of them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcard.interval import Interval, around, point

numbers = st.integers(-8, 8).map(lambda n: Fraction(n, 2))  # few, so that ends often touch
factors = st.fractions(-4, 4, max_denominator=3).filter(bool)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    lower, upper = draw(st.none() | numbers), draw(st.none() | numbers)
    if lower is not None and upper is not None:
        lower, upper = min(lower, upper), max(lower, upper)
        if lower == upper:
            return point(lower)
    return Interval(lower, upper, draw(st.booleans()), draw(st.booleans()))


@given(intervals(), intervals(), numbers)
def test_what_lies_in_both_is_what_lies_in_the_intersection(a, b, x):
    both = a & b
    assert (x in a and x in b) == (both is not None and x in both)


@given(intervals(), intervals())
def test_meeting_is_mutual_and_means_a_common_number(a, b):
    assert a.meets(b) == b.meets(a) == (a & b is not None)
    assert a & b == b & a
    assert a & a == a


@given(intervals(), factors, numbers)
def test_a_factor_moves_every_number_with_its_interval(a, factor, x):
    assert (x in a) == (x * factor in a * factor)
    assert a * factor * (1 / factor) == a


@given(intervals(), numbers)
def test_negation_mirrors(a, x):
    assert (x in a) == (-x in -a)


@given(intervals(), st.fractions(0, 3, max_denominator=4), numbers)
def test_widening_keeps_what_was_inside_and_the_kind_of_end(a, by, x):
    wide = a.widened(by)
    assert x not in a or (x in wide and x + by in wide.widened(by))
    assert (wide.lower_open, wide.upper_open) == (a.lower_open, a.upper_open)


@given(intervals())
def test_whole_numbers_are_the_integers_inside(a):
    if not a.bounded:
        with pytest.raises(ValueError, match="no last whole number"):
            a.whole_numbers()
    else:
        assert list(a.whole_numbers()) == [n for n in range(-10, 11) if n in a]


@given(intervals())
def test_an_end_belongs_to_its_interval_unless_it_is_open(a):
    for end, is_open in ((a.lower, a.lower_open), (a.upper, a.upper_open)):
        if end is None:
            assert is_open
        else:
            assert (end in a) == (not is_open)


def test_an_end_that_is_not_there_is_open():
    assert Interval() == Interval(None, None, True, True)
    assert 10**30 in Interval(Fraction(1))
    assert str(Interval(Fraction(1))) == "[1, ∞)"
    assert str(Interval(None, Fraction(1, 2), upper_open=True)) == "(−∞, 1/2)"


@pytest.mark.parametrize(
    ("lower", "upper", "openings"),
    [(2, 1, ()), (1, 1, (True,)), (1, 1, (False, True)), (1, 1, (True, True))],
)
def test_an_interval_without_a_number_is_refused(lower, upper, openings):
    with pytest.raises(ValueError, match="nothing lies in"):
        Interval(Fraction(lower), Fraction(upper), *openings)


def test_touching_intervals_meet_only_where_both_are_closed():
    below, above = Interval(Fraction(0), Fraction(1)), Interval(Fraction(1), Fraction(2))
    assert below & above == point(1)
    assert not below.meets(Interval(Fraction(1), Fraction(2), lower_open=True))


def test_a_point_and_a_surrounding():
    assert point(3).exact
    assert not around(Fraction(3), Fraction(1, 2)).exact
    assert around(Fraction(42), Fraction(1, 2)) == Interval(Fraction(83, 2), Fraction(85, 2))
