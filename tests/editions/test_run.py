"""Chapters are run to their end, the same everywhere, or nothing is written."""

import os
import platform
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from threading import Timer

import pytest

from reportcard.editions import ChaptersFailed, Edition, executing, run_edition
from reportcard.editions.chapters import chapters_of
from reportcard.editions.executing import Executed, Task
from reportcard.editions.run import prepared, run_all
from reportcard.editions.runners import Here
from reportcard.editions.times import read_times
from reportcard.errors import DataError, Problem, ReportcardError, UnknownName
from reportcard.kernels import warm

from .conftest import HAIDIAN, PARAMETERS, cells_of, executed, wait_until, write_notebook


def test_outputs_counts_and_no_trace_of_the_run(built: Path) -> None:
    path = executed(built) / "economy.ipynb"
    cells = cells_of(path)
    assert [c.get("execution_count") for c in cells] == [1, None, 2, 3, 4]
    assert "".join(cells[2]["outputs"][0]["text"]) == "haidian 2019 en\n"
    assert "".join(cells[4]["outputs"][0]["data"]["text/plain"]) == "2020"
    assert [c["id"] for c in cells] == [f"cell-{n}" for n in range(1, 6)]
    text = path.read_text("utf-8")
    assert "papermill" not in text
    assert "execution" not in text.replace("execution_count", "")
    assert sys.version.split()[0] not in text
    assert text.endswith("}\n")


def test_times_of_a_whole_run_are_kept(built: Path, project: Path) -> None:
    facts = read_times(executed(built).parent)
    assert [c["page"] for c in facts["chapters"]] == ["notebooks/economy", "notebooks/tasks"]
    assert [c["cells"] for c in facts["chapters"]] == [4, 3]
    assert all(c["seconds"] > 0.05 for c in facts["chapters"])
    assert facts["python"] == platform.python_version()
    assert facts["jobs"] == 2
    folder = run_edition(project, HAIDIAN, ["tasks"])
    assert not (folder.parent / "times.json").exists()


def test_streams_are_whole(built: Path) -> None:
    outputs = cells_of(executed(built) / "economy.ipynb")[3]["outputs"]
    assert ["".join(output["text"]) for output in outputs] == ["ab"]


def test_another_edition_has_the_same_cells(project: Path) -> None:
    folder = run_edition(project, Edition("haidian", 2018, "zh-Hant"), ["economy"])
    assert folder == project / "_build/executed/haidian/2018/zh-Hant/notebooks"
    assert [path.name for path in folder.iterdir()] == ["economy.ipynb"]
    cells = cells_of(folder / "economy.ipynb")
    assert "".join(cells[0]["source"]) == (
        'place: str = "haidian"\nyear: int = 2018  # the report\nlang: str = "zh-Hant"'
    )
    assert "".join(cells[2]["outputs"][0]["text"]) == "haidian 2018 zh-Hant\n"
    assert [c.get("execution_count") for c in cells] == [1, None, 2, 3, 4]


def test_parameters_of_their_own(project: Path) -> None:
    parameters = (
        PARAMETERS + '\ntop: int = 3\nscale: float = 1\nname: str = "甲"\nall_of: bool = False'
    )
    cells = ["!print(top, scale, name, all_of)"]
    write_notebook(project / "notebooks" / "tasks.ipynb", cells, parameters)
    given = {"top": "5", "scale": "2", "name": 'a"乙', "all_of": "true"}
    folder = run_edition(project, HAIDIAN, ["tasks"], given, project / "elsewhere")
    outputs = cells_of(folder / "tasks.ipynb")[1]["outputs"]
    assert "".join(outputs[0]["text"]) == '5 2.0 a"乙 True\n'
    with pytest.raises(UnknownName, match=r"(?s)no parameter 'tpo'.*Did you mean 'top'"):
        run_edition(project, HAIDIAN, ["tasks"], {"tpo": "5"})
    with pytest.raises(UnknownName, match=r"top is '5\.5', which is no whole number"):
        run_edition(project, HAIDIAN, ["tasks"], {"top": "5.5"})
    with pytest.raises(UnknownName, match="no parameter 'top' in notebooks/economy"):
        run_edition(project, HAIDIAN, [], {"top": "5"})


def test_a_failing_chapter_is_named_and_nothing_is_written(project: Path) -> None:
    write_notebook(project / "notebooks/economy.ipynb", ["Words.", "!1 + 1", "!{}['gpd']"])
    with pytest.raises(ChaptersFailed) as caught:
        run_edition(project, HAIDIAN)
    first, last = caught.value.problems
    assert first.file == project / "notebooks/economy.ipynb"
    assert first.what == "cell 4: KeyError: 'gpd'"
    assert "1 of 2 chapters ran well; nothing was written" in str(last)
    assert not [path for path in (project / "_build/executed").rglob("*") if path.is_file()]


@pytest.mark.parametrize("cold", ["", "1"])
@pytest.mark.parametrize(
    "death", ["os._exit(3)", "ctypes.string_at(0)", "os.kill(os.getpid(), 9)", "os.abort()"]
)
def test_a_kernel_that_dies_is_named_and_the_rest_goes_on(
    project: Path, monkeypatch: pytest.MonkeyPatch, death: str, cold: str
) -> None:
    monkeypatch.setenv("REPORTCARD_COLD", cold)
    cells = ["!1", f"!import ctypes, os; {death}"]
    write_notebook(project / "notebooks/economy.ipynb", cells)
    with pytest.raises(ChaptersFailed) as caught:
        run_edition(project, HAIDIAN, jobs=1)
    first, last = caught.value.problems
    assert first.file == project / "notebooks/economy.ipynb"
    assert first.what.startswith("cell 3: the kernel ended")
    assert "1 of 2 chapters ran well" in str(last)


@pytest.mark.skipif(not warm.possible(), reason="kernels are forked on Linux from 5.4 on")
def test_a_fork_server_that_dies_is_told_at_the_cell_and_followed_by_another(
    project: Path,
) -> None:
    cell = "!import os, signal, time; os.kill(os.getppid(), signal.SIGKILL); time.sleep(60)"
    write_notebook(project / "notebooks/economy.ipynb", [cell])
    with pytest.raises(ChaptersFailed) as caught:
        run_edition(project, HAIDIAN, jobs=1)
    first, last = caught.value.problems
    assert first.what.startswith("cell 2: the kernel ended")
    assert "1 of 2 chapters ran well" in str(last)


def test_a_cell_that_does_not_end_is_named_and_its_kernel_ends(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executing, "CELL_SECONDS", 1)
    cell = "!from pathlib import Path\nimport os, time\n"
    cell += "Path('kernel').write_text(str(os.getpid())); time.sleep(60)"
    write_notebook(project / "notebooks/economy.ipynb", [cell])
    with pytest.raises(ChaptersFailed, match="cell 2: still runs after 1 seconds"):
        run_edition(project, HAIDIAN, ["economy"])
    wait_until(lambda: not alive(int((project / "notebooks/kernel").read_text())))


def test_forked_or_not_the_outputs_are_the_same(
    project: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTCARD_COLD", "1")
    cold = run_edition(project, HAIDIAN, jobs=1)
    for name in ("economy.ipynb", "tasks.ipynb"):
        assert (cold / name).read_bytes() == (executed(built) / name).read_bytes()


@pytest.mark.parametrize(
    ("content", "told"),
    [("{", "is no notebook"), ("{}", "is no notebook of format 4"), ("[]", "is no notebook")],
)
def test_a_file_that_is_no_notebook(project: Path, content: str, told: str) -> None:
    (project / "notebooks/tasks.ipynb").write_text(content)
    with pytest.raises(ReportcardError, match=told):
        run_edition(project, HAIDIAN)


def test_a_parameter_that_papermill_would_not_see(project: Path) -> None:
    write_notebook(project / "notebooks/tasks.ipynb", [], "place, year = 'haidian', 2019")
    with pytest.raises(ReportcardError, match="not one plain assignment a line"):
        run_edition(project, HAIDIAN)


@pytest.mark.parametrize("after", ["time.sleep(60)", "pass"])
def test_interrupted_it_ends_and_leaves_nothing(project: Path, after: str) -> None:
    cell = "!from pathlib import Path\nimport os, time\nPath('kernel').write_text(str(os.getpid()))"
    others = ["!time.sleep(.01)"] * 600  # each says what was read till then
    write_notebook(project / "notebooks/tasks.ipynb", [f"{cell}; {after}", *others])
    command = "from reportcard.cli import main; main(['run', '--chapter', 'tasks'])"
    env = {**os.environ, "REPORTCARD_PROJECT": str(project)}
    with subprocess.Popen(
        [sys.executable, "-c", command], cwd=project, env=env, stderr=subprocess.PIPE, text=True
    ) as process:
        started = project / "notebooks" / "kernel"
        wait_until(lambda: started.is_file() and bool(started.read_text()))
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.strip() == "reportcard: stopped; nothing was half-written."
    wait_until(lambda: not alive(int(started.read_text())))
    assert not [*(project / "_build/executed/haidian/2019/en").iterdir()]


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.is_file() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_who_fails_to_say_what_is_next_waits_for_what_runs(project: Path) -> None:
    [first, *_] = prepared(chapters_of(project), HAIDIAN, {})
    running: Future[Executed] = Future()
    running.set_running_or_notify_cancel()

    class Runner(Here):
        def submit(self, task: Task) -> Future[Executed]:
            Timer(0.2, running.set_result, [Executed("", 0, None, 0)]).start()
            return running

    def tasks() -> Iterator[Task]:
        yield first
        raise DataError(Problem("broken"))

    with Runner(1) as runner, pytest.raises(DataError, match="broken"):
        run_all(tasks(), runner)
    assert running.done()
