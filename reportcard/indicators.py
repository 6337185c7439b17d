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

from reportcard.archive import Figure
from reportcard.errors import DataError, FormulaError, Problem, UnknownName, nearest
from reportcard.expressions import Quantity, constant
from reportcard.formulas import Name, names, parse
from reportcard.interval import Interval
from reportcard.schema import (
    FLAG,
    SOME_WORDS,
    STRING,
    TEXT,
    WORDS,
    Kind,
    Schema,
    one_of,
    template,
)
from reportcard.soundness import formula_problems, succession_problems
from reportcard.tables import TomlFile, exact, read_tables
from reportcard.units import Unit, Units, load_units

RANKED = ("most", "least")
NATURES = ("stock", "flow", "ratio")
SIDES = ("lower", "upper")
SUCCESSION = ("succeeds", "break")
AREA_BLANKS = ("home", "parent", "country")
Text = Mapping[str, str]


@dataclass(frozen=True)
class Indicator:
    """The definition of a measure.

    ``bounds`` are ends the measure cannot reach by its meaning (what is left of a whole is
    more than nothing); ``integer`` says that only whole numbers are possible; ``refused`` is
    the reason why it must not be computed, by language; ``called`` are other names that sources
    have for it (``names`` in its table); ``beside`` is the nominal change that a real rate may be
    set beside; ``ranked`` says whether the most or the least of it comes first among neighbours;
    ``succeeds`` is the indicator of an older definition that it took the place of, ``rupture`` why
    the two are not one series (``break`` in its table);
    ``file`` and ``line`` are where its formula stands.
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
    called: tuple[str, ...] = field(default=(), compare=False)
    beside: str = ""
    ranked: str = ""
    succeeds: str = ""
    rupture: Text = field(default_factory=dict, compare=False)
    file: Path | None = field(default=None, compare=False, repr=False)
    line: int | None = field(default=None, compare=False, repr=False)

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

    def older(self, indicator: Indicator) -> Iterator[Indicator]:
        """What an indicator succeeds, and what that one succeeds, the nearest first."""
        while indicator.succeeds:
            indicator = self.indicators[indicator.succeeds]
            yield indicator

    def __getitem__(self, name: str) -> Indicator:
        if name not in self.indicators:
            close = nearest(name, self.indicators)
            remedy = f"{close}\n  list them:  reportcard indicators PLACE YEAR".lstrip()
            raise UnknownName(Problem(f"no indicator '{name}'", remedy))
        return self.indicators[name]


def load_registry(folder: Path, areas: Mapping[str, Any]) -> Registry:
    """Read the registry below ``data/``. Raises DataError with every problem of every file."""
    problems: list[Problem] = []
    units = _units(folder / "units.toml", problems)
    caveats = load_caveats(folder / "caveats.toml", problems)
    indicators: dict[str, Indicator] = {}
    files: dict[str, TomlFile] = {}
    for path in sorted((folder / "indicators").glob("[!.]*.toml")):
        file = _tables(path, problems)
        for name in file.tables:
            if name in indicators:
                other = files[name].path.name
                problems.append(file.problem(f"[{name}] stands in {other} too", "Keep one.", name))
            indicators[name] = _Reader(file, name, units, caveats, problems).indicator()
            files[name] = file
    identities = _identities(folder / "identities.toml", indicators, caveats, problems)
    registry = Registry(indicators, units, caveats, identities)
    for name, indicator in indicators.items():
        problems += formula_problems(indicator, indicators, units, files[name], areas)
        problems += succession_problems(indicator, indicators, files[name])
    if problems:
        raise DataError(*problems)
    return registry


def _tables(path: Path, problems: list[Problem]) -> TomlFile:
    """A file's tables; none where it cannot be read, which is a problem among others."""
    try:
        return read_tables(path)
    except DataError as error:
        problems += error.problems
        return TomlFile(path, "", {})


def _units(path: Path, problems: list[Problem]) -> Units:
    try:
        return load_units(path)
    except DataError as error:  # formulas mean nothing without their units
        raise DataError(*problems, *error.problems) from None


def load_caveats(path: Path, problems: list[Problem]) -> Mapping[str, Text]:
    """Read ``caveats.toml``: a text in each language under each key."""
    file = _tables(path, problems)
    for name in file.tables:
        fault = CAVEAT.fault(file.tables[name])
        if fault is not None:
            problems.append(file.problem(f"[{name}] {fault}", CAVEAT.remedy, name))
    return file.tables


def _bounds_fault(value: Any) -> str | None:
    """Ends that are no numbers, the wrong way round, or called something else."""
    if not isinstance(value, dict) or not set(value) <= set(SIDES):
        return ""
    try:
        lower, upper = (exact(value[side]) if side in value else None for side in SIDES)
        Interval(lower, upper)
    except ValueError:
        return f"cannot be {value}"
    return None


SCHEMA = Schema(
    {"label": template(AREA_BLANKS), "unit": STRING, "nature": one_of(*NATURES)},
    {
        "formula": STRING,
        "integer": FLAG,
        "caveats": WORDS,
        "refused": TEXT,
        "bounds": Kind("Give { lower = …, upper = … }, the lower first.", _bounds_fault),
        "about": TEXT,
        "names": WORDS,
        "beside": STRING,
        "ranked": one_of(*RANKED),
        "succeeds": STRING,
        "break": TEXT,
    },
)
CAVEAT = template(())
IDENTITY = Schema({"parts": SOME_WORDS}, {"assumes": STRING})


class _Reader:
    """One table of a registry file, read; what is wrong with it is collected."""

    def __init__(
        self,
        file: TomlFile,
        name: str,
        units: Units,
        caveats: Mapping[str, Text],
        problems: list[Problem],
    ) -> None:
        self.file, self.name, self.units, self.caveats = file, name, units, caveats
        self.problems = problems
        self.entry = SCHEMA.read(file, name, problems)

    def wrong(self, what: str, remedy: str, key: str | None = None) -> None:
        self.problems.append(self.file.problem(f"[{self.name}] {what}", remedy, self.name, key))

    def indicator(self) -> Indicator:
        """The indicator; with problems, as much of it as could be read."""
        entry = self.entry
        for caveat in entry.get("caveats", ()):
            if caveat not in self.caveats:
                remedy = nearest(caveat, self.caveats) or "Add it to data/caveats.toml."
                self.wrong(f"names no caveat '{caveat}'", remedy, "caveats")
        if "formula" in entry and "refused" in entry:
            remedy = "Compute it, or say why not: keep one."
            self.wrong("has a formula and is refused as well", remedy, "refused")
        self.require_both()
        return Indicator(
            self.name,
            self.file.path.stem,
            entry.get("label", {}),
            self.unit(),
            entry.get("nature", ""),
            entry.get("formula", ""),
            self.tree(),
            entry.get("integer", False),
            tuple(entry.get("caveats", ())),
            entry.get("refused", {}),
            self.bounds(),
            entry.get("about", {}),
            tuple(entry.get("names", ())),
            entry.get("beside", ""),
            entry.get("ranked", ""),
            entry.get("succeeds", ""),
            entry.get("break", {}),
            self.file.path,
            self.file.line(self.name, "formula"),
        )

    def require_both(self) -> None:
        """What is succeeded and why it is another series are said together, or not at all."""
        given = self.file.tables[self.name]
        for here, lacks in (SUCCESSION, SUCCESSION[::-1]):
            if here in given and lacks not in given:
                remedy = "Say both: what it succeeds, and why the two are not one series."
                self.wrong(f"has '{here}' and no '{lacks}'", remedy, here)

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
        lower, upper = (exact(given[side]) if side in given else None for side in SIDES)
        return (lower, upper)


def _identities(
    path: Path,
    indicators: Mapping[str, Indicator],
    caveats: Mapping[str, Text],
    problems: list[Problem],
) -> tuple[Identity, ...]:
    file = _tables(path, problems)
    found = []
    for total in file.tables:
        entry = IDENTITY.read(file, total, problems)
        parts, assumes = tuple(entry.get("parts", ())), entry.get("assumes", "")
        for name in (total, *parts):
            key = None if name == total else "parts"
            if name not in indicators:
                what = f"no indicator '{name}'"
                remedy = nearest(name, indicators) or "Define it in data/indicators/."
                problems.append(file.problem(what, remedy, total, key))
            elif total in indicators and indicators[name].unit != indicators[total].unit:
                units = [indicators[n].unit.code for n in (name, total)]
                what = f"the part '{name}' is in {units[0]}, '{total}' in {units[1]}"
                problems.append(file.problem(what, "Add like to like only.", total, key))
        if assumes and assumes not in caveats:
            remedy = nearest(assumes, caveats) or "Add it to data/caveats.toml."
            problems.append(file.problem(f"no caveat '{assumes}'", remedy, total, "assumes"))
        found.append(Identity(total, parts, assumes))
    return tuple(found)


def figure_problems(figure: Figure, registry: Registry) -> list[Problem]:
    """An indicator that is not defined, or a unit that is not the indicator's."""
    known = registry.indicators.get(figure.indicator)
    if known is None:
        remedy = nearest(figure.indicator, registry.indicators) or "Define it in data/indicators/."
        return [figure.row.problem(f"no indicator '{figure.indicator}'", remedy)]
    if figure.reading.unit in known.unit.printed:
        return []
    what = f"'{figure.as_printed}' is in '{figure.reading.unit}', {known.id} in {known.unit.code}"
    allowed = ", ".join(known.unit.printed) or "(nothing)"
    remedy = f"Printed as one of: {allowed}. Change the indicator, or data/units.toml."
    return [figure.row.problem(what, remedy)]


def days_of(year: int, units: Units) -> Quantity:
    """The days of a calendar year, exactly."""
    return constant(366 if isleap(year) else 365, units["day"])
