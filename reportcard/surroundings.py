"""What the words around a figure say of it: hedges, a fall, an expectation.

The same reading serves where figures are found and where those written down are checked
against their text. Offsets are those of the text; words are looked up in its folded form.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from reportcard.folding import fold
from reportcard.hedges import hedges_around
from reportcard.lexicon import lexicon

CLAUSE = regex.compile("[,;。!?\n]|(?<=[a-z0-9%])[.](?=[ \n])")
SENTENCE = regex.compile("[。!?\n]|(?<=[a-z0-9%])[.](?=[ \n])")
_MINUS = regex.compile("(?:^|[ (:,;|\\p{Han}])[-−]$")
NEIGHBOURHOOD = 16
REACH = 60
"""How far before a figure, in characters, a word of its clause still speaks of it."""


@dataclass(frozen=True)
class Surroundings:
    """A text, its folded form, and where clauses and sentences begin and expectations end."""

    text: str
    folded: str
    clauses: list[int]
    sentences: list[int]
    forecasts: list[int]

    def clause_of(self, position: int) -> int:
        """Where the clause begins that ``position`` stands in."""
        return _last(self.clauses, position)

    def sentence_of(self, position: int) -> int:
        """Where the sentence begins that ``position`` stands in."""
        return _last(self.sentences, position)

    def movement(self, start: int) -> tuple[str, bool]:
        """The last movement the clause names before ``start``, and whether it ends there.

        "-" for a fall, "+" for a rise, "" for none; 增至 and 由5降到 lead to a level.
        """
        since = max(self.clause_of(start), start - REACH)
        found = _movements().search(self.folded, since, start)
        while found and found["none"]:
            found = _movements().search(self.folded, since, found.start())
        if found is None:
            return "", False
        ended = bool(_levels().search(self.folded, found.end(), start))
        word = found[0]
        ended = ended or word[-1] in "至到"
        return ("-" if found["fall"] else "+"), ended

    def direction(self, start: int) -> str:
        """A fall of the figure itself, where a minus or the clause before it says so, as "-"."""
        movement, ended = self.movement(start)
        return "-" if (movement == "-" and not ended) or self.minus(start) else ""

    def minus(self, start: int) -> bool:
        """Whether a minus sign stands before ``start`` that is no dash of a range."""
        return bool(_MINUS.search(self.folded, max(0, start - 2), start))

    def status(self, start: int) -> str:
        """ "forecast" where the sentence before ``start`` says so, else empty."""
        said = _last(self.forecasts, start)
        return "forecast" if said and said > self.sentence_of(start) else ""

    def hedges(self, start: int, end: int, unit: str) -> list[str]:
        """The hedge words directly before and after a figure, as printed."""
        before = self.text[max(0, start - NEIGHBOURHOOD) : start]
        return hedges_around(before, self.text[end : end + NEIGHBOURHOOD], unit)


def surroundings(text: str, folded: str | None = None) -> Surroundings:
    """The surroundings of every figure of a text; ``folded`` where that is at hand."""
    folded = fold(text) if folded is None else folded
    marks = (CLAUSE, SENTENCE, _forecast())
    return Surroundings(text, folded, *([m.end() for m in p.finditer(folded)] for p in marks))


def _last(marks: list[int], position: int) -> int:
    index = bisect_right(marks, position)
    return marks[index - 1] if index else 0


@cache
def _movements() -> regex.Pattern[str]:
    """The last word of movement before a place: searched backwards."""
    words = lexicon().tables
    lists: dict[str, Any] = {name: list(words[name]) for name in ("rises", "falls", "no_falls")}
    body = r"(?P<none>\L<no_falls>)|(?P<fall>\L<falls>)|(?P<rise>\L<rises>)"
    # a Latin word stands alone; 升 may follow GDP
    alone = r"(?<![a-z](?=[a-z]))", r"(?!(?<=[a-z])[a-z])"
    return regex.compile(rf"(?r){alone[0]}(?:{body}){alone[1]}", **lists)


@cache
def _levels() -> regex.Pattern[str]:
    words = list(lexicon().tables["levels"])
    return regex.compile(r"(?<![a-z])\L<words>(?![a-z])", words=words)


@cache
def _forecast() -> regex.Pattern[str]:
    return regex.compile(r"(?<![a-z])\L<words>", words=list(lexicon().tables["forecasts"]))
