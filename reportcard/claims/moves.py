"""Claims about change: an old level, a new one, and the growth or difference printed with them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from reportcard.claims import reckoning
from reportcard.claims.claim import Claim, judged, unprinted
from reportcard.claims.placed import (
    GROWTH,
    INCREASE,
    LEVELS,
    MULTIPLE,
    NEW,
    POINTS,
    SHARE,
    Placed,
    is_fraction,
    is_percent,
    is_times,
)
from reportcard.claims.reading import Reading, kin
from reportcard.claims.skeleton import Sentence
from reportcard.verdicts import CONSISTENT, INCONSISTENT, UNDETERMINED

_FROM_TO = regex.compile(r"O[GDQS]{0,2}N")
_AGAINST = regex.compile(r"[LKN-][GDS]{0,2}O")
_TWO_YEARS = regex.compile(r"L[LN]|LG[LN]")
_TARGET = regex.compile(r"LLH|LOH")
CHANGES = GROWTH + INCREASE + POINTS + MULTIPLE
SEEN_BACK, SEEN_AHEAD = 60, 12
TELLING_DIGITS = 3
MOST_GROWN = 10
SEEN_AROUND = 600


@dataclass(frozen=True)
class Pair:
    """An old and a new level of one thing; ``sure`` where the words join them."""

    new: Placed
    old: Placed
    said: tuple[Placed, ...]
    sure: bool


def find_changes(reading: Reading) -> None:
    """Claims in sentences that print both levels, or a level with its increase."""
    for sentence in reading.sentences:
        for pair in pairs(sentence):
            for one in pair.said:
                reading.add(_claim(reading, one, pair))
        _by_increase(reading, sentence)
        _shortfalls(reading, sentence)


def pairs(sentence: Sentence) -> Iterator[Pair]:
    """Every old and new level that one sentence joins, with the changes said of them."""
    for placed in _segments(sentence):
        roles = "".join(one.role for one in placed)
        for found in _FROM_TO.finditer(roles):
            yield from _pair(placed, found.end() - 1, found.start(), found.end(), sure=True)
        for found in _AGAINST.finditer(roles):
            if not _is_compared(placed[found.start() + 1 : found.end()]):
                continue
            if _leads_on(placed, found.end() - 1):
                continue
            yield from _pair(placed, found.start(), found.end() - 1, found.end(), sure=True)
        for found in _TWO_YEARS.finditer(roles):
            one, other = found.start(), found.end() - 1
            if placed[one].year and any(p.year for p in placed[one + 1 : other + 1]):
                yield from _pair(placed, other, one, found.end(), sure=False)


def _is_compared(between: list[Placed]) -> bool:
    """Whether the last of some figures is compared with: 比…, or a change *from* it."""
    *changes, old = between
    since = old.last("fv")
    return since is None or since.mark == "v" or bool(changes) or bool(set(old.marks) & set("ud"))


def _leads_on(placed: list[Placed], old: int) -> bool:
    """Whether the old level is that of a new one behind it: 比…的A增至B."""
    behind = [p for p in placed[old + 1 : old + 4] if p.role not in (GROWTH, INCREASE, POINTS)]
    return bool(behind) and behind[0].role == NEW and kin(behind[0].figure, placed[old].figure)


def _segments(sentence: Sentence) -> Iterator[list[Placed]]:
    """The figures between semicolons."""
    held: list[Placed] = []
    for one in sentence.placed:
        if one.apart and held:
            yield held
            held = []
        held.append(one)
    yield held


def _pair(placed: list[Placed], new: int, old: int, end: int, *, sure: bool) -> Iterator[Pair]:
    fresh, former = placed[new], placed[old]
    if not kin(fresh.figure, former.figure) or is_times(fresh.figure):
        return
    inside = [p for p in placed[min(new, old) + 1 : max(new, old)] if p.role in CHANGES]
    tail = []
    for one in placed[end:]:
        if one.role not in CHANGES + SHARE or one.year or _anew(one):
            break
        if one.role != SHARE:
            tail.append(one)
    if inside and new < old and regex.search(r"[,;]", former.left):
        yield Pair(fresh, former, tuple(inside), sure=False)  # said of another base, perhaps
        inside = []
    if inside or tail or not sure:
        yield Pair(fresh, former, tuple(inside + tail), sure)
        return
    lead = placed[min(new, old) - 1] if min(new, old) else None
    said = (lead,) if lead is not None and lead.role in (GROWTH, INCREASE) else ()
    yield Pair(fresh, former, said, sure=False if said else sure)


def _anew(one: Placed) -> bool:
    """Whether a change is measured against another level than the one before it."""
    return "v" in one.marks and not regex.match(r"[^,;。]{0,6}(?:相比|相较)", one.left)


def _claim(reading: Reading, one: Placed, pair: Pair) -> Claim | None:
    found = change(one, pair)
    if found is None or found.verdict != INCONSISTENT:
        return found
    if not pair.sure or one.loose or "y" in one.marks or digits(one) < 2:
        return None
    if reading.constant_prices(one):
        return replace(found, verdict=UNDETERMINED, because="constant_prices")
    return found


def change(one: Placed, pair: Pair) -> Claim | None:
    """The change printed as ``one``, computed from the two levels of a pair."""
    new, old, figure = pair.new.figure, pair.old.figure, one.figure
    if one.role == GROWTH and not is_percent(new):
        computed = reckoning.signed(reckoning.growth(new, old), fell=one.fall)
        if is_times(figure):
            doubled = "番" in figure.as_printed
            computed = reckoning.multiple(new, old) if doubled else reckoning.in_times(computed)
        if is_fraction(figure):
            computed = reckoning.in_times(computed)
        return judged(figure, "growth", (new, old), computed)
    if one.role == MULTIPLE:
        return judged(figure, "rate", (new, old), reckoning.multiple(new, old))
    level = one.role == INCREASE and not one.rate and kin(figure, new)
    points = one.role == POINTS and is_percent(new)
    if level or points:
        computed = reckoning.signed(reckoning.difference(new, old), fell=one.fall)
        return judged(figure, "difference", (new, old), computed)
    return None


def _by_increase(reading: Reading, sentence: Sentence) -> None:
    """A level, its increase, and the growth that the two come to: B，比上年增加D，增長X%."""
    for one, other in pairwise(sentence.placed):
        turned = one.role == GROWTH and other.role == INCREASE
        increase, rate = (other, one) if turned else (one, other)
        if increase.role != INCREASE or rate.role != GROWTH or reading.has(rate, "growth"):
            continue
        level = reading.level_of.get(increase.figure.start)
        apart = level is None or increase.rate or ";" in other.left or "v" in other.marks
        if level is None or apart or not kin(level.figure, increase.figure):
            continue
        found = _grown_by(rate, level, increase)
        if found and found.verdict == INCONSISTENT:
            unsure = rate.loose or increase.loose or increase.fall is None
            if unsure or digits(rate) < 2:
                continue
            if reading.constant_prices(rate):
                found = replace(found, verdict=UNDETERMINED, because="constant_prices")
        reading.add(found)


def _grown_by(rate: Placed, level: Placed, increase: Placed) -> Claim | None:
    fell = bool(rate.fall if increase.fall is None else increase.fall)
    grown = reckoning.growth_by(level.figure, increase.figure, fell=fell)
    computed = reckoning.signed(grown, fell=fell if rate.fall is None else rate.fall)
    if is_times(rate.figure) or is_fraction(rate.figure):
        computed = reckoning.in_times(computed)
    return judged(rate.figure, "growth", (level.figure, increase.figure), computed)


def _shortfalls(reading: Reading, sentence: Sentence) -> None:
    """What is wanting between a target and what is there: 目標A，只有B，尚欠C."""
    for found in _TARGET.finditer(sentence.roles):
        first, second, short = sentence.placed[found.start() : found.end()]
        if kin(first.figure, short.figure) and kin(second.figure, short.figure):
            computed = reckoning.signed(
                reckoning.difference(first.figure, second.figure), fell=None
            )
            inputs = (first.figure, second.figure)
            claim = judged(short.figure, "difference", inputs, computed)
            if claim and claim.verdict == CONSISTENT:
                reading.add(claim)


def digits(one: Placed) -> int:
    """How many digits of a figure count."""
    figure = one.figure
    if not figure.step or not figure.value:
        return TELLING_DIGITS
    return len(str(int(abs(figure.value) / figure.step)))


def transfer(reading: Reading) -> None:
    """Changes whose level is printed here and whose earlier level stands where it is repeated."""
    known: dict[tuple[object, ...], list[tuple[Pair, bool]]] = defaultdict(list)
    for sentence in reading.sentences:
        for pair in pairs(sentence):
            if pair.sure:
                claims = [change(one, pair) for one in pair.said if not one.loose]
                proven = any(c and c.verdict == CONSISTENT for c in claims)
                known[_value(pair.new)].append((pair, proven))
    for claim in list(reading.claims.values()):
        if claim.relation == "growth" and len(claim.inputs) == 2 and not claim.figure.hedges:
            new, old = (reading.placed_of(figure) for figure in claim.inputs)
            if old.role != INCREASE and claim.verdict == CONSISTENT:
                known[_value(new)].append((Pair(new, old, (), True), True))
    for one in reading.everything:
        if reading.has(one) or one.role not in (GROWTH, INCREASE, MULTIPLE):
            continue
        for level in _levels_of(reading, one):
            if _transferred(reading, one, level, known[_value(level)][:SEEN_BACK]):
                break


def _levels_of(reading: Reading, one: Placed) -> list[Placed]:
    """The level a change belongs to; a multiple may speak of any level before it."""
    level = reading.level_of.get(one.figure.start)
    if one.role != MULTIPLE:
        return [] if level is None else [level]
    number, index = reading.place[one.figure.start]
    before = reading.sentences[number].placed[:index]
    return [p for p in before if p.role in LEVELS + INCREASE and not p.rate]


def _transferred(
    reading: Reading, one: Placed, level: Placed, known: list[tuple[Pair, bool]]
) -> bool:
    for pair, proven in known:
        if level is pair.new or not kin(level.figure, pair.new.figure):
            continue
        found = change(one, replace(pair, new=level))
        if found is None or not _allowed(reading, one, level, pair, found.verdict, proven):
            continue
        if reading.add(found):
            return True
    return False


def _allowed(
    reading: Reading, one: Placed, level: Placed, pair: Pair, verdict: str, proven: bool
) -> bool:
    """A verdict from afar: an accusation needs a level told apart, its name, and a proven pair."""
    akin = reading.akin(level, pair.new) or reading.akin(level, pair.old)
    if verdict == CONSISTENT:
        return bool(akin) or digits(level) >= TELLING_DIGITS
    if verdict == INCONSISTENT:
        sure = proven and akin and digits(level) >= TELLING_DIGITS
        return bool(sure) and not one.loose and not reading.constant_prices(one)
    return False


def _value(one: Placed) -> tuple[object, ...]:
    return (one.figure.value,)


def from_afar(reading: Reading) -> None:
    """Growth of a level whose base, or whose increase, stands in another sentence by its name."""
    increases = [p for p in reading.everything if p.role == INCREASE and not p.rate]
    starts = [p.figure.start for p in reading.levels]
    for one in reading.everything:
        level = reading.level_of.get(one.figure.start)
        if one.role != GROWTH or level is None or reading.has(one):
            continue
        at = bisect_left(starts, level.figure.start)
        window = reading.levels[max(0, at - SEEN_BACK) : at + SEEN_AHEAD]
        bases = [b for b in window if b is not level and kin(b.figure, level.figure)]
        best = _best(reading, one, level, bases)
        if best:
            reading.add(best)
        else:
            _by_named_increase(reading, one, level, increases)


def _best(reading: Reading, one: Placed, level: Placed, bases: list[Placed]) -> Claim | None:
    """The consistent base that is most akin to the level; none is better than a chance one."""
    likely = sorted(bases, key=lambda base: -reading.akin(base, level))
    for base in likely:
        akin = reading.akin(base, level)
        later = base.figure.start > one.figure.start
        if not akin or not _alike(base, level) or (later and base.role == NEW):
            continue
        told = akin > 1 and min(map(digits, (level, base))) >= TELLING_DIGITS and digits(one) > 1
        if level.role != NEW and not told:
            continue
        found = change(one, Pair(level, base, (), False))
        if found and found.verdict == CONSISTENT:
            return found
    return None


def _alike(base: Placed, level: Placed) -> bool:
    """Whether two levels differ, but not so much that hardly any growth joins them."""
    least, most = sorted((base.figure.value, level.figure.value))
    return bool(least) and least != most <= least * MOST_GROWN


def _by_named_increase(
    reading: Reading, one: Placed, level: Placed, increases: list[Placed]
) -> None:
    def start(increase: Placed) -> int:
        return increase.figure.start

    first = bisect_left(increases, one.figure.start - SEEN_AROUND, key=start)
    last = bisect_left(increases, one.figure.start + SEEN_AROUND, key=start)
    for increase in increases[first:last]:
        large = increase.figure.value > level.figure.value * MOST_GROWN
        if large or not kin(increase.figure, level.figure):
            continue
        if reading.akin(increase, level) and digits(increase) >= TELLING_DIGITS:
            found = _grown_by(one, level, increase)
            if found and found.verdict == CONSISTENT and not is_times(one.figure):
                reading.add(found)
                return


def orphans(reading: Reading) -> None:
    """Changes without a level of their own, beside the pair of levels they are about."""
    joined = [[p for p in pairs(sentence) if p.sure] for sentence in reading.sentences]
    first = [pair for here in joined for pair in here][:SEEN_BACK]
    for number, sentence in enumerate(reading.sentences):
        for one in sentence.placed:
            if one.role not in (GROWTH, INCREASE) or reading.has(one):
                continue
            if reading.level_of.get(one.figure.start) is not None and one.role == GROWTH:
                continue
            anywhere = sentence.heading or sentence.start == 0
            around = [p for here in joined[max(0, number - 2) : number + 3] for p in here]
            _orphan(reading, one, first if anywhere else around)
            if not reading.has(one) and not anywhere:
                leads = reading.folded[sentence.start - 1] == "\n"
                _orphan(reading, one, first, least=1 if leads else 2)


def _orphan(reading: Reading, one: Placed, near: list[Pair], least: int = 1) -> None:
    def likeness(pair: Pair) -> int:
        both = reading.about(pair.new) | reading.about(pair.old)
        return len(reading.about(one) & both)

    for pair in sorted(near, key=likeness, reverse=True):
        if likeness(pair) < least:
            return
        found = change(one, pair)
        if found and found.verdict == CONSISTENT:
            reading.add(found)
            return


def without_base(reading: Reading) -> None:
    """Changes of a printed level whose earlier level is nowhere printed."""
    for one in reading.everything:
        level = reading.level_of.get(one.figure.start)
        if level is None and one.role == GROWTH and not reading.has(one):
            level = _increase_before(reading, one)
        if level is None or reading.has(one) or one.loose:
            continue
        if one.role == GROWTH and "v" in one.marks:
            reading.add(unprinted(one.figure, "growth", (level.figure,), "no_base"))


def _increase_before(reading: Reading, one: Placed) -> Placed | None:
    number, index = reading.place[one.figure.start]
    before = reading.sentences[number].placed[index - 1] if index else None
    if ";" in one.left:
        return None
    return before if before is not None and before.role == INCREASE and not before.rate else None
