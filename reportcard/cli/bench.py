"""``reportcard bench …``: measurements as tables, JSON and CSV. They judge nothing."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportcard import objects
from reportcard.cli import output
from reportcard.machine import described
from reportcard.tables import project_folder

if TYPE_CHECKING:
    from reportcard.bench import Comparison, Conditions
    from reportcard.bench.extraction import Scored
    from reportcard.bench.scale import Growth

KEYS = ("chapter", "measure", "unit", "cpu_slowdown", "ours", "stock", "ratio")
HEADER = ("chapter", "measure", "ours", "stock", "stock ÷ ours")
NONE = "–"


@click.command()
@click.option(
    "--runs", default=5, show_default=True, type=click.IntRange(1, 100),
    help="How often each page is opened; what is told is the median.",
)  # fmt: skip
@click.option("--chapter", "chapters", multiple=True, help="Only this chapter; may be repeated.")
@click.option(
    "--cpu-slowdown", "slowdown", default=4, show_default=True, type=click.IntRange(1, 20),
    help="Times are measured once more with a CPU this many times slower; 1 leaves that out.",
)  # fmt: skip
@output.FORMAT
def pages(runs: int, chapters: tuple[str, ...], slowdown: int, form: str) -> None:
    """Bytes, requests and times of the built pages in Chromium, beside a stock Jupyter Book.

    The stock book is built from the same stored notebooks, with its default settings and Altair's
    default renderer. Needs the dev extra (Playwright), Chromium, and npm for the scripts that the
    stock pages ask of other hosts.

    Example:  reportcard bench pages --chapter economy --runs 3
    """
    from reportcard.bench import bench_pages

    found, conditions = bench_pages(project_folder(), chapters, runs, slowdown)
    if form == "json":
        click.echo(objects.as_json(_document(found, conditions)), nl=False)
        return
    if form == "csv":
        click.echo(objects.as_csv([row(c) for c in found], KEYS), nl=False)
    else:
        lines = [table_line(comparison) for comparison in found]
        click.echo(output.as_table(HEADER, lines, output.terminal_width()))
    for sentence in conditions.sentences():
        click.echo(sentence, err=form == "csv")


def _document(found: Sequence[Comparison], conditions: Conditions) -> dict[str, Any]:
    return {"conditions": conditions.sentences(), "measures": [_with_runs(c) for c in found]}


def _with_runs(comparison: Comparison) -> dict[str, Any]:
    runs = {"ours_runs": comparison.ours_runs, "stock_runs": comparison.stock_runs}
    return row(comparison) | {name: [_rounded(run) for run in r] for name, r in runs.items()}


def row(comparison: Comparison) -> dict[str, Any]:
    """A comparison with stable keys: bytes, milliseconds or a score; null where there is none."""
    measure = comparison.measure
    return {
        "chapter": comparison.chapter,
        "measure": measure.name,
        "unit": measure.unit,
        "cpu_slowdown": comparison.slowdown,
        "ours": _rounded(comparison.ours),
        "stock": _rounded(comparison.stock),
        "ratio": _rounded(comparison.ratio),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def table_line(comparison: Comparison) -> tuple[str, ...]:
    """A comparison in a few words."""
    measure, slow = comparison.measure, comparison.slowdown
    label = measure.label + (f", CPU {slow} times slower" if slow > 1 else "")
    shown = (_shown(v, measure.unit) for v in (comparison.ours, comparison.stock))
    ratio = NONE if comparison.ratio is None else f"{comparison.ratio:.2f}"
    return (comparison.chapter, label, *shown, ratio)


def _shown(value: float | None, unit: str) -> str:
    """A value with its unit, in kB for bytes."""
    if value is None:
        return NONE
    if unit == "byte":
        return f"{value / 1000:,.1f} kB"
    return f"{value:.3f}" if unit == "score" else f"{value:,.0f}" + " ms" * (unit == "ms")


SCORE_KEYS = (
    "folder",
    "text",
    "figures",
    "recall",
    "precision",
    "claims",
    "claims_recall",
    "claims_precision",
)


@click.command("extract")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="[FOLDER …]")
@click.option(
    "--runs", default=5, show_default=True, type=click.IntRange(1, 100),
    help="How often a megabyte is read; what is told is the median.",
)  # fmt: skip
@output.FORMAT
def extraction(folders: tuple[Path, ...], runs: int, form: str) -> None:
    """How much of annotated texts is found, and how fast a megabyte is read.

    A FOLDER has texts/, gold/ and claims/; without one, the project's own samples are read, and
    the folder that REPORTCARD_EXTRACTION names.

    Example:  reportcard bench extract --runs 3
    """
    from reportcard.bench.extraction import measure_speed, score_texts

    scored = score_texts(folders)
    speed = measure_speed([one.given for one in scored], runs)
    found = [_score(one) for one in scored]
    if form == "json":
        told = {"texts": found, "megabytes_per_second": speed.megabytes, "figures": speed.figures}
        click.echo(objects.as_json(told), nl=False)
        return
    if form == "csv":
        click.echo(objects.as_csv(found, SCORE_KEYS), nl=False)
    else:
        lines = [tuple(str(value) for value in one.values()) for one in found]
        click.echo(output.as_table(SCORE_KEYS, lines, output.terminal_width()))
    sentence = f"{speed.megabytes:.2f} MB, {speed.figures:,.0f} figures a second on one core"
    click.echo(sentence, err=form == "csv")


def _score(one: Scored) -> dict[str, Any]:
    """The scores of one text with stable keys; shares of 1."""
    figures, claims = one.figures, one.claims
    shares = (figures.recall, figures.precision, claims.recall, claims.precision)
    told = [round(float(share), 4) for share in shares]
    values = (one.folder, one.given.name, figures.right, *told[:2], claims.made, *told[2:])
    return dict(zip(SCORE_KEYS, values, strict=True))


@click.command("scale")
@click.argument("sizes", nargs=-1, type=click.IntRange(1, 10_000), metavar="[REPORTS …]")
@click.option(
    "--sample", default=50, show_default=True, type=click.IntRange(1, 1000),
    help="So many reports of each archive are run and rendered; what is told is the median.",
)  # fmt: skip
@output.FORMAT
def scaling(sizes: tuple[int, ...], sample: int, form: str) -> None:
    """How loading, check, index and one report grow with the archive.

    Archives of made-up places are written for it, of 10, 100, 1,000 and 10,000 REPORTS where none
    are named; each step is taken in a process of its own. A power of 1 is linear growth, 0 none.

    Example:  reportcard bench scale 10 100 1000 --sample 10
    """
    from reportcard.bench.scale import SIZES, measure

    told = (f"{described()}, Python {platform.python_version()}", f"{sample} reports sampled")
    found = measure(project_folder(), sizes or SIZES, sample, say=lambda s: click.echo(s, err=True))
    if form == "json":
        grown = [_grown(growth) for growth in found]
        click.echo(objects.as_json({"conditions": told, "measures": grown}), nl=False)
        return
    if form == "csv":
        click.echo(objects.as_csv([r for one in found for r in _sizes(one)], SCALE_KEYS), nl=False)
    else:
        header = ("step", "measure", *(f"{size:,}" for size in found[0].values), *GREW)
        lines = [_growth_line(growth) for growth in found]
        click.echo(output.as_table(header, lines, output.terminal_width()))
    for sentence in told:
        click.echo(sentence, err=form == "csv")


SCALE_KEYS = ("step", "measure", "unit", "reports", "value")
GREW = ("power", "largest ÷ smallest")


def _grown(growth: Growth) -> dict[str, Any]:
    """A measure with stable keys: seconds or bytes by the number of reports."""
    values = [{"reports": size, "value": round(v, 6)} for size, v in growth.values.items()]
    named = {"step": growth.step, "measure": growth.kind, "unit": growth.unit, "values": values}
    powers = [_rounded(power) for power in growth.exponents]
    return {**named, "powers": powers, "ratio": _rounded(growth.times)}


def _sizes(growth: Growth) -> list[dict[str, Any]]:
    named = (growth.step, growth.kind, growth.unit)
    each = ((*named, size, round(value, 6)) for size, value in growth.values.items())
    return [dict(zip(SCALE_KEYS, one, strict=True)) for one in each]


def _growth_line(growth: Growth) -> tuple[str, ...]:
    """A measure in a few words; the power is that from the last size but one to the last."""
    shown = (_amount(value, growth.unit) for value in growth.values.values())
    last = growth.exponents[-1:] or [None]
    told = (NONE if v is None else f"{v:.2f}" for v in (*last, growth.times))
    return (growth.step, growth.kind, *shown, *told)


def _amount(value: float, unit: str) -> str:
    return f"{value / 1e6:,.0f} MB" if unit == "byte" else f"{value:,.3f} s"
