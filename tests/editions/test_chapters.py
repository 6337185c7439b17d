"""``_toc.yml`` and ``_config.yml``: what is wrong in them is named by line."""

import re
from pathlib import Path

import pytest

from reportcard.editions import chapters_of, default_edition, refresh_stored, run_edition
from reportcard.editions.chapters import first_year
from reportcard.editions.landing import landing_page
from reportcard.errors import DataError, ReportcardError

from .conftest import HAIDIAN, snapshot


def test_a_chapter_that_is_not_there(project: Path) -> None:
    (project / "notebooks/tasks.ipynb").unlink()
    with pytest.raises(ReportcardError, match="lists notebooks/tasks, which is not there"):
        chapters_of(project)
    (project / "_toc.yml").write_text("a: [b\n")
    with pytest.raises(ReportcardError, match=r"_toc.yml:2: not valid YAML"):
        chapters_of(project)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ('reportcard_year: "2019"', "reportcard_year is '2019', which is no whole number"),
        ("reportcard_year: twenty", "reportcard_year is 'twenty', which is no whole number"),
        ("reportcard_year: yes", "reportcard_year is True, which is no whole number"),
        ("reportcard_year:", "reportcard_year is empty"),
        ("reportcard_place: [a]", r"reportcard_place is \['a'\], which is no name of a place"),
        ("reportcard_lang: no", "reportcard_lang is False, which is no language of the book"),
        ('reportcard_since: "2012"', "reportcard_since is '2012', which is no whole number"),
        ("reportcard_since:", "reportcard_since is empty"),
        ("reportcard_lang: fr", "reportcard_lang is 'fr', which is no language of the book"),
    ],
)
def test_a_setting_of_the_wrong_type(project: Path, setting: str, told: str) -> None:
    path = project / "_config.yml"
    lines = path.read_text("utf-8").splitlines()
    name = setting.partition(":")[0]
    number = next(n for n, line in enumerate(lines) if line.strip().startswith(name))
    lines[number] = f"    {setting}"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(
        DataError, match=rf"(?s)_config.yml:{number + 1}: {told}.*{name}: "
    ) as caught:
        default_edition(project)
    assert len(caught.value.problems) == 1


def test_the_first_year_of_all_editions(project: Path) -> None:
    path = project / "_config.yml"
    text = re.sub(r"reportcard_since: \d+", "reportcard_since: 2015", path.read_text("utf-8"))
    path.write_text(text, "utf-8")
    assert first_year(project) == 2015
    path.write_text(re.sub(r".*reportcard_since.*\n", "", text), "utf-8")
    with pytest.raises(DataError, match=r"(?s)_config\.yml: names no edition.*reportcard_since"):
        first_year(project)


def test_a_repository_without_address(project: Path) -> None:
    (project / "_config.yml").write_text("repository: example\n")
    with pytest.raises(DataError, match=r"_config\.yml: repository is 'example'"):
        landing_page(project, project / "_build" / "site")


@pytest.mark.parametrize("chapters", ["", "chapters:\n", "chapters:\n  - file: other/page\n"])
def test_a_book_without_chapters(project: Path, chapters: str) -> None:
    (project / "_toc.yml").write_text(f"format: jb-book\nroot: index\n{chapters}")
    before = snapshot(project)
    with pytest.raises(DataError, match=r"_toc\.yml: lists no chapter"):
        run_edition(project, HAIDIAN)
    with pytest.raises(DataError, match=r"_toc\.yml: lists no chapter"):
        refresh_stored(project)
    assert snapshot(project) == before
