"""The places beside a place: what really matches, ranks with their doubt, shares of the parent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from reportcard import charts, labels
from reportcard.archive import Observation
from reportcard.charts.model import Chart, Datum, Nothing
from reportcard.comparators import RESIDENTS, Comparison, comparisons, ratios_per_resident
from reportcard.expressions import Quantity, observed
from reportcard.indicators import Indicator
from reportcard.labels import phrase
from reportcard.notebook.cells import Cell, Note, Table
from reportcard.notebook.data import Data
from reportcard.notebook.tables import Line, Tables
from reportcard.notebook.wording import Wording
from reportcard.prose import Said
from reportcard.results import Book
from reportcard.verbs import per


@dataclass(frozen=True)
class Neighbours:
    """Charts and tables of a place among its neighbours, in one language."""

    book: Book
    lang: str

    @property
    def tables(self) -> Tables:
        """Makes the tables."""
        return Tables(self.book, self.lang)

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """Every measure that the place and a neighbour report for the year."""
        return list(comparisons(self.book))

    def widest(self, name: str, *indicators: str) -> Chart | Nothing:
        """Of some measures the one that most neighbours report, by value and rank."""
        found = [c for c in self.comparisons if c.indicator.id in indicators]
        if not found:
            return Wording(self.book, self.lang).nothing(name)
        return self.chart(name, max(found, key=lambda c: len(c.observations)))

    def chart(self, name: str, compared: Comparison) -> Chart | Nothing:
        """One measure of the areas, with the rank that the values allow."""
        unit = compared.indicator.unit
        data = Data(self.book, self.lang)
        scale = data.scale([o.value for o in compared.observations], unit)
        points = [self.point(o, scale) for o in compared.observations]
        drawn = [observed(o, unit) for o in compared.observations]
        blanks = {
            "unit": data.scale_name(scale, unit),
            "measure": self.tables.label(compared.indicator),
            "rank": self.rank(compared),
            "areas": str(len(points)),
        }
        words = Wording(self.book, self.lang).words(name, "ranked", points, drawn, blanks=blanks)
        ranks = [_span(rank) for rank in compared.ranks]
        return charts.ranked(points, words, ranks=ranks, lang=self.lang)

    def point(self, observation: Observation, scale: int) -> Datum:
        """A value named after its area; those of others stand back."""
        datum = Data(self.book, self.lang).observed(observation, scale)
        area = self.book.archive.areas[observation.ref_area].label[self.lang]
        own = observation.ref_area == self.book.report.place.key
        return replace(datum, label=area, role="here" if own else "ink-2")

    def rank(self, compared: Comparison) -> str:
        """The place's own rank in words: "3" or "3 to 5"."""
        own = [o.ref_area for o in compared.observations].index(self.book.report.place.key)
        best, worst = compared.ranks[own]
        if best == worst:
            return str(best)
        return phrase("number", "range", self.lang, str(best), str(worst))

    def ranks(self) -> Table:
        """Each measure with the place's rank, how many areas report it, and its documents."""
        lines = (self.line(compared) for compared in self.comparisons)
        columns = ("indicator", "value", "rank", "areas", "others")
        return self.tables.table("ranks", columns, lines)

    def line(self, compared: Comparison) -> Line:
        """One measure in the table of ranks, with what its neighbours print."""
        own = next(o for o in compared.observations if o.ref_area == self.book.report.place.key)
        others = [o for o in compared.observations if o is not own]
        return (
            Cell(self.tables.label(compared.indicator), notes=tuple(self.mixed(compared))),
            self.told(own),
            Cell(self.rank(compared), "count"),
            Cell(str(len(compared.observations)), "count"),
            Cell("", notes=tuple(map(self.beside, others))),
        )

    def mixed(self, compared: Comparison) -> Iterator[Note]:
        """What a reader must know of a comparison: several documents, forecasts among them."""
        if len(compared.documents) > 1:
            yield Note((self.book.registry.caveats["across_documents"][self.lang],))
        if any(o.status == "forecast" for o in compared.observations):
            yield Note((self.book.registry.caveats["forecast"][self.lang],))

    def beside(self, observation: Observation) -> Note:
        """A neighbour's value: "Xicheng 540.81 billion yuan"."""
        area = self.book.archive.areas[observation.ref_area].label[self.lang]
        said = self.tables.value(observation)
        return Note((f"{area} ", said), said.key)

    def told(self, observation: Observation) -> Cell:
        """A value with its document below it."""
        said = self.tables.value(observation)
        return Cell(said, "number", notes=(Note((self.tables.whence(observation),), said.key),))

    def per_resident(self) -> Table:
        """The registry's ratios per resident, for each area that prints both of its sides."""
        registry = self.book.registry
        ratios = ratios_per_resident(registry).items()
        lines = (line for name, level in ratios for line in self.spread(registry[name], level))
        columns = ("indicator", "place", "value", "residents")
        return self.tables.table("per_resident", columns, lines)

    def spread(self, ratio: Indicator, of: str) -> Iterator[Line]:
        """One ratio of each area that has both its sides on one footing, where at least two do."""
        found = {c.indicator.id: {o.ref_area: o for o in c.observations} for c in self.comparisons}
        if of not in found or RESIDENTS not in found:
            return
        level, people = found[of], found[RESIDENTS]
        areas = [area for area in level if area in people]
        if len(areas) > 1 and self.book.report.place.key in areas:
            yield from (self.divided(ratio, level[area], people[area]) for area in areas)

    def divided(self, ratio: Indicator, level: Observation, people: Observation) -> Line:
        """One area's line: the ratio with its interval, under the keys of its inputs."""
        given = [observed(o, self.book.registry[o.indicator].unit) for o in (level, people)]
        quotient = per(*given)
        assert isinstance(quotient, Quantity)
        text = labels.show(quotient.value, quotient.interval, ratio.unit, self.lang)
        residents = self.tables.value(people)
        key = f"= {self.tables.value(level).key} {residents.key}"
        area = self.book.archive.areas[level.ref_area].label[self.lang]
        return (
            Cell(self.tables.label(ratio)),
            Cell(area),
            Cell(Said(text, key=key), "number"),
            Cell(residents, "number"),
        )


def _span(rank: tuple[int, int]) -> str:
    best, worst = rank
    return str(best) if best == worst else f"{best}–{worst}"
