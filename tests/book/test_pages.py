"""The pages as they are written, before any browser sees them."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from .conftest import METHOD

HAN = re.compile(r"[\u3400-\u9fff]")
CSS_ADDRESS = re.compile(r"""@import\s+["']([^"']+)|url\(\s*["']?([^"')]+)""")
SCRIPT_ADDRESS = re.compile(r"""["'`](?:https?:)?//[^"'`\s]+""")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TRACES = re.compile(
    r"\bNaN\b|\bnan\b|\bNone\b|Traceback|Missing\(|Fraction\(|Interval\(|Decimal\(|<\w+ object"
    r"|\{v\}|\{[\w.#-]+\}`|`\{|\]\(|\*\*|```|:::|\{\.|\{\{|\}\}|%%|\[\[|\bundefined\b"
)
MEGABYTE = 1_000_000


def addresses(soup: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
    """Every address that an element names, with the element."""
    for tag in soup.find_all(True):
        for name in ("href", "src", "action", "formaction", "poster", "data", "xlink:href"):
            if name in tag.attrs and tag.name != "data":
                yield tag, str(tag[name])
        for part in str(tag.get("srcset", "")).split(","):
            if part.strip():
                yield tag, part.split()[0]
        for name, value in tag.attrs.items():
            for found in CSS_ADDRESS.finditer(str(value)):
                yield tag, found[1] or found[2]
                assert name != "class"


def may_leave(tag: Tag) -> bool:
    """A reader may follow a citation; the page itself asks no other host for anything."""
    return tag.name == "a" or (tag.name == "link" and tag.get("rel") == ["canonical"])


def target_of(folder: Path, page: str, address: str) -> tuple[Path, str]:
    """The file that a relative address of a page names, and the id in it."""
    parts = urlsplit(address)
    file = (folder / page).parent / unquote(parts.path) if parts.path else folder / page
    file = file.resolve()
    return (file / "index.html" if file.is_dir() else file), unquote(parts.fragment)


def ids_of(site, file: Path) -> set[str]:
    return site.ids(file.relative_to(site.folder.resolve()).as_posix())


def visible_text(soup: BeautifulSoup) -> str:
    """What a reader reads; code is left out, and words are not glued together."""
    skipped = {"script", "style", "template", "noscript"}
    return " ".join(
        str(text)
        for text in soup.body.find_all(string=True)
        if not any(p.name in skipped or p.name in ("code", "pre") for p in text.parents)
        and type(text).__name__ == "NavigableString"
    )


# ── links ──────────────────────────────────────────────────────────────────────────────────────


def test_every_address_resolves(site, page):
    wrong, once = [], {}
    for tag, address in addresses(site.read(page)):
        once.setdefault((tag.name, address), tag)
    for (_, address), tag in once.items():
        scheme, host = urlsplit(address)[:2]
        if scheme == "data" and not host:
            continue
        if scheme or host:
            if scheme not in ("http", "https") or not may_leave(tag):
                wrong.append(f"<{tag.name}> asks {address}")
            continue
        file, anchor = target_of(site.folder, page, address)
        if not file.is_file() or not file.is_relative_to(site.folder.resolve()):
            wrong.append(f"<{tag.name}> names {address}, which is not there")
        elif anchor and file.suffix == ".html" and anchor not in ids_of(site, file):
            wrong.append(f"<{tag.name}> names {address}, an id that is not there")
    assert wrong == []


def test_ids_are_unique_and_references_hold(site, page):
    soup = site.read(page)
    ids = Counter(str(tag["id"]) for tag in soup.find_all(id=True))
    assert [name for name, count in ids.items() if count > 1] == []
    for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
        for tag in soup.find_all(attrs={attribute: True}):
            assert set(str(tag[attribute]).split()) <= set(ids), tag


def test_styles_ask_no_other_host(site, page):
    """Style sheets, in files and in the page, name only files of the site."""
    soup = site.read(page)
    sheets = [((site.folder / page), style.get_text()) for style in soup.find_all("style")]
    for link in soup.find_all("link", rel="stylesheet"):
        file, _ = target_of(site.folder, page, str(link["href"]))
        sheets.append((file, file.read_text("utf-8")))
    assert sheets
    for file, text in sheets:
        for found in CSS_ADDRESS.finditer(COMMENT.sub("", text)):
            address = found[1] or found[2]
            if not address.startswith(("data:", "#")):
                assert not urlsplit(address).netloc, f"{file}: {address}"
                assert (file.parent / urlsplit(address).path).resolve().is_file(), address


def test_inline_scripts_name_no_other_host(site, page):
    for script in site.read(page).find_all("script", src=False):
        if script.get("type") != "application/ld+json":  # data: cites documents, asks for nothing
            assert not SCRIPT_ADDRESS.search(script.get_text()), script


def test_nothing_but_the_pages(site, all_pages):
    """The edition holds the pages of the book and no other, and no file is needlessly large."""
    folder = site.folder / site.edition
    found = {
        path.relative_to(site.folder).as_posix()
        for path in folder.rglob("*.html")
        if "_static" not in path.relative_to(folder).parts
    }
    assert found == {page for page in all_pages if page.startswith(site.edition)}
    large = [p for p in site.folder.rglob("*") if p.stat().st_size > 2 * MEGABYTE]
    assert {p.parent.name for p in large} <= {"downloads"}


def test_no_names_of_the_machine(site, all_pages, project):
    """Neither the builder's folders nor a notebook's own files are told to readers."""
    for page in all_pages:
        text = (site.folder / page).read_text("utf-8")
        assert str(project) not in text
        assert "_build/" not in text
        assert ".ipynb" not in text


# ── words ──────────────────────────────────────────────────────────────────────────────────────


def test_one_heading_and_a_title(site, page):
    soup = site.read(page)
    # the theme repeats the heading above a table of contents that only print shows
    headings = [h for h in soup.find_all("h1") if not h.find_parent(class_="onlyprint")]
    assert len(headings) == 1
    assert headings[0].get_text(strip=True).rstrip("#")
    assert soup.title.get_text(strip=True)
    levels = [int(h.name[1]) for h in soup.select("article :is(h1, h2, h3, h4)")]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_titles_differ(site, all_pages):
    titles = [site.read(page).title.get_text(strip=True) for page in all_pages]
    assert len(set(titles)) == len(titles)


def test_language_of_the_page_and_of_what_it_quotes(site, page):
    """Chinese on a page in English says that it is Chinese, Simplified or Traditional."""
    soup = site.read(page)
    assert soup.html["lang"] == "en"
    unmarked = [
        str(text).strip()
        for text in soup.find_all(string=HAN)
        if text.find_parent(("script", "style", "code")) is None
        and not str(text.find_parent(lang=True)["lang"]).startswith("zh")
    ]
    assert unmarked == []
    known = {"en", "zh-Hant", "zh-Hans"}
    assert {str(tag["lang"]) for tag in soup.find_all(lang=True)} <= known


def test_no_trace_of_the_machinery(site, page):
    soup = site.read(page)
    texts = [visible_text(soup)]
    for name in ("title", "alt", "aria-label", "placeholder", "content"):
        texts += [str(tag[name]) for tag in soup.find_all(attrs={name: True})]
    found = [
        text[max(0, match.start() - 40) : match.end() + 40]
        for text in texts
        for match in TRACES.finditer(text)
    ]
    assert found == []
    assert soup.select(".v.unknown, .system-message, .problematic") == []
    assert soup.select(".output.stderr, .output.traceback, .cell_output .error") == []


# ── charts and tables ──────────────────────────────────────────────────────────────────────────


def test_charts_have_their_words_and_their_table(site, chapter):
    figures = site.chapter(chapter).select("figure.chart")
    assert figures
    for figure in figures:
        drawings = figure.select(".drawing > svg")
        assert drawings
        for svg in drawings:
            assert svg["aria-hidden"] == "true"
            assert svg.select("path, rect, circle, line")
            assert svg.select("text")
        assert len(figure.select_one("[role=img]")["aria-label"].strip()) > 20
        assert [a.get_text() for a in figure.select(".files a[download]")] == ["CSV", "SVG", "PNG"]
        for words in (".headline", ".sub", "figcaption"):
            assert figure.select_one(words).get_text(strip=True), (figure["id"], words)
        assert figure.select_one(".source").get_text().startswith("Source: ")
        table = figure.select_one("details.data table")
        header = table.select("thead th[scope=col]")
        rows = table.select("tbody tr")
        assert len(header) > 1
        assert all(cell.get_text(strip=True) for cell in header)
        assert rows
        assert all(len(row.select("th, td")) == len(header) for row in rows)
        assert all(row.select_one("th[scope=row]").get_text(strip=True) for row in rows)


def test_tables_of_charts_hold_what_their_headers_say(site, chapter):
    """Under "Value" stands a value, under "What the print allows" a number or an interval."""
    wrong = []
    for figure in site.chapter(chapter).select("figure.chart"):
        header = texts_of(figure.select_one("details.data thead tr"))
        for row in map(texts_of, figure.select("details.data tbody tr")):
            for name, cell in zip(header, row, strict=True):
                if (name == "Value" and not re.search(r"\d|not reported", cell)) or (
                    name == "What the print allows" and not re.match(r"$|[−=\d[(]", cell)
                ):
                    wrong.append(f"{figure['id']}: {name}: {cell}")
    assert wrong == []


def texts_of(row):
    return [" ".join(cell.get_text().split()) for cell in row.select("th, td")]


def test_alt_texts_differ(site, chapter):
    figures = site.chapter(chapter).select("figure.chart")
    alts = {figure.select_one("[role=img]")["aria-label"] for figure in figures}
    assert len(alts) == len(figures)


def test_tables_have_headers_and_whole_rows(site, chapter):
    soup = site.chapter(chapter)
    for table in soup.select("article table"):
        header = table.select("thead th")
        assert header, table.get_text(" ")[:80]
        assert all(len(row.select("th, td")) == len(header) for row in table.select("tbody tr"))
    for box in soup.select(".rc-table"):
        assert box["tabindex"] == "0", "a box that scrolls is reached by keyboard"
        assert box["role"] == "group"
        assert box["aria-label"]


# ── numbers ────────────────────────────────────────────────────────────────────────────────────


def test_chapters_speak_in_numbers(site, chapter):
    """Every chapter but those about method has figures in its prose."""
    numbers = site.chapter(chapter).select("article button.v[data-target]")
    assert len(numbers) >= (0 if chapter in METHOD else 5)


def test_the_landing_page_names_every_edition(site):
    """And leads to every chapter of the one it shows first, and of the others to those with a
    number, in its own language where there is such an edition."""
    facts = sorted(site.folder.glob("*/*/*/edition.json"))
    assert site.folder / site.edition / "edition.json" in facts
    links = {str(a["href"]) for a in site.read("index.html").select("main a[href]")}
    for path in facts:
        folder = path.parent.relative_to(site.folder).as_posix()
        edition = json.loads(path.read_text("utf-8"))
        assert f"{folder}/index.html" in links
        kept = {chapter["page"] for chapter in edition["chapters"]}
        if folder != site.edition:
            kept &= edition["reported"].keys() if edition["lang"] == "en" else set()
        assert {f"{folder}/{page}.html" for page in kept} <= links
