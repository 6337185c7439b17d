"""An edition is published whole or not at all."""

import json
import shutil
import socket
import threading
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from reportcard.editions import (
    Edition,
    build_edition,
    chapters_of,
    default_edition,
    serve_site,
    serving,
    site,
)
from reportcard.editions.landing import landing_page
from reportcard.editions.published import related
from reportcard.editions.rendering import NotRendered
from reportcard.editions.selection import reported, select
from reportcard.errors import DataError, ReportcardError
from reportcard.labels import phrase
from reportcard.links import unlinked
from reportcard.prose import book_of
from reportcard.schema import LANGUAGES

from .conftest import HAIDIAN, ROOT, executed, snapshot, wait_until, write_notebook


class Page(HTMLParser):
    """The tags of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def addresses(self) -> Iterator[str]:
        """What the page asks for, and where its links lead inside the site."""
        for tag, attributes in self.tags:
            if tag == "link" and attributes.get("rel") == "canonical":
                continue
            for key in ("href", "src"):
                address = attributes.get(key) or ""
                if address and not (tag == "a" and address.startswith("https://")):
                    yield address


def test_the_landing_page(built: Path) -> None:
    folder = built / "_build" / "site"
    page = Page(folder / "index.html")
    assert not [tag for tag, _ in page.tags if tag in ("img", "iframe")]
    for address in page.addresses():
        assert ":" not in address or address == "data:,"
        if not address.startswith(("#", "data:")):
            assert (folder / address).is_file(), address
    text = (folder / "index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://example.org/book/">' in text
    assert "127.4%" in text
    assert 'popovertarget="p-haidian.catering_task_completion.2019"' in text
    assert "url(" not in text
    assert "@import" not in text


def test_an_edition_of_another_version_is_named(built: Path, tmp_path: Path) -> None:
    project = shutil.copytree(built, tmp_path / "copy")
    facts = project / "_build/site/haidian/2019/en/edition.json"
    facts.write_text('{"place": "haidian", "year": 2019, "lang": "en", "title": "x"}', "utf-8")
    with pytest.raises(
        ReportcardError, match=r"(?s)edition.json: says no chapters, left_out, reported.*again"
    ):
        landing_page(project, project / "_build" / "site")


def test_what_is_known_of_the_editions(built: Path) -> None:
    site_folder = built / "_build" / "site"
    text = (site_folder / "editions.js").read_text("utf-8")
    listed = json.loads(text.removeprefix("window.reportcardEditions = ").rstrip(";\n"))
    assert [edition["folder"] for edition in listed] == ["haidian/2019/en"]
    assert (listed[0]["year"], listed[0]["language"]) == (2019, "English")
    for page in listed[0]["pages"]:
        assert (site_folder / "haidian/2019/en" / f"{page}.html").is_file(), page
    assert related(site_folder, HAIDIAN) == []
    assert related(site_folder, Edition("haidian", 2019, "zh-Hant")) == listed


def test_pages_have_permanent_addresses(built: Path) -> None:
    text = (built / "_build/site/haidian/2019/en/notebooks/economy.html").read_text("utf-8")
    assert "https://example.org/book/haidian/2019/en/notebooks/economy.html" in text
    assert "145" in text


def test_what_is_taken_away_lies_beside_the_pages(built: Path) -> None:
    place = built / "_build/site/haidian/2019"
    package = json.loads((place / "en/data/datapackage.json").read_text("utf-8"))
    assert all((place / "en/data" / r["path"]).is_file() for r in package["resources"])
    index = json.loads((place / "numbers/index.json").read_text("utf-8"))
    assert len(index["numbers"]) > 200
    assert all((place / "numbers" / entry["href"]).is_file() for entry in index["numbers"])


BUILT = ["cache", "executed", "pages", "site", "stamps"]


def kept(project: Path) -> list[str]:
    """What a build leaves, but for the survey that reading data leaves."""
    names = {path.name for path in (project / "_build").iterdir()}
    return sorted(names - {".survey.json"})


def test_no_staging_folder_is_left(built: Path) -> None:
    assert kept(built) == BUILT


def test_a_failing_build_leaves_the_site(built: Path, tmp_path: Path) -> None:
    project = shutil.copytree(built, tmp_path / "copy")
    before = snapshot(project / "_build" / "site")
    write_notebook(project / "notebooks/tasks.ipynb", ["# T\n\n{v}`gpd` and [x](nowhere.md)"])
    with pytest.raises(NotRendered) as caught:
        build_edition(project, HAIDIAN)
    said = str(caught.value)
    assert "notebooks/tasks.ipynb" in said
    assert "gpd" in said
    assert "nowhere.md" in said
    assert str(project) not in said
    assert snapshot(project / "_build" / "site") == before
    assert kept(project) == BUILT


def test_the_old_edition_comes_back(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = shutil.copytree(built, tmp_path / "copy")
    before = snapshot(project / "_build" / "site")
    html, numbers = tmp_path / "html", tmp_path / "numbers"
    shutil.copytree(project / "_build/site/haidian/2019/en", html)
    shutil.copytree(project / "_build/site/haidian/2019/numbers", numbers)
    (html / "index.html").write_text("new")
    (numbers / "index.json").write_text("new")
    folders = {HAIDIAN.folder: html, HAIDIAN.folder.parent / "numbers": numbers}

    def fail(*_arguments: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(site, "write_front", fail)
    with pytest.raises(OSError, match="No space left"):
        site.publish(project, folders, tmp_path / "old")
    assert snapshot(project / "_build" / "site") == before

    def refuse(path: Path, target: Path) -> Path:
        if path == numbers:
            raise OSError(1, "Operation not permitted")
        return rename(path, target)

    rename = Path.rename
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="not permitted"):
        site.publish(project, folders, tmp_path / "old")
    assert snapshot(project / "_build" / "site") == before


def test_a_chapter_with_nothing_reported_is_left_out(built: Path, tmp_path: Path) -> None:
    project = shutil.copytree(built, tmp_path / "copy")
    selection = select(chapters_of(project), Edition("haidian", 2018, "en"))
    assert [c.name for c, _ in selection.kept] == ["economy"]
    assert [title for _, title in selection.left_out] == ["Tasks"]
    texts, _ = site.sources(project, executed(project), selection)
    assert sorted(texts) == ["_toc.yml", "index.md", "notebooks/economy.ipynb"]
    assert "tasks" not in texts["_toc.yml"]
    assert "left out: “Tasks”." in texts["index.md"]
    assert "tasks.ipynb" not in texts["notebooks/economy.ipynb"]


@pytest.mark.parametrize(("year", "kept"), [("first", False), ("last", True)])
def test_changes_need_an_earlier_year_and_refusals_none(year: str, kept: bool) -> None:
    years = book_of("haidian", 2019).archive.years("haidian")
    book = book_of("haidian", years[0] if year == "first" else years[-1])
    assert reported("changes", book, "en") is kept
    assert reported("refused", book, "en")


def test_links_to_what_is_left_out_are_words() -> None:
    text = "[T](tasks) [T](tasks.ipynb#a) [T](notebooks/tasks) [E](economy) [M](tasks_more)"
    assert unlinked(text, ["tasks"]) == "T T T [E](economy) [M](tasks_more)"


def test_titles_match_the_configuration() -> None:
    edition = default_edition(ROOT)
    text = (ROOT / "_config.yml").read_text("utf-8")
    assert f'title: "{site.title(edition)}"' in text
    assert site.title(Edition("haidian", 2019, "zh-Hant")) == "成績單說了什麼：海淀區2019年"


def test_serve(built: Path) -> None:
    told: list[str] = []
    thread = threading.Thread(target=serve_site, args=(built, 0, told.append), daemon=True)
    thread.start()
    wait_until(lambda: bool(told))
    with urllib.request.urlopen(told[0].split()[0]) as answer:
        assert answer.read() == (built / "_build/site/index.html").read_bytes()


def test_serve_without_a_site_or_port(project: Path, built: Path) -> None:
    with pytest.raises(ReportcardError, match=r"(?s)no site yet.*reportcard build"):
        serve_site(project, 0, print)
    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ReportcardError, match=f"port {port} cannot be used"):
            serve_site(built, port, print)


def test_what_an_earlier_edition_had_is_cleared(built: Path) -> None:
    assert [path.name for path in sorted(executed(built).iterdir())] == [
        "economy.ipynb",
        "tasks.ipynb",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_site_speaks_each_language(project: Path, lang: str) -> None:
    words = site.settings(project, Edition("haidian", 2019, lang))
    assert words["nb_code_prompt_show"] == phrase("site", "show_code", lang)
    said = [phrase("site", name, lang, "…") for name in ("language", "left_out", "dropped")]
    for text in (words["html_title"], *said):
        assert any("\u4e00" <= c <= "\u9fff" for c in text) == (lang != "en")


def test_measurements_that_cannot_be_read_are_told_before_pages_are_made(project: Path) -> None:
    path = project / "data" / "benchmarks.json"
    path.unlink(missing_ok=True)
    assert site.settings(project, HAIDIAN)["reportcard_benchmarks"] is None
    path.write_text('{\n"runs": "three"}', "utf-8")
    with pytest.raises(DataError) as caught:
        site.settings(project, HAIDIAN)
    said = [(p.file, p.line) for p in caught.value.problems if p.what == "has runs = 'three'"]
    assert said == [(path, 2)]


def test_english_words_are_those_of_the_configuration(project: Path) -> None:
    ours = site.settings(project, HAIDIAN)
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]["config"]
    for name in ("nb_code_prompt_show", "nb_code_prompt_hide"):
        assert ours[name] == config[name]
