"""Names and numbers as readers see them, in each language.

A number is shown with the digits its interval pins down: 145 of 346 is 41.9 %, 突破2400億元
is "more than 240 billion yuan", and what no digit pins down is shown as a range. Ranges are
rounded outwards, so that what is shown never says more than is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from html import escape
from itertools import groupby
from math import floor, log10
from unicodedata import combining, east_asian_width

from reportcard.chinese import CHINESE, SIMPLIFIED, TRADITIONAL, simplified
from reportcard.dates import AFTER
from reportcard.errors import Problem, UnknownName, nearest
from reportcard.interval import Interval
from reportcard.schema import LANGUAGES
from reportcard.tables import project_folder, read_toml
from reportcard.units import Unit

YUAN = "yuan"
PERCENT_DECIMALS = 1
RATIO_DECIMALS = 2
BOUND_DIGITS = 4
INTERVAL_DIGITS = 5
_WAN = ((10**12, "trillion"), (10**8, "billion"), (10**4, "million"))
SCALES: Mapping[str, Sequence[tuple[int, str]]] = {
    "en": ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")),
    **dict.fromkeys(CHINESE, _WAN),
}
LARGE_COUNT = {"en": 10**7, **dict.fromkeys(CHINESE, 10**4)}
LITTLE = Fraction(1, 200)
COARSE = 100
"""Below this, whole numbers are the coarsest that is shown: 9 to 11 is not "10"."""
HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff5e]+")
EXACT_DECIMALS = 3


def require_language(lang: str) -> str:
    """The language tag itself. Raises UnknownName with the nearest one."""
    if lang not in LANGUAGES:
        remedy = nearest(lang, LANGUAGES) or f"Languages: {', '.join(LANGUAGES)}."
        raise UnknownName(Problem(f"no language '{lang}'", remedy))
    return lang


@cache
def _phrases() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return read_toml(project_folder() / "data" / "phrases.toml").tables


def phrase(group: str, name: str, lang: str, *parts: str) -> str:
    """A phrase of ``data/phrases.toml`` in a language, its blanks filled."""
    return _phrases()[group][name][lang].format(*parts)


def template(group: str, name: str, lang: str) -> str:
    """A phrase with its blanks unfilled."""
    return _phrases()[group][name][lang]


def when(published: str, lang: str) -> str:
    """When a document was published, in words where it is no date: "after 2019"."""
    if published.startswith(AFTER):
        return phrase("number", "after", lang, published.removeprefix(AFTER))
    return published


def join(texts: Sequence[str], lang: str) -> str:
    """A list in words."""
    return phrase("number", "list", lang).join(texts)


def join_or(texts: Sequence[str], lang: str) -> str:
    """Alternatives in words: "1,399 or 1,400"."""
    if len(texts) < 2:
        return "".join(texts)
    return join(texts[:-1], lang) + phrase("number", "or", lang) + texts[-1]


def fill(label: str, names: Mapping[str, str]) -> str:
    """A label with the names of areas in its blanks: "Share of {parent}'s companies"."""
    return label.format_map(_Blanks(names))


class _Blanks(dict[str, str]):
    """Leaves a blank that has no name as an ellipsis: China has no parent."""

    def __missing__(self, key: str) -> str:
        return "…"


def marked(text: str, lang: str, script: str = TRADITIONAL, *, quoted: bool = False) -> str:
    """``text`` as HTML in which what is not in the language of the page says what it is.

    On a page in another language that is everything Chinese, taken to be in ``script``. On a page
    in Chinese it is everything Chinese where all of the text is ``quoted`` from the other script;
    else whatever is Traditional among Simplified.
    """
    shown = escape(str(text), quote=False)
    if lang not in CHINESE or (quoted and script != lang):
        return HAN.sub(lambda run: _in_script(run.group(), script), shown)
    return HAN.sub(lambda run: _traditional(run.group()), shown) if lang == SIMPLIFIED else shown


def _in_script(text: str, script: str) -> str:
    return f'<span lang="{script}">{text}</span>'


def _traditional(text: str) -> str:
    """A run of Chinese whose Traditional characters say what they are."""
    pairs = zip(text, simplified(text), strict=True)
    runs = groupby(pairs, key=lambda pair: pair[0] != pair[1])
    return "".join(
        _in_script(joined, TRADITIONAL) if other else joined
        for other, run in runs
        for joined in ["".join(character for character, _ in run)]
    )


def display_width(text: str) -> int:
    """How many columns a terminal or a sheet gives the text: two to a Chinese character."""
    wide = (2 if east_asian_width(c) in "WF" else 1 for c in text if not combining(c))
    return sum(wide)


def plain(value: Fraction, decimals: int) -> str:
    """A decimal with thousands separators and a true minus sign, halves away from zero."""
    unit = Fraction(1, 10**decimals) if decimals >= 0 else Fraction(10**-decimals)
    rounded = _round(value, unit)
    exact = Decimal(abs(rounded).numerator) / Decimal(rounded.denominator)
    text = f"{exact:,.{max(decimals, 0)}f}"
    return f"−{text}" if rounded < 0 else text


def _round(value: Fraction, unit: Fraction) -> Fraction:
    whole = floor(abs(value) / unit + Fraction(1, 2)) * unit
    return whole if value >= 0 else -whole


def magnitude(value: Fraction) -> int:
    """The power of ten of the leading digit."""
    return floor(log10(abs(value))) if value else 0


def pinned(value: Fraction, interval: Interval, most: int) -> int | None:
    """How many decimals (at most ``most``; below 0: tens, hundreds) the interval pins down.

    That is: the whole interval rounds to the shown number, and rounding moves the value by
    little, against the interval's width or against itself. None when no digit is pinned down.
    """
    if interval.lower is None or interval.upper is None:
        return None
    slack = max((interval.upper - interval.lower) / 4, abs(value) * LITTLE)
    least = -magnitude(value) if abs(value) >= COARSE else 0
    for decimals in range(most, least - 1, -1):
        unit = Fraction(10) ** -decimals
        shown = _round(value, unit)
        inside = shown - unit / 2 <= interval.lower and interval.upper <= shown + unit / 2
        if inside and (decimals == most or abs(shown - value) <= slack):
            return decimals
    return None


def most_decimals(unit: Unit, word: str = "") -> int:
    """The decimals that are worth showing in a unit, or beside a scale word."""
    if unit.code in ("percent", "percentage_point"):
        return PERCENT_DECIMALS
    return 0 if unit.count and not word else RATIO_DECIMALS


def show(
    value: Fraction, interval: Interval, unit: Unit, lang: str, *, names_unit: bool = True
) -> str:
    """A number as readers see it, in words where an end is missing.

    Counts come without their unit; percentages, money and measures carry it unless
    ``names_unit`` is false.
    """
    scale, word = _scale(value, interval, unit, lang)
    dress = _Dress(unit if names_unit else None, word, lang)
    return _bounds(value / scale, interval * Fraction(1, scale), most_decimals(unit, word), dress)


def show_printed(
    value: Fraction, step: Fraction, hedge: str, unit: Unit, lang: str, *, names_unit: bool = True
) -> str:
    """An observation as its source gives it: the digits printed, and its hedge in words."""
    scale, word = _scale(value, Interval(value, value + step), unit, lang)
    decimals = max(0, -magnitude(step / scale)) if step else EXACT_DECIMALS
    number = _trimmed(plain(value / scale, decimals), trim=bool(hedge) or not step)
    text = _Dress(unit if names_unit else None, word, lang)(number)
    if not hedge:
        return text
    said = phrase("number", hedge, lang, text.removeprefix("−"))
    return phrase("number", "fall", lang, said) if value < 0 else said


def show_interval(interval: Interval, unit: Unit, lang: str) -> str:
    """An interval in mathematical writing, with its unit.

    Ends that do not terminate are rounded outwards; a single number that does not is cut
    off, which its ellipsis says.
    """
    ends = [abs(e) for e in (interval.lower, interval.upper) if e is not None]
    scale, word = _scale(max(ends, default=Fraction(0)), interval, unit, lang)
    inner = interval * Fraction(1, scale)
    dress = _Dress(unit, word, lang)
    if inner.exact and inner.lower is not None:
        return dress(_exact(inner.lower) or _cut_off(inner.lower))
    left, right = "([ "[not inner.lower_open], ")] "[not inner.upper_open]
    low = "−∞" if inner.lower is None else _exact(inner.lower) or _limit(inner.lower, up=False)
    high = "∞" if inner.upper is None else _exact(inner.upper) or _limit(inner.upper, up=True)
    return dress(f"{left}{low}, {high}{right}")


class _Dress:
    """Puts a scale word and a unit around a number."""

    def __init__(self, unit: Unit | None, word: str, lang: str) -> None:
        self.unit, self.word, self.lang = unit, word, lang

    def __call__(self, text: str) -> str:
        if self.word:
            text = phrase("scale", self.word, self.lang, text)
        return _with_unit(text, self.unit, self.lang) if self.unit else text

    def phrase(self, name: str, *parts: str) -> str:
        return phrase("number", name, self.lang, *parts)


def _exact(value: Fraction) -> str:
    """The decimal itself where it terminates within few digits, else nothing."""
    for decimals in range(EXACT_DECIMALS + 1):
        if (value * 10**decimals).denominator == 1:
            return plain(value, decimals)
    return ""


def _cut_off(value: Fraction) -> str:
    """The first decimals of a number that goes on, with an ellipsis."""
    cut = Fraction(floor(abs(value) * 10**EXACT_DECIMALS), 10**EXACT_DECIMALS)
    return f"{plain(cut if value > 0 else -cut, EXACT_DECIMALS)}…"


def _scale(value: Fraction, interval: Interval, unit: Unit, lang: str) -> tuple[int, str]:
    """The scale word that suits a number: money from a million, counts from where 萬 is used."""
    largest = max(abs(e) for e in (value, interval.lower, interval.upper) if e is not None)
    money = unit.code.startswith(YUAN)
    if not money and (interval.exact or largest < LARGE_COUNT[lang]):
        return 1, ""
    scale, word = next(((s, word) for s, word in SCALES[lang] if largest >= s), (1, ""))
    width = interval.upper - interval.lower if interval.bounded else None  # type: ignore[operator]
    if width is not None and scale < 10**6 and width * 100 < scale:
        return 1, ""
    return scale, word


def _bounds(value: Fraction, interval: Interval, most: int, dress: _Dress) -> str:
    lower, upper = interval.lower, interval.upper
    if lower is not None and upper is None:
        name = "beyond" if interval.lower_open else "at_least"
        return dress.phrase(name, dress(_end(lower, most, up=False)))
    if upper is not None and (lower is None or (lower == 0 and value > 0)):
        name = "below" if interval.upper_open else "at_most"
        return dress.phrase(name, dress(_end(upper, most, up=True)))
    if lower is None or upper is None:
        return "−∞…∞"
    if interval.exact and value.denominator == 1:
        return dress(plain(value, 0))
    decimals = pinned(value, interval, most)
    if decimals is not None:
        return dress(plain(value, decimals))
    digit = max(-most, magnitude(upper - lower) - 1)
    low, high = _outward(lower, digit, up=False), _outward(upper, digit, up=True)
    return dress(dress.phrase("range", low, high))


def _limit(end: Fraction, *, up: bool) -> str:
    return _outward(end, magnitude(end) - INTERVAL_DIGITS + 1, up=up)


def _end(end: Fraction, most: int, *, up: bool) -> str:
    return _outward(end, max(-most, magnitude(end) - BOUND_DIGITS + 1), up=up)


def _outward(end: Fraction, digit: int, *, up: bool) -> str:
    """An end rounded outwards at the power of ten ``digit``, without needless zeros."""
    unit = Fraction(10) ** digit
    steps = -floor(-end / unit) if up else floor(end / unit)
    return _trimmed(plain(steps * unit, max(0, -digit)), trim=True)


def _trimmed(text: str, *, trim: bool) -> str:
    return text.rstrip("0").rstrip(".") if trim and "." in text else text


def _with_unit(text: str, unit: Unit, lang: str) -> str:
    if unit.code == "percent":
        return f"{text}%"
    if unit.code == "percentage_point":
        return phrase("scale", "points", lang, text)
    if unit.code.startswith(YUAN):
        return phrase("scale", "yuan", lang, text)
    if unit.count or not unit.label or "/" in unit.code or unit.pure:
        return text
    return phrase("scale", "measure", lang, text, unit_label(unit, lang, text))


def with_base(text: str, unit: Unit, lang: str) -> str:
    """A shown number followed by what it is per: "6.19 million yuan per loan"."""
    if "per" not in unit.label:
        return text
    base = unit.label["per"][lang] if unit.code.startswith(YUAN) else unit_label(unit, lang)
    return f"{text} {base}" if lang == "en" else f"{text}{base}"


def unit_label(unit: Unit, lang: str, number: str = "") -> str:
    """The name of a unit beside a number; English has one and many."""
    label = unit.label[lang]
    if isinstance(label, list):
        return str(label[0] if number == "1" else label[1])
    return str(label)
