"""The places beside a place: what really matches, ranks with their doubt, shares of the parent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportcard import charts, keys, labels
from reportcard.archive import Observation
from reportcard.charts.model import Chart, Datum, Nothing
from reportcard.comparators import Comparison, comparisons
from reportcard.expressions import Quantity, observed
from reportcard.labels import phrase
from reportcard.notebook.cells import Cell, Note, Table
from reportcard.notebook.data import Data
from reportcard.notebook.tables import Line, Tables
from reportcard.notebook.wording import Wording
from reportcard.prose import Said, show_observation
from reportcard.results import Book


@dataclass(frozen=True)
class Neighbours:
    """Charts and tables of a place among its neighbours, in one language."""

    book: Book
    lang: str

    @property
    def tables(self) -> Tables:
        """Makes the tables."""
        return Tables(self.book, self.lang)

    @property
    def comparisons(self) -> list[Comparison]:
        """Every measure that the place and a neighbour report for the year."""
        return list(comparisons(self.book))

    def widest(self, name: str, *indicators: str) -> Chart | Nothing:
        """Of some measures the one that most neighbours report, by value and rank."""
        found = [c for c in self.comparisons if c.indicator.id in indicators]
        if not found:
            nothing = dict.fromkeys(("measure", "rank", "areas", "unit"), "")
            words = Wording(self.book, self.lang).words(
                name, "ranked", [], blanks=nothing, alone=True
            )
            return Nothing(words)
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
            Cell(self.value(own), "number", notes=(Note((self.document(own),), self.key(own)),)),
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
        said = self.value(observation)
        return Note((f"{area} ", said), said.key)

    def value(self, observation: Observation) -> Said:
        """A value as readers see it, under its key."""
        unit = self.book.registry[observation.indicator].unit
        return Said(show_observation(observation, unit, self.lang), key=self.key(observation))

    def key(self, observation: Observation) -> str:
        """The key of a value."""
        return keys.of_observation(self.book, observation)

    def document(self, observation: Observation) -> str:
        """The document of a value, and its status."""
        name = self.book.archive.documents[observation.document].short(self.lang)
        state = phrase("state", observation.status, self.lang) if observation.status else ""
        return phrase("history", "named", self.lang, name, state) if state else name

    def per_resident(self) -> Table:
        """Sums per resident for each area that also reports its residents, on one footing."""
        lines = (line for compared in self.comparisons for line in self.spread(compared))
        columns = ("indicator", "place", "value", "residents")
        return self.tables.table("per_resident", columns, lines)

    def spread(self, compared: Comparison) -> Iterator[Line]:
        """One sum of each area divided by its residents, where at least two can be."""
        if compared.indicator.unit.code != "yuan" or compared.indicator.id.endswith("_per_capita"):
            return
        residents = self.residents()
        found = [o for o in compared.observations if o.ref_area in residents]
        if len(found) < 2 or self.book.report.place.key not in {o.ref_area for o in found}:
            return
        for observation in found:
            yield self.divided(compared, observation, residents[observation.ref_area])

    def residents(self) -> dict[str, Observation]:
        """The residents of the areas that report them for the year."""
        found = (c for c in self.comparisons if c.indicator.id == "resident_population")
        return {o.ref_area: o for c in found for o in c.observations}

    def divided(self, compared: Comparison, level: Observation, people: Observation) -> Line:
        """One area's line: the quotient with its interval, under the keys of its inputs."""
        registry = self.book.registry
        population = registry[people.indicator].unit
        quotient = observed(level, compared.indicator.unit) / observed(people, population)
        assert isinstance(quotient, Quantity)
        text = labels.show(quotient.value, quotient.interval, quotient.unit, self.lang)
        key = f"= {self.key(level)} {self.key(people)}"
        area = self.book.archive.areas[level.ref_area].label[self.lang]
        return (
            Cell(self.tables.label(compared.indicator)),
            Cell(area),
            Cell(Said(text, key=key), "number"),
            Cell(self.value(people), "number"),
        )


def _span(rank: tuple[int, int]) -> str:
    best, worst = rank
    return str(best) if best == worst else f"{best}–{worst}"
