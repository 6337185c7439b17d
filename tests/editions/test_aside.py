"""What is done aside is done when it was waited for, wherever that happens."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from reportcard import kernels
from reportcard.editions.aside import aside, forked

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="processes are forked on Linux from 5.4 on"
)


@pytest.fixture(params=[True, False], ids=["forked", "not forked"])
def forks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(kernels, "may_fork", lambda: request.param, raising=False)
    return bool(request.param)


def children() -> set[int]:
    return {process.pid for process in psutil.Process().children()}


def note(file: Path) -> Callable[[], object]:
    def work() -> object:
        return file.write_text(str(os.getpid()))

    return work


def test_it_is_done_when_it_was_waited_for(forks: bool, tmp_path: Path) -> None:
    file = tmp_path / "who"
    with aside(note(file)) as wait:
        wait()
    assert (int(file.read_text()) == os.getpid()) is not forks


def test_what_a_fork_cannot_do_is_done_here_and_says_why(forks: bool, tmp_path: Path) -> None:
    file, before = tmp_path / "not there" / "who", children()
    with aside(note(file)) as wait, pytest.raises(FileNotFoundError, match="not there"):
        wait()
    assert children() <= before


def test_a_fork_that_was_killed_is_not_missed(tmp_path: Path, forks: bool) -> None:
    before = os.getpid()
    file = tmp_path / "who"

    def work() -> None:
        if os.getpid() != before:
            os.kill(os.getpid(), 9)
        file.write_text("here")

    with aside(work) as wait:
        wait()
    assert file.read_text() == "here"


def test_what_nobody_waits_for_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "may_fork", lambda: True, raising=False)
    before = children()
    with pytest.raises(KeyError), aside(lambda: time.sleep(600)):
        raise KeyError
    assert children() <= before


def test_what_nobody_foresaw_in_a_fork_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> int:
        raise KeyError("not foreseen")

    assert os.waitstatus_to_exitcode(os.waitpid(forked(work), 0)[1]) == 1
    assert "KeyError: 'not foreseen'" in capfd.readouterr().err


def test_what_is_done_again_here_is_not_said_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(kernels, "may_fork", lambda: True, raising=False)
    with aside(note(tmp_path / "not there" / "who")) as wait, suppress(FileNotFoundError):
        wait()
    assert capfd.readouterr().err == ""


def test_a_fork_ends_also_where_nobody_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    def work() -> int:
        monkeypatch.setattr(sys, "stderr", os.fdopen(writer, "w"))
        print("to nobody", file=sys.stderr)
        return 0

    here = os.getpid()
    try:
        fork = forked(work)
    except BaseException:
        if os.getpid() == here:
            raise
        os._exit(77)  # it has come back here
    os.close(writer)
    assert os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]) == 1
