"""What the search of a book knows, written and read again."""

import json

import pytest

from reportcard.errors import ReportcardError
from reportcard.finding import CONTENTS, TEXTS, Page, pages, read, texts, words, write
from reportcard.sections import BREAK, Number, Section, Sections

BOOK = [
    Page(
        "a.html",
        "First",
        [Section("first", "First", f"海淀區{BREAK}7000億元"), Section("more", "More", "")],
        [Number("n-haidian.gdp.2019", "GDP", "7000億元")],
    ),
    Page("b.html", "Second", [Section("second", "Second", 'a "quoted" </script> word')], []),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the star market", ["the", "star", "market"]),
        ("海淀区a股公司", ["海", "淀", "区", "a", "股", "公", "司"]),
        ("2,400 or 41.9%.", ["2,400", "or", "41.9"]),
        ("(0, 2.4091] gdp_growth, x.y", ["0", "2.4091", "gdp_growth", "x", "y"]),
        ("——…", []),
    ],
)
def test_words(text, found):
    assert words(text) == found


def test_what_is_written_is_read(tmp_path):
    write(tmp_path, BOOK)
    assert read(tmp_path) == BOOK
    assert [section.anchor for section in texts(BOOK)] == ["first", "more", "second"]


def test_the_contents_fold_what_a_reader_may_type(tmp_path):
    write(tmp_path, BOOK)
    text = (tmp_path / CONTENTS).read_text("utf-8")
    contents = json.loads(text.removeprefix("window.reportcardSearch = ").removesuffix(";\n"))
    table = dict(zip(*contents["fold"], strict=True))
    assert {table["區"], table["億"]} == {"区", "亿"}


def test_a_number_is_found_where_the_book_shows_it_first():
    first, again = Number("n-k", "K", "1"), Number("n-k", "K", "1 again")
    cell = Number("n-cell-1", "This very cell", "2")
    cut = [
        ("a.html", Sections([Section("a", "A")], {"k": first, "cell-1": cell})),
        ("b.html", Sections([Section("b", "B")], {"k": again})),
        ("empty.html", Sections()),
    ]
    made = pages(cut)
    assert [page.numbers for page in made] == [[first], []]
    assert [page.title for page in made] == ["A", "B"]


def test_a_number_is_rather_found_where_it_is_open_to_see():
    folded, seen = Number("n-k", "K", "1", folded=True), Number("n-k", "K", "1")
    cut = [
        ("a.html", Sections([Section("a", "A")], {"k": folded, "only": folded})),
        ("b.html", Sections([Section("b", "B")], {"k": seen})),
    ]
    assert [page.numbers for page in pages(cut)] == [[folded], [seen]]


def test_a_book_that_was_not_written(tmp_path):
    with pytest.raises(ReportcardError, match=r"(?s)contents to search.*reportcard.sphinxext"):
        read(tmp_path)
    (tmp_path / CONTENTS).write_text("nonsense", "utf-8")
    (tmp_path / TEXTS).write_text("nonsense", "utf-8")
    with pytest.raises(ReportcardError, match="contents to search"):
        read(tmp_path)
