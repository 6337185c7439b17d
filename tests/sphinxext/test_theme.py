"""The templates laid over the theme, and what is left of the theme's files."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from jupyter_book.config import get_final_config

from reportcard.benchmarks import GROUPS, Benchmarks, Places, Timing
from reportcard.sphinxext import pruning
from reportcard.sphinxext.typography import signed, together

from .conftest import Built

ROOT = Path(__file__).parents[2]
PAGES = ["index", "notebooks/a"]
TRANSLATION, EARLIER = (
    {"place": "haidian", "year": year, "lang": lang, "language": name, "pages": PAGES}
    | {"folder": f"haidian/{year}/{lang}"}
    for year, lang, name in ((2019, "zh-Hant", "繁體中文"), (2018, "en", "English"))
)


@pytest.fixture
def book(build: Callable[..., Built], tmp_path: Path) -> Callable[..., Built]:
    """A book of two chapters as Jupyter Book configures it, with settings beside."""

    def make(**settings: Any) -> Built:
        (tmp_path / "book").mkdir(exist_ok=True)
        shutil.copy(ROOT / "_config.yml", tmp_path / "book")
        chapters = [{"file": "notebooks/a"}, {"file": "notebooks/b"}]
        toc = {"format": "jb-book", "root": "index", "chapters": chapters}
        (tmp_path / "book" / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
        config, _ = get_final_config(
            user_yaml=ROOT / "_config.yml",
            cli_config={"latex_individualpages": False},
            raise_on_invalid=True,
        )
        pages = {
            "index.md": "# Book of {v}`home`\n",
            "notebooks/a.md": "# Shops & more\n\n## One\n\n### Below\n\n## Two & a half\n\nText.\n",
            "notebooks/b.md": "# Money\n",
        }
        return build(pages, **{**config, **settings})

    return make


def soup_of(built: Built, name: str) -> BeautifulSoup:
    return BeautifulSoup(built.page(name), "html.parser")


def test_a_book_alone_has_no_editions_and_no_times(book: Callable[..., Built]) -> None:
    built = book()
    assert built.warnings == ""
    page = soup_of(built, "notebooks/a.html")
    assert page.select(".editions, .bd-footer a") == []
    headings = [h.get_text() for h in page.select(".take-away h2")]
    assert headings == ["Cite this", "Download the data", "Run it yourself"]
    for link in page.select(".take-away dl a"):
        assert (built.folder / "out" / "notebooks" / str(link["href"])).is_file()
    assert not (built.folder / "out" / "times.html").exists()


def test_nothing_of_a_theme_is_copied_that_no_page_needs(
    book: Callable[..., Built], build: Callable[..., Built]
) -> None:
    single = book(builder="singlehtml").folder / "out" / "_static"
    assert not (single / "styles").exists()
    static = book(fresh=True).folder / "out" / "_static"
    assert {p.name for p in static.rglob("*")} == {"reportcard.css", "reportcard.js", "vega.js"}
    assert (build({"a.md": "# A\n"}).folder / "out" / "_static" / "basic.css").is_file()


def test_what_a_chapter_shows_around_its_text(book: Callable[..., Built]) -> None:
    page = soup_of(book(), "notebooks/a.html")
    assert page.select_one(".eyebrow").get_text() == "Haidian 2019 · 海淀區 · Chapter 1"  # type: ignore[union-attr]
    links = page.select("#contents a")
    assert [a.get_text() for a in links] == ["Shops & more", "Money"]
    assert [a.get("aria-current") for a in links] == ["page", None]
    sections = page.select("#sections a")
    assert [a.get_text() for a in sections] == ["One", "Two & a half"]
    assert all(page.find(id=str(a["href"])[1:]) for a in sections)
    assert page.select_one("a.right-next")["href"] == "b.html"  # type: ignore[index]


def test_the_switch_and_the_alternates(book: Callable[..., Built]) -> None:
    built = book(reportcard_editions=[TRANSLATION, EARLIER])
    for name, same in (("a", True), ("b", False)):
        page = soup_of(built, f"notebooks/{name}.html")
        end = f"{'notebooks/a' if same else 'index'}.html"
        language, year, last = page.select(".editions a")
        target = f"../../../../haidian/2019/zh-Hant/{end}"
        assert language.find_parent("div")["class"] == ["languages"]  # type: ignore[index]
        assert (language["href"], language["hreflang"]) == (target, "zh-Hant")
        assert (language["lang"], language.get_text()) == ("zh-Hant", "繁體中文")
        assert year.find_parent("div")["class"] == ["years"]  # type: ignore[index]
        assert (year["href"], year.get_text()) == (f"../../../../haidian/2018/en/{end}", "2018")
        assert last["href"] == "../../../../index.html#editions"
        alternates = page.select('link[rel="alternate"]')
        assert [a["href"] for a in alternates] == ([target] if same else [])
    details = soup_of(built, "index.html").select_one(".editions")
    assert details is not None
    told = {name: details[f"data-{name}"] for name in ("site", "page", "place", "year", "lang")}
    assert list(told.values()) == ["../../../", "index", "haidian", "2019", "en"]
    for group in details.select("ul"):
        title = details.find(id=group["aria-labelledby"])
        assert title.get_text() in ("This report in", "Other years")  # type: ignore[union-attr]


def test_a_switch_without_other_years(book: Callable[..., Built]) -> None:
    page = soup_of(book(reportcard_editions=[TRANSLATION]), "notebooks/a.html")
    assert page.select_one(".editions .years").has_attr("hidden")  # type: ignore[union-attr]
    assert not page.select_one(".editions .languages").has_attr("hidden")  # type: ignore[union-attr]


def test_files_are_listed_by_what_they_hold(book: Callable[..., Built]) -> None:
    files = ["data/figures.csv", "data/figures.json", "../numbers/index.json", "downloads/x-en.pdf"]
    page = soup_of(book(reportcard_files=files), "notebooks/a.html")
    rows = page.select(".take-away dl > div")
    assert [row.dt.get_text() for row in rows] == [  # type: ignore[union-attr]
        "Figures as printed",
        "Each number",
        "The whole book",
    ]
    links = page.select(".take-away dd a")
    assert [a["href"] for a in links] == [f"../{file}" for file in files]
    assert [a.get_text() for a in links] == ["CSV", "JSON", "JSON", "PDF"]


def test_where_the_book_is_published(book: Callable[..., Built]) -> None:
    options = {"repository_url": "https://example.org/us/code", "repository_provider": "github"}
    built = book(html_baseurl="https://example.org/book/", html_theme_options=options)
    page = soup_of(built, "notebooks/a.html")
    address = "https://example.org/book/notebooks/a.html"
    assert page.select_one('link[rel="canonical"]')["href"] == address  # type: ignore[index]
    assert page.select_one(".citation a")["href"] == address  # type: ignore[index]
    entry, commands = (pre.get_text() for pre in page.select(".take-away pre"))
    assert f"url          = {{{address}}}" in entry
    assert "title        = {Shops \\& more}" in entry
    assert commands.startswith("git clone https://example.org/us/code ")


def test_execution_times_are_a_page(book: Callable[..., Built]) -> None:
    chapters = [{"page": f"notebooks/{n}", "cells": 3, "seconds": 1.25} for n in ("a", "b")]
    run = {"python": "3.12.1", "cores": 1, "jobs": 2, "chapters": chapters}
    page = soup_of(book(reportcard_run=run), "times.html")
    assert "Python 3.12.1 on one core, 2 chapters at a time." in page.get_text()
    assert [td.get_text() for td in page.select("tfoot td")] == ["6", "2.5"]


TIMINGS = {name: Timing(4.0, 9.0) for names in GROUPS.values() for name in names}
MEASURED = Benchmarks(
    machine="A <fast> processor, 2 cores, Linux",
    python="3.12.1",
    versions={"papermill": "2.7.0", "jupyter-book": "1.0.4"},
    measured=date(2025, 11, 27),
    runs=3,
    timings={
        **TIMINGS,
        "papermill": Timing(120.5, 100.0),
        "exec": Timing(1.0, 1.0),
        "jupyter-book-cache-figure": Timing(3.0, 3.0, Places(1, 9)),
        "figure": Timing(4.0, 4.0, Places(9, 9)),
    },
)
RUN = {
    "python": "3.12.1",
    "cores": 1,
    "jobs": 2,
    "chapters": [{"page": "notebooks/a", "cells": 3, "seconds": 1.25}],
}


def beside(page: BeautifulSoup) -> dict[str, list[list[str]]]:
    """The rows of each group of the table: label, seconds, times ours."""
    return {
        body.select_one("th[scope=rowgroup]").get_text(): [  # type: ignore[union-attr]
            [cell.get_text() for cell in row.select("th, td")] for row in body.select("tr")[1:]
        ]
        for body in page.select("#side-by-side tbody")
    }


def test_builds_measured_side_by_side_are_on_the_page_of_times(book: Callable[..., Built]) -> None:
    built = book(reportcard_run=RUN, reportcard_benchmarks=MEASURED)
    assert built.warnings == ""
    page = soup_of(built, "times.html")
    groups = beside(page)
    assert [len(rows) for rows in groups.values()] == [len(names) for names in GROUPS.values()]
    first, *_, exec_ = groups["Every chapter run"]
    assert first == ["papermill, one chapter after another", "120", "30.1"]
    assert exec_[1:] == ["1.0", "0.25"]
    stale, ours, _watched = groups["The pages after one figure has changed"]
    assert stale[0].endswith("Its pages show the new figure in 1 of 9 places.")
    assert (stale[2], ours) == ("0.75", ["This book", "4.0", "1"])
    note = page.select("#side-by-side .machine")[0].get_text()
    for said in ("A <fast> processor, 2 cores, Linux", "3.12.1", "2.7.0", "1.0.4", "2025-11-27"):
        assert said in note
    assert "medians of 3 runs" in note


def test_every_digit_of_the_measurements_is_marked_as_a_count(book: Callable[..., Built]) -> None:
    """They are no figures of the report: nothing answers for them."""
    page = soup_of(book(reportcard_run=RUN, reportcard_benchmarks=MEASURED), "times.html")
    section = page.select_one("#side-by-side")
    assert section is not None
    for tag in section.select(".count, .machine"):
        tag.decompose()
    assert not re.search(r"\d", section.get_text())


def test_without_measurements_the_page_has_only_the_chapters(book: Callable[..., Built]) -> None:
    page = soup_of(book(reportcard_run=RUN), "times.html")
    assert len(page.select("main table")) == 1
    assert page.select("#side-by-side") == []


def test_measurements_in_chinese(book: Callable[..., Built]) -> None:
    settings = {"reportcard_lang": "zh-Hant", "language": "zh_TW", "reportcard_run": RUN}
    page = soup_of(book(**settings, reportcard_benchmarks=MEASURED), "times.html")
    assert "並列實測" in page.select_one("#side-by-side h2").get_text()  # type: ignore[union-attr]
    assert len(beside(page)) == len(GROUPS)
    machine = page.select_one("#side-by-side .machine span")
    assert machine is not None
    assert (machine["lang"], machine.get_text()) == ("en", MEASURED.machine)


def test_in_chinese_words_and_lang_are_chinese(book: Callable[..., Built]) -> None:
    page = soup_of(book(reportcard_lang="zh-Hant", language="zh_TW"), "notebooks/a.html")
    assert page.html["lang"] == "zh-Hant"  # type: ignore[index]
    assert page.select_one(".skip").get_text() == "跳至正文"  # type: ignore[union-attr]
    assert page.select_one(".eyebrow").get_text() == "海淀區2019年 · 第1章"  # type: ignore[union-attr]


def test_an_epub_keeps_its_own_layout(build: Callable[..., Built]) -> None:
    built = build({"a.md": "# A\n"}, builder="epub", epub_show_urls="no", version="1")
    page = built.page("a.xhtml")
    assert "take-away" not in page
    assert "popover" not in page


def test_what_no_page_names_is_taken_out(tmp_path: Path) -> None:
    static = tmp_path / "_static"
    for name in ("theme.css", "used.js", "mystnb.1.css", "fonts/a.woff2", "vega.js", "mine/a.js"):
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_text("", "utf-8")
    said = '<script src="./_static/used.js?v=1"></script><p>my_static/theme.css?</p>'
    (tmp_path / "a.html").write_text(said, "utf-8")
    names = {"theme.css", "used.js", "fonts/a.woff2", *pruning.GENERATED}
    pruning.prune(tmp_path, names)
    left = {p.relative_to(static).as_posix() for p in static.rglob("*")}
    assert left == {"used.js", "vega.js", "mine", "mine/a.js"}


def test_a_chinese_number_keeps_its_unit() -> None:
    html = '<p title="7000億元">突破7000億元，127.4%，5個百分點</p><svg>3億</svg><code>1%</code>'
    assert together(html) == (
        '<p title="7000億元">突破<span class="nb">7000億元</span>，<span class="nb">127.4%</span>，'
        '<span class="nb">5個百分點</span></p><svg>3億</svg><code>1%</code>'
    )
    assert together("<p>2019年，145家</p>") == "<p>2019年，145家</p>"


def test_a_number_keeps_the_signs_around_it() -> None:
    one, word = '<button class="v n">145</button>', '<span class="v word">Haidian</span>'
    assert signed(f"<p>of {one}, or ({one}). {word},</p>") == (
        f'<p>of <span class="nb">{one},</span> or <span class="nb">({one}).</span> {word},</p>'
    )
    assert signed(f"<p>「{one}」，{one}家</p>") == (
        f'<p><span class="nb">「{one}」，</span>{one}家</p>'
    )
    other = '<button class="close">×</button>, <button class="value">1</button>.'
    assert signed(other) == other
