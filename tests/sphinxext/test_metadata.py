"""Each chapter describes itself as a dataset; the data stand beside the pages."""

import json
import re
from collections.abc import Callable
from typing import Any

from .conftest import Built

Build = Callable[..., Built]
PAGES = {
    "notebooks/a.md": "# A of {v}`shops`\n\nAll of {v}`gdp` & {v}`revenue` </script> here.\n",
    "index.md": "# Book\n\n```{toctree}\nnotebooks/a\n```\n",
}


def described(page: str) -> list[Any]:
    head = page.partition("</head>")[0]
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head, re.DOTALL)
    return [json.loads(text) for text in found]


def test_a_chapter_describes_itself(build: Build) -> None:
    built = build(PAGES)
    assert built.warnings == ""
    (said,) = described(built.page("notebooks/a.html"))
    assert said["name"] == "A of 145 · What the report card says: Haidian 2019"
    assert said["description"] == "All of more than 700 billion yuan & not reported </script> here."
    numbers = [v["propertyID"] for v in said["variableMeasured"]]
    assert numbers == ["haidian.a_share_companies.2019", "haidian.gdp.2019"]
    assert described(built.page("index.html")) == []
    assert described(built.page("search.html")) == []


def test_data_that_somebody_else_writes_are_not_written(build: Build) -> None:
    assert not (build(PAGES, reportcard_data=False).folder / "out" / "data").exists()


def test_its_downloads_are_there(build: Build) -> None:
    built = build(PAGES)
    page = built.folder / "out" / "notebooks" / "a.html"
    (said,) = described(built.page("notebooks/a.html"))
    assert said["distribution"]
    for download in said["distribution"]:
        assert (page.parent / download["contentUrl"]).is_file()
    assert (built.folder / "out" / "data" / "datapackage.json").is_file()


def test_pages_that_are_folders_lead_to_the_data_too(build: Build) -> None:
    built = build(PAGES, builder="dirhtml")
    page = built.folder / "out" / "notebooks" / "a"
    (said,) = described(built.page("notebooks/a/index.html"))
    for download in said["distribution"]:
        assert (page / download["contentUrl"]).is_file()


def test_other_builders_have_neither(build: Build) -> None:
    built = build(PAGES, builder="singlehtml")
    assert described(built.page("index.html")) == []
    assert not (built.folder / "out" / "data").exists()
