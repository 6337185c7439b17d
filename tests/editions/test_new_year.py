"""A new year is one folder of data: the real chapters run with it and make a book, no code."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reportcard.tables import HERE

YEAR = 2031
DOCUMENT = f"""\
title = "a synthetic report card"
publisher = "nobody"
published = {YEAR + 1}-01-10
url = "https://example.org/report"
script = "zh-Hant"
licence = "made up for a test"
tier = "official"
base = "synthetic"

[report]
place = "haidian"
year = {YEAR}
"""
HEADER = (
    "start,end,as_printed,hedges,direction,precision,indicator,ref_area,time_period,as_of,"
    "coverage,status,locator,note\n"
)
FIGURES = (
    ("16000億元", "突破", "100000000", "gdp", "haidian", "forecast"),
    ("5%", "左右", "1", "gdp_growth", "haidian", "forecast"),
    ("600億元", "", "100000000", "general_budget_revenue", "haidian", ""),
    ("180家", "", "1", "a_share_companies", "haidian", ""),
    ("510家", "", "1", "a_share_companies", "beijing", ""),
    ("35.3%", "", "0.1", "a_share_share_of_parent", "haidian", ""),
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition of the new year, in a copy of the project with one more folder."""
    project = tmp_path_factory.mktemp("new-year") / "project"
    for folder in ("data", "notebooks", "locale"):
        shutil.copytree(HERE / folder, project / folder)
    for file in ("_config.yml", "_toc.yml", "index.md"):
        shutil.copy(HERE / file, project)
    folder = project / "data" / "documents" / f"haidian-{YEAR}-report-card"
    folder.mkdir()
    (folder / "document.toml").write_text(DOCUMENT, "utf-8")
    rows = [
        f",,{printed},{hedges},,{precision},{name},{area},{YEAR},,year,{status},row {number},"
        for number, (printed, hedges, precision, name, area, status) in enumerate(FIGURES, 1)
    ]
    (folder / "figures.csv").write_text(HEADER + "\n".join(rows) + "\n", "utf-8")
    command = [sys.executable, "-c", "from reportcard.cli import main; main()"]
    command += ["build", "haidian", str(YEAR), "--lang", "en", "--html"]
    subprocess.run(command, check=True, env={**os.environ, "REPORTCARD_PROJECT": str(project)})
    return project / "_build" / "site" / "haidian" / str(YEAR) / "en"


def test_the_new_year_has_its_chapters(edition: Path) -> None:
    facts = json.loads((edition / "edition.json").read_text("utf-8"))
    pages = {chapter["page"] for chapter in facts["chapters"]}
    assert {"notebooks/overview", "notebooks/economy", "notebooks/years"} <= pages
    for page in pages:
        assert "Traceback" not in (edition / f"{page}.html").read_text("utf-8")


def test_what_it_prints_is_shown_with_its_hedge_and_judged(edition: Path) -> None:
    assert "more than 1.6 trillion yuan" in (edition / "notebooks/economy.html").read_text("utf-8")
    audit = (edition / "notebooks/audit.html").read_text("utf-8")
    assert "35.3%" in audit
    assert "verdict consistent" in audit


def test_what_it_lacks_is_not_reported_and_never_nought(edition: Path) -> None:
    page = (edition / "notebooks/economy.html").read_text("utf-8")
    assert "not reported" in page
    assert not (edition.parent / "numbers" / f"haidian.retail_sales.{YEAR}.json").exists()
    gdp = json.loads((edition.parent / "numbers" / f"haidian.gdp.{YEAR}.json").read_text("utf-8"))
    assert gdp["upper"] is None
