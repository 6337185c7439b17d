"""An edition is taken for current only while nothing it is made from, and nothing of it, moves."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reportcard import stamps

FOLDER = Path("haidian", "2019", "en")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = ["data/areas.toml", "notebooks/economy.ipynb", "index.md", "tests/test.py"]
    files += ["_build/site/index.html", "_build/site/haidian/2019/en/notebooks/economy.html"]
    for name in files:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    stamps.keep(tmp_path, FOLDER, stamps.inputs(tmp_path, FOLDER), downloads=True)
    return tmp_path


def current(project: Path) -> bool:
    return stamps.is_current(project, FOLDER, downloads=True)


def write(name: str, text: str = "2") -> Callable[[Path], None]:
    def change(project: Path) -> None:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda project: (project / name).unlink()


MOVES = {
    "a file of the data": write("data/areas.toml"),
    "the same said again": write("data/areas.toml", "1"),
    "a new file": write("data/documents/new/figures.csv"),
    "a notebook": write("notebooks/economy.ipynb"),
    "a page that is gone": remove("index.md"),
    "a page of the site": write("_build/site/haidian/2019/en/notebooks/economy.html"),
    "a page of the site that is gone": remove("_build/site/haidian/2019/en/notebooks/economy.html"),
    "no landing page": remove("_build/site/index.html"),
    "another edition": write("_build/site/haidian/2018/en/index.html"),
}


@pytest.mark.parametrize("move", MOVES)
def test_what_moves_is_noticed(project: Path, move: str) -> None:
    assert current(project)
    MOVES[move](project)
    assert not current(project)


def test_what_no_build_reads_does_not_matter(project: Path) -> None:
    write("tests/test.py")(project)
    write(".git/index")(project)
    write("_build/executed/economy.ipynb")(project)
    assert current(project)


def test_pages_alone_are_not_the_whole(project: Path) -> None:
    assert not stamps.is_current(project, FOLDER, downloads=False)


def test_the_environment_counts(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTCARD_SOURCES", "elsewhere")
    assert not current(project)


def test_what_changed_during_a_build_is_built_again(project: Path) -> None:
    before = stamps.inputs(project, FOLDER)
    write("data/areas.toml", "22")(project)
    stamps.keep(project, FOLDER, before, downloads=True)
    assert not current(project)
