"""Pages opened in Chromium, each time from nothing, and what they did."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reportcard.bench.measures import Seen
from reportcard.bench.server import HOST
from reportcard.chromium import FLAGS, on_path
from reportcard.errors import Problem, ReportcardError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

WINDOW = {"width": 1280, "height": 900}
PATIENCE = 30
"""Seconds the charts of a page get, for each time the CPU is slowed down."""
QUIET, STEP = 500, 100
"""Milliseconds without a request after which a page is idle, and how often one looks."""

_LIVELY = "figure.chart[data-live]"
_STOCK = 'div[id^="altair-viz-"]'
CHARTS: dict[str, dict[str, str]] = {
    "ours": {
        "charts": "figure.chart",
        "drawings": "figure.chart .drawing",  # of one chart there may be two, wide and narrow
        "drawn": "figure.chart .drawing > svg",
        "lively": _LIVELY,
        "live": f'{_LIVELY} .drawing[data-is="live"]',
        "failed": f'{_LIVELY} .drawing[data-is="still"]',
    },
    "stock": {
        "charts": _STOCK,
        "drawings": _STOCK,
        "drawn": f"{_STOCK} .vega-actions",  # the last thing that vega-embed adds
        "lively": _STOCK,
        "live": f"{_STOCK} .vega-actions",
        "failed": f"{_STOCK} > .error",
    },
}
"""Where the charts of a book are, what is drawn of them, and which can become live and are.

Plain selectors: they are counted while the page is at work, and must not slow it down.
"""


@contextmanager
def chromium(port: int) -> Iterator[Browser]:
    """A browser that finds every host but this machine at ``port``, so that it asks no other.

    Raises ReportcardError with what to install where Playwright or Chromium is missing.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        remedy = "Install it:  pip install playwright && playwright install chromium"
        raise ReportcardError(Problem("the bench needs Playwright", remedy)) from None
    rules = f"--host-resolver-rules=MAP * {HOST}:{port}, EXCLUDE {HOST}"
    with sync_playwright() as playwright:
        program = on_path() or playwright.chromium.executable_path
        if not Path(program).is_file():
            remedy = "Install it:  playwright install chromium"
            raise ReportcardError(Problem("the bench needs Chromium", remedy))
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, rules])
        yield browser
        browser.close()


def opened(browser: Browser, book: str, address: str, slowdown: int = 1) -> Seen:
    """Open a page with nothing cached, scroll it to its end, wait until it is idle.

    ``book`` is a key of ``CHARTS``; ``slowdown`` is how many times slower the CPU is made.
    """
    with browser.new_context(viewport=WINDOW) as context:  # type: ignore[arg-type]
        page = context.new_page()
        requests = _Requests(page, address)
        page.add_init_script(_watch(CHARTS[book]))
        session = context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        page.goto(address, wait_until="load")
        page.evaluate("reportcardBench.scroll()")
        _wait_for_charts(page, slowdown)
        requests.wait_until_quiet(page)
        seen = page.evaluate("reportcardBench.told()")
        told = session.send("Performance.getMetrics")["metrics"]
        busy = next(entry["value"] for entry in told if entry["name"] == "TaskDuration")
    return Seen(
        charts=seen["charts"],
        paint=seen["paint"],
        drawn=seen["drawn"],
        live=seen["live"],
        shifts=[(time, score) for time, score in seen["shifts"]],
        tasks=seen["tasks"],
        busy=busy * 1000,
        requests=requests.asked,
        elsewhere=requests.elsewhere,
        failed=requests.failed,
    )


def _watch(charts: Mapping[str, str]) -> str:
    script = Path(__file__).with_name("watch.js").read_text("utf-8")
    return f"(\n{script})({json.dumps(charts)})"


def _wait_for_charts(page: Page, slowdown: int) -> None:
    """Until each chart is there or has given up; one that does neither is told as never drawn."""
    from playwright.sync_api import TimeoutError as TooLong

    try:
        page.wait_for_function("reportcardBench.complete()", timeout=PATIENCE * slowdown * 1000)
    except TooLong:
        return


class _Requests:
    """The requests of a page: how many, to other hosts, without an answer, under way."""

    def __init__(self, page: Page, home: str) -> None:
        self.asked = self.elsewhere = self.failed = self.under_way = 0
        self._home = urlsplit(home).netloc
        page.on("request", lambda request: self._begin(request.url))
        page.on("requestfinished", lambda request: self._end(request.url))
        page.on("requestfailed", lambda request: self._end(request.url, failed=True))
        page.on("response", self._refused)

    def _begin(self, address: str) -> None:
        if _travels(address):
            self.asked += 1
            self.under_way += 1
            self.elsewhere += urlsplit(address).netloc != self._home

    def _end(self, address: str, *, failed: bool = False) -> None:
        if _travels(address):
            self.under_way -= 1
            self.failed += failed

    def _refused(self, response: Response) -> None:
        self.failed += response.status >= 400

    def wait_until_quiet(self, page: Page) -> None:
        """Until nothing was asked for half a second and nothing is under way."""
        asked, still = self.asked, 0
        for _ in range(PATIENCE * 1000 // STEP):
            page.wait_for_timeout(STEP)
            still = still + STEP if asked == self.asked and not self.under_way else 0
            asked = self.asked
            if still >= QUIET:
                return


def _travels(address: str) -> bool:
    return address.startswith(("http:", "https:"))
