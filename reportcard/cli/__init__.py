"""The command line: read (figures … diff), check, add, and make the book (run … serve)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from reportcard import objects
from reportcard.audit import audit as audited
from reportcard.cli import guard, output, rows
from reportcard.cli.adding import add_document, review_document
from reportcard.cli.bench import extraction, pages, scaling
from reportcard.cli.checking import check
from reportcard.cli.diffing import diff_reports
from reportcard.cli.extracting import claims, extract
from reportcard.cli.output import FORMAT
from reportcard.cli.vintages import vintages
from reportcard.errors import Problem, UnknownName, nearest
from reportcard.labels import require_language
from reportcard.machine import cores
from reportcard.prose import book_of
from reportcard.rounding import HALF, MODES
from reportcard.schema import LANGUAGES
from reportcard.tables import project_folder
from reportcard.vintages import across

Command = Callable[..., Any]
NOTES = ("caveats", "reason")


class OneCommand(click.Command):
    """A command; a negative number where a year belongs is no unknown option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read a command line. Raises UsageError for what it does not understand."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            text = next((t for t in given if t.startswith(error.option_name)), "")
            if "year" in {p.name for p in self.params} and re.match(r"-\d", text):
                raise click.UsageError(f"'{text}' is no year", ctx) from None
            raise


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


# The commands that make the book import Jupyter and Sphinx, so only when they are called.


def _edition(place: str | None, year: int | None, lang: str | None) -> Any:
    """The edition named, or the default one. Raises UnknownName for one that is not there."""
    from reportcard.editions import default_edition

    edition = default_edition(project_folder())
    chosen = edition.with_values(place=place, year=year, lang=lang)
    book_of(chosen.place, chosen.year)
    return chosen


def _paired(place: str | None, year: int | None) -> None:
    """Raises UsageError for a PLACE without its YEAR."""
    if place is not None and year is None:
        raise click.UsageError("a PLACE needs its YEAR, as in: haidian 2019")


def _without_year(year: int | None) -> None:
    """Raises UsageError for a YEAR where every year is asked for."""
    if year is not None:
        raise click.UsageError(f"--all builds every year: leave {year} out")


def _whole_number(name: str, text: str) -> int:
    """A parameter that is a whole number. Raises UsageError for another one."""
    try:
        return int(text)
    except ValueError:
        what = f"the parameter {name} is '{text}', which is no whole number"
        raise click.UsageError(what) from None


JOBS = click.option(
    "--jobs", default=lambda: cores() + 1, show_default="one more than there are processors",
    type=click.IntRange(1, 64), help="Chapters run at a time.",
)  # fmt: skip


def _cold(_ctx: click.Context, _option: click.Parameter, value: bool) -> None:
    """Kernels ask the environment, as they do where other tools start them."""
    if value:
        os.environ["REPORTCARD_COLD"] = "1"


COLD = click.option(
    "--cold", is_flag=True, expose_value=False, callback=_cold,
    help="Start each kernel from nothing, as Jupyter would, instead of forking it.",
)  # fmt: skip


def of_edition(command: Command) -> Command:
    """The arguments and options of a command about one edition."""
    lang = click.option(
        "--lang", metavar="|".join(LANGUAGES), help="Language of the edition.",
        callback=lambda _c, _o, value: value and require_language(value),
    )  # fmt: skip
    year = click.argument("year", type=int, required=False)
    for decorate in (COLD, JOBS, lang, year, click.argument("place", required=False)):
        command = decorate(command)
    return command


@main.command()
@of_edition
@click.option("--chapter", "chapters", multiple=True, help="Only this chapter; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to [_build/executed].")
@click.option(
    "-p", "--parameter", "parameters", multiple=True, nargs=2, metavar="NAME VALUE",
    help="A parameter of the chapters; may be repeated.",
)  # fmt: skip
def run(
    place: str | None,
    year: int | None,
    lang: str | None,
    jobs: int,
    chapters: tuple[str, ...],
    out: Path | None,
    parameters: tuple[tuple[str, str], ...],
) -> None:
    """Run the chapters of an edition with papermill; all of them arrive, or none.

    Example:  reportcard run haidian 2019 --chapter economy
    """
    from reportcard.editions import run_edition

    _paired(place, year)
    given = dict(parameters)
    if "year" in given:
        year = _whole_number("year", given.pop("year"))
    place, lang = given.pop("place", place), given.pop("lang", lang)
    edition = _edition(place, year, lang and require_language(lang))
    folder = run_edition(project_folder(), edition, chapters, given, out, jobs)
    click.echo(guard.shown(folder))


@main.command()
@of_edition
@click.option("--html", "only_html", is_flag=True, help="The pages alone: no PDF, EPUB and zip.")
@click.option(
    "--all", "every", is_flag=True,
    help="Every year with an annual figure, in every language: of PLACE, else of every place.",
)  # fmt: skip
def build(
    place: str | None, year: int | None, lang: str | None, jobs: int, only_html: bool, every: bool
) -> None:
    """Run an edition and render it into _build/site; the old site stays until that is whole.

    Example:  reportcard build haidian 2019 --lang en
    """
    from reportcard.editions import build_edition, build_every, every_edition

    project, tell = project_folder(), partial(click.echo, err=True)
    if every:
        _without_year(year)
        editions = every_edition(project, place, lang)
        page = build_every(project, editions, jobs, downloads=not only_html, say=tell)
    else:
        _paired(place, year)
        edition = _edition(place, year, lang)
        page = build_edition(project, edition, jobs, downloads=not only_html, say=tell)
    click.echo(guard.shown(page))


@main.command()
@JOBS
@COLD
def refresh(jobs: int) -> None:
    """Rewrite data/observations.csv and what the notebooks store: outputs and numbers in prose.

    Example:  reportcard refresh
    """
    from reportcard.editions import refresh_stored

    project = project_folder()
    changed = refresh_stored(project, jobs)
    for path in changed:
        click.echo(f"rewritten: {path.relative_to(project)}")
    if not changed:
        click.echo("nothing has changed")


@main.command()
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535),
    help="Where to listen; 0 takes a free port.",
)  # fmt: skip
def serve(port: int) -> None:
    """Serve the built site on this machine, until Ctrl-C.

    Example:  reportcard serve --port 8080
    """
    from reportcard.editions import serve_site

    serve_site(project_folder(), port, click.echo)


@main.group("bench")
def benches() -> None:
    """Measure the book beside the usual way; nothing passes or fails.

    Example:  reportcard bench pages --chapter economy
    """


benches.add_command(pages)
benches.add_command(extraction)
benches.add_command(scaling)
for command in (check, vintages, extract, claims, add_document, review_document, diff_reports):
    main.add_command(command)
