"""The command line: help, one sentence for each error, and how it ends."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from reportcard.cli import COMMANDS, main
from reportcard.errors import ReportcardError
from reportcard.objects import flat

ROOT = Path(__file__).resolve().parent.parent
ANCHOR = "haidian-2019-report-card"


def call(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


@pytest.mark.parametrize("name", list(COMMANDS))
def test_help_has_an_example_and_explains_each_option(name: str) -> None:
    result = call(name, "--help")
    assert result.exit_code == 0
    assert f"Example:  reportcard {name}" in result.stdout
    command = main.get_command(click.Context(main), name)
    assert command is not None
    options = (o for o in command.params if isinstance(o, click.Option))
    assert [o.name for o in options if not o.help] == []


WRONG = {
    "place outside": (["figures", "../../x", "2019"], "no place '../../x'"),
    "place nearly": (["figures", "haidan", "2019"], "Did you mean 'haidian'?"),
    "year negative": (["figures", "haidian", "-1"], "'-1' is no year"),
    "edition negative": (["build", "haidian", "-2019"], "'-2019' is no year"),
    "year no number": (["figures", "haidian", "20x9"], "'20x9' is not a valid integer"),
    "year unknown": (["indicators", "haidian", "1890"], "nothing is reported for haidian 1890"),
    "year twice": (["diff", "haidian", "2019", "2019"], "both years are 2019"),
    "year unknown beside one": (["diff", "haidian", "2019", "1890"], "for haidian 1890"),
    "year unknown later": (["diff", "haidian", "2019", "2190"], "for haidian 2190"),
    "year missing": (["run", "haidian"], "a PLACE needs its YEAR"),
    "language": (["audit", "haidian", "2019", "--lang", "zh_Hant"], "Did you mean 'zh-Hant'?"),
    "mode": (["audit", "haidian", "2019", "--rounding", "halfup"], "Did you mean 'half_up'?"),
    "command": (["figurs"], "Did you mean 'figures'?"),
    "option": (["figures", "haidian", "2019", "--langg", "en"], "--lang"),
    "format": (["figures", "haidian", "2019", "--format", "xml"], "'json'"),
    "document": (["check", "haidian-2019-report-crd"], f"Did you mean '{ANCHOR}'?"),
    "chapter": (["run", "--chapter", "../economy"], "no chapter '../economy'"),
    "parameter": (["run", "-p", "yaer", "2018"], "Did you mean 'year'?"),
    "parameter type": (["run", "-p", "year", "soon"], "year is 'soon', which is no whole number"),
    "parameter place": (["run", "-p", "place", "../../x"], "no place '../../x'"),
    "edition language": (["build", "haidian", "2019", "--lang", "fr"], "no language 'fr'"),
    "edition all": (["build", "--all", "haidian", "2019"], "--all takes every year: leave 2019"),
    "run all": (["run", "--all", "-p", "year", "2019"], "--all takes every year: leave 2019"),
    "run all chapter": (["run", "--all", "--chapter", "econmy"], "no chapter 'econmy'"),
    "scheduler watched": (
        ["build", "--watch", "--scheduler", "tcp://a:1"],
        "leave --scheduler out",
    ),
    "scheduler": (["run", "--scheduler", "localhost"], "'localhost' is no address of a scheduler"),
    "edition all place": (["build", "--all", "haidan"], "Did you mean 'haidian'?"),
    "port": (["serve", "--port", "99999"], "99999"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage_is_one_sentence(case: str) -> None:
    args, told = WRONG[case]
    result = call(*args)
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.splitlines()) <= 2
    assert result.stdout == ""


def test_no_command_shows_the_help() -> None:
    result = call()
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: reportcard")


def process(
    *args: str, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from reportcard.cli import main; main()", *args]
    given = {k: v for k, v in os.environ.items() if k != "REPORTCARD_PROJECT"} | (env or {})
    return subprocess.run(
        command, cwd=cwd, env=given, capture_output=True, encoding="utf-8", timeout=60
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def figures_file(project: Path) -> Path:
    return project / "data" / "documents" / ANCHOR / "figures.csv"


def _cell(project: Path) -> None:
    path = figures_file(project)
    path.write_text(path.read_text("utf-8").replace(",145家,", ",海淀家,", 1), "utf-8")


def _bytes(project: Path) -> None:
    with figures_file(project).open("ab") as file:
        file.write("海淀\n".encode("gbk"))


def _toml(project: Path) -> None:
    path = project / "data" / "areas.toml"
    path.write_text(path.read_text("utf-8") + '\n[haidian]\nlevel = "x"\n', "utf-8")


def _circle(project: Path) -> None:
    path = project / "data" / "indicators" / "economy.toml"
    text = """
[round_and_round]
label = { en = "Round", zh-Hant = "圈" }
unit = "percent"
nature = "ratio"
formula = "round_and_round + 1"
"""
    path.write_text(path.read_text("utf-8") + text, "utf-8")


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "a cell": (_cell, "figures.csv:"),
    "another encoding": (_bytes, "not UTF-8"),
    "a table twice": (_toml, "areas.toml:"),
    "a circle": (_circle, "circular"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_data_is_named_without_a_traceback(project: Path, case: str) -> None:
    breaking, told = BROKEN[case]
    breaking(project)
    for args in (("figures", "haidian", "2019"), ("check",)):
        done = process(*args, cwd=project)
        said = done.stdout + done.stderr
        assert done.returncode == 1, said
        assert told in said
        assert "Traceback" not in said


def test_check_says_what_it_could_not_check(project: Path) -> None:
    done = process("check", cwd=project, env={"REPORTCARD_SOURCES": str(project)})
    assert done.returncode == 0, done.stdout
    assert "no problem" in done.stdout
    assert "REPORTCARD_SOURCES" in done.stdout


def test_check_as_json_and_csv(project: Path) -> None:
    path = project / "data" / "observations.csv"
    path.write_text(path.read_text("utf-8").replace("145家", "146家", 1), "utf-8")
    done, as_csv = (process("check", "--format", f, cwd=project) for f in ("json", "csv"))
    assert done.returncode == as_csv.returncode == 1
    told = json.loads(done.stdout)
    rows = list(csv.DictReader(io.StringIO(as_csv.stdout)))
    assert rows == [{k: flat(v) for k, v in p.items()} for p in told["problems"]]
    problem = told["problems"][0]
    assert problem["file"] == "data/observations.csv"
    assert problem["line"] > 1
    assert "refresh" in problem["remedy"]
    assert told["figures"] > 100


def test_a_folder_without_a_project(tmp_path: Path) -> None:
    done = process(
        "figures", "haidian", "2019", cwd=tmp_path, env={"REPORTCARD_PROJECT": str(tmp_path)}
    )
    assert done.returncode == 1
    assert "REPORTCARD_PROJECT" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash for the pipe")
def test_a_reader_that_goes_away() -> None:
    script = (
        f'"{sys.executable}" -c "from reportcard.cli import main; main()" '
        "figures haidian 2019 --format json | head -n 1; exit ${PIPESTATUS[0]}"
    )
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[\n", "")


def test_a_terminal_without_chinese() -> None:
    done = process(
        "audit", "haidian", "2019", cwd=ROOT, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    )
    assert done.returncode == 0, done.stderr


def test_building_every_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def build(project: Path, editions: list[Any], jobs: int, **options: Any) -> Path:
        asked.update(editions=editions, jobs=jobs, **options)
        raise ReportcardError("haidian 2019 zh-Hant is not built:", "reason", "all is told")

    monkeypatch.setattr("reportcard.editions.every.build_every", build)
    result = call("build", "--all", "haidian", "--lang", "zh-Hant", "--html", "--jobs", "3")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "all is told"
    assert (asked["jobs"], asked["downloads"]) == (3, False)
    assert {(e.place, e.lang) for e in asked["editions"]} == {("haidian", "zh-Hant")}
    assert 2019 in [edition.year for edition in asked["editions"]]


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr("reportcard.editions.run_edition", full)
    result = call("run", "haidian", "2019")
    assert result.exit_code == 1
    assert f"{tmp_path}: No space left on device" in result.stderr
    assert "free some space" in result.stderr
