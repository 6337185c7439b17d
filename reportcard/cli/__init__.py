"""The command line: read (figures … diff), check, add, and make the book (run … serve)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import click

from reportcard import objects
from reportcard.audit import audit as audited
from reportcard.cli import guard, output, rows
from reportcard.cli.adding import add_document, review_document
from reportcard.cli.bench import extraction, pages
from reportcard.cli.checking import check
from reportcard.cli.command import OneCommand
from reportcard.cli.diffing import diff_reports
from reportcard.cli.extracting import claims, extract
from reportcard.cli.making import build, refresh, run, serve
from reportcard.cli.output import FORMAT
from reportcard.cli.vintages import vintages
from reportcard.errors import Problem, UnknownName, nearest
from reportcard.labels import require_language
from reportcard.prose import book_of
from reportcard.rounding import HALF, MODES
from reportcard.schema import LANGUAGES
from reportcard.vintages import across

Command = Callable[..., Any]
NOTES = ("caveats", "reason")


class Commands(click.Group):
    """The group of commands; errors leave it as a sentence and an exit code."""

    command_class = OneCommand
    group_class = type  # a group within it is of this class, too

    def main(self, *args: Any, **options: Any) -> NoReturn:
        """Run a command line and exit: 0, 1 for problems in data, 2 for wrong usage."""
        guard.speak_any_encoding()
        options = {"prog_name": "reportcard", **options, "standalone_mode": False}
        raise SystemExit(guard.guarded(lambda: self._run(args, options)))

    def _run(self, args: Any, options: Any) -> Any:
        try:
            return super().main(*args, **options)
        except click.exceptions.NoArgsIsHelpError as error:
            guard.say_error(error.format_message())
            return guard.WRONG_USAGE
        except click.UsageError as error:
            guard.say_error(f"reportcard: {error.format_message()}{_help_line(error)}")
            return guard.WRONG_USAGE
        except click.Abort:
            raise KeyboardInterrupt from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named. Raises UsageError with the nearest one."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            remedy = nearest(args[0], self.commands) or f"Commands: {', '.join(self.commands)}."
            raise click.UsageError(f"no command '{args[0]}'. {remedy}")
        return super().resolve_command(ctx, args)


def _help_line(error: click.UsageError) -> str:
    """What to type for help, where the error is about one command."""
    if error.ctx is None or error.ctx.parent is None:
        return ""
    return f"\n  {error.ctx.command_path} --help"


@click.group(
    "reportcard",
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="reportcard", message="reportcard %(version)s")
def main() -> None:
    """The figures of a place's report card: read, computed, checked, and made into a book.

    Example:  reportcard indicators haidian 2019
    """


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


@main.command()
@of_report
def figures(place: str, year: int, lang: str, form: str) -> None:
    """Every figure of a report: as printed, read, with its interval and all its mentions.

    Example:  reportcard figures haidian 2019 --format csv
    """
    book = book_of(place, year)
    lines = [rows.figure_line(book, o, lang) for o in book.report.observations]
    found = list(objects.figures(book, lang))
    show(form, objects.FIGURE_KEYS, found, rows.FIGURE_COLUMNS, lines, lang)


@main.command()
@of_report
def indicators(place: str, year: int, lang: str, form: str) -> None:
    """Every derived indicator: value, exact interval, inputs, caveats, or why there is none.

    Example:  reportcard indicators haidian 2019 --lang zh-Hant
    """
    book = book_of(place, year)
    lines = [rows.indicator_line(book, result, lang) for result in book.results()]
    found = list(objects.indicators(book, lang))
    show(form, objects.INDICATOR_KEYS, found, rows.INDICATOR_COLUMNS, lines, lang)


@main.command()
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


@main.group("bench")
def benches() -> None:
    """Measure the book beside the usual way; nothing passes or fails.

    Example:  reportcard bench pages --chapter economy
    """


benches.add_command(pages)
benches.add_command(extraction)
OF_REPORTS = (check, vintages, extract, claims, add_document, review_document, diff_reports)
for command in (*OF_REPORTS, run, build, refresh, serve):
    main.add_command(command)
