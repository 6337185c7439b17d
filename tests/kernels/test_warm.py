"""A forked kernel is as good as one started from nothing, and nothing is left of it."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import nbformat
import psutil
import pytest

from reportcard.kernels import forkserver, provisioner, warm

from .conftest import MARK, ask, end, marked, wait_until

pytestmark = pytest.mark.skipif(
    not warm.possible(), reason="kernels are forked on Linux from 5.4 on"
)
PARENT = "__import__('os').getppid()"
WHO = "' '.join(__import__('psutil').Process().parent().cmdline())"


@pytest.mark.usefixtures("server")
def test_kernels_of_one_process_have_one_parent_and_it_ends_with_the_last(tmp_path: Path) -> None:
    first = int(ask(PARENT, tmp_path))
    assert int(ask(PARENT, tmp_path)) == first
    assert psutil.Process(first).num_threads() == 1
    warm.forget()
    assert not psutil.pid_exists(first)


def test_told_to_start_cold_it_forks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTCARD_COLD", "1")
    assert int(ask(PARENT, tmp_path)) == os.getpid()


@pytest.mark.parametrize(
    ("change", "look", "fresh"),
    [
        ("import pandas; pandas.set_option('display.width', 7); 1", "display.width", "80"),
        ("import os; os.environ['LEFT'] = 'here'; 1", "LEFT", "None"),
        ("import sys; sys.modules['left'] = sys; 1", "left", "False"),
        ("import reportcard.labels as m; m.left = 1; 1", "labels", "False"),
        ("import os; os.chdir('/'); 1", "cwd", "{folder}"),
        ("import decimal; decimal.getcontext().prec = 3; 1", "prec", "28"),
    ],
)
def test_what_one_kernel_changes_no_other_sees(
    tmp_path: Path, change: str, look: str, fresh: str
) -> None:
    looks = {
        "display.width": "__import__('pandas').get_option('display.width')",
        "LEFT": "str(__import__('os').environ.get('LEFT'))",
        "left": "'left' in __import__('sys').modules",
        "labels": "hasattr(__import__('reportcard.labels').labels, 'left')",
        "cwd": "__import__('os').getcwd()",
        "prec": "__import__('decimal').getcontext().prec",
    }
    ask(change, tmp_path)
    assert ask(looks[look], tmp_path).strip("'") == fresh.format(folder=tmp_path)


@pytest.mark.parametrize("draw", ["random.random()", "numpy.random.random()"])
def test_chance_is_not_the_same_in_two_kernels(tmp_path: Path, draw: str) -> None:
    code = f"import random, numpy\n{draw}"
    assert ask(code, tmp_path) != ask(code, tmp_path)


SEEN = """
import os, sys, signal, threading, __main__
(sys.argv[0], sys.path, sys.flags, os.getcwd(), os.environ['GIVEN'], signal.getsignal(2),
 __main__.__name__, sorted(vars(__main__))[:3], os.getpgrp() == os.getpid(),
 __import__('locale').getlocale())
"""


def test_it_looks_around_and_sees_what_a_cold_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forked = ask(SEEN, tmp_path, GIVEN="x")
    monkeypatch.setenv("REPORTCARD_COLD", "1")
    assert ask(SEEN, tmp_path, GIVEN="x") == forked


def test_an_environment_that_only_a_start_can_honour_is_honoured(tmp_path: Path) -> None:
    code = "hash('a'), __import__('os').getppid()"
    first, second = (eval(ask(code, tmp_path, PYTHONHASHSEED=seed)) for seed in ("1", "2"))
    again = eval(ask(code, tmp_path, PYTHONHASHSEED="1"))
    assert again[0] == first[0] != second[0]
    assert len({first[1], second[1]}) == 2


def test_a_module_that_has_changed_is_imported_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    own = Path(forkserver.__file__).parent.parent
    shutil.copytree(own, package / own.name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)  # or what lies here would be imported
    first = int(ask(PARENT, tmp_path, PYTHONPATH=str(package)))
    assert int(ask(PARENT, tmp_path, PYTHONPATH=str(package))) == first
    source = package / own.name / "errors.py"
    os.utime(source, ns=(source.stat().st_atime_ns, source.stat().st_mtime_ns))
    assert int(ask(PARENT, tmp_path, PYTHONPATH=str(package))) != first


def test_a_server_that_was_killed_is_followed_by_another(tmp_path: Path) -> None:
    first = int(ask(PARENT, tmp_path))
    end(first)
    assert int(ask(PARENT, tmp_path)) != first


def test_a_server_with_threads_forks_nothing_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, threading, time\n"
        "if 'forkserver' in ' '.join(sys.orig_argv):\n"
        "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    path = f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    with pytest.raises(warm.Unavailable, match="it has 2 threads"):
        warm.fork(["ipykernel_launcher"], {**os.environ, "PYTHONPATH": path}, str(tmp_path))
    assert int(ask(PARENT, tmp_path, PYTHONPATH=path)) == os.getpid()


def test_the_end_of_a_forked_process_is_told() -> None:
    for order, status in (("-9", -signal.SIGKILL), ("-15", -signal.SIGTERM)):
        forked = warm.fork(["ipykernel_launcher"], os.environ, "/")
        with pytest.raises(subprocess.TimeoutExpired):
            forked.wait(0)
        forked.send_signal(-int(order))
        assert forked.wait(20) == forked.poll() == status
        forked.kill()  # has no effect, and reaches no other process


def test_one_that_nobody_holds_any_more_is_ended() -> None:
    forked = warm.fork(["ipykernel_launcher"], os.environ, "/")
    pid = forked.pid
    del forked
    assert wait_until(lambda: not psutil.pid_exists(pid))


RUNNER = """
import subprocess, sys
from reportcard.kernels import warm
import os
held = []
for _ in range(4):
    held.append(warm.fork(["ipykernel_launcher"], os.environ, "/"))
    print("forked", flush=True)
import time
time.sleep(60)
"""


@pytest.mark.parametrize("attempt", range(5))
def test_a_runner_that_is_killed_leaves_no_process(attempt: int) -> None:
    mark = str(uuid.uuid4())
    wait = random.Random(attempt).uniform(0, 3)
    with subprocess.Popen(
        [sys.executable, "-c", RUNNER], env={**os.environ, MARK: mark}, stdout=subprocess.PIPE
    ) as runner:
        time.sleep(wait)
        assert marked(mark)
        runner.kill()
    assert wait_until(lambda: not marked(mark)), f"after {wait:.2f} s: {marked(mark)}"


def test_what_a_kernel_started_in_the_background_goes_with_the_runner(tmp_path: Path) -> None:
    mark = str(uuid.uuid4())
    notebook = tmp_path / "background.py"
    notebook.write_text(
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from tests.kernels.conftest import ask\n"
        "code = \"import subprocess as s; s.Popen(['sleep', '600'], start_new_session=True).pid\"\n"
        "print(ask(code, Path('/')), flush=True)\n"
        "import time; time.sleep(60)\n"
    )
    root = str(Path(__file__).resolve().parents[2])
    with subprocess.Popen(
        [sys.executable, str(notebook), root],
        env={**os.environ, MARK: mark},
        stdout=subprocess.PIPE,
        text=True,
    ) as runner:
        assert runner.stdout is not None
        sleeper = int(runner.stdout.readline())
        assert psutil.pid_exists(sleeper)
        runner.kill()
    assert wait_until(lambda: not marked(mark) and not psutil.pid_exists(sleeper))


@pytest.mark.parametrize("tool", [["papermill", "in.ipynb", "out.ipynb"], ["pytest", "--nbval"]])
def test_other_tools_use_it_by_its_name(tmp_path: Path, tool: list[str]) -> None:
    who = tmp_path / "who"
    code = f"from pathlib import Path\nPath({str(who)!r}).write_text({WHO});"
    cell = nbformat.v4.new_code_cell(code)
    kernel = {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
    (tmp_path / "in.ipynb").write_text(nbformat.writes(notebook))
    env = {**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": provisioner.NAME}
    subprocess.run([sys.executable, "-m", *tool], cwd=tmp_path, env=env, check=True)
    assert "reportcard.kernels.forkserver" in who.read_text()
