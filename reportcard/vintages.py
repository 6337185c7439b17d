"""What vintages tell of each other: rates against every base, and joins that are refused.

A printed rate whose inputs its own document lacks is recomputed from every vintage of them that
the report's documents give. The verdict says on which of them it holds; it never says which of
the vintages is right. Levels from both sides of a restatement must not be joined at all: those
that a reader might join are listed, each with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, product

from reportcard import labels
from reportcard.archive import YEAR, Observation
from reportcard.audit import GROWTH, Check, claimed, relation_of
from reportcard.dates import latest
from reportcard.expressions import Missing, Quantity, observed
from reportcard.formulas import Name, evaluate
from reportcard.indicators import Indicator, Registry
from reportcard.labels import show_interval
from reportcard.reads import of_registry, of_report
from reportcard.results import At, Book
from reportcard.rounding import HALF
from reportcard.sources import parted_by
from reportcard.verdicts import (
    CONSISTENT,
    INCONSISTENT,
    REFUSED,
    UNDETERMINED,
    Reason,
    judge,
    phrase_of,
)

VINTAGES, JOIN = "vintages", "join"
MOST_TRIALS = 24


@of_registry
def changes_of_levels(registry: Registry) -> dict[str, str]:
    """By level: the first indicator that is its change from the year before."""
    found: dict[str, str] = {}
    for indicator in registry.indicators.values():
        names = list(indicator.names())
        if relation_of(indicator) == GROWTH and len(names) == 2:
            level = names[0][1]
            if names == [("home", level), ("previous", level)]:
                found.setdefault(level, indicator.id)
    return found


def published(book: Book, indicator: str) -> list[Observation]:
    """Every annual print of a measure of the place, by year, then in order of publication.

    Raises UnknownName for a measure that is not defined.
    """
    name, place = book.registry[indicator].id, book.report.place.key
    found = [
        o
        for o in book.archive.of_area.get(place, ())
        if (o.indicator, o.coverage) == (name, YEAR) and o.document in book.report.ids
    ]
    return sorted(found, key=lambda o: (o.time_period, age(book, o)))


def age(book: Book, observation: Observation) -> tuple[date, str]:
    """The first day on which a print can have been out, for sorting; then its document."""
    return book.archive.documents[observation.document].earliest, observation.document


def known_by(book: Book, found: Iterable[Observation], day: date) -> list[Observation]:
    """The prints that were surely out on a day: those of documents that say no date are not."""
    documents = book.archive.documents
    return [o for o in found if (by := latest(documents[o.document].published)) and by <= day]


def named(book: Book, parted: Iterable[str], lang: str) -> str:
    """What some restatements are called, in a language."""
    return labels.join([book.archive.restatements[key].label[lang] for key in parted], lang)


@dataclass(frozen=True)
class Trial:
    """One choice of vintages for the inputs of a rate, and what it comes to."""

    inputs: tuple[Observation, ...]
    quantity: Quantity
    verdict: str

    @property
    def parted(self) -> tuple[str, ...]:
        """The restatements that its inputs stand on both sides of."""
        return tuple(parted_by(o.footing for o in self.inputs))

    @property
    def one_base(self) -> bool:
        """Whether its inputs belong to one vintage: only then is a change of them growth."""
        return len({o.base for o in self.inputs}) == 1


@of_report
def across(book: Book, lang: str = "en", mode: str = HALF) -> list[Check]:
    """Rates of the report's year against every vintage of their inputs, then refused joins.

    ``lang`` is the language of the labels in the reasons, ``mode`` the rounding assumed.
    """
    weigher = _Weigher(book, lang, mode)
    return [*weigher.rates(), *weigher.joins()]


@dataclass(frozen=True)
class _Weigher:
    book: Book
    lang: str
    mode: str

    def rates(self) -> Iterator[Check]:
        """Each printed rate of the year that its own document cannot check."""
        for claim in self.book.report.observations:
            indicator = self.book.registry[claim.indicator]
            nominal = self.book.registry.indicators.get(indicator.beside)
            formula = nominal or indicator
            if claim.time_period != self.book.report.year or not formula.formula:
                continue
            if nominal is None and isinstance(self.book.computed_within(claim), Quantity):
                continue  # the audit has judged it
            trials = self.trials(formula, claim)
            if trials:
                yield (
                    self.real(claim, indicator, trials)
                    if nominal
                    else self.judged(claim, indicator, trials)
                )

    def trials(self, indicator: Indicator, claim: Observation) -> list[Trial]:
        """The indicator by its formula, on every choice among the vintages of its inputs.

        Where the claim's document prints an input itself, others stand for it only if the claim
        does not hold with that one.
        """
        own = list(self.tried(indicator, claim, own=True))
        if any(t.verdict != INCONSISTENT for t in own):
            return own
        every = list(self.tried(indicator, claim, own=False))
        return own + [t for t in every if all(t.inputs != o.inputs for o in own)]

    def tried(self, indicator: Indicator, claim: Observation, *, own: bool) -> Iterator[Trial]:
        names = tuple(dict.fromkeys(indicator.names()))
        at = At(claim.ref_area, claim.time_period)
        choices = [self.vintages(name, at, claim.document if own else "") for name in names]
        for chosen in islice(product(*choices), MOST_TRIALS):
            quantity = self.computed(indicator, dict(zip(names, chosen, strict=True)))
            if isinstance(quantity, Quantity):
                verdict = judge(claimed(claim, self.mode), quantity.interval)
                yield Trial(chosen, quantity, verdict)

    def vintages(self, name: Name, at: At, document: str) -> list[Observation]:
        there = self.book.seen(name[0], at)
        if there is None:
            return []
        found = self.distinct(name[1], there.area, there.year)
        own = [o for o in found if o.document == document]
        return own or found

    def distinct(self, name: str, area: str, year: int) -> list[Observation]:
        """The vintages of a fact by age, without those that repeat what was printed before."""
        told: dict[tuple[object, ...], Observation] = {}
        for vintage in sorted(self.book.report.vintages(name, area, year), key=self.age):
            told.setdefault((vintage.value, vintage.interval, vintage.footing), vintage)
        return list(told.values())

    def age(self, observation: Observation) -> tuple[date, str]:
        return age(self.book, observation)

    def computed(
        self, indicator: Indicator, chosen: Mapping[Name, Observation]
    ) -> Quantity | Missing:
        """The formula's value on these vintages, as if they stood on one base: it is a trial."""
        assert indicator.tree is not None
        units = {name: self.book.registry[name[1]].unit for name in chosen}
        inputs = {n: observed(replace(o, base="", footing=()), units[n]) for n, o in chosen.items()}
        value = evaluate(
            indicator.tree, lambda role, name: inputs[role, name], self.book.registry.units
        )
        return value if isinstance(value, Missing) else value.in_unit(indicator.unit)

    def judged(self, claim: Observation, indicator: Indicator, trials: list[Trial]) -> Check:
        """The verdict on a rate: it holds on one base at least, on none, or nothing can tell."""
        weighed = {t.verdict for t in trials if not t.parted}
        order = (CONSISTENT, INCONSISTENT, UNDETERMINED)
        verdict = next((v for v in order if v in weighed), UNDETERMINED)
        reasons: list[Reason] = [
            (f"on_{'parted' if t.parted else t.verdict}", self.blanks(t, indicator)) for t in trials
        ]
        whole = [t for t in trials if not t.parted]
        best = next((t for t in whole if t.verdict == verdict), trials[0])
        return self.check(claim, indicator, best, verdict, reasons)

    def real(self, claim: Observation, indicator: Indicator, trials: list[Trial]) -> Check:
        """A real rate beside the nominal change on each base: what prices must have done."""
        reasons: list[Reason] = []
        trials = sorted(trials, key=lambda t: (not t.one_base, t.parted))
        for trial in trials:
            rate = observed(claim, indicator.unit)
            prices = 100 * ((100 + trial.quantity) / (100 + rate) - 1)
            shown = show_interval(prices.interval, indicator.unit, self.lang)
            near = "real_on" if trial.one_base else "real_across"
            key = "real_parted" if trial.parted else near
            reasons.append((key, {**self.blanks(trial, indicator), "prices": shown}))
        return self.check(claim, indicator, trials[0], UNDETERMINED, reasons)

    def blanks(self, trial: Trial, indicator: Indicator) -> dict[str, str]:
        return {
            "inputs": labels.join([self.named(o) for o in trial.inputs], self.lang),
            "computed": show_interval(trial.quantity.interval, indicator.unit, self.lang),
            "restatement": named(self.book, trial.parted, self.lang),
        }

    def named(self, observation: Observation) -> str:
        """A vintage as reasons name it: "11020.2亿元 (2023, regional yearbook 2024)"."""
        document = self.book.archive.documents[observation.document]
        blanks = {
            "printed": observation.principal.as_printed + observation.principal.row["unit"],
            "year": str(observation.time_period),
            "document": document.short(self.lang),
        }
        return phrase_of("vintage", blanks, self.lang)

    def check(
        self,
        claim: Observation,
        indicator: Indicator,
        trial: Trial,
        verdict: str,
        reasons: list[Reason],
    ) -> Check:
        value, interval = trial.quantity.value, trial.quantity.interval
        figure = claim.principal
        told = (figure, trial.inputs, value, interval, verdict, tuple(reasons))
        return Check(VINTAGES, indicator, *told)

    def joins(self) -> Iterator[Check]:
        """Changes from the year before that would join two sides of a restatement."""
        year, place = self.book.report.year, self.book.report.place.key
        registry = self.book.registry
        for level, name in changes_of_levels(registry).items():
            after, since = (self.distinct(level, place, y) for y in (year, year - 1))
            yield from self.refused(registry[name], after, since)

    def refused(
        self, indicator: Indicator, after: list[Observation], since: list[Observation]
    ) -> Iterator[Check]:
        """One refusal for each pair that a restatement parts."""
        for later, earlier in product(after, since):
            parted = tuple(parted_by((later.footing, earlier.footing)))
            if not parted:
                continue
            looks = 100 * (later.value / earlier.value - 1)
            blanks = {
                "since": self.named(earlier),
                "after": self.named(later),
                "looks": f"{labels.plain(looks, 1)}%",
                "restatement": named(self.book, parted, self.lang),
            }
            reasons = (("joined", blanks),)
            yield Check(JOIN, indicator, later.principal, (earlier,), None, None, REFUSED, reasons)
