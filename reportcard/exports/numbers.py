"""One file for each number of a report, in no language: what it is, and what it rests on.

The addresses are stable (``numbers/haidian.gdp.2019.json``), the links between them relative, so
that the folder can be moved and quoted from anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from reportcard import keys
from reportcard.archive import BEFORE, Figure, Observation
from reportcard.audit import Check, audit
from reportcard.exports.about import LICENCE_URL, VERSION
from reportcard.expressions import Missing, observed
from reportcard.objects import Object, as_json, with_exact
from reportcard.results import Book, Result
from reportcard.schema import LANGUAGES

SCHEMA = "number.schema.json"
INDEX = "index.json"


def write_numbers(book: Book, folder: Path) -> list[Path]:
    """Write every number of a report into ``folder``, which may be new; returns the files.

    Beside them stand ``index.json``, which lists them, and the schema that each is held to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = number_objects(book)
    texts = {href(key): as_json(said) for key, said in found.items()}
    texts[INDEX] = as_json(_index(book, found))
    texts[SCHEMA] = as_json(schema())
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    return [folder / name for name in texts]


def schema() -> dict[str, Any]:
    """The JSON Schema of a number's file."""
    said: dict[str, Any] = json.loads(files(__package__).joinpath(SCHEMA).read_text("utf-8"))
    return said


def href(key: str) -> str:
    """The file of a number, seen from the others."""
    return f"{key}.json"


def number_objects(book: Book) -> dict[str, Object]:
    """Every number of a report by its key, and every one that these rest on."""
    checks = audit(book)
    found: dict[str, Object] = {}
    waiting = list(keys.all_keys(book))
    while waiting:
        key = waiting.pop(0)
        if key not in found:
            found[key] = _number(book, key, checks)
            waiting += [entry["key"] for entry in found[key]["inputs"]]
    return found


def _index(book: Book, found: dict[str, Object]) -> Object:
    told = ("label", "unit", "origin", "value")
    return {
        "place": book.report.place.key,
        "year": book.report.year,
        "version": VERSION,
        "license": LICENCE_URL,
        "numbers": [
            {"key": key, "href": href(key), **{name: said[name] for name in told}}
            for key, said in found.items()
        ],
    }


def _number(book: Book, key: str, checks: Sequence[Check]) -> Object:
    """All that is known of one number; values are signed, in the unit."""
    result = result_of(book, key)
    quantity, indicator = result.quantity, result.indicator
    value = None if isinstance(quantity, Missing) else quantity.value
    shown = value is not None and not result.computed
    printed = result.observations[0] if shown else result.printed
    mentions = printed.mentions if printed else ()
    return {
        "$schema": SCHEMA,
        "key": key,
        "indicator": indicator.id,
        "label": {lang: book.label(indicator, lang) for lang in LANGUAGES},
        "ref_area": result.area,
        "ref_area_label": dict(book.archive.areas[result.area].label),
        "time_period": result.year,
        "before": result.before,
        "unit": indicator.unit.code,
        "origin": _origin(result),
        **with_exact("value", value, None if value is None else result.interval),
        "integers": result.integers,
        "status": result.status or None,
        "hedges": list(printed.hedges) if printed else [],
        "caveats": list(result.caveats),
        "as_printed": printed.principal.as_printed if printed else None,
        "mentions": [_mention(book, figure) for figure in mentions],
        "formula": indicator.formula or None,
        "inputs": _inputs(book, result),
        "checks": [_check(book, c) for c in checks if _at(c.figure) in map(_at, mentions)],
        "documents": _documents(book, result, printed),
        "missing": list(quantity.names) if isinstance(quantity, Missing) else [],
        "refused": _refused(book, result),
    }


def result_of(book: Book, key: str) -> Result:
    """What a key names, a document's own observation as the result that it would be.

    Raises UnknownName for a key of nothing.
    """
    found = keys.find(book, key)
    if isinstance(found, Result):
        return found
    indicator, before = book.registry[found.indicator], found.coverage == BEFORE
    quantity = observed(found, indicator.unit).within(*indicator.bounds)
    return Result(indicator, found.ref_area, found.time_period, before, quantity)


def _origin(result: Result) -> str:
    """Where its value comes from, or why it has none."""
    if isinstance(result.quantity, Missing):
        return "refused" if result.quantity.refused else "missing"
    return "computed" if result.computed else "observed"


def _refused(book: Book, result: Result) -> Object | None:
    """Why it must not be computed, in every language."""
    reasons = {lang: book.refusal(result, lang) for lang in LANGUAGES}
    return reasons if any(reasons.values()) else None


def _inputs(book: Book, result: Result) -> list[Object]:
    """The observations that a computed number rests on, as links to their files."""
    named = [keys.of_observation(book, o) for o in result.observations if result.computed]
    return [{"key": key, "href": href(key)} for key in dict.fromkeys(named)]


def _at(figure: Figure) -> tuple[Path, int]:
    """What names a figure: the row it is written down in."""
    return figure.row.path, figure.row.line


def _mention(book: Book, figure: Figure) -> Object:
    """One place where it is printed; paragraphs are counted from 1, characters from 0."""
    bounds = enumerate(book.archive.paragraphs(figure.document), 1)
    start = figure.start
    inside = (n for n, (low, high) in bounds if start is not None and low <= start < high)
    return {
        "document": figure.document,
        "as_printed": figure.as_printed,
        "unit_printed": figure.reading.unit,
        "hedges": list(figure.reading.hedges),
        "direction": figure.direction or None,
        "start": start,
        "end": figure.end,
        "paragraph": next(inside, None),
        "locator": figure.locator or None,
    }


def _check(book: Book, check: Check) -> Object:
    """One verdict on what is printed, with what it was checked with."""
    named = dict.fromkeys(keys.of_observation(book, o) for o in check.inputs)
    return {
        "relation": check.relation,
        "verdict": check.verdict,
        "as_printed": check.figure.as_printed,
        "start": check.figure.start,
        "end": check.figure.end,
        **with_exact("computed", check.computed, check.interval),
        "inputs": [{"key": key, "href": href(key)} for key in named],
    }


def _documents(book: Book, result: Result, printed: Observation | None) -> list[Object]:
    """The documents it comes from, in order, that of its print included."""
    ids = dict.fromkeys([*result.documents, *([printed.document] if printed else [])])
    documents = [book.archive.documents[document] for document in ids]
    return [
        {
            "id": d.id,
            "title": d.title,
            "publisher": d.publisher,
            "published": d.published,
            "url": d.url,
            "lang": d.script,
        }
        for d in documents
    ]
