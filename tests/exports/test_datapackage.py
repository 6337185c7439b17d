"""Data Package v2: the descriptor by the standard's own profile, each cell by the descriptor."""

import copy
import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dplib import settings
from dplib.models import Package
from jsonschema import Draft7Validator

from .conftest import Written

CELLS: dict[str, Callable[[str], object]] = {
    "string": str,
    "number": lambda text: re.fullmatch(r"-?\d+(\.\d+)?", text),
    "integer": lambda text: re.fullmatch(r"-?\d+", text),
    "year": lambda text: re.fullmatch(r"\d{4}", text),
    "date": date.fromisoformat,
    "boolean": lambda text: text in ("true", "false"),
}


def profile() -> dict[str, Any]:
    """The profile that dplib ships; by its address it would be fetched."""
    folder = Path(settings.PROFILE_BASEDIR) / settings.PROFILE_CURRENT
    said: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return said


def faults(package: dict[str, Any]) -> list[str]:
    return [error.message for error in Draft7Validator(profile()).iter_errors(package)]


def cell_faults(package: dict[str, Any], folder: Path) -> list[str]:
    """Every cell against its field, every key against its table."""
    tables = {r["name"]: r for r in package["resources"] if "schema" in r}
    rows = {
        name: list(csv.DictReader(io.StringIO((folder / r["path"]).read_text("utf-8"))))
        for name, r in tables.items()
    }
    found = []
    for name, resource in tables.items():
        schema = resource["schema"]
        for number, row in enumerate(rows[name], 2):
            assert list(row) == [field["name"] for field in schema["fields"]]
            for field in schema["fields"]:
                fault = _cell_fault(field, row[field["name"]])
                found += [f"{name}:{number} {field['name']} {fault}"] if fault else []
        keys = (
            [tuple(row[k] for k in schema["primaryKey"]) for row in rows[name]]
            if ("primaryKey" in schema)
            else []
        )
        found += [f"{name}: {key} stands twice" for key in set(keys) if keys.count(key) > 1]
        for foreign in schema.get("foreignKeys", []):
            there = foreign["reference"]
            known = {tuple(r[k] for k in there["fields"]) for r in rows[there["resource"]]}
            own = {tuple(row[k] for k in foreign["fields"]) for row in rows[name]}
            found += [f"{name}: {key} leads nowhere" for key in own - known]
    return found


def _cell_fault(field: dict[str, Any], text: str) -> str:
    constraints = field.get("constraints", {})
    if not text:
        return "is required" if constraints.get("required") else ""
    try:
        fits = CELLS[field["type"]](text)
    except ValueError:
        fits = False
    pattern = constraints.get("pattern", ".*")
    return "" if fits and re.fullmatch(pattern, text, re.DOTALL) else f"is {text!r}"


def test_it_validates(written: Written) -> None:
    package = written.json("datapackage.json")
    assert package["$schema"] == settings.PROFILE_CURRENT_PACKAGE
    assert faults(package) == []
    assert cell_faults(package, written.folder) == []


def test_dplib_reads_it(written: Written) -> None:
    package = Package.from_dict(written.json("datapackage.json"))
    figures = package.get_resource(name="figures")
    assert figures is not None
    schema = figures.get_schema()
    assert schema is not None
    assert schema.primaryKey == ["key"]
    assert {"number", "year", "date", "boolean", "string"} == set(schema.get_field_types())
    assert package.licenses[0].name == "CC-BY-4.0"


def test_it_names_its_files_and_sources(written: Written) -> None:
    package = written.json("datapackage.json")
    named = {resource["path"] for resource in package["resources"]}
    metadata = {path.name for path in written.folder.glob("*metadata.json")}
    assert named | metadata | {"datapackage.json"} == {p.name for p in written.folder.iterdir()}
    for resource in package["resources"]:
        whole = (written.folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(whole)
        assert resource["hash"] == f"sha256:{hashlib.sha256(whole).hexdigest()}"
    documents = written.book.archive.documents.values()
    known = {d.title: d.url for d in documents}
    assert all(known[s["title"]] == s["path"] for s in package["sources"])
    printed_in = {row["document"] for row in written.json("figures.json")}
    assert printed_in <= {
        d.id for d in documents if d.title in {s["title"] for s in package["sources"]}
    }


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "no resources": lambda p: p.pop("resources"),
    "a licence that is none": lambda p: p["licenses"].append("free"),
    "a field without a name": lambda p: p["resources"][0]["schema"]["fields"][0].pop("name"),
    "a field of no type": lambda p: p["resources"][0]["schema"]["fields"][0].update(type="text"),
    "a path that is a number": lambda p: p["resources"][0].update(path=3),
    "a version that is a number": lambda p: p.update(version=1),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_descriptor_is_found(default: Written, case: str) -> None:
    package = copy.deepcopy(default.json("datapackage.json"))
    BROKEN[case](package)
    assert faults(package)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("value", {"type": "integer"}),
        ("indicator", {"type": "number"}),
        ("label", {"constraints": {"pattern": "[A-Z]"}}),
        ("status", {"constraints": {"required": True}}),
        ("lower_open", {"type": "year"}),
    ],
)
def test_a_cell_of_another_type_is_found(default: Written, field: str, change: Any) -> None:
    package = copy.deepcopy(default.json("datapackage.json"))
    fields = next(r for r in package["resources"] if r["name"] == "indicators")["schema"]["fields"]
    next(f for f in fields if f["name"] == field).update(change)
    assert any(f"{field} is " in fault for fault in cell_faults(package, default.folder))


def test_a_key_that_is_none_is_found(default: Written) -> None:
    package = copy.deepcopy(default.json("datapackage.json"))
    package["resources"][0]["schema"]["primaryKey"] = ["document"]
    assert any("stands twice" in fault for fault in cell_faults(package, default.folder))
