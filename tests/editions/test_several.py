"""Editions built side by side are what they are one after another, and leave nothing behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from reportcard.editions import Edition, build_every, pool
from reportcard.editions.pool import room, work_through
from reportcard.schema import LANGUAGES

from .conftest import make_project, snapshot, wait_until

HERE = Path(__file__).resolve()
EDITIONS = [Edition("haidian", year, lang) for year in (2019, 2018) for lang in LANGUAGES[:2]]
MARK = "REPORTCARD_SEVERAL_MARK"


@pytest.fixture
def project(tmp_path: Path, read_from: Callable[[Path], None]) -> Path:
    made = make_project(tmp_path / "project")
    read_from(made)
    return made


def pages(project: Path) -> dict[str, bytes]:
    """The whole site but for how long its chapters took."""
    found = snapshot(project / "_build" / "site")
    return {name: said for name, said in found.items() if not name.endswith("times.html")}


def one_after_another(project: Path) -> None:
    """Build the editions in one process, in which nothing has been built before."""
    code = f"""
from pathlib import Path
from reportcard.editions import Edition, build_every
build_every(Path({str(project)!r}), {EDITIONS!r}, 1, downloads=False)
"""
    env = {**os.environ, "PYTHONPATH": str(HERE.parents[2])}
    subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True)


def test_side_by_side_is_one_after_another(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "cores", lambda: 2)
    told: list[str] = []
    build_every(project, EDITIONS, 2, downloads=False, say=told.append)
    assert len(told) == len(EDITIONS)
    beside = pages(project)
    for edition in EDITIONS:
        page = beside[f"{edition.folder.as_posix()}/notebooks/economy.html"].decode()
        for other in EDITIONS:
            near = (other.year == edition.year) != (other.lang == edition.lang)
            assert (f"/{other.folder.as_posix()}/notebooks/economy.html" in page) == near
    again: list[str] = []
    build_every(project, EDITIONS, 2, downloads=False, say=again.append)
    assert [line.rpartition(" en")[2] for line in again if " en" in line] == [" as it was"] * 2
    shutil.rmtree(project / "_build")
    one_after_another(project)
    assert beside == pages(project)


DIE = "__import__('os').kill(__import__('os').getpid(), 9)"


def test_a_process_that_is_killed_loses_its_task_alone() -> None:
    tasks = ["0 + 1", "1 + 1", DIE, "3 + 1", "4 + 1"]
    done = dict(work_through(tasks, eval, 2))
    assert done == {task: None if task == DIE else eval(task) for task in tasks}


def test_what_the_system_refuses_ends_it() -> None:
    with pytest.raises(IsADirectoryError):
        list(work_through(["0", "open('/')", "1"], eval, 2))


@pytest.mark.parametrize(("free", "cores", "count"), [(10, 4, 3), (10, 2, 2), (2, 4, 2), (0, 4, 1)])
def test_there_are_as_many_processes_as_have_room(
    free: int, cores: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = type("Memory", (), {"available": free * pool.MEMORY + 1})
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    monkeypatch.setattr(pool, "cores", lambda: cores)
    assert room(3) == count


def marked(mark: str) -> list[int]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_process_is_left(project: Path, number: int) -> None:
    mark = uuid.uuid4().hex
    run = "from reportcard.cli import main; main()"
    words = ["build", "haidian", "--lang", "en", "--all", "--html", "--jobs", "2"]
    config = (project / "_config.yml").read_text("utf-8")
    config = re.sub("reportcard_since: [0-9]+", "reportcard_since: 2018", config)
    (project / "_config.yml").write_text(config, "utf-8")
    builder = subprocess.Popen(
        [sys.executable, "-c", run, *words],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(HERE.parents[2]), MARK: mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    cache = project / "_build" / "cache"
    wait_until(lambda: len(list(cache.rglob("*.ipynb"))) > 1, 120)  # kernels have run
    assert len(marked(mark)) > 2
    builder.send_signal(number)
    builder.wait(60)
    wait_until(lambda: not marked(mark))
