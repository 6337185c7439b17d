"""What the bench says of itself, and what it refuses."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from reportcard.bench import Comparison, Conditions, bench_pages
from reportcard.bench.measures import MEASURES
from reportcard.cli import main
from reportcard.cli.bench import row, table_line
from reportcard.errors import ReportcardError, UnknownName

ROOT = Path(__file__).resolve().parents[2]
BYTES = next(measure for measure in MEASURES if measure.unit == "byte")
TIME = next(measure for measure in MEASURES if measure.unit == "ms")
CONDITIONS = Conditions(
    machine="A processor, 2 cores, Linux",
    chromium="Chromium 1",
    versions="jupyter-book 1",
    runs=5,
    load=0.5,
    packages=("vega 6.4.0",),
    absent=(),
    npm=True,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_without_a_site(project: Path) -> None:
    with pytest.raises(ReportcardError, match="reportcard build") as caught:
        bench_pages(project, ["economy", "tasks"])
    files = [problem.file for problem in caught.value.problems]
    site = project / "_build/site/haidian/2019/en/notebooks"
    assert files == [site / "economy.html", site / "tasks.html"]


def test_an_unknown_chapter(project: Path) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'economy'"):
        bench_pages(project, ["ecnomy"])


def test_without_playwright(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = project / "_build/site/haidian/2019/en/notebooks/tasks.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>", "utf-8")
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(ReportcardError, match="pip install playwright"):
        bench_pages(project, ["tasks"])


def test_what_a_reader_has_to_know() -> None:
    said = " ".join(CONDITIONS.sentences())
    assert "Medians of 5 runs" in said
    assert "favours the stock page" in said
    assert "Not to be had" not in said
    lacking = replace(CONDITIONS, packages=(), absent=("cdn/vega@6",), npm=False, runs=1)
    said = " ".join(lacking.sentences())
    assert "One run" in said
    assert "favours" not in said
    assert "no npm on the path, so only their requests count: cdn/vega@6." in said


def test_a_line_and_a_row() -> None:
    size = Comparison("economy", BYTES, 1, [100000.0], [250000.0])
    assert table_line(size) == ("economy", BYTES.label, "100.0 kB", "250.0 kB", "2.50")
    slow = Comparison("economy", TIME, 4, [1000.5], [None])
    label = f"{TIME.label}, CPU 4 times slower"
    assert table_line(slow) == ("economy", label, "1,000 ms", "–", "–")
    assert row(slow) == {
        "chapter": "economy",
        "measure": TIME.name,
        "unit": "ms",
        "cpu_slowdown": 4,
        "ours": 1000.5,
        "stock": None,
        "ratio": None,
    }


def test_help_of_the_command() -> None:
    result = CliRunner().invoke(main, ["bench", "pages", "--help"])
    assert result.exit_code == 0
    assert "Example:  reportcard bench pages" in result.output


def test_a_wrong_option_names_the_whole_command() -> None:
    result = CliRunner().invoke(main, ["bench", "pages", "--rums", "3"])
    assert result.exit_code == 2
    assert result.stderr.endswith("reportcard bench pages --help\n")
