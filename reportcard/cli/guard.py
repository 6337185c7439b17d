"""Errors as sentences and exit codes: 1 for data and failed runs, 2 for wrong usage."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from reportcard.errors import ReportcardError, UnknownName

WRONG_USAGE, FAILED, INTERRUPTED = 2, 1, 130
REMEDIES = {
    errno.EACCES: "Make it writable, or name another folder.",
    errno.EPERM: "Make it writable, or name another folder.",
    errno.EROFS: "It lies on a read-only file system: name another folder.",
    errno.ENOSPC: "The disk is full: free some space and run again.",
    errno.EDQUOT: "The disk quota is used up: free some space and run again.",
    errno.ENOTDIR: "A file stands where a folder is needed: move it away.",
    errno.EEXIST: "A file stands where a folder is needed: move it away.",
    errno.EISDIR: "A folder stands where a file is needed: move it away.",
}


def say_error(text: str) -> None:
    """Print to standard error, as far as that is still there."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def guarded(run: Callable[[], Any]) -> int:
    """Run a command; what goes wrong becomes a sentence and the exit code returned."""
    try:
        code = run()
        sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
        return 0
    except UnknownName as error:
        say_error(f"reportcard: {error}")
        return WRONG_USAGE
    except ReportcardError as error:
        say_error(f"reportcard: {error}")
        return FAILED
    except OSError as error:
        say_error(f"reportcard: {os_error_text(error)}")
        return FAILED
    except KeyboardInterrupt:
        say_error("reportcard: stopped; nothing was half-written.")
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def os_error_text(error: OSError) -> str:
    """What the system refused, where, and what to do."""
    place = f"{error.filename}: " if error.filename else ""
    remedy = REMEDIES.get(error.errno or 0, "")
    return f"{place}{error.strerror or error}" + (f"\n  {remedy}" if remedy else "")


def _close_stdout() -> None:
    """The reader went away (``| head``): nothing more is written, also not at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def speak_any_encoding() -> None:
    """On a terminal that cannot show Chinese, print escapes instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def shown(path: Path) -> str:
    """A path as one would type it: relative where it lies below the working folder."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
