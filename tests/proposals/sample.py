"""A report of our own writing, its figures annotated, and how well guesses meet annotations.

In the marked text a figure stands as ``[[37家|listed_companies]]``, with ``@area`` for another
area's, ``;before`` for the level before an improvement and ``-`` for what no indicator measures.
"""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from reportcard.archive import Archive
from reportcard.documents import COLUMNS, load_archive, load_areas
from reportcard.extract.figures import extract
from reportcard.indicators import Registry, load_registry
from reportcard.observations import as_csv
from reportcard.proposals.adding import Said, document_toml
from reportcard.proposals.guesses import Guess, guess
from reportcard.results import load_data

SAMPLES = Path(__file__).parent / "samples"
MARK = re.compile(r"\[\[([^|\]]*)\|([^\]]*)\]\]")
PLACE, YEAR, PUBLISHED = "haidian", 2021, "2022-01-20"
DOCUMENT = "haidian-2021-report-card"
NONE = "-"
SAID = Said("海淀區二〇二一年經濟社會發展情況", "no one", PUBLISHED, "https://example.org/2021")
Span = tuple[int, int]


@dataclass(frozen=True)
class Annotation:
    """What a figure of the sample measures."""

    start: int
    end: int
    as_printed: str
    indicator: str
    area: str
    coverage: str


def marked(text: str) -> tuple[str, list[Annotation]]:
    """A marked text as it reads, and its annotations."""
    out, found, position = "", [], 0
    for mark in MARK.finditer(text):
        out += text[position : mark.start()]
        what, _, coverage = mark[2].partition(";")
        indicator, _, area = what.partition("@")
        start = len(out)
        out += mark[1]
        place = (start, len(out), mark[1])
        found.append(Annotation(*place, indicator, area or PLACE, coverage or "year"))
        position = mark.end()
    return out + text[position:], found


def sample(year: int = YEAR) -> tuple[str, list[Annotation]]:
    """The report that stands in for a later year's: long in 2021, terse and Simplified in 2023."""
    return marked((SAMPLES / f"haidian-{year}.marked.txt").read_text("utf-8"))


def write_sample(folder: Path, sources: Path) -> None:
    """The sample as a document that people have reviewed, and its text among the sources."""
    text, annotations = sample()
    source = sources / "haidian-2021.txt"
    source.write_text(text, "utf-8")
    document = folder / "documents" / DOCUMENT
    document.mkdir()
    toml = document_toml(SAID, (PLACE, YEAR), DOCUMENT, source, "zh-Hant")
    (document / "document.toml").write_text(toml, "utf-8")
    figures = {(f.start, f.end): f for f in extract(text)}
    with (document / "figures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for a in annotations:
            if a.indicator != NONE:
                words = figures[a.start, a.end].hedges
                row = dict.fromkeys(COLUMNS, "") | {
                    "start": str(a.start),
                    "end": str(a.end),
                    "as_printed": a.as_printed,
                    "hedges": " ".join(w for w in words if w not in a.as_printed),
                    "direction": figures[a.start, a.end].direction,
                    "indicator": a.indicator,
                    "ref_area": a.area,
                    "time_period": str(YEAR),
                    "coverage": a.coverage,
                }
                writer.writerow(row)


LEARNT_FROM = (
    "haidian-2019-report-card",
    "beijing-regional-yearbook-2024",
    "beijing-yearbook-2024",
)
"""The documents that the tests of guessing have in their archive, whatever the project has."""


def reduce_to(folder: Path, documents: Collection[str] = LEARNT_FROM) -> None:
    """Take all other documents out of a copy of the data, and out of its observations."""
    for path in (folder / "documents").iterdir():
        if path.name not in documents:
            shutil.rmtree(path)
    archive, registry = load_data(folder)
    (folder / "observations.csv").write_text(as_csv(archive, registry), "utf-8")


def only(archive: Archive, names: Collection[str]) -> Archive:
    """An archive that has no other documents."""
    return without(archive, *(set(archive.documents) - set(names)))


def without(archive: Archive, *documents: str) -> Archive:
    """An archive that never had some documents."""
    kept = {name: d for name, d in archive.documents.items() if name not in documents}
    observations = tuple(o for o in archive.observations if o.document in kept)
    return replace(archive, documents=kept, observations=observations)


def guesses_of(text: str, folder: Path, archive: Archive, year: int, day: str) -> list[Guess]:
    """What the figures that the extractor finds in a text are guessed to be."""
    return list(guess(text, extract(text), archive, registry_of(folder), PLACE, year, day))


@lru_cache(maxsize=1)
def registry_of(folder: Path) -> Registry:
    """The registry of a data folder, read once for the tests that do not change it."""
    return load_registry(folder, load_areas(folder / "areas.toml"))


@dataclass(frozen=True)
class Rates:
    """How often the right indicator came first, and among the first three; the same of the rows
    that were named without asking."""

    figures: int
    first: float
    among_three: float
    named: int
    named_right: float


def measure(guesses: Iterable[Guess], right: Mapping[Span, set[str]]) -> Rates:
    """Hold guesses to what people say; figures that measure nothing known count as named wrongly
    where they are named, and not in the rates."""
    found = {(g.figure.start, g.figure.end): g for g in guesses}
    asked = {span: names for span, names in right.items() if names != {NONE}}
    first = sum(bool({*_ranked(found, span)[:1]} & names) for span, names in asked.items())
    three = sum(bool({*_ranked(found, span)[:3]} & names) for span, names in asked.items())
    named = [span for span, g in found.items() if g.sure and not g.figure.weak]
    hits = sum(found[span].indicators[0] in right.get(span, ()) for span in named)
    sure = hits / len(named) if named else 1.0
    return Rates(len(asked), first / len(asked), three / len(asked), len(named), sure)


def _ranked(found: Mapping[Span, Guess], span: Span) -> tuple[str, ...]:
    return found[span].indicators if span in found else ()


def right_in_sample(year: int = YEAR) -> dict[Span, set[str]]:
    """The indicators of a sample's figures."""
    return {(a.start, a.end): {a.indicator} for a in sample(year)[1]}


def right_in(archive: Archive, document: str) -> dict[Span, set[str]]:
    """The indicators that people gave the figures of a document."""
    right: dict[Span, set[str]] = {}
    for observation in archive.observations:
        for m in observation.mentions if observation.document == document else ():
            assert m.start is not None
            assert m.end is not None
            right.setdefault((m.start, m.end), set()).add(m.indicator)
    return right


def archive_of(folder: Path) -> Archive:
    """The archive of a data folder."""
    return load_archive(folder)


def digest(path: Path) -> str:
    """The sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
