"""Which documents one report needs: a survey of what each speaks of, kept beside the build.

A report needs the documents of its place, those that are no report card and speak of what the
place lies in, and all that speak of its neighbours. To find them without reading every document
the survey keeps of each whose report card it is, the areas it speaks of and what it prints, for as
long as its files stay as they are. A document that cannot be understood is always needed: reading
it says what is wrong. ``check`` reads everything and needs no survey.
"""

from __future__ import annotations

import csv
import io
import json
import os
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path

from reportcard.errors import DataError
from reportcard.files import write_whole
from reportcard.sources import Area
from reportcard.tables import read_text

KEPT = Path("_build", ".survey.json")
FORMAT = 1
READ = ("document.toml", "figures.csv")
SETTLED = 1_000_000_000
"""Nanoseconds after which a file that is written again has another time of writing."""


@dataclass(frozen=True)
class Entry:
    """What is known of a document: times and sizes of its files, the place whose report card it is,
    the areas it speaks of, and the indicators it prints as bits, by their number in the survey."""

    stamp: list[int]
    place: str | None
    areas: list[str]
    printed: int


@dataclass(frozen=True)
class Survey:
    """What every document speaks of, by id; None for one that cannot be understood."""

    indicators: list[str]
    entries: Mapping[str, Entry | None]

    def needed(self, place: str, areas: Mapping[str, Area]) -> frozenset[str]:
        """The documents that a report of a place needs, by id."""
        circle, parent = {place}, areas[place].parent
        beside = {a.key for a in areas.values() if parent and a.parent == parent} | circle
        while parent:
            circle.add(parent)
            parent = areas[parent].parent

        def needs(entry: Entry) -> bool:
            general = entry.place is None and not circle.isdisjoint(entry.areas)
            return entry.place == place or general or not beside.isdisjoint(entry.areas)

        return frozenset(i for i, entry in self.entries.items() if entry is None or needs(entry))

    def printed(self, documents: frozenset[str]) -> frozenset[str]:
        """The indicators that some documents print."""
        told = (self.entries[document] for document in documents)
        bits = reduce(or_, (entry.printed for entry in told if entry), 0)
        return frozenset(name for n, name in enumerate(self.indicators) if bits >> n & 1)


def survey(data: Path) -> Survey:
    """The survey of the documents below ``data/``: read again are those that have changed."""
    place = data.parent / KEPT
    before, now = _kept(place), time.time_ns()
    indicators = {name: number for number, name in enumerate(before.indicators)}
    entries: dict[str, Entry | None] = {}
    for name, stamp in stamps(data / "documents"):
        known = before.entries.get(name)
        if known is None or known.stamp != stamp:
            known = _read(data / "documents" / name, stamp, indicators) if stamp else None
        entries[name] = known
    found = Survey(list(indicators), entries)
    lasting = {n: e for n, e in entries.items() if e and max(e.stamp[::2]) < now - SETTLED}
    if lasting != before.entries:
        with suppress(OSError):  # a project that cannot be written to is surveyed each time
            write_whole(place, _text(Survey(found.indicators, lasting)))
    return found


def stamps(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """Time of writing and size of what is read of each document; nothing where a file is missing.

    It is done for every document each time, so it asks the system and makes no paths.
    """
    for entry in os.scandir(folder):
        if entry.name.startswith(".") or not entry.is_dir():
            continue
        stamp: list[int] = []
        try:
            for name in READ:
                told = os.stat(f"{entry.path}{os.sep}{name}")  # noqa: PTH116 (thousands of them)
                stamp += [told.st_mtime_ns, told.st_size]
        except OSError:
            stamp = []
        yield entry.name, stamp


def _read(folder: Path, stamp: list[int], indicators: dict[str, int]) -> Entry | None:
    """What a document speaks of; new indicators get the next number."""
    try:
        about = tomllib.loads(read_text(folder / READ[0]))
        place = about["report"]["place"] if "report" in about else None
        header, *rows = csv.reader(io.StringIO(read_text(folder / READ[1]), newline=""))
        area, name = header.index("ref_area"), header.index("indicator")
        areas = dict.fromkeys(row[area] for row in rows if row)
        names = dict.fromkeys(row[name] for row in rows if row)
    except (DataError, ValueError, LookupError, TypeError, RecursionError, csv.Error):
        return None
    if not isinstance(place, str | None):
        return None
    bits = (1 << indicators.setdefault(one, len(indicators)) for one in names)
    return Entry(stamp, place, list(areas), reduce(or_, bits, 0))


def _kept(path: Path) -> Survey:
    """The survey as it was kept; an empty one where there is none that can be read."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["format"] != FORMAT:
            return Survey([], {})
        entries = {name: Entry(*entry) for name, entry in kept["documents"].items()}
        return Survey(kept["indicators"], entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Survey([], {})


def _text(kept: Survey) -> str:
    told = {name: [*vars(entry).values()] for name, entry in kept.entries.items()}
    document = {"format": FORMAT, "indicators": kept.indicators, "documents": told}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
