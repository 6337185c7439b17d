"""Every problem of the data at once: what the readers of single files cannot see.

Figures against the registry (unknown indicators, units that do not match), against
``data/observations.csv``, and, where the source text is at hand, against the text itself:
its hash, the offsets, the hedges that stand beside each figure, and the words of a fall.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from reportcard.archive import STATUSES, Archive, Figure
from reportcard.benchmarks import NAME as BENCHMARKS
from reportcard.benchmarks import load_benchmarks
from reportcard.columns import NAME as COLUMNS
from reportcard.columns import load_columns
from reportcard.dates import is_day
from reportcard.differences import REASONS
from reportcard.documents import RESTATEMENTS, ROLES, load_archive, load_areas
from reportcard.errors import DataError, Problem, ReportcardError, UnknownName, nearest
from reportcard.hedges import load_hedges
from reportcard.indicators import Registry, load_registry
from reportcard.indicators import figure_problems as registry_problems
from reportcard.likeness import NAME as LIKENESS
from reportcard.likeness import load_likenesses
from reportcard.observations import NAME as OBSERVATIONS
from reportcard.observations import stale
from reportcard.results import Book
from reportcard.schema import LANGUAGES, STRING, TARGET_BLANK, Schema, targets, template
from reportcard.sources import Document
from reportcard.surroundings import Surroundings, surroundings
from reportcard.tables import TomlFile, read_tables, read_text
from reportcard.targets import CHART_BLANKS, FORMS, NAMES, TARGET
from reportcard.undecided import read_undecided

CAVEATS = ("forecast", "preliminary", "across_documents", "across_bases", *REASONS)
"""What results say of themselves, and need a text for."""
SENTENCE_TEXT = template(find=targets)
DIRECTIONS = dict.fromkeys(("up", "down", "level", "unsure"), SENTENCE_TEXT)
CHART = Schema(
    {"headline": SENTENCE_TEXT, "subtitle": SENTENCE_TEXT},
    {"about": STRING, "missing": SENTENCE_TEXT, "once": SENTENCE_TEXT, **DIRECTIONS},
)
WORDS = {
    "phrases.toml": Schema(rest=template()),
    "sentences.toml": Schema({"about": STRING, "missing": SENTENCE_TEXT}, DIRECTIONS),
    "charts.toml": CHART,
}
Loaded = TypeVar("Loaded")


@dataclass(frozen=True)
class Outcome:
    """What a check found, what it could not look at (``skipped``), and how many figures of which
    document are not decided about: no problem, since nothing is computed with them."""

    problems: tuple[Problem, ...]
    documents: int
    figures: int
    skipped: tuple[str, ...]
    undecided: Mapping[str, int] = field(default_factory=dict)


def check(folder: Path, only: Iterable[str] = ()) -> Outcome:
    """Check the data below ``folder``, or some documents of it, by id.

    Raises UnknownName for a document that is not there.
    """
    problems: list[Problem] = []
    areas = _kept(problems, lambda: load_areas(folder / "areas.toml"))
    archive = _kept(problems, lambda: load_archive(folder))
    registry = _kept(problems, lambda: load_registry(folder, areas or {})) if areas else None
    problems += word_problems(folder, registry, archive)
    if archive is None or registry is None:
        return Outcome(tuple(dict.fromkeys(problems)), 0, 0, ())
    chosen = _chosen(archive, tuple(only))
    every = [f for o in archive.observations for f in o.mentions]
    wrong = [p for figure in every for p in registry_problems(figure, registry)]
    problems += restatement_problems(archive, registry)
    problems += wrong or computed_problems(archive, registry)
    said = {
        key: [f for o in archive.of_document.get(key, ()) for f in o.mentions] for key in chosen
    }
    skipped = []
    for document in chosen.values():
        wrong_in_text = text_problems(document, said[document.id])
        if wrong_in_text is None:
            skipped.append(document.id)
        else:
            problems += wrong_in_text
            problems += paragraph_problems(document, archive.paragraphs(document.id))
    still_open = {d.id: _kept(problems, partial(read_undecided, d)) for d in chosen.values()}
    undecided = {document: len(rows) for document, rows in still_open.items() if rows}
    told = (
        tuple(dict.fromkeys(problems)),
        len(chosen),
        sum(map(len, said.values())),
        tuple(skipped),
    )
    return Outcome(*told, undecided)


def _kept(problems: list[Problem], load: Callable[[], Loaded]) -> Loaded | None:
    """What is loaded, or None with its problems among the others."""
    try:
        return load()
    except DataError as error:
        problems += error.problems
        return None


def computed_problems(archive: Archive, registry: Registry) -> list[Problem]:
    """The table of observations against the figures, and every report that cannot be computed."""
    table = archive.folder / OBSERVATIONS
    if table.is_dir():
        return [Problem("is a folder", "Remove it, then:  reportcard refresh", table)]
    problems = stale(archive, registry, archive.folder)
    places = dict.fromkeys(d.place for d in archive.documents.values() if d.place)
    for place in places:
        for year in archive.years(place):
            problems += report_problems(Book(registry, archive.report(place, year)))
    return problems


def restatement_problems(archive: Archive, registry: Registry) -> list[Problem]:
    """Restatements of what no indicator measures."""
    path = archive.folder / RESTATEMENTS
    unknown = [
        (key, name)
        for key, restatement in archive.restatements.items()
        for name in sorted(restatement.indicators - set(registry.indicators))
    ]
    if not unknown:
        return []
    file = read_tables(path)
    return [
        file.problem(
            f"[{key}] restates no indicator '{name}'",
            nearest(name, registry.indicators) or "Define it in data/indicators/.",
            key,
            "indicators",
        )
        for key, name in unknown
    ]


def report_problems(book: Book) -> list[Problem]:
    """The indicators that cannot be computed for a report: a zero denominator, a value out of
    the bounds."""
    problems = []
    for indicator in book.registry.indicators.values():
        try:
            result = book.result(indicator.id)
            if result.reported:
                _ = result.interval
        except ReportcardError as error:
            problems += [
                Problem(p.what, p.remedy, indicator.file, indicator.line) for p in error.problems
            ]
    return problems


def _chosen(archive: Archive, only: tuple[str, ...]) -> dict[str, Document]:
    for name in only:
        if name not in archive.documents:
            remedy = nearest(name, archive.documents) or f"Known: {', '.join(archive.documents)}."
            raise UnknownName(Problem(f"no document '{name}' in data/documents", remedy))
    return {k: d for k, d in archive.documents.items() if not only or k in only}


def word_problems(
    folder: Path, registry: Registry | None, archive: Archive | None
) -> list[Problem]:
    """What is wrong with the words of the program: phrases, sentences, charts and caveats.

    The targets in them are held to the registry and the archive where these could be read.
    """
    problems: list[Problem] = []
    read = {name: _words(folder / name, schema, problems) for name, schema in WORDS.items()}
    problems += _lacking(read["phrases.toml"], folder)
    _kept(problems, lambda: load_columns(folder / COLUMNS))
    _kept(problems, lambda: load_likenesses(folder / LIKENESS))
    _kept(problems, lambda: load_benchmarks(folder / BENCHMARKS))
    if registry is None or archive is None:
        return problems
    caveats = folder / "caveats.toml"
    for key in CAVEATS:
        if key not in registry.caveats:
            remedy = "Add it: the program names it itself."
            problems.append(Problem(f"no caveat '{key}'", remedy, caveats, 1))
    for name in ("sentences.toml", "charts.toml"):
        file = read[name]
        for table, entry in file.tables.items():
            for key, value in entry.items() if isinstance(entry, dict) else ():
                for target in _targets_of(key, value):
                    if name == "charts.toml" and target in CHART_BLANKS and key != "about":
                        continue
                    fault = _target_fault(target, key, registry, archive)
                    if fault:
                        problems.append(file.problem(*fault, table, key))
    return problems


def _words(path: Path, schema: Schema, problems: list[Problem]) -> TomlFile:
    """The tables of a file of words; none where it cannot be read."""
    file = _kept(problems, lambda: read_tables(path)) or TomlFile(path, "", {})
    for table in file.tables:
        schema.read(file, table, problems)
    return file


def _lacking(phrases: TomlFile, folder: Path) -> list[Problem]:
    """Hedges and statuses without the phrase that says them."""
    hedges = _kept([], lambda: load_hedges(folder / "hedges.toml")) or {}
    said = {"number": {h.name: 1 for h in hedges.values()}, "state": dict.fromkeys(STATUSES[1:], 0)}
    problems = []
    for group, names in said.items() if phrases.tables else ():
        there = phrases.tables.get(group, {})
        for name, blanks in names.items():
            if name not in there:
                what, remedy = f"[{group}] lacks '{name}'", "Add it in each language."
                problems.append(phrases.problem(what, remedy, group))
            elif str(there[name]).count("{}") != blanks * len(LANGUAGES):
                what = f"[{group}] {name} needs {blanks} blank {{}} in each language"
                problems.append(phrases.problem(what, "Mend it.", group, name))
    return problems


def _targets_of(key: str, value: Any) -> list[str]:
    """The targets a sentence or a chart names; those of a malformed text are told elsewhere."""
    if key == "about":
        return [value] if isinstance(value, str) else []
    texts = [t for t in value.values() if isinstance(t, str)] if isinstance(value, dict) else []
    return list(dict.fromkeys(found for text in texts for found in TARGET_BLANK.findall(text)))


def _target_fault(
    text: str, key: str, registry: Registry, archive: Archive
) -> tuple[str, str] | None:
    """What is wrong with a target of ``{v}``, and the remedy."""
    if text in (NAMES if key != "about" else ()):
        return None
    found = TARGET.fullmatch(text)
    if not found:
        return f"'{text}' is no target", f"Write [role.]indicator[@year][|{'|'.join(FORMS)}]."
    checks = (
        ("role", "role or area", (*ROLES, *archive.areas)),
        ("name", "indicator", registry.indicators),
        ("vintage", "document", ("first", "latest", *archive.documents, *_day(found))),
        ("form", "form", FORMS),
    )
    for part, what, known in checks:
        if found[part] and found[part] not in known:
            return f"'{text}' names no {what} '{found[part]}'", nearest(found[part], known) or (
                f"Known: {', '.join(list(known)[:8])} …"
            )
    return None


def _day(target: re.Match[str]) -> tuple[str, ...]:
    """The day a target names as its vintage, if it is one."""
    named = target["vintage"] or ""
    return (named,) if is_day(named) else ()


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
    around = surroundings(read_text(path))
    return [p for figure in figures for p in figure_problems(figure, around)]


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


def figure_problems(figure: Figure, around: Surroundings) -> list[Problem]:
    """One figure against the text: span, unit to its end, hedges, direction, status."""
    if figure.start is None or figure.end is None:
        return [figure.row.problem("has no offsets although its document has a text", "Add them.")]
    stands = around.text[figure.start : figure.end]
    if stands != figure.as_printed:
        remedy = "Quote the source in its own characters."
        what = f'the text has "{stands}" at {figure.start}, not "{figure.as_printed}"'
        return [figure.row.problem(what, remedy)]
    problems = []
    if re.search(r"[\d.,]$", around.text[: figure.start][-1:]) and not re.search(
        r"\D[.,]$", around.text[: figure.start][-2:]
    ):
        problems.append(figure.row.problem("starts inside a number", "Move the start."))
    hedged = around.hedges(figure.start, figure.end, figure.reading.unit)
    if list(figure.hedges) != hedged:
        told = "', '".join(hedged) or "(none)"
        what = f"hedges '{' '.join(figure.hedges)}', the text has '{told}' beside the figure"
        problems.append(figure.row.problem(what, "Quote the words as printed."))
    return problems + _clause_problems(figure, around, figure.start)


def _clause_problems(figure: Figure, around: Surroundings, start: int) -> list[Problem]:
    falls = around.direction(start)
    problems = []
    if falls != figure.direction:
        what = f"direction '{figure.direction}', the clause {'names' if falls else 'names no'} fall"
        problems.append(figure.row.problem(what, "Write '-' for a fall, nothing otherwise."))
    if (figure.status == "forecast") != bool(around.status(start)):
        remedy = "Write forecast where the sentence before the figure says 預計 or the like."
        problems.append(figure.row.problem(f"status '{figure.status}'", remedy))
    return problems
