"""Live charts in a browser: when they load, that they look the same, and where they lead."""

import base64

import pytest

PHONE = {"width": 320, "height": 640}
BUNDLE = "/_static/vega.js"
DIFFERENT = 0.005
"""The share of its pixels in which a live chart may differ from the still one."""

SHIFT = """() => { window.shifted = 0; new PerformanceObserver(list => {
  for (const {value, sources} of list.getEntries())
    if (sources.some(({node}) => node && (node.closest ?? node.parentElement.closest)
        .call(node.closest ? node : node.parentElement, 'article'))) window.shifted += value;
}).observe({type: 'layout-shift', buffered: true}); }"""
BOXES = """() => [...document.querySelectorAll('figure.chart')].map(figure => {
  const svg = [...figure.querySelectorAll('.drawing > svg')].find(s => s.checkVisibility());
  const {x, width, height} = svg.getBoundingClientRect();
  return [x, figure.getBoundingClientRect().height, width, height];
})"""
COMPARE = """async ([one, two]) => {
  const read = async source => {
    const image = await createImageBitmap(await (await fetch(source)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = [await read(one), await read(two)];
  if (a.width !== b.width || a.height !== b.height) return 1;
  let different = 0;
  for (let i = 0; i < a.data.length; i += 4)
    if ([0, 1, 2].some(k => Math.abs(a.data[i + k] - b.data[i + k]) > 16)) different += 1;
  return different / (a.width * a.height);
}"""


def boxes(tab):
    return [box for box in tab.locator("figure.chart .drawing").all() if box.is_visible()]


def enliven(tab):
    """Bring every chart near and wait until it is live."""
    for box in boxes(tab):
        box.scroll_into_view_if_needed()
        tab.wait_for_function("box => box.dataset.is", arg=box.element_handle())
        assert box.get_attribute("data-is") == "live"


def shots(tab):
    tab.add_style_tag(content=".bd-header-article, .skip-link { visibility: hidden !important; }")
    return [
        f"data:image/png;base64,{base64.b64encode(b.screenshot()).decode()}" for b in boxes(tab)
    ]


def asked_for(opened, ending):
    return [address for address in opened.asked if address.endswith(ending)]


def still(open_page, address, **options):
    """A page on which no chart comes to life, since Vega is not to be had."""
    opened = open_page("about:blank", own_tab=True, **options)
    opened.tab.route("**/vega.js", lambda route: route.abort())
    opened.tab.goto(address)
    return opened


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_a_live_chart_looks_like_the_still_one(site, origin, chapter, look, open_page):
    if look != "light" and chapter not in ("capital_markets", "economy"):
        pytest.skip("one look is enough for the other chapters")
    address = f"{origin}{site.chapter_page(chapter)}"
    options = {"dark": {"color_scheme": "dark"}, "phone": {"viewport": PHONE}}.get(look, {})
    before = still(open_page, address, **options).tab
    after = open_page(address, **options).tab
    enliven(after)
    assert after.evaluate(BOXES) == [pytest.approx(box, abs=1) for box in before.evaluate(BOXES)]
    pairs = list(zip(shots(before), shots(after), strict=True))
    assert pairs or not site.chapter(chapter).select("figure.chart")
    for one, two in pairs:
        assert after.evaluate(COMPARE, [one, two]) < DIFFERENT


def test_nothing_moves_as_charts_come_to_life(site, origin, open_page):
    opened = open_page("about:blank", own_tab=True)
    opened.tab.add_init_script(f"({SHIFT})()")
    opened.tab.goto(f"{origin}{site.chapter_page('economy')}")
    enliven(opened.tab)
    assert opened.tab.evaluate("window.shifted") == 0


def test_vega_loads_once_and_only_when_a_chart_is_near(site, address, url, open_page):
    low = {"width": 1280, "height": 400}  # the first chart is further below than it is near
    opened = open_page(url(site.chapter_page("livelihood")), viewport=low)
    opened.tab.wait_for_timeout(300)
    assert asked_for(opened, "vega.js") == []
    assert not any("/_charts/" in asked for asked in opened.asked)
    enliven(opened.tab)
    assert len(asked_for(opened, "vega.js")) == 1
    scripts = [asked for asked in opened.asked if "/_charts/" in asked]
    assert len(scripts) == len(set(scripts)) == len(boxes(opened.tab))
    assert opened.complaints == []


def test_a_page_without_charts_loads_nothing(site, origin, open_page):
    opened = open_page(f"{origin}{site.edition}/search.html")
    opened.tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    opened.tab.wait_for_timeout(300)
    assert asked_for(opened, "vega.js") == []


def test_without_vega_the_still_charts_stay(site, origin, open_page):
    opened = still(open_page, f"{origin}{site.chapter_page('capital_markets')}")
    for box in boxes(opened.tab):
        box.scroll_into_view_if_needed()
        opened.tab.wait_for_function("box => box.dataset.is", arg=box.element_handle())
        assert box.get_attribute("data-is") == "still"
        assert box.locator("svg path").count() > 2
    assert len(asked_for(opened, "vega.js")) == 1
    assert not any("error: " in c and "ERR_FAILED" not in c for c in opened.complaints)


def test_both_widths_come_to_life_as_the_window_changes(site, origin, open_page):
    tab = open_page(f"{origin}{site.chapter_page('tasks')}").tab
    enliven(tab)
    tab.set_viewport_size(PHONE)
    enliven(tab)
    assert tab.locator(".drawing.narrow[data-is='live'] svg:visible").count() == 1
    tab.set_viewport_size({"width": 1280, "height": 900})
    assert tab.locator(".drawing.wide[data-is='live'] svg:visible").count() == 1


def test_a_live_chart_stays_hidden_from_what_reads_aloud(site, origin, open_page):
    tab = open_page(f"{origin}{site.chapter_page('tasks')}").tab
    enliven(tab)
    svg = tab.locator(".drawing:visible svg")
    assert svg.get_attribute("aria-hidden") == "true"
    assert svg.locator("[role], [aria-label]").count() == 0
    assert tab.locator(".picture > [role=img]").get_attribute("aria-label").startswith("Bars")


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE])
def test_a_tooltip_carries_interval_and_source(site, origin, viewport, open_page):
    tab = open_page(f"{origin}{site.chapter_page('economy')}", viewport=viewport).tab
    enliven(tab)
    tab.locator("#chart-1 .drawing:visible").scroll_into_view_if_needed()
    tab.locator("#chart-1 .drawing:visible [href], #chart-1 .drawing:visible path").first.wait_for()
    marks = tab.locator("#chart-1 .drawing:visible .mark-symbol path")
    marks.last.hover(force=True)
    tip = tab.locator(".chart-tip")
    tip.wait_for()
    assert tip.locator("span").count() == 4
    assert "%" in tip.locator(".value").inner_text()
    assert tip.locator(".allows").inner_text().startswith(("[", "("))
    assert tip.locator(".source").inner_text()
    box = tip.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert box["y"] + box["height"] <= viewport["height"]
    tab.keyboard.press("Escape")
    assert not tip.is_visible()


def first_mark(tab):
    """The middle of the first mark of the second chart that leads somewhere."""
    box = tab.locator("#chart-2 .drawing:visible")
    box.scroll_into_view_if_needed()
    mark = box.locator(".mark-symbol path, a path").first.bounding_box()
    return mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2


@pytest.mark.parametrize("state", ["still", "live"])
def test_a_mark_opens_the_passport_beside_it(site, origin, state, open_page):
    address = f"{origin}{site.chapter_page('capital_markets')}"
    if state == "live":
        tab = open_page(address).tab
        enliven(tab)
    else:
        tab = still(open_page, address).tab
    x, y = first_mark(tab)
    tab.mouse.click(x, y)
    passport = tab.locator(".passport:popover-open")
    passport.wait_for()
    passport_id = passport.get_attribute("id")
    assert passport_id == "p-haidian.star_companies.2019"
    tab.wait_for_timeout(100)
    box = passport.bounding_box()
    assert 0 <= box["x"] <= x + 20
    assert abs(box["y"] - y) < box["height"] + 30
    assert "#chart" not in tab.url
    tab.mouse.click(2, 600)
    tab.wait_for_function("!document.querySelector('.passport:popover-open')")
    tab.wait_for_timeout(50)
    assert not tab.locator(f"[id='{passport_id}']").evaluate("e => e.style.position")


def test_without_script_a_mark_opens_the_table_at_its_row(site, origin, open_page):
    address = f"{origin}{site.chapter_page('capital_markets')}"
    tab = open_page(address, java_script_enabled=False).tab
    assert not tab.locator("#chart-2 table").is_visible()
    tab.mouse.click(*first_mark(tab))
    row = tab.locator("tr:target")
    row.wait_for()
    assert row.get_attribute("id") == "chart-2-1"
    assert row.is_visible()
    assert "Haidian" in row.inner_text()


def test_every_tick_of_the_article_leads_to_its_row(site, origin, open_page):
    soup = site.chapter("sources")
    figure = next(f for f in soup.select("figure.chart") if len(f.select("tbody tr")) > 50)
    links = figure.select(".drawing.wide a[href]")
    marks = [mark for link in links for mark in link.select("path")]
    rows = figure.select("tbody tr")
    assert len(marks) == len(rows)
    assert {link["href"].removeprefix("#") for link in links} == {row["id"] for row in rows}
    assert all(row.select("data.n, button[popovertarget]") for row in rows)


def test_the_keyboard_never_stops_inside_a_drawing(site, origin, open_page):
    tab = open_page(f"{origin}{site.chapter_page('tasks')}").tab
    enliven(tab)
    tab.locator("figure.chart summary").focus()
    tab.keyboard.press("Shift+Tab")
    assert tab.evaluate("!document.activeElement.closest('.drawing')")
    tab.locator("figure.chart summary").focus()
    stops = []
    for _ in range(3):
        tab.keyboard.press("Tab")
        stops.append(tab.evaluate("document.activeElement.textContent"))
    assert stops == ["CSV", "SVG", "PNG"]
