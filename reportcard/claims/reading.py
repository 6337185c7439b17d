"""A text as the claim finder reads it: sentences, names of figures, and what belongs to what."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

import regex

from reportcard.claims.claim import Claim
from reportcard.claims.placed import (
    CONTRIBUTION,
    GROWTH,
    INCREASE,
    LEVELS,
    MULTIPLE,
    NEW,
    SHARE,
    Placed,
    folded_unit,
)
from reportcard.claims.skeleton import Sentence, sentences
from reportcard.claims.words import vocabulary
from reportcard.extract.figure import Extracted
from reportcard.folding import fold

RATE_NAMES = ("率", "度", "率为", "率达", "率达到", "rate of ", "rate was ")
BEFORE, AFTER = 48, 10
"""How much text around a figure says what it is about."""
MONEY = frozenset(
    map(fold, ("元", "港元", "港幣", "$", "HK$", "NT$", "¥", "人民幣", "新臺幣", "新台幣"))
)
PEOPLE = frozenset(map(fold, ("人", "名", "位")))
_MARKS = regex.compile(r"[,;:。()（）、|\n*#「」《》“”\"]")
_HAN = regex.compile(r"\p{Han}{2,}")
_LATIN = regex.compile(r"[a-z]{4,}")
_NUMBERS = regex.compile(r"[0-9.,\-/]+年?|[0-9]+月")


class Reading:
    """The sentences of a text with every figure at its place, and the claims found so far."""

    def __init__(self, text: str, figures: Sequence[Extracted]) -> None:
        self.folded = fold(text)
        self.sentences = sentences(self.folded, figures)
        self.claims: dict[tuple[int, str, tuple[int, ...]], Claim] = {}
        self.claimed: dict[int, list[Claim]] = defaultdict(list)
        self._about: dict[int, frozenset[str]] = {}
        self.level_of: dict[int, Placed] = {}
        self.place: dict[int, tuple[int, int]] = {}
        for number, sentence in enumerate(self.sentences):
            for index, one in enumerate(sentence.placed):
                self.place[one.figure.start] = (number, index)
            for rate, level in attached(sentence):
                self.level_of[rate.figure.start] = level

    def add(self, claim: Claim | None) -> bool:
        """Keep a claim that is not there yet; says whether there was one."""
        if claim is None:
            return False
        key = (claim.start, claim.relation, tuple(sorted(f.start for f in claim.inputs)))
        if key not in self.claims:
            self.claims[key] = claim
            self.claimed[claim.start].append(claim)
        return True

    def has(self, one: Placed, *relations: str) -> bool:
        """Whether a figure already has a claim (of these relations)."""
        return any(not relations or c.relation in relations for c in self.claimed[one.figure.start])

    def sentence_of(self, figure: Extracted) -> Sentence:
        """The sentence a figure stands in."""
        return self.sentences[self.place[figure.start][0]]

    def placed_of(self, figure: Extracted) -> Placed:
        """The figure at its place."""
        number, index = self.place[figure.start]
        return self.sentences[number].placed[index]

    @cached_property
    def everything(self) -> list[Placed]:
        """All figures in order."""
        return [one for sentence in self.sentences for one in sentence.placed]

    @cached_property
    def levels(self) -> list[Placed]:
        """All figures that stand for a level, in order."""
        return [one for one in self.everything if one.role in LEVELS and not one.rate]

    def levels_before(self, start: int, count: int) -> list[Placed]:
        """The last so many levels before a place of the text."""
        at = bisect_left(self.levels, start, key=lambda one: one.figure.start)
        return self.levels[max(0, at - count) : at]

    def rates_of(self, level: Placed) -> list[Placed]:
        """The growth rates that belong to a level."""
        sentence = self.sentence_of(level.figure)
        mine = [o for o in sentence.placed if self.level_of.get(o.figure.start) is level]
        return [one for one in mine if one.role == GROWTH and not one.loose]

    def name(self, one: Placed) -> str:
        """What is directly before a figure, up to the last mark, without idle words."""
        parts = [part for part in _MARKS.split(one.left) if bare(part)]
        return bare(parts[-1]) if parts else ""

    def about(self, one: Placed) -> frozenset[str]:
        """Three-character pieces and longer Latin words around a figure: what it is about."""
        start = one.figure.start
        if start not in self._about:
            sentence = self.sentence_of(one.figure)
            before = self.folded[max(sentence.start, start - BEFORE) : start]
            after = _MARKS.split(self.folded[one.figure.end : one.figure.end + AFTER])[0]
            self._about[start] = pieces(before) | pieces(after)
        return self._about[start]

    def akin(self, one: Placed, other: Placed) -> int:
        """How much two figures have in common in what they are about."""
        return len(self.about(one) & self.about(other))

    def constant_prices(self, one: Placed) -> bool:
        """Whether growth at constant prices may be meant, which printed levels do not show."""
        sentence = self.sentence_of(one.figure)
        before = self.folded[max(sentence.start, one.figure.start - 2 * BEFORE) : one.figure.start]
        return any(w.mark == "p" for w in vocabulary().words(before, 0, len(before)))

    def between(self, one: Placed, other: Placed) -> str:
        """The folded text from the end of one figure to the start of another."""
        return self.folded[one.figure.end : other.figure.start]


def pieces(folded: str) -> frozenset[str]:
    """The three-character pieces and the longer Latin words of a text that mean something."""
    for word in vocabulary().words(folded, 0, len(folded)):
        if word.mark and word.mark != "p":
            folded = folded[: word.start] + "," * (word.end - word.start) + folded[word.end :]
    for idle in vocabulary().idle:
        if not idle.isascii() and len(idle) > 1:
            folded = folded.replace(idle, "," * len(idle))
    runs = _HAN.findall(folded)
    han = {run[i : i + 3] for run in runs for i in range(len(run) - 2)}
    return frozenset(han | set(_LATIN.findall(folded)))


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """A name without idle words and numbers at its edges, its synonyms as one."""
    name = _NUMBERS.sub("", name).strip()
    known = vocabulary()
    changed = True
    while changed and name:
        changed = False
        for idle in known.idle:
            edge = f"{idle} " if idle.isascii() else idle
            if name.startswith(edge) or name.endswith(idle):
                name = name.removeprefix(edge).removesuffix(idle).strip()
                changed = True
                break
    for other, first in known.same.items():
        if name.endswith(other) and len(other) >= len(name) - 2:
            return first
    return name


def kin(one: Extracted, other: Extracted) -> bool:
    """Whether two figures can be compared: one unit, or money, or a unit left out."""
    a, b = folded_unit(one.unit), folded_unit(other.unit)
    return (
        a == b
        or {a, b} <= MONEY
        or {a, b} <= PEOPLE
        or (("" in (a, b)) and not {a, b} & {"%", "‰", "倍"})
    )


def attached(sentence: Sentence) -> Iterator[tuple[Placed, Placed]]:
    """Each rate of a sentence with the level it belongs to.

    What stands in brackets belongs to brackets: in 6380件（含旧存214件），同比上升3.85% the growth
    is that of 6380.
    """
    level: Placed | None = None
    outside: Placed | None = None
    depth = 0
    placed = sentence.placed
    for index, one in enumerate(placed):
        for mark in one.left if one.apart else one.left.replace(";", ""):
            depth, level, outside = _bracket(mark, depth, level, outside)
        if one.role in LEVELS and not one.rate:
            level = one
            continue
        if one.listed and one.role in (GROWTH, SHARE) and placed[index - 1].role == one.role:
            continue  # belongs with the first of its list
        if one.role in (GROWTH, MULTIPLE, INCREASE, SHARE, CONTRIBUTION):
            yield from _belongs(placed, index, level)
        if one.role == SHARE and one.left.endswith(RATE_NAMES):
            level = None  # what grows after 結案率97% is the rate


def _bracket(
    mark: str, depth: int, level: Placed | None, outside: Placed | None
) -> tuple[int, Placed | None, Placed | None]:
    """Depth of brackets, the level spoken of, and the one before the brackets, after a mark."""
    if mark == "(":
        return depth + 1, level, level if not depth else outside
    if mark == ")" and depth:
        return depth - 1, outside if depth == 1 else level, outside
    return depth, None if mark == ";" and not depth else level, outside


def _belongs(
    placed: list[Placed], index: int, level: Placed | None
) -> Iterator[tuple[Placed, Placed]]:
    one = placed[index]
    following = placed[index + 1] if index + 1 < len(placed) else None
    if one.role == GROWTH and following is not None and following.role == NEW:
        yield one, following
        return
    run = [one]
    while index + len(run) < len(placed) and placed[index + len(run)].listed:
        if placed[index + len(run)].role != one.role:
            break
        run.append(placed[index + len(run)])
    if len(run) == 1:
        if level is not None:
            yield one, level
        return
    before = [p for p in placed[:index] if p.role in LEVELS and not p.rate]
    if "r" in one.marks and "(" not in one.left and len(before) >= len(run):
        yield from zip(run, before[-len(run) :], strict=True)
