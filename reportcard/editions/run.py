"""Running the chapters of an edition: those that need not run come from the cache."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future, wait
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeAlias

from tqdm import tqdm

from reportcard.editions.cache import Entry, Kept, Now, folder_of, keep, settled, source_digest
from reportcard.editions.chapters import NOTEBOOKS, Chapter, Edition, chapters_of, choose
from reportcard.editions.executing import ChaptersFailed, Executed, Task
from reportcard.editions.notebooks import read_notebook
from reportcard.editions.parameters import Value, read_parameters, set_parameters, typed
from reportcard.editions.runners import Here, Runner, RunnerLost
from reportcard.editions.times import write_times
from reportcard.errors import Problem, ReportcardError
from reportcard.files import same, staging

EXECUTED = Path("_build", "executed")
tqdm.monitor_interval = 0  # it would leave a thread behind, and a process with two is never forked

Explain: TypeAlias = Callable[[str, str], None]
"""Is told of a chapter by name why it runs; the reason is empty where it does not."""


Ran: TypeAlias = Callable[[str], None]
"""Is told the text of each notebook that ran, as soon as it has."""


def unsaid(_chapter: str, _why: str) -> None:
    """Tell nobody."""


def unheard(_text: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Into:
    """Where the chapters of an edition are kept, who is told of them, and a digest of the source
    of each by name."""

    folder: Path
    ran: Ran
    digests: Mapping[str, str]

    def take(self, chapter: Chapter, executed: Executed) -> None:
        """Keep a chapter, unless it is not known what it read, or that has changed since."""
        self.ran(executed.text)
        if executed.read and settled(executed.read, executed.since):
            kept = Kept(executed.text, executed.seconds)
            keep(self.folder, chapter, self.digests[chapter.name], executed.read, kept)


def run_edition(
    project: Path,
    edition: Edition,
    chapters: Iterable[str] = (),
    given: Mapping[str, str] | None = None,
    out: Path | None = None,
    jobs: int = 2,
    whole: bool | None = None,
    *,
    force: bool = False,
    explain: Explain = unsaid,
    runner: Runner | None = None,
    ran: Ran = unheard,
) -> Path:
    """Run chapters of an edition (all, or those named) and write them below ``out``.

    One that would read what it read the last time is taken from the cache, unless ``force``;
    ``explain`` is told of each chapter why it runs, or an empty reason. The others are run by the
    ``runner``, by default ``jobs`` at a time by this process. Where they are the ``whole`` edition
    (by default if none is named), notebooks of an earlier run that are not among them go, and the
    times of this one are kept. Returns the folder with the executed notebooks.
    Raises UnknownName for a chapter or parameter that is not there, DataError, ChaptersFailed
    naming every cell that failed, RunnerLost; then nothing is written.
    """
    names = tuple(chapters)
    tasks = prepared(choose(chapters_of(project), names), edition, given or {})
    place = (out or project / EXECUTED) / edition.folder / NOTEBOOKS
    whole = not names if whole is None else whole
    with staging(place.parent) as stage, nullcontext(runner) if runner else Here(jobs) as runs:
        done = _executed(tasks, folder_of(project, edition), stage, runs, force, explain, ran)
        for name, kept in done.items():
            (stage / f"{name}.ipynb").write_text(kept.text, "utf-8")
        _arrive(stage, place, whole=whole)
        if whole:
            times = [_times(task, done[task.chapter.name].seconds) for task in tasks]
            write_times(place.parent, times, runs.jobs, runs.cores)
    return place


def _times(task: Task, seconds: float) -> dict[str, Any]:
    """How many cells of a chapter ran, and how long they took together."""
    cells = sum(cell.cell_type == "code" for cell in task.source.cells)
    return {"page": task.chapter.page, "cells": cells, "seconds": round(seconds, 3)}


def _executed(
    tasks: Sequence[Task],
    folder: Path,
    stage: Path,
    runner: Runner,
    force: bool,
    explain: Explain,
    ran: Ran,
) -> dict[str, Kept]:
    """The executed chapters by name: from the cache where nothing that they read has changed."""
    into = Into(folder, ran, {task.chapter.name: source_digest(task.source) for task in tasks})
    looked = Looked(tasks, into, stage, force)
    run = run_all(looked.to_run(explain), runner, into)
    return looked.kept | {name: Kept(it.text, it.seconds) for name, it in run.items()}


@dataclass
class Looked:
    """The chapters of an edition, and which of them need not run: those that are ``kept``."""

    tasks: Sequence[Task]
    into: Into
    stage: Path
    force: bool
    kept: dict[str, Kept] = field(default_factory=dict)

    def to_run(self, explain: Explain) -> Iterator[Task]:
        """Those that must run, the first of which do while others are still looked at.

        What asks nothing of the data is looked at first, of all of them. Raises DataError.
        """
        now, whys, entries = Now(), dict[str, str](), list[tuple[Task, Entry]]()
        for task in self.tasks:
            found = "asked to" if self.force else self._look(now, task)
            if isinstance(found, Entry):
                entries.append((task, found))
            else:
                whys[task.chapter.name] = found
                yield self._recorded(task)
        for task, entry in entries:
            whys[task.chapter.name] = why = now.ask(entry)
            if why:
                yield self._recorded(task)
            else:
                self.kept[task.chapter.name] = entry.kept
        for task in self.tasks:
            explain(task.chapter.name, whys[task.chapter.name])

    def _look(self, now: Now, task: Task) -> Entry | str:
        return now.look(self.into.folder, task.chapter, self.into.digests[task.chapter.name])

    def _recorded(self, task: Task) -> Task:
        task.record = self.stage / f"{task.chapter.name}.reads"
        return task


def _arrive(stage: Path, place: Path, *, whole: bool) -> None:
    """Move finished notebooks to their place; a whole edition also clears what is gone from it."""
    place.mkdir(parents=True, exist_ok=True)
    fresh = {path.name: path for path in sorted(stage.glob("*.ipynb"))}
    for name, path in fresh.items():
        if not same(path, place / name):
            path.replace(place / name)
    if whole:
        for old in place.glob("*.ipynb"):
            if old.name not in fresh:
                old.unlink()
        shutil.rmtree(place / ".ipynb_checkpoints", ignore_errors=True)


def prepared(chapters: Sequence[Chapter], edition: Edition, given: Mapping[str, str]) -> list[Task]:
    """Read chapters and set their parameters, before any runs. Raises UnknownName, DataError."""
    sources = {chapter: read_notebook(chapter) for chapter in chapters}
    known = {c.name: read_parameters(c, notebook) for c, notebook in sources.items()}
    texts = {"place": edition.place, "year": str(edition.year), "lang": edition.lang, **given}
    values: dict[str, dict[str, Value]] = typed(known, texts)
    for chapter, source in sources.items():
        of_chapter = {p: values[chapter.name].get(p.name, p.value) for p in known[chapter.name]}
        set_parameters(source, of_chapter)
    return [Task(chapter, source) for chapter, source in sources.items()]


def run_all(tasks: Iterable[Task], runner: Runner, into: Into | None = None) -> dict[str, Executed]:
    """The executed chapters by name, each kept as it ends where it is said where.

    The first ones run while others are still to come. Raises ChaptersFailed after all have been
    tried, RunnerLost, and what ``tasks`` raise (what has run till then runs again the next time).
    """
    problems: list[Problem] = []
    done: dict[str, Executed] = {}
    running = _begun(tasks, runner)
    try:
        for future in _watched(running):
            chapter = running[future].chapter
            try:
                done[chapter.name] = future.result()
            except ChaptersFailed as error:
                problems += error.problems
            except CancelledError:
                raise RunnerLost("the run was stopped") from None
            else:
                if into:
                    into.take(chapter, done[chapter.name])
    finally:
        for future in running:
            future.cancel()
    if problems:
        others = f"{len(done)} of {len(running)} chapters ran well; nothing was written."
        raise ChaptersFailed(*sorted(problems, key=str), others)
    return {task.chapter.name: done[task.chapter.name] for task in running.values()}


def _begun(tasks: Iterable[Task], runner: Runner) -> dict[Future[Executed], Task]:
    """Chapters that run, each from when it is told; where the next one cannot be told, none does
    any more when that is raised."""
    running: dict[Future[Executed], Task] = {}
    try:
        for task in tasks:
            if not running:
                runner.begin()
            running[runner.submit(task)] = task
    except BaseException as error:
        left = [future for future in running if not future.cancel()]
        if isinstance(error, ReportcardError):
            wait(left)
        raise
    return running


def _watched(running: Mapping[Future[Executed], Task]) -> Iterable[Future[Executed]]:
    """Chapters as they finish or are cancelled, with a progress bar where someone watches just
    these.

    ``concurrent.futures.as_completed`` never hears of those that a runner cancels as it stops.
    """
    ended = SimpleQueue[Future[Executed]]()
    for future in running:
        future.add_done_callback(ended.put)
    alone = threading.current_thread() is threading.main_thread()
    disable = None if alone else True  # None: where this is no terminal
    with tqdm(
        total=len(running), unit="chapter", file=sys.stderr, disable=disable, leave=False
    ) as bar:
        for _ in running:
            future = ended.get()
            bar.set_postfix_str(running[future].chapter.name)
            bar.update()
            yield future
