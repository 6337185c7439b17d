"""The text as the scanner sees it: folded, character by character, so that offsets hold.

Beside what ``folding`` makes one (scripts, width, case), two things must stay apart here:
circled and raised digits are marks and no numbers, and a full-width comma between plain digits
ends a clause where ``1,278`` groups thousands.
"""

from __future__ import annotations

import unicodedata

import regex

from reportcard.folding import fold

CLAUSE_MARK = ";"
_COMMA = regex.compile(r"(?<=[0-9])，(?=[0-9])")


class _Table(dict[int, str]):
    """Each character with its folded form, looked up once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        mark = unicodedata.category(character) == "No"
        self[code] = folded = character if mark else fold(character)
        return folded


_TABLE = _Table({ord("○"): "〇", ord("∶"): ":"})


def surface(text: str) -> str:
    """``text`` folded for scanning; the same length."""
    return _COMMA.sub(CLAUSE_MARK, text).translate(_TABLE)
