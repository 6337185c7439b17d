"""What a claim can come to: the verdicts, when each is given, and how reasons are worded."""

from __future__ import annotations

from collections.abc import Sequence

from reportcard import labels
from reportcard.interval import Interval
from reportcard.labels import phrase

CONSISTENT, INCONSISTENT, UNDETERMINED = "consistent", "inconsistent", "undetermined"
REFUSED = "refused"
"""Of a comparison that nobody printed and that must not be made."""
Reason = tuple[str, dict[str, str]]
"""The key of a phrase and what goes into its blanks."""


def judge(claim: Interval, computed: Interval) -> str:
    """The verdict on a claim whose value the figures allow to lie in ``computed``."""
    if computed.lower is None and computed.upper is None:
        return UNDETERMINED
    return CONSISTENT if claim.meets(computed) else INCONSISTENT


def worded(reasons: Sequence[Reason], lang: str) -> str:
    """Reasons as one sentence of a language."""
    text = phrase("reason", "join", lang).join(phrase_of(*reason, lang) for reason in reasons)
    return text[:1].upper() + text[1:] + phrase("reason", "stop", lang)


def phrase_of(key: str, blanks: dict[str, str], lang: str) -> str:
    """A phrase of the reasons with its named blanks filled."""
    return labels.template("reason", key, lang).format_map(blanks)
