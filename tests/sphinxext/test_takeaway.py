"""What a reader can take of a chart, and what makes it live: files beside the page."""

import csv
import io
import json
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from reportcard import tokens
from reportcard.sphinxext import drawing, live, takeaway

from .conftest import SHOPS, Built, bundle, notebook

Build = Callable[..., Built]


@pytest.fixture
def built(build: Build, spec: dict[str, Any]) -> Built:
    return build({"part/a.ipynb": notebook(bundle(spec), bundle(spec))})


def test_each_file_stands_where_the_page_says(built: Built) -> None:
    page = built.page("part/a.html")
    links = re.findall(r'<a href="(\.\./_charts/[^"]+)" download aria-label="(\w+)', page)
    assert [name for _, name in links] == ["CSV", "SVG", "PNG"] * 2
    scripts = re.findall(r'data-live="([^"]+)"', page)
    assert scripts == [f"../_charts/part-a-{n}.js" for n in (1, 2)]
    for address in [*(a for a, _ in links), *scripts]:
        assert (built.folder / "out" / "part" / address).resolve().stat().st_size > 50


def test_the_table_as_csv_has_the_keys(built: Built) -> None:
    text = built.page("_charts/part-a-1.csv")
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]))) == [
        ["Area", "Shops", "Allowed", "key"],
        ["Haidian", "145", "144 to 146", SHOPS],
        ["the rest", "201", "", ""],
    ]


def test_the_picture_explains_itself(built: Built) -> None:
    text = built.page("_charts/part-a-1.svg")
    root = ElementTree.fromstring(text)
    names = {"s": "http://www.w3.org/2000/svg"}
    words = ["".join(element.itertext()) for element in root.findall("s:text", names)]
    assert words == ["145 of 9 海淀", "Shops, 2019 <all>", "Source: report card, in full & <whole>"]
    assert root.findtext("s:title", namespaces=names) == "145 of 9 海淀"
    told = root.findtext("s:desc", namespaces=names) or ""
    assert told.startswith("Bar chart: Haidian leads Source:")
    spans = list(root.iter("{http://www.w3.org/2000/svg}tspan"))
    assert {e.get("font-family") for e in spans} == {"Noto Sans CJK TC"}
    assert {e.text for e in spans} == {"海淀", "海淀區"}
    assert "var(" not in text
    assert "href" not in text
    assert tokens.colour("here") in text


def test_a_picture_in_chinese_is_set_in_the_chinese_font(
    spec: dict[str, Any], tmp_path: Path
) -> None:
    drawn = drawing.draw(spec, tmp_path)
    text = takeaway.standalone(drawn, spec["usermeta"], "alt", "zh-Hant")
    root = ElementTree.fromstring(text)
    assert root.get("font-family", "").startswith("Noto Sans CJK TC, ")


def test_the_png_is_the_picture_at_twice_its_size(built: Built) -> None:
    image = (built.folder / "out" / "_charts" / "part-a-1.png").read_bytes()
    width, height = struct.unpack(">II", image[16:24])
    root = ElementTree.fromstring(built.page("_charts/part-a-1.svg"))
    assert width == pytest.approx(2 * float(root.get("width", "0")), abs=2)
    assert height == pytest.approx(2 * float(root.get("height", "0")), abs=2)
    assert image[-8:-4] == b"IEND"


def test_a_script_hands_both_widths_over(built: Built) -> None:
    text = built.page("_charts/part-a-2.js")
    found = re.fullmatch(r'reportcard\.chart\("chart-2", (\{.*\})\);\n', text, re.S)
    assert found
    widths = json.loads(found[1])
    assert [one["width"] for one in (widths["wide"], widths["narrow"])] == [300, 150]
    for one in widths.values():
        assert one["mark"]["color"] == "var(--here)"
        assert "usermeta" not in one
        assert [row["row"] for row in one["data"]["values"]] == ["#chart-2-1", "#chart-2-2"]
    assert not re.search("#[0-9a-f]{6}", text)


def test_a_chinese_headline_is_bold_though_its_font_has_one_weight(
    spec: dict[str, Any], tmp_path: Path
) -> None:
    drawn = drawing.draw(spec, tmp_path)
    picture = takeaway.standalone(drawn, spec["usermeta"], "alt", "zh-Hant")
    plain = picture.replace(' font-weight="600"', "")
    assert plain != picture
    assert takeaway.png(picture, tmp_path) != takeaway.png(plain, tmp_path)


def test_the_script_cannot_end_a_page() -> None:
    assert "</script" not in live.script("chart-1", {"title": "</script>"}, None)


def test_vega_stands_once_beside_the_pages_and_on_none(built: Built) -> None:
    page = built.page("part/a.html")
    assert "vega" not in page
    text = built.page("_static/vega.js")
    assert text.startswith("(() => {")
    assert "window.vegaEmbed=" in text


def test_only_a_site_has_files(build: Build, spec: dict[str, Any]) -> None:
    built = build({"part/a.ipynb": notebook(bundle(spec))}, builder="singlehtml")
    page = built.page("index.html")
    assert '<figure class="chart" id="part-a-chart-1">' in page
    assert '<tr id="part-a-chart-1-1">' in page
    assert 'href="#part-a-chart-1-1"' in page
    assert page.count("<svg") == 1
    assert "download" not in page
    assert not (built.folder / "out" / "_charts").exists()


def test_what_was_drawn_is_not_drawn_again(
    spec: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = drawing.draw(spec, tmp_path)
    picture = takeaway.standalone(first, spec["usermeta"], "alt", "en")
    image = takeaway.png(picture, tmp_path)

    def refuse(*_arguments: Any, **_named: Any) -> None:
        raise AssertionError("drawn again")

    monkeypatch.setattr("vl_convert.vegalite_to_svg", refuse)
    monkeypatch.setattr("vl_convert.svg_to_png", refuse)
    assert drawing.draw(spec, tmp_path) == first
    assert takeaway.png(picture, tmp_path) == image
