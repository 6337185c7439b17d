"""Claims made again: a fact printed twice, in full and rounded, in a headline and in its body."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

from reportcard.claims.claim import Claim, claimed, judged
from reportcard.claims.moves import TELLING_DIGITS, digits
from reportcard.claims.placed import (
    GROWTH,
    INCREASE,
    LEVELS,
    SHARE,
    Placed,
    is_fraction,
    is_percent,
)
from reportcard.claims.reading import Reading, kin
from reportcard.claims.reckoning import given
from reportcard.claims.skeleton import Sentence
from reportcard.verdicts import CONSISTENT

CLOSE = Fraction(1, 8)
LOOK, NEAR_BY = 24, 6


def find_echoes(reading: Reading) -> None:
    """Shares, growths and totals printed again, with what checked them where they stood first."""
    claims = [c for c in reading.claims.values() if c.verdict == CONSISTENT]
    by_whole: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_whole[round(_hundredths(reading.placed_of(claim.figure)))].append(claim)
    for sentence in reading.sentences:
        for one in sentence.placed:
            if not reading.has(one):
                near = [
                    claim
                    for whole in (-1, 0, 1)
                    for claim in by_whole[round(_hundredths(one)) + whole][:LOOK]
                ]
                _echo(reading, sentence, one, near)


def _echo(reading: Reading, sentence: Sentence, one: Placed, claims: list[Claim]) -> None:
    kinds = {GROWTH: ("growth", "average"), SHARE: ("share",)}.get(one.role, ())
    if not one.rate and one.role in LEVELS + INCREASE and sentence.heading:
        kinds = ("sum", "difference")
    for claim in sorted(claims, key=lambda c: -_likeness(reading, one, c)):
        fraction = is_fraction(one.figure) and is_percent(claim.figure)
        if claim.relation not in kinds or not (fraction or claim.figure.unit == one.figure.unit):
            continue
        akin = _likeness(reading, one, claim)
        same = claim.figure.value == one.figure.value
        told = same and digits(one) >= TELLING_DIGITS and bool(akin or sentence.heading)
        if not told and not (akin and sentence.heading and digits(one) + akin >= 3):
            continue
        again = _said_again(one, claim, fraction)
        if again.interval is not None and claimed(one.figure).meets(again.interval):
            reading.add(again)
            return


def _hundredths(one: Placed) -> Fraction:
    """A figure's value, that of a fraction in per cent."""
    return one.figure.value * (100 if is_fraction(one.figure) else 1)


def _said_again(one: Placed, claim: Claim, fraction: bool) -> Claim:
    """The claim as made by another figure, where that is a fraction in parts of one."""
    if not fraction or claim.interval is None or claim.computed is None:
        return replace(claim, figure=one.figure)
    part = Fraction(1, 100)
    computed, interval = claim.computed * part, claim.interval * part
    return replace(claim, figure=one.figure, computed=computed, interval=interval)


def _likeness(reading: Reading, one: Placed, claim: Claim) -> int:
    return max(
        len(reading.about(one) & reading.about(reading.placed_of(figure)))
        for figure in (claim.figure, *claim.inputs)
    )


def find_conversions(reading: Reading) -> None:
    """One level printed in full and rounded, or passed by what a hedge says it passed."""
    levels = reading.levels
    for index, one in enumerate(levels):
        coarse = bool(one.figure.hedges) or digits(one) >= 2
        if not coarse or reading.has(one, "conversion"):
            continue
        reach = NEAR_BY if one.figure.hedges else LOOK
        near = levels[max(0, index - reach) : index] + levels[index + 1 : index + 1 + reach]
        for other in sorted(near, key=lambda p: abs(p.figure.start - one.figure.start)):
            if _fuller(other, one) and _restates(reading, one, other):
                _convert(reading, one, other)
                break


def _fuller(other: Placed, one: Placed) -> bool:
    """Whether another level could be the same one printed with more digits."""
    a, b = other.figure, one.figure
    if not kin(a, b) or not b.value or a.hedges:
        return False
    if a.value == b.value or a.step > b.step or not a.interval.bounded:
        return False
    close = abs(a.value - b.value) <= (b.value * CLOSE if b.hedges else b.step)
    return close and (bool(b.hedges) or a.step < b.step)


def _restates(reading: Reading, one: Placed, other: Placed) -> bool:
    """Whether the words say one thing of both: a shared name, or a word such as 故."""
    if not one.figure.hedges and digits(one) < 2:
        return False
    ahead, behind = (one, other) if one.figure.start > other.figure.start else (other, one)
    adjoining = reading.place[ahead.figure.start][0] == reading.place[behind.figure.start][0]
    if adjoining and "q" in ahead.marks:
        return True
    names = reading.name(one), reading.name(other)
    named = len(min(names, key=len)) >= 3 and (
        names[0].endswith(names[1]) or names[1].endswith(names[0])
    )
    if not one.figure.hedges:
        heading = reading.sentence_of(one.figure).heading
        if heading and digits(one) >= TELLING_DIGITS:
            return True
        return digits(one) >= TELLING_DIGITS - heading and (named or bool(reading.akin(one, other)))
    return named or reading.akin(one, other) >= 2


def _convert(reading: Reading, one: Placed, other: Placed) -> None:
    claim = judged(one.figure, "conversion", (other.figure,), given(other.figure))
    if claim is not None and claim.verdict == CONSISTENT:
        reading.add(replace(claim, because="restated"))


def find_repeats(reading: Reading) -> None:
    """A headline's figure that its body prints again."""
    by_value: dict[tuple[Fraction, bool], list[Placed]] = defaultdict(list)
    for sentence in reading.sentences:
        if not sentence.heading:
            for one in sentence.placed:
                by_value[one.figure.value, is_percent(one.figure)].append(one)
    for sentence in reading.sentences:
        for one in sentence.placed if sentence.heading else ():
            same = by_value[one.figure.value, is_percent(one.figure)][:LOOK]
            akin = [p for p in same if kin(p.figure, one.figure) and reading.akin(p, one)]
            if akin and not reading.has(one) and digits(one) >= 2:
                reading.add(_repeat(one, akin[0]))


def _repeat(one: Placed, other: Placed) -> Claim:
    figure = other.figure
    return Claim(one.figure, "repeat", (figure,), figure.value, figure.interval, CONSISTENT, "same")
