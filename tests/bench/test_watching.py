"""A build that watches, played by a small program."""

import os
import sys
from pathlib import Path

import pytest

from reportcard.bench import watching
from reportcard.bench.copies import Failed
from reportcard.bench.watching import Watching

PROGRAM = """
import signal, sys, time
from pathlib import Path
told, file = sys.stderr, Path("figure")
then = file.read_text()
print("serving", file=told, flush=True)
print("haidian 2019 en:", sys.argv[1], file=told, flush=True)
try:
    while True:
        if file.read_text() not in ("", then):
            then = file.read_text()
            print(f"seen: {then}", file=told, flush=True)
            if then == "end":
                sys.exit("the disk is full")
            print("haidian 2019 en: nothing has changed", file=told, flush=True)
            print("haidian 2019 en: whole again after 0.1 s", file=told, flush=True)
        time.sleep(0.01)
except KeyboardInterrupt:
    Path("stopped").touch()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "figure").write_text("1")
    return tmp_path


def begun(folder: Path, ready: str = "whole after 0.2 s") -> Watching:
    return Watching((sys.executable, "-c", PROGRAM, ready), folder, dict(os.environ))


@pytest.mark.parametrize("ready", ["whole after 0.2 s", "nothing has changed"])
def test_it_hears_each_time_that_the_site_is_whole(folder: Path, ready: str) -> None:
    with begun(folder, ready) as build:
        build.wait()
        for value in "234":
            spent = build.until_whole(lambda value=value: (folder / "figure").write_text(value))
            assert build.said[-3] == f"seen: {value}\n"
            assert spent.wall > 0
            assert spent.cpu >= 0
        pid = build.process.pid
    assert (folder / "stopped").exists(), "it is asked to stop, not killed"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_one_that_ends_by_itself_is_told(folder: Path) -> None:
    with begun(folder) as build:
        build.wait()
        with pytest.raises(Failed, match=r"seen: end\nthe disk is full$"):
            build.until_whole(lambda: (folder / "figure").write_text("end"))


def test_one_that_says_nothing_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with begun(folder) as build:
        build.wait()
        monkeypatch.setattr(watching, "MOST_SECONDS", 0.05)
        with pytest.raises(Failed, match="whole after"):
            build.until_whole(lambda: None)
    assert build.process.returncode is not None
