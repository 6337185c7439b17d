"""What is read before kernels are forked is what each of them would have read."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportcard.kernels import rehearsal, warm
from reportcard.tables import HERE

from .conftest import ask

pytestmark = pytest.mark.skipif(
    not warm.possible(), reason="kernels are forked on Linux from 5.4 on"
)
SHARE = (
    "str(__import__('reportcard.prose').prose.say('culture_revenue', 'haidian', 2019, 'en').text)"
)
FORGOTTEN = "__import__('reportcard.prose').prose.data_of.cache_info().currsize"
DOCUMENT = Path("data", "documents", "haidian-2019-report-card")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project of the test's own, and a server that has opened its report."""
    shutil.copytree(HERE / "data", tmp_path / "data")
    monkeypatch.setenv("REPORTCARD_PROJECT", str(tmp_path))
    warm.forget()
    time.sleep(0.05)  # longer than a step of the clock: nothing of it changes any more
    warm.get_ready("haidian", 2019)
    yield tmp_path
    warm.forget()


def test_a_kernel_finds_the_report_read(project: Path) -> None:
    assert ask(FORGOTTEN, project) == "1"


def test_figures_that_change_afterwards_are_seen(project: Path) -> None:
    before = ask(SHARE, project)
    figures = project / DOCUMENT / "figures.csv"
    text = figures.read_text("utf-8")
    figures.write_text(text.replace("5000億元", "6000億元"), "utf-8")
    assert ask(SHARE, project) != before
    figures.write_text(text, "utf-8")
    assert ask(SHARE, project) == before


def test_a_document_that_comes_is_seen(project: Path) -> None:
    count = "len(__import__('reportcard.prose').prose.data_of('haidian')[0].documents)"
    before = int(ask(count, project))
    added = shutil.copytree(project / DOCUMENT, project / "data/documents/another")
    about = added / "document.toml"
    about.write_text(about.read_text("utf-8").split("[report]")[0], "utf-8")
    assert int(ask(count, project)) == before + 1


def test_a_kernel_of_another_project_knows_nothing(project: Path, tmp_path: Path) -> None:
    assert ask(FORGOTTEN, project, REPORTCARD_PROJECT=str(HERE)) == "0"


READ = """(lambda r: (r.keep(), __import__('reportcard.prose').prose.data_of('haidian'),
 __import__('json').dumps([sorted(r.keep().files), sorted(r.keep().folders)]))[-1])(
 __import__('reportcard.reads').reads)"""


def test_what_was_read_ahead_is_read_by_each_record(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = [set(names) for names in json.loads(ask(READ, project).strip("'"))]
    assert str(project / "data/areas.toml") in ahead[0]
    assert not [name for name in ahead[0] if "/documents/" in name], "they are noted in part"
    monkeypatch.setenv("REPORTCARD_COLD", "1")
    alone = [
        {name for name in names if name.startswith(str(project))}
        for names in json.loads(ask(READ, project).strip("'"))
    ]
    assert alone[0]
    assert all(one <= other for one, other in zip(alone, ahead, strict=True))


def test_broken_data_are_for_the_kernel_to_complain_of(project: Path) -> None:
    (project / "data/areas.toml").write_text("[", "utf-8")
    with pytest.raises(RuntimeError, match=r"areas\.toml"):
        ask(SHARE, project)


def test_it_forgets_what_modules_have_read_and_not_what_texts_say(
    monkeypatch: pytest.MonkeyPatch, read_from: object
) -> None:
    from reportcard import prose, tables

    prose.data_of("haidian")
    assert tables.parsed.cache_info().currsize
    rehearsal.forget()
    assert not prose.data_of.cache_info().currsize
    assert tables.parsed.cache_info().currsize
