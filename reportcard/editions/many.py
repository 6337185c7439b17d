"""Running the chapters of many editions, of so many at a time that a runner has work."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path

from reportcard.editions.chapters import Edition, chapters_of, choose
from reportcard.editions.every import EditionsFailed
from reportcard.editions.run import EXECUTED, Explain, run_edition, unsaid
from reportcard.editions.runners import Runner, RunnerLost
from reportcard.errors import Problem, ReportcardError

AHEAD, MOST = 2, 256
"""Editions begun beyond what the runner runs at a time, and those that are at all."""


def run_every(
    project: Path,
    editions: Sequence[Edition],
    runner: Runner,
    chapters: Sequence[str] = (),
    given: Mapping[str, str] | None = None,
    out: Path | None = None,
    *,
    say: Callable[[str], None] = print,
    force: bool = False,
    explain: Explain = unsaid,
) -> Path:
    """Run chapters of editions, all or those named; returns the folder they are written below.

    One that fails does not stop the others. ``say`` is told of each as it ends. Raises UnknownName
    for a chapter that is not there, EditionsFailed at the end with the problems of all that failed,
    and at once RunnerLost, and what the system refuses (a full disk).
    """
    per_edition = len(choose(chapters_of(project), chapters))

    def run(edition: Edition) -> Path:
        return run_edition(
            project, edition, chapters, given, out, runner=runner, force=force,
            explain=lambda chapter, why: explain(f"{edition} {chapter}", why),
        )  # fmt: skip

    def room() -> int:
        return min(MOST, AHEAD + runner.jobs // per_edition)

    problems: list[Problem] = []
    failed = 0
    with closing(_done(editions, run, room, runner)) as ended:
        for number, (edition, done) in enumerate(ended, 1):
            state = ""
            try:
                done.result()
            except RunnerLost:
                raise
            except ReportcardError as error:
                failed, state = failed + 1, " failed"
                problems += [Problem(f"{edition} was not run:"), *error.problems]
            say(f"{number} of {len(editions)}: {edition}{state}")
    if failed:
        ran = len(editions) - failed
        raise EditionsFailed(*problems, f"{ran} of {len(editions)} editions ran.")
    return out or project / EXECUTED


def _done(
    editions: Iterable[Edition],
    run: Callable[[Edition], Path],
    room: Callable[[], int],
    runner: Runner,
) -> Generator[tuple[Edition, Future[Path]], None, None]:
    """Editions as they end, never more of them begun than there is room for.

    Closed before all have ended, it stops the runner and those that run.
    """
    left = iter(editions)
    running: dict[Future[Path], Edition] = {}
    with ThreadPoolExecutor(max_workers=MOST) as pool:
        try:
            while True:
                while len(running) < room() and (edition := next(left, None)):
                    running[pool.submit(run, edition)] = edition
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(future), future
        except BaseException:
            runner.stop()
            raise
