"""``reportcard bench``: builds measured side by side, as a table, JSON and CSV."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from reportcard import benchmarks, objects
from reportcard.cli import guard, output
from reportcard.files import write_whole
from reportcard.machine import described
from reportcard.tables import project_folder

if TYPE_CHECKING:
    from reportcard.bench.builds import Measured

KEYS = ("scenario", "command", "wall", "cpu", "times_ours", "places_new", "places")
HEADER = ("scenario", "command", "wall", "CPU", "ours = 1", "new figure")
NONE = "–"


def compare(runs: int, only: Sequence[str], form: str, *, keep: bool) -> None:
    """Measure and tell; with ``keep``, write ``data/benchmarks.json``.

    Raises UsageError where what is to be kept would not be whole.
    """
    from reportcard.bench.builds import chosen, kept, measure

    if keep and only:
        raise click.UsageError("--keep keeps a whole comparison: leave --only out")
    project, number, load = project_folder(), len(chosen(only)), os.getloadavg()[0]
    click.echo(_plan(number, runs), err=True)
    found = measure(project, only, runs, say=lambda text: click.echo(text, err=True))
    conditions = _conditions(runs, load)
    if form == "json":
        click.echo(objects.as_json(_document(found, conditions)), nl=False)
    elif form == "csv":
        click.echo(objects.as_csv([_row(one, found) for one in found], KEYS), nl=False)
    else:
        lines = [_line(one, found) for one in found]
        click.echo(output.as_table(HEADER, lines, output.terminal_width()))
    for sentence in (*_sentences(found), *conditions) if form != "json" else ():
        click.echo(sentence, err=form == "csv")
    if keep:
        path = project / "data" / benchmarks.NAME
        write_whole(path, benchmarks.as_text(kept(found, runs, date.today())))
        click.echo(f"written: {guard.shown(path)}", err=True)


def _plan(number: int, runs: int) -> str:
    """What will be done, and that it takes a while."""
    times = "once each" if runs == 1 else f"{runs} times each, in turn"
    return (
        f"Measures {output.counted(number, 'scenario')}, {times}, in copies of the project in a "
        "temporary folder. This takes some minutes."
    )


def _conditions(runs: int, load: float) -> list[str]:
    """Where and how it was measured."""
    medians = "one run of each" if runs == 1 else f"medians of {runs} runs, all in turn"
    machine = f"{described()}, Python {platform.python_version()}"
    return [f"{machine}; load average {load:.1f} at the start", medians]


def _document(found: Sequence[Measured], conditions: Sequence[str]) -> dict[str, Any]:
    """All that was measured, each run included."""
    measures = [
        {**_row(one, found), "runs": [_seconds(run.spent.wall) for run in one.runs]}
        for one in found
    ]
    told = [
        {"of": name, "measure": kind, "value": _seconds(value), "bar": bar}
        for name, kind, value, bar in _bars(found)
    ]
    return {"conditions": conditions, "measures": measures, "bars": told}


def _row(one: Measured, found: Sequence[Measured]) -> dict[str, Any]:
    """A scenario with stable keys: seconds, times ours; null where there is nothing to say."""
    from reportcard.bench.scenarios import SCENARIOS

    places = one.places
    times = _times_ours(one, found)
    return {
        "scenario": one.name,
        "command": SCENARIOS[one.name].about,
        "wall": _seconds(one.wall),
        "cpu": _seconds(one.cpu),
        "times_ours": None if times is None else _seconds(times),
        "places_new": places.new if places else None,
        "places": places.all if places else None,
    }


def _seconds(value: float) -> float:
    return round(value, 3)


def _times_ours(one: Measured, found: Sequence[Measured]) -> float | None:
    """How many times the seconds of ours it took, where that was measured."""
    ours = next((other for other in found if other.name == benchmarks.ours(one.name)), None)
    return None if ours is None else one.wall / ours.wall


def _line(one: Measured, found: Sequence[Measured]) -> tuple[str, ...]:
    """A scenario in a few words."""
    row = _row(one, found)
    times, places = row["times_ours"], row["places"]
    return (
        one.name,
        row["command"],
        f"{one.wall:,.2f} s",
        f"{one.cpu:,.2f} s",
        NONE if times is None else f"{times:.2f}",
        "" if places is None else f"{row['places_new']} of {places}",
    )


def _bars(found: Sequence[Measured]) -> list[tuple[str, str, float, str]]:
    """What the project has set itself bars for: of what, which measure, its value, the bar."""
    from reportcard.bench.builds import CPU_BARS, RATIOS, ratios

    told = [(f"{a} ÷ {b}", "wall", value, RATIOS[a, b]) for (a, b), value in ratios(found).items()]
    cpu = [(one.name, "cpu", one.cpu, CPU_BARS[one.name]) for one in found if one.name in CPU_BARS]
    return told + cpu


def _sentences(found: Sequence[Measured]) -> list[str]:
    """What the bars are about, in words."""
    return [
        f"{name}: {value:.2f}{' s of CPU' if kind == 'cpu' else ''} (bar: {bar})"
        for name, kind, value, bar in _bars(found)
    ]
