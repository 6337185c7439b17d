"""The years of a place: vintages in their own lines, revisions, forecasts and what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reportcard import charts, keys, labels
from reportcard.archive import Observation
from reportcard.audit import Check
from reportcard.charts.model import Chart, Datum, Nothing
from reportcard.expressions import observed
from reportcard.forecasts import FORECAST, Outcome, forecast_indicators, outcomes
from reportcard.indicators import Indicator
from reportcard.labels import phrase, show_interval
from reportcard.notebook.cells import Cell, Note, Table
from reportcard.notebook.data import Data
from reportcard.notebook.tables import Line, Tables
from reportcard.notebook.wording import Wording
from reportcard.results import Book
from reportcard.vintages import JOIN, across, named, published

SERIES = 3
"""A document that prints so many years of one measure has a line of its own."""


@dataclass(frozen=True)
class History:
    """Charts and tables of one place over the years, in one language."""

    book: Book
    lang: str

    @property
    def tables(self) -> Tables:
        """Makes the tables."""
        return Tables(self.book, self.lang)

    @property
    def data(self) -> Data:
        """Makes what is drawn."""
        return Data(self.book, self.lang)

    def printed(self, indicator: str) -> list[Observation]:
        """Every annual print of a measure of the place, by year, then in order of publication."""
        return published(self.book, indicator)

    @property
    def place(self) -> str:
        """The key of the place."""
        return self.book.report.place.key

    def series(self, name: str, indicator: str) -> Chart | Nothing:
        """All vintages of a measure over the years: a line for each base, never from one to
        another; what else was printed, as marks that nothing joins."""
        own, older = self.printed(indicator), self.older(indicator)
        every = [*(o for found in older.values() for o in found), *own]
        unit = self.book.registry[indicator].unit
        scale = self.data.scale([o.value for o in every], unit)
        registry = self.book.registry
        told = [(self.tables.label(registry[one]), found, False) for one, found in older.items()]
        rest = registry[indicator] if older else None
        runs = [
            charts.Run(label, {o.time_period: self.point(o, scale) for o in shown}, joined=joined)
            for label, shown, joined in (*self.runs(own, rest), *told)
        ]
        points = [self.point(o, scale) for o in every]
        drawn = [observed(o, unit) for o in every]
        blanks = {"unit": self.data.scale_name(scale, unit)}
        words = Wording(self.book, self.lang).words(name, "lines", points, drawn, blanks=blanks)
        year, breaks = self.book.report.year, self.breaks([own, *older.values()])
        return charts.lines(runs, words, marked=year, axis=",~f", breaks=breaks, lang=self.lang)

    def older(self, indicator: str) -> dict[str, list[Observation]]:
        """What was printed under the definitions before, the nearest first: of each year once."""
        before = self.book.registry.older(self.book.registry[indicator])
        found = {one.id: _first_of_years(self.printed(one.id)) for one in before}
        return {name: prints for name, prints in found.items() if prints}

    def breaks(self, definitions: Sequence[Sequence[Observation]]) -> list[tuple[float, str]]:
        """Between which years a definition took the place of the one before it; that it did."""
        said = phrase("history", "redefined", self.lang)
        return [
            ((older[-1].time_period + newer[0].time_period) / 2, said)
            for newer, older in pairwise(found for found in definitions if found)
        ]

    def runs(
        self, every: Sequence[Observation], rest: Indicator | None = None
    ) -> Iterator[tuple[str, list[Observation], bool]]:
        """The documents that are series, the longest first, then the first of all other prints.

        These are called single prints, or by the measure that is the ``rest`` of a chart of two.
        """
        by_document: dict[str, list[Observation]] = {}
        for observation in every:
            by_document.setdefault(observation.document, []).append(observation)
        series = {d: found for d, found in by_document.items() if self.joined(found)}
        for document, found in sorted(series.items(), key=lambda item: -len(item[1])):
            yield self.book.archive.documents[document].short(self.lang), found, True
        others = [o for o in every if o.document not in series]
        if others:
            single = phrase("history", "single", self.lang)
            yield self.tables.label(rest) if rest else single, _first_of_years(others), False

    def joined(self, found: Sequence[Observation]) -> bool:
        """Whether what one document prints is a series: three years, or two that follow.

        Its forecasts do not count.
        """
        years = [o.time_period for o in found if o.status != FORECAST]
        return len(years) >= SERIES or (len(years) == 2 and years[1] - years[0] == 1)

    def point(self, observation: Observation, scale: int) -> Datum:
        """An observation as a mark, named after its year and document."""
        datum = self.data.observed(observation, scale)
        return replace(datum, label=f"{observation.time_period} {datum.label}")

    def triangle(self, indicator: str) -> Table:
        """Revisions: for each year what was printed first, and what later, the last on top."""
        by_year: dict[int, list[Observation]] = {}
        for observation in self.printed(indicator):
            by_year.setdefault(observation.time_period, []).append(observation)
        lines = (self.revised(year, found) for year, found in by_year.items())
        return self.tables.table("triangle", ("year", "first", "latest", "revision"), lines)

    def revised(self, year: int, found: Sequence[Observation]) -> Line:
        """One year of the triangle."""
        first, *others = found
        later = others[::-1]
        return (
            Cell(str(year), "count"),
            self.vintage([first]),
            self.vintage(later),
            self.revision(first, later[0]) if later else Cell("–", "count"),
        )

    def vintage(self, found: Sequence[Observation]) -> Cell:
        """Prints with their documents, one below the other."""
        if not found:
            return Cell("–", "count")
        first, *rest = ((self.tables.value(o), self.tables.whence(o)) for o in found)
        notes = [Note((first[1],), first[0].key)]
        for said, document in rest:
            notes += [Note((said,), said.key), Note((document,), said.key)]
        return Cell(first[0], "number", notes=tuple(notes))

    def revision(self, first: Observation, latest: Observation) -> Cell:
        """By how much the last print lies off the first, in per cent of it; no growth."""
        if not (first.interval.bounded and latest.interval.bounded):
            return Cell(phrase("history", "open_end", self.lang), "count")
        percent = 100 * (latest.value / first.value - 1)
        sign = "+" if percent > 0 else ""
        return Cell(f"{sign}{labels.plain(percent, 1)}%", "count")

    def forecasts(self) -> Table:
        """Year-end forecasts beside what was published later, and whether they can be judged."""
        lines = (self.judged(outcome) for outcome in self.outcomes())
        columns = ("indicator", "forecast", "outcome")
        return self.tables.table("forecasts", columns, lines)

    def outcomes(self) -> Iterator[Outcome]:
        """Every forecast of the place that something later answers."""
        for name in forecast_indicators(self.book):
            yield from outcomes(self.book.archive, name, self.place)

    def judged(self, pair: Outcome) -> Line:
        """A forecast, its outcome, and what their comparison says."""
        indicator = self.book.registry[pair.forecast.indicator]
        key = keys.of_observation(self.book, pair.forecast)
        called = f"{pair.forecast.time_period} · {self.tables.label(indicator)}"
        return (
            Cell(called, of=key, notes=(Note((self.judgement(pair, indicator),), key),)),
            self.vintage([pair.forecast]),
            self.vintage([pair.outcome]),
        )

    def judgement(self, pair: Outcome, indicator: Indicator) -> str:
        """What the comparison says, or why there is none."""
        if pair.parted:
            between = named(self.book, pair.parted, self.lang)
            return phrase("history", "parted", self.lang, between)
        shown = show_interval(pair.forecast.interval, indicator.unit, self.lang)
        return phrase("history", pair.verdict, self.lang, shown)

    def forecast_chart(self, name: str, indicator: str) -> Chart | Nothing:
        """The forecasts of one measure beside their outcomes, joined only on one footing."""
        pairs = list(outcomes(self.book.archive, self.book.registry[indicator].id, self.place))
        unit = self.book.registry[indicator].unit
        every = [o for pair in pairs for o in (pair.forecast, pair.outcome)]
        scale = self.data.scale([o.value for o in every], unit)
        rows = [
            charts.Outcome(
                str(pair.forecast.time_period),
                self.data.observed(pair.forecast, scale),
                self.data.observed(pair.outcome, scale),
                comparable=not pair.parted,
            )
            for pair in pairs
        ]
        told = [self.point(o, scale) for o in every]
        blanks = {"unit": self.data.scale_name(scale, unit), "drawn": str(len(rows))}
        blanks["parted"] = str(sum(bool(pair.parted) for pair in pairs))
        drawn = [observed(o, unit) for o in every]
        words = Wording(self.book, self.lang).words(name, "outcomes", told, drawn, blanks=blanks)
        return charts.outcomes(rows, words, axis=",~f", lang=self.lang)

    def joins(self) -> Table:
        """Comparisons with the year before that a restatement forbids, each with the reason."""
        checks = [c for c in across(self.book, self.lang) if c.relation == JOIN]
        lines = (
            (
                Cell(
                    self.tables.label(self.book.registry[c.inputs[0].indicator]),
                    notes=(Note((self.forbidden(c),), self.tables.value(c.inputs[0]).key),),
                ),
                self.vintage(c.inputs),
                self.vintage([self.book.archive.by_key[c.figure.key]]),
            )
            for c in checks
        )
        return self.tables.table("joins", ("indicator", "since", "after"), lines)

    def forbidden(self, check: Check) -> str:
        """Why a comparison is none, where the two values stand beside it."""
        ((_, blanks),) = check.reasons
        return phrase("history", "join", self.lang, blanks["restatement"], blanks["looks"])

    def restatements(self) -> Table:
        """When levels were gone over, as far as the documents show it."""
        lines = (
            (
                Cell(r.label[self.lang], notes=(Note((r.why[self.lang],)),)),
                Cell(r.published.isoformat(), "date"),
                Cell(labels.join(self.restated(r.indicators), self.lang)),
            )
            for r in self.book.archive.restatements.values()
        )
        columns = ("restatement", "published", "indicator")
        return self.tables.table("restatements", columns, lines)

    def restated(self, names: frozenset[str]) -> list[str]:
        """What the measures are called, in the order of the registry."""
        registry = self.book.registry
        return [self.tables.label(registry[name]) for name in registry.indicators if name in names]


def _first_of_years(observations: Sequence[Observation]) -> list[Observation]:
    """The first print of each year."""
    first: dict[int, Observation] = {}
    for observation in observations:
        first.setdefault(observation.time_period, observation)
    return list(first.values())
