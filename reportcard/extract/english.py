"""What plain English reports write as a number, and what only looks like one.

The counterpart of ``chinese``: one pattern over the surface (small letters), what is no figure
first. A counted noun stays outside of a figure (45 projects), a unit of measure belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from reportcard.extract.candidates import Candidate
from reportcard.lexicon import lexicon

D = r"(?:[0-9]{1,3}(?:,[0-9]{3})++|[0-9]++)(?:\.[0-9]++)?+"
MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
YEAR = "(?:19|20)[0-9]{2}"
ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
WORDS = rf"(?:(?:{TENS})(?:-(?:{ONES}))?|{ONES})"
SCALE = r"(?:[ -]?(?:thousand|million|billion|trillion|bn|mn|tn)(?![a-z]))"
PER_CENT = r"(?: ?%| ?‰|[ -]per (?:thousand|mille)(?![a-z])|[ -]per ?cent(?:age points?)?(?![a-z])|[ -]percentage[ -]points?)"
SIGN = r"(?:(?:us|hk|nt|a|s|au)?[$¥€£] ?|(?:rmb|cny|usd|hkd) ?(?=[0-9]))"

NO_FIGURE = {
    "date": rf"[0-9]{{1,2}}(?:st|nd|rd|th)?(?: ?(?:-|–|to|and) ?[0-9]{{1,2}}(?:st|nd|rd|th)?)? (?:of )?{MONTH}(?![a-z])(?:,? {YEAR})?"
    rf"|(?<={MONTH} )[0-9]{{1,2}}(?:st|nd|rd|th)?(?: ?(?:-|–|to|and) ?[0-9]{{1,2}})?(?![0-9,.]*[0-9%])(?:,? {YEAR})?"
    r"|[0-9]{1,2}[-/][0-9]{1,2}[-/](?:[0-9]{4}|[0-9]{2})(?![0-9])|[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "year": rf"(?<![$¥€£.,0-9] ?){YEAR}(?:s(?![a-z])| ?[-–—/] ?(?:{YEAR}|[0-9]{{2}})(?![0-9]))?(?![0-9]|[.,][0-9]|{SCALE}|{PER_CENT}| ?\L<units>(?![a-z]))",
    "ordinal": r"[0-9]++(?:st|nd|rd|th)(?![a-z])",
    "named": r"(?<=(?:section|table|figure|fig\.?|chapter|article|no\.?|number|page|pages|note|annex|paragraph|para\.?|part|appendix|phase|stage|grade|level|class|type|tier|route|line|room|flat|block|version|rule|schedule|item|quarter|channel|terminal|pier|week|step|form|box|zone|goal|target|priority|objective|category|band|unit|group|highway|circular|resolution|chart|exhibit|volume|vol\.?|issue|q|fy|#) ?)[0-9]++(?:[.-][0-9]++)*+(?![%,0-9])(?!{PER_CENT}|{SCALE})".replace(
        "{PER_CENT}", PER_CENT
    ).replace("{SCALE}", SCALE),
    "clock": r"[0-9]{1,2}[:.][0-9]{2} ?(?:am|pm|a\.m\.|p\.m\.|hours)|[0-9]{1,2} ?(?:am|pm|a\.m|p\.m)(?![a-z])|[0-9]{1,2}:[0-5][0-9](?![0-9:])|24/7",
    "phone": r"\(?\+?[0-9]{2,4}\)?[- ][0-9]{3,4}[- ][0-9]{4}(?![0-9])|(?<![0-9$] ?)[0-9]{4} [0-9]{4}(?![0-9])|(?<=(?:tel|telephone|hotline|fax|call|phone)\.?:? ?)[+0-9][0-9 ()-]++",
    "age": r"(?<=(?<![a-z])(?:aged? |ages |age of |under-|over-))[0-9]{1,3}(?: ?(?:to|-|–|and|or) ?[0-9]{1,3})?(?: (?:and|or) (?:over|above|under|below|older|younger))?"
    r"|[0-9]{1,3}(?:(?:-| to )[0-9]{1,3})?[ -]years?[ -](?:olds?)|[0-9]{1,3}(?: ?[-–] ?[0-9]{1,3})? (?:and|or) (?:over|older|under|younger)(?![a-z])",
    "since": rf"(?:{WORDS}|[0-9]++)[ -](?:year|month|week|day)s? (?:ago|earlier)(?![a-z])",
    "compound": r"[0-9]++(?:,[0-9]{3})*+-(?!thousand|million|billion|trillion|bn|fold|odd|per|[0-9])[a-z]++(?:-[a-z]++)*+",
    "code": r"(?<=[a-z])[-.]?[0-9]++(?:[-.][0-9a-z]++)*+(?<!(?:rmb|cny|usd|hkd)[0-9.,]{1,20})(?<!(?<![a-z])[a-z]{1,3}\$[0-9.,]{1,20})",
    "latin": r"[0-9]++(?! ?(?:\L<units>|m|k|bn|tn|mn)(?![a-z]))[a-z][a-z0-9-]*+",
    "list": r"(?<=(?:^|\n)[ #*•-]*\(?)[0-9]{1,2}(?:[.][0-9]{1,2})*+[.)](?![0-9])|(?<=[.:;\n] ?\()[0-9]{1,2}(?=\))|(?<=[.:;] )[0-9]{1,2}\.(?= [a-z])|(?<=\[)[0-9]{1,3}(?:[-,][0-9]{1,3})*+(?=\])|(?<=(?:^|\n)[ #*]*)[0-9]{1,2}(?:[.][0-9]{1,2})++(?= )",
}
"""Not figures, by name; each is passed over whole."""


@cache
def pattern() -> regex.Pattern[str]:
    """The pattern of what is tried at a digit, a sign of currency or a number word."""
    unit = r"[ -]?\L<units>(?![a-z])(?: ?/ ?\L<per>(?![a-z]))?"
    short = r"(?:(?<=[0-9])(?:k|m|bn|tn)(?![a-z0-9])(?! (?:long|wide|high|deep|tall|x)(?![a-z])))"
    number = rf"{SIGN}?+{D}(?:{short}|{SCALE})?+(?:{PER_CENT}|{unit})?+"
    figures = {
        "fraction": r"(?:one|two|three|four|a|an)[- ](?:half|halves|thirds?|quarters?|fifths?|tenths?)(?= of| in| the|[,.;)]| more| less)"
        r"|(?<=(?:than|over|about|nearly|almost|around|to|by) )half(?![a-z-])(?! a )|(?<![a-z-])half(?= of (?:the|all|its|our|those))"
        r"|(?<![0-9/])[1-9]/[2-9](?![0-9/])",
        "quotient": rf"{D} ?: ?{D}(?![0-9:])",
        "between": rf"(?<=between ){number} and {number}",
        "number": rf"{number}(?: ?(?:[-–—]|to) ?{number})?+",
        "words": rf"(?:{WORDS}|a|an|half a)(?: hundred)?(?:{SCALE})++(?:{unit})?+|{WORDS}(?:{PER_CENT}|[ -]\L<spans>(?![a-z]))",
    }
    tried = "|".join(f"(?P<{name}>{body})" for name, body in figures.items())
    passed = "|".join(f"(?:{body})" for body in NO_FIGURE.values())
    first = rf"(?=[0-9$¥€£]|(?<![a-z0-9])(?:[uhnasrc]|{TENS}|{ONES}|a |an |half)|(?<![a-z0-9])\(?\+?[0-9])"
    return regex.compile(f"{first}(?:{passed}|{tried})", **_lists())


def _lists() -> dict[str, list[str]]:
    words = lexicon()
    latin = [word for word in words.kinds if word.isascii()]
    spans = [w for w in words.tables["duration"] if w.isascii()] + ["times", "fold"]
    per = [word for word in words.tables["per"] if word.isascii()]
    return {"units": latin, "spans": spans, "per": per}


def candidates(folded: str, start: int, end: int) -> Iterator[Candidate]:
    """The figures of an English text from its surface, between two offsets."""
    search, position = pattern().search, start
    while found := search(folded, position, end):
        position = max(found.end(), found.start() + 1)
        name = found.lastgroup
        if name is None:
            continue
        last = _end(folded, found.start(), found.end()) if name == "number" else found.end()
        weak = name == "words" and not any(
            s in found[0] for s in ("illion", "thousand", "%", "cent")
        )
        yield Candidate(found.start(), last, weak=weak)
        position = max(last, found.start() + 1)


_TO = regex.compile(r" ?(?:[-–—]|(?<![a-z])to(?![a-z])) ?(?=(?:[a-z]{1,3})?[0-9$¥€£])")
_FROM = regex.compile(
    r"(?:from|rose|fell|up|down|[a-z]+ed|increase|decrease|growth|rise|fall)(?: [a-z]+)? $"
)


def _end(folded: str, start: int, end: int) -> int:
    """Where the figure ends: a range whole, but of "rose 5% to 1,200" the 5% alone."""
    between = _TO.search(folded, start, end)
    if between is None:
        return end
    first, second = folded[start : between.start()], folded[between.end() : end]
    unit, other = first.lstrip("0123456789.,$¥€£uhknt "), second.lstrip("0123456789.,$¥€£uhknt ")
    alike = not unit or unit == other
    moved = "to" in between[0] and _FROM.search(folded, max(0, start - 24), start)
    return end if alike and not moved else between.start()
