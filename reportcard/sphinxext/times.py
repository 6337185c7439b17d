"""The page of times: how long the chapters of this edition took, and how long other ways take."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from sphinx.application import Sphinx

from reportcard.benchmarks import GROUPS, OURS, Benchmarks
from reportcard.labels import phrase, template
from reportcard.sphinxext.theme import dressed

TIMES = "times"

_Context = dict[str, Any]


def add_pages(app: Sphinx) -> Iterator[tuple[str, _Context, str]]:
    """The page of execution times, where the chapters of this edition have just been run."""
    run = app.config.reportcard_run
    if not run or not dressed(app):
        return
    lang = app.config.reportcard_lang
    titles = app.env.titles
    chapters = [{**c, "title": titles[c["page"]].astext()} for c in run["chapters"]]
    told = {
        "python": run["python"],
        "cores": _counted("page", run["cores"], "core", "cores", lang),
        "jobs": _counted("page", run["jobs"], "job", "jobs", lang),
    }
    machine = template("page", "machine", lang).format(**told)
    found = app.config.reportcard_benchmarks
    context = {
        "title": phrase("page", TIMES, lang),
        "run": {"chapters": chapters, "machine": machine},
        "bench": side_by_side(found, lang) if found else None,
    }
    yield TIMES, context, "times.html"


def side_by_side(found: Benchmarks, lang: str) -> _Context:
    """What the page says of builds that were measured side by side."""
    return {
        "title": phrase("bench", "title", lang),
        "scenario": phrase("bench", "scenario", lang),
        "ratio": phrase("bench", "ratio", lang),
        "groups": [
            {"title": phrase("bench", group, lang), "rows": list(_rows(found, group, lang))}
            for group in GROUPS
        ],
        "note": _note(found, lang),
    }


def _rows(found: Benchmarks, group: str, lang: str) -> Iterator[_Context]:
    """The scenarios of a group: what was done, seconds, times ours, and what it did not do."""
    for name in GROUPS[group]:
        timing = found.timings[name]
        places, stale = timing.places, ""
        if places is not None and places.new < places.all:
            stale = template("bench", "stale", lang).format(new=places.new, all=places.all)
        yield {
            "label": phrase("bench", name, lang),
            "ours": name == OURS[group],
            "seconds": _short(timing.wall),
            "times": "1" if name == OURS[group] else _short(found.times(name)),
            "stale": stale,
        }


def _short(value: float) -> str:
    """A measured number with the digits that a second measurement might give again."""
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def _note(found: Benchmarks, lang: str) -> str:
    """Where, with what and when it was measured, as HTML: the machine's name is English."""
    return template("bench", "note", lang).format(
        runs=_counted("bench", found.runs, "run", "runs", lang),
        machine=f'<span lang="en">{escape(found.machine)}</span>',
        python=escape(found.python),
        papermill=escape(found.versions["papermill"]),
        jupyter_book=escape(found.versions["jupyter-book"]),
        measured=f"<time>{found.measured.isoformat()}</time>",
    )


def _counted(group: str, number: int, one: str, many: str, lang: str) -> str:
    return phrase(group, one, lang) if number == 1 else phrase(group, many, lang, str(number))


def setup(app: Sphinx) -> None:
    """Register the page, and what it is told."""
    for name, kind in (("reportcard_run", dict), ("reportcard_benchmarks", Benchmarks)):
        app.add_config_value(name, None, "", (kind, type(None)))  # a page of its own
    app.connect("html-collect-pages", add_pages)
