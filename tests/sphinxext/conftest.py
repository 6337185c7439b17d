"""A tiny book, built with the extension and with answers of the test's own."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from reportcard import tokens
from reportcard.captions import MIME
from reportcard.errors import UnknownName
from reportcard.prose import Said

A_SHARES, PARENT, SHARE = (
    "haidian.a_share_companies.2019",
    "beijing.a_share_companies.2019",
    "haidian.a_share_share_of_parent.2019",
)
SHOPS, CITY = A_SHARES, PARENT
"""Keys of the numbers in the chart."""

ANSWERS = {
    "home": Said("Haidian"),
    "home|own": Said("海淀區", lang="zh-Hant"),
    "shops": Said("145", key=A_SHARES),
    "shop_share|printed": Said("42 %", key=SHARE, verdict="consistent"),
    "parent.shops": Said("346", key=PARENT),
    "gdp": Said("more than 700 billion yuan", key="haidian.gdp.2019"),
    "revenue": Said("not reported", verdict="missing"),
}
"""Texts of our own under keys of the real archive, whose passports then are real."""


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Said]:
    """What ``reportcard.prose.say`` answers; a test may change it."""
    known = dict(ANSWERS)

    def say(target: str, place: str, year: int, lang: str) -> Said:
        if target not in known:
            raise UnknownName(f"no indicator '{target}' for {place} {year}")
        return known[target]

    monkeypatch.setattr("reportcard.prose.say", say)
    return known


@pytest.fixture
def spec() -> dict[str, Any]:
    """A bar chart with everything a chart of the book has."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": tokens.chart_config(),
        "width": 300,
        "data": {
            "values": [
                {"k": "Haidian 海淀區", "v": 145, "row": "#row-1", "tip": "Haidian\n145"},
                {"k": "the rest", "v": 201, "row": "#row-2", "tip": "the rest\n201"},
            ]
        },
        "mark": {"type": "bar", "clip": True, "color": tokens.colour("here")},
        "encoding": {
            "y": {"field": "k", "type": "nominal", "title": None},
            "x": {"field": "v", "type": "quantitative", "title": None},
            "href": {"field": "row"},
            "tooltip": {"field": "tip"},
        },
        "usermeta": {
            "headline": [{"text": "145", "n": SHOPS}, " of ", {"text": "9", "count": "9"}, " 海淀"],
            "subtitle": "Shops, 2019 <all>",
            "source": "Source: report card",
            "credit": "Source: report card, in full & <whole>",
            "table": [
                ["Area", "Shops", "Allowed"],
                ["Haidian", {"text": "145", "n": SHOPS}, {"text": "144 to 146", "of": SHOPS}],
                ["the rest", {"text": "201", "of": CITY}, ""],
            ],
            "narrow": {"width": 150},
        },
    }


def notebook(*outputs: dict[str, Any], prose: str = "# A chapter") -> str:
    """A stored notebook: a title, then one code cell for each output bundle."""
    cells = [v4.new_markdown_cell(prose)]
    for count, bundle in enumerate(outputs, start=1):
        output = v4.new_output("display_data", data=bundle)
        cells.append(v4.new_code_cell("chart()", outputs=[output], execution_count=count))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    book = v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    text: str = nbformat.writes(book)
    return text


def bundle(spec: dict[str, Any], alt: str | None = "Bar chart: Haidian leads") -> dict[str, Any]:
    """A chart's output as the renderer of ``reportcard.charts`` stores it."""
    return {MIME: spec} | ({} if alt is None else {"text/plain": alt})


@dataclass
class Built:
    """A built book: the text of its pages, and what Sphinx warned of."""

    folder: Path
    warnings: str

    def page(self, name: str) -> str:
        return (self.folder / "out" / name).read_text("utf-8")


@pytest.fixture
def build(tmp_path: Path, answers: dict[str, Said]) -> Callable[..., Built]:
    """Builds the pages given by name; ``index.md`` lists all the others."""

    def run(
        pages: dict[str, str],
        builder: str = "html",
        fresh: bool = True,
        strict: bool = False,
        **config: Any,
    ) -> Built:
        source = tmp_path / "book"
        for name, text in pages.items():
            file = source / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists() or file.read_text("utf-8") != text:
                file.write_text(text, "utf-8")
        if "index.md" not in pages:
            listed = "\n".join(Path(name).with_suffix("").as_posix() for name in pages)
            (source / "index.md").write_text(f"# Book\n\n```{{toctree}}\n{listed}\n```\n", "utf-8")
        warnings = StringIO()
        settings = {
            "extensions": ["myst_nb", "reportcard.sphinxext"],
            "html_theme": "basic",
            "nb_execution_mode": "off",
            "reportcard_place": "haidian",
            "reportcard_year": 2019,
            "reportcard_lang": "en",
            **config,
        }
        with patch_docutils(), docutils_namespace():
            Sphinx(
                str(source),
                None,
                str(tmp_path / "out"),
                str(tmp_path / "doctrees"),
                builder,
                confoverrides=settings,
                status=None,
                warning=warnings,
                freshenv=fresh,
                warningiserror=strict,
            ).build()
        return Built(tmp_path, re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue()))

    return run


def copy(value: dict[str, Any]) -> dict[str, Any]:
    """A deep copy of something JSON-like."""
    again: dict[str, Any] = json.loads(json.dumps(value))
    return again
