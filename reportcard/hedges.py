"""Hedge words: what 突破, 近, 餘 or "more than" let a printed number stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path

from reportcard.errors import DataError, Problem, ReportcardError
from reportcard.interval import Interval
from reportcard.schema import SOME_WORDS, TEXT, WORDS, Schema, one_of, some_of
from reportcard.tables import project_folder, read_tables

ENDS = ("none", "0", "value", "value - step", "value + step")
PLACES = ("before", "after", "inner")


class Unreadable(ReportcardError):
    """A text that is no printed number, or that says something the reader does not know."""


@dataclass(frozen=True)
class Hedge:
    """A hedge word's meaning: ends in terms of the value and its step."""

    name: str
    words: tuple[str, ...]
    place: str
    lower: str
    upper: str
    open: tuple[str, ...]
    why: Mapping[str, str] = field(compare=False)
    not_in: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()

    def interval(self, value: Fraction, step: Fraction) -> Interval:
        """What ``value`` hedged with this word stands for."""
        ends = {
            "none": None,
            "0": Fraction(0),
            "value": value,
            "value - step": value - step,
            "value + step": value + step,
        }
        is_open = ("lower" in self.open, "upper" in self.open)
        return Interval(ends[self.lower], ends[self.upper], *is_open)


@cache
def hedges() -> Mapping[str, Hedge]:
    """Every hedge word of ``data/hedges.toml`` with its meaning."""
    return load_hedges(project_folder() / "data" / "hedges.toml")


def hedge_of(word: str) -> Hedge:
    """The meaning of a hedge word. Raises Unreadable for a word the table lacks."""
    try:
        return hedges()[word]
    except KeyError:
        remedy = "Use a word of data/hedges.toml, or add it there with the interval it stands for."
        raise Unreadable(Problem(f"'{word}' is no hedge the project knows", remedy)) from None


@cache
def hedge_pattern(place: str) -> re.Pattern[str]:
    """The hedge words of one place as a pattern, the longest that fits first."""
    known = [word for word, hedge in hedges().items() if hedge.place == place]
    return re.compile("|".join(map(re.escape, sorted(known, key=lambda w: (-len(w), w)))))


@cache
def _of_place(place: str) -> tuple[Mapping[str, Hedge], range, frozenset[str]]:
    """The hedges of one place by word, how long they are, and the characters at their ends."""
    known = {word: hedge for word, hedge in hedges().items() if hedge.place == place}
    lengths = range(max(map(len, known)), 0, -1)
    return known, lengths, frozenset(w[0] if place == "after" else w[-1] for w in known)


def hedge_before(text: str) -> str:
    """The hedge word that ``text`` ends in, the longest; empty where there is none."""
    if text[-1:] == " ":
        text = text[:-1]
    if text[-1:].lower() not in _of_place("before")[2]:
        return ""
    word = hedge_at_end(text, "before") or hedge_at_end(text.lower(), "before")
    if not word or text.endswith(hedge_of(word).not_in):
        return ""
    return "" if word.isascii() and text[-len(word) - 1 : -len(word)].isalpha() else word


def hedge_after(text: str) -> str:
    """The hedge word that ``text`` begins with, the longest; empty where there is none."""
    known, lengths, first = _of_place("after")
    if text[:1] not in first:
        return ""
    word = next((text[:n] for n in lengths if text[:n] in known), "")
    return "" if word and text.startswith(known[word].not_in) else word


def hedge_at_end(text: str, place: str) -> str:
    """The hedge word of a place that ``text`` ends in, the longest; empty without one."""
    known, lengths, _ = _of_place(place)
    return next((text[-n:] for n in lengths if text[-n:] in known), "")


def hedges_around(before: str, after: str, unit: str = "") -> list[str]:
    """The hedge words that stand directly before and after a number in running text."""
    return meant([w for w in (hedge_before(before), hedge_after(after)) if w], unit)


def meant(words: Iterable[str], unit: str) -> list[str]:
    """The words that are hedges with this unit: 近5年 is no 近, it is the last five years."""
    return [w for w in words if w and unit not in hedge_of(w).not_with]


SCHEMA = Schema(
    {
        "words": SOME_WORDS,
        "place": one_of(*PLACES),
        "lower": one_of(*ENDS),
        "upper": one_of(*ENDS),
        "open": some_of("lower", "upper"),
        "why": TEXT,
    },
    {"not_in": WORDS, "not_with": WORDS},
)


def load_hedges(path: Path) -> Mapping[str, Hedge]:
    """Read ``hedges.toml``. Raises DataError with every problem at once."""
    file = read_tables(path)
    problems: list[Problem] = []
    found: dict[str, Hedge] = {}
    for name in file.tables:
        entry = SCHEMA.read(file, name, problems)
        for word in entry.get("words", ()):
            if word in found:
                what = f"the word '{word}' of [{name}] is one of [{found[word].name}], too"
                problems.append(file.problem(what, "Keep one.", name, "words"))
        if not SCHEMA.required.keys() <= entry.keys():
            continue
        words, ends = tuple(entry["words"]), tuple(entry["open"])
        sides = (entry["lower"], entry["upper"])
        limits = (tuple(entry.get(key, ())) for key in ("not_in", "not_with"))
        hedge = Hedge(name, words, entry["place"], *sides, ends, entry["why"], *limits)
        found |= dict.fromkeys(words, hedge)
    if problems:
        raise DataError(*problems)
    return found
