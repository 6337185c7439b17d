"""Every number of a report has one stable name, and the name finds the number."""

import pytest

from reportcard import keys
from reportcard.errors import UnknownName
from reportcard.keys import Key
from reportcard.prose import book_of
from reportcard.results import Result

YEARBOOK = "beijing-regional-yearbook-2024"


@pytest.fixture(scope="module", params=[2018, 2019, 2021])
def book(request):
    return book_of("haidian", request.param)


def key_of(book, number):
    if isinstance(number, Result):
        return keys.of_result(number)
    return keys.of_observation(book, number)


def test_a_key_finds_the_number_it_was_made_of(book):
    found = list(keys.all_keys(book))
    assert len(found) == len(set(found)) > 20
    assert [key_of(book, keys.find(book, key)) for key in found] == found


def test_every_observation_has_a_key_that_shows_it(book):
    for observation in book.report.observations:
        number = keys.find(book, keys.of_observation(book, observation))
        if isinstance(number, Result):
            assert observation in number.observations or observation is number.printed
        else:
            assert number is observation


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("haidian.gdp.2019", Key("haidian", "gdp", 2019)),
        ("haidian.x_y.2019.before", Key("haidian", "x_y", 2019, before=True)),
        (f"haidian.gdp.2019.{YEARBOOK}", Key("haidian", "gdp", 2019, document=YEARBOOK)),
        ("a.b.2019.before.c-1", Key("a", "b", 2019, before=True, document="c-1")),
    ],
)
def test_a_key_is_read_as_it_is_written(text, key):
    assert keys.parse(text) == key
    assert str(key) == text


@pytest.mark.parametrize("text", ["", "haidian", "haidian.gdp", "haidian.gdp.19", "a.b.2019.c.d"])
def test_what_is_no_key_is_told_so(text):
    with pytest.raises(UnknownName, match="names no number"):
        keys.parse(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("haidan.gdp.2019", "Did you mean 'haidian'"),
        ("haidian.gpd.2019", "Did you mean 'gdp'"),
        ("haidian.gdp.2019.beijing-regional-yearbook-2025", f"Did you mean '{YEARBOOK}'"),
    ],
)
def test_a_key_of_nothing_names_the_nearest(text, told):
    with pytest.raises(UnknownName, match=told):
        keys.find(book_of("haidian", 2019), text)
