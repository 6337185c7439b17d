"""The charts of a report: quantities in, a chart with its words, labels and sources out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

from reportcard import charts, labels
from reportcard.archive import Figure, Observation
from reportcard.audit import Check
from reportcard.charts.model import Chart, Datum, Nothing, Words
from reportcard.errors import Problem, UnknownName, nearest
from reportcard.expressions import Missing, Quantity, observed
from reportcard.interval import Interval
from reportcard.labels import phrase, show, show_interval
from reportcard.prose import checks_of, find, parse, show_observation, shown, where
from reportcard.results import Book, Result
from reportcard.sentences import filled
from reportcard.tables import project_folder, read_toml
from reportcard.units import Unit

Number = Quantity | Missing
Picture = Chart | Nothing
KINDS = {"percent": "percentage", "percentage_point": "percentage", "yuan": "amount"}


@cache
def _words() -> Any:
    return read_toml(project_folder() / "data" / "charts.toml").tables


@dataclass(frozen=True)
class Pictures:
    """Draws the charts of one report in one language; each takes the name of its words."""

    book: Book
    lang: str

    def units(self, name: str, *levels: Number) -> Picture:
        """Counts inside counts as squares: the place's, then the rest of what it lies in."""
        data = [self.datum(level) for level in levels]
        if any(d.value is None for d in data):
            return Nothing(self.words(name, data, levels))
        parts = [replace(data[0], label=self.area(levels[0]))]
        for inner, outer, level in zip(data, data[1:], levels[1:], strict=False):
            parts.append(self.surrounding(inner, outer, self.area(level)))
        if len(parts) > 2:
            parts[1] = replace(parts[1], role="here-2")
        each = charts.per_square(int(data[-1].point))
        words = self.words(name, parts, levels, form="units")
        return charts.units_of_whole(parts, words, each=each, lang=self.lang)

    def surrounding(self, inner: Datum, outer: Datum, area: str) -> Datum:
        """What an outer count has beyond an inner one."""
        count = outer.point - inner.point
        label = phrase("chart", "rest_of", self.lang, area)
        rest = f"{count:,.0f}"
        return replace(
            outer, label=label, value=count, lower=count, upper=count, shown=rest, role="rest"
        )

    def parts(self, name: str, *parts: Number) -> Picture:
        """Parts of one whole, in per cent of their sum."""
        data = [replace(self.datum(p), role=r) for p, r in zip(parts, ROLES, strict=False)]
        return charts.parts_of_whole([("", data)], self.words(name, data, parts), lang=self.lang)

    def left(self, name: str, *changes: Number) -> Picture:
        """What falls of so many per cent leave of the whole, a bar each."""
        rows = []
        for change in changes:
            cut = self.datum(change)
            if cut.value is None:
                continue
            kept = self.datum(100 + change)
            label = phrase("chart", "left", self.lang)
            here = replace(kept, label=label, value=100 + cut.point)
            size = shown(self.result(change), self.lang, size=True)
            label = phrase("chart", "cut", self.lang)
            gone = replace(cut, label=label, value=-cut.point, shown=size, role="rest")
            rows.append((self.label(change), [here, gone]))
        return self.split(name, rows, changes)

    def covered(self, name: str, *percentages: Number) -> Picture:
        """What percentages cover of a whole and what they do not, a bar each."""
        rows = []
        for percentage in percentages:
            covered = self.datum(percentage)
            if covered.value is None:
                continue
            rest = self.datum(100 - percentage)
            here = replace(covered, label=phrase("chart", "covered", self.lang))
            gone = replace(rest, label=phrase("chart", "uncovered", self.lang), role="rest")
            rows.append((self.label(percentage), [here, gone]))
        return self.split(name, rows, percentages)

    def split(
        self, name: str, rows: Sequence[tuple[str, Sequence[Datum]]], numbers: Iterable[Number]
    ) -> Picture:
        """Wholes of 100 per cent, one below the other; a single one needs no row label."""
        form = "split" if len(rows) > 1 else "part"
        words = self.words(name, [d for _, parts in rows for d in parts], numbers, form=form)
        return charts.parts_of_whole(rows, words, lang=self.lang)

    def bars(self, name: str, *numbers: Number, dots: bool = False) -> Picture:
        """Magnitudes of one unit beside each other."""
        data = self.data(numbers)
        return charts.bars(data, self.words(name, data, numbers), dots=dots, lang=self.lang)

    def ranges(self, name: str, *numbers: Number) -> Picture:
        """Rates with their intervals on one axis."""
        data = self.data(numbers)
        return charts.ranges(data, self.words(name, data, numbers), lang=self.lang)

    def slope(self, name: str, *pairs: tuple[Number, Number]) -> Picture:
        """Before and after."""
        data = [(self.datum(before), self.datum(after)) for before, after in pairs]
        ends = (phrase("chart", "before", self.lang), str(self.book.report.year))
        flat = [d for pair in data for d in pair]
        numbers = [number for pair in pairs for number in pair]
        words = self.words(name, flat, numbers, form="slope")
        return charts.slope(data, words, ends=ends, lang=self.lang)

    def target(self, name: str, *done: Number, target: Number) -> Picture:
        """What was done against what was asked for."""
        data, aim = self.data(done), self.datum(target)
        words = self.words(name, [*data, aim], [*done, target])
        return charts.against_target(data, aim, words, lang=self.lang)

    def series(self, name: str, indicator: str) -> Picture:
        """The years of one vintage as a line; the anchor's own value beside it, never joined."""
        report = self.book.report
        own = report.vintages(indicator, report.place.key)
        line = self.yearly(indicator)
        every = [*line, *own]
        unit = self.book.registry[indicator].unit
        scale = self.scale([o.value for o in every], unit)
        points = {o.time_period: self.observed(o, scale) for o in line}
        beside = [
            (o.time_period, replace(self.observed(o, scale), hollow=True, role="warm"))
            for o in own
            if o not in line
        ]
        yearly = [replace(d, label=str(y)) for y, d in points.items()]
        drawn = [observed(o, unit) for o in every]
        words = self.words(name, yearly, drawn, form="series", unit=self.scale_name(scale, unit))
        return charts.series(
            points, words, others=beside, marked=report.year, axis=",~f", lang=self.lang
        )

    def yearly(self, indicator: str) -> list[Observation]:
        """The place's years in the latest document that has a series of them."""
        place = self.book.report.place.key
        every = [
            o
            for o in self.book.archive.observations
            if (o.indicator, o.ref_area) == (indicator, place)
        ]
        for document in self.book.report.documents:
            found = [o for o in every if o.document == document.id]
            if len(found) > 1:
                return found
        return []

    def article(self, name: str) -> Picture:
        """The anchor document as a map: a bar a paragraph, a tick a figure."""
        anchor = self.book.report.anchor
        bounds = self.book.archive.paragraphs(anchor.id) if anchor else ()
        figures = [f for o in self.book.report.observations for f in o.mentions]
        ticks = [
            charts.Tick(index, f.start - start, self.kind(f), self.tick_label(f))
            for index, (start, end) in enumerate(bounds)
            for f in figures
            if anchor and f.document == anchor.id and f.start is not None and start <= f.start < end
        ]
        kinds = {
            k: phrase("chart", k, self.lang) for k in ("count", "amount", "percentage", "measure")
        }
        words = self.words(name, [], form="map")
        lengths = [end - start for start, end in bounds]
        return charts.article_map(lengths, ticks, words, kinds=kinds, lang=self.lang)

    def kind(self, figure: Figure) -> str:
        """What sort of number a figure is, for its colour."""
        unit = self.book.registry[figure.indicator].unit
        return KINDS.get(unit.code, "count" if unit.count else "measure")

    def tick_label(self, figure: Figure) -> str:
        """What a tick of the map says."""
        indicator = self.book.registry[figure.indicator]
        return f"{self.book.label(indicator, self.lang)}: {figure.as_printed}"

    def verdicts(self, name: str) -> Picture:
        """Where in its rounding band each computed claim falls."""
        claims = [self.judged(c) for c in self.checks() if c.computed is not None and c.passing]
        words = self.words(name, [c.computed for c in claims], form="verdicts")
        return charts.verdicts(claims, words, lang=self.lang)

    def judged(self, check: Check) -> charts.Judged:
        """A claim beside what was computed for it."""
        unit, reading = check.indicator.unit, check.figure.reading
        assert check.computed is not None
        assert check.interval is not None
        printed = Datum("", float(reading.value), *_ends(reading.interval), check.figure.as_printed)
        text = show(check.computed, check.interval, unit, self.lang)
        computed = Datum("", float(check.computed), *_ends(check.interval), text)
        word = phrase("state", check.verdict, self.lang)
        label = self.book.label(check.indicator, self.lang)
        return charts.Judged(label, printed, computed, check.verdict, word, float(reading.step))

    def strip(self, name: str) -> Picture:
        """One tile a check, by verdict."""
        groups = []
        for verdict in ("consistent", "inconsistent", "undetermined"):
            chosen = [c for c in self.checks() if c.verdict == verdict]
            if chosen:
                count = len(chosen)
                label = phrase("state", verdict, self.lang)
                datum = Datum(label, count, count, count, str(count), role=verdict)
                groups.append((datum, [self.tick_label(c.figure) for c in chosen]))
        return charts.strip(
            groups, self.words(name, [g for g, _ in groups], form="strip"), lang=self.lang
        )

    def checks(self) -> tuple[Check, ...]:
        """Every claim, judged."""
        report = self.book.report
        return checks_of(report.place.key, report.year, self.lang)

    def data(self, numbers: Iterable[Number]) -> list[Datum]:
        """Several numbers of one unit, in one scale."""
        numbers = list(numbers)
        values = [n.value for n in numbers if isinstance(n, Quantity)]
        unit = next((n.unit for n in numbers if isinstance(n, Quantity)), None)
        scale = self.scale(values, unit) if unit else 1
        found = [self.datum(n, scale) for n in numbers]
        if len({d.label for d in found}) > 1 or not all(n.name for n in numbers):
            return found
        return [replace(d, label=self.area(n)) for d, n in zip(found, numbers, strict=True)]

    def scale(self, values: Sequence[Fraction], unit: Unit) -> int:
        """The scale word's factor in which all of them are drawn."""
        if not values or not unit.code.startswith(labels.YUAN):
            return 1
        largest = max(abs(v) for v in values)
        return next((s for s, _ in labels.SCALES[self.lang] if largest >= s), 1)

    def datum(self, number: Number, scale: int = 1) -> Datum:
        """A number as a chart shows it."""
        label = self.label(number)
        if isinstance(number, Missing):
            return Datum(label, None, None, None, phrase("state", "not_reported", self.lang))
        interval = number.interval
        text, source = show(number.value, interval, number.unit, self.lang), ""
        hollow = False
        if number.name:
            result = self.result(number)
            interval = result.interval
            text, hollow = shown(result, self.lang), result.status == "forecast"
            source = self.source(result)
        told = show_interval(interval, number.unit, self.lang)
        value = float(number.value / scale)
        datum = Datum(label, value, None, None, text, told, source, hollow=hollow)
        return _with_ends(datum, interval * Fraction(1, scale))

    def observed(self, observation: Observation, scale: int) -> Datum:
        """An observation as a chart shows it."""
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
        )
        return _with_ends(datum, observation.interval * Fraction(1, scale))

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
        """What a result rests on, in one line."""
        return labels.join([o.principal.as_printed for o in result.observations], self.lang)

    def scale_name(self, scale: int, unit: Unit) -> str:
        """The unit of an axis: "billion yuan"."""
        name = labels.unit_label(unit, self.lang)
        words = [w for s, w in labels.SCALES[self.lang] if s == scale]
        if not words:
            return name
        scaled = phrase("scale", words[0], self.lang, "").strip()
        return f"{scaled} {name}" if self.lang == "en" else scaled + name

    def words(
        self,
        name: str,
        data: Sequence[Datum],
        numbers: Iterable[Number] = (),
        *,
        form: str = "rows",
        unit: str = "",
    ) -> Words:
        """The words of a chart; its alt text says the headline, then the data.

        ``numbers`` are what it draws, for the line that names their documents; without any
        the anchor is named. ``form`` says what heads the table behind it, ``unit`` is the
        unit of its axis, where the subtitle has a blank.
        """
        if name not in _words():
            remedy = nearest(name, _words()) or "Add it to data/charts.toml."
            raise UnknownName(Problem(f"no chart '{name}'", remedy))
        texts = {
            key: filled(self.book, t[self.lang].replace(UNIT, unit), self.lang)
            for key, t in _words()[name].items()
        }
        listed = labels.join([f"{d.label} {d.shown}".strip() for d in data], self.lang)
        alt = phrase("chart", "alt" if listed else "alt_bare", self.lang, texts["headline"], listed)
        return Words(
            texts["headline"],
            texts["subtitle"],
            alt,
            self.credit([o for n in numbers if isinstance(n, Quantity) for o in n.observations]),
            tuple(phrase("column", c, self.lang) for c in COLUMNS[form]),
            phrase("chart", "nothing", self.lang, texts["subtitle"]),
        )

    def credit(self, observations: Iterable[Observation]) -> str:
        """The line under a chart that names the documents its numbers come from."""
        anchor = self.book.report.anchor
        named = dict.fromkeys(o.document for o in observations)
        if not named and anchor:
            named = {anchor.id: None}
        titles = [self.book.archive.documents[d].title for d in named]
        return (
            phrase("chart", "credit", self.lang, labels.join(titles, self.lang)) if titles else ""
        )


UNIT = "{unit}"
COLUMNS = {
    "rows": ("indicator", "value", "interval", "source"),
    "units": ("place", "value"),
    "part": ("part", "value", "interval"),
    "split": ("indicator", "part", "value", "interval"),
    "slope": ("indicator", "before", "interval", "after", "interval"),
    "series": ("year", "value", "interval", "source"),
    "map": ("paragraph", "offset", "kind", "as_printed"),
    "verdicts": ("claim", "as_printed", "computed", "interval", "verdict"),
    "strip": ("verdict", "checks"),
}
ROLES = ("here", "here-2", "rest", "rest-2")


def _ends(interval: Interval) -> tuple[float | None, float | None]:
    lower, upper = interval.lower, interval.upper
    return (None if lower is None else float(lower), None if upper is None else float(upper))


def _with_ends(datum: Datum, interval: Interval) -> Datum:
    """The datum with the ends of an interval, in the scale it is drawn in."""
    lower, upper = _ends(interval)
    return replace(
        datum,
        lower=lower,
        upper=upper,
        lower_open=interval.lower_open and lower is not None,
        upper_open=interval.upper_open and upper is not None,
    )
