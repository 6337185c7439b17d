"""What the relations of claims compute, over figures as exact quantities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import reduce
from operator import add

from reportcard.claims.claim import allowed
from reportcard.corners import Variable
from reportcard.errors import FormulaError
from reportcard.expressions import Quantity, constant
from reportcard.extract.figure import Extracted
from reportcard.interval import around
from reportcard.units import NUMBER

Grown = tuple[Extracted, Extracted | None, bool]
"""A level, its growth in per cent (None where it is said not to have changed), and if it fell."""


def given(figure: Extracted, sign: int = 1) -> Quantity:
    """A figure as a number known up to its interval."""
    name = f"{figure.start}:{figure.end}"
    variable = Variable(name, figure.value, allowed(figure))
    return Quantity({(name,): Fraction(sign)}, {(): Fraction(1)}, NUMBER, {name: variable})


def growth(new: Extracted, old: Extracted) -> Quantity | None:
    """The growth from an old level to a new one, in per cent."""
    return _defined(lambda: 100 * given(new) / given(old) - 100)


def growth_by(new: Extracted, increase: Extracted, *, fell: bool) -> Quantity | None:
    """The growth of a level that is said to have risen (or fallen) by an amount, in per cent."""
    change = given(increase, -1 if fell else 1)
    return _defined(lambda: 100 * change / (given(new) - change))


def difference(new: Extracted, old: Extracted) -> Quantity:
    """The new level less the old."""
    result: Quantity = given(new) - given(old)
    return result


def share(part: Extracted, whole: Extracted, per: int = 100) -> Quantity | None:
    """A part in per cent of its whole."""
    return _defined(lambda: per * given(part) / given(whole))


def multiple(new: Extracted, old: Extracted) -> Quantity | None:
    """How many times the old level the new one is."""
    return _defined(lambda: given(new) / given(old))


def total(parts: Iterable[Extracted]) -> Quantity:
    """The sum of the parts."""
    return reduce(add, map(given, parts))


def product(count: Extracted, each: Extracted) -> Quantity:
    """A count at so much each."""
    result: Quantity = given(count) * given(each)
    return result


def rebuilt(level: Extracted | None, parts: Sequence[Grown]) -> Quantity | None:
    """The growth of a whole whose earlier level its parts' levels and growths give, in per cent.

    ``level`` is the whole as printed; without it the parts' sum stands for it, which makes the
    result the mean of their growths at the weights of the earlier period.
    """
    bases = [_earlier(part) for part in parts]
    whole = given(level) if level else total(part for part, _, _ in parts)
    if None in bases:
        return None
    return _defined(lambda: 100 * whole / reduce(add, bases) - 100)


def _earlier(part: Grown) -> Quantity | None:
    level, rate, fell = part
    if rate is None:
        return given(level)
    return _defined(lambda: given(level) / (1 + given(rate, -1 if fell else 1) / 100))


def combined(first: tuple[Extracted, bool], second: tuple[Extracted, bool]) -> Quantity | None:
    """The growth of a quotient from the growths above and below its line, in per cent."""
    above, below = (1 + given(rate, -1 if fell else 1) / 100 for rate, fell in (first, second))
    return _defined(lambda: 100 * above / below - 100)


def contribution(rate: Extracted, of: Extracted) -> Quantity:
    """So many per cent of a growth rate, in points."""
    result: Quantity = given(rate) * given(of) / 100
    return result


def middle(ends: Extracted) -> Quantity:
    """The middle of a printed range."""
    assert ends.value_hi is not None
    half = ends.step / 2
    low = Variable("low", ends.value, around(ends.value, half))
    high = Variable("high", ends.value_hi, around(ends.value_hi, half))
    sides = [
        Quantity({(v.name,): Fraction(1)}, {(): Fraction(1)}, NUMBER, {v.name: v})
        for v in (low, high)
    ]
    result: Quantity = (sides[0] + sides[1]) / 2
    return result


def part_of_ratio(one: Extracted, other: Extracted, of: int) -> Quantity | None:
    """One side of a ratio whose two sides add to ``of``."""
    return _defined(lambda: of * given(one) / (given(one) + given(other)))


def from_index(index: Extracted) -> Quantity:
    """The change that an index with the earlier level at 100 stands for, in per cent."""
    result: Quantity = given(index) - 100
    return result


def signed(quantity: Quantity | None, *, fell: bool | None) -> Quantity | None:
    """The quantity in the sense of the words: a fall as a positive number.

    Where the words leave the sense open, the sign of the value decides.
    """
    if quantity is None:
        return None
    if fell is None:
        try:
            fell = quantity.value < 0
        except FormulaError:
            return None
    return -quantity if fell else quantity


def in_times(quantity: Quantity | None) -> Quantity | None:
    """Per cent as multiples."""
    return None if quantity is None else quantity / constant(100)


def _defined(formula: Callable[[], Quantity]) -> Quantity | None:
    """The formula's quantity, or None where it divides by nothing."""
    try:
        return formula()
    except FormulaError:
        return None
