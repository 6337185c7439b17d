"""A new document from a report's text: its folder appears whole, or not at all."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from reportcard.archive import Archive
from reportcard.chinese import SIMPLIFIED, TRADITIONAL
from reportcard.dates import is_day
from reportcard.documents import COLUMNS, document_from, load_tiers, read_figures, read_paragraphs
from reportcard.errors import DataError, Problem, UnknownName, nearest
from reportcard.extract.figure import Extracted
from reportcard.files import named, staging, write_bytes
from reportcard.folding import fold, scripts
from reportcard.indicators import Registry
from reportcard.proposals.guesses import guess
from reportcard.proposals.rows import rows_of
from reportcard.sources import sources_folder
from reportcard.tables import read_text
from reportcard.undecided import COLUMNS as OPEN_COLUMNS
from reportcard.undecided import NAME as OPEN
from reportcard.undecided import as_csv, read_undecided

LICENCE = "all rights reserved; only figures and short number-and-unit fragments are quoted"
TIER = "official"
IDENTITY = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
Extract = Callable[[str], Sequence[Extracted]]


@dataclass(frozen=True)
class Said:
    """What the publisher of a text says of it; ``published`` is as in ``dates``."""

    title: str
    publisher: str
    published: str
    url: str
    licence: str = LICENCE
    tier: str = TIER


@dataclass(frozen=True)
class Added:
    """A new document: how many of its figures have an indicator and how many are open."""

    document: str
    folder: Path
    named: int
    open: int
    copied: Path | None


def require_free(archive: Archive, place: str, year: int, identity: str) -> None:
    """Raises UnknownName for a place that is not there, DataError for a document that is."""
    areas = archive.folder / "areas.toml"
    if place not in archive.areas:
        near = nearest(place, archive.areas)
        add = f'Add it to {areas.name}:  [{place}]  label, level, parent = "…"'
        raise UnknownName(Problem(f"no place '{place}'", f"{near}\n  {add}".lstrip(), areas))
    problems = []
    if not IDENTITY.fullmatch(identity):
        remedy = "Write small letters and digits, with hyphens between words."
        problems.append(Problem(f"'{identity}' is no name for a document", remedy))
    folder = archive.folder / "documents" / identity
    if folder.exists():
        problems.append(
            Problem("is there already", "Take it away, or choose another --id.", folder)
        )
    for other in archive.documents.values():
        if (other.place, other.year) == (place, year):
            what = f"is the report card of {place} {year} already"
            remedy = "A place has one in a year: take [report] out of it, or this text is no other."
            problems.append(Problem(what, remedy, other.folder / "document.toml"))
    if problems:
        raise DataError(*problems)


def first_line(text: str) -> str:
    """The first line of a text that says something: its title, as long as nobody says another."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def script_of(text: str) -> str:
    """The script a text is written in: the one that more of its characters belong to."""
    han = [c for c in text if "\u3400" <= c <= "\u9fff"]
    if not han:
        return "en"
    traditional = sum(fold(c) != c for c in han)
    simplified = {fold(c) for c in scripts(set(han))[0]}
    only = sum(fold(c) == c and c in simplified for c in han)
    return TRADITIONAL if traditional > only else SIMPLIFIED


def add(
    archive: Archive,
    registry: Registry,
    report: tuple[str, int],
    source: Path,
    said: Said,
    identity: str,
    extract: Extract,
) -> Added:
    """Make the folder of a document from its text: what it is, its figures, its paragraphs.

    The text stays outside the project: where it does not lie in the sources folder it is copied
    there. Raises DataError, UnknownName; then nothing is there that was not there before.
    """
    place, year = report
    require_free(archive, place, year, identity)
    text = read_text(source)
    rows = rows_of(guess(text, extract(text), archive, registry, place, year, said.published))
    with staging(archive.folder / "documents") as stage:
        toml = document_toml(said, report, identity, source, script_of(text))
        (stage / "document.toml").write_text(toml, "utf-8")
        (stage / "figures.csv").write_text(as_csv(COLUMNS, rows.named), "utf-8")
        (stage / "paragraphs.csv").write_text(paragraphs(text), "utf-8")
        if rows.open:
            (stage / OPEN).write_text(as_csv(OPEN_COLUMNS, rows.open), "utf-8")
        _read_back(stage, archive)
        folder = archive.folder / "documents" / identity
        with _at_hand(source) as copied:
            arrive(stage, folder)
    return Added(identity, folder, len(rows.named), len(rows.open), copied)


def _read_back(folder: Path, archive: Archive) -> None:
    """Read what was written as the archive will. Raises DataError."""
    document = document_from(folder, dict(archive.areas), load_tiers(archive.folder / "tiers.toml"))
    read_figures(document, dict(archive.areas))
    read_paragraphs(document)
    read_undecided(document)


@contextmanager
def _at_hand(source: Path) -> Iterator[Path | None]:
    """The text in the sources folder, copied where it is not; the copy goes where what follows
    fails. Raises DataError where another text of its name lies there."""
    place = sources_folder() / source.name
    data = source.read_bytes()
    if place.is_file():
        if place.read_bytes() != data:
            remedy = "Rename the new one, and add it again."
            raise DataError(Problem("is another text of the same name", remedy, place))
        yield None
        return
    write_bytes(place, data)
    try:
        yield place
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def arrive(stage: Path, folder: Path) -> None:
    """Put a finished folder where none is. Raises FileExistsError where somebody was quicker."""
    with named(folder.parent):
        stage.chmod(folder.parent.stat().st_mode & 0o777)
        stage.rename(folder)


def paragraphs(text: str) -> str:
    """Where each paragraph of a text starts and ends, as ``paragraphs.csv``."""
    spans = (found.span() for found in re.finditer("[^\n]+", text))
    return as_csv(("start", "end"), [{"start": str(s), "end": str(e)} for s, e in spans])


def document_toml(
    said: Said, report: tuple[str, int], identity: str, source: Path, script: str
) -> str:
    """The text of ``document.toml``."""
    place, year = report
    values: Mapping[str, str] = {f.name: getattr(said, f.name) for f in fields(said)}
    lines = [
        "# What the publisher says of the document.",
        f'label = {{ en = "report card {year}", zh-Hant = "{year}年成績單" }}'
        "   # our short name for it",
        *(f"{key} = {_toml(key, value)}" for key, value in values.items()),
        f"script = {_quoted(script)}",
        f"base = {_quoted(identity)}",
        "",
        "[report]",
        f"place = {_quoted(place)}",
        f"year = {year}",
        "",
        "[text]",
        f"file = {_quoted(source.name)}",
        f"sha256 = {_quoted(hashlib.sha256(source.read_bytes()).hexdigest())}",
    ]
    return "\n".join(lines) + "\n"


def _toml(key: str, value: str) -> str:
    """A value as TOML: a whole day is a date, all else a string."""
    return value if key == "published" and is_day(value) else _quoted(value)


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, but for the one control that JSON leaves."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
