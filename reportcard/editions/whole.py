"""The whole book as one page to print, made of what Sphinx's ``singlehtml`` builder writes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reportcard.editions import markup
from reportcard.editions.imprint import Imprint
from reportcard.editions.templates import template, text_of

TEMPLATE, STYLES = "whole.html.j2", "whole.css"
LEVELS = ("h1", "h2")
"""The headings that the table of contents lists."""
_MARK = "document-"
"""What Sphinx puts before a chapter's name to mark where it starts."""


@dataclass
class Part:
    """A chapter of the one page, the text before the chapters, or the notes after them."""

    name: str
    tree: ET.Element
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """The id of its section, in letters that stay as they are in a PDF."""
        return "part-" + re.sub(r"[^A-Za-z0-9]+", "-", self.name)

    @property
    def title(self) -> str:
        """Its first heading."""
        return next(map(markup.text_of, markup.headings(self.tree)), self.name)

    @property
    def html(self) -> str:
        """Its content."""
        return markup.inner(self.tree)


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents: what it leads to, and on which page that stands."""

    title: str
    anchor: str
    level: int
    page: int | None = None


def parts_of(html: str, notes: str) -> list[Part]:
    """The parts of a page as ``singlehtml`` wrote it; ``notes`` heads the notes to the numbers."""
    article = next(markup.of_class(markup.parse(html), "bd-article"))
    markup.clean(article)
    markup.remove(article, lambda e: e.tag == "details")
    markup.remove(article, lambda e: "notes-title" in markup.classes(e))  # ours is a heading
    endnotes = markup.remove(article, lambda e: "endnotes" in markup.classes(e))
    trees = markup.remove(article, lambda e: "toctree-wrapper" in markup.classes(e))
    parts = [Part("front", article), *_chapters(trees)]
    if endnotes:
        parts.append(Part("notes", _under_heading(endnotes, notes)))
    _give_own_ids(parts)
    _resolve_links(parts)
    _name_headings(parts)
    return parts


def _chapters(trees: Sequence[ET.Element]) -> Iterator[Part]:
    """Each chapter, its headings a level higher than they stood below the book's title."""
    for tree in trees:
        mark = ""
        for child in tree:
            name = child.get("id", "")
            if child.tag == "span" and name.startswith(_MARK):
                mark = name.removeprefix(_MARK)
            elif mark:
                chapter = ET.Element("div")
                child.tail = None
                chapter.append(child)
                for heading in markup.headings(chapter):
                    heading.tag = f"h{max(int(heading.tag[1]) - 1, 1)}"
                yield Part(mark, chapter)
                mark = ""


def _under_heading(endnotes: Sequence[ET.Element], title: str) -> ET.Element:
    section = ET.Element("div")
    if not any(heading.tag == "h1" for notes in endnotes for heading in markup.headings(notes)):
        ET.SubElement(section, "h1").text = title
    section.extend(endnotes)
    return section


def _give_own_ids(parts: Sequence[Part]) -> None:
    """Chapters that were pages of their own may have the same ids: later ones get new ones."""
    taken: set[str] = set()
    for part in parts:
        markup.drop_repeated_ids(part.tree)
        for name in [e.get("id", "") for e in part.tree.iter() if e.get("id")]:
            part.ids[name] = name if name not in taken else f"{part.anchor}-{name}"
            taken.add(part.ids[name])
        markup.rename(part.tree, part.ids)


def _resolve_links(parts: Sequence[Part]) -> None:
    """Links inside the book lead to the one page's ids; those to nowhere become plain words."""
    by_name = {part.name: part for part in parts}
    known = {name for part in parts for name in part.ids.values()} | {p.anchor for p in parts}
    for part in parts:
        for link in part.tree.iter("a"):
            address = link.get("href", "")
            if address.startswith("#"):
                address = _resolved(address[1:], by_name)
                link.set("href", f"#{address}")
            if not markup.leads_out(address) and address not in known:
                markup.unlink(link)


def _resolved(address: str, parts: Mapping[str, Part]) -> str:
    """``document-notebooks/sources#id`` as an id of the one page."""
    if not address.startswith(_MARK):
        return address
    name, _, inside = address.removeprefix(_MARK).partition("#")
    if name not in parts:
        return inside
    return parts[name].ids.get(inside, inside) if inside else parts[name].anchor


def _name_headings(parts: Sequence[Part]) -> None:
    for part in parts:
        for number, heading in enumerate(markup.headings(part.tree)):
            heading.set("id", f"{part.anchor}-h{number}")


def contents(parts: Sequence[Part], pages: Mapping[str, int]) -> list[Entry]:
    """The table of contents; ``pages`` says where anchors stand, as far as that is known."""
    return [
        Entry(markup.text_of(h), h.attrib["id"], LEVELS.index(h.tag), pages.get(h.attrib["id"]))
        for part in parts
        for h in markup.headings(part.tree)
        if h.tag in LEVELS
    ]


def titles(parts: Sequence[Part]) -> list[str]:
    """Every heading of the parts, in order."""
    return [markup.text_of(heading) for part in parts for heading in markup.headings(part.tree)]


def whole_page(
    imprint: Imprint, parts: Sequence[Part], cover: str = "", pages: Mapping[str, int] | None = None
) -> str:
    """The book as one page: title page, table of contents, parts.

    ``cover`` is the picture of the title page (SVG), ``pages`` the numbers of the pages on which
    anchors stand, from a first printing.
    """
    return template(TEMPLATE).render(
        imprint=imprint,
        parts=parts,
        entries=contents(parts, pages or {}),
        cover=cover,
        css=text_of(STYLES),
        css_string=_css_string,
    )


def _css_string(text: str) -> str:
    """A text as a string of CSS inside a ``style`` element."""
    escaped = re.sub(r"[\"\\\n<>&]", lambda m: f"\\{ord(m.group()):x} ", text)
    return f'"{escaped}"'
