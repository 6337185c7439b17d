"""Exact intervals: fractions as ends, each end open, closed or unbounded.

An interval is what a printed number allows: ``42%`` is [41.5, 42.5], ``突破2400億元`` is
everything above 2400 億, open at its lower end and unbounded above.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor


@dataclass(frozen=True)
class Interval:
    """The real numbers from ``lower`` to ``upper``; ``None`` is an end that is not there.

    An unbounded end counts as open. Raises ValueError when nothing lies between the ends.
    """

    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = False
    upper_open: bool = False

    def __post_init__(self) -> None:
        if self.lower is None:
            object.__setattr__(self, "lower_open", True)
        if self.upper is None:
            object.__setattr__(self, "upper_open", True)
        if self.lower is None or self.upper is None or self.lower < self.upper:
            return
        if self.lower > self.upper or self.lower_open or self.upper_open:
            raise ValueError(f"nothing lies in {self}")

    @property
    def exact(self) -> bool:
        """True when the interval is a single number."""
        return self.lower is not None and self.lower == self.upper

    @property
    def bounded(self) -> bool:
        """True when both ends are numbers."""
        return self.lower is not None and self.upper is not None

    def __contains__(self, value: Fraction | int) -> bool:
        above = self.lower is None or (
            value > self.lower if self.lower_open else value >= self.lower
        )
        below = self.upper is None or (
            value < self.upper if self.upper_open else value <= self.upper
        )
        return above and below

    def meets(self, other: Interval) -> bool:
        """True when some number lies in both."""
        return self & other is not None

    def __and__(self, other: Interval) -> Interval | None:
        """The numbers in both, or None when there are none."""
        lower, lower_open = _tighter(self, other, "lower")
        upper, upper_open = _tighter(self, other, "upper")
        try:
            return Interval(lower, upper, lower_open, upper_open)
        except ValueError:
            return None

    def __neg__(self) -> Interval:
        return self * Fraction(-1)

    def __add__(self, other: Interval) -> Interval:
        """Every sum of a number of each, varied independently."""
        return Interval(
            None if self.lower is None or other.lower is None else self.lower + other.lower,
            None if self.upper is None or other.upper is None else self.upper + other.upper,
            self.lower_open or other.lower_open,
            self.upper_open or other.upper_open,
        )

    def __mul__(self, factor: Fraction) -> Interval:
        """The interval in another unit; a negative factor turns it around."""
        lower = None if self.lower is None else self.lower * factor
        upper = None if self.upper is None else self.upper * factor
        if factor < 0:
            return Interval(upper, lower, self.upper_open, self.lower_open)
        return replace(self, lower=lower, upper=upper)

    def widened(self, by: Fraction) -> Interval:
        """The interval with both ends moved outwards by ``by``; open ends stay open."""
        return replace(
            self,
            lower=None if self.lower is None else self.lower - by,
            upper=None if self.upper is None else self.upper + by,
        )

    def whole_numbers(self) -> Iterator[int]:
        """The integers inside, in order. Raises ValueError when there is no end to them."""
        if self.lower is None or self.upper is None:
            raise ValueError(f"{self} has no last whole number")
        first = floor(self.lower) + 1 if self.lower_open else ceil(self.lower)
        last = ceil(self.upper) - 1 if self.upper_open else floor(self.upper)
        return iter(range(first, last + 1))

    def __str__(self) -> str:
        return f"{self}"

    def __format__(self, spec: str) -> str:
        """Mathematical writing; a format such as ``.6g`` turns the fractions into decimals."""

        def end(value: Fraction) -> str:
            return format(float(value), spec) if spec else str(value)

        low = "−∞" if self.lower is None else end(self.lower)
        high = "∞" if self.upper is None else end(self.upper)
        return f"{'(' if self.lower_open else '['}{low}, {high}{')' if self.upper_open else ']'}"


def point(value: Fraction | int) -> Interval:
    """The interval that holds one number only."""
    return Interval(Fraction(value), Fraction(value))


def around(value: Fraction, half: Fraction) -> Interval:
    """The closed interval ``half`` to either side of ``value``."""
    # in whole numbers: a sum of fractions costs twice as much, and every figure read needs two
    below = value.denominator * half.denominator
    middle, reach = value.numerator * half.denominator, half.numerator * value.denominator
    return Interval(Fraction(middle - reach, below), Fraction(middle + reach, below))


def _tighter(a: Interval, b: Interval, side: str) -> tuple[Fraction | None, bool]:
    """The stricter of two ends on one side, and whether it is open."""
    pairs = [(getattr(i, side), getattr(i, f"{side}_open")) for i in (a, b)]
    ends = [(end, is_open) for end, is_open in pairs if end is not None]
    if not ends:
        return None, True
    best = (max if side == "lower" else min)(end for end, _ in ends)
    return best, any(is_open for end, is_open in ends if end == best)
