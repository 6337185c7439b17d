"""Every problem of the data at once: what the readers of single files cannot see.

Figures against the registry (unknown indicators, units that do not match), against
``data/observations.csv``, and, where the source text is at hand, against the text itself:
its hash, the offsets, the hedges that stand beside each figure, and the words of a fall.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reportcard.archive import Archive, Document, Figure
from reportcard.documents import load_archive
from reportcard.errors import DataError, Problem, UnknownName, nearest
from reportcard.indicators import Registry, load_registry
from reportcard.labels import LANGUAGES
from reportcard.observations import stale
from reportcard.printed import hedges_around
from reportcard.tables import read_text

FALL = re.compile("下降|減少|减少|壓縮|压缩|降低|縮減|缩减|下調|下调|負增長|负增长|回落|減至")
FORECAST = re.compile("預計|预计|預期|预期|預料|预料")
CLAUSE = re.compile("[,,;;。!!??\n]")
SENTENCE = re.compile("[。!!??\n]")
NEIGHBOURHOOD = 8


@dataclass(frozen=True)
class Outcome:
    """What a check found, and what it could not look at (``skipped``, told to the user)."""

    problems: tuple[Problem, ...]
    documents: int
    figures: int
    skipped: tuple[str, ...]


def check(folder: Path, only: Iterable[str] = ()) -> Outcome:
    """Check the data below ``folder``, or some documents of it, by id.

    Raises UnknownName for a document that is not there.
    """
    try:
        archive = load_archive(folder)
        registry = load_registry(folder, archive.areas)
    except DataError as error:
        return Outcome(error.problems, 0, 0, ())
    chosen = _chosen(archive, tuple(only))
    problems: list[Problem] = []
    skipped = []
    figures = [f for o in archive.observations for f in o.mentions if f.document in chosen]
    for figure in figures:
        problems += registry_problems(figure, registry)
    if not problems:
        problems += stale(archive, registry, folder)
    problems += area_problems(archive)
    for document in chosen.values():
        own = [f for f in figures if f.document == document.id]
        told = text_problems(document, own)
        if told is None:
            skipped.append(document.id)
        else:
            problems += told
            problems += paragraph_problems(document, archive.paragraphs(document.id))
    return Outcome(tuple(problems), len(chosen), len(figures), tuple(skipped))


def _chosen(archive: Archive, only: tuple[str, ...]) -> dict[str, Document]:
    for name in only:
        if name not in archive.documents:
            remedy = nearest(name, archive.documents) or f"Known: {', '.join(archive.documents)}."
            raise UnknownName(Problem(f"no document '{name}' in data/documents", remedy))
    return {k: d for k, d in archive.documents.items() if not only or k in only}


def registry_problems(figure: Figure, registry: Registry) -> list[Problem]:
    """An indicator that is not defined, or a unit that is not the indicator's."""
    known = registry.indicators.get(figure.indicator)
    if known is None:
        remedy = nearest(figure.indicator, registry.indicators) or "Define it in data/indicators/."
        return [figure.row.problem(f"no indicator '{figure.indicator}'", remedy)]
    if figure.reading.unit not in known.unit.printed:
        what = (
            f"'{figure.as_printed}' is in '{figure.reading.unit}', {known.id} in {known.unit.code}"
        )
        allowed = ", ".join(known.unit.printed)
        remedy = f"Printed as one of: {allowed}. Change the indicator, or data/units.toml."
        return [figure.row.problem(what, remedy)]
    return []


def area_problems(archive: Archive) -> list[Problem]:
    """Areas without a name in some language."""
    path = archive.folder / "areas.toml"
    return [
        Problem(f"[{area.key}] has no label in {lang}", "Add it.", path)
        for area in archive.areas.values()
        for lang in LANGUAGES
        if lang not in area.label
    ]


def text_problems(document: Document, figures: list[Figure]) -> list[Problem] | None:
    """What the source text says against the figures; None where the text is not at hand."""
    path = document.text_path()
    if path is None:
        return None if document.text_name else []
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != document.sha256:
        what = f"the text {path.name} has sha256 {digest}"
        remedy = f"Expected {document.sha256}: get the edition that was read, or re-read this one."
        return [Problem(what, remedy, document.folder / "document.toml")]
    text = read_text(path)
    return [p for figure in figures for p in figure_problems(figure, text)]


def paragraph_problems(document: Document, bounds: tuple[tuple[int, int], ...]) -> list[Problem]:
    """Stored paragraphs that are not those of the text."""
    path = document.text_path()
    if path is None:
        return []
    stored, standing = set(bounds), {m.span() for m in re.finditer("[^\n]+", read_text(path))}
    csv = document.folder / "paragraphs.csv"
    return [
        Problem(f"{start} to {end} is no paragraph of the text", "Split it at line ends.", csv)
        for start, end in sorted(stored - standing)
    ] + [
        Problem(f"lacks the paragraph {start} to {end}", "Add it.", csv)
        for start, end in sorted(standing - stored)
    ]


def figure_problems(figure: Figure, text: str) -> list[Problem]:
    """One figure against the text: span, unit to its end, hedges, direction, status."""
    if figure.start is None or figure.end is None:
        return [figure.row.problem("has no offsets although its document has a text", "Add them.")]
    stands = text[figure.start : figure.end]
    if stands != figure.as_printed:
        remedy = "Quote the source in its own characters."
        what = f'the text has "{stands}" at {figure.start}, not "{figure.as_printed}"'
        return [figure.row.problem(what, remedy)]
    before = text[max(0, figure.start - NEIGHBOURHOOD) : figure.start]
    after = text[figure.end : figure.end + NEIGHBOURHOOD]
    problems = []
    if re.search(r"[\d.,]$", before) and not re.search(r"\D[.,]$", before):
        problems.append(figure.row.problem("starts inside a number", "Move the start."))
    hedged = hedges_around(before, after, figure.reading.unit)
    if list(figure.hedges) != hedged:
        told = "', '".join(hedged) or "(none)"
        what = f"hedges '{' '.join(figure.hedges)}', the text has '{told}' beside the figure"
        problems.append(figure.row.problem(what, "Quote the words as printed."))
    return problems + _clause_problems(figure, text)


def _clause_problems(figure: Figure, text: str) -> list[Problem]:
    assert figure.start is not None
    clause = text[_last(CLAUSE, text, figure.start) : figure.start]
    sentence = text[_last(SENTENCE, text, figure.start) : figure.start]
    problems = []
    falls = "-" if FALL.search(clause) else ""
    if falls != figure.direction:
        what = f"direction '{figure.direction}', the clause {'names' if falls else 'names no'} fall"
        problems.append(figure.row.problem(what, "Write '-' for a fall, nothing otherwise."))
    if (figure.status == "forecast") != bool(FORECAST.search(sentence)):
        remedy = "Write forecast where the sentence before the figure says 預計 or the like."
        problems.append(figure.row.problem(f"status '{figure.status}'", remedy))
    return problems


def _last(mark: re.Pattern[str], text: str, before: int) -> int:
    """Where the clause or sentence that ``before`` stands in begins."""
    return max((m.end() for m in mark.finditer(text, 0, before)), default=0)
