"""Every statistical figure of a text, in either Chinese script or plain English."""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from reportcard.errors import ReportcardError
from reportcard.extract import english
from reportcard.extract.candidates import Candidate, candidates
from reportcard.extract.figure import Extracted
from reportcard.extract.surface import surface
from reportcard.folding import fold
from reportcard.lexicon import lexicon
from reportcard.printed import CURRENCY, Printed, read_printed
from reportcard.surroundings import Surroundings, surroundings

HAN = regex.compile(r"\p{Han}")
MOVABLE = "ratio or growth"
POINTS = ("個百分點", "个百分点")


def extract(text: str) -> tuple[Extracted, ...]:
    """The figures of ``text`` in the order they stand there.

    Offsets are Python's, of the text as given. Whatever cannot be read is no figure: nothing
    is raised for any text, and the time is linear in its length.
    """
    folded = surface(text)
    around = surroundings(text, folded)
    find = candidates if HAN.search(folded) else english.candidates
    found = (_figure(around, candidate) for candidate in find(folded, 0, len(folded)))
    return tuple(figure for figure in found if figure is not None)


def _figure(around: Surroundings, candidate: Candidate) -> Extracted | None:
    """A candidate, read; None where the reader finds no number in it."""
    start, end, unit, weak = candidate
    as_printed = around.text[start:end]
    try:
        reading = _read(as_printed, ())
        hedges = tuple(around.hedges(start, end, reading.unit))
        reading = _read(as_printed, hedges) if hedges else reading
    except ReportcardError:
        return None
    unit_printed = _as_set(as_printed, reading.unit)
    movement, _ = around.movement(start)
    return Extracted(
        start,
        end,
        as_printed,
        reading.value,
        reading.upper_value,
        unit or _unit(unit_printed),
        unit_printed,
        _kind(as_printed, reading.unit, movement),
        around.direction(start),
        hedges,
        around.status(start),
        reading.step,
        reading.interval,
        weak,
    )


@lru_cache(maxsize=2**16)
def _read(as_printed: str, hedges: tuple[str, ...]) -> Printed:
    return read_printed(as_printed, hedges)


def forget_readings() -> None:
    """Forget the numbers read so far: a measurement must not know them already."""
    _read.cache_clear()


def _as_set(as_printed: str, unit: str) -> str:
    """The unit in the source's own characters: 台（套）, where the reader gives 台(套)."""
    tail = as_printed[len(as_printed) - len(unit) :]
    if tail == unit:
        return unit
    return tail if unit and unit != "%" and surface(tail) == surface(unit) else unit


def _unit(printed: str) -> str:
    return printed[1:] if printed in POINTS else printed


def _kind(as_printed: str, unit: str, movement: str) -> str:
    if as_printed[0] in "第前":
        return "rank"
    kind = _kind_of(unit)
    return "growth" if movement and kind == MOVABLE else kind.removesuffix(" or growth")


@cache
def _kind_of(unit: str) -> str:
    """The kind of figure that a unit makes; % and 倍 depend on what the clause says."""
    if unit in ("%", "倍"):
        return MOVABLE
    if unit in POINTS:
        return "growth"
    if CURRENCY.match(unit + "1"):
        return "amount"
    return lexicon().kinds.get(fold(unit.partition("/")[0]), "count")
