"""A page cut at its headings."""

from reportcard.sections import BREAK, Number, Section, article, cut

PAGE = """<html><body><nav><h2>Aside</h2><p>not of the article</p></nav>
<article class="bd-article"><p class="eyebrow">Chapter 3</p>
<section id="markets"><h1>Markets &amp; <em>more</em>
<a class="headerlink" href="#markets">#</a></h1>
<p>Of the <button id="n-haidian.a.2019" popovertarget="p-haidian.a.2019">145</button>
companies, <b>half</b>.</p>
<section id="star"><h2>The STAR Market</h2>
<figure><svg><text>drawn</text></svg><table><tr><th>Name</th><td>7000<span>億元</span></td></tr>
</table></figure><p>one<br>two</p><script>var hidden;</script></section>
<p>After.</p></section>
<section class="passports" aria-label="Notes">
<div class="passport" id="p-haidian.a.2019"><button class="close">×</button>
<p class="title">A-share companies</p><p class="value"><b>145</b> <span>[145]</span></p>
<dl><dt>Printed</dt><dd>145家</dd></dl></div>
<div class="passport" id="p-beijing.a.2019"><p class="title">An input that the text never shows</p>
<p class="value"><b>346</b></p></div></section>
</article><footer>not either</footer></body></html>"""


def test_text_belongs_to_the_heading_it_stands_under():
    page = cut(PAGE)
    assert page.title == "Markets & more"
    assert page.sections == [
        Section("markets", "Markets & more", f"Of the 145 companies, half.{BREAK}After."),
        Section(
            "star",
            "The STAR Market",
            BREAK.join(["Name", "7000億元", "one", "two"]),
        ),
    ]


def test_what_stands_around_the_article_makes_no_difference():
    inner = article(PAGE)
    assert inner.startswith('<article class="bd-article">')
    assert "footer" not in inner
    assert cut(inner) == cut(PAGE)
    assert article("<p>none</p>") == "<p>none</p>"


def test_numbers_are_those_of_the_passports_that_the_text_shows():
    assert cut(PAGE).numbers == {
        "haidian.a.2019": Number("n-haidian.a.2019", "A-share companies", "145")
    }


def test_a_number_is_rather_shown_where_it_is_open_to_see():
    shown = '<details><button id="n-k">1</button></details>'
    passport = '<div class="passport" id="p-k"><p class="title">K</p></div>'
    page = '<section id="a"><h1>A</h1>{}</section>{}'
    for text, number in {
        shown: Number("n-k", "K", folded=True),
        f'{shown}<button id="n-k-2">1</button>': Number("n-k-2", "K"),
    }.items():
        assert cut(page.format(text, f"<section>{passport}</section>")).numbers == {"k": number}


def test_a_headline_and_its_name_are_two_things():
    page = cut(
        '<article><section id="a"><h1>A</h1><div class="heads"><div><b>7%</b>'
        "<span>Growth</span></div></div></section></article>"
    )
    assert page.sections[0].text == f"7%{BREAK}Growth"


def test_a_page_without_sections_says_nothing():
    assert cut("<html><body><p>Words</p></body></html>").sections == []
