"""When a document was published, as exactly as is known: a day, a month, a year, or *after* one.

``2020-01-15``, ``2025-03`` and ``2024`` are what a source or its title says; ``after 2019`` stands
for a document that says no date and looks back on 2019.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_WRITTEN = re.compile(r"(?P<after>after )?(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2}))?")
AFTER = "after "


def is_day(text: str) -> bool:
    """Whether a text is a whole day."""
    return dated(text) and earliest(text) == latest(text)


def dated(published: str) -> bool:
    """Whether a text says when something was published."""
    try:
        _bounds(published)
    except ValueError:
        return False
    return True


def earliest(published: str) -> date:
    """The first day on which it can have been out. Raises ValueError for what is no date."""
    return _bounds(published)[0]


def latest(published: str) -> date | None:
    """The last day by which it was out; None where that is not known (``after 2019``).

    Raises ValueError for what is no date.
    """
    return _bounds(published)[1]


def _bounds(published: str) -> tuple[date, date | None]:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", published):
        day = date.fromisoformat(published)
        return day, day
    found = _WRITTEN.fullmatch(published)
    if not found or (found["after"] and found["month"]):
        raise ValueError(published)
    year = int(found["year"])
    if found["after"]:
        return date(year + 1, 1, 1), None
    first, last = (int(found["month"]),) * 2 if found["month"] else (1, 12)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
