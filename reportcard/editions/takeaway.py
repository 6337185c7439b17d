"""What is published beside the pages of an edition: the numbers of its report, in no language.

The data of the edition itself are written with its pages, by ``reportcard.sphinxext.metadata``.
"""

from __future__ import annotations

from pathlib import Path

from reportcard.editions.chapters import Edition
from reportcard.exports import write_numbers
from reportcard.prose import book_of

NUMBERS = "numbers"


def beside_pages(edition: Edition, work: Path) -> dict[Path, Path]:
    """Make the folders ready inside ``work``; each by its place below the site."""
    write_numbers(book_of(edition.place, edition.year), work / NUMBERS)
    return {edition.folder.parent / NUMBERS: work / NUMBERS}
