"""``reportcard bench pages``: chapters of the built site beside those of a stock Jupyter Book."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from reportcard.bench import browser as browsers
from reportcard.bench.measures import MEASURES, Measure, Value, middle, ratio, values
from reportcard.bench.packages import Packages
from reportcard.bench.server import HOST, Desk, serving
from reportcard.bench.stock import build_stock
from reportcard.editions import chapters_of, default_edition
from reportcard.editions.chapters import BUILD, SITE, Chapter, choose
from reportcard.errors import Problem, ReportcardError
from reportcard.machine import described

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CACHE = BUILD / "bench" / "npm"
BOOKS = ("ours", "stock")


@dataclass(frozen=True)
class Comparison:
    """One measure of one chapter: the medians of both books, and every run.

    ``slowdown`` is how many times slower the CPU was made; ``ratio`` is stock over ours, and
    None like the medians where there is nothing to measure.
    """

    chapter: str
    measure: Measure
    slowdown: int
    ours_runs: Sequence[Value]
    stock_runs: Sequence[Value]

    @property
    def ours(self) -> Value:
        """The median of the page of this book."""
        return middle(self.ours_runs)

    @property
    def stock(self) -> Value:
        """The median of the stock page."""
        return middle(self.stock_runs)

    @property
    def ratio(self) -> Value:
        """How many times ours the stock value is."""
        return ratio(self.ours, self.stock)


@dataclass(frozen=True)
class Conditions:
    """Where and how it was measured; ``sentences`` says it in words."""

    machine: str
    chromium: str
    versions: str
    runs: int
    load: float
    packages: tuple[str, ...]
    absent: tuple[str, ...]
    npm: bool

    def sentences(self) -> list[str]:
        """What a reader of the numbers has to know."""
        runs = f"Medians of {self.runs} runs" if self.runs > 1 else "One run"
        said = [
            f"{self.machine}; {self.chromium}; load average {self.load:.1f} at the start.",
            f"{runs}, both books in turn, a fresh browser context each; gzip level 6 of each text, "
            "fonts and images as they are, headers not counted.",
            "Served from this machine without delay and without TLS; scrolled to the end once "
            "loaded, at 1280 × 900.",
            f"Stock: the same stored notebooks, {self.versions}, default settings, execution off; "
            "without the passports and the tables under the charts.",
        ]
        if self.packages:
            names = ", ".join(self.packages)
            said.append(
                f"Files of other hosts: answered at once from npm packages ({names}), which "
                "favours the stock page; no other host was asked."
            )
        if self.absent:
            why = "npm does not give them" if self.npm else "there is no npm on the path"
            names = ", ".join(self.absent)
            said.append(f"Not to be had, as {why}, so only their requests count: {names}.")
        return said


def bench_pages(
    project: Path, names: Iterable[str] = (), runs: int = 5, slowdown: int = 4
) -> tuple[list[Comparison], Conditions]:
    """Measure chapters of the built default edition beside the same chapters of a stock book.

    ``slowdown`` above 1 adds what takes time once more with a CPU that many times slower. Raises
    UnknownName for an unknown chapter, ReportcardError without a site, Playwright or Chromium.
    """
    edition = default_edition(project)
    chapters = choose(chapters_of(project), names)
    site = project / SITE / edition.folder
    _require(site, chapters)
    packages = Packages(project / CACHE)
    with tempfile.TemporaryDirectory(prefix="reportcard-bench-") as folder:
        books = {"ours": site, "stock": Path(folder, "_build", "html")}
        with serving(books, packages) as desk, browsers.chromium(desk.port) as browser:
            build_stock(project, edition, Path(folder))
            load = os.getloadavg()[0]
            found = list(_measured(browser, desk, chapters, runs, slowdown))
            return found, _conditions(browser, packages, runs, load)


def _require(site: Path, chapters: Sequence[Chapter]) -> None:
    """Raises ReportcardError with every page that is not built."""
    gone = [c for c in chapters if not (site / f"{c.page}.html").is_file()]
    remedy = "Make it:  reportcard build"
    if gone:
        raise ReportcardError(
            *(Problem("the site has no such page", remedy, site / f"{c.page}.html") for c in gone)
        )


def _measured(
    browser: Browser, desk: Desk, chapters: Sequence[Chapter], runs: int, slowdown: int
) -> Iterator[Comparison]:
    for chapter in chapters:
        for book in BOOKS:  # unmeasured: npm packages are fetched, files are read into memory
            _opened(browser, desk, book, chapter, 1)
        for factor in sorted({1, slowdown}):
            found = {book: list[dict[str, Value]]() for book in BOOKS}
            for _ in range(runs):
                for book in BOOKS:
                    found[book].append(_opened(browser, desk, book, chapter, factor))
            for measure in MEASURES:
                if measure.timed or factor == 1:
                    ours, stock = ([run[measure.name] for run in found[b]] for b in BOOKS)
                    yield Comparison(chapter.name, measure, factor, ours, stock)


def _opened(
    browser: Browser, desk: Desk, book: str, chapter: Chapter, slowdown: int
) -> dict[str, Value]:
    desk.answers.clear()
    address = f"http://{HOST}:{desk.port}/{book}/{chapter.page}.html"
    seen = browsers.opened(browser, book, address, slowdown)
    return values(seen, list(desk.answers))


def _conditions(browser: Browser, packages: Packages, runs: int, load: float) -> Conditions:
    named = ("jupyter-book", "sphinx-book-theme", "altair")
    return Conditions(
        machine=described(),
        chromium=f"Chromium {browser.version}",
        versions=", ".join(f"{name} {metadata.version(name)}" for name in named),
        runs=runs,
        load=load,
        packages=tuple(sorted(packages.used.values())),
        absent=tuple(sorted(packages.absent)),
        npm=packages.npm is not None,
    )
