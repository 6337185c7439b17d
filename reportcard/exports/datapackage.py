"""The data of an edition as a Frictionless Data Package, version 2."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportcard.columns import LISTS, Column
from reportcard.exports.about import (
    LICENCE,
    LICENCE_TITLE,
    LICENCE_URL,
    VERSION,
    About,
    creator,
)
from reportcard.exports.tables import KEY, Table

PROFILES = "https://datapackage.org/profiles/2.0"
MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "decimal": {"type": "number"},
    "fraction": {"type": "string"},
    "integer": {"type": "integer"},
    "year": {"type": "year"},
    "date": {"type": "date"},
    "boolean": {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    "list": {"type": "string"},
    "integers": {"type": "string"},
}
"""Lists are strings: the standard has a type for them, its published profile 2.0 does not."""
FRACTION = "-?[0-9]+(/[0-9]+)?"


def datapackage(about: About, tables: Sequence[Table], folder: Path) -> dict[str, Any]:
    """The descriptor of the files that ``folder`` holds, with the size and hash of each."""
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": about.name,
        "title": about.title,
        "description": about.description,
        "version": VERSION,
        "licenses": [{"name": LICENCE, "title": LICENCE_TITLE, "path": LICENCE_URL}],
        "contributors": [{"title": creator(), "roles": ["creator"]}],
        "sources": [{"title": d.title, "path": d.url} for d in about.documents],
        "resources": [r for table in tables for r in _resources(about, table, folder)],
    }


def _resources(about: About, table: Table, folder: Path) -> Iterator[dict[str, Any]]:
    """The table as CSV with its schema, then the same rows in the other forms."""
    described = {
        "title": about.phrase(table.name),
        "description": about.phrase(f"{table.name}_about"),
    }
    for ending, media in MEDIA.items():
        path = folder / f"{table.name}.{ending}"
        whole = path.read_bytes()
        tabular = ending == "csv"
        yield {
            "name": table.name if tabular else f"{table.name}-{ending}",
            **({"type": "table"} if tabular else {}),
            "path": path.name,
            **described,
            "format": ending,
            "mediatype": media,
            **({} if ending == "xlsx" else {"encoding": "utf-8"}),
            "bytes": len(whole),
            "hash": f"sha256:{hashlib.sha256(whole).hexdigest()}",
            **({"dialect": DIALECT, "schema": _schema(about, table)} if tabular else {}),
        }


DIALECT = {
    "$schema": f"{PROFILES}/tabledialect.json",
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}


def _schema(about: About, table: Table) -> dict[str, Any]:
    """The columns; what is audited is among the figures."""
    said: dict[str, Any] = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field(column, about) for column in table.columns],
        "missingValues": [""],
    }
    if table.primary:
        said["primaryKey"] = [table.primary]
    else:
        there = {"resource": "figures", "fields": [KEY]}
        said["foreignKeys"] = [{"fields": [KEY], "reference": there}]
    return said


def _field(column: Column, about: About) -> dict[str, Any]:
    listed = about.phrase("items") if column.type in LISTS else ""
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.type == "fraction":
        constraints["pattern"] = FRACTION
    return {
        "name": column.name,
        **TYPES[column.type],
        "title": column.title[about.lang],
        "description": column.about[about.lang] + listed,
        **({"constraints": constraints} if constraints else {}),
    }
