"""Guesses as rows: the sure ones for ``figures.csv``, the open ones for ``proposals.csv``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from reportcard.archive import HEADLINE
from reportcard.extract.figure import Extracted
from reportcard.observations import decimal
from reportcard.proposals.guesses import Guess

Cells = dict[str, str]
Key = tuple[str, str, str, str]
HUNDREDTH = Fraction(1, 100)
PROPOSED = re.compile(r"proposed, confidence (?P<confidence>[0-9.]+)(?:; else (?P<others>\w+))?")
"""The note of a row that nobody has confirmed, with what else was thought of."""


@dataclass
class Rows:
    """The rows of a new document, each in the order of the text."""

    named: list[Cells]
    open: list[Cells]


def rows_of(guesses: Iterable[Guess]) -> Rows:
    """Part the guesses. Counts written only in words (三大) are rows where they are sure.

    Two values for one indicator, area and year cannot both be right: the later one stays open.
    """
    rows = Rows([], [])
    known: dict[Key, tuple[Guess, Cells]] = {}
    for guess in sorted(guesses, key=lambda g: (g.headline, g.figure.start)):
        if guess.figure.weak and not guess.sure:
            continue
        cells = _cells(guess)
        first, agreed = known.setdefault(_key(cells), (guess, cells)) if guess.sure else (guess, {})
        if guess.sure and _value(first) == _value(guess):
            cells["as_of"] = agreed["as_of"]
            rows.named.append({**cells, "note": _note(guess)})
        else:
            rows.open.append({**cells, **_doubt(guess)})
    for found in (rows.named, rows.open):
        found.sort(key=lambda cells: int(cells["start"]))
    return rows


def _cells(guess: Guess) -> Cells:
    """A row of ``figures.csv``; its indicator is the likeliest."""
    figure, said = guess.figure, guess.said
    return {
        "start": str(figure.start),
        "end": str(figure.end),
        "as_printed": figure.as_printed,
        "hedges": " ".join(_outside(figure)),
        "direction": figure.direction,
        "precision": decimal(figure.step),
        "indicator": guess.indicators[0] if guess.indicators else "",
        "ref_area": said.ref_area,
        "time_period": str(said.time_period),
        "as_of": said.as_of,
        "coverage": said.coverage,
        "status": figure.status,
        "locator": HEADLINE if guess.headline else "",
        "note": "",
    }


def _outside(figure: Extracted) -> list[str]:
    """The hedges around a figure: those that stand within it are in its print."""
    return [word for word in figure.hedges if word not in figure.as_printed]


def _key(cells: Cells) -> Key:
    """What a row would be a mention of."""
    return (cells["indicator"], cells["ref_area"], cells["time_period"], cells["coverage"])


def _value(guess: Guess) -> tuple[Fraction, Fraction | None]:
    return guess.figure.value, guess.figure.value_hi


def _note(guess: Guess) -> str:
    """What tells a reader of the row that a program named it: ``PROPOSED`` reads it."""
    others = f"; else {', '.join(guess.indicators[1:2])}" if guess.indicators[1:] else ""
    return f"proposed, confidence {_rounded(guess)}{others}"


def _doubt(guess: Guess) -> Cells:
    return {"confidence": _rounded(guess), "others": " ".join(guess.indicators[1:])}


def _rounded(guess: Guess) -> str:
    return decimal(Fraction(round(guess.confidence * 100)) * HUNDREDTH)
