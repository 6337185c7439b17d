"""Texts that people annotated, and how much of that is found in them."""

from __future__ import annotations

import csv
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from reportcard.errors import DataError, Problem
from reportcard.extract.figure import Extracted
from reportcard.tables import HERE

SAMPLES = HERE / "tests" / "extract" / "samples"
"""The project's own texts."""
SHARED = "REPORTCARD_EXTRACTION"
"""The variable that names a folder of further annotated texts."""
DIGITS = 6
"""To how many digits a value must agree: people write 0.884956 for 1:1.13."""
Key = tuple[int, int, str, str, str]


@dataclass(frozen=True)
class Annotated:
    """A text with what people found in it: figures, what is none, claims."""

    name: str
    text: str
    figures: list[dict[str, str]]
    ignored: list[dict[str, str]]
    claims: list[dict[str, str]]


@dataclass(frozen=True)
class Score:
    """What was found of what should have been: ``right``, ``missed`` and ``wrong``."""

    right: int
    missed: tuple[Key, ...]
    wrong: tuple[Key, ...]

    @property
    def recall(self) -> Fraction:
        """The share of the annotated that was found."""
        return Fraction(self.right, max(1, self.right + len(self.missed)))

    @property
    def precision(self) -> Fraction:
        """The share of the found that is annotated."""
        return Fraction(self.right, max(1, self.right + len(self.wrong)))


def folders() -> list[Path]:
    """The folders of annotated texts at hand: the project's own, and the one that is named."""
    named = os.environ.get(SHARED)
    return [SAMPLES, *([Path(named)] if named else [])]


def annotated(folder: Path) -> list[Annotated]:
    """Every annotated text of a folder with ``texts``, ``gold`` and ``claims``.

    Raises DataError where there is none.
    """
    paths = sorted((folder / "texts").glob("*.txt"))
    if not paths:
        remedy = "Name a folder with texts/, gold/ and claims/."
        raise DataError(Problem("holds no annotated text", remedy, folder))
    return [_read(folder, path) for path in paths]


def _read(folder: Path, path: Path) -> Annotated:
    gold, claims = folder / "gold", folder / "claims" / f"{path.stem}.csv"
    figures, ignored = gold / f"{path.stem}.csv", gold / f"{path.stem}.ignore.csv"
    text = path.read_bytes().decode("utf-8")
    return Annotated(path.stem, text, _rows(figures), _rows(ignored), _rows(claims))


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def score_figures(given: Annotated, found: Sequence[Extracted]) -> Score:
    """Figures by span, value and unit.

    Counts that stand only in words (weak rows) and what people called ambiguous are neither
    missed nor wrong.
    """
    wanted = {_key_of(row) for row in given.figures if row["weak"] != "1"}
    doubtful = [row for row in given.figures if row["weak"] == "1"]
    doubtful += [row for row in given.ignored if row["why"].startswith("ambiguous")]
    spans = [(int(row["start"]), int(row["end"])) for row in doubtful]
    keys = {_key(f.start, f.end, f.value, f.value_hi, f.unit) for f in found}
    wrong = (key for key in keys - wanted if not _within(key, spans))
    return Score(len(wanted & keys), tuple(sorted(wanted - keys)), tuple(sorted(wrong)))


def _within(key: Key, spans: Collection[tuple[int, int]]) -> bool:
    return any(start < key[1] and key[0] < end for start, end in spans)


def _key_of(row: dict[str, str]) -> Key:
    high = Fraction(row["value_hi"]) if row["value_hi"] else None
    return _key(int(row["start"]), int(row["end"]), Fraction(row["value"]), high, row["unit"])


def _key(start: int, end: int, value: Fraction, high: Fraction | None, unit: str) -> Key:
    told = ("" if v is None else f"{float(v):.{DIGITS}g}" for v in (value, high))
    return (start, end, *told, unit)  # type: ignore[return-value]
