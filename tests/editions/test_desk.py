"""What a worker keeps: a few copies of projects, each as it was sent."""

import json
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

from reportcard.editions import desk as desks
from reportcard.editions import shipping
from reportcard.editions.chapters import Chapter
from reportcard.editions.desk import IDLE, Answer, Desk, environment, ordered, received, spoken
from reportcard.editions.executing import ChaptersFailed, Executed, Task
from reportcard.editions.notebooks import read_notebook
from reportcard.editions.shipping import Parcel

COLD = {"REPORTCARD_COLD": "1"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "worker").mkdir()
    return Desk(tmp_path / "worker")


def parcel_of(folder: Path, text: str) -> Parcel:
    """A project of one file, packed."""
    folder.mkdir(exist_ok=True)
    (folder / "_config.yml").write_text(text)
    return shipping.packed(folder)


def copies(tmp_path: Path) -> set[str]:
    return {path.read_text() for path in (tmp_path / "worker").rglob("_config.yml")}


def test_the_latest_copies_stay(desk: Desk, tmp_path: Path) -> None:
    parcels = [parcel_of(tmp_path / "project", str(number)) for number in range(IDLE + 3)]
    for parcel in parcels:
        desk.receive(parcel, COLD)
    assert copies(tmp_path) == {"2", "3", "4"}
    assert [desk.has(parcel.digest) for parcel in parcels] == [False, False, True, True, True]
    desk.close()
    assert copies(tmp_path) == set()


def test_a_copy_is_sent_anew_where_it_was_changed(desk: Desk, tmp_path: Path) -> None:
    parcel = parcel_of(tmp_path / "project", "as sent")
    desk.receive(parcel, COLD)
    (copy,) = (tmp_path / "worker").rglob("_config.yml")
    copy.write_text("changed")
    assert not desk.has(parcel.digest)
    assert copies(tmp_path) == set()
    desk.receive(parcel, COLD)
    assert copies(tmp_path) == {"as sent"}


def test_without_a_copy_nothing_is_run(desk: Desk, tmp_path: Path) -> None:
    parcel = parcel_of(tmp_path / "project", "as sent")
    task = Task(Chapter("a", tmp_path / "project/notebooks/a.ipynb"), v4.new_notebook())
    answer = desk.answer(ordered(task, parcel, tmp_path / "project"), "key")
    assert answer.absent
    assert answer.identity == desk.identity


def test_an_order_holds_the_chapter_without_what_it_gave_before(tmp_path: Path) -> None:
    cells = [v4.new_markdown_cell("甲"), v4.new_code_cell("1", outputs=[v4.new_output("stream")])]
    chapter = Chapter("a", tmp_path / "notebooks/a.ipynb")
    chapter.path.parent.mkdir()
    chapter.path.write_text(nbformat.writes(v4.new_notebook(cells=cells)), "utf-8")
    task = Task(chapter, read_notebook(chapter))
    order = ordered(task, Parcel("digest", b"", 0), tmp_path)
    assert order.path == "notebooks/a.ipynb"
    assert [cell.get("outputs") for cell in json.loads(order.source)["cells"]] == [None, []]


def test_a_kernel_speaks_as_who_asks_and_reads_the_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        desks.os, "environ", {"LANG": "C", "REPORTCARD_PROJECT": "/here", "HOME": "/root"}
    )
    asked = spoken({"LANG": "zh_TW.UTF-8", "LC_ALL": "C", "HOME": "/other", **COLD})
    assert asked == {"LANG": "zh_TW.UTF-8", "LC_ALL": "C", **COLD}
    there = environment(asked, "/copy")
    assert there == {**asked, "HOME": "/root", "REPORTCARD_PROJECT": "/copy"}


def test_what_a_worker_read_that_is_not_the_same_here_is_no_result(tmp_path: Path) -> None:
    task = Task(Chapter("a", tmp_path / "a.ipynb"), v4.new_notebook())
    parcel = Parcel("", b"", 7)
    read = {"files": {"/none": ""}, "folders": {}, "modules": {}}
    good = Answer("", Executed("text", 1.0, read, 0))
    assert received(good, task, parcel, tmp_path, "w").since == 7
    elsewhere = {**read, "files": {"/none": "there"}}
    bad = Answer("", Executed("text", 1.0, elsewhere, 0))
    with pytest.raises(ChaptersFailed, match="it read /none, which with the worker w is not"):
        received(bad, task, parcel, tmp_path, "w")
    with pytest.raises(ChaptersFailed, match="the worker w failed: OSError: full"):
        received(Answer("", trouble="OSError: full"), task, parcel, tmp_path, "w")
