"""Claims in tables of text: growth along a row, totals down a column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import regex

from reportcard.claims import reckoning
from reportcard.claims.claim import Claim, judged
from reportcard.claims.placed import Placed, is_percent
from reportcard.claims.reading import Reading, kin
from reportcard.verdicts import CONSISTENT, INCONSISTENT

_YEAR = regex.compile(r"(?:19|20)[0-9]{2}|(?<![0-9])1[01][0-9](?=年)")
_TOTAL = regex.compile(r"总数|合计|总计|小计|总额|共计|total")
MOST_ROWS = 30


@dataclass(frozen=True)
class Row:
    """A row of a table: its label, and the figures in each of its cells."""

    label: str
    cells: tuple[tuple[Placed, ...], ...]
    header: tuple[str, ...]


def find_in_tables(reading: Reading) -> None:
    """Every growth that a row prints with its two levels, and every total below its column."""
    for rows in _tables(reading):
        for row in rows:
            _growth(reading, row)
        for number, row in enumerate(rows):
            if _TOTAL.search(row.label):
                _column_totals(reading, row, rows[max(0, number - MOST_ROWS) : number])


def _tables(reading: Reading) -> Iterator[list[Row]]:
    """Runs of rows; the header is the last row above without figures."""
    rows: list[Row] = []
    last = -1
    header: tuple[str, ...] = ()
    for sentence in reading.sentences:
        if not reading.folded.startswith("|", sentence.start):
            continue
        above = reading.folded[max(0, last) : sentence.start]
        if last < 0 or ("|" not in above and above.strip()) or "---" in above or "\n\n" in above:
            if rows:
                yield rows
            rows = []
            header = _header(reading.folded[max(last, sentence.start - 400, 0) : sentence.start])
        rows.append(_row(reading, sentence.start, sentence.end, sentence.placed, header))
        last = sentence.end
    if rows:
        yield rows


def _header(above: str) -> tuple[str, ...]:
    """The cells of the row above the rule of dashes."""
    ruled = regex.search(r"\n\|[\s:|\-]+\|\s*$", above)
    text = above[: ruled.start()] if ruled else above
    begin = regex.search(r"(?:^|\n\s*\n)(?=\|)(?!.*\n\s*\n\|)", text, flags=regex.DOTALL)
    return tuple(text[begin.end() if begin else 0 :].strip().strip("|").split("|"))


def _row(
    reading: Reading, start: int, end: int, placed: list[Placed], header: tuple[str, ...]
) -> Row:
    cells: list[tuple[Placed, ...]] = []
    position, label = start + 1, ""
    while position < end:
        bar = reading.folded.find("|", position, end)
        bar = end if bar < 0 else bar
        inside = tuple(p for p in placed if position <= p.figure.start < bar)
        if not cells:
            label = reading.folded[position:bar]
        cells.append(inside)
        position = bar + 1
    return Row(label, tuple(cells), header)


def _growth(reading: Reading, row: Row) -> None:
    levels = [(n, p) for n, cell in enumerate(row.cells) for p in cell[:1] if not p.rate]
    rates = [(n, p) for n, cell in enumerate(row.cells) for p in cell if is_percent(p.figure)]
    if len(levels) != 2 or len(rates) != 1 or not kin(levels[0][1].figure, levels[1][1].figure):
        return
    years = [_year(row, n) for n, _ in levels]
    (_, first), (_, second) = levels
    rate = rates[0][1]
    new, old = (first, second) if years[0] > years[1] else (second, first)
    claim = _grown(rate, new, old)
    known = all(years) and years[0] != years[1]
    if claim is not None and claim.verdict == INCONSISTENT and not known:
        claim = _grown(rate, old, new)
    if claim is not None and (claim.verdict == CONSISTENT or (known and _says_change(row, rate))):
        reading.add(claim)


def _grown(rate: Placed, new: Placed, old: Placed) -> Claim | None:
    computed = reckoning.signed(reckoning.growth(new.figure, old.figure), fell=rate.fall)
    return judged(rate.figure, "growth", (new.figure, old.figure), computed)


def _year(row: Row, cell: int) -> int:
    found = _YEAR.search(row.header[cell]) if cell < len(row.header) else None
    return int(found[0]) if found else 0


def _says_change(row: Row, rate: Placed) -> bool:
    """Whether a sign or the heading of the column says that the percentage is a change."""
    words = "".join(row.header)
    return bool(regex.search(r"[+\-−]\s*$", rate.left) or regex.search(r"变|增|减|chang", words))


def _column_totals(reading: Reading, row: Row, above: list[Row]) -> None:
    for number, cell in enumerate(row.cells):
        if not cell or cell[0].rate:
            continue
        parts = [
            other.cells[number][0].figure
            for other in above
            if number < len(other.cells) and other.cells[number]
        ]
        total = cell[0].figure
        if len(parts) < 2 or not all(kin(total, part) for part in parts):
            continue
        claim = judged(total, "sum", tuple(parts), reckoning.total(parts))
        if claim is not None and claim.verdict == CONSISTENT and total.value > Fraction(0):
            reading.add(claim)
