"""Where a node stands in its source, and which language a fragment is in."""

from __future__ import annotations

import re
from html import escape

from docutils import nodes

_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]+")
_CELL = 10_000
"""MyST-NB numbers the lines of a notebook's cell n from n times this, plus one."""


def where(node: nodes.Node) -> str:
    """``file:line`` of a node, for a notebook ``file:cell 3, line 2``."""
    while node.parent is not None and (node.line is None or node.source is None):
        node = node.parent
    source, line = node.source or "", node.line
    if line is None:
        return source
    if source.endswith(".ipynb") and line >= _CELL:
        return f"{source}:cell {line // _CELL}, line {max(line % _CELL - 1, 1)}"
    return f"{source}:{line}"


def marked(text: str, lang: str) -> str:
    """``text`` as HTML; Chinese quoted on a page in another language says that it is Chinese."""
    shown = escape(str(text), quote=False)
    if lang.startswith("zh"):
        return shown
    return _HAN.sub(lambda match: f'<span lang="zh-Hant">{match.group()}</span>', shown)
