"""What a definition must not do: name what is not there, run in a circle, mix up its units.

The registry hands its indicators over one by one; here they only have to say what each reads,
succeeds and measures.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from reportcard.documents import ROLES
from reportcard.errors import Problem, ReportcardError, nearest
from reportcard.expressions import Quantity, constant, free_variable
from reportcard.formulas import Name, evaluate, names
from reportcard.tables import TomlFile
from reportcard.units import Unit, Units

CALENDAR = "days"


class Defined(Protocol):
    """What has to be known of an indicator: its unit, its formula, what it succeeds."""

    @property
    def id(self) -> str:
        """What it is called."""

    @property
    def unit(self) -> Unit:
        """What it is measured in."""

    @property
    def formula(self) -> str:
        """Its formula as written."""

    @property
    def tree(self) -> ast.expr | None:
        """Its formula as parsed."""

    @property
    def beside(self) -> str:
        """The nominal change that a real rate may be set beside."""

    @property
    def succeeds(self) -> str:
        """The indicator of an older definition that it took the place of."""

    def names(self) -> Iterable[Name]:
        """What its formula reads."""


def formula_problems(
    indicator: Defined,
    known: Mapping[str, Defined],
    units: Units,
    file: TomlFile,
    areas: Mapping[str, Any],
) -> list[Problem]:
    """Unknown names, circles, and a unit that the formula does not give."""

    def wrong(what: str, remedy: str) -> list[Problem]:
        what = f"[{indicator.id}] {what}"
        return [file.problem(what, remedy, indicator.id, "formula")]

    if indicator.beside and indicator.beside not in known:
        remedy = nearest(indicator.beside, known) or "Define it as an indicator."
        what = f"[{indicator.id}] names no indicator '{indicator.beside}'"
        return [file.problem(what, remedy, indicator.id, "beside")]
    for role, name in indicator.names():
        if role not in ROLES and role not in areas:
            remedy = nearest(role, (*ROLES, *areas)) or f"Roles: {', '.join(ROLES)}."
            return wrong(f"names no role or area '{role}'", remedy)
        if name not in known:
            remedy = nearest(name, known) or "Define it as an indicator."
            return wrong(f"names no indicator '{name}'", remedy)
    strange = [n for r, n in names(indicator.tree) if r == "calendar"] if indicator.tree else []
    if set(strange) - {CALENDAR}:
        return wrong(f"names no calendar.{strange[0]}", f"Write calendar.{CALENDAR}.")
    circle = _circle(indicator.id, known, lambda one: [name for _, name in one.names()])
    if circle:
        return wrong(f"is circular: {' → '.join(circle)}", "Break the circle.")
    if indicator.tree is None:
        return []
    try:
        result = evaluate(
            indicator.tree, lambda role, name: _placeholder(role, name, known, units), units
        )
    except (ReportcardError, TypeError, AttributeError) as error:
        return wrong(f"has no meaning: {error}", "Mend the formula.")
    if not isinstance(result, Quantity):
        return wrong(f"gives no number: {indicator.formula}", "Mend the formula.")
    if not result.unit.same_measure(indicator.unit):
        what = f"is in {indicator.unit.code}, its formula gives {result.unit.code}"
        return wrong(what, "Change the unit, or convert(…, to=unit.…).")
    return []


def _placeholder(role: str, name: str, known: Mapping[str, Defined], units: Units) -> Quantity:
    if role == "calendar":
        return constant(365, units["day"])
    return free_variable(f"{role}.{name}", known[name].unit)


def succession_problems(
    indicator: Defined, known: Mapping[str, Defined], file: TomlFile
) -> list[Problem]:
    """An older indicator that is not there, has another unit, or is succeeded in a circle."""

    def wrong(what: str, remedy: str) -> list[Problem]:
        what = f"[{indicator.id}] {what}"
        return [file.problem(what, remedy, indicator.id, "succeeds")]

    older = indicator.succeeds
    if not older:
        return []
    if older not in known:
        remedy = nearest(older, known) or "Define the older indicator, too."
        return wrong(f"succeeds no indicator '{older}'", remedy)
    circle = _circle(indicator.id, known, lambda one: [one.succeeds] if one.succeeds else [])
    if circle:
        return wrong(f"succeeds itself: {' → '.join(circle)}", "Break the circle.")
    if known[older].unit.code != indicator.unit.code:
        what = f"is in {indicator.unit.code}, '{older}' in {known[older].unit.code}"
        return wrong(what, "Only a measure in the same unit is succeeded.")
    return []


def _circle(
    name: str,
    known: Mapping[str, Defined],
    leads: Callable[[Defined], Iterable[str]],
    above: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """The way back to ``name`` through what each leads to, empty when there is none."""
    if name in above:
        return (*above[above.index(name) :], name)
    for inner in leads(known[name]):
        if inner in known:
            found = _circle(inner, known, leads, (*above, name))
            if found:
                return found
    return ()
