"""Copies of a project, and commands that are timed in them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from reportcard.bench.figures import Change, change_for
from reportcard.editions.chapters import (
    BUILD,
    CONFIG,
    NOTEBOOKS,
    SITE,
    TOC,
    Chapter,
    Edition,
    all_pages,
    chapters_of,
    default_edition,
    read_yaml,
)

FOLDERS = ("data", NOTEBOOKS, "locale", "_static")
"""What a book is made from, beside ``_config.yml``, ``_toc.yml`` and its pages."""
OUTSIDE = ("PYTHONDONTWRITEBYTECODE", "JUPYTER_DEFAULT_PROVISIONER_NAME", "REPORTCARD_COLD")
"""What of the environment would decide a comparison: each side is measured as it comes."""
LAST_LINES = 10


@dataclass(frozen=True)
class Spent:
    """Seconds that something took; ``cpu`` is of its processes and theirs together."""

    wall: float
    cpu: float

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.wall + other.wall, self.cpu + other.cpu)


class Failed(Exception):
    """A command that did not end well; its text is the last lines of what it said."""


class Copies:
    """Copies of a project below a folder, each made when it is first asked for.

    ``project`` is left alone.
    """

    def __init__(self, project: Path, folder: Path) -> None:
        self.project = project
        self.folder = folder

    def named(self, name: str) -> Path:
        """A copy of all that the book is made from, and of nothing that was made."""
        target = self.folder / name
        if target.is_dir():
            return target
        target.mkdir(parents=True)
        for folder in FOLDERS:
            if (self.project / folder).is_dir():
                shutil.copytree(self.project / folder, target / folder)
        pages = (f"{page}.md" for page in all_pages(read_yaml(self.project / TOC)))
        for file in (CONFIG, TOC, *pages):
            if (self.project / file).is_file():
                (target / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(self.project / file, target / file)
        return target

    @cached_property
    def edition(self) -> Edition:
        """The edition that is measured."""
        return default_edition(self.project)

    @cached_property
    def chapters(self) -> list[Chapter]:
        """The chapters of the book."""
        return chapters_of(self.project)

    @cached_property
    def change(self) -> Change:
        """The figure that is changed; the site in the copy ``ours`` shows who shows it."""
        pages = self.pages(self.named("ours") / SITE / self.edition.folder)
        return change_for(self.edition, self.named("trial"), pages)

    def pages(self, built: Path) -> list[Path]:
        """The pages of the chapters of a book that was built in a folder."""
        return [built / f"{chapter.page}.html" for chapter in self.chapters]

    def environment(self, copy: Path) -> dict[str, str]:
        """What a command in a copy is started with."""
        kept = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
        return {**kept, "REPORTCARD_PROJECT": str(copy)}

    def run(self, copy: Path, name: str, *words: str | Path) -> Spent:
        """Run a program of this environment in a copy. Raises Failed."""
        return self.told(copy, Path(sys.executable).with_name(name), *words)[0]

    def told(
        self, copy: Path, *words: str | Path, env: Mapping[str, str] | None = None
    ) -> tuple[Spent, str]:
        """Run a command in a copy; what it took, and its output. Raises Failed."""
        heard, complaints = self.folder / "stdout", self.folder / "stderr"
        with heard.open("wb") as out, complaints.open("wb") as err:
            begun, before = time.perf_counter(), _children()
            code = subprocess.run(
                words,
                cwd=copy,
                env={**self.environment(copy), **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                check=False,
            ).returncode
            spent = Spent(time.perf_counter() - begun, _children() - before)
        said = heard.read_text("utf-8", "replace")
        if code:
            raise Failed(last_lines(said + complaints.read_text("utf-8", "replace")))
        return spent, said


def _children() -> float:
    """CPU seconds of all processes that this one has waited for, and of theirs."""
    times = os.times()
    return times.children_user + times.children_system


def last_lines(text: str) -> str:
    """The last lines of what a command said."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    return "\n".join(lines[-LAST_LINES:]) or "it says nothing"


def set_execution(copy: Path, mode: str) -> None:
    """Have Jupyter Book execute notebooks, in one of its modes."""
    config = read_yaml(copy / CONFIG)
    config["execute"] = {**config.get("execute", {}), "execute_notebooks": mode}
    (copy / CONFIG).write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")


def forget_build(copy: Path) -> None:
    """Take away all that was built in a copy."""
    shutil.rmtree(copy / BUILD, ignore_errors=True)


def together(spent: Iterable[Spent]) -> Spent:
    """What several things took, one after another."""
    return sum(spent, Spent(0.0, 0.0))
