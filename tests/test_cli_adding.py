"""From a report's text to that year's chapters, by the command line alone."""

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result

from reportcard.cli import main
from reportcard.documents import load_archive
from reportcard.indicators import load_registry
from reportcard.observations import as_csv as observations
from reportcard.tables import HERE
from tests.proposals.sample import reduce_to

PLACE, YEAR = "haidian", "2023"
DOCUMENT = "haidian-2023-report-card"
TEXT = """海淀區2023年回顧

到年底,全區境內外上市公司總數為267家,其中境內A股上市公司181家,佔全市(455家)的比重為39.8%。

完成安裝的餐飲單位有880家,為年度任務的110%。新增養老床位540張,開辦夜校3所。
"""
OPTIONS = ("--publisher", "no one", "--date", "2024-01-20", "--url", "https://example.org/2023")
RUN = [sys.executable, "-c", "from reportcard.cli import main; main()"]


@pytest.fixture
def project(project: Path) -> Path:
    """A project with the documents that guessing is measured with."""
    reduce_to(project)
    return project


@pytest.fixture
def text(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of the test's own without sources, and the text of a new year beside it."""
    monkeypatch.delenv("REPORTCARD_SOURCES", raising=False)
    path = project.parent / "haidian-2023.txt"
    path.write_text(TEXT, "utf-8")
    return path


def call(*args: str, answers: str = "") -> Result:
    return CliRunner().invoke(main, list(args), input=answers)


def added(text: Path) -> Result:
    result = call("add", PLACE, YEAR, str(text), *OPTIONS)
    assert result.exit_code == 0, result.stderr
    return result


def figures(project: Path) -> dict[str, str]:
    """What each figure of the new document is said to measure."""
    archive = load_archive(project)
    mentions = (m for o in archive.observations if o.document == DOCUMENT for m in o.mentions)
    return {m.as_printed: m.indicator for m in mentions}


def test_add_says_what_it_made_and_what_comes_next(project: Path, text: Path) -> None:
    said = added(text).stdout
    assert "figures named" in said
    assert f"reportcard review {DOCUMENT}" in said
    assert f"reportcard build {PLACE} {YEAR}" in said
    assert (project.parent / "sources" / text.name).read_text("utf-8") == TEXT
    toml = (project / "documents" / DOCUMENT / "document.toml").read_text("utf-8")
    assert 'title = "海淀區2023年回顧"' in toml


def test_add_asks_for_all_that_is_missing_at_once(project: Path, text: Path) -> None:
    result = call("add", PLACE, YEAR, str(text), "--publisher", "no one")
    assert result.exit_code == 1
    assert "--date, --url" in result.stderr
    assert "--publisher" not in result.stderr
    assert not (project / "documents" / DOCUMENT).exists()


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("haidan", YEAR), 2, "Did you mean 'haidian'?"),
        ((PLACE, "2019"), 1, "is the report card of haidian 2019 already"),
        ((PLACE, YEAR, "--id", "A b"), 1, "is no name for a document"),
        ((PLACE, YEAR, "--date", "20 January"), 1, "--date is '20 January'"),
        ((PLACE, YEAR, "--date", "2024-13"), 1, "--date is '2024-13'"),
    ],
)
def test_add_refuses_in_a_sentence(
    project: Path, text: Path, args: tuple[str, ...], code: int, told: str
) -> None:
    place, year, *rest = args
    result = call("add", place, year, str(text), *OPTIONS, *rest)
    assert result.exit_code == code
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_add_asks_at_a_terminal(project: Path, text: Path) -> None:
    """In a real terminal: what has a default takes Enter."""
    master, slave = pty.openpty()
    answers = b"\nno one\n2024-01-20\nhttps://example.org/2023\n\n\n"
    command = [*RUN, "add", PLACE, YEAR, str(text)]
    env = {**os.environ, "REPORTCARD_PROJECT": str(project.parent), "TERM": "dumb"}
    os.write(master, answers)
    done = subprocess.run(command, stdin=slave, capture_output=True, env=env, timeout=120)
    os.close(slave)
    os.close(master)
    assert done.returncode == 0, done.stderr
    archive = load_archive(project)
    document = archive.documents[DOCUMENT]
    assert (document.title, document.publisher) == ("海淀區2023年回顧", "no one")
    assert document.url == "https://example.org/2023"


def test_review_shows_a_figure_and_takes_an_answer(project: Path, text: Path) -> None:
    added(text)
    before = figures(project)
    result = call("review", DOCUMENT, answers="?\nnonsense\n9\nq\n")
    assert result.exit_code == 0, result.stderr
    assert "【" in result.stdout
    assert "\x1b" not in result.stdout
    assert "stop here; all that was answered is kept" in result.stdout
    assert "no indicator 'nonsense'" in result.stdout
    assert "there is no proposal 9" in result.stdout
    assert figures(project) == before


def test_review_is_resumed_where_it_was_left(project: Path, text: Path) -> None:
    added(text)
    first = call("review", DOCUMENT, answers="n\n")  # and then nobody answers
    assert first.exit_code == 0, first.stderr
    assert "every answer given is kept" in first.stdout
    second = call("review", DOCUMENT, answers="q\n")
    count = int(first.stdout.split("1 of ")[1].split()[0])
    assert f"1 of {count - 1}" in second.stdout


def test_review_defines_what_is_not_measured_yet(project: Path, text: Path) -> None:
    added(text)
    units = project / "units.toml"
    units.write_text(units.read_text("utf-8") + BED, "utf-8")
    new = "new\ngdp\nCare beds\ncare_beds\nCare beds\n養老床位\nyuan\nbed\nstock\nlivelihood\n"
    answers = ""
    for row in open_rows(project):
        answers += new if row == "540張" else "s\n"
    result = call("review", DOCUMENT, answers=answers)
    assert "there is an indicator 'gdp' already" in result.stdout
    assert "is no name for an indicator" in result.stdout
    assert "is not how 'yuan' is printed" in result.stdout
    assert figures(project)["540張"] == "care_beds"
    assert load_registry(project, load_archive(project).areas)["care_beds"].chapter == "livelihood"


BED = """
[bed]
label = { en = ["bed", "beds"], zh-Hant = "張" }
printed = ["張", "张"]
count = true
"""


def open_rows(project: Path) -> list[str]:
    """The open figures in their order."""
    lines = (project / "documents" / DOCUMENT / "proposals.csv").read_text("utf-8").splitlines()
    return [line.split(",")[2] for line in lines[1:]]


def test_nothing_open_is_said(project: Path, text: Path) -> None:
    added(text)
    number = len(open_rows(project))
    assert "nothing is open" in call("review", DOCUMENT, answers="n\n" * number).stdout
    result = call("review", DOCUMENT)
    assert (result.exit_code, "nothing is open" in result.stdout) == (0, True)


def test_named_figures_are_confirmed_where_asked_for(project: Path, text: Path) -> None:
    added(text)
    path = project / "documents" / DOCUMENT / "figures.csv"
    named = path.read_text("utf-8").count("proposed, confidence")
    assert named
    answers = "y\n" * (named + len(open_rows(project)))
    assert "1 of " in call("review", DOCUMENT, "--named", answers=answers + "q\n").stdout
    assert "proposed" not in path.read_text("utf-8")


def test_check_names_open_figures_without_failing(project: Path, text: Path) -> None:
    added(text)
    refreshed(project)
    number = len(open_rows(project))
    result = call("check", DOCUMENT)
    assert result.exit_code == 0, result.stdout
    assert f"{DOCUMENT}: {number} figure" in result.stdout
    assert f"reportcard review {DOCUMENT}" in result.stdout
    told = json.loads(call("check", DOCUMENT, "--format", "json").stdout)
    assert told["undecided"] == {DOCUMENT: number}


def refreshed(project: Path) -> None:
    """The first half of ``reportcard refresh``: the table of observations."""
    archive = load_archive(project)
    registry = load_registry(project, archive.areas)
    (project / "observations.csv").write_text(observations(archive, registry), "utf-8")


@pytest.fixture
def book(project: Path) -> Path:
    """The project with its chapters."""
    for name in ("_toc.yml", "_config.yml", "index.md"):
        shutil.copy(HERE / name, project.parent)
    shutil.copytree(HERE / "notebooks", project.parent / "notebooks")
    return project.parent


def test_what_each_chapter_lacks(project: Path, text: Path, book: Path) -> None:
    added(text)
    table = call("check", "--missing", PLACE, YEAR)
    assert table.exit_code == 0, table.stderr
    gaps = json.loads(call("check", "--missing", PLACE, YEAR, "--format", "json").stdout)
    lacking = {(gap["chapter"], gap["lacks"]) for gap in gaps}
    assert ("capital_markets", "star_companies") in lacking
    assert ("capital_markets", "china.star_companies") in lacking
    assert ("livelihood", "call_satisfaction") in lacking
    assert figures(project)
    assert not {lacks for _, lacks in lacking} & set(figures(project).values())
    assert not {lacks for _, lacks in lacking if lacks in ("calls", "calls_met")}
    assert "capital_markets: " in table.stdout
    star = next(g for g in gaps if g["lacks"] == "china.star_companies")
    assert "star_share_of_country" in star["waiting"]
    unknown = call("check", "--missing", PLACE, "2031")
    assert (unknown.exit_code, "nothing is reported" in unknown.stderr) == (2, True)


def test_a_new_year_from_its_text_to_its_chapters(project: Path, text: Path, book: Path) -> None:
    added(text)
    wanted = {
        "267家": "listed_companies",
        "181家": "a_share_companies",
        "455家": "beijing.a_share_companies",
        "39.8%": "a_share_share_of_parent",
        "880家": "catering_fitted",
        "110%": "catering_task_completion",
    }
    answers = "".join(f"{wanted.get(printed, 'n')}\n" for printed in open_rows(project))
    reviewed = call("review", DOCUMENT, answers=answers)
    assert "nothing is open" in reviewed.stdout
    assert figures(project) == {p: n.removeprefix("beijing.") for p, n in wanted.items()}
    out = book / "out"
    chapters = ("--chapter", "capital_markets", "--chapter", "tasks")
    command = [*RUN, "run", PLACE, YEAR, *chapters, "--out", str(out)]
    env = {**os.environ, "REPORTCARD_PROJECT": str(book)}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=env, timeout=300)
    assert done.returncode == 0, done.stderr
    shown = {path.stem: outputs(path) for path in out.rglob("*.ipynb")}
    assert set(shown) == {"capital_markets", "tasks"}
    assert "181" in shown["capital_markets"]
    assert "39.8" in shown["capital_markets"]
    assert "not reported" in shown["capital_markets"]
    assert "800" in shown["tasks"]  # 880 are 110 % of it


def outputs(path: Path) -> str:
    """All that the cells of an executed notebook show."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    return json.dumps([cell.outputs for cell in cells], ensure_ascii=False)
