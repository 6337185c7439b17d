"""Chapters run by workers of dask, which are processes of their own: the same as here."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import Client

from reportcard.editions import (
    ChaptersFailed,
    build_every,
    cluster,
    executing,
    queue,
    run_edition,
    runners,
)
from reportcard.editions.cluster import Cluster
from reportcard.editions.runners import RunnerLost
from reportcard.errors import ReportcardError
from reportcard.tables import HERE

from .clusters import LONG, MARK, Processes, end, processes
from .conftest import HAIDIAN, make_project, snapshot, wait_until, write_notebook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes in /proc")
OPEN = (
    "!from reportcard.notebook import open_report\nhome, *_ = open_report(place, year, lang).areas"
)
REPORTCARD = "from reportcard.cli import main; main()"
ONCE = """!import os, time
from pathlib import Path
first = not os.path.exists({mark!r})
Path({mark!r}).write_text(str(os.getpid()))
if first:
    time.sleep(600)
"""
"""A cell that does not end, but does when it runs again; it says which process it runs in."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """A scheduler for several tests, which may kill its workers."""
    yield from processes(tmp_path_factory.mktemp("shared"))


@pytest.fixture
def two(shared: Processes) -> str:
    """The address of a scheduler with two workers."""
    return shared.have(2)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Processes]:
    """A scheduler of a test's own."""
    folder = tmp_path / "own"
    folder.mkdir()
    yield from processes(folder)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = make_project(tmp_path / "project")
    write_notebook(made / "notebooks/tasks.ipynb", [OPEN, "!home.gdp", "!home.a_share_companies"])
    monkeypatch.setenv("REPORTCARD_PROJECT", str(made))
    return made


@pytest.fixture
def stranger(tmp_path: Path) -> str:
    """Where a package lies that differs in one file."""
    shutil.copytree(HERE / "reportcard", tmp_path / "lib/reportcard")
    (tmp_path / "lib/reportcard/links.py").write_text("# another\n")
    return str(tmp_path / "lib")


def on(address: str, project: Path, *chapters: str, **options: Any) -> dict[str, str]:
    """Run chapters on a cluster; the reasons by chapter."""
    told: dict[str, str] = {}
    with Cluster(address, project, print) as runner:
        options |= {"runner": runner, "explain": told.__setitem__}
        run_edition(project, HAIDIAN, chapters, **options)
    return told


def ran(project: Path) -> dict[str, bytes]:
    """What has been executed."""
    return snapshot(project / "_build/executed/haidian/2019/en/notebooks")


def entries(project: Path) -> dict[str, Any]:
    """What is kept, but for the time it took."""
    kept = snapshot(project / "_build/cache")
    found = {n: json.loads(text)[0] for n, text in kept.items() if n.endswith("json")}
    assert all(entry.pop("seconds") > 0 for entry in found.values())
    return found


def problems(run: Callable[[], Any]) -> list[str]:
    """What is said of chapters that fail."""
    with pytest.raises(ChaptersFailed) as caught:
        run()
    return [str(problem) for problem in caught.value.problems]


def kernel_in(path: Path) -> int:
    """The process that has written its number into a file."""
    wait_until(lambda: path.is_file() and bool(path.read_text()), LONG)
    return int(path.read_text())


def worker_of(kernel: int) -> int:
    """The process of the worker that a kernel runs for: the parent of its fork server."""
    return psutil.Process(kernel).parents()[1].pid


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_cluster_gives_the_same_bytes_and_keeps_the_same(two: str, project: Path) -> None:
    (project / "notebooks/beside.py").write_text("VALUE = 1\n")
    names = "!from pathlib import Path\nsorted(path.name for path in Path().glob('*.*'))"
    here = "!import beside\n[str(Path.cwd()), Path('beside.py').read_text(), beside.VALUE]"
    write_notebook(project / "notebooks/economy.ipynb", [names, here])
    on(two, project)
    far, kept = ran(project), entries(project)
    assert sorted(far) == ["economy.ipynb", "tasks.ipynb"]
    told: dict[str, str] = {}
    run_edition(project, HAIDIAN, explain=told.__setitem__)
    assert told == {"economy": "", "tasks": ""}  # it is valid here
    for name in ("cache", "executed"):
        shutil.rmtree(project / "_build" / name)
    run_edition(project, HAIDIAN)
    assert (ran(project), entries(project)) == (far, kept)
    assert on(two, project) == {"economy": "", "tasks": ""}  # and there what has run here


def test_a_book_is_built_of_what_a_cluster_ran(shared: Processes, two: str, project: Path) -> None:
    cell = f"!__import__('os').environ.get({MARK!r})"
    write_notebook(project / "notebooks/tasks.ipynb", ["# Tasks", cell])
    build_every(project, [HAIDIAN], 2, downloads=False, scheduler=two)
    site = project / "_build/site"
    assert (site / "index.html").is_file()
    assert shared.mark in (site / "haidian/2019/en/notebooks/tasks.html").read_text("utf-8")


def test_what_fails_is_told_as_it_is_here(
    two: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = {
        "economy": ["Words.", "!1 + 1", "!from pathlib import Path; open(Path.cwd() / 'none')"],
        "tasks": ["!import os; os._exit(3)"],
    }
    for name, texts in cells.items():
        write_notebook(project / f"notebooks/{name}.ipynb", texts)
    far = problems(lambda: on(two, project))
    assert far == problems(lambda: run_edition(project, HAIDIAN))
    first, second, last = far
    assert "cell 4: FileNotFoundError" in first
    assert "cell 2: the kernel ended" in second
    assert "0 of 2 chapters ran well" in last
    write_notebook(project / "notebooks/tasks.ipynb", ["!import time; time.sleep(600)"])
    monkeypatch.setattr(executing, "CELL_SECONDS", 2)
    assert "cell 2: still runs after 2 seconds" in problems(lambda: on(two, project, "tasks"))[0]
    assert not (project / "_build/executed/haidian/2019/en/notebooks").exists()


def test_what_was_changed_is_sent_again_unless_it_is_held(two: str, project: Path) -> None:
    extra = project / "notebooks/extra.txt"
    cell = "!from pathlib import Path\nPath('extra.txt').read_text()"
    write_notebook(project / "notebooks/tasks.ipynb", [cell])
    for held, last in ((False, b"two"), (True, b"one")):
        extra.write_text("one")
        with Cluster(two, project, print, held=held) as runner:
            for text in ("one", "two"):
                extra.write_text(text)
                run_edition(project, HAIDIAN, ["tasks"], runner=runner, force=True)
        assert last in ran(project)["tasks.ipynb"]
    run_edition(project, HAIDIAN, ["tasks"])  # what ran with what was held is not kept
    assert b"two" in ran(project)["tasks.ipynb"]


def test_a_copy_that_was_tampered_with_is_not_used(
    shared: Processes, two: str, project: Path
) -> None:
    extra = project / "notebooks/extra.txt"
    extra.write_text("as it was sent")
    cell = "!from pathlib import Path\nPath('extra.txt').read_text()"
    write_notebook(project / "notebooks/tasks.ipynb", [cell])
    on(two, project, "tasks")
    before = ran(project)
    copies = [path for path in shared.folder.rglob("extra.txt") if "as it" in path.read_text()]
    assert copies
    for copy in copies:
        copy.write_text("another")
    assert on(two, project, "tasks", force=True) == {"tasks": "asked to"}
    assert ran(project) == before


def test_a_worker_that_is_killed_while_it_runs_changes_nothing(
    shared: Processes, two: str, project: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    write_notebook(project / "notebooks/economy.ipynb", [ONCE.format(mark=str(mark)), "!2019"])
    command = [sys.executable, "-c", REPORTCARD, "run", "--scheduler", two]
    with subprocess.Popen(command, cwd=project) as client:
        kernel = kernel_in(mark)
        worker = worker_of(kernel)
        assert worker in [process.pid for process in shared.workers]
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: gone(kernel), LONG)
        assert client.wait(LONG) == 0
    far = ran(project)
    run_edition(project, HAIDIAN, force=True)
    assert ran(project) == far


def test_what_kills_its_worker_is_told_and_the_rest_goes_on(
    shared: Processes, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "LOSSES", 2)
    address = shared.have(3)
    cell = "!import os, psutil, time\n"
    cell += "os.kill(psutil.Process().parents()[1].pid, 9); time.sleep(600)"
    write_notebook(project / "notebooks/economy.ipynb", [cell])
    first, last = problems(lambda: on(address, project))
    assert first.startswith(str(project / "notebooks/economy.ipynb"))
    assert "its worker was lost 2 times, the last at tcp://127.0.0.1:" in first
    assert "1 of 2 chapters ran well" in last
    assert list(entries(project)) == ["haidian/2019/en/tasks.json"]


@pytest.mark.parametrize(
    ("told", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)]
)
def test_a_client_that_ends_is_forgotten(
    two: str, project: Path, tmp_path: Path, told: signal.Signals, code: int
) -> None:
    mark = tmp_path / "mark"
    write_notebook(project / "notebooks/tasks.ipynb", [ONCE.format(mark=str(mark))])
    command = [sys.executable, "-c", REPORTCARD, "run", "--scheduler", two]
    with subprocess.Popen(command, cwd=project) as client:
        kernel = kernel_in(mark)
        client.send_signal(told)
        assert client.wait(LONG) == code
    wait_until(lambda: gone(kernel), LONG)
    assert on(two, project, "tasks")["tasks"] == "it has not been run"


def test_a_worker_that_is_not_the_same_is_refused_by_its_address(
    own: Processes, project: Path, stranger: str
) -> None:
    own.work("first", PYTHONPATH=stranger)
    with pytest.raises(RunnerLost) as caught:
        on(own.address, project)
    (problem,) = caught.value.problems
    assert problem.what.startswith("the worker tcp://127.0.0.1:")
    assert problem.what.endswith("(first) is not the same: reportcard/links.py is another")
    assert not (project / "_build/executed/haidian/2019/en/notebooks").exists()


def test_workers_that_come_later_are_used_if_they_are_the_same(
    shared: Processes, project: Path, tmp_path: Path, stranger: str
) -> None:
    address, begun, other = shared.have(1), tmp_path / "begun", tmp_path / "other"
    wait = f"while not os.path.exists({str(other)!r}):\n    time.sleep(0.05)"
    cells = {
        "economy": f"!import os, time\nopen({str(begun)!r}, 'w').close()\n{wait}",
        "tasks": f"!open({str(other)!r}, 'w').close()",
    }
    for name, cell in cells.items():  # of which the first waits for the other
        write_notebook(project / f"notebooks/{name}.ipynb", [cell])
    said: list[str] = []
    with Cluster(address, project, said.append) as runner:
        shared.work("later", PYTHONPATH=stranger)
        wait_until(lambda: said, LONG)
        assert "(later) is not the same: reportcard/links.py is another" in said[0]
        assert runner.jobs == 1
        end(shared.workers.pop())
        shared.have(2)
        run_edition(project, HAIDIAN, runner=runner)
        assert runner.jobs == 2


def test_without_a_worker_or_a_scheduler_it_is_said_once(
    own: Processes, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 2)
    with monkeypatch.context() as patch:
        patch.setattr(cluster, "WORKER_SECONDS", 0)
        with pytest.raises(RunnerLost, match="has had no worker for 0 seconds"):
            on(own.address, project)
    mark = tmp_path / "mark"
    write_notebook(project / "notebooks/economy.ipynb", [ONCE.format(mark=str(mark))])
    own.work("first")
    with Cluster(own.address, project, print) as runner:
        submit = runner.submit

        def submitted(task: executing.Task) -> Any:
            future = submit(task)
            kernel_in(mark)
            own.scheduler.kill()
            return future

        monkeypatch.setattr(runner, "submit", submitted)
        with pytest.raises(RunnerLost, match=r"the scheduler at tcp://.* is gone") as caught:
            run_edition(project, HAIDIAN, runner=runner)
    assert len(caught.value.problems) == 1
    with pytest.raises(RunnerLost, match="no scheduler answers at tcp"):
        on(own.address, project)


def test_a_client_that_closes_itself_meanwhile_is_let_go(
    two: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = Client.close

    def twice(client: Client) -> None:
        close(client)
        raise RuntimeError("Cannot change state of expiring Timeout")

    with Cluster(two, project, print):
        monkeypatch.setattr(Client, "close", twice)


@pytest.mark.parametrize(
    "address", ["nonsense", "tcp://host", "tcp://host:port", "http://host:80", "tcp://host:99999"]
)
def test_an_address_that_is_none(project: Path, address: str) -> None:
    with pytest.raises(ReportcardError, match=f"'{address}' is no address of a scheduler"):
        runners.runner(project, 1, address)


def test_without_the_extra_it_is_said_how_to_install_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "reportcard.editions.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ReportcardError, match=r'pip install "reportcard\[dask\]"'):
        runners.runner(project, 1, "tcp://127.0.0.1:8786")
