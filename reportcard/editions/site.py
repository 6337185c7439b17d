"""From executed notebooks to a published site: Jupyter Book's machinery, one edition at a time."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from reportcard.editions import search
from reportcard.editions.chapters import (
    CONFIG,
    NOTEBOOKS,
    TOC,
    Chapter,
    Edition,
    chapters_of,
    pages,
    read_yaml,
    without,
)
from reportcard.editions.files import replaced, staging, write_whole
from reportcard.editions.landing import EDITIONS, FACTS, landing_page, list_of_editions, others
from reportcard.editions.notebooks import as_text, read_notebook
from reportcard.editions.run import run_edition, uncoloured
from reportcard.editions.selection import Selection, select, unlinked, unlinked_notebook
from reportcard.editions.takeaway import beside_pages
from reportcard.editions.times import read_times
from reportcard.errors import Problem, ReportcardError
from reportcard.exports import About
from reportcard.labels import join, phrase
from reportcard.prose import book_of, edition_label
from reportcard.tables import read_text

BUILD = Path("_build")
SITE = BUILD / "site"
HOST = "127.0.0.1"
SPHINX_LANGUAGES = {"en": "en", "zh-Hant": "zh_TW"}


class NotRendered(ReportcardError):
    """A site that Sphinx could not render without a warning."""


def build_edition(project: Path, edition: Edition, jobs: int = 2) -> Path:
    """Run an edition, render it, and publish it below ``_build/site``; returns the landing page.

    Raises ChaptersFailed, NotRendered; the site that was there stays then.
    """
    selection = select(chapters_of(project), edition)
    names = [chapter.name for chapter, _ in selection.kept]
    executed = run_edition(project, edition, names, jobs=jobs, whole=True)
    with staging(project / BUILD) as work:
        assemble(project, executed, selection, work / "source")
        config = settings(project, edition, read_times(executed.parent))
        render(project, edition, config, work / "source", work / "html")
        facts = json.dumps(_facts(selection), ensure_ascii=False, indent=1)
        (work / "html" / FACTS).write_text(facts + "\n", "utf-8")
        search.index(work / "html")
        folders = {edition.folder: work / "html", **beside_pages(edition, work)}
        return publish(project, folders, work / "old")


def _facts(selection: Selection) -> dict[str, Any]:
    """What the landing page needs to know of an edition, kept in its folder."""
    edition = selection.edition
    return {
        "place": edition.place,
        "year": edition.year,
        "lang": edition.lang,
        "title": title(edition),
        "label": edition_label(edition.place, edition.year, edition.lang),
        "chapters": [{"page": c.page, "title": name} for c, name in selection.kept],
        "left_out": [name for _, name in selection.left_out],
    }


def title(edition: Edition) -> str:
    """What an edition is called."""
    return About(book_of(edition.place, edition.year), edition.lang).title


def assemble(project: Path, executed: Path, selection: Selection, source: Path) -> None:
    """The sources of one edition in a folder of their own: pages, executed notebooks, contents."""
    gone = [chapter for chapter, _ in selection.left_out]
    toc = read_yaml(project / TOC)
    (source / NOTEBOOKS).mkdir(parents=True)
    contents = without(toc, [chapter.page for chapter in gone])
    (source / TOC).write_text(yaml.safe_dump(contents, allow_unicode=True, sort_keys=False))
    for chapter, _ in selection.kept:
        path = executed / f"{chapter.name}.ipynb"
        notebook = read_notebook(Chapter(chapter.name, path))
        text = as_text(unlinked_notebook(notebook, gone))
        (source / NOTEBOOKS / path.name).write_text(text, "utf-8")
    for page in (toc.get("root", "index"), *pages(contents)):
        if (path := project / f"{page}.md").is_file():
            text = unlinked(read_text(path), gone)
            note = _note(selection) if page == toc.get("root", "index") else ""
            (source / f"{page}.md").parent.mkdir(parents=True, exist_ok=True)
            (source / f"{page}.md").write_text(text + note, "utf-8")
    if (project / "_static").is_dir():
        shutil.copytree(project / "_static", source / "_static")


def _note(selection: Selection) -> str:
    if not selection.left_out:
        return ""
    lang = selection.edition.lang
    names = join([name for _, name in selection.left_out], lang)
    return f"\n{phrase('site', 'left_out', lang, names)}\n"


def settings(
    project: Path, edition: Edition, times: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What an edition sets beyond ``_config.yml``; ``times`` is what its chapters took to run."""
    config: dict[str, Any] = {
        "latex_individualpages": False,
        "html_title": title(edition),
        "reportcard_numbers": "../numbers",
        "reportcard_place": edition.place,
        "reportcard_year": edition.year,
        "reportcard_lang": edition.lang,
        "reportcard_editions": others(project / SITE, edition),
        "reportcard_run": times,
        "language": SPHINX_LANGUAGES[edition.lang],
        "nb_execution_mode": "off",
        "nb_code_prompt_show": phrase("site", "show_code", edition.lang),
        "nb_code_prompt_hide": phrase("site", "hide_code", edition.lang),
    }
    address = read_yaml(project / CONFIG).get("site_url")
    if address:
        config["html_baseurl"] = f"{str(address).rstrip('/')}/{edition.folder.as_posix()}/"
    return config


def render(
    project: Path, edition: Edition, config: dict[str, Any], source: Path, out: Path
) -> None:
    """Render one edition as Jupyter Book would. Raises NotRendered with every warning."""
    from jupyter_book.sphinx import build_sphinx

    said = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(said):
        code = build_sphinx(
            source,
            out,
            path_config=project / CONFIG,
            noconfig=True,
            confoverrides=config,
            doctreedir=out.parent / "doctrees",
            freshenv=True,
            warningiserror=True,
            keep_going=True,
        )
    if isinstance(code, KeyboardInterrupt | OSError):
        raise code
    if code:
        raise NotRendered(
            Problem(f"{edition}: the pages were not rendered, the site stays as it was"),
            *_warnings(said.getvalue(), source),
        )


def _warnings(text: str, source: Path) -> list[Problem]:
    """What Sphinx said, a problem for each line, files named as in the project."""
    plain = uncoloured(text).replace(f"{source}/", "").replace(str(source), "")
    lines = (line.strip() for line in plain.splitlines())
    return [Problem(line) for line in lines if line]


def publish(project: Path, folders: Mapping[Path, Path], aside: Path) -> Path:
    """Put finished folders in their places below the site; renew landing page and editions.

    Returns the landing page. What was there comes back, all of it, where any of this fails.
    """
    site = project / SITE
    with ExitStack() as stack:
        for place, folder in folders.items():
            stack.enter_context(replaced(folder, site / place, aside / place))
        landing, listed = landing_page(project, site), list_of_editions(site)
        write_whole(site / EDITIONS, listed)
        write_whole(site / "index.html", landing)
    return site / "index.html"


def serve_site(project: Path, port: int, say: Callable[[str], None]) -> None:
    """Serve the site on this machine until interrupted. Raises ReportcardError without a site."""
    site = project / SITE
    if not (site / "index.html").is_file():
        raise ReportcardError(Problem("there is no site yet", "Make it:  reportcard build"))
    try:
        server = ThreadingHTTPServer((HOST, port), partial(_Quiet, directory=str(site)))
    except (OSError, OverflowError) as error:
        remedy = f"Name another:  reportcard serve --port {port + 1}"
        raise ReportcardError(Problem(f"port {port} cannot be used: {error}", remedy)) from None
    with server:
        say(f"http://{HOST}:{server.server_port}/  (Ctrl-C stops)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("stopped")


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""
