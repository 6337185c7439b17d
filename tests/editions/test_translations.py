"""Editions in Chinese: the prose is translated when the pages are rendered."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from reportcard import translations
from reportcard.editions import Edition, build_edition, chapters_of, fresh_catalogues
from reportcard.editions.selection import select
from reportcard.editions.stored import refresh_stored

from .conftest import snapshot

CHINESE = {
    "Our book": "我們的書",
    "It is about {v}`home`.": "說的是{v}`home`。",
    "Money of {v}`home`": "{v}`home`的錢",
    "{v}`a_share_companies` companies; see [Tasks](tasks.ipynb).": "「{v}`a_share_companies`」家；"
    "見[任務](tasks.ipynb)。",
    "Tasks": "任務",
}


@pytest.fixture
def translated(project: Path) -> Path:
    """A project whose prose has been put into Chinese, but for one message."""
    translations.authored(project).mkdir(parents=True)
    for path, text in fresh_catalogues(project).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        known = {m: CHINESE.get(m, "") for m in translations.read_catalogue(path)}
        path.write_text(translations.catalogue_text(known, "zh-Hant"), "utf-8")
    translations.prose.cache_clear()
    return project


def test_what_is_to_be_translated_is_the_prose_and_nothing_else(translated: Path) -> None:
    folder = translations.authored(translated)
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*.po")}
    assert sorted(files) == ["index.po", "notebooks/economy.po", "notebooks/tasks.po"]
    asked = [m for path in files.values() for m in translations.read_catalogue(path)]
    assert sorted(asked) == sorted([*CHINESE, "Only words, and an example: ``{v}`nothing` ``."])


def test_a_renewed_catalogue_keeps_what_stands_and_drops_what_is_gone(translated: Path) -> None:
    path = translations.authored(translated) / "index.po"
    index = translated / "index.md"
    index.write_text(index.read_text("utf-8").replace("about", "of"), "utf-8")
    assert path in refresh_stored(translated)
    expected = {"Our book": "我們的書", "It is of {v}`home`.": ""}
    assert translations.read_catalogue(path) == expected


def test_a_project_without_catalogues_has_none_to_renew(project: Path) -> None:
    assert fresh_catalogues(project) == {}


@pytest.mark.parametrize(
    ("lang", "titles"),
    [
        ("en", ["Money of Haidian", "Tasks"]),
        ("zh-Hant", ["海淀區的錢", "任務"]),
        ("zh-Hans", ["海淀区的钱", "任务"]),
    ],
)
def test_titles_are_those_of_the_language(translated: Path, lang: str, titles: list[str]) -> None:
    selection = select(chapters_of(translated), Edition("haidian", 2019, lang))
    assert [title for _, title in selection.kept] == titles


def test_a_simplified_edition_is_built_whole(translated: Path) -> None:
    before = snapshot(translated)
    edition = Edition("haidian", 2018, "zh-Hans")  # nothing is reported for the tasks of 2018
    site = build_edition(translated, edition).parent / edition.folder
    page = BeautifulSoup((site / "notebooks/economy.html").read_text("utf-8"), "html.parser")
    assert page.html is not None
    assert page.html["lang"] == "zh-Hans"
    assert [h1.get_text().rstrip("#") for h1 in page.select("article h1")] == ["海淀区的钱"]
    text = " ".join(p.get_text() for p in page.select("article p"))
    assert "“未报”家；见任务。" in text
    assert not page.select('article a[href*="tasks"]')
    index = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser").get_text()
    assert "说的是海淀区。" in index
    facts = json.loads((site / "edition.json").read_text("utf-8"))
    assert [c["title"] for c in facts["chapters"]] == ["海淀区的钱"]
    assert [chapter["title"] for chapter in facts["left_out"]] == ["任务"]
    after = {name: text for name, text in snapshot(translated).items() if "_build" not in name}
    assert after == before, "nothing is written into the project but below _build"


def test_an_edition_speaks_its_own_language_after_others(translated: Path) -> None:
    """One process builds them all, and Sphinx keeps the catalogues it has read."""
    said = {}
    for lang in ("zh-Hant", "zh-Hans", "en"):
        edition = Edition("haidian", 2019, lang)
        site = build_edition(translated, edition, downloads=False).parent / edition.folder
        text = (site / "notebooks/economy.html").read_text("utf-8")
        title = BeautifulSoup(text, "html.parser").select("article h1")[0]
        said[lang] = title.get_text().rstrip("#")
    assert said == {
        "zh-Hant": "海淀區的錢",
        "zh-Hans": "海淀区的钱",
        "en": "Money of Haidian",
    }
    assert title.a is not None
    assert title.a["title"] == "Link to this heading", "Sphinx’s own words, too"
