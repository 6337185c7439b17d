"""What ``reportcard bench scale`` measures in a process of its own: one step of one archive.

``python -m reportcard.bench.steps STEP SAMPLE SEED`` reads the project that ``REPORTCARD_PROJECT``
names, and prints times and memory as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

import psutil

from reportcard import memory
from reportcard.bench.bare import last_value
from reportcard.bench.synthetic import reports
from reportcard.check import check as check_data
from reportcard.editions.chapters import SITE, chapters_of, default_edition, first_year
from reportcard.editions.every import editions_with_enough
from reportcard.editions.landing import front
from reportcard.editions.notebooks import read_notebook
from reportcard.editions.published import FACTS
from reportcard.editions.stored import roles as targets_of
from reportcard.passports import answered
from reportcard.prose import book_of, checks_of, say
from reportcard.results import Book, load_data
from reportcard.tables import project_folder

Times = dict[str, list[tuple[float, float]]]
"""Seconds of wall and of CPU time, by what they were spent on."""
Given = tuple[Path, int, int]
"""The project, how many reports to sample, and the seed to draw them with."""
FILL = (9, 10)
"""The measures that the facts of an edition say a chapter has, of how many."""


class Clock:
    """Takes the time of what is done with it."""

    def __init__(self) -> None:
        self.times: Times = {}

    def take(self, name: str, work: Callable[[], Any]) -> Any:
        """Do some work and keep its seconds under a name; returns what it gives."""
        wall, cpu = time.perf_counter(), time.process_time()
        done = work()
        spent = (time.perf_counter() - wall, time.process_time() - cpu)
        self.times.setdefault(name, []).append(spent)
        return done


def check(given: Given, clock: Clock) -> None:
    """What ``reportcard check`` does. Raises ValueError where it finds a problem: there is none."""
    outcome = clock.take("check", lambda: check_data(given[0] / "data"))
    if outcome.problems:
        raise ValueError(str(outcome.problems[0]))


def archive(given: Given, clock: Clock) -> None:
    """Read everything; which editions there are; the landing page with each place's years."""
    project, lang = given[0], default_edition(given[0]).lang
    whole, _ = clock.take("load", lambda: load_data(project / "data"))
    since = first_year(project)
    found = clock.take("editions", lambda: editions_with_enough(whole, since, None, (lang,)))
    pages = [{"page": c.page, "title": c.name} for c in chapters_of(project)]
    filled = {page["page"]: FILL for page in pages}
    facts = {"title": "", "chapters": pages, "left_out": [], "reported": filled}
    for edition in found:
        folder = project / SITE / edition.folder
        folder.mkdir(parents=True)
        told = {"place": edition.place, "year": edition.year, "lang": lang, **facts}
        (folder / FACTS).write_text(json.dumps(told), "utf-8")
    default = default_edition(project)
    book_of(default.place, default.year)
    clock.take("index", lambda: front(project, project / SITE))


def report(given: Given, clock: Clock) -> None:
    """One report after another, each as in a process of its own: nothing read is kept."""
    project, sample, seed = given
    _one(project, *default_report(project), Clock())  # unmeasured: words and fonts are read
    for place, year in drawn(list(reports(project)), sample, seed):
        memory.forget()
        _one(project, place, year, clock)


def default_report(project: Path) -> tuple[str, int]:
    """The report that ``_config.yml`` names."""
    edition = default_edition(project)
    return edition.place, edition.year


def drawn(every: Sequence[tuple[str, int]], number: int, seed: int) -> list[tuple[str, int]]:
    """A sample in which each year comes as often as any other: later ones have more to tell."""
    draw = Random(seed)
    by_year = {year: [r for r in every if r[1] == year] for _, year in every}
    piles = [iter(draw.sample(found, len(found))) for _, found in sorted(by_year.items())]
    taken = (next(pile, None) for pile in cycle(piles))
    return [r for r in islice(taken, max(number, len(piles)) * 2) if r][:number]


def _one(project: Path, place: str, year: int, clock: Clock) -> None:
    """What one report costs: its book, its ratios and audit, its chapters with their passports."""
    lang = default_edition(project).lang
    book = clock.take("open", lambda: book_of(place, year))
    clock.take("results", lambda: (list(book.results()), checks_of(place, year, lang)))
    page = clock.take("chapters", lambda: "".join(_pages(project, place, year, lang)))
    clock.take("passports", lambda: _answered(page, book, lang))


def _answered(page: str, book: Book, lang: str) -> str:
    return answered(page, book, lang)


def _pages(project: Path, place: str, year: int, lang: str) -> Iterator[str]:
    """What the cells of each chapter show, and what its prose says."""
    for chapter in chapters_of(project):
        names: dict[str, Any] = {}
        for cell in read_notebook(chapter).cells:
            if cell.cell_type == "markdown":
                said = (say(target, place, year, lang) for target in targets_of(cell.source))
                yield from (one.html() for one in said)
                continue
            yield _shown(cell.source, names)
            if "parameters" in cell.metadata.get("tags", ()):
                names |= {"place": place, "year": year, "lang": lang}


def _shown(source: str, names: dict[str, Any]) -> str:
    """Run a cell; the HTML of what its last line gives, as Jupyter asks for it."""
    value = last_value(source, names)
    if value is None:
        return ""
    for ask in ("_repr_mimebundle_", "_repr_html_"):
        if hasattr(value, ask):
            given = getattr(value, ask)()
            bundle = given[0] if isinstance(given, tuple) else given
            return bundle.get("text/html", "") if isinstance(bundle, dict) else str(bundle or "")
    return repr(value)


STEPS = {"archive": archive, "check": check, "report": report}


def main() -> None:
    """Take one step and tell what it took."""
    step, sample, seed = sys.argv[1:]
    clock, before = Clock(), peak()
    STEPS[step]((project_folder(), int(sample), int(seed)), clock)
    print(json.dumps({"times": clock.times, "memory": [before, peak()]}))


def peak() -> int:
    """The most memory that this process has had so far, in bytes; where the system does not tell,
    what it has now."""
    try:
        status = Path("/proc/self/status").read_text("utf-8")
    except OSError:
        told = psutil.Process().memory_info()
        return int(getattr(told, "peak_wset", told.rss))
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
