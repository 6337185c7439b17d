"""The words of a chart: headline, subtitle, alt text and source, with the numbers in them keyed.

``data/charts.toml`` has a table for each chart. Of several headlines the numbers decide: ``up``,
``down``, ``level`` and ``unsure`` by the interval of the target that ``about`` names, ``missing``
where a number of the headline is not reported, ``once`` where two of its numbers are one and the
same, ``headline`` in every other case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from reportcard import labels
from reportcard.archive import Observation
from reportcard.captions import Cell, Text, plain
from reportcard.charts.model import Datum, Nothing, Words
from reportcard.errors import Problem, UnknownName, nearest
from reportcard.expressions import Missing, Quantity
from reportcard.labels import phrase, when
from reportcard.prose import say_in
from reportcard.results import Book
from reportcard.sentences import BLANK, direction
from reportcard.sources import Document
from reportcard.tables import project_folder, read_toml

Number = Quantity | Missing

COLUMNS = {
    "bars": ("indicator", "value", "interval", "source"),
    "ranges": ("indicator", "value", "interval", "source"),
    "target": ("indicator", "value", "interval", "source"),
    "units": ("place", "value"),
    "part": ("part", "value", "interval"),
    "split": ("indicator", "part", "value", "interval"),
    "slope": ("indicator", "period", "value", "interval", "source"),
    "series": ("year", "value", "interval", "source"),
    "lines": ("year", "value", "interval", "source"),
    "outcomes": ("year", "document", "value", "interval", "source"),
    "ranked": ("place", "value", "interval", "source", "rank"),
    "map": ("paragraph", "offset", "kind", "indicator", "as_printed"),
    "verdicts": ("claim", "as_printed", "computed", "interval", "verdict"),
    "strip": ("verdict", "claim", "as_printed"),
}
"""What heads the table behind each form of chart."""


DIGIT = re.compile(r"[0-9]")


@cache
def charts_toml() -> Any:
    """The tables of ``data/charts.toml``."""
    return read_toml(project_folder() / "data" / "charts.toml").tables


@dataclass(frozen=True)
class Wording:
    """Words the charts of one report in one language."""

    book: Book
    lang: str

    def words(
        self,
        name: str,
        form: str,
        data: Sequence[Datum],
        numbers: Iterable[Number] = (),
        *,
        blanks: Mapping[str, str] = {},
        alone: bool = False,
    ) -> Words:
        """The words of a chart; its alt text says its form, the headline, then the data.

        ``numbers`` are what it draws, for the line that names their documents; without any the
        anchor is named. ``blanks`` are what the chart itself fills in, ``alone`` takes the
        headline for what is ``missing``. Raises UnknownName for a chart without words.
        """
        if name not in charts_toml():
            remedy = nearest(name, charts_toml()) or "Add it to data/charts.toml."
            raise UnknownName(Problem(f"no chart '{name}'", remedy))
        entry = charts_toml()[name]
        filling = _Filling(self.book, self.lang, {**counted(data), **blanks})
        headline = self._headline(entry, filling, alone)
        subtitle = filling.text(entry["subtitle"])
        documents = self.documents(numbers)
        return Words(
            headline,
            subtitle,
            self._alt(form, headline, data),
            self._credit([d.short(self.lang) for d in documents]),
            tuple(phrase("column", c, self.lang) for c in COLUMNS[form]),
            phrase("chart", "nothing", self.lang, plain(subtitle)),
            self._credit(
                [f"{d.title} ({d.publisher}, {when(d.published, self.lang)})" for d in documents]
            ),
        )

    def nothing(self, name: str) -> Nothing:
        """What stands for a chart that there is nothing to draw for: its ``missing`` headline."""
        said = plain(_Filling(self.book, self.lang, {}).text(charts_toml()[name]["missing"]))
        return Nothing(Words(said, "", said, missing=said))

    def _headline(self, entry: Mapping[str, Any], filling: _Filling, alone: bool) -> Text:
        """The headline that the numbers ask for."""
        chosen = entry.get(direction(self.book, entry["about"])) if "about" in entry else None
        headline = filling.text(chosen or entry["headline"])
        if (alone or filling.gaps) and "missing" in entry:
            return filling.text(entry["missing"])
        return filling.text(entry["once"]) if filling.repeats and "once" in entry else headline

    def _alt(self, form: str, headline: Text, data: Sequence[Datum]) -> str:
        kind, message = phrase("form", form, self.lang), plain(headline)
        listed = labels.join([f"{d.label} {d.shown}".strip() for d in data], self.lang)
        return phrase("chart", "alt" if listed else "alt_bare", self.lang, kind, message, listed)

    def documents(self, numbers: Iterable[Number]) -> list[Document]:
        """The documents that numbers rest on, the anchor where there are none."""
        observations: list[Observation] = [
            o for n in numbers if isinstance(n, Quantity) for o in n.observations
        ]
        named = dict.fromkeys(o.document for o in observations)
        anchor = self.book.report.anchor
        if not named and anchor:
            named = {anchor.id: None}
        return [self.book.archive.documents[d] for d in named]

    def _credit(self, titles: Sequence[str]) -> str:
        if not titles:
            return ""
        return phrase("chart", "credit", self.lang, labels.join(titles, self.lang))


def counted(data: Sequence[Datum]) -> dict[str, str]:
    """What any headline may say of the data: how many are drawn, open-ended, forecast."""
    drawn = [d for d in data if d.reported]
    open_ended = [d for d in drawn if d.uncertain and None in (d.lower, d.upper)]
    counts = {
        "drawn": len(drawn),
        "open": len(open_ended),
        "forecast": sum(d.hollow for d in drawn),
    }
    return {name: str(count) for name, count in counts.items()}


@dataclass
class _Filling:
    """Fills blanks; of the last text ``gaps`` says whether a number is not reported, ``repeats``
    whether two numbers are one and the same."""

    book: Book
    lang: str
    blanks: Mapping[str, str]
    gaps: bool = field(default=False)
    keys: list[str] = field(default_factory=list)

    @property
    def repeats(self) -> bool:
        """Whether a number of the last text stands in it twice."""
        return len(set(self.keys)) < len(self.keys)

    def text(self, template: Mapping[str, str]) -> Text:
        """A template as pieces: plain text, and the numbers in it with their keys."""
        self.gaps, self.keys = False, []
        pieces: list[Cell] = []
        for place, part in enumerate(BLANK.split(template[self.lang])):
            piece = self._said(part) if place % 2 else part
            if pieces and isinstance(piece, str) and isinstance(pieces[-1], str):
                pieces[-1] += piece
            elif piece:
                pieces.append(piece)
        return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], str) else pieces

    def _said(self, target: str) -> Cell:
        if target in self.blanks:
            text = self.blanks[target]
            return {"text": text, "count": text} if DIGIT.search(text) else text
        said = say_in(self.book, target, self.lang)
        self.gaps = self.gaps or said.verdict == "missing"
        if not said.key:
            return said.text
        self.keys.append(said.key)
        return {"text": said.text, "n": said.key}
