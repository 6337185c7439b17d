"""A report opened in a chapter: its areas by name, its tables, charts and sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from reportcard.errors import Problem, UnknownName
from reportcard.expressions import Missing, Quantity
from reportcard.indicators import days_of
from reportcard.labels import phrase, require_language, show, show_interval, with_base
from reportcard.notebook.pictures import Pictures
from reportcard.notebook.tables import Tables
from reportcard.prose import book_of
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

    @property
    def anchored(self) -> Tables:
        """The tables with an id on each row, for the one page that numbers link to."""
        return Tables(self.book, self.lang, anchored=True)

    @property
    def days(self) -> Quantity:
        """The days of the report's year."""
        return days_of(self.book.report.year, self.book.registry.units)

    @property
    def charts(self) -> Pictures:
        """The charts of the chapters."""
        return Pictures(self.book, self.lang)

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
    _teach_display(opened.lang)
    return opened


def _teach_display(lang: str) -> None:
    """Show quantities as readers see them, where a notebook is running."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:  # a plain script
        return
    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    formats = shell.display_formatter.formatters
    texts: dict[type, Callable[[Any], tuple[str, str]]] = {
        Quantity: lambda quantity: _quantity_texts(quantity, lang),
        Missing: lambda missing: (_missing_text(missing, lang), ""),
    }
    for kind, text in texts.items():
        formats["text/html"].for_type(kind, lambda x, text=text: _html(*text(x)))
        formats["text/plain"].for_type(
            kind, lambda x, printer, _, text=text: printer.text("  ".join(text(x)).strip())
        )


def _quantity_texts(quantity: Quantity, lang: str) -> tuple[str, str]:
    value = show(quantity.value, quantity.interval, quantity.unit, lang)
    value = with_base(value, quantity.unit, lang)
    allowed = show_interval(quantity.interval, quantity.unit, lang)
    return value, "" if allowed == value else allowed


def _missing_text(missing: Missing, lang: str) -> str:
    return phrase("state", "refused" if missing.refused else "not_reported", lang)


def _html(value: str, allowed: str) -> str:
    interval = f' <span class="iv">{escape(allowed)}</span>' if allowed else ""
    return f'<p class="result"><b>{escape(value)}</b>{interval}</p>'
