"""Ranges are exact: nothing inside is left out, and nothing beyond is let in."""

import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, target
from hypothesis import strategies as st

from reportcard.corners import Variable
from reportcard.errors import FormulaError
from reportcard.expressions import Missing, Quantity, constant, free_variable
from reportcard.interval import Interval, point
from reportcard.units import NUMBER, Unit

NAMES = ("x", "y", "z")
TINY = Fraction(1, 10**15)
Box = Mapping[str, Interval]
At = Mapping[str, Fraction]


def number(name: str, interval: Interval) -> Quantity:
    """A quantity that is one variable."""
    ends = [e for e in (interval.lower, interval.upper) if e is not None]
    variable = Variable(name, ends[0] if ends else Fraction(0), interval)
    return Quantity({(name,): Fraction(1)}, {(): Fraction(1)}, NUMBER, {name: variable})


def between(text: str) -> Interval:
    """``"(0, 2]"`` and the like; ``∞`` is no end."""
    lower, upper = (e.strip() for e in text[1:-1].split(","))
    low, high = (None if e.endswith("∞") else Fraction(e) for e in (lower, upper))
    return Interval(low, high, text[0] == "(", text[-1] == ")")


def variables(*texts: str) -> list[Quantity]:
    return [number(name, between(text)) for name, text in zip(NAMES, texts, strict=False)]


# Small whole ends, so that zeros, poles and corners where both polynomials vanish are common.
@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    lower, upper = sorted((draw(st.integers(-3, 3)), draw(st.integers(-3, 3))))
    if lower == upper:
        return point(lower)
    ends = [None if draw(st.integers(0, 4)) == 0 else Fraction(e) for e in (lower, upper)]
    return Interval(*ends, draw(st.booleans()), draw(st.booleans()))


boxes = st.fixed_dictionaries(dict.fromkeys(NAMES, intervals()))
polynomials = st.dictionaries(
    st.frozensets(st.sampled_from(NAMES)), st.integers(-2, 2).filter(bool), min_size=1, max_size=4
)
Terms = Mapping[frozenset[str], int]


def at(terms: Terms, values: At) -> Fraction:
    total = Fraction(0)
    for names, factor in terms.items():
        term = Fraction(factor)
        for name in names:
            term *= values[name]
        total += term
    return total


def built(terms: Terms, box: Box) -> Quantity:
    total = constant(0)
    for names, factor in terms.items():
        term = constant(factor)
        for name in sorted(names):
            term *= number(name, box[name])
        total += term
    return total


def samples(interval: Interval) -> list[Fraction]:
    """Numbers inside: the ends that belong to it, and from everywhere between."""
    low, high = interval.lower, interval.upper
    if low is None and high is None:
        inner = [Fraction(-7, 2), Fraction(0), Fraction(10**6)]
    elif low is None or high is None:
        end, way = (low, 1) if high is None else (high, -1)
        inner = [end + way * s for s in (Fraction(1, 1000), Fraction(3, 2), Fraction(10**6))]
    else:
        inner = [low + (high - low) * s for s in (Fraction(1, 1000), Fraction(1, 2))]
    return [e for e in (low, high, *inner) if e is not None and e in interval]


def everywhere(box: Box) -> Iterator[At]:
    for values in product(*(samples(box[n]) for n in NAMES)):
        yield dict(zip(NAMES, values, strict=True))


def near_corners(box: Box) -> Iterator[At]:
    """Points next to each corner of the box, or very far out where there is no end."""
    choices = []
    for interval in (box[n] for n in NAMES):
        low, high = interval.lower, interval.upper
        nudge = TINY if not interval.exact else Fraction(0)
        first = -1 / TINY if low is None else low + nudge * interval.lower_open
        last = 1 / TINY if high is None else high - nudge * interval.upper_open
        choices.append((first, last))
    for values in product(*choices):
        yield dict(zip(NAMES, values, strict=True))


@given(polynomials, polynomials, boxes)
def test_every_point_inside_lands_inside(top, bottom, box):
    try:
        found = (built(top, box) / built(bottom, box)).interval
    except FormulaError:
        return
    for values in everywhere(box):
        if at(bottom, values):
            assert at(top, values) / at(bottom, values) in found


@given(polynomials, polynomials, boxes)
def test_every_end_is_attained_or_approached(top, bottom, box):
    try:
        found = (built(top, box) / built(bottom, box)).interval
    except FormulaError:
        return
    points = [*everywhere(box), *near_corners(box)]
    values = [at(top, v) / at(bottom, v) for v in points if at(bottom, v)]
    for end, is_open, best, way in (
        (found.lower, found.lower_open, min(values), -1),
        (found.upper, found.upper_open, max(values), 1),
    ):
        if end is None:
            assert best * way > 10**6
        elif is_open:
            assert abs(end - best) < Fraction(1, 10**6)
        else:
            assert best == end


@given(polynomials, polynomials, boxes)
def test_a_pole_is_refused_only_where_there_is_one(top, bottom, box):
    bottoms = [at(bottom, v) for v in (*everywhere(box), *near_corners(box))]
    if 0 in bottoms or min(bottoms) < 0 < max(bottoms):
        return
    assert (built(top, box) / built(bottom, box)).interval


@given(polynomials, boxes)
def test_a_denominator_that_can_be_zero_is_refused(bottom, box):
    if not any(at(bottom, values) == 0 for values in everywhere(box)):
        return
    with pytest.raises(FormulaError, match="the denominator is zero"):
        (constant(1) / built(bottom, box)).interval  # noqa: B018


Tree = str | int | tuple[Callable, "Tree", "Tree"]
trees = st.recursive(
    st.sampled_from(NAMES) | st.integers(-2, 100),
    lambda inner: st.tuples(
        st.sampled_from([operator.add, operator.sub, operator.mul, operator.truediv]), inner, inner
    ),
    max_leaves=7,
)


def quantity(tree: Tree, box: Box) -> Quantity:
    if isinstance(tree, tuple):
        return tree[0](quantity(tree[1], box), quantity(tree[2], box))
    return number(tree, box[tree]) if isinstance(tree, str) else constant(tree)


def plainly(tree: Tree, values: At) -> Fraction:
    if isinstance(tree, tuple):
        return tree[0](plainly(tree[1], values), plainly(tree[2], values))
    return values[tree] if isinstance(tree, str) else Fraction(tree)


@given(trees, boxes)
def test_formulas_of_any_shape_are_sound(tree, box):
    try:
        result = quantity(tree, box)
        found = result.interval
    except FormulaError:
        return
    target(float(len(result.variables)))
    for values in everywhere(box):
        try:
            value = plainly(tree, values)
        except ZeroDivisionError:
            continue
        assert value in found


@given(trees, boxes)
def test_the_value_is_the_formula_at_the_printed_numbers(tree, box):
    printed = {n: number(n, box[n]).variables[n].value for n in NAMES}
    try:
        assert quantity(tree, box).value == plainly(tree, printed)
    except (FormulaError, ZeroDivisionError):
        return


def test_a_variable_used_twice_is_one_number():
    (x,) = variables("[41, 43]")
    assert (x - x).interval == point(0)
    assert (x / x).interval == point(1)
    assert (x + x).interval == between("[82, 86]")


def test_a_share_of_a_sum_is_tight():
    a, b = variables("[190, 200]", "[19, 20]")
    assert (a / (a + b)).interval == between("[19/21, 200/219]")
    a, b = variables("(0, ∞)", "(0, ∞)")
    assert (a / (a + b)).interval == between("(0, 1)")


def test_a_variable_that_cancels_leaves_no_trace():
    x, y = variables("(-∞, ∞)", "[2, 3)")
    assert (x * y / x).interval == between("[2, 3)")
    assert ((x + y) - x).interval == between("[2, 3)")


@pytest.mark.parametrize(
    ("formula", "boxes_", "expected"),
    [
        (lambda x, y: x / y, ("(0, ∞)", "(0, ∞)"), "(0, ∞)"),
        (lambda x, y: x - y, ("[0, ∞)", "[0, ∞)"), "(-∞, ∞)"),
        (lambda x, y: x * y, ("(0, ∞)", "(0, ∞)"), "(0, ∞)"),
        (lambda x, y: x * y, ("[-2, 3)", "[-5, 4]"), "(-15, 12)"),
        (lambda x, y: x * y, ("[0, 1)", "[0, 1)"), "[0, 1)"),
        (lambda x, y: x / y, ("[-3, -2]", "(-∞, -1]"), "(0, 3]"),
        (lambda x, y: x / (x + y), ("(0, 1)", "[0, 1]"), "(0, 1]"),
        (lambda x, y: (x - x) / y, ("[0, 1]", "(0, 1)"), "[0, 0]"),
        (lambda x, y: (x + y - 1) / x, ("(0, ∞)", "[1, 1]"), "[1, 1]"),
        (lambda x, y: x + y, ("(-∞, ∞)", "[1, 2]"), "(-∞, ∞)"),
        (lambda x, y: 1 / x + y, ("[2, ∞)", "[0, 0]"), "(0, 1/2]"),
        (lambda x, y: (1 + x / 100) * (1 + y / 100), ("[-5, 0)", "[7, 7]"), "[2033/2000, 107/100)"),
    ],
)  # fmt: skip
def test_ranges_at_the_edge(formula, boxes_, expected):
    assert formula(*variables(*boxes_)).interval == between(expected)


@pytest.mark.parametrize(
    ("formula", "boxes_"),
    [
        (lambda x, y: 1 / x + y, ("[0, 1]", "[0, 1]")),
        (lambda x, y: 1 / x + y, ("[-1, 1]", "[0, 1]")),
        (lambda x, y: y / x, ("[0, 1]", "(0, 1)")),
        (lambda x, y: 1 / (x - y), ("[0, ∞)", "[0, ∞)")),
        (lambda x, y: y / x, ("(-∞, ∞)", "[1, 1]")),
        (lambda x, y: 1 / (x - y), ("[3, 3]", "[3, 3]")),
        (lambda x, y: (y / x) / (y / x), ("[0, 0]", "[1, 2]")),
    ],
)
def test_poles_are_refused(formula, boxes_):
    with pytest.raises(FormulaError, match="the denominator is zero"):
        formula(*variables(*boxes_)).interval  # noqa: B018


def test_nothing_can_be_divided_by_what_is_always_zero():
    (x,) = variables("[1, 2]")
    for zero in (0, x - x, constant(0)):
        with pytest.raises(FormulaError, match="the denominator is zero"):
            x / zero


def test_a_second_degree_is_refused_unless_the_number_is_exact():
    x, three = variables("[1, 2]", "[3, 3]")
    with pytest.raises(FormulaError, match="not spanned by corners"):
        (x * x).interval  # noqa: B018
    squared = three * three
    assert (squared.value, squared.interval) == (9, point(9))


def test_a_quantity_is_one_of_its_possible_values():
    x, y = variables("[3, 3]", "[1, 2)")
    assert (x / y).value == 3
    assert (x / y).interval == between("(3/2, 3]")


def test_units_add_only_with_their_like():
    company, yuan = Unit("company", (("company", 1),)), Unit("yuan", (("yuan", 1),))
    a, b = free_variable("a", company), free_variable("b", yuan)
    assert (a / b).unit.dimension == (("company", 1), ("yuan", -1))
    assert (a / a).unit.pure
    for verb in (operator.add, operator.sub):
        with pytest.raises(FormulaError, match="company and yuan cannot be added or subtracted"):
            verb(a, b)


def test_decimals_are_taken_as_written():
    assert constant(0.1).value == Fraction(1, 10)


def test_what_is_missing_stays_missing():
    (x,) = variables("[1, 2]")
    gone, refused = Missing(("gdp",)), Missing(refused="nominal")
    for verb in (operator.add, operator.sub, operator.mul, operator.truediv):
        assert verb(x, gone) == verb(gone, x) == verb(gone, 2) == verb(2, gone) == gone
    assert (gone + Missing(("pm25",))).names == ("gdp", "pm25")
    assert gone * refused == Missing(("gdp",), "nominal")
