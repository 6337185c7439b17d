"""The claim finder: which printed numbers other printed numbers of a text can check."""

from __future__ import annotations

from collections.abc import Sequence

from reportcard.claims import bases, echoes, grids, moves, parts, rates, shares, wholes
from reportcard.claims.claim import Claim
from reportcard.claims.reading import Reading
from reportcard.extract.figure import Extracted


def claims(text: str, figures: Sequence[Extracted]) -> tuple[Claim, ...]:
    """Every claim of a text, judged, in print order.

    ``figures`` are what ``extract`` found in it. Pairings that the words leave no doubt about
    come first and alone may be inconsistent; what is paired by name, by place or by arithmetic
    counts only where it agrees; a printed growth, share or difference that nothing checks is
    undetermined. One figure may carry several claims, one for each way to check it.
    """
    reading = Reading(text, figures)
    moves.find_changes(reading)
    grids.find_in_tables(reading)
    found = wholes.find_sums(reading)
    wholes.find_products(reading)
    wholes.find_compositions(reading, found)
    wholes.find_rebuilt(reading, found)
    shares.find_shares(reading, found)
    shares.find_contributions(reading)
    moves.transfer(reading)
    rates.find_rates(reading)
    rates.find_intensity(reading)
    rates.find_gaps(reading)
    parts.find_parts(reading, found)
    echoes.find_echoes(reading)
    moves.from_afar(reading)
    moves.orphans(reading)
    bases.find_named_bases(reading)
    rates.find_quotients(reading)
    echoes.find_conversions(reading)
    echoes.find_echoes(reading)
    moves.without_base(reading)
    shares.without_whole(reading)
    echoes.find_repeats(reading)
    order = sorted(reading.claims.values(), key=lambda c: (c.start, c.relation, c.verdict))
    return tuple(order)
