"""What an edition is taken away as: the same bytes each time, and no link to what is not there."""

import re
import shutil
import threading
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reportcard import chromium
from reportcard.editions import build_edition, downloads, printing
from reportcard.editions.archives import write_zip
from reportcard.editions.bundle import unlink_missing, unlinked
from reportcard.editions.imprint import imprint_of
from reportcard.editions.printing import NotPrinted, date_pdf, name_outline, pages_of, print_page

from .conftest import HAIDIAN, snapshot

FOLDER = "_build/site/haidian/2019/en/downloads"
NAMES = ["haidian-2019-en.epub", "haidian-2019-en.pdf", "haidian-2019-en.zip"]
LINK = '<li><a class="x" href="../downloads/haidian-2019-en.pdf" download>PDF</a></li>'


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "PROGRAMS", ("no-such-browser",))


def test_an_edition_has_all_three(built: Path) -> None:
    assert sorted(path.name for path in (built / FOLDER).iterdir()) == NAMES


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_they_are_the_same_each_time(built: Path, tmp_path: Path) -> None:
    project = shutil.copytree(built, tmp_path / "copy")
    told: list[str] = []
    build_edition(project, HAIDIAN, say=told.append)
    first, again = snapshot(built / FOLDER), snapshot(project / FOLDER)
    assert set(first) == set(again)
    assert {n for n in first if first[n] != again[n]} <= {NAMES[2]}
    packed, repacked = (members(folder / FOLDER / NAMES[2]) for folder in (built, project))
    assert set(packed) == set(repacked)
    moved = {name for name in packed if packed[name] != repacked[name]}
    assert moved <= {f"{HAIDIAN.folder.as_posix()}/times.html"}, "only times are measured anew"
    for name in NAMES:
        assert any(re.fullmatch(rf"{name}: \d+\.\d MB in \d+\.\d s", line) for line in told), told


def test_without_a_browser_the_book_goes_on(built: Path, tmp_path: Path, no_browser: None) -> None:
    project = shutil.copytree(built, tmp_path / "copy")
    index = project / "index.md"
    index.write_text(index.read_text("utf-8") + f"\n```{{raw}} html\n{LINK}\n```\n", "utf-8")
    told: list[str] = []
    build_edition(project, HAIDIAN, say=told.append)
    assert sorted(path.name for path in (project / FOLDER).iterdir()) == [NAMES[0], NAMES[2]]
    said = "\n".join(told)
    assert "haidian-2019-en.pdf is not made: no Chromium on the path" in said
    assert "scripts/debian.sh book" in said
    page = (project / "_build/site/haidian/2019/en/index.html").read_text("utf-8")
    assert '<li><span class="elsewhere">PDF</span></li>' in page


def test_no_thread_works_while_sphinx_does(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An extension of Sphinx takes hold of all objects; what another thread makes then may fail."""
    (tmp_path / "html").mkdir()
    (tmp_path / "source").mkdir()
    shutil.copy(project / "_toc.yml", tmp_path / "source")
    for name in ("make_pdf", "make_epub", "_pack"):
        monkeypatch.setattr(downloads, name, lambda *given: time.sleep(0.1) or given[-1].touch())
    before, during = threading.active_count(), []

    def render(_builder: str) -> Path:
        during.append(threading.active_count())
        return tmp_path

    downloads.make_downloads(project, imprint_of(HAIDIAN, "Our book"), tmp_path, render)
    assert during == [before, before]
    assert sorted(path.name for path in (tmp_path / "html/downloads").iterdir()) == NAMES


def test_the_pages_alone(built: Path, tmp_path: Path) -> None:
    project = shutil.copytree(built, tmp_path / "copy")
    told: list[str] = []
    build_edition(project, HAIDIAN, downloads=False, say=told.append)
    assert not (project / FOLDER).exists()
    assert told == []


def test_the_epub_of_a_small_book(built: Path, epub_faults: Callable[[Path], list[str]]) -> None:
    epub = built / FOLDER / NAMES[0]
    assert epub_faults(epub) == []
    with zipfile.ZipFile(epub) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        page = archive.read("text/notebooks/economy.xhtml").decode()
    assert 'href="tasks.xhtml"' in page


def test_a_zip_is_dated_and_in_order(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("from disk")
    files = {"b": b"b", "a": tmp_path / "file", "z": b"first"}
    write_zip(tmp_path / "x.zip", files, date(2020, 1, 15), stored=("z",))
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.namelist() == ["z", "a", "b"]
        assert {info.date_time[:3] for info in archive.infolist()} == {(2020, 1, 15)}
        assert archive.read("a") == b"from disk"


def test_links_to_what_was_not_made_are_words(tmp_path: Path) -> None:
    assert unlinked(LINK) == '<li><span class="elsewhere">PDF</span></li>'
    assert unlinked(LINK, ["haidian-2019-en.pdf"]) == LINK
    other = '<a href="https://example.org/downloads/a.pdf">A</a> <a href="b/c.html">C</a>'
    assert unlinked(other) == other
    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / "haidian-2019-en.epub").write_text("")
    (tmp_path / "index.html").write_text(LINK + LINK.replace("pdf", "epub"))
    unlink_missing(tmp_path)
    text = (tmp_path / "index.html").read_text()
    assert "en.pdf" not in text
    assert "en.epub" in text


def test_a_browser_that_prints_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = tmp_path / "browser"
    failing.write_text("#!/bin/sh\necho 'no display' >&2\nexit 1\n")
    failing.chmod(0o755)
    monkeypatch.setattr(chromium, "PROGRAMS", (str(failing),))
    with pytest.raises(NotPrinted, match="printed nothing: no display"):
        print_page(tmp_path / "page.html", tmp_path / "page.pdf")


def test_a_browser_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "browser"
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(chromium, "PROGRAMS", (str(slow),))
    monkeypatch.setattr(printing, "SECONDS", 0.2)
    with pytest.raises(NotPrinted, match=r"still prints after 0\.2 seconds"):
        print_page(tmp_path / "page.html", tmp_path / "page.pdf")


def test_a_printed_page_says_where_its_links_lead(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<!doctype html><html lang="en"><title>T</title><a href="#a">A</a> <a href="#b-2">B</a>'
        '<h1 id="a">A</h1><h1 id="b-2" style="break-before:page">海淀區</h1>',
        "utf-8",
    )
    print_page(page, tmp_path / "page.pdf")
    assert pages_of(tmp_path / "page.pdf") == {"a": 1, "b-2": 2}
    date_pdf(tmp_path / "page.pdf", date(2020, 1, 15))
    dates = re.findall(rb"Date \(D:([^)]+)\)", (tmp_path / "page.pdf").read_bytes())
    assert dates == [b"20200115000000+00'00'"] * 2
    assert not list(tmp_path.glob("*.profile"))


def test_an_outline_says_titles_once(tmp_path: Path) -> None:
    pdf = tmp_path / "x.pdf"
    entry = "{} 0 obj\n<</Title {}\n/Dest [1 0 R /XYZ 0 0 0]>>\nendobj\n"
    doubled = [(9, "(A \\(1\\)A \\(1\\))"), (8, "<FEFF76EE76EE>"), (10, "(B)")]
    pdf.write_text("".join(entry.format(*one) for one in doubled))
    before = pdf.read_text()
    name_outline(pdf, ["目", "A (1)"])
    assert pdf.read_text() == before, "an outline of another length"
    name_outline(pdf, ["目", "A (1)", "longer"])
    after = pdf.read_text()
    assert len(after) == len(before)
    assert re.findall(r"/Title (.*)", after) == ["(A \\(1\\))" + " " * 7, "<FEFF76EE>    ", "(B)"]


def test_a_pdf_of_another_make_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4 /Dests")
    with pytest.raises(NotPrinted, match="does not say where its links lead"):
        pages_of(tmp_path / "x.pdf")


def test_the_zip_holds_the_pages_and_no_downloads(built: Path) -> None:
    with zipfile.ZipFile(built / FOLDER / NAMES[2]) as archive:
        names = set(archive.namelist())
        landing = archive.read("index.html").decode()
    html = {f"haidian/2019/en/{name}" for name in snapshot(built / "_build/site/haidian/2019/en")}
    gone = html - names
    beside = {name for name in names - html if not name.startswith("haidian/2019/numbers/")}
    assert beside == {"index.html", "editions.js"}
    assert gone > {f"haidian/2019/en/downloads/{name}" for name in NAMES}
    assert {f"haidian/2019/en/{page}.html" for page in ("index", "notebooks/economy")} < names
    assert all(re.search(r"/downloads/|/_static/.*\.(html|map)$|/\.", name) for name in gone)
    assert 'href="haidian/2019/en/index.html"' in landing
