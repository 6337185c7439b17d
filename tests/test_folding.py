"""Folding: one form for both Chinese scripts, both widths, both cases; offsets survive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcard.folding import fold, scripts

HAN = st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)
WORDS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), HAN))


def utf16(text):
    """How long JavaScript takes a text to be."""
    return len(text.encode("utf-16-le")) // 2


@given(WORDS)
def test_offsets_survive(text):
    folded = fold(text)
    assert len(folded) == len(text)
    assert [utf16(a) for a in folded] == [utf16(a) for a in text]


@given(WORDS)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(WORDS, WORDS)
def test_a_character_is_folded_whatever_stands_beside_it(left, right):
    assert fold(left + right) == fold(left) + fold(right)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("海淀區", "海淀区"),
        ("億", "亿"),
        ("科創板", "科创板"),
        ("ＳＴＡＲ　Market", "star market"),
        ("７％", "7%"),
        ("乾", "干"),
        ("薴", "苎"),  # OpenCC takes two steps
        ("…", "…"),  # three full stops would take more room
        ("İ", "İ"),  # so would its small letter
    ],
)
def test_folded(text, folded):
    assert fold(text) == folded


def test_the_table_holds_what_folds_to_the_characters_given_and_nothing_else():
    traditional, simplified = scripts("亿海区x")
    assert dict(zip(traditional, simplified, strict=True)) == {"億": "亿", "區": "区"}


@given(st.sets(HAN))
def test_the_table_agrees_with_folding(characters):
    traditional, simplified = scripts(map(fold, characters))
    table = dict(zip(traditional, simplified, strict=True))
    assert {old: fold(old) for old in table} == table
    assert {c for c in characters if fold(c) != c} <= set(table)
