"""Several editions built side by side, each as if all the others were there already.

Pages lead to the other years and languages of their report. Which editions there will be is known
before any is built, so that each is the same whatever the order, in one process or in many.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from reportcard import kernels, memory, stamps
from reportcard.editions.chapters import Edition, chapters_of
from reportcard.editions.pool import room, work_through
from reportcard.editions.published import beside, edition_of, is_beside
from reportcard.editions.runners import RunnerLost, runner
from reportcard.editions.selection import select
from reportcard.editions.site import build_edition, facts_of
from reportcard.errors import Problem, ReportcardError

Facts = Mapping[str, Any]
LOST = Problem(
    "the process that built it was killed", "It may want more memory: build it alone, --jobs 1."
)


@dataclass(frozen=True)
class Order:
    """An edition to be built in whatever process, and how; see ``build_edition``.

    ``stamped`` is what ``stamps.of_sources`` said before the data were read for ``others``.
    """

    project: Path
    edition: Edition
    jobs: int = 1
    downloads: bool = True
    force: bool = False
    others: Sequence[Facts] = ()
    scheduler: str | None = None
    stamped: str = ""


@dataclass
class Done:
    """What became of an edition: ``seconds`` of wall time, none where it was as it is now.

    ``again`` where it had been built before, to lead to an edition that failed.
    """

    edition: Edition
    seconds: float | None = None
    said: list[str] = field(default_factory=list)
    explained: list[tuple[str, str]] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    again: bool = False

    def __str__(self) -> str:
        took = "as it was" if self.seconds is None else f"in {self.seconds:.0f} s"
        state = " (failed)" if self.problems else " (again)" if self.again else ""
        return f"{self.edition} {took}{state}"


class Planned:
    """The editions that there will be, by place."""

    def __init__(self, there: Iterable[Facts], editions: Iterable[Edition]) -> None:
        self.facts = {edition_of(facts): facts for facts in there}
        self.by_place: dict[str, set[Edition]] = defaultdict(set)
        for edition in (*self.facts, *editions):
            self.by_place[edition.place].add(edition)

    def near(self, edition: Edition) -> list[Edition]:
        """Those that the pages of an edition lead to."""
        return [other for other in self.by_place[edition.place] if is_beside(other, edition)]

    def told(self, edition: Edition) -> list[dict[str, Any]]:
        """What its pages say of them; one of which nothing is known cannot be built."""
        return beside((self.facts[e] for e in self.near(edition) if e in self.facts), edition)


def build_all(order: Order, editions: Sequence[Edition], there: Iterable[Facts]) -> Iterator[Done]:
    """Build editions that are not current as ``order`` says; tells of each when it is done.

    ``there`` are the facts of those that are published. Where one fails that is not, those that
    were built to lead to it are built once more.
    """
    order = replace(order, stamped=stamps.of_sources(order.project))
    planned = Planned(there, editions)
    published = set(planned.facts)
    current = set() if order.force else _current(order, editions, planned)
    yield from (Done(edition) for edition in editions if edition in current)
    left = [edition for edition in editions if edition not in current]
    count = room(min(order.jobs, len(left) or 1))
    each = replace(order, jobs=max(1, order.jobs // count))
    for asked, facts in work_through(_to_be_known(each, left), facts_of_report, count):
        for edition in left:
            if facts and (edition.place, edition.year) == (asked.edition.place, asked.edition.year):
                folder = edition.folder.as_posix()
                planned.facts[edition] = {**facts, "lang": edition.lang, "folder": folder}
    failed: set[Edition] = set()
    for done in _built(each, left, planned, count):
        failed |= {done.edition} if done.problems else set()
        yield done
    for edition in failed - published:
        planned.facts.pop(edition, None)
    misled = {e for f in failed - published for e in planned.near(f) if e in left} - failed
    for done in _built(replace(each, force=False), sorted(misled, key=str), planned, count):
        yield replace(done, again=True)


def _built(
    order: Order, editions: Sequence[Edition], planned: Planned, count: int
) -> Iterator[Done]:
    orders = [replace(order, edition=e, others=planned.told(e)) for e in editions]
    for asked, done in work_through(orders, build, count):
        yield done or Done(asked.edition, 0.0, problems=(LOST,))


def _current(order: Order, editions: Sequence[Edition], planned: Planned) -> set[Edition]:
    """Those that are there, as they would be built now."""
    found = set()
    for edition in editions:
        near = [other.folder.as_posix() for other in planned.near(edition)]
        how: dict[str, Any] = {"downloads": order.downloads, "sources": order.stamped}
        if stamps.is_current(order.project, edition.folder, beside=near, **how):
            found.add(edition)
    return found


def _to_be_known(order: Order, editions: Sequence[Edition]) -> list[Order]:
    """An edition of each report of which another one that is to be built must know something."""
    shared = Counter[tuple[str, int | str]]()
    for edition in editions:
        shared.update([(edition.place, edition.year), (edition.place, edition.lang)])
    found = {
        (e.place, e.year): e
        for e in editions
        if max(shared[e.place, e.year], shared[e.place, e.lang]) > 1
    }
    return [replace(order, edition=edition) for edition in found.values()]


def facts_of_report(order: Order) -> dict[str, Any] | None:
    """What others say of a report's editions; nothing where that cannot be told."""
    memory.forget()
    try:
        return facts_of(select(chapters_of(order.project), order.edition))
    except ReportcardError:
        return None  # which building it tells better


def build(order: Order) -> Done:
    """Build an edition, in whatever process. Raises RunnerLost: no other can be built, either."""
    begun, done = time.perf_counter(), Done(order.edition)
    if not order.scheduler:
        kernels.warm_up(place=order.edition.place, year=order.edition.year)
    try:
        with runner(order.project, order.jobs, order.scheduler, done.said.append) as runs:
            build_edition(
                order.project,
                order.edition,
                order.jobs,
                downloads=order.downloads,
                say=done.said.append,
                force=order.force,
                explain=lambda chapter, why: done.explained.append((chapter, why)),
                others=order.others,
                stamped=order.stamped,
                runner=runs,
            )
    except RunnerLost:
        raise
    except ReportcardError as error:
        done.problems = tuple(error.problems)
    done.seconds = time.perf_counter() - begun
    return done
