"""What ``extract`` and ``claims`` print: a dictionary for each figure and each claim of a text.

Keys and numbers are those of ``objects``: stable names, decimal strings, exact fractions beside.
"""

from __future__ import annotations

from reportcard.claims.claim import Claim
from reportcard.extract.figure import Extracted
from reportcard.interval import Interval
from reportcard.objects import Object, number

EXTRACTED_KEYS = (
    "start",
    "end",
    "as_printed",
    "value",
    "value_hi",
    "unit",
    "unit_printed",
    "kind",
    "direction",
    "hedges",
    "status",
    "lower",
    "upper",
    "lower_open",
    "upper_open",
    "weak",
)


CLAIM_KEYS = (
    "as_printed",
    "start",
    "end",
    "relation",
    "inputs",
    "input_starts",
    "computed",
    "lower",
    "upper",
    "lower_open",
    "upper_open",
    "computed_exact",
    "verdict",
    "reason",
)


def figure(found: Extracted) -> Object:
    """One figure found in a text; ``start`` and ``end`` are offsets of its characters there."""
    said = {key: getattr(found, key, None) for key in EXTRACTED_KEYS} | _ends(found.interval)
    said |= {key: number(said[key]) for key in ("value", "value_hi")}
    return said | {"hedges": list(found.hedges)}


def claim(found: Claim, lang: str) -> Object:
    """One claim of a text, its inputs as printed and where they stand."""
    said = {key: getattr(found, key, None) for key in CLAIM_KEYS} | _ends(found.interval)
    said |= {"inputs": [figure.as_printed for figure in found.inputs]}
    said |= {"input_starts": [figure.start for figure in found.inputs]}
    exact = None if found.computed is None else str(found.computed)
    said |= {"computed": number(found.computed), "computed_exact": exact}
    return said | {"reason": found.reason(lang)}


def _ends(interval: Interval | None) -> Object:
    if interval is None:
        return dict.fromkeys(("lower", "upper", "lower_open", "upper_open"))
    ends: Object = {"lower": number(interval.lower), "upper": number(interval.upper)}
    return ends | {"lower_open": interval.lower_open, "upper_open": interval.upper_open}
