"""Stored Vega-Lite outputs become figures."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sphinx.errors import SphinxWarning

from reportcard import tokens
from reportcard.sphinxext import drawing

from .conftest import CITY, SHOPS, Built, bundle, copy, notebook

Build = Callable[..., Built]


def test_a_chart_is_a_figure(build: Build, spec: dict[str, Any]) -> None:
    built = build({"a.ipynb": notebook(bundle(spec))})
    page = built.page("a.html")
    assert built.warnings == ""
    assert '<figure class="chart" id="chart-1" data-live="_charts/a-1.js">' in page
    assert '<p class="sub">Shops, 2019 &lt;all&gt;</p>' in page
    assert page.count('role="img" aria-label="Bar chart: Haidian leads"') == 1
    assert page.count('aria-hidden="true" focusable="false"') == 2  # wide and narrow
    assert '<p class="source">Source: report card</p>' in page
    assert "in full" not in page
    assert "alt.Chart" not in page


def test_the_numbers_of_a_chart_carry_their_keys(build: Build, spec: dict[str, Any]) -> None:
    page = build({"a.ipynb": notebook(bundle(spec))}).page("a.html")
    opens = f'type="button" popovertarget="p-{SHOPS}"'
    page = re.sub(rf'<button class="v" id="n-{SHOPS}(-\d)?" {opens} data-note="¹">', "<N>", page)
    number = "<N>145</button>"
    counted = '<data value="9">9</data>'
    assert f'headline">{number} of {counted} <span lang="zh-Hant">海淀</span></p>' in page
    assert f'<tr id="chart-1-1"><th scope="row">Haidian</th><td class="r">{number}</td>' in page
    assert f'<td data-n="{SHOPS}" class="r">144 to 146</td></tr>' in page
    assert f'<tr id="chart-1-2"><th scope="row">the rest</th><td data-n="{CITY}" class="r">' in page


def test_a_mark_leads_to_its_row(build: Build, spec: dict[str, Any]) -> None:
    page = build({"a.ipynb": notebook(bundle(spec), bundle(spec))}).page("a.html")
    drawn = "".join(re.findall("<svg.*?</svg>", page, re.S))
    links = re.findall(r"<a ([^>]*)>", drawn)
    assert links == [
        f'href="#chart-{n}-{row}" tabindex="-1"' for n in (1, 1, 2, 2) for row in (1, 2)
    ]


def test_marks_of_one_number_share_one_link(spec: dict[str, Any], tmp_path: Path) -> None:
    spec["data"]["values"] = [{"k": f"{n}", "v": n, "row": "#row-1"} for n in range(1, 9)]
    svg = drawing.inline(drawing.draw(spec, tmp_path), "c", rows="chart-1")[0]
    assert svg.count("<a ") == 1
    assert svg.count("<path") >= 8


def test_colours_follow_the_theme(build: Build, spec: dict[str, Any]) -> None:
    built = build({"a.ipynb": notebook(bundle(spec))})
    drawn = "".join(re.findall("<svg.*?</svg>", built.page("a.html"), re.S))
    assert 'fill="var(--here)"' in drawn
    assert not re.search("#[0-9a-f]{6}", drawn)
    style = built.page("_static/reportcard.css")
    assert f"--here:{tokens.TOKENS['here'].dark}" in style
    assert "figure.chart" in style


def test_two_charts_of_one_page_share_no_id(build: Build, spec: dict[str, Any]) -> None:
    page = build({"a.ipynb": notebook(bundle(spec), bundle(spec))}).page("a.html")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {"chart-1", "chart-2", "chart-1-1", "chart-2-2", "chart-2-narrow-id1"} <= set(ids)
    assert all(f'id="{name}"' in page for name in re.findall(r"url\(#(.+?)\)", page))


@pytest.mark.parametrize("alt", [None, "", "alt.Chart(...)", "<object object at 0x7f>"])
def test_a_chart_needs_alt_text(build: Build, spec: dict[str, Any], alt: str | None) -> None:
    warnings = build({"a.ipynb": notebook(bundle(spec, alt))}).warnings
    assert "a.ipynb:cell 2, line 1: WARNING: a chart without alt text" in warnings


def test_without_alt_text_a_strict_build_fails(build: Build, spec: dict[str, Any]) -> None:
    with pytest.raises(SphinxWarning, match="a chart without alt text"):
        build({"a.ipynb": notebook(bundle(spec, ""))}, strict=True)


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
    first = drawing.inline(drawing.draw(spec, tmp_path / "one"), "c")
    second = drawing.inline(drawing.draw(spec, tmp_path / "two"), "c")
    assert first == second
    assert drawing.inline(drawing.draw(spec, tmp_path / "one"), "c") == first


def test_words_around_a_chart_do_not_redraw_it(spec: dict[str, Any], tmp_path: Path) -> None:
    drawing.draw(spec, tmp_path)
    drawing.draw(spec | {"usermeta": {"headline": "other"}}, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_an_inlined_drawing_is_lean(spec: dict[str, Any], tmp_path: Path) -> None:
    svg, width, strangers = drawing.inline(drawing.draw(spec, tmp_path), "c", alt='a "b" <c>')
    root = ElementTree.fromstring(svg)
    assert root.get("aria-label") == 'a "b" <c>'
    assert root.find("a") is None
    assert width == float(root.get("viewBox", "").split()[2])
    assert strangers == []
    assert "font-family" not in svg
    assert "aria-" not in svg.replace("aria-label", "", 1)
    assert not re.search(r"\d\.\d{3,}", svg)
