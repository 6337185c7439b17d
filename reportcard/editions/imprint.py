"""What a title page says of an edition: the facts its PDF, its EPUB and its zip are made of."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reportcard import __version__
from reportcard.dates import earliest, latest
from reportcard.editions.chapters import Edition
from reportcard.labels import phrase, when
from reportcard.prose import book_of

LIBRARY = uuid.uuid5(uuid.NAMESPACE_URL, "urn:reportcard")
"""Editions are numbered inside this name space."""


@dataclass(frozen=True)
class Imprint:
    """An edition's bibliographic facts.

    ``printed`` is when its report card was published (empty without one), ``dated`` when the
    latest document was that it draws on and that says a date (see ``dates``): the documents', so
    that the same data makes the same book.
    """

    edition: Edition
    title: str
    place: str
    language: str
    printed: str
    dated: str
    version: str = __version__

    @property
    def name(self) -> str:
        """The file name of its downloads, without ending."""
        return f"{self.edition.place}-{self.edition.year}-{self.edition.lang}"

    @property
    def urn(self) -> str:
        """A name that no other edition has, the same in every build."""
        return f"urn:uuid:{uuid.uuid5(LIBRARY, self.edition.folder.as_posix())}"

    def say(self, name: str, *parts: str) -> str:
        """A phrase of the title page in the edition's language."""
        return phrase("paper", name, self.edition.lang, *parts)

    @property
    def lines(self) -> tuple[str, ...]:
        """The title page below the title: language, version, dates, licence."""
        edition = self.say("edition", self.language, self.version)
        lang = self.edition.lang
        printed = (self.say("printed", when(self.printed, lang)),) if self.printed else ()
        return (edition, *printed, self.say("dated", when(self.dated, lang)), self.licence)

    @property
    def licence(self) -> str:
        """Under which terms it may be used, as every page says it."""
        return phrase("page", "licence", self.edition.lang)

    @property
    def day(self) -> date:
        """``dated`` as a day, of a year its first: what files are dated that must have a day."""
        return earliest(self.dated)


def imprint_of(edition: Edition, title: str) -> Imprint:
    """The facts of an edition. Raises UnknownName for one that is not there."""
    book = book_of(edition.place, edition.year)
    report = book.report
    return Imprint(
        edition,
        title,
        report.names(edition.lang)["home"],
        phrase("site", "language", edition.lang),
        report.anchor.published if report.anchor else "",
        _latest(document.published for document in book.documents),
    )


def _latest(published: Iterable[str]) -> str:
    """The last of what documents say of their publication, of no date (``after 2019``) only where
    none says one."""
    return max(published, key=lambda said: (latest(said) is not None, earliest(said)))
