"""The book's own configuration: a plain build is free of warnings and of other hosts."""

import re
import shutil
import tomllib
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from jupyter_book.config import get_final_config

from reportcard.sphinxext.charts import ChartRenderer

from .conftest import Built, bundle, notebook

ROOT = Path(__file__).parents[2]
FETCHED = re.compile(
    r"""<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=["']?(?:https?:)?//"""
)


@pytest.fixture
def settings() -> dict[str, Any]:
    """What Jupyter Book makes of ``_config.yml``."""
    config, _ = get_final_config(
        user_yaml=ROOT / "_config.yml",
        cli_config={"latex_individualpages": False},
        raise_on_invalid=True,
    )
    return dict(config)


def test_a_plain_build_asks_no_other_host(
    build: Callable[..., Built], settings: dict[str, Any], spec: dict[str, Any], tmp_path: Path
) -> None:
    book = tmp_path / "book"
    book.mkdir()
    shutil.copy(ROOT / "_config.yml", book)
    toc = {"format": "jb-book", "root": "index", "chapters": [{"file": "a"}]}
    (book / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    pages = {"index.md": "# Book of {v}`home`\n", "a.ipynb": notebook(bundle(spec))}
    built = build(pages, **settings)
    assert built.warnings == ""
    for file in (tmp_path / "out").glob("*.html"):
        page = file.read_text("utf-8")
        assert not FETCHED.search(page), file.name
        assert not re.search("thebe|unpkg|mathjax|googleapis|executablebooks", page, re.I), (
            file.name
        )
    assert 'id="chart-1"' in built.page("a.html")
    assert "a.html" in built.page("index.html")


def test_the_default_edition_is_set(settings: dict[str, Any]) -> None:
    edition = [settings[f"reportcard_{name}"] for name in ("place", "year", "lang")]
    assert edition == ["haidian", 2019, "en"]
    assert isinstance(settings["reportcard_since"], int)
    assert settings["nb_execution_mode"] == "off"


def test_the_chart_renderer_is_announced() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (target,) = project["entry-points"]["myst_nb.mime_renderers"].values()
    point = metadata.EntryPoint("reportcard", target, "myst_nb.mime_renderers")
    assert point.load() is ChartRenderer
