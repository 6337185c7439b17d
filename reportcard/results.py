"""What a report says of an indicator: observed, computed, printed only, missing or refused.

A formula takes all its inputs from one document where it can; the anchor document comes
first, a rate it prints comes before anything computed from others, and inputs from several
documents come last and are marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from reportcard.archive import BEFORE, Archive, Key, Observation, Report
from reportcard.documents import load_archive
from reportcard.errors import DataError, FormulaError, Problem
from reportcard.expressions import Missing, Quantity, observed
from reportcard.formulas import Lookup, evaluate
from reportcard.indicators import (
    Indicator,
    Registry,
    days_of,
    figure_problems,
    load_registry,
)
from reportcard.interval import Interval
from reportcard.labels import fill
from reportcard.reads import of_report
from reportcard.sources import Document

MOST_INTEGERS = 12


@dataclass(frozen=True)
class At:
    """Where a number is looked for: area, year, before an improvement, and in which documents."""

    area: str
    year: int
    before: bool = False
    documents: tuple[str, ...] | None = None

    def within(self, document: str) -> At:
        """The same, in one document only."""
        return replace(self, documents=(document,))


@dataclass(frozen=True)
class Result:
    """An indicator of a report.

    ``quantity`` is the number with its exact range, or what is missing or refused;
    ``printed`` is the observation the anchor prints of a derived indicator (a claim);
    ``computed`` says whether a formula gave the quantity.
    """

    indicator: Indicator
    area: str
    year: int
    before: bool
    quantity: Quantity | Missing
    printed: Observation | None = None
    computed: bool = False

    @property
    def at(self) -> At:
        """Where it was looked for."""
        return At(self.area, self.year, self.before)

    @property
    def reported(self) -> bool:
        """True when there is a number."""
        return isinstance(self.quantity, Quantity)

    @property
    def interval(self) -> Interval:
        """The exact interval, within what the measure's meaning allows."""
        assert isinstance(self.quantity, Quantity)
        return self.quantity.interval

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations the number rests on."""
        return self.quantity.observations if isinstance(self.quantity, Quantity) else ()

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents these come from, in order."""
        return tuple(dict.fromkeys(o.document for o in self.observations))

    @property
    def status(self) -> str:
        """The least settled status among the inputs; empty where nothing is said."""
        said = {o.status for o in self.observations}
        return next((s for s in ("forecast", "preliminary", "revised", "final") if s in said), "")

    @property
    def caveats(self) -> tuple[str, ...]:
        """Keys of what a reader must know, those the inputs bring about included."""
        found = list(self.indicator.caveats) if self.computed else []
        if self.status in ("forecast", "preliminary"):
            found.append(self.status)
        if len(self.documents) > 1:
            found.append("across_documents")
        return tuple(dict.fromkeys(found))

    @property
    def integers(self) -> list[int] | None:
        """The whole numbers that fit, where only few do and only such are possible."""
        if not (self.reported and self.indicator.integer and self.computed):
            return None
        if not self.interval.bounded or self.interval.exact:
            return None
        fitting = list(self.interval.whole_numbers())
        return fitting if len(fitting) <= MOST_INTEGERS else None


@dataclass(frozen=True)
class Book:
    """The archive and the registry, and one report of them.

    Where what is looked at of it is noted (see ``reads``), ``unnoted`` is the same without that.
    """

    registry: Registry
    report: Report
    unnoted: Book | None = field(default=None, repr=False, compare=False)
    _known: dict[tuple[str, At], Result] = field(default_factory=dict, repr=False)
    _within: dict[Key, Quantity | Missing] = field(default_factory=dict, repr=False)
    _told: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    @property
    def archive(self) -> Archive:
        """All documents."""
        return self.report.archive

    @property
    def plain(self) -> Book:
        """The same report, of whose data nothing is noted while a record is kept."""
        return self.unnoted or self

    @property
    def place_and_year(self) -> tuple[str, int]:
        """What it is the report of."""
        return self.report.place.key, self.report.year

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that its observations and ratios come from, in the report's order."""
        used = used_documents(self)
        return tuple(d for d in self.report.documents if d.id in used)

    def result(
        self, name: str, area: str | None = None, year: int | None = None, *, before: bool = False
    ) -> Result:
        """What the report says of an indicator. Raises UnknownName for an unknown one."""
        at = At(area or self.report.place.key, year or self.report.year, before)
        if (name, at) not in self._known:
            self._known[name, at] = self._result(self.registry[name], at)
        return self._known[name, at]

    def unplaced(self, name: str, role: str) -> Result:
        """An indicator of an area that there is not: the parent of a whole country."""
        missing = Missing((f"{role}.{name}",))
        return Result(self.registry[name], "", self.report.year, before=False, quantity=missing)

    def label(self, indicator: Indicator, lang: str) -> str:
        """What an indicator is called in a language, its areas filled in."""
        return fill(indicator.label[lang], self.report.names(lang))

    def _result(self, indicator: Indicator, at: At) -> Result:
        printed, sufficing = self._printed_in(indicator), self._sufficing(indicator)
        for document in filter((printed | sufficing).__contains__, self.report.ids):
            within = at.within(document)
            if document in sufficing:
                quantity = self._computed(indicator, within)
                if isinstance(quantity, Quantity):
                    return self._made(indicator, at, quantity, computed=indicator.derived)
            found = self._observation(indicator, within) if document in printed else None
            if found:
                return self._made(indicator, at, observed(found, indicator.unit))
        return self._made(indicator, at, self._computed(indicator, at), computed=indicator.derived)

    def _printed_in(self, indicator: Indicator) -> frozenset[str]:
        """The report's documents that print an indicator."""
        return self.report.printed_in.get(indicator.id, frozenset())

    def _sufficing(self, indicator: Indicator) -> frozenset[str]:
        """The documents that may hold all that an indicator is computed from.

        Most hold none of it: to try them all would cost more than everything else.
        """
        if indicator.id not in self._told:
            inputs = [self.registry[name] for _, name in indicator.names()]
            each = [self._sufficing(one) | self._printed_in(one) for one in inputs]
            own = (
                self._printed_in(indicator)
                if indicator.tree is None
                else frozenset(self.report.ids)
            )
            self._told[indicator.id] = own.intersection(*each)
        return self._told[indicator.id]

    def _made(
        self, indicator: Indicator, at: At, quantity: Quantity | Missing, *, computed: bool = False
    ) -> Result:
        """The result, with the observation that the anchor prints of a derived indicator."""
        if isinstance(quantity, Quantity):
            quantity = quantity.within(*indicator.bounds)
        anchor = self.report.anchor
        claim = indicator.derived and anchor
        printed = self._observation(indicator, at.within(anchor.id)) if claim and anchor else None
        return Result(indicator, at.area, at.year, at.before, quantity, printed, computed)

    def _observation(self, indicator: Indicator, at: At) -> Observation | None:
        return self.report.find(
            indicator.id, at.area, at.year, before=at.before, within=at.documents
        )

    def computed_within(self, claim: Observation) -> Quantity | Missing:
        """A printed derived indicator, recomputed from figures of its own document."""
        if claim.key not in self._within:
            at = At(claim.ref_area, claim.time_period, claim.coverage == BEFORE)
            indicator = self.registry[claim.indicator]
            self._within[claim.key] = self._computed(indicator, at.within(claim.document))
        return self._within[claim.key]

    def _computed(self, indicator: Indicator, at: At) -> Quantity | Missing:
        """The indicator by its formula, or observed where it has none; or what it lacks."""
        if indicator.refused:
            return Missing(refused=indicator.id)
        if indicator.tree is not None:
            return self._evaluated(indicator, lambda role, name: self._input(role, name, at))
        found = self._observation(indicator, at)
        if found:
            return observed(found, indicator.unit)
        name = indicator.id if at.area == self.report.place.key else f"{at.area}.{indicator.id}"
        return Missing((name if at.year == self.report.year else f"{name}@{at.year}",))

    def _input(self, role: str, name: str, at: At) -> Quantity | Missing:
        """An input: computed where that is possible, else as the documents print it."""
        if role == "calendar":
            return days_of(at.year, self.registry.units)
        there = self.seen(role, at)
        if there is None:
            return Missing((f"{role}.{name}",))
        indicator = self.registry[name]
        quantity = self._computed(indicator, there)
        if isinstance(quantity, Missing) and indicator.derived:
            found = self._observation(indicator, there)
            return observed(found, indicator.unit) if found else quantity
        return quantity

    def seen(self, role: str, at: At) -> At | None:
        """Where a role of a formula points to; None for a place that has no such area."""
        if role == "previous":
            return replace(at, year=at.year - 1)
        if role == BEFORE:
            return replace(at, before=True)
        area = self.archive.role(role, at.area)
        return replace(at, area=area) if area else None

    def refusal(self, result: Result, lang: str) -> str:
        """Why a number is not computed, in a language; empty where it is, or lacks an input."""
        refused = result.quantity.refused if isinstance(result.quantity, Missing) else ""
        if not refused:
            return ""
        reasons = self.registry.caveats.get(refused) or self.registry[refused].refused
        return reasons[lang]

    def _evaluated(self, indicator: Indicator, lookup: Lookup) -> Quantity | Missing:
        """The formula's value; a zero denominator is reported with the formula it stands in."""
        assert indicator.tree is not None
        try:
            value = evaluate(indicator.tree, lookup, self.registry.units)
            if isinstance(value, Missing):
                return value
            value.require_range()
        except FormulaError as error:
            what = f"[{indicator.id}] for {self.report.place.key} {self.report.year}: {error}"
            raise FormulaError(Problem(what, f"Its formula: {indicator.formula}")) from None
        in_unit: Quantity = value.in_unit(indicator.unit)
        return in_unit

    def derived(self, chapter: str | None = None) -> Iterator[Indicator]:
        """Every derived indicator of the registry or of one chapter of it, in its order."""
        for indicator in self.registry.indicators.values():
            if indicator.derived and chapter in (None, indicator.chapter):
                yield indicator

    def results(self, chapter: str | None = None) -> Iterator[Result]:
        """What the report says of each of them."""
        return (self.result(indicator.id) for indicator in self.derived(chapter))


@of_report
def used_documents(book: Book) -> list[str]:
    """The ids of the documents that the observations and ratios of a report come from."""
    used = {o.document for o in book.report.observations}
    used |= {document for r in book.results() for document in r.documents}
    return sorted(used)


def load_data(folder: Path, place: str | None = None) -> tuple[Archive, Registry]:
    """Read everything below ``data/``, or of the documents what reports of one place need.

    Raises DataError with every problem at once.
    """
    archive = load_archive(folder, place)
    registry = load_registry(folder, archive.areas)
    figures = (figure for o in archive.observations for figure in o.mentions)
    problems = [p for figure in figures for p in figure_problems(figure, registry)]
    if problems:
        raise DataError(*problems)
    return archive, registry


def load_book(folder: Path, place: str, year: int) -> Book:
    """Read everything and take one report. Raises DataError, UnknownName."""
    archive, registry = load_data(folder)
    return Book(registry, archive.report(place, year))
