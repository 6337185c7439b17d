"""What the repository stores is rewritten whole, and what is stale is named."""

from pathlib import Path

import pytest

from reportcard.editions import fresh_notebooks, fresh_tables, refresh_stored, stale
from reportcard.editions.stored import roles
from reportcard.errors import ReportcardError

from .conftest import snapshot, write_notebook


def test_refresh_twice_changes_nothing(project: Path) -> None:
    first = refresh_stored(project)
    assert project / "notebooks/prose.csv" in first
    assert project / "notebooks/economy.ipynb" in first
    before = snapshot(project)
    assert refresh_stored(project) == []
    assert snapshot(project) == before
    assert (project / "notebooks/prose.csv").read_text("utf-8").splitlines() == [
        "chapter,cell,target,text",
        "index,1,home,Haidian",
        "economy,2,home,Haidian",
        "economy,2,a_share_companies,145",
    ]
    tampered = (project / "notebooks/economy.ipynb").read_text("utf-8").replace("2020", "2021")
    (project / "notebooks/economy.ipynb").write_text(tampered, "utf-8")
    [problem] = stale(fresh_notebooks(project))
    assert problem.what == "stale in cell 5"
    assert problem.remedy.endswith("reportcard refresh")


def test_stale_tables_are_named_by_line(project: Path) -> None:
    fresh = fresh_tables(project)
    for path, text in fresh.items():
        path.write_text(text, "utf-8")
    assert stale(fresh) == []
    path = project / "notebooks/prose.csv"
    path.write_text(path.read_text("utf-8").replace("145", "146"), "utf-8")
    [problem] = stale(fresh)
    assert (problem.file, problem.line) == (path, 4)
    path.unlink()
    assert [p.what for p in stale(fresh)] == ["is not stored"]


def test_a_target_that_nothing_knows(project: Path) -> None:
    write_notebook(project / "notebooks/tasks.ipynb", ["{v}`a_share_company` of {v}`gpd`"])
    with pytest.raises(ReportcardError) as caught:
        fresh_tables(project)
    assert len(caught.value.problems) == 2
    assert "cell 2: no indicator 'a_share_company'" in str(caught.value)


def test_examples_in_code_are_no_targets() -> None:
    assert roles("``{v}`a` `` {v}`b`\n\n```\n{v}`c`\n```\n") == ["b"]
