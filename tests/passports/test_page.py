"""Numbers of a page become buttons, and their passports follow."""

import re

import pytest
from bs4 import BeautifulSoup

from reportcard import keys
from reportcard.errors import UnknownName
from reportcard.passports import Link, Surroundings, answered, keys_in
from reportcard.prose import book_of

SHARE = "haidian.a_share_share_of_parent.2019"
HOME, PARENT = "haidian.a_share_companies.2019", "beijing.a_share_companies.2019"


@pytest.fixture(scope="module")
def book():
    return book_of("haidian", 2019)


def number(key, text="x", classes=""):
    return f'<data class="n{classes}" value="{key}">{text}</data>'


def page(html, book, lang="en", **around):
    return BeautifulSoup(answered(html, book, lang, Surroundings(**around)), "html.parser")


def test_a_number_opens_its_passport_and_that_its_inputs(book):
    soup = page(f"<p>{number(SHARE, '42%', ' consistent')}</p>", book)
    button = soup.p.button
    assert button["class"] == ["v", "consistent"]
    assert button["type"] == "button"
    assert button["id"] == f"n-{SHARE}"
    opened = soup.find(id=button["popovertarget"])
    assert opened.has_attr("popover")
    assert soup.find(id=opened["aria-labelledby"]).get_text() in opened.get_text()
    inner = [b["popovertarget"] for b in opened.select("button.input")]
    assert inner == [f"p-{HOME}", f"p-{PARENT}"]
    assert all(soup.find(id=name) for name in inner)


def test_everything_a_page_opens_is_on_it_once(book):
    soup = page("".join(map(number, keys.all_keys(book))), book)
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {tag["popovertarget"] for tag in soup.select("[popovertarget]")} <= set(ids)
    assert not soup.find_all("data")


def test_a_number_met_again_has_an_anchor_of_its_own(book):
    soup = page(number(HOME) * 3, book)
    found = [b["id"] for b in soup.select("button.v[data-note='¹']") if b.has_attr("id")]
    assert found == [f"n-{HOME}", f"n-{HOME}-2", f"n-{HOME}-3"]
    assert len(soup.select(".passport")) == 1


def test_notes_are_numbered_as_they_are_met(book):
    soup = page(number(PARENT) + number(HOME), book)
    assert [b["data-note"] for b in soup.select("button[id]")] == ["¹", "²"]
    assert [p["id"] for p in soup.select(".passport[data-note]")] == [f"p-{PARENT}", f"p-{HOME}"]


def test_what_a_cell_computes_names_what_it_is_made_of(book):
    soup = page(number(f"= {HOME} {PARENT}", "<b>9</b>"), book)
    assert soup.select_one("button")["popovertarget"] == "p-cell-1"
    cell = soup.find(id="p-cell-1")
    assert cell.select_one(".value b").get_text() == "9"
    assert [b["popovertarget"] for b in cell.select(".input")] == [f"p-{HOME}", f"p-{PARENT}"]


def test_on_paper_numbers_are_links_to_notes(book):
    soup = page(number(SHARE), book, popovers=False)
    assert not soup.find_all("button")
    assert not soup.select("[popover], [popovertarget]")
    for link in soup.select("a.v"):
        assert soup.find(id=link["href"].removeprefix("#"))["role"] == "note"


def test_where_it_is_used_and_its_data(book):
    around = {
        "uses": lambda key: [Link("Overview", f"o.html#n-{key}")] if key == SHARE else [],
        "address": lambda key: f"../numbers/{key}.json",
    }
    soup = page(number(SHARE), book, **around)
    links = {a["href"] for a in soup.find(id=f"p-{SHARE}").find_all("a")}
    assert {f"o.html#n-{SHARE}", f"../numbers/{SHARE}.json", f"#p-{SHARE}"} <= links


def test_attributes_and_marks_of_a_number_stay(book):
    html = f'<data class="n" value="{HOME}" lang="zh-Hant" data-target="t">145家</data>'
    button = page(html, book).button
    assert (button["lang"], button["data-target"], button.get_text()) == ("zh-Hant", "t", "145家")


def test_a_page_without_numbers_stays_as_it_is(book):
    assert answered("<p>words 5</p>", book, "en") == "<p>words 5</p>"


def test_a_key_of_nothing_is_an_error(book):
    with pytest.raises(UnknownName, match="Did you mean"):
        answered(number("haidian.gpd.2019"), book, "en")


def test_keys_in_a_text(book):
    html = number(HOME) + number(f"= {PARENT} {HOME}") + number(HOME)
    assert keys_in(html) == [HOME, PARENT]


def test_what_is_printed_is_escaped(book):
    text = answered(number(HOME), book, "en")
    assert not re.search(r"<(?!/?(button|section|p|div|b|span|dl|dt|dd|a)\b)", text)
