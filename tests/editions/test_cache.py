"""A chapter runs again when something it read has changed, and only then."""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from reportcard import kernels, memory
from reportcard.editions import ChaptersFailed, Edition, run_edition
from reportcard.editions.cache import read_of
from reportcard.errors import ReportcardError
from reportcard.kernels import warm

from .conftest import HAIDIAN, write_notebook

OPEN = (
    "!from reportcard.notebook import open_report, share\nreport = open_report(place, year, lang)"
)
AREAS = f"{OPEN}\nhome, parent, country = report.areas"
YEARBOOK = "data/documents/beijing-regional-yearbook-2024/figures.csv"
CARD = "data/documents/haidian-2019-report-card/figures.csv"
PARAGRAPHS = "data/documents/haidian-2019-report-card/paragraphs.csv"
ECOLOGY = "data/indicators/ecology.toml"
ALL = {"money", "air", "words"}
Change = Callable[[Path], None]


@pytest.fixture
def project(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of three chapters: of money, of air, and of words alone."""
    write_notebook(
        project / "notebooks/money.ipynb",
        [AREAS, "!share(home.a_share_companies, of=parent.a_share_companies)", "!home.gdp"],
    )
    write_notebook(
        project / "notebooks/air.ipynb", [AREAS, "!home.pm25", "!home.pm25_against_parent"]
    )
    write_notebook(project / "notebooks/words.ipynb", ["!'no data'"])
    toc = "format: jb-book\nroot: index\nchapters:\n"
    toc += "".join(f"  - file: notebooks/{name}\n" for name in ("money", "air", "words"))
    (project / "_toc.yml").write_text(toc)
    for name in ("economy", "tasks"):
        (project / f"notebooks/{name}.ipynb").unlink()
    monkeypatch.setenv("REPORTCARD_PROJECT", str(project))
    return project


def ran(project: Path, edition: Edition = HAIDIAN, **options: bool) -> dict[str, str]:
    """The chapters that run now, with the reasons."""
    memory.forget()
    told: dict[str, str] = {}
    run_edition(project, edition, explain=told.__setitem__, **options)
    return {chapter: why for chapter, why in told.items() if why}


def replaced(name: str, old: str, new: str) -> Change:
    """A change of one place in a file."""

    def change(project: Path) -> None:
        path = project / name
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    return change


def row(document: str, *said: str) -> Change:
    """A change of the precision of a row that holds these cells."""

    def change(project: Path) -> None:
        path = project / document
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        one = next(cells for cells in rows if set(said) <= set(cells))
        one[header.index("precision")] = "0.5"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])

    return change


def test_nothing_has_changed_and_nothing_runs(project: Path) -> None:
    assert set(ran(project)) == ALL
    folder = project / "_build/executed/haidian/2019/en/notebooks"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    times = (folder.parent / "times.json").read_bytes()
    for path in folder.iterdir():
        path.unlink()
    assert ran(project) == {}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert (folder.parent / "times.json").read_bytes() == times
    assert set(ran(project, force=True)) == ALL
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


CHANGES = {
    "a figure of another year": (row(YEARBOOK, "gdp", "haidian", "2020"), set()),
    "one that another document says first": (row(YEARBOOK, "gdp", "haidian", "2019"), set()),
    "a figure of one chapter": (row(CARD, "a_share_companies", "haidian"), {"money"}),
    "a figure of the other": (row(CARD, "pm25", "haidian"), {"air"}),
    "words that no chapter shows": (
        replaced(ECOLOGY, "Workshops penalised", "Workshops fined"),
        set(),
    ),
    "where a paragraph ends": (replaced(PARAGRAPHS, "0,36", "0,35"), {"money", "air"}),
    "a file that all read": (replaced("data/units.toml", "\n", "\n# a\n"), {"money", "air"}),
    "a cell": (replaced("notebooks/air.ipynb", "home.pm25_against_parent", "home.pm25"), {"air"}),
    "a cell without data": (replaced("notebooks/words.ipynb", "no data", "none"), {"words"}),
    "a page": (replaced("index.md", "about", "on"), set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_is_what_runs(project: Path, change: str) -> None:
    ran(project)
    make, again = CHANGES[change]
    make(project)
    assert set(ran(project)) == again
    assert ran(project) == {}


def test_a_changed_formula_runs_the_chapters_that_use_it(project: Path) -> None:
    ran(project)
    path = project / "data/indicators/capital_markets.toml"
    name = "[a_share_share_of_parent]"
    head, _, tail = path.read_text("utf-8").partition(name)
    old = next(line for line in tail.splitlines() if line.startswith("formula"))
    new = 'formula = "share(home.a_share_companies, of=country.a_share_companies)"'
    path.write_text(head + name + tail.replace(old, new, 1), "utf-8")
    assert ran(project) == {
        "money": "what it asked of the data has another answer: reportcard.prose:same"
    }


def test_a_new_document_of_the_place_runs_what_looks_at_the_place(project: Path) -> None:
    ran(project)
    path = project / YEARBOOK
    first, *rest = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([first, *rest[:-1]]) + "\n", "utf-8")
    assert set(ran(project)) == {"money", "air"}


def test_another_edition_has_its_own(project: Path) -> None:
    ran(project)
    assert set(ran(project, Edition("haidian", 2018, "en"))) == ALL
    assert ran(project) == {}


@pytest.mark.parametrize("name", ["words.ipynb", "words.json"])
@pytest.mark.parametrize("damage", ["cut", "empty", "altered"])
def test_what_is_damaged_is_noticed_and_made_anew(project: Path, name: str, damage: str) -> None:
    ran(project)
    path = project / "_build/cache/haidian/2019/en" / name
    whole = path.read_bytes()
    path.write_bytes({"cut": whole[:-9], "empty": b"", "altered": whole[:-9] + b"0" * 9}[damage])
    assert ran(project) == {"words": "what was kept of it is damaged"}
    assert ran(project) == {}


def test_a_file_that_a_chapter_opens_itself_is_noted(project: Path) -> None:
    extra = project / "notebooks/extra.txt"
    extra.write_text("one")
    cell = "!from pathlib import Path\nPath('extra.txt').read_text()"
    write_notebook(project / "notebooks/words.ipynb", [cell])
    ran(project)
    extra.write_text("two")
    assert ran(project) == {"words": f"{extra} has changed"}
    extra.unlink()
    with pytest.raises(ReportcardError, match="FileNotFoundError"):
        ran(project)


def test_a_file_is_noted_by_where_it_was_when_it_was_opened(project: Path) -> None:
    extra = project / "notebooks/extra.txt"
    extra.write_text("one")
    cell = "!import os\nsaid = open(b'extra.txt').read(); os.chdir('/'); said"
    write_notebook(project / "notebooks/words.ipynb", [cell])
    ran(project)
    extra.write_text("two")
    assert ran(project) == {"words": f"{extra} has changed"}


def test_a_folder_that_a_chapter_lists_is_noted(project: Path) -> None:
    cell = "!from pathlib import Path\nsorted(p.name for p in Path('.').iterdir())"
    write_notebook(project / "notebooks/words.ipynb", [cell])
    ran(project)
    (project / "notebooks/new.txt").write_text("")
    assert set(ran(project)) == {"words"}


def test_a_file_that_is_written_while_it_is_read_is_read_again(project: Path) -> None:
    extra = project / "notebooks/extra.txt"
    extra.write_text("one")
    cell = "!from pathlib import Path\nsaid = Path('extra.txt').read_text()"
    cell += "\nPath('extra.txt').write_text('two');"
    write_notebook(project / "notebooks/words.ipynb", [cell])
    ran(project)
    assert set(ran(project)) == {"words"}


def test_a_folder_that_changes_while_it_is_listed_is_listed_again(project: Path) -> None:
    folder = project / "notebooks/in"
    folder.mkdir()
    cell = "!import os, pathlib\n"
    cell += "found = os.listdir('in'); pathlib.Path('in/b').touch(); print(found)"
    write_notebook(project / "notebooks/words.ipynb", [cell])
    assert set(ran(project)) == ALL
    assert set(ran(project)) == {"words"}
    assert ran(project) == {}


def test_a_folder_that_is_not_there_is_looked_for_again(project: Path) -> None:
    cell = "!import glob\nsorted(glob.glob('in/*'))"
    write_notebook(project / "notebooks/words.ipynb", [cell])
    ran(project)
    assert ran(project) == {}
    (project / "notebooks/in").mkdir()
    assert set(ran(project)) == {"words"}


def test_a_folder_in_which_a_module_is_imported_is_as_it_was(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    (project / "notebooks/beside.py").write_text("VALUE = 1\n")
    cell = "!import os, beside\nsorted(name for name in os.listdir() if name.endswith('py'))"
    write_notebook(project / "notebooks/words.ipynb", [cell])
    ran(project, force=True)
    assert ran(project) == {}


def test_a_record_that_is_half_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "words.reads").write_text('{"files": ')
    assert read_of(tmp_path / "words.reads") is None
    assert read_of(tmp_path / "none.reads") is None


def test_a_module_that_is_imported_is_noted(project: Path) -> None:
    module = project / "notebooks/beside.py"
    module.write_text("VALUE = 1\n")
    write_notebook(project / "notebooks/words.ipynb", ["!import beside\nbeside.VALUE"])
    ran(project)
    os.utime(module)
    assert ran(project) == {}
    module.write_text("VALUE = 2\n")
    assert ran(project) == {"words": f"{module} has changed"}


def test_what_ran_well_is_kept_where_another_fails(project: Path) -> None:
    write_notebook(project / "notebooks/air.ipynb", ["!1 / 0"])
    with pytest.raises(ChaptersFailed):
        run_edition(project, HAIDIAN)
    write_notebook(project / "notebooks/air.ipynb", ["!1"])
    assert set(ran(project)) == {"air"}


def test_forked_and_cold_kernels_note_the_same(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(project)
    monkeypatch.setenv("REPORTCARD_COLD", "1")
    assert ran(project) == {}
    entry = project / "_build/cache/haidian/2019/en/money.json"
    before = entry.read_text()
    ran(project, force=True)
    seconds = '"seconds": '
    strip = [text.split(seconds)[0] for text in (before, entry.read_text())]
    assert strip[0] == strip[1]


def test_kernels_that_find_the_report_open_give_the_same_and_note_no_less(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = project / "_build/cache/haidian/2019/en/money.json"
    notebook = entry.with_suffix(".ipynb")
    warm.forget()
    kernels.get_ready("haidian", 2019)
    try:
        ran(project)
        found = notebook.read_bytes(), json.loads(entry.read_text("utf-8"))[0]["read"]
        monkeypatch.setenv("REPORTCARD_COLD", "1")
        ran(project, force=True)
        cold = notebook.read_bytes(), json.loads(entry.read_text("utf-8"))[0]["read"]
    finally:
        warm.forget()
    assert found[0] == cold[0]
    for kind, read in cold[1].items():
        if isinstance(read, dict):
            assert read.items() <= found[1][kind].items(), kind
        else:
            assert read == found[1][kind], kind
