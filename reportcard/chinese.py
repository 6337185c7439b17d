"""The two Chinese scripts: Traditional is authored, Simplified is derived from it.

Only the script changes: never a word, never a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from reportcard.memory import lasting

TRADITIONAL, SIMPLIFIED = CHINESE = ("zh-Hant", "zh-Hans")
QUOTES = str.maketrans("「」『』", "“”‘’")
"""The quotation marks of each script: GB/T 15834 knows no corner brackets in horizontal text."""


@lasting
@cache
def _converter() -> Any:
    import opencc  # loads its dictionaries: only where Chinese is asked for

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """``text`` in Simplified script, each character turned into one character.

    >>> simplified("海淀區地區生產總值7,000億元以上")
    '海淀区地区生产总值7,000亿元以上'
    """
    turned: str = _converter().convert(text).translate(QUOTES)
    return turned if len(turned) == len(text) else "".join(map(_one, text))


def _one(character: str) -> str:
    """A character by itself; what would take more room stays as it is."""
    turned = _converter().convert(character).translate(QUOTES)
    return turned if len(turned) == 1 else character


def with_simplified(table: Any) -> Any:
    """A tree of tables in which each text that is given in Traditional is there in Simplified.

    A text by language is a table with the key ``zh-Hant``. What is given in Simplified stays.
    """
    if isinstance(table, list):
        return [with_simplified(item) for item in table]
    if not isinstance(table, Mapping):
        return table
    whole = {key: with_simplified(value) for key, value in table.items()}
    if isinstance(whole.get(TRADITIONAL), str):
        whole.setdefault(SIMPLIFIED, simplified(whole[TRADITIONAL]))
    return whole
