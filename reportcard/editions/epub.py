"""The EPUB of an edition: the pages that Sphinx's ``epub`` builder wrote, in a package of our own.

Sphinx's own package has empty fields, the day of the build in it and scripts that no reader runs;
here pages keep their text, charts and links, and everything around them is made of the imprint.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath

from reportcard.editions import markup
from reportcard.editions.archives import write_zip
from reportcard.editions.imprint import Imprint
from reportcard.editions.templates import template, text_of

MIMETYPE = "application/epub+zip"
FILES = "epub_files"
TEXT, STYLES, COVER, TITLE = "text", "book.css", "cover.png", "title.xhtml"


@dataclass
class Page:
    """A page: its address in the package, its title, its content."""

    name: str
    title: str
    tree: ET.Element

    @property
    def html(self) -> str:
        """Its content as XHTML."""
        return markup.inner(self.tree)

    @property
    def up(self) -> str:
        """The way from it to the package's root."""
        return "../" * self.name.count("/")

    @property
    def drawn(self) -> bool:
        """Whether it holds a drawing, which the package must say."""
        return any(element.tag == markup.SVG for element in self.tree.iter())

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Id and title of its sections, for the table of contents."""
        return [(h.attrib["id"], markup.text_of(h)) for h in self.tree.iter("h2")]


def settings(imprint: Imprint) -> dict[str, object]:
    """What Sphinx's builder wants to be told, or it warns."""
    return {
        "version": imprint.version,
        "epub_title": imprint.title,
        "epub_author": imprint.say("author"),
        "epub_publisher": imprint.say("author"),
        "epub_copyright": imprint.licence,
        "epub_identifier": imprint.urn,
        "epub_show_urls": "no",
    }


def make_epub(imprint: Imprint, built: Path, names: Sequence[str], epub: Path) -> None:
    """Pack the pages ``names`` (without ending) that Sphinx wrote into ``built``."""
    pages = [_page(built, name, number) for number, name in enumerate(names)]
    _resolve_links(pages)
    cover = built / COVER
    files = {"mimetype": MIMETYPE.encode(), **_texts(imprint, pages, cover.is_file())}
    if cover.is_file():
        files[f"{TEXT}/{COVER}"] = cover.read_bytes()
    write_zip(epub, files, imprint.day, stored=("mimetype",))


def _page(built: Path, name: str, number: int) -> Page:
    """A page as Sphinx wrote it, made fit for readers that run no script."""
    page = markup.parse((built / f"{name}.xhtml").read_text("utf-8"))
    body = next(markup.of_class(page, "body"))
    markup.clean(body)
    markup.drop_repeated_ids(body)
    for element in body.iter():
        _settle(element)
    for index, heading in enumerate(markup.headings(body)):
        heading.set("id", f"h{number}-{index}")
    title = next(map(markup.text_of, markup.headings(body)), name)
    return Page(f"{name}.xhtml", title, body)


def _settle(element: ET.Element) -> None:
    """What folds away or scrolls stands open; what only a script reads goes."""
    for name in [n for n in element.attrib if n.startswith("data-")]:
        del element.attrib[name]
    if element.tag == "details":
        element.tag = "div"
    elif element.tag == "summary":
        element.tag = "p"
        element.set("class", "summary")
    if "tabindex" in element.attrib and element.tag == "div":
        for name in ("role", "tabindex", "aria-label"):
            element.attrib.pop(name, None)


def _resolve_links(pages: Sequence[Page]) -> None:
    """A link to what the book does not hold is words."""
    ids = {page.name: {e.get("id") for e in page.tree.iter() if e.get("id")} for page in pages}
    for page in pages:
        for link in page.tree.iter("a"):
            address = link.get("href", "")
            if not (markup.leads_out(address) or _leads(page.name, address, ids)):
                markup.unlink(link)


def _leads(page: str, address: str, ids: Mapping[str, set[str | None]]) -> bool:
    file, _, fragment = address.partition("#")
    target = normpath(join(dirname(page), file)) if file else page
    return target in ids and (not fragment or fragment in ids[target])


def _texts(imprint: Imprint, pages: Sequence[Page], cover: bool) -> dict[str, bytes]:
    """The files of the package that are text, by their place in it."""
    known = {"imprint": imprint, "pages": pages, "cover": cover}
    texts = {
        "META-INF/container.xml": _written("container.xml.j2", **known),
        f"{TEXT}/package.opf": _written("package.opf.j2", **known),
        f"{TEXT}/nav.xhtml": _written("nav.xhtml.j2", **known),
        f"{TEXT}/{TITLE}": _written("title.xhtml.j2", **known),
        f"{TEXT}/{STYLES}": text_of(f"{FILES}/{STYLES}"),
    }
    for page in pages:
        texts[f"{TEXT}/{page.name}"] = _written("page.xhtml.j2", page=page, **known)
    return {name: text.encode() for name, text in texts.items()}


def _written(name: str, /, **known: object) -> str:
    return template(f"{FILES}/{name}").render(known) + "\n"
