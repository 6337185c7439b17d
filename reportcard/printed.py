"""The one reader of printed numbers.

``read_printed("近6200萬元")`` gives the magnitude 62,000,000, the unit as printed, the hedge
and the exact interval: a printed number is a string, its trailing zeros and its hedges are
evidence of what it can stand for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from reportcard.errors import DataError, Problem
from reportcard.folding import fold
from reportcard.hedges import Unreadable, hedge_at_end, hedge_of, hedge_pattern, hedges, meant
from reportcard.interval import Interval, around, point
from reportcard.lexicon import lexicon
from reportcard.numerals import (
    DIGITS,
    HANZI,
    SCALE,
    Number,
    number_at,
    quotient_at,
)
from reportcard.tables import project_folder
from reportcard.units import load_units

RANGE_MARKS = "至到~〜—–―-"  # the hyphen last: within brackets it would span a range
MOST_CHARACTERS = 100
MOST_UNITS = 4096
HALF, TEN = Fraction(1, 2), 10
TENTH = "成"

_RANGE_MARK = re.compile(f"[{RANGE_MARKS}]|to|and")
_RANGE = re.compile(
    rf"\s*(?P<unit>[^0-9\s]{{0,4}}?)\s*(?:[{RANGE_MARKS}]+|\b(?:to|and)\b)\s*(?=[$¥￥€£]?[0-9]|{HANZI})"
)
_NO_UNIT = re.compile(r"[至到,.:;\-]|分[之一]|.*(?<![/每0-9A-Z])[0-9]")
_SCALES = re.compile(f"{SCALE}*")
CURRENCY = re.compile(r"(?i:us|hk|nt)?[$¥￥€£]\s*|(?i:rmb|usd|cny|hkd|ntd)\s*(?=[0-9])")
_HALF = re.compile("(年|個|个|天|小時|小时|倍|成|歲|岁)半(月?)")
_PER_CENT = re.compile(f"([百千])分(?:之({HANZI}|{DIGITS})|百)")
_WRITTEN_OUT = re.compile("[ 成分番第前kmnt]")
_PARTED = re.compile(
    "(?<=[萬万億亿兆]) (?=[0-9])|(?<=[0-9]) (?=[萬万億亿兆千百成餘余多])"
    "|(?<=[餘余多成]) (?=[萬万億亿千0-9])"
)
_TENTHS = re.compile(f"([0-9]|{HANZI})成([0-9一二三四五六七八九])$")
_PER_CENT_RANGE = re.compile(f"百分之({HANZI}|{DIGITS})([至到])(?:百分之)?({HANZI}|{DIGITS})")
_POUNDS = {"k": "thousand", "m": "million", "bn": "billion", "tn": "trillion"}
_SHORT_SCALE = re.compile(rf"((?:[$¥€£] ?)?{DIGITS}) ?({'|'.join(_POUNDS)})(?![a-zA-Z0-9])")
_ENGLISH_PARTS = re.compile("(?i: ?per (thousand)| ?per ?cent)(?![a-z])")
_DOUBLED = re.compile(f"翻了?({HANZI}|[0-9])?番")
_WIDE: dict[int, int | str] = {
    c: ord(unicodedata.normalize("NFKC", chr(c))) for c in (*range(0xFF01, 0xFF5F), 0xFFE5)
}
_WIDE |= {
    ord(c): 32 for c in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u202f\u205f\u3000"
}
_WIDE |= {ord("∶"): ":", ord("○"): "〇"}
_WIDE |= dict.fromkeys(range(0x2000, 0x200B), 32)


_Parts = tuple[Number, Number | None, str, tuple[str, ...], str, tuple[str, ...]]
"""The numbers, what follows them, and the hedges within, before and after."""


@dataclass(frozen=True)
class Printed:
    """A printed number, read.

    ``value`` is the magnitude in the printed unit after its scale word (26萬餘件: 260000 件),
    ``upper_value`` the second number of a range, ``step`` one unit of the last digit that
    counts, ``interval`` what the number allows, ``hedges`` the words read, in print order.
    All are of the magnitude; ``minus`` says that a minus sign stands before it. 成, 百分之 and
    "per cent" are read as %, a fraction in words as the number it names.
    """

    text: str
    value: Fraction
    upper_value: Fraction | None
    unit: str
    hedges: tuple[str, ...]
    step: Fraction
    interval: Interval
    minus: bool


def read_printed(
    text: str,
    hedges: Sequence[str] = (),
    precision: Fraction | None = None,
) -> Printed:
    """Read one printed number.

    ``text`` is number, scale, inner hedge and unit, in either script, full- or half-width;
    hedge words that stand in it before or after the number are read as well. ``hedges`` are
    further words as printed around it. ``precision`` replaces the step that the print
    implies; 0 says that the value is exact. An integer without 萬 or 億 whose unit counts
    whole things is exact, too. Raises Unreadable.
    """
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(f"'{text[:20]}…' is too long for a printed number")
    signed = text.translate(_WIDE).strip()
    folded = _plainly(signed.lstrip("-−"))
    low, high, tail, inner, before, after = _parsed(folded)
    unit = _unit(tail, text) or _currency(folded, len(before))
    words = (*meant((before,), unit), *inner, *after)
    words += tuple(w for w in hedges if w not in words)
    low, high, unit = _measured(low, high, unit)
    step = _step(high or low, words) if precision is None else precision
    whole = not low.scaled and low.value.denominator == 1 and counts(unit)
    interval = _interval(low, high, step, words, exact=precision == 0 or whole)
    upper_value = high.value if high else None
    return Printed(
        text, low.value, upper_value, unit, words, step, interval, minus=signed[:1] in ("-", "−")
    )


def _parsed(text: str) -> _Parts:
    """The parts of any printed number: hedges, one number or two, and the unit."""
    start, before = _leading_hedge(text)
    low, high, inner, position = _read_numbers(text, start)
    tail, after = _trailing_hedge(text[position:].strip())
    return low, high, tail, inner, before, after


@lru_cache(maxsize=MOST_UNITS)
def counts(unit: str) -> bool:
    """True when a unit as printed counts whole things.

    Measures (元, 畝, %) are a closed list, measure words (家, 筆, 座) are not: what
    ``units.toml`` and ``lexicon.toml`` do not name as a measure counts. A bare number does not.
    """
    if not unit or "/" in unit:
        return False
    counted, measures = _measures()
    if unit in counted or unit in measures:
        return unit in counted
    return fold(unit) not in measures


@cache
def _measures() -> tuple[frozenset[str], frozenset[str]]:
    """The units that count and those that measure, as printed."""
    units = load_units(project_folder() / "data" / "units.toml").table.values()
    counted = frozenset(word for unit in units if unit.count for word in unit.printed)
    measures = frozenset(word for unit in units for word in unit.printed)
    return counted, (measures | lexicon().measures) - counted


def _plainly(text: str) -> str:
    """Each writing in one form: 百分之五 and "5 per cent" as 五% and 5%, 翻一番 as 2倍."""
    if not _WRITTEN_OUT.search(text):
        return text
    text = _SHORT_SCALE.sub(lambda m: f"{m[1]} {_POUNDS[m[2]]}", text)
    if text.isascii():
        return _ENGLISH_PARTS.sub(lambda m: "‰" if m[1] else "%", text)
    text = _PARTED.sub("", text.removeprefix("第").removeprefix("前").lstrip())
    text = _TENTHS.sub(lambda m: f"{10 * _numeral(m[1]) + _numeral(m[2])}%", text)
    text = _PER_CENT_RANGE.sub(r"\1\2\3%", text)
    text = _PER_CENT.sub(lambda m: f"{m[2] or '100'}{'‰' if m[1] == '千' else '%'}", text)
    return _DOUBLED.sub(lambda m: f"{2 ** _numeral(m[1])}倍", text)


def _numeral(text: str) -> int:
    found = number_at(text, 0) if text else None
    return min(int(found[0].value), 9) if found else 1


def _unit(tail: str, text: str) -> str:
    """The unit itself. Raises Unreadable for what is rather more of a number (1,23; 3至)."""
    unit = tail if tail.isascii() else tail.replace(" ", "")
    if not _is_unit(unit):
        remedy = "Quote one number with its unit."
        raise Unreadable(Problem(f"'{text}' ends in '{unit}', which is no unit", remedy))
    return unit


@lru_cache(maxsize=MOST_UNITS)
def _is_unit(unit: str) -> bool:
    begins = unicodedata.category(unit[0]) if unit else "L"
    letter = begins[0] == "L" or begins == "So" or unit[0] in "%‰/("
    return letter and not _NO_UNIT.match(unit)


def _currency(text: str, start: int) -> str:
    """The sign of a currency before a number that no unit follows."""
    found = CURRENCY.match(text, start)
    return found[0].strip() if found else ""


def _measured(low: Number, high: Number | None, unit: str) -> tuple[Number, Number | None, str]:
    """Numbers in their unit: 一倍半 is 1.5 倍, 七成 is 70 %."""
    half = _HALF.fullmatch(unit) if "半" in unit and high is None else None
    if half:
        low = low._replace(value=low.value + HALF, step=HALF, zeros=0)
        unit = half[1] + half[2]
    if unit == TENTH:
        return low.times(TEN), high and high.times(TEN), "%"
    return low, high, unit


def _read_numbers(text: str, start: int) -> tuple[Number, Number | None, tuple[str, ...], int]:
    low, position = _number(text, start)
    inner, position, low = _inner_hedge(text, start, position, low)
    high = None
    mark = _RANGE.match(text, position) if _RANGE_MARK.search(text, position) else None
    if mark:
        high, position = _number(text, mark.end())
        shared = high.scale if not mark["unit"] and low.scale == 1 else 1
        if low.value < high.value / shared:
            low = low._replace(value=low.value * shared, step=low.step * shared)
        if high.value < low.value:
            raise Unreadable(f"'{text}' is a range that runs backwards")
    return low, high, inner, position


def _number(text: str, start: int) -> tuple[Number, int]:
    """The number at ``start``, past the sign of a currency."""
    sign = None if "0" <= text[start : start + 1] <= "9" else CURRENCY.match(text, start)
    position = sign.end() if sign else start
    try:
        found = quotient_at(text, position) or number_at(text, position)
    except ValueError as error:
        raise Unreadable(str(error)) from None
    if found is None:
        remedy = "Quote the number with its unit."
        raise Unreadable(Problem(f"'{text}' holds no number that can be read", remedy))
    return found


def _inner_hedge(
    text: str, start: int, position: int, number: Number
) -> tuple[tuple[str, ...], int, Number]:
    """The 餘 after a number, and the scale word that may follow it (300多萬, 6億2千餘萬)."""
    word = hedge_pattern("inner").match(text, position)
    if word is None:
        return (), position, number
    scale = _SCALES.match(text, word.end())
    assert scale
    if not scale[0]:
        return (word[0],), word.end(), number
    whole, _ = _number(text[:position] + scale[0], start)
    return (word[0],), scale.end(), whole


def _leading_hedge(text: str) -> tuple[int, str]:
    found = None if "0" <= text[:1] <= "9" else hedge_pattern("before").match(text)
    return (found.end(), found[0]) if found else (0, "")


def _trailing_hedge(text: str) -> tuple[str, tuple[str, ...]]:
    """The unit, and the hedge after it: 以上, but also the 多 of 一年多."""
    word = hedge_at_end(text, "after") or (hedge_at_end(text, "inner") if len(text) > 1 else "")
    return (text.removesuffix(word).strip(), (word,)) if word else (text, ())


def _step(number: Number, words: Sequence[str]) -> Fraction:
    remainder = any(hedge_of(word).place == "inner" for word in words)
    return number.last_nonzero if remainder else number.step


def _interval(
    low: Number, high: Number | None, step: Fraction, words: Sequence[str], *, exact: bool
) -> Interval:
    meanings = {hedge_of(word) for word in words} if words else set()
    if len(meanings) > 1:
        named = "', '".join(sorted(h.words[0] for h in meanings))
        raise Unreadable(f"one number cannot be hedged with '{named}' at once")
    if high is not None:
        return Interval(low.value, high.value)
    try:
        if meanings:
            return meanings.pop().interval(low.value, step)
        if low.ends and step == low.step:
            return Interval(*low.ends)
        return point(low.value) if exact else around(low.value, step / 2)
    except ValueError as error:
        what = f"{', '.join(words)} {low.value} to a precision of {step}: {error}"
        raise Unreadable(Problem(what, "Mend the hedge or the precision.")) from None


def require_vocabulary() -> None:
    """Read the hedges and units that every reading needs. Raises DataError for a broken one."""
    problems: list[Problem] = []
    for read in (hedges, _measures):
        try:
            read()
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(*problems)
