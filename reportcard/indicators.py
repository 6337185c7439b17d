"""The registry: what is measured, and how derived measures follow from printed ones.

An indicator with a formula is *derived*, without one *observed*.
"""

from __future__ import annotations

import ast
from calendar import isleap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from reportcard.errors import (
    DataError,
    FormulaError,
    Problem,
    ReportcardError,
    UnknownName,
    nearest,
)
from reportcard.expressions import Quantity, constant, free_variable
from reportcard.formulas import Name, evaluate, names, parse
from reportcard.interval import Interval
from reportcard.tables import TomlFile, read_tables
from reportcard.units import Unit, Units, load_units

NATURES = ("stock", "flow", "ratio")
KEYS = {
    **dict.fromkeys(("label", "refused", "bounds", "about"), dict),
    **dict.fromkeys(("unit", "nature", "formula"), str),
    "integer": bool,
    "caveats": list,
}
TOML_NAMES = {dict: "table", str: "string", bool: "boolean", list: "list"}
SIDES = ("lower", "upper")
Text = Mapping[str, str]


@dataclass(frozen=True)
class Indicator:
    """The definition of a measure.

    ``bounds`` are ends the measure cannot reach by its meaning (what is left of a whole is
    more than nothing); ``integer`` says that only whole numbers are possible; ``refused`` is the
    reason why it must not be computed, by language.
    """

    id: str
    chapter: str
    label: Text
    unit: Unit
    nature: str
    formula: str = ""
    tree: ast.expr | None = field(default=None, compare=False)
    integer: bool = False
    caveats: tuple[str, ...] = ()
    refused: Text = field(default_factory=dict, compare=False)
    bounds: tuple[Fraction | None, Fraction | None] = (None, None)
    about: Text = field(default_factory=dict, compare=False)

    @property
    def derived(self) -> bool:
        """True when it has a formula, or a reason why it has none."""
        return bool(self.formula or self.refused)

    def names(self) -> Iterator[Name]:
        """The (role, indicator) pairs its formula reads; units are left out."""
        if self.tree is not None:
            yield from (n for n in names(self.tree) if n[0] not in ("unit", "calendar"))


@dataclass(frozen=True)
class Identity:
    """A total and the parts that must add up to it."""

    total: str
    parts: tuple[str, ...]
    assumes: str


@dataclass(frozen=True)
class Registry:
    """Every indicator, unit, caveat and identity of the project."""

    indicators: Mapping[str, Indicator]
    units: Units
    caveats: Mapping[str, Text]
    identities: tuple[Identity, ...]

    def __getitem__(self, name: str) -> Indicator:
        if name not in self.indicators:
            close = nearest(name, self.indicators)
            remedy = f"{close}\n  list them:  reportcard indicators PLACE YEAR".lstrip()
            raise UnknownName(Problem(f"no indicator '{name}'", remedy))
        return self.indicators[name]


def load_registry(folder: Path, areas: Mapping[str, Any]) -> Registry:
    """Read the registry below ``data/``. Raises DataError with every problem of every file."""
    units = load_units(folder / "units.toml")
    caveats = read_tables(folder / "caveats.toml").tables
    problems: list[Problem] = []
    indicators: dict[str, Indicator] = {}
    files: dict[str, TomlFile] = {}
    for path in sorted((folder / "indicators").glob("*.toml")):
        file = read_tables(path)
        for name in file.tables:
            if name in indicators:
                other = files[name].path.name
                problems.append(file.problem(f"[{name}] stands in {other} too", "Keep one.", name))
            reader = _Reader(file, name, units, caveats)
            indicators[name], files[name] = reader.indicator(), file
            problems += reader.problems
    identities = _identities(folder / "identities.toml", indicators, caveats, problems)
    registry = Registry(indicators, units, caveats, identities)
    for name, indicator in indicators.items():
        problems += _formula_problems(registry, indicator, files[name], areas)
    if problems:
        raise DataError(*problems)
    return registry


class _Reader:
    """One table of a registry file, read; what is wrong with it is collected."""

    def __init__(
        self, file: TomlFile, name: str, units: Units, caveats: Mapping[str, Text]
    ) -> None:
        self.file, self.name, self.units, self.caveats = file, name, units, caveats
        self.entry: dict[str, Any] = dict(file.tables[name])
        self.problems: list[Problem] = []
        for key in KEYS & self.entry.keys():
            if not isinstance(self.entry[key], KEYS[key]):
                what = f"has {key} = {self.entry.pop(key)!r}"
                self.wrong(what, f"Give a {TOML_NAMES[KEYS[key]]}.", key)

    def wrong(self, what: str, remedy: str, key: str | None = None) -> None:
        self.problems.append(self.file.problem(f"[{self.name}] {what}", remedy, self.name, key))

    def indicator(self) -> Indicator:
        """The indicator; with problems, as much of it as could be read."""
        entry = self.entry
        for key in entry.keys() - KEYS.keys():
            self.wrong(f"has an unknown key '{key}'", nearest(key, KEYS) or "Remove it.", key)
        for key in ("label", "unit", "nature"):
            if key not in entry:
                self.wrong(f"lacks '{key}'", "Add it.")
        if entry.get("nature", NATURES[0]) not in NATURES:
            self.wrong(f"nature '{entry['nature']}'", f"One of: {', '.join(NATURES)}.", "nature")
        for key in ("label", "refused"):
            if key in entry and not {"en", "zh-Hant"} <= set(entry[key]):
                self.wrong(f"{key} lacks a language", "Give en and zh-Hant.", key)
        for caveat in entry.get("caveats", ()):
            if caveat not in self.caveats:
                remedy = nearest(caveat, self.caveats) or "Add it to data/caveats.toml."
                self.wrong(f"names no caveat '{caveat}'", remedy, "caveats")
        return Indicator(
            self.name,
            self.file.path.stem,
            entry.get("label", {}),
            self.unit(),
            entry.get("nature", ""),
            entry.get("formula", ""),
            self.tree(),
            bool(entry.get("integer")),
            tuple(entry.get("caveats", ())),
            entry.get("refused", {}),
            self.bounds(),
            entry.get("about", {}),
        )

    def unit(self) -> Unit:
        try:
            return self.units[self.entry.get("unit", "number")]
        except UnknownName as error:
            if "unit" in self.entry:
                self.wrong(error.problems[0].what, error.problems[0].remedy, "unit")
            return Unit("number")

    def tree(self) -> ast.expr | None:
        if "formula" not in self.entry:
            return None
        try:
            return parse(self.entry["formula"])
        except FormulaError as error:
            self.wrong(error.problems[0].what, error.problems[0].remedy, "formula")
            return None

    def bounds(self) -> tuple[Fraction | None, Fraction | None]:
        given = self.entry.get("bounds", {})
        try:
            lower, upper = (Fraction(str(given[s])) if s in given else None for s in SIDES)
            Interval(lower, upper)
        except (ValueError, ZeroDivisionError):
            self.wrong(f"has the bounds {given}", "Give { lower = …, upper = … }.", "bounds")
            return (None, None)
        return (lower, upper)


def _identities(
    path: Path,
    indicators: Mapping[str, Indicator],
    caveats: Mapping[str, Text],
    problems: list[Problem],
) -> tuple[Identity, ...]:
    file = read_tables(path)
    found = []
    for total, entry in file.tables.items():
        parts = tuple(entry.get("parts", ()))
        for name in (total, *parts):
            if name not in indicators:
                what, remedy = f"no indicator '{name}'", nearest(name, indicators)
                problems.append(file.problem(what, remedy, total))
        assumes = entry.get("assumes", "")
        if assumes and assumes not in caveats:
            what, remedy = f"no caveat '{assumes}'", nearest(assumes, caveats)
            problems.append(file.problem(what, remedy, total, "assumes"))
        found.append(Identity(total, parts, assumes))
    return tuple(found)


ROLES = ("home", "parent", "country", "previous", "before")


def _formula_problems(
    registry: Registry, indicator: Indicator, file: TomlFile, areas: Mapping[str, Any]
) -> list[Problem]:
    """Unknown names, circles, and a unit that the formula does not give."""
    known = registry.indicators

    def wrong(what: str, remedy: str) -> list[Problem]:
        what = f"[{indicator.id}] {what}"
        return [file.problem(what, remedy, indicator.id, "formula")]

    for role, name in indicator.names():
        if role not in ROLES and role not in areas:
            remedy = nearest(role, (*ROLES, *areas)) or f"Roles: {', '.join(ROLES)}."
            return wrong(f"names no role or area '{role}'", remedy)
        if name not in known:
            remedy = nearest(name, known) or "Define it as an indicator."
            return wrong(f"names no indicator '{name}'", remedy)
    circle = _circle(registry, indicator.id, ())
    if circle:
        return wrong(f"is circular: {' → '.join(circle)}", "Break the circle.")
    if indicator.tree is None:
        return []
    try:
        result = evaluate(
            indicator.tree, lambda role, name: _placeholder(registry, role, name), registry.units
        )
    except (ReportcardError, TypeError, AttributeError) as error:
        return wrong(f"has no meaning: {error}", "Mend the formula.")
    if not isinstance(result, Quantity):
        return wrong(f"gives no number: {indicator.formula}", "Mend the formula.")
    if not result.unit.same_measure(indicator.unit):
        what = f"is in {indicator.unit.code}, its formula gives {result.unit.code}"
        return wrong(what, "Change the unit, or convert(…, to=unit.…).")
    return []


def _placeholder(registry: Registry, role: str, name: str) -> Quantity:
    if role == "calendar":
        return days_of(2019, registry.units)
    return free_variable(f"{role}.{name}", registry.indicators[name].unit)


def days_of(year: int, units: Units) -> Quantity:
    """The days of a calendar year, exactly."""
    return constant(366 if isleap(year) else 365, units["day"])


def _circle(registry: Registry, name: str, above: tuple[str, ...]) -> tuple[str, ...]:
    """The way back to ``name`` through formulas, empty when there is none."""
    if name in above:
        return (*above[above.index(name) :], name)
    for _, inner in registry.indicators[name].names():
        if inner in registry.indicators:
            found = _circle(registry, inner, (*above, name))
            if found:
                return found
    return ()
