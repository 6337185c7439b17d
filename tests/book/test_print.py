"""A page of the site as a browser prints it."""

import re

import pypdfium2
import pytest

SIGN = {"consistent": "✓", "inconsistent": "✗", "undetermined": "?"}
SCREEN_ONLY = ("Search", "Next", "Previous", "Show the code", "Table")


def flat(text):
    return re.sub(r"\s+", "", text)


def unnoted(text):
    """A text without the raised numbers that lead to its notes."""
    return re.sub(r"[⁰¹²³⁴-⁹]+", "", flat(text))


@pytest.fixture(scope="module")
def kept():
    """The text of what has been printed, by chapter."""
    return {}


@pytest.fixture
def printed(site, open_page, kept):
    """Prints a chapter, unless it has been, and returns its pages' text."""

    def text_of(chapter):
        if chapter not in kept:
            tab = open_page(site.address(site.chapter_page(chapter))).tab
            document = pypdfium2.PdfDocument(tab.pdf(format="A4", prefer_css_page_size=True))
            kept[chapter] = [page.get_textpage().get_text_range() for page in document]
            document.close()
        return kept[chapter]

    return text_of


def test_a_printed_chapter(site, chapter, printed):
    pages = printed(chapter)
    soup = site.chapter(chapter)
    said = [line.strip() for page in pages for line in page.splitlines()]
    assert not set(said) & set(SCREEN_ONLY)
    whole = unnoted("".join(pages))
    for heading in soup.select("article :is(h1, h2)"):
        assert unnoted(heading.get_text()).rstrip("#") in whole
    for head in soup.select("article .headline"):
        assert unnoted(head.get_text()) in whole
    assert all(page.strip() for page in pages), "a blank page"


def test_links_inside_the_site_print_no_address(printed):
    pages = printed("overview")
    assert "file:" not in "".join(pages)
    assert ".html" not in "".join(pages)


def test_passports_print_as_notes(site, printed):
    whole = "".join(printed("overview"))
    notes = site.chapter("overview").select(".passport")
    assert len(notes) > 10
    head, found, tail = whole.partition("Where each number comes from")
    assert found
    for note in notes:
        title = " ".join(note.select_one(".title").get_text().split())
        assert flat(title) in flat(tail), title
    assert "×" not in tail.replace(" × ", ""), "a button that closes"
    for number in site.chapter("overview").select("article p button.v[id]"):
        sign = SIGN.get(number["class"][-1], "")
        assert flat(number.get_text() + sign + number["data-note"]) in flat(head)
