"""Every number of every page is answerable, and the answer is right."""

import csv
import re
from copy import copy

import pytest
from bs4 import BeautifulSoup

from reportcard import keys
from reportcard.prose import book_of

ANSWERED = ".v, [data-n], .passports"
"""A number that can be asked, words that belong to one, and the answers."""

OURS = (
    "code, pre, cite, time, data, .count, .citation, .eyebrow, .machine, .source,"
    " figure.chart .drawing"
)
"""Where digits are no figures of a report: arithmetic, titles and short names of documents, dates,
the number of a chapter, the book's count of its own checks; the numbers of a drawing stand in the
table under it."""

NAMES = re.compile(r"PM2\.5|CC BY 4\.0|\ba last 0 or 5\b")
PERIOD = re.compile(r"[12]\d{3}( .*)?")
"""A row of a series is headed by its year, and so is a column of a comparison."""
DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def bare_digits(soup, year):
    """Digit runs of the page that nobody answers for."""
    main = copy(soup.find("main"))
    for tag in main.select(f"{ANSWERED}, {OURS}, script, style"):
        tag.decompose()
    for head in main.select("tbody th[scope=row], thead th[scope=col]"):
        if PERIOD.fullmatch(head.get_text(strip=True)):
            head.decompose()
    texts = (NAMES.sub("", str(text)) for text in main.find_all(string=DIGITS))
    return [text.strip()[:80] for text in texts if set(DIGITS.findall(text)) - {str(year)}]


def test_no_digit_of_a_page_is_unanswerable(site, page):
    year = int(site.edition.split("/")[1])
    assert bare_digits(site.read(page), year) == []


def test_the_test_itself_finds_a_bare_digit(site):
    html = '<main><p>It was 42% in 2019, <button class="v">7</button> CC BY 4.0.</p></main>'
    assert bare_digits(BeautifulSoup(html, "html.parser"), 2019) == ["It was 42% in 2019,"]


def test_every_number_leads_to_a_passport_of_its_page(site, page):
    soup = site.read(page)
    passports = {str(p["id"]) for p in soup.select(".passport[popover]")}
    for button in soup.select("button.v"):
        assert button["popovertarget"] in passports, button
        assert button.get_text(strip=True), button
    for tag in soup.select("[data-n]"):
        assert all(f"p-{key}" in passports for key in str(tag["data-n"]).split() if key != "="), tag


def test_anchors_are_stable_names(site, chapter):
    book = book_of(*site.edition.split("/")[:1], int(site.edition.split("/")[1]))
    known = set(keys.all_keys(book))
    for button in site.chapter(chapter).select("button.v[id]"):
        name = str(button["popovertarget"]).removeprefix("p-")
        assert re.fullmatch(rf"n-{re.escape(name)}(-\d+)?", str(button["id"])), button
        assert name in known or name.startswith("cell-"), name


def figures(project):
    path = project / "data" / "documents" / "haidian-2019-report-card" / "figures.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_printed_figure_has_a_passport_that_says_where(site, project):
    """Against the annotated copy: print, offsets and hedge of each of the report's figures."""
    soup = site.chapter("sources")
    missing = []
    for figure in figures(project):
        before = ".before" if figure["coverage"] == "before" else ""
        name = "p-{ref_area}.{indicator}.{time_period}".format(**figure) + before
        passport = soup.find(id=name)
        span = f"characters {int(figure['start']):,}–{int(figure['end']):,}"
        text = " ".join(passport.get_text(" ").split()) if passport else ""
        wanted = [figure["as_printed"], span]
        if figure["locator"] != "headline":
            wanted += figure["hedges"].split()
        missing += [f"{w} in {name}: {text}" for w in wanted if w not in text]
    assert missing == []


def test_passports_quote_the_text(site):
    """What stands in the source at the offsets a passport names is what it says was printed."""
    book = book_of("haidian", 2019)
    path = book.report.anchor.text_path()
    if path is None:
        pytest.skip("the source text is not at hand: name its folder in REPORTCARD_SOURCES")
    source = path.read_text("utf-8")
    seen = 0
    for passport in site.chapter("sources").select(".passport"):
        for line in passport.select("dd"):
            found = re.search(r"characters ([\d,]+)–([\d,]+)$", line.get_text())
            if found:
                start, end = (int(text.replace(",", "")) for text in found.groups())
                quotes = [span.get_text() for span in line.select("span[lang]")]
                assert source[start:end] in quotes, (passport["id"], source[start:end])
                seen += 1
    assert seen > 100


@pytest.mark.parametrize(
    ("key", "value", "answers"),
    [
        (
            "haidian.a_share_share_of_parent.2019",
            "41.9%",
            ["A-share listed companies 145 in per cent of", "346", "42%", "consistent",
             "144 to 147", "exactly 145/346"],
        ),
        ("haidian.gdp.2019", "at least 700 billion yuan", ["邁上", "7000億元", "forecast",
                                                           "paragraph 44", "795.46 billion"]),
        ("haidian.star_share_of_country.2019", "8.6%", ["exactly 3/35", "9%", "64 to 70"]),
        ("haidian.catering_task_implied.2019", "1,399 or 1,400", ["1,783", "127.4%"]),
    ],
)  # fmt: skip
def test_spot_checks(site, key, value, answers):
    passport = site.chapter("sources").find(id=f"p-{key}")
    text = " ".join(passport.get_text(" ").split())
    assert passport.select_one(".value b").get_text() == value
    assert [a for a in answers if a not in text] == []


# ── in the browser ─────────────────────────────────────────────────────────────────────────────

OPEN = "[...document.querySelectorAll(':popover-open')].map(p => p.id)"
PHONE = {"width": 320, "height": 640}


# Opens the passport of every number in turn: how many there are, and which do not fit the window.
OPEN_EACH = """() => {
  document.documentElement.style.scrollBehavior = 'auto';
  const buttons = [...document.querySelectorAll('article button.v[id]')]
    .filter(button => button.checkVisibility({visibilityProperty: true}));
  const fits = button => {
    button.scrollIntoViewIfNeeded();
    button.click();
    const open = [...document.querySelectorAll(':popover-open')];
    const boxes = open.map(passport => passport.getBoundingClientRect());
    open.forEach(passport => passport.hidePopover());
    return boxes.length === 1 && boxes[0].width > 0 && boxes[0].left >= -1 && boxes[0].top >= -1
      && boxes[0].right <= innerWidth + 1 && boxes[0].bottom <= innerHeight + 1;
  };
  return [buttons.length, buttons.filter(button => !fits(button)).map(button => button.id)];
}"""


@pytest.mark.parametrize("script", [True, False])
def test_a_click_opens_a_passport_and_its_inputs(site, open_page, script):
    page = site.address(site.chapter_page("capital_markets"))
    tab = open_page(page, java_script_enabled=script).tab
    tab.locator("article p button.v.consistent").first.click()
    share = tab.locator(".passport:popover-open")
    assert share.count() == 1
    assert "145/346" in share.inner_text()
    share.locator("button.input").first.click()
    both = tab.locator(".passport:popover-open")
    assert both.count() == 2
    assert "145家" in both.last.inner_text()
    both.last.locator("button.close").click()
    assert tab.locator(".passport:popover-open").count() == 1
    tab.keyboard.press("Escape")
    assert tab.locator(".passport:popover-open").count() == 0


def test_the_keyboard_reaches_every_passport(site, chapter, open_page):
    """Tab visits every number of the page; Enter opens, Escape closes and comes back."""
    tab = open_page(site.address(site.chapter_page(chapter))).tab
    wanted = tab.evaluate(
        """() => {
          for (const details of document.querySelectorAll('details')) details.open = true;
          window.visited = [];
          document.addEventListener('focusin', ({target}) => window.visited.push(target));
          return [...document.querySelectorAll('article button.v[id]')].map(b => b.id);
        }"""
    )
    visited = []
    for _ in range(len(wanted) // 20 + 20):
        for _ in range(20):
            tab.keyboard.press("Tab")
        visited = tab.evaluate("visited.filter(e => e.matches('button.v[id]')).map(e => e.id)")
        if len(visited) >= len(wanted):
            break
    assert visited[: len(wanted)] == wanted
    if wanted:
        tab.locator(f"[id='{wanted[-1]}']").focus()
        tab.keyboard.press("Enter")
        assert len(tab.evaluate(OPEN)) == 1
        assert tab.locator(":popover-open").evaluate("e => e.checkVisibility()")
        tab.keyboard.press("Escape")
        assert tab.evaluate(OPEN) == []
        assert tab.evaluate("document.activeElement.id") == wanted[-1]


def test_passports_fit_the_window(site, chapter, open_page):
    tab = open_page(site.address(site.chapter_page(chapter))).tab
    for size in ({"width": 1280, "height": 800}, PHONE):
        tab.set_viewport_size(size)
        number, cut_off = tab.evaluate(OPEN_EACH)
        assert number > 0 or not site.chapter(chapter).select("article button.v[id]")
        assert cut_off == [], size


def test_the_address_of_a_passport_opens_it(site, open_page):
    page = site.address(site.chapter_page("economy"))
    tab = open_page(f"{page}#p-haidian.gdp.2019").tab
    assert tab.evaluate(OPEN) == ["p-haidian.gdp.2019"]
    plain = open_page(f"{page}#p-haidian.gdp.2019", java_script_enabled=False).tab
    assert plain.locator("[id='p-haidian.gdp.2019']").is_visible()


def test_on_paper_passports_are_endnotes(site, chapter, open_page):
    tab = open_page(site.address(site.chapter_page(chapter)), own_tab=True).tab
    tab.emulate_media(media="print")
    hidden, numbers = tab.evaluate(
        """() => [
          [...document.querySelectorAll('.passports .passport')]
            .filter(note => !note.checkVisibility()).map(note => note.id),
          [...document.querySelectorAll('article button.v[id]')]
            .filter(number => number.checkVisibility({visibilityProperty: true}))
            .map(number => [number.dataset.note, getComputedStyle(number, '::after').content]),
        ]"""
    )
    assert hidden == []
    assert numbers or not site.chapter(chapter).select("article button.v[id]")
    assert [(note, shown) for note, shown in numbers if not note or note not in shown] == []
