"""Shares whose whole the words name or imply: of the year's days, of the whole before, of X.

Nothing here accuses: a whole found by name or by its place counts only where the arithmetic agrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import regex

from reportcard.claims.claim import Claim, judged
from reportcard.claims.moves import digits
from reportcard.claims.placed import (
    GROWTH,
    NEW,
    OTHER,
    SHARE,
    Placed,
    folded_unit,
    is_fraction,
    is_percent,
    per_whole,
)
from reportcard.claims.reading import Reading, bare, kin
from reportcard.claims.reckoning import given, share
from reportcard.claims.shares import could_be, relation_said
from reportcard.claims.skeleton import Sentence
from reportcard.claims.wholes import Whole
from reportcard.claims.words import vocabulary
from reportcard.expressions import constant
from reportcard.verdicts import CONSISTENT

YEAR_LENGTHS = (365, 366)
DAYS = ("天", "日", "day")
LOOK_BACK, FIRST = 60, 12
"""How many levels before a share, and of the text's first, may be its whole."""
SAME_WHOLE = 700
"""How far behind its sibling a share may stand that names no whole of its own."""
NEAR_BY = 8
"""In how many sentences before it a share has its siblings."""
ROOM = 40

_OF = regex.compile(r"\s*of (?:the|our|its|all|an|this|total)?\s*([^,;.()0-9]{3,40})")
_RATE = regex.compile(r"(\p{Han}{2,6})(?:率|面|比|度)|([a-z]{4,})(?: \w+)? rate\b")
_PART_OF = regex.compile(r"\s+(?:out )?of (?:the|our|its|all|an|a|these)?[a-z ]{0,14}\s*")
_AMONG = regex.compile(r"[^,;。]{0,10}(?:中|当中|里),?[^,;。]{0,8}?有?")
_OF_IT = regex.compile(r"[^,;。]{0,4}[的之][约近逾]?")
_IN_WORDS = regex.compile(r",\s*(?:just |about |nearly |roughly |over |under |some |约|近|即)*")
_ALSO = regex.compile(r"\s*(?:,?\s*or|\(|,\s*(?:即|约))?\s*")
_RUN = regex.compile(r"\p{Han}{2,}|[a-z]{4,}")
_STEM = 5
"""How much of a Latin word must be the same: recycl-ed, recycl-ing."""


def find_parts(reading: Reading, wholes: Sequence[Whole]) -> None:
    """Every share without a claim, with the whole that words, place or the calendar give it."""
    _beside_parts(reading, wholes)
    for number, sentence in enumerate(reading.sentences):
        for index, one in enumerate(sentence.placed):
            if one.role != SHARE and not _of_something(one):
                continue
            if reading.has(one) or _agree(reading, one, _said_beside(reading, sentence, index)):
                continue
            part = reading.level_of.get(one.figure.start) or _level_before(reading, one)
            if part is None or ";" in reading.between(part, one) or _of_year(reading, one, part):
                continue
            named = _wholes(reading, number, sentence, one, part)
            _agree(reading, one, ((part, whole) for whole in named))


def _agree(reading: Reading, one: Placed, couples: Iterable[tuple[Placed, Placed]]) -> bool:
    """Whether a share is that of one of some parts in its whole; the first is claimed."""
    for part, whole in couples:
        claim = _agreeing(reading, one, part, whole)
        if claim is not None:
            return reading.add(claim)
    return False


def _said_beside(
    reading: Reading, sentence: Sentence, index: int
) -> Iterator[tuple[Placed, Placed]]:
    """Parts and wholes that the words beside a share join."""
    placed, one = sentence.placed, sentence.placed[index]
    levels = [p for p in placed[:index] if not p.rate]
    for first, second in pairwise(levels[-4:]):
        if _PART_OF.fullmatch(reading.between(first, second)):
            yield first, second  # 27 of our 90 vans
        if _AMONG.fullmatch(reading.between(first, second)):
            yield second, first  # 90輛車中有27輛
    if len(levels) > 1 and _OF_IT.fullmatch(reading.between(levels[-1], one)):
        yield levels[-2], levels[-1]  # 27輛，約為90輛的三成
    if levels and _ALSO.fullmatch(reading.between(levels[-1], one)):
        for claim in reading.claimed[levels[-1].figure.start]:
            if claim.relation == "difference" and claim.verdict == CONSISTENT:
                yield from ((levels[-1], reading.placed_of(f)) for f in claim.inputs)
    worded = len(levels) > 1 and is_fraction(one.figure)
    if worded and _IN_WORDS.fullmatch(reading.between(levels[-1], one)):
        yield levels[-1], levels[-2]  # heard 22 and dismissed 15, two-thirds
    following = placed[index + 1 : index + 2]
    if following and levels and _ALSO.fullmatch(reading.between(one, following[0])):
        yield following[0], levels[-1]  # 90輛車中，三成（27輛）


def _of_something(one: Placed) -> bool:
    """Whether a figure may be a share although no word calls it one."""
    reached = one.role == NEW and is_percent(one.figure) and _RATE.search(one.left)
    of_level = one.role == OTHER and one.rate and _OF_IT.fullmatch(one.left)
    return bool(reached or of_level) or is_fraction(one.figure)


def _level_before(reading: Reading, one: Placed) -> Placed | None:
    number, index = reading.place[one.figure.start]
    before = reading.sentences[number].placed[:index]
    return next((p for p in reversed(before) if p.level), None)


def _of_year(reading: Reading, one: Placed, part: Placed) -> bool:
    """A number of days as a share of a year's: 326天，優良率89.3%."""
    unit = folded_unit(part.figure.unit)
    around = reading.folded[part.figure.start : part.figure.end + 5]
    if not (unit in DAYS or unit.startswith("day") or around.endswith(" days")):
        return False
    for length in YEAR_LENGTHS:
        computed = constant(per_whole(one.figure)) * given(part.figure) / constant(length)
        claim = judged(one.figure, "share", (part.figure,), computed)
        if claim is not None and claim.verdict == CONSISTENT and digits(one) > 1:
            return reading.add(replace(claim, because="days_of_year"))
    return False


def _wholes(
    reading: Reading, number: int, sentence: Sentence, one: Placed, part: Placed
) -> Iterator[Placed]:
    """Levels that may be the whole, the likeliest first."""
    said = _whole_said(reading, one)
    if said:
        yield from _alike(reading, one, said)
    elif "s" in one.marks:
        yield from _whole_before(reading, number, one)
    if _named_after(reading, one, part):
        near = [p for s in reading.sentences[max(0, number - 4) : number] for p in s.placed]
        here = [p for p in sentence.placed if p.figure.start < one.figure.start]
        yield from (p for p in reversed(near + here) if p.level)


def _whole_said(reading: Reading, one: Placed) -> str:
    """What the words say a share is of: 佔X的42%, 42 per cent of X."""
    after = _OF.match(reading.folded, one.figure.end)
    if after:
        return str(after[1])
    shares = [word for word in one.words if word.mark == "s"]
    if not shares:
        behind = regex.match(r"[^,;。]*$", one.left)
        return bare(behind[0]) if behind and one.left.endswith("的") else ""
    text = reading.folded[shares[0].end : one.figure.start]
    return bare(regex.sub(r"比重|比例|约|近|的|逾|超过?|不足|总额|总数|总量|总|整体|,", "", text))


def _alike(reading: Reading, one: Placed, said: str) -> Iterator[Placed]:
    """Levels before a share, those first whose words have most in common with its whole's."""
    wanted = bigrams(said)
    at = one.figure.start
    near = reading.levels_before(at, LOOK_BACK)
    first = [p for p in reading.levels[:FIRST] if p.figure.start < at]
    near = [*first, *near]
    scored = [(len(wanted & bigrams(words_of(reading, p))), p.figure.start, p) for p in near]
    least = 1 if digits(one) > 1 else 2
    for likeness, _, level in sorted(scored, key=lambda s: (-s[0], -s[1])):
        if likeness >= min(least, len(wanted)) and likeness:
            yield level


def words_of(reading: Reading, level: Placed) -> str:
    """The folded text around a level that says what it is."""
    start = reading.sentence_of(level.figure).start
    return reading.folded[max(start, level.figure.start - ROOM) : level.figure.end + 24]


@lru_cache(maxsize=4096)
def bigrams(text: str) -> frozenset[str]:
    """Pairs of characters, and the stems of Latin words."""
    for idle in vocabulary().idle:
        if not idle.isascii() and len(idle) > 1:
            text = text.replace(idle, ",")
    found: set[str] = set()
    for run in _RUN.findall(text):
        pairs = {run[:_STEM]} if run.isascii() else {a + b for a, b in pairwise(run)}
        found |= pairs
    return frozenset(found)


def _whole_before(reading: Reading, number: int, one: Placed) -> Iterator[Placed]:
    """The whole of the last share that came out right: 佔X的46%；B，佔31%."""
    at = one.figure.start
    near = [p for s in reading.sentences[max(0, number - NEAR_BY) : number + 1] for p in s.placed]
    for sibling in reversed(near):
        if not 0 < at - sibling.figure.start <= SAME_WHOLE:
            continue
        for claim in reading.claimed[sibling.figure.start]:
            right = claim.relation == "share" and claim.verdict == CONSISTENT
            if right and len(claim.inputs) == 2:
                yield reading.placed_of(claim.inputs[1])


def _named_after(reading: Reading, one: Placed, part: Placed) -> bool:
    """Whether a rate has its name from its part: 辦結1690件，辦結率90%."""
    said = list(_RATE.finditer(one.left))
    if not said:
        return False
    name = said[-1][1] or said[-1][2]
    return bool(bigrams(name) & bigrams(words_of(reading, part)[: ROOM + 8]))


def _agreeing(reading: Reading, one: Placed, part: Placed, whole: Placed) -> Claim | None:
    """The share as a claim where it is that of the part in the whole."""
    if whole is part or not kin(part.figure, whole.figure) or not whole.figure.value:
        return None
    if part.figure.value == whole.figure.value or not could_be(one, part, whole):
        return None
    computed = share(part.figure, whole.figure, per_whole(one.figure))
    inputs = (part.figure, whole.figure)
    claim = judged(one.figure, relation_said(reading, one), inputs, computed)
    return claim if claim is not None and claim.verdict == CONSISTENT else None


def _beside_parts(reading: Reading, wholes: Sequence[Whole]) -> None:
    """Percentages that stand right behind each part of a total, where all of them agree."""
    for whole in wholes:
        claims = []
        for part in whole.parts:
            number, index = reading.place[part.figure.start]
            beside = reading.sentences[number].placed[index + 1 : index + 2]
            if not beside or not is_percent(beside[0].figure) or beside[0].role == GROWTH:
                break
            claims.append(_agreeing(reading, beside[0], part, whole.total))
        if len(claims) == len(whole.parts) and all(claims):
            for claim in claims:
                reading.add(claim)
