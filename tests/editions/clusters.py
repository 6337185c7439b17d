"""A cluster of the tests' own: scheduler and workers are processes on loopback."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil

from .conftest import wait_until

MARK = "TEST_CLUSTER_MARK"
LONG = 120
"""Seconds to wait for what comes sooner on any machine."""


class Processes:
    """A scheduler and workers on loopback; in the end there is none left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = uuid.uuid4().hex
        self.file = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler", "--port", "0", "--dashboard-address", "127.0.0.1:0"
        )
        self.workers: list[subprocess.Popen[bytes]] = []
        wait_until(self.file.is_file, LONG)
        self.address: str = json.loads(self.file.read_text())["address"]

    def work(self, name: str, **env: str) -> None:
        """Start a worker of one thread; it comes when it is ready."""
        folder = str(self.folder / name)
        options = ("--name", name, "--local-directory", folder, "--nthreads", "1")
        self.workers.append(
            self._start("worker", "--no-nanny", "--no-dashboard", *options, env=env)
        )

    def _start(
        self, program: str, *options: str, env: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{program}", "--host", "127.0.0.1"]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [*command, "--scheduler-file", str(self.file), *options],
                env={**os.environ, MARK: self.mark, **(env or {})},
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )

    def have(self, count: int) -> str:
        """See to it that there are so many workers; returns the scheduler's address."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) > count:
            end(self.workers.pop())
        while len(self.workers) < count:
            self.work(uuid.uuid4().hex[:8])
        return self.address

    def left(self) -> list[int]:
        """Processes that were started here, or by these."""
        found = []
        for process in psutil.process_iter():
            try:
                ours = process.environ().get(MARK) == self.mark
                found += [process.pid] * (ours and process.status() != psutil.STATUS_ZOMBIE)
            except psutil.Error:
                continue
        return found


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def processes(folder: Path) -> Iterator[Processes]:
    """Processes that are killed afterwards; what they have started is to end by itself."""
    some = Processes(folder)
    try:
        yield some
    finally:
        for process in (*some.workers, some.scheduler):
            end(process)
        wait_until(lambda: not some.left(), LONG)
