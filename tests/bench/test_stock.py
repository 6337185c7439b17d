"""A chapter as it would have been stored without this project."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode, v4

from reportcard.bench.stock import MIME, plain_html, stock_chart, stock_notebook, write_stock
from reportcard.editions import chapters_of, default_edition
from reportcard.editions.chapters import Chapter, choose
from reportcard.editions.notebooks import read_notebook

ROOT = Path(__file__).resolve().parents[2]
EDITION = default_edition(ROOT)
KEY = re.compile(r"\{v\}|<data|data-n\b|data-target|data-count|\b(?:haidian|beijing|china)\.[a-z]")
SPEC = re.compile(r"\}\)\((\{.*?\}), \{\"mode\": \"vega-lite\"\}\);", re.DOTALL)


@pytest.fixture(scope="module")
def economy() -> Chapter:
    return choose(chapters_of(ROOT), ["economy"])[0]


@pytest.fixture(scope="module")
def stored(economy: Chapter) -> NotebookNode:
    return read_notebook(economy, outputs=True)


@pytest.fixture(scope="module")
def stock(economy: Chapter) -> NotebookNode:
    return stock_notebook(read_notebook(economy, outputs=True), EDITION)


def outputs(notebook: NotebookNode) -> list[dict[str, Any]]:
    return [
        output["data"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "data" in output
    ]


def test_every_chart_is_what_altair_stores(stored: NotebookNode, stock: NotebookNode) -> None:
    pairs = list(zip(outputs(stored), outputs(stock), strict=True))
    charts = [(old[MIME], new) for old, new in pairs if MIME in old]
    assert len(charts) == 5
    for spec, new in charts:
        assert MIME not in new
        html = new["text/html"]
        assert '<div id="altair-viz-' in html
        assert "cdn.jsdelivr.net/npm/vega@6" in html
        found = SPEC.search(html)
        assert found
        drawn = json.loads(found[1])
        assert drawn.pop("title")["text"]
        assert drawn == {key: value for key, value in spec.items() if key != "usermeta"}


def test_other_outputs_stay_without_keys(stored: NotebookNode, stock: NotebookNode) -> None:
    pairs = zip(outputs(stored), outputs(stock), strict=True)
    others = [(old, new) for old, new in pairs if MIME not in old]
    assert any("<table" in old.get("text/html", "") for old, _ in others)
    for old, new in others:
        assert set(new) == set(old)
        for mime, text in new.items():
            assert not KEY.search(text)
            assert words(text) == words(old[mime])


def words(html: str) -> list[str]:
    return re.sub(r"<[^>]*>", "", html).split()


def test_numbers_in_prose_are_typed(stock: NotebookNode) -> None:
    with (ROOT / "notebooks/prose.csv").open(encoding="utf-8") as file:
        said = [row for row in csv.DictReader(file) if row["chapter"] == "economy"]
    assert said
    for row in said:
        assert row["text"] in stock.cells[int(row["cell"]) - 1].source
    prose = "\n".join(c.source for c in stock.cells if c.cell_type == "markdown")
    assert not KEY.search(prose)
    assert "{.lede}" not in prose


def test_the_whole_book_with_two_settings(tmp_path: Path) -> None:
    write_stock(ROOT, EDITION, tmp_path)
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    chapters = {f"notebooks/{chapter.name}.ipynb" for chapter in chapters_of(ROOT)}
    assert files == {"_config.yml", "_toc.yml", "index.md", *chapters}
    assert (tmp_path / "_config.yml").read_text("utf-8").splitlines() == [
        "title: 'What the report card says: Haidian 2019'",
        "execute:",
        "  execute_notebooks: 'off'",
    ]
    assert not KEY.search((tmp_path / "index.md").read_text("utf-8"))


@pytest.mark.parametrize(
    "headline",
    [
        "41.9% of the city",
        ["", {"n": "haidian.a_share_share_of_parent.2019", "text": "41.9%"}, " of the city"],
        '<data class="n" value="haidian.a_share_share_of_parent.2019">41.9%</data> of the city',
    ],
)
def test_the_headline_becomes_the_title(headline: Any) -> None:
    data = stock_chart({"mark": "bar", "usermeta": {"headline": headline, "table": [["a"]]}})
    assert '"title": {"text": "41.9% of the city"}' in data["text/html"]
    assert "usermeta" not in data["text/html"]


def test_a_title_of_its_own_stays() -> None:
    data = stock_chart({"mark": "bar", "title": "Own", "usermeta": {"headline": "Ours"}})
    assert '"title": "Own"' in data["text/html"]
    assert "Ours" not in data["text/html"]


def test_html_of_numbers() -> None:
    html = '<td data-n="haidian.gdp.2019" class="val"><data class="n" value="k">7</data> km</td>'
    assert plain_html(html) == '<td class="val">7 km</td>'


def test_output_of_another_kind_stays() -> None:
    output = v4.new_output("display_data", {"image/png": "aGVsbG8=", "text/plain": "a picture"})
    printed = v4.new_output("stream", text="printed")
    cell = v4.new_code_cell("x", outputs=[output, printed])
    stock_notebook(v4.new_notebook(cells=[cell]), EDITION)
    assert cell.outputs[0]["data"] == {"image/png": "aGVsbG8=", "text/plain": "a picture"}
    assert cell.outputs[1]["text"] == "printed"
