"""The catalogues of the prose as the chapters ask for them now: what is to be translated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reportcard import translations
from reportcard.chinese import TRADITIONAL
from reportcard.editions.chapters import TOC, chapters_of, pages, read_yaml
from reportcard.editions.notebooks import as_text, read_notebook
from reportcard.editions.rendering import run_sphinx
from reportcard.files import staging
from reportcard.tables import read_text

EXTRACTION = {
    "gettext_compact": False,
    "gettext_uuid": False,
    "gettext_location": False,
    "latex_individualpages": False,
    "nb_execution_mode": "off",
}


def fresh_catalogues(project: Path) -> dict[Path, str]:
    """Every catalogue with the messages its page has now, in their order.

    A translation that is there stays with its message; a new message has none, and one that no
    page has any more is gone. Empty for a project that keeps no catalogues. Raises DataError,
    ReportcardError.
    """
    folder = translations.authored(project)
    if not folder.is_dir():
        return {}
    fresh = {}
    for page, messages in _messages(project):
        path = folder / f"{page}.po"
        known = translations.read_catalogue(path) if path.is_file() else {}
        there = {message: known.get(message, "") for message in messages}
        fresh[path] = translations.catalogue_text(there, TRADITIONAL)
    return fresh


def _messages(project: Path) -> Iterator[tuple[str, list[str]]]:
    """Each page of the book that has prose, with its messages, as Sphinx finds them."""
    with staging(project / "_build") as work:
        _prose_only(project, work / "source")
        out = run_sphinx(project, work, "gettext", EXTRACTION, "the prose could not be read")
        for page in sorted(_pages(project)):  # Sphinx may add one of the words of its templates
            path = out / f"{page}.pot"
            if path.is_file():
                yield page, list(translations.read_catalogue(path))


def _pages(project: Path) -> Iterator[str]:
    """Every page of the book, the first one first."""
    toc = read_yaml(project / TOC)
    yield str(toc.get("root", "index"))
    yield from pages(toc)


def _prose_only(project: Path, source: Path) -> None:
    """The sources of the book without code and its outputs, which speak every language."""
    for page in _pages(project):
        if (path := project / f"{page}.md").is_file():
            (source / f"{page}.md").parent.mkdir(parents=True, exist_ok=True)
            (source / f"{page}.md").write_text(read_text(path), "utf-8")
    for chapter in chapters_of(project):
        notebook = read_notebook(chapter)
        notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
        path = source / f"{chapter.page}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_text(notebook), "utf-8")
    (source / TOC).write_text(read_text(project / TOC), "utf-8")
