"""What each figure of a text measures, guessed for all figures together.

One indicator is rarely used for two values in one report: the likeliest pair of figure and
indicator is taken first, and what is taken is less likely for every other value. A figure that
stands alone in its line is the same as one of its value in running text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp

from reportcard.archive import BEFORE, Archive
from reportcard.extract.figure import Extracted
from reportcard.indicators import Registry
from reportcard.proposals.circumstances import Circumstances, Reader
from reportcard.proposals.passage import Passage
from reportcard.proposals.ranking import Ranking

Scores = dict[str, float]
Slot = tuple[str, str, bool]
TAKEN = 0.5
"""What is left of a likeness to an indicator that another value has taken."""
NAMED_FROM = 0.8
"""The least confidence at which a figure gets its indicator without being asked about."""
LEAST = 0.02
"""A likeness below this is chance."""
MOST_OTHERS = 4


@dataclass(frozen=True)
class Guess:
    """A figure with the indicators it may measure, likeliest first, and how sure the first is.

    ``headline`` is a figure that stands alone in its line, and again in the text below.
    """

    figure: Extracted
    said: Circumstances
    indicators: tuple[str, ...]
    confidence: float
    headline: bool = False

    @property
    def sure(self) -> bool:
        """Whether the first indicator is taken without asking."""
        return bool(self.indicators) and self.confidence >= NAMED_FROM


@dataclass
class _Value:
    """Mentions of what seems one fact: one value and unit, and one likeliest indicator.

    ``scores`` are the best of all mentions; a headline has none of its own.
    """

    said: Circumstances
    mentions: list[tuple[Extracted, Scores | None]]
    scores: Scores

    def join(self, figure: Extracted, scores: Scores | None) -> None:
        """Take in another mention."""
        self.mentions.append((figure, scores))
        for name, score in (scores or {}).items():
            self.scores[name] = max(score, self.scores.get(name, 0.0))

    def slot(self, name: str) -> Slot:
        """What no other value can be, if this one is the indicator."""
        return (name, self.said.ref_area, self.said.coverage == BEFORE)


def guess(
    text: str,
    figures: Sequence[Extracted],
    archive: Archive,
    registry: Registry,
    place: str,
    year: int,
    published: str = "",
) -> tuple[Guess, ...]:
    """What the figures of a report's text measure, in their order.

    ``archive`` is what there is to learn from; ``published`` is the day the text appeared
    (2020-01-15), which says what 目前 means.
    """
    passage = Passage(text, [(f.start, f.end) for f in figures])
    ranking = Ranking(archive, registry, place)
    values = _values(passage, figures, ranking, Reader(archive, place, year, published))
    taken = _taken(values)
    found = {id(g.figure): g for n, v in enumerate(values) for g in _guesses(v, n, taken)}
    return tuple(found[id(figure)] for figure in figures)


def _values(
    passage: Passage, figures: Iterable[Extracted], ranking: Ranking, reader: Reader
) -> list[_Value]:
    """The figures gathered by value; those that stand alone in a line come last."""
    values: list[_Value] = []
    by_print: dict[tuple[Fraction, Fraction | None, str], list[_Value]] = {}
    for figure in sorted(figures, key=lambda f: passage.alone(f.start, f.end)):
        ratio = ranking.ratio(figure.unit_printed)
        said = reader.read(passage, figure.start, figure.end, ratio=ratio)
        features = passage.features(figure.start, figure.end)
        scores = ranking.scores(features, figure.unit_printed, said)
        alike = by_print.setdefault((figure.value, figure.value_hi, figure.unit), [])
        if passage.alone(figure.start, figure.end) and alike:
            alike[0].join(figure, None)
            continue
        same = [v for v in alike if v.said.ref_area == said.ref_area and _same(v.scores, scores)]
        if same:
            same[0].join(figure, scores)
        else:
            alike.append(_Value(said, [(figure, scores)], dict(scores)))
            values.append(alike[-1])
    return values


def _same(one: Scores, other: Scores) -> bool:
    """Whether two mentions are likeliest to be the same indicator."""
    first, second = (max(s, key=lambda name: (s[name], name), default="") for s in (one, other))
    return first == second


def _taken(values: Sequence[_Value]) -> dict[Slot, int]:
    """Which value has taken an indicator of an area: the pairs by likeness, the best first."""
    pairs = [(score, n, name) for n, v in enumerate(values) for name, score in v.scores.items()]
    taken: dict[Slot, int] = {}
    served = set()
    for _, number, name in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        slot = values[number].slot(name)
        if number not in served and slot not in taken:
            taken[slot] = number
            served.add(number)
    return taken


def _guesses(value: _Value, number: int, taken: Mapping[Slot, int]) -> Iterator[Guess]:
    left = _left(value, value.scores, number, taken)
    ranked = sorted(left, key=lambda name: (-left[name], name))
    for figure, scores in value.mentions:
        own = left if scores is None else _left(value, scores, number, taken)
        best, *others = [own.get(name, LEAST) for name in ranked] or [LEAST]
        sure = confidence(best, max(others, default=LEAST)) if ranked else 0.0
        headline = scores is None
        yield Guess(figure, value.said, tuple(ranked[: 1 + MOST_OTHERS]), sure, headline)


def _left(value: _Value, scores: Scores, number: int, taken: Mapping[Slot, int]) -> Scores:
    """The likenesses worth telling; an indicator that another value has taken is less likely."""
    return {
        name: score if taken.get(value.slot(name), number) == number else score * TAKEN
        for name, score in scores.items()
        if score >= LEAST
    }


def confidence(best: float, second: float) -> float:
    """How likely the first guess is right, by its likeness and its lead over the second.

    A logistic curve; ``tests/proposals/test_guesses.py`` holds it to how often it is right.
    """
    return 1 / (1 + exp(-(8.0 * best + 4.0 * (best - second) / best - 3.5)))
