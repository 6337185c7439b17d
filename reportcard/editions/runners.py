"""Where chapters run: here, by threads of this process, or where another runner has them run."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from reportcard import kernels, machine
from reportcard.editions.executing import Executed, Task, execute
from reportcard.errors import Problem, ReportcardError, UnknownName

ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss)://(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):([0-9]{1,5})")
EXTRA = 'pip install "reportcard[dask]"'


class RunnerLost(ReportcardError):
    """Nothing can be run any more, whichever chapter it is."""


class Runner(Protocol):
    """Runs chapters, ``jobs`` at a time, on so many ``cores`` altogether."""

    @property
    def jobs(self) -> int:
        """How many chapters run at a time."""

    @property
    def cores(self) -> int:
        """How many processors they have together."""

    def begin(self) -> None:
        """Get ready for chapters of the project as it is now. Raises RunnerLost."""

    def submit(self, task: Task) -> Future[Executed]:
        """Have a chapter run as soon as there is room; fails with ChaptersFailed, RunnerLost."""

    def stop(self) -> None:
        """Give up: what has not begun does not, and what runs fails."""


class Here:
    """This process runs them, each on a kernel of its own.

    Left by an exception, what has not begun does not, and the kernels end.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.cores = machine.cores()
        self._pool = ThreadPoolExecutor(max_workers=jobs)
        self._running: set[Future[Executed]] = set()

    def begin(self) -> None:
        """Have what kernels are forked from begin to import, while this process does, too."""
        kernels.warm_up()
        import papermill  # noqa: F401 (imported once, before threads import it at the same time)

    def submit(self, task: Task) -> Future[Executed]:
        """Have a chapter run as soon as there is room."""
        future = self._pool.submit(execute, task)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return future

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        if kind:
            self.stop()
        self._pool.shutdown()

    def stop(self) -> None:
        """Give up: what has not begun does not, and kernels end."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        while left := [future for future in list(self._running) if not future.done()]:
            kernels.end_all()
            wait(left, timeout=0.1)


def require_address(text: str) -> str:
    """The address of a scheduler. Raises UnknownName for what cannot be one."""
    found = ADDRESS.fullmatch(text)
    if not found or not 0 < int(found[3]) < 65536:
        remedy = "Write it as `dask scheduler` says it, say:  tcp://127.0.0.1:8786"
        raise UnknownName(Problem(f"'{text}' is no address of a scheduler", remedy))
    return text


def runner(
    project: Path,
    jobs: int,
    scheduler: str | None = None,
    say: Callable[[str], None] = print,
    *,
    held: bool = False,
) -> AbstractContextManager[Runner]:
    """This process, or the cluster of a scheduler where its address is given; see ``Cluster``.

    Raises ReportcardError where dask is not installed, UnknownName, RunnerLost.
    """
    if scheduler is None:
        return Here(jobs)
    address = require_address(scheduler)
    try:
        from reportcard.editions.cluster import Cluster
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("dask", "distributed"):
            raise
        what = "a scheduler needs dask.distributed, which is not installed"
        raise ReportcardError(Problem(what, f"Install it:  {EXTRA}")) from None
    return Cluster(address, project, say, held=held)
