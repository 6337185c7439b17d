"""Copies of a project, and what is measured in them."""

import json
import os
import sys
from pathlib import Path

import pytest

from reportcard.bench.copies import Copies, Failed, forget_build, last_lines, set_execution
from reportcard.editions.chapters import read_yaml


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project of a few files, some of which no book is made from."""
    project = tmp_path / "project"
    texts = {
        "_config.yml": "title: A book\nexecute:\n  execute_notebooks: 'off'\n  timeout: 9\n",
        "_toc.yml": "root: index\nchapters: [{file: notebooks/a}, {file: more/b}]\n",
        "index.md": "# A book\n",
        "more/b.md": "# B\n",
        "notes.md": "not in the book\n",
        "data/units.toml": "[company]\n",
        "notebooks/a.ipynb": "{}",
        "_build/site/index.html": "old",
        "reportcard/__init__.py": "",
    }
    for name, text in texts.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    return project


@pytest.fixture
def copies(small: Path, tmp_path: Path) -> Copies:
    return Copies(small, tmp_path / "work")


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_a_copy_has_what_the_book_is_made_from(copies: Copies) -> None:
    assert files(copies.named("a")) == {
        "_config.yml", "_toc.yml", "index.md", "more/b.md", "data/units.toml", "notebooks/a.ipynb",
    }  # fmt: skip


def test_copies_stay_and_are_apart(copies: Copies, small: Path) -> None:
    (copies.named("a") / "data" / "units.toml").write_text("changed")
    assert (copies.named("a") / "data" / "units.toml").read_text() == "changed"
    assert (copies.named("b") / "data" / "units.toml").read_text() == "[company]\n"
    assert (small / "data" / "units.toml").read_text() == "[company]\n"


def test_how_notebooks_are_executed_is_set_in_the_copy(copies: Copies, small: Path) -> None:
    set_execution(copies.named("a"), "force")
    changed = read_yaml(copies.named("a") / "_config.yml")
    assert changed == {"title": "A book", "execute": {"execute_notebooks": "force", "timeout": 9}}
    assert "off" in (small / "_config.yml").read_text()


def test_what_was_built_is_forgotten(copies: Copies) -> None:
    copy = copies.named("a")
    before = files(copy)
    (copy / "_build" / "html").mkdir(parents=True)
    forget_build(copy)
    forget_build(copy)
    assert not (copy / "_build").exists()
    assert files(copy) == before


def test_each_side_is_measured_as_it_comes(copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = {
        "PYTHONDONTWRITEBYTECODE": "1",
        "JUPYTER_DEFAULT_PROVISIONER_NAME": "reportcard-warm",
        "REPORTCARD_COLD": "1",
    }
    for name, value in {**apart, "REPORTCARD_PROJECT": "elsewhere", "KEPT": "yes"}.items():
        monkeypatch.setenv(name, value)
    copy = copies.named("a")
    show = "import json, os; print(json.dumps([dict(os.environ), os.getcwd()]))"
    _, said = copies.told(copy, sys.executable, "-c", show, env={"MORE": "too"})
    env, folder = json.loads(said)
    assert not apart.keys() & env.keys()
    assert (env["REPORTCARD_PROJECT"], env["KEPT"], env["MORE"]) == (str(copy), "yes", "too")
    assert folder == os.path.realpath(copy)


def test_the_time_of_all_its_processes_counts(copies: Copies) -> None:
    burn = "import os, time\nwhile sum(os.times()[:2]) < 0.3: pass"
    both = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {burn!r}])\n{burn}"
    spent, _ = copies.told(copies.named("a"), sys.executable, "-c", both)
    assert spent.cpu > 0.55


def test_a_command_that_fails_gives_its_last_lines(copies: Copies) -> None:
    code = "import sys\nfor n in range(30): print(n)\nsys.exit('the disk is full')"
    with pytest.raises(Failed) as caught:
        copies.told(copies.named("a"), sys.executable, "-c", code)
    lines = str(caught.value).splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("21", "the disk is full", 10)


def test_one_that_says_nothing(copies: Copies) -> None:
    assert last_lines(" \n\n") == "it says nothing"
    with pytest.raises(Failed, match="it says nothing"):
        copies.told(copies.named("a"), sys.executable, "-c", "raise SystemExit(1)")
