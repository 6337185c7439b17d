"""The edition in Chinese, and the book as plain Jupyter Book builds it."""

import re
from copy import copy

from .conftest import METHOD

HAN = re.compile(r"[\u3400-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
NAMES = (
    "PM2.5",
    "GDP",
    "5G",
    "BibTeX",
    "MIT",
    "CC BY",
    "CSV",
    "JSON",
    "XLSX",
    "PDF",
    "EPUB",
    "ZIP",
)
QUOTED = ("billion yuan", "City district changes on wave of reform, opening-up", "about")
"""What English documents print, in their own words: a number, a title, a hedge."""
"""What stands in Latin letters in Chinese texts, too."""


def english(text):
    """The words of a text that a Chinese reader would find left in English."""
    for name in (*NAMES, *QUOTED):
        text = text.replace(name, "")
    return ENGLISH.findall(text)


def texts(soup, selector):
    found = [" ".join(tag.get_text(" ").split()) for tag in soup.select(selector)]
    return [text for text in found if text]


# ── the edition in Chinese ─────────────────────────────────────────────────────────────────────


def test_its_language(chinese, chapter):
    soup = chinese.chapter(chapter)
    assert soup.html["lang"] == "zh-Hant"
    assert soup.title.get_text().endswith("成績單說了什麼：海淀區2019年")
    around = soup.select("header.side, .page-tools, .take-away h2, .prev-next-subtitle, .bd-footer")
    for chapters in soup.select(".bd-links"):
        chapters.clear()  # their titles are those of the notebooks
    left = [word for tag in around for word in english(tag.get_text(" "))]
    assert left == []
    labels = [tag["aria-label"] for tag in soup.select("body [aria-label]:not(article *)")]
    assert labels
    assert [label for label in labels if english(label)] == []
    assert soup.select_one("input[type=search]")["aria-label"] == "搜尋"


def test_its_charts(chinese, chapter):
    figures = chinese.chapter(chapter).select("figure.chart")
    assert figures
    for figure in figures:
        for words in (".headline", ".sub", ".source", "summary", "thead th"):
            assert texts(figure, words)
            for text in texts(figure, words):
                assert HAN.search(text), text
                assert not english(text), text
        alt = figure.select_one("[role=img]")["aria-label"]
        assert HAN.search(alt)
        assert not english(alt)
        for svg in figure.select(".drawing > svg"):
            assert any(HAN.search(text) for text in texts(svg, "text"))
        drawn = texts(figure, "svg text") + texts(figure, "tbody :is(th, td)")
        assert [text for text in drawn if english(text)] == []


def test_its_tables(chinese, chapter):
    soup = chinese.chapter(chapter)
    for text in texts(soup, ".rc-table :is(caption, thead th), .heads span"):
        assert HAN.search(text) or text.isdecimal(), text
        assert not english(text), text
    for quoted in soup.select(".rc-table :is(code, [lang=en])"):
        quoted.clear()
    # what kind of document a document is, document.toml says in one language only
    own = [table for table in soup.select(".rc-table") if table["aria-label"] != "所據文件"]
    left = [text for table in own for text in texts(table, "tbody td") if english(text)]
    assert left == []


def test_its_numbers_are_the_same(chinese, site, chapter):
    """A Chinese page says the same of the same targets: the digits, where no scale word differs."""
    theirs, ours = (
        {
            number["data-target"]: number.get_text()
            for number in one.chapter(chapter).select("article .v[data-target]")
            if re.fullmatch(r"[−]?[\d.,]+%?", number.get_text())
        }
        for one in (chinese, site)
    )
    both = theirs.keys() & ours.keys()
    assert len(both) >= (0 if chapter in METHOD else 3)
    assert {name: theirs[name] for name in both} == {name: ours[name] for name in both}


def test_it_shows(chinese, chapter, open_page):
    opened = open_page(chinese.address(chinese.chapter_page(chapter)))
    assert opened.complaints == []
    assert all(asked.startswith(("file:", "data:")) for asked in opened.asked)
    charts = opened.charts()
    assert charts
    assert all(chart["shown"] == 1 and chart["width"] > 400 for chart in charts)
    opened.tab.set_viewport_size({"width": 320, "height": 640})
    assert opened.tab.evaluate("document.documentElement.scrollWidth") <= 320
    assert all(chart["shown"] == 1 and chart["text"] >= 10 for chart in opened.charts())


def test_its_landing_page(chinese):
    soup = chinese.read("index.html")
    link = soup.select_one(f'main a[href="{chinese.edition}/index.html"]')
    assert link.find_parent(lang=True)["lang"] == "zh-Hant"
    assert HAN.search(link.get_text())


# ── the book by plain Jupyter Book ─────────────────────────────────────────────────────────────


def test_plain_jupyter_book(plain, site, chapter, open_page):
    page = f"notebooks/{chapter}.html"
    opened = open_page(plain.address(page))
    assert opened.complaints == []
    assert all(asked.startswith(("file:", "data:")) for asked in opened.asked)
    charts = opened.charts()
    assert len(charts) == len(site.chapter(chapter).select("figure.chart"))
    assert all(chart["shown"] == 1 and chart["width"] > 400 for chart in charts)


def test_plain_jupyter_book_says_the_same(plain, site, chapter):
    """What the notebooks store is what a run of them gives."""
    theirs, ours = map(said, (plain.read(f"notebooks/{chapter}.html"), site.chapter(chapter)))
    assert theirs == ours


def said(soup):
    """The words of a chapter without what only a site has: a number's file, the downloads."""
    article = copy(soup.select_one("article"))
    for tag in article.select(".cite, .take-away"):
        tag.decompose()
    return " ".join(article.get_text(" ").split())
