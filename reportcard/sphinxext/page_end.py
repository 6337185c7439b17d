"""What a reader may want of a page: to cite it, to take its data along, to run it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from reportcard import __version__
from reportcard.labels import phrase, template

_SPECIAL = re.compile(r"[&%$#_{}]")


def of_page(app: Sphinx, page: str, context: dict[str, Any]) -> dict[str, Any]:
    """What the block at the end of a page says."""
    config = app.config
    title = "" if page == config.root_doc else app.env.titles[page].astext()
    address = context.get("pageurl") or ""
    repository = config.html_theme_options.get("repository_url") or ""
    return {
        "heading": phrase("page", "cite" if title else "cite_book", config.reportcard_lang),
        "citation": citation(config, title),
        "bibtex": bibtex(config, page, title, address),
        "address": address,
        "files": _grouped(config.reportcard_files, context["content_root"], config.reportcard_lang),
        "commands": commands(config, page, repository),
        "repository": repository,
    }


def citation(config: Config, title: str) -> str:
    """The page, or without a ``title`` the book, as a list of references names it."""
    lang = config.reportcard_lang
    name = "citation" if title else "citation_book"
    return template("page", name, lang).format(
        authors=phrase("page", "authors", lang),
        title=title,
        book=config.html_title,
        version=__version__,
    )


def bibtex(config: Config, page: str, title: str, address: str) -> str:
    """The same as a BibTeX entry."""
    lang = config.reportcard_lang
    edition = "-".join(str(config[f"reportcard_{part}"]) for part in ("place", "year", "lang"))
    part = f"-{PurePosixPath(page).name}" if title else ""
    within = phrase("page", "in_book", lang, config.html_title) if title else ""
    fields = {
        "author": "{" + phrase("page", "authors", lang) + "}",
        "title": _escaped(title or config.html_title),
        "howpublished": _escaped(within),
        "note": phrase("page", "version", lang, __version__),
        "url": address,
    }
    lines = [f"  {key:<12} = {{{value}}}," for key, value in fields.items() if value]
    return "\n".join([f"@misc{{reportcard-{edition}{part},", *lines, "}"])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda sign: f"\\{sign[0]}", text)


def commands(config: Config, page: str, repository: str) -> list[str]:
    """What to type to run a chapter of this edition, or to build the whole of it."""
    edition = f"{config.reportcard_place} {config.reportcard_year} --lang {config.reportcard_lang}"
    what = f"run {edition} --chapter {PurePosixPath(page).name}"
    if page == config.root_doc:
        what = f"build {edition}"
    first = [f"git clone {repository} reportcard && cd reportcard"] if repository else []
    return [*first, "make install", f".venv/bin/reportcard {what}"]


def _grouped(addresses: Sequence[str], content_root: str, lang: str) -> list[dict[str, Any]]:
    """Files by what they hold, each with its forms: ``Figures: CSV, JSON, XLSX``.

    ``addresses`` are relative to the first page of the edition.
    """
    groups: dict[str, list[dict[str, str]]] = {}
    for address in addresses:
        form = PurePosixPath(address).suffix.removeprefix(".").upper()
        file = {"href": content_root.removeprefix("./") + address, "form": form}
        groups.setdefault(_holds(PurePosixPath(address)), []).append(file)
    return [{"name": phrase("page", name, lang), "files": files} for name, files in groups.items()]


def _holds(path: PurePosixPath) -> str:
    """What a file is about: its name, or the folder it stands in."""
    return {"downloads": "book", "numbers": "numbers"}.get(path.parent.name, path.stem)
