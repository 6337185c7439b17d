"""Areas by value, with the ranks that their intervals leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportcard.charts import kit, rows
from reportcard.charts.kit import Board, Scale
from reportcard.charts.model import Chart, Datum, Drawing, Nothing, Words, numbered
from reportcard.charts.rows import Slot
from reportcard.errors import Problem, ReportcardError
from reportcard.typesetting import LINE, Line, text_width

MARK = 16
OWN = "here"


def ranked(
    data: Sequence[Datum],
    words: Words,
    *,
    ranks: Sequence[str],
    zero: bool = True,
    lang: str = "en",
) -> Chart | Nothing:
    """Areas in the order given: rank, area, point with its interval, value.

    ``ranks`` holds the rank of each datum in words ("3", "3–5" where intervals overlap); areas
    without a value come last and have none. The row of the own area (role "here") stands on a
    band. Raises ReportcardError when there are not as many ranks as data.

        ranked([Datum("Haidian", 795, 794, 796, "795"), Datum("Xicheng", 500, …, role="ink-2")],
               words, ranks=["1", "2"])
    """
    if len(data) != len(ranks):
        what = f"{len(ranks)} ranks for {len(data)} areas in the chart '{words.alt}'"
        raise ReportcardError(Problem(what, "Give one rank a datum, empty where it has no value."))
    if not any(d.reported for d in data):
        return Nothing(words)
    pairs = sorted(zip(data, ranks, strict=True), key=lambda pair: not pair[0].reported)
    data = numbered([datum for datum, _ in pairs])
    ranks = [rank if datum.reported else "" for datum, rank in pairs]

    def draw(width: int) -> Drawing:
        column = max(map(text_width, ranks)) + 12
        board, places, bottom = _places(data, width, column, zero=zero)
        assert board.x is not None
        _bands(board, data, places)
        kit.grid(board, [0.0] if zero else [], rows.spans(board, places, bottom))
        board.lines(line for slot in places for line in slot.lines)
        texts = zip(ranks, places, data, strict=True)
        board.lines((Line(t, _middle(board, s), column - 12, d.role) for t, s, d in texts), "right")
        placed = [(d, s.y) for d, s in zip(data, places, strict=True) if d.reported]
        scale = board.x
        kit.whiskers(board, [(kit.capless(d), y) for d, y in placed if kit.sticks_out(d, scale)])
        marks = [(d.hollow, kit.row(d, x=d.point, y=y)) for d, y in placed]
        kit.dots(board, [m for h, m in marks if not h], [m for h, m in marks if h])
        rows.values(board, data, places)
        return board.drawing(bottom)

    table = tuple((*d.row, d.belonging(rank)) for d, rank in zip(data, ranks, strict=True))
    return Chart(draw, words, table, lang)


def _middle(board: Board, slot: Slot) -> float:
    """Where the rank of a row stands: beside its mark, on a phone beside its name."""
    return slot.lines[0].y if board.phone else slot.y


def _places(
    data: Sequence[Datum], width: int, column: float, *, zero: bool
) -> tuple[Board, list[Slot], float]:
    """A board with its scale, the rows on it, and where they end; labels begin at ``column``."""
    board = Board(width)
    # what the ranks take is taken from the rows: they are laid out as if the board were narrower
    inner = Board(round(width - column))
    left, right = rows.label_width(data, board), rows.value_width(data, board)
    low, high = kit.extent(data, zero=zero)
    margin = rows.negative_width(data, board) if low < 0 or not zero else 8.0
    board.x = Scale(low, high, column + left + margin, board.inner - right)
    places, bottom = rows.slots(inner, data, left, mark=MARK)
    return board, [_shifted(s, d, column) for s, d in zip(places, data, strict=True)], bottom


def _shifted(slot: Slot, datum: Datum, column: float) -> Slot:
    """The row right of the ranks, the name of the own area in its colour."""
    own = datum.role if datum.role == OWN else ""
    lines = (replace(line, x=line.x + column, role=own or line.role) for line in slot.lines)
    return replace(slot, lines=tuple(lines))


def _bands(board: Board, data: Sequence[Datum], places: Sequence[Slot]) -> None:
    """A quiet band behind the rows of the own area."""
    bands = []
    for datum, slot in zip(data, places, strict=True):
        if datum.role == OWN:
            half = MARK / 2 if slot.drawn else 0
            top = min(slot.lines[0].y - LINE / 2, slot.y - half)
            bottom = max(slot.lines[-1].y + LINE / 2, slot.y + half)
            bands.append({"y": top - 4, "y2": bottom + 4})
    flat = Board(board.width)
    flat.add("rect", bands, {"x": 0, "x2": board.inner, "colour": "wash"}, opacity=1)
    board.layers += flat.layers
