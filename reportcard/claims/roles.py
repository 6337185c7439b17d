"""Which role the words around a figure give it: old or new level, growth, share, whole …

The words of ``data/claims.toml`` count for a figure that stands near enough behind them; what
only says when (去年的, 2018-19年度的) is not counted as distance.
"""

from __future__ import annotations

import regex

from reportcard.claims.placed import (
    CONTRIBUTION,
    EACH,
    GROWTH,
    INCREASE,
    LEVEL,
    LEVELS,
    MULTIPLE,
    NEW,
    OLD,
    OTHER,
    POINTS,
    RANGE,
    SHARE,
    SHORT,
    TOTAL,
    WHOLE,
    Placed,
    is_points,
    is_times,
    latest,
)
from reportcard.claims.words import Word, vocabulary
from reportcard.folding import fold

NEAR, ACROSS = 8, 48
"""How many characters may lie between a word and the figure it is read with."""
NOUN_HAN, NOUN_LATIN = 2, 10
"""From how many characters what stands before a verb of change counts as a subject."""

_ALSO_AS = regex.compile(r"\s*(?:[,(（]|,?\s*(?:or\b|或))\s*[+\-−]?\s*$")
_YEARLY_MEAN = regex.compile(
    r"(?:年均|平均每年|年平均|复合|average annual|annual average)[^,;。]{0,10}$"
)
_SAME_AGAIN = regex.compile(r"[,(（]?\s*(?:已|更)?(?:达到?|即|约)?\s*")
_SHARE_OF = regex.compile(
    r"(?:占|相当于|等于|约为|超过|逾|不到|不足|不及|达|近)(?!去年|上年|前年)[^,;。]{1,24}[的之][约近逾]?$"
)
_OF_WHOLE = regex.compile(r"[)）]?\s*[的之]")
_AHEAD = regex.compile(r"\)?\s+(?:up|down|below|above|higher|lower|more|less|fewer)\b")
_THAN = regex.compile(r"\)\s+(?:less|more|fewer|higher|lower) than (?:the )?$")
_MORE_THAN = regex.compile(
    r"\s+(?:[a-z]+ )?(?:more|fewer|less|higher|lower) than "
    r"(?:the (?:year|previous|prior)|in|at|last)\b"
)
_BASE = regex.compile(
    r"\b(?:up|down)\s+on\s+(?:the\s+)?(?:(?:level|figure|total)\s+of\s+)?$"
    r"|\b(?:below|above)\s+(?:the\s+)?(?:[0-9/–\-]{1,9}\s+)?(?:baseline|level|figure)\s+of\s+$"
)
_COMPARED = regex.compile(r"[^,;。]{0,6}(?:相比|相较)")
_SIGNED = regex.compile(r"[(\[*|]\s*[+\-−]\s*$")
_BRACKET = regex.compile(r"\s*[(\[]\s*")
_RATE_NAMED = regex.compile(r"(?:率|度|比|面|rate)(?:已?达到?|为|至|是|of|was)?\s*$")
_PERIOD = regex.compile(
    r"[0-9][0-9/\-–]{1,8}年?(?:度|间|底|末)?的?|(?:去|上|前|今|本|同|当)(?:一)?(?:年度?|期)的?"
    r"|20[0-9]{2}|in\b|the\b|[$¥*|(（\s]|约|近|[0-9]{1,2}月份?|末|底"
)
_LETTER = regex.compile(r"[\p{Han}a-z]")


def role_of(one: Placed, before: Placed | None, right: str) -> str:
    """The role of a figure, given the figure before it and the folded text after it."""
    if one.figure.value_hi is not None:
        return RANGE
    moved = _moved(one, before, right)
    if ":" in fold(one.figure.as_printed):
        return OLD if moved == OLD else OTHER
    if is_points(one.figure):
        return POINTS
    if one.rate:
        return _as_before(one, before) or moved or _rate(one, before, right)
    return moved or _level(one, before, right)


def is_less_than(one: Placed, right: str) -> bool:
    """Whether a bracketed rate is that of an increase before it: 1,130 tonnes (2.9%) less than."""
    beside = one.left.strip() in ("(", "or")
    return one.role == GROWTH and beside and bool(_AHEAD.match(right))


def has_own_subject(one: Placed, before: Placed | None) -> bool:
    """Whether a noun of its own stands between the last clause mark and the words of change."""
    if before is None:
        return False
    if "a" in one.marks:
        return True
    clause = regex.search(r"[^,;、]*+$", one.left)
    begin = clause.start() if clause else 0
    noun, bracket, _ = one.left[begin:].partition("(")
    if bracket and one.role != SHARE and len(_LETTER.findall(noun)) >= NOUN_HAN:
        return True  # 其中酒（增長87%）
    wanted = "smc" if one.role == SHARE else "udnvy"
    starts = [w.start - one.start for w in one.words if w.mark in wanted]
    first = next((start for start in starts if start >= begin), None)
    if first is None and one.role != SHARE:
        return False
    lead = _PERIOD.sub("", one.left[begin:first])
    for word in (*vocabulary().adverbs, *vocabulary().idle):
        lead = lead.replace(word, "")
    least = NOUN_HAN if regex.search(r"\p{Han}", lead) else NOUN_LATIN
    return len(_LETTER.findall(lead)) >= least


def _moved(one: Placed, before: Placed | None, right: str) -> str:
    """Old or new, for levels and percentages alike: 由…, 比…, …增至; else nothing."""
    if _BASE.search(one.left) or _THAN.match(one.left) or _COMPARED.match(right):
        return OLD
    words = [word for word in one.words if not _trailing(one, word)]
    since, moves, to = (latest(words, marks) for marks in ("fv", "udhn", "Tto"))
    if since and not (moves and moves.start > since.start):
        late = any(word.start > since.start and word.mark in "Ttmkes" for word in words)
        gap = one.left[since.end - one.start :]
        if not late and len(gap) <= ACROSS and " and " not in gap:
            return OLD
    return NEW if to and _arrived(one, before, to, moves) else ""


def _arrived(one: Placed, before: Placed | None, to: Word, moves: Word | None) -> bool:
    """Whether 至, 到 or 達 before a figure says where a change has led."""
    if _distance(one, to) > NEAR // 2 or (one.rate and to.mark == "t"):
        return False
    if moves and moves.start < to.start and to.start - moves.end <= 1:
        return not is_points(one.figure)
    if before is None or before.role not in (OLD, INCREASE, GROWTH, POINTS):
        return False
    if ";" in one.left or one.left[to.start - one.start] == "为":
        return False
    lead = len(_LETTER.findall(_PERIOD.sub("", one.left[: to.start - one.start])))
    return lead <= (NEAR if before.role == OLD else NOUN_HAN)


def _trailing(one: Placed, word: Word) -> bool:
    """The 相比 that follows its figure says nothing of the next."""
    after = one.left[word.end - one.start : word.end - one.start + 1]
    return word.mark == "v" and word.start - one.start <= NEAR and after == ","


def _distance(one: Placed, word: Word) -> int:
    """Characters between a word and the figure, other words and what says when left out."""
    between = sum(w.end - w.start for w in one.words if w.start >= word.end)
    gap = _PERIOD.sub("", one.left[word.end - one.start :])
    latin = sum(1 for c in gap if c.isascii())
    return max(0, len(gap) - latin + (latin + 2) // 3 - between)


def _as_before(one: Placed, before: Placed | None) -> str:
    """The role a rate shares with, or takes from, the figure before it."""
    if before is None:
        return ""
    if one.listed and before.rate and not one.words:
        return before.role if before.role in (GROWTH, SHARE, CONTRIBUTION) else OTHER
    if before.role == INCREASE and _ALSO_AS.match(one.left):
        return GROWTH
    if before.role in (SHARE, GROWTH) and _SAME_AGAIN.fullmatch(one.left):
        return before.role
    return SHARE if before.role == WHOLE and _OF_WHOLE.match(one.left) else ""


def _rate(one: Placed, before: Placed | None, right: str) -> str:
    """The role of a percentage or multiple by the words before and right after it."""
    if _YEARLY_MEAN.search(one.left):
        return OTHER
    if _AHEAD.match(right):
        return GROWTH
    if is_times(one.figure):
        return _times(one)
    if _SHARE_OF.search(one.left):
        return SHARE
    ahead = _directly_ahead(right)
    last = one.last("udnsmcg")
    if ahead == "w":
        return SHARE
    if last is None:
        return GROWTH if ahead in ("u", "d") else _by_sign(one, before)
    if last.mark == "g":
        return CONTRIBUTION
    reach = 2 * NEAR if last.mark in "udn" else ACROSS
    if _distance(one, last) > reach:
        return OTHER
    return GROWTH if last.mark in "udn" else SHARE


def _directly_ahead(right: str) -> str:
    """The mark of the word that directly follows a figure, if one does."""
    word = next(vocabulary().words(right, 0, len(right)), None)
    return word.mark if word and not right[: word.start].strip() else ""


def _times(one: Placed) -> str:
    last = one.last("udnsmcgw")
    grown = last is not None and last.mark in "udn" and _distance(one, last) <= NEAR
    return GROWTH if grown or "番" in one.figure.as_printed else MULTIPLE


def _by_sign(one: Placed, before: Placed | None) -> str:
    """The role of a rate without a word: by its sign, its bracket, or a name that ends in 率."""
    if _SIGNED.search(one.left):
        return GROWTH
    if before is not None and _BRACKET.fullmatch(one.left):
        return GROWTH if before.role == INCREASE else SHARE
    if before is not None and one.left.endswith("(") and before.role in (*LEVELS, WHOLE):
        return SHARE
    if before is not None and before.role == INCREASE and one.listed:
        return GROWTH
    return SHARE if _RATE_NAMED.search(one.left) else OTHER


_REACH = {"h": (SHORT, NEAR), "e": (EACH, NEAR), "k": (TOTAL, NEAR // 2), "w": (WHOLE, 2)} | {
    "s": (WHOLE, 2 * NEAR)
}
"""For the marks of words before a level: the role they give it, and from how far."""


def _level(one: Placed, before: Placed | None, right: str) -> str:
    """The role of an amount or count by the last word before it."""
    if one.listed and before is not None and not one.words and before.role in (INCREASE, EACH):
        return LEVEL
    if regex.match(r"\s*each\b", right):
        return EACH
    if _MORE_THAN.match(right):
        return INCREASE
    last = _last_of_level(one)
    if last is None:
        return INCREASE if right[:1] == " " and _directly_ahead(right) in ("u", "d") else LEVEL
    if before is not None and before.role == GROWTH and one.marks.endswith("q"):
        return INCREASE
    if last.mark in "ud":
        return INCREASE if _distance(one, last) <= NEAR and not _of_those(one, last) else LEVEL
    if before is not None and last.mark == "k" and "s" in one.marks:
        return WHOLE
    role, reach = _REACH.get(last.mark, (LEVEL, 0))
    if role == WHOLE and before is None:
        return LEVEL
    return role if _distance(one, last) <= reach else LEVEL


def _last_of_level(one: Placed) -> Word | None:
    """The last word before a level; an increase *of* five is an increase."""
    last = one.last("udnsmkehwTtvq")
    if last is None or last.mark != "w":
        return last
    of = (w for w in one.words if 0 <= last.start - w.end <= 1 and w.mark in "udk")
    return next(of, last)


def _of_those(one: Placed, last: Word) -> bool:
    """Whether the level counts what has grown: 增長的有45種, but 增加的2.65億元."""
    rest = one.left[last.end - one.start :]
    return rest.startswith("的") and len(rest) > 1
