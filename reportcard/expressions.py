"""Arithmetic over observations whose range is exact.

A quantity is a quotient of two polynomials in *variables*, one for each observation, so that
a figure used twice is one number and not two: ``a / (a + b)`` is as tight as it is in truth.
Every formula of the book is of first degree in each variable; then it rises or falls in each
of them throughout, and its range over the intervals is spanned by their corners (limits
where an end is unbounded). Method: homogeneous coordinates for each variable, so that an
unbounded end is the corner (1 : 0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import inf
from typing import Any

from reportcard.archive import Observation
from reportcard.errors import FormulaError, Problem
from reportcard.interval import Interval, point
from reportcard.units import NUMBER, Unit

Monomial = tuple[str, ...]
Polynomial = Mapping[Monomial, Fraction]
Corner = tuple[Fraction, Fraction]
MOST_VARIABLES = 9
ONE: Polynomial = {(): Fraction(1)}


@dataclass(frozen=True)
class Variable:
    """An observation as a number that is known up to an interval."""

    name: str
    value: Fraction
    interval: Interval
    observation: Observation | None = None


@dataclass(frozen=True)
class Missing:
    """A quantity that is not there: what is not reported, or why it is refused.

    Arithmetic with it gives it back, so that a chapter runs on.
    """

    names: tuple[str, ...] = ()
    refused: str = ""
    name: str = field(default="", compare=False)

    def called(self, name: str) -> Missing:
        """The same gap under the name of what is missing."""
        return Missing(self.names, self.refused, name)

    def _stays(self, other: Quantity | Missing | int) -> Missing:
        if isinstance(other, Missing):
            names = dict.fromkeys(self.names + other.names)
            return Missing(tuple(names), self.refused or other.refused)
        return self.called("")

    def __neg__(self) -> Missing:
        return self.called("")

    __add__ = __radd__ = __sub__ = __rsub__ = _stays
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _stays


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, its exact range, and the observations it comes from.

    ``name`` is what an indicator's quantity is called (``beijing.star_companies``), ``bounds``
    are ends its meaning keeps it from reaching; the result of arithmetic has neither.
    """

    top: Polynomial
    bottom: Polynomial
    unit: Unit
    variables: Mapping[str, Variable] = field(default_factory=dict)
    name: str = field(default="", compare=False)
    bounds: tuple[Fraction | None, Fraction | None] = (None, None)

    def __add__(self, other: Quantity | Missing | int) -> Any:
        return self._combine(other, _sum)

    def __sub__(self, other: Quantity | Missing | int) -> Any:
        return self._combine(other, _difference)

    def __mul__(self, other: Quantity | Missing | int) -> Any:
        return self._combine(other, _product)

    def __truediv__(self, other: Quantity | Missing | int) -> Any:
        return self._combine(other, _quotient)

    def __radd__(self, other: int) -> Any:
        return constant(other) + self

    def __rsub__(self, other: int) -> Any:
        return constant(other) - self

    def __rmul__(self, other: int) -> Any:
        return constant(other) * self

    def __rtruediv__(self, other: int) -> Any:
        return constant(other) / self

    def _combine(
        self, other: Quantity | Missing | int, verb: Callable[[Quantity, Quantity], Quantity]
    ) -> Any:
        if isinstance(other, Missing):
            return other.called("")
        return verb(self, other if isinstance(other, Quantity) else constant(other))

    def __neg__(self) -> Any:
        return -1 * self

    @property
    def value(self) -> Fraction:
        """The value at the printed numbers. Raises FormulaError for a zero denominator."""
        top, bottom = (_substituted(p, self.variables) for p in (self.top, self.bottom))
        if not bottom:
            raise _zero_denominator()
        return top.get((), Fraction(0)) / bottom[()]

    @property
    def interval(self) -> Interval:
        """Every value the printed numbers allow. Raises FormulaError (see ``range_of``)."""
        spanned = range_of(self)
        inside = spanned & Interval(*self.bounds, lower_open=True, upper_open=True)
        if inside is None and spanned.exact:
            inside = spanned & Interval(*self.bounds)
        if inside is None:
            what = f"{spanned:.6g} lies outside the bounds of what is measured"
            raise FormulaError(Problem(what, "Mend the formula, or its bounds."))
        return inside

    def __repr__(self) -> str:
        """The value with its interval in decimals, or the exact fraction."""
        value, interval = self.value, self.interval
        if not interval.exact:
            return f"{float(value):.6g} {self.unit.code} in {interval:.6g}"
        if value.denominator == 1:
            return f"{value} {self.unit.code}"
        return f"{float(value):.6g} {self.unit.code}, exactly {value}"

    def require_range(self) -> None:
        """Raise FormulaError now where value or interval would."""
        range_of(self)

    @property
    def observations(self) -> tuple[Observation, ...]:
        """What it was computed from, in the order of the formula."""
        return tuple(v.observation for v in self.variables.values() if v.observation)

    def in_unit(self, unit: Unit) -> Quantity:
        """The same number under a unit that measures the same."""
        return replace(self, unit=unit)

    def called(self, name: str) -> Quantity:
        """The same number under a name."""
        return replace(self, name=name)

    def within(self, lower: Fraction | None, upper: Fraction | None) -> Quantity:
        """The same number, kept from reaching these ends."""
        return replace(self, bounds=(lower, upper))


def constant(value: int | float | Fraction, unit: Unit = NUMBER) -> Quantity:
    """A number that is exact by definition; decimals are taken as written."""
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    return Quantity({(): exact} if exact else {}, ONE, unit)


def observed(observation: Observation, unit: Unit) -> Quantity:
    """An observation as a quantity."""
    name = "|".join(map(str, observation.key))
    variable = Variable(name, observation.value, observation.interval, observation)
    return Quantity({(name,): Fraction(1)}, ONE, unit, {name: variable})


def free_variable(name: str, unit: Unit) -> Quantity:
    """A quantity of which only the unit matters, for checking formulas."""
    positive = Interval(Fraction(0), None, lower_open=True)
    return Quantity(
        {(name,): Fraction(1)}, ONE, unit, {name: Variable(name, Fraction(1), positive)}
    )


def _sum(a: Quantity, b: Quantity) -> Quantity:
    if not a.unit.same_measure(b.unit):
        raise FormulaError(
            Problem(
                f"{a.unit.code} and {b.unit.code} cannot be added or subtracted",
                "Convert one of them first: convert(x, to=unit.…).",
            )
        )
    unit = b.unit if a.unit is NUMBER else a.unit
    if a.bottom == b.bottom:
        return _reduced(_plus(a.top, b.top), a.bottom, unit, a, b)
    top = _plus(_times(a.top, b.bottom), _times(b.top, a.bottom))
    return _reduced(top, _times(a.bottom, b.bottom), unit, a, b)


def _difference(a: Quantity, b: Quantity) -> Quantity:
    negative = {monomial: -factor for monomial, factor in b.top.items()}
    return _sum(a, Quantity(negative, b.bottom, b.unit, b.variables))


def _product(a: Quantity, b: Quantity) -> Quantity:
    top, bottom = _times(a.top, b.top), _times(a.bottom, b.bottom)
    return _reduced(top, bottom, a.unit * b.unit, a, b)


def _quotient(a: Quantity, b: Quantity) -> Quantity:
    if not b.top:
        raise _zero_denominator()
    top, bottom = _times(a.top, b.bottom), _times(a.bottom, b.top)
    return _reduced(top, bottom, a.unit / b.unit, a, b)


def _zero_denominator() -> FormulaError:
    return FormulaError(Problem("the denominator is zero", "Divide by something that is not."))


def _plus(a: Polynomial, b: Polynomial) -> Polynomial:
    total = dict(a)
    for monomial, factor in b.items():
        total[monomial] = total.get(monomial, Fraction(0)) + factor
    return {monomial: factor for monomial, factor in total.items() if factor}


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    total: Polynomial = {}
    for (m, x), (n, y) in product(a.items(), b.items()):
        total = _plus(total, {tuple(sorted(m + n)): x * y})
    return total


def _reduced(top: Polynomial, bottom: Polynomial, unit: Unit, a: Quantity, b: Quantity) -> Quantity:
    """The quotient without the variables that divide every term above and below.

    A number that can only be zero stays: what was divided by it has no value.
    """
    variables = {**a.variables, **b.variables}
    for name in (n for n, v in variables.items() if v.interval != point(0)):
        while top and all(name in m for p in (top, bottom) for m in p):
            top, bottom = _without(top, name), _without(bottom, name)
    return Quantity(top, bottom, unit, variables)


def _without(polynomial: Polynomial, name: str) -> Polynomial:
    shorter = {}
    for monomial, factor in polynomial.items():
        index = monomial.index(name)
        shorter[monomial[:index] + monomial[index + 1 :]] = factor
    return shorter


def _at(polynomial: Polynomial, corner: Mapping[str, Corner]) -> Fraction:
    """The homogeneous polynomial at a point given as (x : w) for each variable."""
    total = Fraction(0)
    for monomial, factor in polynomial.items():
        term = factor
        for name, (x, w) in corner.items():
            term *= x if name in monomial else w
        total += term
    return total


def range_of(quantity: Quantity) -> Interval:
    """The exact range of a quantity over the intervals of its variables.

    Raises FormulaError when the denominator can be zero, or when a variable occurs in more
    than the first degree, where corners would not span the range.
    """
    fixed = {n: v for n, v in quantity.variables.items() if v.interval.exact}
    free = [v for n, v in quantity.variables.items() if n not in fixed]
    top, bottom = (_substituted(p, fixed) for p in (quantity.top, quantity.bottom))
    free = [v for v in free if any(v.name in m for p in (top, bottom) for m in p)]
    _require_first_degree(top, bottom, free)
    if not free:
        if not bottom.get((), 0):
            raise _zero_denominator()
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
        raise _zero_denominator()
    _corner_values({}, bottom, [v for v in free if v.name not in endless])
    return Interval()


def _substituted(polynomial: Polynomial, known: Mapping[str, Variable]) -> Polynomial:
    total: Polynomial = {}
    for monomial, factor in polynomial.items():
        for name in monomial:
            factor *= known[name].value if name in known else 1
        rest = tuple(name for name in monomial if name not in known)
        total = _plus(total, {rest: factor})
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
        raise _zero_denominator()
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
