"""Every scenario as it is, on a book of two small chapters of which one shows a figure."""

import shutil
from pathlib import Path

import nbformat
import psutil
import pytest

from reportcard.bench.builds import Measured, measure
from reportcard.benchmarks import GROUPS, Places
from reportcard.tables import HERE

PARAMETERS = 'place: str = "haidian"\nyear: int = 2019\nlang: str = "en"'
SHOWS = """from reportcard.notebook import *
open_report(place, year, lang).areas[0].technology_scenarios"""
CHAPTERS = {
    "economy": ("# Money\n\n{v}`technology_scenarios` scenarios.", SHOWS),
    "tasks": ("# Tasks", "1 + 1"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("side-by-side") / "project"
    shutil.copytree(HERE / "data", folder / "data")
    shutil.copy(HERE / "_config.yml", folder)
    chapters = "".join(f"  - file: notebooks/{name}\n" for name in CHAPTERS)
    (folder / "_toc.yml").write_text(
        f"format: jb-book\nroot: index\nchapters:\n{chapters}", "utf-8"
    )
    (folder / "index.md").write_text("# Our book\n", "utf-8")
    (folder / "notebooks").mkdir()
    for name, (prose, code) in CHAPTERS.items():
        cells = [
            nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
            nbformat.v4.new_markdown_cell(prose),
            nbformat.v4.new_code_cell(code),
        ]
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")
    return folder


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def found(project: Path) -> dict[str, Measured]:
    patch, before = pytest.MonkeyPatch(), snapshot(project)
    patch.setenv("REPORTCARD_PROJECT", str(project))
    patch.setenv("PYTHONWARNINGS", "ignore")
    children = set(psutil.Process().children(recursive=True))
    try:
        measured = measure(project, (), 1, lambda _line: None)
    finally:
        patch.undo()
    assert snapshot(project) == before
    assert set(psutil.Process().children(recursive=True)) <= children, "no process is left"
    return {one.name: one for one in measured}


def test_all_are_measured(found: dict[str, Measured]) -> None:
    assert list(found) == [name for names in GROUPS.values() for name in names]
    assert all(len(one.runs) == 1 and one.wall > 0 and one.cpu > 0 for one in found.values())


@pytest.mark.parametrize("name", ["figure", "figure-watch"])
def test_our_pages_show_the_new_figure_wherever_they_show_it(
    found: dict[str, Measured], name: str
) -> None:
    places = found[name].places
    assert places is not None
    assert places.new == places.all > 1


def test_a_cache_that_does_not_look_at_data_leaves_the_old_one(found: dict[str, Measured]) -> None:
    """Our extension says the numbers of the prose anew; what cells gave comes from the cache."""
    assert found["figure"].places is not None
    every = found["figure"].places.all
    assert found["jupyter-book-cache-figure"].places == Places(every - 1, every)
