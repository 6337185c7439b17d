"""What stands where on a page of the book: its HTML cut at its headings, and its numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile

from lxml.etree import HTMLParser

BREAK = "\ue000"
"""Stands between two paragraphs, cells or other blocks of a section's text."""

_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
_PASSPORTS, _DETAILS = '<section class="passports', re.compile(r"<dl\b.*?</dl>", re.DOTALL)
"""Nobody searches what a passport says below its title and value, which is half of a page."""
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
"""What a drawing says is not read; its tags are many."""
_VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"))
_INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr b bdi button cite code data del dfn em i ins kbd mark "
        "q s samp span strong sub sup time u var",
    )
)
_UNREAD = frozenset(("noscript", "script", "style", "svg", "template"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass
class Section:
    """What stands below one heading: its anchor on the page, its title, its text."""

    anchor: str
    title: str = ""
    text: str = ""


@dataclass
class Number:
    """A number that a page explains: its anchor, what it is called, how it is shown.

    ``folded`` where the page shows it only in a table that is closed at first.
    """

    anchor: str
    label: str = ""
    value: str = ""
    folded: bool = False


@dataclass
class Sections:
    """A page taken apart; numbers by their key."""

    sections: list[Section] = field(default_factory=list)
    numbers: dict[str, Number] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The page's own heading."""
        return self.sections[0].title if self.sections else ""


def cut(html: str) -> Sections:
    """Take the sections of a rendered page apart.

    The text of tables, charts and code belongs to the section they stand in. Numbers are those
    of the page's passports that the text shows under their key.
    """
    text, notes, passports = html.partition(_PASSPORTS)
    reader = _Reader()
    parser = HTMLParser(target=reader, huge_tree=True)
    parser.feed(_DRAWING.sub("<svg></svg>", text) + notes + _DETAILS.sub("", passports))
    parser.close()
    return Sections([s for s in reader.sections if s.title], dict(reader.shown_numbers()))


def article(html: str) -> str:
    """The part of a rendered page that ``cut`` takes apart: what is around it may change."""
    found = _ARTICLE.search(html)
    return found[0] if found else html


@dataclass
class _Open:
    """An element that is not closed yet, and what was said inside it."""

    tag: str
    attributes: Mapping[str, str]
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.classes = self.attributes.get("class", "").split()
        self.anchor = self.attributes.get("id", "")
        self.unread = self.tag in _UNREAD or "headerlink" in self.classes
        self.makes_section = self.tag == "section" and bool(self.anchor)
        self.passport = "passport" in self.classes
        self.heads = "heads" in self.classes

    @property
    def number(self) -> Number:
        """The number a passport belongs to, still without its words."""
        return Number("n-" + self.anchor.removeprefix("p-"))


class _Reader:
    """Is told a page from tag to tag; an element that closes hands its text to its owner."""

    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.tags: Counter[str] = Counter()
        self.heads = self.unread = 0
        self.passports: list[_Open] = []
        self.sections: list[Section] = []
        self.within: list[Section] = []
        self.numbers: dict[str, Number] = {}
        self.folded: dict[str, bool] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._pause(tag)
        if tag in _VOID or not (self.open or tag == "section"):
            return
        element = _Open(tag, attributes)
        self.open.append(element)
        self.tags[tag] += 1
        self.heads += element.heads
        self.unread += element.unread
        self.folded[element.anchor] = self.tags["details"] > 0
        if element.passport:
            self.passports.append(element)
        if element.makes_section and not self.unread:
            self.within.append(Section(element.anchor))
            self.sections.append(self.within[-1])

    def end(self, tag: str) -> None:
        """An element ends, and whatever was left open inside it."""
        while self.tags[tag]:
            element = self.open.pop()
            self.tags[element.tag] -= 1
            self.heads -= element.heads
            self.unread -= element.unread
            if element.passport:
                self.passports.pop()
            if not (element.unread or self.unread):
                self._close(element, "".join(element.heard))
            if element.tag == tag:
                break
        self._pause(tag)

    def data(self, data: str) -> None:
        """Text, also what ``&…;`` stands for."""
        if self.open and not self.unread:
            self.open[-1].heard.append(data)

    def close(self) -> None:
        """The page ends."""

    def shown_numbers(self) -> Iterator[tuple[str, Number]]:
        """The numbers that the text shows, each where it is seen first: rather not folded up."""
        for key, number in self.numbers.items():
            again = (f"{number.anchor}-{count}" for count in range(2, len(self.folded)))
            places = [number.anchor, *takewhile(self.folded.__contains__, again)]
            if number.anchor in self.folded:
                anchor = min(places, key=self.folded.__getitem__)
                yield key, replace(number, anchor=anchor, folded=self.folded[anchor])

    def _pause(self, tag: str) -> None:
        """Set blocks apart; a number and what it is called stand alone in a row of headlines."""
        if tag not in _INLINE or self.heads:
            self.data(BREAK)

    def _close(self, element: _Open, text: str) -> None:
        """Give a section, a title or a passport its text; all else speaks for what holds it."""
        passport = self.passports[0] if self.passports else None
        if element.makes_section:
            self.within.pop().text = squeezed(text)
        elif element.tag in _HEADINGS and self.within and not self.within[-1].title:
            self.within[-1].title = squeezed(text).replace(BREAK, " ")
        elif passport is not None:
            self._named(passport, element, squeezed(text))
        elif self.open and not element.passport:
            self.open[-1].heard.append(text)

    def _named(self, passport: _Open, element: _Open, text: str) -> None:
        """Take from a passport what its number is called and how it is shown."""
        number = self.numbers.setdefault(passport.anchor.removeprefix("p-"), passport.number)
        if "title" in element.classes:
            number.label = text
        elif element.tag == "b" and "value" in self.open[-1].classes:
            number.value = text
        self.open[-1].heard.append(text)


def squeezed(text: str) -> str:
    """Runs of spaces and of breaks made one, none at the ends."""
    blocks = (" ".join(block.split()) for block in text.split(BREAK))
    return BREAK.join(block for block in blocks if block)
