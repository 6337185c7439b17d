"""The prose of the chapters in Chinese: one catalogue of messages for each page (gettext).

The catalogues below ``locale/zh_TW`` are written by people, in Traditional script; what the
Simplified edition says is derived from them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from babel.messages.pofile import PoFileError, normalize, read_po

from reportcard.chinese import SIMPLIFIED, TRADITIONAL, simplified
from reportcard.errors import DataError, Problem
from reportcard.links import unlinked
from reportcard.tables import read_text

SPHINX = {"en": "en", TRADITIONAL: "zh_TW", SIMPLIFIED: "zh_CN"}
"""What Sphinx calls each language of the book."""
SOURCE = "en"
"""The language the chapters are written in."""
LOCALE, MESSAGES = "locale", "LC_MESSAGES"
HEADER = "Language: {}\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"


def folder_of(locale: Path, lang: str) -> Path:
    """Where the catalogues of a language lie."""
    return locale / SPHINX[lang] / MESSAGES


def authored(project: Path) -> Path:
    """The folder of the catalogues that people write."""
    return folder_of(project / LOCALE, TRADITIONAL)


def catalogue_text(messages: Mapping[str, str], lang: str) -> str:
    """A catalogue as its file holds it: a line for each text, no date, no place, no program."""
    header = {"": HEADER.format(SPHINX[lang])}
    entries = [
        f"msgid {normalize(source, width=0)}\nmsgstr {normalize(text, width=0)}\n"
        for source, text in {**header, **messages}.items()
    ]
    return "\n".join(entries)


def read_catalogue(path: Path) -> dict[str, str]:
    """The messages of a catalogue in order, each with its translation.

    One that is doubtful (``fuzzy``) counts as not translated, and is empty. Raises DataError for
    a file that is no catalogue.
    """
    file = io.BytesIO(read_text(path).encode())
    try:
        catalogue = read_po(file, abort_invalid=True)
    except PoFileError as error:
        line = getattr(error, "lineno", 0) + 1
        what = f"not a valid catalogue: {error}"
        raise DataError(Problem(what, "Mend this line.", path, line)) from None
    return {str(m.id): "" if m.fuzzy else str(m.string or "") for m in catalogue if m.id}


@cache
def prose(project: Path, page: str, lang: str) -> Mapping[str, str]:
    """What the prose of a page (``notebooks/economy``) is in a language, by what it is in English.

    Only what is translated; nothing for English itself and for a page without a catalogue.
    Raises DataError for a file that is no catalogue.
    """
    path = authored(project) / f"{page}.po"
    if lang == SOURCE or not path.is_file():
        return {}
    known = {source: text for source, text in read_catalogue(path).items() if text}
    if lang == SIMPLIFIED:
        return {source: simplified(text) for source, text in known.items()}
    return known


def write_catalogues(project: Path, lang: str, locale: Path, gone: Sequence[str] = ()) -> None:
    """Write the catalogues of a language below ``locale``, as Sphinx looks for them.

    Links to the chapters and sections that are ``gone`` are plain words in the pages, so they are
    here, too.
    Raises DataError.
    """
    for path in sorted(authored(project).rglob("*.po")):
        page = path.relative_to(authored(project)).with_suffix("")
        texts = prose(project, page.as_posix(), lang)
        there = {
            unlinked(source, gone, page.name): unlinked(text, gone, page.name)
            for source, text in texts.items()
        }
        out = folder_of(locale, lang) / page.with_suffix(".po")
        content = catalogue_text(there, lang)
        if not out.is_file() or out.read_text("utf-8") != content:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(content, "utf-8")
