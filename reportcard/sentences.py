"""Sentences that depend on what the numbers did: rose or fell, reported or not.

Each is a table of ``data/sentences.toml``: ``about`` names the target whose interval decides
between ``up``, ``down``, ``level``, ``unsure`` and ``missing``; the texts hold targets of
``{v}`` in braces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

from reportcard.errors import Problem, UnknownName, nearest
from reportcard.prose import find, parse, say_in
from reportcard.results import Book
from reportcard.tables import project_folder, read_toml

BLANK = re.compile(r"\{([^{}]+)\}")
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Markdown:
    """A text that a notebook shows as Markdown, its numbers as inline HTML."""

    text: str

    def _repr_markdown_(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return unescape(TAG.sub("", self.text))


@cache
def _sentences() -> Mapping[str, Any]:
    return read_toml(project_folder() / "data" / "sentences.toml").tables


def sentence(book: Book, name: str, lang: str) -> Markdown:
    """A sentence with its numbers filled in. Raises UnknownName for one that is not there."""
    if name not in _sentences():
        remedy = nearest(name, _sentences()) or "Add it to data/sentences.toml."
        raise UnknownName(Problem(f"no sentence '{name}'", remedy))
    entry = _sentences()[name]
    variant = direction(book, entry["about"])
    template = entry.get(variant) or entry["missing"]
    return Markdown(BLANK.sub(lambda b: say_in(book, b[1], lang).html(b[1]), template[lang]))


def direction(book: Book, target: str) -> str:
    """Where a target's interval lies: up, down, level, unsure; or missing."""
    result = find(book, parse(target))
    if not result.reported:
        return "missing"
    interval = result.interval
    if interval.exact and interval.lower == 0:
        return "level"
    if interval.lower is not None and interval.lower >= 0:
        return "up"
    if interval.upper is not None and interval.upper <= 0:
        return "down"
    return "unsure"


def filled(book: Book, template: str, lang: str) -> str:
    """A text with the targets in its braces said in a language, as plain words."""
    return BLANK.sub(lambda found: say_in(book, found[1], lang).text, template)
