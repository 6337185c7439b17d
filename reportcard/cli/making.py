"""``reportcard run``, ``build``, ``refresh`` and ``serve``: making the book.

Jupyter and Sphinx are imported only when they are needed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from reportcard.cli import guard
from reportcard.cli.command import OneCommand
from reportcard.labels import require_language
from reportcard.machine import cores
from reportcard.prose import book_of
from reportcard.schema import LANGUAGES
from reportcard.tables import project_folder

Command = Callable[..., Any]


def _warm_up(edition: Any) -> None:
    """Where chapters will run, what kernels are forked from imports while this process does."""
    from reportcard import kernels

    kernels.warm_up(place=edition.place, year=edition.year)


def _paired(place: str | None, year: int | None) -> None:
    """Raises UsageError for a PLACE without its YEAR."""
    if place is not None and year is None:
        raise click.UsageError("a PLACE needs its YEAR, as in: haidian 2019")


def _without_year(year: int | None) -> None:
    """Raises UsageError for a YEAR where every year is asked for."""
    if year is not None:
        raise click.UsageError(f"--all takes every year: leave {year} out")


def _whole_number(name: str, text: str) -> int:
    """A parameter that is a whole number. Raises UsageError for another one."""
    try:
        return int(text)
    except ValueError:
        what = f"the parameter {name} is '{text}', which is no whole number"
        raise click.UsageError(what) from None


JOBS = click.option(
    "--jobs", default=lambda: cores() + 2, show_default="two more than there are processors",
    type=click.IntRange(1, 64), help="Chapters run at a time on this machine.",
)  # fmt: skip


def _cold(_ctx: click.Context, _option: click.Parameter, value: bool) -> None:
    """Kernels ask the environment, as they do where other tools start them."""
    if value:
        os.environ["REPORTCARD_COLD"] = "1"


COLD = click.option(
    "--cold", is_flag=True, expose_value=False, callback=_cold,
    help="Start each kernel from nothing, as Jupyter would, instead of forking it.",
)  # fmt: skip


def _told(_ctx: click.Context, _option: click.Parameter, value: bool) -> Callable[[str, str], None]:
    """Says of each chapter why it runs, or nothing."""
    if not value:
        return lambda _chapter, _why: None
    return lambda chapter, why: click.echo(
        f"{chapter}: {f'runs, because {why}' if why else 'as it was'}", err=True
    )


def _address(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """The address of a scheduler, where one is given."""
    if value is None:
        return None
    from reportcard.editions.runners import require_address

    return require_address(value)


def of_editions(command: Command) -> Command:
    """The arguments and options of a command about one edition, or every one."""
    explain = click.option(
        "--explain", is_flag=True, callback=_told, help="Say of each chapter why it runs, or not."
    )
    force = click.option(
        "--force", is_flag=True, help="Run chapters also where nothing they read has changed."
    )
    lang = click.option(
        "--lang", metavar="|".join(LANGUAGES), help="Language of the edition.",
        callback=lambda _c, _o, value: value and require_language(value),
    )  # fmt: skip
    scheduler = click.option(
        "--scheduler", metavar="ADDRESS", callback=_address,
        help="Run chapters on the workers of this scheduler of dask, say tcp://127.0.0.1:8786.",
    )  # fmt: skip
    every = click.option(
        "--all", "every", is_flag=True,
        help="Every year with an annual figure, in every language: of PLACE, else of every place.",
    )  # fmt: skip
    year = click.argument("year", type=int, required=False)
    for decorate in (
        scheduler,
        every,
        explain,
        force,
        COLD,
        JOBS,
        lang,
        year,
        click.argument("place", required=False),
    ):
        command = decorate(command)
    return command


@click.command(cls=OneCommand)
@of_editions
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
    scheduler: str | None,
    every: bool,
    **how: Any,
) -> None:
    """Run the chapters of an edition with papermill; all of them arrive, or none.

    Example:  reportcard run haidian 2019 --chapter economy
    """
    if not every:
        _paired(place, year)
    given = dict(parameters)
    if "year" in given:
        year = _whole_number("year", given.pop("year"))
    place, lang = given.pop("place", place), given.pop("lang", lang)
    lang = lang and require_language(lang)
    project, tell = project_folder(), partial(click.echo, err=True)
    if every:
        from reportcard.editions.every import every_edition
        from reportcard.editions.many import run_every

        _without_year(year)
        editions = every_edition(project, place, lang)
        with _runner(jobs, scheduler, held=True) as runner:
            folder = run_every(project, editions, runner, chapters, given, out, say=tell, **how)
    else:
        from reportcard.editions.chapters import CACHE, default_edition

        edition = default_edition(project).with_values(place=place, year=year, lang=lang)
        # where they have run before, it may be that none need to
        if not scheduler and (how["force"] or not (project / CACHE / edition.folder).is_dir()):
            _warm_up(edition)
        book_of(edition.place, edition.year)  # there is such a report, or it is said at once
        from reportcard.editions import run_edition

        with _runner(jobs, scheduler) as runner:
            folder = run_edition(project, edition, chapters, given, out, runner=runner, **how)
    click.echo(guard.shown(folder))


PORT = click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535),
    help="Where to listen; 0 takes a free port.",
)  # fmt: skip


RUN = "from reportcard.cli import main; main()"


def _watch(edition: Any, jobs: int, port: int, tell: Callable[[str], None], **how: Any) -> NoReturn:
    """Build and serve an edition until interrupted."""
    _warm_up(edition)
    from reportcard.editions.watching import Watched, watch

    named = (edition.place, str(edition.year), "--lang", edition.lang, "--jobs", str(jobs))
    command = (sys.executable, "-c", RUN, "build", *named, "--html")
    way = (tell, guard.guarded, guard.WRONG_USAGE, command)
    raise SystemExit(watch(Watched(project_folder(), edition, jobs, *way), port, **how))


@click.command(cls=OneCommand)
@of_editions
@click.option("--html", "only_html", is_flag=True, help="The pages alone: no PDF, EPUB and zip.")
@click.option(
    "--watch", "watched", is_flag=True,
    help="Serve the pages, and build and reload them whenever something changes.",
)  # fmt: skip
@PORT
def build(
    place: str | None,
    year: int | None,
    lang: str | None,
    jobs: int,
    only_html: bool,
    scheduler: str | None,
    every: bool,
    watched: bool,
    port: int,
    **how: Any,
) -> None:
    """Run an edition and render it into _build/site; the old site stays until that is whole.

    Example:  reportcard build haidian 2019 --lang en
    """
    from reportcard.editions.chapters import default_edition

    project, tell = project_folder(), partial(click.echo, err=True)
    if watched and (every or scheduler):
        what = "follows one edition: leave --all" if every else "runs here: leave --scheduler"
        raise click.UsageError(f"--watch {what} out")
    if every:
        from reportcard.editions.every import build_every, every_edition

        _without_year(year)
        editions = every_edition(project, place, lang)
        how |= {"downloads": not only_html, "say": tell}
        page = build_every(project, editions, jobs, scheduler=scheduler, **how)
    else:
        _paired(place, year)
        edition = default_edition(project).with_values(place=place, year=year, lang=lang)
        if watched:
            _watch(edition, jobs, port, tell, **how)
        how |= {"downloads": not only_html, "say": tell}
        page = _built(project, edition, jobs, scheduler, how)
    click.echo(guard.shown(page))


def _built(
    project: Path, edition: Any, jobs: int, scheduler: str | None, how: Mapping[str, Any]
) -> Path:
    """Build one edition, unless it is current; returns the landing page."""
    from reportcard import stamps

    downloads: bool = how["downloads"]
    if not how["force"] and stamps.is_current(project, edition.folder, downloads=downloads):
        how["say"](f"{edition}: nothing has changed")
        return project / stamps.SITE / "index.html"
    if scheduler:
        book_of(edition.place, edition.year)  # there is such a report, or nobody waits for workers
    else:
        _warm_up(edition)
    from reportcard.editions.site import build_edition

    with _runner(jobs, scheduler) as runner:
        return build_edition(project, edition, jobs, runner=runner, **how)


def _runner(jobs: int, scheduler: str | None, *, held: bool = False) -> Any:
    """What runs the chapters: this machine, or a cluster."""
    from reportcard.editions.runners import runner

    say = partial(click.echo, err=True)
    return runner(project_folder(), jobs, scheduler, say, held=held)


@click.command(cls=OneCommand)
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


@click.command(cls=OneCommand)
@PORT
def serve(port: int) -> None:
    """Serve the built site on this machine, until Ctrl-C.

    Example:  reportcard serve --port 8080
    """
    from reportcard.editions import serve_site

    serve_site(project_folder(), port, click.echo)
