"""How much of what people annotated is found, and how fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

from reportcard.bench.annotated import Annotated, Score, annotated, folders, score_figures
from reportcard.extract.figures import extract

MEGABYTE = 10**6


@dataclass(frozen=True)
class Scored:
    """One annotated text and what was found of it."""

    folder: str
    given: Annotated
    figures: Score


@dataclass(frozen=True)
class Speed:
    """Bytes of UTF-8 and figures that one core reads in a second of its time."""

    megabytes: float
    figures: float


def score_texts(named: Sequence[Path] = ()) -> list[Scored]:
    """The scores of every annotated text of the folders named, else of those at hand."""
    return [
        Scored(folder.name, given, score_figures(given, extract(given.text)))
        for folder in named or folders()
        for given in annotated(folder)
    ]


def measure_speed(texts: Sequence[Annotated], runs: int) -> Speed:
    """The median of ``runs`` readings of at least a megabyte made of the texts in turn."""
    whole = "\n".join(given.text for given in texts)
    whole *= MEGABYTE // len(whole.encode()) + 1
    taken = []
    for _ in range(runs):
        begun = process_time()
        found = len(extract(whole))
        taken.append(process_time() - begun)
    seconds = median(taken)
    return Speed(len(whole.encode()) / MEGABYTE / seconds, found / seconds)
