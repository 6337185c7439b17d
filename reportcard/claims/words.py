"""The words between figures that claims turn on, from ``data/claims.toml``, and their scanner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from reportcard.errors import DataError, Problem
from reportcard.folding import fold
from reportcard.schema import MAYBE_EMPTY, SOME_WORDS, Kind, Schema
from reportcard.tables import TomlFile, project_folder, read_tables


def _groups_fault(value: Any) -> str | None:
    right = isinstance(value, list) and all(SOME_WORDS.fault(group) is None for group in value)
    return None if right else ""


LISTS = ("around_names", "adverbs", "goals")
FAMILY = Schema({"mark": MAYBE_EMPTY, "words": SOME_WORDS})
SAME = Schema({"names": Kind("Give a list of lists of names.", _groups_fault)})
LISTED = Schema({"words": SOME_WORDS})


@dataclass(frozen=True)
class Word:
    """One word of a family as it stands in a text: the family's mark, and where."""

    mark: str
    start: int
    end: int


@dataclass(frozen=True)
class Vocabulary:
    """The families of ``claims.toml``.

    ``marks`` gives each folded word its family's mark ("" for words that only look like one),
    ``pattern`` finds them, ``same`` gives each folded name the one it is another word for,
    ``idle`` are the words that say nothing at the edge of a name, ``adverbs`` those that may
    stand before a verb of growth and are no subject of it, ``goals`` what a share of completes.
    """

    marks: Mapping[str, str]
    pattern: regex.Pattern[str]
    same: Mapping[str, str]
    idle: tuple[str, ...]
    adverbs: tuple[str, ...]
    goals: tuple[str, ...]

    def words(self, folded: str, start: int, end: int) -> Iterator[Word]:
        """The words of a stretch of folded text, the longest at each place."""
        for found in self.pattern.finditer(folded, start, end):
            mark = self.marks[found[0]]
            if mark:
                yield Word(mark, found.start(), found.end())


@cache
def vocabulary() -> Vocabulary:
    """The project's vocabulary. Raises DataError with every problem of the file."""
    file = read_tables(project_folder() / "data" / "claims.toml")
    problems: list[Problem] = []
    marks: dict[str, str] = {}
    same = SAME.read(file, "same", problems).get("names", ())
    lists = [LISTED.read(file, name, problems).get("words", ()) for name in LISTS]
    for name in file.tables:
        if name not in ("same", *LISTS):
            _add_family(file, name, marks, problems)
    if problems:
        raise DataError(*problems)
    groups = [[fold(name) for name in group] for group in same]
    named = {name: group[0] for group in groups for name in group}
    idle, adverbs, goals = (
        tuple(sorted(map(fold, words), key=len, reverse=True)) for words in lists
    )
    return Vocabulary(marks, _pattern(marks), named, idle, adverbs, goals)


def _add_family(file: TomlFile, name: str, marks: dict[str, str], problems: list[Problem]) -> None:
    entry = FAMILY.read(file, name, problems)
    mark = entry.get("mark", "")
    for word in entry.get("words", ()):
        if marks.setdefault(fold(word), mark) != mark:
            what = f"the word '{word}' of [{name}] is one of another family, too"
            problems.append(file.problem(what, "Keep one.", name, "words"))


def _pattern(marks: Mapping[str, str]) -> regex.Pattern[str]:
    """All words as one pattern; Latin ones end where letters end."""
    ordered = sorted(marks, key=len, reverse=True)
    latin = "|".join(regex.escape(word) for word in ordered if word[0].isascii())
    chinese = "|".join(regex.escape(word) for word in ordered if not word[0].isascii())
    return regex.compile(rf"(?<![a-z])(?:{latin})(?![a-z])|(?:{chinese})")
