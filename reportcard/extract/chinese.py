"""What Chinese official prose writes as a number, and what only looks like one.

One pattern, assembled from named ones, over the surface of the text (see ``surface``). It is
tried where a numeral or the sign of a currency stands; what is no figure comes first, so that a
date or a plan's name is passed over whole. Quantifiers are bounded or possessive: the time is
linear in the text.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import regex

from reportcard.extract.lookalikes import CHARACTERS, DIGITS
from reportcard.extract.numbers import (
    INNER,
    MIXED,
    NUMERAL,
    SIGN,
    TO,
    WORDS,
    D,
    Writings,
    any_of,
    named,
)
from reportcard.lexicon import lexicon

FIRST = {
    "divided": "[0-9][0-9.,]{0,24}+ ?[:成分/]",
    "digits": "[0-9]",
    "signs": "[$¥€£]",
    "characters": rf"[翻半第前{NUMERAL}十百千万亿]",
}
"""What the kinds of figures begin with."""
ANY = rf"[0-9翻半第前$¥€£{NUMERAL}十百千万亿]"
PLAIN = (
    "(?![0-9.,]{1,24}+(?:%|亿|个百))"
    "(?!(?<![第每前年])(?<!每 )[0-9.,]{1,24}+"
    "(?:万|[元亩吨户件宗家项处种套座所头只倍辆条名人公]|个(?!月)))"
)
"""What is surely no lookalike: most figures, for which none needs to be tried."""
HALF = r"(?:半(?![年径导数个岛山成天]))?+"
"""The 半 after a unit: 一倍半, 3年半."""
MORE = r"(?:(?<=[倍年月时天])[多余](?![种样个元数家项人年]))?+"
"""The 多 after a unit: 一倍多, 3年多."""
RANKED = (
    r"(?:(?:位|排|名|稳|跃)?[居列]|排名?|排行|名次|[升跃][至到])"
    r"(?:在|至|到|于|为|全[省市国球区县])?[^,;。0-9]{0,5}"
)
"""What stands before a place in an order: 位居全省第3."""
TENTHS = (
    rf"(?:[0-9]{{1,2}}(?:\.[0-9])? ?成(?![员立绩套])"
    rf"|[{NUMERAL}]成(?![员立为功果品本型因绩效熟就语都套片群交建份全年]|长(?![远期]))"
    r"(?<![完达形建变促组构合生作养收做集制造翻][一二三四五六七八九]成))"
    rf"(?:半|多|[{NUMERAL}](?![{NUMERAL}十百千万亿成])| ?[0-9](?![0-9.,]))?"
)
"""七成, 2成1; but not 完成, 三成立."""


def figures() -> dict[str, Writings]:
    """The writings of a figure, by what they begin with and by name."""
    word = r"\L<units>(?<![a-z](?=[a-z]))"
    unit = rf"(?: ?{word}(?:\({word}\))?+(?: ?/ ?\L<per>)?+|/(?:10|100|十|百)?[千万])"
    measured = rf"{MIXED}(?:{INNER})?+(?:{unit})?+{HALF}{MORE}"
    number = rf"{measured}(?:{TO}{SIGN}{measured})?+"
    spelled = rf"{WORDS}(?:{INNER})?+(?:{unit}){HALF}{MORE}"
    over = rf"分之(?:{WORDS}|{D})(?:[至到](?:(?:百分之)?{WORDS}|百分之{D})(?![成家个元人]))?"
    tenths = rf"(?=[0-9.]{{1,4}}+ ?成|[{NUMERAL}]成){TENTHS}(?:{TO}{TENTHS})?+"
    divided: Writings = {
        "tenths": (tenths,),
        "fraction": (rf"[0-9]++{over}", r"(?<![0-9/])[1-9]/[2-9](?![0-9/月])"),
        "parts": (rf"{D}(?: ?: ?{D}){{2,9}}+",),
        "quotient": (rf"{D} ?: ?{D}",),
    }
    characters: Writings = {
        "rank": (
            rf"(?<={RANKED})第 ?[0-9]++(?![至到、季届次批期])(?:位|名)?+",
            r"(?<=[入列居在]全?[省市国球区县]?)前[0-9]++(?:位|名|强)",
        ),
        "tenths": (tenths,),
        "fraction": (
            rf"[{NUMERAL}十百千]{{1,12}}+{over}",
            "百分百",
            rf"[二三四五]分[一二三四](?![之{NUMERAL}0-9])",
            r"一半(?![天年个])|(?<![过超])半数",
        ),
        "doubled": (r"翻了?(?:[一两二三四五]番|番)多?",),
        "words": (rf"{spelled}(?:{TO}{spelled})?+", rf"{WORDS}(?:{INNER})?+(?<=[万亿余多])"),
    }
    digits: Writings = {"number": (number,)}
    signs: Writings = {"number": (SIGN + number,)}
    return {"divided": divided, "digits": digits, "signs": signs, "characters": characters}


@cache
def pattern() -> regex.Pattern[str]:
    """The pattern of figures, by the names of ``figures``; what is none is passed over."""
    passed = {"digits": PLAIN + any_of(DIGITS), "characters": any_of(CHARACTERS)}
    skipped = (rf"(?={FIRST[first]}){body}(*SKIP)(*FAIL)" for first, body in passed.items())
    tried = (rf"(?={FIRST[first]})(?:{named(forms)})" for first, forms in figures().items())
    return regex.compile(f"(?={ANY})(?:{'|'.join((*skipped, *tried))})", **_lists())


def _lists() -> dict[str, Any]:
    words = lexicon()
    # English words of some length are left out: every length is tried at every number
    short = [word for word in words.kinds if not (word.isascii() and len(word) > 6)]
    return {"units": short, "per": list(words.tables["per"]), "names": list(words.tables["names"])}
