"""Where a node stands in its source."""

from __future__ import annotations

from docutils import nodes

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
