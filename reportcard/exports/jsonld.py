"""What catalogues and search engines ask of a chapter: schema.org/Dataset as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from reportcard.columns import RESOURCES
from reportcard.dates import is_day
from reportcard.exports.about import LICENCE_URL, VERSION, About, creator
from reportcard.exports.datapackage import MEDIA
from reportcard.exports.numbers import result_of
from reportcard.expressions import Quantity
from reportcard.labels import join, phrase, unit_label
from reportcard.observations import decimal
from reportcard.results import Result
from reportcard.sources import Area, Document

VOCABULARY = "https://schema.org/"
Node = dict[str, Any]


def dataset(about: About, name: str, description: str, said: Iterable[str], data: str) -> Node:
    """A chapter as a schema.org Dataset.

    ``name`` and ``description`` are the chapter's, ``said`` the keys of the numbers that its prose
    says, ``data`` the folder of the edition's data as seen from its page. The vocabulary stands
    in the node itself, so that nobody has to fetch a context. Raises UnknownName for a key of
    nothing.
    """
    measured = list(variables(about, said))
    return {
        "@context": {"@vocab": VOCABULARY},
        "@type": "Dataset",
        "name": f"{name} · {about.title}",
        "description": description,
        "inLanguage": about.lang,
        "isAccessibleForFree": True,
        "license": LICENCE_URL,
        "version": VERSION,
        "creator": _organization(creator()),
        "citation": about.citation,
        "temporalCoverage": str(about.book.report.year),
        "spatialCoverage": _place(list(about.areas()), about.lang),
        "isBasedOn": [_document(document) for document in about.documents],
        **({"variableMeasured": measured} if measured else {}),
        "distribution": list(_downloads(about, data)),
    }


def script(node: Node) -> str:
    """A node as an element of a page; no text in it can end the element."""
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def _organization(name: str) -> Node:
    return {"@type": "Organization", "name": name}


def _place(areas: Sequence[Area], lang: str) -> Node:
    """A place inside its parent."""
    first, *outer = areas
    inside = {"containedInPlace": _place(outer, lang)} if outer else {}
    return {"@type": "Place", "name": first.label[lang], **inside}


def _document(document: Document) -> Node:
    day = document.published if is_day(document.published) else None
    return {
        "@type": "CreativeWork",
        "name": document.title,
        "publisher": _organization(document.publisher),
        "url": document.url,
        "inLanguage": document.script,
        **({"datePublished": day} if day else {}),
    }


def _downloads(about: About, data: str) -> Iterator[Node]:
    """The tables in every form they have."""
    for resource in RESOURCES:
        for ending, media in MEDIA.items():
            yield {
                "@type": "DataDownload",
                "name": about.phrase(resource),
                "encodingFormat": media,
                "contentUrl": f"{data}/{resource}.{ending}",
            }


def variables(about: About, said: Iterable[str]) -> Iterator[Node]:
    """Each number of some keys that there is; unbounded and open ends leave out what is not known.

    Raises UnknownName for a key of nothing.
    """
    for key in dict.fromkeys(said):
        result = result_of(about.book, key)
        if result.reported:
            yield {
                "@type": "PropertyValue",
                "propertyID": key,
                "name": _called(about, result),
                "unitText": unit_label(result.indicator.unit, about.lang),
                **_values(result),
            }


def _called(about: About, result: Result) -> str:
    """The indicator, with the area and year where these are not the report's."""
    report, parts = about.book.report, [about.book.label(result.indicator, about.lang)]
    if result.area != report.place.key:
        parts.append(about.book.archive.areas[result.area].label[about.lang])
    if result.year != report.year:
        parts.append(str(result.year))
    if result.before:
        parts.append(phrase("chart", "before", about.lang))
    return join(parts, about.lang)


def _values(result: Result) -> Node:
    """The value, if it is no mere end (突破 is never a point), and the ends of what is allowed."""
    quantity, interval = result.quantity, result.interval
    assert isinstance(quantity, Quantity)
    point = interval.bounded and quantity.value in interval
    said = {"value": _number(quantity.value)} if point else {}
    if not interval.exact:
        ends = {"minValue": interval.lower, "maxValue": interval.upper}
        said |= {name: _number(end) for name, end in ends.items() if end is not None}
    return said


def _number(value: Fraction) -> int | float:
    text = decimal(value)
    return float(text) if "." in text else int(text)
