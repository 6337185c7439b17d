"""``reportcard bench``: builds of this book, and of the usual tools, measured side by side.

All scenarios are run once, then all of them again, so that a slow minute of the machine is no
tool's alone. They judge nothing.
"""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TypeVar

from reportcard.bench.copies import Copies, Failed
from reportcard.bench.scenarios import PREPARATIONS, SCENARIOS, Run
from reportcard.benchmarks import GROUPS, TOOLS, Benchmarks, Places, Timing
from reportcard.errors import Problem, ReportcardError, UnknownName, nearest
from reportcard.machine import described

Done = TypeVar("Done")
RATIOS = {
    ("papermill", "run-warm"): "at least 10",
    ("run-warm", "exec"): "at most 4",
    ("jupyter-book-force", "build"): "at least 3, aim 4",
    ("figure", "build"): "at most 0.6",
    ("figure-watch", "build"): "at most 0.25",
}
"""The ratios of wall seconds that the project has set itself bars for."""
CPU_BARS = {"unchanged": "less than 0.5"}
"""The scenarios for whose CPU seconds it has."""


@dataclass(frozen=True)
class Measured:
    """Every run of a scenario."""

    name: str
    runs: Sequence[Run]

    @property
    def wall(self) -> float:
        """The median of the seconds that passed."""
        return median(run.spent.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """The median of the CPU seconds of all its processes."""
        return median(run.spent.cpu for run in self.runs)

    @property
    def places(self) -> Places | None:
        """Where the figure that it changed has its new value: in the run with the fewest places."""
        told = [run.places for run in self.runs if run.places is not None]
        return min(told, key=lambda places: places.new, default=None)


def ratios(found: Sequence[Measured]) -> dict[tuple[str, str], float]:
    """The ratios of wall seconds, of what was measured."""
    wall = {one.name: one.wall for one in found}
    return {(a, b): wall[a] / wall[b] for a, b in RATIOS if a in wall and b in wall}


def chosen(only: Sequence[str]) -> list[str]:
    """The scenarios that are named, in their order; all where none is. Raises UnknownName."""
    every = [name for names in GROUPS.values() for name in names]
    for name in only:
        if name not in every:
            remedy = nearest(name, every) or f"Scenarios: {', '.join(every)}."
            raise UnknownName(Problem(f"no scenario '{name}'", remedy))
    return [name for name in every if not only or name in only]


def measure(
    project: Path,
    only: Sequence[str] = (),
    runs: int = 3,
    say: Callable[[str], None] = print,
) -> list[Measured]:
    """Measure scenarios, all or those named, in copies of a project.

    ``say`` is told of each as it begins. Raises UnknownName for one that is not there, and
    ReportcardError with what was said last where one fails.
    """
    names = chosen(only)
    found: dict[str, list[Run]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory(prefix="reportcard-bench-") as folder:
        copies = Copies(project, Path(folder))
        for tool in dict.fromkeys(tool for name in names for tool in SCENARIOS[name].after):
            say(f"not measured, to begin with: {tool}")
            _done(tool, PREPARATIONS[tool], copies)
        for number in range(1, runs + 1):
            for name in names:
                say(f"{number} of {runs}: {name}")
                found[name].append(_done(name, SCENARIOS[name].run, copies))
    return [Measured(name, each) for name, each in found.items()]


def _done(name: str, work: Callable[[Copies], Done], copies: Copies) -> Done:
    """What some work gives. Raises ReportcardError naming it where it fails."""
    try:
        return work(copies)
    except Failed as error:
        what = f"'{name}' failed, and nothing is kept. It said last:\n{error}"
        remedy = f"Run it alone:  reportcard bench --runs 1 --only {name}"
        raise ReportcardError(Problem(what, remedy if name in SCENARIOS else "")) from None


def kept(found: Sequence[Measured], runs: int, day: date) -> Benchmarks:
    """What is kept of a whole comparison."""
    return Benchmarks(
        machine=described(),
        python=platform.python_version(),
        versions={name: metadata.version(name) for name in TOOLS},
        measured=day,
        runs=runs,
        timings={one.name: Timing(one.wall, one.cpu, one.places) for one in found},
    )
