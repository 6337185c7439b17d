"""The book's pages over the theme's: what their templates are told, and the files they load.

The templates stand in ``templates/``. A page loads the book's one stylesheet and one script and
nothing of the theme; what Sphinx writes and no page names is taken out of the built site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from reportcard import prose
from reportcard.chinese import CHINESE, TRADITIONAL
from reportcard.exports import FILES
from reportcard.labels import marked, phrase, template
from reportcard.sphinxext import assets, page_end, pruning, typography
from reportcard.tables import project_folder

TEMPLATES = Path(__file__).parent / "templates"
THEME = "sphinx_book_theme"
BUILDERS = ("html", "singlehtml")
EARLY, LATE = 100, 900
"""Before and after the theme has its say about a page."""
UNUSED = (
    *(f"theme_navbar_{part}" for part in ("start", "center", "persistent", "end")),
    *(f"theme_article_{part}" for part in ("header_start", "header_end", "footer_items")),
    *(f"theme_footer_{part}" for part in ("start", "center", "end")),
    "theme_content_footer_items",
    "theme_primary_sidebar_end",
    "sidebars",
)
"""Parts of the theme's page that ours has not; it would make each, to see whether it is empty."""

_CURRENT = re.compile(r'<a class="current reference internal" href="#[^"]*"')
_Context = dict[str, Any]


def dressed(app: Sphinx) -> bool:
    """Whether the pages of this build are the book's own: an EPUB, say, has a theme of its own."""
    return app.builder.name in BUILDERS and app.config.html_theme == THEME


def undress(
    app: Sphinx, page: str, template_name: str, context: _Context, doctree: nodes.document | None
) -> None:
    """Leave out of a page what its template does not show."""
    if dressed(app):
        context.update({part: [] for part in UNUSED})


def dress(
    app: Sphinx, page: str, template_name: str, context: _Context, doctree: nodes.document | None
) -> None:
    """Tell the templates of a page what they show."""
    if not dressed(app):
        return
    lang = app.config.reportcard_lang
    chapters = list(_below(app.env, app.config.root_doc))
    context.update(
        book_page=True,
        language=lang,  # Sphinx has a code of its own for the strings: zh_TW
        default_mode="",  # without script the reader's system decides
        word=partial(phrase, "page", lang=lang),
        chapter=page in chapters,
        contents=_contents(context),
        sections=list(_sections(app.env, page, lang)),
        eyebrow=_eyebrow(app.config, page, chapters),
        editions=_editions(app.config, page, context["content_root"].removeprefix("./")),
        take_away=page_end.of_page(app, page, context) if page in app.env.found_docs else None,
        times=bool(app.config.reportcard_run),
        css_files=[f for f in context["css_files"] if _ours(f, assets.STYLESHEET)],
        script_files=[f for f in context["script_files"] if _ours(f, assets.SCRIPT)],
    )


def _ours(file: Any, name: str) -> bool:
    return str(getattr(file, "filename", file)).endswith(name)


def _below(env: BuildEnvironment, page: str) -> Iterator[str]:
    """The pages of the book in their order, without the first one."""
    for child in env.toctree_includes.get(page, ()):
        yield child
        yield from _below(env, child)


def _contents(context: _Context) -> str:
    """The list of chapters; the page itself is told to those who do not see it."""
    chapters = context["toctree"](titles_only=True, maxdepth=1, includehidden=True)
    return _CURRENT.sub(lambda link: f'{link[0]} aria-current="page"', chapters)


def _sections(env: BuildEnvironment, page: str, lang: str) -> Iterator[dict[str, Any]]:
    """The sections right below the title of a page: what it is called and where it stands."""
    for item in env.tocs[page].children if page in env.tocs else ():
        for part in item.children:
            below = part.children if isinstance(part, nodes.bullet_list) else ()
            for link in (found for entry in below for found in entry.findall(nodes.reference)):
                if link["anchorname"] and link.parent.parent.parent is part:
                    anchor = link["anchorname"].removeprefix("#")
                    yield {"anchor": anchor, "title": marked(link.astext(), lang)}


def _eyebrow(config: Config, page: str, chapters: list[str]) -> str:
    """The line above the title of a chapter: "Haidian 2019 · 海淀區 · Chapter 3"."""
    if page not in chapters:
        return ""
    lang = config.reportcard_lang
    book = prose.book_of(config.reportcard_place, config.reportcard_year)
    name = book.report.names(lang)["home"]
    own = [] if lang in CHINESE else [book.report.names(TRADITIONAL)["home"]]
    line = template("page", "eyebrow", lang).format(place=name, year=config.reportcard_year)
    number = phrase("page", "number", lang, str(chapters.index(page) + 1))
    return marked(" · ".join([line, *own, number]), lang)


def _editions(config: Config, page: str, content_root: str) -> _Context:
    """The same page in other editions, where the book lies in a site: of this report in the other
    languages, of the other years of this place in this language."""
    if config.reportcard_editions is None:
        return {"home": "", "languages": [], "years": []}
    place, year, lang = (config[f"reportcard_{part}"] for part in ("place", "year", "lang"))
    root = f"{content_root}../../../"
    others = [_other(root, other, page) for other in config.reportcard_editions]
    return {
        "root": root,
        "home": f"{root}index.html",
        "own": {"place": place, "year": year, "lang": lang},
        "label": prose.edition_label(place, year, lang),
        "languages": [other for other in others if other["lang"] != lang],
        "years": [other for other in others if other["lang"] == lang],
    }


def _other(root: str, other: _Context, page: str) -> _Context:
    """A page of another edition: the same one, or its first where it has no such page."""
    same = page in other["pages"]
    href = f"{root}{other['folder']}/{page if same else 'index'}.html"
    told = {key: other[key] for key in ("lang", "language", "year")}
    return {**told, "href": href, "same": same}


def add_templates(app: Sphinx, config: Config) -> None:
    """Put the book's templates before the theme's, which in each build of a process adds its own
    to the same list."""
    config.templates_path = [str(TEMPLATES), *dict.fromkeys(config.templates_path)]


def keep_templates(app: Sphinx) -> None:
    """Have Jinja keep what it makes of templates from build to build; it looks whether they have
    changed."""
    if dressed(app):
        folder = project_folder() / "_build" / ".templates"
        folder.mkdir(parents=True, exist_ok=True)
        kept = FileSystemBytecodeCache(str(folder))
        app.builder.templates.environment.bytecode_cache = kept


class _Bare(StandaloneHTMLBuilder):
    def copy_theme_static_files(self, context: _Context) -> None:
        """Copy the files of another theme; where the pages are the book's own, they need none."""
        if not dressed(self.app):
            super().copy_theme_static_files(context)


class Pages(_Bare):
    """Sphinx's builder of pages, without the theme's files where these are the book's own."""


class SinglePage(_Bare, SingleFileHTMLBuilder):
    """The same, of a single page."""


def prune(app: Sphinx, exception: Exception | None) -> None:
    """Take out of a finished site what was written for other pages."""
    if exception is None and dressed(app):
        pruning.prune(Path(app.outdir))


def setup(app: Sphinx) -> None:
    """Register templates, what they are told, and the settings behind it."""
    app.add_builder(Pages, override=True)
    app.add_builder(SinglePage, override=True)
    app.add_config_value("reportcard_editions", None, "html", (list, type(None)))
    app.add_config_value("reportcard_files", FILES, "html", (list, tuple))
    app.connect("config-inited", add_templates)
    app.connect("builder-inited", keep_templates)
    app.connect("html-page-context", undress, priority=EARLY)
    app.connect("html-page-context", dress, priority=LATE)
    app.connect("html-page-context", typography.keep_together, priority=LATE + 50)
    app.connect("build-finished", prune, priority=LATE)
