"""What must share a line, where CSS alone cannot say so.

A number that opens is a button, beside which a browser may break a line whatever stands there:
it keeps the signs around it. Chinese as CLREQ asks: a number, its scale and its unit.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from reportcard.chinese import CHINESE

_NUMBER = re.compile(
    r"[+\-−]?\d[\d,.]*(?:[十百千萬億万亿]+[餘多余]?(?:元|個百分點)?|元|個百分點|%|％)"
)
_SIGNED = re.compile(
    r"(?P<before>[(\[“‘「『（《〈【]*)"
    r'(?P<button><button class="v[ "][^>]*>.*?</button>)'
    r"(?P<after>[,.;:!?)\]”’、，。；：！？）」』》〉】]*)",
    re.DOTALL,
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


def signed(html: str) -> str:
    """HTML whose buttons share a line with the opening signs before and the closing ones behind."""
    return _SIGNED.sub(_with_signs, html)


def _with_signs(found: re.Match[str]) -> str:
    alone = not (found["before"] or found["after"])
    return found[0] if alone else f'<span class="nb">{found[0]}</span>'


def keep_together(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Run over the text of a page."""
    if context.get("book_page"):
        body = signed(context.get("body") or "")
        context["body"] = together(body) if app.config.reportcard_lang in CHINESE else body
