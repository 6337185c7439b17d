"""Search as a reader does it: over http, where Pagefind answers, and from disk, where it cannot."""

import re
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import CHAPTERS, Handler

PHONE = {"width": 320, "height": 640}
QUERIES = (
    "海淀区", "海淀區", "亿", "億", "STAR",
    "ｓｔａｒ", "mpani", "41.9", "A-share", "growth energy",
)  # fmt: skip
STATUS = ".find [role=status]"


@pytest.fixture(scope="module")
def serve():
    """Serves a folder over http; ends with the tests."""
    servers = []

    def start(folder):
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def chapter_of(site):
    return site.chapter_page(CHAPTERS[1])


def ask(tab, query):
    """Type a query where the focus is and wait for what is found."""
    tab.keyboard.press("Control+a")
    tab.keyboard.insert_text(query)
    assert tab.input_value(".find-query") == query
    tab.wait_for_selector(".find-list[aria-busy=false]", state="attached")


def found(tab):
    """The address and the text of each result."""
    return tab.eval_on_selector_all(
        ".find-list a", "links => links.map(link => [link.getAttribute('href'), link.innerText])"
    )


def marks(tab):
    return set(tab.locator(".find-list mark").all_inner_texts())


@pytest.fixture
def dialog(site, url, open_page):
    """A chapter with its search dialog open."""
    opened = open_page(url(chapter_of(site)))
    opened.tab.keyboard.press("Control+k")
    assert opened.tab.locator("#find-dialog .find-query").evaluate(
        "field => field === document.activeElement"
    )
    return opened


# ── what is found ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "place", "marked"),
    [
        ("海淀区", "economy.html#what-was-published-later", {"海淀区"}),
        ("聚创新", "sources.html#documents", {"聚創新"}),
        ("亿", "economy.html#levels-and-the-year-before", {"億", "亿"}),
        ("STAR", "capital_markets.html#the-star-market", {"STAR"}),
        ("mpani", "capital_markets.html#a-share-companies", {"mpani"}),
        ("real growth of gdp", "economy.html#n-haidian.gdp_growth.2019", {"Real", "GDP"}),
    ],
)
def test_found_by(query, place, marked, address, dialog):
    """``address`` is http and file."""
    ask(dialog.tab, query)
    assert any(href.endswith(place) for href, _ in found(dialog.tab))
    assert marked <= marks(dialog.tab)
    assert dialog.complaints == []


def test_both_ways_find_the_same(site, origin, open_page):
    tabs = []
    for address in (f"{origin}{chapter_of(site)}", site.address(chapter_of(site))):
        tabs.append(open_page(address).tab)
        tabs[-1].keyboard.press("/")
    for query in QUERIES:
        for tab in tabs:
            ask(tab, query)
        over_http, from_disk = map(found, tabs)
        assert over_http, query
        assert over_http == from_disk, query


def test_either_script_finds_the_same(address, dialog):
    for one, other in (("海淀区", "海淀區"), ("亿", "億"), ("STAR", "ｓｔａｒ")):
        ask(dialog.tab, one)
        first = found(dialog.tab)
        ask(dialog.tab, other)
        assert first == found(dialog.tab)


def test_every_result_leads_to_something(site, origin, open_page):
    """Every address that the search knows is on its page."""
    tab = open_page(f"{origin}{chapter_of(site)}").tab
    tab.keyboard.press("/")
    ask(tab, "STAR")
    known = tab.evaluate(
        """() => reportcardSearch.pages.flatMap(page =>
             [...page.sections, ...page.numbers].map(part => [page.address, part[0]]))"""
    )
    assert len({page for page, _ in known}) == len(CHAPTERS) + 1
    for page, anchor in known:
        assert anchor in site.ids(f"{site.edition}/{page}"), (page, anchor)


@pytest.mark.parametrize("query", ["zzqx", "！？", "龘龘"])
def test_nothing_found(query, address, dialog):
    ask(dialog.tab, query)
    assert dialog.tab.inner_text(STATUS) == "Nothing found."
    assert found(dialog.tab) == []
    dialog.tab.keyboard.press("Enter")
    assert dialog.tab.locator("#find-dialog[open]").count() == 1


def test_no_query_finds_nothing_and_says_what_to_do(address, dialog):
    ask(dialog.tab, "STAR")
    dialog.tab.keyboard.press("Control+a")
    dialog.tab.keyboard.press("Delete")
    dialog.tab.wait_for_selector(".find-list:empty", state="attached")
    assert "a part of a word" in dialog.tab.inner_text(STATUS).lower()


def test_only_the_site_is_asked(address, url, dialog):
    ask(dialog.tab, "海淀区")
    ask(dialog.tab, "mpani")
    home = urlsplit(url("index.html"))
    asked = [urlsplit(one) for one in dialog.asked if not one.startswith(("data:", "blob:"))]
    assert {(one.scheme, one.netloc) for one in asked} == {(home.scheme, home.netloc)}
    assert any("/_search/contents.js" in one.path for one in asked)
    by_pieces = any("/pagefind/" in one.path for one in asked)
    whole = any("/_search/texts.js" in one.path for one in asked)
    assert (by_pieces, whole) == ((True, False) if address == "http" else (False, True))


def test_nothing_is_loaded_before_a_search(site, origin, open_page):
    opened = open_page(f"{origin}{chapter_of(site)}")
    assert not [one for one in opened.asked if re.search("_search|pagefind|searchindex", one)]


# ── with keys alone ────────────────────────────────────────────────────────────────────────────


def see_what_the_address_names(tab):
    """Wait until it stands in the window and the page has come to rest; fails if it never does."""
    tab.wait_for_function(
        """() => {
          const {top} = document.getElementById(decodeURIComponent(location.hash.slice(1)))
            .getBoundingClientRect();
          const rests = window.topBefore === top;
          window.topBefore = top;
          return rests && top >= 0 && top < innerHeight;
        }""",
        polling=100,
        timeout=10_000,
    )


def test_enter_opens_the_first_result(address, dialog):
    tab = dialog.tab
    ask(tab, "town by town")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/governance.html#town-by-town")
    see_what_the_address_names(tab)


def test_enter_right_after_typing(address, dialog):
    dialog.tab.keyboard.type("fine dust")
    dialog.tab.keyboard.press("Enter")
    dialog.tab.wait_for_url("**/notebooks/ecology.html#*")
    see_what_the_address_names(dialog.tab)


def test_a_result_on_the_same_page(address, dialog):
    tab = dialog.tab
    ask(tab, "per resident")
    links = [unquote(href) for href, _ in found(tab)]
    steps = next(n for n, href in enumerate(links, 1) if href.endswith("economy.html#per-resident"))
    for _ in range(steps):
        tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/economy.html#per-resident")
    assert tab.locator("dialog[open]").count() == 0
    see_what_the_address_names(tab)


def test_arrows_go_through_the_results_and_back(address, dialog):
    tab = dialog.tab
    ask(tab, "STAR")
    at = "() => [...document.querySelectorAll('.find-list a')].indexOf(document.activeElement)"
    places = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        tab.keyboard.press(key)
        places.append(tab.evaluate(at))
    assert places == [0, 1, 0, -1]
    assert tab.evaluate("document.activeElement.matches('.find-query')")


def test_more_results_come_when_asked_for(address, dialog):
    tab = dialog.tab
    ask(tab, "STAR")
    count = int(tab.inner_text(STATUS).split()[0])
    assert count > len(found(tab)) == 10
    tab.locator(".find-more").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".find-list li:nth-child(11)")
    assert tab.evaluate("document.activeElement.closest('li:nth-child(11)') !== null")
    while tab.locator(".find-more").is_visible():
        before = len(found(tab))
        tab.locator(".find-more").click()
        tab.wait_for_selector(f".find-list li:nth-child({before + 1})")
    assert len(found(tab)) == count


@pytest.mark.parametrize("query", ["", "STAR"])
def test_escape_closes_at_once_and_gives_the_focus_back(query, site, url, open_page):
    tab = open_page(url(chapter_of(site))).tab
    button = tab.locator(".search-button__button:visible").first
    button.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#find-dialog[open]").count() == 1
    if query:
        ask(tab, query)
    tab.keyboard.press("Escape")
    assert tab.locator("#find-dialog[open]").count() == 0
    assert button.evaluate("button => button === document.activeElement")


def test_a_slash_typed_in_a_field_is_a_slash(dialog):
    dialog.tab.keyboard.type("and/or")
    assert dialog.tab.input_value(".find-query") == "and/or"


# ── the page of results ────────────────────────────────────────────────────────────────────────


def test_the_page_of_results(site, address, url, open_page):
    opened = open_page(f"{url(f'{site.edition}/search.html')}?q=海淀区")
    tab = opened.tab
    tab.wait_for_selector(".find-list li")
    assert tab.input_value(".find-query") == "海淀区"
    first, text = found(tab)[0]
    assert first.endswith("economy.html#what-was-published-later")
    assert "海淀区" in text
    ask(tab, "per resident")
    assert "q=per+resident" in tab.url
    tab.keyboard.press("Control+k")
    assert tab.evaluate("document.activeElement.matches('.find-query')")
    assert opened.complaints == []


def test_from_the_dialog_to_the_page(address, dialog):
    ask(dialog.tab, "亿")
    before = found(dialog.tab)
    dialog.tab.locator(".find-page").click()
    dialog.tab.wait_for_url("**/search.html?q=*")
    dialog.tab.wait_for_selector(".find-list li")
    names = [href.split("/")[-1] for href, _ in before]
    assert [href.split("/")[-1] for href, _ in found(dialog.tab)] == names


def test_the_page_without_script(site, open_page):
    tab = open_page(site.address(f"{site.edition}/search.html"), java_script_enabled=False).tab
    (line,) = tab.locator("article noscript > p:visible").all_inner_texts()
    assert "needs JavaScript" in line
    links = tab.locator(".find-contents a:visible")
    assert links.count() == len(CHAPTERS)
    assert tab.locator(".find-query:visible").count() == 0


# ── for everybody ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["STAR", "zzqx"])
def test_axe_finds_nothing(query, scheme, site, open_page):
    tab = open_page(site.address(chapter_of(site)), color_scheme=scheme).tab
    tab.keyboard.press("/")
    ask(tab, query)
    tab.keyboard.press("ArrowDown")
    results = Axe().run(tab, context="#find-dialog")
    assert results.violations_count == 0, results.generate_report()


def test_on_a_phone(site, address, url, open_page):
    tab = open_page(url(chapter_of(site)), viewport=PHONE).tab
    tab.keyboard.press("/")
    ask(tab, "growth")
    box = tab.locator("#find-dialog").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert box["y"] + box["height"] <= 640
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    spilled = tab.evaluate(
        """() => {
          const found = document.querySelector('.find-found');
          return found.scrollWidth - found.clientWidth;
        }"""
    )
    assert spilled == 0
    small = tab.eval_on_selector_all(
        "#find-dialog :is(a, button, input)",
        """all => all.filter(e => e.checkVisibility())
             .filter(e => Math.min(e.offsetWidth, e.offsetHeight) < 24).map(e => e.outerHTML)""",
    )
    assert small == []


def test_a_quoted_name_says_that_it_is_chinese(dialog):
    ask(dialog.tab, "海淀区")
    unsaid = dialog.tab.evaluate(
        r"""() => {
          const texts = document.createTreeWalker(
            document.querySelector('.find-list'), NodeFilter.SHOW_TEXT);
          const found = [];
          while (texts.nextNode())
            if (/\p{Script=Han}/u.test(texts.currentNode.data)
                && !texts.currentNode.parentElement.closest('[lang|=zh]'))
              found.push(texts.currentNode.data);
          return found;
        }"""
    )
    assert unsaid == []


# ── other builds ───────────────────────────────────────────────────────────────────────────────


def test_in_the_edition_in_chinese(address, chinese, serve, open_page):
    page = chinese.chapter_page("capital_markets")
    root = serve(chinese.folder) if address == "http" else f"{chinese.folder.as_uri()}/"
    opened = open_page(root + page)
    opened.tab.keyboard.press("/")
    said = {}
    for query in ("科创", "科創", "亿", "億", "GDP"):
        ask(opened.tab, query)
        said[query] = found(opened.tab)
        assert said[query], query
    assert said["科创"] == said["科創"]
    assert said["亿"] == said["億"]
    ask(opened.tab, "科创")
    assert "科創" in marks(opened.tab)
    assert opened.tab.inner_text(STATUS).endswith("項結果")
    assert opened.complaints == []


def test_both_ways_find_the_same_in_chinese(chinese, serve, open_page):
    page = chinese.chapter_page("capital_markets")
    addresses = (serve(chinese.folder) + page, chinese.address(page))
    tabs = [open_page(address).tab for address in addresses]
    for query in ("A股", "a", "股A", "佔", "上市公司", "7", "亿元 增长"):
        for tab in tabs:
            tab.bring_to_front()
            if not tab.locator("#find-dialog[open]").count():
                tab.keyboard.press("/")
            ask(tab, query)
        over_http, from_disk = map(found, tabs)
        assert over_http == from_disk, query
        assert over_http or query == "股A", query


def test_in_the_book_by_plain_jupyter_book(address, plain, serve, open_page):
    """Without Pagefind's index the whole text is searched."""
    assert not (plain.folder / "pagefind").exists()
    root = serve(plain.folder) if address == "http" else f"{plain.folder.as_uri()}/"
    opened = open_page(f"{root}notebooks/overview.html")
    opened.tab.locator(".search-button__button:visible").first.click()
    ask(opened.tab, "海淀区")
    assert found(opened.tab)
    assert opened.complaints == []
