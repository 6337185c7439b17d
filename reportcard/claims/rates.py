"""Claims about rates: ratios of two levels, levels per head, indices, middles of ranges."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

import regex

from reportcard.claims import reckoning
from reportcard.claims.claim import Claim, judged, unprinted
from reportcard.claims.moves import TELLING_DIGITS, digits
from reportcard.claims.placed import (
    EACH,
    GROWTH,
    LEVELS,
    MULTIPLE,
    OLD,
    OTHER,
    POINTS,
    RANGE,
    SHARE,
    Placed,
    is_percent,
)
from reportcard.claims.reading import Reading, kin
from reportcard.expressions import Quantity
from reportcard.extract.figure import Extracted
from reportcard.folding import fold
from reportcard.interval import around
from reportcard.verdicts import CONSISTENT

_RATIO = regex.compile(r"([0-9.]{1,12})\s*:\s*([0-9.]{1,12})")
_GAP = regex.compile(
    r"差|高出|超出|多出|增长率|净增|[结盈剩賸]余|赤字|自然[增减]|缺额|差短"
    r"|natural growth|surplus|deficit|underspend|overspend|leaving"
)
_PER_OUTPUT = regex.compile(r"单位(?:gdp|[^,。]{0,4}生产总值)")
GAP_BACK = 5
"""How many levels before a gap may be the two it lies between."""
PLAIN_INDEX = (Fraction(20), Fraction(400))


def find_rates(reading: Reading) -> None:
    """Every ratio, index, middle and level per head that printed levels give."""
    for number, sentence in enumerate(reading.sentences):
        for index, one in enumerate(sentence.placed):
            if ":" in fold(one.figure.as_printed):
                _ratio(reading, number, one)
            if one.role == MULTIPLE and not reading.has(one):
                _multiple(reading, number, one)
            if "x" in one.marks and index and sentence.placed[index - 1].role == RANGE:
                ends = sentence.placed[index - 1].figure
                reading.add(judged(one.figure, "average", (ends,), reckoning.middle(ends)))
            if "i" in one.marks and not one.rate:
                _index(reading, one, sentence.placed[index + 1 : index + 2])


def _near(reading: Reading, number: int, one: Placed, back: int, ahead: int) -> list[Placed]:
    levels = [
        level
        for sentence in reading.sentences[max(0, number - back) : number + ahead]
        for level in sentence.placed
        if level.role in LEVELS and not level.rate and level is not one
    ]
    return levels[-24:]


def _multiple(reading: Reading, number: int, one: Placed) -> None:
    """How many times one level is another of its sentence: A約為B之2.3倍."""
    before = reading.sentences[number].placed[: reading.place[one.figure.start][1]]
    levels = [p for p in before if p.role in (*LEVELS, OLD, OTHER) and p.figure.value][-3:]
    for first, second in _couples(levels):
        inputs = (first.figure, second.figure)
        claim = judged(one.figure, "rate", inputs, reckoning.multiple(*inputs))
        if claim is not None and claim.verdict == CONSISTENT and first.figure.unit != "":
            reading.add(claim)
            return


def _ratio(reading: Reading, number: int, one: Placed) -> None:
    """A ratio a:b against two levels of one unit nearby: consistent, or not printed."""
    sides = _RATIO.search(fold(one.figure.as_printed))
    begin = reading.sentences[number].start
    before = reading.folded[max(begin, one.figure.start - 60) : one.figure.start]
    if sides is None or ("比" not in before and "ratio" not in before) or one.role == OLD:
        return
    for first, second in _couples(_near(reading, number, one, 2, 2)):
        claim = _ratio_claim(one, sides[1], sides[2], first, second)
        if claim is not None and claim.verdict == CONSISTENT:
            reading.add(claim)
            return
    if one.role != OLD:
        reading.add(unprinted(one.figure, "rate", (), "no_level"))


def _couples(levels: list[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Neighbouring levels of one unit, in both orders, the nearest to the end first."""
    for distance in (1, 2):
        for index in range(len(levels) - distance - 1, -1, -1):
            first, second = levels[index], levels[index + distance]
            if kin(first.figure, second.figure):
                yield first, second
                yield second, first


def _ratio_claim(one: Placed, a: str, b: str, first: Placed, second: Placed) -> Claim | None:
    inputs = (first.figure, second.figure)
    if b == "1":
        return judged(one.figure, "rate", inputs, reckoning.multiple(*inputs))
    if a == "1":
        return _side(one, b, inputs, reckoning.multiple(second.figure, first.figure))
    whole = Fraction(a) + Fraction(b)
    if whole != 10 and whole != 100:
        return None
    return _side(one, a, inputs, reckoning.part_of_ratio(*inputs, int(whole)))


def _side(
    one: Placed, printed: str, inputs: tuple[Extracted, Extracted], side: Quantity | None
) -> Claim | None:
    """One side of a ratio against what the levels give for it, at its last digit."""
    half = Fraction(1, 2 * 10 ** len(printed.partition(".")[2]))
    if side is None or not around(Fraction(printed), half).meets(side.interval):
        return None
    return Claim(one.figure, "rate", inputs, side.value, side.interval, CONSISTENT, "ratio_rounded")


def _index(reading: Reading, index: Placed, following: list[Placed]) -> None:
    """The change that an index at 100 for the period before stands for."""
    low, high = PLAIN_INDEX
    for rate in following:
        if rate.role == GROWTH and is_percent(rate.figure) and low < index.figure.value < high:
            computed = reckoning.signed(reckoning.from_index(index.figure), fell=rate.fall)
            claim = judged(rate.figure, "conversion", (index.figure,), computed)
            if claim is not None and (claim.verdict == CONSISTENT or index.figure.unit == ""):
                reading.add(claim)


def find_quotients(reading: Reading) -> None:
    """Levels per head or per thing, from a level and a count nearby; only where they agree."""
    used = {figure.start for claim in reading.claims.values() for figure in claim.inputs}
    for number, sentence in enumerate(reading.sentences):
        for one in sentence.placed:
            per = regex.search(r"(每|人均|户均|平均|均)[^,;。]{0,14}$|per|average", one.left)
            wanted = one.role in (EACH, *LEVELS) and not one.rate and per
            if wanted and not reading.has(one) and one.figure.start not in used:
                _quotient(reading, number, one)


def _quotient(reading: Reading, number: int, one: Placed) -> None:
    near = _near(reading, number, one, 1, 1) + _population(reading)
    for top in near:
        for below in near:
            if top is below or kin(top.figure, below.figure) or not below.figure.value:
                continue
            if not kin(top.figure, one.figure) or digits(top) < 2 or top.figure.hedges:
                continue
            named = "每" + fold(below.figure.unit) in fold(one.left) and below.figure.unit
            if digits(one) < TELLING_DIGITS and not named:
                continue
            inputs = (top.figure, below.figure)
            quotient = reckoning.multiple(*inputs)
            if quotient is None:
                continue
            claim = judged(one.figure, "rate", inputs, _per(one) * quotient)
            if claim is not None and claim.verdict == CONSISTENT:
                reading.add(claim)
                return


def _population(reading: Reading) -> list[Placed]:
    """The first levels that are said to be numbers of inhabitants."""
    return [p for p in reading.levels[:60] if "人口" in p.left or "population" in p.left][:2]


def _per(one: Placed) -> int:
    """How many of the thing below the line: 每千人, per 100,000."""
    text = fold(one.left[-24:] + one.figure.as_printed)
    said = regex.search(r"每\s*(1|10)?\s*(十万|百万|万|千|百)|per ([0-9,]{1,9})", text)
    if not said:
        return 1
    names = {"十万": 10**5, "百万": 10**6, "万": 10**4, "千": 1000, "百": 100}
    if said[3]:
        return int(said[3].replace(",", "") or 1)
    return names[said[2]] * int(said[1] or 1)


def find_gaps(reading: Reading) -> None:
    """A printed gap between two figures of its sentence: points between percentages, surpluses."""
    for sentence in reading.sentences:
        for index, one in enumerate(sentence.placed):
            if reading.has(one):
                continue
            points = one.role == POINTS and ("v" in one.marks or index >= 2)
            if not points and not (gap_said(one)):
                continue
            before = [p for p in sentence.placed[:index] if _comparable(p, one)][-GAP_BACK:]
            if len(before) < 2:
                number = reading.place[one.figure.start][0]
                earlier = reading.sentences[max(0, number - 1) : number]
                earlier_ones = [p for s in earlier for p in s.placed if _comparable(p, one)]
                before = [*earlier_ones, *before][-GAP_BACK:]
            _gap(reading, one, before)


def gap_said(one: Placed) -> bool:
    """Whether the words say that a figure is what lies between two others: a surplus, a gap."""
    if one.role in (GROWTH, SHARE) and "自然增长率" not in one.left:
        return False
    return bool(_GAP.search(one.left[-20:]))


def _comparable(other: Placed, one: Placed) -> bool:
    if one.role == POINTS:
        return is_percent(other.figure)
    return kin(other.figure, one.figure) and other.figure.unit != "" and other.role != GROWTH


def _gap(reading: Reading, one: Placed, before: list[Placed]) -> None:
    if len(before) < 2 or not one.figure.interval.bounded:
        return
    for first, second in combinations(reversed(before), 2):
        computed = reckoning.signed(reckoning.difference(first.figure, second.figure), fell=None)
        claim = judged(one.figure, "difference", (first.figure, second.figure), computed)
        beside = [first, second] == before[:-3:-1]
        told = digits(one) >= (1 + (one.role == POINTS) if beside else TELLING_DIGITS)
        if claim is not None and claim.verdict == CONSISTENT and told:
            reading.add(claim)
            return


def find_intensity(reading: Reading) -> None:
    """The change of energy per GDP from the changes of energy and of GDP."""
    for number, sentence in enumerate(reading.sentences):
        for one in sentence.placed:
            if one.role != GROWTH or reading.has(one, "growth"):
                continue
            level = reading.level_of.get(one.figure.start)
            if not _PER_OUTPUT.search(level.left if level else one.left):
                continue
            energy = _rate_about(reading, number, r"(?:能源|能耗)[^,。]{0,8}(?:总量|消费量)", 2)
            output = _rate_about(reading, number, r"(?<!单位)(?:gdp|生产总值)", number)
            if energy is not None and output is not None:
                pair = [(rate.figure, bool(rate.fall)) for rate in (energy, output)]
                computed = reckoning.signed(reckoning.combined(*pair), fell=one.fall)
                inputs = (energy.figure, output.figure)
                claim = judged(one.figure, "growth", inputs, computed)
                if claim is not None and claim.verdict == CONSISTENT:
                    reading.add(claim)


def _rate_about(reading: Reading, number: int, pattern: str, back: int) -> Placed | None:
    for sentence in reading.sentences[max(0, number - back) : number + 1]:
        for rate in sentence.placed:
            level = reading.level_of.get(rate.figure.start)
            if rate.role == GROWTH and level is not None and regex.search(pattern, level.left):
                return rate
    return None
