"""The data of an edition in a folder: three tables as CSV, JSON and XLSX, and their metadata."""

from __future__ import annotations

from pathlib import Path

from reportcard.exports.about import About
from reportcard.exports.csvw import csvw
from reportcard.exports.datapackage import datapackage
from reportcard.exports.tables import NAMES, tables
from reportcard.exports.workbook import write_workbook
from reportcard.labels import require_language
from reportcard.objects import as_csv, as_json
from reportcard.results import Book

FOLDER = "data"
"""Where the pages of an edition find its data, from the folder of its first page."""
PACKAGE = "datapackage.json"
FILES = (
    *(f"{FOLDER}/{name}.{ending}" for name in NAMES for ending in ("csv", "json", "xlsx")),
    f"{FOLDER}/{PACKAGE}",
)
"""What a reader takes away of an edition, from the folder of its first page."""


def write_data(book: Book, lang: str, folder: Path) -> list[Path]:
    """Write the data of an edition into ``folder``, which may be new; returns the files.

    The same book and language give the same bytes. Raises UnknownName for an unknown language,
    DataError for a column that ``data/columns.toml`` does not describe.
    """
    about = About(book, require_language(lang))
    made = tables(book, lang)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for table in made:
        texts = {
            f"{table.name}.csv": as_csv(table.rows, [c.name for c in table.columns]),
            f"{table.name}.json": as_json(table.rows),
            f"{table.name}.csv-metadata.json": as_json(csvw(about, table)),
        }
        files += [_written(folder / name, text) for name, text in texts.items()]
        files.append(write_workbook(about, table, folder / f"{table.name}.xlsx"))
    package = datapackage(about, made, folder)
    return [*files, _written(folder / PACKAGE, as_json(package))]


def _written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8", newline="\n")
    return path
