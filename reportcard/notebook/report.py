"""A report opened in a chapter: its areas by name, its tables, charts and sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from html import escape

from reportcard import keys
from reportcard.errors import Problem, UnknownName
from reportcard.expressions import Missing, Quantity
from reportcard.indicators import days_of
from reportcard.labels import phrase, require_language, show, show_interval, with_base
from reportcard.notebook.changes import Changes
from reportcard.notebook.history import History
from reportcard.notebook.neighbours import Neighbours
from reportcard.notebook.pictures import Pictures
from reportcard.notebook.refused import Refused
from reportcard.notebook.tables import Tables
from reportcard.prose import Said, book_of, find, parse, same, told
from reportcard.results import Book
from reportcard.sentences import Markdown, sentence
from reportcard.units import Unit


@dataclass(frozen=True)
class View:
    """An area of the report: ``home.gdp`` is its GDP, reported or not.

    ``before`` sees the levels before an improvement, ``previous`` the year before.
    """

    _book: Book
    _area: str | None
    _year: int
    _before: bool = False

    def __getattr__(self, name: str) -> Quantity | Missing:
        if name.startswith("_"):
            raise AttributeError(name)
        called = self._book.registry[name].id
        if self._area is None:
            return Missing((called,), name=called)
        result = self._book.result(name, self._area, self._year, before=self._before)
        role = "before." if self._before else f"{self._area}."
        return result.quantity.called(f"{role}{called}@{self._year}")

    @property
    def before(self) -> View:
        """The same area before an improvement the report speaks of."""
        return replace(self, _before=True)

    @property
    def previous(self) -> View:
        """The same area a year earlier."""
        return replace(self, _year=self._year - 1)

    def __dir__(self) -> list[str]:
        return [*self._book.registry.indicators, "before", "previous"]

    def __repr__(self) -> str:
        return f"{self._area} {self._year}"


@dataclass(frozen=True)
class OpenReport:
    """What a chapter works with: areas, tables, charts, sentences in one language."""

    book: Book
    lang: str

    @property
    def areas(self) -> tuple[View, View, View]:
        """The place, what it lies in, and the country."""
        archive, place, year = self.book.archive, self.book.report.place.key, self.book.report.year
        roles = (archive.role(role, place) for role in ("home", "parent", "country"))
        home, parent, country = (View(self.book, area, year) for area in roles)
        return home, parent, country

    @property
    def tables(self) -> Tables:
        """The tables of the chapters."""
        return Tables(self.book, self.lang)

    @cached_property
    def changes(self) -> Changes:
        """What changed since the report before this one."""
        return Changes(self.book, self.lang)

    @property
    def refused(self) -> Refused:
        """What must not be computed from these figures."""
        return Refused(self.book, self.lang)

    @property
    def days(self) -> Quantity:
        """The days of the report's year."""
        return days_of(self.book.report.year, self.book.registry.units)

    @property
    def charts(self) -> Pictures:
        """The charts of the chapters."""
        return Pictures(self.book, self.lang)

    @property
    def history(self) -> History:
        """The years of the place."""
        return History(self.book, self.lang)

    @property
    def neighbours(self) -> Neighbours:
        """The places beside it."""
        return Neighbours(self.book, self.lang)

    def sentence(self, name: str) -> Markdown:
        """A sentence of ``data/sentences.toml`` that depends on what the numbers did."""
        return sentence(self.book, name, self.lang)

    def unit(self, code: str) -> Unit:
        """A unit to convert to."""
        return self.book.registry.units[code]

    def __repr__(self) -> str:
        return f"{self.book.report.place.key} {self.book.report.year}, {self.lang}"


def open_report(place: str, year: int, lang: str = "en") -> OpenReport:
    """Open the report of a place and year in a language: the first cell of every chapter.

    Raises UnknownName naming every parameter that is ill-typed or unknown.
    """
    problems = [
        Problem(f"{name} is {value!r}, not {kind.__name__}", f"Give {name} as in: {example}.")
        for name, value, kind, example in (
            ("place", place, str, 'place = "haidian"'),
            ("year", year, int, "year = 2019"),
            ("lang", lang, str, 'lang = "en"'),
        )
        if not isinstance(value, kind) or isinstance(value, bool)
    ]
    if not problems:
        for look in (lambda: book_of(place, year), lambda: require_language(lang)):
            try:
                look()
            except UnknownName as error:
                problems += error.problems
    if problems:
        raise UnknownName(*problems)
    opened = OpenReport(book_of(place, year), lang)
    _teach_display(opened.book, opened.lang)
    return opened


def _teach_display(book: Book, lang: str) -> None:
    """Show quantities as readers see them, where a notebook is running."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:  # a plain script
        return
    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    formats = shell.display_formatter.formatters
    for kind in (Quantity, Missing):
        formats["text/html"].for_type(kind, lambda x: result_html(book, x, lang))
        formats["text/plain"].for_type(
            kind, lambda x, printer, _: printer.text("  ".join(_texts(x, lang)).strip())
        )


def _texts(number: Quantity | Missing, lang: str) -> tuple[str, str]:
    """The value of a cell, and its interval where that says more."""
    if isinstance(number, Missing):
        return phrase("state", "refused" if number.refused else "not_reported", lang), ""
    value = show(number.value, number.interval, number.unit, lang)
    value = with_base(value, number.unit, lang)
    allowed = show_interval(number.interval, number.unit, lang)
    return value, "" if allowed == value else allowed


def result_html(book: Book, number: Quantity | Missing, lang: str) -> str:
    """What a visible cell computes, under the key of the ratio that says the same.

    A number that no ratio of the book says stands under the keys of what it is made of.
    """
    value, allowed = _texts(number, lang)
    if isinstance(number, Missing):
        return f'<p class="result"><b>{escape(value)}</b></p>'
    key = _same(book, number) or " ".join(
        ["=", *(keys.of_observation(book, o) for o in number.observations)]
    )
    interval = f' <span class="iv" data-n="{key}">{escape(allowed)}</span>' if allowed else ""
    return f'<p class="result"><b>{Said(value, key=key).html()}</b>{interval}</p>'


def _same(book: Book, number: Quantity) -> str:
    """The key of the result that has this value, this interval and this unit from these inputs."""
    if number.name:
        named = find(book, parse(number.name))
        if isinstance(named.quantity, Quantity) and told(named.quantity) == told(number):
            return keys.of_result(named)
    return same(book, told(number))
