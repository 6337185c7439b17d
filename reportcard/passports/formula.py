"""A formula in words, each input under its own name.

The tree of a formula becomes a row of parts: plain text, and inputs that can be asked in turn.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from reportcard import keys, labels
from reportcard.archive import BEFORE
from reportcard.expressions import Missing
from reportcard.labels import phrase, template
from reportcard.prose import show_observation, shown
from reportcard.results import At, Book, Result
from reportcard.verbs import VERBS

SIGNS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: (" + ", 1),
    ast.Sub: (" − ", 1),
    ast.Mult: (" × ", 2),
    ast.Div: (" ÷ ", 2),
}
_BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Input:
    """An input of a formula: its key, what it is called, and its value as readers see it."""

    key: str
    label: str
    value: str


Part: TypeAlias = str | Input


def in_words(book: Book, result: Result, lang: str) -> list[Part]:
    """The formula of a derived result in a language; nothing where it has none."""
    tree = result.indicator.tree
    return [] if tree is None else list(_Speaker(book, result, lang).said(tree, 0))


def named(book: Book, result: Result, lang: str) -> str:
    """What a result is called, with area, year or "before" where they are not the report's."""
    report, aside = book.report, list[str]()
    if result.area and result.area != report.place.key:
        aside.append(book.archive.areas[result.area].label[lang])
    if result.year != report.year:
        aside.append(str(result.year))
    if result.before:
        aside.append(phrase("chart", BEFORE, lang))
    label = book.label(result.indicator, lang)
    return phrase("passport", "aside", lang, label, labels.join(aside, lang)) if aside else label


@dataclass(frozen=True)
class _Speaker:
    book: Book
    result: Result
    lang: str

    def said(self, tree: ast.expr, binding: int) -> Iterator[Part]:
        """A tree in words; brackets where it binds less than what stands around it."""
        if isinstance(tree, ast.Constant):
            yield str(tree.value)
        elif isinstance(tree, ast.Name):
            yield self.input("home", tree.id)
        elif isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name):
            yield self.input(tree.value.id, tree.attr)
        elif isinstance(tree, ast.UnaryOp):
            yield "−"
            yield from self.said(tree.operand, 3)
        elif isinstance(tree, ast.BinOp):
            yield from self.operation(tree, binding)
        elif isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
            yield from self.call(tree, tree.func.id, binding)

    def operation(self, tree: ast.BinOp, binding: int) -> Iterator[Part]:
        sign, own = SIGNS[type(tree.op)]
        bracketed = own < binding
        yield "(" * bracketed
        yield from self.said(tree.left, own)
        yield sign
        yield from self.said(tree.right, own + 1)
        yield ")" * bracketed

    def call(self, tree: ast.Call, verb: str, binding: int) -> Iterator[Part]:
        """A verb with its arguments in the blanks of its phrase."""
        names = list(inspect.signature(VERBS[verb]).parameters)
        given = dict(zip(names, tree.args, strict=False))
        given |= {k.arg: k.value for k in tree.keywords if k.arg}
        yield "(" * (binding > 0)
        for number, piece in enumerate(_BLANK.split(template("verb", verb, self.lang))):
            if number % 2:
                yield from self.said(given[piece], 1)
            else:
                yield piece
        yield ")" * (binding > 0)

    def input(self, role: str, name: str) -> Part:
        """An input under its key: the very observation used, where the result rests on it."""
        if role == "calendar":
            return phrase("passport", "days", self.lang)
        there = self.book.seen(role, self.result.at)
        if there is None:
            return self.book.label(self.book.registry[name], self.lang)
        shown_result = self.book.result(name, there.area, there.year, before=there.before)
        label = named(self.book, shown_result, self.lang)
        return self.used(name, there, label) or Input(
            keys.of_result(shown_result), label, shown(shown_result, self.lang)
        )

    def used(self, name: str, at: At, label: str) -> Input | None:
        """The observation of an input that the result was computed with."""
        if isinstance(self.result.quantity, Missing):
            return None
        unit = self.book.registry[name].unit
        for o in self.result.observations:
            place = (o.indicator, o.ref_area, o.time_period, o.coverage == BEFORE)
            if place == (name, at.area, at.year, at.before):
                key = keys.of_observation(self.book, o)
                return Input(key, label, show_observation(o, unit, self.lang))
        return None
