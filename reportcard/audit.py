"""Claims and their verdicts: printed ratios, totals and repeats against printed figures.

A printed observation of a derived indicator is a claim, so is a repeated mention, and so is
a total that an identity takes apart. The verdict is *consistent* when some rounding of the
figures gives what is printed, *inconsistent* when none does, *undetermined* when a needed
figure is not printed or nothing could contradict. It says that a set of numbers disagrees,
never which of them is wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add

from reportcard import labels
from reportcard.archive import Figure, Observation
from reportcard.expressions import Missing, Quantity
from reportcard.indicators import Identity, Indicator
from reportcard.interval import Interval
from reportcard.labels import phrase, show_interval
from reportcard.reads import of_report
from reportcard.results import Book
from reportcard.rounding import HALF, MODES, denominators, numerators, rounded_from
from reportcard.verdicts import CONSISTENT, INCONSISTENT, UNDETERMINED, Reason, judge, worded

SHARES = ("share", "completion")
GROWTH = "growth"
RELATIONS = {
    "share": "share",
    "completion": "completion",
    "change": GROWTH,
    "points": "difference",
}
MOST_FITTING = 6


@dataclass(frozen=True)
class Check:
    """One claim, judged.

    ``figure`` is the printed number that is checked, ``inputs`` what it is checked with,
    ``computed`` the value at the printed inputs with its exact ``interval`` (None where it
    cannot be computed); ``reasons`` are phrase keys with their blanks, worded by ``reason``.
    ``passing`` says which share of the values that could have been printed there would have
    passed as well: what the check could not have caught.
    """

    relation: str
    indicator: Indicator
    figure: Figure
    inputs: tuple[Observation, ...]
    computed: Fraction | None
    interval: Interval | None
    verdict: str
    reasons: tuple[Reason, ...]
    passing: Fraction | None = None

    def reason(self, lang: str) -> str:
        """Why, in one sentence of a language."""
        return worded(self.reasons, lang)


@of_report
def audit(book: Book, lang: str = "en", mode: str = HALF) -> list[Check]:
    """Every claim of the report's anchor document, in print order.

    ``lang`` is the language of labels inside the reasons, ``mode`` the rounding assumed
    (see ``rounding``).
    """
    auditor = _Auditor(book, lang, mode)
    found = [*auditor.claims(), *auditor.totals(), *auditor.repeats()]
    return sorted(found, key=lambda c: (c.figure.start or 0, c.relation))


@dataclass(frozen=True)
class _Auditor:
    book: Book
    lang: str
    mode: str

    def observations(self) -> Iterator[Observation]:
        anchor = self.book.report.anchor
        for observation in self.book.report.observations:
            if anchor and observation.document == anchor.id:
                yield observation

    def claims(self) -> Iterator[Check]:
        """Printed observations of derived indicators, and printed rates that nothing gives."""
        for observation in self.observations():
            indicator = self.book.registry[observation.indicator]
            if indicator.formula:
                yield self.claim(indicator, observation)
            elif indicator.unit.code == "percent":
                reason = self.about(indicator)
                figure = observation.principal
                yield Check("rate", indicator, figure, (), None, None, UNDETERMINED, (reason,))

    def about(self, indicator: Indicator) -> Reason:
        if not indicator.about:
            return ("observed_rate", {})
        return ("verbatim", {"text": indicator.about[self.lang].rstrip(".。")})

    def claim(self, indicator: Indicator, observation: Observation) -> Check:
        """A printed ratio against the figures of its own document."""
        computed = self.book.computed_within(observation)
        relation = relation_of(indicator)
        figure = observation.principal
        if isinstance(computed, Missing):
            return self.unprinted(relation, indicator, observation, computed)
        stands, spanned = claimed(observation, self.mode), computed.interval
        verdict = judge(stands, spanned)
        reasons = [self.comparison(observation, stands, computed, verdict)]
        reasons += self.slack(indicator, stands, computed)
        reasons.append(self.rounding())
        return Check(
            relation,
            indicator,
            figure,
            computed.observations,
            computed.value,
            spanned,
            verdict,
            tuple(reasons),
            _passing(indicator, observation, spanned),
        )

    def rounding(self) -> Reason:
        return (
            ("rounding_half", {}) if self.mode == HALF else ("rounding_other", {"mode": self.mode})
        )

    def comparison(
        self, observation: Observation, stands: Interval, computed: Quantity, verdict: str
    ) -> Reason:
        unit = computed.unit
        blanks = {
            "printed": observation.principal.as_printed,
            "claim": show_interval(stands, unit, self.lang),
            "computed": show_interval(computed.interval, unit, self.lang),
        }
        if verdict == UNDETERMINED:
            return ("no_bound", blanks)
        if verdict == INCONSISTENT:
            return ("inconsistent", blanks)
        return ("consistent_exact" if computed.interval.exact else "consistent_range", blanks)

    def unprinted(
        self, relation: str, indicator: Indicator, observation: Observation, computed: Missing
    ) -> Check:
        """A claim with an input that is not printed: undetermined, unless no whole number fits."""
        missing = labels.join([self.named(name) for name in computed.names], self.lang)
        reasons: list[Reason] = [("missing", {"missing": missing})]
        verdict = UNDETERMINED
        inputs: tuple[Observation, ...] = ()
        part, whole = self.share_sides(indicator, observation)
        if part or whole:
            given = part or whole
            assert given is not None
            inputs = (given,)
            fits, reason = self.whole_numbers(observation, part, whole)
            reasons.append(reason)
            verdict = UNDETERMINED if fits else INCONSISTENT
        return Check(
            relation, indicator, observation.principal, inputs, None, None, verdict, tuple(reasons)
        )

    def named(self, name: str) -> str:
        """The label of an input that is missing, with area or year where they differ."""
        indicator_name, _, year = name.rpartition(".")[2].partition("@")
        label = self.book.registry[indicator_name].label[self.lang]
        filled = labels.fill(label, self.book.report.names(self.lang))
        return f"{filled} {year}" if year else filled

    def share_sides(
        self, indicator: Indicator, observation: Observation
    ) -> tuple[Observation | None, Observation | None]:
        """Part and whole of ``share(part, of=whole)``, each where its document prints it."""
        tree = indicator.tree
        if not (isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name)):
            return None, None
        sides = [*tree.args, *(k.value for k in tree.keywords)]
        if tree.func.id not in SHARES or not all(isinstance(s, ast.Name) for s in sides):
            return None, None
        found = [self.beside(observation, s.id) for s in sides if isinstance(s, ast.Name)]
        return found[0], found[1]

    def beside(self, observation: Observation, name: str) -> Observation | None:
        """Another observation of the same document, area and period, if it counts things."""
        if not self.book.registry[name].unit.count:
            return None
        return self.book.report.find(
            name, observation.ref_area, observation.time_period, within=(observation.document,)
        )

    def whole_numbers(
        self, claim: Observation, part: Observation | None, whole: Observation | None
    ) -> tuple[bool, Reason]:
        """Whether whole numbers can be behind a percentage of which one side is printed."""
        ratio, printed = claimed(claim, self.mode), {"printed": claim.principal.as_printed}
        if part and part.interval.exact:
            fitting = denominators(ratio, int(part.value), 100)
            if not fitting:
                return False, ("wholes_none", printed)
            shown = labels.join_or([labels.plain(Fraction(n), 0) for n in fitting], self.lang)
            if len(fitting) > MOST_FITTING:
                shown = _span_text(fitting, self.lang)
            return True, ("wholes", {"fitting": shown})
        totals = (whole or claim).interval
        fits = not totals.bounded or any(numerators(ratio, n, 100) for n in totals.whole_numbers())
        return fits, ("parts_fit", {}) if fits else ("parts_none", printed)

    def slack(self, indicator: Indicator, stands: Interval, computed: Quantity) -> list[Reason]:
        """Which other whole numbers would have been printed the same, for shares of counts."""
        sides = _exact_sides(computed) if relation_of(indicator) in SHARES else None
        if sides is None or stands.lower is None or stands.lower <= 0 or not stands.bounded:
            return []
        part, whole = sides
        fitting = (numerators(stands, whole, 100), denominators(stands, part, 100))
        if not all(fitting):
            return []
        texts = [_span_text(numbers, self.lang) for numbers in fitting]
        return [("slack", {"numerators": texts[0], "denominators": texts[1]})]

    def totals(self) -> Iterator[Check]:
        """Totals that an identity takes apart into parts of the same document."""
        for identity in self.book.registry.identities:
            for observation in self.observations():
                if observation.indicator == identity.total:
                    parts = [self.beside(observation, name) for name in identity.parts]
                    if all(parts):
                        yield self.total(identity, observation, [p for p in parts if p])

    def total(self, identity: Identity, total: Observation, parts: list[Observation]) -> Check:
        indicator = self.book.registry[identity.total]
        summed = reduce(add, (p.interval for p in parts))
        value = sum((p.value for p in parts), Fraction(0))
        verdict = judge(total.interval, summed)
        blanks = {
            "parts": " + ".join(p.principal.as_printed for p in parts),
            "computed": show_interval(summed, indicator.unit, self.lang),
            "printed": total.principal.as_printed,
        }
        reasons: list[Reason] = [("sum_equal" if verdict == CONSISTENT else "sum_differs", blanks)]
        if identity.assumes:
            text = self.book.registry.caveats[identity.assumes][self.lang].rstrip(".。")
            reasons.append(("verbatim", {"text": text}))
        return Check(
            "sum",
            indicator,
            total.principal,
            tuple(parts),
            value,
            summed,
            verdict,
            tuple(reasons),
        )

    def repeats(self) -> Iterator[Check]:
        """Each further mention of a fact against the one that says most."""
        for observation in self.observations():
            indicator = self.book.registry[observation.indicator]
            for mention in observation.mentions:
                if mention is not observation.principal:
                    yield self.repeat(indicator, observation, mention)

    def repeat(self, indicator: Indicator, observation: Observation, mention: Figure) -> Check:
        told, first = mention.reading, observation.principal.reading
        one_unit = {told.unit, first.unit} <= {first.unit, *indicator.unit.printed}
        same = told.value == first.value and one_unit
        blanks = {"printed": mention.as_printed, "other": observation.principal.as_printed}
        return Check(
            "repeat",
            indicator,
            mention,
            (observation,),
            observation.value,
            observation.interval,
            CONSISTENT if same else INCONSISTENT,
            (("same" if same else "differs", blanks),),
            Fraction(0),
        )


@of_report
def by_rounding(book: Book) -> list[tuple[str, int, int]]:
    """Each mode of rounding, with how many recomputed ratios agree and disagree if it was used.

    Where no ratio can be computed there is nothing.
    """
    counted = []
    for mode in MODES:
        judged = [c for c in audit(book, mode=mode) if c.computed is not None]
        verdicts = [c.verdict for c in judged if c.relation not in ("repeat", "sum")]
        if verdicts:
            counted.append((mode, verdicts.count(CONSISTENT), verdicts.count(INCONSISTENT)))
    return counted


def claimed(observation: Observation, mode: str) -> Interval:
    """What a claim stands for; a hedged one is widened by half a unit."""
    reading = observation.principal.reading
    if reading.hedges:
        return observation.interval.widened(reading.step / 2)
    return rounded_from(observation.value, reading.step, mode)


def relation_of(indicator: Indicator) -> str:
    """What kind of claim a printed value of the indicator is, by the verb of its formula."""
    return RELATIONS.get(indicator.formula.partition("(")[0], "rate")


def _passing(indicator: Indicator, observation: Observation, computed: Interval) -> Fraction | None:
    """The share of the percentages from 0 to 100, at the digits printed, that would have passed.

    None for other claims than shares, which have no such scale.
    """
    if not computed.bounded or relation_of(indicator) not in SHARES:
        return None
    step = observation.principal.reading.step
    candidates = (computed.widened(step / 2) * (1 / step)).whole_numbers()
    return Fraction(sum(1 for _ in candidates)) / (100 / step + 1)


def _exact_sides(computed: Quantity) -> tuple[int, int] | None:
    """Part and whole of a recomputed share, where both are plain counts."""
    if len(computed.observations) != 2:
        return None
    part, whole = computed.observations
    if not (part.interval.exact and whole.interval.exact):
        return None
    return int(part.value), int(whole.value)


def _span_text(numbers: Sequence[int], lang: str) -> str:
    ends = [labels.plain(Fraction(n), 0) for n in (numbers[0], numbers[-1])]
    return ends[0] if len(numbers) == 1 else phrase("number", "range", lang, *ends)
