"""What changed between two reports of one place: new, gone, moved, defined anew.

Two numbers *moved* where no value that one allows is allowed by the other; where the values differ
but some value suits both, they moved *within* their rounding. How far is said where a verb may say
it: across two bases, from zero or between two spans of time there is a reason instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from reportcard.archive import Observation
from reportcard.corners import Variable
from reportcard.errors import FormulaError
from reportcard.expressions import ONE, Missing, Quantity
from reportcard.hedges import hedge_of
from reportcard.indicators import Indicator
from reportcard.labels import join, phrase
from reportcard.reads import of_report
from reportcard.results import Book, Result
from reportcard.verbs import change, points

KINDS = ("redefined", "moved", "within", "new", "gone", "apart", "same")
"""In the order in which they are told."""
IN_POINTS = ("percent", "percentage_point")
FROM_ZERO, TWICE, SPANS = "change_from_zero", "change_of_common_figures", "across_spans"
REASONS = (FROM_ZERO, TWICE, SPANS)
"""What to know of a change, as keys of ``caveats.toml``; bases have a key of their own."""
NOTHING = Missing()
"""Where there is nothing that a change could be between."""


@dataclass(frozen=True)
class Difference:
    """What two reports say of one indicator of one area; at least one of them has a number.

    ``kind`` is one of ``KINDS``; ``earlier`` is of an older indicator where the definition
    changed. ``change`` is in per cent, or in points where the measure is in per cent itself; it is
    refused where the two must not be joined. ``why`` says that, or what else to know, by language.
    """

    kind: str
    indicator: Indicator
    area: str
    earlier: Result
    later: Result
    change: Quantity | Missing = NOTHING
    why: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def sides(self) -> tuple[Result, Result]:
        """The earlier and the later number; one of them may be missing."""
        return (self.earlier, self.later)

    @property
    def statuses(self) -> tuple[str, str] | None:
        """The status on each side, where it is not the same: a forecast, then a final value."""
        earlier, later = (side.status for side in self.sides)
        return (earlier, later) if self._both and earlier != later else None

    @property
    def hedges(self) -> tuple[str, str] | None:
        """The hedge words on each side, where they do not say the same of the two numbers."""
        if not self._both or any(side.computed for side in self.sides):
            return None
        earlier, later = (side.observations[0].hedges for side in self.sides)
        named = [[hedge_of(word).name for word in words] for words in (earlier, later)]
        return (" ".join(earlier), " ".join(later)) if named[0] != named[1] else None

    @property
    def _both(self) -> bool:
        return all(side.reported for side in self.sides)

    def notes(self, lang: str) -> list[str]:
        """Why there is no change, and what else is not the same on both sides."""
        found = [self.why[lang]] if self.why else []
        if self.statuses:
            unsaid = phrase("difference", "not_said", lang)
            said = [phrase("state", s, lang) if s else unsaid for s in self.statuses]
            found.append(self._beside("status", said, lang))
        if self.hedges:
            no_word = phrase("difference", "no_word", lang)
            found.append(self._beside("hedge", [h or no_word for h in self.hedges], lang))
        return found

    def _beside(self, name: str, said: list[str], lang: str) -> str:
        """Two states, each with its year."""
        each = [
            phrase("difference", "in_year", lang, str(side.year), text)
            for side, text in zip(self.sides, said, strict=True)
        ]
        return phrase("difference", name, lang, join(each, lang))


def beside(book: Book, year: int) -> Book:
    """The report of another year of the same place. Raises UnknownName for one without any."""
    plain = beside(book.unnoted, year) if book.unnoted else None
    return Book(book.registry, book.archive.report(book.report.place.key, year), plain)


def year_before(book: Book) -> int | None:
    """The nearest earlier year for which something annual is reported of the place."""
    years = book.archive.annual_years(book.report.place.key)
    return max((year for year in years if year < book.report.year), default=None)


def differences(earlier: Book, later: Book) -> list[Difference]:
    """Every indicator of which one of two reports of a place has a number, in its kind.

    In the order of ``KINDS``, then of the registry; the place's own before those of the areas it
    lies in, which are told where a document prints them.
    """
    found = list(_differences(earlier, later))
    # what is told as the older side of a new definition has not gone
    older = {(d.earlier.indicator.id, d.area) for d in found if d.kind == "redefined"}
    kept = [d for d in found if d.kind != "gone" or (d.indicator.id, d.area) not in older]
    return sorted(kept, key=lambda d: KINDS.index(d.kind))


@dataclass(frozen=True)
class RefusedChange:
    """A change that must not be computed: of which indicator and area, why by language, and the
    observations on both sides."""

    indicator: Indicator
    area: str
    why: Mapping[str, str]
    joined: tuple[Observation, ...]


@of_report
def refused_changes(book: Book) -> tuple[RefusedChange, ...]:
    """The changes since the report before this one that are refused."""
    year = year_before(book)
    return tuple(
        RefusedChange(d.indicator, d.area, d.why, tuple(o for s in d.sides for o in s.observations))
        for d in (differences(beside(book, year), book) if year else ())
        if isinstance(d.change, Missing) and d.change.refused
    )


def _differences(earlier: Book, later: Book) -> Iterator[Difference]:
    home, *around = later.report.circle
    printed = {
        (o.indicator, o.ref_area)
        for book in (earlier, later)
        for o in book.report.observations
        if o.time_period == book.report.year
    }
    for area in (home, *around):
        for indicator in later.registry.indicators.values():
            if indicator.refused or (area != home and (indicator.id, area) not in printed):
                continue
            sides = (earlier.result(indicator.id, area), later.result(indicator.id, area))
            if any(side.reported for side in sides):
                yield _difference(earlier, indicator, *sides)


def _difference(before: Book, indicator: Indicator, earlier: Result, later: Result) -> Difference:
    area, caveats = later.area, before.registry.caveats
    if not later.reported:
        return Difference("gone", indicator, area, earlier, later)
    if not earlier.reported:
        return _anew(before, indicator, earlier, later)
    assert isinstance(earlier.quantity, Quantity)
    assert isinstance(later.quantity, Quantity)
    sides = (indicator, area, earlier, later)
    if not _alike(earlier, later):
        return Difference("apart", *sides, Missing(refused=SPANS), caveats[SPANS])
    if earlier.quantity.value == later.quantity.value:
        return Difference("same", *sides)
    moved = not earlier.interval.meets(later.interval)
    by, key = change_between(later.quantity, earlier.quantity)
    return Difference("moved" if moved else "within", *sides, by, caveats[key] if key else {})


def _anew(before: Book, indicator: Indicator, earlier: Result, later: Result) -> Difference:
    """A number that was not there before, or only under an older definition."""
    ruptures = [indicator.rupture]
    for older in before.registry.older(indicator):
        result = before.result(older.id, later.area)
        if result.reported:
            why = {lang: " ".join(dict.fromkeys(r[lang] for r in ruptures)) for lang in ruptures[0]}
            return Difference("redefined", indicator, later.area, result, later, why=why)
        ruptures.append(older.rupture)
    return Difference("new", indicator, later.area, earlier, later)


def _alike(earlier: Result, later: Result) -> bool:
    """Whether both are of like spans: a part of a year beside the same part only."""
    first, second = ({_span(o.coverage, o.as_of) for o in r.observations} for r in (earlier, later))
    return first == second and ("part-year", "") not in first


def _span(coverage: str, as_of: str) -> tuple[str, str]:
    return (coverage, as_of[5:] if coverage == "part-year" else "")


def change_between(later: Quantity, earlier: Quantity) -> tuple[Quantity | Missing, str]:
    """The change in per cent, or in points for what is in per cent; and what to know of it.

    That is a key of ``caveats.toml``: why it is refused, or why its range is wide; or empty.
    """
    in_points = later.unit.code in IN_POINTS
    found = _changed(later, earlier, in_points=in_points)
    if isinstance(found, Missing):
        return found, found.refused
    try:
        found.require_range()
    except FormulaError:  # a figure that both rest on stands in the difference more than once
        return _changed(_alone(later, "later"), _alone(earlier, "earlier"), in_points), TWICE
    return found, ""


def _changed(later: Quantity, earlier: Quantity, in_points: bool) -> Quantity | Missing:
    if in_points:
        moved: Quantity | Missing = points(later, since=earlier)
        return moved
    level = earlier.interval
    if level.lower is None or level.lower < 0 or 0 in level:
        return Missing(refused=FROM_ZERO)
    grown: Quantity | Missing = change(later, since=earlier)
    return grown


def _alone(quantity: Quantity, name: str) -> Quantity:
    """A quantity as one number of its own, whatever it rests on: its range holds, and no more."""
    variable = Variable(name, quantity.value, quantity.interval)
    return Quantity({(name,): Fraction(1)}, ONE, quantity.unit, {name: variable})
