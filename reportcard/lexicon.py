"""The words that follow a number in official prose, by the kind of figure they make.

``data/lexicon.toml`` writes them in the Simplified script and small letters; texts are folded
(see ``folding``) before they are looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from reportcard.errors import DataError, Problem
from reportcard.schema import SOME_WORDS, STRING, Schema
from reportcard.tables import project_folder, read_tables

UNITS = ("count", "amount", "measure", "duration", "ratio")
OTHERS = ("spelled", "per", "names", "rises", "falls", "levels", "no_falls", "forecasts")
BEFORE = "before"
SCHEMA = Schema({"words": SOME_WORDS})
GUARDED = Schema(rest=STRING)


@dataclass(frozen=True)
class Lexicon:
    """The words of ``lexicon.toml``: table by table, as written there.

    ``before`` gives for units that begin other words the characters these go on with.
    """

    tables: Mapping[str, tuple[str, ...]]
    before: Mapping[str, str]

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Each unit with the kind of figure it makes."""
        return {word: kind for kind in UNITS for word in self.tables[kind]}

    @cached_property
    def measures(self) -> frozenset[str]:
        """The units that measure: a number of them is rounded, not counted."""
        return frozenset(w for kind in UNITS if kind != "count" for w in self.tables[kind])


@cache
def lexicon() -> Lexicon:
    """The lexicon of the project. Raises DataError with every problem at once."""
    return load_lexicon(project_folder() / "data" / "lexicon.toml")


def load_lexicon(path: Path) -> Lexicon:
    """Read ``lexicon.toml``. Raises DataError with every problem at once."""
    file = read_tables(path)
    problems: list[Problem] = []
    tables = {}
    before: dict[str, str] = {}
    for name in (*UNITS, *OTHERS, BEFORE):
        if name not in file.tables:
            problems.append(Problem(f"lacks the table [{name}]", "Restore it.", path, 1))
            continue
        if name == BEFORE:
            before = GUARDED.read(file, name, problems)
            continue
        tables[name] = tuple(SCHEMA.read(file, name, problems).get("words", ()))
    for name in file.tables:
        if name not in (*UNITS, *OTHERS, BEFORE):
            problems.append(
                file.problem(f"[{name}] is no table of the lexicon", "Remove it.", name)
            )
    if problems:
        raise DataError(*problems)
    return Lexicon(tables, before)
