"""Claims about parts: shares of a printed whole, completion of a task, contributions to growth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import regex

from reportcard.claims import reckoning
from reportcard.claims.claim import Claim, allowed, claimed, judged, unprinted
from reportcard.claims.moves import SEEN_BACK, TELLING_DIGITS, digits
from reportcard.claims.placed import (
    CONTRIBUTION,
    GROWTH,
    LEVELS,
    OLD,
    POINTS,
    SHARE,
    WHOLE,
    Placed,
    per_whole,
)
from reportcard.claims.reading import Reading, bare, kin
from reportcard.claims.skeleton import Sentence
from reportcard.claims.wholes import Whole
from reportcard.claims.words import vocabulary
from reportcard.expressions import Quantity
from reportcard.interval import Interval
from reportcard.verdicts import CONSISTENT, INCONSISTENT

NEAR_MISS = 1
NEAR_LEVELS = 24


def find_shares(reading: Reading, wholes: Sequence[Whole]) -> None:
    """Every share with its part, and the whole that stands beside it, is named, or is a total."""
    for number, sentence in enumerate(reading.sentences):
        proven: Placed | None = None
        for index, one in enumerate(sentence.placed):
            if one.role != SHARE or (not one.figure.interval.bounded and not one.figure.hedges):
                continue
            part = reading.level_of.get(one.figure.start)
            beside = _beside(sentence, index) or _of_which(sentence, index)
            if beside is not None:
                proven = _sure(reading, one, part, beside, sentence, index) or proven
                continue
            found = _likely(reading, one, part, _candidates(reading, number, one, part, wholes))
            if found is not None:
                reading.add(found)
                proven = reading.placed_of(found.inputs[1])
            elif part is not None and proven is not None:
                _sibling(reading, one, part, proven)


def relation_of(one: Placed, whole: Placed | None = None) -> str:
    """Completion where the words speak of a task or target, else share."""
    marks = one.marks + (whole.marks if whole is not None else "")
    return "completion" if "c" in marks else "share"


def relation_said(reading: Reading, one: Placed, whole: Placed | None = None) -> str:
    """As ``relation_of``, with what English says after a share: 98 per cent of the budget."""
    after = regex.match(
        r"\s*of\b[^,;。()]{0,40}", reading.folded[one.figure.end : one.figure.end + 44]
    )
    words = regex.findall(r"[a-z]+", after[0]) if after else ()
    goal = any(word.removesuffix("s") in vocabulary().goals for word in words)
    return "completion" if goal else relation_of(one, whole)


def _beside(sentence: Sentence, index: int) -> Placed | None:
    before = sentence.placed[index - 1] if index else None
    if before is not None and before.role == WHOLE and ";" not in sentence.placed[index].left:
        return before
    one = sentence.placed[index]
    if before is not None and before.role == OLD and "c" in before.marks + one.marks:
        return before
    following = sentence.placed[index + 1] if index + 1 < len(sentence.placed) else None
    if following is not None and following.role == WHOLE and "w" in following.marks:
        return following if not one.rate or following.marks.startswith("w") else None
    return None


def _of_which(sentence: Sentence, index: int) -> Placed | None:
    """The level before the part in: 486 premises, 448 of which (95 per cent)."""
    said = regex.match(r"\s*of (?:which|whom|them|these)\W*$", sentence.placed[index].left)
    before = [p for p in sentence.placed[:index] if p.role in LEVELS and not p.rate]
    return before[-2] if said and len(before) > 1 else None


def _sure(
    reading: Reading,
    one: Placed,
    part: Placed | None,
    whole: Placed,
    sentence: Sentence,
    index: int,
) -> Placed | None:
    """A share whose whole stands beside it: the words leave no other."""
    if part is None or not kin(part.figure, whole.figure) or part is whole:
        return None
    claim = judged(
        one.figure,
        relation_said(reading, one, whole),
        (part.figure, whole.figure),
        _share(one, part, whole),
    )
    doubtful = one.loose or part.figure.value > whole.figure.value or whole.role == OLD
    if claim is None or (claim.verdict == INCONSISTENT and doubtful):
        others = [p for p in sentence.placed[:index] if p.role in LEVELS and not p.rate]
        found = _likely(reading, one, part, ((p, whole, True) for p in others))
        return whole if reading.add(found) else None
    reading.add(claim)
    return whole if claim.verdict == CONSISTENT else None


def _share(one: Placed, part: Placed, whole: Placed) -> Quantity | None:
    return reckoning.share(part.figure, whole.figure, per_whole(one.figure))


def _candidates(
    reading: Reading, number: int, one: Placed, part: Placed | None, wholes: Sequence[Whole]
) -> Iterator[tuple[Placed, Placed, bool]]:
    """Parts with wholes, the likeliest first, and whether the words join them."""
    near = [
        level
        for sentence in reading.sentences[max(0, number - 2) : number + 1]
        for level in sentence.placed
        if level.level and level.figure.start < one.figure.start
    ][-NEAR_LEVELS:]
    if part is not None:
        yield from ((part, whole, True) for whole in _named(reading, number, one))
        yield from ((part, w.total, True) for w in wholes if part in w.parts)
        for level in reversed(near):
            if level is not part:
                joined = "m" in part.marks or bool(reading.akin(level, part))
                yield part, level, joined or _bracketed(reading, one, part, level)
        for whole in wholes[:SEEN_BACK]:
            yield part, whole.total, bool(reading.akin(whole.total, part))
    for whole in wholes[:SEEN_BACK]:
        yield from ((p, whole.total, False) for p in whole.parts if reading.akin(one, p))
    for level, other in pairwise(near[-3:]):
        yield level, other, False
        yield other, level, False
    name = set(reading.name(one)) - set("率比重为达")
    for level in near:
        if len(name & set(reading.name(level))) >= 2:
            yield from ((level, other, False) for other in near if other is not level)


def _bracketed(reading: Reading, one: Placed, part: Placed, whole: Placed) -> bool:
    """Whether a share stands in brackets right after its part, the whole in the same sentence."""
    gap = reading.between(part, one).strip() if part.figure.end <= one.figure.start else ""
    place = reading.place
    return gap in ("(", "，(") and place[part.figure.start][0] == place[whole.figure.start][0]


def _likely(
    reading: Reading,
    one: Placed,
    part: Placed | None,
    candidates: Iterator[tuple[Placed, Placed, bool]],
) -> Claim | None:
    """The first candidate that is consistent, and joined by words or told by its digits."""
    for tried, (share, whole, joined) in enumerate(candidates):
        if tried > 2 * SEEN_BACK:
            return None
        if not kin(share.figure, whole.figure) or share is whole or not whole.figure.value:
            continue
        if share.figure.value > whole.figure.value and "c" not in one.marks:
            continue
        if not whole.figure.interval.bounded or not share.figure.interval.bounded:
            continue
        if not joined and digits(one) < TELLING_DIGITS:
            continue
        if not could_be(one, share, whole):
            continue
        inputs = (share.figure, whole.figure)
        claim = judged(one.figure, relation_said(reading, one), inputs, _share(one, share, whole))
        if claim is not None and claim.verdict == CONSISTENT:
            return claim
    return None


def could_be(one: Placed, part: Placed, whole: Placed) -> bool:
    """Whether the ends of part and whole leave room for the share: quicker than its range."""
    low, high, stands = allowed(part.figure), allowed(whole.figure), claimed(one.figure)
    if low.lower is None or low.upper is None or not high.lower or not high.upper:
        return False
    per = Fraction(per_whole(one.figure))
    return stands.meets(Interval(low.lower / high.upper, low.upper / high.lower) * per)


def _named(reading: Reading, number: int, one: Placed) -> list[Placed]:
    """Levels whose name is what the share is said to be of: 佔X的42%."""
    said = next((w for w in one.words if w.mark == "s"), None)
    if said is None:
        return []
    text = reading.folded[said.end : one.figure.start]
    name = bare(text.split("的")[0].replace("比重", "").replace("比例", ""))
    if len(name) < 2:
        return []
    found = []
    for sentence in reading.sentences[max(0, number - SEEN_BACK) : number + 1]:
        for level in sentence.placed:
            before = level.level and level.figure.start < one.figure.start
            if before and reading.name(level).endswith(name):
                found.append(level)
    return found[::-1]


def _sibling(reading: Reading, one: Placed, part: Placed, whole: Placed) -> None:
    """A share beside one of the same whole that came out right: here a near miss is an error."""
    if not kin(part.figure, whole.figure) or "s" not in one.marks or reading.name(one):
        return
    computed = _share(one, part, whole)
    claim = judged(one.figure, "share", (part.figure, whole.figure), computed)
    if claim is None or claim.computed is None or claim.verdict != INCONSISTENT:
        return
    exact = part.figure.interval.exact and whole.figure.interval.exact
    if exact and abs(claim.computed - one.figure.value) <= NEAR_MISS:
        reading.add(claim)


def without_whole(reading: Reading) -> None:
    """Shares of a printed part whose whole, or printed whole whose part, is nowhere printed."""
    for number, sentence in enumerate(reading.sentences):
        for one in sentence.placed:
            if one.role != SHARE or reading.has(one):
                continue
            part = reading.level_of.get(one.figure.start)
            relation = relation_said(reading, one)
            named = [p.figure for p in _named(reading, number, one)[:1]]
            said = bool(set(one.marks) & set("smc")) or _of(reading, one)
            if not said:
                continue
            if named and (part is None or not kin(part.figure, named[0])):
                reading.add(unprinted(one.figure, relation, tuple(named), "no_part"))
            elif part is not None and not one.loose and not _of_part(one):
                because = "no_task" if relation == "completion" else "no_whole"
                reading.add(unprinted(one.figure, relation, (part.figure,), because))


def _of_part(one: Placed) -> bool:
    """Whether the share is of the level before it, so that its part is missing: 其中X占七成."""
    among = one.last("m")
    return among is not None and among.start < one.words[-1].start and "s" in one.marks


def _of(reading: Reading, one: Placed) -> bool:
    return reading.folded[one.figure.end : one.figure.end + 4].lstrip().startswith("of")


def find_contributions(reading: Reading) -> None:
    """Contributions in points: each from its rate, all together the growth they add to."""
    shares = [p for p in reading.everything if p.role == CONTRIBUTION]
    points = [p for p in reading.everything if p.role == POINTS and "g" in p.marks]
    _whole_of_rates(reading, shares)
    growth = _growth_added_to(reading, points)
    for one in points:
        rate = _rate_beside(reading, one)
        if rate is not None and growth is not None and "r" not in one.marks:
            inputs = (rate.figure, growth.figure)
            computed = reckoning.contribution(rate.figure, growth.figure)
            claim = judged(one.figure, "rate", inputs, computed)
            if claim is not None and claim.verdict == CONSISTENT:
                reading.add(claim)
        if not reading.has(one):
            level = _level_before(reading, one)
            if level is not None:
                reading.add(unprinted(one.figure, "rate", (level.figure,), "own_basis"))


def _rate_beside(reading: Reading, one: Placed) -> Placed | None:
    number, index = reading.place[one.figure.start]
    placed = reading.sentences[number].placed
    beside = placed[max(0, index - 1) : index] + placed[index + 1 : index + 2]
    return next((rate for rate in beside if rate.role == CONTRIBUTION), None)


def _level_before(reading: Reading, one: Placed) -> Placed | None:
    number, index = reading.place[one.figure.start]
    for level in reversed(reading.sentences[number].placed[:index]):
        if level.role in LEVELS and not level.rate:
            return level
        if level.role != GROWTH:
            return None
    return None


def _whole_of_rates(reading: Reading, shares: list[Placed]) -> None:
    """Rates of contribution that add to a hundred, the first claimed from the others."""
    for start in range(len(shares)):
        for end in (start + 3, start + 2):
            run = shares[start:end]
            if len(run) == end - start and _hundred(reading, run):
                return


def _hundred(reading: Reading, run: list[Placed]) -> bool:
    if run[-1].figure.start - run[0].figure.start > 400:
        return False
    first, *others = (p.figure for p in run)
    claim = judged(first, "sum", tuple(others), 100 - reckoning.total(others))
    if claim is None or claim.verdict != CONSISTENT:
        return False
    return reading.add(replace(claim, because="hundred"))


def _growth_added_to(reading: Reading, points: list[Placed]) -> Placed | None:
    """The growth rate that contributions printed one after another add to, if one does."""
    for start in range(min(len(points), SEEN_BACK)):
        for end in range(min(start + 4, len(points)), start + 1, -1):
            run = points[start:end]
            if len({_to(reading, p) for p in run}) != 1:
                continue
            figures = tuple(p.figure for p in run)
            for rate in _rates_named(reading, _to(reading, run[0])):
                claim = judged(rate.figure, "sum", figures, reckoning.total(figures))
                if claim is not None and claim.verdict == CONSISTENT:
                    reading.add(claim)
                    return rate
    return None


def _to(reading: Reading, one: Placed) -> str:
    """What a contribution is a contribution to: 拉動X增長."""
    first = next(w for w in one.words if w.mark == "g")
    text = reading.folded[first.end : one.figure.start]
    for word in ("增长", "上升", "经济"):
        text = text.replace(word, "")
    return bare(text)


def _rates_named(reading: Reading, name: str) -> list[Placed]:
    if not name:
        return []
    found = []
    for one in reading.everything[: 20 * SEEN_BACK]:
        level = reading.level_of.get(one.figure.start)
        if one.role == GROWTH and not one.loose and level and reading.name(level).endswith(name):
            found.append(one)
    return found[:SEEN_BACK]
