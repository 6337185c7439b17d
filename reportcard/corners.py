"""The exact range of a quotient of polynomials over intervals: it is spanned by their corners.

Every formula of the book is of first degree in each variable; then it rises or falls in each
of them throughout, and its range over the intervals is spanned by their corners (limits
where an end is unbounded). Method: homogeneous coordinates for each variable, so that an
unbounded end is the corner (1 : 0).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import inf

from reportcard.archive import Observation
from reportcard.errors import FormulaError, Problem
from reportcard.interval import Interval, point

Monomial = tuple[str, ...]
Polynomial = Mapping[Monomial, Fraction]
Corner = tuple[Fraction, Fraction]
MOST_VARIABLES = 9


@dataclass(frozen=True)
class Variable:
    """An observation as a number that is known up to an interval."""

    name: str
    value: Fraction
    interval: Interval
    observation: Observation | None = None


def zero_denominator() -> FormulaError:
    """What to say of a division by zero."""
    return FormulaError(Problem("the denominator is zero", "Divide by something that is not."))


def plus(a: Polynomial, b: Polynomial) -> Polynomial:
    """The sum of two polynomials; terms that cancel are gone."""
    total = dict(a)
    for monomial, factor in b.items():
        total[monomial] = total.get(monomial, Fraction(0)) + factor
    return {monomial: factor for monomial, factor in total.items() if factor}


def _at(polynomial: Polynomial, corner: Mapping[str, Corner]) -> Fraction:
    """The homogeneous polynomial at a point given as (x : w) for each variable."""
    total = Fraction(0)
    for monomial, factor in polynomial.items():
        term = factor
        for name, (x, w) in corner.items():
            term *= x if name in monomial else w
        total += term
    return total


def range_of(top: Polynomial, bottom: Polynomial, variables: Mapping[str, Variable]) -> Interval:
    """The exact range of a quotient over the intervals of its variables.

    Raises FormulaError when the denominator can be zero, or when a variable occurs in more
    than the first degree, where corners would not span the range.
    """
    fixed = {n: v for n, v in variables.items() if v.interval.exact}
    free = [v for n, v in variables.items() if n not in fixed]
    top, bottom = (substituted(p, fixed) for p in (top, bottom))
    free = [v for v in free if any(v.name in m for p in (top, bottom) for m in p)]
    _require_first_degree(top, bottom, free)
    if not free:
        if not bottom.get((), 0):
            raise zero_denominator()
        return point(top.get((), Fraction(0)) / bottom[()])
    endless = [v.name for v in free if v.interval.lower is None and v.interval.upper is None]
    if endless:
        return _of_endless(top, bottom, free, endless)
    return _span(_corner_values(top, bottom, free), free)


def _of_endless(
    top: Polynomial, bottom: Polynomial, free: list[Variable], endless: list[str]
) -> Interval:
    """The range where some variables are bounded on neither side: everything, or a pole."""
    if any(name in monomial for name in endless for monomial in bottom):
        raise zero_denominator()
    _corner_values({}, bottom, [v for v in free if v.name not in endless])
    return Interval()


def substituted(polynomial: Polynomial, known: Mapping[str, Variable]) -> Polynomial:
    """The polynomial with the values of some variables put in their place."""
    total: Polynomial = {}
    for monomial, factor in polynomial.items():
        for name in monomial:
            factor *= known[name].value if name in known else 1
        rest = tuple(name for name in monomial if name not in known)
        total = plus(total, {rest: factor})
    return total


def _require_first_degree(top: Polynomial, bottom: Polynomial, free: list[Variable]) -> None:
    squared = [v for v in free if any(m.count(v.name) > 1 for p in (top, bottom) for m in p)]
    if squared or len(free) > MOST_VARIABLES:
        named = ", ".join(v.name for v in squared or free)
        raise FormulaError(
            Problem(
                f"the range over {named} is not spanned by corners",
                f"Write the formula so that each of at most {MOST_VARIABLES} inexact inputs "
                "stands in it once after simplification.",
            )
        )


Choice = tuple[int, ...]
Extended = Fraction | float


def _corner_values(
    top: Polynomial, bottom: Polynomial, free: list[Variable]
) -> dict[Choice, Extended]:
    """The value at each corner (0 lower end, 1 upper end), infinite ones included.

    Corners where both polynomials vanish are left out: inside a face the quotient is a mean
    of its corners' values, weighted by their denominators, and theirs have no weight.
    Raises FormulaError where the denominator changes its sign, or vanishes on a whole face
    that belongs to the box.
    """
    values: dict[Choice, tuple[Fraction, Fraction]] = {}
    for choice in product((0, 1), repeat=len(free)):
        at = {v.name: _end(v.interval, side) for v, side in zip(free, choice, strict=True)}
        values[choice] = (_at(top, at), _at(bottom, at))
    signs = {b > 0 for _, b in values.values() if b}
    bottoms = {choice: b for choice, (_, b) in values.items()}
    poles = _faces(bottoms, Fraction(0), len(free)) if 0 in bottoms.values() else ()
    if len(signs) != 1 or any(_attained(free, face) for face in poles):
        raise zero_denominator()
    turn = 1 if signs.pop() else -1
    return {
        choice: a / b if b else inf * (turn if a > 0 else -turn)
        for choice, (a, b) in values.items()
        if a or b
    }


def _end(interval: Interval, side: int) -> Corner:
    """One end of an interval in homogeneous coordinates."""
    end = interval.upper if side else interval.lower
    if end is None:
        return (Fraction(1 if side else -1), Fraction(0))
    return (end, Fraction(1))


def _span(corners: Mapping[Choice, Extended], free: list[Variable]) -> Interval:
    """The hull of the corner values, its ends open where no allowed point attains them."""
    ends: list[tuple[Fraction | None, bool]] = []
    for extreme in (min(corners.values()), max(corners.values())):
        if isinstance(extreme, float):
            ends.append((None, True))
        else:
            faces = _faces(corners, extreme, len(free))
            attained = any(_attained(free, face) for face in faces)
            ends.append((extreme, not attained))
    (lower, lower_open), (upper, upper_open) = ends
    return Interval(lower, upper, lower_open, upper_open)


def _faces(
    corners: Mapping[Choice, Extended], extreme: Extended, size: int
) -> Iterator[dict[int, int]]:
    """Faces of the box on which the quantity is ``extreme`` throughout: fixed sides by index.

    Corners that are left out say nothing, as long as another one of the face speaks.
    """
    for sides in product((0, 1, None), repeat=size):
        corners_of_face = product(*((0, 1) if side is None else (side,) for side in sides))
        if {corners[c] for c in corners_of_face if c in corners} == {extreme}:
            yield {i: side for i, side in enumerate(sides) if side is not None}


def _attained(free: list[Variable], fixed: Mapping[int, int]) -> bool:
    """True when every end that is fixed belongs to its interval."""
    return not any(
        free[i].interval.upper_open if side else free[i].interval.lower_open
        for i, side in fixed.items()
    )
