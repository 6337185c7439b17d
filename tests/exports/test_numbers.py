"""One file for each number: held to its schema, its links resolve, its values are the book's."""

import copy
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reportcard import keys
from reportcard.exports import write_numbers
from reportcard.exports.numbers import schema
from reportcard.prose import book_of
from reportcard.results import Result
from reportcard.schema import LANGUAGES

Numbers = dict[str, dict[str, Any]]
APART = ("index.json", "number.schema.json")


@pytest.fixture(scope="module", params=[2019, 2021])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp(str(request.param)) / "numbers"
    write_numbers(book_of("haidian", request.param), made)
    return made


@pytest.fixture
def numbers(folder: Path) -> Numbers:
    files = (path for path in folder.iterdir() if path.name not in APART)
    return {path.name: json.loads(path.read_text("utf-8")) for path in files}


def test_a_file_for_each_key(folder: Path, numbers: Numbers) -> None:
    book = book_of("haidian", json.loads((folder / "index.json").read_text("utf-8"))["year"])
    assert set(numbers) == {f"{key}.json" for key in keys.all_keys(book)}
    assert all(name == f"{number['key']}.json" for name, number in numbers.items())


def test_each_is_valid(folder: Path, numbers: Numbers) -> None:
    beside = json.loads((folder / "number.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(beside)
    assert "$id" not in beside
    for name, number in numbers.items():
        assert [e.message for e in Draft202012Validator(beside).iter_errors(number)] == [], name


def test_links_resolve(folder: Path, numbers: Numbers) -> None:
    index = json.loads((folder / "index.json").read_text("utf-8"))
    assert [entry["href"] for entry in index["numbers"]] == [
        f"{entry['key']}.json" for entry in index["numbers"]
    ]
    assert {entry["href"] for entry in index["numbers"]} == set(numbers)
    for name, number in numbers.items():
        assert (folder / number["$schema"]).is_file()
        links = [*number["inputs"], *(i for c in number["checks"] for i in c["inputs"])]
        for link in links:
            assert numbers[link["href"]]["key"] == link["key"], name
        documents = {d["id"] for d in number["documents"]}
        assert {m["document"] for m in number["mentions"]} <= documents


def test_values_are_the_books(folder: Path, numbers: Numbers) -> None:
    book = book_of("haidian", json.loads((folder / "index.json").read_text("utf-8"))["year"])
    for number in numbers.values():
        found = keys.find(book, number["key"])
        if isinstance(found, Result):
            value = found.quantity.value if found.reported else None  # type: ignore[union-attr]
            interval = found.interval if found.reported else None
            assert number["hedges"] == [] or number["as_printed"]
        else:
            value, interval = found.value, found.interval
            assert number["key"].endswith(found.document)
        assert number["value_exact"] == (None if value is None else str(value))
        if interval is not None:
            ends = [None if e is None else str(e) for e in (interval.lower, interval.upper)]
            assert [number["lower_exact"], number["upper_exact"]] == ends
            opened = [interval.lower_open, interval.upper_open]
            assert [number["lower_open"], number["upper_open"]] == opened


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Numbers:
    made = tmp_path_factory.mktemp("card")
    paths = write_numbers(book_of("haidian", 2019), made)
    return {p.stem: json.loads(p.read_text("utf-8")) for p in paths if p.name not in APART}


def test_a_computed_number_says_what_it_rests_on(card: Numbers) -> None:
    share = card["haidian.a_share_share_of_parent.2019"]
    assert (share["origin"], share["value_exact"]) == ("computed", "7250/173")
    inputs = [card[link["key"]] for link in share["inputs"]]
    assert [i["as_printed"] for i in inputs] == ["145家", "346家"]
    part, whole = (Fraction(i["value_exact"]) for i in inputs)
    assert 100 * part / whole == Fraction(share["value_exact"])
    (check,) = share["checks"]
    assert (check["relation"], check["verdict"]) == ("share", "consistent")
    assert share["as_printed"] == check["as_printed"] == "42%"


def test_a_fall_is_signed_and_a_hedge_leaves_an_end_open(card: Numbers) -> None:
    gdp = card["haidian.gdp.2019"]
    assert (gdp["hedges"], gdp["upper"], gdp["upper_open"]) == (["邁上"], None, True)
    falls = [n for n in card.values() if any(m["direction"] for m in n["mentions"])]
    assert falls
    assert all(Fraction(n["value_exact"]) < 0 for n in falls if n["origin"] == "observed")


def test_a_mention_says_its_paragraph(card: Numbers) -> None:
    archive = book_of("haidian", 2019).archive
    told = [m for number in card.values() for m in number["mentions"] if m["start"] is not None]
    assert len(told) > 100
    for mention in told:
        low, high = archive.paragraphs(mention["document"])[mention["paragraph"] - 1]
        assert low <= mention["start"] < mention["end"] <= high
    other = [m for number in card.values() for m in number["mentions"] if m["start"] is None]
    assert other
    assert all(m["paragraph"] is None and m["locator"] for m in other)


def test_what_is_missing_or_refused_says_so(card: Numbers) -> None:
    refused = [n for n in card.values() if n["origin"] == "refused"]
    assert refused
    assert all(n["value"] is None and set(n["refused"]) == set(LANGUAGES) for n in refused)
    missing = [n["missing"] for n in card.values() if n["origin"] == "missing"]
    assert missing
    assert all(names for names in missing)


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "no key": lambda n: n.pop("key"),
    "a value that is a float": lambda n: n.update(value=41.9),
    "a decimal where a fraction belongs": lambda n: n.update(value_exact="41.9"),
    "an unknown verdict": lambda n: n["checks"][0].update(verdict="true"),
    "a link that leaves the folder": lambda n: n["inputs"][0].update(href="../x.json"),
    "a computed number without inputs": lambda n: n.update(inputs=[]),
    "a reported number without a value": lambda n: n.update(value=None),
    "a language that is missing": lambda n: n["label"].pop("zh-Hant"),
    "a mention that stands nowhere": lambda n: n["mentions"][0].update(start=None),
    "something unknown": lambda n: n.update(prose="much"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_number_is_found(card: Numbers, case: str) -> None:
    number = copy.deepcopy(card["haidian.a_share_share_of_parent.2019"])
    validator = Draft202012Validator(schema())
    assert validator.is_valid(number)
    BROKEN[case](number)
    assert not validator.is_valid(number)
