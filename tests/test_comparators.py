"""Ranks are as certain as the values: no choice of values inside the intervals leaves them."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from reportcard.comparators import comparators, comparisons, ranks
from reportcard.interval import Interval, point
from reportcard.prose import book_of

ENDS = st.integers(-20, 20).map(Fraction)


@st.composite
def closed(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(ENDS), draw(ENDS)))
    return Interval(low, high)


@given(st.lists(closed(), min_size=1, max_size=7), st.data())
def test_whatever_the_values_are_the_rank_lies_inside(
    intervals: list[Interval], data: st.DataObject
) -> None:
    values = []
    for interval in intervals:
        assert interval.lower is not None
        assert interval.upper is not None
        values.append(data.draw(st.fractions(interval.lower, interval.upper)))
    for value, (best, worst) in zip(values, ranks(intervals), strict=True):
        rank = 1 + sum(other > value for other in values)
        assert best <= rank <= worst


@given(st.lists(closed(), min_size=1, max_size=5))
def test_the_bounds_are_reached(intervals: list[Interval]) -> None:
    for place, (best, worst) in enumerate(ranks(intervals)):
        own = intervals[place]
        others = [i for n, i in enumerate(intervals) if n != place]
        assert best == 1 + sum(other.lower > own.upper for other in others)  # type: ignore[operator]
        assert worst == 1 + sum(other.upper > own.lower for other in others)  # type: ignore[operator]


def test_equal_counts_share_a_rank_and_an_open_end_may_be_anything() -> None:
    assert ranks([point(3), point(3), point(1)]) == ((1, 1), (1, 1), (3, 3))
    more_than_two = Interval(Fraction(2), None, lower_open=True)
    assert ranks([more_than_two, point(5), point(2)]) == ((1, 2), (1, 2), (3, 3))


def test_values_from_both_sides_of_a_restatement_are_not_set_beside_each_other() -> None:
    archive = book_of("haidian", 2023).archive
    found = comparators(archive, "gdp", 2023, ("haidian", "xicheng"))
    assert {o.document for o in found.values()} == {
        "beijing-regional-yearbook-2024",
        "xicheng-2023-plan-report",
    }


def test_months_are_compared_with_the_same_months_only() -> None:
    (june,) = (c for c in comparisons(book_of("haidian", 2019)) if c.indicator.id == "pm25_june")
    assert {o.indicator for o in june.observations} == {"pm25_june"}
    assert len(june.observations) == 17
    assert june.documents == ("beijing-2019-first-half-air",)


def test_the_least_comes_first_where_less_is_better() -> None:
    (air,) = (
        c for c in comparisons(book_of("haidian", 2019)) if c.indicator.id == "pm25_first_half"
    )
    values = [o.value for o in air.observations]
    assert values == sorted(values)
    assert air.ranks[0][0] == 1
