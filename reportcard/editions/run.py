"""Running chapters with papermill: two at a time, outputs the same on every machine."""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from tqdm import tqdm

from reportcard import kernels
from reportcard.editions.cache import Kept, Now, folder_of, keep, source_digest
from reportcard.editions.chapters import NOTEBOOKS, Chapter, Edition, chapters_of, choose
from reportcard.editions.notebooks import as_text, completed, read_notebook
from reportcard.editions.parameters import Value, read_parameters, set_parameters, typed
from reportcard.editions.times import write_times
from reportcard.errors import Problem, ReportcardError
from reportcard.files import same, staging

EXECUTED = Path("_build", "executed")
CELL_SECONDS = 600
START_SECONDS = 120
STARTS = 3
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


class ChaptersFailed(ReportcardError):
    """Chapters that could not be run to their end."""


Explain: TypeAlias = Callable[[str, str], None]
"""Is told of a chapter by name why it runs; the reason is empty where it does not."""


def unsaid(_chapter: str, _why: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Recorded:
    """Where a chapter writes down what it reads, and where it is kept with that afterwards."""

    record: Path
    folder: Path
    digest: str
    since: int


@dataclass
class Task:
    """A chapter to run: its notebook with the parameters set, the cell it is at, its seconds."""

    chapter: Chapter
    source: NotebookNode
    cell: int = field(default=0)
    started: bool = field(default=False)
    seconds: float = field(default=0.0)
    recorded: Recorded | None = field(default=None)

    def failed(self, what: str, remedy: str = "") -> Problem:
        """A problem at the cell that ran."""
        return Problem(f"cell {self.cell + 1}: {what}", remedy, self.chapter.path)

    def times(self) -> dict[str, Any]:
        """How many cells ran, and how long they took together."""
        cells = sum(cell.cell_type == "code" for cell in self.source.cells)
        return {"page": self.chapter.page, "cells": cells, "seconds": round(self.seconds, 3)}


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
) -> Path:
    """Run chapters of an edition (all, or those named) and write them below ``out``.

    One that would read what it read the last time is taken from the cache, unless ``force``;
    ``explain`` is told of each chapter why it runs, or an empty reason. Where they are the
    ``whole`` edition (by default if none is named), notebooks of an earlier run that are not
    among them go, and the times of this one are kept. Returns the folder with the executed
    notebooks.
    Raises UnknownName for a chapter or parameter that is not there, ChaptersFailed naming every
    cell that failed; then nothing is written.
    """
    names = tuple(chapters)
    tasks = prepared(choose(chapters_of(project), names), edition, given or {})
    place = (out or project / EXECUTED) / edition.folder / NOTEBOOKS
    with staging(place.parent) as stage:
        kept = folder_of(project, edition)
        for name, text in _texts(tasks, kept, stage, jobs, force, explain).items():
            (stage / f"{name}.ipynb").write_text(text, "utf-8")
        whole = not names if whole is None else whole
        _arrive(stage, place, whole=whole)
    if whole:
        write_times(place.parent, [task.times() for task in tasks], jobs)
    return place


def _texts(
    tasks: Sequence[Task], kept: Path, stage: Path, jobs: int, force: bool, explain: Explain
) -> dict[str, str]:
    """The executed chapters as texts: from the cache where nothing that they read has changed."""
    now, texts = Now(), {}
    for task in tasks:
        name, digest = task.chapter.name, source_digest(task.source)
        found = "asked to" if force else now.look(kept, task.chapter, digest)
        if isinstance(found, Kept):
            texts[name], task.seconds = found.text, found.seconds
        else:
            record = stage / f"{name}.reads"
            task.recorded = Recorded(record, kept, digest, time.time_ns())
        explain(name, "" if isinstance(found, Kept) else found)
    left = [task for task in tasks if task.recorded]
    ran = run_all(left, jobs) if left else {}
    return texts | {name: as_text(notebook) for name, notebook in ran.items()}


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


def run_all(tasks: Sequence[Task], jobs: int = 2) -> dict[str, NotebookNode]:
    """The executed notebooks by chapter. Raises ChaptersFailed after all have been tried."""
    kernels.warm_up()
    import papermill  # noqa: F401 (imported once, before threads import it at the same time)

    problems: list[Problem] = []
    done: dict[str, NotebookNode] = {}
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        running = {pool.submit(run_one, task): task for task in tasks}
        try:
            for future in _watched(running):
                try:
                    done[running[future].chapter.name] = future.result()
                except ChaptersFailed as error:
                    problems += error.problems
        except BaseException:
            _stop(running)
            raise
    if problems:
        others = f"{len(done)} of {len(tasks)} chapters ran well; nothing was written."
        raise ChaptersFailed(*sorted(problems, key=str), others)
    return {task.chapter.name: done[task.chapter.name] for task in tasks}


def _watched(running: Mapping[Future[NotebookNode], Task]) -> Iterable[Future[NotebookNode]]:
    """Chapters as they finish, with a progress bar where someone watches."""
    with tqdm(
        total=len(running), unit="chapter", file=sys.stderr, disable=None, leave=False
    ) as bar:
        for future in as_completed(running):
            bar.set_postfix_str(running[future].chapter.name)
            bar.update()
            yield future


def _stop(running: Mapping[Future[NotebookNode], Task]) -> None:
    """Give up: what has not begun does not, and kernels end."""
    for future in running:
        future.cancel()
    while wait(running, timeout=0.1).not_done:
        kernels.end_all()


def run_one(task: Task) -> NotebookNode:
    """One executed notebook. Raises ChaptersFailed naming the cell."""
    from papermill import PapermillExecutionError

    begun = time.perf_counter()
    try:
        executed = _started(task)
    except PapermillExecutionError as error:
        task.cell = error.cell_index
        first, *rest = _lines(error.ename, error.evalue)
        raise ChaptersFailed(task.failed(first, "\n  ".join(rest))) from None
    except CellTimeoutError:
        what = f"still runs after {CELL_SECONDS} seconds"
        raise ChaptersFailed(task.failed(what, "Mend the cell.")) from None
    except (DeadKernelError, RuntimeError) as error:
        what = f"the kernel ended: {_lines('', str(error))[0]}"
        raise ChaptersFailed(task.failed(what, "Run the chapter in JupyterLab to see.")) from None
    finally:
        kernels.end_loop()
    task.seconds = time.perf_counter() - begun
    notebook = completed(task.source, executed)
    if to := task.recorded:
        kept = Kept(as_text(notebook), task.seconds)
        keep(to.folder, task.chapter, to.digest, to.record, kept, to.since)
    return notebook


def _started(task: Task) -> NotebookNode:
    """The executed notebook; a kernel that never came up is tried again.

    Jupyter looks for free ports before the kernel binds them, and on a busy machine another
    program may be quicker.
    """
    for _ in range(STARTS - 1):
        try:
            return _executed(task)
        except RuntimeError:
            if task.started:
                raise
    return _executed(task)


def _executed(task: Task) -> NotebookNode:
    """The notebook as papermill gives it back."""
    import papermill

    def at(cell_index: int, **_other: Any) -> None:
        task.cell, task.started = cell_index, True

    folder = str(task.chapter.path.parent)
    notebook: NotebookNode = papermill.execute_notebook(
        task.source,
        None,
        kernel_name=kernels.NAME,
        language=kernels.LANGUAGE,
        progress_bar=False,
        request_save_on_cell_execute=False,
        start_timeout=START_SECONDS,
        execution_timeout=CELL_SECONDS,
        kernel_manager_class=kernels.with_record(task.recorded.record if task.recorded else None),
        shutdown_kernel="immediate",
        coalesce_streams=True,
        record_timing=False,
        resources={"metadata": {"path": folder}},
        on_cell_start=at,
    )
    return notebook


def uncoloured(text: str) -> str:
    """What a program wrote for a terminal, without its colours."""
    return ESCAPES.sub("", text)


def _lines(name: str, message: str) -> list[str]:
    """The last line of a traceback (the error's name and message), without colours."""
    text = uncoloured(f"{name}: {message}" if name else message).strip()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [lines[0].removesuffix(":"), *lines[1:]] if lines else ["no message"]
