"""What the words around a figure say besides its measure: area, year, date, coverage, sense.

Everything is read in folded text, so that one pattern serves both scripts. What a text does not
say stays empty, or is the report's own place and year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from reportcard.archive import BEFORE, Archive
from reportcard.folding import fold
from reportcard.likeness import likenesses
from reportcard.proposals.passage import Passage

CLAUSE = re.compile("[,;:。!?\n]")
SENTENCE = re.compile("[。!?\n]")
RANKED = re.compile("率先|首|前列|最|领先|居|第")
"""After 全市 these words say how the place stands in it: the figure is the place's own."""
FROM, TO = re.compile("[由从自]$"), re.compile("[至到]$")
OTHER_YEAR = re.compile(r"(?<![比较同从自由与至-])((?:19|20)\d\d)年(?!以来|起|来|代)")
LAST_YEAR = re.compile("(?<![比较同于与和])(?:上年|去年)(?!同期|同)")
AS_OF = re.compile(
    r"(?:截至|截止|到|至)(?:(?P<year>\d{4})年)?"
    r"(?:(?P<month>1?\d)月(?P<day>[123]?\d)日|(?P<end>年底|年末)|(?P<now>目前|今))"
    r"|(?P<today>目前)"
)
RUNNING = re.compile("累计")
SINCE = re.compile("以来")
LEAST_SENSE = 0.35
"""What a word of change or share must weigh to say what a ratio is: it stands in the clause."""


@dataclass(frozen=True)
class Circumstances:
    """Whom and when a figure is about; ``base`` is the area that a share is taken of, if named."""

    ref_area: str
    base: str
    time_period: int
    as_of: str
    coverage: str
    sense: str


class Reader:
    """Reads the circumstances of the figures of one report's text."""

    def __init__(self, archive: Archive, place: str, year: int, published: str = "") -> None:
        self.place, self.year, self.published = place, year, published
        roles = ("country", "parent", "home")
        circle = {key: role for role in roles if (key := archive.role(role, place))}
        self.areas = {
            fold(name): key
            for key in circle
            for name in (*archive.areas[key].names, archive.areas[key].label["zh-Hant"])
        }
        self.named = re.compile("|".join(sorted(map(re.escape, self.areas), key=len, reverse=True)))

    def read(self, passage: Passage, start: int, end: int, *, ratio: bool) -> Circumstances:
        """The circumstances of the figure from ``start`` to ``end``; a ``ratio`` has a sense."""
        clause = passage.text[_last(CLAUSE, passage.text, start) : start]
        sentence = passage.text[_last(SENTENCE, passage.text, start) : start]
        area = self._area(clause)
        sense = _sense(passage, start, end, clause) if ratio else ""
        other = area if area != self.place else ""
        return Circumstances(
            self.place if sense == "share" else area,
            other if sense == "share" else "",
            self._period(clause),
            self._as_of(sentence),
            _coverage(clause, sentence, passage.text[end : end + 8]),
            sense,
        )

    def _area(self, clause: str) -> str:
        """The area named last in the clause; the place itself where none is."""
        named = list(self.named.finditer(clause))
        if not named or RANKED.match(clause, named[-1].end()):
            return self.place
        return self.areas[named[-1][0]]

    def _period(self, clause: str) -> int:
        years = OTHER_YEAR.findall(clause)
        if years:
            return int(years[-1])
        return self.year - 1 if LAST_YEAR.search(clause) else self.year

    def _as_of(self, sentence: str) -> str:
        """The day the sentence names; 目前 is the day of publication, where that is known."""
        found = list(AS_OF.finditer(sentence))
        if not found:
            return ""
        said = found[-1]
        if said["now"] or said["today"]:
            return self.published if _day(self.published) else ""
        if said["end"]:
            return f"{said['year'] or self.year}-12-31"
        return self._dated(int(said["month"]), int(said["day"]), said["year"])

    def _dated(self, month: int, day: int, year: str | None) -> str:
        """A day as printed; without its year it is the last one before publication."""
        latest = _day(self.published)
        years = [int(year)] if year else [self.year + 1] * bool(latest) + [self.year]
        for candidate in years:
            dated = _day(f"{candidate}-{month:02}-{day:02}")
            if dated and (year or not latest or dated <= latest):
                return dated.isoformat()
        return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _coverage(clause: str, sentence: str, after: str) -> str:
    """Of the year, running since some day, or the level before an improvement (由85%升至95%)."""
    if FROM.search(clause) and re.search("[至到为]", after):
        return BEFORE
    if RUNNING.search(clause) or SINCE.search(sentence):
        return "cumulative"
    return "year"


def _sense(passage: Passage, start: int, end: int, clause: str) -> str:
    """Change, share or completion, by the nearest word that says so; 升至95% is a level."""
    if TO.search(clause) or FROM.search(clause):
        return ""
    known = likenesses().senses
    features = passage.features(start, end)
    said = [(w, s) for f, w in features.items() if (s := known.get(f[1:-1], "")) and f[0] == "<"]
    weight, sense = max(said, default=(0.0, ""))
    return sense if weight > LEAST_SENSE else ""


def _last(mark: re.Pattern[str], text: str, before: int) -> int:
    return max((m.end() for m in mark.finditer(text, max(0, before - 400), before)), default=0)
