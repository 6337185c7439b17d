"""Shares whose whole the words name or imply, in texts written for these tests."""

import pytest

from reportcard.chinese import simplified
from reportcard.claims.claim import Claim
from reportcard.claims.finder import claims
from reportcard.extract.figures import extract
from reportcard.verdicts import CONSISTENT, INCONSISTENT, UNDETERMINED


def found(text: str) -> list[Claim]:
    return list(claims(text, extract(text)))


def said(text: str, printed: str, relation: str) -> tuple[str, list[str]] | None:
    """Verdict and inputs of the first claim of a text with this print and relation."""
    for claim in found(text):
        if (claim.as_printed, claim.relation) == (printed, relation):
            return claim.verdict, [figure.as_printed for figure in claim.inputs]
    return None


CHINESE = [
    (
        "本鎮歲入編列80億元。歲出另議。各項細目如下。門票收入24億元，占歲入總額3成。",
        "3成",
        ["24億元", "80億元"],
    ),
    (
        "歲入編列80億元，其中規費20億元，占歲入的25%。罰款收入12億元，占15%。",
        "15%",
        ["12億元", "80億元"],
    ),
    ("全年水質達標天數338天，優良率92.6%。", "92.6%", ["338天"]),
    ("受理借書申請640件。其中需館際調閱的已辦妥576件，辦妥率90.0%。", "90.0%", ["576件", "640件"]),
    ("渡輪乘客90萬人次，約為兩年前120萬人次的七成五。", "七成五", ["90萬人次", "120萬人次"]),
    ("受訪旅客1,200人，當中青年有360名，佔百分之三十。", "百分之三十", ["360名", "1,200人"]),
    (
        "全縣圖書館收到書籍9,000冊，其中小說4,700冊，占一半以上。",
        "一半",
        ["4,700冊", "9,000冊"],
    ),
]


@pytest.mark.parametrize(("text", "printed", "inputs"), CHINESE)
def test_a_share_finds_its_whole_in_both_scripts(text, printed, inputs):
    assert said(text, printed, "share") == (CONSISTENT, inputs)
    there = simplified(text), simplified(printed), "share"
    assert said(*there) == (CONSISTENT, [simplified(i) for i in inputs])


ENGLISH = [
    ("Buses ran on 292 days, or 80 percent of the year.", "80 percent", "share", ["292 days"]),
    ("18 of our 60 vans (30%) are electric.", "30%", "share", ["18", "60"]),
    ("Judges heard 24 appeals and allowed 16, two-thirds.", "two-thirds", "share", ["16", "24"]),
    (
        "The budget was $50.0 million. Spending was $49.0 million, or 98 percent of the budget.",
        "98 percent",
        "completion",
        ["$49.0 million", "$50.0 million"],
    ),
]


@pytest.mark.parametrize(("text", "printed", "relation", "inputs"), ENGLISH)
def test_an_english_share_finds_its_whole(text, printed, relation, inputs):
    assert said(text, printed, relation) == (CONSISTENT, inputs)


OPEN = [
    ("歲入編列80億元。門票收入24億元，占歲入總額4成。", "4成"),
    ("全年水質達標天數338天，占監測天數的97%。", "97%"),
    ("歲入編列80億元，其中規費20億元，占歲入的25%。罰款收入12億元，占35%。", "35%"),
]


@pytest.mark.parametrize(("text", "printed"), OPEN)
def test_a_whole_found_by_name_never_accuses(text, printed):
    for script in (str, simplified):
        made = [c for c in found(script(text)) if c.as_printed == script(printed)]
        assert {c.verdict for c in made} <= {UNDETERMINED}


def test_shares_behind_the_parts_of_a_total_are_checked_where_all_agree():
    text = (
        "The council spends $100,000,000.\nParks | $30,000,000 | {}\n"
        "Roads | $50,000,000 | 50.0%\nSchools | $20,000,000 | 20.0%\n"
    )
    assert said(text.format("30.0%"), "30.0%", "share") == (
        CONSISTENT,
        ["$30,000,000", "$100,000,000"],
    )
    assert said(text.format("33.0%"), "50.0%", "share") is None


CHANGES = [
    (
        "燈具每組由40元調至30元，平均壽命由8年增加。每月漁獲6000箱，較去年4,800箱多四分一。",
        "四分一",
    ),
    ("稻米產量21.0萬噸，增產1.0萬噸，增長5.0%。", "5.0%"),
    ("清潔合約由20億元加至23億元，加幅一成五。", "一成五"),
]


@pytest.mark.parametrize(("text", "printed"), CHANGES)
def test_growth_in_fractions_and_by_an_increase(text, printed):
    for script in (str, simplified):
        verdict, _ = said(script(text), script(printed), "growth") or ("", [])
        assert verdict == CONSISTENT


NAMED_BASES = [
    (
        "公車卡用戶820.5萬戶。單車卡用戶610.2萬戶，較公車卡用戶數少210.3萬戶。",
        "210.3萬戶",
        "difference",
    ),
    ("門票稅實徵數為520億元。今年門票稅編列546億元，較門票稅實徵數增加5.0%。", "5.0%", "growth"),
]


@pytest.mark.parametrize(("text", "printed", "relation"), NAMED_BASES)
def test_a_change_against_a_level_that_is_named(text, printed, relation):
    for script in (str, simplified):
        verdict, _ = said(script(text), script(printed), relation) or ("", [])
        assert verdict == CONSISTENT


ENGLISH_CHANGES = [
    ("Thefts dropped by a fifth, from 1,500 to 1,200 cases.", "a fifth", "growth"),
    (
        "Crews mended 180 pipes, 20 fewer than the year before, a drop of 10.0 percent.",
        "10.0 percent",
        "growth",
    ),
    (
        "The trust spent £35.3m against a net budget of £35.9m, an underspend of £0.6m or 1.7%.",
        "£0.6m",
        "difference",
    ),
    (
        "The trust spent £35.3m against a net budget of £35.9m, an underspend of £0.6m or 1.7%.",
        "1.7%",
        "share",
    ),
]


@pytest.mark.parametrize(("text", "printed", "relation"), ENGLISH_CHANGES)
def test_english_changes_and_gaps(text, printed, relation):
    verdict, _ = said(text, printed, relation) or ("", [])
    assert verdict == CONSISTENT


def test_a_fraction_that_its_levels_deny_is_not_told_consistent():
    text = "Thefts dropped by a fifth, from 1,500 to 700 cases."
    assert said(text, "a fifth", "growth") in (None, (INCONSISTENT, ["700 cases", "1,500"]))


def test_an_increase_without_its_base_is_no_claim():
    assert found("年末人口41.2萬人，比上年減少0.4萬人。") == []


def test_a_share_of_the_level_before_it_is_not_taken_for_its_part():
    assert found("諮詢電話3萬通，其中投資類占四成。") == []


def test_the_days_of_a_year_give_their_reason():
    (claim,) = found("全年水質達標天數338天，優良率92.6%。")
    assert claim.reason("en").startswith("338天 of the year's days are")
