"""Many editions are run, so many at a time, and one that fails stops no other."""

import errno
import os
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path

import pytest

from reportcard.cli import main
from reportcard.editions import Edition, EditionsFailed, many
from reportcard.editions.executing import ChaptersFailed, Executed, Task
from reportcard.editions.many import run_every
from reportcard.editions.runners import RunnerLost
from reportcard.errors import Problem, UnknownName

from .conftest import wait_until, write_notebook

EDITIONS = [Edition("haidian", year, "en") for year in range(2012, 2024)]


class Told:
    """A runner that does as it is told, and notes what it is asked."""

    jobs, cores = 4, 1

    def __init__(self, wrong: dict[str, Exception] | None = None) -> None:
        self.wrong = wrong or {}
        self.asked: list[str] = []
        self.stopped = False

    def begin(self) -> None: ...

    def submit(self, task: Task) -> Future[Executed]:
        parameters = task.source.cells[0].source
        self.asked.append(parameters)
        future: Future[Executed] = Future()
        if error := next((e for year, e in self.wrong.items() if year in parameters), None):
            future.set_exception(error)
        else:
            future.set_result(Executed("{}\n", 0.1, None, 0))
        return future

    def stop(self) -> None:
        self.stopped = True


def failing(year: str) -> dict[str, Exception]:
    return {year: ChaptersFailed(Problem("cell 2: no", "", Path("economy.ipynb")))}


def test_all_are_run_and_said(project: Path) -> None:
    said: list[str] = []
    runner = Told()
    place = run_every(project, EDITIONS, runner, say=said.append)
    assert place == project / "_build/executed"
    assert len(list(place.rglob("*.ipynb"))) == 2 * len(EDITIONS)
    assert sorted(line.partition(": ")[2] for line in said) == [str(e) for e in EDITIONS]
    assert said[-1].startswith("12 of 12: ")
    assert not runner.stopped


def test_one_that_fails_is_told_at_the_end_and_the_others_are_written(project: Path) -> None:
    said: list[str] = []
    with pytest.raises(EditionsFailed) as caught:
        run_every(project, EDITIONS, Told(failing("2014")), say=said.append)
    first, second, third, *_, last = map(str, caught.value.problems)
    assert first == "haidian 2014 en was not run:"
    assert "cell 2: no" in second
    assert "cell 2: no" in third
    assert last == "11 of 12 editions ran."
    assert any(line.endswith("haidian 2014 en failed") for line in said)
    years = {path.parts[-4] for path in (project / "_build/executed").rglob("*.ipynb")}
    assert years == {str(edition.year) for edition in EDITIONS} - {"2014"}


def test_a_lost_runner_ends_it_at_once(project: Path) -> None:
    runner = Told({"2014": RunnerLost("the scheduler is gone")})
    with pytest.raises(RunnerLost, match="the scheduler is gone"):
        run_every(project, EDITIONS, runner, say=lambda _line: None)
    assert runner.stopped


class Waiting(Told):
    """One whose chapters do not end before it is stopped, but for those that go wrong as soon as
    another one waits."""

    def __init__(self, wrong: dict[str, Exception]) -> None:
        super().__init__(wrong)
        self.left: list[Future[Executed]] = []
        self.changed = threading.Condition()

    def submit(self, task: Task) -> Future[Executed]:
        ended = super().submit(task)
        with self.changed:
            if ended.exception():
                assert self.changed.wait_for(lambda: self.left, 60)
                return ended
            if self.stopped:
                raise RuntimeError("nothing is run any more")
            self.left.append(Future())
            self.changed.notify_all()
            return self.left[-1]

    def stop(self) -> None:
        with self.changed:
            super().stop()
            for future in self.left:
                future.cancel()

    def end(self) -> None:
        """Let who waits for what was cancelled wait no more."""
        for future in self.left:
            future.set_running_or_notify_cancel()


def test_a_full_disk_ends_it_at_once_and_is_what_is_said(project: Path) -> None:
    runner, said = Waiting({"2014": OSError(errno.ENOSPC, "no room")}), list[str]()
    late = threading.Timer(20, runner.end)
    late.start()
    try:
        with pytest.raises(OSError, match="no room"):
            run_every(project, EDITIONS, runner, say=said.append)
        assert late.is_alive()
    finally:
        late.cancel()
    assert runner.stopped
    assert said == []


def test_interrupted_it_ends_and_leaves_nothing(project: Path) -> None:
    cell = "!import time\nfrom pathlib import Path\nPath(f'{year}').touch(); time.sleep(60)"
    write_notebook(project / "notebooks/tasks.ipynb", [cell])
    command = "from reportcard.cli import main; main(['run', '--all', '--jobs', '2'])"
    env = {**os.environ, "REPORTCARD_PROJECT": str(project)}
    with subprocess.Popen(
        [sys.executable, "-c", command], cwd=project, env=env, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            wait_until(lambda: [*(project / "notebooks").glob("20*")])
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 130
    assert said.strip() == "reportcard: stopped; nothing was half-written."
    assert not [path for path in (project / "_build/executed").rglob("*") if path.name[0] == "."]


def test_no_more_are_begun_than_the_runner_has_work_for(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, most, lock = [0], [0], threading.Lock()
    run_edition = many.run_edition

    def counted(*given: object, **options: object) -> Path:
        with lock:
            begun[0] += 1
            most[0] = max(most[0], begun[0])
        try:
            return run_edition(*given, **options)  # type: ignore[arg-type]
        finally:
            with lock:
                begun[0] -= 1

    monkeypatch.setattr(many, "run_edition", counted)
    runner = Told()
    run_every(project, EDITIONS, runner, say=lambda _line: None)
    assert 1 <= most[0] <= many.AHEAD + runner.jobs // 2  # of two chapters each


def test_a_chapter_that_is_not_there_is_said_at_once(project: Path) -> None:
    runner = Told()
    with pytest.raises(UnknownName, match="no chapter 'nothing'"):
        run_every(project, EDITIONS, runner, ["nothing"])
    assert not runner.asked


def test_the_command_line_runs_every_edition(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = project / "_config.yml"
    since = re.sub(r"reportcard_since: \d+", "reportcard_since: 2024", config.read_text("utf-8"))
    config.write_text(since, "utf-8")
    write_notebook(project / "notebooks/tasks.ipynb", ["!if year == 2024: 1 / 0", "!place"])
    monkeypatch.setenv("REPORTCARD_PROJECT", str(project))
    with pytest.raises(SystemExit) as ended:
        main(["run", "--all", "haidian", "--lang", "en", "--chapter", "tasks"])
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "haidian 2025 en\n" in said
    assert "haidian 2024 en failed\n" in said
    assert "cell 2: ZeroDivisionError" in said
    assert said.endswith("1 of 2 editions ran.\n")
    (left,) = (project / "_build/executed").rglob("*.ipynb")
    assert left.parts[-5:-1] == ("haidian", "2025", "en", "notebooks")
