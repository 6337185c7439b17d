"""Links between the chapters, as Markdown writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LINK = r"\[([^\]\[]*)\]\((?:[./]*(?:notebooks/)?)(?:{})\)"
_FILE, _ANCHOR = r"(?:\.ipynb|\.html)?", r"(?:#[^)\s]*)?"


def unlinked(markdown: str, gone: Sequence[str], page: str = "") -> str:
    """A text whose links to what is left out are plain words.

    ``gone`` are chapters (``tasks``) and sections (``ecology#green``); the text is of the chapter
    ``page``, which names its own sections without itself (``#green``).
    """
    own = [name.removeprefix(page) for name in gone if page and name.startswith(f"{page}#")]
    if not gone:
        return markdown
    return re.sub(_LINK.replace("{}", "|".join(map(_pattern, [*gone, *own]))), r"\1", markdown)


def _pattern(address: str) -> str:
    chapter, sign, anchor = address.partition("#")
    file = re.escape(chapter) + _FILE if chapter else ""
    return file + (re.escape(sign + anchor) if sign else _ANCHOR)
