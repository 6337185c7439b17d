"""What of the archive a report can draw on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reportcard.archive import Archive


def around(archive: Archive, place: str, fixed: Iterable[str] = ()) -> Archive:
    """The archive as the reports of a place see it.

    That is the place, all that it lies in, what lies beside it, and the ``fixed`` areas that
    formulas name; documents that say nothing of these are left out, but for its own. Raises
    UnknownName for an unknown place.
    """
    home = archive.area(place)
    seen = {place, *fixed}
    area = home
    while area.parent:
        seen.add(area.parent)
        area = archive.areas[area.parent]
    seen |= {a.key for a in archive.areas.values() if home.parent and a.parent == home.parent}
    observations = tuple(o for o in archive.observations if o.ref_area in seen)
    speaking = {o.document for o in observations}
    documents = {id: d for id, d in archive.documents.items() if id in speaking or d.place == place}
    bounds = {id: spans for id, spans in archive.bounds.items() if id in documents}
    return replace(archive, observations=observations, documents=documents, bounds=bounds)
