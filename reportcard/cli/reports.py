"""``reportcard figures``, ``indicators`` and ``audit``: what a report says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from reportcard import objects
from reportcard.audit import audit as audited
from reportcard.cli import output, rows
from reportcard.cli.command import OneCommand
from reportcard.cli.output import FORMAT
from reportcard.errors import Problem, UnknownName, nearest
from reportcard.labels import require_language
from reportcard.prose import book_of
from reportcard.rounding import HALF, MODES
from reportcard.schema import LANGUAGES
from reportcard.vintages import across

Command = Callable[..., Any]
NOTES = ("caveats", "reason")


def _language(_ctx: click.Context, _option: click.Parameter, value: str) -> str:
    return require_language(value)


def _mode(_ctx: click.Context, _option: click.Parameter, value: str) -> str:
    if value not in MODES:
        remedy = nearest(value, MODES) or f"Modes: {', '.join(MODES)}."
        raise UnknownName(Problem(f"no rounding mode '{value}'", remedy))
    return value


PLACE = click.argument("place")
YEAR = click.argument("year", type=int)
LANG = click.option(
    "--lang", default="en", show_default=True, callback=_language, metavar="|".join(LANGUAGES),
    help="Language of labels and reasons.",
)  # fmt: skip


def of_report(command: Command) -> Command:
    """The arguments and options of a command about one report."""
    for decorate in (FORMAT, LANG, YEAR, PLACE):
        command = decorate(command)
    return command


def show(
    form: str,
    keys: Sequence[str],
    found: Sequence[dict[str, Any]],
    columns: tuple[str, ...],
    lines: Sequence[tuple[str, ...]],
    lang: str,
) -> None:
    """Print objects in the form asked for; reasons and caveats stand below their row."""
    if form == "json":
        text = objects.as_json(found)
    elif form == "csv":
        text = objects.as_csv(found, keys)
    else:
        lay_out = output.as_table_with_notes if columns[-1] in NOTES else output.as_table
        text = lay_out(rows.header(columns, lang), lines, output.terminal_width())
    click.echo(text, nl=False)


@click.command(cls=OneCommand)
@of_report
def figures(place: str, year: int, lang: str, form: str) -> None:
    """Every figure of a report: as printed, read, with its interval and all its mentions.

    Example:  reportcard figures haidian 2019 --format csv
    """
    book = book_of(place, year)
    lines = [rows.figure_line(book, o, lang) for o in book.report.observations]
    found = list(objects.figures(book, lang))
    show(form, objects.FIGURE_KEYS, found, rows.FIGURE_COLUMNS, lines, lang)


@click.command(cls=OneCommand)
@of_report
def indicators(place: str, year: int, lang: str, form: str) -> None:
    """Every derived indicator: value, exact interval, inputs, caveats, or why there is none.

    Example:  reportcard indicators haidian 2019 --lang zh-Hant
    """
    book = book_of(place, year)
    lines = [rows.indicator_line(book, result, lang) for result in book.results()]
    found = list(objects.indicators(book, lang))
    show(form, objects.INDICATOR_KEYS, found, rows.INDICATOR_COLUMNS, lines, lang)


@click.command(cls=OneCommand)
@of_report
@click.option(
    "--rounding", default=HALF, show_default=True, callback=_mode, metavar="MODE",
    help=f"How the source is assumed to round: {', '.join(MODES)}.",
)  # fmt: skip
def audit(place: str, year: int, lang: str, form: str, rounding: str) -> None:
    """Every printed claim that printed figures can check, with a verdict and its reason.

    Then rates that only other documents can check, on every vintage of their inputs, and the
    comparisons that a restatement forbids.

    Example:  reportcard audit haidian 2019 --rounding half_even
    """
    book = book_of(place, year)
    checks = [*audited(book, lang, rounding), *across(book, lang, rounding)]
    found = [objects.check_object(c, lang, rounding) for c in checks]
    lines = [rows.check_line(c, lang) for c in checks]
    show(form, objects.CHECK_KEYS, found, rows.CHECK_COLUMNS, lines, lang)
    if form == "table" and not found:
        click.echo(f"no document of {place} {year} prints a claim that could be checked", err=True)
