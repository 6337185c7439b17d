"""A new indicator: one more table at the end of its chapter's file, the rest left as it is."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from reportcard.errors import DataError, Problem, UnknownName, nearest
from reportcard.files import write_whole
from reportcard.indicators import NATURES, SCHEMA, Registry
from reportcard.tables import TomlFile, read_text

NAME = re.compile("[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Definition:
    """An indicator to be: its name, its labels in English and Traditional Chinese, unit, nature."""

    name: str
    english: str
    chinese: str
    unit: str
    nature: str
    chapter: str

    def as_toml(self) -> str:
        """The table that defines it."""
        return (
            f"[{self.name}]\n"
            f"label.en = {json.dumps(self.english, ensure_ascii=False)}\n"
            f"label.zh-Hant = {json.dumps(self.chinese, ensure_ascii=False)}\n"
            f'unit = "{self.unit}"\n'
            f'nature = "{self.nature}"\n'
        )


def chapters(folder: Path) -> list[str]:
    """The chapters that have a file of indicators."""
    return sorted(path.stem for path in (folder / "indicators").glob("[!.]*.toml"))


def require_new_name(name: str, registry: Registry) -> None:
    """Raises DataError for a name that is taken, or that a formula could not use."""
    if name in registry.indicators:
        raise DataError(Problem(f"there is an indicator '{name}' already", "Choose another name."))
    if not NAME.fullmatch(name):
        remedy = "Write small letters, digits and _, a letter first."
        raise DataError(Problem(f"'{name}' is no name for an indicator", remedy))


def require_unit(unit: str, printed: str, registry: Registry) -> None:
    """Raises for a unit that is not there, or that is not printed as the figure has it."""
    if printed not in registry.units[unit].printed:
        what = f"the figure is in '{printed}', which is not how '{unit}' is printed"
        known = fitting(printed, registry)
        among = f"Printed so: {', '.join(known)}." if known else "No unit is printed so."
        raise DataError(Problem(what, f"{among} Or add it in data/units.toml first."))


def fitting(printed: str, registry: Registry) -> list[str]:
    """The units that a source writes so."""
    return [code for code, unit in registry.units.table.items() if printed in unit.printed]


def define(folder: Path, new: Definition, printed: str, registry: Registry) -> Path:
    """Add an indicator to its chapter's file and return that; ``printed`` is the figure's unit.

    Raises DataError, UnknownName before anything is written.
    """
    require_new_name(new.name, registry)
    require_unit(new.unit, printed, registry)
    if new.chapter not in chapters(folder):
        known = chapters(folder)
        remedy = nearest(new.chapter, known) or f"Chapters: {', '.join(known)}."
        raise UnknownName(Problem(f"no chapter '{new.chapter}'", remedy))
    if new.nature not in NATURES:
        raise UnknownName(Problem(f"no nature '{new.nature}'", f"One of: {', '.join(NATURES)}."))
    if not (new.english.strip() and new.chinese.strip()):
        raise DataError(Problem("the label says nothing", "Give it in both languages."))
    path = folder / "indicators" / f"{new.chapter}.toml"
    before = read_text(path)
    text = f"{before.rstrip()}\n\n{new.as_toml()}"
    problems: list[Problem] = []
    SCHEMA.read(TomlFile(path, text, tomllib.loads(text)), new.name, problems)
    if problems:
        raise DataError(*problems)
    write_whole(path, text)
    return path
