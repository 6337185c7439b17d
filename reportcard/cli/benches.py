"""``reportcard bench``: the group of the measurements."""

from __future__ import annotations

import click
from click.core import ParameterSource

from reportcard.cli import output
from reportcard.cli.bench import extraction, pages, scaling
from reportcard.cli.command import Commands
from reportcard.cli.sidebyside import compare


@click.group("bench", cls=Commands, invoke_without_command=True)
@click.option(
    "--runs", default=3, show_default=True, type=click.IntRange(1, 100),
    help="How often each scenario is run; what is told is the median.",
)  # fmt: skip
@click.option("--only", multiple=True, metavar="NAME", help="Only this scenario; may be repeated.")
@click.option("--keep", is_flag=True, help="Write data/benchmarks.json, which the book shows.")
@output.FORMAT
@click.pass_context
def benches(ctx: click.Context, runs: int, only: tuple[str, ...], keep: bool, form: str) -> None:
    """Measure the book beside the usual way; nothing passes or fails.

    Without a command: builds of this book beside papermill, Jupyter Book and plain exec, cold and
    warm, with one figure changed and with nothing changed. The project itself is never touched.

    Example:  reportcard bench --only build --only jupyter-book-force

    Example:  reportcard bench pages --chapter economy
    """
    if ctx.invoked_subcommand is None:
        compare(runs, only, form, keep=keep)
        return
    given = [p for p in ctx.command.params if _given(ctx, p)]
    if given:
        command = ctx.invoked_subcommand
        what = f"{given[0].opts[0]} stands before '{command}', whose options come after it"
        raise click.UsageError(what)


def _given(ctx: click.Context, parameter: click.Parameter) -> bool:
    """Whether the command line itself names an option."""
    return ctx.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE


for command in (pages, extraction, scaling):
    benches.add_command(command)
