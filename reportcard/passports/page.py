"""The numbers of a page made answerable.

Whatever emits a number writes ``<data class="n" value="KEY">TEXT</data>``. Here each becomes a
button that opens its passport, a native popover that needs no script, and the passports of the
page, those of their inputs included, follow at its end. On paper they are the endnotes: there,
and in EPUB, a number is a link to its note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from reportcard import labels
from reportcard.labels import phrase
from reportcard.passports.content import (
    Entry,
    Link,
    Passport,
    Piece,
    Quote,
    Verdict,
    of_cell,
    passport,
)
from reportcard.results import Book

NUMBER = re.compile(r'<data class="n(?: ([^"]*))?" value="([^"]*)"([^>]*)>(.*?)</data>', re.DOTALL)
CELL = "cell-"
"""How the results of visible cells are called that are no number of the report."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Surroundings:
    """Where a page's numbers lead: ``uses`` gives the chapters that use a key, ``address`` the
    file with its data (nothing where there is none); ``popovers`` is false for paper and EPUB.

    ``known`` are passports that other pages have made already, by their key."""

    uses: Callable[[str], Sequence[Link]] = lambda key: ()
    address: Callable[[str], str] = lambda key: ""
    popovers: bool = True
    known: dict[str, Passport] = field(default_factory=dict)


def keys_in(html: str) -> list[str]:
    """The keys of the numbers in a piece of HTML, each once, in order."""
    return list(dict.fromkeys(key for found in NUMBER.finditer(html) for key in _keys(found[2])))


def _keys(value: str) -> list[str]:
    return value.removeprefix("=").split()


def answered(
    html: str,
    book: Book,
    lang: str,
    around: Surroundings | None = None,
) -> str:
    """A page with its numbers as buttons, and their passports behind its text.

    Raises UnknownName for a key of nothing.
    """
    page = _Page(book, lang, around or Surroundings())
    text = NUMBER.sub(page.number, html)
    return text + page.passports()


@dataclass
class _Page:
    book: Book
    lang: str
    around: Surroundings
    notes: dict[str, Passport] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def number(self, found: re.Match[str]) -> str:
        """One number of the text."""
        classes, value, rest, text = found.groups()
        key = self.noted(value, text)
        self.seen[key] = self.seen.get(key, 0) + 1
        again = f"-{self.seen[key]}" if self.seen[key] > 1 else ""
        names = f"v {classes}" if classes else "v"
        return self.opener(key, f' class="{names}" id="n-{key}{again}"{rest}', text)

    def noted(self, value: str, text: str) -> str:
        """The key under which a number's passport is kept; made when it is met first."""
        if not value.startswith("="):
            self.note(value)
            return value
        name = f"{CELL}{1 + sum(key.startswith(CELL) for key in self.notes)}"
        plain = re.sub(r"<[^>]+>", "", text)
        self.notes[name] = of_cell(self.book, name, plain, _keys(value), self.lang)
        return name

    def note(self, key: str) -> None:
        known = self.around.known
        if key not in known:
            known[key] = passport(self.book, key, self.lang)
        self.notes.setdefault(key, known[key])

    def opener(self, key: str, attributes: str, inner: str) -> str:
        """The element that opens a passport."""
        number = str(list(self.notes).index(key) + 1)
        if self.around.popovers:
            leads = f'type="button" popovertarget="p-{key}" data-note="{number.translate(_RAISED)}"'
            return f"<button{attributes} {leads}>{inner}</button>"
        leads = f'href="#p-{key}" role="doc-noteref"'
        return f"<a{attributes} {leads}>{inner}<sup>{number}</sup></a>"

    def passports(self) -> str:
        """All that the page's numbers lead to, inputs of inputs included."""
        if not self.notes:
            return ""
        waiting = list(self.notes)
        while waiting:
            for key in self.notes[waiting.pop(0)].inputs:
                if key not in self.notes:
                    waiting.append(key)
                self.note(key)
        title = phrase("passport", "notes", self.lang)
        written = "\n".join(map(self.passport, self.notes.values()))
        return (
            f'\n<section class="passports endnotes" aria-label="{escape(title)}">'
            f'<p class="notes-title">{escape(title)}</p>\n{written}\n</section>\n'
        )

    def passport(self, one: Passport) -> str:
        """One passport as a popover, or as a note."""
        key, number = one.key, list(self.notes).index(one.key) + 1
        if self.around.popovers:
            role, first = f'popover role="dialog" data-note="{number}"', self.close(key)
        else:
            role, first = f'role="note" data-n="{key}"', f"<b>{number}</b>"
        allowed = f' <span class="allowed">{escape(one.allowed)}</span>' if one.allowed else ""
        entries = "".join(map(self.entry, (*one.entries, *self.used(one))))
        return (
            f'<div class="passport" id="p-{key}" {role} aria-labelledby="t-{key}">{first}'
            f'<p class="title" id="t-{key}">{self.marked(one.title)}</p>'
            f'<p class="value"><b>{escape(one.value)}</b>{allowed}</p>'
            f"<dl>{entries}</dl>{self.cited(one)}</div>"
        )

    def close(self, key: str) -> str:
        name = escape(phrase("passport", "close", self.lang))
        return (
            f'<button type="button" class="close" popovertarget="p-{key}"'
            f' popovertargetaction="hide" aria-label="{name}">×</button>'
        )

    def used(self, one: Passport) -> Iterable[Entry]:
        """The chapters in which the number stands."""
        chapters = self.around.uses(one.key)
        if chapters:
            pieces: list[Piece] = []
            for chapter in chapters:
                pieces += [" · ", chapter] if pieces else [chapter]
            yield Entry(phrase("passport", "used", self.lang), (tuple(pieces),))

    def cited(self, one: Passport) -> str:
        """How to name the number elsewhere: what it is, its own address, its data."""
        if not self.around.popovers:
            return ""
        report = self.book.report
        said_of = (report.place.label[self.lang], str(report.year), one.title, one.value)
        text = phrase("passport", "citation", self.lang, *said_of)
        data = "" if one.key.startswith(CELL) else self.around.address(one.key)
        said = phrase("passport", "data", self.lang)
        more = f' · <a href="{escape(data)}">{escape(said)}</a>' if data else ""
        term = escape(phrase("passport", "cite", self.lang))
        return (
            f'<p class="cite"><span>{term}</span> '
            f'<a href="#p-{one.key}">{self.marked(text)}</a>{more}</p>'
        )

    def entry(self, entry: Entry) -> str:
        lines = "".join(f"<dd>{''.join(map(self.piece, line))}</dd>" for line in entry.lines)
        return f"<dt>{escape(entry.term)}</dt>{lines}"

    def piece(self, piece: Piece) -> str:
        """One piece of what a passport says."""
        if isinstance(piece, str):
            return self.marked(piece)
        if isinstance(piece, Quote):
            return f'<span lang="{piece.lang}">{escape(piece.text)}</span>'
        if isinstance(piece, Link):
            spoken = f' lang="{piece.lang}"' if piece.lang else ""
            return f'<a href="{escape(piece.href)}"{spoken}>{escape(piece.text)}</a>'
        if isinstance(piece, Verdict):
            return f'<span class="verdict {piece.name}">{escape(piece.word)}</span>'
        inner = f"{self.marked(piece.label)} <b>{escape(piece.value)}</b>"
        return self.opener(piece.key, ' class="v input"', inner)

    def marked(self, text: str) -> str:
        return labels.marked(text, self.lang)
