"""Open rows decided one by one: every decision is in the files before the next one is asked for.

A row goes into ``figures.csv`` first and leaves ``proposals.csv`` then; stopped in between it
stands in both, and counts as decided.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reportcard.archive import Archive, Report, group
from reportcard.documents import COLUMNS, load_archive, read_figure, read_figures
from reportcard.errors import DataError, Problem, UnknownName, nearest
from reportcard.files import write_whole
from reportcard.indicators import Registry, figure_problems, load_registry
from reportcard.proposals.circumstances import SENTENCE
from reportcard.proposals.rows import PROPOSED
from reportcard.sources import Document
from reportcard.tables import Row, read_csv, read_text
from reportcard.targets import TARGET
from reportcard.undecided import COLUMNS as OPEN_COLUMNS
from reportcard.undecided import NAME, as_csv, choices, read_undecided, span

REFUSED_FORMS = ("vintage", "form")


@dataclass(frozen=True)
class Sentence:
    """The sentence a figure stands in, cut at the figure."""

    before: str
    figure: str
    after: str


class Review:
    """The open rows of one document, its text, and what may be decided about them."""

    def __init__(self, folder: Path, document: str, *, named: bool = False) -> None:
        """Read a document of ``data/``; ``named`` asks for the rows, too, that the program has
        named and nobody has confirmed. Raises DataError, UnknownName."""
        self.folder = folder
        self.archive: Archive = load_archive(folder)
        self.registry: Registry = load_registry(folder, self.archive.areas)
        self.document = _document(self.archive, document)
        self.open = read_undecided(self.document)
        if named:
            self.open = sorted([*self.open, *self._named()], key=lambda row: int(row["start"]))
        self.text = _text(self.document) if self.open else ""

    def sentence(self, row: Row) -> Sentence:
        """The sentence of a row's figure, from the text at hand."""
        start, end = int(row["start"]), int(row["end"])
        first = max((m.end() for m in SENTENCE.finditer(self.text, 0, start)), default=0)
        last = SENTENCE.search(self.text, end)
        stop = last.end() if last else len(self.text)
        return Sentence(
            self.text[first:start].lstrip(), self.text[start:end], self.text[end:stop].rstrip()
        )

    def choices(self, row: Row) -> tuple[str, ...]:
        """The indicators proposed for a row, the likeliest first."""
        return tuple(name for name in choices(row) if name in self.registry.indicators)

    def names(self, lang: str) -> dict[str, str]:
        """What the areas of labels are called, by role."""
        if self.document.place is None or self.document.year is None:
            return {}
        area = self.archive.area(self.document.place)
        return Report(self.archive, area, self.document.year).names(lang)

    def take(self, row: Row, targets: Sequence[str]) -> None:
        """Say what a row measures: one indicator or several, each ``[area.]indicator[@year]``.

        Raises DataError, UnknownName; then the row stays open.
        """
        decided = [self._decided(row, target) for target in targets]
        self._require_right(decided, row)
        self._write(row, decided)
        self._close(row)

    def dismiss(self, row: Row) -> None:
        """Take a row away: it is no figure."""
        self._write(row, [])
        self._close(row)

    def _write(self, row: Row, decided: Sequence[dict[str, str]]) -> None:
        """Put decided rows into ``figures.csv`` in the order of the text."""
        kept = [r.cells for r in self._figures() if span(r) != span(row)]
        rows = sorted([*kept, *decided], key=lambda cells: int(cells["start"] or 0))
        columns = next((tuple(cells) for cells in kept), COLUMNS)
        write_whole(self.document.figures_file, as_csv(columns, rows))

    def _close(self, row: Row) -> None:
        """Take a row out of ``proposals.csv``, and the file away with the last of them."""
        self.open = [other for other in self.open if other is not row]
        path = self.document.folder / NAME
        left = [other.cells for other in self.open if other.path == path]
        if left:
            write_whole(path, as_csv(OPEN_COLUMNS, left))
        else:
            path.unlink(missing_ok=True)

    def _figures(self) -> list[Row]:
        return read_csv(self.document.figures_file, COLUMNS, ("unit",))

    def _named(self) -> list[Row]:
        """The rows that the program has named, as open ones: with what else they may be."""
        found = ((row, PROPOSED.fullmatch(row["note"])) for row in self._figures())
        return [replace(row, cells=row.cells | note.groupdict("")) for row, note in found if note]

    def learn(self) -> None:
        """Read the registry again: an indicator was defined."""
        self.registry = load_registry(self.folder, self.archive.areas)

    def _decided(self, row: Row, target: str) -> dict[str, str]:
        """The row of ``figures.csv`` that a target makes of an open one."""
        found = TARGET.fullmatch(target.strip())
        if not found or any(found[form] for form in REFUSED_FORMS):
            remedy = "Write indicator, area.indicator or indicator@year."
            raise UnknownName(Problem(f"'{target}' is no indicator", remedy))
        indicator = self.registry[found["name"]]
        area = self.archive.area(found["role"]) if found["role"] else None
        cells = {column: row[column] for column in COLUMNS}
        cells["indicator"], cells["note"] = indicator.id, ""
        cells["ref_area"] = area.key if area else row["ref_area"]
        cells["time_period"] = found["period"] or row["time_period"]
        return cells | {"as_of": self._as_of(cells)}

    def _as_of(self, cells: Mapping[str, str]) -> str:
        """The day of a row: that of the mentions it joins, where these have one."""
        same = ("indicator", "ref_area", "time_period", "coverage")
        others = (
            other for other in self._figures() if span(other) != (cells["start"], cells["end"])
        )
        days = (o["as_of"] for o in others if all(o[c] == cells[c] for c in same))
        return next(filter(None, days), cells["as_of"])

    def _require_right(self, decided: Sequence[dict[str, str]], row: Row) -> None:
        """Raises DataError for rows that ``figures.csv`` may not hold, with every reason."""
        areas = dict(self.archive.areas)
        path = self.document.figures_file
        made = [read_figure(Row(path, row.line, c), self.document, areas) for c in decided]
        problems = [p for figure in made for p in figure_problems(figure, self.registry)]
        figures = read_figures(self.document, areas)
        others = [f for f in figures if (str(f.start), str(f.end)) != span(row)]
        problems += group([*others, *made], self.archive.documents)[1]
        if problems:
            raise DataError(*(Problem(p.what, p.remedy) for p in problems))


def _document(archive: Archive, name: str) -> Document:
    if name not in archive.documents:
        remedy = nearest(name, archive.documents) or f"Known: {', '.join(archive.documents)}."
        raise UnknownName(Problem(f"no document '{name}' in data/documents", remedy))
    return archive.documents[name]


def _text(document: Document) -> str:
    """The document's text. Raises DataError where it is not at hand, or is another one."""
    path = document.text_path()
    if path is None:
        what = f"the text of {document.id} is not at hand: its figures cannot be shown in it"
        file = document.text_name or "the text"
        remedy = f"Put {file} into sources/, or name the folder that holds it: REPORTCARD_SOURCES=…"
        raise DataError(Problem(what, remedy))
    if hashlib.sha256(path.read_bytes()).hexdigest() != document.sha256:
        remedy = "Get the edition that was read: offsets hold for that one only."
        raise DataError(Problem("is not the text whose hash document.toml has", remedy, path))
    return read_text(path)
