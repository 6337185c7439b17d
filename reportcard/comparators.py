"""The neighbours of a place: the same measure of the areas beside it, where it really matches.

Values are set beside each other only when indicator, year and coverage are the same and no
restatement lies between their documents. A rank is as certain as the values: it runs from the
areas that lie above for sure to those that may.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from reportcard.archive import BEFORE, Archive, Observation
from reportcard.indicators import Indicator, Registry
from reportcard.interval import Interval
from reportcard.reads import of_registry
from reportcard.results import Book
from reportcard.sources import Footing

LEAST = "least"
RESIDENTS = "resident_population"


@dataclass(frozen=True)
class Comparison:
    """One indicator of several areas in one year, the home area among them, in their order."""

    indicator: Indicator
    year: int
    observations: tuple[Observation, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents it rests on."""
        return tuple(dict.fromkeys(o.document for o in self.observations))

    @property
    def ranks(self) -> tuple[tuple[int, int], ...]:
        """For each area the best and the worst rank that its values allow."""
        intervals = [o.interval for o in self.observations]
        if self.indicator.ranked == LEAST:
            intervals = [-interval for interval in intervals]
        return ranks(intervals)


def siblings(archive: Archive, place: str) -> list[str]:
    """The place and the areas that lie beside it in the same parent."""
    parent = archive.area(place).parent
    return [a.key for a in archive.within[parent]] if parent else []


def comparisons(book: Book, year: int | None = None) -> Iterator[Comparison]:
    """Every indicator that is ranked and that the place and a neighbour report for a year.

    The year is the report's where none is given.
    """
    place = book.report.place.key
    areas = siblings(book.archive, place)
    for indicator in book.registry.indicators.values():
        if indicator.ranked:
            found = comparators(book.archive, indicator.id, year or book.report.year, areas)
            if len(found) > 1 and place in found:
                yield Comparison(indicator, year or book.report.year, _ordered(found, indicator))


def comparators(
    archive: Archive, indicator: str, year: int, areas: Sequence[str]
) -> dict[str, Observation]:
    """The latest print of each area on the footing that most of them share, by area.

    Where as many stand on two footings, the later one is taken.
    """
    printed = [
        o
        for area in areas
        for o in archive.of_period.get((indicator, area, year), ())
        if o.coverage != BEFORE
    ]
    if not printed:
        return {}
    groups = _alike(printed)
    same = max(groups, key=lambda group: len({o.ref_area for o in group}))
    by_age = sorted(same, key=lambda o: archive.documents[o.document].earliest)
    return {o.ref_area: o for o in by_age}


def _alike(observations: Iterable[Observation]) -> list[list[Observation]]:
    """Observations of one coverage and on one footing together, the latest footing first."""

    def side(observation: Observation) -> tuple[Footing, str]:
        return (observation.footing, observation.coverage)

    by_side = groupby(sorted(observations, key=side, reverse=True), key=side)
    return [list(group) for _, group in by_side]


def _ordered(found: Mapping[str, Observation], indicator: Indicator) -> tuple[Observation, ...]:
    turn = 1 if indicator.ranked == LEAST else -1
    return tuple(sorted(found.values(), key=lambda o: (turn * o.value, o.ref_area)))


def ranks(intervals: Sequence[Interval]) -> tuple[tuple[int, int], ...]:
    """The best and worst rank of each of some values that are known up to intervals.

    The largest value has rank 1; those that are above in any case put the best rank down, those
    that may be above the worst.
    """
    found = []
    for place, own in enumerate(intervals):
        others = [other for n, other in enumerate(intervals) if n != place]
        surely = sum(_above(other, own) for other in others)
        possibly = sum(_may_exceed(other, own) for other in others)
        found.append((1 + surely, 1 + possibly))
    return tuple(found)


def _above(a: Interval, b: Interval) -> bool:
    """Whether every value of one is larger than every value of the other."""
    if a.lower is None or b.upper is None:
        return False
    return a.lower > b.upper or (a.lower == b.upper and (a.lower_open or b.upper_open))


def _may_exceed(a: Interval, b: Interval) -> bool:
    """Whether some value of one is larger than some value of the other."""
    return a.upper is None or b.lower is None or a.upper > b.lower


@of_registry
def ratios_per_resident(registry: Registry) -> dict[str, str]:
    """By ratio: the level that it spreads over the residents."""
    home = {
        ratio.id: [name for role, name in ratio.names() if role == "home"]
        for ratio in registry.indicators.values()
    }
    return {ratio: sides[0] for ratio, sides in home.items() if sides[1:] == [RESIDENTS]}
