"""The chapters of the book as ``_toc.yml`` lists them, and the edition they are run for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from reportcard import stamps
from reportcard.errors import DataError, Problem, UnknownName, nearest
from reportcard.schema import LANGUAGES
from reportcard.tables import read_text

BUILD = Path("_build")
CACHE = BUILD / "cache"
SITE = stamps.SITE
CONFIG, TOC, NOTEBOOKS = "_config.yml", "_toc.yml", "notebooks"
SETTINGS = {
    "place": (str, "no name of a place", "haidian"),
    "year": (int, "no whole number", "2019"),
    "lang": (str, "no language of the book", f"en  (there are {', '.join(LANGUAGES)})"),
    "since": (int, "no whole number", "2012"),
}
"""What ``_config.yml`` says of editions: its type, what others are called, an example."""


@dataclass(frozen=True)
class Edition:
    """One report in one language, as a book."""

    place: str
    year: int
    lang: str

    def with_values(
        self, *, place: str | None = None, year: int | None = None, lang: str | None = None
    ) -> Edition:
        """The edition with some of its values replaced."""
        given = {"place": place, "year": year, "lang": lang}
        return replace(self, **{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]

    @property
    def folder(self) -> Path:
        """Where it lies below the site and below the executed notebooks."""
        return Path(self.place, str(self.year), self.lang)

    def __str__(self) -> str:
        return f"{self.place} {self.year} {self.lang}"


@dataclass(frozen=True)
class Chapter:
    """A notebook of the book; ``name`` is its file name without ending."""

    name: str
    path: Path

    @property
    def page(self) -> str:
        """Its name in ``_toc.yml``."""
        return f"{NOTEBOOKS}/{self.name}"


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML file that is a mapping. Raises DataError with the line that is malformed."""
    try:
        loaded = yaml.safe_load(read_text(path))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = f"not valid YAML: {getattr(error, 'problem', error)}"
        line = mark.line + 1 if mark else None
        raise DataError(Problem(what, "Mend this line.", path, line)) from None
    if not isinstance(loaded, dict):
        raise DataError(Problem("holds no settings", "Write key: value.", path, 1))
    return loaded


def default_edition(project: Path) -> Edition:
    """The edition that ``_config.yml`` names: the one whose outputs the notebooks store.

    Raises DataError with every setting that is missing or is not what it should be.
    """
    said = _settings(project)
    return Edition(said["place"], said["year"], said["lang"])


def first_year(project: Path) -> int:
    """The year from which on a book is made of every year that has enough. Raises DataError."""
    since: int = _settings(project)["since"]
    return since


def _settings(project: Path) -> dict[str, Any]:
    """What ``_config.yml`` says of editions. Raises DataError with all that is wrong in it."""
    path = project / CONFIG
    try:
        config = read_yaml(path)["sphinx"]["config"]
        values = {key: config[f"reportcard_{key}"] for key in SETTINGS}
    except (KeyError, TypeError):
        remedy = f"Give {', '.join(f'reportcard_{key}' for key in SETTINGS)}."
        raise DataError(Problem("names no edition under sphinx: config:", remedy, path)) from None
    problems = [problem for key, value in values.items() if (problem := _wrong(path, key, value))]
    if problems:
        raise DataError(*problems)
    return values


def _wrong(path: Path, key: str, value: object) -> Problem | None:
    """What is wrong with a setting, if anything is."""
    kind, fault, example = SETTINGS[key]
    name = f"reportcard_{key}"
    if type(value) is kind and (key != "lang" or value in LANGUAGES):
        return None
    lines = enumerate(read_text(path).splitlines(), 1)
    line = next((n for n, text in lines if re.match(rf"\s*[\"']?{name}\b", text)), None)
    shown = "empty" if value is None else f"{value!r}, which is {fault}"
    return Problem(f"{name} is {shown}", f"Write, say:  {name}: {example}", path, line)


def chapters_of(project: Path) -> list[Chapter]:
    """Every notebook of the book in its order.

    Raises DataError for one that is not there, and where there is none.
    """
    chapters = [
        Chapter(Path(page).name, project / f"{page}.ipynb")
        for page in pages(read_yaml(project / TOC))
        if page.startswith(f"{NOTEBOOKS}/")
    ]
    if not chapters:
        remedy = f"List them under chapters:, as in  - file: {NOTEBOOKS}/overview"
        raise DataError(Problem("lists no chapter", remedy, project / TOC))
    missing = [c for c in chapters if not c.path.is_file()]
    if missing:
        remedy = f"Add the notebook, or take the line out of {TOC}."
        problems = (Problem(f"lists {c.page}, which is not there", remedy) for c in missing)
        raise DataError(*(replace(p, file=project / TOC) for p in problems))
    return chapters


def all_pages(toc: dict[str, Any]) -> list[str]:
    """Every page of a table of contents, its root first."""
    return [str(toc.get("root", "index")), *pages(toc)]


def pages(toc: Any) -> Iterator[str]:
    """Every ``file`` below the root of a table of contents, in order."""
    if isinstance(toc, dict):
        if "file" in toc:
            yield str(toc["file"]).removesuffix(".ipynb").removesuffix(".md")
        for value in toc.values():
            yield from pages(value)
    elif isinstance(toc, list):
        for entry in toc:
            yield from pages(entry)


def without(toc: Any, left_out: Iterable[str]) -> Any:
    """A table of contents without some pages."""
    gone = set(left_out)
    if isinstance(toc, dict):
        return {key: without(value, gone) for key, value in toc.items()}
    if isinstance(toc, list):
        kept = (e for e in toc if not (isinstance(e, dict) and e.get("file") in gone))
        return [without(entry, gone) for entry in kept]
    return toc


def choose(chapters: list[Chapter], names: Iterable[str]) -> list[Chapter]:
    """Some chapters by name, all where none is named. Raises UnknownName for an unknown one."""
    wanted = {Path(name).stem if name.endswith(".ipynb") else name for name in names}
    known = [c.name for c in chapters]
    for name in sorted(wanted - set(known)):
        remedy = nearest(name, known) or f"Chapters: {', '.join(known)}."
        raise UnknownName(Problem(f"no chapter '{name}' in {TOC}", remedy))
    return [c for c in chapters if not wanted or c.name in wanted]
