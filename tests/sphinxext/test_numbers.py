"""The ``{v}`` role puts the edition's numbers into prose, titles and contents lists."""

import re
from collections.abc import Callable

import pytest
from sphinx.errors import ConfigError

from .conftest import Built, Said, bundle, notebook

Build = Callable[..., Built]
SOURCES = "# Sources\n"


def test_numbers_link_to_their_sources(build: Build) -> None:
    built = build(
        {
            "notebooks/a.md": "# A\n\n{v}`shops` of {v}`parent.shops`: {v}`shop_share|printed`.\n"
            "Again {v}`shops`; {v}`home|own`, {v}`gdp`, {v}`revenue`.\n",
            "notebooks/sources.md": SOURCES,
        }
    )
    page = built.page("notebooks/a.html")
    assert built.warnings == ""
    assert (
        '<a class="v" id="v-shops" href="sources.html#haidian.a_share_companies.2019"'
        ' title="printed as 145家">'
        '<data value="shops">145</data></a>'
    ) in page
    assert '<a class="v" id="v-shops-2" href=' in page
    assert '<a class="v consistent" id="v-shop_share-printed"' in page
    assert '<span class="v word" id="v-home-own" lang="zh-Hant">' in page
    assert '<a class="v long" id="v-gdp"' in page
    assert '<span class="v missing" id="v-revenue" title="no document gives it">' in page


def test_without_sources_nothing_links_to_nowhere(build: Build) -> None:
    page = build({"a.md": "# A\n\n{v}`shops`\n"}).page("a.html")
    assert '<span class="v" id="v-shops" title' in page
    assert "sources.html" not in page


def test_titles_and_contents_show_the_number(build: Build) -> None:
    built = build({"a.md": "# {v}`shops` shops in {v}`home`\n\n## {v}`parent.shops` there\n"})
    index, page = built.page("index.html"), built.page("a.html")
    assert built.warnings == ""
    assert ">145 shops in Haidian</a>" in index
    assert ">346 there</a>" in index
    assert "<title>145 shops in Haidian" in page
    assert re.search(r'<h1><(a|span) class="v" id="v-shops"', page)


def test_an_unknown_target_is_named_with_file_and_line(build: Build) -> None:
    built = build({"a.md": "# A\n\nText.\n\nHere {v}`shop`.\n"})
    assert "a.md:5: WARNING: no indicator 'shop' for haidian 2019" in built.warnings
    assert 'class="v unknown"' in built.page("a.html")


def test_in_a_notebook_the_cell_is_named(build: Build) -> None:
    warnings = build({"a.ipynb": notebook(prose="# A\n\nHere {v}`shop`.")}).warnings
    assert "a.ipynb:cell 1, line 3: WARNING: no indicator 'shop'" in warnings


def test_in_a_table_cell_the_bar_is_escaped(build: Build) -> None:
    built = build({"a.md": "# A\n\n| x |\n|--|\n| {v}`shop_share\\|printed` |\n"})
    assert built.warnings == ""
    assert '<data value="shop_share|printed">42 %</data>' in built.page("a.html")


@pytest.mark.parametrize("builder", ["text", "latex", "man", "gettext"])
def test_other_builders_get_plain_text(build: Build, builder: str) -> None:
    built = build({"a.md": "# A\n\nIn all {v}`shops` shops.\n"}, builder=builder)
    assert "WARNING" not in built.warnings.replace('WARNING: no "man_pages" config value found', "")
    if builder == "text":
        assert "In all 145 shops." in built.page("a.txt")
    if builder == "gettext":
        assert "{v}`shops`" in built.page("a.pot")


def test_a_moved_number_moves_the_page(build: Build, answers: dict[str, Said]) -> None:
    pages = {"a.md": "# A\n\n{v}`shops`\n", "b.md": "# B\n\n{v}`gdp`\n"}
    build(pages)
    answers["shops"] = Said("146")
    again = build(pages, fresh=False)
    assert ">146</data>" in again.page("a.html")


@pytest.mark.parametrize("setting", ["reportcard_place", "reportcard_year", "reportcard_lang"])
def test_a_book_is_one_edition(build: Build, setting: str) -> None:
    with pytest.raises(ConfigError, match=setting):
        build({"a.md": "# A\n"}, **{setting: None})


def test_its_language_is_one_of_ours(build: Build) -> None:
    with pytest.raises(ConfigError, match=r"(?s)no language 'zh_Hant'.*Did you mean 'zh-Hant'"):
        build({"a.md": "# A\n"}, reportcard_lang="zh_Hant")


def test_a_chart_between_numbers(build: Build, spec: dict[str, object]) -> None:
    built = build({"a.ipynb": notebook(bundle(spec), prose="# A\n\n{v}`shops`")})
    assert built.warnings == ""
    assert built.page("a.html").index("v-shops") < built.page("a.html").index("chart-1")
