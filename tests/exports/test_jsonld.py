"""A chapter as schema.org/Dataset, held to the shapes in tests/shapes."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from rdflib import Graph

from reportcard import keys
from reportcard.errors import UnknownName
from reportcard.exports import About, dataset, script
from reportcard.labels import LANGUAGES
from reportcard.prose import book_of

SHAPES = Path(__file__).parent.parent / "shapes" / "dataset.ttl"
DESCRIPTION = "Most of what the report says of the economy was said before the year was over."
Node = dict[str, Any]


def node(year: int, lang: str) -> Node:
    """A chapter that says every number there is."""
    book = book_of("haidian", year)
    return dataset(About(book, lang), "Economy", DESCRIPTION, keys.all_keys(book), "../data")


def faults(said: Node) -> str:
    """What the shapes find; empty where they find nothing."""
    graph = Graph().parse(data=json.dumps(said), format="json-ld")
    assert len(graph) > 50
    fits, _, text = pyshacl.validate(
        graph, shacl_graph=Graph().parse(SHAPES), inference="none", meta_shacl=False
    )
    return "" if fits else str(text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("year", [2019, 2021])
def test_it_fits_the_shapes(year: int, lang: str) -> None:
    assert faults(node(year, lang)) == ""


def test_what_it_says() -> None:
    said = node(2019, "en")
    assert said["spatialCoverage"]["containedInPlace"]["name"] == "Beijing"
    dated = {d["name"]: d.get("datePublished") for d in said["isBasedOn"]}
    assert "2020-01-15" in dated.values()
    assert None in dated.values()  # a yearbook says its year only
    values = {v["propertyID"]: v for v in said["variableMeasured"]}
    gdp = values["haidian.gdp.2019"]
    assert gdp["minValue"] == 700_000_000_000
    assert {"value", "maxValue"}.isdisjoint(gdp)
    share = values["haidian.a_share_share_of_parent.2019"]
    assert (share["value"], share["unitText"]) == (41.9075144509, "%")
    assert {"minValue", "maxValue"}.isdisjoint(share)
    assert values["beijing.a_share_companies.2019"]["name"].endswith(", Beijing")
    assert len(values) < len(list(keys.all_keys(book_of("haidian", 2019))))  # not what is missing


def test_a_chapter_that_says_no_number() -> None:
    said = dataset(About(book_of("haidian", 2019), "en"), "Audit", DESCRIPTION, [], "../data")
    assert "variableMeasured" not in said
    assert faults(said) == ""


def test_a_key_of_nothing_is_told() -> None:
    with pytest.raises(UnknownName, match="names no number"):
        dataset(About(book_of("haidian", 2019), "en"), "Audit", DESCRIPTION, ["gdp"], "data")


BROKEN: dict[str, Callable[[Node], object]] = {
    "no name": lambda n: n.pop("name"),
    "a short description": lambda n: n.update(description="Economy."),
    "another language": lambda n: n.update(inLanguage="fr"),
    "no licence": lambda n: n.pop("license"),
    "a place without a parent": lambda n: n["spatialCoverage"].pop("containedInPlace"),
    "a document without a publisher": lambda n: n["isBasedOn"][0].pop("publisher"),
    "a year for a date": lambda n: n["isBasedOn"][0].update(datePublished="2020"),
    "a value in words": lambda n: n["variableMeasured"][0].update(value="many"),
    "a number of nothing": lambda n: n["variableMeasured"][0].pop("value"),
    "a range the wrong way round": lambda n: n["variableMeasured"][0].update(
        minValue=2, maxValue=1
    ),
    "a value outside its range": lambda n: n["variableMeasured"][0].update(value=1, minValue=2),
    "a download from elsewhere": lambda n: n["distribution"][0].update(
        contentUrl="https://example.org/data/figures.csv"
    ),
    "a word of its own": lambda n: n.update(trust="full"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_dataset_is_found(case: str) -> None:
    said = copy.deepcopy(node(2021, "en"))
    said["variableMeasured"] = [copy.deepcopy(v) for v in node(2019, "en")["variableMeasured"][:1]]
    assert faults(said) == ""
    BROKEN[case](said)
    assert faults(said)


def test_the_script_cannot_be_left() -> None:
    said = {"description": "</script><script>alert(1)</script><!-- 海淀"}
    text = script(said)
    inner = text.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in inner
    assert json.loads(inner) == said
    assert "海淀" in inner
