"""The landing page: what this is, three numbers, the editions there are, how to report an error."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from reportcard import keys, labels, tokens
from reportcard.editions.chapters import CONFIG, Edition, default_edition, read_yaml
from reportcard.editions.takeaway import NUMBERS
from reportcard.editions.times import FILE as TIMES
from reportcard.errors import DataError, Problem
from reportcard.labels import phrase
from reportcard.passports import Link, Surroundings, answered
from reportcard.prose import book_of, say_in
from reportcard.schema import LANGUAGES

FACTS, EDITIONS = "edition.json", "editions.js"
KNOWN = ("place", "year", "lang", "title", "label", "chapters", "left_out")
"""What the facts of an edition must say for the pages that list it."""
TEMPLATE = "landing.html.j2"
HEADLINES = (
    ("a_share_share_of_parent", "capital_markets"),
    ("star_share_of_parent", "capital_markets"),
    ("catering_task_completion", "tasks"),
)
"""The numbers a visitor sees first, each with the chapter that explains it."""


@dataclass(frozen=True)
class Headline:
    """A number with its key, its label, where it is explained, and what the source prints."""

    key: str
    text: str
    label: str
    href: str
    printed: str
    printed_lang: str | None
    verdict: str | None


def published(site: Path) -> list[dict[str, Any]]:
    """What is known of every edition of the site, in the order of their folders.

    Raises DataError naming every edition that another version of the project has built.
    """
    found, problems = [], []
    for path in sorted(site.glob(f"*/*/*/{FACTS}")):
        facts = json.loads(path.read_text("utf-8"))
        if lacking := [name for name in KNOWN if name not in facts]:
            what = f"says no {', '.join(lacking)}: another version built this edition"
            problems.append(Problem(what, "Remove its folder and build it again.", path))
        found.append({**facts, "folder": path.parent.relative_to(site).as_posix()})
    if problems:
        raise DataError(*problems)
    return found


def others(site: Path, edition: Edition) -> list[dict[str, Any]]:
    """The other editions of the site, as a switch between them needs to know them."""
    own = edition.folder.as_posix()
    return [_listed(other) for other in published(site) if other["folder"] != own]


def list_of_editions(site: Path) -> str:
    """All of them as a script: pages built before an edition learn of it, also from disk."""
    listed = [_listed(edition) for edition in published(site)]
    return f"window.reportcardEditions = {json.dumps(listed, ensure_ascii=False)};\n"


def _listed(edition: Mapping[str, Any]) -> dict[str, Any]:
    pages = ["index", *(chapter["page"] for chapter in edition["chapters"]), Path(TIMES).stem]
    return {**{key: edition[key] for key in ("folder", "lang", "label")}, "pages": pages}


def front(project: Path, site: Path) -> dict[str, str]:
    """The files at the root of a site, by name, for the editions that lie below ``site``."""
    return {EDITIONS: list_of_editions(site), "index.html": landing_page(project, site)}


def landing_page(project: Path, site: Path) -> str:
    """The page as HTML, in the language of the default edition.

    Its looks and its script are those of the edition whose numbers it shows.
    """
    address, repository = _addresses(project)
    editions = published(site)
    lang = default_edition(project).lang
    first = shown_first(project, editions)
    environment = Environment(
        loader=PackageLoader("reportcard.editions", "."),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    others = [e for e in editions if e["lang"] != lang]
    page = environment.get_template(TEMPLATE).render(
        lang=lang,
        word=partial(phrase, "site", lang=lang),
        page_word=partial(phrase, "page", lang=lang),
        state=partial(phrase, "state", lang=lang),
        say=phrase,
        css=tokens.css(),
        first=first,
        headlines=[head for head, _ in headlines(first, lang)],
        editions=editions,
        reports=_reports(editions, lang),
        elsewhere=list({e["lang"]: e for e in reversed(others)}.values()),
        languages={name: phrase("site", "language", name) for name in LANGUAGES},
        canonical=f"{address}/" if address else "",
        issues=f"{repository}/issues" if repository else "",
    )
    return page if first is None else _answered(page, first, lang)


def _answered(page: str, edition: Mapping[str, Any], lang: str) -> str:
    """The page with its numbers answerable; each is explained in the chapter it is taken from."""
    book = book_of(edition["place"], edition["year"])
    titles = {chapter["page"]: chapter["title"] for chapter in edition["chapters"]}
    uses = {
        head.key: [Link(titles[f"notebooks/{chapter}"], head.href)]
        for head, chapter in headlines(edition, lang)
    }
    numbers = (Path(edition["folder"]).parent / NUMBERS).as_posix()
    around = Surroundings(
        uses=lambda key: uses.get(key, []), address=lambda key: f"{numbers}/{key}.json"
    )
    text, end, rest = page.partition("</main>")
    return answered(text, book, lang, around) + end + rest


def _reports(editions: Sequence[Mapping[str, Any]], lang: str) -> dict[str, list[Any]]:
    """The editions of each report, which is a place and a year: ``Haidian 2019``."""
    reports: dict[str, list[Any]] = {}
    for edition in editions:
        names = book_of(edition["place"], edition["year"]).report.names(lang)
        line = labels.template("page", "eyebrow", lang)
        name = line.format(place=names["home"], year=edition["year"])
        reports.setdefault(name, []).append(edition)
    return reports


def _addresses(project: Path) -> tuple[str, str]:
    """Where the site is published and where the project is, as far as that is said."""
    config = read_yaml(project / CONFIG)
    repository = config.get("repository") or {}
    if not isinstance(repository, dict):
        remedy = "Write its address below it:  url: https://…"
        raise DataError(Problem(f"repository is {repository!r}", remedy, project / CONFIG))
    given = (config.get("site_url"), repository.get("url"))
    address, home = (str(text or "").rstrip("/") for text in given)
    return address, home


def shown_first(project: Path, editions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The edition whose numbers open the page: the default one, else the first there is."""
    folder = default_edition(project).folder.as_posix()
    return next((e for e in editions if e["folder"] == folder), next(iter(editions), None))


def headlines(edition: Mapping[str, Any] | None, lang: str) -> list[tuple[Headline, str]]:
    """The headline numbers that an edition reports, in a language, each with its chapter."""
    if edition is None:
        return []
    book = book_of(edition["place"], edition["year"])
    pages = {chapter["page"] for chapter in edition["chapters"]}
    found = []
    for name, chapter in HEADLINES:
        page = f"notebooks/{chapter}"
        if name in book.registry.indicators and page in pages and book.result(name).reported:
            found.append((_headline(edition, name, page, lang), chapter))
    return found


def _headline(edition: Mapping[str, Any], name: str, page: str, lang: str) -> Headline:
    book = book_of(edition["place"], edition["year"])
    said, printed = say_in(book, name, lang), say_in(book, f"{name}|printed", lang)
    label = labels.fill(book.registry[name].label[lang], book.report.names(lang))
    href = f"{edition['folder']}/{page}.html"
    known = (printed.text, printed.lang) if printed.verdict != "missing" else ("", None)
    verdict = printed.verdict if printed.verdict != "missing" else None
    key = keys.of_result(book.result(name))
    return Headline(key, said.text, label, href, *known, verdict)
