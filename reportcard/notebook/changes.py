"""What a report says beside the one before it: tables of what changed, and one chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from reportcard import charts, keys, labels
from reportcard.charts.model import Datum
from reportcard.chinese import CHINESE, TRADITIONAL
from reportcard.differences import KINDS, Difference, beside, differences, year_before
from reportcard.expressions import Missing, Quantity
from reportcard.labels import phrase, show, show_interval, template
from reportcard.notebook.cells import Cell, Note, Table
from reportcard.notebook.data import with_ends
from reportcard.notebook.pictures import Picture
from reportcard.notebook.tables import Line, Tables
from reportcard.notebook.wording import Wording
from reportcard.prose import Said, shown
from reportcard.results import Book, Result
from reportcard.sentences import Markdown

COLUMNS = {"new": (1,), "gone": (0,)}
"""The sides that a kind has a number on, where these are not both."""
MOST_DRAWN = 16


@dataclass(frozen=True)
class Changes:
    """What changed since the nearest earlier year with an annual figure, in one language."""

    book: Book
    lang: str

    @cached_property
    def earlier(self) -> Book | None:
        """The report it is compared with; None where nothing earlier is reported."""
        year = year_before(self.book)
        return None if year is None else beside(self.book, year)

    @cached_property
    def found(self) -> Sequence[Difference]:
        """Every difference; none where there is nothing earlier."""
        return differences(self.earlier, self.book) if self.earlier else ()

    def of_kind(self, kind: str) -> list[Difference]:
        """The differences of one kind, see ``differences.KINDS``."""
        return [one for one in self.found if one.kind == kind]

    def summary(self) -> Markdown:
        """How many indicators changed in which way, in one sentence."""
        report = self.book.report
        year = Said(str(report.year)).html()
        if self.earlier is None:
            said = {"place": Said(report.place.label[self.lang]).html(), "year": year}
            return Markdown(template("difference", "earliest", self.lang).format_map(said))
        counts = Counter(one.kind for one in self.found)
        said = {kind: f'<span class="count">{counts[kind]}</span>' for kind in KINDS}
        years = {"earlier": Said(str(self.earlier.report.year)).html(), "later": year}
        return Markdown(template("difference", "counts", self.lang).format_map(said | years))

    def table(self, kind: str) -> Table:
        """The indicators that changed in one way, both numbers beside each other."""
        chosen = COLUMNS.get(kind, (0, 1))
        reports = (self.earlier or self.book, self.book)
        years = [str(reports[side].report.year) for side in chosen]
        names = ("indicator", *(() if kind in COLUMNS else ("change",)))
        first, *ends = Tables(self.book, self.lang).column(*names)
        header = (first, *years, *ends)
        lines = tuple(self._line(one, chosen) for one in self.of_kind(kind))
        caption, none = (phrase("difference", name, self.lang) for name in (kind, "none"))
        return Table(caption, header, lines, none, self.lang)

    def _line(self, one: Difference, chosen: Iterable[int]) -> Line:
        cells = [self._value(one.sides[side]) for side in chosen]
        ends = [] if one.kind in COLUMNS else [self._change(one)]
        return (self._name(one), *cells, *ends)

    def _name(self, one: Difference) -> Cell:
        """What is measured where; what it was before its definition changed; what to know."""
        area = self.book.archive.areas[one.area].label[self.lang]
        notes = one.notes(self.lang)
        if one.earlier.indicator != one.indicator:
            older = self.book.label(one.earlier.indicator, self.lang)
            year = str(one.earlier.year)
            notes.insert(0, phrase("difference", "in_year", self.lang, year, older))
        label = self.book.label(one.indicator, self.lang)
        about = self._keys(one)
        told = (Note((area,)), *(Note((text,), about) for text in notes))
        return Cell(label, script=self._script(one), notes=told)

    def _script(self, one: Difference) -> str:
        """The script of the hedge words that are quoted: that of the last document in Chinese."""
        documents = (d for side in reversed(one.sides) for d in side.documents)
        scripts = (self.book.archive.documents[d].script for d in documents)
        return next((script for script in scripts if script in CHINESE), TRADITIONAL)

    def _keys(self, one: Difference) -> str:
        """The keys of the numbers that a difference is between, after a ``=``."""
        sides = (side for side in reversed(one.sides) if side.reported)
        named = " ".join(keys.of_other(self.book, side).removeprefix("=") for side in sides)
        return " ".join(["=", *dict.fromkeys(named.split())])

    def _value(self, result: Result) -> Cell:
        """A number under the key that this report has for it, its interval below."""
        unit, key = result.indicator.unit, keys.of_other(self.book, result)
        text = labels.with_base(shown(result, self.lang), unit, self.lang)
        interval = show_interval(result.interval, unit, self.lang)
        return Tables(self.book, self.lang).with_interval(Said(text, key=key), interval)

    def _change(self, one: Difference) -> Cell:
        """By how much it moved, under the keys of both numbers; or that it is refused."""
        if isinstance(one.change, Missing):
            told = phrase("state", "refused", self.lang) if one.change.refused else "–"
            return Cell(told, "number")
        text, key = self._shown(one.change), self._keys(one)
        interval = show_interval(one.change.interval, one.change.unit, self.lang)
        return Tables(self.book, self.lang).with_interval(Said(text, key=key), interval)

    def _shown(self, change: Quantity) -> str:
        return show(change.value, change.interval, change.unit, self.lang)

    def chart(self, name: str) -> Picture:
        """The levels of the place that moved, in per cent of what they were, the largest first."""
        drawn = [(one, by) for one in self.of_kind("moved") if (by := self._in_per_cent(one))]
        drawn.sort(key=lambda pair: abs(pair[1].value), reverse=True)
        drawn = sorted(drawn[:MOST_DRAWN], key=lambda pair: pair[1].value, reverse=True)
        data = [self._datum(one, by) for one, by in drawn]
        blanks = {
            "rose": str(sum(by.value > 0 for _, by in drawn)),
            "fell": str(sum(by.value < 0 for _, by in drawn)),
            "earlier": str(self.earlier.report.year) if self.earlier else "…",
        }
        numbers = [side.quantity for one, _ in drawn for side in one.sides]
        words = Wording(self.book, self.lang).words(
            name, "ranges", data, numbers, blanks=blanks, alone=not drawn
        )
        return charts.ranges(data, words, axis="+~g", lang=self.lang)

    def _in_per_cent(self, one: Difference) -> Quantity | None:
        """The change of a printed level of the place."""
        printed = not one.later.computed and one.area == self.book.report.place.key
        by = one.change
        return by if printed and isinstance(by, Quantity) and by.unit.code == "percent" else None

    def _datum(self, one: Difference, by: Quantity) -> Datum:
        label = self.book.label(one.indicator, self.lang)
        told = show_interval(by.interval, by.unit, self.lang)
        names = dict.fromkeys(d for side in one.sides for d in side.documents)
        source = labels.join(
            [self.book.archive.documents[d].short(self.lang) for d in names], self.lang
        )
        owner = keys.of_result(one.later)
        hollow = one.later.status == "forecast"
        text = self._shown(by)
        datum = Datum(label, float(by.value), None, None, text, told, source, hollow=hollow)
        return with_ends(replace(datum, owner=owner), by.interval)
