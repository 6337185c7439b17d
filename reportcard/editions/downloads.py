"""An edition to take away: as PDF, as EPUB, and as a zip of its pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from reportcard.editions.bundle import DOWNLOADS, make_zip, unlink_missing
from reportcard.editions.chapters import TOC, all_pages, read_yaml
from reportcard.editions.epub import make_epub
from reportcard.editions.imprint import Imprint
from reportcard.editions.landing import front
from reportcard.editions.paper import make_pdf
from reportcard.editions.printing import NotPrinted
from reportcard.editions.published import FACTS
from reportcard.editions.takeaway import NUMBERS

ENDINGS = ("pdf", "epub", "zip")
MEGABYTE = 1_000_000


def downloads_of(imprint: Imprint) -> list[str]:
    """The files there may be, from the folder of the edition's first page."""
    return [f"{DOWNLOADS}/{imprint.name}.{ending}" for ending in ENDINGS]


def make_downloads(
    project: Path,
    imprint: Imprint,
    work: Path,
    render: Callable[[str], Path],
    near: Sequence[Mapping[str, Any]] = (),
) -> list[str]:
    """Make the three beside the pages in ``work / "html"``; returns what to say of each.

    ``render`` runs one of Sphinx's builders and returns the folder with what it wrote; ``near`` are
    the editions that the pages lead to, and that the zip has not. Without a
    Chromium that prints there is no PDF, what is returned says why, and no page links to it.
    """
    (work / "html" / DOWNLOADS).mkdir()
    pdf, epub, packed = (work / "html" / name for name in downloads_of(imprint))
    names = all_pages(read_yaml(work / "source" / TOC))
    # No thread may work while Sphinx starts: one of its extensions takes hold of every object there
    # is, tuples under construction among them, which then fail.
    single, pages = render("singlehtml"), render("epub")
    with ThreadPoolExecutor(max_workers=2) as pool:
        others = (
            pool.submit(_timed, pdf, lambda: make_pdf(imprint, single, pdf)),
            pool.submit(_timed, packed, lambda: _pack(project, imprint, work, near, packed)),
        )
        said = _timed(epub, lambda: make_epub(imprint, pages, names, epub))
    unlink_missing(work / "html")
    return [*(future.result() for future in others), said]


def _timed(file: Path, make: Callable[[], None]) -> str:
    """Make a file, and say how large it is and how long it took, or why it is not there."""
    start = time.perf_counter()
    try:
        make()
    except NotPrinted as error:
        return f"{file.name} is not made: {error}"
    seconds, size = time.perf_counter() - start, file.stat().st_size / MEGABYTE
    return f"{file.name}: {size:.1f} MB in {seconds:.1f} s"


def _pack(
    project: Path,
    imprint: Imprint,
    work: Path,
    near: Sequence[Mapping[str, Any]],
    target: Path,
) -> None:
    """The zip; its landing page knows this edition alone."""
    edition = imprint.edition.folder
    stage = work / "zip"
    (stage / edition).mkdir(parents=True)
    (stage / edition / FACTS).write_bytes((work / "html" / FACTS).read_bytes())
    places = {edition: work / "html", edition.parent / NUMBERS: work / NUMBERS}
    folders = {place.as_posix(): folder for place, folder in places.items()}
    besides = [other["folder"] for other in near]
    make_zip(imprint, folders, front(project, stage), target, besides)
