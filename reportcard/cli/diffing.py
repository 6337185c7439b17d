"""``diff``: what changed between two reports of one place."""

from __future__ import annotations

from itertools import groupby

import click

from reportcard import objects
from reportcard.cli import output, rows
from reportcard.differences import Difference, beside, differences
from reportcard.labels import phrase, require_language
from reportcard.prose import book_of
from reportcard.results import Book
from reportcard.schema import LANGUAGES


@click.command("diff")
@click.argument("place")
@click.argument("year", type=int)
@click.argument("other", type=int, metavar="YEAR")
@click.option(
    "--lang", default="en", show_default=True, metavar="|".join(LANGUAGES),
    callback=lambda _c, _o, value: require_language(value), help="Language of labels and reasons.",
)  # fmt: skip
@output.FORMAT
def diff_reports(place: str, year: int, other: int, lang: str, form: str) -> None:
    """What changed between the reports of two years: new, gone, moved, defined anew.

    Example:  reportcard diff haidian 2018 2019
    """
    if year == other:
        raise click.UsageError(f"both years are {year}: name two, as in  haidian 2018 2019")
    later = book_of(place, max(year, other))
    earlier = beside(later, min(year, other))
    found = differences(earlier, later)
    if form == "table":
        click.echo(_tables(earlier, later, found, lang), nl=False)
        return
    said = [objects.difference_object(later, one, lang) for one in found]
    text = objects.as_json(said) if form == "json" else ""
    click.echo(text or objects.as_csv(said, objects.DIFFERENCE_KEYS), nl=False)


def _tables(earlier: Book, later: Book, found: list[Difference], lang: str) -> str:
    """A table for each kind of difference, the number of its lines above it."""
    years = tuple(str(book.report.year) for book in (earlier, later))
    first, last = rows.header(("indicator", "place"), lang), rows.header(("change", "reason"), lang)
    header = (*first, *years, *last)
    colon, width = phrase("page", "colon", lang), output.terminal_width()
    told = []
    for kind, group in groupby(found, key=lambda one: one.kind):
        lines = [rows.difference_line(later, one, lang) for one in group]
        table = output.as_table_with_notes(header, lines, width)
        told.append(f"{phrase('difference', kind, lang)}{colon}{len(lines)}\n{table}")
    return "\n".join(told)
