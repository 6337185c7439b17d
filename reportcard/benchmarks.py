"""``data/benchmarks.json``: builds of this book and of others, measured side by side.

``reportcard bench --keep`` writes it, ``check`` holds it to what it may say, and the page of
execution times shows it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reportcard.errors import DataError, Problem
from reportcard.schema import STRING, TABLE, Kind, Schema
from reportcard.tables import TomlFile, read_text

NAME = "benchmarks.json"
AGAIN = "Measure it again:  reportcard bench --keep"
GROUPS = {
    "chapters": ("papermill", "run-cold", "run-warm", "exec"),
    "book": ("jupyter-book-force", "jupyter-book-cache", "build"),
    "changed": ("jupyter-book-cache-figure", "figure", "figure-watch"),
    "same": ("jupyter-book-cache-unchanged", "unchanged"),
}
"""What is measured, by what is done there."""
OURS = {"chapters": "run-warm", "book": "build", "changed": "figure", "same": "unchanged"}
"""What the others of a group are compared with."""
TOOLS = ("papermill", "jupyter-book")
SECONDS = ("wall", "cpu")


def _kind(holds: Callable[[Any], bool]) -> Kind:
    return Kind(AGAIN, lambda value: None if holds(value) else "")


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value).isoformat() == value)
    except (TypeError, ValueError):
        return False


def _are_places(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"new", "all"}:
        return False
    new, every = value["new"], value["all"]
    return type(new) is int and type(every) is int and 0 <= new <= every > 0


COUNT = _kind(lambda value: type(value) is int and value > 0)
POSITIVE = _kind(lambda value: type(value) in (int, float) and 0 < value < float("inf"))
FILE = Schema(
    {
        **dict.fromkeys(("machine", "python", *TOOLS), STRING),
        **{"measured": _kind(_is_day), "runs": COUNT, "scenarios": TABLE},
    }
)
SCENARIOS = Schema({name: TABLE for names in GROUPS.values() for name in names})
TIMING = Schema(dict.fromkeys(SECONDS, POSITIVE), {"places": _kind(_are_places)})


@dataclass(frozen=True)
class Places:
    """Where a built book shows a figure: how many places, and how many have its new value."""

    new: int
    all: int


@dataclass(frozen=True)
class Timing:
    """The medians of what a scenario took, in seconds; ``cpu`` is of all its processes together.

    ``places`` is there where a figure was changed.
    """

    wall: float
    cpu: float
    places: Places | None = None


@dataclass(frozen=True)
class Benchmarks:
    """What was measured of each scenario, on which machine, with which versions, on which day."""

    machine: str
    python: str
    versions: Mapping[str, str]
    measured: date
    runs: int
    timings: Mapping[str, Timing]

    def times(self, name: str) -> float:
        """How many times the wall seconds of ours a scenario of the same group took."""
        return self.timings[name].wall / self.timings[ours(name)].wall


def ours(name: str) -> str:
    """The scenario of this book that one is compared with."""
    return next(OURS[group] for group, names in GROUPS.items() if name in names)


def as_text(found: Benchmarks) -> str:
    """The text of the file: sorted, seconds to the millisecond."""
    scenarios = {}
    for name, timing in found.timings.items():
        told: dict[str, Any] = {key: round(getattr(timing, key), 3) for key in SECONDS}
        scenarios[name] = told | ({"places": asdict(timing.places)} if timing.places else {})
    said = {
        **{"machine": found.machine, "python": found.python, **found.versions},
        **{"measured": found.measured.isoformat(), "runs": found.runs, "scenarios": scenarios},
    }
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


class _JsonFile(TomlFile):
    """A JSON file, its objects as tables."""

    def line(self, table: str, key: str | None = None) -> int | None:
        """The line on which an object, or a key inside it, first stands."""
        at = 0
        for name in filter(None, (table, key)):
            if found := re.compile(rf"{re.escape(json.dumps(name))}\s*:").search(self.text, at):
                at = found.end()
        return self.text.count("\n", 0, at) + 1

    def problem(self, what: str, remedy: str, table: str, key: str | None = None) -> Problem:
        """A problem at a key of an object; nobody mends by hand what was measured."""
        return super().problem(what, AGAIN, table, key)


def load_benchmarks(path: Path) -> Benchmarks | None:
    """What the file says; None where there is none. Raises DataError with all that is wrong."""
    if not path.exists():
        return None
    text = read_text(path)
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        what = f"is no JSON: {getattr(error, 'msg', error)}"
        raise DataError(Problem(what, AGAIN, path, getattr(error, "lineno", 1))) from None
    if not isinstance(said, dict):
        raise DataError(Problem("holds no measurements", AGAIN, path, 1))
    problems: list[Problem] = []
    told = FILE.read(_JsonFile(path, text, said), "", problems)
    scenarios: dict[str, Any] = {}
    if "scenarios" in told:
        scenarios = SCENARIOS.read(_JsonFile(path, text, told), "scenarios", problems)
    inside = _JsonFile(path, text, scenarios)
    timings = {name: TIMING.read(inside, name, problems) for name in scenarios}
    if problems:
        raise DataError(*problems)
    return Benchmarks(
        machine=told["machine"],
        python=told["python"],
        versions={name: told[name] for name in TOOLS},
        measured=date.fromisoformat(told["measured"]),
        runs=told["runs"],
        timings={name: _timing(entry) for name, entry in timings.items()},
    )


def _timing(entry: Mapping[str, Any]) -> Timing:
    places = Places(**entry["places"]) if "places" in entry else None
    return Timing(entry["wall"], entry["cpu"], places)
