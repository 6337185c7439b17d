"""Documents, the figures printed in them, and the observations the figures hold up.

A *figure* is one number as printed at one place of one document. Figures that print the
same indicator for the same area and period in one document are *mentions* of one
*observation*. A *report* is what is known of one place and year: the anchor document first,
other documents where it is silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TypeVar

from reportcard.errors import Problem, UnknownName, nearest
from reportcard.interval import Interval
from reportcard.printed import Printed
from reportcard.sources import Area, Document, Footing, Restatement, footing
from reportcard.tables import Row

BEFORE = "before"
HEADLINE = "headline"
YEAR = "year"
COVERAGES = (YEAR, "part-year", "cumulative", BEFORE)
STATUSES = ("", "forecast", "preliminary", "revised", "final")
Key = tuple[str, str, str, int, str]
Item = TypeVar("Item")
By = TypeVar("By")


@dataclass(frozen=True)
class Figure:
    """One row of ``figures.csv`` with its reading; offsets are 0-based, end exclusive."""

    row: Row
    document: str
    start: int | None
    end: int | None
    as_printed: str
    hedges: tuple[str, ...]
    direction: str
    precision: Fraction | None
    indicator: str
    ref_area: str
    time_period: int
    as_of: str
    coverage: str
    status: str
    locator: str
    reading: Printed

    @property
    def key(self) -> Key:
        """What it is a mention of."""
        return (self.document, self.indicator, self.ref_area, self.time_period, self.coverage)


@dataclass(frozen=True)
class Observation:
    """The value of an indicator for an area and a period from one document.

    ``value`` and ``interval`` are signed (a fall of 5 % is −5) and in the base unit;
    ``base`` is the vintage it belongs to, ``footing`` the side of each restatement on which it
    stands; ``mentions`` are the figures that hold it up, in print order; the ``principal`` one
    says hedge and status, which headlines inherit.
    """

    document: str
    indicator: str
    ref_area: str
    time_period: int
    coverage: str
    as_of: str
    status: str
    base: str
    mentions: tuple[Figure, ...]
    footing: Footing = ()

    @cached_property
    def principal(self) -> Figure:
        """The mention that says most: with hedges, else with a status, else no headline."""
        ranked = sorted(
            self.mentions,
            key=lambda m: (not m.reading.hedges, not m.status, m.locator == HEADLINE),
        )
        return ranked[0]

    @property
    def sign(self) -> int:
        """−1 where the text says a fall."""
        return -1 if any(m.direction == "-" for m in self.mentions) else 1

    @property
    def value(self) -> Fraction:
        """The printed magnitude with its sign, in the base unit."""
        return self.principal.reading.value * self.sign

    @property
    def interval(self) -> Interval:
        """Every value the print allows, signed."""
        magnitude = self.principal.reading.interval
        return magnitude if self.sign > 0 else -magnitude

    @property
    def hedges(self) -> tuple[str, ...]:
        """The hedge words of the principal mention."""
        return self.principal.reading.hedges

    @property
    def key(self) -> Key:
        """Document, indicator, area, period and coverage: what makes it one observation."""
        return (self.document, self.indicator, self.ref_area, self.time_period, self.coverage)


@dataclass(frozen=True)
class Unread:
    """What was left in its files because one report does not need it: the ids of documents, and
    the indicators they print."""

    documents: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Archive:
    """The documents, areas and observations of the project: all, or what one report needs."""

    folder: Path
    areas: Mapping[str, Area]
    documents: Mapping[str, Document]
    observations: tuple[Observation, ...]
    bounds: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    restatements: Mapping[str, Restatement] = field(default_factory=dict)
    unread: Unread = Unread()

    def paragraphs(self, document: str) -> tuple[tuple[int, int], ...]:
        """Start and end of each paragraph of a document's text; none where it has no text."""
        return self.bounds.get(document, ())

    @cached_property
    def printed(self) -> frozenset[str]:
        """The indicators that some document prints, of any area and year."""
        return frozenset(o.indicator for o in self.observations) | self.unread.indicators

    @cached_property
    def of_document(self) -> Mapping[str, tuple[Observation, ...]]:
        """What each document says, in its order."""
        return _grouped(self.observations, lambda o: o.document)

    @cached_property
    def of_area(self) -> Mapping[str, tuple[Observation, ...]]:
        """What is said of each area, in the order of documents and figures."""
        return _grouped(self.observations, lambda o: o.ref_area)

    @cached_property
    def of_period(self) -> Mapping[tuple[str, str, int], tuple[Observation, ...]]:
        """Observations by indicator, area and period, in the order of documents."""
        return _grouped(self.observations, lambda o: (o.indicator, o.ref_area, o.time_period))

    @cached_property
    def of_place(self) -> Mapping[str | None, tuple[Document, ...]]:
        """The report cards of each place; under None the documents that are no report card."""
        return _grouped(self.documents.values(), lambda d: d.place)

    @cached_property
    def on_area(self) -> Mapping[str, tuple[Document, ...]]:
        """The documents that are no report card and say something of an area, by area."""
        said = (
            (area, document)
            for document in self.of_place.get(None, ())
            for area in dict.fromkeys(o.ref_area for o in self.of_document.get(document.id, ()))
        )
        grouped = _grouped(said, lambda pair: pair[0])
        return {area: tuple(document for _, document in pairs) for area, pairs in grouped.items()}

    @cached_property
    def within(self) -> Mapping[str | None, tuple[Area, ...]]:
        """The areas that lie directly in each area."""
        return _grouped(self.areas.values(), lambda area: area.parent)

    @cached_property
    def by_key(self) -> Mapping[Key, Observation]:
        """Observations by document, indicator, area, period and coverage."""
        return {o.key: o for o in self.observations}

    def area(self, key: str) -> Area:
        """An area. Raises UnknownName with the nearest one."""
        if key not in self.areas:
            remedy = nearest(key, self.areas) or f"Known places: {', '.join(sorted(self.areas))}."
            raise UnknownName(Problem(f"no place '{key}' in data/areas.toml", remedy))
        return self.areas[key]

    def role(self, name: str, area: str) -> str | None:
        """The area a role names as seen from ``area``; None for one that has no such area.

        Roles are home, parent, country and, for fixed comparators, the keys of areas.
        """
        if name == "home":
            return area
        if name == "parent":
            return self.areas[area].parent
        if name == "country":
            while parent := self.areas[area].parent:
                area = parent
            return area
        return name if name in self.areas else None

    def years(self, place: str) -> list[int]:
        """The years that a report of the place has something of its own to say about.

        What another place's document says of it is no report: see ``Report.documents``.
        """
        reported = {d.year for d in self.of_place.get(place, ()) if d.year}
        return sorted({o.time_period for o in self._own(place)} | reported)

    def annual_years(self, place: str) -> list[int]:
        """Those of its years for which the place has a figure of a whole year, of its own."""
        return sorted({o.time_period for o in self._own(place) if o.coverage == YEAR})

    def _own(self, place: str) -> Iterator[Observation]:
        """What is said of a place, but not in another place's document."""
        said = self.of_area.get(place, ())
        return (o for o in said if self.documents[o.document].place in (None, place))

    def report(self, place: str, year: int) -> Report:
        """What is known of a place and year. Raises UnknownName for a place or year without any."""
        area = self.area(place)
        years = self.years(place)
        if not years:
            what = f"no document reports on '{place}'"
            with_some = [key for key in sorted(self.areas) if self.years(key)]
            raise UnknownName(Problem(what, f"Places with figures: {', '.join(with_some)}."))
        if year not in years:
            closest = min(years, key=lambda y: abs(y - year))
            what = f"nothing is reported for {place} {year}"
            listed = ", ".join(map(str, years))
            raise UnknownName(Problem(what, f"Years with figures: {listed}. Nearest: {closest}."))
        return Report(self, area, year)


@dataclass(frozen=True)
class Report:
    """Everything known of one place and year, around its anchor document if it has one."""

    archive: Archive
    place: Area
    year: int

    @cached_property
    def anchor(self) -> Document | None:
        """The report card of this place and year, where there is one."""
        own = self.archive.of_place.get(self.place.key, ())
        return next((document for document in own if document.year == self.year), None)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents it draws on: the anchor, then the others by tier, the latest first."""
        cards = self.archive.of_place.get(self.place.key, ())
        general = {d.id: d for area in self.circle for d in self.archive.on_area.get(area, ())}
        others = [d for d in cards if d is not self.anchor and self._concerned(d)]
        others += general.values()
        others.sort(key=lambda d: (-d.tier.order, d.earliest, d.id), reverse=True)
        return ((self.anchor,) if self.anchor else ()) + tuple(others)

    def _concerned(self, document: Document) -> bool:
        """Whether a document says something of the place or of what it lies in."""
        return any(o.ref_area in self.circle for o in self.archive.of_document.get(document.id, ()))

    @cached_property
    def printed_in(self) -> Mapping[str, frozenset[str]]:
        """Which of its documents print each indicator, of any area and year."""
        found: dict[str, set[str]] = {}
        for document in self.ids:
            for observation in self.archive.of_document.get(document, ()):
                found.setdefault(observation.indicator, set()).add(document)
        return {indicator: frozenset(documents) for indicator, documents in found.items()}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of these documents, in the same order."""
        return tuple(document.id for document in self.documents)

    @cached_property
    def circle(self) -> tuple[str, ...]:
        """The place and everything it lies in."""
        chain = [self.place]
        while chain[-1].parent:
            chain.append(self.archive.areas[chain[-1].parent])
        return tuple(a.key for a in chain)

    def names(self, lang: str) -> dict[str, str]:
        """What the areas of the report are called, by role."""
        roles = {r: self.archive.role(r, self.place.key) for r in ("home", "parent", "country")}
        return {r: self.archive.areas[key].label[lang] for r, key in roles.items() if key}

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """All of the anchor's observations, then what other documents say of this year."""
        anchor = self.anchor.id if self.anchor else None
        return tuple(
            o
            for document in self.ids
            for o in self.archive.of_document.get(document, ())
            if document == anchor or (o.time_period == self.year and o.ref_area in self.circle)
        )

    def find(
        self,
        indicator: str,
        area: str,
        year: int | None = None,
        *,
        before: bool = False,
        within: Sequence[str] | None = None,
    ) -> Observation | None:
        """The observation this report shows: the first document's that has one.

        ``before`` asks for the value an improvement started from; ``within`` limits the
        search to some documents, by id.
        """
        said = self.archive.of_period.get((indicator, area, year or self.year))
        if not said:
            return None
        found = {(o.document, o.coverage): o for o in said}
        coverages = (BEFORE,) if before else tuple(c for c in COVERAGES if c != BEFORE)
        for place in product(self.ids if within is None else within, coverages):
            if place in found:
                return found[place]
        return None

    def vintages(self, indicator: str, area: str, year: int | None = None) -> list[Observation]:
        """The same fact in every document that has it, in the order of ``documents``."""
        said = self.archive.of_period.get((indicator, area, year or self.year), ())
        those = {o.document for o in said}
        found = (self.find(indicator, area, year, within=[i]) for i in self.ids if i in those)
        return [o for o in found if o]


def _grouped(items: Iterable[Item], key: Callable[[Item], By]) -> dict[By, tuple[Item, ...]]:
    """Items by what a function says of them, each in their order."""
    found: dict[By, list[Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return {by: tuple(grouped) for by, grouped in found.items()}


def group(
    figures: Iterable[Figure],
    documents: Mapping[str, Document],
    restatements: Mapping[str, Restatement] | None = None,
) -> tuple[list[Observation], list[Problem]]:
    """Gather figures into observations; problems name mentions that contradict each other."""
    by_key: dict[Key, list[Figure]] = {}
    for figure in figures:
        by_key.setdefault(figure.key, []).append(figure)
    problems: list[Problem] = []
    observations = []
    for key, mentions in by_key.items():
        merged = {}
        for name in ("as_of", "status", "direction"):
            said = {getattr(m, name) for m in mentions} - {""}
            if len(said) > 1:
                what = f"mentions of {key[1]} differ in {name}: {', '.join(sorted(said))}"
                problems.append(mentions[-1].row.problem(what, "Say it once, or alike."))
            merged[name] = min(said, default="")
        document, indicator, area, period, coverage = key
        state = (merged["as_of"], merged["status"], documents[document].base, tuple(mentions))
        stands = footing(indicator, documents[document], restatements or {})
        observations.append(
            Observation(document, indicator, area, period, coverage, *state, stands)
        )
    return observations, problems
