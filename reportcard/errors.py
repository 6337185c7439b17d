"""Errors that are instructions: what is wrong, where, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


def _shown(path: Path) -> str:
    """The path as a reader would type it: relative to the working folder where it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    ``what`` is one sentence with the offending value, ``remedy`` says what to do,
    ``file`` and ``line`` say where (line 1 is the first line of the file).
    """

    what: str
    remedy: str = ""
    file: Path | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = ""
        if self.file is not None:
            where = _shown(self.file) + (f":{self.line}" if self.line else "") + ": "
        return where + self.what + (f"\n  {self.remedy}" if self.remedy else "")


class ReportcardError(Exception):
    """Everything this package raises on purpose; carries one or more problems."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(Problem(p) if isinstance(p, str) else p for p in problems)
        super().__init__("\n".join(str(p) for p in self.problems))

    def _render_traceback_(self) -> list[str]:
        """In a notebook the message is enough: it says what, where and what to do."""
        return [f"{type(self).__name__}: {self}"]


class DataError(ReportcardError):
    """The files below ``data/`` are wrong."""


class UnknownName(ReportcardError):
    """A name that nothing in the project has."""


class FormulaError(ReportcardError):
    """A formula that cannot be read, or has no meaning in units."""


class Refused(ReportcardError):
    """A number that must not be computed; the message is the reason."""


def nearest(name: str, known: Iterable[str]) -> str:
    """``Did you mean 'x'?`` for the existing name most like ``name``, or an empty string."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"Did you mean '{close[0]}'?" if close else ""
