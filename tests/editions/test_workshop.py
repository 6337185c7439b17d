"""A build that goes on with the last one makes the very site that one from nothing makes."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reportcard.editions import build_edition
from reportcard.prose import book_of

from .conftest import ECONOMY, HAIDIAN, TASKS, executed, make_project, snapshot, write_notebook

CARD = "data/documents/haidian-2019-report-card/figures.csv"
OPEN = """!from reportcard.notebook import *
report = open_report(place, year, lang)
home, parent, country = report.areas"""
CHART = '!report.charts.parts("listed_parts", home.a_share_companies, home.overseas_companies)'
SHOWN = [*ECONOMY, OPEN, "!home.a_share_companies", CHART, CHART]
PAGES = {"index", "notebooks/economy", "notebooks/tasks"}
Change = Callable[[Path], None]


def replaced(name: str, old: str, new: str) -> Change:
    def change(project: Path) -> None:
        text = (project / name).read_text("utf-8")
        assert old in text
        (project / name).write_text(text.replace(old, new), "utf-8")

    return change


def chapter(name: str, cells: list[str]) -> Change:
    return lambda project: write_notebook(project / f"notebooks/{name}.ipynb", cells)


Build = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def build(read_from: Change) -> Build:
    """Builds a project as a process of its own would, and gives its site."""

    def built(project: Path) -> dict[str, bytes]:
        read_from(project)
        build_edition(project, HAIDIAN, downloads=False)
        return snapshot(project / "_build" / "site")

    return built


def begin_anew(project: Path) -> None:
    for name in ("pages", "site", "stamps"):
        shutil.rmtree(project / "_build" / name)


def written(project: Path) -> dict[str, int]:
    folder = project / "_build/site/haidian/2019/en"
    return {page: (folder / f"{page}.html").stat().st_mtime_ns for page in PAGES}


@pytest.fixture
def shown(tmp_path: Path, build: Build) -> Path:
    """A built project whose first chapter shows numbers and two charts."""
    project = make_project(tmp_path / "project")
    chapter("economy", SHOWN)(project)
    build(project)
    return project


@pytest.mark.parametrize(
    ("change", "pages"),
    [
        (replaced(CARD, "145家", "146家"), {"notebooks/economy"}),
        (replaced(CARD, "4506,4510,145家", "4505,4509,145家"), {"notebooks/economy"}),
        (replaced("index.md", "It is about", "This is about"), {"index"}),
        (chapter("tasks", [*TASKS, "More words."]), {"notebooks/tasks"}),
        (chapter("economy", SHOWN[:-1]), {"notebooks/economy"}),
        (chapter("tasks", ["# Jobs", *TASKS[1:]]), PAGES),
        (replaced("data/phrases.toml", "Where each number comes from", "Whence"), PAGES),
    ],
    ids=["figure", "passport", "first-page", "prose", "chart-gone", "title", "phrase"],
)
def test_only_what_has_changed_is_written(
    shown: Path, build: Build, change: Change, pages: set[str]
) -> None:
    before = written(shown)
    change(shown)
    made = build(shown)
    after = written(shown)
    rewritten = {page for page in PAGES if before[page] != after[page]}
    assert rewritten | {"index"} == pages | {"index"}  # Sphinx writes the one with the contents
    begin_anew(shown)
    again = build(shown)
    assert made.keys() == again.keys()
    assert [name for name in made if made[name] != again[name]] == []


def test_files_of_the_project_itself_are_there_from_build_to_build(
    tmp_path: Path, build: Build
) -> None:
    project = make_project(tmp_path / "project")
    chapter("economy", SHOWN)(project)
    logo = project / "_static/pictures/logo.svg"
    logo.parent.mkdir(parents=True)
    logo.write_text("<svg/>")
    logo.with_name("notes.md").touch()
    site = "haidian/2019/en/_static/pictures"
    assert build(project)[f"{site}/notes.md"] == b""
    logo.with_name("notes.md").unlink()
    for old, new in (("145家", "146家"), ("146家", "147家")):
        replaced(CARD, old, new)(project)
        made = build(project)
        assert made[f"{site}/logo.svg"] == b"<svg/>"
        assert f"{site}/notes.md" not in made
    shutil.rmtree(logo.parent)
    logo.parent.write_text("a file where a folder was")
    made = build(project)
    assert f"{site}/logo.svg" not in made
    assert made[site] == b"a file where a folder was"


def test_what_this_process_knew_before_is_read_again(shown: Path, read_from: Change) -> None:
    read_from(shown)
    known = book_of("haidian", 2019)
    replaced(CARD, "145家", "146家")(shown)
    build_edition(shown, HAIDIAN, downloads=False)
    assert book_of("haidian", 2019) is not known
    assert ">146</" in (shown / "_build/site/haidian/2019/en/notebooks/economy.html").read_text()


def test_what_changes_while_it_is_built_is_on_the_pages_that_the_next_build_makes(
    shown: Path, build: Build, read_from: Change
) -> None:
    changes = [replaced("data/phrases.toml", "Where each number comes from", "Whence")]

    def explained(_chapter: str, _why: str) -> None:
        while changes:
            changes.pop()(shown)

    read_from(shown)
    replaced("index.md", "It is about", "This is about")(shown)
    build_edition(shown, HAIDIAN, downloads=False, explain=explained)
    made = build(shown)
    begin_anew(shown)
    assert build(shown) == made


def test_a_chart_that_changes_leaves_the_published_one_as_it_is(shown: Path, build: Build) -> None:
    charts = shown / "_build/site/haidian/2019/en/_charts"
    one = min(charts.glob("economy-1.svg"))
    before, kept = one.read_bytes(), shown / "as it was"
    os.link(one, kept)
    replaced(CARD, "145家", "146家")(shown)
    build(shown)
    assert one.read_bytes() != before
    assert kept.read_bytes() == before


def test_a_build_that_failed_is_not_gone_on_with(shown: Path, build: Build) -> None:
    good = (shown / "notebooks/tasks.ipynb").read_bytes()
    chapter("tasks", ["# T\n\n[x](nowhere.md)"])(shown)
    with pytest.raises(Exception, match=r"nowhere\.md"):
        build(shown)
    (shown / "notebooks/tasks.ipynb").write_bytes(good)
    made = build(shown)
    begin_anew(shown)
    assert build(shown) == made


def test_a_site_that_someone_changed_is_made_anew(shown: Path, build: Build) -> None:
    page = shown / "_build/site/haidian/2019/en/notebooks/tasks.html"
    sound = page.read_bytes()
    page.write_text("gone", "utf-8")
    build(shown)
    assert page.read_bytes() == sound


def test_the_executed_notebooks_are_those_of_the_site(shown: Path, build: Build) -> None:
    replaced(CARD, "145家", "146家")(shown)
    build(shown)
    assert "146" in (executed(shown) / "economy.ipynb").read_text("utf-8")
