"""The zip of an edition: its pages as they are, to be read from a folder without any network."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from reportcard.editions.archives import write_zip
from reportcard.editions.imprint import Imprint

DOWNLOADS = "downloads"
"""The folder of an edition's PDF, EPUB and zip; no zip holds it."""
STRAY = ("_static", ".html")
"""Themes leave templates among their files, which are no pages."""
_LINK = re.compile(
    rf"<a\b[^>]*?\bhref=\"(?:[^\"#?:]*/)?{DOWNLOADS}/([^\"/#?]+)\"[^>]*>(.*?)</a>", re.DOTALL
)


def alone(html: str, editions: Collection[str]) -> str:
    """A page without what leads to other ``editions``, by their folders in the site: links are
    words, and its head names no other language."""
    for folder in editions:
        inside = rf'href="(?:\.\./)*{re.escape(folder)}/[^"]*"'
        html = re.sub(rf"<link\b[^>]*{inside}[^>]*>\s*", "", html)
        html = re.sub(
            rf"<a\b[^>]*{inside}[^>]*>(.*?)</a>", r'<span class="elsewhere">\1</span>', html
        )
    return html


def unlinked(html: str, there: Collection[str] = ()) -> str:
    """A page whose links to downloads that are not ``there`` are words; the style hides a line
    of a list that is nothing but such words."""

    def words(link: re.Match[str]) -> str:
        return link[0] if link[1] in there else f'<span class="elsewhere">{link[2]}</span>'

    return _LINK.sub(words, html)


def unlink_missing(pages: Path) -> None:
    """Take links to downloads that were not made out of the pages of an edition."""
    there = [path.name for path in (pages / DOWNLOADS).glob("*")]
    for path in pages.rglob("*.html"):
        text = path.read_text("utf-8")
        mended = unlinked(text, there)
        if mended != text:
            path.write_text(mended, "utf-8")


def make_zip(
    imprint: Imprint,
    folders: Mapping[str, Path],
    front: Mapping[str, str],
    target: Path,
    others: Collection[str] = (),
) -> None:
    """Pack ``folders`` at their place in the site, and the pages in ``front`` at its root.

    ``others`` are the folders of the editions that the site has besides.

    A link out of an edition (to the landing page, to a number's own file) finds in the unpacked
    folder what it finds on the site.
    """
    files: dict[str, bytes | Path] = {}
    for place, folder in folders.items():
        for path in _files(folder):
            files[f"{place}/{path.relative_to(folder).as_posix()}"] = path
    files |= {name: text.encode() for name, text in front.items()}
    write_zip(target, {name: _content(name, files[name], others) for name in files}, imprint.day)


def _files(folder: Path) -> Iterator[Path]:
    """The files that pages are made of: no downloads, nothing that builders keep for themselves."""
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[0] != DOWNLOADS and not _left_over(path, parts[0]):
            yield path


def _left_over(path: Path, top: str) -> bool:
    """Whether a file is Sphinx's own record, or a template or map of the theme's makers."""
    return path.name.startswith(".") or path.suffix == ".map" or (top, path.suffix) == STRAY


def _content(name: str, content: bytes | Path, others: Collection[str]) -> bytes | Path:
    if not name.endswith(".html"):
        return content
    data = content.read_bytes() if isinstance(content, Path) else content
    return alone(unlinked(data.decode()), others).encode()
