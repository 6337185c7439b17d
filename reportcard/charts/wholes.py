"""Wholes and their parts: as squares to count, and as bars of 100 %."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, fsum, sqrt
from typing import Any

from reportcard.charts import kit
from reportcard.charts.kit import Board, Mark
from reportcard.charts.model import Chart, Datum, Drawing, Nothing, Words, numbered
from reportcard.errors import Problem, ReportcardError
from reportcard.typesetting import LINE, Line, block, text_width, wrap

MOST_SQUARES = 600
LARGEST = 28
ROUNDED = 120
"""More squares than this are small: round corners would only weigh."""

SQUARE = "M-.7,-1L.7,-1Q1,-1,1,-.7L1,.7Q1,1,.7,1L-.7,1Q-1,1,-1,.7L-1,-.7Q-1,-1,-.7,-1Z"  # rounded
KEY = 10
KEY_GAP = 16
BAR = 26


def per_square(count: float, most: int = MOST_SQUARES) -> int:
    """How many things one square must stand for: 1, 2, 5, 10, 20 …, the fewest that will do.

    346 companies are drawn one by one; of 12,000 loans, one square is 20.
    """
    each, steps = 1, (2, 5, 10)
    while True:
        power = 10 ** (len(str(each)) - 1)
        if count / each <= most:
            return each
        each = next(s * power for s in steps if s * power > each)


def units_of_whole(
    parts: Sequence[Datum],
    words: Words,
    *,
    wholes: Sequence[Datum] = (),
    each: int = 1,
    lang: str = "en",
) -> Chart | Nothing:
    """A whole as squares, ``each`` things a square, its parts side by side and named below.

    Parts do not overlap; what only surrounds is ``hollow``. ``wholes`` are what they come to,
    for the table. The six of Haidian, the rest of Beijing's twelve, the rest of China's seventy:

        units_of_whole([Datum("Haidian", 6, 6, 6, "6"),
                        Datum("the rest of Beijing", 6, 6, 6, "6", role="rest"),
                        Datum("the rest of China", 58, …, role="rest", hollow=True)], words)
    """
    if not any(p.value for p in parts):
        return Nothing(words)
    _require_parts(parts)
    parts, wholes = numbered(parts), numbered(wholes, len(parts) + 1)
    _require_few(sum(p.value or 0 for p in parts), each)
    squares = [part for part in parts for _ in range(_squares(part, each))]

    def draw(width: int) -> Drawing:
        board = Board(width)
        pitch, rows = _lattice(len(squares), board)
        _lay(board, squares, pitch, rows)
        starts = [squares.index(p) // rows * pitch if p in squares else 0.0 for p in parts]
        bottom = _keys(board, parts, starts, rows * pitch + 6)
        return board.drawing(bottom)

    return Chart(draw, words, tuple(d.row for d in (*parts, *wholes)), lang)


def _require_parts(parts: Sequence[Datum]) -> None:
    for part in parts:
        if part.value and part.value < 0:
            what = f"'{part.label}' is {part.shown}: a part cannot be below zero"
            raise ReportcardError(Problem(what, "Draw it with bars or ranges."))


def _require_few(count: float, each: int) -> None:
    if count / each > 2 * MOST_SQUARES:
        what = f"{count / each:,.0f} squares are too many to see"
        raise ReportcardError(Problem(what, f"Give each={per_square(count)} and say so."))


def _squares(part: Datum, each: int) -> int:
    """Squares of a part; what is there at all gets one."""
    return max(1, round(part.value / each)) if part.value else 0


def _lattice(count: int, board: Board) -> tuple[float, int]:
    """The pitch of the squares, and how many stand above each other."""
    height = 240 if board.phone else 180
    pitch = min(LARGEST, sqrt(board.inner * height / count))
    rows = max(ceil(count / (board.inner // pitch)), ceil(sqrt(count / 4)) if count > 4 else 1)
    columns = ceil(count / rows)
    return min(LARGEST, board.inner / columns), rows


def _lay(board: Board, squares: Sequence[Datum], pitch: float, rows: int) -> None:
    """Column by column, a layer for each part."""
    side = pitch * 0.8
    by_part: dict[Datum, list[Mark]] = {}
    for n, part in enumerate(squares):
        place = {"x": n // rows * pitch + side / 2, "y": n % rows * pitch + side / 2}
        by_part.setdefault(part, []).append({k: round(v, 2) for k, v in place.items()})
    for part, marks in by_part.items():
        at = {"colour": part.role, **kit.told(part)}
        look: dict[str, Any]
        if part.hollow:
            look = {"filled": False, "strokeWidth": 1.5, "size": (side - 1.5) ** 2}
        else:
            look = {"filled": True, "size": side**2}
        shape = SQUARE if len(squares) <= ROUNDED else "square"
        board.add("point", marks, at, shape=shape, opacity=1, **look)


def parts_of_whole(
    rows: Sequence[tuple[str, Sequence[Datum]]], words: Words, *, lang: str = "en"
) -> Chart | Nothing:
    """Wholes as stacked bars of 100 %, each part named under its piece; a row's label may be "".

    Where a part's interval is wider than a point, a bracket over its far end shows how far that
    end may lie to either side.

        parts_of_whole([("", [Datum("at home", 145, 145, 145, "145"),
                              Datum("abroad", 74, 74, 74, "74", role="rest")])], words)
    """
    if not any(part.value for _, parts in rows for part in parts):
        return Nothing(words)
    for _, parts in rows:
        _require_parts(parts)
    rows = _numbered_rows(rows)

    def draw(width: int) -> Drawing:
        board, bottom = Board(width), 0.0
        for label, parts in rows:
            bottom = _bar(board, label, parts, bottom)
        return board.drawing(bottom - 10)

    table = tuple((label, *p.row) if len(rows) > 1 else p.row for label, ps in rows for p in ps)
    return Chart(draw, words, table, lang)


def _numbered_rows(
    rows: Sequence[tuple[str, Sequence[Datum]]],
) -> list[tuple[str, Sequence[Datum]]]:
    """The rows of parts with the lines of the table that lists them all."""
    found: list[tuple[str, Sequence[Datum]]] = []
    first = 1
    for label, parts in rows:
        found.append((label, numbered(parts, first)))
        first += len(parts)
    return found


def _bar(board: Board, label: str, parts: Sequence[Datum], top: float) -> float:
    """One whole from its label down to the names of its parts; returns where it ends."""
    if label:
        lines = block(label, board.inner, top)
        board.lines(lines)
        top = lines[-1].y + LINE / 2 + 4
    total = fsum(part.point for part in parts if part.reported)
    starts: list[float] = []
    ends: list[tuple[Datum, float, float]] = []
    marks: dict[bool, list[Mark]] = {False: [], True: []}
    at, scale = 0.0, board.inner / total if total else 0.0
    bracketed = any(_brackets(part, total) for part in parts[:-1])
    top += 10 if bracketed else 0
    for part in parts:
        starts.append(at)
        if not part.value:
            continue
        end = at + part.value * scale
        gap = 2 if end < board.inner - 1 else 0
        place = {"x": round(at, 2), "x2": round(end - gap, 2), "y": top, "y2": top + BAR}
        marks[part.hollow].append(kit.row(part, **place))
        if part is not parts[-1] and _brackets(part, total):
            ends.append((part, at, scale))
        at = end
    board.add("rect", marks[False], opacity=1)
    board.add("rect", [_inset(m) for m in marks[True]], filled=False, strokeWidth=2, opacity=1)
    _bracket(board, ends, top - 6)
    return _keys(board, parts, starts, top + BAR + 6) + 16


def _brackets(part: Datum, total: float) -> bool:
    ends = (part.lower, part.upper)
    return bool(part.value) and part.uncertain and None not in ends and total > 0


def _inset(mark: Mark) -> Mark:
    """The outline of a piece drawn inside its bounds."""
    return mark | {key: mark[key] + by for key, by in (("x", 1), ("x2", -1), ("y", 1), ("y2", -1))}


def _bracket(board: Board, ends: Sequence[tuple[Datum, float, float]], y: float) -> None:
    """How far the far end of a piece may lie to either side: a line with caps over the bar."""
    spans, caps = [], []
    for part, start, scale in ends:
        low, high = (round(start + (v or 0) * scale, 2) for v in (part.lower, part.upper))
        said = kit.told(part)
        spans.append({"x": low, "x2": high, **said})
        caps += [{"x": low, **said}, {"x": high, **said}]
    board.add("rule", spans, {"y": y, "colour": "ink"}, strokeWidth=1.5)
    board.add("rule", caps, {"y": y - 4, "y2": y + 5, "colour": "ink"}, strokeWidth=1.5)


def _keys(board: Board, parts: Sequence[Datum], starts: Sequence[float], top: float) -> float:
    """The parts' names under their pieces, each behind a square in its colour.

    A name that would run into its neighbour moves on, at last to the next
    line. Returns where they end.
    """
    line, free, placed = 0, 0.0, list[tuple[Datum, float, int, str]]()
    for part, start in zip(parts, starts, strict=True):
        texts = wrap(f"{part.label} {part.shown}".strip(), board.inner - KEY_GAP)
        width = KEY_GAP + max(map(text_width, texts))
        x = max(free, min(start, board.inner - width))
        if placed and x + width > board.inner:
            line, x = line + 1, 0.0
        for n, text in enumerate(texts):
            placed.append((part, x, line + n, text if n == 0 else f"\n{text}"))
        line += len(texts) - 1
        free = x + width + 14
    _write_keys(board, placed, top)
    return top + LINE * (line + 1) + 4


def _write_keys(board: Board, placed: Sequence[tuple[Datum, float, int, str]], top: float) -> None:
    texts, full, hollow = [], list[Mark](), list[Mark]()
    for part, x, line, text in placed:
        y = top + LINE * (line + 0.5) + 2
        role = part.role if part.reported else "ink-3"
        texts.append(Line(text.lstrip("\n"), y, round(x + KEY_GAP, 1), role))
        if part.reported and not text.startswith("\n"):
            key = kit.row(part, x=round(x + KEY / 2, 2), y=y - 0.5)
            (hollow if part.hollow else full).append(key)
    look: dict[str, Any] = {"shape": SQUARE, "opacity": 1}
    board.add("point", full, filled=True, size=KEY**2, **look)
    board.add("point", hollow, filled=False, size=(KEY - 1.5) ** 2, strokeWidth=1.5, **look)
    board.lines(texts)
