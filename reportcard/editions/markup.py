"""HTML as a tree of ``xml.etree`` elements: read as a browser would, changed, written again.

What is written is HTML and XHTML at once, so that one tree serves the printed book and the EPUB.
SVG keeps its capital letters (``viewBox``), which HTML's own parser would lose.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from html import escape
from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]

VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905
)
UNSHOWN = frozenset(("script", "style", "template"))
"""Elements that no reader sees; a tree does without them."""
SVG = "svg"
_NAME = re.compile(r"[^\s\"'<>/=]+(?=\s*=)")
_IN_URL = re.compile(r"url\(\s*[\"']?#([^)\"']+)[\"']?\s*\)")
_ID_LISTS = ("aria-labelledby", "aria-describedby", "for", "headers", "popovertarget")


class _Reader(HTMLParser):
    """Builds a tree; end tags that nothing opened are passed over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = ET.Element("div")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Append an element, and go into it unless it is a void one."""
        element = self._append(tag, attrs)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Append an element; only SVG's close themselves by a slash."""
        element = self._append(tag, attrs)
        if tag not in VOID and not self._drawing(element):
            self.open.append(element)

    def _append(self, tag: str, attrs: Attributes) -> ET.Element:
        element = ET.SubElement(self.open[-1], tag, {k: v or "" for k, v in attrs})
        if self._drawing(element):
            raw = self.get_starttag_text() or ""
            names = {name.lower(): name for name in _NAME.findall(raw)}
            element.tag = raw[1 : len(tag) + 1]
            element.attrib = {names.get(k, k): v or "" for k, v in attrs}
        return element

    def _drawing(self, element: ET.Element) -> bool:
        return element.tag == SVG or any(e.tag == SVG for e in self.open)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element, and whatever was left open inside it."""
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag.lower() == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        """Append text behind what is there."""
        parent = self.open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data


def parse(html: str) -> ET.Element:
    """A page or a part of one, inside a ``div``; comments are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def write(element: ET.Element) -> str:
    """An element with its content (and nothing behind it), as HTML that is XHTML, too."""
    out: list[str] = []
    _write(element, out.append)
    return "".join(out)


def inner(element: ET.Element) -> str:
    """The content of an element."""
    out = [escape(element.text or "", quote=False)]
    for child in element:
        out += [write(child), escape(child.tail or "", quote=False)]
    return "".join(out)


def _write(element: ET.Element, out: Callable[[str], object]) -> None:
    tag = element.tag
    written = "".join(f' {name}="{escape(value)}"' for name, value in element.items())
    if tag in VOID:
        out(f"<{tag}{written}/>")
        return
    out(f"<{tag}{written}>{escape(element.text or '', quote=False)}")
    for child in element:
        _write(child, out)
        out(escape(child.tail or "", quote=False))
    out(f"</{tag}>")


# ── what stands in a tree ──────────────────────────────────────────────────────────────────────


def classes(element: ET.Element) -> set[str]:
    """The classes of an element."""
    return set(element.get("class", "").split())


def of_class(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """Elements of a class, in order."""
    return (element for element in root.iter() if name in classes(element))


def text_of(element: ET.Element) -> str:
    """What an element says, its spaces run together."""
    return " ".join("".join(element.itertext()).split())


def headings(root: ET.Element) -> Iterator[ET.Element]:
    """Headings of every level, in order."""
    return (element for element in root.iter() if re.fullmatch("h[1-6]", element.tag))


def leads_out(address: str) -> bool:
    """Whether an address leads out of the book."""
    return address.startswith(("https:", "http:", "mailto:"))


# ── changes ────────────────────────────────────────────────────────────────────────────────────


def remove(root: ET.Element, unwanted: Callable[[ET.Element], bool]) -> list[ET.Element]:
    """Take elements out of a tree and give them back; the text behind them stays."""
    removed = []
    for parent in list(root.iter()):
        for child in list(parent):
            if unwanted(child):
                _take(parent, child)
                removed.append(child)
    return removed


def _take(parent: ET.Element, child: ET.Element) -> None:
    index = list(parent).index(child)
    parent.remove(child)
    if index:
        parent[index - 1].tail = (parent[index - 1].tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")
    child.tail = None


def clean(root: ET.Element) -> None:
    """Take out what is for a screen with scripts only."""
    remove(root, lambda e: e.tag in UNSHOWN or bool(classes(e) & {"headerlink"}))
    for element in root.iter():
        if "popover" in element.attrib:
            del element.attrib["popover"]
        if element.tag == "button" and "popovertarget" in element.attrib:
            element.set("href", f"#{element.attrib.pop('popovertarget')}")
            element.attrib.pop("type", None)
            element.tag = "a"
    remove(root, lambda e: e.tag in ("button", "input", "select"))


def drop_repeated_ids(root: ET.Element) -> None:
    """An id names the first element that has it, as in a browser."""
    seen: set[str] = set()
    for element in root.iter():
        if (name := element.get("id")) is not None:
            if name in seen:
                del element.attrib["id"]
            seen.add(name)


def unlink(link: ET.Element) -> None:
    """A link becomes words."""
    link.tag = "span"
    for name in ("href", "target", "rel", "download"):
        link.attrib.pop(name, None)


def rename(root: ET.Element, names: Mapping[str, str]) -> None:
    """Give elements other ids, and let what refers to them inside the tree follow."""
    for element in root.iter():
        for name, value in list(element.items()):
            element.set(name, _renamed(name, value, names))


def _renamed(name: str, value: str, names: Mapping[str, str]) -> str:
    if name == "id":
        return names.get(value, value)
    if name in _ID_LISTS:
        return " ".join(names.get(one, one) for one in value.split())
    if name in ("href", "xlink:href") and value.startswith("#"):
        return f"#{names.get(value[1:], value[1:])}"
    return _IN_URL.sub(lambda m: f"url(#{names.get(m[1], m[1])})", value)
