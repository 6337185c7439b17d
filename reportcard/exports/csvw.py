"""CSV on the Web: what a CSV file holds, in the file beside it (W3C, Tabular Metadata)."""

from __future__ import annotations

from typing import Any

from reportcard.columns import LISTS, Column
from reportcard.exports.about import LICENCE_URL, About, creator
from reportcard.exports.tables import Table
from reportcard.objects import LIST_STOP

DATATYPES: dict[str, Any] = {
    "text": "string",
    "decimal": "decimal",
    "fraction": {"base": "string", "format": "-?[0-9]+(/[0-9]+)?"},
    "integer": "integer",
    "year": "gYear",
    "date": {"base": "date", "format": "yyyy-MM-dd"},
    "boolean": {"base": "boolean", "format": "true|false"},
    "list": "string",
    "integers": "integer",
}
DIALECT = {
    "encoding": "utf-8",
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
    "headerRowCount": 1,
    "lineTerminators": ["\n"],
}


def csvw(about: About, table: Table) -> dict[str, Any]:
    """The metadata of one table; what is empty in it is null."""
    schema: dict[str, Any] = {"columns": [_column(column, about.lang) for column in table.columns]}
    if table.primary:
        schema["primaryKey"] = table.primary
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": about.lang}],
        "url": f"{table.name}.csv",
        "dc:title": f"{about.title}: {about.phrase(table.name)}",
        "dc:description": about.phrase(f"{table.name}_about"),
        "dc:language": about.lang,
        "dc:creator": creator(),
        "dc:license": {"@id": LICENCE_URL},
        "dc:source": [
            {"@id": d.url, "dc:title": {"@value": d.title, "@language": d.script}}
            for d in about.documents
        ],
        "dialect": DIALECT,
        "tableSchema": schema,
    }


def _column(column: Column, lang: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": column.name,
        "titles": {lang: column.title[lang]},
        "dc:description": column.about[lang],
        "datatype": DATATYPES[column.type],
    }
    if column.required:
        said["required"] = True
    if column.type in LISTS:
        said["separator"] = LIST_STOP
    return said
