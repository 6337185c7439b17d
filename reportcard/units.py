"""Units of measure, their conversions, and the algebra that formulas must satisfy.

A unit is a product of named dimensions with a factor: a mu is 2000/3 of a square metre,
``yuan/loan`` is a yuan divided by a loan. Percentages, points and plain ratios are *pure*:
they have no dimension, and take part in formulas as the number that is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from operator import truediv
from pathlib import Path
from typing import Any

from reportcard.errors import DataError, FormulaError, Problem, UnknownName, nearest
from reportcard.tables import TomlFile, read_tables

Dimension = tuple[tuple[str, int], ...]
PURE: Dimension = ()
KEYS = {"label", "printed", "count", "dimension", "factor"}


@dataclass(frozen=True)
class Unit:
    """A unit: its code, what it is made of, and how languages and sources write it.

    ``size`` is the factor to the base of its dimension (1 hectare: 10000 square metres).
    """

    code: str
    dimension: Dimension = PURE
    size: Fraction = Fraction(1)
    count: bool = False
    label: Mapping[str, Any] = field(default_factory=dict, compare=False)
    printed: tuple[str, ...] = field(default=(), compare=False)

    @property
    def pure(self) -> bool:
        """True for percentages, points, times and plain ratios."""
        return self.dimension == PURE

    def same_measure(self, other: Unit) -> bool:
        """True when values in both may be added or compared without conversion."""
        return self.dimension == other.dimension and (self.pure or self.size == other.size)

    def __mul__(self, other: Unit) -> Unit:
        return _combine(self, other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return _combine(self, other, -1)

    def to(self, other: Unit) -> Fraction:
        """How many of ``other`` one of this is. Raises FormulaError between dimensions."""
        if self.dimension != other.dimension:
            raise FormulaError(
                Problem(
                    f"{self.code} cannot be converted to {other.code}",
                    "Convert between units of one dimension only.",
                )
            )
        return self.size / other.size


NUMBER = Unit("number")


def _combine(a: Unit, b: Unit, sign: int) -> Unit:
    powers = Counter(dict(a.dimension))
    for name, power in b.dimension:
        powers[name] += sign * power
    dimension = tuple(sorted((name, power) for name, power in powers.items() if power))
    sizes = [Fraction(1) if unit.pure else unit.size for unit in (a, b)]
    size = sizes[0] * sizes[1] ** sign
    if sign < 0 and a.label and b.label and not b.pure and "/" not in b.code:
        return Unit(f"{a.code}/{b.code}", dimension, size, label=_quotient_label(a, b))
    code = " × ".join(f"{n}^{p}" if p != 1 else n for n, p in dimension) or "number"
    return Unit(code, dimension, size)


def _quotient_label(top: Unit, bottom: Unit) -> dict[str, Any]:
    """The names of a quotient, and under ``per`` what follows the unit above the line."""
    per = {"en": f"per {_one(bottom)}", "zh-Hant": f"/{bottom.label['zh-Hant']}"}
    if "per" in top.label:
        per = {"en": f"{top.label['per']['en']} and {_one(bottom)}"}
        per["zh-Hant"] = f"{top.label['per']['zh-Hant']}/{bottom.label['zh-Hant']}"
    many = top.label["en"][1].partition(" per ")[0]
    english = f"{many} {per['en']}"
    chinese = f"{top.label['zh-Hant']}/{bottom.label['zh-Hant']}"
    return {"en": [english, english], "zh-Hant": chinese, "per": per}


def _one(unit: Unit) -> str:
    return str(unit.label["en"][0])


@dataclass(frozen=True)
class Units:
    """The units of ``units.toml`` by code; a code may also be a quotient (``yuan/loan``)."""

    table: Mapping[str, Unit]

    def __getitem__(self, code: str) -> Unit:
        first, *rest = (self._plain(part) for part in code.split("/"))
        return reduce(truediv, rest, first)

    def _plain(self, code: str) -> Unit:
        if code not in self.table:
            raise UnknownName(Problem(f"no unit '{code}'", nearest(code, self.table)))
        return self.table[code]


def load_units(path: Path) -> Units:
    """Read ``units.toml``. Raises DataError with every problem at once."""
    file = read_tables(path)
    problems: list[Problem] = []
    table = {code: _unit(file, code, problems) for code in file.tables}
    if problems:
        raise DataError(*problems)
    return Units(table)


def _unit(file: TomlFile, code: str, problems: list[Problem]) -> Unit:
    entry = file.tables[code]
    for key in entry.keys() - KEYS:
        problems.append(
            file.problem(f"unknown key '{key}' in [{code}]", nearest(key, KEYS), code, key)
        )
    label = entry.get("label", {})
    english = label.get("en") if isinstance(label, dict) else None
    if not (isinstance(english, list) and len(english) == 2 and "zh-Hant" in label):
        remedy = 'Give label = { en = ["one", "many"], zh-Hant = "…" }.'
        problems.append(file.problem(f"[{code}] has no full label", remedy, code, "label"))
    size = Fraction(1)
    try:
        size = Fraction(str(entry.get("factor", 1)))
        if size <= 0:
            raise ValueError(size)
    except (ValueError, ZeroDivisionError):
        remedy = 'Write a fraction, such as "2000/3".'
        what = f"factor '{entry['factor']}' of [{code}] is no number above zero"
        problems.append(file.problem(what, remedy, code, "factor"))
    base = entry.get("dimension", code)
    dimension: Dimension = ((base, 1),) if base else PURE
    printed = tuple(entry.get("printed", ()))
    return Unit(code, dimension, size, bool(entry.get("count")), label, printed)
