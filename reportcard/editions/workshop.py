"""The folder in which the pages of an edition are made, kept from one build to the next.

Below ``_build/pages`` an edition has the sources of its pages and what Sphinx has read of them, so
that a build reads and writes only what has changed. That holds as long as the site still is what
the last build published, and what every page is made with is as it was: a digest says so, and
where another one would, or a build has failed, the next begins from nothing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from reportcard import stamps
from reportcard.editions.bundle import DOWNLOADS
from reportcard.editions.chapters import BUILD, SITE, Edition
from reportcard.editions.search import INDEX
from reportcard.exports import FOLDER as DATA
from reportcard.files import named, write_whole
from reportcard.sphinxext.takeaway import FOLDER as CHARTS

PAGES = BUILD / "pages"
SOURCE, DOCTREES, HTML = "source", "doctrees", "html"
STATE = "state.txt"
MADE_ANEW = (DOWNLOADS, INDEX.name, DATA)
"""Folders of a published edition that no build goes on with."""


@contextmanager
def workshop(project: Path, edition: Edition, made_with: str) -> Iterator[Path]:
    """The folder of an edition, held while the block runs: nobody else builds it meanwhile.

    ``made_with`` is a digest of all that its pages have in common. The block makes the pages in
    ``html``, over those that are there, and moves what is to be published out of the folder. What
    it leaves beside ``source`` and ``doctrees`` goes; where it raises, so do these.
    """
    folder = project / PAGES / edition.folder
    folder.mkdir(parents=True, exist_ok=True)
    published = project / SITE / edition.folder
    with FileLock(folder.with_suffix(".lock")), named(folder):
        keep = _state(folder) == _said(made_with, published)
        _empty(folder, keep=keep)
        if keep:
            left_out = shutil.ignore_patterns(*MADE_ANEW)
            shutil.copytree(published, folder / HTML, ignore=left_out, copy_function=_copy)
        try:
            yield folder
        except BaseException:
            _empty(folder, keep=False)
            raise
        _empty(folder, keep=True)
        write_whole(folder / STATE, _said(made_with, published))


def _copy(source: str, target: str) -> None:
    """Have a file of what is published here, too: a chart as the same one, for these are never
    written to but by putting another one in their place.

    A link counts among a file's changes: after a build that was broken off the next one takes the
    edition for changed.
    """
    if Path(source).parent.name == CHARTS:
        with suppress(OSError):  # a file system that has no such links
            os.link(source, target)
            return
    shutil.copy2(source, target)


def _said(made_with: str, published: Path) -> str:
    return f"{made_with}\n{stamps.of_folder(published)}\n"


def _state(folder: Path) -> str:
    with suppress(OSError):
        return (folder / STATE).read_text("utf-8")
    return ""


def _empty(folder: Path, *, keep: bool) -> None:
    """Clear the folder, but for what the next build goes on with where that is to ``keep``."""
    for path in folder.iterdir():
        if path.is_dir() and not (keep and path.name in (SOURCE, DOCTREES)):
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()


def write_sources(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the sources of an edition below ``folder``; those that say the same are not touched,
    and those that are no longer among them go."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in texts:
            path.unlink()
    for name, text in texts.items():
        write_whole(folder / name, text)
