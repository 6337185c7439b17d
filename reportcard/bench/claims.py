"""How well the claims found in a text agree with those that people annotated.

A found claim is *right* when the annotations have one with its place, relation and verdict, or
when it is in ``reviewed.csv``: those are claims that people read one by one and found
true, which the annotators had not listed (a second mention, a growth without a printed base).
Everything else is wrong, whatever the reason. An annotated claim is *found* when a found one
has its place and relation; several ways to check one claim count once.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from reportcard.claims.claim import Claim
from reportcard.tables import HERE

REVIEWED = HERE / "tests" / "claims" / "reviewed.csv"
VERDICTS = {"cannot tell": "undetermined"}
Key = tuple[int, int, str, str]


@dataclass(frozen=True)
class Score:
    """Counts over one text or several: claims annotated, those found, claims made, those wrong."""

    annotated: int
    found: int
    made: int
    wrong: tuple[str, ...]

    def __add__(self, other: Score) -> Score:
        return Score(
            self.annotated + other.annotated,
            self.found + other.found,
            self.made + other.made,
            self.wrong + other.wrong,
        )

    @property
    def recall(self) -> float:
        """The share of the annotated claims that was found."""
        return self.found / self.annotated

    @property
    def precision(self) -> float:
        """The share of the claims made that is right."""
        return 1 - len(self.wrong) / self.made


def key_of(claim: Claim) -> Key:
    """What makes two claims the same: place, relation, verdict."""
    return claim.start, claim.end, claim.relation, claim.verdict


def annotated_keys(rows: Iterable[dict[str, str]]) -> set[Key]:
    """The keys of annotated claims."""
    return {
        (
            int(row["start"]),
            int(row["end"]),
            row["relation"],
            VERDICTS.get(row["verdict"], row["verdict"]),
        )
        for row in rows
    }


def reviewed_keys(text: str) -> set[Key]:
    """The keys of the claims of a text that were read and found true."""
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        return annotated_keys(row for row in csv.DictReader(file) if row["text"] == text)


def score(text: str, rows: list[dict[str, str]], claims: Iterable[Claim]) -> Score:
    """The score of the claims made on a text with these annotations."""
    wanted = annotated_keys(rows)
    right = wanted | reviewed_keys(text)
    made = {key_of(claim): claim for claim in claims}
    places = {(start, end, relation) for start, end, relation, _ in made}
    asked = {(start, end, relation) for start, end, relation, _ in wanted}
    wrong = [
        f"{text}:{claim.start} {claim.as_printed} {claim.relation} {claim.verdict}"
        for key, claim in made.items()
        if key not in right
    ]
    return Score(len(asked), len(asked & places), len(made), tuple(wrong))
