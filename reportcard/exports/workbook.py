"""A table of an edition as an XLSX workbook: the rows, what the columns hold, what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reportcard.exports.about import LICENCE, LICENCE_TITLE, LICENCE_URL, VERSION, About, creator
from reportcard.exports.tables import Table
from reportcard.labels import display_width, when
from reportcard.objects import flat

CREATED = datetime(1980, 1, 1)
"""The first day that a zip file can name: a workbook of the same rows has the same bytes."""
NARROWEST, WIDEST, PADDING = 8, 60, 2
"""Of a column, in characters."""
DIGITS = 15
"""As many decimal digits a cell of a sheet keeps."""
HEAD = {"bold": True, "bottom": 1, "align": "left"}


def write_workbook(about: About, table: Table, path: Path) -> Path:
    """Write one table; returns its path.

    Numbers are numbers, up to the digits a cell keeps; the exact fractions are text beside them.
    The sheets are called as the table, ``columns`` and ``about``.
    """
    with Workbook(path) as book:
        book.set_properties(
            {
                "title": f"{about.title}: {about.phrase(table.name)}",
                "author": creator(),
                "comments": about.description,
                "created": CREATED,
            }
        )
        _rows(book, table)
        _texts(book, "columns", list(_meanings(about, table)))
        _texts(book, "about", list(_facts(about, table)))
    return path


def _rows(book: Workbook, table: Table) -> None:
    """The rows, each cell of its column's type, below a header that stays in sight."""
    names = [column.name for column in table.columns]
    sheet = _sheet(book, table.name, names)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(names) - 1)
    writers = _writers(book, sheet)
    for line, row in enumerate(table.rows, 1):
        for place, column in enumerate(table.columns):
            if row[column.name] not in (None, "", []):
                write = writers.get(column.type, _write_text(sheet))
                write(line, place, row[column.name])
    _fit(sheet, [names, *([flat(row[name]) for name in names] for row in table.rows)])


Writer = Callable[[int, int, Any], object]


def _write_text(sheet: Worksheet) -> Writer:
    """Text as it is: no formula, no link, whatever it begins with."""
    return lambda line, place, value: sheet.write_string(line, place, flat(value))


def _writers(book: Workbook, sheet: Worksheet) -> dict[str, Writer]:
    """How a cell of each type that is more than text is written."""
    grouped = book.add_format({"num_format": "#,##0"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})

    def decimal(line: int, place: int, value: str) -> object:
        number = Decimal(value)
        if len(number.normalize().as_tuple().digits) > DIGITS:
            return sheet.write_string(line, place, value)
        style = grouped if number == number.to_integral_value() else None
        return sheet.write_number(line, place, float(number), style)

    return {
        "decimal": decimal,
        "integer": sheet.write_number,
        "year": sheet.write_number,
        "boolean": sheet.write_boolean,
        "date": lambda line, place, value: sheet.write_datetime(
            line, place, datetime.fromisoformat(value), day
        ),
    }


def _meanings(about: About, table: Table) -> Iterator[tuple[str, ...]]:
    """What each column is called and holds."""
    yield tuple(about.phrase(name) for name in ("column", "title", "meaning"))
    for column in table.columns:
        yield column.name, column.title[about.lang], column.about[about.lang]


def _facts(about: About, table: Table) -> Iterator[tuple[str, ...]]:
    """What the edition is, under which licence, and from which documents."""
    yield about.phrase("title"), about.title
    yield about.phrase("description"), about.description
    yield about.phrase(table.name), about.phrase(f"{table.name}_about")
    yield about.phrase("creator"), creator()
    yield about.phrase("version"), VERSION
    yield about.phrase("licence"), f"{LICENCE_TITLE} ({LICENCE})"
    yield "", LICENCE_URL
    yield "", about.phrase("facts")
    for number, document in enumerate(about.documents):
        named = about.phrase("sources") if number == 0 else ""
        day = when(document.published, about.lang)
        yield named, f"{document.title}. {document.publisher}, {day}. {document.url}"


def _texts(book: Workbook, name: str, lines: Sequence[Sequence[str]]) -> None:
    """A sheet of text, its first line a header."""
    sheet = _sheet(book, name, lines[0])
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for number, line in enumerate(lines[1:], 1):
        for place, text in enumerate(line):
            sheet.write_string(number, place, text, wrapped)
    _fit(sheet, lines)


def _sheet(book: Workbook, name: str, header: Sequence[str]) -> Worksheet:
    sheet: Worksheet = book.add_worksheet(name)
    head = book.add_format(HEAD)
    for place, text in enumerate(header):
        sheet.write_string(0, place, text, head)
    sheet.freeze_panes(1, 0)
    return sheet


def _fit(sheet: Worksheet, lines: Sequence[Sequence[str]]) -> None:
    """Columns as wide as what stands in them, within reason."""
    for place, cells in enumerate(zip(*lines, strict=True)):
        width = max(display_width(cell) for cell in cells) + PADDING
        sheet.set_column(place, place, min(max(width, NARROWEST), WIDEST))
