"""What is published beside the pages of an edition: its data, and the numbers of its report, which
are in no language.

A process beside the one that makes the pages writes both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from reportcard.editions.aside import aside
from reportcard.editions.chapters import BUILD, Edition
from reportcard.editions.workshop import HTML
from reportcard.exports import FOLDER, write_data, write_numbers
from reportcard.files import staging
from reportcard.prose import book_of

NUMBERS = "numbers"
Folders = dict[Path, Path]


@contextmanager
def beside_pages(project: Path, edition: Edition) -> Iterator[Callable[[Path], Folders]]:
    """Have both written while the pages are made.

    The block is given what waits for them, puts the data among the pages in a workshop, and the
    numbers beside; these are told by their place below the site.
    """
    with staging(project / BUILD) as stage, aside(partial(_write, edition, stage)) as wait:

        def ready(work: Path) -> Folders:
            wait()
            (stage / FOLDER).rename(work / HTML / FOLDER)
            numbers = (stage / NUMBERS).rename(work / NUMBERS)
            return {edition.folder.parent / NUMBERS: numbers}

        yield ready


def _write(edition: Edition, folder: Path) -> None:
    book = book_of(edition.place, edition.year)
    write_data(book, edition.lang, folder / FOLDER)
    write_numbers(book, folder / NUMBERS)
