"""The ``{v}`` role puts the edition's numbers into prose, titles and contents lists."""

from collections.abc import Callable

import pytest
from sphinx.errors import ConfigError

from .conftest import A_SHARES, PARENT, SHARE, Built, Said, bundle, notebook

Build = Callable[..., Built]


def test_numbers_open_their_passports(build: Build) -> None:
    built = build(
        {
            "notebooks/a.md": "# A\n\n{v}`shops` of {v}`parent.shops`: {v}`shop_share|printed`.\n"
            "Again {v}`shops`; {v}`home|own`, {v}`gdp`, {v}`revenue`.\n",
        }
    )
    page = built.page("notebooks/a.html")
    assert built.warnings == ""
    assert (
        f'<button class="v" id="n-{A_SHARES}" data-target="shops" type="button"'
        f' popovertarget="p-{A_SHARES}" data-note="¹">145</button>'
    ) in page
    assert f'<button class="v" id="n-{A_SHARES}-2"' in page
    assert f'<button class="v consistent" id="n-{SHARE}"' in page
    assert '<span class="v word" lang="zh-Hant" data-target="home|own">' in page
    assert '<button class="v long" id="n-haidian.gdp.2019"' in page
    assert '<span class="v missing" data-target="revenue">not reported</span>' in page
    for key in (A_SHARES, PARENT, SHARE, "haidian.gdp.2019"):
        assert page.count(f'id="p-{key}"') == 1


def test_a_passport_says_where_else_its_number_stands(build: Build) -> None:
    pages = {
        "a.md": "# First: a thing\n\n{v}`shops`\n",
        "b.md": "# Second\n\n{v}`shops`\n",
        "c.md": "# Third\n\n{v}`gdp`\n",
    }
    page = build(pages, reportcard_numbers="../numbers").page("a.html")
    passport = page.partition(f'id="p-{A_SHARES}"')[2].partition("</div>")[0]
    assert f'<a href="#n-{A_SHARES}">First</a> · ' in passport
    assert f'<a href="b.html#n-{A_SHARES}">Second</a>' in passport
    assert "Third" not in passport
    assert f'<a href="../numbers/{A_SHARES}.json">' in passport


def test_on_paper_a_number_leads_to_its_note(build: Build) -> None:
    page = build({"a.md": "# A\n\n{v}`shops`\n"}, builder="singlehtml").page("index.html")
    assert f'<a class="v" id="n-{A_SHARES}" data-target="shops" href="#p-{A_SHARES}"' in page
    assert f'<div class="passport" id="p-{A_SHARES}" role="note"' in page
    assert "popover" not in page


def test_titles_and_contents_show_the_number(build: Build) -> None:
    built = build({"a.md": "# {v}`shops` shops in {v}`home`\n\n## {v}`parent.shops` there\n"})
    index, page = built.page("index.html"), built.page("a.html")
    assert built.warnings == ""
    assert ">145 shops in Haidian</a>" in index
    assert ">346 there</a>" in index
    assert "<title>145 shops in Haidian" in page
    assert f'<h1><button class="v" id="n-{A_SHARES}"' in page


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
    assert 'data-target="shop_share|printed"' in built.page("a.html")


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
    answers["shops"] = Said("146", key=A_SHARES)
    again = build(pages, fresh=False)
    assert ">146</button>" in again.page("a.html")


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
    assert built.page("a.html").index("n-haidian") < built.page("a.html").index("chart-1")
