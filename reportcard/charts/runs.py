"""What a chart of several vintages is made of: runs of years, each with a look of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reportcard.charts.model import Datum, numbered


@dataclass(frozen=True)
class Run:
    """What one base, or one sort of print, says of the years.

    Where it is ``joined`` (one base), a line runs between neighbouring years; otherwise each
    point is a document with a base of its own, and nothing joins them.
    """

    label: str
    points: Mapping[int, Datum]
    joined: bool

    @property
    def reported(self) -> dict[int, Datum]:
        """The years that have a value, in order."""
        return {year: d for year, d in sorted(self.points.items()) if d.reported}

    @property
    def said(self) -> str:
        """Its name, with the value where one value is all it is or where it ends."""
        told = list(self.reported.values())[-1:] if self.joined or len(self.points) == 1 else []
        return " ".join((self.label, *(d.shown for d in told))).strip()

    def pieces(self) -> Iterator[list[int]]:
        """Years that a line joins: neighbours, at least two."""
        pieces: list[list[int]] = [[]]
        for year in self.reported if self.joined else ():
            if pieces[-1] and year != pieces[-1][-1] + 1:
                pieces.append([])
            pieces[-1].append(year)
        return (piece for piece in pieces if len(piece) > 1)


ROLES = ("here", "warm", "good", "ink", "here-2", "rest")
DASHES: tuple[list[float], ...] = ([], [7, 4], [2, 3], [12, 3, 2, 3], [4, 2], [1, 4])
LINED = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross")
LOOSE = ("circle", "triangle-up", "diamond", "square", "cross", "triangle-down")
"""Forms of the marks of joined runs, which are small, and of the others, which are not."""


@dataclass(frozen=True)
class Look:
    """How a run is told apart without its colour, too."""

    role: str
    dash: list[float]
    shape: str


def looks_of(runs: Sequence[Run]) -> list[Look]:
    """The look of each run, by its place among all and among those of its kind."""
    found: list[Look] = []
    for number, run in enumerate(runs):
        nth = sum(other.joined == run.joined for other in runs[:number])
        found.append(Look(ROLES[number], DASHES[nth], (LINED if run.joined else LOOSE)[nth]))
    return found


def dressed(runs: Sequence[Run], looks: Sequence[Look]) -> list[Run]:
    """The runs in their colours, each datum with its row of the table."""
    lined = iter(numbered([run.points[year] for run in runs for year in sorted(run.points)]))
    return [
        replace(run, points={y: replace(next(lined), role=look.role) for y in sorted(run.points)})
        for run, look in zip(runs, looks, strict=True)
    ]
