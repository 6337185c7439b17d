"""`reportcard bench pages` over the built site: one chapter, opened once in each book."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reportcard.bench.measures import MEASURES


@pytest.fixture(scope="module")
def bench(site, project):
    done = subprocess.run(
        (
            *(Path(sys.executable).with_name("reportcard"), "bench", "pages", "--format", "json"),
            *("--chapter", "tasks", "--runs", "1", "--cpu-slowdown", "1"),
        ),
        cwd=project,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def measured(bench):
    return {row["measure"]: row for row in bench["measures"]}


def test_every_measure_of_both_books(measured, site):
    assert list(measured) == [measure.name for measure in MEASURES]
    charts = len(site.chapter("tasks").select("figure.chart"))
    assert measured["charts"]["ours"] == measured["charts"]["stock"] == charts > 0
    for name in (
        "requests",
        "first_view_gzip",
        "total_gzip",
        "first_contentful_paint",
        "main_thread",
    ):
        assert measured[name]["ours"] > 0
        assert measured[name]["stock"] > 0
        assert measured[name]["ratio"] == pytest.approx(
            measured[name]["stock"] / measured[name]["ours"], rel=1e-3
        )


def test_the_page_of_the_book_asks_nobody_else(measured, site):
    assert measured["requests_elsewhere"]["ours"] == 0
    assert measured["requests_failed"]["ours"] == 0
    page = (site.folder / site.chapter_page("tasks")).stat().st_size
    assert page < measured["first_view_raw"]["ours"] < measured["total_raw"]["ours"]


def test_its_charts_are_drawn(measured):
    paint = measured["first_contentful_paint"]["ours"]
    assert measured["charts_drawn"]["ours"] >= paint > 0


def test_the_stock_page_asks_for_vega(bench, measured):
    """From npm its charts are drawn; where npm gives nothing, the conditions say so."""
    conditions = " ".join(bench["conditions"])
    assert measured["requests_elsewhere"]["stock"] > 0
    if "vega-embed" in conditions.partition("Not to be had")[0]:
        assert measured["requests_failed"]["stock"] == 0
        assert measured["charts_drawn"]["stock"] >= measured["first_contentful_paint"]["stock"]
        assert measured["script_gzip"]["stock"] > 200_000
    else:
        assert "Not to be had" in conditions
        assert measured["requests_failed"]["stock"] > 0
        assert measured["charts_drawn"]["stock"] is None
    assert "Chromium" in conditions
