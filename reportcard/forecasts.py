"""Year-end forecasts beside what was published later of the same year.

A work report goes to print before the accounts are closed. Whether its forecast was good can
only be told where no restatement lies between the two: else the distance is of two footings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportcard.archive import YEAR, Archive, Observation
from reportcard.reads import of_report
from reportcard.results import Book
from reportcard.sources import parted_by

FORECAST = "forecast"
INSIDE, ABOVE, BELOW, PARTED = "inside", "above", "below", "parted"


@dataclass(frozen=True)
class Outcome:
    """A forecast, what was published last of the same fact, and the restatements between them."""

    forecast: Observation
    outcome: Observation

    @property
    def parted(self) -> tuple[str, ...]:
        """The restatements that lie between the two."""
        return tuple(parted_by((self.forecast.footing, self.outcome.footing)))

    @property
    def verdict(self) -> str:
        """Whether the outcome lies inside what the forecast allows, above it or below it.

        ``parted`` where a restatement lies between: then nothing can be told.
        """
        if self.parted:
            return PARTED
        stood, came = self.forecast.interval, self.outcome.interval
        if stood.meets(came):
            return INSIDE
        assert stood.upper is not None or stood.lower is not None
        above = stood.upper is not None and came.lower is not None and came.lower >= stood.upper
        return ABOVE if above else BELOW


def outcomes(archive: Archive, indicator: str, area: str) -> Iterator[Outcome]:
    """Each annual forecast of an indicator with the first later print on the same footing.

    Where there is none on the same footing the latest of all stands beside it; a forecast that
    nothing later answers is left out, and so is one that repeats another. In the order of years,
    then of publication.
    """
    told = [
        o for o in archive.of_area.get(area, ()) if (o.indicator, o.coverage) == (indicator, YEAR)
    ]
    told.sort(key=lambda o: (o.time_period, archive.documents[o.document].earliest, o.document))
    first: dict[object, Observation] = {}
    for forecast in (o for o in told if o.status == FORECAST):
        first.setdefault((forecast.time_period, forecast.value, forecast.interval), forecast)
    for forecast in first.values():
        day = archive.documents[forecast.document].earliest
        later = [
            o
            for o in told
            if o.time_period == forecast.time_period
            and o.status != FORECAST
            and archive.documents[o.document].earliest > day
        ]
        same = [o for o in later if not any(parted_by((forecast.footing, o.footing)))]
        if later:
            yield Outcome(forecast, (same or later[-1:])[0])


@of_report
def forecast_indicators(book: Book) -> list[str]:
    """The indicators of which a place has a forecast that something later answers."""
    archive, area = book.archive, book.report.place.key
    said = archive.of_area.get(area, ())
    names = dict.fromkeys(o.indicator for o in said if o.status == FORECAST)
    return [name for name in names if next(outcomes(archive, name, area), None)]
