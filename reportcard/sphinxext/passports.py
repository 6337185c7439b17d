"""The passports of a page: its numbers answer, whichever part of the book wrote them.

Prose, tables and charts write a number under its key; when a page is whole,
``reportcard.passports`` turns each into a button and appends what the buttons open. Which
chapters use a number is known before any page is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from reportcard.passports import Link, Passport, Surroundings, answered, keys_in, passport
from reportcard.prose import book_of
from reportcard.sphinxext.charts import chart
from reportcard.sphinxext.numbers import number

PAPER = ("singlehtml", "epub")
"""Builders whose pages have notes instead of popovers."""

_CHARTED = re.compile(r'"n": "([^"]+)"')


def _stored(env: BuildEnvironment) -> dict[str, list[str]]:
    """The keys that each page uses, kept with the environment between builds."""
    stored: dict[str, list[str]] = vars(env).setdefault("reportcard_uses", {})
    return stored


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Note what numbers a page uses, right after it was read."""
    found: list[str] = []
    for node in doctree.findall():
        if isinstance(node, number):
            found += keys_in(node.get("html", ""))
        elif isinstance(node, chart):
            found += _CHARTED.findall(node["spec"])
        elif isinstance(node, nodes.raw):
            found += keys_in(node.astext())
    _stored(app.env)[app.env.docname] = list(dict.fromkeys(found))


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """A page is about to be read again, or is gone."""
    _stored(env).pop(docname, None)


def gather(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: Any) -> None:
    """Take over what another process read."""
    _stored(env).update({page: _stored(other).get(page, []) for page in docnames})


def answer(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Make the numbers of a finished page answerable."""
    body = context.get("body")
    if not body or '<data class="n' not in body:
        return
    config = app.config
    book = book_of(config.reportcard_place, config.reportcard_year)
    context["body"] = answered(body, book, config.reportcard_lang, surroundings(app, pagename))


def surroundings(app: Sphinx, page: str) -> Surroundings:
    """Where the numbers of a page lead."""
    if app.builder.name in PAPER:
        return Surroundings(popovers=False, known=_known(app))
    return Surroundings(
        uses=lambda key: list(uses(app, page, key)),
        address=lambda key: _address(app, page, key),
        known=_known(app),
    )


def _known(app: Sphinx) -> dict[str, Passport]:
    """The passports that were made in this build, by their key."""
    known: dict[str, Passport] = vars(app).setdefault("reportcard_passports", {})
    return known


def of_key(app: Sphinx, key: str) -> Passport:
    """The passport of a number in this build. Raises UnknownName for a key of nothing."""
    known, config = _known(app), app.config
    if key not in known:
        book = book_of(config.reportcard_place, config.reportcard_year)
        known[key] = passport(book, key, config.reportcard_lang)
    return known[key]


def used_by(env: BuildEnvironment, page: str) -> list[str]:
    """The keys of the numbers that a page shows, each once."""
    return _stored(env).get(page, [])


def uses(app: Sphinx, page: str, key: str) -> Iterable[Link]:
    """The pages that use a number, in the order of the book, as links to where they do."""
    env, uses = app.env, _stored(app.env)
    for name in env.collect_relations():
        if key in uses.get(name, ()):
            title = re.split(": |：", env.titles[name].astext())[0]
            address = app.builder.get_relative_uri(page, name) if name != page else ""
            yield Link(title, f"{address}#n-{key}")


def _address(app: Sphinx, page: str, key: str) -> str:
    """The file with a number's data, where the site has such files."""
    folder = app.config.reportcard_numbers
    return f"{'../' * page.count('/')}{folder}/{key}.json" if folder else ""


def setup(app: Sphinx) -> None:
    """Answer on every page; ``reportcard_numbers`` is the folder of numbers, seen from the root."""
    app.add_config_value("reportcard_numbers", "", "html", (str,))
    app.connect("doctree-read", collect, priority=800)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", gather)
    app.connect("html-page-context", answer)
