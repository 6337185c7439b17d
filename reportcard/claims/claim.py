"""A claim: a printed number beside the printed numbers that can check it, judged."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from reportcard.errors import FormulaError
from reportcard.expressions import Quantity
from reportcard.extract.figure import Extracted
from reportcard.folding import fold
from reportcard.interval import Interval, around
from reportcard.labels import show_interval
from reportcard.units import Unit
from reportcard.verdicts import CONSISTENT, INCONSISTENT, UNDETERMINED, Reason, judge, worded

RELATIONS = (
    "growth",
    "share",
    "completion",
    "sum",
    "difference",
    "average",
    "rate",
    "conversion",
    "repeat",
)


@dataclass(frozen=True)
class Claim:
    """One printed number that other printed numbers of its text bear on.

    ``relation`` is one of RELATIONS; ``inputs`` are the figures it is checked with, in print
    order of the relation (new before old, part before whole). ``computed`` is the value at the
    printed inputs in the unit of ``figure`` and in the sense its words give it (a fall of 4.3 %
    is 4.3), ``interval`` its exact range; both are None where a needed number is not printed.
    ``because`` is the key of the phrase that says why; see ``reason``.
    """

    figure: Extracted
    relation: str
    inputs: tuple[Extracted, ...]
    computed: Fraction | None
    interval: Interval | None
    verdict: str
    because: str

    @property
    def as_printed(self) -> str:
        """The claimed number in the text's own characters."""
        return self.figure.as_printed

    @property
    def start(self) -> int:
        """Where it stands."""
        return self.figure.start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.figure.end

    def reason(self, lang: str = "en") -> str:
        """Why this verdict, in one sentence of a language."""
        blanks = {
            "printed": self.as_printed,
            "claim": show_interval(claimed(self.figure), unit_of(self.figure), lang),
            "parts": " + ".join(figure.as_printed for figure in self.inputs),
            "other": self.inputs[0].as_printed if self.inputs else "",
        }
        if self.interval is not None:
            blanks["computed"] = show_interval(self.interval, unit_of(self.figure), lang)
        reasons: list[Reason] = [(self.because, blanks)]
        if self.verdict != UNDETERMINED and self.because in ROUNDED:
            reasons.append(("rounding_half", {}))
        return worded(reasons, lang)


ROUNDED = ("consistent_exact", "consistent_range", "inconsistent")


def unit_of(figure: Extracted) -> Unit:
    """The figure's unit as labels show it."""
    unit = fold(figure.unit)
    if unit == "%":
        return Unit("percent")
    name = figure.unit_printed or figure.unit
    if not name:
        return Unit("number")
    return Unit("printed", (("printed", 1),), label=dict.fromkeys(_LANGUAGES, name))


_LANGUAGES = ("en", "zh-Hant", "zh-Hans")


def claimed(figure: Extracted) -> Interval:
    """What a claim stands for: a hedged one is widened by half a unit, as in the audit."""
    stands = allowed(figure)
    return stands.widened(figure.step / 2) if figure.hedges else stands


def allowed(figure: Extracted) -> Interval:
    """What a figure allows; a count in round thousands (8千人) is not exact."""
    if figure.interval.exact and figure.step > 1:
        return around(figure.value, figure.step / 2)
    return figure.interval


def judged(
    figure: Extracted, relation: str, inputs: tuple[Extracted, ...], computed: Quantity | None
) -> Claim | None:
    """The claim with its verdict; None where the inputs give no number (a base of zero)."""
    if computed is None:
        return None
    try:
        value, interval = computed.value, computed.interval
    except FormulaError:
        return None
    stands = claimed(figure)
    if stands.exact and relation in ("rate", "average"):
        stands = around(figure.value, figure.step / 2)  # a mean of whole things is rounded
    verdict = judge(stands, interval)
    because = {
        CONSISTENT: "consistent_exact" if interval.exact else "consistent_range",
        INCONSISTENT: "inconsistent",
        UNDETERMINED: "no_bound",
    }[verdict]
    if relation == "sum" and verdict != UNDETERMINED:
        because = "sum_equal" if verdict == CONSISTENT else "sum_differs"
    return Claim(figure, relation, inputs, value, interval, verdict, because)


def unprinted(
    figure: Extracted, relation: str, inputs: tuple[Extracted, ...], because: str
) -> Claim:
    """A claim that a number which is not printed would be needed for."""
    return Claim(figure, relation, inputs, None, None, UNDETERMINED, because)
