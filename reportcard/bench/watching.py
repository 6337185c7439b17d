"""A build that watches the project, and what it takes until its site is whole again."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from typing import IO

import psutil

from reportcard.bench.copies import Failed, Spent, last_lines

READY = re.compile(r"\bwhole after\b|\bnothing has changed\b")
AGAIN = re.compile(r"\bwhole again after\b")
"""What it says of a site that is whole: to begin with, and after a change."""
MOST_SECONDS = 600
END_SECONDS = 30


class Watching:
    """A command that goes on and says on stderr whenever the site is whole; ended with the block.

    Raises Failed where it ends by itself, or says nothing for ten minutes.
    """

    def __init__(self, words: Sequence[str | Path], folder: Path, env: Mapping[str, str]) -> None:
        self.said: list[str] = []
        self._lines: Queue[str | None] = Queue()
        self.process = subprocess.Popen(
            words,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, args=(self.process.stderr,))
        self._reader.start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line)
        self._lines.put(None)

    def __enter__(self) -> Watching:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def wait(self, said: re.Pattern[str] = READY) -> None:
        """Wait until it says something: by default, that there is a site."""
        deadline = time.monotonic() + MOST_SECONDS
        while True:
            try:
                line = self._lines.get(timeout=max(0, deadline - time.monotonic()))
            except Empty:
                line = None
            if line is None:
                raise Failed(last_lines("".join(self.said)))
            self.said.append(line)
            if said.search(line):
                return

    def until_whole(self, change: Callable[[], None]) -> Spent:
        """Change something; what passes until it says that the site is whole again."""
        before = self._cpu()
        begun = time.perf_counter()
        change()
        self.wait(AGAIN)
        wall = time.perf_counter() - begun
        return Spent(wall, self._cpu() - before)

    def _cpu(self) -> float:
        """CPU seconds of the command and of all its processes so far."""
        own = psutil.Process(self.process.pid)
        total = 0.0
        for process in (own, *own.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system
                total += getattr(times, "children_user", 0) + getattr(times, "children_system", 0)
        return total
