"""The pages as a browser shows them: over http and from disk, with and without script."""

import re
from urllib.parse import urlsplit

PHONE = {"width": 320, "height": 640}
THEME = re.compile(r"fontawesome|bootstrap|pydata|sphinx|doctools|mathjax|thebe|pygments|\.woff")
"""What the theme beneath the book would load."""
SMALLEST_TEXT = 10
"""No text of a chart is shown smaller than this, in pixels."""

# Contrast of every text and mark of every chart against what lies behind it.
CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const rgb = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = colour => {
    const [r, g, b] = rgb(colour).slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const seen = colour => colour !== 'none' && rgb(colour)[3] > 127;
  const backdrop = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (seen(colour)) return colour;
    }
    return 'white';
  };
  const within = (box, x, y) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  return [...document.querySelectorAll('figure.chart')].map(figure => {
    const sheet = backdrop(figure);
    const svg = [...figure.querySelectorAll('.drawing > svg')].find(s => s.checkVisibility());
    const shapes = [...svg.querySelectorAll('path, rect, circle, line, text')];
    const painted = shape => [getComputedStyle(shape).fill, getComputedStyle(shape).stroke];
    const texts = [], marks = [];
    shapes.forEach((shape, index) => {
      const box = shape.getBoundingClientRect();
      const [fill, stroke] = painted(shape);
      if (shape.tagName === 'text') {
        const x = box.left + box.width / 2, y = box.top + box.height / 2;
        const below = shapes.slice(0, index).filter(s => s.tagName !== 'text'
          && seen(painted(s)[0]) && within(s.getBoundingClientRect(), x, y)).pop();
        texts.push([shape.textContent, ratio(fill, below ? painted(below)[0] : sheet)]);
      } else {
        for (const [name, colour] of [['fill', fill], ['stroke', stroke]])
          if (seen(colour))
            marks.push([shape.getAttribute(name) ?? '', ratio(colour, sheet)]);
      }
    });
    const words = [...figure.querySelectorAll('.headline, .sub, summary, figcaption')]
      .map(e => [e.textContent, ratio(getComputedStyle(e).color, sheet)]);
    return {id: figure.id, texts: [...texts, ...words], marks};
  });
}"""
QUIET = {"var(--rule)", "var(--rest-2)", "var(--sheet)", "var(--paper)", "var(--wash)"}
"""Grid lines, tracks and gaps: they lie behind the data and carry nothing alone."""


def strangers(opened, url):
    """Requests to anywhere but the site."""
    home = urlsplit(url("index.html"))
    return [
        asked
        for asked in opened.asked
        if not asked.startswith(("data:", "blob:", "about:"))
        and (urlsplit(asked).scheme, urlsplit(asked).netloc) != (home.scheme, home.netloc)
    ]


def test_a_page_is_quiet_and_shows_its_charts(site, page, address, url, open_page):
    """``address`` is http and file."""
    opened = open_page(url(page))
    assert opened.complaints == []
    assert opened.asked
    assert strangers(opened, url) == []
    assert [asked for asked in opened.asked if THEME.search(asked.lower())] == []
    charts = opened.charts()
    assert len(charts) == len(site.read(page).select("figure.chart"))
    for chart in charts:
        assert chart["shown"] == 1
        assert chart["width"] > 400
        assert chart["height"] > 40
        assert chart["marks"] > 0
        assert chart["text"] >= SMALLEST_TEXT
    assert opened.tab.locator("h1:visible").count() == 1
    assert opened.tab.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_page_without_script(site, page, open_page):
    opened = open_page(site.address(page), java_script_enabled=False)
    charts = opened.tab.locator("figure.chart .drawing > svg:visible")
    assert charts.count() == len(site.read(page).select("figure.chart"))
    for chart in charts.all():
        box = chart.bounding_box()
        assert box["width"] > 400
        assert box["height"] > 40
    assert opened.tab.locator("h1:visible").count() == 1
    numbers = opened.tab.locator("article button.v[data-target]")
    assert numbers.count() == numbers.filter(visible=True).count()
    for summary in opened.tab.locator("figure.chart summary").all():
        summary.click()
    tables = opened.tab.locator("figure.chart details table")
    assert tables.count() == opened.tab.locator("figure.chart details table:visible").count()


def test_a_page_on_a_phone(page, site, open_page):
    """At 320 pixels nothing is cut off and nothing needs a bar to be scrolled, charts included."""
    opened = open_page(site.address(page), viewport=PHONE)
    assert opened.tab.evaluate("document.documentElement.scrollWidth") <= 320
    for chart in opened.charts():
        assert chart["shown"] == 1
        assert 150 < chart["width"] <= 320
        assert chart["text"] >= SMALLEST_TEXT
    spilled = opened.tab.evaluate(
        """() => [...document.querySelectorAll('main :is(h1, h2, h3, p, figure, svg text, li)')]
          .filter(e => e.checkVisibility({visibilityProperty: true}))
          .filter(e => !e.closest('.rc-table'))
          .filter(e => { const b = e.getBoundingClientRect();
                         return b.width && (b.left < -1 || b.right > 321); })
          .map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 60))"""
    )
    assert spilled == []


def check_contrast(opened):
    for chart in opened.tab.evaluate(CONTRAST):
        pale = [text for text, contrast in chart["texts"] if contrast < 4.5]
        assert pale == [], chart["id"]
        loud = [(name, contrast) for name, contrast in chart["marks"] if name not in QUIET]
        assert loud, chart["id"]
        assert [name for name, contrast in loud if contrast < 3] == [], chart["id"]


PAPER = "getComputedStyle(document.body).backgroundColor"


def test_contrast_of_charts(chapter, site, open_page):
    """In light, and in dark by the book's own switch."""
    opened = open_page(site.address(site.chapter_page(chapter)))
    check_contrast(opened)
    bright = opened.tab.evaluate(PAPER)
    opened.tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert opened.tab.evaluate(PAPER) != bright
    check_contrast(opened)


def test_dark_follows_the_system(site, open_page):
    address = site.address(site.chapter_page("capital_markets"))
    dark = open_page(address, color_scheme="dark")
    check_contrast(dark)
    light = open_page(address)
    assert dark.tab.evaluate(PAPER) != light.tab.evaluate(PAPER)
    light.tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert dark.tab.evaluate(PAPER) == light.tab.evaluate(PAPER)


def test_dark_without_script(site, open_page):
    address = site.address(site.chapter_page("economy"))
    bright, dark = (
        open_page(address, java_script_enabled=False, color_scheme=scheme)
        .tab.locator("body")
        .evaluate("e => getComputedStyle(e).backgroundColor.match(/\\d+/g).map(Number)")
        for scheme in ("light", "dark")
    )
    assert min(bright[:3]) > 200
    assert max(dark[:3]) < 60


def test_focus_on_a_number_is_seen(site, open_page):
    tab = open_page(site.address(site.chapter_page("capital_markets"))).tab
    for _ in range(60):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.matches('button.v')"):
            break
    look = tab.evaluate(
        """() => { const e = document.activeElement, s = getComputedStyle(e);
          return {number: e.matches('button.v:focus-visible'), style: s.outlineStyle,
                  width: parseFloat(s.outlineWidth)}; }"""
    )
    assert look["number"]
    assert look["style"] not in ("none", "hidden")
    assert look["width"] >= 2


def test_every_link_of_the_landing_page_opens(site, origin, open_page):
    tab = open_page(f"{origin}index.html").tab
    links = tab.locator("main a[href]").evaluate_all("all => all.map(a => a.href)")
    pages = {link.partition("#")[0] for link in links if link.startswith(origin)}
    inside = sorted(link for link in pages if not link.endswith(".json"))
    assert len(inside) >= 10
    for link in inside:
        answer = tab.goto(link, wait_until="domcontentloaded")
        assert answer.ok, link
        assert tab.locator("h1:visible").count() == 1


def test_the_landing_page_needs_one_click(site, origin, open_page):
    tab = open_page(f"{origin}index.html").tab
    tab.locator(f'main .chapters a[href="{site.chapter_page("capital_markets")}"]').click()
    tab.wait_for_url("**/capital_markets.html")
    assert tab.locator("figure.chart svg:visible").count() >= 3


def test_previous_and_next_walk_through_the_book(site, open_page):
    tab = open_page(site.address(f"{site.edition}/index.html")).tab
    titles = [tab.locator("h1:visible").inner_text()]
    while tab.locator("a.right-next").count():
        tab.locator("a.right-next").click()
        tab.wait_for_load_state("domcontentloaded")
        titles.append(tab.locator("h1:visible").inner_text())
        assert len(titles) <= 20
    assert len(set(titles)) == 14
