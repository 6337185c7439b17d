"""Both Chinese scripts, full and half width, capitals and small letters as one.

Folding replaces one character by one character, so that a place found in folded text is the same
place in the text itself; it never looks at the neighbours, and what would take more room stays.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

import opencc

from reportcard.memory import lasting

_HAN = ((0x3400, 0xA000), (0x20000, 0x2F800), (0x30000, 0x32400))
"""Where Unicode keeps its Chinese characters; second copies it has of some fold with the width."""


def fold(text: str) -> str:
    """``text`` in small Latin letters, half width, Simplified script; the same length.

    >>> fold("海淀區ＧＤＰ增長７％")
    '海淀区gdp增长7%'
    """
    return "".join(map(_folded, text))


def scripts(characters: Iterable[str]) -> tuple[str, str]:
    """Every Traditional character that folds to one of ``characters``, and what each folds to.

    The two strings have one length. With this table and the folding of width and case that
    every browser knows, a query can be folded where there is no OpenCC.
    """
    wanted = set(characters)
    pairs = sorted(pair for pair in _simplified().items() if pair[1] in wanted)
    return "".join(old for old, _ in pairs), "".join(new for _, new in pairs)


@lasting
@cache
def _folded(character: str) -> str:
    half = _if_same_room(unicodedata.normalize("NFKC", character), character)
    small = _if_same_room(half.lower(), half)
    return _simplified().get(small, small)


@lasting
@cache
def _simplified() -> Mapping[str, str]:
    """Each Traditional character with its Simplified one, from OpenCC's ``t2s``."""
    every = [chr(code) for first, end in _HAN for code in range(first, end)]
    # a line each: OpenCC turns words, and a character must not depend on its neighbours
    to = dict(zip(every, opencc.OpenCC("t2s").convert("\n".join(every)).split("\n"), strict=True))
    pairs = ((old, _last(to, old)) for old, new in to.items() if new != old)
    return {old: new for old, new in pairs if _if_same_room(new, old) != old}


def _last(to: Mapping[str, str], character: str) -> str:
    """Where a chain of conversions ends: 薴 → 苧 → 苎."""
    seen = {character}
    while (after := to.get(character, character)) not in seen:
        seen.add(after)
        character = after
    return character


def _if_same_room(new: str, old: str) -> str:
    """``new`` where it takes as much room as ``old``, in Python's characters and JavaScript's."""
    same = len(new) == 1 and (new > "\uffff") == (old > "\uffff")
    return new if same else old
