"""A figure at its place in a sentence: the words before it, and the role they give it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from reportcard.claims.words import Word
from reportcard.extract.figure import Extracted
from reportcard.folding import fold

LEVEL, OLD, NEW, INCREASE, GROWTH, SHARE, WHOLE = "L", "O", "N", "D", "G", "S", "W"
POINTS, MULTIPLE, EACH, SHORT, TOTAL, RANGE, OTHER = "Q", "M", "E", "H", "K", "Z", "-"
CONTRIBUTION = "R"
LEVELS = LEVEL + NEW + TOTAL
PERCENT, TIMES, POINT_UNITS = ("%", "‰"), ("倍", "番"), ("百分点", "点", "pp", "percentage point")

_JOINED_AGAIN = regex.compile(r";\s*(?:与|和|同|较|比)[^;]*$")
_FRACTION = regex.compile(r"分|半|/|half|quarter|third|fourth|fifth|tenth")
_SIGN = regex.compile(r"([+\-−])\s*$")


@dataclass
class Placed:
    """One figure of a sentence.

    ``left`` is the folded text since the figure before it (or the sentence's start), from
    ``start``, ``words`` the words in it that count; ``role`` is one of this module's characters.
    ``listed`` says that only a list mark stands between the two figures, ``loose`` that a
    subject of its own seems to stand before the words of change, ``year`` that a year does.
    """

    figure: Extracted
    words: tuple[Word, ...]
    left: str
    start: int
    role: str = OTHER
    listed: bool = False
    loose: bool = False
    year: bool = False

    @property
    def marks(self) -> str:
        """The marks of the words before it, in order."""
        return "".join(word.mark for word in self.words)

    @property
    def apart(self) -> bool:
        """Whether a semicolon parts it from the figure before, and no 與…相比 joins them again."""
        return ";" in self.left and not (self.role == OLD and _JOINED_AGAIN.search(self.left))

    @property
    def rate(self) -> bool:
        """True for percentages, multiples and fractions."""
        return is_percent(self.figure) or is_times(self.figure) or is_fraction(self.figure)

    @property
    def level(self) -> bool:
        """True for what stands for the size of something."""
        return self.role in LEVELS and not self.rate

    @property
    def fall(self) -> bool | None:
        """Whether it is said to have fallen; None where the words leave it open."""
        if self.figure.direction == "-":
            return True
        moves = [word.mark for word in self.words if word.mark in "udn"]
        if moves:
            return {"u": False, "d": True, "n": None}[moves[-1]]
        sign = _SIGN.search(self.left)
        return None if sign is None else sign[1] != "+"

    def last(self, marks: str) -> Word | None:
        """The last word before it of some families."""
        return latest(self.words, marks)


def latest(words: Sequence[Word], marks: str) -> Word | None:
    """The last of some words that belongs to some families."""
    return next((word for word in reversed(words) if word.mark in marks), None)


@lru_cache(maxsize=4096)
def folded_unit(unit: str) -> str:
    """A unit in the one script all are compared in."""
    return fold(unit)


def is_percent(figure: Extracted) -> bool:
    """True for per cent and per mille."""
    return folded_unit(figure.unit) in PERCENT


def is_times(figure: Extracted) -> bool:
    """True for multiples (倍, 番)."""
    return folded_unit(figure.unit).startswith(TIMES)


def is_fraction(figure: Extracted) -> bool:
    """True for parts of one, in words or as a/b: 四分之一, half, 1/4."""
    part = not figure.unit and 0 < figure.value < 1
    return part and bool(_FRACTION.search(fold(figure.as_printed)))


def per_whole(figure: Extracted) -> int:
    """What a whole is in the unit of a share: 1 for fractions, 1000 for per mille, else 100."""
    if is_fraction(figure):
        return 1
    return 1000 if figure.unit == "‰" else 100


def is_points(figure: Extracted) -> bool:
    """True for percentage points."""
    return folded_unit(figure.unit).startswith(POINT_UNITS)
