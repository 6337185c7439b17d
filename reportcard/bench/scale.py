"""``reportcard bench scale``: how loading, check, index and one report grow with the archive.

Each step of each size is taken in a process of its own, so that its memory is its own, too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path
from statistics import median

from reportcard.bench.synthetic import write_project
from reportcard.errors import Problem, ReportcardError

SIZES = (10, 100, 1000, 10_000)
SAMPLE = 50
WALL, CPU, MEMORY = "wall", "cpu", "memory"
UNITS = {WALL: "s", CPU: "s", MEMORY: "byte"}
STEPS = ("archive", "check", "report")
PARTS = ("open", "results", "chapters", "passports")
"""What one report consists of: together they are what it costs."""


@dataclass(frozen=True)
class Growth:
    """One measure of one step, by the number of reports: seconds, or bytes.

    Of a sampled report it is the median of the sample.
    """

    step: str
    kind: str
    values: dict[int, float]

    @property
    def unit(self) -> str:
        """Seconds or bytes."""
        return UNITS[self.kind]

    @property
    def exponents(self) -> list[float | None]:
        """From each size to the next the power of the size that it grows with: 1 is linear."""
        return [
            log(after / before) / log(larger / smaller) if before > 0 and after > 0 else None
            for (smaller, before), (larger, after) in pairwise(self.values.items())
        ]

    @property
    def times(self) -> float | None:
        """How many times what it is for the smallest archive it is for the largest."""
        first, *_, last = [*self.values.values()] * 2
        return last / first if first > 0 else None


def measure(
    project: Path,
    sizes: Sequence[int] = SIZES,
    sample: int = SAMPLE,
    seed: int = 0,
    say: Callable[[str], None] = print,
) -> list[Growth]:
    """Write an archive of each size, made after ``project``, and take every step in it.

    ``say`` is told of each as it begins. Raises ReportcardError where a step fails.
    """
    found: dict[tuple[str, str], dict[int, float]] = {}
    for size in sorted(set(sizes)):
        with tempfile.TemporaryDirectory(prefix="reportcard-scale-") as folder:
            say(f"{size:,} reports: writing them")
            target = Path(folder, "project")
            write_project(project, target, size, seed)
            for step in STEPS:
                say(f"{size:,} reports: {step}")
                for name, kind, value in _told(_taken(target, step, sample, seed), step):
                    found.setdefault((name, kind), {})[size] = value
    return [Growth(*key, values) for key, values in found.items()]


def _taken(project: Path, step: str, sample: int, seed: int) -> str:
    """What a process that takes one step says."""
    words = [sys.executable, "-m", "reportcard.bench.steps", step, str(sample), str(seed)]
    env = {**os.environ, "REPORTCARD_PROJECT": str(project)}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
        what = f"the step '{step}' failed: {last}"
        raise ReportcardError(Problem(what, f"Run it by hand:  {' '.join(words[1:])}"))
    return done.stdout


def _told(said: str, step: str) -> Iterator[tuple[str, str, float]]:
    """The measures of a step: times as medians, one report's parts also together, and memory."""
    told = json.loads(said)
    times: dict[str, list[list[float]]] = told["times"]
    if step == "report":
        parts = zip(*(times[part] for part in PARTS), strict=True)
        times = {"report": [[sum(s) for s in zip(*one, strict=True)] for one in parts], **times}
    for name, runs in times.items():
        for kind, seconds in zip((WALL, CPU), zip(*runs, strict=True), strict=True):
            yield name, kind, median(seconds)
    yield step, MEMORY, float(told["memory"][1])
