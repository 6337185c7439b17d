"""Every edition that has enough: which they are, and building them side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reportcard.archive import Archive
from reportcard.documents import load_archive
from reportcard.editions.chapters import SITE, Edition, first_year
from reportcard.editions.published import published
from reportcard.editions.run import Explain, unsaid
from reportcard.editions.several import Order, build_all
from reportcard.editions.site import write_front
from reportcard.errors import Problem, ReportcardError, UnknownName
from reportcard.schema import LANGUAGES


class EditionsFailed(ReportcardError):
    """Some of several editions could not be built."""


def every_edition(
    project: Path, place: str | None = None, lang: str | None = None
) -> list[Edition]:
    """The editions of a project that have enough, of one place or language where it is named.

    Raises DataError, and UnknownName where there is none.
    """
    since = first_year(project)
    langs = (lang,) if lang else LANGUAGES
    return editions_with_enough(load_archive(project / "data"), since, place, langs)


def editions_with_enough(
    archive: Archive, since: int, place: str | None = None, langs: Sequence[str] = LANGUAGES
) -> list[Edition]:
    """Every edition of a report that has enough: by place, the latest year first, by language.

    Without a ``place``, of every one that some document is a report of; see ``years_with_enough``.
    Raises UnknownName for a place that is not there, and where no year has enough.
    """
    anchored = sorted({d.place for d in archive.documents.values() if d.place})
    places = [archive.area(place).key] if place else anchored
    reports = [(key, year) for key in places for year in years_with_enough(archive, key, since)]
    if not reports:
        whose = f"of '{place}'" if place else "of any place that a document reports on"
        what = f"no year {whose} since {since} has an annual figure of its own"
        with_some = (key for key in anchored if years_with_enough(archive, key, since))
        remedy = f"Places with such years: {', '.join(with_some) or 'none'}."
        raise UnknownName(Problem(what, remedy))
    return [Edition(key, year, lang) for key, year in reports for lang in langs]


def years_with_enough(archive: Archive, place: str, since: int) -> list[int]:
    """The years from ``since`` on of which the place has at least one annual observation of its
    own; the latest first."""
    return [year for year in reversed(archive.annual_years(place)) if year >= since]


def build_every(
    project: Path,
    editions: Sequence[Edition],
    jobs: int = 2,
    *,
    downloads: bool = True,
    say: Callable[[str], None] = print,
    force: bool = False,
    explain: Explain = unsaid,
    scheduler: str | None = None,
) -> Path:
    """Build editions side by side, so many as there is room for; returns the landing page.

    One that fails does not stop the others. ``say`` is told of each as it ends, with its seconds
    of wall time. Their chapters run on the cluster of a ``scheduler`` where one is named. Raises
    EditionsFailed at the end with the problems of all that failed; the others are published then.
    RunnerLost, and what the system refuses (a full disk), ends it at once.
    """
    there = published(project / SITE)  # of another version: says so before anything is built
    order = Order(project, editions[0], jobs, downloads, force, scheduler=scheduler)
    problems: list[Problem] = []
    number, failed = 0, 0
    try:
        for done in build_all(order, editions, there):
            for chapter, why in done.explained:
                explain(f"{done.edition} {chapter}", why)
            number += not done.again
            for line in (*done.said, f"{number} of {len(editions)}: {done}"):
                say(line)
            if done.problems:
                failed += 1
                problems += [Problem(f"{done.edition} is not built:"), *done.problems]
    finally:  # also of those that were built until it was stopped
        write_front(project)
    if problems:
        told = f"{len(editions) - failed} of {len(editions)} editions are published."
        raise EditionsFailed(*problems, told)
    return project / SITE / "index.html"
