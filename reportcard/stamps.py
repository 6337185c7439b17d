"""Whether an edition that was built would be built the same again, told from files' stamps.

A *stamp* is where a file lies, how long it is, and when it and its entry last changed. What a
build may read is stamped: the project, the package, the packages beside it, the editions it links
to. So is the edition it made. Nothing is opened, and little is imported, to answer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from reportcard.files import write_whole
from reportcard.machine import installed
from reportcard.schema import LANGUAGES
from reportcard.tables import HERE

STAMPS = Path("_build", "stamps")
SITE = Path("_build", "site")
_OF_SOME_PAGES = re.compile(
    r"(?!.*/_static/).*(?:\.ipynb|\.md|/figures\.csv|/observations\.csv) \d+ \d+ \d+$"
)
IGNORED = ("_build", "node_modules", "tests", "__pycache__", "build", "dist")
"""Folders of a project that no build reads; those that begin with a dot are not read either."""


def inputs(
    project: Path, folder: Path, beside: Iterable[str] | None = None, sources: str = ""
) -> str:
    """A digest of all that the edition in a folder of the site may be made from.

    ``beside`` are the folders of the editions that its pages lead to, by default those there are;
    ``sources`` is what ``of_sources`` says, where that is known already.
    """
    others = sorted(_beside(project, folder) if beside is None else beside)
    return _digest([*_around(), *others, sources or of_sources(project)])


def _around() -> list[str]:
    """What is installed, and what the environment asks for."""
    asked = (f"{k}={v}" for k, v in os.environ.items() if k.startswith("REPORTCARD_"))
    return [*installed(), *sorted(asked)]


def _beside(project: Path, folder: Path) -> Iterator[str]:
    """The editions of a site that have the place and either year or language of one."""
    site, (_, year, lang) = project / SITE, folder.parts
    for path in (site / folder).parent.parent.glob("*/*"):
        other = path.relative_to(site)
        if path.name in LANGUAGES and (path.parent.name == year) != (path.name == lang):
            yield other.as_posix()


def foundation(project: Path) -> str:
    """A digest of what every page of an edition is made with: all that ``inputs`` holds, but for
    the chapters, the pages and the printed figures, of which a page has only some."""
    shared = (stamp for stamp in _stamps(project) if not _OF_SOME_PAGES.match(stamp))
    return _digest([*_around(), *shared, *_stamps(HERE / "reportcard")])


def of_sources(project: Path) -> str:
    """A digest of the files that people write: of a project, and of the package."""
    return _digest([*_stamps(project), *_stamps(HERE / "reportcard")])


def of_folder(folder: Path) -> str:
    """A digest of the stamps of all files below a folder."""
    return _digest(_stamps(folder))


def is_current(
    project: Path,
    folder: Path,
    *,
    downloads: bool,
    beside: Iterable[str] | None = None,
    sources: str = "",
) -> bool:
    """Whether the edition in a folder of the site is there, and is what a build would make now.

    For ``beside`` and ``sources`` see ``inputs``. Where others are not built beside it there must
    be a landing page, too.
    """
    if beside is None and not (project / SITE / "index.html").is_file():
        return False
    try:
        kept = _file(project, folder).read_text("utf-8")
    except OSError:
        return False
    now = inputs(project, folder, beside, sources)
    return kept == _said(project, folder, now, downloads)


def keep(
    project: Path,
    folder: Path,
    before: str,
    *,
    downloads: bool,
    beside: Iterable[str] | None = None,
) -> None:
    """Keep the stamps of an edition that was just built from what was there ``before``.

    Where that has changed meanwhile nothing is kept, and the next build begins anew.
    """
    if inputs(project, folder, beside) == before:
        write_whole(_file(project, folder), _said(project, folder, before, downloads))


def _file(project: Path, folder: Path) -> Path:
    return project / STAMPS / folder.with_suffix(".txt")


def _said(project: Path, folder: Path, before: str, downloads: bool) -> str:
    return f"downloads: {downloads}\n{before}\n{of_folder(project / SITE / folder)}\n"


def _stamps(folder: Path) -> Iterator[str]:
    """The stamps of all files below a folder, in their order."""
    return map(stamp, files(folder))


def stamp(entry: os.DirEntry[str]) -> str:
    """Where a file lies, how long it is, and when it and its entry last changed."""
    is_ = entry.stat()
    return f"{entry.path} {is_.st_size} {is_.st_mtime_ns} {is_.st_ctime_ns}"


def files(folder: Path, without: Collection[str] = ()) -> Iterator[os.DirEntry[str]]:
    """All files below a folder that a build may read, in their order; not those in folders whose
    whole names are in ``without``."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir():
            if not (ignored(entry.name) or entry.path in without):
                yield from files(Path(entry.path), without)
        elif not entry.name.endswith(".pyc"):
            yield entry


def ignored(name: str) -> bool:
    """Whether no build reads a folder of that name in a project."""
    return name in IGNORED or name.startswith(".")


def _digest(lines: Iterable[str]) -> str:
    return sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
