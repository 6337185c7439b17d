"""What a number answers when it is asked: where it was printed, or how it was computed.

A passport is a title, a value, and rows of a term with what is said of it; the texts are in the
edition's language, quotations say in which script they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from reportcard import keys, labels
from reportcard.archive import BEFORE, Figure, Observation
from reportcard.audit import Check
from reportcard.chinese import CHINESE, SIMPLIFIED
from reportcard.expressions import Missing
from reportcard.hedges import hedge_of
from reportcard.labels import phrase, show_interval, with_base
from reportcard.passports.formula import Input, in_words, named
from reportcard.prose import book_of, checks_of, printed_text, show_observation, shown
from reportcard.results import Book, Result
from reportcard.sources import Document

MOST_SPOTS = 4
OFFICIAL = "official"
MOST_FED = 5


@dataclass(frozen=True)
class Quote:
    """Words of a source, in its script."""

    text: str
    lang: str


@dataclass(frozen=True)
class Link:
    """Words that lead to another address."""

    text: str
    href: str
    lang: str = ""


@dataclass(frozen=True)
class Verdict:
    """A verdict: its name and the word for it."""

    name: str
    word: str


Piece: TypeAlias = str | Quote | Link | Verdict | Input
Line: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True)
class Entry:
    """A term, and one or more lines about it."""

    term: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Passport:
    """A number's answers; ``allowed`` is its interval where that says more than the value."""

    key: str
    title: str
    value: str
    allowed: str
    entries: tuple[Entry, ...]

    @property
    def inputs(self) -> Iterator[str]:
        """The keys of the numbers it leads to."""
        for entry in self.entries:
            for line in entry.lines:
                yield from (piece.key for piece in line if isinstance(piece, Input))


def passport(book: Book, key: str, lang: str) -> Passport:
    """The passport of a number of a report. Raises UnknownName for a key of nothing."""
    number = keys.find(book, key)
    writer = _Writer(book, lang)
    if isinstance(number, Result):
        return writer.of_result(key, number)
    return writer.of_observation(key, number)


def of_cell(book: Book, name: str, value: str, inputs: Sequence[str], lang: str) -> Passport:
    """The passport of what a visible cell computes: its inputs, under a name of the page."""
    writer = _Writer(book, lang)
    lines = tuple((writer.input(key),) for key in inputs)
    entries = (Entry(phrase("passport", "cell_formula", lang), lines),)
    return Passport(name, phrase("passport", "cell", lang), value, "", entries)


@dataclass(frozen=True)
class _Writer:
    book: Book
    lang: str

    def term(self, name: str, *lines: Line) -> Iterator[Entry]:
        """An entry under a term of ours; nothing without lines."""
        if lines:
            yield Entry(phrase("passport", name, self.lang), lines)

    def of_result(self, key: str, result: Result) -> Passport:
        """What the report shows of an indicator: observed, computed, or why it is not there."""
        title = named(self.book, result, self.lang)
        if isinstance(result.quantity, Missing):
            absent = tuple(self.absent(result, result.quantity))
            return Passport(key, title, shown(result, self.lang), "", absent)
        if not result.computed:
            return self.of_observation(key, result.observations[0], title)
        value = with_base(shown(result, self.lang), result.indicator.unit, self.lang)
        entries = [
            *self.computation(result),
            *self.claimed(result),
            *self.state(result.status),
            *self.warned(result.caveats),
            *self.documents(result.observations),
            *self.feeds(key),
        ]
        return Passport(key, title, value, self.allowed(result), tuple(entries))

    def of_observation(self, key: str, observation: Observation, title: str = "") -> Passport:
        """One printed fact."""
        indicator = self.book.registry[observation.indicator]
        at = (indicator.id, observation.ref_area, observation.time_period)
        before = observation.coverage == BEFORE
        title = title or named(self.book, self.book.result(*at, before=before), self.lang)
        value = show_observation(observation, indicator.unit, self.lang)
        interval = show_interval(observation.interval, indicator.unit, self.lang)
        entries = [
            *self.printed(observation),
            *self.period(observation),
            *self.state(observation.status),
            *self.verdicts(observation),
            *self.documents([observation]),
            *self.elsewhere(observation),
            *self.feeds(key),
        ]
        value = with_base(value, indicator.unit, self.lang)
        return Passport(key, title, value, "" if interval == value else interval, tuple(entries))

    def absent(self, result: Result, missing: Missing) -> Iterator[Entry]:
        """Why there is no number: the reason of a refusal, or the inputs that nobody printed."""
        reason = self.book.refusal(result, self.lang)
        yield from self.computation(result)
        if reason:
            yield from self.term("why_not", (reason,))
        elif missing.names:
            listed = labels.join([self.missing_label(name) for name in missing.names], self.lang)
            yield from self.term("why_not", (phrase("passport", "missing", self.lang, listed),))

    def missing_label(self, name: str) -> str:
        indicator, _, year = name.rpartition(".")[2].partition("@")
        label = self.book.label(self.book.registry[indicator], self.lang)
        return f"{label} {year}".strip()

    def allowed(self, result: Result) -> str:
        """The interval, or the fraction that is exact; nothing where the value says it all."""
        interval, unit = result.interval, result.indicator.unit
        text = show_interval(interval, unit, self.lang)
        if not interval.exact or interval.lower is None:
            return text
        if not text.removesuffix("%").endswith("…"):
            return ""
        ratio = interval.lower / 100 if unit.code == "percent" else interval.lower
        fraction = f"{ratio.numerator:,}/{ratio.denominator:,}"
        return phrase("passport", "exactly", self.lang, fraction, text)

    def computation(self, result: Result) -> Iterator[Entry]:
        """The formula in words, each input with its value."""
        formula = in_words(self.book, result, self.lang)
        yield from self.term("formula", *([tuple(formula)] if formula else []))

    def input(self, key: str) -> Input:
        """A number as an input: its name and its value."""
        number = keys.find(self.book, key)
        if isinstance(number, Result):
            return Input(key, named(self.book, number, self.lang), shown(number, self.lang))
        unit = self.book.registry[number.indicator].unit
        label = self.book.label(self.book.registry[number.indicator], self.lang)
        return Input(key, label, show_observation(number, unit, self.lang))

    def claimed(self, result: Result) -> Iterator[Entry]:
        """What the anchor prints of a ratio, with verdict and reason."""
        if result.printed:
            yield from self.printed(result.printed)
            yield from self.verdicts(result.printed)

    def printed(self, observation: Observation) -> Iterator[Entry]:
        """The print of an observation, its hedge, and where else it is printed."""
        figure, script = observation.principal, self.document(observation).script
        said: list[Piece] = [Quote(printed_text(observation), script)]
        for word in observation.hedges:
            said[:0] = [Quote(word, script), " "]
        if observation.sign < 0:
            said += [", ", phrase("passport", "fall", self.lang)]
        yield from self.term("printed", (*said, " · ", self.spot(observation.document, figure)))
        others = [m for m in observation.mentions if m is not figure][:MOST_SPOTS]
        spots = (
            (Quote(m.as_printed, script), " · ", self.spot(observation.document, m)) for m in others
        )
        yield from self.term("also_printed", *spots)
        if observation.hedges:
            yield from self.term("hedge", (hedge_of(observation.hedges[0]).why[self.lang],))

    def document(self, observation: Observation) -> Document:
        return self.book.archive.documents[observation.document]

    def spot(self, document: str, figure: Figure) -> Piece:
        """Paragraph and characters, or table and row."""
        if figure.start is None or figure.end is None:
            script = self.book.archive.documents[document].script
            script = script if script in CHINESE else SIMPLIFIED  # of a document in English, too
            return Quote(figure.locator, script) if not figure.locator.isascii() else figure.locator
        bounds = self.book.archive.paragraphs(document)
        for number, (start, end) in enumerate(bounds, 1):
            if start <= figure.start < end:
                where = (str(number), f"{figure.start:,}", f"{figure.end:,}")
                return phrase("passport", "paragraph", self.lang, *where)
        return phrase("passport", "characters", self.lang, f"{figure.start:,}", f"{figure.end:,}")

    def period(self, observation: Observation) -> Iterator[Entry]:
        year, as_of = str(observation.time_period), observation.as_of
        name = observation.coverage
        if as_of and name != BEFORE:
            name = "cumulative_as_of" if name == "cumulative" else "as_of"
        yield from self.term("period", (phrase("passport", name, self.lang, year, as_of),))

    def state(self, status: str) -> Iterator[Entry]:
        if status:
            yield from self.term("status", (phrase("state", status, self.lang),))

    def warned(self, caveats: Sequence[str]) -> Iterator[Entry]:
        lines = [(self.book.registry.caveats[name][self.lang],) for name in caveats]
        yield from self.term("caveats", *lines)

    def verdicts(self, observation: Observation) -> Iterator[Entry]:
        """Every check of what is printed there."""
        checks = [c for c in self.checks() if any(c.figure is m for m in observation.mentions)]
        lines: list[Line] = []
        for check in checks:
            word = Verdict(check.verdict, phrase("state", check.verdict, self.lang))
            kind = phrase("relation", check.relation, self.lang)
            said = phrase("passport", "relation", self.lang, kind)
            lines.append((word, said, check.reason(self.lang)))
        yield from self.term("verdict", *lines)

    def checks(self) -> tuple[Check, ...]:
        report = self.book.report
        return checks_of(report.place.key, report.year, self.lang)

    def documents(self, observations: Sequence[Observation]) -> Iterator[Entry]:
        """Title, publisher and date of each document it rests on."""
        found = dict.fromkeys((o.document, o.principal.row["url"]) for o in observations)
        lines = [self.credited(self.book.archive.documents[name], url) for name, url in found]
        yield from self.term("source" if len(lines) == 1 else "across", *lines)

    def credited(self, document: Document, url: str) -> Line:
        """A document as a source; ``url`` is the address of the figure, where it has its own."""
        day = labels.when(document.published, self.lang)
        said = phrase("passport", "published", self.lang, document.publisher, day)
        tier = "" if document.tier.key == OFFICIAL else f" · {document.tier.label[self.lang]}"
        return (Link(document.title, url or document.url, document.script), " · ", said, tier)

    def elsewhere(self, observation: Observation) -> Iterator[Entry]:
        """The same fact in other documents, each under its own key."""
        at = (observation.indicator, observation.ref_area, observation.time_period)
        lines: list[Line] = []
        for other in self.book.report.vintages(*at):
            if other is not observation and other.coverage == observation.coverage:
                entry = self.input(keys.of_observation(self.book, other))
                name = self.document(other).short(self.lang)
                lines.append((Input(entry.key, name, entry.value),))
        yield from self.term("elsewhere", *lines)

    def feeds(self, key: str) -> Iterator[Entry]:
        """The ratios that it is an input of."""
        names = [self.book.label(r.indicator, self.lang) for r in fed(self.book).get(key, ())]
        if len(names) > MOST_FED:
            rest = phrase("passport", "more", self.lang, str(len(names) - MOST_FED))
            names = [*names[:MOST_FED], rest]
        yield from self.term("feeds", *([(labels.join(names, self.lang),)] if names else []))


@lru_cache(maxsize=8)
def _fed(place: str, year: int) -> dict[str, tuple[Result, ...]]:
    """The ratios of a report by the keys of the observations they rest on."""
    found: dict[str, list[Result]] = {}
    book = book_of(place, year)
    for result in book.results():
        for observation in result.observations if result.computed else ():
            found.setdefault(keys.of_observation(book, observation), []).append(result)
    return {key: tuple(results) for key, results in found.items()}


def fed(book: Book) -> dict[str, tuple[Result, ...]]:
    """The ratios of a report by the keys of what they rest on, told once in a process."""
    return _fed(book.report.place.key, book.report.year)
