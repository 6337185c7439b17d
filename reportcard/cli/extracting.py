"""``reportcard extract`` and ``claims``: what a text prints, as tables, CSV and JSON."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reportcard import objects
from reportcard.cli import output
from reportcard.errors import DataError, Problem
from reportcard.extract.figures import extract as figures_of
from reportcard.tables import decoded, read_text

FIGURE_HEADER = ("start", "as printed", "value", "unit", "kind", "words", "stands for")
STANDARD_INPUT = "-"


def text_of(name: str) -> str:
    """The text of a file, or of standard input for ``-``. Raises DataError when not UTF-8."""
    if name == STANDARD_INPUT:
        return decoded(sys.stdin.buffer.read(), Path("standard input"))
    path = Path(name)
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is not there"
        raise DataError(Problem(what, "Name a text file, or - for standard input.", path))
    return read_text(path)


@click.command()
@click.argument("text", type=click.Path(allow_dash=True))
@output.FORMAT
def extract(text: str, form: str) -> None:
    """Every statistical figure of a report's text, with its place, unit and exact interval.

    TEXT is a UTF-8 file, or - for standard input: Chinese in either script, or plain English.

    Example:  reportcard extract report.txt --format csv
    """
    found = [objects.extracted(figure) for figure in figures_of(text_of(text))]
    if form == "json":
        click.echo(objects.as_json(found), nl=False)
    elif form == "csv":
        click.echo(objects.as_csv(found, objects.EXTRACTED_KEYS), nl=False)
    else:
        lines = [_line(said) for said in found]
        click.echo(output.as_table(FIGURE_HEADER, lines, output.terminal_width()), nl=False)
        click.echo(f"{len(found):,} figures", err=True)


def _line(said: objects.Object) -> tuple[str, ...]:
    """One figure as a row to read."""
    value = said["value"] if said["value_hi"] is None else f"{said['value']} – {said['value_hi']}"
    fall = "fall" if said["direction"] else ""
    words = ", ".join(filter(None, (*said["hedges"], fall, said["status"])))
    place = (str(said["start"]), said["as_printed"])
    return (*place, value, said["unit"], said["kind"], words, _span(said))


def _span(said: objects.Object) -> str:
    """The interval in mathematical writing, with decimals."""
    left, right = "(" if said["lower_open"] else "[", ")" if said["upper_open"] else "]"
    if said["lower"] == said["upper"] and said["lower"] is not None:
        return str(said["lower"])
    return f"{left}{said['lower'] or '−∞'}, {said['upper'] or '∞'}{right}"
