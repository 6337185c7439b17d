"""WCAG 2.2 AA by axe-core: nothing to find, on every page, in light and dark, with answers open."""

from axe_playwright_python.sync_playwright import Axe

from .conftest import WIDE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RULES = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],  # of what passes axe need not describe every element
}
PHONE = {"width": 320, "height": 640}


def violations(tab, part=None):
    """What axe finds on a page, or in a part of it, a line each."""
    found = Axe().run(tab, context=part, options=RULES).response
    assert found["passes"], "axe did not look at the page"
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def test_a_page_is_accessible(site, page, open_page):
    """By all of axe's rules: on a phone, then wide with all that opens open, in light and dark."""
    tab = open_page(site.address(page), own_tab=True, viewport=PHONE).tab
    found = {"phone": violations(tab)}
    tab.set_viewport_size(WIDE)
    tab.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
    found["light"] = violations(tab)
    tab.emulate_media(color_scheme="dark")
    found["dark"] = violations(tab)
    assert found == {"phone": [], "light": [], "dark": []}


def test_an_open_passport_is_accessible(site, chapter, open_page):
    tab = open_page(site.address(site.chapter_page(chapter)), own_tab=True).tab
    tab.locator("article button.v[id]:visible").first.click()
    assert tab.locator(":popover-open").count() == 1
    assert violations(tab, ":popover-open") == []
    tab.emulate_media(color_scheme="dark")
    assert violations(tab, ":popover-open") == []


def test_pages_in_chinese_are_accessible(chinese, open_page):
    for page in ("index.html", f"{chinese.edition}/index.html", chinese.chapter_page("economy")):
        assert violations(open_page(chinese.address(page)).tab) == [], page


def test_axe_finds_what_is_wrong(open_page, site):
    tab = open_page(site.address("index.html")).tab
    tab.evaluate(
        "document.querySelector('main').innerHTML += '<img src=\"data:,\"><a href=\"x\"></a>'"
    )
    assert {found.partition(":")[0] for found in violations(tab)} >= {"image-alt", "link-name"}
