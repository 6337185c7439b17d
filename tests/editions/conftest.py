"""A book of two small chapters, as sources and as a site."""

import json
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from nbformat import v4
from nbformat import writes as notebook_text

from reportcard.editions import Edition, build_edition

ROOT = Path(__file__).resolve().parents[2]
HAIDIAN = Edition("haidian", 2019, "en")
PARAMETERS = 'place: str = "haidian"\nyear: int = 2019  # the report\nlang: str = "en"'
ECONOMY = [
    "# Money of {v}`home`\n\n{v}`a_share_companies` companies; see [Tasks](tasks.ipynb).",
    "!print(place, year, lang)",
    "!import sys; sys.stdout.write('a'); sys.stdout.flush(); sys.stdout.write('b');",
    "!year + 1",
]
TASKS = ["# Tasks\n\nOnly words, and an example: ``{v}`nothing` ``.", "!import os", "!os.sep"]


def write_notebook(path: Path, cells: Sequence[str], parameters: str = PARAMETERS) -> None:
    """A chapter; cells that begin with ! are code."""
    made = [v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    for text in cells:
        code = text.startswith("!")
        made.append(v4.new_code_cell(text[1:]) if code else v4.new_markdown_cell(text))
    for number, cell in enumerate(made, 1):
        cell["id"] = f"cell-{number}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook_text(v4.new_notebook(cells=made)), "utf-8")


def make_project(folder: Path) -> Path:
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "_config.yml", folder)
    write_notebook(folder / "notebooks" / "economy.ipynb", ECONOMY)
    write_notebook(folder / "notebooks" / "tasks.ipynb", TASKS)
    toc = "format: jb-book\nroot: index\nchapters:\n"
    (folder / "_toc.yml").write_text(
        toc + "  - file: notebooks/economy\n  - file: notebooks/tasks\n", "utf-8"
    )
    (folder / "index.md").write_text("# Our book\n\nIt is about {v}`home`.\n", "utf-8")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one published edition; tests that change it work on a copy."""
    folder = make_project(tmp_path_factory.mktemp("built") / "project")
    (folder / "_config.yml").write_text(
        (folder / "_config.yml").read_text("utf-8") + "\nsite_url: https://example.org/book\n",
        "utf-8",
    )
    write_notebook(executed(folder) / "dropped.ipynb", ["A chapter of an earlier edition"])
    assert build_edition(folder, HAIDIAN) == folder / "_build" / "site" / "index.html"
    return folder


def cells_of(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    return cells


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def executed(built: Path) -> Path:
    return built / "_build" / "executed" / "haidian" / "2019" / "en" / "notebooks"


def wait_until(true: Any, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
