"""What goes into a chart and what comes out: plain data and words in, a MIME bundle out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from typing import Any, TypeAlias

import altair as alt
from altair.utils.schemapi import debug_mode

from reportcard import tokens
from reportcard.captions import MIME, ROW, Cell, Text, plain
from reportcard.errors import Problem, ReportcardError, nearest

WIDE, NARROW = 640, 262
"""The two widths in which every chart is drawn, in pixels, all around included."""

VERDICT_TOKENS = {"consistent": "good", "inconsistent": "warm", "undetermined": "ink-3"}


def token_of(role: str) -> str:
    """The colour token of a role: a token itself, or a verdict. Raises ReportcardError."""
    name = VERDICT_TOKENS.get(role, role)
    if name not in tokens.TOKENS:
        known = [*tokens.TOKENS, *VERDICT_TOKENS]
        remedy = nearest(role, known) or f"Roles: {', '.join(known)}."
        raise ReportcardError(Problem(f"no colour for the role '{role}'", remedy))
    return name


@dataclass(frozen=True)
class Datum:
    """One number as a chart shows it, its texts already in the edition's language.

    ``value`` is None where nothing is reported; ``lower`` and ``upper`` are the ends of its
    interval, None where there is no end (equal ends, or both at ``value``: exact). ``shown`` is
    the direct label, ``interval`` and ``source`` go to tooltip and table, ``role`` is the colour
    token, ``hollow`` draws the mark in outline (a forecast, or a part that only surrounds).
    ``lower_open`` and ``upper_open`` say that an end is not itself possible.

    ``key`` is the stable name of the number it shows, empty for what is worked out on the spot;
    then ``owner`` is the key of the number it was worked out from. ``line`` is its row of the
    table behind the chart, to which its marks lead; the form gives it.
    """

    label: str
    value: float | None
    lower: float | None
    upper: float | None
    shown: str
    interval: str = ""
    source: str = ""
    role: str = "here"
    hollow: bool = False
    lower_open: bool = False
    upper_open: bool = False
    key: str = ""
    owner: str = ""
    line: int = 0

    def __post_init__(self) -> None:
        token_of(self.role)

    @property
    def tip(self) -> str:
        """What the live chart says of the mark, in lines: label, value, interval, source."""
        return "\n".join((self.label, self.shown, self.interval, self.source)).rstrip("\n")

    @property
    def href(self) -> str:
        """Where its marks lead."""
        return f"{ROW}{self.line}" if self.line else ""

    @property
    def row(self) -> tuple[Cell, ...]:
        """The datum in the table behind the chart: label, shown, interval, source."""
        return (self.label, self.number, self.belonging(self.interval), self.belonging(self.source))

    @property
    def number(self) -> Cell:
        """What it shows, with the key it is known by."""
        return {"text": self.shown, "n": self.key} if self.key else self.belonging(self.shown)

    def belonging(self, text: str) -> Cell:
        """A text of which the number is the owner."""
        owner = self.key or self.owner
        return {"text": text, "of": owner} if owner and text else text

    @property
    def reported(self) -> bool:
        """True where there is something to draw."""
        return self.value is not None

    @property
    def point(self) -> float:
        """The value, for data that was filtered for it."""
        assert self.value is not None
        return self.value

    @property
    def uncertain(self) -> bool:
        """True where the interval is wider than a point."""
        return self.reported and (self.lower is None or self.lower != self.upper)


def turned(datum: Datum) -> Datum:
    """The same with its sign turned: a fall of 64 % is a part of 64 %."""
    lower, upper = (None if end is None else -end for end in (datum.upper, datum.lower))
    return replace(
        datum,
        value=-datum.point,
        lower=lower,
        upper=upper,
        lower_open=datum.upper_open,
        upper_open=datum.lower_open,
    )


def numbered(data: Sequence[Datum], first: int = 1) -> list[Datum]:
    """The data with the rows they get in the table behind the chart."""
    return [replace(datum, line=line) for line, datum in enumerate(data, start=first)]


@dataclass(frozen=True)
class Words:
    """Every text of a chart, in the edition's language.

    ``columns`` heads the table behind the chart; fewer headers than cells leave the last cells
    out, none leaves out the table. ``credit`` is the source in full, for a picture that travels
    alone. ``missing`` is the note that stands for a chart of which
    nothing is reported.
    """

    headline: Text
    subtitle: Text
    alt: str
    source: str = ""
    columns: tuple[str, ...] = ()
    missing: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Nothing:
    """Stands where a chart would, when nothing is reported."""

    words: Words

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        text = self.words.missing or self.words.alt
        if not text.strip():
            raise _wordless("missing", "a chart of which nothing is reported")
        return {
            "text/html": f'<p class="notreported">{escape(text, quote=False)}</p>',
            "text/plain": text,
        }


Row: TypeAlias = Sequence[Cell]


@dataclass(frozen=True)
class Drawing:
    """Layers of marks in the order they are painted, and the pixels they take."""

    layers: Sequence[alt.Chart]
    width: float
    height: float

    def to_dict(self) -> dict[str, Any]:
        """The Vega-Lite specification, not validated.

        A ``LayerChart`` of the layers gives the same, and copies each of them deeply on the way.
        """
        around = alt.LayerChart(width=self.width, height=self.height).to_dict(validate=False)
        return around | {"layer": [*map(_layer, self.layers)]}


def _layer(chart: alt.Chart) -> dict[str, Any]:
    """The specification of a layer; Altair would ask of its rows at length what data they are."""
    bare = chart.copy(deep=False)
    bare.data = alt.Undefined
    within = {"top_level": False, "datasets": {}, "data": None}
    said = bare.to_dict(validate=False, context=within)
    return said | {"data": chart.data.to_dict(validate=False)}


@dataclass(frozen=True)
class Chart:
    """A chart ready to be shown: ``draw`` gives it in any width, ``rows`` is the table behind it.

    Raises ReportcardError when headline or alt text is empty.
    """

    draw: Callable[[int], Drawing]
    words: Words
    rows: tuple[Row, ...] = ()
    lang: str = "en"

    def __post_init__(self) -> None:
        for name in ("headline", "alt"):
            if not plain(getattr(self.words, name)).strip():
                which = plain(self.words.headline) or self.words.alt
                raise _wordless(name, f"the chart '{which}'")

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The Vega-Lite specification, whole in itself; the phone's is in its ``usermeta``."""
        wide, narrow = self._drawn(WIDE), self._drawn(NARROW)
        return wide | {"usermeta": self._usermeta(difference(wide, narrow))}

    def _drawn(self, width: int) -> dict[str, Any]:
        with (
            alt.data_transformers.enable(consolidate_datasets=False),  # no names by hash
            alt.theme.enable("none"),  # nor what the reader's notebook has set
            debug_mode(False),  # tests validate the whole, which takes as long as all else
        ):
            spec = self.draw(width).to_dict()
        # measured by nobody: a browser with other fonts comes to the same size
        whole = spec | {"config": tokens.chart_config(self.lang), "autosize": "none"}
        settled: dict[str, Any] = _settled(whole)
        return settled

    def _usermeta(self, narrow: Mapping[str, Any]) -> dict[str, Any]:
        words = self.words
        texts: dict[str, Text] = {
            "headline": words.headline,
            "subtitle": words.subtitle,
            "source": words.source,
        }
        texts["credit"] = words.credit
        meta: dict[str, Any] = {key: text for key, text in texts.items() if text}
        if words.columns:
            width = len(words.columns)
            meta["table"] = [list(words.columns), *(self._cells(row, width) for row in self.rows)]
        return meta | {"narrow": dict(narrow)}

    def _cells(self, row: Row, width: int) -> list[Cell]:
        if len(row) < width:
            headline = plain(self.words.headline)
            what = f"{width} columns for rows of {len(row)} cells in '{headline}'"
            raise ReportcardError(Problem(what, "Give Words.columns one header a cell, or fewer."))
        return list(row[:width])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {MIME: self.spec, "text/plain": self.words.alt}


def _settled(part: Any) -> Any:
    """The same without the last bits of floats, in which Python's versions may differ."""
    if isinstance(part, Mapping):
        return {key: _settled(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_settled(value) for value in part]
    return round(part, 9) if isinstance(part, float) else part


def difference(base: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What must be laid over ``base`` to get ``other``: tables by key, everything else whole."""
    found: dict[str, Any] = {}
    for key, value in other.items():
        old = base.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            if inner := difference(old, value):
                found[key] = inner
        elif old != value:
            found[key] = value
    return found


def _wordless(name: str, which: str) -> ReportcardError:
    return ReportcardError(Problem(f"{which} has no {name} text", f"Give Words.{name}."))
