"""One figure found in running text: where it stands, what it says, what it allows."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from reportcard.interval import Interval

KINDS = ("count", "amount", "ratio", "growth", "measure", "duration", "rank")


class Extracted(NamedTuple):
    """One printed number of a text, with its unit and what the words around it say.

    ``start`` and ``end`` are 0-based offsets of ``as_printed`` (number, scale word, inner hedge
    and unit) in the text as given. ``value`` is the magnitude in ``unit`` after its scale word
    (2.6萬億元: 2600000000000 元; 七成: 70 %), ``value_hi`` the second number of a range,
    ``unit_printed`` the unit in the source's own words (個百分點 where ``unit`` is 百分點).
    ``direction`` is "-" where the words say a fall, ``hedges`` are the words around it as
    printed, ``status`` is "forecast" where the sentence says so and else empty, ``step`` is one
    unit of the last digit that counts, ``interval`` what the number allows: of the magnitude.
    ``weak`` marks a count written only in words (三大, 两所).
    """

    start: int
    end: int
    as_printed: str
    value: Fraction
    value_hi: Fraction | None
    unit: str
    unit_printed: str
    kind: str
    direction: str
    hedges: tuple[str, ...]
    status: str
    step: Fraction
    interval: Interval
    weak: bool = False
