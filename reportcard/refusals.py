"""What a report refuses although every figure is there: comparisons that would join two bases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportcard.archive import Observation
from reportcard.expressions import Missing
from reportcard.indicators import Indicator
from reportcard.reads import of_report
from reportcard.results import Book, Result


@dataclass(frozen=True)
class Refusal:
    """A derived indicator that a report refuses, the key of the reason in ``caveats.toml``, and
    the observations it would have joined."""

    indicator: Indicator
    reason: str
    joined: tuple[Observation, ...]


@of_report
def refusals(book: Book) -> tuple[Refusal, ...]:
    """What is refused for the figures' sake, in the order of the registry.

    What is refused by definition is not among them: the registry says that of every report.
    """
    return tuple(_refusals(book))


def _refusals(book: Book) -> Iterator[Refusal]:
    for result in book.results():
        quantity = result.quantity
        if isinstance(quantity, Missing) and quantity.refused in book.registry.caveats:
            joined = dict.fromkeys(o.key for o in _joined(book, result))
            figures = tuple(book.archive.by_key[key] for key in joined)
            yield Refusal(result.indicator, quantity.refused, figures)


def _joined(book: Book, result: Result) -> Iterator[Observation]:
    """What the inputs of a formula rest on; of one that is refused itself, what its inputs do."""
    for role, name in result.indicator.names():
        there = book.seen(role, result.at)
        if there is None:
            continue
        given = book.result(name, there.area, there.year, before=there.before)
        yield from given.observations if given.reported else _joined(book, given)
