"""One figure changed in a copy of the data, and where pages show it."""

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reportcard.bench.figures import Change, change_for, moved, other_value, shown
from reportcard.benchmarks import Places
from reportcard.check import check
from reportcard.editions.chapters import Edition
from reportcard.errors import ReportcardError
from reportcard.printed import read_printed
from reportcard.tables import HERE

EDITION = Edition("haidian", 2019, "en")
CARD = Path("data/documents/haidian-2019-report-card/figures.csv")


def page(folder: Path, name: str, *numbers: tuple[str, str]) -> Path:
    shows = (
        f'<button class="v" id="n-{key}" type="button">{text}</button>' for key, text in numbers
    )
    path = folder / f"{name}.html"
    path.write_text(f"<p>{' '.join(shows)}</p>", "utf-8")
    return path


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    shutil.copytree(HERE / "data", tmp_path / "trial" / "data")
    return tmp_path / "trial"


def rows(project: Path) -> list[list[str]]:
    return list(csv.reader((project / CARD).read_text("utf-8").splitlines()))


@given(
    st.decimals(min_value=1, max_value=10**9, places=1), st.sampled_from(["家", "億元", "%", ""])
)
def test_another_value_has_the_form_of_the_first(number, unit):
    printed = f"{number}{unit}"
    other = other_value(printed)
    assert (other is None) == (printed.removesuffix(unit)[-1] in "09")
    assume(other is not None)
    one, two = read_printed(printed), read_printed(other)
    assert len(other) == len(printed)
    assert (one.unit, one.step) == (two.unit, two.step)
    assert two.value - one.value == one.step


@pytest.mark.parametrize("printed", ["", "三家", "20%", "9.9億元", "家"])
def test_some_figures_have_no_other_value(printed):
    assert other_value(printed) is None


def test_a_page_shows_a_number_wherever_it_has_its_anchor():
    html = '<b id="n-a.x.2019">1</b><i id="n-a.x.2019-2" class="v">1家</i><b id="n-a.xy.2019">2</b>'
    assert shown(html, "a.x.2019") == ["1", "1家"]
    assert shown(html, "a.x.201") == []


def test_how_many_places_have_the_new_value():
    before = Counter({("a", "17"): 2, ("b", "17"): 1})
    assert moved(before, before) == Places(0, 3)
    assert moved(before, Counter({("a", "18"): 2, ("b", "17"): 1})) == Places(2, 3)
    assert moved(before, Counter({("a", "18"): 2, ("b", "18"): 1})) == Places(3, 3)


def test_a_change_touches_one_cell_and_is_taken_back(trial: Path) -> None:
    before, text = rows(trial), (trial / CARD).read_bytes()
    line = next(n for n, row in enumerate(before, 1) if row[2] == "145家")
    change = Change(CARD, line, "haidian.a_share_companies.2019", ("145家", "146家"))
    change.turn(trial)
    moved_cells = [
        (one, other)
        for was, now in zip(before, rows(trial), strict=True)
        for one, other in zip(was, now, strict=True)
        if one != other
    ]
    assert moved_cells == [("145家", "146家")]
    change.turn(trial)
    assert (trial / CARD).read_bytes() == text


def test_the_first_figure_that_some_chapters_show_is_changed(tmp_path: Path, trial: Path) -> None:
    everywhere = ("haidian.hightech_revenue.2019", "2.6")
    of_some = ("haidian.technology_scenarios.2019", "17")
    later = ("haidian.a_share_companies.2019", "145")
    pages = [page(tmp_path, "a", everywhere, of_some, later), page(tmp_path, "b", everywhere)]
    before = (trial / CARD).read_bytes()
    change = change_for(EDITION, trial, pages)
    assert (change.key, change.values) == (of_some[0], ("17個", "18個"))
    assert change.texts(pages) == Counter({("a.html", "17"): 1})
    assert (trial / CARD).read_bytes() == before
    change.turn(trial)
    assert all(
        "observations.csv" in str(p.file) or "text has" in p.what
        for p in check(trial / "data").problems
    )


def test_without_one_it_is_said(tmp_path: Path, trial: Path) -> None:
    pages = [page(tmp_path, "a"), page(tmp_path, "b"), tmp_path / "left_out.html"]
    with pytest.raises(ReportcardError, match="no figure of haidian 2019 en"):
        change_for(EDITION, trial, pages)
