"""What ``extract`` and ``claims`` print, and what they say of a text they cannot read."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reportcard.cli import main
from reportcard.findings import CLAIM_KEYS, EXTRACTED_KEYS

TEXT = "書庫藏書由200萬冊增至230萬冊,增長15%;讀者突破9萬人次,預計明年下降約3%。\n"


@pytest.fixture
def text(tmp_path: Path) -> str:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, "utf-8")
    return str(path)


def call(*args: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(args), input=given)


def test_each_figure_has_every_key_and_its_place(text: str) -> None:
    found = json.loads(call("extract", text, "--format", "json").stdout)
    assert [tuple(one) for one in found] == [EXTRACTED_KEYS] * len(found)
    assert [one["as_printed"] for one in found] == ["200萬冊", "230萬冊", "15%", "9萬人次", "3%"]
    assert all(TEXT[one["start"] : one["end"]] == one["as_printed"] for one in found)
    visits, fall = found[3:]
    assert (visits["value"], visits["hedges"], visits["lower"]) == ("90000", ["突破"], "90000")
    assert (visits["lower_open"], visits["upper"]) == (True, None)
    assert (fall["direction"], fall["status"], fall["kind"]) == ("-", "forecast", "growth")


def test_csv_and_json_say_the_same(text: str) -> None:
    rows = list(csv.DictReader(io.StringIO(call("extract", text, "--format", "csv").stdout)))
    found = json.loads(call("extract", text, "--format", "json").stdout)
    assert [row["value"] for row in rows] == [one["value"] for one in found]
    assert tuple(rows[0]) == EXTRACTED_KEYS


def test_the_table_shows_what_a_figure_stands_for(text: str) -> None:
    result = call("extract", text)
    assert "(90000, ∞)" in result.stdout
    assert "fall, forecast" in result.stdout
    assert result.stderr == "5 figures\n"


def test_standard_input_is_read_like_a_file(text: str) -> None:
    for command in ("extract", "claims"):
        piped = call(command, "-", "--format", "json", given=TEXT)
        assert piped.stdout == call(command, text, "--format", "json").stdout


def test_a_claim_names_its_inputs_and_its_reason_in_each_language(text: str) -> None:
    reasons = []
    for lang in ("en", "zh-Hant", "zh-Hans"):
        found = json.loads(call("claims", text, "--lang", lang, "--format", "json").stdout)
        growth = next(one for one in found if one["as_printed"] == "15%")
        assert tuple(growth) == CLAIM_KEYS
        assert (growth["relation"], growth["verdict"]) == ("growth", "consistent")
        assert growth["inputs"] == ["230萬冊", "200萬冊"]
        assert growth["computed_exact"] == "15"
        assert [TEXT[start] for start in growth["input_starts"]] == ["2", "2"]
        reasons.append(growth["reason"])
    assert len(set(reasons)) == 3


def test_a_number_that_cannot_be_is_told_as_such() -> None:
    result = call("claims", "-", given="藏書由200萬冊增至230萬冊,增長25%。")
    assert "inconsistent" in result.stdout
    assert "1 claim: 1 inconsistent" in result.stderr


def test_a_text_without_figures_gives_none() -> None:
    assert json.loads(call("extract", "-", "--format", "json", given="沒有數字。").stdout) == []
    assert json.loads(call("claims", "-", "--format", "json", given="").stdout) == []


@pytest.mark.parametrize("command", ["extract", "claims"])
def test_a_text_that_cannot_be_read_is_one_sentence_with_a_remedy(
    command: str, tmp_path: Path
) -> None:
    (tmp_path / "bad.txt").write_bytes(b"first\n\xff\xfe\n")
    for name, said in (("none.txt", "is not there"), ("", "is a folder"), ("bad.txt", "0xff")):
        result = call(command, str(tmp_path / name))
        assert result.exit_code == 1
        assert said in result.stderr
        assert "Traceback" not in result.stderr
    piped = call(command, "-", given=b"\xff")
    assert piped.exit_code == 1
    assert "standard input:1: byte 0xff" in piped.stderr
