"""The same objects as a few words each, for a table in a terminal."""

from __future__ import annotations

from reportcard.archive import Figure, Observation
from reportcard.audit import Check
from reportcard.differences import Difference
from reportcard.expressions import Missing
from reportcard.labels import phrase, show, show_interval, with_base
from reportcard.objects import claim
from reportcard.prose import show_observation, shown
from reportcard.results import Book, Result

FIGURE_COLUMNS = ("indicator", "place", "year", "as_printed", "value", "status", "source")
INDICATOR_COLUMNS = ("indicator", "value", "interval", "as_printed", "verdict", "caveats")
CHECK_COLUMNS = ("as_printed", "source", "indicator", "relation", "computed", "verdict", "reason")


def spot(figure: Figure) -> str:
    """Where a figure stands, in few characters."""
    return figure.locator if figure.start is None else f"{figure.start}–{figure.end}"


def figure_line(book: Book, observation: Observation, lang: str) -> tuple[str, ...]:
    """One observation as a row for readers."""
    unit = book.registry[observation.indicator].unit
    status = phrase("state", observation.status, lang) if observation.status else ""
    return (
        observation.indicator,
        book.archive.areas[observation.ref_area].label[lang],
        str(observation.time_period),
        observation.principal.as_printed + observation.principal.row["unit"],
        show_observation(observation, unit, lang),
        status,
        " ".join(dict.fromkeys(spot(m) for m in observation.mentions)),
    )


def indicator_line(book: Book, result: Result, lang: str) -> tuple[str, ...]:
    """One derived indicator as a row for readers."""
    check, interval = claim(book, result, lang), ""
    if result.reported:
        interval = show_interval(result.interval, result.indicator.unit, lang)
    value = shown(result, lang)
    return (
        result.indicator.id,
        value,
        "" if interval == value else interval,
        result.printed.principal.as_printed if result.printed else "",
        phrase("state", check.verdict, lang) if check else "",
        _note(book, result, lang),
    )


def _note(book: Book, result: Result, lang: str) -> str:
    if isinstance(result.quantity, Missing):
        missing = ", ".join(result.quantity.names)
        return book.refusal(result, lang) or f"{phrase('state', 'not_reported', lang)}: {missing}"
    return " ".join(book.registry.caveats[key][lang] for key in result.caveats)


def check_line(check: Check, lang: str) -> tuple[str, ...]:
    """One claim as a row for readers."""
    computed = ""
    if check.interval is not None:
        computed = show_interval(check.interval, check.indicator.unit, lang)
    return (
        check.figure.as_printed,
        spot(check.figure),
        check.indicator.id,
        phrase("relation", check.relation, lang),
        computed,
        phrase("state", check.verdict, lang),
        check.reason(lang),
    )


def difference_line(book: Book, difference: Difference, lang: str) -> tuple[str, ...]:
    """What two reports say of one indicator as a row for readers."""
    by = difference.change
    changed = "" if isinstance(by, Missing) else show(by.value, by.interval, by.unit, lang)
    return (
        difference.indicator.id,
        book.archive.areas[difference.area].label[lang],
        *(_with_base(side, lang) if side.reported else "–" for side in difference.sides),
        changed,
        " ".join(difference.notes(lang)),
    )


def _with_base(result: Result, lang: str) -> str:
    return with_base(shown(result, lang), result.indicator.unit, lang)


def header(columns: tuple[str, ...], lang: str) -> tuple[str, ...]:
    """Headings of a table for readers."""
    return tuple(phrase("column", name, lang) for name in columns)
