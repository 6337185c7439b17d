"""Whom figures are about and where they were published: areas, documents, restatements.

A document's *tier* says how far it can be trusted. A *restatement* is the day from which an
office's levels stand on a new footing: what was published before and after may not be joined.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reportcard.dates import earliest
from reportcard.tables import project_folder

FOLDER = "sources"
"""Where in a project the texts of documents lie, if nothing else is said."""
Footing = tuple[tuple[str, bool], ...]
"""By restatement: whether a value was published after it."""


@dataclass(frozen=True)
class Area:
    """A place: its key, labels, what it lies in, and how sources call it."""

    key: str
    label: Mapping[str, str]
    parent: str | None
    level: str
    names: tuple[str, ...] = ()


def sources_folder() -> Path:
    """Where the texts of documents lie: ``REPORTCARD_SOURCES``, or sources/ in the project."""
    named = os.environ.get("REPORTCARD_SOURCES")
    return Path(named) if named else project_folder() / FOLDER


@dataclass(frozen=True)
class Tier:
    """How far a document can be trusted; the lower its order, the sooner it fills a gap."""

    key: str
    label: Mapping[str, str]
    order: int


@dataclass(frozen=True)
class Document:
    """A published text that prints figures; what its publisher says of it.

    ``published`` is a day, a month, a year, or ``after 2019`` (see ``dates``); ``place`` and
    ``year`` are set where the document is the anchor of that report.
    ``base`` names the vintage its series belong to: growth may be taken between documents
    only when they share one.
    """

    id: str
    folder: Path
    title: str
    publisher: str
    published: str
    url: str
    script: str
    licence: str
    tier: Tier
    base: str
    sha256: str | None = None
    text_name: str | None = None
    place: str | None = None
    year: int | None = None
    label: Mapping[str, str] = field(default_factory=dict, compare=False)

    def short(self, lang: str) -> str:
        """Our short name for it, its title where it has none."""
        return self.label.get(lang, self.title)

    @property
    def earliest(self) -> date:
        """The first day on which it can have been published."""
        return earliest(self.published)

    @property
    def figures_file(self) -> Path:
        """Where its figures are written down."""
        return self.folder / "figures.csv"

    def text_path(self) -> Path | None:
        """The source text, where this machine has it (``REPORTCARD_SOURCES`` or sources/)."""
        if self.text_name is None:
            return None
        path = sources_folder() / self.text_name
        return path if path.is_file() else None


@dataclass(frozen=True)
class Restatement:
    """When the levels of some indicators were gone over, and why they may not be joined."""

    key: str
    label: Mapping[str, str]
    why: Mapping[str, str]
    indicators: frozenset[str]
    published: date


def footing(indicator: str, document: Document, restatements: Mapping[str, Restatement]) -> Footing:
    """On which side of each restatement of an indicator a document stands."""
    return tuple(
        (r.key, document.earliest >= r.published)
        for r in restatements.values()
        if indicator in r.indicators
    )


def parted_by(footings: Iterable[Footing]) -> Iterator[str]:
    """The restatements on both sides of which some of these values stand."""
    sides: dict[str, bool] = {}
    for key, after in (side for found in footings for side in found):
        if sides.setdefault(key, after) != after:
            yield key
