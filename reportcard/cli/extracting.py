"""``reportcard extract`` and ``claims``: what a text prints, as tables, CSV and JSON."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from reportcard import findings, objects
from reportcard.claims.finder import claims as claims_of
from reportcard.cli import output
from reportcard.errors import DataError, Problem
from reportcard.extract.figures import extract as figures_of
from reportcard.labels import require_language
from reportcard.schema import LANGUAGES
from reportcard.tables import decoded, read_text

FIGURE_HEADER = ("start", "as printed", "value", "unit", "kind", "words", "stands for")
CLAIM_HEADER = ("start", "as printed", "relation", "beside", "computed", "verdict", "reason")
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
    found = [findings.figure(figure) for figure in figures_of(text_of(text))]
    if form == "json":
        click.echo(objects.as_json(found), nl=False)
    elif form == "csv":
        click.echo(objects.as_csv(found, findings.EXTRACTED_KEYS), nl=False)
    else:
        lines = [_line(said) for said in found]
        click.echo(output.as_table(FIGURE_HEADER, lines, output.terminal_width()), nl=False)
        click.echo(output.counted(len(found), "figure"), err=True)


@click.command()
@click.argument("text", type=click.Path(allow_dash=True))
@click.option(
    "--lang", default="en", show_default=True, metavar="|".join(LANGUAGES),
    callback=lambda _c, _o, value: require_language(value), help="Language of the reasons.",
)  # fmt: skip
@output.FORMAT
def claims(text: str, lang: str, form: str) -> None:
    """Every printed number that other printed numbers of the text can check, judged.

    Shares, totals, growth, completions, differences, multiples and repeats: consistent,
    inconsistent, or undetermined where a needed number is not printed, each with the reason.

    Example:  reportcard claims report.txt --lang zh-Hant
    """
    read = text_of(text)
    made = claims_of(read, figures_of(read))
    found = [findings.claim(one, lang) for one in made]
    if form == "json":
        click.echo(objects.as_json(found), nl=False)
    elif form == "csv":
        click.echo(objects.as_csv(found, findings.CLAIM_KEYS), nl=False)
    else:
        lines = [_claim_line(said) for said in found]
        width = output.terminal_width()
        click.echo(output.as_table_with_notes(CLAIM_HEADER, lines, width), nl=False)
        judged = Counter(said["verdict"] for said in found)
        told = ", ".join(f"{number:,} {verdict}" for verdict, number in judged.items())
        click.echo(
            f"{output.counted(len(found), 'claim')}" + (f": {told}" if told else ""), err=True
        )


def _claim_line(said: objects.Object) -> tuple[str, ...]:
    """One claim as a row to read, its reason last."""
    inputs = ", ".join(said["inputs"]) or "–"
    computed = said["computed"] or "–"
    place = (str(said["start"]), said["as_printed"], said["relation"])
    return (*place, inputs, computed, said["verdict"], said["reason"])


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
