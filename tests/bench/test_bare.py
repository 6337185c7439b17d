"""The cells of a chapter by plain ``exec``: the same results, and what fails is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from reportcard.kernels.warm import QUIETLY
from reportcard.tables import HERE

SHOW = """
import json, sys
from pathlib import Path
from reportcard.bench.bare import displays
print(json.dumps([shown["text/plain"] for shown in displays(Path(sys.argv[1]))]))
"""


def python(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, *words),
        env={**os.environ, **QUIETLY, "REPORTCARD_PROJECT": str(HERE)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def notebook(path: Path, *sources: str) -> Path:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_it_displays_what_the_chapter_stores() -> None:
    chapter = HERE / "notebooks" / "tasks.ipynb"
    done = python("-c", SHOW, chapter)
    assert done.returncode == 0, done.stderr
    stored = [
        output.data["text/plain"]
        for cell in nbformat.read(chapter, 4).cells
        for output in cell.get("outputs", ())
        if output.output_type == "execute_result"
    ]
    assert json.loads(done.stdout) == stored != []


def test_each_notebook_runs_in_a_fork_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "pids"
    said = (
        f"import os\nprint('a cell prints')\nopen({str(out)!r}, 'a').write(f'{{os.getpid()}}\\n')"
    )
    paths = [notebook(tmp_path / f"{n}.ipynb", "x = 1", f"x + 1\n{said}", "x") for n in range(4)]
    done = python("-m", "reportcard.bench.bare", *paths)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told) == {"wall", "cpu"}
    assert all(value >= 0 for value in told.values())
    assert len(set(out.read_text().split())) == 4


@pytest.mark.parametrize("last", ["1 / 0", "import os\nos._exit(3)", "raise SystemExit(2)"])
def test_a_cell_that_fails_fails_the_whole(tmp_path: Path, last: str) -> None:
    good, bad = notebook(tmp_path / "a.ipynb", "1"), notebook(tmp_path / "b.ipynb", "2", last)
    assert python("-m", "reportcard.bench.bare", bad, good).returncode == 1
