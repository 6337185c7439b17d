"""Files that were read, and whether one has changed since."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

CLOCK_STEP = 20_000_000
"""Nanoseconds by which the clock of a file system may lag behind the other one."""


@dataclass
class Files:
    """Files and folders that are read from now on.

    A file that was put in another's place may bear an old time of writing, so what counts is when
    its entry in the file system last changed.
    """

    since: int = field(default_factory=lambda: time.time_ns() - CLOCK_STEP)
    paths: list[str] = field(default_factory=list)

    def note(self, paths: Iterable[str]) -> None:
        """Take down what was read."""
        self.paths = sorted(set(paths))

    def changed(self) -> str:
        """One that is no longer what was read, if there is one."""
        return next((path for path in self.paths if self._moved(path)), "")

    def _moved(self, path: str) -> bool:
        try:
            return os.stat(path).st_ctime_ns >= self.since  # noqa: PTH116 (there are 1500)
        except OSError:
            return True
