"""The words of the book's charts: messages made of the numbers, alt text in every language."""

import pytest

from reportcard.captions import plain
from reportcard.charts.model import Chart, Datum, Nothing
from reportcard.errors import UnknownName
from reportcard.notebook import open_report
from reportcard.notebook.wording import Wording, charts_toml
from reportcard.prose import book_of
from reportcard.schema import LANGUAGES
from reportcard.targets import CHART_BLANKS

BLANKS = dict.fromkeys(CHART_BLANKS, "7")


def wording(place: str = "haidian", year: int = 2019, lang: str = "en") -> Wording:
    return Wording(book_of(place, year), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", sorted(charts_toml()))
@pytest.mark.parametrize("year", [2019, 2021])
def test_every_chart_has_words_in_every_year(name: str, year: int, lang: str) -> None:
    datum = Datum("shops", 145, 145, 145, "145")
    words = wording(year=year, lang=lang).words(name, "bars", [datum], blanks=BLANKS)
    for text in (plain(words.headline), plain(words.subtitle), words.alt):
        assert text.strip()
        assert "{" not in text
    assert plain(words.headline) in words.alt
    assert "145" in words.alt
    for state in (
        "not reported",
        "未報",
        "未报",
    ):  # a message is never about a number that is not there
        assert state not in plain(words.headline)


def test_the_numbers_of_a_headline_have_their_keys() -> None:
    headline = wording().words("a_share_units", "units", []).headline
    assert headline[0] == {"text": "41.9%", "n": "haidian.a_share_share_of_parent.2019"}
    assert plain(headline) == "41.9% of Beijing’s A-share companies are in Haidian"


def test_the_interval_decides_what_is_said() -> None:
    said = plain(wording().words("total_use", "ranges", []).headline)
    assert said == "Thrift did not keep up with growth: energy use in all rose by 0.6 to 2.7%"


def test_without_its_numbers_a_chart_has_another_headline() -> None:
    there = wording().words("gdp_vintages", "series", [], blanks=BLANKS).headline
    alone = wording().words("gdp_vintages", "series", [], blanks=BLANKS, alone=True).headline
    assert plain(there).startswith("GDP was first given as at least 700 billion yuan")
    assert plain(alone) == "The GDP of Haidian, as one document gives it year by year"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "One document at hand gives the GDP of 2012: 347.2 billion yuan"),
        ("zh-Hant", "2012年的地區生產總值，所據文件中只有一份刊出：3,472億元"),
        ("zh-Hans", "2012年的地区生产总值，所据文件中只有一份刊出：3,472亿元"),
    ],
)
def test_a_year_with_one_vintage_has_no_later_one(lang: str, said: str) -> None:
    words = wording(year=2012, lang=lang).words("gdp_vintages", "series", [], blanks=BLANKS)
    assert plain(words.headline) == said
    assert [p["n"] for p in words.headline if isinstance(p, dict)] == ["haidian.gdp.2012"]


def test_a_headline_counts_what_is_drawn() -> None:
    ends = [Datum(n, 1, 1, None, "more") for n in "ab"] + [Datum("c", 1, 1, 1, "1")]
    gap = Datum("d", None, None, None, "not reported")
    said = plain(wording().words("levels", "bars", [*ends, gap]).headline)
    assert said.startswith("2 of 3 amounts")


def test_the_source_is_short_on_the_page_and_whole_in_a_picture() -> None:
    words = wording().words("article_map", "map", [], blanks=BLANKS)
    assert words.source == "Source: report card 2019"
    assert "聚創新之力" in words.credit
    assert "2020-01-15" in words.credit


def test_an_unknown_chart_is_named() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'levels'"):
        wording().words("level", "bars", [])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_article_is_mapped_whole(lang: str) -> None:
    chart = open_report("haidian", 2019, lang).charts.article("article_map")
    assert isinstance(chart, Chart)
    rows = chart.spec["usermeta"]["table"][1:]
    mentions = [
        figure
        for o in book_of("haidian", 2019).report.observations
        for figure in o.mentions
        if figure.document == "haidian-2019-report-card" and figure.start is not None
    ]
    assert len(rows) == len(mentions)
    assert all(row[-1]["n"].startswith(("haidian.", "beijing.", "china.")) for row in rows)
    assert sorted(row[-1]["text"] for row in rows) == sorted(f.as_printed for f in mentions)


def test_where_nothing_is_reported_no_chart_is_made() -> None:
    report = open_report("haidian", 2021)
    home, parent, _ = report.areas
    chart = report.charts.units("a_share_units", home.a_share_companies, parent.a_share_companies)
    assert isinstance(chart, Nothing)
    assert "not reported" in chart._repr_mimebundle_()["text/plain"].lower()
