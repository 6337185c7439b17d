"""The data dictionary: what each column of the files to take away holds, in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportcard.errors import DataError, Problem
from reportcard.schema import FLAG, TEXT, Schema, one_of
from reportcard.tables import TomlFile, project_folder, read_tables

NAME = "columns.toml"
ALL = "all"
RESOURCES = ("figures", "indicators", "audit")
TYPES = (
    "text",
    "decimal",
    "fraction",
    "integer",
    "year",
    "date",
    "boolean",
    "list",
    "integers",
)
LISTS = ("list", "integers")
"""The types of cells that hold several things."""
COLUMN = Schema({"type": one_of(*TYPES), "title": TEXT, "about": TEXT}, {"required": FLAG})


@dataclass(frozen=True)
class Column:
    """One column: its name in every file, its type (one of ``TYPES``), and words about it.

    ``required`` says that no row leaves it empty.
    """

    name: str
    type: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    required: bool = False


@dataclass(frozen=True)
class Columns:
    """Every column by the table it stands in, or by ``all``."""

    table: Mapping[tuple[str, str], Column]
    path: Path

    def of(self, resource: str, names: Sequence[str]) -> list[Column]:
        """The columns of a table in its order. Raises DataError for one that is not described."""
        found = {n: self.table.get((resource, n)) or self.table.get((ALL, n)) for n in names}
        lacking = [
            Problem(f"does not describe the column '{name}' of {resource}", "Add it.", self.path)
            for name, column in found.items()
            if column is None
        ]
        if lacking:
            raise DataError(*lacking)
        return [column for column in found.values() if column]


def load_columns(path: Path) -> Columns:
    """Read ``columns.toml``. Raises DataError with every problem at once."""
    file = read_tables(path)
    problems: list[Problem] = []
    groups = one_of(ALL, *RESOURCES)
    for group in (g for g in file.tables if groups.fault(g) is not None):
        problems.append(file.problem(f"no table is called '{group}'", groups.remedy, group))
    inner = _inner(file, problems)
    table = {}
    for called in inner.tables:
        entry = COLUMN.read(inner, called, problems)
        group, _, name = called.partition(".")
        if {"type", "title", "about"} <= set(entry):
            table[group, name] = Column(name, **entry)
    if problems:
        raise DataError(*problems)
    return Columns(table, path)


def _inner(file: TomlFile, problems: list[Problem]) -> TomlFile:
    """The tables inside the tables, each under the name its header has: ``all.key``."""
    inner = {}
    for group, entries in file.tables.items():
        for name, entry in entries.items():
            if isinstance(entry, dict):
                inner[f"{group}.{name}"] = entry
            else:
                what = f"[{group}] {name} is no column"
                problems.append(file.problem(what, f"Write [{group}.{name}].", group, name))
    return TomlFile(file.path, file.text, inner)


@cache
def columns() -> Columns:
    """The data dictionary of the project, read once in a process. Raises DataError."""
    return load_columns(project_folder() / "data" / NAME)
