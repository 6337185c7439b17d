"""The bars: claims found in the annotated texts beside the project, by their own figures."""

import os
from functools import reduce
from operator import add
from pathlib import Path

import pytest

from reportcard.bench.annotated import SHARED, annotated
from reportcard.bench.claims import score
from reportcard.claims.finder import claims
from reportcard.extract.figures import extract
from reportcard.verdicts import CONSISTENT, INCONSISTENT, UNDETERMINED

SOURCES = Path(os.environ.get("REPORTCARD_SOURCES", "sources"))
ARTICLE = SOURCES / "haidian-2019.txt"

needs_annotated = pytest.mark.skipif(
    not os.environ.get(SHARED), reason="REPORTCARD_EXTRACTION names no folder of annotated texts"
)


@pytest.fixture(scope="module")
def judged():
    """Each annotated text with its claims."""
    texts = annotated(Path(os.environ[SHARED]))
    return [(text, claims(text.text, extract(text.text))) for text in texts]


@needs_annotated
def test_claims_reach_the_bars(judged):
    scores = [score(text.name, text.claims, made) for text, made in judged]
    total = reduce(add, scores)
    assert total.precision >= 0.97, total.wrong
    assert total.recall >= 0.85


@needs_annotated
def test_the_errors_of_the_texts_are_named_and_no_other_accused(judged):
    accused = {
        (text.name, claim.start): claim
        for text, made in judged
        for claim in made
        if claim.verdict == INCONSISTENT
    }
    wanted = {
        (text.name, int(row["start"]))
        for text, _ in judged
        for row in text.claims
        if row["verdict"] == "inconsistent"
    }
    assert wanted
    assert set(accused) == wanted
    for claim in accused.values():
        assert claim.as_printed in claim.reason("en")
        assert "outside" in claim.reason("en")


@pytest.mark.skipif(
    not ARTICLE.is_file(), reason="the article of 2019 is not in REPORTCARD_SOURCES"
)
def test_the_article_of_the_book_is_checked_as_people_checked_it():
    text = ARTICLE.read_bytes().decode("utf-8")
    made = claims(text, extract(text))
    said = {(c.as_printed, c.relation): ([f.as_printed for f in c.inputs], c.verdict) for c in made}
    assert said["127.4%", "completion"] == (["1783家"], UNDETERMINED)
    assert said["42%", "share"] == (["145家", "346家"], CONSISTENT)
    assert said["50%", "share"] == (["6家", "12家"], CONSISTENT)
    assert said["9%", "share"] == (["6家", "70家"], CONSISTENT)
    assert said["219家", "sum"] == (["145家", "74家"], CONSISTENT)
    assert INCONSISTENT not in {claim.verdict for claim in made}
