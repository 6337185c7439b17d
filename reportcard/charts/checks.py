"""The audit in pictures: where computed values fall in what is printed, and all checks at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportcard.charts import kit
from reportcard.charts.kit import Board, Mark, Scale
from reportcard.charts.model import Chart, Datum, Drawing, Nothing, Words, numbered
from reportcard.charts.rows import slots
from reportcard.errors import Problem, ReportcardError
from reportcard.typesetting import LINE, Line, block, text_width

TILE, GAP = 22, 4
REACH = 1.5
"""Printed units to either side of the printed value that a row shows."""

_TICK, _CROSS = "M-.8,.05L-.25,.65L.85,-.7", "M-.7,-.7L.7,.7M-.7,.7L.7,-.7"
_SIGNS = {
    "consistent": _TICK,
    "inconsistent": _CROSS,
    # a question mark, so that no font need have one
    "undetermined": "M-.5,-.5Q-.5,-1,0,-1Q.55,-1,.55,-.5Q.55,-.15,.2,0Q0,.1,0,.4M0,.9L0,.95",
}
VERDICTS = tuple(_SIGNS)
"""The verdicts there are; each has a sign that is drawn, not written."""


@dataclass(frozen=True)
class Judged:
    """A claim: the number ``printed`` with its interval, what is ``computed``, the verdict.

    ``verdict`` is one of ``VERDICTS``, ``word`` the word for it in the edition's language;
    ``step`` is one unit of the last printed digit, the unit of the row's scale.
    """

    label: str
    printed: Datum
    computed: Datum
    verdict: str
    word: str
    step: float


def verdicts(claims: Sequence[Judged], words: Words, *, lang: str = "en") -> Chart | Nothing:
    """Where in the rounding band of a printed number the computed one falls, claim by claim.

    Each row has its own scale, the printed value in its middle, one printed unit as unit. Only
    claims with a computed value are drawn. ``words.columns`` (claim, printed, computed,
    interval, verdict) also head the picture.

        printed = Datum("", 42, 41.5, 42.5, "42%")
        computed = Datum("", 41.907, 41.907, 41.907, "41.9%")
        verdicts([Judged("Share", printed, computed, "consistent", "fits", step=1)], words)
    """
    _check(c.verdict for c in claims)
    for claim in claims:
        if claim.step <= 0:
            what = f"the claim '{claim.label}' has a step of {claim.step}"
            raise ReportcardError(Problem(what, "Give one unit of its last printed digit."))
    drawn = [_lined(c, n) for n, c in enumerate((c for c in claims if _drawn(c)), start=1)]
    if not drawn:
        return Nothing(words)

    def draw(width: int) -> Drawing:
        board = Board(width)
        return _stacked(board, drawn) if board.phone else _tabled(board, drawn, words.columns)

    rows = tuple((c.label, c.printed.number, *c.computed.row[1:3], c.word) for c in drawn)
    return Chart(draw, words, rows, lang)


def _drawn(claim: Judged) -> bool:
    return claim.computed.reported and claim.printed.reported


def _lined(claim: Judged, line: int) -> Judged:
    """The claim with its row in the table."""
    printed, computed = (replace(d, line=line) for d in (claim.printed, claim.computed))
    return replace(claim, printed=printed, computed=computed)


def _check(names: Iterable[str]) -> None:
    for name in names:
        if name not in VERDICTS:
            remedy = f"Verdicts: {', '.join(VERDICTS)}."
            raise ReportcardError(Problem(f"no verdict '{name}'", remedy))


def _tabled(board: Board, claims: Sequence[Judged], columns: Sequence[str]) -> Drawing:
    """Claim, printed, picture, computed, verdict side by side."""
    printed = _column([c.printed.shown for c in claims], columns[1:2])
    computed = _column([c.computed.shown for c in claims], columns[2:3])
    word = _column([c.word for c in claims], columns[4:5]) + 18
    end = board.inner - word - computed - 26
    start = end - 150
    label = start - printed - 30
    board.x = Scale(-REACH, REACH, start, end)
    heads = [(columns[0:1], 0.0, "left"), (columns[1:2], start - 12, "right")]
    heads += [(columns[2:3], end + 12 + computed, "right")]
    heads += [(columns[4:5], end + computed + 26, "left")]
    top = 0.0
    for texts, x, align in heads:
        board.lines([Line(t, 8, x, "ink-2") for t in texts], align)
        top = 26.0 if texts else top
    data = [Datum(c.label, 0, 0, 0, "") for c in claims]
    places, bottom = slots(board, data, label, mark=20, top=top)
    board.lines(line for slot in places for line in slot.lines)
    ys = [slot.y for slot in places]
    _bands(board, claims, ys)
    rows = list(zip(claims, ys, strict=True))
    board.lines([Line(c.printed.shown, y, start - 12) for c, y in rows], "right")
    board.lines([Line(c.computed.shown, y, end + 12 + computed) for c, y in rows], "right")
    _say(board, [(c.verdict, c.word, y) for c, y in rows], end + computed + 26)
    return board.drawing(bottom)


def _column(texts: Sequence[str], head: Sequence[str]) -> float:
    return max(text_width(text) for text in (*texts, *head))


def _stacked(board: Board, claims: Sequence[Judged]) -> Drawing:
    """For a phone: label, then picture, then the verdict and the numbers."""
    board.x = Scale(-REACH, REACH, 6, board.inner - 6)
    top, ys, lines = 0.0, list[float](), list[Line]()
    said: list[tuple[str, str, float]] = []
    numbers: list[Line] = []
    for claim in claims:
        label = block(claim.label, board.inner, top)
        y = label[-1].y + LINE / 2 + 13
        text = f"{claim.printed.shown} → {claim.computed.shown}"
        lines += label
        ys.append(y)
        said.append((claim.verdict, claim.word, y + 22))
        both = 30 + text_width(claim.word) + text_width(text) <= board.inner
        numbers.append(Line(text, y + (22 if both else 22 + LINE), board.inner, "ink-2"))
        top = numbers[-1].y + LINE / 2 + 18
    board.lines(lines)
    _bands(board, claims, ys)
    board.lines(numbers, "right")
    _say(board, said, 0)
    return board.drawing(top - 18)


def _bands(board: Board, claims: Sequence[Judged], ys: Sequence[float]) -> None:
    """The printed interval as a band, its value as a line, the computed value as a mark."""
    bands, middles, marks, hollow = [], [], list[Mark](), list[Mark]()
    ranges: list[tuple[Datum, float]] = []
    assert board.x is not None
    for claim, y in zip(claims, ys, strict=True):
        low, high = (_units(claim, end) for end in (claim.printed.lower, claim.printed.upper))
        place = {"y": y - 9, "y2": y + 9, **kit.told(claim.printed)}
        ends = {"x": -REACH if low is None else low, "x2": REACH if high is None else high}
        bands.append(ends | place)
        middles.append(place)
        value = _units(claim, claim.computed.value)
        if value is not None and abs(value) < REACH:
            mark = _normal(claim, value)
            ranges.append((mark, y))
            (hollow if mark.hollow else marks).append(kit.row(mark, x=value, y=y))
    rails = [{"y": y} for y in ys]
    board.add("rule", rails, {"x": board.x.start, "x2": board.x.end, "colour": "rule"})
    board.add("rect", bands, {"colour": "rest-2"}, opacity=1)
    board.add("rule", middles, {"x": board.x.at(0), "colour": "rest"}, strokeWidth=1)
    kit.whiskers(board, ranges, arrow=1)
    kit.dots(board, marks, hollow)
    _beyond(board, claims, ys)


def _units(claim: Judged, value: float | None) -> float | None:
    """A value in printed units from the printed value, at most as far as the row shows."""
    if value is None:
        return None
    return min(REACH, max(-REACH, (value - claim.printed.point) / claim.step))


def _normal(claim: Judged, value: float) -> Datum:
    """The computed number on the row's scale; an end beyond the row is cut off there."""
    computed = claim.computed
    lower, upper = (_units(claim, end) for end in (computed.lower, computed.upper))
    return replace(
        computed,
        label=claim.label,
        value=value,
        role=claim.verdict,
        lower=lower,
        upper=upper,
        lower_open=computed.lower_open or lower == -REACH,
        upper_open=computed.upper_open or upper == REACH,
    )


def _beyond(board: Board, claims: Sequence[Judged], ys: Sequence[float]) -> None:
    """A computed value that the row does not reach: an arrowhead at the row's end."""
    for claim, y in zip(claims, ys, strict=True):
        value = _units(claim, claim.computed.value)
        if value is not None and abs(value) >= REACH:
            at = {"colour": claim.verdict, **kit.told(claim.computed)}
            shape = "triangle-right" if value > 0 else "triangle-left"
            look: dict[str, Any] = {"shape": shape, "size": 110}
            board.add("point", [{"x": value, "y": y}], at, filled=True, opacity=1, **look)


def _say(board: Board, said: Sequence[tuple[str, str, float]], x: float) -> None:
    """Verdicts: the sign, then the word."""
    flat = Board(board.width)
    for name in VERDICTS:
        rows = [{"x": x + 6, "y": y} for verdict, _, y in said if verdict == name]
        _sign(flat, name, rows, name)
    flat.lines([Line(word, y, x + 18, verdict) for verdict, word, y in said])
    board.layers += flat.layers


def _sign(board: Board, verdict: str, rows: Sequence[Mark], role: str, size: int = 100) -> None:
    look = {"filled": False, "strokeWidth": 2, "opacity": 1, "strokeCap": "round"}
    board.add("point", rows, {"colour": role}, shape=_SIGNS[verdict], size=size, **look)


def strip(
    groups: Sequence[tuple[str, str, Sequence[Datum]]], words: Words, *, lang: str = "en"
) -> Chart | Nothing:
    """One tile a check, grouped by verdict, its sign in it.

    Of each group: the verdict, the word for it, and the printed numbers that were checked.

        strip([("consistent", "consistent", [Datum("Share", 42, 41.5, 42.5, "42%"), …]),
               ("undetermined", "undetermined", [Datum("Growth", 7, 6.5, 7.5, "7%")])], words)
    """
    _check(verdict for verdict, _, _ in groups)
    data = numbered([datum for _, _, tiles in groups for datum in tiles])
    if not data:
        return Nothing(words)
    lined = iter(data)
    groups = [(verdict, word, [next(lined) for _ in tiles]) for verdict, word, tiles in groups]

    def draw(width: int) -> Drawing:
        board = Board(width)
        top = 0.0
        names = {verdict: f"{word} {len(tiles)}" for verdict, word, tiles in groups}
        left = 0.0 if board.phone else max(map(text_width, names.values())) + 16
        for verdict, _, tiles in groups:
            top = _group(board, verdict, names[verdict], tiles, left, top)
        return board.drawing(top - 10)

    rows = tuple((word, d.label, d.number) for _, word, tiles in groups for d in tiles)
    return Chart(draw, words, rows, lang)


def _group(
    board: Board, verdict: str, name: str, data: Sequence[Datum], left: float, top: float
) -> float:
    """One verdict: its name and count, on a phone above its tiles; returns where it ends."""
    board.lines([Line(name, top + (TILE / 2 if left else 8), 0, verdict)])
    top += 0 if left else 20
    pitch = TILE + GAP
    columns = int((board.inner - left + GAP) // pitch)
    tiles = [
        {"x": left + n % columns * pitch + TILE / 2, "y": top + n // columns * pitch + TILE / 2,
         **kit.told(datum)}
        for n, datum in enumerate(data)
    ]  # fmt: skip
    look = {"shape": "square", "size": TILE**2, "opacity": 1}
    board.add("point", tiles, {"colour": verdict}, filled=True, **look)
    _sign(board, verdict, tiles, "sheet", 90)
    return top + max(1, -(-len(data) // columns)) * pitch + 10
