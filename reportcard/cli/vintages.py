"""``vintages``: one measure of a place as it was printed over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from reportcard import objects
from reportcard.archive import Observation
from reportcard.cli import output, rows
from reportcard.cli.output import FORMAT
from reportcard.dates import earliest, is_day
from reportcard.labels import phrase, require_language, when
from reportcard.prose import book_of, printed_text, show_observation
from reportcard.results import Book
from reportcard.schema import LANGUAGES
from reportcard.vintages import known_by, published

COLUMNS = ("year", "published", "document", "as_printed", "value", "status")
SELECTIONS = ("all", "first", "latest")


def _day(_ctx: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    if not is_day(value):
        raise click.UsageError(f"--as-of is '{value}': give a day, such as 2020-03-01")
    return earliest(value)


@click.command()
@click.argument("place")
@click.argument("indicator")
@click.option(
    "--as-of", callback=_day, metavar="DAY",
    help="What was surely published by then; documents that say no date are left out.",
)  # fmt: skip
@click.option(
    "--select", default="all", show_default=True, type=click.Choice(SELECTIONS),
    help="Of each year all prints, the first or the latest.",
)  # fmt: skip
@click.option(
    "--lang", default="en", show_default=True, metavar="|".join(LANGUAGES),
    callback=lambda _c, _o, value: require_language(value), help="Language of labels.",
)  # fmt: skip
@FORMAT
def vintages(
    place: str, indicator: str, as_of: date | None, select: str, lang: str, form: str
) -> None:
    """One measure of a place, every year of it as each document prints it.

    Example:  reportcard vintages haidian gdp --as-of 2024-12-31 --select latest
    """
    book = book_of(place)
    found = published(book, indicator)
    if as_of is not None:
        found = known_by(book, found, as_of)
    found = selected(found, select)
    if form == "table":
        lines = [_line(book, o, lang) for o in found]
        header = rows.header(COLUMNS, lang)
        click.echo(output.as_table(header, lines, output.terminal_width()), nl=False)
        return
    told = [objects.figure_object(book, o, lang) | _dated(book, o) for o in found]
    keys = (*objects.FIGURE_KEYS, "published", "base")
    text = objects.as_json(told) if form == "json" else objects.as_csv(told, keys)
    click.echo(text, nl=False)


def selected(found: Sequence[Observation], select: str) -> list[Observation]:
    """Of each year all prints, the first or the latest."""
    if select == "all":
        return list(found)
    ordered = found if select == "latest" else list(reversed(found))
    chosen = {o.time_period: o for o in ordered}
    return [chosen[year] for year in sorted(chosen)]


def _line(book: Book, observation: Observation, lang: str) -> tuple[str, ...]:
    document = book.archive.documents[observation.document]
    unit = book.registry[observation.indicator].unit
    return (
        str(observation.time_period),
        when(document.published, lang),
        document.short(lang),
        printed_text(observation),
        show_observation(observation, unit, lang),
        phrase("state", observation.status, lang) if observation.status else "",
    )


def _dated(book: Book, observation: Observation) -> dict[str, Any]:
    document = book.archive.documents[observation.document]
    return {"published": document.published, "base": observation.base}
