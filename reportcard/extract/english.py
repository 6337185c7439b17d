"""What plain English reports write as a number, and what only looks like one.

The counterpart of ``chinese``: one pattern over the surface (small letters), what is no figure
first. A counted noun stays outside of a figure (45 projects), a unit of measure belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import regex

from reportcard.extract.candidates import Candidate
from reportcard.extract.numbers import Writings, any_of, named
from reportcard.lexicon import lexicon
from reportcard.numerals import ENGLISH, ENGLISH_SCALES

D = r"(?:[0-9]{1,3}(?:,[0-9]{3})++|[0-9]++)(?:\.[0-9]++)?+"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
YEAR = "(?:19|20)[0-9]{2}"
DAY = "[0-9]{1,2}(?:st|nd|rd|th)?"
DAYS = f"{DAY}(?: ?(?:-|–|to|and) ?{DAY})?"
ONES = "|".join(sorted((w for w, n in ENGLISH.items() if n < 20 and len(w) > 2), key=len)[::-1])
TENS = "|".join(word for word, n in ENGLISH.items() if n >= 20)
WORDS = rf"(?:(?:{TENS})(?:-(?:{ONES}))?|{ONES})"
LARGE = "|".join(word for word in ENGLISH_SCALES if word != "hundred")
SCALE = rf"(?:[ -]?(?:{LARGE})(?![a-z]))"
PER_CENT = (
    r"(?: ?%| ?‰|[ -]per (?:thousand|mille)(?![a-z])|[ -]per ?cent(?:age points?)?(?![a-z])"
    r"|[ -]percentage[ -]points?)"
)
SIGN = r"(?:(?:us|hk|nt|a|s|au)?[$¥€£] ?|(?:rmb|cny|usd|hkd) ?(?=[0-9]))"
NAMED = (
    "section|table|figure|fig|chapter|article|no|number|page|pages|note|annex|paragraph|para|part"
    "|appendix|phase|stage|grade|level|class|type|tier|route|line|room|flat|block|version|rule"
    "|schedule|item|quarter|channel|terminal|pier|week|step|form|box|zone|goal|target|priority"
    "|objective|category|band|unit|group|highway|circular|resolution|chart|exhibit|volume|vol"
    "|issue|q|fy|suite|district|ward|precinct"
)
"""Nouns whose number is a name: table 3, phase 2."""
PART = "(?:half|halves|thirds?|quarters?|fifths?|tenths?)"

AGO = r"[ -](?:year|month|week|day)s? (?:ago|earlier)(?![a-z])"
SINCE: Writings = {"time since": (rf"{WORDS}{AGO}",)}
"""Lookalikes that begin with a word."""
PLAIN = rf"(?![0-9.,]{{1,24}}+(?:%| per|{SCALE}))"
"""What is surely no lookalike: most figures, for which none needs to be tried."""
LETTERS = (
    rf"(?:us\$|hk|nt\$|au?\$|s\$|rmb|cny|usd|{TENS}|{ONES}|half"
    rf"|an? (?:hundred|{LARGE}|half|third|quarter|fifth|tenth))"
)
"""The letters a figure begins with."""
ANY = r"(?:(?=[0-9$¥€£])|(?<![a-z0-9-])(?=[acefhnorstu]))"
"""Where a figure can begin at all."""
NO_FIGURE: Writings = {
    "date": (
        rf"{DAYS} (?:of )?{MONTH}(?![a-z])(?:,? {YEAR})?",
        rf"(?<={MONTH} ){DAYS}(?![0-9,.]*[0-9%])(?:,? {YEAR})?",
        r"[0-9]{1,2}[-/][0-9]{1,2}[-/](?:[0-9]{4}|[0-9]{2})(?![0-9])|[0-9]{4}-[0-9]{2}-[0-9]{2}",
    ),
    "year": (
        rf"(?<![$¥€£.,0-9] ?){YEAR}(?:s(?![a-z])| ?[-–—/] ?(?:{YEAR}|[0-9]{{2}})(?![0-9]))?"
        rf"(?![0-9]|[.,][0-9]|{SCALE}|{PER_CENT}| ?\L<units>(?![a-z]))",
    ),
    "ordinal": (r"[0-9]++(?:st|nd|rd|th)(?![a-z])",),
    "named": (
        rf"(?<=(?:(?<![a-z])(?:{NAMED})\.?|#) ?)[0-9]++(?:[.-][0-9]++)*+(?![%,0-9])"
        rf"(?!{PER_CENT}|{SCALE})",
    ),
    "time of day": (
        r"[0-9]{1,2}[:.][0-9]{2} ?(?:am|pm|a\.m\.|p\.m\.|hours)|24/7",
        r"[0-9]{1,2} ?(?:am|pm|a\.m|p\.m)(?![a-z])|[0-9]{1,2}:[0-5][0-9](?![0-9:])",
    ),
    "telephone": (
        r"\(?\+?[0-9]{2,4}\)?[- ][0-9]{3,4}[- ][0-9]{4}(?![0-9])",
        r"(?<![0-9$] ?)[0-9]{4} [0-9]{4}(?![0-9])",
        r"(?<=(?:via|through|dial|call|called|calling|text) )[0-9]{3}(?![0-9,.]*[0-9%])",
        r"(?<=(?:tel|telephone|hotline|fax|call|phone)\.?:? ?)[+0-9][0-9 ()-]{0,24}+",
    ),
    "address": (
        r"[0-9]{1,5} (?:(?!of )[a-z]+ ){1,2}(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive)"
        r"(?=[,.\n;]| suite)",
    ),
    "age": (
        r"(?<=(?<![a-z])(?:aged? |ages |age of |under-|over-))[0-9]{1,3}"
        r"(?: ?(?:to|-|–|and|or) ?[0-9]{1,3})?"
        r"(?: (?:and|or) (?:over|above|under|below|older|younger))?",
        r"[0-9]{1,3}(?:(?:-| to )[0-9]{1,3})?[ -]years?[ -](?:olds?)",
        r"[0-9]{1,3}(?: ?[-–] ?[0-9]{1,3})? (?:and|or) (?:over|older|under|younger)(?![a-z])",
    ),
    "time since": (rf"(?:{WORDS}|[0-9]++)[ -](?:year|month|week|day)s? (?:ago|earlier)(?![a-z])",),
    "rate in words": (
        r"[0-9]++ in (?:every )?[0-9]++(?![0-9,.%])",
        r"(?<=per )[0-9]++(?:,[0-9]{3})*+(?!%)",
    ),
    "compound": (rf"[0-9]++(?:,[0-9]{{3}})*+-(?!{LARGE}|fold|odd|per|[0-9])[a-z]++(?:-[a-z]++)*+",),
    "code": (
        r"(?<=[a-z])[-.]?[0-9]++(?:[-.][0-9a-z]++)*+(?<!(?:rmb|cny|usd|hkd)[0-9.,]{1,20})"
        r"(?<!(?<![a-z])[a-z]{1,3}\$[0-9.,]{1,20})",
        r"(?<=[a-z][-.])[0-9]++(?:[-.][0-9a-z]++)*+",
        r"[0-9]++(?=[a-z])(?!(?:\L<units>|m|k|bn|tn|mn)(?![a-z]))[a-z0-9-]++",
    ),
    "mark of a list or a note": (
        r"(?<=(?:^|\n)[ #*•-]{0,9}\(?)[0-9]{1,2}(?:[.][0-9]{1,2})*+[.)](?![0-9])",
        r"(?<=[.:;\n] ?\()[0-9]{1,2}(?=\))|(?<=[.:;] )[0-9]{1,2}\.(?= [a-z])",
        r"(?<=\[)[0-9]{1,3}(?:[-,][0-9]{1,3})*+(?=\])",
        r"(?<=(?:^|\n)[ #*]{0,9})[0-9]{1,2}(?:[.][0-9]{1,2})++(?= )",
    ),
}
"""Not figures, by name; each is passed over whole."""


def figures() -> dict[str, Writings]:
    """The writings of a figure, by what they begin with and by name."""
    unit = r"[ -]?\L<units>(?![a-z])(?: ?/ ?\L<per>(?![a-z]))?"
    short = r"(?:(?<=[0-9])(?:k|m|bn|tn)(?![a-z0-9])(?! (?:long|wide|high|deep|tall|x)(?![a-z])))"
    plain = rf"{D}(?:{short}|{SCALE})?+(?:{PER_CENT}|{unit})?+"
    number = rf"{SIGN}?+{plain}"
    between: Writings = {"between": (rf"(?<=between ){number} and {number}",)}
    digits: Writings = {
        "fraction": (r"(?<![0-9/])[1-9]/[2-9](?![0-9/])",),
        "quotient": (rf"{D} ?: ?{D}(?![0-9:])",),
        "number": (rf"{plain}(?: ?(?:[-–—]|to) ?{number})?+",),
    }
    characters: Writings = {
        "fraction": (
            rf"(?:one|two|three|four)[- ]{PART}(?![a-z-])|an? {PART}(?= of| in|[,.;)])",
            r"(?<=(?:than|over|about|nearly|almost|around|to|by) )half(?![a-z-])(?! a )",
            r"half(?= of (?:the|all|its|our|those))",
        ),
        "number": (rf"{SIGN}{plain}(?: ?(?:[-–—]|to) ?{number})?+",),
        "words": (
            rf"(?:{WORDS}|a|an|half a)(?: hundred)?(?:{SCALE})++(?:{unit})?+",
            rf"{WORDS}(?:{PER_CENT}|[ -]\L<spans>(?![a-z]))",
        ),
    }
    return {"digits": between | digits, "characters": between | characters}


@cache
def pattern() -> regex.Pattern[str]:
    """The pattern of figures, by the names of ``figures``; what is none is passed over."""
    tried = {first: named(forms) for first, forms in figures().items()}
    return regex.compile(
        rf"{ANY}(?:(?=[0-9])(?:{PLAIN}{any_of(NO_FIGURE)}(*SKIP)(*FAIL)|{tried['digits']})"
        rf"|(?=[$¥€£]|{LETTERS})(?:{any_of(SINCE)}(*SKIP)(*FAIL)|{tried['characters']}))",
        **_lists(),
    )


def _lists() -> dict[str, Any]:
    words = lexicon()
    latin = [word for word in words.kinds if word.isascii()]
    spans = [w for w in words.tables["duration"] if w.isascii()] + ["times", "fold"]
    per = [word for word in words.tables["per"] if word.isascii()]
    return {"units": latin, "spans": spans, "per": per}


def candidates(folded: str, start: int, end: int) -> Iterator[Candidate]:
    """The figures of an English text from its surface, between two offsets."""
    position: int | None = start
    while position is not None:
        matches = pattern().finditer(folded, position, end)
        position = None
        for found in matches:
            name, (first, last) = found.lastgroup, found.span()
            reached = _end(folded, first, last) if name == "number" else last
            weak = name == "words" and not _EXACT.search(found[0])
            yield Candidate(first, reached, weak=weak)
            if reached < last:
                position = reached
                break


_EXACT = regex.compile("illion|thousand|%|cent")
_TO = regex.compile(r" ?(?:[-–—]|(?<![a-z])to(?![a-z])) ?(?=(?:[a-z]{1,3} ?)?[0-9$¥€£])")
_MOVED = regex.compile(
    r"(?:from|rose|fell|up|down|[a-z]+ed|increase|decrease|growth|rise|fall)(?: [a-z]+)? $"
)
_DIGITS = "0123456789.,$¥€£uhknt "


def _end(folded: str, start: int, end: int) -> int:
    """Where the figure ends: a range whole, but of "rose 5% to 1,200" the 5% alone."""
    between = _TO.search(folded, start, end)
    if between is None:
        return end
    unit = folded[start : between.start()].lstrip(_DIGITS)
    alike = not unit or unit == folded[between.end() : end].lstrip(_DIGITS)
    moved = "to" in between[0] and _MOVED.search(folded, max(0, start - 24), start)
    return end if alike and not moved else between.start()
