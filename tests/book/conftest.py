"""The site as `reportcard build` left it, its pages, and one browser to open them with.

Two more builds that the tests need, the edition in Chinese and the book by plain Jupyter Book,
start with the session and run beside the first tests.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from reportcard import chromium
from reportcard.editions import chapters_of, default_edition

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "site"
EDITION = default_edition(ROOT).folder.as_posix()
CHAPTERS = [chapter.name for chapter in chapters_of(ROOT)]
METHOD = ("years", "neighbours", "audit", "changes", "refused", "sources")
"""The chapters about method, which say little of single numbers in their prose."""
LANDING = "index.html"
PAGES = [
    LANDING,
    f"{EDITION}/index.html",
    f"{EDITION}/search.html",
    f"{EDITION}/times.html",
    *(f"{EDITION}/notebooks/{name}.html" for name in CHAPTERS),
]
WIDE = {"width": 1280, "height": 900}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """``page`` is every page of the site, ``chapter`` every chapter, ``address`` http and file."""
    for name, values in (("page", PAGES), ("chapter", CHAPTERS), ("address", ("http", "file"))):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, values)


# ── the site, read ─────────────────────────────────────────────────────────────────────────────


@dataclass
class Site:
    """A built site on disk; pages are parsed once."""

    folder: Path
    edition: str
    _read: dict[str, BeautifulSoup] = field(default_factory=dict, repr=False)
    _ids: dict[str, set[str]] = field(default_factory=dict, repr=False)

    def read(self, page: str) -> BeautifulSoup:
        if page not in self._read:
            text = (self.folder / page).read_text("utf-8")
            self._read[page] = BeautifulSoup(text, "html.parser")
        return self._read[page]

    def ids(self, page: str) -> set[str]:
        """Every id of a page, gathered once."""
        if page not in self._ids:
            self._ids[page] = {str(tag["id"]) for tag in self.read(page).find_all(id=True)}
        return self._ids[page]

    def chapter(self, name: str) -> BeautifulSoup:
        return self.read(self.chapter_page(name))

    def chapter_page(self, name: str) -> str:
        return f"{self.edition}/notebooks/{name}.html"

    def address(self, page: str) -> str:
        return (self.folder / page).as_uri()


@pytest.fixture(scope="session")
def site() -> Site:
    for page in PAGES:
        if not (SITE / page).is_file():
            pytest.fail(f"_build/site has no {page}. Make it:  reportcard build", pytrace=False)
    return Site(SITE, EDITION)


@pytest.fixture(scope="session")
def all_pages() -> list[str]:
    return PAGES


@pytest.fixture(scope="session")
def project() -> Path:
    return ROOT


# ── two more builds ────────────────────────────────────────────────────────────────────────────

BUILD_SECONDS = 400
BUILDS = {
    "chinese": ("reportcard", "build", "haidian", "2019", "--lang", "zh-Hant"),
    "plain": ("jupyter-book", "build", "-W", "-n", "--keep-going", "."),
}


@dataclass
class Build:
    """A command at work on a copy of the tracked files; workers of one run share it."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def code(self) -> Path:
        return self.folder.with_suffix(".code")

    def finish(self) -> str:
        """What it said. Fails the test unless it ended well."""
        deadline = time.monotonic() + BUILD_SECONDS
        while not self.code.exists():
            if time.monotonic() > deadline:
                pytest.fail(f"still at work after {BUILD_SECONDS} s: {self.folder}", pytrace=False)
            time.sleep(0.2)
        said = self.folder.with_suffix(".log").read_text("utf-8")
        if self.code.read_text() != "0\n":
            pytest.fail(f"the build failed:\n{said[-4000:]}", pytrace=False)
        return said


def copy_of_tracked(folder: Path) -> Path:
    """The files that git knows, as they stand now."""
    listed = subprocess.run(
        ("git", "ls-files", "-z"), cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def start(name: str, folder: Path) -> Build:
    """Start a build, unless another worker has."""
    build = Build(folder)
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        return build
    copy_of_tracked(folder)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("REPORTCARD_")}
    command = shlex.join((str(Path(sys.executable).with_name(BUILDS[name][0])), *BUILDS[name][1:]))
    code, log = build.code, folder.with_suffix(".log")
    with log.open("wb") as said:
        build.process = subprocess.Popen(
            ("sh", "-c", f"{command}; echo $? > {code}.part; mv {code}.part {code}"),
            cwd=folder,
            env={**environment, "REPORTCARD_PROJECT": str(folder), "PYTHONWARNINGS": "ignore"},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return build


@pytest.fixture(scope="session", autouse=True)
def builds(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Build]]:
    """Starts the builds that some test of this session asks for."""
    wanted = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    specs = (item.callspec for item in request.session.items if hasattr(item, "callspec"))
    wanted |= {value for spec in specs for value in spec.params.values() if value in (*BUILDS,)}
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    started = {name: start(name, shared / "builds" / name) for name in BUILDS if name in wanted}
    yield started
    for build in started.values():
        if build.process is None or build.process.poll() is not None:
            continue
        if shared is base:
            os.killpg(build.process.pid, signal.SIGTERM)
        build.process.wait(BUILD_SECONDS)  # another worker may still be waiting for it


@pytest.fixture(scope="session")
def chinese(builds: dict[str, Build]) -> Site:
    """The edition of the same report in Chinese."""
    said = builds["chinese"].finish()
    folder = builds["chinese"].folder / "_build" / "site"
    assert said.split()[-1] == "_build/site/index.html"
    assert "warning" not in said.lower()
    return Site(folder, "haidian/2019/zh-Hant")


@pytest.fixture(scope="session")
def plain(builds: dict[str, Build]) -> Site:
    """The book as `jupyter-book build .` makes it."""
    said = builds["plain"].finish()
    assert "build succeeded." in said
    assert "WARNING" not in said
    return Site(builds["plain"].folder / "_build" / "html", "")


# ── the site, opened ───────────────────────────────────────────────────────────────────────────


class Handler(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture(scope="session")
def origin(site: Site) -> Iterator[str]:
    """The site over http, on a port of its own."""
    handler = partial(Handler, directory=str(site.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def url(site: Site, origin: str, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """The address of a page: by http, or from disk where ``address`` says so."""
    from_disk = getattr(request.node, "callspec", None)
    if from_disk is not None and from_disk.params.get("address") == "file":
        return site.address
    return lambda page: f"{origin}{page}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium.on_path()
    if found is None:
        pytest.fail("no Chromium on the path. Install it:  make browser", pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(chromium.FLAGS))
        yield started
        started.close()


Contexts = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[Contexts]:
    """A browser context for some options, made once."""
    made: dict[str, BrowserContext] = {}

    def get(**options: Any) -> BrowserContext:
        key = repr(sorted(options.items()))
        if key not in made:
            made[key] = browser.new_context(**{"viewport": WIDE, **options})
        return made[key]

    yield get
    for one in made.values():
        one.close()


@dataclass
class Opened:
    """A page in the browser, with what it asked for and what it complained about."""

    tab: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    listening: bool = True

    def heard(self) -> dict[str, Callable[[Any], None]]:
        """What happens at each event of the tab."""

        def note(notes: list[str], text: str) -> None:
            if self.listening:
                notes.append(text)

        def console(message: Any) -> None:
            if message.type in ("error", "warning"):
                note(self.complaints, f"{message.type}: {message.text}")

        return {
            "console": console,
            "pageerror": lambda error: note(self.complaints, f"error: {error}"),
            "requestfailed": lambda asked: note(self.complaints, f"failed: {asked.url}"),
            "request": lambda asked: note(self.asked, asked.url),
            "websocket": lambda asked: note(self.asked, asked.url),
        }

    def leave(self) -> None:
        """Leave the page; that it then gives up what it waits for is no complaint."""
        self.listening = False
        self.tab.goto("about:blank")

    def go(self, address: str) -> None:
        self.listening = True
        answer = self.tab.goto(address, wait_until="load")
        assert answer is None or answer.ok or address.startswith("file:"), address

    def charts(self) -> list[dict[str, float]]:
        """The box of the drawing that is shown of each chart, and the size of its text."""
        return self.tab.evaluate(
            """() => [...document.querySelectorAll('figure.chart')].map(figure => {
              const svgs = [...figure.querySelectorAll('.drawing > svg')]
                .filter(svg => svg.checkVisibility({visibilityProperty: true}));
              const box = svgs[0]?.getBoundingClientRect();
              const texts = svgs[0] ? [...svgs[0].querySelectorAll('text')] : [];
              const scale = svgs[0] ? box.width / svgs[0].viewBox.baseVal.width : 0;
              return {shown: svgs.length, width: box?.width ?? 0, height: box?.height ?? 0,
                      marks: svgs[0]?.querySelectorAll('path, rect, circle').length ?? 0,
                      text: Math.min(...texts.map(
                        text => parseFloat(getComputedStyle(text).fontSize) * scale))};
            })"""
        )


@pytest.fixture(scope="session")
def idle(context: Contexts) -> dict[str, list[Page]]:
    """Tabs that no test uses now, by the options of their contexts."""
    return {}


@pytest.fixture
def open_page(context: Contexts, idle: dict[str, list[Page]]) -> Iterator[Callable[..., Opened]]:
    """Opens an address in a tab that nothing is left in of what an earlier test did.

    Chromium takes longer to open a tab than a page, so tabs are used again; not those with
    ``own_tab``, for tests that change what a new address does not undo: media, routes, scripts.
    """
    used: list[tuple[Opened, dict[str, Any], str]] = []

    def opened(address: str, *, own_tab: bool = False, **options: Any) -> Opened:
        key = repr(sorted(options.items()))
        tabs = [] if own_tab else idle.setdefault(key, [])
        page = Opened(tabs.pop() if tabs else context(**options).new_page())
        if page.tab.viewport_size != (size := options.get("viewport", WIDE)):
            page.tab.set_viewport_size(size)
        page.tab.mouse.move(0, 0)
        handlers = page.heard()
        for event, handler in handlers.items():
            page.tab.on(event, handler)
        used.append((page, handlers, "" if own_tab else key))
        page.go(address)
        return page

    yield opened
    for page, handlers, key in used:
        if not key:
            page.tab.close()
            continue
        page.leave()
        for event, handler in handlers.items():
            page.tab.remove_listener(event, handler)
        idle[key].append(page.tab)
