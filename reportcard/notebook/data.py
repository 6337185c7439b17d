"""Numbers of a report as charts show them: value, interval, texts, source and key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from reportcard import keys, labels
from reportcard.archive import Observation
from reportcard.charts.model import Datum, turned
from reportcard.errors import Problem, UnknownName
from reportcard.expressions import Missing
from reportcard.interval import Interval
from reportcard.labels import phrase, show, show_interval
from reportcard.notebook.wording import Number
from reportcard.prose import find, parse, show_observation, shown, where
from reportcard.results import Book, Result
from reportcard.units import Unit


@dataclass(frozen=True)
class Data:
    """Makes the data of charts of one report in one language."""

    book: Book
    lang: str

    def data(self, numbers: Iterable[Number]) -> list[Datum]:
        """Several numbers of one unit, in one scale; one measure of several areas by area."""
        numbers = list(numbers)
        values = [n.value for n in numbers if not isinstance(n, Missing)]
        unit = next((n.unit for n in numbers if not isinstance(n, Missing)), None)
        scale = self.scale(values, unit) if unit else 1
        found = [self.datum(n, scale) for n in numbers]
        if len({d.label for d in found}) > 1 or not all(n.name for n in numbers):
            return found
        return [self.by_area(d, n) for d, n in zip(found, numbers, strict=True)]

    def by_area(self, datum: Datum, number: Number) -> Datum:
        """The datum named after its area; other areas stand back behind the place's."""
        own = self.result(number).area == self.book.report.place.key
        return replace(datum, label=self.area(number), role="here" if own else "rest")

    def scale(self, values: Sequence[Fraction], unit: Unit) -> int:
        """The scale word's factor in which all of them are drawn."""
        if not values or not unit.code.startswith(labels.YUAN):
            return 1
        largest = max(abs(v) for v in values)
        return next((s for s, _ in labels.SCALES[self.lang] if largest >= s), 1)

    def scale_name(self, scale: int, unit: Unit) -> str:
        """The unit of an axis: "billion yuan"."""
        name = labels.unit_label(unit, self.lang)
        words = [w for s, w in labels.SCALES[self.lang] if s == scale]
        if not words:
            return name
        scaled = phrase("scale", words[0], self.lang, "").strip()
        return f"{scaled} {name}" if self.lang == "en" else scaled + name

    def datum(self, number: Number, scale: int = 1) -> Datum:
        """A number as a chart shows it; the result of arithmetic has no key."""
        label = self.label(number)
        if isinstance(number, Missing):
            return Datum(label, None, None, None, phrase("state", "not_reported", self.lang))
        if number.name:
            return self._of_result(self.result(number), label, scale)
        text = show(number.value, number.interval, number.unit, self.lang)
        told = show_interval(number.interval, number.unit, self.lang)
        datum = Datum(label, float(number.value / scale), None, None, text, told)
        return with_ends(datum, number.interval * Fraction(1, scale))

    def size(self, number: Number) -> Datum:
        """A number without its sign: a change of −64 % as 64 %."""
        datum = self.datum(number)
        if isinstance(number, Missing) or datum.point >= 0:
            return datum
        result = self.result(number)
        told = show_interval(result.interval * Fraction(-1), number.unit, self.lang)
        return replace(turned(datum), shown=shown(result, self.lang, size=True), interval=told)

    def _of_result(self, result: Result, label: str, scale: int) -> Datum:
        quantity = result.quantity
        assert not isinstance(quantity, Missing)
        datum = Datum(
            label,
            float(quantity.value / scale),
            None,
            None,
            shown(result, self.lang),
            show_interval(result.interval, quantity.unit, self.lang),
            self.source(result),
            hollow=result.status == "forecast",
            key=keys.of_result(result),
        )
        return with_ends(datum, result.interval * Fraction(1, scale))

    def observed(self, observation: Observation, scale: int) -> Datum:
        """An observation as a chart shows it, named after its document."""
        unit = self.book.registry[observation.indicator].unit
        document = self.book.archive.documents[observation.document]
        datum = Datum(
            document.short(self.lang),
            float(observation.value / scale),
            None,
            None,
            show_observation(observation, unit, self.lang),
            show_interval(observation.interval, unit, self.lang),
            where(self.book, observation),
            hollow=observation.status == "forecast",
            key=keys.of_observation(self.book, observation),
        )
        return with_ends(datum, observation.interval * Fraction(1, scale))

    def result(self, number: Number) -> Result:
        """The result a named quantity stands for."""
        return find(self.book, parse(number.name))

    def label(self, number: Number) -> str:
        """The label of a named quantity."""
        return self.book.label(self.result(number).indicator, self.lang) if number.name else ""

    def area(self, number: Number) -> str:
        """The name of the area a quantity is about. Raises UnknownName for an unnamed one."""
        if not number.name:
            remedy = "Draw indicators as they are: charts.units(name, home.x, parent.x)."
            raise UnknownName(Problem("the result of arithmetic belongs to no area", remedy))
        return self.book.archive.areas[self.result(number).area].label[self.lang]

    def source(self, result: Result) -> str:
        """What a result rests on, in one line: as printed, and in which documents."""
        printed = labels.join([o.principal.as_printed for o in result.observations], self.lang)
        documents = [self.book.archive.documents[d].short(self.lang) for d in result.documents]
        return " · ".join(part for part in (printed, labels.join(documents, self.lang)) if part)


def ends(interval: Interval) -> tuple[float | None, float | None]:
    """The ends of an interval as a chart takes them."""
    lower, upper = interval.lower, interval.upper
    return (None if lower is None else float(lower), None if upper is None else float(upper))


def with_ends(datum: Datum, interval: Interval) -> Datum:
    """The datum with the ends of an interval, in the scale it is drawn in."""
    lower, upper = ends(interval)
    return replace(
        datum,
        lower=lower,
        upper=upper,
        lower_open=interval.lower_open and lower is not None,
        upper_open=interval.upper_open and upper is not None,
    )
