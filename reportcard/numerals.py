"""Numbers as sources write them: digits with scale words, Chinese numerals, English words.

A number keeps what its writing says of its precision: one unit of the last digit, one unit of
the last digit that is not zero, and whether a large scale word (萬, 億, million) rounds it.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import prod
from typing import NamedTuple

SCALES = {
    **dict.fromkeys("十拾", 10),
    **dict.fromkeys("百佰", 100),
    **dict.fromkeys("千仟", 1000),
    **dict.fromkeys("萬万", 10**4),
    **dict.fromkeys("億亿", 10**8),
    "兆": 10**12,
}
ENGLISH_SCALES = {
    "hundred": 100,
    "thousand": 1000,
    **dict.fromkeys(("million", "mn"), 10**6),
    **dict.fromkeys(("billion", "bn"), 10**9),
    "trillion": 10**12,
}
NUMERALS = {c: n for n, cs in enumerate(["零〇", *"一二三四五六七八九"]) for c in cs} | {
    "兩": 2,
    "两": 2,
}
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_TEENS = "fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH = {word: n for n, word in enumerate(f"{_ONES} {_TEENS}".split())}
ENGLISH |= {word: 10 * n for n, word in enumerate(_TENS.split(), 2)} | {"a": 1, "an": 1}
LARGE = 10**4
ONE = Fraction(1)

# 百分點 and 百分之 begin no scale word; 千瓦, 千米 and 兆瓦 are units of their own
SCALE = f"(?:(?!百分[點点之]|千[米瓦克伏卡焦]|兆[瓦帕赫焦])[{''.join(SCALES)}])"
HANZI = f"(?:[{''.join(NUMERALS)}]|{SCALE})+(?:[點点][{''.join(NUMERALS)}]+)?"
DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_WORDS = "|".join(ENGLISH_SCALES)
SEGMENT = re.compile(rf"({DIGITS})\s*({SCALE}*)(?:(?:(?<=\s)|-)({_WORDS})\b)?")
_HANZI = re.compile(HANZI)
_TOKEN = re.compile(rf"{DIGITS}|{SCALE}")
_FIRST = "|".join(sorted(ENGLISH, key=len, reverse=True))
_PARTS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_FRACTION = re.compile(
    rf"(?P<below>{HANZI}|{DIGITS})分之?(?P<above>{HANZI}|{DIGITS})"
    r"|(?P<half>一半|半[數数]|(?i:half)\b)|(?P<count>(?i:one|two|three|four|a|an))[- ]"
    rf"(?P<part>(?i:{'|'.join(_PARTS)})s?)\b"
)
_DIVIDED = re.compile("[分半:/a-zA-Z]")
_OVER = re.compile("([1-9])/([2-9])(?![0-9/])")
_RATIO = re.compile(rf"({DIGITS})\s*:\s*({DIGITS})")
_ENGLISH = re.compile(rf"(?i:(?:{_FIRST})(?:[ -](?:{_FIRST}|{_WORDS}|and))*)\b")


class Number(NamedTuple):
    """A number with what its writing says of its precision.

    ``step`` is one unit of the last digit written, ``zeros`` how many zeros a whole number ends
    in, ``scaled`` true with a scale word from 萬 on, ``scale`` that of the last digits, ``ends``
    what the writing allows where that is not half a step to either side (6:4).
    """

    value: Fraction
    step: Fraction
    scaled: bool
    zeros: int = 0
    scale: int = 1
    ends: tuple[Fraction, Fraction] | None = None

    @property
    def last_nonzero(self) -> Fraction:
        """One unit of the last digit that is not zero."""
        return self.step * int(10**self.zeros)

    def times(self, factor: int) -> Number:
        """The number under one more scale word."""
        scaled = self.scaled or factor >= LARGE
        return self._replace(value=self.value * factor, step=self.step * factor, scaled=scaled)


def number_at(text: str, position: int) -> tuple[Number, int] | None:
    """The number that begins at ``position`` and where it ends; None where there is none.

    ``text`` is half width. Raises ValueError for numerals written in two ways at once.
    """
    found = SEGMENT.match(text, position)
    if found is None:
        return _words_at(text, position)
    digits, scale, word = found.groups()
    number = from_digits(digits, scale_of(scale) * ENGLISH_SCALES.get(word, 1))
    end = found.end()
    if scale and "0" <= text[end : end + 1] <= "9":
        return _from_parts(text, position)
    return number, end


def scale_of(words: str) -> int:
    """What scale words say together: 萬億 is 10^12."""
    return prod(SCALES[word] for word in words)


def from_digits(digits: str, scale: int = 1) -> Number:
    """Digits, perhaps grouped by commas and with decimals, times a scale."""
    whole, _, decimals = digits.replace(",", "").replace(" ", "").partition(".")
    places = 10 ** len(decimals)
    value = Fraction(int(whole + decimals) * scale, places)
    return Number(value, Fraction(scale, places), scale >= LARGE, _zeros(whole, decimals), scale)


def _zeros(whole: str, decimals: str) -> int:
    bare = whole.rstrip("0")
    return len(whole) - len(bare) if bare and not decimals else 0


def _from_parts(text: str, position: int) -> tuple[Number, int]:
    """Digits and scale words in turn: 14億3,329萬, 3千5百萬."""
    total, section, digit = Fraction(0), Fraction(0), Fraction(0)
    size, large, places, last = 1, False, 1, "0"
    while found := _TOKEN.match(text, position):
        token = found[0]
        if token[0].isdigit():
            if position and text[position - 1].isdigit():
                break
            digit, last, size = Fraction(token.replace(",", "").replace(" ", "")), token, 1
            places = 10 ** len(token.partition(".")[2])
        else:
            size = SCALES[token] * (size if size >= LARGE and not digit else 1)
            large = large or size >= LARGE
            if SCALES[token] < LARGE:
                section += digit * size
            else:
                above = total if total >= SCALES[token] and (section or digit) else Fraction(0)
                total = above + (total - above + section + digit) * SCALES[token]
                section = Fraction(0)
            digit = Fraction(0)
        position = found.end()
    whole, _, decimals = last.partition(".")
    value = total + section + digit
    zeros = _zeros(whole, decimals)
    return Number(value, Fraction(size, places), large, zeros, size), position


def _words_at(text: str, position: int) -> tuple[Number, int] | None:
    """Chinese numerals or English number words."""
    found = _HANZI.match(text, position)
    if found:
        return _from_hanzi(found[0]), found.end()
    found = _ENGLISH.match(text, position)
    return (_from_english(found[0]), found.end()) if found else None


def _from_hanzi(text: str) -> Number:
    """Chinese numerals, positional (一零一), with scale words (三百五十), with 點 (三點五)."""
    text, _, decimals = text.replace("點", "点").partition("点")
    if decimals:
        whole = _from_hanzi(text).value
        digits = "".join(str(NUMERALS[c]) for c in decimals)
        return from_digits(f"{whole}.{digits}")
    if not any(c in SCALES for c in text):
        value = Fraction(int("".join(str(NUMERALS[c]) for c in text)))
        return Number(value, ONE, False)
    total, section, digit = 0, 0, 0
    least = place = 1  # what a digit counts that no scale word follows: 三百五 is 350
    for char in text:
        if char in NUMERALS and digit:
            raise ValueError(f"'{text}' writes numerals in two ways at once")
        if char in NUMERALS:
            digit = NUMERALS[char]
            place = place if digit else 1
            least = place
            continue
        least = SCALES[char]
        if least < LARGE:
            section += (digit or 1) * least
        else:
            section += digit * (place if section else 1)
            above = total if total >= least and section else 0
            total = above + (total - above + section or 1) * least
            section = 0
        digit, place = 0, least // 10
    value = Fraction(total + section + digit * place)
    scaled = any(SCALES.get(c, 0) >= LARGE for c in text)
    shared = scale_of(text[len(text.rstrip("".join(SCALES))) :])
    return Number(value, Fraction(least), scaled, scale=shared if shared > 10 else 1)


def _from_english(text: str) -> Number:
    """English number words: twenty-five, two hundred and six, three million."""
    total, section, scale = 0, 0, 1
    for word in text.lower().replace("-", " ").split():
        if word == "and":
            continue
        if word in ENGLISH:
            section += ENGLISH[word]
            continue
        scale = ENGLISH_SCALES[word]
        section = max(section, 1) * scale
        if scale >= 1000:
            total, section = total + section, 0
    value, step = Fraction(total + section), Fraction(scale if not section else 1)
    return Number(value, step, scale >= LARGE)


def quotient_at(text: str, position: int) -> tuple[Number, int] | None:
    """The quotient that begins at ``position`` (四分之一, 四分一, one-third, 2.6:1, 一半).

    A fraction in words stands for what is nearer to it than the next one of its kind is:
    its step is 1/(d·(d+1)) for the denominator d, a tenth for tenths. The parts of a ratio
    a:b are rounded each, a 1 on the right is exact.
    """
    if not _DIVIDED.search(text, position):
        return None
    found = _FRACTION.match(text, position)
    if found and (named := _fraction(found)):
        return named, found.end()
    found = _RATIO.match(text, position)
    if found is None and (over := _OVER.match(text, position)):
        upper, lower = Fraction(over[1]), Fraction(over[2])
        return Number(upper / lower, 1 / (lower * (lower + 1)), False), over.end()
    if found is None:
        return None
    left, right = (from_digits(part) for part in found.groups())
    if not right.value:
        return None
    return _ratio(left, right), found.end()


def _fraction(found: re.Match[str]) -> Number | None:
    """A fraction in words; None where the words name none."""
    groups = found.groupdict()
    if groups["half"]:
        upper, lower = Fraction(1), Fraction(2)
    elif groups["below"]:
        lower, upper = (_number_of(groups[part]) for part in ("below", "above"))
    else:
        name = groups["part"].lower().removesuffix("s")
        lower = Fraction(_PARTS[name])
        upper = _number_of(groups["count"].lower())
    if not lower or lower == 1:
        return None
    step = Fraction(1, 10) if lower == 10 else 1 / (lower * (lower + 1))
    return Number(upper / lower, step, False)


def _number_of(text: str) -> Fraction:
    found = number_at(text, 0)
    return found[0].value if found else Fraction(0)


def _ratio(left: Number, right: Number) -> Number:
    value = left.value / right.value
    if right.value == 1:
        return Number(value, left.step, False)
    low, high = left.value - left.step / 2, left.value + left.step / 2
    under, over = right.value + right.step / 2, right.value - right.step / 2
    ends = (max(low, Fraction(0)) / under, high / over) if over > 0 else (value, value)
    return Number(value, ends[1] - ends[0], False, ends=ends)
