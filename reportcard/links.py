"""Links between the chapters, as Markdown writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LINK = r"\[([^\]\[]*)\]\((?:[./]*(?:notebooks/)?)(?:{})(?:\.ipynb|\.html)?(?:#[^)\s]*)?\)"


def unlinked(markdown: str, gone: Sequence[str]) -> str:
    """A text whose links to the chapters of these names, which are left out, are plain words."""
    if not gone:
        return markdown
    return re.sub(_LINK.replace("{}", "|".join(map(re.escape, gone))), r"\1", markdown)
