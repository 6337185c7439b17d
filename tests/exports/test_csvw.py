"""CSV on the Web: every row read strictly by its metadata, and by the validator."""

import csv
import json
import shutil
import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW

from .conftest import TABLES, Written


def read(path: Path) -> list[dict[str, Any]]:
    """The rows, their cells as Python's own; raises ValueError for a cell of another type."""
    (table,) = CSVW(str(path), validate=True).tables
    return [dict(row) for row in table.iterdicts(strict=True)]


def told(path: Path) -> list[str]:
    """What the validator finds; it collects warnings, so that none may be an error meanwhile."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        found = CSVW(str(path), validate=True)
        assert not found.no_metadata
        assert found.is_valid == (not found.warnings)
    return [str(warning.message) for warning in found.warnings]


@pytest.mark.parametrize("name", TABLES)
def test_it_is_valid(written: Written, name: str) -> None:
    assert told(written.folder / f"{name}.csv") == []


@pytest.mark.parametrize("name", TABLES)
def test_its_rows_are_those_of_json(written: Written, name: str) -> None:
    rows, objects = read(written.folder / f"{name}.csv"), written.json(f"{name}.json")
    assert len(rows) == len(objects)
    for row, entry in zip(rows, objects, strict=True):
        for column in ("value", "lower", "upper", "computed", "precision"):
            if column in entry:
                told = None if entry[column] is None else Decimal(entry[column])
                assert row[column] == told
        for column in ("lower_open", "upper_open", "start", "end"):
            if column in entry:
                assert row[column] == entry[column]
        for column in ("hedges", "missing"):
            if column in entry:
                assert row[column] == entry[column]
        if "integers" in entry:
            assert row["integers"] == (entry["integers"] or [])


def test_it_says_licence_and_sources(written: Written) -> None:
    said = written.json("figures.csv-metadata.json")
    assert said["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    package = written.json("datapackage.json")
    assert [s["@id"] for s in said["dc:source"]] == [s["path"] for s in package["sources"]]
    titles = {column["name"]: column["titles"] for column in said["tableSchema"]["columns"]}
    assert all(list(title) == [written.lang] for title in titles.values())


@pytest.fixture
def copied(default: Written, tmp_path: Path) -> Path:
    return Path(shutil.copytree(default.folder, tmp_path / "data")) / "indicators.csv"


def change_cell(path: Path, column: str, text: str) -> None:
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    rows[1][rows[0].index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("value", "forty-two"),
        ("lower_open", "perhaps"),
        ("value_exact", "41.9"),
        ("integers", "1399; many"),
        ("unit", ""),
    ],
)
def test_a_cell_of_another_type_is_found(copied: Path, column: str, text: str) -> None:
    change_cell(copied, column, text)
    with pytest.raises(ValueError, match=column):
        read(copied)
    assert told(copied)


def test_a_doubled_key_is_found(copied: Path) -> None:
    rows = copied.read_text("utf-8").splitlines(keepends=True)
    copied.write_text("".join([*rows, rows[-1]]), "utf-8")
    with pytest.raises(ValueError, match="duplicate primary key"):
        told(copied)


def test_a_broken_type_is_found(copied: Path) -> None:
    path = copied.with_name("indicators.csv-metadata.json")
    said = json.loads(path.read_text("utf-8"))
    column = next(c for c in said["tableSchema"]["columns"] if c["name"] == "indicator")
    column["datatype"] = "integer"
    path.write_text(json.dumps(said), "utf-8")
    with pytest.raises(ValueError, match="indicator"):
        read(copied)
