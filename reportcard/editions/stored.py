"""What the repository stores of the default edition: outputs, numbers in prose, observations.

The catalogues of the prose are renewed with them: only what is to be translated, never a word
of the translations.

``reportcard refresh`` rewrites these files; a test asks ``stale`` which of them have moved.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from reportcard import observations
from reportcard.editions.catalogues import fresh_catalogues
from reportcard.editions.chapters import (
    NOTEBOOKS,
    TOC,
    Chapter,
    Edition,
    chapters_of,
    default_edition,
    read_yaml,
)
from reportcard.editions.notebooks import read_notebook
from reportcard.editions.run import prepared, run_all
from reportcard.editions.runners import Here
from reportcard.errors import DataError, Problem, UnknownName
from reportcard.files import write_whole
from reportcard.prose import say
from reportcard.results import load_data
from reportcard.tables import read_text

PROSE = Path(NOTEBOOKS, "prose.csv")
PROSE_COLUMNS = ("chapter", "cell", "target", "text")
LITERAL = re.compile(r"^(`{3,}|~{3,}).*?^\1|(`{2,})(?!`).+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE)
ROLE = re.compile(r"\{v\}`([^`]+)`")
REMEDY = "If that is right:  reportcard refresh"


def refresh_stored(project: Path, jobs: int = 2) -> list[Path]:
    """Rewrite the stored files that have moved and return them; all are made before any is written.

    Raises ChaptersFailed, DataError.
    """
    fresh = fresh_tables(project) | fresh_catalogues(project) | fresh_notebooks(project, jobs)
    return [path for path, text in fresh.items() if write_whole(path, text)]


def fresh_notebooks(project: Path, jobs: int = 2) -> dict[Path, str]:
    """The chapters as a run of the default edition leaves them."""
    chapters = chapters_of(project)
    tasks = prepared(chapters, default_edition(project), {})
    with Here(jobs) as here:
        executed = run_all(tasks, here)
    return {chapter.path: executed[chapter.name].text for chapter in chapters}


def fresh_tables(project: Path) -> dict[Path, str]:
    """observations.csv and the stored numbers in prose, from the data as it is now."""
    edition = default_edition(project)
    table = observations.as_csv(*load_data(project / "data"))
    return {
        project / "data" / observations.NAME: table,
        project / PROSE: prose_table(project, edition),
    }


def prose_table(project: Path, edition: Edition) -> str:
    """What every ``{v}`` of the book says. Raises DataError with every target nothing knows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(PROSE_COLUMNS)
    problems = []
    for path, cell, target in targets(project):
        try:
            said = say(target, edition.place, edition.year, edition.lang)
            writer.writerow((path.stem, cell, target, said.text))
        except UnknownName as error:
            first = error.problems[0]
            problems.append(Problem(f"cell {cell}: {first.what}", first.remedy, path))
    if problems:
        raise DataError(*problems)
    return out.getvalue()


def targets(project: Path) -> Iterator[tuple[Path, int, str]]:
    """Every ``{v}`` target with its file and cell (the root page is one cell)."""
    root = project / f"{read_yaml(project / TOC).get('root', 'index')}.md"
    if root.is_file():
        yield from ((root, 1, target) for target in roles(read_text(root)))
    for chapter in chapters_of(project):
        for number, cell in enumerate(read_notebook(chapter, outputs=True).cells, 1):
            if cell.cell_type == "markdown":
                yield from ((chapter.path, number, target) for target in roles(cell.source))


def roles(markdown: str) -> list[str]:
    """The targets of a Markdown text; what stands in code is an example and no target."""
    return [target.strip() for target in ROLE.findall(LITERAL.sub("", markdown))]


def stale(fresh: Mapping[Path, str]) -> list[Problem]:
    """Which stored files differ from fresh ones, and where, with the command that mends it."""
    problems = []
    for path, text in fresh.items():
        if not path.is_file():
            problems.append(Problem("is not stored", REMEDY, path))
        elif path.read_text("utf-8") != text:
            problems.append(_moved(path, path.read_text("utf-8"), text))
    return problems


def _moved(path: Path, stored: str, fresh: str) -> Problem:
    """The first place where a stored file differs."""
    if path.suffix == ".ipynb":
        cells = _moved_cells(Chapter(path.stem, path), fresh)
        where = f"stale in cell {', '.join(map(str, cells))}" if cells else "stale in its metadata"
        return Problem(where, REMEDY, path)
    lines = zip([*stored.splitlines(), ""], [*fresh.splitlines(), ""], strict=False)
    number, (old, new) = next((n, pair) for n, pair in enumerate(lines, 1) if pair[0] != pair[1])
    return Problem(f"stale: '{old}' is now '{new}'", REMEDY, path, number)


def _moved_cells(chapter: Chapter, fresh: str) -> list[int]:
    stored = json.loads(json.dumps(read_notebook(chapter, outputs=True)))["cells"]
    pairs = zip(stored, json.loads(fresh)["cells"], strict=False)
    return [number for number, (old, new) in enumerate(pairs, 1) if _joined(old) != _joined(new)]


def _joined(value: object) -> object:
    """A cell with its texts in one piece, however they were split over lines."""
    if isinstance(value, dict):
        return {key: _joined(inner) for key, inner in value.items()}
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return "".join(value)
    return [_joined(item) for item in value] if isinstance(value, list) else value
