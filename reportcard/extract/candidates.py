"""From what the pattern matches to what is a figure: the rules that need more than a pattern."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import regex

from reportcard.extract import chinese, numbers
from reportcard.lexicon import lexicon

PERCENT = "%"
QUOTES = "\"“”「」『』'‘’"
MOVED = "加长升涨增跌降减少"
"""Before a number: a movement by it, so that what follows 至 is the level reached."""
LEADS = "为达至到是由从于约近逾超过共有增减设建招聘收计余及和或与降升即仅只满:数比|"
"""What stands before a bare number that says how many."""
_NUMERAL = regex.compile(numbers.WORDS)
_RANGE = regex.compile(rf"(?<=[^ ]){numbers.TO}")
_TAIL = regex.compile(r"(?<=[0-9余多万亿千])[百十千万亿]*+ ?([^0-9,.]*)$")
_SIGN = regex.compile("(?:us|hk|nt|au|(?:rmb|usd|cny|hkd|ntd) ?)$")
"""A currency in letters before a sign or a number."""
_HAN = regex.compile(r"\p{Han}")
_YEAR = regex.compile("(?:19|20)[0-9]{2}")
_LETTERS = regex.compile("[a-z]")
_CELL_BEFORE = regex.compile(r"(?<=\|[ *+(（-]{0,8})")
_CELL_AFTER = regex.compile(r"[ *)]{0,8}(?:\||\n)")
_REPUBLIC = regex.compile(
    r"民国|(?<![0-9.,])1[0-2][0-9] ?年 ?(?:度|底|[0-9]{1,2} ?月|同期|以来|全年|[上下]半年)"
    r"|\(1[0-2][0-9]\) ?年"
)
_REPUBLICAN = regex.compile("(?:[89][0-9]|1[0-4][0-9]) ?年(?!来|间|以上|老)")
_SHARED = regex.compile(rf"[、和及与]{numbers.D}(?:[、和及与]{numbers.D}){{0,8}}+(%|个百分点)")
_PLAN = regex.compile("前(?!三|五|十)|后|期|行动|计划|规划|老店|大计|工程")


class Candidate(NamedTuple):
    """Where a number stands, and what it is counted in where the text says it elsewhere.

    ``weak`` marks a number in words whose unit only counts.
    """

    start: int
    end: int
    unit: str | None = None
    weak: bool = False


def candidates(folded: str, start: int, end: int) -> Iterator[Candidate]:
    """The figures of a Chinese text from its surface, between two offsets."""
    republic = bool(_REPUBLIC.search(folded))
    position: int | None = start
    while position is not None:
        matches = chinese.pattern().finditer(folded, position, end)
        position = None
        for found in matches:
            first, last = found.start(), _whole(folded, found.end())
            if republic and _REPUBLICAN.match(folded, first):
                continue
            reached = last
            for candidate in RULES[str(found.lastgroup)](folded, first, last):
                yield candidate
                reached = candidate.end
            if reached < last and folded[reached:last].strip():
                position = reached
                break


def _whole(folded: str, end: int) -> int:
    """Where a figure ends whose unit would begin another word: 15部門 are 15."""
    follows = lexicon().before.get(folded[end - 1])
    return end - 1 if follows and end < len(folded) and folded[end] in follows else end


def _before(folded: str, start: int) -> str:
    """The character before a place; a line's end before the first, where there is none."""
    return folded[start - 1] if start else "\n"


def _as_matched(_folded: str, start: int, end: int) -> Iterator[Candidate]:
    yield Candidate(start, end)


def _number(folded: str, start: int, end: int) -> Iterator[Candidate]:
    """Digits with a unit, a currency or a scale word; bare digits where the words call for one."""
    between = _RANGE.search(folded, start, end)
    if between and not _range(folded, start, between, end):
        end = between.start()
    end = start + len(folded[start:end].rstrip(" "))
    sign = _SIGN.search(folded, max(0, start - 4), start)
    start = sign.start() if sign else start
    digits = folded[start:end]
    if _before(folded, start) in ("“", "「", "『"):
        return
    if not digits.replace(".", "").replace(",", "").replace(" ", "").isdigit():
        yield Candidate(start, end)
    elif shared := _SHARED.match(folded, end):
        yield Candidate(start, end, shared[1].removeprefix("个"))
    elif _bare(folded, start, end):
        yield Candidate(start, end)


def _range(folded: str, start: int, between: regex.Match[str], end: int) -> bool:
    """Whether two numbers are the ends of one: not 增加5%至1000億元, not 跌1.5億元至1391億元."""
    first, second = (
        _TAIL.search(folded, *span) for span in ((start, between.start()), (between.end(), end))
    )
    if first is None or second is None or (first[1] and first[1] != second[1]):
        return False
    moved = _before(folded, start) in MOVED and first[1] != PERCENT
    return not (moved and between[0].strip() in ("至", "到"))


def _bare(folded: str, start: int, end: int) -> bool:
    """Whether digits without a unit say how many."""
    before, after = _before(folded, start), folded[end : end + 1]
    if _LETTERS.match(before) or before in QUOTES or _YEAR.fullmatch(folded, start, end):
        return False
    if _CELL_BEFORE.match(folded, start) and _CELL_AFTER.match(folded, end):
        return True
    if "," in folded[start:end] or " " in folded[start:end]:
        return True
    if folded[start] == "0" and "." not in folded[start:end]:
        return False
    if "." in folded[start:end] and after in ",;。、)\n":
        return _HAN.match(before) is not None
    return before in LEADS and (end - start > 1 or after in ",;。、)")


def _words(folded: str, start: int, end: int) -> Iterator[Candidate]:
    """Chinese numerals: with a scale word, or before a unit that makes them a count."""
    numeral = _NUMERAL.match(folded, start)
    assert numeral
    unit = folded[numeral.end() : end].strip(" 余多半")
    between = _RANGE.search(folded, numeral.end(), end)
    unit = unit if between is None else folded[numeral.end() : between.start()].strip(" 余多")
    if _before(folded, start) in (*QUOTES, *"数几好上第每") or (
        start and _NUMERAL.match(folded, start - 1)
    ):
        return
    if _spelled_out(numeral[0], unit, folded, start, end):
        kind = lexicon().kinds.get(unit, "")
        yield Candidate(
            start, end, weak=kind in ("count", "duration") or numeral[0][0] in "百千万亿"
        )


def _spelled_out(numeral: str, unit: str, folded: str, start: int, end: int) -> bool:
    """Whether a number in words is one: 一億, 三十餘家, not 一批, 十分, 百姓."""
    words, kind = lexicon(), lexicon().kinds.get(unit, "")
    if numeral[0] in "百千万亿" and _before(folded, start) in "(:" and folded[end : end + 1] == ")":
        return False  # the unit of a table: (百万元)
    if numeral[0] in "百千万亿":
        hedged = _before(folded, start) in "近逾超约破足过"
        return bool(unit) and ((kind == "amount" and len(numeral) > 1) or hedged)
    large = any(c in "百千万亿兆" for c in numeral)
    if len(numeral) > 1 and not large and "十" not in numeral:
        return False  # digit by digit: a year, 二〇一九
    if not unit:
        return large and numeral[-1] in "万亿" and numeral[0] not in "零〇"
    if large or (kind == "amount" and len(numeral) > 1):
        return kind != "" or large
    if unit in ("年", "天", "个月", "周") and _PLAN.match(folded, end):
        return False
    if unit in ("倍", "%", "个百分点", "百分点"):
        return True
    if unit in words.tables["spelled"]:
        return numeral not in "一零〇"
    return len(numeral) > 1 and kind != "" and unit not in "点分度方里日"


def _parts(folded: str, start: int, end: int) -> Iterator[Candidate]:
    """Each part of a composition, in per cent (87:9:4)."""
    for part in regex.finditer(numbers.D, folded, pos=start, endpos=end):
        yield Candidate(part.start(), part.end(), PERCENT)


RULES: dict[str, Callable[[str, int, int], Iterator[Candidate]]] = {
    "rank": _as_matched,
    "tenths": _as_matched,
    "fraction": _as_matched,
    "doubled": _as_matched,
    "quotient": _as_matched,
    "parts": _parts,
    "number": _number,
    "words": _words,
}
