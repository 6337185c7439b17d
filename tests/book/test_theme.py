"""What stands around the text: looks, contents, the switch between editions, the page's end."""

import gzip
import json
import re
import shutil
from urllib.parse import urlsplit

import pytest

from reportcard.editions.landing import EDITIONS, list_of_editions
from reportcard.labels import phrase

PHONE = {"width": 320, "height": 640}
FIRST_VIEW = 150_000
"""What the first view of a page may weigh: its HTML with the drawings in it, and its style."""

OURS = {"reportcard.css", "reportcard.js"}
PAPER = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(252, 251, 248)", "rgb(20, 24, 29)"


def chosen(tab):
    """The appearance that the page says is chosen."""
    pressed = tab.locator('[data-appearance][aria-pressed="true"]')
    assert pressed.count() == 1
    return pressed.get_attribute("data-appearance")


# ── what a page loads ──────────────────────────────────────────────────────────────────────────


def test_a_page_loads_one_style_and_one_script(site, page):
    soup = site.read(page)
    loaded = [tag.get("src") or tag.get("href") for tag in soup.select("script[src]")]
    loaded += [tag["href"] for tag in soup.select('link[rel="stylesheet"], link[rel="preload"]')]
    assert {urlsplit(address).path.rpartition("/")[2] for address in loaded} == OURS
    assert len(loaded) == len(OURS)


def test_nothing_of_the_theme_lies_in_the_site(site):
    static = site.folder / site.edition / "_static"
    assert [p.name for p in static.rglob("*") if p.suffix in (".map", ".woff2", ".po", ".mo")] == []
    assert (
        not list(static.glob("styles")) + list(static.glob("vendor")) + list(static.glob("locale*"))
    )


def test_the_weight_of_the_first_view(site, page):
    weight = len(gzip.compress((site.folder / page).read_bytes(), 6))
    style = site.folder / site.edition / "_static" / "reportcard.css"
    weight += len(gzip.compress(style.read_bytes(), 6))
    assert weight < FIRST_VIEW


# ── light and dark ─────────────────────────────────────────────────────────────────────────────


def test_appearance_follows_the_system_until_one_is_chosen(site, origin, browser):
    context = browser.new_context(color_scheme="dark")
    tab = context.new_page()
    tab.goto(f"{origin}{site.chapter_page('economy')}")
    assert (chosen(tab), tab.evaluate(PAPER)) == ("system", DARK)
    tab.locator('[data-appearance="light"]').click()
    assert (chosen(tab), tab.evaluate(PAPER)) == ("light", LIGHT)
    tab.goto(f"{origin}{site.chapter_page('tasks')}")
    assert (chosen(tab), tab.evaluate(PAPER)) == ("light", LIGHT)
    tab.goto(f"{origin}index.html")
    assert (chosen(tab), tab.evaluate(PAPER)) == ("light", LIGHT)
    tab.locator('[data-appearance="system"]').click()
    assert tab.evaluate(PAPER) == DARK
    tab.emulate_media(color_scheme="light")
    assert tab.evaluate(PAPER) == LIGHT
    context.close()


def test_what_is_chosen_is_there_before_the_page_is_drawn(site, page):
    """The choice is read before the style sheet is: no page is white first and dark then."""
    head = site.read(page).head
    reader = next(s for s in head.find_all("script") if "reportcard-theme" in s.get_text())
    style = head.find("link", rel="stylesheet")
    assert head.index(reader) < head.index(style)


def test_without_script_there_is_no_button_that_does_nothing(site, open_page):
    tab = open_page(site.address(site.chapter_page("economy")), java_script_enabled=False).tab
    assert tab.locator(".appearance, .search-button-field").count() == 2
    assert tab.locator(".appearance:visible, .search-button-field:visible").count() == 0


# ── contents ───────────────────────────────────────────────────────────────────────────────────


def test_contents_on_a_wide_screen(site, chapter, open_page):
    tab = open_page(site.address(site.chapter_page(chapter))).tab
    links = tab.locator("#contents a:visible")
    assert links.count() == len(site.chapter(chapter).select("#contents a")) >= 9
    current = tab.locator('#contents a[aria-current="page"]')
    assert current.count() == 1
    heading = tab.locator("h1").evaluate("e => e.firstChild.parentElement.textContent")
    assert current.inner_text() == heading.removesuffix("#")
    assert tab.locator(".open-contents:visible").count() == 0


def test_contents_on_a_phone_by_keyboard(site, open_page):
    tab = open_page(site.address(site.chapter_page("economy")), viewport=PHONE).tab
    assert tab.locator("#contents a:visible").count() == 0
    for _ in range(5):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.matches('.open-contents')"):
            break
    tab.keyboard.press("Enter")
    assert tab.locator("#contents a:visible").count() >= 9
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('#contents') !== null")
    tab.keyboard.press("Escape")
    assert tab.locator("#contents a:visible").count() == 0
    assert tab.evaluate("document.activeElement.matches('.open-contents')")


@pytest.mark.parametrize("script", [True, False])
def test_contents_on_a_phone_lead_to_a_chapter(site, open_page, script):
    address = site.address(site.chapter_page("economy"))
    tab = open_page(address, viewport=PHONE, java_script_enabled=script).tab
    tab.locator(".open-contents").click()
    tab.locator('#contents a[href="tasks.html"]').click()
    tab.wait_for_url("**/tasks.html")
    assert tab.locator("#contents a:visible").count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_sections_on_a_phone_lead_to_a_section(site, open_page, script):
    address = site.address(site.chapter_page("economy"))
    tab = open_page(address, viewport=PHONE, java_script_enabled=script).tab
    tab.locator(".open-sections").click()
    link = tab.locator("#sections a").last
    anchor = link.get_attribute("href")
    link.click()
    tab.wait_for_url(f"**{anchor}")
    box = tab.locator(f"{anchor} > :is(h2, h3)").bounding_box()
    assert box is not None
    if script:
        assert tab.locator("#sections a:visible").count() == 0


def test_the_section_being_read_is_marked(site, open_page):
    tab = open_page(site.address(site.chapter_page("economy"))).tab
    link = tab.locator("#sections a").nth(2)
    tab.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    link.click()
    tab.wait_for_function(
        """() => document.querySelectorAll('#sections a')[2].ariaCurrent === 'location'"""
    )
    assert tab.locator("#sections a[aria-current]").count() == 1


def test_the_keyboard_can_skip_what_stands_around_the_text(site, open_page):
    tab = open_page(site.address(site.chapter_page("economy"))).tab
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.matches('.skip')")
    assert tab.locator(".skip").bounding_box()["height"] >= 24
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main-content"


def test_targets_are_large_enough(site, page, open_page):
    """24 pixels each way for what stands around the text; links inside sentences are exempt."""
    tab = open_page(site.address(page)).tab
    for viewport in ({"width": 1280, "height": 900}, PHONE):
        tab.set_viewport_size(viewport)
        small = tab.evaluate(
            """() => [...document.querySelectorAll(
                 'header :is(a, button), .page-tools :is(button, summary), .appearance button, '
                 + '.prev-next-area a, .bd-footer a, .take-away summary, .chapters a, .reports a')]
               .filter(e => e.checkVisibility({visibilityProperty: true}))
               .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
               .filter(([, b]) => b.width < 24 || b.height < 24).map(([name]) => name)"""
        )
        assert small == []


# ── editions ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def both(site, chinese, tmp_path_factory):
    """A site of two editions whose first was built before there was a second."""
    folder = tmp_path_factory.mktemp("both")
    for one in (site, chinese):
        shutil.copytree(one.folder / one.edition, folder / one.edition)
    shutil.copy(site.folder / "index.html", folder)
    (folder / EDITIONS).write_text(list_of_editions(folder), "utf-8")
    for path in (folder / site.edition).rglob("*.html"):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"<li><a [^>]*\bhreflang=.*?</li>", "", text), "utf-8")
    return folder


def test_the_switch_leads_to_the_same_page_of_a_later_edition(both, site, chinese, open_page):
    page = site.chapter_page("capital_markets")
    opened = open_page((both / page).as_uri())
    assert opened.asked
    assert not [asked for asked in opened.asked if asked.endswith(EDITIONS)], "only when it opens"
    tab = opened.tab
    assert tab.locator(".editions a[hreflang]").count() == 0
    tab.locator(".editions summary").click()
    link = tab.locator('.editions a[hreflang="zh-Hant"]')
    link.wait_for()
    assert link.get_attribute("lang") == "zh-Hant"
    link.click()
    tab.wait_for_url(f"**/{chinese.chapter_page('capital_markets')}")
    assert tab.evaluate("document.documentElement.lang") == "zh-Hant"
    assert opened.complaints == []


def test_a_page_that_the_other_edition_lacks(both, site, chinese, open_page):
    listed = json.loads((both / EDITIONS).read_text("utf-8").partition("= ")[2].rstrip(";\n"))
    for edition in listed:
        edition["pages"].remove("notebooks/tasks")
    text = f"window.reportcardEditions = {json.dumps(listed)};"
    before = (both / EDITIONS).read_text("utf-8")
    (both / EDITIONS).write_text(text, "utf-8")
    try:
        tab = open_page((both / site.chapter_page("tasks")).as_uri()).tab
        tab.locator(".editions summary").click()
        link = tab.locator('.editions a[hreflang="zh-Hant"]')
        link.wait_for()
        link.click()
        tab.wait_for_url(f"**/{chinese.edition}/index.html")
    finally:
        (both / EDITIONS).write_text(before, "utf-8")


def test_the_switch_has_languages_and_years(both, site, open_page):
    """Of this place alone: its other years in this language, this report in other languages."""
    text = (both / EDITIONS).read_text("utf-8")
    own, *rest = json.loads(text.partition("= ")[2].rstrip(";\n"))
    years = [
        {**own, "year": y, "folder": f"haidian/{y}/en", "pages": ["index"]} for y in (2018, 2017)
    ]
    others = [
        {**years[0], "lang": "zh-Hant", "folder": "haidian/2018/zh-Hant"},
        {**own, "place": "beijing", "folder": "beijing/2019/en"},
    ]
    listed = [own, *rest, *years, *others]
    (both / EDITIONS).write_text(f"window.reportcardEditions = {json.dumps(listed)};", "utf-8")
    try:
        tab = open_page((both / site.chapter_page("tasks")).as_uri()).tab
        tab.locator(".editions summary").click()
        tab.locator(".editions .years a").first.wait_for()
        assert tab.locator(".editions .languages a").all_inner_texts() == ["繁體中文"]
        assert tab.locator(".editions .years a").all_inner_texts() == ["2018", "2017"]
        links = tab.locator(".editions .years a").evaluate_all("all => all.map(a => a.href)")
        assert links[0] == (both / "haidian/2018/en/index.html").as_uri()
        assert tab.locator(".editions .menu > div:visible").count() == 2
    finally:
        (both / EDITIONS).write_text(text, "utf-8")


def test_without_script_the_switch_leads_to_the_editions(site, page, open_page):
    if page == "index.html":
        return
    tab = open_page(site.address(page), java_script_enabled=False).tab
    tab.locator(".editions summary").click()
    tab.locator(".editions a").last.click()
    tab.wait_for_url("**/index.html#editions")
    assert tab.locator("#editions").is_visible()


def test_escape_and_a_click_elsewhere_close_the_switch(site, open_page):
    tab = open_page(site.address(site.chapter_page("economy"))).tab
    summary = tab.locator(".editions summary")
    summary.press("Enter")
    assert tab.locator(".editions[open]").count() == 1
    tab.keyboard.press("Escape")
    assert tab.locator(".editions[open]").count() == 0
    assert tab.evaluate("document.activeElement.matches('.editions summary')")
    summary.click()
    tab.locator("h1").click()
    assert tab.locator(".editions[open]").count() == 0


# ── landing page, end of a page, times ─────────────────────────────────────────────────────────


def test_the_landing_page_answers_in_one_screen(site, open_page):
    tab = open_page(site.address("index.html")).tab
    for what in ("h1", ".lede", ".heads .n, .heads .v", "#editions", "#errors"):
        box = tab.locator(what).last.bounding_box()
        assert box["y"] + box["height"] <= 900, what


def test_landing_page_numbers_have_keys(site):
    soup = site.read("index.html")
    numbers = soup.select(".heads b > .n, .heads b > .v")
    keys = [n.get("value") or n["id"].removeprefix("n-") for n in numbers]
    assert keys[0] == "haidian.a_share_share_of_parent.2019"
    assert len(set(keys)) == 3


def test_each_chapter_says_how_to_cite_and_run_it(site, chapter):
    end = site.chapter(chapter).select_one(".take-away")
    title = site.chapter(chapter).h1.get_text().removesuffix("#")
    citation = end.select_one(".citation").get_text()
    assert f"“{title}”. In: What the report card says: Haidian 2019. Version" in citation
    entry = end.select_one("details pre").get_text()
    assert entry.startswith(f"@misc{{reportcard-haidian-2019-en-{chapter},")
    assert entry.count("{") == entry.count("}")
    commands = end.select("pre")[-1].get_text().splitlines()
    assert commands[-1] == f".venv/bin/reportcard run haidian 2019 --lang en --chapter {chapter}"


def test_execution_times(site, chinese, all_pages):
    for one, lang in ((site, "en"), (chinese, "zh-Hant")):
        soup = one.read(f"{one.edition}/times.html")
        table = soup.find(attrs={"aria-label": phrase("page", "times", lang)})
        rows = table.select("tbody tr")
        listed = [f"{one.edition}/{row.a['href']}" for row in rows]
        chapters = [page.split("/notebooks/")[1] for page in all_pages if "/notebooks/" in page]
        assert [page.rpartition("/")[2] for page in listed] == chapters
        seconds = [float(row.select("td")[1].get_text()) for row in rows]
        assert all(0.1 < taken < 600 for taken in seconds)
        together = table.select_one("tfoot").select("td")
        assert float(together[1].get_text()) == pytest.approx(sum(seconds), abs=0.6)
        assert soup.h1.get_text() == phrase("page", "times", lang)
        assert re.search(r"Python 3\.\d+\.\d+", soup.main.get_text())
        links = one.read(f"{one.edition}/index.html").select(".bd-footer a")
        assert "times.html" in [a["href"] for a in links]


def test_a_number_and_its_unit_share_a_line(chinese, chapter, open_page):
    """In Chinese a line could break before the scale word or the unit: 7000|億元."""
    tab = open_page(chinese.address(chinese.chapter_page(chapter)), viewport=PHONE).tab
    broken = tab.evaluate(
        """() => [...document.querySelectorAll('main .nb')]
          .filter(e => e.checkVisibility() && e.getClientRects().length > 1)
          .map(e => e.textContent)"""
    )
    assert broken == []
    assert tab.locator("main .nb").count() + tab.locator("main .v").count() > 0


CUT_OFF = """() => [...document.querySelectorAll('main button.v')].flatMap(number => {
  if (!number.checkVisibility()) return [];
  const walker = document.createTreeWalker(number.closest('p, li, td, th, h1, h2, h3, div'), 4);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  const inside = texts.filter(text => number.contains(text));
  const before = texts[texts.indexOf(inside[0]) - 1];
  const after = texts[texts.indexOf(inside.at(-1)) + 1];
  const box = number.getBoundingClientRect();
  const away = (text, at) => {
    const range = new Range();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const sign = range.getBoundingClientRect();
    const middle = (sign.top + sign.bottom) / 2;
    return middle < box.top || middle > box.bottom;
  };
  const closing = /^[,.;:!?)\\]”’、，。；：！？）」』》]/, opening = /[(\\[“‘「『（《]$/;
  const cut = (after && closing.test(after.data) && away(after, 0))
    || (before && opening.test(before.data) && away(before, before.length - 1));
  return cut ? [`${before?.data.slice(-20)}|${number.textContent}|${after?.data}`] : [];
})"""


@pytest.mark.parametrize("edition", ["site", "chinese"])
def test_no_line_begins_with_the_sign_behind_a_number(request, edition, chapter, open_page):
    """Browsers may break a line on either side of a button, whatever stands there."""
    one = request.getfixturevalue(edition)
    tab = open_page(one.address(one.chapter_page(chapter)), viewport=PHONE).tab
    for width in range(320, 500, 20):
        tab.set_viewport_size({"width": width, "height": 640})
        assert tab.evaluate(CUT_OFF) == [], width
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
