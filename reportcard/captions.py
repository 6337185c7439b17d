"""The words of a chart: what its specification says beside the drawing, and how it is stored."""

from __future__ import annotations

from typing import TypeAlias

MIME = "application/vnd.vegalite.v6+json"
Cell: TypeAlias = "str | dict[str, str]"
"""A text; a number as ``{"text": …, "n": its key}``; what belongs to one as ``{…, "of": key}``."""
Text: TypeAlias = "str | list[Cell]"
"""A text, or its pieces where numbers of the report stand in it."""

ROW = "#row-"
"""What the link of a mark begins with: the line of the table behind the chart follows."""


def plain(text: Text | Cell) -> str:
    """A text without its keys."""
    if isinstance(text, str):
        return text
    return text["text"] if isinstance(text, dict) else "".join(plain(piece) for piece in text)
