"""Running one chapter with papermill: its outputs are the same on every machine."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from reportcard import kernels
from reportcard.editions.cache import Read, read_of
from reportcard.editions.chapters import Chapter
from reportcard.editions.notebooks import as_text, completed
from reportcard.errors import Problem, ReportcardError

CELL_SECONDS = 600
START_SECONDS = 120
STARTS = 3
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
logging.getLogger("papermill").addHandler(logging.NullHandler())  # a kernel's end: we tell it, too


class ChaptersFailed(ReportcardError):
    """Chapters that could not be run to their end."""


@dataclass(frozen=True)
class Executed:
    """A chapter that ran: its notebook as its file holds it, its seconds of wall time, what it read
    where that was written down, and since when, in nanoseconds, that must be as it was."""

    text: str
    seconds: float
    read: Read | None
    since: int


@dataclass
class Task:
    """A chapter to run: its notebook with the parameters set, the cell it is at.

    What it reads is written down in ``record`` where that is named; its kernel has ``env`` for its
    environment where that is given, else that of this process.
    """

    chapter: Chapter
    source: NotebookNode
    record: Path | None = None
    env: Mapping[str, str] | None = None
    cell_seconds: int = field(default_factory=lambda: CELL_SECONDS)
    cell: int = field(default=0)
    started: bool = field(default=False)

    @cached_property
    def kernel(self) -> type[kernels.OwnKernel]:
        """The kernels it runs on: one, or more where the first does not come up."""
        return kernels.like(self.record, self.env)

    def failed(self, what: str, remedy: str = "") -> Problem:
        """A problem at the cell that ran."""
        return Problem(f"cell {self.cell + 1}: {what}", remedy, self.chapter.path)


def execute(task: Task) -> Executed:
    """Run a chapter to its end. Raises ChaptersFailed naming the cell."""
    from papermill import PapermillExecutionError

    since, begun = time.time_ns(), time.perf_counter()
    try:
        executed = _started(task)
    except PapermillExecutionError as error:
        task.cell = error.cell_index
        first, *rest = _lines(error.ename, error.evalue)
        raise ChaptersFailed(task.failed(first, "\n  ".join(rest))) from None
    except CellTimeoutError:
        what = f"still runs after {task.cell_seconds} seconds"
        raise ChaptersFailed(task.failed(what, "Mend the cell.")) from None
    except (DeadKernelError, RuntimeError) as error:
        what = f"the kernel ended: {_lines('', str(error))[0]}"
        raise ChaptersFailed(task.failed(what, "Run the chapter in JupyterLab to see.")) from None
    finally:
        kernels.end_loop()
    seconds = time.perf_counter() - begun
    read = read_of(task.record) if task.record else None
    return Executed(as_text(completed(task.source, executed)), seconds, read, since)


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
    """The notebook as papermill's engine gives it back.

    ``papermill.execute_notebook`` would write and read it three times over on the way.
    """
    from papermill.engines import papermill_engines
    from papermill.execute import raise_for_execution_errors

    def at(cell_index: int, **_other: Any) -> None:
        task.cell, task.started = cell_index, True

    notebook = deepcopy(task.source)
    notebook.metadata["papermill"] = {}
    executed: NotebookNode = papermill_engines.execute_notebook_with_engine(
        None,
        notebook,
        kernels.NAME,
        progress_bar=False,
        start_timeout=START_SECONDS,
        execution_timeout=task.cell_seconds,
        kernel_manager_class=task.kernel,
        shutdown_kernel="immediate",
        coalesce_streams=True,
        record_timing=False,
        resources={"metadata": {"path": str(task.chapter.path.parent)}},
        on_cell_start=at,
    )
    raise_for_execution_errors(executed, None)
    return executed


def uncoloured(text: str) -> str:
    """What a program wrote for a terminal, without its colours."""
    return ESCAPES.sub("", text)


def _lines(name: str, message: str) -> list[str]:
    """The last line of a traceback (the error's name and message), without colours."""
    text = uncoloured(f"{name}: {message}" if name else message).strip()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [lines[0].removesuffix(":"), *lines[1:]] if lines else ["no message"]
