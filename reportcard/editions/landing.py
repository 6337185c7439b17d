"""The landing page: what this is, three numbers, the editions there are, how to report an error."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from reportcard import labels, tokens
from reportcard.editions.chapters import CONFIG, default_edition, read_yaml
from reportcard.errors import DataError, Problem
from reportcard.labels import phrase
from reportcard.prose import book_of, say_in
from reportcard.schema import LANGUAGES

FACTS = "edition.json"
TEMPLATE = "landing.html.j2"
HEADLINES = (
    ("a_share_share_of_parent", "capital_markets"),
    ("star_share_of_parent", "capital_markets"),
    ("catering_task_completion", "tasks"),
)
"""The numbers a visitor sees first, each with the chapter that explains it."""


@dataclass(frozen=True)
class Headline:
    """A number with its label, where it is explained, and what the source prints."""

    text: str
    label: str
    href: str
    printed: str
    printed_lang: str | None
    verdict: str | None


def published(site: Path) -> list[dict[str, Any]]:
    """What is known of every edition of the site, in the order of their folders."""
    return [
        {**json.loads(path.read_text("utf-8")), "folder": path.parent.relative_to(site).as_posix()}
        for path in sorted(site.glob(f"*/*/*/{FACTS}"))
    ]


def front(project: Path, site: Path) -> dict[str, str]:
    """The files at the root of a site, by name, for the editions that lie below ``site``."""
    return {"index.html": landing_page(project, site)}


def landing_page(project: Path, site: Path) -> str:
    """The page as HTML: no script, and nothing from another host."""
    editions = published(site)
    config = read_yaml(project / CONFIG)
    environment = Environment(
        loader=PackageLoader("reportcard.editions", "."),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    address = str(config.get("site_url") or "").rstrip("/")
    repository = config.get("repository") or {}
    if not isinstance(repository, dict):
        remedy = "Write its address below it:  url: https://…"
        raise DataError(Problem(f"repository is {repository!r}", remedy, project / CONFIG))
    home = str(repository.get("url") or "").rstrip("/")
    return environment.get_template(TEMPLATE).render(
        css=tokens.css(),
        headlines=headlines(shown_first(project, editions)),
        editions=editions,
        languages={lang: phrase("site", "language", lang) for lang in LANGUAGES},
        canonical=f"{address}/" if address else "",
        issues=f"{home}/issues" if home else "",
    )


def shown_first(project: Path, editions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The edition whose numbers open the page: the default one, else the first there is."""
    folder = default_edition(project).folder.as_posix()
    return next((e for e in editions if e["folder"] == folder), next(iter(editions), None))


def headlines(edition: Mapping[str, Any] | None) -> list[Headline]:
    """The headline numbers that an edition reports."""
    if edition is None:
        return []
    book = book_of(edition["place"], edition["year"])
    pages = {chapter["page"] for chapter in edition["chapters"]}
    found = []
    for name, chapter in HEADLINES:
        page = f"notebooks/{chapter}"
        if name in book.registry.indicators and page in pages and book.result(name).reported:
            found.append(_headline(edition, name, page))
    return found


def _headline(edition: Mapping[str, Any], name: str, page: str) -> Headline:
    """One number. English, as the page is."""
    book = book_of(edition["place"], edition["year"])
    said, printed = say_in(book, name, "en"), say_in(book, f"{name}|printed", "en")
    label = labels.fill(book.registry[name].label["en"], book.report.names("en"))
    href = f"{edition['folder']}/{page}.html"
    known = (printed.text, printed.lang) if printed.verdict != "missing" else ("", None)
    verdict = printed.verdict if printed.verdict != "missing" else None
    return Headline(said.text, label, href, *known, verdict)
