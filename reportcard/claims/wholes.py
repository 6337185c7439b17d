"""Claims about wholes: totals and their parts, and the growth of a whole from that of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import regex

from reportcard.claims import reckoning
from reportcard.claims.claim import Claim, claimed, judged
from reportcard.claims.placed import EACH, LEVEL, TOTAL, Placed, is_percent, is_times
from reportcard.claims.rates import gap_said
from reportcard.claims.reading import Reading, kin
from reportcard.claims.skeleton import Sentence
from reportcard.interval import Interval
from reportcard.verdicts import CONSISTENT, INCONSISTENT, UNDETERMINED

FAR = 2000
AHEAD = 14
"""How many levels of one unit after a total may be among its parts."""
MOST_PARTS = 8
SLACK_FAR, SLACK_NEXT, SLACK_NAMED = Fraction(1, 400), Fraction(1, 50), Fraction(1, 8)
"""How wide the tolerance of a sum may be, as a share of the total, by how near the parts stand."""
NEAR_MISS = Fraction(1, 100)


@dataclass(frozen=True)
class Whole:
    """A total with the parts that add to it."""

    total: Placed
    parts: tuple[Placed, ...]


def find_sums(reading: Reading) -> list[Whole]:
    """Every total with consecutive parts that add up to it, each as a claim."""
    found: list[Whole] = []
    seen: set[tuple[Fraction, tuple[int, ...]]] = set()
    levels = [p for p in reading.levels if p.figure.interval.bounded]
    for index, total in enumerate(levels):
        near = levels[index + 1 : index + 1 + 4 * AHEAD]
        after = [p for p in near if kin(p.figure, total.figure) and not gap_said(p)][:AHEAD]
        for parts in _runs(reading, total, after):
            key = (total.figure.value, tuple(p.figure.start for p in parts))
            again = key in seen and not reading.sentence_of(total.figure).heading
            if not again and _adds(reading, total, parts):
                if not reading.sentence_of(total.figure).heading:
                    seen.add(key)
                found.append(Whole(total, parts))
        _overfull(reading, total, after)
    found += list(_totals_behind(reading))
    for whole in found:
        inputs = tuple(p.figure for p in whole.parts)
        reading.add(judged(whole.total.figure, "sum", inputs, reckoning.total(inputs)))
    return found


def _runs(reading: Reading, total: Placed, after: Sequence[Placed]) -> Iterator[tuple[Placed, ...]]:
    """Runs of levels that begin and end with a sentence, or with a part of one between ；."""
    value = total.figure.value
    begins = [i for i, p in enumerate(after) if i == 0 or _breaks(reading, after[i - 1], p)]
    for first in begins:
        held = Fraction(0)
        for last in range(first, min(first + MOST_PARTS, len(after))):
            held += after[last].figure.value
            if after[last].figure.value >= value or held > value * 2:
                break
            at = [reading.place[p.figure.start][0] for p in after[first : last + 1]]
            if len(set(at)) not in (1, len(at)):
                continue
            whole = last + 1 == len(after) or _breaks(reading, after[last], after[last + 1])
            if last > first and whole:
                yield tuple(after[first : last + 1])


def _breaks(reading: Reading, one: Placed, other: Placed) -> bool:
    """Whether a sentence, or a part of it, ends between two levels."""
    if reading.place[one.figure.start][0] != reading.place[other.figure.start][0]:
        return True
    between = reading.between(one, other)
    return ";" in between or ")" in between or "m" in other.marks


def _adds(reading: Reading, total: Placed, parts: tuple[Placed, ...]) -> bool:
    summed = reckoning.total(p.figure for p in parts).interval
    stands = claimed(total.figure)
    if not summed.bounded or not stands.meets(summed):
        return False
    width = _width(summed) + _width(stands)
    slack = max(width, total.figure.step) / total.figure.value
    return slack <= _allowed_slack(reading, total, parts)


def _width(interval: Interval) -> Fraction:
    """How much a bounded interval leaves open."""
    if interval.lower is None or interval.upper is None:
        raise ValueError(f"{interval} has no width")
    return interval.upper - interval.lower


def _allowed_slack(reading: Reading, total: Placed, parts: tuple[Placed, ...]) -> Fraction:
    """A coarse sum is believed only where the words are near, or name the same thing."""
    apart = reading.place[parts[-1].figure.start][0] - reading.place[total.figure.start][0]
    named = "m" in parts[0].marks or reading.between(total, parts[0]).strip() in ("(", ":")
    akin = all(reading.akin(total, p) for p in parts)
    if apart == 0 and (named or akin):
        return Fraction(1, 4) if named else SLACK_NAMED
    if apart <= 1 and (named or any(reading.akin(total, p) for p in parts)):
        return SLACK_NAMED
    return SLACK_NEXT if apart <= 1 else SLACK_FAR


def _overfull(reading: Reading, total: Placed, after: Sequence[Placed]) -> None:
    """Four or more counted parts that together just exceed the whole they are said to be in."""
    here = reading.place[total.figure.start][0]
    parts = tuple(p for p in after if reading.place[p.figure.start][0] == here)
    if not 4 <= len(parts) <= MOST_PARTS or "m" not in parts[0].marks:
        return
    exact = all(p.figure.interval.exact for p in (total, *parts))
    excess = sum((p.figure.value for p in parts), Fraction(0)) - total.figure.value
    if exact and 0 < excess <= total.figure.value * NEAR_MISS:
        inputs = tuple(p.figure for p in parts)
        reading.add(judged(total.figure, "sum", inputs, reckoning.total(inputs)))


def _totals_behind(reading: Reading) -> Iterator[Whole]:
    """Parts first, then their total: A、B，合計C."""
    for sentence in reading.sentences:
        for index, one in enumerate(sentence.placed):
            if one.role != TOTAL:
                continue
            before = [
                p
                for p in sentence.placed[:index]
                if p.role == LEVEL and kin(p.figure, one.figure) and p.figure.interval.bounded
            ]
            for first in range(max(0, len(before) - MOST_PARTS), len(before) - 1):
                parts = tuple(before[first:])
                summed = reckoning.total(p.figure for p in parts).interval
                if claimed(one.figure).meets(summed):
                    yield Whole(one, parts)
                    break


def find_products(reading: Reading) -> None:
    """A count at so much each, and what it comes to: 6架，每架A，合共B."""
    pattern = regex.compile(f"(?:L{EACH}|{EACH}L)[{TOTAL}L]")
    for sentence in reading.sentences:
        for found in pattern.finditer(sentence.roles):
            count, each, total = sentence.placed[found.start() : found.end()]
            if count.role == EACH:
                count, each = each, count
            priced = kin(each.figure, total.figure) and not kin(count.figure, total.figure)
            if not priced:
                continue
            computed = reckoning.product(count.figure, each.figure)
            claim = judged(total.figure, "sum", (count.figure, each.figure), computed)
            said = total.role == TOTAL and count.figure.unit in each.left
            if claim and (said or claim.verdict == CONSISTENT):
                reading.add(claim)


def find_rebuilt(reading: Reading, wholes: Sequence[Whole]) -> None:
    """The growth of a total from the levels and growths of all its parts."""
    for whole in wholes:
        rates = reading.rates_of(whole.total)
        grown = [_grown(reading, part) for part in whole.parts]
        if rates and all(grown):
            parts = [part for part in grown if part is not None]
            if any(rate is not None for _, rate, _ in parts):
                reading.add(_rebuilt(reading, whole, rates[0], parts))


def _grown(reading: Reading, part: Placed) -> reckoning.Grown | None:
    rates = [rate for rate in reading.rates_of(part) if not is_times(rate.figure)]
    if rates:
        return part.figure, rates[0].figure, bool(rates[0].fall)
    rest = reading.folded[part.figure.end : part.figure.end + 12]
    clause = regex.match(r"[,，]\s*(?:与|和|比)?[^,;。，；]{0,6}(?:持平|不变)|,? unchanged", rest)
    return (part.figure, None, False) if clause else None


def _rebuilt(
    reading: Reading, whole: Whole, rate: Placed, parts: list[reckoning.Grown]
) -> Claim | None:
    mean = reading.constant_prices(rate)
    level = None if mean else whole.total.figure
    computed = reckoning.signed(reckoning.rebuilt(level, parts), fell=bool(rate.fall))
    inputs = [] if mean else [whole.total.figure]
    for part, growth, _ in parts:
        inputs += [part, growth] if growth else [part]
    relation = "average" if mean else "growth"
    claim = judged(rate.figure, relation, tuple(inputs), computed)
    if claim and claim.verdict == INCONSISTENT:
        return replace(claim, verdict=UNDETERMINED, because="own_basis")
    return claim


def find_compositions(reading: Reading, wholes: Sequence[Whole]) -> None:
    """The components of a composition add to a hundred, and are shares: 87：9：4."""
    for sentence in reading.sentences:
        _listed_shares(reading, sentence, wholes)
        run: list[Placed] = []
        for one in [*sentence.placed, None]:
            if one is not None and run and _continues(reading, run[-1], one):
                run.append(one)
                continue
            if len(run) >= 3:
                _composition(reading, run)
                _components(reading, run, wholes)
            run = [one] if one is not None else []


def _listed_shares(reading: Reading, sentence: Sentence, wholes: Sequence[Whole]) -> None:
    """Percentages one after another that are shares of the parts of a total, in their order."""
    placed = [p for p in sentence.placed if is_percent(p.figure)]
    if len(placed) >= 3 and "s" in "".join(p.marks for p in placed):
        for first in range(len(placed) - 2):
            _components(reading, placed[first : first + 3], wholes)


def _components(reading: Reading, run: list[Placed], wholes: Sequence[Whole]) -> None:
    """Each component against a part of a total with as many parts, where all agree."""
    for whole in wholes:
        if (
            len(whole.parts) != len(run)
            or abs(whole.total.figure.start - run[0].figure.start) > FAR
        ):
            continue
        claims = []
        for one, part in zip(run, whole.parts, strict=True):
            computed = reckoning.share(part.figure, whole.total.figure)
            inputs = (part.figure, whole.total.figure)
            claims.append(judged(one.figure, "share", inputs, computed))
        if all(claim and claim.verdict == CONSISTENT for claim in claims):
            for claim in claims:
                reading.add(claim)
            return


def _continues(reading: Reading, one: Placed, other: Placed) -> bool:
    return reading.between(one, other).strip() == ":"


def _composition(reading: Reading, run: list[Placed]) -> None:
    """The first component against what the others leave of a hundred."""
    first, *others = (p.figure for p in run)
    rest = 100 - reckoning.total(others)
    claim = judged(first, "sum", tuple(others), rest)
    if claim:
        reading.add(replace(claim, because="hundred") if claim.verdict == CONSISTENT else claim)
