"""The stable name of every number of a report: anchors, passports and addresses are made of it.

``haidian.gdp.2019`` is what the report shows of an indicator, ``….2019.before`` the level before an
improvement, ``haidian.gdp.2019.beijing-regional-yearbook-2024`` what another document prints of a
fact for which the report shows a document of higher rank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reportcard.archive import BEFORE, Observation
from reportcard.comparators import comparisons
from reportcard.differences import beside, differences, year_before
from reportcard.errors import Problem, UnknownName, nearest
from reportcard.reads import of_report
from reportcard.refusals import refusals
from reportcard.results import Book, Result

_KEY = re.compile(r"(\w+)\.(\w+)\.([0-9]{4})(\.before)?(?:\.([\w-]+))?")


@dataclass(frozen=True)
class Key:
    """A number's name, taken apart; ``document`` is empty for what the report shows."""

    area: str
    indicator: str
    year: int
    before: bool = False
    document: str = ""

    def __str__(self) -> str:
        parts = [self.area, self.indicator, str(self.year)]
        parts += [BEFORE] * self.before + [self.document] * bool(self.document)
        return ".".join(parts)


def parse(text: str) -> Key:
    """Take a key apart. Raises UnknownName for a text that is none."""
    found = _KEY.fullmatch(text)
    if not found:
        raise UnknownName(Problem(f"'{text}' names no number", "Write area.indicator.year."))
    area, indicator, year, before, document = found.groups()
    return Key(area, indicator, int(year), bool(before), document or "")


def of_result(result: Result) -> str:
    """The key of what the report shows of an indicator."""
    return str(Key(result.area, result.indicator.id, result.year, result.before))


def of_observation(book: Book, observation: Observation) -> str:
    """The key of an observation: that of the result which shows or judges it, else its own."""
    return of_printed(book, *observation.key)


@of_report
def of_printed(
    book: Book, document: str, indicator: str, area: str, year: int, coverage: str
) -> str:
    """The key of what a document prints of an indicator, for an area and a year."""
    result = book.result(indicator, area, year, before=coverage == BEFORE)
    shows = result.observations if not result.computed else ()
    told = {o.key for o in (*shows, *filter(None, [result.printed]))}
    own = (document, indicator, area, year, coverage) in told
    return str(Key(area, indicator, year, coverage == BEFORE, "" if own else document))


def of_other(book: Book, result: Result) -> str:
    """The key under which a report answers for a number of another one of the same place.

    Where it says another number there, or none, these are the keys of the observations that the
    number rests on, after a ``=``.
    """
    own = book.result(result.indicator.id, result.area, result.year, before=result.before)
    if (own.quantity, own.computed) == (result.quantity, result.computed):
        return of_result(result)
    named = [of_observation(book, o) for o in result.observations]
    return named[0] if not result.computed else " ".join(["=", *dict.fromkeys(named)])


def _compared(book: Book) -> Iterator[str]:
    """The numbers that the report has beside those of the year before it, and theirs."""
    year = year_before(book)
    for difference in differences(beside(book, year), book) if year else ():
        for side in difference.sides:
            if side.reported:
                yield from of_other(book, side).removeprefix("=").split()
                yield from _printed(book, side.observations)


def _printed(book: Book, observations: Iterable[Observation]) -> Iterator[str]:
    """Observations, and what other documents print of the same facts."""
    for o in observations:
        yield of_observation(book, o)
        for other in book.report.vintages(o.indicator, o.ref_area, o.time_period):
            yield of_observation(book, other)


def find(book: Book, text: str) -> Result | Observation:
    """The number of a key: a result of the report, or one document's observation.

    Raises UnknownName for a key of nothing.
    """
    key = parse(text)
    book.archive.area(key.area)
    if not key.document:
        return book.result(key.indicator, key.area, key.year, before=key.before)
    for observation in book.archive.of_document.get(key.document, ()):
        if str(_key(observation)) == text:
            return observation
    remedy = nearest(key.document, book.archive.documents)
    raise UnknownName(Problem(f"no document prints '{text}'", remedy))


def _key(observation: Observation) -> Key:
    before = observation.coverage == BEFORE
    place = (observation.ref_area, observation.indicator, observation.time_period)
    return Key(*place, before, observation.document)


def all_keys(book: Book) -> Iterator[str]:
    """Every number of a report: its observations and ratios, all that these rest on, what its
    documents say of the same place in other years, and what is compared with them or refused."""
    seen: set[str] = set()
    sources = {document.id for document in book.report.documents}
    place = book.report.place.key
    years = (o for o in book.archive.of_area.get(place, ()) if o.document in sources)
    vintages = (
        vintage
        for o in book.report.observations
        for vintage in book.report.vintages(o.indicator, o.ref_area, o.time_period)
    )
    named = [of_observation(book, o) for o in (*book.report.observations, *vintages)]
    for result in book.results():
        named += [of_result(result), *(of_observation(book, o) for o in result.observations)]
    named += [of_observation(book, o) for o in years]
    named += [key for refusal in refusals(book) for key in _printed(book, refusal.joined)]
    named += _compared(book)
    named += [of_observation(book, o) for c in comparisons(book) for o in c.observations]
    for key in named:
        if key not in seen:
            seen.add(key)
            yield key
