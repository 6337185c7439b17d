"""Search in a build of any kind: the book's own, and nothing of Sphinx's."""

import re

import pytest

from reportcard.finding import FOLDER, read

PAGES = {
    "a.md": "# First\n\nOf {v}`shops` shops.\n\n## The STAR Market\n\n7000億元\n",
    "b.md": "# Second\n\nNothing of that.\n",
}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_pages_are_kept_for_the_search(build, builder):
    built = build(PAGES, builder)
    assert built.warnings == ""
    book = read(built.folder / "out" / FOLDER)
    end = ".html" if builder == "html" else "/"
    assert [page.address for page in book[1:]] == [f"a{end}", f"b{end}"]
    first = book[1]
    assert [(s.anchor, s.title) for s in first.sections] == [
        ("first", "First"),
        ("the-star-market", "The STAR Market"),
    ]
    assert [s.text for s in first.sections] == ["Of 145 shops.", "7000億元"]


def test_a_page_that_changes_is_read_again(build):
    build(PAGES)
    built = build({**PAGES, "b.md": "# Second\n\nSomething.\n"}, fresh=False)
    book = read(built.folder / "out" / FOLDER)
    assert [s.text for page in book for s in page.sections][1:] == [
        "Of 145 shops.",
        "7000億元",
        "Something.",
    ]


def test_nothing_of_sphinx_is_left(build):
    built = build(PAGES)
    out = built.folder / "out"
    names = {path.name for path in out.rglob("*") if path.is_file()}
    assert not names & {"searchindex.js", "searchtools.js", "language_data.js"}
    for page in out.glob("*.html"):
        scripts = re.findall(r'<script[^>]*src="([^"?]+)', page.read_text("utf-8"))
        assert not [s for s in scripts if re.search("search|language_data", s)], page.name


@pytest.mark.parametrize(
    ("lang", "title", "line"),
    [("en", "Search", "needs JavaScript"), ("zh-Hant", "搜尋", "需要 JavaScript")],
)
def test_the_page_of_results(build, lang, title, line):
    page = build(PAGES, reportcard_lang=lang).page("search.html")
    assert f"<h1>{title}</h1>" in page
    assert 'name="q"' in page
    without_script = page[page.index("<noscript>") : page.index("</noscript>")]
    assert line in without_script
    assert 'href="a.html"' in without_script


def test_a_build_for_paper_has_no_search(build):
    built = build(PAGES, "singlehtml")
    assert built.warnings == ""
    assert not (built.folder / "out" / FOLDER).exists()
    assert not (built.folder / "out" / "search.html").exists()
