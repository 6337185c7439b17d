"""Words that official reports use for one another: ``data/likeness.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportcard.errors import DataError, Problem
from reportcard.folding import fold
from reportcard.schema import SOME_WORDS, Schema, one_of
from reportcard.tables import project_folder, read_tables

NAME = "likeness.toml"
SENSES = ("change", "share", "completion")
SCHEMA = Schema({"words": SOME_WORDS}, {"sense": one_of(*SENSES)})


@dataclass(frozen=True)
class Words:
    """The words of ``likeness.toml``: the pattern that finds one, its table, a table's sense."""

    pattern: re.Pattern[str]
    table: Mapping[str, str]
    senses: Mapping[str, str]


@cache
def likenesses() -> Words:
    """The words that stand for one another. Raises DataError with every problem at once."""
    return load_likenesses(project_folder() / "data" / NAME)


def load_likenesses(path: Path) -> Words:
    """Read ``likeness.toml``. Raises DataError with every problem at once."""
    file = read_tables(path)
    problems: list[Problem] = []
    table: dict[str, str] = {}
    senses = {}
    for name in file.tables:
        entry = SCHEMA.read(file, name, problems)
        senses[name] = entry.get("sense", "")
        for word in map(fold, entry.get("words", ())):
            if table.setdefault(word, name) != name:
                what = f"the word '{word}' of [{name}] is one of [{table[word]}], too"
                problems.append(file.problem(what, "Keep one.", name, "words"))
    if problems:
        raise DataError(*problems)
    longest = sorted(map(re.escape, table), key=len, reverse=True)
    return Words(re.compile("|".join(longest)), table, senses)
