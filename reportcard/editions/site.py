"""From executed notebooks to a published site: Jupyter Book's machinery, one edition at a time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock
from nbformat import NotebookNode

from reportcard import memory, stamps, translations
from reportcard.benchmarks import NAME as BENCHMARKS
from reportcard.benchmarks import load_benchmarks
from reportcard.editions import epub, landing, search
from reportcard.editions.bundle import unlink_missing
from reportcard.editions.chapters import (
    CONFIG,
    SITE,
    TOC,
    Chapter,
    Edition,
    all_pages,
    chapters_of,
    read_yaml,
    without,
)
from reportcard.editions.downloads import downloads_of, make_downloads
from reportcard.editions.imprint import imprint_of
from reportcard.editions.notebooks import as_text, executed_notebook
from reportcard.editions.published import FACTS, related
from reportcard.editions.rendering import load, run_sphinx
from reportcard.editions.run import Explain, run_edition, unsaid
from reportcard.editions.runners import Runner
from reportcard.editions.selection import Selection, counted, select, unlinked_notebook
from reportcard.editions.takeaway import NUMBERS, beside_pages
from reportcard.editions.times import read_times
from reportcard.editions.trimming import Section, named, trimmed, with_note
from reportcard.editions.workshop import HTML, PAGES, SOURCE, workshop, write_sources
from reportcard.exports import FILES, About
from reportcard.files import replaced, write_whole
from reportcard.labels import phrase
from reportcard.links import unlinked
from reportcard.prose import book_of
from reportcard.sphinxext.ahead import drawing_ahead
from reportcard.sphinxext.drawers import Drawers, pictures_of
from reportcard.tables import read_text

STATIC = "_static"
Others = Sequence[Mapping[str, Any]]
"""What is known of other editions, see ``published.beside``."""


def build_edition(
    project: Path,
    edition: Edition,
    jobs: int = 2,
    *,
    downloads: bool = True,
    say: Callable[[str], None] = print,
    force: bool = False,
    explain: Explain = unsaid,
    others: Others | None = None,
    runner: Runner | None = None,
    stamped: str = "",
) -> Path:
    """Run an edition, render it, and publish it below ``_build/site``; returns the landing page.

    For ``force``, ``explain`` and ``runner`` see ``run_edition``. With ``downloads`` also as PDF,
    EPUB and zip; ``say`` is told what each took, and where there is no Chromium to print the PDF.
    Its pages lead to the editions that are published beside it; where it is one of several that
    are built, ``others`` are those that will be, and who builds them writes the landing page;
    ``stamped`` is what ``stamps.of_sources`` said before the data were read for them.
    Raises ChaptersFailed, NotRendered, RunnerLost; the site that was there stays then.
    """
    beside = None if others is None else [other["folder"] for other in others]
    before = stamps.inputs(project, edition.folder, beside, stamped)
    foundation = stamps.foundation(project)
    memory.forget()  # what was read earlier may have changed since
    load(project)
    selection = select(chapters_of(project), edition)
    names = [chapter.name for chapter, _ in selection.kept]
    how: dict[str, Any] = {"jobs": jobs, "force": force, "explain": explain, "runner": runner}
    with beside_pages(project, edition) as beside_them, drawing_ahead() as drawers:
        how["ran"] = lambda text: drawers.ask(pictures_of(text, edition.lang))
        executed = run_edition(project, edition, names, whole=True, **how)
        near = related(project / SITE, edition) if others is None else others
        texts, config = _settled(project, executed, selection, near)
        common = _common(texts[TOC], config, downloads=downloads)
        with workshop(project, edition, f"{foundation} {common}") as work:
            write_sources(work / SOURCE, texts)
            _make(project, selection, config, work, drawers)
            folders = {edition.folder: work / HTML, **beside_them(work)}
            if downloads:
                for line in _downloads(project, edition, config, work, near):
                    say(line)
            else:
                unlink_missing(work / HTML)
            page = publish(project, folders, work / "old", front=others is None)
    stamps.keep(project, edition.folder, before, downloads=downloads, beside=beside)
    return page


def _settled(
    project: Path, executed: Path, selection: Selection, near: Others
) -> tuple[dict[str, str], dict[str, Any]]:
    """The sources of an edition as texts by name, and what it sets."""
    texts, gone = sources(project, executed, selection)
    times = read_times(executed.parent)
    return texts, settings(project, selection.edition, times, gone, near)


def _make(
    project: Path, selection: Selection, config: Mapping[str, Any], work: Path, drawers: Drawers
) -> None:
    """Make the pages of an edition, with their charts and their index."""
    edition = selection.edition
    own = work / SOURCE / STATIC
    shutil.rmtree(own, ignore_errors=True)
    if (project / STATIC).is_dir():
        shutil.copytree(project / STATIC, own)
    render(project, edition, config, work)
    facts = json.dumps(facts_of(selection), ensure_ascii=False, indent=1)
    (work / HTML / FACTS).write_text(facts + "\n", "utf-8")
    with ThreadPoolExecutor(max_workers=1) as pool:  # Pagefind is a program of its own
        indexed = pool.submit(search.index, work / HTML)
        drawers.finish()
        indexed.result()


def _downloads(
    project: Path, edition: Edition, config: Mapping[str, Any], work: Path, near: Others
) -> list[str]:
    """Make the files to take away beside the pages of an edition; returns what to say of each."""
    again = partial(render, project, edition, config, work)
    return make_downloads(project, imprint_of(edition, title(edition)), work, again, near)


def _common(toc: str, config: Mapping[str, Any], *, downloads: bool) -> str:
    """A digest of what all pages of an edition have in common beside their foundation."""
    settled = {name: value for name, value in config.items() if name != "reportcard_run"}
    said = json.dumps([toc, settled, downloads], sort_keys=True, default=str)
    return sha256(said.encode()).hexdigest()


def facts_of(selection: Selection) -> dict[str, Any]:
    """What the landing page needs to know of an edition, kept in its folder."""
    edition = selection.edition
    counts = counted(book_of(edition.place, edition.year))
    both = (chapter for chapter, _ in (*selection.kept, *selection.left_out))
    return {
        "place": edition.place,
        "year": edition.year,
        "lang": edition.lang,
        "title": title(edition),
        "chapters": [{"page": c.page, "title": name} for c, name in selection.kept],
        "left_out": [{"page": c.page, "title": name} for c, name in selection.left_out],
        "reported": {c.page: counts[c.name] for c in both if c.name in counts},
    }


def title(edition: Edition) -> str:
    """What an edition is called."""
    return About(book_of(edition.place, edition.year), edition.lang).title


def sources(
    project: Path, executed: Path, selection: Selection
) -> tuple[dict[str, str], list[str]]:
    """The sources of one edition as texts by name: contents, pages, executed notebooks.

    Also returns what is left out, as links name it: chapters (``tasks``), sections
    (``ecology#green``).
    """
    toc = read_yaml(project / TOC)
    contents = without(toc, [chapter.page for chapter, _ in selection.left_out])
    texts = {TOC: yaml.safe_dump(contents, allow_unicode=True, sort_keys=False)}
    notebooks, gone = {}, selection.gone
    for chapter, _ in selection.kept:
        text = texts[f"{chapter.page}.ipynb"] = read_text(executed / f"{chapter.name}.ipynb")
        notebooks[chapter], sections = _trimmed(project, text, chapter, selection.edition)
        gone += [f"{chapter.name}#{section.slug}" for section in sections]
    if gone:  # else they are as they were executed
        for chapter, notebook in notebooks.items():
            text = as_text(unlinked_notebook(notebook, gone, chapter.name))
            texts[f"{chapter.page}.ipynb"] = text
    for page in all_pages(contents):
        if (path := project / f"{page}.md").is_file():
            note = _note(selection) if page == toc.get("root", "index") else ""
            texts[f"{page}.md"] = unlinked(read_text(path), gone) + note
    return texts, gone


def _trimmed(
    project: Path, text: str, chapter: Chapter, edition: Edition
) -> tuple[NotebookNode, Sequence[Section]]:
    """A chapter as it was executed, without the sections of which nothing is reported, and these.

    It names them at its end, as their headings stand in the edition's language.
    """
    book = book_of(edition.place, edition.year)
    left, sections = trimmed(executed_notebook(text), book, edition.lang)
    if sections:
        known = translations.prose(project, chapter.page, edition.lang)
        titles = [known.get(section.title, section.title) for section in sections]
        left = with_note(left, titles, edition.lang)
    return left, sections


def _note(selection: Selection) -> str:
    if not selection.left_out:
        return ""
    lang = selection.edition.lang
    names = named([name for _, name in selection.left_out], lang)
    return f"\n{phrase('site', 'left_out', lang, names)}\n"


def settings(
    project: Path,
    edition: Edition,
    times: Mapping[str, Any] | None = None,
    gone: Sequence[str] = (),
    others: Others = (),
) -> dict[str, Any]:
    """What an edition sets beyond ``_config.yml``.

    ``times`` is what its chapters took to run, ``gone`` is what ``sources`` left out, ``others``
    are the editions that its pages lead to. Raises DataError where what was measured side by side
    cannot be read.
    """
    imprint = imprint_of(edition, title(edition))
    config: dict[str, Any] = {
        "latex_individualpages": False,
        "html_title": imprint.title,
        "reportcard_numbers": f"../{NUMBERS}",
        "reportcard_data": False,  # ``beside_pages`` writes them
        "reportcard_files": [*FILES, f"../{NUMBERS}/index.json", *downloads_of(imprint)],
        "reportcard_project": str(project),
        "reportcard_place": edition.place,
        "reportcard_year": edition.year,
        "reportcard_lang": edition.lang,
        "reportcard_editions": list(others),
        "reportcard_run": times,
        "reportcard_benchmarks": load_benchmarks(project / "data" / BENCHMARKS),
        "reportcard_left_out": list(gone),
        "language": translations.SPHINX[edition.lang],
        "nb_execution_mode": "off",
        "nb_code_prompt_show": phrase("site", "show_code", edition.lang),
        "nb_code_prompt_hide": phrase("site", "hide_code", edition.lang),
    }
    config |= epub.settings(imprint)
    address = read_yaml(project / CONFIG).get("site_url")
    if address:
        config["html_baseurl"] = f"{str(address).rstrip('/')}/{edition.folder.as_posix()}/"
    return config


def render(
    project: Path, edition: Edition, config: Mapping[str, Any], work: Path, builder: str = "html"
) -> Path:
    """Render ``work / "source"``; returns the folder. Raises NotRendered with every warning."""
    failed = f"{edition}: the pages were not rendered, the site stays as it was"
    return run_sphinx(project, work, builder, config, failed)


def publish(
    project: Path, folders: Mapping[Path, Path], aside: Path, *, front: bool = True
) -> Path:
    """Put finished folders in their places below the site; renew its ``front``.

    Returns the landing page. What was there comes back, all of it, where any of this fails.
    """
    site = project / SITE
    (project / PAGES).mkdir(parents=True, exist_ok=True)
    with FileLock(project / PAGES / "publishing.lock"), ExitStack() as stack:
        for place, folder in folders.items():
            stack.enter_context(replaced(folder, site / place, aside / place))
        if front:
            write_front(project)
    return site / "index.html"


def write_front(project: Path) -> None:
    """Write landing page and list of editions, for those that are published."""
    for name, text in landing.front(project, project / SITE).items():
        write_whole(project / SITE / name, text)
