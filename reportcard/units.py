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

from reportcard.chinese import CHINESE
from reportcard.errors import DataError, FormulaError, Problem, UnknownName, nearest
from reportcard.schema import AUTHORED, FLAG, LANGUAGES, MAYBE_EMPTY, WORDS, Kind, Schema
from reportcard.tables import TomlFile, exact, read_tables

Dimension = tuple[tuple[str, int], ...]
PURE: Dimension = ()


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
    above = top.label.get("per")
    per = {lang: f"{above[lang] if above else ''}/{bottom.label[lang]}" for lang in CHINESE}
    per["en"] = f"{above['en']} and {_one(bottom)}" if above else f"per {_one(bottom)}"
    many = top.label["en"][1].partition(" per ")[0]
    english = f"{many} {per['en']}"
    chinese = {lang: f"{top.label[lang]}/{bottom.label[lang]}" for lang in CHINESE}
    return {"en": [english, english], **chinese, "per": per}


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


def _label_fault(value: Any) -> str | None:
    """English has one and many, Chinese one form only."""
    if not isinstance(value, dict) or not set(AUTHORED) <= set(value) <= set(LANGUAGES):
        return "is not full"
    english, chinese = (value[lang] for lang in AUTHORED)
    forms = isinstance(english, list) and len(english) == 2 and [*english, chinese]
    return None if forms and all(isinstance(form, str) for form in forms) else "is not full"


def _factor_fault(value: Any) -> str | None:
    try:
        return None if exact(value) > 0 else "is not above zero"
    except ValueError:
        return f"is no number: {str(value)[:30]!r}"


SCHEMA = Schema(
    {"label": Kind('Give label = { en = ["one", "many"], zh-Hant = "…" }.', _label_fault)},
    {
        "printed": WORDS,
        "count": FLAG,
        "dimension": MAYBE_EMPTY,
        "factor": Kind('Write a number above zero, such as "2000/3".', _factor_fault),
    },
)


def _unit(file: TomlFile, code: str, problems: list[Problem]) -> Unit:
    entry = SCHEMA.read(file, code, problems)
    base = entry.get("dimension", code)
    dimension: Dimension = ((base, 1),) if base else PURE
    size, count = exact(entry.get("factor", 1)), entry.get("count", False)
    label, printed = entry.get("label", {}), tuple(entry.get("printed", ()))
    return Unit(code, dimension, size, count, label, printed)
