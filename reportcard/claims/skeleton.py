"""Sentences as rows of figures in their roles.

The text is folded once, so that offsets hold in either script. Between two figures only the
words of ``data/claims.toml`` count, and a figure's role is one character, so that a sentence is
a short string that patterns can be matched on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from reportcard.claims.placed import GROWTH, INCREASE, LEVEL, MULTIPLE, SHARE, Placed
from reportcard.claims.roles import ACROSS, NEAR, has_own_subject, is_less_than, role_of
from reportcard.claims.words import Word, vocabulary
from reportcard.extract.figure import Extracted
from reportcard.folding import fold

LONGEST_ROW, LONGEST_HEADING = 600, 60
MOST_FIGURES = 60
"""Sentences of more figures are cut, so that the time stays linear in the length of a text."""

_END = regex.compile(r"[。！？!?\n]|(?<=[a-z%)0-9])\.(?=\s|$)")
_LIST = regex.compile(r"\s*(?:(?:、|和|及|与|以及|/|或|,?\s*and\b|,?\s*or\b)[^,;。]{0,12}+|,\s*)$")
_YEAR = regex.compile(r"(?<![0-9.])(?:19|20)[0-9]{2}(?![0-9.])")
_SPANS = ("年", "个月", "月", "季度", "years", "year", "months")
"""Units of spans of time, which are rarely levels of anything."""
_VIEW = regex.compile(r"[^,;。]{0,12}?(?:看|观察|起|来说)")


@dataclass
class Sentence:
    """The figures of one sentence, in order; ``heading`` says that it is a line of its own."""

    start: int
    end: int
    placed: list[Placed]
    heading: bool

    @cached_property
    def roles(self) -> str:
        """One role a figure."""
        return "".join(one.role for one in self.placed)


def sentences(folded: str, figures: Sequence[Extracted]) -> list[Sentence]:
    """The sentences of a folded text that hold figures, with every figure's role."""
    found: list[Sentence] = []
    ordered = sorted(figures, key=lambda figure: (figure.start, figure.end))
    start = index = 0
    for end in _ends(folded, ordered):
        heading = _is_heading(folded, start, end)
        while index < len(ordered) and ordered[index].start < end:
            here = ordered[index : index + MOST_FIGURES]
            here = here[: bisect_left(here, end, key=lambda figure: figure.start)]
            index += len(here)
            until = (
                ordered[index].start if len(here) == MOST_FIGURES and index < len(ordered) else end
            )
            placed = _placed(folded, start, min(until, end), here)
            if placed:
                found.append(Sentence(start, min(until, end), placed, heading))
            start = min(until, end)
        start = end
    return found


def _ends(folded: str, figures: Sequence[Extracted]) -> list[int]:
    """Where sentences end: at full stops and line ends outside figures and table rows."""
    ends: list[int] = []
    index = start = 0
    for mark in _END.finditer(folded):
        while index < len(figures) and figures[index].end <= mark.start():
            index += 1
        inside = index < len(figures) and figures[index].start <= mark.start()
        if not inside and not _row_goes_on(folded, start, mark.end()):
            start = mark.end()
            ends.append(start)
    return ends if start == len(folded) else [*ends, len(folded)]


def _row_goes_on(folded: str, start: int, end: int) -> bool:
    """Whether a table row that began at ``start`` has not come to its last bar yet."""
    if end - start > LONGEST_ROW or not folded.startswith("|", start):
        return False
    return not folded[start:end].rstrip().endswith("|") and not folded.startswith("|", end)


def _is_heading(folded: str, start: int, end: int) -> bool:
    """A line of its own without a full stop, or one that mark-up calls a heading."""
    if start and folded[start - 1] != "\n":
        return False
    if folded.startswith("#", start):
        return True
    short = end - start <= LONGEST_HEADING
    return short and folded[end - 1] == "\n" and folded.find("|", start, end) < 0


def _placed(folded: str, start: int, end: int, figures: list[Extracted]) -> list[Placed]:
    """The figures of a sentence in their roles; spans of time and worded counts are left out."""
    found: list[Placed] = []
    since = start
    for number, figure in enumerate(figures):
        until = figures[number + 1].start if number + 1 < len(figures) else end
        right = folded[figure.end : min(until, figure.end + 3 * NEAR)]
        before = found[-1] if found else None
        one = _place(folded, since, figure, before, right)
        since = figure.end
        if before is not None and is_less_than(one, right):
            before.role = INCREASE
        if not _is_no_level(one):
            found.append(one)
    return found


def _place(folded: str, since: int, figure: Extracted, before: Placed | None, right: str) -> Placed:
    start = max(since, figure.start - 4 * ACROSS)
    left = folded[start : figure.start]
    one = Placed(figure, tuple(_words(folded, start, figure.start)), left, start)
    moves = any(word.mark in "udnsvf" for word in one.words)
    one.listed = before is not None and not moves and bool(_LIST.match(left))
    one.year = bool(_YEAR.search(left))
    one.role = role_of(one, before, right)
    one.loose = one.role in (GROWTH, MULTIPLE, INCREASE, SHARE) and has_own_subject(one, before)
    return one


def _words(folded: str, start: int, end: int) -> Iterator[Word]:
    """The words before a figure; the 從 of 從構成看 is no beginning."""
    for word in vocabulary().words(folded, start, end):
        if word.mark != "f" or not _VIEW.match(folded, word.end, end):
            yield word


def _is_no_level(one: Placed) -> bool:
    """Spans of time, and counts written in words alone (三大), unless a hedge marks a level."""
    if one.role != LEVEL:
        return False
    worded = one.figure.weak and not one.figure.hedges
    return worded or fold(one.figure.unit).startswith(_SPANS)
