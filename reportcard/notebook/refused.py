"""What must not be computed: what the registry says of every report, and what this one refuses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportcard.archive import Observation
from reportcard.differences import refused_changes
from reportcard.labels import phrase
from reportcard.notebook.cells import Cell, Note, Table
from reportcard.notebook.tables import Line, Tables
from reportcard.refusals import Refusal, refusals
from reportcard.results import Book


@dataclass(frozen=True)
class Refused:
    """The tables of what one report refuses, in one language."""

    book: Book
    lang: str

    @property
    def tables(self) -> Tables:
        """What words and numbers them."""
        return Tables(self.book, self.lang)

    def _table(self, name: str, columns: tuple[str, ...], lines: Iterator[Line]) -> Table:
        none = phrase("difference", "none", self.lang)
        header = self.tables.column(*columns)
        return Table(self.tables.caption(name), header, tuple(lines), none, self.lang)

    def successions(self) -> Table:
        """Indicators that took the place of an older one, and why the two must not be chained."""
        lines = (
            (
                Cell(self.tables.label(indicator)),
                Cell(self.tables.label(self.book.registry[indicator.succeeds])),
                Cell(indicator.rupture[self.lang]),
            )
            for indicator in self.book.registry.indicators.values()
            if indicator.succeeds
        )
        return self._table("successions", ("newer", "older", "reason"), lines)

    def here(self) -> Table:
        """The ratios this report refuses although every figure is there, with these figures."""
        lines = map(self._refusal, refusals(self.book))
        return self._table("refused_here", ("indicator", "joined", "reason"), lines)

    def _refusal(self, refusal: Refusal) -> Line:
        indicator = refusal.indicator
        formula = Note((f"= {indicator.formula}",))
        return (
            Cell(self.tables.label(indicator), notes=(formula,)),
            self._joined(refusal.joined),
            Cell(self.book.registry.caveats[refusal.reason][self.lang]),
        )

    def changes(self) -> Table:
        """The changes since the report before this one that are refused, with both figures."""
        lines = (
            (
                Cell(self.tables.label(one.indicator), notes=(Note((self._area(one.area),)),)),
                self._joined(one.joined),
                Cell(one.why[self.lang]),
            )
            for one in refused_changes(self.book)
        )
        return self._table("refused_changes", ("indicator", "joined", "reason"), lines)

    def _area(self, key: str) -> str:
        return self.book.archive.areas[key].label[self.lang]

    def _joined(self, observations: Sequence[Observation]) -> Cell:
        """Observations below each other: as printed, of which year, in which document."""
        first, *rest = dict.fromkeys(o.key for o in observations)
        known = self.book.archive.by_key
        notes = [self._whence(known[first])]
        for key in rest:
            other = known[key]
            notes += [Note((self.tables.printed(other),)), self._whence(other)]
        printed = self.tables.printed(known[first])
        script = self.tables.document(known[first]).script
        return Cell(printed, "printed", script, notes=tuple(notes))

    def _whence(self, observation: Observation) -> Note:
        """The year an observation is of, and the document it stands in."""
        document = self.tables.document(observation).short(self.lang)
        year = str(observation.time_period)
        said = phrase("difference", "in_year", self.lang, year, document)
        return Note((said,), self.tables.printed(observation).key)
