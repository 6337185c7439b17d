"""The three ratios the book was asked for, as its readers find them."""

import re


def prose(soup):
    """The paragraphs of a page, spaces folded."""
    return [" ".join(p.get_text().split()) for p in soup.select("article p")]


def numbers(soup, target):
    return [v for v in soup.select("article .v") if v.get("data-target") == target]


def said(soup, target):
    """What the number of a target says, wherever the prose uses it."""
    texts = {a.get_text() for a in numbers(soup, target)}
    assert len(texts) == 1, (target, texts)
    return texts.pop()


def verdict(soup, target):
    found = numbers(soup, target)
    assert found, target
    return set(found[0]["class"]) - {"v", "long"}


def row_of(table_label, soup, text):
    """The one row of a table that holds a text, as a list of cells."""
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in soup.select(f'.rc-table[aria-label="{table_label}"] tbody tr')
        if text in row.get_text()
    ]
    assert len(rows) == 1, (table_label, text, rows)
    return rows[0]


def test_a_shares(site):
    soup = site.chapter("capital_markets")
    assert said(soup, "a_share_companies") == "145"
    assert said(soup, "parent.a_share_companies") == "346"
    assert said(soup, "a_share_share_of_parent") == "41.9%"
    assert said(soup, "a_share_share_of_parent|printed") == "42%"
    assert verdict(soup, "a_share_share_of_parent|printed") == {"consistent"}
    row = row_of("What follows", soup, "share(a_share_companies, of=parent.a_share_companies)")
    assert "41.9%" in row[1]
    assert "41.907" in " ".join(row)
    assert [p for p in prose(soup) if p.startswith("41.9% ")], "the visible cell's own result"


def test_star_market(site):
    soup = site.chapter("capital_markets")
    assert said(soup, "star_companies") == "6"
    assert said(soup, "parent.star_companies") == "12"
    assert said(soup, "country.star_companies") == "70"
    assert said(soup, "star_share_of_parent|printed") == "50%"
    assert said(soup, "star_share_of_country") == "8.6%"
    assert said(soup, "star_share_of_country|printed") == "9%"
    assert verdict(soup, "star_share_of_country|printed") == {"consistent"}
    assert verdict(soup, "star_share_of_parent|printed") == {"consistent"}
    sentence = next(p for p in prose(soup) if "STAR Market" in p and "70" in p)
    assert re.search(r"\b12\b.*\b6\b.*50%.*\b70\b.*8\.6%.*9%", sentence)


def test_the_charts_draw_these_counts(site):
    soup = site.chapter("capital_markets")
    words = [
        figure.select_one("[role=img]")["aria-label"] for figure in soup.select("figure.chart")
    ]
    assert any(re.search(r"\b145\b.*\b346\b.*\b201\b", text) for text in words)
    assert any(re.search(r"\b6\b.*\b12\b.*\b70\b.*\b58\b", text) for text in words)


def test_how_much_the_audit_lets_pass(site):
    row = row_of("What the checks could have caught", site.chapter("audit"), "9%")
    assert "64 to 70" in row
    row = row_of("What the checks could have caught", site.chapter("audit"), "42%")
    assert {"144 to 147", "342 to 349"} <= set(row)


def test_the_task_behind_the_rate(site):
    soup = site.chapter("tasks")
    assert said(soup, "catering_fitted") == "1,783"
    assert said(soup, "catering_task_completion|printed") == "127.4%"
    assert said(soup, "catering_task_implied|integers") == "1,399 or 1,400"
    assert verdict(soup, "catering_task_completion|printed") == {"undetermined"}
    row = row_of("What follows", soup, "catering_fitted / (catering_task_completion / 100)")
    assert "1,399 or 1,400" in row[1]
    assert "127.4%" in row_of("As printed", soup, "127.4%")


def test_the_landing_page_opens_with_them(site):
    heads = [
        " ".join(li.get_text(" ").split()) for li in site.read("index.html").select(".heads > div")
    ]
    assert [head.split()[0] for head in heads] == ["41.9%", "50%", "127.4%"]
    assert heads[0].endswith("printed as 42% consistent")
