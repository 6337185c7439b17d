"""How much of what people annotated is found, figures and claims, and how fast."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

from reportcard.bench.annotated import Annotated, Score, annotated, folders, score_figures
from reportcard.bench.claims import Score as ClaimScore
from reportcard.bench.claims import score as score_claims
from reportcard.claims.finder import claims
from reportcard.extract.figures import extract, forget_readings

MEGABYTE = 10**6


@dataclass(frozen=True)
class Scored:
    """One annotated text and what was found of it."""

    folder: str
    given: Annotated
    figures: Score
    claims: ClaimScore


@dataclass(frozen=True)
class Speed:
    """Bytes of UTF-8 and figures that one core reads in a second of its time."""

    megabytes: float
    figures: float


def score_texts(named: Sequence[Path] = ()) -> list[Scored]:
    """The scores of every annotated text of the folders named, else of those at hand."""
    return [
        _scored(folder.name, given) for folder in named or folders() for given in annotated(folder)
    ]


def _scored(folder: str, given: Annotated) -> Scored:
    figures = extract(given.text)
    judged = score_claims(given.name, given.claims, claims(given.text, figures))
    return Scored(folder, given, score_figures(given, figures), judged)


def measure_speed(texts: Sequence[Annotated], runs: int) -> Speed:
    """The median of ``runs`` readings of at least a megabyte made of the texts in turn.

    Each copy has other digits, so that no number that was read before is known already.
    """
    copies: list[bytes] = []
    while sum(len(copy) for copy in copies) < MEGABYTE:
        copies += [_other_digits(given.text, len(copies)).encode() for given in texts]
    whole = b"\n".join(copies).decode()
    taken = []
    for _ in range(runs):
        forget_readings()
        begun = process_time()
        found = len(extract(whole))
        taken.append(process_time() - begun)
    seconds = median(taken)
    return Speed(len(whole.encode()) / MEGABYTE / seconds, found / seconds)


def _other_digits(text: str, number: int) -> str:
    """The text with each digit from 1 to 9 turned on; years and zeros stay what they are."""
    turned = {str(d): str((d - 1 + number) % 9 + 1) for d in range(1, 10)}
    return re.sub(r"(?<![0-9])[0-9.,]+(?![0-9年])", lambda m: _turned(m[0], turned), text)


def _turned(number: str, turned: dict[str, str]) -> str:
    return "".join(turned.get(digit, digit) for digit in number)
