"""Arithmetic over observations whose range is exact.

A quantity is a quotient of two polynomials in *variables*, one for each observation, so that
a figure used twice is one number and not two: ``a / (a + b)`` is as tight as it is in truth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

from reportcard.archive import Observation
from reportcard.corners import Polynomial, Variable, plus, range_of, substituted, zero_denominator
from reportcard.errors import FormulaError, Problem
from reportcard.interval import Interval, point
from reportcard.units import NUMBER, Unit

ONE: Polynomial = {(): Fraction(1)}


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

    @cached_property
    def value(self) -> Fraction:
        """The value at the printed numbers. Raises FormulaError for a zero denominator."""
        top, bottom = (substituted(p, self.variables) for p in (self.top, self.bottom))
        if not bottom:
            raise zero_denominator()
        return top.get((), Fraction(0)) / bottom[()]

    @cached_property
    def _range(self) -> Interval:
        """What the printed numbers span, whatever it means."""
        return range_of(self.top, self.bottom, self.variables)

    @cached_property
    def interval(self) -> Interval:
        """Every value the printed numbers allow. Raises FormulaError (see ``range_of``)."""
        spanned = self._range
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
        _ = self._range

    @property
    def observations(self) -> tuple[Observation, ...]:
        """What it was computed from, in the order of the formula."""
        return tuple(v.observation for v in self.variables.values() if v.observation)

    def in_unit(self, unit: Unit) -> Quantity:
        """The same number under a unit that measures the same."""
        return self._known_as(unit=unit)

    def called(self, name: str) -> Quantity:
        """The same number under a name."""
        return self._known_as(name=name)

    def within(self, lower: Fraction | None, upper: Fraction | None) -> Quantity:
        """The same number, kept from reaching these ends."""
        return self._known_as(bounds=(lower, upper))

    def _known_as(self, **said: Any) -> Quantity:
        """The same number with something else said of it: it is not computed again."""
        other = replace(self, **said)
        known = vars(self)
        vars(other).update({name: known[name] for name in ("value", "_range") if name in known})
        return other


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
        return _reduced(plus(a.top, b.top), a.bottom, unit, a, b)
    top = plus(_times(a.top, b.bottom), _times(b.top, a.bottom))
    return _reduced(top, _times(a.bottom, b.bottom), unit, a, b)


def _difference(a: Quantity, b: Quantity) -> Quantity:
    negative = {monomial: -factor for monomial, factor in b.top.items()}
    return _sum(a, Quantity(negative, b.bottom, b.unit, b.variables))


def _product(a: Quantity, b: Quantity) -> Quantity:
    top, bottom = _times(a.top, b.top), _times(a.bottom, b.bottom)
    return _reduced(top, bottom, a.unit * b.unit, a, b)


def _quotient(a: Quantity, b: Quantity) -> Quantity:
    if not b.top:
        raise zero_denominator()
    top, bottom = _times(a.top, b.bottom), _times(a.bottom, b.top)
    return _reduced(top, bottom, a.unit / b.unit, a, b)


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    total: Polynomial = {}
    for (m, x), (n, y) in product(a.items(), b.items()):
        total = plus(total, {tuple(sorted(m + n)): x * y})
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
