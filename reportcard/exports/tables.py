"""The three tables of an edition: the rows of the commands, each with the key of its number.

The key is also the name of the number's file among the ``numbers``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportcard import keys, objects
from reportcard.audit import audit
from reportcard.columns import RESOURCES, Column, columns
from reportcard.objects import Object
from reportcard.results import Book
from reportcard.rounding import HALF

KEY = "key"
NAMES: Mapping[str, Sequence[str]] = {
    "figures": (KEY, *objects.FIGURE_KEYS),
    "indicators": (KEY, *objects.INDICATOR_KEYS),
    "audit": (KEY, *objects.CHECK_KEYS),
}
PRIMARY = {"figures": KEY, "indicators": KEY}
"""What names a row. A figure may be audited in several ways, so that no column does there."""


@dataclass(frozen=True)
class Table:
    """One table: its name, its columns as the dictionary describes them, its rows."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Object]
    primary: str | None = None


def tables(book: Book, lang: str) -> list[Table]:
    """The three tables of an edition. Raises DataError for a column that is not described."""
    rows = {"figures": _figures, "indicators": _indicators, "audit": _audit}
    return [
        Table(name, columns().of(name, NAMES[name]), rows[name](book, lang), PRIMARY.get(name))
        for name in RESOURCES
    ]


def _figures(book: Book, lang: str) -> list[Object]:
    return [
        {KEY: keys.of_observation(book, o), **objects.figure_object(book, o, lang)}
        for o in book.report.observations
    ]


def _indicators(book: Book, lang: str) -> list[Object]:
    return [
        {KEY: keys.of_result(result), **objects.indicator_object(book, result, lang)}
        for result in book.results()
    ]


def _audit(book: Book, lang: str) -> list[Object]:
    held_up = {(m.row.path, m.row.line): o for o in book.report.observations for m in o.mentions}
    found = []
    for check in audit(book, lang):
        observation = held_up[check.figure.row.path, check.figure.row.line]
        key = keys.of_observation(book, observation)
        found.append({KEY: key, **objects.check_object(check, lang, HALF)})
    return found
