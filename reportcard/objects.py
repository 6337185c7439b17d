"""What the commands print and the files to take away hold: a dictionary for each object.

The keys are stable. Numbers are decimal strings, so that no reader of JSON rounds them; the exact
fractions stand beside the computed ones. ``as_json`` and ``as_csv`` write a list of objects.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from reportcard.archive import Figure, Observation
from reportcard.audit import Check
from reportcard.differences import Difference
from reportcard.expressions import Missing, Quantity
from reportcard.interval import Interval
from reportcard.observations import decimal, row
from reportcard.prose import checks_of
from reportcard.results import Book, Result

Object = dict[str, Any]
LIST_STOP = "; "
"""What stands between the items of a list in one cell."""
FIGURE_KEYS = (
    "indicator",
    "label",
    "ref_area",
    "time_period",
    "as_of",
    "coverage",
    "as_printed",
    "value",
    "value_hi",
    "direction",
    "precision",
    "unit",
    "unit_printed",
    "hedges",
    "status",
    "lower",
    "upper",
    "lower_open",
    "upper_open",
    "document",
    "mentions",
)

INDICATOR_KEYS = (
    "indicator",
    "label",
    "unit",
    "value",
    "lower",
    "upper",
    "lower_open",
    "upper_open",
    "value_exact",
    "lower_exact",
    "upper_exact",
    "formula",
    "inputs",
    "status",
    "caveat",
    "printed",
    "verdict",
    "refused",
    "missing",
    "integers",
)
CHECK_KEYS = (
    "as_printed",
    "start",
    "end",
    "relation",
    "indicator",
    "inputs",
    "computed",
    "lower",
    "upper",
    "lower_open",
    "upper_open",
    "computed_exact",
    "lower_exact",
    "upper_exact",
    "rounding",
    "verdict",
    "reason",
)
RANGE_KEYS = (
    "value",
    "lower",
    "upper",
    "lower_open",
    "upper_open",
    "value_exact",
    "lower_exact",
    "upper_exact",
)
SIDE_KEYS = ("indicator", "year", *RANGE_KEYS, "status", "hedges", "documents")
DIFFERENCE_KEYS = (
    "kind",
    "indicator",
    "label",
    "ref_area",
    "unit",
    *(f"earlier_{key}" for key in SIDE_KEYS),
    *(f"later_{key}" for key in SIDE_KEYS),
    *(f"change_{key}" for key in ("unit", *RANGE_KEYS)),
    "reason",
)


def number(value: Fraction | None) -> str | None:
    """A decimal string: exact where it terminates early, else 12 significant digits."""
    return None if value is None else decimal(value)


def figures(book: Book, lang: str) -> Iterator[Object]:
    """Every observation of the report with every figure that holds it up."""
    for observation in book.report.observations:
        yield figure_object(book, observation, lang)


def figure_object(book: Book, observation: Observation, lang: str) -> Object:
    """One observation; value and interval are of the magnitude, as printed."""
    indicator = book.registry[observation.indicator]
    said: Object = dict(row(observation, indicator.unit.code))
    for key in ("value_hi", "lower", "upper"):
        said[key] = said[key] or None
    said |= {
        "label": book.label(indicator, lang),
        "time_period": observation.time_period,
        "hedges": list(observation.hedges),
        "lower_open": said["lower_open"] == "true",
        "upper_open": said["upper_open"] == "true",
        "mentions": [mention(figure) for figure in observation.mentions],
    }
    return {key: said[key] for key in FIGURE_KEYS}


def mention(figure: Figure) -> Object:
    """One place where a figure is printed: offsets, or the table and row of a table."""
    place: Object = {"start": figure.start, "end": figure.end, "as_printed": figure.as_printed}
    return place if figure.start is not None else place | {"locator": figure.locator}


def indicators(book: Book, lang: str) -> Iterator[Object]:
    """Every derived indicator: computed, not reported or refused."""
    for result in book.results():
        yield indicator_object(book, result, lang)


def indicator_object(book: Book, result: Result, lang: str) -> Object:
    """One derived indicator with what it rests on and what is said against it."""
    quantity, reported = result.quantity, not isinstance(result.quantity, Missing)
    value = None if isinstance(quantity, Missing) else quantity.value
    check = claim(book, result, lang)
    return {
        "indicator": result.indicator.id,
        "label": book.label(result.indicator, lang),
        "unit": result.indicator.unit.code,
        **with_exact("value", value, result.interval if reported else None),
        "formula": result.indicator.formula or None,
        "inputs": [_input(o) for o in result.observations],
        "status": result.status,
        "caveat": [book.registry.caveats[key][lang] for key in result.caveats],
        "printed": result.printed.principal.as_printed if result.printed else None,
        "verdict": check.verdict if check else None,
        "refused": book.refusal(result, lang) or None,
        "missing": list(quantity.names) if isinstance(quantity, Missing) else [],
        "integers": result.integers,
    }


def with_exact(name: str, value: Fraction | None, interval: Interval | None) -> Object:
    """A number and its interval, as decimals and exactly; null where there is none."""
    ends = {name: value, "lower": None, "upper": None}
    if interval is not None:
        ends |= {"lower": interval.lower, "upper": interval.upper}
    return {
        **{key: number(end) for key, end in ends.items()},
        "lower_open": None if interval is None else interval.lower_open,
        "upper_open": None if interval is None else interval.upper_open,
        **{f"{key}_exact": None if end is None else str(end) for key, end in ends.items()},
    }


def _input(observation: Observation) -> Object:
    return {
        "indicator": observation.indicator,
        "ref_area": observation.ref_area,
        "time_period": observation.time_period,
        "document": observation.document,
        "as_printed": observation.principal.as_printed,
    }


def claim(book: Book, result: Result, lang: str) -> Check | None:
    """The check of what the anchor prints of a derived indicator, if it prints it."""
    if result.printed is None:
        return None
    report, figure = book.report, result.printed.principal
    checks = checks_of(report.place.key, report.year, lang)
    own = (c for c in checks if c.relation != "repeat" and c.indicator.id == result.indicator.id)
    return next((c for c in own if c.figure.row == figure.row), None)


def check_object(check: Check, lang: str, mode: str) -> Object:
    """One claim with its verdict."""
    return {
        "as_printed": check.figure.as_printed,
        "start": check.figure.start,
        "end": check.figure.end,
        "relation": check.relation,
        "indicator": check.indicator.id,
        "inputs": [{"indicator": o.indicator, **mention(o.principal)} for o in check.inputs],
        **with_exact("computed", check.computed, check.interval),
        "rounding": mode,
        "verdict": check.verdict,
        "reason": check.reason(lang),
    }


def difference_object(book: Book, difference: Difference, lang: str) -> Object:
    """What two reports say of one indicator, each number signed and in the unit."""
    sides = zip(("earlier", "later"), difference.sides, strict=True)
    by = difference.change
    unit = None if isinstance(by, Missing) else by.unit.code
    told = {"unit": unit, **_range(by)}
    said: Object = {
        "kind": difference.kind,
        "indicator": difference.indicator.id,
        "label": book.label(difference.indicator, lang),
        "ref_area": difference.area,
        "unit": difference.indicator.unit.code,
        **{f"{name}_{key}": value for name, side in sides for key, value in _side(side).items()},
        **{f"change_{key}": value for key, value in told.items()},
        "reason": " ".join(difference.notes(lang)) or None,
    }
    return {key: said[key] for key in DIFFERENCE_KEYS}


def _side(result: Result) -> Object:
    """One of the two numbers that a difference is between."""
    hedges = result.observations[0].hedges if result.reported and not result.computed else ()
    return {
        "indicator": result.indicator.id,
        "year": result.year,
        **_range(result.quantity),
        "status": result.status,
        "hedges": list(hedges),
        "documents": list(result.documents),
    }


def _range(quantity: Quantity | Missing) -> Object:
    if isinstance(quantity, Missing):
        return with_exact("value", None, None)
    return with_exact("value", quantity.value, quantity.interval)


def as_json(objects: Any) -> str:
    """JSON, its Chinese as it is."""
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def as_csv(objects: Sequence[dict[str, Any]], keys: Sequence[str]) -> str:
    """CSV with the keys as header; lists are joined by "; ", what is null is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, keys, lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: flat(v) for k, v in entry.items()} for entry in objects)
    return out.getvalue()


def flat(value: Any) -> str:
    """A value as one cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return LIST_STOP.join(flat(item) for item in value)
    if isinstance(value, dict):
        return " ".join(flat(v) for v in _placed(value).values() if v is not None)
    return str(value)


def _placed(entry: dict[str, Any]) -> dict[str, Any]:
    """An object with its offsets as one word, as in observations.csv: ``1024-1028: 145家``."""
    if entry.get("start") is None:
        return entry
    rest = {k: v for k, v in entry.items() if k not in ("start", "end", "as_printed")}
    return {"span": f"{entry['start']}-{entry['end']}:", "as_printed": entry["as_printed"]} | rest
