"""PDF, EPUB and zip of the book, each read by a reader of its own: pdfium, epubcheck, Chromium."""

import ctypes
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from bs4 import BeautifulSoup

from reportcard.labels import phrase

HAN = re.compile(r"[\u3400-\u9fff]")
PAGES = range(20, 201)
A4 = (595, 842)


@pytest.fixture(scope="module", params=["site", "chinese"])
def edition(request):
    """The edition in English, then the one in Chinese."""
    return request.getfixturevalue(request.param)


def download(edition, ending):
    place, year, lang = edition.edition.split("/")
    return edition.folder / edition.edition / "downloads" / f"{place}-{year}-{lang}.{ending}"


def flat(text):
    """A text without its spaces, which a PDF and a page break differently."""
    return re.sub(r"\s+", "", text)


def facts(edition):
    """What the landing page knows of the edition."""
    return json.loads((edition.folder / edition.edition / "edition.json").read_text("utf-8"))


def titles(edition, pages="notebooks/*.html"):
    """The headings of pages, of all chapters by default."""
    found = []
    for page in sorted((edition.folder / edition.edition).glob(pages)):
        heading = edition.read(page.relative_to(edition.folder).as_posix()).select_one("article h1")
        found.append("".join(t for t in heading.strings if t.parent.name != "a"))
    return found


# ── PDF ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def pdf(edition):
    path = download(edition, "pdf")
    if not path.is_file():
        pytest.fail(f"no {path.name}: the build says why. Make it:  make book", pytrace=False)
    document = pypdfium2.PdfDocument(path)
    yield document
    document.close()


@pytest.fixture(scope="module")
def texts(pdf):
    """The text of each page."""
    return [page.get_textpage().get_text_range() for page in pdf]


def test_the_pdf_says_what_the_book_says(edition, texts):
    said = flat("".join(texts))
    for words in ("41.9%", "127.4%", "海淀區", "7000億元", *titles(edition)):
        assert flat(words) in said, words


def test_its_pages(edition, pdf, texts):
    """A4, numbered, named after book and chapter, and none of them blank."""
    assert len(pdf) in PAGES
    assert {tuple(round(side) for side in page.get_size()) for page in pdf} == {A4}
    notes = phrase("paper", "notes", edition.edition.split("/")[-1])
    parts = {flat(t) for t in (notes, *titles(edition), *titles(edition, "index.html"))}
    seen = set()
    for number, text in enumerate(map(flat, texts), 1):
        running = f"{flat(facts(edition)['title'])}{number}"
        top, _, own = text.partition(running)
        if number > 4:
            assert top in parts, (number, text[:200])
            seen.add(top)
        assert len(own or text) > 20, f"page {number} is blank"
    assert seen == parts


def test_its_contents_lead_to_the_right_pages(edition, texts):
    contents = flat("".join(texts[1:4]))
    for title in map(flat, titles(edition)):
        page = re.search(re.escape(title) + r"(\d{1,3})", contents)
        assert page, title
        assert flat(texts[int(page[1]) - 1]).count(title) >= 2, "running title and heading"


def test_its_outline(edition, pdf):
    bookmarks = [(mark.level, flat(mark.get_title())) for mark in pdf.get_toc()]
    top = [title for level, title in bookmarks if level == 0]
    chapters = {flat(title) for title in titles(edition)}
    assert chapters <= set(top)
    assert len(top) - len(chapters) in (2, 3), "contents, the first page, perhaps notes"
    assert len([level for level, _ in bookmarks if level == 1]) > 20
    assert all(mark.get_dest() is not None for mark in pdf.get_toc())


def test_its_links_stay_inside_or_lead_to_sources(pdf):
    data = Path(pdf._input).read_bytes()
    outside = re.findall(rb"/URI \(([^)]*)\)", data)
    assert outside
    assert all(address.startswith(b"http") for address in outside)
    assert len(re.findall(rb"/Subtype /Link", data)) > 150


def test_its_facts(edition, pdf):
    said = pdf.get_metadata_dict()
    assert said["Title"] == facts(edition)["title"]
    assert said["CreationDate"] == said["ModDate"] == "D:20241218000000+00'00'"
    data = Path(pdf._input).read_bytes()
    assert f"/Lang ({edition.edition.split('/')[-1]})".encode() in data
    assert b"/Marked true" in data


def test_its_fonts_come_with_it(pdf):
    """Every text is set in a font of the file; Chinese in a font made for it."""
    loose = set()
    for page in pdf:
        for text in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=9):
            font = pdfium.FPDFTextObj_GetFont(text.raw)
            if pdfium.FPDFFont_GetIsEmbedded(font) != 1:
                name = ctypes.create_string_buffer(99)
                pdfium.FPDFFont_GetBaseFontName(font, name, 99)
                loose.add(name.value)
    assert loose == set()
    assert re.search(rb"/FontName /\w{6}\+Noto\w+CJK", Path(pdf._input).read_bytes())


def test_its_charts_are_drawn(edition, pdf):
    """Charts are marks, not images, and there are as many as on the pages."""
    images = paths = 0
    for page in pdf:
        kinds = [thing.type for thing in page.get_objects(max_depth=9)]
        images += kinds.count(pdfium.FPDF_PAGEOBJ_IMAGE)
        paths += kinds.count(pdfium.FPDF_PAGEOBJ_PATH)
    assert images == 0
    assert paths > 1000


# ── EPUB ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def epub(edition):
    with zipfile.ZipFile(download(edition, "epub")) as archive:
        yield archive


def test_epubcheck_finds_nothing(edition, epub_faults):
    assert epub_faults(download(edition, "epub")) == []


def test_the_epub_holds_every_chapter(edition, epub):
    lang = edition.edition.split("/")[-1]
    said = ""
    for name in [name for name in epub.namelist() if name.endswith(".xhtml")]:
        page = BeautifulSoup(epub.read(name), "html.parser")
        assert page.html["lang"] == page.html["xml:lang"] == lang
        assert not page.select("script, style, button, input, [popover], a[href^='file:']")
        said += page.body.get_text()
        for figure in page.select("figure.chart"):
            assert figure.select_one("[role=img]")["aria-label"].strip()
            assert figure.select_one("svg").select("path, rect, circle, line")
            assert figure.select_one("table")
            assert "var(" not in str(figure)
    for words in ("41.9%", "海淀區", *titles(edition)):
        assert flat(words) in flat(said)


def test_the_epub_has_a_cover(epub):
    cover = epub.read("text/cover.png")
    assert cover.startswith(b"\x89PNG")
    assert int.from_bytes(cover[16:20]) >= 1000
    assert b'properties="cover-image"' in epub.read("text/package.opf")


# ── zip ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def unpacked(edition, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(download(edition, "zip")) as archive:
        archive.extractall(folder)
    return folder


def test_every_address_of_the_zip_resolves(unpacked):
    wrong = []
    for page in unpacked.rglob("*.html"):
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        for tag in soup.select("[href], [src]"):
            address = urlsplit(tag.get("href") or tag.get("src"))
            if address.scheme or address.netloc or tag.name == "svg":
                continue
            target = (page.parent / unquote(address.path)).resolve() if address.path else page
            if not target.is_file() or not target.is_relative_to(unpacked):
                wrong.append(f"{page.relative_to(unpacked)}: {tag}")
    assert wrong == []


def test_the_zip_opens_from_disk(unpacked, open_page):
    pages = sorted(unpacked.rglob("*.html"))
    assert unpacked / "index.html" in pages
    assert len(pages) > 10
    opened = open_page("about:blank")
    for page in pages:
        opened.leave()
        opened.go(page.as_uri())
        assert opened.complaints == [], page
    assert all(asked.startswith(("file:", "data:")) for asked in opened.asked)


def test_the_zip_leads_to_the_book(edition, unpacked, open_page):
    opened = open_page((unpacked / "index.html").as_uri())
    opened.tab.click(f"a[href='{edition.edition}/index.html']")
    assert opened.tab.title() == edition.read(f"{edition.edition}/index.html").title.get_text()
    assert len(list((unpacked / edition.edition / "notebooks").glob("*.html"))) == len(
        titles(edition)
    )


def test_no_download_holds_another(unpacked):
    assert not list(unpacked.rglob("downloads"))
    assert not [p for p in unpacked.rglob("*") if p.suffix in (".pdf", ".epub", ".zip")]
