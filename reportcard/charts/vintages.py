"""Years of one measure in its vintages: a line for each base, never from one to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import pi, sqrt
from typing import Any

from reportcard.charts import breaks as dotted
from reportcard.charts import kit
from reportcard.charts.change import apart
from reportcard.charts.kit import Board, Scale
from reportcard.charts.model import Chart, Datum, Drawing, Nothing, Words
from reportcard.charts.room import Box, Mark, Placed, Room
from reportcard.charts.runs import ROLES, Look, Run, dressed, looks_of
from reportcard.errors import Problem, ReportcardError
from reportcard.typesetting import LINE, Line, text_width, wrap

LOW, TALL = 210, 290
"""The height of the plot: for one line with others beside it, and for many."""
SAMPLE = 30
"""The width of a run's sample in the key."""
NAME = 170
"""The widest line of a name beside its run."""


def lines(
    runs: Sequence[Run],
    words: Words,
    *,
    marked: int | None = None,
    axis: str = ",~g",
    zero: bool = True,
    breaks: Sequence[tuple[float, str]] = (),
    lang: str = "en",
) -> Chart | Nothing:
    """Vintages of one measure over the years: a line inside a run, none between two.

    A year without value is a gap. Each run has a colour and a form of its own, in the order
    given, and its name where it ends; where there is no room for the name, and on a phone, it
    stands in a key on top. The last value of a line and those of the ``marked`` year are
    written, as far as they find room. ``breaks`` are dotted uprights, with a text each: a
    restatement at 2018.5 stands between two years. ``axis`` is the d3 format of the level
    gridlines. Raises ReportcardError for more runs than there are forms.

        lines([Run("yearbook 2024", {2018: Datum("2018", 736.9, …), 2019: Datum(…)}, joined=True),
               Run("first prints", {2019: Datum("report card", 700, 700, None, …)}, joined=False)],
              words, marked=2019, breaks=[(2018.5, "census")])
    """
    if len(runs) > len(ROLES):
        what = f"{len(runs)} runs in the chart '{words.alt}'"
        raise ReportcardError(Problem(what, f"Draw {len(ROLES)} at most, the longest."))
    looks = looks_of(runs)
    runs = dressed(runs, looks)
    if not any(run.reported for run in runs):
        return Nothing(words)

    def draw(width: int) -> Drawing:
        keyed = {n for n, run in enumerate(runs) if run.label and width < kit.PHONE}
        while True:
            plot = Plot(Board(width), runs, looks, keyed, marked, breaks)
            plot.measure(zero=zero)
            plot.paint(axis)
            if not (homeless := plot.tell()):
                return plot.board.drawing(plot.bottom + 22)
            keyed = keyed | homeless

    rows = tuple(
        (f"{year} {run.label}".strip(), *run.points[year].row[1:])
        for run in runs
        for year in sorted(run.points)
    )
    return Chart(draw, words, rows, lang)


@dataclass
class Plot:
    """One drawing of the runs; those whose number is ``keyed`` are named in the key."""

    board: Board
    runs: Sequence[Run]
    looks: Sequence[Look]
    keyed: set[int]
    marked: int | None
    breaks: Sequence[tuple[float, str]]
    told: set[int] = field(default_factory=set)

    def measure(self, *, zero: bool) -> None:
        """Give every part its room: key, texts of breaks, plot, names at the right."""
        low, high = kit.extent((d for run in self.runs for d in run.points.values()), zero=zero)
        every = sorted(year for run in self.runs for year in run.points)
        self.years = range(every[0], max(every[-1], every[0] + 1) + 1)
        left = max(44.0, 18 + max(text_width(f"{v:,.12g}") for v in kit.ticks(low, high, 5)))
        right = self.board.inner - self.beside()
        self.x = self.board.x = Scale(self.years[0], self.years[-1], left, right)
        inside = [(self.x.at(v), t) for v, t in self.breaks if self.years[0] < v < self.years[-1]]
        self.uprights = dotted.uprights(inside, self.board.inner)
        self.head = list(self.slots())[-1][2]
        self.top = self.head + dotted.height(self.uprights)
        few = len(self.runs) < 3 and not inside
        self.bottom = self.top + (LOW if few else TALL) + 14
        self.y = self.board.y = Scale(low, high, self.bottom, self.top + 24)
        step = self.x.at(self.years[1]) - self.x.at(self.years[0])
        self.size = kit.DOT if step >= 22 else 44 if step >= 13 else 30
        self.small = self.size if few else min(self.size, 40)
        self.arrow = 0.25 if few else kit.ARROW

    def named(self, number: int) -> list[str]:
        """The name of a run in the key, in lines."""
        run = self.runs[number]
        text = run.said if len(run.points) == 1 else run.label
        return wrap(text, self.board.inner - SAMPLE - 4)

    def ending(self) -> list[Run]:
        """The runs that are named right of the plot, at its end."""
        named = (run for n, run in enumerate(self.runs) if n not in self.keyed and run.reported)
        last = (run for run in named if max(run.reported) == self.years[-1])
        return [] if self.board.phone else [r for r in last if r.joined or len(r.points) == 1]

    def beside(self) -> float:
        """The width of what stands right of the plot."""
        names = [line for run in self.ending() for line in wrap(run.said, NAME)]
        if not names:
            return 16.0 if self.board.phone else 44.0
        return max(map(text_width, names)) + self.aside + 4

    @property
    def aside(self) -> float:
        """How far the names at the right stand from their marks: several may have to part."""
        return 10.0 if len(self.ending()) < 2 else 26.0

    def paint(self, axis: str) -> None:
        """Everything but the texts of the runs, whose first is painted last."""
        levels(self.board, axis, self.y)
        dotted.paint(self.board, self.uprights, self.head, self.bottom)
        self.date()
        dressed = list(zip(self.runs, self.looks, strict=True))[::-1]
        dressed.sort(key=lambda pair: pair[0].joined)  # small marks over large ones
        for run, look in dressed:
            dash: dict[str, Any] = {"strokeDash": look.dash} if look.dash else {}
            for piece in run.pieces():
                rows = [{"x": year, "y": run.points[year].point} for year in piece]
                self.board.add("line", rows, {"colour": look.role}, strokeWidth=2, **dash)
        for run, _ in dressed:
            placed = [(kit.capless(d), float(y)) for y, d in run.reported.items() if self.seen(d)]
            kit.whiskers(self.board, placed, upright=True, arrow=self.arrow)
        for run, look in dressed:
            marks = [(d.hollow, kit.row(d, x=y, y=d.point)) for y, d in run.reported.items()]
            size = self.small if run.joined else self.size
            full, hollow = ([m for h, m in marks if h == wanted] for wanted in (False, True))
            kit.dots(self.board, full, hollow, shape=look.shape, size=size)
        self.key()

    def seen(self, datum: Datum) -> bool:
        """Whether the interval is drawn."""
        return kit.sticks_out(datum, self.y, self.size)

    def date(self) -> None:
        """The years under the plot, as many as fit, the marked one among them."""
        step = self.x.at(self.years[1]) - self.x.at(self.years[0])
        every = next(n for n in (1, 2, 3, 5, 10, 20, 50, 100, 1000) if n * step >= 38)
        anchor = self.years[-1] if self.marked is None else self.marked
        rows = [{"x": y, "text": str(y)} for y in self.years if (anchor - y) % every == 0]
        at = {"y": self.bottom + 13, "colour": "ink-2"}
        self.board.add("text", rows, at, align="center", baseline="middle")

    def slots(self) -> Iterator[tuple[int, float, float]]:
        """The place of each run in the key, left and top, and the key's end, in rows that fit."""
        left = top = height = 0.0
        for number in sorted(self.keyed):
            texts = self.named(number)
            width = SAMPLE + max(map(text_width, texts))
            if left and left + width > self.board.inner:
                left, top = 0.0, top + height
            yield number, left, top
            height = LINE * len(texts) + 4
            left += width + 24
        yield -1, left, top + height

    def key(self) -> None:
        """Over the plot: the line and mark of runs with their names."""
        flat = Board(self.board.width)
        for number, left, top in list(self.slots())[:-1]:
            run, look = self.runs[number], self.looks[number]
            y = top + LINE / 2
            if run.joined:
                dash: dict[str, Any] = {"strokeDash": look.dash} if look.dash else {}
                rule = [{"x": left, "x2": left + SAMPLE - 6}]
                flat.add("rule", rule, {"y": y, "colour": look.role}, strokeWidth=2, **dash)
            mark = {"x": left + SAMPLE / 2 - 3, "y": y, "colour": kit.colour(look.role)}
            full = [] if _mostly_hollow(run) else [mark]
            size = self.small if run.joined else kit.DOT
            kit.dots(flat, full, [] if full else [mark], shape=look.shape, size=size)
            names = enumerate(self.named(number))
            flat.lines(Line(t, y + LINE * n, left + SAMPLE, look.role) for n, t in names)
        self.board.layers += flat.layers

    def tell(self) -> set[int]:
        """Write names and values; the numbers of the runs whose names found no room."""
        room = Room(Box(0, self.top, self.board.inner, self.bottom))
        self.take(room)
        self.end(room)
        homeless = set(self.names(room))
        for run, role, year in self.values():
            datum = run.points[year]
            self.write(room.place([datum.shown], [self.mark(year, datum)], role))
        return homeless

    def take(self, room: Room) -> None:
        """Take the room of all that is painted."""
        for one in self.uprights:
            room.taken.append(Box(one.x - 2, self.top, one.x + 2, self.bottom))
        for run in self.runs:
            for piece in run.pieces():
                room.stroke([(self.x.at(y), self.y.at(run.points[y].point)) for y in piece])
            for year, datum in run.reported.items():
                room.taken.append(self.mark(year, datum).box(sqrt(self.size / pi) + 1))
        for value in self.y.ticks(5):
            y = self.y.at(value)
            room.taken.append(Box(0, y - 18, text_width(f"{value:,.12g}"), y - 2))

    def mark(self, year: int, datum: Datum) -> Mark:
        """Where the mark of a datum is, with its whisker."""
        x, y = self.x.at(year), self.y.at(datum.point)
        if not self.seen(datum):
            return Mark(x, y, y, y)
        low, high = kit.reach(datum, self.y, self.arrow)
        return Mark(x, y, self.y.at(high), self.y.at(low))

    def end(self, room: Room) -> None:
        """The names of the runs that end where the plot does, apart, each led to its mark."""
        ending = [(run, run.reported[self.years[-1]]) for run in self.ending()]
        texts = [wrap(run.said, NAME) for run, _ in ending]
        wanted = [self.y.at(datum.point) for _, datum in ending]
        middles = apart(wanted, [LINE * len(t) + 4 for t in texts])
        x = self.x.end + self.aside
        for (_, datum), lines_, y, middle in zip(ending, texts, wanted, middles, strict=True):
            first = middle - LINE * (len(lines_) - 1) / 2
            placed = [Line(t, first + LINE * n, x, datum.role) for n, t in enumerate(lines_)]
            box = Box(x, first - 8, self.board.inner, placed[-1].y + 8)
            room.taken.append(box)
            self.write(Placed(box, tuple(placed), "left"))
            if self.aside > 10:
                self.lead((self.x.end + 7, y), (x - 4, middle), datum.role)

    def lead(self, start: tuple[float, float], end: tuple[float, float], role: str) -> None:
        """A thin line from a mark to its name."""
        flat = Board(self.board.width)
        row = {"x": start[0], "y": start[1], "x2": end[0], "y2": end[1]}
        flat.add("rule", [row], {"colour": role}, strokeWidth=1)
        self.board.layers += flat.layers

    def names(self, room: Room) -> Iterator[int]:
        """Write the names of the other runs beside them; what found no room."""
        there = self.ending()
        for number, (run, look) in enumerate(zip(self.runs, self.looks, strict=True)):
            if number in self.keyed or run in there or not (run.label and run.reported):
                continue
            marks = [self.mark(year, datum) for year, datum in run.reported.items()][::-1]
            # the room beside the marked year is for its value
            elsewhere = [self.mark(y, d) for y, d in run.reported.items() if y != self.marked]
            name, narrow = (wrap(run.label, most) for most in (NAME, NAME / 2))
            if placed := room.place(wrap(run.said, NAME), marks[:1], look.role):
                self.told.add(number)  # a value stands at its own mark only
            else:
                found = (room.place(texts, elsewhere[::-1], look.role) for texts in (name, narrow))
                placed = next(filter(None, found), None)
            self.write(placed)
            if placed is None:
                yield number

    def values(self) -> Iterator[tuple[Run, str, int]]:
        """The years whose values are still to be written: the last of a line, the marked one."""
        there = self.ending()
        for number, (run, look) in enumerate(zip(self.runs, self.looks, strict=True)):
            keyed = number in self.keyed and len(run.points) == 1
            told = run in there or number in self.told or keyed
            last = max(run.reported, default=None)
            for year in dict.fromkeys((last if run.joined else None, self.marked)):
                if year in run.reported and not (told and year == last):
                    yield run, look.role, year

    def write(self, placed: Placed | None) -> None:
        """Texts in pixels over the plot."""
        if placed is not None:
            flat = Board(self.board.width)
            flat.lines(placed.lines, placed.align)
            self.board.layers += flat.layers


def _mostly_hollow(run: Run) -> bool:
    return sum(d.hollow for d in run.reported.values()) * 2 > len(run.reported)


def levels(board: Board, form: str, scale: Scale) -> None:
    """Level gridlines, each value written on its line at the left."""
    values = scale.ticks(5)
    for name in ("rule", "ink-3"):
        rows = [{"y": v} for v in values if (v == 0) == (name == "ink-3")]
        board.add("rule", rows, {"x": 0, "x2": board.inner, "colour": name}, strokeWidth=1)
    labels = [{"y": v, "text": v} for v in values]
    at = {"x": 0, "colour": "ink-2"}
    board.numbers(labels, at, form, align="left", baseline="bottom", dy=-2)
