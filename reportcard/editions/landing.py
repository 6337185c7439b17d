"""The landing page: what this is, three numbers, the editions there are, how to report an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from reportcard import keys, labels, tokens
from reportcard.editions.chapters import CONFIG, chapters_of, default_edition, read_yaml
from reportcard.editions.places import Table, index_of
from reportcard.editions.published import EDITIONS, list_of_editions, published
from reportcard.editions.takeaway import NUMBERS
from reportcard.errors import DataError, Problem
from reportcard.labels import phrase
from reportcard.passports import Link, Surroundings, answered
from reportcard.prose import book_of, say_in
from reportcard.schema import LANGUAGES

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
    index = index_of(editions, [chapter.page for chapter in chapters_of(project)], lang)
    environment = Environment(
        loader=PackageLoader("reportcard.editions", "."),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template(TEMPLATE).render(
        lang=lang,
        word=lambda name, *parts: phrase("site", name, lang, *parts),
        site_word=partial(labels.template, "site", lang=lang),
        page_word=partial(phrase, "page", lang=lang),
        column_word=partial(phrase, "column", lang=lang),
        state=partial(phrase, "state", lang=lang),
        say=phrase,
        css=tokens.css(),
        first=first,
        first_report=first and _report(first, lang),
        headlines=[head for head, _ in headlines(first, lang)],
        columns=index.columns,
        places=_named(index.places, first, lang),
        elsewhere=_in_other_languages(editions, first, lang),
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


def _report(edition: Mapping[str, Any], lang: str) -> str:
    """The report of an edition in words: ``Haidian 2019``."""
    name = book_of(edition["place"], edition["year"]).report.names(lang)["home"]
    return labels.template("page", "eyebrow", lang).format(place=name, year=edition["year"])


def _in_other_languages(
    editions: Sequence[Mapping[str, Any]], first: Mapping[str, Any] | None, lang: str
) -> list[Mapping[str, Any]]:
    """An edition in each other language, of the report shown first where there is one."""
    report = first and (first["place"], first["year"])
    nearest_last = sorted(editions, key=lambda e: (e["place"], e["year"]) == report)
    found = {e["lang"]: e for e in nearest_last if e["lang"] != lang}
    return [found[name] for name in LANGUAGES if name in found]


def _named(
    places: Iterable[Table], first: Mapping[str, Any] | None, lang: str
) -> list[tuple[str, Table]]:
    """Each place under its name; the one whose numbers open the page comes first."""
    if first is None:
        return []
    archive = book_of(first["place"], first["year"]).archive
    ordered = sorted(places, key=lambda table: table.place != first["place"])
    return [(archive.area(table.place).label[lang], table) for table in ordered]


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
