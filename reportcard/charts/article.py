"""The map of an article: where its numbers stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportcard.charts import kit
from reportcard.charts.kit import Board, Mark, Scale
from reportcard.charts.model import Chart, Datum, Drawing, Nothing, Row, Words, numbered
from reportcard.errors import Problem, ReportcardError
from reportcard.typesetting import LINE, Line, text_width

BAR, PITCH = 4, 10
MINIMUM = 4
SMALL = 11
NUMBERED = 10
"""Every tenth paragraph has its number beside it."""

_ROLES = {"count": "here", "amount": "warm", "percentage": "good", "measure": "ink-3"}
_SHAPES = {
    "count": "M-.36,-1L.36,-1L.36,1L-.36,1Z",  # an upright bar
    "amount": "M0,-1L.85,0L0,1L-.85,0Z",  # a diamond
    "percentage": "M-.9,.8L0,-1L.9,.8Z",  # a triangle
    "measure": "M0,-.8A.8,.8,0,1,1,0,.8A.8,.8,0,1,1,0,-.8Z",  # a disc
}
KINDS = tuple(_ROLES)
"""What a figure of an article can be: its tick has a colour and a shape of its own."""


@dataclass(frozen=True)
class Tick:
    """A figure's place in an article: ``offset`` characters into a paragraph (from 0).

    ``kind`` is one of ``KINDS``, ``label`` what is measured, ``shown`` what is printed there,
    ``key`` the stable name of the number.
    """

    paragraph: int
    offset: int
    kind: str
    label: str
    shown: str
    key: str = ""


def article_map(
    paragraphs: Sequence[int],
    ticks: Sequence[Tick],
    words: Words,
    *,
    kinds: Mapping[str, str],
    lang: str = "en",
) -> Chart | Nothing:
    """The article as a picture: each paragraph a pale bar as long as its text, each figure a tick.

    A paragraph longer than the map is wide goes on in the next row. ``kinds`` names the kinds
    for the line above the map, in its order. The table has paragraph, character, kind, what is
    measured and what is printed.

        article_map([59, 220, 12], [Tick(1, 14, "count", "A-share companies", "145家")], words,
                    kinds={"count": "counts", "amount": "amounts"})
    """
    _check(paragraphs, ticks, kinds)
    if not ticks:
        return Nothing(words)
    data = numbered([_datum(tick) for tick in ticks])

    def draw(width: int) -> Drawing:
        board = Board(width)
        top = _legend(board, ticks, kinds) + 10
        left = text_width(str(len(paragraphs)), SMALL) + 8
        wrapped = _Wrapped(paragraphs, _longest(paragraphs, board))
        board.x = Scale(0, wrapped.length, left, board.inner - 4)
        _number(board, wrapped, left, top)
        _draw_paragraphs(board, wrapped, top)
        _draw_ticks(board, wrapped, list(zip(ticks, data, strict=True)), top)
        return board.drawing(top + wrapped.rows * PITCH)

    return Chart(draw, words, tuple(map(_row, ticks, data, (kinds[t.kind] for t in ticks))), lang)


def _datum(tick: Tick) -> Datum:
    return Datum(tick.label, 0, 0, 0, tick.shown, key=tick.key)


def _row(tick: Tick, datum: Datum, kind: str) -> Row:
    place = (datum.belonging(str(n)) for n in (tick.paragraph + 1, tick.offset))
    return (*place, kind, tick.label, datum.number)


def _check(paragraphs: Sequence[int], ticks: Sequence[Tick], kinds: Mapping[str, str]) -> None:
    for name in {*kinds, *(t.kind for t in ticks)}:
        if name not in KINDS:
            what = f"no kind of figure '{name}'"
            raise ReportcardError(Problem(what, f"Kinds: {', '.join(KINDS)}."))
    for tick in ticks:
        inside = 0 <= tick.paragraph < len(paragraphs)
        if not inside or not 0 <= tick.offset <= paragraphs[tick.paragraph]:
            what = f"'{tick.shown}' stands outside paragraph {tick.paragraph}, at {tick.offset}"
            raise ReportcardError(Problem(what, "Count paragraphs and offsets from 0."))
        if tick.kind not in kinds:
            raise ReportcardError(Problem(f"'{tick.kind}' has no name", "Give it in kinds."))


def _longest(paragraphs: Sequence[int], board: Board) -> int:
    """Characters a row holds: on a phone half of the longest paragraph, in two rows."""
    longest = max(paragraphs)
    return max(120, -(-longest // 2)) if board.phone and longest > 120 else longest


class _Wrapped:
    """Paragraphs cut into rows of at most ``length`` characters."""

    def __init__(self, paragraphs: Sequence[int], length: int) -> None:
        self.length = length
        self.first: list[int] = []
        self.bars: list[tuple[int, int, int]] = []  # row, characters, paragraph
        for number, size in enumerate(paragraphs):
            self.first.append(len(self.bars))
            for start in range(0, max(size, 1), length):
                self.bars.append((len(self.bars), min(length, size - start), number))
        self.rows = len(self.bars)

    def place(self, tick: Tick) -> tuple[int, int]:
        """The row and the character of a tick."""
        row, character = divmod(tick.offset, self.length)
        return self.first[tick.paragraph] + row, character


def _draw_paragraphs(board: Board, wrapped: _Wrapped, top: float) -> None:
    middle = top + PITCH / 2
    rows = [
        {"x": 0, "x2": max(size, MINIMUM), "y": middle + row * PITCH - BAR / 2,
         "y2": middle + row * PITCH + BAR / 2}
        for row, size, _ in wrapped.bars
    ]  # fmt: skip
    board.add("rect", rows, {"colour": "rest-2"}, opacity=1)


def _number(board: Board, wrapped: _Wrapped, left: float, top: float) -> None:
    """Every tenth paragraph's number, quietly at the left."""
    rows = [
        {"y": top + (row + 0.5) * PITCH, "text": str(number + 1)}
        for number, row in enumerate(wrapped.first)
        if number == 0 or (number + 1) % NUMBERED == 0
    ]
    at = {"x": left - 8, "colour": "ink-3"}
    board.add("text", rows, at, align="right", baseline="middle", fontSize=SMALL)


def _draw_ticks(
    board: Board, wrapped: _Wrapped, ticks: Sequence[tuple[Tick, Datum]], top: float
) -> None:
    """A layer for each kind, whose ticks share colour and shape."""
    by_kind: dict[str, list[Mark]] = {}
    for tick, datum in ticks:
        row, character = wrapped.place(tick)
        place = {"x": character, "y": top + (row + 0.5) * PITCH, **kit.told(datum)}
        by_kind.setdefault(tick.kind, []).append(place)
    for kind, marks in by_kind.items():
        _symbols(board, kind, marks)


def _symbols(board: Board, kind: str, marks: Sequence[Mark]) -> None:
    look = {"shape": _SHAPES[kind], "size": 64, "filled": True, "opacity": 1}
    board.add("point", marks, {"colour": _ROLES[kind]}, **look)


def _legend(board: Board, ticks: Sequence[Tick], kinds: Mapping[str, str]) -> float:
    """The kinds in their colours and shapes with their counts; returns where they end."""
    x, y = 0.0, LINE / 2
    lines: list[Line] = []
    counted = Counter(tick.kind for tick in ticks)
    for kind, called in kinds.items():
        name = f"{called} {counted[kind]}"
        width = 14 + text_width(name)
        if x and x + width > board.inner:
            x, y = 0.0, y + LINE + 2
        flat = Board(board.width)
        _symbols(flat, kind, [{"x": round(x + 5, 2), "y": y}])
        board.layers += flat.layers
        lines.append(Line(name, y, x + 14, _ROLES[kind]))
        x += width + 18
    board.lines(lines)
    return y + LINE / 2
