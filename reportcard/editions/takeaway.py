"""What is published beside the pages of an edition: the numbers of its report, in no language.

The data of the edition itself are written with its pages, by ``reportcard.sphinxext.metadata``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from reportcard.editions.aside import aside
from reportcard.editions.chapters import BUILD, Edition
from reportcard.exports import write_numbers
from reportcard.files import staging
from reportcard.prose import book_of

NUMBERS = "numbers"
Folders = dict[Path, Path]


@contextmanager
def beside_pages(project: Path, edition: Edition) -> Iterator[Callable[[Path], Folders]]:
    """Have the folders made while the pages are.

    The block is given what waits for them and moves them to where the pages are made; they are
    then told by their place below the site.
    """
    with staging(project / BUILD) as stage:
        numbers = stage / NUMBERS
        with aside(partial(write_numbers, book_of(edition.place, edition.year), numbers)) as wait:

            def ready(work: Path) -> Folders:
                wait()
                return {edition.folder.parent / NUMBERS: numbers.rename(work / NUMBERS)}

            yield ready
