"""What a report says of an indicator: observed, computed, printed only, missing or refused.

A formula takes all its inputs from one document where it can; the anchor document comes
first, a rate it prints comes before anything computed from others, and inputs from several
documents come last and are marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from reportcard.archive import Archive, Observation, Report
from reportcard.documents import load_archive
from reportcard.errors import DataError, FormulaError, Problem, nearest
from reportcard.expressions import Missing, Quantity, observed
from reportcard.formulas import Lookup, evaluate
from reportcard.indicators import Indicator, Registry, days_of, load_registry
from reportcard.interval import Interval

MOST_INTEGERS = 12


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
    def reported(self) -> bool:
        """True when there is a number."""
        return isinstance(self.quantity, Quantity)

    @cached_property
    def interval(self) -> Interval:
        """The exact interval, within what the measure's meaning allows."""
        assert isinstance(self.quantity, Quantity)
        spanned = self.quantity.interval & Interval(*self.indicator.bounds)
        if spanned is None:
            raise FormulaError(
                Problem(f"'{self.indicator.id}' lies outside its bounds", "Mend the bounds.")
            )
        return spanned

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
    """The archive and the registry, and one report of them."""

    registry: Registry
    report: Report
    _known: dict[tuple[str, str, int, bool], Result] = field(default_factory=dict, repr=False)

    @property
    def archive(self) -> Archive:
        """All documents."""
        return self.report.archive

    def result(
        self, name: str, area: str | None = None, year: int | None = None, *, before: bool = False
    ) -> Result:
        """What the report says of an indicator. Raises UnknownName for an unknown one."""
        key = (name, area or self.report.place.key, year or self.report.year, before)
        if key not in self._known:
            self._known[key] = self._result(self.registry[name], *key[1:])
        return self._known[key]

    def _result(self, indicator: Indicator, area: str, year: int, before: bool) -> Result:
        printed = self._printed(indicator, area, year, before)
        for document in self.report.documents:
            quantity = self._within(indicator, area, year, before, (document.id,))
            if isinstance(quantity, Quantity):
                return Result(indicator, area, year, before, quantity, printed, indicator.derived)
            found = self.report.find(indicator.id, area, year, before=before, within=(document.id,))
            if found:
                quantity = observed(found, indicator.unit)
                return Result(indicator, area, year, before, quantity, printed)
        quantity = self._within(indicator, area, year, before, None)
        return Result(indicator, area, year, before, quantity, printed, indicator.derived)

    def _printed(
        self, indicator: Indicator, area: str, year: int, before: bool
    ) -> Observation | None:
        if not indicator.derived or self.report.anchor is None:
            return None
        anchor = (self.report.anchor.id,)
        return self.report.find(indicator.id, area, year, before=before, within=anchor)

    def computed_within(self, claim: Observation) -> Quantity | Missing:
        """A printed derived indicator, recomputed from figures of its own document."""
        indicator = self.registry[claim.indicator]
        before = claim.coverage == "before"
        return self._within(indicator, claim.ref_area, claim.time_period, before, (claim.document,))

    def _within(
        self,
        indicator: Indicator,
        area: str,
        year: int,
        before: bool,
        documents: tuple[str, ...] | None,
    ) -> Quantity | Missing:
        """The indicator from some documents only (None: from all, each input where it is)."""
        if indicator.refused:
            return Missing(refused=indicator.id)
        if indicator.tree is None:
            found = self.report.find(indicator.id, area, year, before=before, within=documents)
            if found:
                return observed(found, indicator.unit)
            name = indicator.id if area == self.report.place.key else f"{area}.{indicator.id}"
            return Missing((name if year == self.report.year else f"{name}@{year}",))

        def lookup(role: str, name: str) -> Quantity | Missing:
            if role == "calendar":
                return days_of(year, self.registry.units)
            there, then, earlier = area, year, before
            if role == "previous":
                then -= 1
            elif role == "before":
                earlier = True
            else:
                seen = self.archive.role(role, area)
                if seen is None:
                    return Missing((f"{role}.{name}",))
                there = seen
            inner = self.registry[name]
            return self._input(inner, there, then, earlier, documents)

        return self._evaluated(indicator, lookup)

    def _input(
        self,
        indicator: Indicator,
        area: str,
        year: int,
        before: bool,
        documents: tuple[str, ...] | None,
    ) -> Quantity | Missing:
        """An input: computed where that is possible, else as the documents print it."""
        quantity = self._within(indicator, area, year, before, documents)
        if isinstance(quantity, Missing) and indicator.derived:
            found = self.report.find(indicator.id, area, year, before=before, within=documents)
            if found:
                return observed(found, indicator.unit)
        return quantity

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

    def results(self) -> Iterator[Result]:
        """Every derived indicator of the registry, in its order."""
        for indicator in self.registry.indicators.values():
            if indicator.derived:
                yield self.result(indicator.id)


def load_book(folder: Path, place: str, year: int) -> Book:
    """Read everything and take one report. Raises DataError, UnknownName."""
    archive = load_archive(folder)
    registry = load_registry(folder, archive.areas)
    problems = [
        figure.row.problem(
            f"no indicator '{figure.indicator}'",
            nearest(figure.indicator, registry.indicators) or "Define it in data/indicators/.",
        )
        for observation in archive.observations
        for figure in observation.mentions
        if figure.indicator not in registry.indicators
    ]
    if problems:
        raise DataError(*problems)
    return Book(registry, archive.report(place, year))
