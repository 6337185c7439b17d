"""``reportcard build --watch``: a change is on the open page, and nothing is left behind."""

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from reportcard.editions.attendant import Attendant
from reportcard.errors import ReportcardError

from .conftest import ROOT, make_project, snapshot, wait_until, write_notebook

CARD = "data/documents/haidian-2019-report-card/figures.csv"
MARK = "REPORTCARD_WATCH_MARK"
SECONDS = 120


class Watch:
    """A running ``build --watch``, what it says, and what it serves."""

    def __init__(self, project: Path, *words: str, package: Path = ROOT) -> None:
        self.mark = uuid.uuid4().hex
        env = {"REPORTCARD_PROJECT": str(project), "PYTHONPATH": str(package), MARK: self.mark}
        run = "from reportcard.cli import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", run, "build", *words, "--watch", "--port", "0"],
            cwd=project,  # or what lies here would be imported
            env={**os.environ, **env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: queue.Queue[str] = queue.Queue()
        self.heard: list[str] = []
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.put(line)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait for a line that matches."""
        while True:
            try:
                self.heard.append(self.said.get(timeout=SECONDS))
            except queue.Empty:
                raise AssertionError("".join(self.heard)) from None
            if found := re.search(pattern, self.heard[-1]):
                return found

    def end(self) -> None:
        """Kill it; what it had started ends by itself."""
        self.process.kill()
        self.process.wait()
        wait_until(lambda: not self.left())
        self.listener.join()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def left(self) -> list[int]:
        """The processes that it has started and that are still there."""
        found = []
        for process in psutil.process_iter():
            try:
                marked = process.environ().get(MARK) == self.mark
                if marked and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process.pid)
            except psutil.Error:
                continue
        return found


@contextmanager
def watching(project: Path, *words: str, package: Path = ROOT) -> Iterator[Watch]:
    watch = Watch(project, *words, package=package)
    try:
        yield watch
    finally:
        watch.end()


def change(project: Path, old: str, new: str, name: str = CARD) -> None:
    text = (project / name).read_text("utf-8")
    assert old in text
    (project / name).write_text(text.replace(old, new), "utf-8")


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:
        return str(answer.read().decode())


def test_a_change_is_on_the_page_that_is_open(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    with watching(project) as watch:
        address = watch.wait_for(r"http://\S+/")[0]
        watch.wait_for("haidian 2019 en: whole after ")
        page = f"{address}haidian/2019/en/notebooks/economy.html"
        assert "EventSource" in get(page)
        assert "EventSource" not in (project / "_build/site/index.html").read_text("utf-8")
        with urllib.request.urlopen(f"{address}.reloads", timeout=SECONDS) as news:
            change(project, "145家", "146家")
            watch.wait_for("haidian 2019 en: whole again after ")
            assert news.readline() == b"data: 2\n"
        assert ">146</" in get(page)
        change(project, "Where each number comes from", "Whence", "data/phrases.toml")
        watch.wait_for("whole again after ")
        assert "Whence" in get(page)
        os.kill(watch.process.pid, signal.SIGINT)
        watch.wait_for("stopped")
        assert watch.process.wait(SECONDS) == 0
        assert not watch.left()


def test_what_is_made_while_watching_is_what_is_made_from_nothing(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    site = project / "_build/site/haidian/2019"
    with watching(project) as watch:
        watch.wait_for("whole after ")
        for old, new in (("145家", "146家"), ("146家", "147家")):
            change(project, old, new)
            watch.wait_for("whole again after ")
        watched = timeless(site)
    shutil.rmtree(project / "_build")
    run = "from reportcard.cli import main; main()"
    env = {**os.environ, "REPORTCARD_PROJECT": str(project), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", run, "build", "--html"]
    subprocess.run(words, cwd=project, env=env, check=True, timeout=SECONDS)
    assert timeless(site) == watched


def timeless(site: Path) -> dict[str, bytes]:
    """All that is published, but for what the chapters took to run."""
    return {name: said for name, said in snapshot(site).items() if name != "en/times.html"}


def test_what_fails_is_told_and_watched_on(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    write_notebook(project / "notebooks/tasks.ipynb", ["# T", "!1 / 0"])
    with watching(project) as watch:
        watch.wait_for(r"tasks\.ipynb: cell 3: ZeroDivisionError")
        write_notebook(project / "notebooks/tasks.ipynb", ["# T", "!1 / 1"])
        watch.wait_for("whole again after ")


def test_without_what_serves_the_site_it_ends_and_says_so(tmp_path: Path) -> None:
    with Attendant(make_project(tmp_path / "project"), 0) as attendant:
        attendant.address()
        children = psutil.Process().children()
        (process,) = (child for child in children if "attendant" in " ".join(child.cmdline()))
        process.kill()
        process.wait()
        with pytest.raises(ReportcardError, match="what serves the site has ended"):
            attendant.renewed()
        with pytest.raises(ReportcardError, match="what serves the site has ended"):
            next(attendant.changes())


def test_a_place_that_is_not_there_is_not_watched(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    with watching(project, "nowhere", "2019") as watch:
        watch.wait_for("no place 'nowhere'|nowhere")
        assert watch.process.wait(SECONDS) == 2
        assert not watch.left()


def test_it_starts_anew_with_the_package(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    package = tmp_path / "package"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "reportcard", package / "reportcard", ignore=ignored)
    with watching(project, package=package) as watch:
        address = watch.wait_for(r"http://\S+/")[0]
        watch.wait_for("whole after ")
        change(
            package,
            "Nothing is left to close.",
            "Nothing to close.",
            "reportcard/sphinxext/charts.py",
        )
        watch.wait_for("starting anew")
        assert watch.wait_for(r"http://\S+/")[0] == address
        watch.wait_for("haidian 2019 en: whole after ")


EXTENSION = """
def add(app, name, text):
    if name == "index":
        text[0] += "Ours."

def setup(app):
    app.connect("source-read", add)
"""


def test_it_starts_anew_with_an_extension_of_the_project(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "extensions").mkdir()
    (project / "extensions/ours.py").write_text(EXTENSION)
    folder = "sphinx:\n  local_extensions: {ours: extensions}\n"
    change(project, "sphinx:\n", folder, "_config.yml")
    change(project, "reportcard.sphinxext]", "reportcard.sphinxext, ours]", "_config.yml")
    with watching(project) as watch:
        address = watch.wait_for(r"http://\S+/")[0]
        watch.wait_for("whole after ")
        page = f"{address}haidian/2019/en/index.html"
        assert "Ours." in get(page)
        change(project, "Ours.", "Yours.", "extensions/ours.py")
        watch.wait_for("starting anew")
        watch.wait_for("haidian 2019 en: whole after ")
        assert "Yours." in get(page)


def test_it_follows_one_edition(tmp_path: Path) -> None:
    with watching(make_project(tmp_path / "project"), "--all") as watch:
        watch.wait_for("--watch follows one edition")
        assert watch.process.wait(SECONDS) == 2
