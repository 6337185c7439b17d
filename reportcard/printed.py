"""The one reader of printed numbers.

``read_printed("近6200萬元")`` gives the magnitude 62,000,000, the unit as printed, the hedge
and the exact interval: a printed number is a string, its trailing zeros and its hedges are
evidence of what it can stand for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from math import prod
from pathlib import Path
from unicodedata import east_asian_width

from reportcard.errors import DataError, Problem, ReportcardError
from reportcard.interval import Interval, around, point
from reportcard.schema import SOME_WORDS, TEXT, WORDS, Schema, one_of, some_of
from reportcard.tables import project_folder, read_tables
from reportcard.units import load_units

SCALES = {
    **dict.fromkeys("十拾", 10),
    **dict.fromkeys("百佰", 100),
    **dict.fromkeys("千仟", 1000),
    **dict.fromkeys("萬万", 10**4),
    **dict.fromkeys("億亿", 10**8),
}
NUMERALS = {c: n for n, cs in enumerate(["零〇", *"一二三四五六七八九"]) for c in cs} | {
    "兩": 2,
    "两": 2,
}
LARGE = 10**4
ONE = Fraction(1)
RANGE_MARKS = "至到~〜—–―-"  # the hyphen last: within brackets it would span a range
ENDS = ("none", "0", "value", "value - step", "value + step")
PLACES = ("before", "after", "inner")
MOST_CHARACTERS = 100

_SCALE = f"(?:(?!百分[點点])[{''.join(SCALES)}])"
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_HANZI = f"(?:[{''.join(NUMERALS)}]|{_SCALE})+"
_SEGMENT = re.compile(rf"(?P<digits>{_DIGITS})\s*(?P<scale>{_SCALE}*)")
_RANGE = re.compile(rf"\s*(?P<unit>[^0-9\s]{{0,4}}?)\s*[{RANGE_MARKS}]+\s*(?=[0-9]|{_HANZI})")
_NO_UNIT = re.compile(r"[至到,.:;\-]|分[之一]|.*(?<![/每0-9])[0-9]")


class Unreadable(ReportcardError):
    """A text that is no printed number, or that says something the reader does not know."""


@dataclass(frozen=True)
class Hedge:
    """A hedge word's meaning: ends in terms of the value and its step."""

    name: str
    words: tuple[str, ...]
    place: str
    lower: str
    upper: str
    open: tuple[str, ...]
    why: Mapping[str, str] = field(compare=False)
    not_in: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()

    def interval(self, value: Fraction, step: Fraction) -> Interval:
        """What ``value`` hedged with this word stands for."""
        ends = {
            "none": None,
            "0": Fraction(0),
            "value": value,
            "value - step": value - step,
            "value + step": value + step,
        }
        is_open = ("lower" in self.open, "upper" in self.open)
        return Interval(ends[self.lower], ends[self.upper], *is_open)


@dataclass(frozen=True)
class Printed:
    """A printed number, read.

    ``value`` is the magnitude in the printed unit after its scale word (26萬餘件: 260000 件),
    ``upper_value`` the second number of a range, ``step`` one unit of the last digit that
    counts, ``interval`` what the number allows, ``hedges`` the words read, in print order.
    All are of the magnitude; ``minus`` says that a minus sign stands before it.
    """

    text: str
    value: Fraction
    upper_value: Fraction | None
    unit: str
    hedges: tuple[str, ...]
    step: Fraction
    interval: Interval
    minus: bool


@dataclass(frozen=True)
class _Number:
    value: Fraction
    step: Fraction
    last_nonzero: Fraction
    scaled: bool
    scale: Fraction = ONE


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
    signed = _fold(text)
    folded = signed.lstrip("-−")
    start, before = _leading_hedge(folded)
    low, high, inner, position = _read_numbers(folded, start)
    unit, after = _trailing_hedge(folded[position:].strip())
    unit = _unit(unit.replace(" ", ""), text)
    words = tuple(w for w in (*_meant(before, unit), *inner, *after) if w)
    words += tuple(w for w in hedges if w not in words)
    step = _step(high or low, any(w in _words("inner") for w in words), precision)
    whole = counts(unit) and not low.scaled and low.value.denominator == 1
    interval = _interval(low, high, step, words, exact=precision == 0 or whole)
    upper_value = high.value if high else None
    return Printed(
        text, low.value, upper_value, unit, words, step, interval, minus=signed != folded
    )


def counts(unit: str) -> bool:
    """True when a unit as printed counts whole things.

    Measures (元, 畝, %) are a closed list, measure words (家, 筆, 座) are not: what
    ``units.toml`` does not name as a measure counts. A bare number does not.
    """
    return bool(unit) and "/" not in unit and unit not in _measures()


@cache
def _measures() -> frozenset[str]:
    units = load_units(project_folder() / "data" / "units.toml").table.values()
    counted = {word for unit in units if unit.count for word in unit.printed}
    return frozenset(word for unit in units for word in unit.printed) - counted


def _fold(text: str) -> str:
    """Full-width forms to half-width; all else keeps its form, so units stay as printed."""
    wide = {c: unicodedata.normalize("NFKC", c) for c in text if east_asian_width(c) == "F"}
    return "".join(" " if c.isspace() else wide.get(c, c) for c in text).strip()


def _unit(unit: str, text: str) -> str:
    """The unit itself. Raises Unreadable for what is rather more of a number (1,23; 3至)."""
    begins = unicodedata.category(unit[0]) if unit else "L"
    if _NO_UNIT.match(unit) or not (begins[0] == "L" or begins == "So" or unit[0] in "%‰/("):
        remedy = "Quote one number with its unit."
        raise Unreadable(Problem(f"'{text}' ends in '{unit}', which is no unit", remedy))
    return unit


def _read_numbers(text: str, start: int) -> tuple[_Number, _Number | None, list[str], int]:
    low, position = _number(text, start)
    inner, position, low = _inner_hedge(text, position, low)
    high = None
    mark = _RANGE.match(text, position)
    if mark:
        high, position = _number(text, mark.end())
        shared = high.scale if not mark["unit"] and low.scale == 1 else ONE
        if low.value < high.value / shared:
            low = _Number(low.value * shared, low.step * shared, low.step, high.scaled)
        if high.value < low.value:
            raise Unreadable(f"'{text}' is a range that runs backwards")
    return low, high, inner, position


def _number(text: str, start: int) -> tuple[_Number, int]:
    """The number at ``start``: digits with scale words (14億3,329萬), or Chinese numerals."""
    position = start + len(text[start:]) - len(text[start:].lstrip("$¥￥ "))
    parts: list[_Number] = []
    while found := _SEGMENT.match(text, position):
        if parts and not parts[-1].scaled:
            break
        parts.append(_from_digits(found["digits"], found["scale"]))
        position = found.end()
    if parts:
        total = sum((p.value for p in parts), Fraction(0))
        last, scaled = parts[-1], any(p.scaled for p in parts)
        return _Number(total, last.step, last.last_nonzero, scaled, last.scale), position
    hanzi = re.compile(_HANZI).match(text, position)
    if not hanzi:
        raise Unreadable(
            Problem(f"'{text}' holds no number that can be read", "Quote the number with its unit.")
        )
    return _from_hanzi(hanzi[0]), hanzi.end()


def _from_digits(digits: str, scale_words: str) -> _Number:
    plain = digits.replace(",", "")
    scale = Fraction(1)
    for word in scale_words:
        scale *= SCALES[word]
    decimals = len(plain.partition(".")[2])
    step = scale / 10**decimals
    zeros = len(plain) - len(plain.rstrip("0")) if not decimals and plain.strip("0") else 0
    return _Number(Fraction(plain) * scale, step, step * 10**zeros, scale >= LARGE, scale)


def _from_hanzi(text: str) -> _Number:
    """Chinese numerals, positional (一零一) or with scale words (三百五十, 兩萬)."""
    if not any(c in SCALES for c in text):
        value = Fraction(int("".join(str(NUMERALS[c]) for c in text)))
        return _Number(value, Fraction(1), Fraction(1), False)
    total, section, digit = 0, 0, 0
    least = place = 1  # what a digit counts that no scale word follows: 三百五 is 350
    for char in text:
        if char in NUMERALS and digit:
            raise Unreadable(f"'{text}' writes numerals in two ways at once")
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
    shared = Fraction(prod(SCALES[c] for c in text[len(text.rstrip("".join(SCALES))) :]))
    return _Number(value, Fraction(least), Fraction(least), scaled, shared if shared > 10 else ONE)


def _inner_hedge(text: str, position: int, number: _Number) -> tuple[list[str], int, _Number]:
    """The 餘 after a number, and the scale word that may follow it (300多萬)."""
    word = next((w for w in _words("inner") if text.startswith(w, position)), None)
    if word is None:
        return [], position, number
    position += len(word)
    scale = re.compile(f"{_SCALE}*").match(text, position)
    factor = Fraction(1)
    for char in scale[0] if scale else "":
        factor *= SCALES[char]
    position += len(scale[0]) if scale else 0
    grown = _Number(
        number.value * factor,
        number.step * factor,
        number.last_nonzero * factor,
        number.scaled or factor >= LARGE,
    )
    return [word], position, grown


def _leading_hedge(text: str) -> tuple[int, list[str]]:
    word = next((w for w in _words("before") if text.startswith(w)), "")
    return len(word), [word]


def _trailing_hedge(text: str) -> tuple[str, list[str]]:
    """The unit, and the hedge after it: 以上, but also the 多 of 一年多."""
    after_unit = (w for w in _words("inner") if text != w)
    word = next((w for w in (*_words("after"), *after_unit) if text.endswith(w)), "")
    return text.removesuffix(word) if word else text, [word]


def _meant(words: Iterable[str], unit: str) -> list[str]:
    """The words that are hedges with this unit: 近5年 is no 近, it is the last five years."""
    return [w for w in words if w and unit not in hedge_of(w).not_with]


def _step(number: _Number, remainder: bool, precision: Fraction | None) -> Fraction:
    if precision is not None:
        return precision
    return number.last_nonzero if remainder else number.step


def _interval(
    low: _Number, high: _Number | None, step: Fraction, words: Iterable[str], *, exact: bool
) -> Interval:
    meanings = {hedge_of(word) for word in words}
    if len(meanings) > 1:
        named = "', '".join(sorted(h.words[0] for h in meanings))
        raise Unreadable(f"one number cannot be hedged with '{named}' at once")
    if high is not None:
        return Interval(low.value, high.value)
    try:
        if meanings:
            return meanings.pop().interval(low.value, step)
        return point(low.value) if exact else around(low.value, step / 2)
    except ValueError as error:
        what = f"{', '.join(words)} {low.value} to a precision of {step}: {error}"
        raise Unreadable(Problem(what, "Mend the hedge or the precision.")) from None


@cache
def hedges() -> Mapping[str, Hedge]:
    """Every hedge word of ``data/hedges.toml`` with its meaning."""
    return load_hedges(project_folder() / "data" / "hedges.toml")


def hedge_of(word: str) -> Hedge:
    """The meaning of a hedge word. Raises Unreadable for a word the table lacks."""
    try:
        return hedges()[word]
    except KeyError:
        remedy = "Use a word of data/hedges.toml, or add it there with the interval it stands for."
        raise Unreadable(Problem(f"'{word}' is no hedge the project knows", remedy)) from None


@cache
def _words(place: str) -> tuple[str, ...]:
    """The hedge words of one place, longest first."""
    known = [word for word, hedge in hedges().items() if hedge.place == place]
    return tuple(sorted(known, key=lambda word: (-len(word), word)))


def hedges_around(before: str, after: str, unit: str = "") -> list[str]:
    """The hedge words that stand directly before and after a number in running text."""
    left = next((w for w in _words("before") if before.endswith(w)), None)
    right = next((w for w in _words("after") if after.startswith(w)), None)
    if left and before.endswith(hedge_of(left).not_in):
        left = None
    if right and after.startswith(hedge_of(right).not_in):
        right = None
    return _meant([w for w in (left, right) if w], unit)


SCHEMA = Schema(
    {
        "words": SOME_WORDS,
        "place": one_of(*PLACES),
        "lower": one_of(*ENDS),
        "upper": one_of(*ENDS),
        "open": some_of("lower", "upper"),
        "why": TEXT,
    },
    {"not_in": WORDS, "not_with": WORDS},
)


def load_hedges(path: Path) -> Mapping[str, Hedge]:
    """Read ``hedges.toml``. Raises DataError with every problem at once."""
    file = read_tables(path)
    problems: list[Problem] = []
    found: dict[str, Hedge] = {}
    for name in file.tables:
        entry = SCHEMA.read(file, name, problems)
        for word in entry.get("words", ()):
            if word in found:
                what = f"the word '{word}' of [{name}] is one of [{found[word].name}], too"
                problems.append(file.problem(what, "Keep one.", name, "words"))
        if not SCHEMA.required.keys() <= entry.keys():
            continue
        words, ends = tuple(entry["words"]), tuple(entry["open"])
        sides = (entry["lower"], entry["upper"])
        limits = (tuple(entry.get(key, ())) for key in ("not_in", "not_with"))
        hedge = Hedge(name, words, entry["place"], *sides, ends, entry["why"], *limits)
        found |= dict.fromkeys(words, hedge)
    if problems:
        raise DataError(*problems)
    return found


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
