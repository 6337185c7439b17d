"""Numbers in prose: what ``{v}`role.indicator@period:document|form``` says in an edition.

``home``, ``parent``, ``country`` and ``year`` alone are names; ``role.`` is home, parent,
country, before, previous or an area's key; ``@2018`` asks for another year; ``:first``,
``:latest``, a day (what was known then) or a document's id for a vintage; the forms are
``printed`` (as the source has it), ``points`` (a change as percentage points), ``integers`` (the
whole numbers that fit), ``interval`` and ``size`` (without its sign).
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from html import escape
from typing import Any

from reportcard import keys, labels, reads
from reportcard.archive import Archive, Observation
from reportcard.audit import Check, audit
from reportcard.dates import earliest, is_day
from reportcard.errors import FormulaError, Problem, UnknownName, nearest
from reportcard.expressions import Missing, Quantity
from reportcard.hedges import hedge_of
from reportcard.indicators import Registry
from reportcard.labels import phrase, show, show_interval, show_printed, template
from reportcard.results import Book, Result, load_data
from reportcard.tables import project_folder
from reportcard.targets import FORMS, NAMES, TARGET
from reportcard.units import Unit
from reportcard.vintages import age, known_by

LONG = 18
"""A number of more characters than this may break over lines."""


@dataclass(frozen=True)
class Said:
    """What a target says: the text, its language where it is the source's own, the key of the
    number it is (a name has none), and the verdict on a claim, or that it is missing."""

    text: str
    lang: str | None = None
    key: str = ""
    verdict: str | None = None

    def html(self, target: str = "") -> str:
        """The text as pages ask for it: a number under its key, or a name that answers nothing.

        ``target`` stays with it, for who wants to know what was asked.
        """
        rest = f' lang="{self.lang}"' if self.lang else ""
        rest += f' data-target="{escape(target)}"' if target else ""
        text = escape(self.text, quote=False)
        if not self.key:
            return f'<span class="v {self.verdict or "word"}"{rest}>{text}</span>'
        names = " ".join(filter(None, ("n", self.verdict, "long" * (len(self.text) > LONG))))
        return f'<data class="{names}" value="{self.key}"{rest}>{text}</data>'


@dataclass(frozen=True)
class Target:
    """A target, taken apart."""

    role: str
    name: str
    year: int | None
    vintage: str | None
    form: str | None


def parse(text: str) -> Target:
    """Take a target apart. Raises UnknownName for one that is not well-formed."""
    found = TARGET.fullmatch(text.strip())
    if not found or (found["form"] and found["form"] not in FORMS):
        remedy = f"Write [role.]indicator[@year][:document][|form]; forms: {', '.join(FORMS)}."
        raise UnknownName(Problem(f"'{text}' is no target", remedy))
    year = int(found["period"]) if found["period"] else None
    return Target(found["role"] or "home", found["name"], year, found["vintage"], found["form"])


@lru_cache(maxsize=8)
def book_of(place: str, year: int | None = None) -> Book:
    """The report of a place and year, the latest one of the place without a year.

    What reports of the place need of the data is read once in a process, and what a run looks at
    is noted (see ``reads``). Raises DataError, UnknownName.
    """
    plain = plain_book(place, year)
    archive, registry = reads.watched(plain.archive, plain.registry, place)
    if archive is plain.archive:
        return plain
    return Book(registry, archive.report(*plain.place_and_year), plain)


@lru_cache(maxsize=8)
def plain_book(place: str, year: int | None = None) -> Book:
    """The same report, of which nothing is noted: for questions whose answer is.

    Raises DataError, UnknownName.
    """
    archive, registry = data_of(place)
    year = max(archive.years(place), default=0) if year is None else year
    return Book(registry, archive.report(place, year))


@lru_cache(maxsize=2)
def data_of(place: str) -> tuple[Archive, Registry]:
    """What reports of a place need of the data; all of it where nothing is known of the place.

    Raises DataError, UnknownName.
    """
    folder = project_folder() / "data"
    with reads.in_part(folder):
        archive, registry = load_data(folder, place)
        if not archive.years(archive.area(place).key):
            return load_data(folder)  # which can name the places of which there is something
        return archive, registry


Told = list[Any]


@reads.of_report
def same(book: Book, number: Told) -> str:
    """The key of the result of a report that a number is, by what is told of it; or nothing."""
    return numbers_of(*book.place_and_year).get(json.dumps(number), "")


@lru_cache(maxsize=8)
def numbers_of(place: str, year: int) -> dict[str, str]:
    """The keys of the derived results of a report by what is told of each, as JSON.

    Of results that say the same it is the first, and one that cannot be computed is none.
    """
    book, found = plain_book(place, year), dict[str, str]()
    for indicator in book.derived():
        with suppress(FormulaError):
            result = book.result(indicator.id)
            if isinstance(result.quantity, Quantity):
                found.setdefault(json.dumps(told(result.quantity)), keys.of_result(result))
    return found


def told(number: Quantity) -> Told:
    """What makes two quantities the same number: value, interval, unit, and what they are of."""
    observations = sorted(map(list, {o.key for o in number.observations}))
    return [str(number.value), str(number.interval), number.unit.code, observations]


def edition_label(place: str, year: int, lang: str) -> str:
    """What tells an edition from the others of a site, in its own language: place, year, language.

    Raises UnknownName for a report of which nothing is known.
    """
    home = book_of(place, year).report.names(lang)["home"]
    language = phrase("site", "language", lang)
    return template("site", "edition", lang).format(place=home, year=year, language=language)


@lru_cache(maxsize=8)
def checks_of(place: str, year: int, lang: str) -> tuple[Check, ...]:
    """The audit of a report, done once in a process and language."""
    return tuple(audit(book_of(place, year), lang))


def say(target: str, place: str, year: int, lang: str) -> Said:
    """What a target says in an edition. Raises ReportcardError for one that nothing knows."""
    return say_in(book_of(place, year), target, labels.require_language(lang))


def say_in(book: Book, target: str, lang: str) -> Said:
    """What a target says of a report in a language."""
    wanted = parse(target)
    if wanted.name in NAMES and wanted.role == "home":
        if wanted.name == "year":
            return Said(str(book.report.year))
        name = "home" if wanted.name == "place" else wanted.name
        return Said(book.report.names(lang).get(name, "…"))
    result = find(book, wanted)
    if wanted.vintage:
        return _vintage(book, wanted, result, lang)
    if wanted.form == "printed":
        return _printed(book, result, lang)
    if not result.reported:
        return _missing(result, lang)
    return Said(_form(result, wanted.form, lang), key=keys.of_result(result))


def find(book: Book, target: Target) -> Result:
    """The result a target names. Raises UnknownName for an unknown indicator or role."""
    report, year, before = book.report, target.year, target.role == "before"
    area: str | None = report.place.key
    if target.role == "previous":
        year = (year or report.year) - 1
    elif not before:
        area = report.archive.role(target.role, report.place.key)
    if area is None:
        known = ("home", "parent", "country", "before", "previous", *report.archive.areas)
        remedy = nearest(target.role, known) or f"Roles: {', '.join(known)}."
        if target.role not in ("parent", "country"):
            raise UnknownName(Problem(f"no role or area '{target.role}'", remedy))
        return book.unplaced(target.name, target.role)
    return book.result(target.name, area, year, before=before)


def shown(result: Result, lang: str, *, names_unit: bool = True, size: bool = False) -> str:
    """A result as readers see it: printed digits for an observation, else what is pinned down.

    ``size`` leaves the sign out, for sentences that say "fell by".
    """
    quantity, unit = result.quantity, result.indicator.unit
    if isinstance(quantity, Missing):
        return phrase("state", "refused" if quantity.refused else "not_reported", lang)
    if result.integers:
        return labels.join_or([f"{n:,}" for n in result.integers], lang)
    turn = -1 if size and quantity.value < 0 else 1
    if not result.computed:
        observation = result.observations[0]
        return show_observation(observation, unit, lang, names_unit=names_unit, turn=turn)
    interval = result.interval * Fraction(turn)
    return show(quantity.value * turn, interval, unit, lang, names_unit=names_unit)


def show_observation(
    observation: Observation, unit: Unit, lang: str, *, names_unit: bool = True, turn: int = 1
) -> str:
    """An observation with the digits and the hedge its source prints.

    ``turn`` −1 turns its sign.
    """
    reading = observation.principal.reading
    value = observation.value * turn
    if reading.upper_value is not None:
        interval = observation.interval * Fraction(turn)
        return show(value, interval, unit, lang, names_unit=names_unit)
    hedge = hedge_of(reading.hedges[0]).name if reading.hedges else ""
    step = Fraction(0) if observation.interval.exact else reading.step
    return show_printed(value, step, hedge, unit, lang, names_unit=names_unit)


def _form(result: Result, form: str | None, lang: str) -> str:
    if form == "interval":
        return show_interval(result.interval, result.indicator.unit, lang)
    text = shown(result, lang, size=form == "size")
    if form == "points" and result.indicator.unit.code != "percentage_point":
        return phrase("scale", "points", lang, text.removesuffix("%"))
    return text


def _missing(result: Result, lang: str) -> Said:
    key = keys.of_result(result) if result.area else ""
    return Said(shown(result, lang), key=key, verdict="missing")


def _printed(book: Book, result: Result, lang: str) -> Said:
    """As the source prints it, with the verdict where it is a claim."""
    observation = result.printed or (
        result.observations[0] if result.observations and not result.computed else None
    )
    if observation is None:
        return _missing(result, lang)
    figure = observation.principal
    report = book.report
    verdict = next(
        (
            c.verdict
            for c in checks_of(report.place.key, report.year, lang)
            if c.figure is figure and c.relation != "repeat"
        ),
        None,
    )
    script = report.archive.documents[observation.document].script
    other = script if script != lang else None
    return Said(printed_text(observation), other, keys.of_observation(book, observation), verdict)


def _vintage(book: Book, target: Target, result: Result, lang: str) -> Said:
    chosen = _chosen(book, target, result)
    if chosen is None:
        return Said(phrase("state", "not_reported", lang), verdict="missing")
    text = show_observation(chosen, result.indicator.unit, lang)
    return Said(text, key=keys.of_observation(book, chosen))


def _chosen(book: Book, target: Target, result: Result) -> Observation | None:
    """The vintage that a target asks for. Raises UnknownName for what names none."""
    wanted, documents = target.vintage or "", book.archive.documents
    found = book.report.vintages(target.name, result.area, result.year)
    found.sort(key=lambda o: age(book, o))
    if is_day(wanted):
        known = known_by(book, found, earliest(wanted))
        return known[-1] if known else None
    if wanted in ("first", "latest"):
        return found[-(wanted == "latest")] if found else None
    if wanted not in documents and wanted not in book.archive.unread.documents:
        remedy = nearest(wanted, documents) or "first, latest, a day or a document's id"
        raise UnknownName(Problem(f"no document '{wanted}'", remedy))
    return next((o for o in found if o.document == wanted), None)


def printed_text(observation: Observation) -> str:
    """An observation as printed, with the unit of its table where it stands in one."""
    figure = observation.principal
    return figure.as_printed + figure.row["unit"]


def where(book: Book, observation: Observation) -> str:
    """Document and place of an observation, in one line."""
    document = book.archive.documents[observation.document]
    figure = observation.principal
    spot = figure.locator if figure.start is None else f"{figure.start}–{figure.end}"
    return f"{printed_text(observation)} · {document.title} · {spot}"
