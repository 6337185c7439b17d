"""What is known of the editions of a site, and which of them the pages of one lead to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reportcard.editions.chapters import Edition
from reportcard.editions.times import FILE as TIMES
from reportcard.errors import DataError, Problem
from reportcard.labels import phrase
from reportcard.schema import LANGUAGES

FACTS, EDITIONS = "edition.json", "editions.js"
KNOWN = ("place", "year", "lang", "title", "chapters", "left_out", "reported")
"""What the facts of an edition must say for the pages that list it."""


def published(site: Path, place: str = "*") -> list[dict[str, Any]]:
    """What is known of every edition of the site, or of those of one place: by place, the latest
    year first, by language.

    Raises DataError naming every edition that another version of the project has built.
    """
    found, problems = [], []
    for path in sorted(site.glob(f"{place}/*/*/{FACTS}")):
        facts = json.loads(path.read_text("utf-8"))
        if lacking := [name for name in KNOWN if name not in facts]:
            what = f"says no {', '.join(lacking)}: another version built this edition"
            problems.append(Problem(what, "Remove its folder and build it again.", path))
        found.append({**facts, "folder": path.parent.relative_to(site).as_posix()})
    if problems:
        raise DataError(*problems)
    return sorted(found, key=_order)


def related(site: Path, edition: Edition) -> list[dict[str, Any]]:
    """The editions of a site that a page of one leads to, see ``beside``."""
    return beside(published(site, edition.place), edition)


def beside(there: Iterable[Mapping[str, Any]], edition: Edition) -> list[dict[str, Any]]:
    """Of the editions whose facts are given those that a page of one leads to: its report in the
    other languages, the other years of its place in its own."""
    near = (facts for facts in there if is_beside(edition_of(facts), edition))
    return [_listed(e) for e in sorted(near, key=_order)]


def edition_of(facts: Mapping[str, Any]) -> Edition:
    """The edition whose facts they are."""
    return Edition(facts["place"], facts["year"], facts["lang"])


def is_beside(other: Edition, edition: Edition) -> bool:
    """Whether a page of an edition leads to another one."""
    same = (other.year == edition.year, other.lang == edition.lang)
    return other.place == edition.place and same in ((True, False), (False, True))


def _order(facts: Mapping[str, Any]) -> tuple[Any, ...]:
    """By place, the latest year first, by language."""
    return (facts["place"], -facts["year"], LANGUAGES.index(facts["lang"]))


def list_of_editions(site: Path) -> str:
    """All of them as a script: pages built before an edition learn of it, also from disk."""
    listed = [_listed(edition) for edition in published(site)]
    return f"window.reportcardEditions = {json.dumps(listed, ensure_ascii=False)};\n"


def _listed(edition: Mapping[str, Any]) -> dict[str, Any]:
    pages = ["index", *(chapter["page"] for chapter in edition["chapters"]), Path(TIMES).stem]
    told = {key: edition[key] for key in ("folder", "place", "year", "lang")}
    return {**told, "language": phrase("site", "language", edition["lang"]), "pages": pages}
