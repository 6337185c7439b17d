"""The archive read from its files: areas, documents and the figures people wrote down."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportcard.archive import COVERAGES, STATUSES, Archive, Figure, Unread, group
from reportcard.errors import DataError, Problem, ReportcardError, nearest
from reportcard.printed import read_printed, require_vocabulary
from reportcard.schema import (
    DAY,
    PUBLISHED,
    SOME_WORDS,
    STRING,
    TABLE,
    TEXT,
    WORDS,
    YEAR,
    Kind,
    Schema,
)
from reportcard.sources import Area, Document, Restatement, Tier
from reportcard.survey import survey
from reportcard.tables import Row, exact, read_csv, read_tables, read_toml

COLUMNS = (
    "start",
    "end",
    "as_printed",
    "hedges",
    "direction",
    "precision",
    "indicator",
    "ref_area",
    "time_period",
    "as_of",
    "coverage",
    "status",
    "locator",
    "note",
)
OPTIONAL = ("unit", "url")
RESTATEMENTS = "restatements.toml"
ROLES = ("home", "parent", "country", "previous", "before")
"""How formulas and targets name areas and years; no area may be called so."""
RESERVED = (*ROLES, "calendar", "unit")
AREA = Schema(
    {"label": TEXT, "level": STRING},
    {"parent": STRING, "names": WORDS},
)
SAID = ("title", "publisher", "url", "script", "licence", "tier", "base")
DOCUMENT = Schema(
    {**dict.fromkeys(SAID, STRING), "published": PUBLISHED},
    {"label": TEXT, "report": TABLE, "text": TABLE},
)
ORDER = Kind("Give 1, or more.", lambda value: None if type(value) is int and value > 0 else "")
TIER = Schema({"label": TEXT, "order": ORDER})
RESTATEMENT = Schema({"label": TEXT, "why": TEXT, "indicators": SOME_WORDS, "published": DAY})
REPORT = Schema({"place": STRING, "year": YEAR})
HASH = Kind(
    "Give what sha256sum says of the file.",
    lambda value: None if re.fullmatch("[0-9a-f]{64}", str(value)) else "",
)
SOURCE = Schema({"file": STRING, "sha256": HASH})


def load_archive(folder: Path, place: str | None = None) -> Archive:
    """Read everything below ``data/``, or what reports of one place need (see ``survey``).

    Raises DataError with every problem of every file that is read.
    """
    require_vocabulary()
    areas = load_areas(folder / "areas.toml")
    tiers = load_tiers(folder / "tiers.toml")
    restatements = load_restatements(folder / RESTATEMENTS)
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    figures: list[Figure] = []
    bounds = {}
    needed, unread = _needed(folder, place, areas) if place in areas else (None, Unread())
    every = (path.name for path in (folder / "documents").glob("[!.]*/"))
    names = every if needed is None else needed
    for path in (folder / "documents" / name for name in sorted(names)):
        try:
            documents[path.name] = document_from(path, areas, tiers)
            figures += read_figures(documents[path.name], areas)
            bounds[path.name] = read_paragraphs(documents[path.name])
        except DataError as error:
            problems += error.problems
    observations, disagreements = group(figures, documents, restatements)
    problems += disagreements + _anchored_twice(documents)
    if problems:
        raise DataError(*problems)
    return Archive(folder, areas, documents, tuple(observations), bounds, restatements, unread)


def _needed(folder: Path, place: str, areas: Mapping[str, Area]) -> tuple[frozenset[str], Unread]:
    """The documents that reports of one place need, by id, and what is left unread."""
    found = survey(folder)
    needed = found.needed(place, areas)
    rest = frozenset(found.entries) - needed
    return needed, Unread(rest, found.printed(rest))


def load_areas(path: Path) -> dict[str, Area]:
    """Read ``areas.toml``. Raises DataError with every problem at once."""
    file = read_tables(path)
    problems: list[Problem] = []
    read = {key: AREA.read(file, key, problems) for key in file.tables}
    areas = {}
    for key, entry in read.items():
        parent = entry.get("parent")
        if key in RESERVED:
            what = f"an area cannot be called '{key}', which has a meaning of its own"
            problems.append(file.problem(what, "Choose another key.", key))
        if parent is not None and parent not in file.tables:
            remedy = nearest(parent, file.tables) or "Add that area as well."
            problems.append(file.problem(f"no area '{parent}'", remedy, key, "parent"))
        elif key in _above(key, read):
            problems.append(file.problem(f"[{key}] lies in itself", "Mend it.", key, "parent"))
        said = (entry.get("level", ""), tuple(entry.get("names", ())))
        areas[key] = Area(key, entry.get("label", {}), parent, *said)
    if problems:
        raise DataError(*problems)
    return areas


def load_tiers(path: Path) -> dict[str, Tier]:
    """Read ``tiers.toml``. Raises DataError with every problem at once."""
    file, problems = read_tables(path), list[Problem]()
    read = {key: TIER.read(file, key, problems) for key in file.tables}
    if problems:
        raise DataError(*problems)
    return {key: Tier(key, **entry) for key, entry in read.items()}


def load_restatements(path: Path) -> dict[str, Restatement]:
    """Read ``restatements.toml``. Raises DataError with every problem at once.

    That their indicators are defined is for ``check`` to see.
    """
    file, problems = read_tables(path), list[Problem]()
    read = {key: RESTATEMENT.read(file, key, problems) for key in file.tables}
    if problems:
        raise DataError(*problems)
    return {
        key: Restatement(key, **{**entry, "indicators": frozenset(entry["indicators"])})
        for key, entry in read.items()
    }


def _above(key: str, tables: Mapping[str, Any]) -> list[str]:
    """The areas that an area lies in, up to the first that comes again."""
    chain: list[str] = []
    while (key := tables.get(key, {}).get("parent", "")) and key not in chain:
        chain.append(key)
    return chain


def document_from(folder: Path, areas: dict[str, Area], tiers: Mapping[str, Tier]) -> Document:
    """Read one ``document.toml``. Raises DataError with every problem at once."""
    file = read_toml(folder / "document.toml")
    problems: list[Problem] = []
    said = DOCUMENT.read(file, "", problems)
    report = REPORT.read(file, "report", problems) if "report" in said else {}
    text = SOURCE.read(file, "text", problems) if "text" in said else {}
    place = report.get("place")
    if place is not None and place not in areas:
        remedy = nearest(place, areas) or "Add it to areas.toml."
        problems.append(file.problem(f"no area '{place}'", remedy, "report", "place"))
    tier = said.get("tier", "")
    if tier and tier not in tiers:
        remedy = nearest(tier, tiers) or f"Tiers: {', '.join(tiers)}. Or add it to tiers.toml."
        problems.append(file.problem(f"no tier '{tier}'", remedy, "", "tier"))
    if problems:
        raise DataError(*problems)
    return Document(
        folder.name,
        folder,
        **{**{key: said[key] for key in SAID}, "tier": tiers[tier]},
        published=str(said["published"]),
        sha256=text.get("sha256"),
        text_name=text.get("file"),
        place=place,
        year=report.get("year"),
        label=said.get("label", {}),
    )


def _anchored_twice(documents: Mapping[str, Document]) -> list[Problem]:
    """Documents that both claim to be the report card of one place and year."""
    problems = []
    first: dict[tuple[str, int], Document] = {}
    for document in documents.values():
        if document.place is None or document.year is None:
            continue
        other = first.setdefault((document.place, document.year), document)
        if other is not document:
            what = (
                f"is the report card of {document.place} {document.year},"
                f" and so is {other.folder.name}/document.toml"
            )
            file = read_toml(document.folder / "document.toml")
            problems.append(file.problem(what, "Keep [report] in one of them.", "report"))
    return problems


def read_figures(document: Document, areas: dict[str, Area]) -> list[Figure]:
    """Read a document's ``figures.csv``. Raises DataError with every bad cell at once."""
    problems: list[Problem] = []
    figures = []
    seen: dict[tuple[str, ...], int] = {}
    for row in read_csv(document.figures_file, COLUMNS, OPTIONAL):
        identity = tuple(row[c] for c in ("start", "end", "locator", "indicator", "time_period"))
        identity += (row["ref_area"], row["coverage"])
        if identity in seen:
            remedy = "A figure is written down once."
            problems.append(row.problem(f"the same row as line {seen[identity]}", remedy))
        seen[identity] = row.line
        cells = _Cells(row)
        figure = cells.figure(document.id, areas)
        problems += cells.problems
        if figure is not None:
            figures.append(figure)
    if problems:
        raise DataError(*problems)
    return figures


def read_paragraphs(document: Document) -> tuple[tuple[int, int], ...]:
    """Read ``paragraphs.csv``: where each paragraph of the text starts and ends, in order.

    Raises DataError with every row that is no span or overlaps the one before.
    """
    path = document.folder / "paragraphs.csv"
    if not path.is_file():
        return ()
    spans: list[tuple[int, int]] = []
    problems = []
    for row in read_csv(path, ("start", "end")):
        try:
            span = (_offset(row["start"]), _offset(row["end"]))
        except ValueError:
            span = (0, 0)
        if span[0] >= span[1] or (spans and span[0] < spans[-1][1]):
            remedy = "Give 0-based offsets, start before end, in the order of the text."
            problems.append(row.problem(f"'{row['start']}' to '{row['end']}' is no span", remedy))
        spans.append(span)
    if problems:
        raise DataError(*problems)
    return tuple(spans)


def read_figure(row: Row, document: Document, areas: dict[str, Area]) -> Figure:
    """Read one row of a document's figures. Raises DataError with every bad cell."""
    cells = _Cells(row)
    figure = cells.figure(document.id, areas)
    if figure is None:
        raise DataError(*cells.problems)
    return figure


class _Cells:
    """The cells of one row, turned into values; what is wrong with them is collected."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problems: list[Problem] = []

    def wrong(self, column: str, remedy: str) -> None:
        self.problems.append(self.row.problem(f"{column} is '{self.row[column]}'", remedy))

    def parsed(self, column: str, parse: Callable[[str], Any], remedy: str) -> Any:
        """The cell read by ``parse``, None when empty or (with a problem) unreadable."""
        if not self.row[column]:
            return None
        try:
            return parse(self.row[column])
        except (ValueError, ZeroDivisionError):
            self.wrong(column, remedy)
            return None

    def one_of(self, column: str, allowed: tuple[str, ...]) -> str:
        if self.row[column] not in allowed:
            listed = ", ".join(a or "(empty)" for a in allowed)
            self.wrong(column, f"One of: {listed}. {nearest(self.row[column], allowed)}".strip())
        return self.row[column]

    def span(self) -> tuple[int | None, int | None]:
        """Start and end; a row without them needs a locator."""
        start = self.parsed("start", _offset, "Give the 0-based character offset.")
        end = self.parsed("end", _offset, "Give the offset after the last character.")
        if (start is None) != (end is None) or (start is None and not self.row["locator"]):
            remedy = "Give both offsets, or a locator (table, row) where there is no text."
            self.problems.append(
                self.row.problem("the figure has no place in its document", remedy)
            )
        elif start is not None and end - start != len(self.row["as_printed"]):
            self.wrong("end", f"'{self.row['as_printed']}' from {start} ends elsewhere.")
        return start, end

    def figure(self, document: str, areas: dict[str, Area]) -> Figure | None:
        """The figure, or None when a cell is wrong."""
        start, end = self.span()
        precision = self.parsed("precision", _precision, "Give a number that is 0 or more.")
        year = self.parsed("time_period", _year, "Give a year of four digits.")
        if not self.row["time_period"]:
            self.wrong("time_period", "Give the year the figure is about.")
        self.parsed("as_of", _day, "Give a date such as 2019-12-31.")
        if self.row["ref_area"] not in areas:
            self.wrong("ref_area", nearest(self.row["ref_area"], areas) or "Add it to areas.toml.")
        if not self.row["indicator"]:
            self.wrong("indicator", "Name what the figure measures.")
        direction = self.one_of("direction", ("", "-"))
        coverage, status = self.one_of("coverage", COVERAGES), self.one_of("status", STATUSES)
        hedges = tuple(self.row["hedges"].split())
        try:
            reading = read_printed(self.row["as_printed"] + self.row["unit"], hedges, precision)
        except ReportcardError as error:
            self.problems += [self.row.problem(p.what, p.remedy) for p in error.problems]
        else:
            if reading.minus and direction != "-":
                self.wrong("direction", "A printed minus sign is a fall: write '-'.")
        if self.problems:
            return None
        printed = (self.row["as_printed"], hedges, direction, precision)
        subject = (self.row["indicator"], self.row["ref_area"], year)
        state = (self.row["as_of"], coverage, status, self.row["locator"])
        return Figure(self.row, document, start, end, *printed, *subject, *state, reading)


def _offset(text: str) -> int:
    if not re.fullmatch(r"[0-9]+", text):
        raise ValueError(text)
    return int(text)


def _day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


@lru_cache(maxsize=256)  # a few powers of ten
def _precision(text: str) -> Fraction:
    value = exact(text)
    if value < 0:
        raise ValueError(text)
    return value


def _year(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text):
        raise ValueError(text)
    return int(text)
