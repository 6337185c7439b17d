"""Work that needs nothing of the rest, done by a fork of this process while that goes on."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from reportcard import kernels

NICE = 19
"""It leaves the processors to what goes on."""


@contextmanager
def aside(work: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """Have something done; the block is given what waits until it is.

    Where this process cannot be forked, or the fork has failed, it is done then, and raises what
    is wrong. What is not waited for is given up.
    """
    fork = _Fork(work) if kernels.may_fork() else None

    def wait() -> None:
        if not (fork and fork.wait()):
            work()

    try:
        yield wait
    finally:
        if fork:
            fork.end()


def forked(work: Callable[[], int]) -> int:
    """The number of a fork of this process, which ends with the exit code that some work gives.

    It ends with this process at the latest. An exception ends it with 1, and is shown as where a
    program ends by one.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    if pid := os.fork():
        return pid
    code = 1
    try:
        kernels.die_with(parent)
        code = work()
        sys.stderr.flush()
    except BaseException:
        code = 1
        with suppress(OSError):  # there is nobody any more who would hear it
            traceback.print_exc()
            sys.stderr.flush()
    finally:
        os._exit(code)


class _Fork:
    """A fork of this process that does something and ends."""

    def __init__(self, work: Callable[[], object]) -> None:
        def done() -> int:
            os.nice(NICE)
            try:
                work()
            except BaseException:
                return 1  # who has forked does it then, and raises what is wrong
            return 0

        self._pid = forked(done)

    def wait(self) -> bool:
        """Whether it has done it, when it has ended."""
        pid, self._pid = self._pid, 0
        return os.waitpid(pid, 0)[1] == 0

    def end(self) -> None:
        """Let it do nothing more."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            self.wait()
