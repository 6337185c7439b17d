"""The charts of a report: quantities in, a chart with its words, labels and sources out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reportcard import charts, keys
from reportcard.archive import Figure, Observation
from reportcard.audit import Check
from reportcard.charts.model import Chart, Datum, Nothing
from reportcard.expressions import observed
from reportcard.labels import phrase, show, show_interval
from reportcard.notebook.data import Data, ends
from reportcard.notebook.wording import Number, Wording
from reportcard.prose import checks_of
from reportcard.results import Book
from reportcard.vintages import published

Picture = Chart | Nothing
KINDS = {"percent": "percentage", "percentage_point": "percentage", "yuan": "amount"}
PARTS = ("here", "here-2", "rest", "rest-2")
LINES = ("here", "warm", "good")


@dataclass(frozen=True)
class Pictures:
    """Draws the charts of one report in one language; each takes the name of its words."""

    book: Book
    lang: str

    @property
    def data(self) -> Data:
        """Makes what is drawn."""
        return Data(self.book, self.lang)

    @property
    def wording(self) -> Wording:
        """Words what is drawn."""
        return Wording(self.book, self.lang)

    def units(self, name: str, *levels: Number) -> Picture:
        """Counts inside counts as squares: the place's, then the rest of what it lies in."""
        data = [self.data.datum(level) for level in levels]
        if any(d.value is None for d in data):
            return Nothing(self.wording.words(name, "units", data, levels))
        wholes = [replace(d, label=self.data.area(n)) for d, n in zip(data, levels, strict=True)]
        parts = [wholes[0]]
        parts += [self.surrounding(*pair) for pair in pairwise(wholes)]
        if len(parts) > 2:
            parts[1] = replace(parts[1], role="here-2")
        each = charts.per_square(int(data[-1].point))
        words = self.wording.words(name, "units", [*wholes, *parts[1:]], levels)
        return charts.units_of_whole(parts, words, wholes=wholes[1:], each=each, lang=self.lang)

    def surrounding(self, inner: Datum, outer: Datum) -> Datum:
        """What an outer count has beyond an inner one."""
        count = outer.point - inner.point
        label = phrase("chart", "rest_of", self.lang, outer.label)
        rest = Datum(label, count, count, count, f"{count:,.0f}", role="rest")
        return replace(rest, owner=outer.key)

    def parts(self, name: str, *parts: Number) -> Picture:
        """Parts of one whole, in per cent of their sum."""
        data = [replace(self.data.datum(p), role=r) for p, r in zip(parts, PARTS, strict=False)]
        words = self.wording.words(name, "part", data, parts)
        return charts.parts_of_whole([("", data)], words, lang=self.lang)

    def left(self, name: str, *pairs: tuple[Number, Number]) -> Picture:
        """What is left of wholes and the cut that leaves it, in per cent, a bar each."""
        return self.split(name, ("left", "cut"), pairs)

    def covered(self, name: str, *pairs: tuple[Number, Number]) -> Picture:
        """What is covered of wholes and what is not, in per cent, a bar each."""
        return self.split(name, ("covered", "uncovered"), pairs)

    def split(
        self, name: str, names: tuple[str, str], pairs: Sequence[tuple[Number, Number]]
    ) -> Picture:
        """Wholes of 100 per cent in two parts, one below the other, named after the first."""
        rows: list[tuple[str, list[Datum]]] = []
        for pair in pairs:
            data = [self.data.size(number) for number in pair]
            if all(d.reported for d in data):
                called = zip(data, names, ("here", "rest"), strict=True)
                parts = [
                    replace(d, label=phrase("chart", part, self.lang), role=role)
                    for d, part, role in called
                ]
                rows.append((data[0].label, parts))
        drawn = [replace(d, label=f"{label}: {d.label}") for label, ds in rows for d in ds]
        numbers = [number for pair in pairs for number in pair]
        form = "split" if len(rows) > 1 else "part"
        words = self.wording.words(name, form, drawn, numbers)
        return charts.parts_of_whole(rows, words, lang=self.lang)

    def bars(self, name: str, *numbers: Number, dots: bool = False, whole: float = 0) -> Picture:
        """Magnitudes of one unit beside each other, shares within their ``whole`` (100)."""
        data = self.data.data(numbers)
        words = self.wording.words(name, "bars", data, numbers)
        return charts.bars(data, words, dots=dots, whole=whole, lang=self.lang)

    def ranges(self, name: str, *numbers: Number) -> Picture:
        """Rates with their intervals on one axis."""
        data = self.data.data(numbers)
        words = self.wording.words(name, "ranges", data, numbers)
        return charts.ranges(data, words, axis="+~g", lang=self.lang)

    def slope(self, name: str, *pairs: tuple[Number, Number]) -> Picture:
        """Before and after, a line a pair."""
        sides = (phrase("chart", "before", self.lang), str(self.book.report.year))
        data = [
            (
                replace(self.data.datum(before), role=role),
                replace(self.data.datum(after), role=role),
            )
            for (before, after), role in zip(pairs, LINES, strict=False)
        ]
        told = [replace(d, label=f"{pair[1].label}, {s}") for pair in data
                for d, s in zip(pair, sides, strict=True)]  # fmt: skip
        numbers = [number for pair in pairs for number in pair]
        words = self.wording.words(name, "slope", told, numbers)
        return charts.slope(data, words, ends=sides, lang=self.lang)

    def target(self, name: str, *done: Number, target: Number) -> Picture:
        """What was done against what was asked for."""
        data, aim = self.data.data(done), self.data.datum(target)
        words = self.wording.words(name, "target", [*data, aim], [*done, target])
        return charts.against_target(data, aim, words, lang=self.lang)

    def series(self, name: str, indicator: str) -> Picture:
        """The years of one vintage as a line; the anchor's own value beside it, never joined."""
        report = self.book.report
        own = report.vintages(indicator, report.place.key)
        line = self.yearly(indicator)
        every = [*line, *own]
        unit = self.book.registry[indicator].unit
        scale = self.data.scale([o.value for o in every], unit)
        points = {o.time_period: self.data.observed(o, scale) for o in line}
        beside = [
            (o.time_period, replace(self.data.observed(o, scale), hollow=True))
            for o in own
            if o not in line
        ]
        told = [replace(d, label=str(y)) for y, d in points.items()] + [d for _, d in beside]
        drawn = [observed(o, unit) for o in every]
        blanks = {"unit": self.data.scale_name(scale, unit)}
        alone = not beside
        words = self.wording.words(name, "series", told, drawn, blanks=blanks, alone=alone)
        others = [charts.Run(d.label, {year: d}, joined=False) for year, d in beside]
        runs = [charts.Run("", points, joined=True), *others]
        return charts.lines(runs, words, marked=report.year, axis=",~f", lang=self.lang)

    def yearly(self, indicator: str) -> list[Observation]:
        """The place's years in the document that has most of them, the report's first."""
        every = published(self.book, indicator)
        series = [[o for o in every if o.document == d] for d in self.book.report.ids]
        longest = max(series, key=len, default=[])
        return longest if len(longest) > 1 else []

    def article(self, name: str) -> Picture:
        """The anchor document as a map: a bar a paragraph, a tick a figure."""
        anchor = self.book.report.anchor
        bounds = self.book.archive.paragraphs(anchor.id) if anchor else ()
        ticks = list(self.ticks(bounds))
        kinds = {kind: phrase("chart", kind, self.lang) for kind in charts.KINDS}
        counts = Counter(tick.kind for tick in ticks)
        told = [Datum(kinds[k], n, n, n, str(n)) for k, n in counts.items()]
        blanks = {
            "figures": str(len(ticks)),
            "paragraphs": str(len(bounds)),
            "dense": str(_holding_half(ticks)),
        }
        words = self.wording.words(name, "map", told, blanks=blanks)
        lengths = [end - start for start, end in bounds]
        return charts.article_map(lengths, ticks, words, kinds=kinds, lang=self.lang)

    def ticks(self, bounds: Sequence[tuple[int, int]]) -> Iterator[charts.Tick]:
        """Every figure of the anchor document at its place, in the order of the text."""
        anchor = self.book.report.anchor
        placed = sorted(
            (figure.start, keys.of_observation(self.book, o), figure)
            for o in self.book.report.observations
            for figure in o.mentions
            if anchor and figure.document == anchor.id and figure.start is not None
        ) if anchor else []  # fmt: skip
        for start, key, figure in placed:
            for number, (first, end) in enumerate(bounds):
                if first <= start < end:
                    label, kind = self.claim(figure), self.kind(figure)
                    yield charts.Tick(number, start - first, kind, label, figure.as_printed, key)

    def kind(self, figure: Figure) -> str:
        """What sort of number a figure is, for its colour."""
        unit = self.book.registry[figure.indicator].unit
        return KINDS.get(unit.code, "count" if unit.count else "measure")

    def claim(self, figure: Figure) -> str:
        """What a figure measures."""
        return self.book.label(self.book.registry[figure.indicator], self.lang)

    def verdicts(self, name: str) -> Picture:
        """Where in its rounding band each computed claim falls."""
        checks = [c for c in self.checks() if c.computed is not None and c.passing]
        claims = [self.judged(check) for check in checks]
        told = [replace(c.computed, label=c.label) for c in claims]
        inside = sum(c.verdict == "consistent" for c in checks)
        words = self.wording.words(name, "verdicts", told, blanks={"consistent": str(inside)})
        return charts.verdicts(claims, words, lang=self.lang)

    def judged(self, check: Check) -> charts.Judged:
        """A claim beside what was computed for it."""
        unit, reading = check.indicator.unit, check.figure.reading
        assert check.computed is not None
        assert check.interval is not None
        key = self.key(check)
        printed = Datum("", float(reading.value), *ends(reading.interval), check.figure.as_printed)
        text = show(check.computed, check.interval, unit, self.lang)
        allowed = show_interval(check.interval, unit, self.lang)
        computed = Datum("", float(check.computed), *ends(check.interval), text, allowed)
        word = phrase("state", check.verdict, self.lang)
        both = (replace(printed, key=key), replace(computed, key=key))
        return charts.Judged(
            self.claim(check.figure), *both, check.verdict, word, float(reading.step)
        )

    def strip(self, name: str) -> Picture:
        """One tile a check, by verdict."""
        groups = [
            (verdict, phrase("state", verdict, self.lang), [*map(self.tile, checks)])
            for verdict in charts.VERDICTS
            if (checks := [c for c in self.checks() if c.verdict == verdict])
        ]
        counts = Counter(check.verdict for check in self.checks())
        blanks = {verdict: str(counts[verdict]) for verdict in charts.VERDICTS}
        blanks["checks"] = str(counts.total())
        told = [Datum(word, len(ds), None, None, str(len(ds))) for _, word, ds in groups]
        words = self.wording.words(name, "strip", told, blanks=blanks)
        return charts.strip(groups, words, lang=self.lang)

    def tile(self, check: Check) -> Datum:
        """A check as a tile: the printed number it is about."""
        reading, label = check.figure.reading, self.claim(check.figure)
        datum = Datum(label, float(reading.value), *ends(reading.interval), check.figure.as_printed)
        word = phrase("state", check.verdict, self.lang)
        return replace(datum, interval=word, key=self.key(check), role=check.verdict)

    def key(self, check: Check) -> str:
        """The key of the number a check is about."""
        return keys.of_observation(self.book, self.book.archive.by_key[check.figure.key])

    def checks(self) -> tuple[Check, ...]:
        """Every claim, judged."""
        report = self.book.report
        return checks_of(report.place.key, report.year, self.lang)


def _holding_half(ticks: Iterable[charts.Tick]) -> int:
    """The fewest paragraphs that hold half of the figures."""
    counts = sorted(Counter(tick.paragraph for tick in ticks).values(), reverse=True)
    held, wanted = 0, sum(counts) / 2
    for number, count in enumerate(counts, start=1):
        held += count
        if held >= wanted:
            return number
    return 0
