"""A text as a row of tokens, and what the words around one of its figures weigh.

A token is one Chinese character, one Latin word, a mark, a figure, or a word of
``data/likeness.toml``, for which the name of its table stands. Features are runs of one to three
tokens, so that neither script nor width nor a choice among such words matters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from reportcard.folding import fold
from reportcard.likeness import likenesses

FIGURE, CLAUSE, SENTENCE, PARAGRAPH = "#", ",", ".", "¶"
MARKS = {**dict.fromkeys(",:", CLAUSE), **dict.fromkeys(";。.!?", SENTENCE), "\n": PARAGRAPH}
REACH = 60
"""Tokens on either side of a figure that are looked at; beyond them little weight is left."""
NEAR = 0.97
"""What each token of distance leaves of a weight."""
CROSSED = {FIGURE: 0.8, CLAUSE: 0.6, SENTENCE: 0.4, PARAGRAPH: 0.45}
"""What is left of it beyond another figure, or the end of a clause, sentence or paragraph."""
BEHIND = 0.85
"""What words after a figure weigh: Chinese says first what is counted, mostly."""
NEXT = 0.5
"""What is left of that beyond the first mark after a figure: there the next figure begins."""
LONGEST = 3
_LATIN = r"[a-z]+(?:\d(?:\.\d)?)?"
_OTHER = re.compile(rf"{_LATIN}|\d[\d.,]*|[^\W\d_]|[,;:。.!?\n]")


@dataclass(frozen=True)
class Token:
    """A word of a text as features see it, from ``start`` to ``end`` in the text."""

    text: str
    start: int
    end: int


class Passage:
    """A text with the spans of its figures, cut into tokens."""

    def __init__(self, text: str, figures: Sequence[tuple[int, int]] = ()) -> None:
        self.text = fold(text)
        self.figures = sorted(set(figures))
        self.tokens = list(self._tokens())

    def _tokens(self) -> Iterator[Token]:
        position = 0
        for start, end in self.figures:
            yield from _words(self.text, position, start)
            yield Token(FIGURE, start, end)
            position = max(position, end)
        yield from _words(self.text, position, len(self.text))

    def alone(self, start: int, end: int) -> bool:
        """Whether nothing but a figure stands in its line."""
        first, last = self.text.rfind("\n", 0, start) + 1, self.text.find("\n", end)
        line = self.text[first:start] + self.text[end : last if last >= 0 else None]
        return not line.strip()

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def features(self, start: int, end: int) -> dict[str, float]:
        """What stands around a figure: each run of tokens with the most that it weighs."""
        here = bisect_left(self._starts, start)
        before = self.tokens[max(0, here - REACH) : here][::-1]
        after = [t for t in self.tokens[here : here + REACH] if t.start >= end]
        found: dict[str, float] = {}
        for side, full, beyond in ((before, 1.0, 1.0), (after, BEHIND, NEXT)):
            weighed = list(_weighed(side, full, beyond))
            for run, weight in _runs(weighed if side is after else weighed[::-1]):
                found[run] = max(found.get(run, 0.0), weight)
        return found


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of a stretch of text without figures."""
    known = likenesses()
    while start < end:
        word = known.pattern.match(text, start, end)
        other = word or _OTHER.match(text, start, end)
        if other is None:
            start += 1
            continue
        said = other[0]
        if word:
            said = f"<{known.table[said]}>"
        elif said[0].isdigit():
            said = "0"
        yield Token(MARKS.get(said, said), start, other.end())
        start = other.end()


def _weighed(tokens: Sequence[Token], weight: float, beyond: float) -> Iterator[tuple[str, float]]:
    """Tokens that lead away from a figure, weighed; of the first mark on, ``beyond`` is left."""
    for token in tokens:
        yield token.text, weight
        weight *= CROSSED.get(token.text, 1.0) * NEAR
        if token.text in CROSSED:
            weight, beyond = weight * beyond, 1.0


def _runs(tokens: Sequence[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    """Every run of at most three tokens that no mark or figure parts."""
    for start in range(len(tokens)):
        run, least = "", 1.0
        for text, weight in tokens[start : start + LONGEST]:
            if text in CROSSED or text == "0":
                break
            run, least = run + text, min(least, weight)
            yield run, least


def features_of(label: str) -> frozenset[str]:
    """The runs of tokens of a label."""
    return frozenset(run for run, _ in _runs([(t.text, 1.0) for t in Passage(label).tokens]))
