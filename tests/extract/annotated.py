"""The annotated texts: those beside the project and the project's own samples."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"
SHARED = os.environ.get("REPORTCARD_EXTRACTION", "")


@dataclass(frozen=True)
class Annotated:
    """A text with what people found in it: figures, what is none, claims."""

    name: str
    text: str
    figures: list[dict[str, str]]
    ignored: list[dict[str, str]]
    claims: list[dict[str, str]]


def annotated(folder: Path) -> list[Annotated]:
    """Every annotated text of a folder with ``texts``, ``gold`` and ``claims``."""
    found = []
    for path in sorted((folder / "texts").glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        gold = _rows(folder / "gold" / f"{path.stem}.csv")
        ignored = _rows(folder / "gold" / f"{path.stem}.ignore.csv")
        claims = _rows(folder / "claims" / f"{path.stem}.csv")
        found.append(Annotated(path.stem, text, gold, ignored, claims))
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def key_of(row: dict[str, str]) -> tuple[int, int, Fraction, Fraction | None, str]:
    """What a found figure must share with an annotated one: span, value and unit."""
    high = Fraction(row["value_hi"]) if row["value_hi"] else None
    return int(row["start"]), int(row["end"]), Fraction(row["value"]), high, row["unit"]
