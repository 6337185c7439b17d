"""What ``reportcard bench`` measures: each scenario, and how one run of it is done.

Each works in a copy of the project (see ``copies``), so that the project is never touched.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportcard.bench.copies import Copies, Spent, forget_build, set_execution, together
from reportcard.bench.figures import moved
from reportcard.bench.watching import Watching
from reportcard.benchmarks import Places
from reportcard.editions.chapters import SITE
from reportcard.kernels.warm import QUIETLY

BUILD_OURS = ("reportcard", "build", "--html")
BUILD_JUPYTER = ("jupyter-book", "build", "-W", "--keep-going", ".")
"""Warnings are errors: a chapter whose execution failed is no more than a warning there."""
JUPYTER_PAGES = Path("_build", "html")


@dataclass(frozen=True)
class Run:
    """What one run of a scenario took, and where the figure that it changed has its new value."""

    spent: Spent
    places: Places | None = None


@dataclass(frozen=True)
class Scenario:
    """Something that is measured: in words, how it is done, and what is made ready before."""

    about: str
    run: Callable[[Copies], Run]
    after: tuple[str, ...]


def _papermill(copies: Copies) -> Run:
    copy = copies.named("run")
    return Run(together(_by_papermill(copies, copy, c.path.name) for c in copies.chapters))


def _by_papermill(copies: Copies, copy: Path, name: str) -> Spent:
    (copy / "out").mkdir(exist_ok=True)
    return copies.run(copy, "papermill", Path("notebooks", name), Path("out", name))


def _run(*options: str) -> Callable[[Copies], Run]:
    return lambda copies: Run(
        copies.run(copies.named("run"), "reportcard", "run", "--force", *options)
    )


def _exec(copies: Copies) -> Run:
    copy = copies.named("run")
    paths = [Path("notebooks", chapter.path.name) for chapter in copies.chapters]
    bare = (sys.executable, "-m", "reportcard.bench.bare")
    _, said = copies.told(copy, *bare, *paths, env=QUIETLY)
    return Run(Spent(**json.loads(said)))


def _build(copies: Copies) -> Run:
    copy = copies.named("fresh")
    forget_build(copy)
    return Run(copies.run(copy, *BUILD_OURS))


def _jupyter(mode: str) -> Callable[[Copies], Run]:
    def run(copies: Copies) -> Run:
        copy = copies.named("fresh-jupyter")
        forget_build(copy)
        set_execution(copy, mode)
        return Run(copies.run(copy, *BUILD_JUPYTER))

    return run


def _figure(copies: Copies) -> Run:
    copy = copies.named("ours")
    return _changed(copies, copy, copy / SITE / copies.edition.folder, BUILD_OURS)


def _jupyter_figure(copies: Copies) -> Run:
    copy = copies.named("jupyter")
    return _changed(copies, copy, copy / JUPYTER_PAGES, BUILD_JUPYTER)


def _changed(copies: Copies, copy: Path, built: Path, command: Sequence[str]) -> Run:
    """One figure changed, and the book built again."""
    pages = copies.pages(built)
    before = copies.change.texts(pages)
    copies.change.turn(copy)
    spent = copies.run(copy, *command)
    return Run(spent, moved(before, copies.change.texts(pages)))


def _watched(copies: Copies) -> Run:
    """One figure changed while a build watches."""
    copy = copies.named("watched")
    pages = copies.pages(copy / SITE / copies.edition.folder)
    program = Path(sys.executable).with_name("reportcard")
    words = (program, *BUILD_OURS[1:], "--watch", "--port", "0")
    with Watching(words, copy, copies.environment(copy)) as watching:
        watching.wait()
        before = copies.change.texts(pages)
        spent = watching.until_whole(lambda: copies.change.turn(copy))
        return Run(spent, moved(before, copies.change.texts(pages)))


def _unchanged(copies: Copies) -> Run:
    return Run(copies.run(copies.named("ours"), *BUILD_OURS))


def _jupyter_unchanged(copies: Copies) -> Run:
    return Run(copies.run(copies.named("jupyter"), *BUILD_JUPYTER))


def _ours_at_hand(copies: Copies) -> None:
    copies.run(copies.named("ours"), *BUILD_OURS)


def _jupyter_at_hand(copies: Copies) -> None:
    set_execution(copies.named("jupyter"), "cache")
    copies.run(copies.named("jupyter"), *BUILD_JUPYTER)


def _papermill_at_hand(copies: Copies) -> None:
    _by_papermill(copies, copies.named("run"), copies.chapters[0].path.name)


PREPARATIONS: Mapping[str, Callable[[Copies], None]] = {
    "reportcard": _ours_at_hand,
    "papermill": _papermill_at_hand,
    "jupyter-book": _jupyter_at_hand,
}
"""What is done once and not measured: modules are compiled, and there is a book to change."""
OURS, JUPYTER = ("reportcard",), ("jupyter-book",)
SCENARIOS: Mapping[str, Scenario] = {
    "papermill": Scenario("papermill, one after another", _papermill, ("papermill",)),
    "run-cold": Scenario("reportcard run --force --cold", _run("--cold"), OURS),
    "run-warm": Scenario("reportcard run --force", _run(), OURS),
    "exec": Scenario("plain exec in warm forks", _exec, OURS),
    "jupyter-book-force": Scenario("jupyter-book build, force", _jupyter("force"), JUPYTER),
    "jupyter-book-cache": Scenario("jupyter-book build, cache", _jupyter("cache"), JUPYTER),
    "build": Scenario("reportcard build --html", _build, OURS),
    "jupyter-book-cache-figure": Scenario("jupyter-book build", _jupyter_figure, OURS + JUPYTER),
    "figure": Scenario("reportcard build --html", _figure, OURS),
    "figure-watch": Scenario("reportcard build --watch", _watched, OURS),
    "jupyter-book-cache-unchanged": Scenario("jupyter-book build", _jupyter_unchanged, JUPYTER),
    "unchanged": Scenario("reportcard build --html", _unchanged, OURS),
}
