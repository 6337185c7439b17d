"""The index of a published edition: whole, small, the same each time."""

import re
import shutil
from pathlib import Path

import pytest

from reportcard.editions import search
from reportcard.finding import CONTENTS, FOLDER, TEXTS, read, texts

from .conftest import snapshot

EDITION = Path("_build/site/haidian/2019/en")


@pytest.fixture
def html(built: Path, tmp_path: Path) -> Path:
    """The published edition, as it was before it was indexed."""
    html = shutil.copytree(built / EDITION, tmp_path / "html")
    shutil.rmtree(html / search.INDEX)
    contents = html / FOLDER / CONTENTS
    contents.write_text(contents.read_text("utf-8").split("\n")[0] + "\n", "utf-8")
    return html


def test_every_address_is_there(built: Path) -> None:
    book = read(built / EDITION / FOLDER)
    assert [page.title for page in book] == ["Our book", "Money of Haidian", "Tasks"]
    anchors = [s.anchor for page in book for s in page.sections]
    anchors += [n.anchor for page in book for n in page.numbers]
    assert "n-haidian.a_share_companies.2019" in anchors
    for page in book:
        written = (built / EDITION / page.address).read_text("utf-8")
        for part in (*page.sections, *page.numbers):
            assert f'id="{part.anchor}"' in written


def test_an_edition_is_indexed_as_it_is_built(built: Path) -> None:
    names = {path.name for path in (built / EDITION / search.INDEX).iterdir()}
    (meta,) = [name for name in names if name.endswith(".pf_meta")]
    assert names == {*search._NEEDED, meta}
    sections = list(texts(read(built / EDITION / FOLDER)))
    assert len(list((built / EDITION / search.INDEX / "fragment").iterdir())) == len(sections)


def test_the_contents_name_every_word_and_section(built: Path) -> None:
    contents = (built / EDITION / FOLDER / CONTENTS).read_text("utf-8")
    found = re.findall(r"^reportcardSearch\.(\w+) = (.*);$", contents, re.M)
    assert [name for name, _ in found] == ["words", "order"]
    assert '"companies"' in found[0][1]
    assert '""' not in found[1][1]


def test_indexing_again_gives_the_same_files(html: Path, built: Path) -> None:
    search.index(html)
    assert snapshot(html) == snapshot(built / EDITION)


def test_a_pagefind_that_cannot_run_is_said(html: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/nowhere/pagefind")
    before = snapshot(html)
    with pytest.raises(search.NotIndexed, match=r"(?s)cannot be searched.*nowhere.*pip install"):
        search.index(html)
    assert snapshot(html) == before


def test_a_pagefind_that_hangs_is_said(
    html: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))
    monkeypatch.setattr(search, "_SECONDS", 0.1)
    with pytest.raises(search.NotIndexed, match="timed out after"):
        search.index(html)


def test_a_book_without_its_words(html: Path) -> None:
    (html / FOLDER / TEXTS).unlink()
    with pytest.raises(search.ReportcardError, match=TEXTS):
        search.index(html)


def test_no_pagefind_at_all(html: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "get_executable", lambda: None)
    with pytest.raises(search.NotIndexed, match="not installed"):
        search.index(html)


def test_a_pagefind_that_fails_is_quoted(
    html: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "pagefind"
    broken.write_text("#!/bin/sh\necho 'no room left' >&2\nexit 3\n", "utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(broken))
    with pytest.raises(search.NotIndexed, match="no room left"):
        search.index(html)
