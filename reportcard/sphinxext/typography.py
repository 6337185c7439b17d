"""Chinese as CLREQ asks where CSS cannot: a number, its scale and its unit share a line."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

_NUMBER = re.compile(
    r"[+\-−]?\d[\d,.]*(?:[十百千萬億万亿]+[餘多余]?(?:元|個百分點)?|元|個百分點|%|％)"
)
_MARKUP = re.compile(
    r"(<(?P<whole>svg|pre|code|script|style|data|button)\b.*?</(?P=whole)>|<[^>]*>)", re.DOTALL
)


def together(html: str) -> str:
    """HTML whose numbers with a scale word or a percent sign cannot break over two lines."""
    pieces = []
    at = 0
    for markup in _MARKUP.finditer(html):
        pieces += [_wrapped(html[at : markup.start()]), markup.group()]
        at = markup.end()
    return "".join([*pieces, _wrapped(html[at:])])


def _wrapped(text: str) -> str:
    return _NUMBER.sub(r'<span class="nb">\g<0></span>', text)


def keep_together(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Run over the text of a page in Chinese."""
    if app.config.reportcard_lang.startswith("zh") and context.get("book_page"):
        context["body"] = together(context.get("body") or "")
