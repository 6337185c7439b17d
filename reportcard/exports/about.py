"""What every file to take away says of itself: title, licence, version, documents, areas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import metadata

from reportcard import __version__
from reportcard.labels import phrase, template
from reportcard.results import Book
from reportcard.sources import Area, Document

VERSION = __version__
LICENCE = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
"""Of the data and the prose, as LICENSE-data says; the code's is another."""


def creator() -> str:
    """Who made the data, as the package names its authors."""
    return metadata("reportcard")["Author"]


@dataclass(frozen=True)
class About:
    """One edition as its files describe it."""

    book: Book
    lang: str

    @property
    def name(self) -> str:
        """A name for catalogues: lower case, no blanks."""
        report = self.book.report
        return f"reportcard-{report.place.key}-{report.year}-{self.lang}".lower()

    @property
    def title(self) -> str:
        """What the edition is called."""
        return self._said("site", "title")

    @property
    def description(self) -> str:
        """What its data are, in a sentence."""
        return self._said("export", "about")

    def _said(self, group: str, name: str) -> str:
        report = self.book.report
        place = report.place.label[self.lang]
        return template(group, name, self.lang).format(place=place, year=report.year)

    @property
    def citation(self) -> str:
        """How to name it."""
        said = {"title": self.title, "creator": creator(), "version": VERSION, "licence": LICENCE}
        return template("export", "cite", self.lang).format(**said)

    def phrase(self, name: str) -> str:
        """A phrase of the files to take away."""
        return phrase("export", name, self.lang)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents that the edition's numbers come from, in the report's order."""
        return self.book.documents

    def areas(self) -> Iterator[Area]:
        """The place and what it lies in, from the inside out."""
        for key in self.book.report.circle:
            yield self.book.archive.areas[key]
