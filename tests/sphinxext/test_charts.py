"""Stored Vega-Lite outputs become figures."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from reportcard import tokens
from reportcard.sphinxext import drawing

from .conftest import Built, bundle, copy, notebook

Build = Callable[..., Built]


def test_a_chart_is_a_figure(build: Build, spec: dict[str, Any]) -> None:
    built = build({"a.ipynb": notebook(bundle(spec))})
    page = built.page("a.html")
    assert built.warnings == ""
    assert '<figure class="chart" id="chart-1">' in page
    assert '<p class="headline">Four in ten are in Haidian <span lang="zh-Hant">海淀</span>' in page
    assert '<p class="sub">Shops, 2019 &lt;all&gt;</p>' in page
    assert page.count('role="img" aria-label="Bar chart: Haidian leads"') == 2  # wide and narrow
    assert "<details" in page
    assert '<th scope="row">Haidian</th><td class="r">145</td>' in page
    assert "<figcaption>Source: report card</figcaption>" in page
    assert "alt.Chart" not in page


def test_colours_follow_the_theme(build: Build, spec: dict[str, Any]) -> None:
    built = build({"a.ipynb": notebook(bundle(spec))})
    drawn = "".join(re.findall("<svg.*?</svg>", built.page("a.html"), re.S))
    assert 'fill="var(--here)"' in drawn
    assert "#" not in re.sub(r"url\(#", "", drawn)
    style = built.page("_static/reportcard.css")
    assert f"--here:{tokens.TOKENS['here'].dark}" in style
    assert "figure.chart" in style


def test_two_charts_of_one_page_share_no_id(build: Build, spec: dict[str, Any]) -> None:
    page = build({"a.ipynb": notebook(bundle(spec), bundle(spec))}).page("a.html")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {"chart-1", "chart-2", "chart-1-1", "chart-2-narrow-1"} <= set(ids)
    assert all(f'id="{name}"' in page for name in re.findall(r"url\(#(.+?)\)", page))


@pytest.mark.parametrize("alt", [None, "", "alt.Chart(...)", "<object object at 0x7f>"])
def test_a_chart_needs_alt_text(build: Build, spec: dict[str, Any], alt: str | None) -> None:
    warnings = build({"a.ipynb": notebook(bundle(spec, alt))}).warnings
    assert "a.ipynb:cell 2, line 1: WARNING: a chart without alt text" in warnings


def test_what_is_wrong_with_a_chart_is_said(build: Build, spec: dict[str, Any]) -> None:
    garish, wide, broken = copy(spec), copy(spec), copy(spec)
    garish["mark"]["color"] = "hotpink"
    wide["width"] = 900
    broken["mark"] = "no such mark"
    warnings = build({"a.ipynb": notebook(*map(bundle, (garish, wide, broken)))}).warnings
    assert "not in reportcard.tokens: hotpink" in warnings
    assert "pixels wide" in warnings
    assert "a chart that cannot be drawn: Vega-Lite" in warnings
    for cell in (2, 3, 4):
        assert f"a.ipynb:cell {cell}, line 1" in warnings


def test_where_nothing_can_be_drawn_the_alt_text_stands(build: Build, spec: dict[str, Any]) -> None:
    built = build({"a.ipynb": notebook(bundle(spec))}, builder="text")
    assert built.warnings == ""
    assert "Bar chart: Haidian leads" in built.page("a.txt")


def test_drawing_again_gives_the_same_bytes(spec: dict[str, Any], tmp_path: Path) -> None:
    first = drawing.inline(drawing.draw(spec, tmp_path / "one"), "c", alt="x")
    second = drawing.inline(drawing.draw(spec, tmp_path / "two"), "c", alt="x")
    assert first == second
    assert drawing.inline(drawing.draw(spec, tmp_path / "one"), "c", alt="x") == first


def test_words_around_a_chart_do_not_redraw_it(spec: dict[str, Any], tmp_path: Path) -> None:
    drawing.draw(spec, tmp_path)
    drawing.draw(spec | {"usermeta": {"headline": "other"}}, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_an_inlined_drawing_is_lean(spec: dict[str, Any], tmp_path: Path) -> None:
    svg, width, strangers = drawing.inline(drawing.draw(spec, tmp_path), "c", alt='a "b" <c>')
    root = ElementTree.fromstring(svg)
    assert root.get("aria-label") == 'a "b" <c>'
    assert width == float(root.get("viewBox", "").split()[2])
    assert strangers == []
    assert "font-family" not in svg
    assert "aria-" not in svg.replace("aria-label", "", 1)
    assert not re.search(r"\d\.\d{3,}", svg)
