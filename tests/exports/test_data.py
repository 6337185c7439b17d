"""The same rows in every form, and what stands beside them."""

import csv
import io
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from reportcard.columns import RESOURCES, columns
from reportcard.exports import write_data
from reportcard.exports.tables import NAMES
from reportcard.objects import figures, flat, indicators
from reportcard.schema import LANGUAGES

from .conftest import TABLES, Written
from .sheets import Sheets

DAY_ZERO = datetime(1899, 12, 30)
"""Day 0 of a sheet."""


def test_the_files(written: Written) -> None:
    forms = [
        f"{name}.{end}" for name in TABLES for end in ("csv", "csv-metadata.json", "json", "xlsx")
    ]
    found = [path.name for path in written.folder.iterdir()]
    assert sorted(found) == sorted([*forms, "datapackage.json"])


def test_the_dictionary_describes_the_columns_that_there_are() -> None:
    described = columns().table
    for (group, name), column in described.items():
        resources = RESOURCES if group == "all" else (group,)
        assert any(name in NAMES[resource] for resource in resources), (group, name)
        assert set(column.title) == set(column.about) == set(LANGUAGES)
    shadowed = [
        n for g, n in described if g == "all" and all((r, n) in described for r in RESOURCES)
    ]
    assert shadowed == []


@pytest.mark.parametrize("name", TABLES)
def test_csv_and_json_hold_the_same_rows(written: Written, name: str) -> None:
    rows = written.json(f"{name}.json")
    cells = list(csv.reader(io.StringIO(written.text(f"{name}.csv"), newline="")))
    assert cells[0] == list(NAMES[name])
    assert cells[1:] == [[flat(row[column]) for column in NAMES[name]] for row in rows]
    assert all(list(row) == list(NAMES[name]) for row in rows)


def test_nothing_is_lost(written: Written) -> None:
    for name, objects in (("figures", figures), ("indicators", indicators)):
        rows = written.json(f"{name}.json")
        assert [{k: v for k, v in row.items() if k != "key"} for row in rows] == list(
            objects(written.book, written.lang)
        )
    assert len(written.json("figures.json")) == len(written.book.report.observations)
    anchored = written.book.report.anchor is not None
    assert bool(written.json("audit.json")) == anchored


@pytest.mark.parametrize("name", TABLES)
def test_lists_can_be_taken_apart_again(written: Written, name: str) -> None:
    lists = [c.name for c in columns().of(name, NAMES[name]) if c.type in ("list", "integers")]
    for row in written.json(f"{name}.json"):
        for column in lists:
            items = row[column] or []
            assert flat(items).split("; ") == ([flat(item) for item in items] or [""])


@pytest.mark.parametrize("name", TABLES)
def test_the_workbook_holds_the_same_rows(written: Written, name: str) -> None:
    sheets = Sheets(written.folder / f"{name}.xlsx")
    header, *lines = sheets.rows(name)
    assert header == list(NAMES[name])
    rows = written.json(f"{name}.json")
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        cells = line + [None] * (len(header) - len(line))
        for column, cell in zip(columns().of(name, header), cells, strict=True):
            value = row[column.name]
            if value in (None, "", []):
                assert cell is None
            elif column.type == "decimal":
                assert Fraction(repr(cell)) == Fraction(value), (row["key"], column.name)
            elif column.type == "date":
                assert (datetime.fromisoformat(value) - DAY_ZERO).days == cell
            elif column.type in ("integer", "year", "boolean"):
                assert cell == value
            else:
                assert cell == flat(value)


@pytest.mark.parametrize("name", TABLES)
def test_the_workbook_is_made_for_reading(written: Written, name: str) -> None:
    sheets = Sheets(written.folder / f"{name}.xlsx")
    assert list(sheets.trees) == [name, "columns", "about"]
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    pane = next(sheets.trees[name].iter(f"{main}pane"))
    assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")
    widths = [float(c.get("width", 0)) for c in sheets.trees[name].iter(f"{main}col")]
    assert widths
    assert all(8 <= width <= 62 for width in widths)
    assert [row[0] for row in sheets.rows("columns")[1:]] == list(NAMES[name])
    about = "\n".join(text for row in sheets.rows("about") for text in row if text)
    package = written.json("datapackage.json")
    assert package["title"] in about
    assert package["licenses"][0]["path"] in about
    for source in package["sources"]:
        assert source["title"] in about
        assert source["path"] in about


def test_a_language_of_its_own(written: Written) -> None:
    words = [c["dc:description"] for n in TABLES for c in _described(written, n)]
    words += [written.json("datapackage.json")[key] for key in ("title", "description")]
    for text in words:
        assert any("\u4e00" <= c <= "\u9fff" for c in text) == (written.lang != "en"), text


def _described(written: Written, name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = written.json(f"{name}.csv-metadata.json")["tableSchema"][
        "columns"
    ]
    return found


def test_the_same_book_gives_the_same_bytes(written: Written, tmp_path: Path) -> None:
    for path in write_data(written.book, written.lang, tmp_path):
        assert path.read_bytes() == (written.folder / path.name).read_bytes(), path.name
