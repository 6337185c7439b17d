"""A page of the site as a browser prints it."""

import re

import pypdfium2
import pytest

SCREEN_ONLY = ("Search", "Next", "Previous", "Show the code", "Table")
NOTES = """() => {
  const notes = document.createElement('section');
  notes.className = 'endnotes';
  notes.innerHTML = '<h2>Notes to the numbers</h2>';
  document.querySelectorAll('article .v').forEach((link, index) => {
    const number = document.createElement('button');
    number.className = 'v'; number.type = 'button'; number.dataset.note = 701 + index;
    number.setAttribute('popovertarget', 'p-' + index);
    number.textContent = link.textContent;
    link.replaceWith(number);
    notes.insertAdjacentHTML('beforeend', `<aside popover class="passport" id="p-${index}"
      data-note="${701 + index}"><p>printed as №${index}</p><button>Shut</button></aside>`);
  });
  document.querySelector('article').append(notes);
  return notes.children.length - 1;
}"""


@pytest.fixture
def printed(site, open_page):
    """Prints a chapter, changed by a script where one is given, and returns its pages' text."""

    def text_of(chapter, script=""):
        tab = open_page(site.address(site.chapter_page(chapter))).tab
        made = tab.evaluate(script) if script else None
        document = pypdfium2.PdfDocument(tab.pdf(format="A4", prefer_css_page_size=True))
        texts = [page.get_textpage().get_text_range() for page in document]
        document.close()
        return texts, made

    return text_of


def test_a_printed_chapter(site, chapter, printed):
    pages, _ = printed(chapter)
    soup = site.chapter(chapter)
    said = [line.strip() for page in pages for line in page.splitlines()]
    assert not set(said) & set(SCREEN_ONLY)
    whole = re.sub(r"\s+", "", "".join(pages))
    for heading in soup.select("article :is(h1, h2)"):
        words = re.sub(r"\s+", "", heading.get_text()).rstrip("#")
        assert words in whole
    for head in soup.select("article .headline"):
        assert re.sub(r"\s+", "", head.get_text()) in whole
    assert all(page.strip() for page in pages), "a blank page"


def test_links_inside_the_site_print_no_address(printed):
    pages, _ = printed("overview")
    assert "file:" not in "".join(pages)
    assert ".html" not in "".join(pages)


def test_passports_print_as_notes(printed):
    pages, count = printed("overview", NOTES)
    whole = "".join(pages)
    assert count > 10
    assert "Notes to the numbers" in pages[-1] or "Notes to the numbers" in pages[-2]
    assert "Shut" not in whole
    for index in range(count):
        assert f"printed as №{index}" in whole
        assert whole.count(str(701 + index)) == 2, "at the number and at its note"
