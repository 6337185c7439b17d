"""The verbs of chapters and formulas: share, per, change and their like.

Small pure functions from quantities to a quantity. A quantity that is not there comes back
as it is; a comparison that would join two bases comes back refused, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import wraps
from typing import Any, TypeVar

from reportcard.expressions import Missing, Quantity, constant
from reportcard.sources import parted_by
from reportcard.units import Unit

Number = Quantity | Missing
Verb = TypeVar("Verb", bound=Callable[..., Any])
PERCENT = Unit("percent")
POINT = Unit("percentage_point")
ACROSS_BASES = "across_bases"
ACROSS_FOOTINGS = "across_footings"


def _lifted(verb: Verb) -> Verb:
    """A verb that also takes plain numbers, which are exact: ``share(3, of=4)``."""

    @wraps(verb)
    def lifted(*numbers: Any, **named: Any) -> Any:
        return verb(*map(_lift, numbers), **{key: _lift(n) for key, n in named.items()})

    return lifted  # type: ignore[return-value]


def _lift(number: Any) -> Any:
    return constant(number) if isinstance(number, int | float | Fraction) else number


@_lifted
def share(part: Number, of: Number) -> Number:
    """``part`` as a percentage of ``of``; both in one unit and on one footing."""
    return _one_footing(part, of) or _in_unit(100 * (part / of), PERCENT)


@_lifted
def completion(done: Number, of: Number) -> Number:
    """What is done as a percentage of the task; both in one unit."""
    return share(done, of)


@_lifted
def per(quantity: Number, base: Number) -> Number:
    """``quantity`` for each one of ``base``, in the quotient of their units, on one footing."""
    result: Number = _one_footing(quantity, base) or quantity / base
    return result


@_lifted
def times(quantity: Number, base: Number) -> Number:
    """How many times ``base`` goes into ``quantity``; both in one unit and on one footing."""
    return _one_footing(quantity, base) or _in_unit(quantity / base, Unit("times"))


@_lifted
def change(after: Number, since: Number) -> Number:
    """The change from ``since`` to ``after`` in per cent of ``since``.

    Refused when the two rest on vintages of different bases.
    """
    return _one_base(after, since) or _in_unit(100 * ((after - since) / since), PERCENT)


@_lifted
def points(after: Number, since: Number) -> Number:
    """The difference of two percentages in percentage points, within one base."""
    return _one_base(after, since) or _in_unit(after - since, POINT)


@_lifted
def rest(percentage: Number) -> Number:
    """What is left of a whole after a percentage of it: ``100 − x``."""
    return _in_unit(100 - percentage, PERCENT)


@_lifted
def left(change_in_percent: Number) -> Number:
    """What is left of a whole after a (negative) change in per cent: ``100 + x``."""
    return _in_unit(100 + change_in_percent, PERCENT)


@_lifted
def compound(first: Number, second: Number) -> Number:
    """Two changes in per cent, one upon the other, in per cent."""
    grown = (1 + first / 100) * (1 + second / 100)
    return _in_unit(100 * (grown - 1), PERCENT)


@_lifted
def base_of(after: Number, growth: Number) -> Number:
    """The level from which ``growth`` per cent led to ``after``."""
    return after / (1 + growth / 100)


@_lifted
def convert(quantity: Number, to: Unit) -> Number:
    """``quantity`` in another unit of its dimension."""
    if isinstance(quantity, Missing):
        return quantity
    scaled = quantity * constant(quantity.unit.to(to))
    return scaled if isinstance(scaled, Missing) else scaled.in_unit(to)


_ALL = (share, completion, per, times, change, points, rest, left, compound, base_of, convert)
VERBS: dict[str, Callable[..., Any]] = {verb.__name__: verb for verb in _ALL}


def _in_unit(number: Number, unit: Unit) -> Number:
    """A pure number under its name. Raises FormulaError when a dimension is left over."""
    if isinstance(number, Missing):
        return number
    number.unit.to(unit)
    return number.in_unit(unit)


def _one_base(after: Number, since: Number) -> Missing | None:
    """Refuse a comparison across bases; ``data/caveats.toml`` words the reason for readers."""
    if isinstance(after, Missing) or isinstance(since, Missing):
        return None
    bases = {o.base for o in (*after.observations, *since.observations)}
    if len(bases) > 1:
        return Missing(refused=ACROSS_BASES)
    return None


def _one_footing(quantity: Number, base: Number) -> Missing | None:
    """Refuse a quotient of levels from before and after a restatement."""
    if isinstance(quantity, Missing) or isinstance(base, Missing):
        return None
    footings = (o.footing for o in (*quantity.observations, *base.observations))
    return Missing(refused=ACROSS_FOOTINGS) if any(parted_by(footings)) else None
