"""What holds of the claim finder whatever the text says."""

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportcard.chinese import simplified
from reportcard.claims.claim import Claim, claimed
from reportcard.claims.finder import claims
from reportcard.extract.figures import extract
from reportcard.verdicts import CONSISTENT, INCONSISTENT, UNDETERMINED

WORDS = [
    *(
        "由去年的",
        "增至",
        "減至",
        "較上年的",
        "比上年增加",
        "增幅",
        "跌幅",
        "其中",
        "佔全市的",
        "佔",
    ),
    *(
        "合共",
        "分別",
        "每",
        "同比增長",
        "下降",
        "，",
        "。",
        "；",
        "（",
        "）",
        "、",
        "和",
        "書店",
        "稅收",
    ),
    *("人次", "完成年度任務的", "拉動生產總值增長", "貢獻率", "指數為", "中點數為", "尚欠", "\n"),
    *("| ", " |\n", "# ", "rose from ", " to ", "of which ", " and ", ", up ", " than "),
]
FIGURES = [
    *("12家", "40萬元", "52億元", "7.5%", "三成", "2倍", "1.2個百分點", "60：25：15", "3至5家"),
    "$5 million",
]
PIECES = st.lists(st.sampled_from(WORDS + FIGURES), max_size=40).map("".join)


def found(text: str) -> tuple[Claim, ...]:
    return claims(text, extract(text))


@given(st.one_of(st.text(max_size=80), PIECES))
@settings(deadline=None, max_examples=150)
def test_any_text_has_claims_that_stand_in_it_in_order(text):
    made = found(text)
    assert [claim.start for claim in made] == sorted(claim.start for claim in made)
    for claim in made:
        assert text[claim.start : claim.end] == claim.as_printed
        assert (claim.computed is None) == (claim.interval is None)
        assert claim.verdict in (CONSISTENT, INCONSISTENT, UNDETERMINED)
        if claim.interval is not None:
            assert claim.computed in claim.interval


@given(PIECES)
@settings(deadline=None, max_examples=100)
def test_both_scripts_make_the_same_claims(text):
    def keys(written: str) -> list[tuple[int, int, str, str, tuple[int, ...]]]:
        return [
            (c.start, c.end, c.relation, c.verdict, tuple(f.start for f in c.inputs))
            for c in found(written)
        ]

    assert keys(text) == keys(simplified(text))


COUNTS = st.integers(min_value=3000, max_value=99_999)


def rounded(value: Fraction, places: int) -> str:
    return f"{float(round(abs(value), places)):.{places}f}"


@given(COUNTS, COUNTS, st.sampled_from((1, 2)), st.integers(min_value=2, max_value=40))
@settings(deadline=None, max_examples=100)
def test_a_growth_that_is_rounded_passes_and_one_shifted_beyond_is_caught(old, new, places, steps):
    growth = Fraction(100 * (new - old), old)
    if abs(growth) < 2:
        return
    moves = ("增至", "增幅") if new > old else ("減至", "跌幅")
    shifted = abs(growth) + Fraction(steps, 10**places)
    for printed, expected in ((abs(growth), CONSISTENT), (shifted, INCONSISTENT)):
        text = f"書店由去年的{old}家{moves[0]}{new}家，{moves[1]}{rounded(printed, places)}%。"
        (claim,) = found(text)
        assert (claim.relation, claim.verdict) == ("growth", expected)
        assert claim.computed == abs(growth)


@given(COUNTS, COUNTS, st.integers(min_value=2, max_value=40))
@settings(deadline=None, max_examples=100)
def test_a_share_that_is_rounded_passes_and_one_shifted_beyond_is_caught(one, other, steps):
    part, whole = sorted((one, one + other))
    share = Fraction(100 * part, whole)
    for printed, expected in (
        (share, CONSISTENT),
        (share + Fraction(steps, 10), INCONSISTENT),
    ):
        text = f"區內書店{part}家，佔全市（{whole}家）的{rounded(printed, 1)}%。"
        claim = next(c for c in found(text) if c.relation == "share")
        assert claim.verdict == expected
        assert claim.computed == share


@given(st.lists(COUNTS, min_size=2, max_size=5), st.integers(min_value=1, max_value=9))
@settings(deadline=None, max_examples=60)
def test_a_total_is_found_where_its_parts_make_it_and_not_where_they_do_not(parts, off):
    listed = "，".join(f"{'甲乙丙丁戊'[i]}類書店{part}家" for i, part in enumerate(parts))
    right = f"書店共{sum(parts)}家，其中{listed}。"
    assert [c.verdict for c in found(right) if c.relation == "sum"] == [CONSISTENT]
    short = f"書店共{sum(parts) + off}家，其中{listed}。"
    assert not [c for c in found(short) if c.relation == "sum"]


@given(COUNTS, COUNTS)
@settings(deadline=None, max_examples=60)
def test_a_hedge_widens_what_a_claim_stands_for(old, increase):
    text = (
        f"書店由{old}家增至{old + increase}家，增幅約{rounded(Fraction(100 * increase, old), 1)}%。"
    )
    (claim,) = found(text)
    figure = claim.figure
    assert claim.verdict == CONSISTENT
    assert claimed(figure) == figure.interval.widened(figure.step / 2)


@pytest.mark.parametrize(
    "unit", ["由100件增至120件，增幅20%，", "其中30家，佔10%，", "（", "| 甲 | 5 |\n"]
)
def test_hostile_repetition_takes_time_in_proportion(unit):
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        figures = extract(text)
        begun = time.process_time()
        claims(text, figures)
        return time.process_time() - begun

    seconds(500)  # the vocabulary is read once
    assert seconds(12_000) < 12 * seconds(3_000) + 0.5
