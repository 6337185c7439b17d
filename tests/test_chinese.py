"""Traditional is authored, Simplified derived: the same words and numbers in another script."""

import re
import tomllib
from dataclasses import asdict
from html.parser import HTMLParser

import pytest

from reportcard import keys, tokens
from reportcard.chinese import QUOTES, simplified, with_simplified
from reportcard.labels import LARGE_COUNT, SCALES, marked, phrase
from reportcard.notebook import open_report
from reportcard.passports import passport
from reportcard.passports.content import Link, Quote
from reportcard.prose import book_of
from reportcard.schema import AUTHORED, LANGUAGES, TEXT
from reportcard.tables import HERE
from reportcard.translations import SPHINX

OWN = {"read_in": "阅读简体中文版", "language": "简体中文"}
"""What says of itself which script it is in cannot be derived."""
DATA = sorted((HERE / "data").rglob("*.toml"))


def texts(table, trail=()):
    """Every text by language in a tree of tables, with the way to it."""
    if isinstance(table, dict):
        if isinstance(table.get("zh-Hant"), str):
            yield trail, table
        for key, value in table.items():
            yield from texts(value, (*trail, key))


@pytest.mark.parametrize(
    ("traditional", "there"),
    [
        ("海淀區地區生產總值7,000億元以上", "海淀区地区生产总值7,000亿元以上"),
        ("「餘」表示另有零頭", "“余”表示另有零头"),
        ("著作、乾隆、瞭解、ＧＤＰ", "著作、乾隆、了解、ＧＤＰ"),
        ("145 of 346, {home|own}", "145 of 346, {home|own}"),
        ("", ""),
    ],
)
def test_only_the_script_changes(traditional, there):
    assert simplified(traditional) == there
    assert simplified(there) == there


@pytest.mark.parametrize("path", DATA, ids=lambda p: str(p.relative_to(HERE / "data")))
def test_every_authored_text_keeps_its_length_and_its_numbers(path):
    for trail, text in texts(tomllib.loads(path.read_text("utf-8"))):
        turned = simplified(text["zh-Hant"])
        assert len(turned) == len(text["zh-Hant"]), trail
        ascii_only = [re.sub(r"[^\x00-\x7f]", "", t) for t in (turned, text["zh-Hant"])]
        assert ascii_only[0] == ascii_only[1], trail


def test_nothing_is_written_in_simplified_but_the_names_of_the_script():
    written = {
        (path.name, trail[-1]): text["zh-Hans"]
        for path in DATA
        for trail, text in texts(tomllib.loads(path.read_text("utf-8")))
        if "zh-Hans" in text
    }
    assert written == {("phrases.toml", name): text for name, text in OWN.items()}
    assert {name: phrase("site", name, "zh-Hans") for name in OWN} == OWN


def test_texts_by_language_get_their_simplified_wherever_they_stand():
    table = {"a": {"en": "x", "zh-Hant": "區"}, "b": [{"zh-Hant": "億"}], "c": {"zh-Hant": 3}}
    assert with_simplified(table) == {
        "a": {"en": "x", "zh-Hant": "區", "zh-Hans": "区"},
        "b": [{"zh-Hant": "億", "zh-Hans": "亿"}],
        "c": {"zh-Hant": 3},
    }


def test_what_is_written_by_hand_is_a_text_in_a_known_language():
    full = {"en": "x", "zh-Hant": "繁"}
    assert tuple(full) == AUTHORED
    assert TEXT.fault(full) is None
    assert TEXT.fault({**full, "zh-Hans": "简"}) is None
    assert TEXT.fault({**full, "zh-Hans": " "}) == "has zh-Hans = ' '"
    assert TEXT.fault({**full, "zh": "x"}) == "has an unknown language 'zh'"
    assert TEXT.fault({"en": "x", "zh-Hans": "简"}) == "lacks a language, zh-Hant"


def test_every_language_has_its_scales_its_font_and_its_code():
    assert set(SCALES) == set(LARGE_COUNT) == set(SPHINX) == set(LANGUAGES)
    assert (SPHINX["zh-Hant"], SPHINX["zh-Hans"]) == ("zh_TW", "zh_CN")
    fonts = [tokens.chart_font(lang) for lang in ("zh-Hant", "zh-Hans")]
    assert ["TC" in fonts[0], "SC" in fonts[1]] == [True, True]


@pytest.mark.parametrize(
    ("text", "options", "html"),
    [
        ("146個", {"lang": "zh-Hant"}, "146個"),
        ("印作146個与2亩", {"lang": "zh-Hans"}, '印作146<span lang="zh-Hant">個</span>与2亩'),
        ("约12万亿", {"lang": "zh-Hans"}, "约12万亿"),
        ("4人", {"lang": "zh-Hans", "quoted": True}, '4<span lang="zh-Hant">人</span>'),
        (
            "4人",
            {"lang": "zh-Hant", "script": "zh-Hans", "quoted": True},
            '4<span lang="zh-Hans">人</span>',
        ),
        ("4人 <", {"lang": "zh-Hant", "quoted": True}, "4人 &lt;"),
    ],
)
def test_what_is_quoted_from_the_other_script_says_so(text, options, html):
    assert marked(text, **options) == html


def derived(value):
    """What a passport in Traditional is in Simplified: quotations stay as they are."""
    if isinstance(value, Quote | Link):
        return value
    if isinstance(value, str):
        return value if value in OWN.values() else simplified(value)
    if isinstance(value, tuple):
        return tuple(map(derived, value))
    fields = {k: derived(v) for k, v in vars(value).items() if k not in ("key", "href", "name")}
    return type(value)(**{**vars(value), **fields})


def say_the_same(new, old, quotes):
    """Whether a line is the other in Simplified, where what it quotes may stay as it is printed."""
    new, old = ("".join(p for p in line if isinstance(p, str)) for line in (new, old))
    quoted = {i for m in quotes.finditer(old) for i in range(*m.span())}
    letters = zip(new, simplified(old), old, strict=True)
    return all(n == s or (n == o and i in quoted) for i, (n, s, o) in enumerate(letters))


@pytest.mark.parametrize("year", [2018, 2019])
def test_passports_say_the_same_in_both_scripts(year):
    book = book_of("haidian", year)
    quotes = re.compile(
        "|".join(
            sorted(
                {
                    re.escape(q)
                    for o in book.archive.observations
                    for m in o.mentions
                    for q in (m.as_printed, m.as_printed + m.row["unit"])
                }
                | {re.escape(d.publisher) for d in book.archive.documents.values()}
                | {re.escape(d.title) for d in book.archive.documents.values()},
                key=len,
                reverse=True,
            )
        )
    )
    for key in keys.all_keys(book):
        old, new = (passport(book, key, lang) for lang in ("zh-Hant", "zh-Hans"))
        for text in ("title", "value", "allowed"):
            assert getattr(new, text) == simplified(getattr(old, text)), key
        assert digits(asdict(new)) == digits(asdict(old)), key
        assert len(new.entries) == len(old.entries)
        for one, other in zip(new.entries, old.entries, strict=True):
            assert one.term == simplified(other.term)
            for line, source in zip(one.lines, other.lines, strict=True):
                whole = tuple(p for p in line if not isinstance(p, str))
                assert whole == derived(tuple(p for p in source if not isinstance(p, str))), key
                assert say_the_same(line, source, quotes), (key, line, source)


def digits(value):
    return re.findall(r"\d", str(value))


class Words(HTMLParser):
    """The texts of a table outside of what says it is in another script."""

    def __init__(self, html):
        super().__init__()
        self.open, self.said, self.quoted = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.open.append("lang" in dict(attrs))

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        (self.quoted if any(self.open) else self.said).append(data)


TABLES = ("observed", "derived", "refused", "documents", "hedges", "audit", "power", "roundings")


@pytest.mark.parametrize("name", TABLES)
def test_tables_say_the_same_in_both_scripts(name):
    old, new = (
        getattr(open_report("haidian", 2019, lang).tables, name)()
        for lang in ("zh-Hant", "zh-Hans")
    )
    assert new.caption == simplified(old.caption)
    assert new.header == tuple(map(simplified, old.header))
    html = new._repr_html_()
    assert digits(html.replace('lang="zh-Hant"', "")) == digits(old._repr_html_())
    for text in Words(html).said:
        assert simplified(text) == text
    for one, other in zip(new.frame.to_numpy().flat, old.frame.to_numpy().flat, strict=True):
        assert simplified(str(one)) == simplified(str(other))
        assert len(str(one)) == len(str(other))


def test_quotation_marks_are_those_of_the_script():
    assert "「相符」".translate(QUOTES) == "“相符”"
