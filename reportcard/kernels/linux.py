"""What Linux offers for processes and the standard library does not name."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from contextlib import suppress

import psutil

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    """Set an attribute of this process. Raises OSError. See prctl(2)."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def die_with(parent: int) -> None:
    """Have this process killed when its parent, whose number is given, ends; now if it has."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, so that none is lost."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def threads() -> int:
    """How many threads this process has, those that no Python code started included."""
    count: int = psutil.Process().num_threads()
    return count


def end_descendants() -> None:
    """Kill every descendant, and those they leave behind, until there is none.

    The caller must have adopted orphans, and is to wait for none of them afterwards.
    """
    while left := psutil.Process().children(recursive=True):
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        with suppress(ChildProcessError):
            while os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG):
                pass
        time.sleep(0.001)
