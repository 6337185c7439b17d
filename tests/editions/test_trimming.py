"""Inside a chapter a section of which nothing is reported is left out, and named."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode, v4

from reportcard.captions import MIME
from reportcard.editions import Edition, build_edition, chapters_of, default_edition
from reportcard.editions.chapters import Chapter
from reportcard.editions.notebooks import read_notebook
from reportcard.editions.selection import select
from reportcard.editions.trimming import METHOD, sections_of, trimmed
from reportcard.prose import book_of
from reportcard.translations import authored, catalogue_text

from .conftest import ROOT, make_project, write_notebook

BOOK = book_of("haidian", 2012)
"""A report of five numbers: GDP is one of them, the hotline is none."""
GAP, THERE = "{v}`hotline_requests`", "{v}`gdp`"


def cell(text: str, tag: str = "") -> NotebookNode:
    """Markdown; or code that put out what follows the !, as HTML or under its own MIME type."""
    if not text.startswith("!"):
        return v4.new_markdown_cell(text, metadata={"tags": [tag]} if tag else {})
    mime, _, put_out = text[1:].rpartition("|")
    data = {mime or "text/html": put_out}
    outputs = [v4.new_output("display_data", data=data)] if put_out else []
    return v4.new_code_cell("…", outputs=outputs)


def gone_of(*cells: NotebookNode, lang: str = "en") -> list[str]:
    notebook = v4.new_notebook(cells=[cell("# A chapter\n\nWords."), *cells])
    left, gone = trimmed(notebook, BOOK, lang)
    kept = [section.title for section in sections_of(left)]
    titles = [section.title for section in gone]
    every = [section.title for section in sections_of(notebook)]
    assert [title for title in every if title not in titles] == kept, "the others, in their order"
    return titles


NOT_REPORTED = '<p class="notreported">not reported</p>'
RESULT = '<p class="result"><b>not reported</b></p>'
REFUSED = '<p class="result"><b>refused</b></p>'
NONE = '<p class="notreported">There is none.</p>'
TABLE = '<div class="rc-table"><table><tr><td>Words</td></tr></table></div>'
SENTENCE = "text/markdown|It is not reported."
SAID = 'text/markdown|It is <data class="n" value="haidian.gdp.2012">347.2</data>.'


@pytest.mark.parametrize(
    ("parts", "left_out"),
    [
        (["Only words."], False),
        (["Of {v}`home` in {v}`year`, and an example: `` {v}`gdp` ``."], False),
        (["Only words.", "!"], False),
        ([GAP], True),
        ([GAP, f"!{NOT_REPORTED}", f"!{RESULT}", f"!{SENTENCE}"], True),
        (["Only words.", f"!{NOT_REPORTED}"], True),
        ([f"{GAP} and {THERE}"], False),
        ([GAP, THERE], False),
        ([GAP, f"!{TABLE}"], False),
        ([GAP, f"!{MIME}|drawn"], False),
        ([GAP, f"!{SAID}"], False),
        ([GAP, f"!{REFUSED}"], False),
        (["Only words.", f"!{NONE}"], False),
        ([f"!{SENTENCE}"], False),
    ],
)
def test_a_section_needs_a_number_where_it_asks_for_some(
    parts: Sequence[str], left_out: bool
) -> None:
    cells = [cell("## Before\n\nWords."), cell("## Here"), *map(cell, parts), cell("## After")]
    assert gone_of(*cells) == (["Here"] if left_out else [])


def test_a_section_goes_with_what_is_below_it_and_stays_for_it() -> None:
    empty = cell(f"## A\n\n{GAP}\n\n### B\n\n{GAP}\n\n## C")
    assert gone_of(empty) == ["A", "B"]
    half = cell(f"## A\n\n{GAP}\n\n### B\n\n{THERE}\n\n### C\n\n{GAP}\n\n## D\n\n{THERE}")
    assert gone_of(half) == ["C"]


def test_sections_that_share_a_cell_are_parted() -> None:
    cells = [cell(f"Words.\n\n## A\n\n{THERE}\n\n## B\n\n{GAP}"), cell("!" + NOT_REPORTED)]
    assert gone_of(*cells, cell(f"{GAP}\n\n## C\n\n{THERE}")) == ["B"]
    fenced = cell(f"## A\n\n{THERE}\n\n```\n## B\n```\n\n{GAP}")
    assert gone_of(fenced) == []


def test_what_explains_a_method_stays() -> None:
    assert gone_of(cell(f"## A\n\n{GAP}", METHOD), cell(f"## B\n\n{GAP}")) == ["B"]


@pytest.mark.parametrize("chapter", chapters_of(ROOT), ids=lambda chapter: chapter.name)
def test_the_default_edition_has_every_section(chapter: Chapter) -> None:
    edition, notebook = default_edition(ROOT), read_notebook(chapter)
    left, gone = trimmed(notebook, book_of(edition.place, edition.year), edition.lang)
    assert gone == ()
    assert left is notebook


# ── built ──────────────────────────────────────────────────────────────────────────────────────

ECONOMY = [
    "# Money\n\nSee [here](#the-hotline), [there](#gdp-then) and {v}`gdp`.",
    f"## GDP then\n\n{THERE}\n\n## The hotline, of {{v}}`home`\n\n{GAP}",
    "!from reportcard.notebook import *\nreport = open_report(place, year, lang)",
    "!report.tables.heads('star_companies')",
    "## The hotline\n\n{v}`hotline_requests` requests.",
    f"## Last\n\n{THERE}",
]
SOURCES = ["# Sources\n\nSee [calls](economy.ipynb#the-hotline), [Money](economy.ipynb#last)."]
OVERVIEW = ["# What {v}`home` says of {v}`year`\n\n{v}`star_companies` of {v}`parent.gdp`."]
MESSAGES = {
    "The hotline": "熱線",
    "The hotline, of {v}`home`": "{v}`home`的熱線",
    ECONOMY[0].partition("\n\n")[2]: "見[此](#the-hotline)、[彼](#gdp-then)與{v}`gdp`。",
}


@pytest.fixture
def sparse(tmp_path: Path) -> Path:
    """A project with an overview and sources, of which haidian 2012 fills little."""
    project = make_project(tmp_path / "project")
    for name, cells in (("overview", OVERVIEW), ("economy", ECONOMY), ("sources", SOURCES)):
        write_notebook(project / "notebooks" / f"{name}.ipynb", cells)
    chapters = "".join(f"  - file: notebooks/{n}\n" for n in ("overview", "economy", "sources"))
    toc = f"format: jb-book\nroot: index\nchapters:\n{chapters}"
    (project / "_toc.yml").write_text(toc, "utf-8")
    index = "# Our book\n\n[Overview](notebooks/overview), [Money](notebooks/economy).\n"
    (project / "index.md").write_text(index, "utf-8")
    path = authored(project) / "notebooks" / "economy.po"
    path.parent.mkdir(parents=True)
    path.write_text(catalogue_text(MESSAGES, "zh-Hant"), "utf-8")
    return project


@pytest.mark.parametrize(
    ("lang", "note", "links"),
    [
        (
            "en",
            "Nothing is reported for these sections, which are left out: “The hotline, of Haidian”,"
            " “The hotline”.",
            "See here, there and",
        ),
        ("zh-Hant", "以下各節因未見報告而略去：「海淀區的熱線」、「熱線」。", "見此、彼與"),
        ("zh-Hans", "以下各节因未见报告而略去：“海淀区的热线”、“热线”。", "见此、彼与"),
    ],
)
def test_a_sparse_edition_leaves_out_and_says_so(
    sparse: Path, lang: str, note: str, links: str
) -> None:
    edition = Edition("haidian", 2012, lang)
    folder = build_edition(sparse, edition, downloads=False).parent / edition.folder
    page = BeautifulSoup((folder / "notebooks/economy.html").read_text("utf-8"), "html.parser")
    titles = [h2.get_text().rstrip("#") for h2 in page.select("article h2")]
    assert titles == ["GDP then", "Last"]
    assert [p.get_text() for p in page.select("article p.note")] == [note]
    first = page.select("article section > p")[0]
    assert first.get_text().startswith(links)
    assert [a["href"] for a in first.select("a[href]")] == ["#gdp-then"]
    sources = BeautifulSoup((folder / "notebooks/sources.html").read_text("utf-8"), "html.parser")
    addresses = [a["href"] for a in sources.select("article p a[href]")]
    assert addresses == ["economy.html#last"]
    run = json.loads(
        (sparse / "_build/executed" / edition.folder / "notebooks/economy.ipynb").read_text("utf-8")
    )
    assert "hotline" in json.dumps(run["cells"]), "the record keeps them"


def test_an_overview_without_a_number_is_left_out(sparse: Path) -> None:
    edition = Edition("haidian", 2012, "en")
    landing = build_edition(sparse, edition, downloads=False)
    folder = landing.parent / edition.folder
    facts = json.loads((folder / "edition.json").read_text("utf-8"))
    assert [chapter["title"] for chapter in facts["left_out"]] == ["What Haidian says of 2012"]
    assert not (folder / "notebooks/overview.html").exists()
    index = BeautifulSoup((folder / "index.html").read_text("utf-8"), "html.parser")
    assert "left out: “What Haidian says of 2012”." in index.get_text()
    assert not index.select('a[href*="overview"]')
    page = BeautifulSoup(landing.read_text("utf-8"), "html.parser")
    said = [" ".join(p.get_text().split()) for p in page.select("p.note")]
    assert "Left out, because nothing is reported: Overview (2012)." in said
    assert not page.select('a[href*="overview"]')


@pytest.mark.parametrize(
    ("place", "year", "kept"),
    [("haidian", 2019, True), ("haidian", 2012, True), ("haidian", 2025, False)],
)
def test_the_overview_of_a_report(place: str, year: int, kept: bool) -> None:
    selection = select(chapters_of(ROOT), Edition(place, year, "en"))
    assert ("overview" not in selection.gone) is kept
