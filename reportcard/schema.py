"""What the tables of a data file may hold: one check for every TOML file below ``data/``.

A `Schema` names the keys of a table and the `Kind` of each; reading a table with it gives
the entries that are right, and a problem with file and line for each that is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from string import Formatter
from typing import Any

from reportcard.chinese import SIMPLIFIED, TRADITIONAL
from reportcard.dates import dated
from reportcard.errors import Problem, nearest
from reportcard.tables import TomlFile, exact

AUTHORED = ("en", TRADITIONAL)
"""The languages in which every text of a data file is given."""
LANGUAGES = (*AUTHORED, SIMPLIFIED)
"""The languages an edition can have; what is derived is there once a file has been read."""
MOST_SHOWN = 60
TARGET_BLANK = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Kind:
    """What a value must be.

    ``fault`` says of a value what it lacks, in words that follow its key, ``""`` when it is
    wrong as a whole, and None when it is right; ``remedy`` says what to write.
    """

    remedy: str
    fault: Callable[[Any], str | None]


def _plain(remedy: str, holds: Callable[[Any], bool]) -> Kind:
    return Kind(remedy, lambda value: None if holds(value) else "")


def _number(value: Any) -> bool:
    try:
        exact(value)
    except ValueError:
        return False
    return not isinstance(value, bool)


def _word(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


STRING = _plain("Give a string.", _word)
MAYBE_EMPTY = _plain("Give a string.", lambda value: isinstance(value, str))
FLAG = _plain("Give true or false.", lambda value: isinstance(value, bool))
NUMBER = _plain('Give a number, or a fraction such as "2000/3".', _number)
YEAR = _plain(
    "Give a number, such as 2019.", lambda value: type(value) is int and 1000 <= value <= 9999
)
DAY = _plain("Give a day, such as 2020-03-01.", lambda value: type(value) is date)
PUBLISHED = _plain(
    'Give a day (2020-01-15), a month ("2025-03"), a year ("2024"), or "after 2019".',
    lambda value: type(value) is date or (isinstance(value, str) and dated(value)),
)
TABLE = _plain("Give a table.", lambda value: isinstance(value, dict))
WORDS = _plain(
    'Give a list of strings, such as ["x"].',
    lambda value: isinstance(value, list) and all(map(_word, value)),
)
SOME_WORDS = _plain(WORDS.remedy, lambda value: bool(value) and WORDS.fault(value) is None)


def one_of(*allowed: str) -> Kind:
    """One of some words."""
    remedy = f"One of: {', '.join(allowed)}."
    return _plain(remedy, lambda value: isinstance(value, str) and value in allowed)


def some_of(*allowed: str) -> Kind:
    """A list of some of these words."""
    return _plain(
        f"Give a list of: {', '.join(allowed)}.",
        lambda value: WORDS.fault(value) is None and set(value) <= set(allowed),
    )


def _languages(value: Any, holds: Callable[[Any], bool]) -> str | None:
    """What a text by language lacks, or has too much."""
    if not isinstance(value, dict):
        return ""
    for lang in AUTHORED:
        if lang not in value:
            return f"lacks a language, {lang}"
    for lang in value:
        if lang in LANGUAGES and not holds(value[lang]):
            return f"has {lang} = {_shown(value[lang])}"
    strange = [lang for lang in value if lang not in LANGUAGES]
    return f"has an unknown language '{strange[0]}'" if strange else None


GIVE_BOTH = f"Give {' and '.join(AUTHORED)}, each a text."
TEXT = Kind(GIVE_BOTH, lambda value: _languages(value, _word))


def blanks(text: str) -> list[str]:
    """The blanks of a text in order. Raises ValueError for a brace that opens or closes none."""
    parts = Formatter().parse(text)
    found = []
    for _, name, spec, conversion in parts:
        if name is not None:
            if spec or conversion or "{" in name:
                raise ValueError(f"'{name}' is no name")
            found.append(name)
    return found


def targets(text: str) -> list[str]:
    """The targets of ``{v}`` in the braces of a text. Raises ValueError for a stray brace."""
    if re.search("[{}]", TARGET_BLANK.sub("", text)):
        raise ValueError("braces come in pairs")
    return TARGET_BLANK.findall(text)


def _blank_fault(
    value: Mapping[str, str], allowed: Collection[str] | None, find: Callable[[str], list[str]]
) -> str | None:
    """A brace that stands alone, a blank nothing fills, or one that a language lacks."""
    found: dict[str, list[str]] = {}
    for lang, text in value.items():
        try:
            found[lang] = sorted(find(text))
        except ValueError as error:
            return f"has a stray brace in {lang} ({error}): {_shown(text)}"
        for name in found[lang]:
            if allowed is not None and name not in allowed:
                return f"has a blank '{{{name}}}' in {lang} that nothing fills"
    first, *others = found.values()
    if any(set(first) != set(o) or first.count("") != o.count("") for o in others):
        told = "; ".join(f"{k}: {', '.join(f'{{{b}}}' for b in v)}" for k, v in found.items())
        return f"has other blanks in each language ({told})"
    return None


def template(
    allowed: Collection[str] | None = None, find: Callable[[str], list[str]] = blanks
) -> Kind:
    """A text by language with the same blanks in each, all of ``allowed`` where that is given."""
    remedy = "Write the same blanks in each language; {{ and }} are plain braces."
    if allowed is not None:
        remedy += f" Blanks: {', '.join(f'{{{name}}}' for name in allowed) or 'none'}."

    def fault(value: Any) -> str | None:
        told = _languages(value, lambda text: isinstance(text, str) and bool(text))
        return _blank_fault(value, allowed, find) if told is None else told

    return Kind(remedy if allowed != () else GIVE_BOTH, fault)


@dataclass(frozen=True)
class Schema:
    """The keys a table must have, and those it may have; ``rest`` is for keys of any name."""

    required: Mapping[str, Kind] = field(default_factory=dict)
    optional: Mapping[str, Kind] = field(default_factory=dict)
    rest: Kind | None = None

    def read(self, file: TomlFile, table: str, problems: list[Problem]) -> dict[str, Any]:
        """The right entries of ``[table]``; ``""`` is what stands before all tables."""
        entry = file.tables[table] if table else file.tables
        called = f"[{table}] " if table else ""
        known = {**self.required, **self.optional}
        right = {}
        for key in (k for k in self.required if k not in entry):
            problems.append(file.problem(f"{called}lacks '{key}'", "Add it.", table))
        for key, value in entry.items():
            kind = known.get(key, self.rest)
            if kind is None:
                what = f"{called}has an unknown key '{key}'"
                remedy = nearest(key, known) or f"Remove it. Known: {', '.join(known)}."
                problems.append(file.problem(what, remedy, table, key))
                continue
            fault = kind.fault(value)
            if fault is None:
                right[key] = value
            else:
                what = f"{called}{key} {fault}" if fault else f"{called}has {key} = {_shown(value)}"
                problems.append(file.problem(what, kind.remedy, table, key))
        return right


def _shown(value: Any) -> str:
    """A value as an error quotes it: not the whole of a long one."""
    text = repr(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
