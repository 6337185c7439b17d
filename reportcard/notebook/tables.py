"""The tables of the chapters: HTML for the page, a pandas frame for the analyst.

Every number in them stands under its key, so that the book can make it answerable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from reportcard import keys, labels
from reportcard.archive import Figure, Observation
from reportcard.audit import SHARES, Check, by_rounding
from reportcard.hedges import hedge_of
from reportcard.indicators import Indicator
from reportcard.labels import phrase, show_interval
from reportcard.notebook.cells import Cell, Heads, Note, Piece, Table
from reportcard.prose import (
    Said,
    checks_of,
    printed_text,
    show_observation,
    shown,
)
from reportcard.results import Book, Result
from reportcard.sentences import Markdown
from reportcard.sources import Document
from reportcard.vintages import VINTAGES, across

Line: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True)
class Tables:
    """Makes the tables of one report in one language."""

    book: Book
    lang: str

    def column(self, *names: str) -> tuple[str, ...]:
        """Headings."""
        return tuple(phrase("column", name, self.lang) for name in names)

    def label(self, indicator: Indicator) -> str:
        """What an indicator is called, its areas filled in."""
        return self.book.label(indicator, self.lang)

    def caption(self, name: str) -> str:
        """The caption of a kind of table."""
        return phrase("caption", name, self.lang)

    def table(self, name: str, columns: Sequence[str], lines: Iterable[Line]) -> Table:
        """A table of a kind; without lines it says that nothing is reported."""
        empty = phrase("state", "not_reported", self.lang)
        return Table(self.caption(name), self.column(*columns), tuple(lines), empty, self.lang)

    def heads(self, *names: str) -> Heads:
        """The headline numbers of a chapter, each with what it is."""
        results = [self.book.result(name) for name in names]
        told = [(self.said(r), self.label(r.indicator)) for r in results if r.reported]
        return Heads(tuple(told), phrase("state", "not_reported", self.lang))

    def said(self, result: Result) -> Said:
        """What the report shows of an indicator."""
        return Said(shown(result, self.lang), key=keys.of_result(result))

    def observed(self, chapter: str | None = None) -> Table:
        """What the report shows as printed, for one chapter or all."""
        return self._printed(self._observations(chapter))

    def _printed(self, observations: Iterable[Observation]) -> Table:
        columns = ("indicator", "as_printed", "value")
        return self.table("observed", columns, (self._observed(o) for o in observations))

    def table_of(self, *names: str) -> Table:
        """Some observed indicators, as printed."""
        return self._printed(o for o in self._observations(None) if o.indicator in names)

    def _observations(self, chapter: str | None) -> Iterator[Observation]:
        anchor_document = self.book.report.anchor
        for observation in self.book.report.observations:
            indicator = self.book.registry[observation.indicator]
            if chapter is not None and indicator.chapter != chapter:
                continue
            before = observation.coverage == "before"
            first = self.book.report.find(
                observation.indicator, observation.ref_area, observation.time_period, before=before
            )
            own = anchor_document and observation.document == anchor_document.id
            if own or first is observation:
                yield observation

    def value(self, observation: Observation) -> Said:
        """An observation as readers see it, under its key."""
        unit = self.book.registry[observation.indicator].unit
        text = show_observation(observation, unit, self.lang)
        return Said(text, key=keys.of_observation(self.book, observation))

    def whence(self, observation: Observation) -> str:
        """The document of an observation for short, and its status where one is said."""
        document = self.document(observation).short(self.lang)
        if not observation.status:
            return document
        state = phrase("state", observation.status, self.lang)
        return phrase("history", "named", self.lang, document, state)

    def _observed(self, observation: Observation) -> Line:
        indicator = self.book.registry[observation.indicator]
        script = self.document(observation).script
        place = self.book.archive.areas[observation.ref_area].label[self.lang]
        printed = self.printed(observation)
        interval = show_interval(observation.interval, indicator.unit, self.lang)
        spot = Note((f"{place} · {self.spot(observation)}",), printed.key)
        return (
            Cell(self.label(indicator), script=script, notes=(spot,)),
            Cell(printed, "printed", script),
            self.with_interval(self.value(observation), interval),
        )

    def document(self, observation: Observation) -> Document:
        """The document of an observation."""
        return self.book.archive.documents[observation.document]

    def printed(self, observation: Observation, figure: Figure | None = None) -> Said:
        """An observation as its source prints it, or one of its figures."""
        script = self.document(observation).script
        text = printed_text(observation) if figure is None else figure.as_printed
        key = keys.of_observation(self.book, observation)
        return Said(text, script if script != self.lang else None, key)

    def figure(self, figure: Figure) -> Said:
        """A figure as it is printed, under the key of its observation."""
        return self.printed(self.book.archive.by_key[figure.key], figure)

    def with_interval(self, said: Said, interval: str) -> Cell:
        """A value with what its print allows below it, where that says more."""
        said_already = interval in (said.text, said.text.replace(",", ""))
        notes = () if said_already else (Note((interval,), said.key),)
        return Cell(said, "number", notes=notes)

    def script(self, result: Result) -> str:
        """The script of the first document a result rests on."""
        return self.book.archive.documents[result.documents[0]].script

    def spot(self, observation: Observation) -> str:
        """Where the mentions stand, short: offsets, or table and row; and the status."""
        spots = [
            m.locator if m.start is None else f"{m.start}–{m.end}" for m in observation.mentions
        ]
        status = phrase("state", observation.status, self.lang) if observation.status else ""
        return " · ".join(s for s in (labels.join(spots, self.lang), status) if s)

    def derived(self, chapter: str | None = None) -> Table:
        """What follows from the printed figures, for one chapter or all."""
        return self._following(self.book.results(chapter))

    def derived_of(self, *names: str) -> Table:
        """What follows, for some derived indicators; those without a number are left out."""
        return self._following(self.book.result(name) for name in names)

    def _following(self, results: Iterable[Result]) -> Table:
        lines = (self._derived(r) for r in results if r.computed and r.reported)
        return self.table("derived", ("indicator", "value"), lines)

    def _derived(self, result: Result) -> Line:
        indicator, said = result.indicator, self.said(result)
        notes = [Note((f"= {indicator.formula}",)), Note(self.inputs(result))]
        notes += [Note((self.book.registry.caveats[key][self.lang],)) for key in result.caveats]
        based = replace(said, text=labels.with_base(said.text, indicator.unit, self.lang))
        return (
            Cell(self.label(indicator), script=self.script(result), notes=tuple(notes)),
            self.with_interval(based, show_interval(result.interval, indicator.unit, self.lang)),
        )

    def inputs(self, result: Result) -> tuple[Piece, ...]:
        """Each input of a formula as its source prints it."""
        comma = phrase("number", "list", self.lang)
        printed = [self.printed(o) for o in result.observations]
        return tuple(p for said in printed for p in (comma, said))[1:]

    def hedges(self) -> Table:
        """The hedge words the report prints, and what each lets a number stand for."""
        told = {
            m.reading.hedges[0]: m
            for o in self.book.report.observations
            for m in o.mentions
            if m.reading.hedges
        }
        lines = (
            (
                Cell(Said(word, self.figure(figure).lang), "printed"),
                Cell(hedge_of(word).why[self.lang]),
                Cell(self.figure(figure), "printed"),
                Cell(self._allowed(figure), "number", of=self.figure(figure).key),
            )
            for word, figure in told.items()
        )
        return self.table("hedges", ("hedge", "meaning", "example", "stands_for"), lines)

    def _allowed(self, figure: Figure) -> str:
        unit = self.book.registry[figure.indicator].unit
        return show_interval(figure.reading.interval, unit, self.lang)

    def refused(self, chapter: str | None = None) -> Table:
        """What must not be computed, and why."""
        lines = (
            (Cell(self.label(indicator)), Cell(indicator.refused[self.lang]))
            for indicator in self.book.derived(chapter)
            if indicator.refused
        )
        return self.table("refused", ("indicator", "reason"), lines)

    def vintages(self, *names: str) -> Table:
        """The same fact in every document that prints it, never joined."""
        lines = (self._vintage(o) for name in names for o in self._vintages(name))
        return self.table(
            "vintages", ("indicator", "document", "as_printed", "value", "status"), lines
        )

    def _vintages(self, name: str) -> list[Observation]:
        self.book.registry[name]
        return self.book.report.vintages(name, self.book.report.place.key)

    def _vintage(self, observation: Observation) -> Line:
        indicator, document = self.book.registry[observation.indicator], self.document(observation)
        printed = self.printed(observation)
        status = phrase("state", observation.status, self.lang) if observation.status else "–"
        title = f"{document.title} ({labels.when(document.published, self.lang)})"
        return (
            Cell(self.label(indicator)),
            Cell(title, script=document.script, of=printed.key),
            Cell(printed, "printed", document.script),
            Cell(self.value(observation), "number"),
            Cell(status),
        )

    def documents(self) -> Table:
        """The documents the report draws on, as their publishers name them."""
        lines = (
            (
                Cell(d.title, "title", script=d.script, href=d.url),
                Cell(d.publisher),
                Cell(labels.when(d.published, self.lang), "date"),
                Cell(d.tier.label[self.lang]),
                Cell(d.licence),
            )
            for d in self.book.documents
        )
        return self.table(
            "documents", ("document", "publisher", "published", "tier", "licence"), lines
        )

    def audit(self, *relations: str) -> Table:
        """The claims of the anchor document with verdict and reason."""
        chosen = [c for c in self.checks() if not relations or c.relation in relations]
        return self._judged(chosen)

    def across(self) -> Table:
        """Rates that only other documents can check, on every vintage of their inputs."""
        checks = [c for c in across(self.book, self.lang) if c.relation == VINTAGES]
        return self._judged(checks)

    def _judged(self, checks: Iterable[Check]) -> Table:
        columns = ("as_printed", "claim", "computed", "verdict")
        return self.table("audit", columns, map(self._check, checks))

    def checks(self) -> tuple[Check, ...]:
        """Every claim, judged."""
        report = self.book.report
        return checks_of(report.place.key, report.year, self.lang)

    def relation(self, check: Check) -> str:
        """What kind of claim it is, and where it stands."""
        figure = check.figure
        spot = figure.locator if figure.start is None else f"{figure.start}–{figure.end}"
        return f"{phrase('relation', check.relation, self.lang)} · {spot}"

    def _check(self, check: Check) -> Line:
        unit, printed = check.indicator.unit, self.figure(check.figure)
        computed = "" if check.interval is None else show_interval(check.interval, unit, self.lang)
        lines = (self.relation(check), check.reason(self.lang))
        return (
            Cell(printed, "printed"),
            Cell(
                self.label(check.indicator),
                notes=tuple(Note((line,), printed.key) for line in lines),
            ),
            Cell(computed, "number", of=printed.key),
            Cell(phrase("state", check.verdict, self.lang), f"verdict {check.verdict}"),
        )

    def power(self) -> Table:
        """What each check of a share could not have caught."""
        lines = (
            self._power(check, blanks)
            for check in self.checks()
            for key, blanks in check.reasons
            if key == "slack"
        )
        columns = ("as_printed", "indicator", "numerators", "denominators", "passing")
        return self.table("power", columns, lines)

    def _power(self, check: Check, blanks: dict[str, str]) -> Line:
        printed = self.figure(check.figure)
        passing = f"{labels.plain(100 * (check.passing or Fraction(0)), 1)}%"
        told = (blanks["numerators"], blanks["denominators"], passing)
        return (
            Cell(printed, "printed"),
            Cell(self.label(check.indicator)),
            *(Cell(text, "number", of=printed.key) for text in told),
        )

    def alarms(self) -> Markdown:
        """How many of the checks could have raised an alarm by chance, in one sentence."""
        shares = [c for c in self.checks() if c.computed is not None and c.relation in SHARES]
        chance = sum((c.passing or Fraction(0) for c in shares), Fraction(0))
        numbers = {
            "checks": str(len(self.checks())),
            "shares": str(len(shares)),
            "cut": labels.plain(Fraction(len(shares), 2), 1),
            "chance": labels.plain(chance, 2),
        }
        counts = {key: f'<span class="count">{text}</span>' for key, text in numbers.items()}
        name = "alarms" if shares else "no_shares"
        return Markdown(labels.template("audit", name, self.lang).format_map(counts))

    def roundings(self) -> Table:
        """The verdicts on recomputed ratios if the office rounded in another way."""
        lines = (
            (Cell(phrase("mode", mode, self.lang)), *(Cell(str(n), "count") for n in counts))
            for mode, *counts in by_rounding(self.book)
        )
        return self.table("rounding", ("mode", "agree", "disagree"), lines)
