"""The chapters themselves, for other years, places and languages."""

import ast
import json
from pathlib import Path

import pytest
import yaml

from reportcard.expressions import Missing, Quantity
from reportcard.schema import LANGUAGES
from reportcard.tables import HERE

CHAPTERS = sorted((HERE / "notebooks").glob("*.ipynb"))
EDITIONS = [("haidian", 2019), ("haidian", 2021), ("beijing", 2019)]
MOST_LINES = 5


def code_cells(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            yield number, "".join(cell["source"]), cell["metadata"].get("tags", [])


def run(source, names):
    """Execute a cell; give what its last expression is, as a kernel would."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


def shown(value):
    """What the page gets of a value."""
    if isinstance(value, Quantity):
        value.require_range()
        return str(value.value)
    if isinstance(value, Missing):
        return "missing"
    for method in ("_repr_mimebundle_", "_repr_markdown_", "_repr_html_"):
        if hasattr(value, method):
            return getattr(value, method)()
    raise AssertionError(f"a cell that ends in {type(value).__name__} shows nothing")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("place", "year"), EDITIONS, ids=[f"{p}-{y}" for p, y in EDITIONS])
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_runs_for_other_years_places_and_languages(path, place, year, lang):
    names = {}
    for number, source, tags in code_cells(path):
        value = run(source, names)
        if "parameters" in tags:
            assert (names["place"], names["year"], names["lang"]) == ("haidian", 2019, "en")
            names |= {"place": place, "year": year, "lang": lang}
        elif not source.lstrip().startswith("from reportcard.notebook"):
            assert shown(value), f"{path.name} cell {number} shows nothing"
    assert repr(names["report"]) == f"{place} {year}, {lang}"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_what_a_reader_sees_of_the_code_is_short(path):
    visible = [(n, s) for n, s, tags in code_cells(path) if "remove-input" not in tags]
    assert all(len(source.strip().splitlines()) <= MOST_LINES for _, source in visible)
    if path.stem not in ("audit", "sources"):
        assert visible


def test_every_chapter_has_one_cell_of_parameters():
    listed = yaml.safe_load((HERE / "_toc.yml").read_text("utf-8"))["chapters"]
    assert {Path(entry["file"]).name for entry in listed} == {path.stem for path in CHAPTERS}
    for path in CHAPTERS:
        tagged = [s for _, s, tags in code_cells(path) if "parameters" in tags]
        assert len(tagged) == 1
        assignments = [line for line in tagged[0].splitlines() if not line.startswith("#")]
        assert [line.split(":")[0] for line in assignments] == ["place", "year", "lang"]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_imports_its_vocabulary_and_nothing_else(path):
    imported = {
        name
        for _, source, _ in code_cells(path)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert imported == {"reportcard.notebook"}
