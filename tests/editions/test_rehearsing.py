"""A rehearsed build leaves nothing of the data behind, and a process that can still be forked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reportcard.editions import run_edition
from reportcard.editions.rehearsing import rehearse

from .conftest import HAIDIAN, ROOT, executed, make_project

SCRIPT = """
import sys
from pathlib import Path
from reportcard import kernels, prose, tables
from reportcard.editions import Edition
from reportcard.editions.rehearsing import rehearse
from reportcard.editions.rendering import load

project = Path(sys.argv[1])
load(project)
before = set(sys.modules)
assert rehearse(project, Edition("haidian", 2019, "en"))
assert "sphinx_book_theme" in sys.modules
assert "reportcard.sphinxext.charts" in sys.modules
assert tables.parsed.cache_info().currsize
assert not prose.data_of.cache_info().currsize
assert kernels.may_fork() or sys.platform != "linux"
path = project / "data/documents/haidian-2019-report-card/figures.csv"
path.write_text(path.read_text("utf-8").replace("145家", "146家"), "utf-8")
print(prose.say("a_share_companies", "haidian", 2019, "en").text)
"""


def test_it_knows_how_and_not_what(tmp_path: Path, read_from: object) -> None:
    project = make_project(tmp_path / "project")
    assert callable(read_from)
    read_from(project)
    run_edition(project, HAIDIAN)
    env = {**os.environ, "REPORTCARD_PROJECT": str(project), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", SCRIPT, str(project)]
    done = subprocess.run(words, cwd=tmp_path, env=env, text=True, capture_output=True)
    assert done.stdout.strip() == "146", done.stderr
    assert not (project / "_build/site").exists()


@pytest.mark.parametrize("lacks", ["nothing ran", "no chapter", "broken data"])
def test_what_could_not_be_rehearsed_is_told(tmp_path: Path, read_from: object, lacks: str) -> None:
    project = make_project(tmp_path / "project")
    assert callable(read_from)
    read_from(project)
    if lacks != "nothing ran":
        executed(project).mkdir(parents=True)
    if lacks == "broken data":
        (project / "data/areas.toml").write_text("[", "utf-8")
    assert rehearse(project, HAIDIAN) is False
