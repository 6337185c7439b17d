"""Search: the book's own, in place of Sphinx's, whose Chinese splitter garbles Traditional text.

When the pages are written they are read again as their readers will see them, and what they say
is kept beside them for the search (``reportcard.finding``).
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from reportcard import finding
from reportcard.labels import phrase, template
from reportcard.sections import Sections, article, cut

BUILDERS = ("html", "dirhtml")
PAGE = "search"
SPHINX_OWN = ("searchtools.js", "language_data.js")
"""What Sphinx's search would load; it is written for pages of a theme, searched or not."""


def _searched(app: Sphinx) -> bool:
    return app.builder.name in BUILDERS


def _no_sphinx_search(app: Sphinx) -> None:
    """Sphinx shall neither index the pages nor write its page."""
    if _searched(app):
        app.builder.search = False  # type: ignore[attr-defined]


def _add_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page of results, whose address can be kept: ``search.html?q=…``."""
    if _searched(app):
        title = phrase("search", "title", app.config.reportcard_lang)
        yield PAGE, {"title": title}, "search.html"


def _tell(app: Sphinx, page: str, name: str, context: dict[str, Any], doctree: Any) -> None:
    """What the templates of the search need to know; ``search`` says whether there is one."""
    context["search"] = _searched(app)
    context["search_word"] = partial(template, "search", lang=app.config.reportcard_lang)
    context["search_folder"] = context.get("content_root", "./") + finding.FOLDER.as_posix()


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Keep what the finished pages say; Sphinx's own search leaves nothing behind."""
    if exception is not None or not _searched(app):
        return
    out = Path(app.outdir)
    finding.write(out / finding.FOLDER, finding.pages(_cut(app)))
    for name in SPHINX_OWN:
        (out / "_static" / name).unlink(missing_ok=True)


def _cut(app: Sphinx) -> Iterator[tuple[str, Sections]]:
    """The address of each page, and the page taken apart: anew where it says something else."""
    builder: Any = app.builder
    file = Path(app.doctreedir, "sections.pickle")
    before = pickle.loads(file.read_bytes()) if file.is_file() else {}
    now: dict[str, Sections] = {}
    for page in _in_order(app.env, app.config.root_doc):
        html = article(Path(builder.get_outfilename(page)).read_text("utf-8"))
        digest = sha256(html.encode()).hexdigest()
        now[digest] = before.get(digest) or cut(html)
        yield builder.get_target_uri(page), now[digest]
    file.write_bytes(pickle.dumps(now))


def _in_order(env: BuildEnvironment, page: str) -> Iterator[str]:
    """The pages of the book as its table of contents lists them."""
    yield page
    for child in env.toctree_includes.get(page, ()):
        yield from _in_order(env, child)


def setup(app: Sphinx) -> None:
    """Take over search in every build that makes pages for a site."""
    app.connect("builder-inited", _no_sphinx_search)
    app.connect("html-collect-pages", _add_page)
    app.connect("html-page-context", _tell)
    app.connect("build-finished", _write)
