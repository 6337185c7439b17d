"""Which true values a rounded number can stand for, and which whole numbers lie behind it.

Sources: Brown and Heathers (2017), *The GRIM test*, for the possibility of means and
percentages of whole things; the decimal module's names for the rounding modes.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from reportcard.errors import Problem, UnknownName, nearest
from reportcard.interval import Interval

HALF = "half"


def _toward_zero(x: Fraction, u: Fraction) -> Interval:
    if x == 0:
        return Interval(-u, u, lower_open=True, upper_open=True)
    return Interval(x, x + u, upper_open=True) if x > 0 else Interval(x - u, x, lower_open=True)


def _away_from_zero(x: Fraction, u: Fraction) -> Interval:
    if x == 0:
        return Interval(x, x)
    return Interval(x - u, x, lower_open=True) if x > 0 else Interval(x, x + u, upper_open=True)


def _half(x: Fraction, u: Fraction, *, up_counts: bool, down_counts: bool) -> Interval:
    """Half-unit rounding; the flags say whether the ties above and below round to ``x``."""
    ends = (x - u / 2, x + u / 2)
    return Interval(*ends, lower_open=not down_counts, upper_open=not up_counts)


def _half_even(x: Fraction, u: Fraction) -> Interval:
    even = (x / u) % 2 == 0
    return _half(x, u, up_counts=even, down_counts=even)


def _zero_or_five_up(x: Fraction, u: Fraction) -> Interval:
    """Toward zero, but away from it when the last digit would become 0 or 5."""
    digit = abs(x / u) % 5
    if digit == 0:
        return Interval(x, x)
    if digit != 1:
        return _toward_zero(x, u)
    both = Interval(x - u, x + u, lower_open=True, upper_open=True)
    return both


MODES: dict[str, Callable[[Fraction, Fraction], Interval]] = {
    HALF: lambda x, u: _half(x, u, up_counts=True, down_counts=True),
    "half_up": lambda x, u: _half(x, u, up_counts=x < 0, down_counts=x > 0),
    "half_down": lambda x, u: _half(x, u, up_counts=x > 0, down_counts=x < 0),
    "half_even": _half_even,
    "down": _toward_zero,
    "up": _away_from_zero,
    "floor": lambda x, u: Interval(x, x + u, upper_open=True),
    "ceiling": lambda x, u: Interval(x - u, x, lower_open=True),
    "05up": _zero_or_five_up,
}


def rounded_from(value: Fraction, step: Fraction, mode: str = HALF) -> Interval:
    """Every number that rounds to ``value`` at unit ``step``.

    ``half`` counts both ties, since a source does not say which way it rounds them; the
    other modes are decimal's. Raises UnknownName for another mode.
    """
    if mode not in MODES:
        remedy = nearest(mode, MODES) or f"Modes: {', '.join(MODES)}."
        raise UnknownName(Problem(f"no rounding mode '{mode}'", remedy))
    return MODES[mode](value, step)


def numerators(ratio: Interval, whole: int, per: int = 1) -> list[int]:
    """The whole numbers k for which ``per * k / whole`` lies in ``ratio``."""
    return list((ratio * Fraction(whole, per)).whole_numbers())


def denominators(ratio: Interval, part: int, per: int = 1) -> list[int]:
    """The whole numbers n for which ``per * part / n`` lies in ``ratio``.

    Raises ValueError where there is no end to them (a ratio that may be zero).
    """
    lower, upper = ratio.lower, ratio.upper
    if lower is None or lower <= 0:
        raise ValueError("a ratio that may be zero has no largest denominator")
    largest = Fraction(part * per) / lower
    least = Fraction(0) if upper is None else Fraction(part * per) / upper
    span = Interval(least, largest, ratio.upper_open, ratio.lower_open)
    return [n for n in span.whole_numbers() if n]


def possible(
    value: Fraction,
    step: Fraction,
    n: int,
    *,
    items: int = 1,
    percent: bool = False,
    mode: str = HALF,
) -> bool:
    """Whether a mean (or percentage) printed as ``value`` can come from whole numbers.

    ``n`` is how many things were counted, ``items`` how many whole answers each gave.
    """
    return bool(numerators(rounded_from(value, step, mode), n * items, 100 if percent else 1))
