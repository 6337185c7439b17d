"""The index of editions: tables of years by chapters, and what a page of one leads to."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from reportcard.editions import Edition
from reportcard.editions.landing import landing_page
from reportcard.editions.places import index_of, spans
from reportcard.editions.published import FACTS, list_of_editions, published, related
from reportcard.editions.selection import counted
from reportcard.results import Book

from .conftest import write_notebook

PAGES = [f"notebooks/{name}" for name in ("overview", "economy", "tasks", "audit")]
TITLES = {"en": "{}: in short", "zh-Hant": "{}：簡述", "zh-Hans": "{}：简述"}


def facts(
    place: str, year: int, lang: str = "en", left_out: Sequence[str] = (), economy: int = 3
) -> dict[str, Any]:
    """An edition of four chapters, two of which are about indicators."""
    chapters = [
        {"page": page, "title": TITLES[lang].format(page.partition("/")[2])} for page in PAGES
    ]
    gone = [chapter for chapter in chapters if chapter["page"].endswith(tuple(left_out))]
    return {
        "place": place,
        "year": year,
        "lang": lang,
        "title": "x",
        "chapters": [chapter for chapter in chapters if chapter not in gone],
        "left_out": gone if left_out else [],
        "reported": {"notebooks/economy": [economy, 8], "notebooks/tasks": [0, 5]},
        "folder": f"{place}/{year}/{lang}",
    }


def write(site: Path, *editions: dict[str, Any]) -> None:
    for edition in editions:
        path = site / edition["folder"] / FACTS
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({**edition, "folder": None}), "utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two places; of one, two years, of the latest of which there are three languages."""
    folder = tmp_path / "site"
    made = [facts("haidian", 2019, lang) for lang in ("en", "zh-Hans", "zh-Hant")]
    less = facts("haidian", 2018, "en", ["tasks", "audit"])
    write(folder, *made, less, facts("beijing", 2018, "zh-Hant", ["tasks"], economy=0))
    return folder


def test_editions_come_by_place_year_and_language(site: Path) -> None:
    assert [edition["folder"] for edition in published(site)] == [
        "beijing/2018/zh-Hant",
        "haidian/2019/en",
        "haidian/2019/zh-Hant",
        "haidian/2019/zh-Hans",
        "haidian/2018/en",
    ]


def test_a_page_leads_to_other_languages_and_other_years(site: Path) -> None:
    def folders(edition: Edition) -> list[str]:
        return [other["folder"] for other in related(site, edition)]

    assert folders(Edition("haidian", 2019, "en")) == [
        "haidian/2019/zh-Hant",
        "haidian/2019/zh-Hans",
        "haidian/2018/en",
    ]
    assert folders(Edition("haidian", 2018, "zh-Hant")) == [
        "haidian/2019/zh-Hant",
        "haidian/2018/en",
    ]
    assert folders(Edition("beijing", 2019, "en")) == []


def test_the_script_lists_every_edition(site: Path) -> None:
    text = list_of_editions(site).removeprefix("window.reportcardEditions = ").rstrip(";\n")
    listed = json.loads(text)
    assert [edition["folder"] for edition in listed] == [e["folder"] for e in published(site)]
    assert listed[0] == {
        "folder": "beijing/2018/zh-Hant",
        "place": "beijing",
        "year": 2018,
        "lang": "zh-Hant",
        "language": "繁體中文",
        "pages": ["index", "notebooks/overview", "notebooks/economy", "notebooks/audit", "times"],
    }


def test_a_table_has_years_and_chapters_with_indicators(site: Path) -> None:
    index = index_of(published(site), PAGES, "en")
    beijing, haidian = index.places
    assert haidian.years == "2018–2019"
    assert [(c.title, c.lang) for c in index.columns] == [("economy", "en"), ("tasks", "en")]
    assert [row.year for row in haidian.rows] == [2019, 2018]
    assert [e["lang"] for e in haidian.rows[0].editions] == ["en", "zh-Hant", "zh-Hans"]
    economy, tasks = haidian.rows[0].cells
    assert (economy.reported, economy.of, economy.filled) == (3, 8, 37.5)
    assert (economy.href, economy.lang) == ("haidian/2019/en/notebooks/economy.html", "en")
    assert (tasks.reported, tasks.href) == (0, "haidian/2019/en/notebooks/tasks.html")
    assert haidian.rows[1].cells[1].href == "", "left out"
    assert [(c.title, years) for c, years in haidian.left_out] == [("audit", "2018")]
    assert beijing.left_out == ()
    assert [cell.href != "" for cell in beijing.rows[0].cells] == [True, False]
    assert beijing.rows[0].cells[0].lang == "zh-Hant"


def test_a_chapter_without_column_is_named_with_its_years(site: Path) -> None:
    write(site, facts("china", 2017, "en", ["tasks"]), facts("china", 2018, "en", ["tasks"]))
    shutil.rmtree(site / "haidian")
    index = index_of(published(site), PAGES, "en")
    assert [c.title for c in index.columns] == ["economy"], "no edition has tasks"
    told = [[(c.title, years) for c, years in table.left_out] for table in index.places]
    assert told == [[("tasks", "2018")], [("tasks", "2017–2018")]]


def test_chapters_are_read_in_the_language_of_the_page(site: Path) -> None:
    index = index_of(published(site), PAGES, "zh-Hant")
    haidian = index.places[1]
    assert {c.lang for c in index.columns} == {"zh-Hant"}
    assert [row.cells[0].lang for row in haidian.rows] == ["zh-Hant", "en"]
    assert haidian.rows[0].editions[0]["lang"] == "zh-Hant"


def test_the_landing_page_says_it(site: Path, project: Path) -> None:
    target = project / "_build" / "site"
    shutil.copytree(site, target)
    write_notebook(project / "notebooks" / "audit.ipynb", ["# Audit"])
    toc = project / "_toc.yml"
    toc.write_text(toc.read_text("utf-8") + "  - file: notebooks/audit\n", "utf-8")
    soup = BeautifulSoup(landing_page(project, target), "html.parser")
    assert [h.get_text() for h in soup.select(".place h3")] == ["Haidian", "Beijing"]
    assert [a["href"] for a in soup.select(".places a")] == ["#place-haidian", "#place-beijing"]
    haidian = soup.select_one("#place-haidian")
    assert haidian is not None
    heads = [th.get_text() for th in haidian.select("thead th")]
    assert heads == ["Year", "Read in", "economy", "tasks"]
    first, second = haidian.select("tbody tr")
    links = [(a.get_text(), a["lang"], a["href"]) for a in first.select(".read a")]
    assert links[1] == ("繁體中文", "zh-Hant", "haidian/2019/zh-Hant/index.html")
    assert [part.get_text() for part in first.select(".part")] == ["3/83 of 8", "0/50 of 5"]
    assert second.select_one(".none").get_text() == "–left out"  # type: ignore[union-attr]
    note = haidian.select(".note")[-1].get_text()
    assert note == "Left out, because nothing is reported: audit (2018)."
    region = haidian.select_one('[tabindex="0"]')
    assert region is not None
    assert soup.find(id=str(region["aria-labelledby"])).get_text() == "Haidian"  # type: ignore[union-attr]
    chapters = [a["href"] for a in soup.select(".chapters a")]
    assert chapters == [f"haidian/2019/en/{page}.html" for page in PAGES]
    assert [a["href"] for a in soup.select(".elsewhere a")] == [
        f"haidian/2019/{lang}/index.html" for lang in ("zh-Hant", "zh-Hans")
    ]


def test_what_is_counted(book: Book) -> None:
    counts = counted(book)
    for chapter, (reported, of) in counts.items():
        own = [i for i in book.registry.indicators.values() if i.chapter == chapter]
        assert of == len([i for i in own if not i.refused])
        assert reported == sum(book.result(i.id).reported for i in own)
        assert 0 < reported <= of
    assert any(i.refused for i in book.registry.indicators.values())


@given(st.sets(st.integers(1990, 2040)))
def test_spans_hold_every_year_and_no_other(years: set[int]) -> None:
    held: list[int] = []
    for run in filter(None, spans(years).split(", ")):
        first, _, last = run.partition("–")
        held += range(int(first), int(last or first) + 1)
    assert held == sorted(years)
    assert all(
        year + 1 not in years for year in [int(r[-4:]) for r in spans(years).split(", ") if r]
    )
