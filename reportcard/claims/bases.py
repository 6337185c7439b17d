"""Changes against a level that the words name: 較X少Y, 低於X實徵數6.4%; only where they agree."""

from __future__ import annotations

from collections.abc import Iterator

from reportcard.claims import reckoning
from reportcard.claims.claim import Claim, judged
from reportcard.claims.moves import TELLING_DIGITS, digits
from reportcard.claims.parts import bigrams, words_of
from reportcard.claims.placed import GROWTH, INCREASE, Placed, is_percent
from reportcard.claims.reading import Reading, bare, kin
from reportcard.verdicts import CONSISTENT

LOOK_BACK, LIKELIEST = 60, 8


def find_named_bases(reading: Reading) -> None:
    """Every change without a claim whose base the words between 較 and its verb name."""
    for one in reading.everything:
        level = reading.level_of.get(one.figure.start)
        if one.role not in (GROWTH, INCREASE) or level is None or reading.has(one):
            continue
        for base in _bases(reading, one, level):
            claim = _change(one, level, base)
            if claim is not None and claim.verdict == CONSISTENT:
                reading.add(claim)
                break


def _bases(reading: Reading, one: Placed, level: Placed) -> Iterator[Placed]:
    """Levels with the words of the base, those first that have most of them."""
    against, verb = one.last("v"), one.last("ud")
    if against is None or verb is None or verb.start < against.end or digits(one) < 2:
        return
    wanted = bigrams(bare(reading.folded[against.end : verb.start]))
    before = reading.levels_before(one.figure.start, LOOK_BACK)
    scored = [(len(wanted & bigrams(words_of(reading, p))), p.figure.start, p) for p in before]
    for likeness, _, base in sorted(scored, key=lambda s: (-s[0], -s[1]))[:LIKELIEST]:
        enough = likeness > (digits(one) < TELLING_DIGITS)
        if enough and base is not level and kin(base.figure, level.figure):
            yield base


def _change(one: Placed, level: Placed, base: Placed) -> Claim | None:
    inputs = (level.figure, base.figure)
    if one.role == GROWTH and is_percent(one.figure):
        computed = reckoning.signed(reckoning.growth(*inputs), fell=one.fall)
        return judged(one.figure, "growth", inputs, computed)
    if one.role == INCREASE and kin(one.figure, level.figure):
        computed = reckoning.signed(reckoning.difference(*inputs), fell=one.fall)
        return judged(one.figure, "difference", inputs, computed)
    return None
