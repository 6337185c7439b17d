"""The whole book as one page: chapters as parts, ids of their own, links that lead somewhere."""

import re

import pytest

from reportcard.editions import default_edition, markup, site
from reportcard.editions.imprint import Imprint, imprint_of
from reportcard.editions.whole import Part, contents, parts_of, whole_page
from reportcard.schema import LANGUAGES

from .conftest import ROOT

SINGLE = """<html><body><nav>menu</nav><article class="bd-article">
<section id="book"><h1>Book</h1><p><a href="#document-notebooks/b">B</a></p>
<div class="toctree-wrapper compound">
<span id="document-notebooks/a"></span><section id="first"><h2>First</h2>
<h3>Inside</h3><figure id="chart-1"><svg><clipPath id="c"></clipPath></svg></figure>
<a href="#document-notebooks/b#row">row</a> <a href="#document-notebooks/b#chart-1">its</a>
<a href="#chart-1">own</a> <a href="#nowhere">lost</a> <a href="https://example.org/">out</a>
<details><summary>Table</summary></details></section>
<span id="document-notebooks/b"></span><section id="second"><h2>Second "two" &lt;b&gt;</h2>
<table><tr id="row"><td>1</td></tr></table><figure id="chart-1"><a href="#chart-1">own</a></figure>
</section></div></section>
<section class="endnotes"><aside class="passport" id="p-k">note</aside></section>
</article></body></html>"""


@pytest.fixture
def parts() -> list[Part]:
    return parts_of(SINGLE, "Notes")


@pytest.fixture
def imprint() -> Imprint:
    edition = default_edition(ROOT)
    return imprint_of(edition, site.title(edition))


def links(part: Part) -> dict[str, str]:
    return {markup.text_of(a): a.attrib["href"] for a in part.tree.iter("a")}


def test_a_part_for_each_chapter_and_one_for_the_notes(parts: list[Part]) -> None:
    assert [part.title for part in parts] == ["Book", "First", 'Second "two" <b>', "Notes"]
    assert [h.tag for part in parts for h in markup.headings(part.tree)] == ["h1"] * 2 + ["h2"] + [
        "h1"
    ] * 2
    text = "".join(part.html for part in parts)
    assert "menu" not in text
    assert "<details" not in text
    assert 'id="p-k"' in parts[-1].html


def test_ids_are_unique_and_links_lead_to_their_own(parts: list[Part]) -> None:
    ids = re.findall(r'\bid="([^"]+)"', "".join(part.html for part in parts))
    assert len(set(ids)) == len(ids)
    second = "#part-notebooks-b-chart-1"
    assert links(parts[0]) == {"B": "#part-notebooks-b"}
    assert links(parts[1]) == {
        "row": "#row",
        "its": second,
        "own": "#chart-1",
        "out": "https://example.org/",
    }
    assert links(parts[2]) == {"own": second}


def test_contents_name_two_levels_and_their_pages(parts: list[Part]) -> None:
    entries = contents(parts, {"part-front-h0": 3})
    assert [(e.title, e.level, e.page) for e in entries][:3] == [
        ("Book", 0, 3),
        ("First", 0, None),
        ("Inside", 1, None),
    ]


def test_the_page_says_what_it_is(parts: list[Part], imprint: Imprint) -> None:
    html = whole_page(imprint, parts, "<svg></svg>", {"part-front-h0": 3})
    assert '<html lang="en">' in html
    assert f"<title>{imprint.title}</title>" in html
    for line in imprint.lines:
        assert f"<li>{line}</li>" in html
    assert '<a href="#part-front-h0"><span>Book</span><i></i><b>3</b></a>' in html
    assert r'content: "Second \22 two\22  \3c b\3e "; }' in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_imprint_is_dated_by_its_documents(lang: str) -> None:
    edition = default_edition(ROOT).with_values(lang=lang)
    imprint = imprint_of(edition, site.title(edition))
    assert (imprint.printed, imprint.dated) == ("2020-01-15", "2024-12-18")
    assert imprint.day.isoformat() == "2024-12-18"
    assert imprint.name == f"haidian-2019-{lang}"
    assert imprint.urn == imprint_of(edition, "another title").urn
    assert imprint.urn.startswith("urn:uuid:")
    assert any("2020-01-15" in line for line in imprint.lines)


def test_every_edition_has_a_name_of_its_own() -> None:
    editions = [default_edition(ROOT).with_values(lang=lang) for lang in LANGUAGES]
    assert len({imprint_of(e, "").urn for e in editions}) == len(editions)
