"""What the pages hold beside their text: the edition's data as files, and each chapter's words
for catalogues (schema.org). Only where pages are HTML files of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from reportcard import prose
from reportcard.exports import FOLDER, About, dataset, script, write_data
from reportcard.passports import keys_in
from reportcard.sphinxext.numbers import number

CHAPTERS = "notebooks/"
BUILDERS = ("html", "dirhtml")


def _about(config: Config) -> About:
    """The edition being built."""
    book = prose.book_of(config.reportcard_place, config.reportcard_year)
    return About(book, config.reportcard_lang)


def describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add a chapter's description as a dataset to the head of its page."""
    if app.builder.name not in BUILDERS or doctree is None or not page.startswith(CHAPTERS):
        return
    about = _about(app.config)
    title = app.env.titles[page].astext()
    lede = next(doctree.findall(nodes.paragraph), None)
    description = about.description if lede is None else lede.astext()
    root = app.builder.get_relative_uri(page, app.config.root_doc).rpartition("/")[0] or "."
    said = dataset(about, title, description, _said(doctree), f"{root}/{FOLDER}")
    context["metatags"] = context.get("metatags", "") + script(said)


def _said(doctree: nodes.document) -> Iterator[str]:
    """The keys of the numbers in a page's prose."""
    for node in doctree.findall(number):
        yield from keys_in(node.get("html", ""))


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the edition's data beside its pages, once these are there."""
    if error is None and app.builder.name in BUILDERS and app.config.reportcard_data:
        about = _about(app.config)
        write_data(about.book, about.lang, Path(app.outdir) / FOLDER)


def setup(app: Sphinx) -> None:
    """Describe the chapters as they are written, and write the data at the end, unless
    ``reportcard_data`` says that somebody else does."""
    app.add_config_value("reportcard_data", True, "", (bool,))
    app.connect("html-page-context", describe)
    app.connect("build-finished", write)
