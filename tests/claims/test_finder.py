"""Claims of each family, in texts written for these tests: both scripts, and English."""

from fractions import Fraction

import pytest

from reportcard.chinese import simplified
from reportcard.claims.claim import RELATIONS, Claim
from reportcard.claims.finder import claims
from reportcard.extract.figures import extract
from reportcard.schema import LANGUAGES
from reportcard.verdicts import CONSISTENT, INCONSISTENT, UNDETERMINED


def found(text: str) -> list[Claim]:
    return list(claims(text, extract(text)))


def verdict(text: str, printed: str, relation: str) -> str | None:
    """The verdict on the first claim of a text with this print and relation."""
    said = (c.verdict for c in found(text) if (c.as_printed, c.relation) == (printed, relation))
    return next(said, None)


CHINESE = [
    ("借閱量由去年的40萬冊增至50萬冊，增幅25%。", "25%", "growth", CONSISTENT),
    ("借閱量由去年的40萬冊增至50萬冊，增幅35%。", "35%", "growth", INCONSISTENT),
    ("渡輪乘客為330萬人次，較上年度的300萬人次增加10%。", "10%", "growth", CONSISTENT),
    ("渡輪乘客為330萬人次，較上年度的300萬人次增加16%。", "16%", "growth", INCONSISTENT),
    ("空置單位由800個減至600個，跌幅25%。", "25%", "growth", CONSISTENT),
    ("投訴由50宗升至200宗，增加三倍。", "三倍", "growth", CONSISTENT),
    ("用水量525萬噸，比上年增加25萬噸，增長5%。", "5%", "growth", CONSISTENT),
    ("罰單262張，同比下降2.60%，同比減少7張。", "2.60%", "growth", CONSISTENT),
    ("預算為9.6億元，較去年的9.1億元增加5000萬元。", "5000萬元", "difference", CONSISTENT),
    ("目標是造林500公頃，目前只完成420公頃，尚欠80公頃。", "80公頃", "difference", CONSISTENT),
    ("購入8輛巴士，每輛250萬元，合共2000萬元。", "2000萬元", "sum", CONSISTENT),
    ("轄內書店45家，佔全市（300家）的15%。", "15%", "share", CONSISTENT),
    ("轄內書店45家，佔全市（300家）的25%。", "25%", "share", INCONSISTENT),
    ("農地面積420畝，其中果園105畝，佔農地面積的25%。", "25%", "share", CONSISTENT),
    ("全年收入80億元，其中稅收65億元，非稅收15億元。", "80億元", "sum", CONSISTENT),
    ("甲館接待12萬人次，乙館接待8萬人次，合計20萬人次。", "20萬人次", "sum", CONSISTENT),
    ("住房需求介乎30萬至36萬個單位，中點數為33萬個。", "33萬個", "average", CONSISTENT),
    ("消費價格總指數為102.3，同比上漲2.3%。", "2.3%", "conversion", CONSISTENT),
    ("設備完成安裝720台，佔年度任務的112.5%。", "112.5%", "completion", UNDETERMINED),
    ("館藏達64萬冊，比上年增長12%。", "12%", "growth", UNDETERMINED),
    ("計劃投資40億元，全年實際投資46億元，計劃完成率115.0%。", "115.0%", "completion", CONSISTENT),
    ("滿意率由85.2%提升至95.4%，提高10.2個百分點。", "10.2個百分點", "difference", CONSISTENT),
    ("汽車保有量突破60萬輛。年末汽車保有量61.4萬輛。", "60萬輛", "conversion", CONSISTENT),
    ("受理申請879件，辦結700件，辦結率79.64%。", "79.64%", "share", CONSISTENT),
    ("一號泳池最忙，接待9.2萬人次，約為三號泳池4.6萬人次的2.0倍。", "2.0倍", "rate", CONSISTENT),
]


@pytest.mark.parametrize(("text", "printed", "relation", "expected"), CHINESE)
def test_a_chinese_claim_has_its_verdict_in_both_scripts(text, printed, relation, expected):
    assert verdict(text, printed, relation) == expected
    assert verdict(simplified(text), simplified(printed), relation) == expected


ENGLISH = [
    ("Loans rose from 400,000 to 500,000, an increase of 25%.", "25%", "growth", CONSISTENT),
    ("Loans rose from 400,000 to 500,000, an increase of 35%.", "35%", "growth", INCONSISTENT),
    (
        "Spending was $9.6 million, compared with $9.1 million last year, an increase of 5.5%.",
        "5.5%",
        "growth",
        CONSISTENT,
    ),
    ("Borrowing fell from £64.0m to £59.5m, a cut of 7%.", "7%", "growth", CONSISTENT),
    (
        "The pool had 1.24 million visits, 9% up on the 1.14 million of 2019.",
        "9%",
        "growth",
        CONSISTENT,
    ),
    (
        "Income was $80 million, of which $65 million came from taxes and $15 million from fees.",
        "$80 million",
        "sum",
        CONSISTENT,
    ),
    ("We inspected 486 shops, 448 of which (92%) passed.", "92%", "share", CONSISTENT),
    ("We inspected 486 shops, 448 of which (97%) passed.", "97%", "share", INCONSISTENT),
]


@pytest.mark.parametrize(("text", "printed", "relation", "expected"), ENGLISH)
def test_an_english_claim_has_its_verdict(text, printed, relation, expected):
    assert verdict(text, printed, relation) == expected


INNOCENT = [
    "生產總值100億元，現價總量比上年增加9億元，增長3%。",
    "職工100人，其中黨員60人，女職工50人。",
    "9月稅收210億元，較8月的260億元減少19.2%，可是比去年八月高出11.5%。",
    "收入50.4億元，年增8.1%；與預算數46.2億元相比，超收4.2億元。",
    "審結案件120件（含舊存15件），同比上升33%。",
    "維修費為6.8億元，比上年的4.0億元大增七成，單是外牆就增加1.3億元。",
    "在建餐館共900家，其中完成630家，佔全年任務的105%。",
    "73種商品裏，漲價的有41種，其中豆漿（上漲66%）居首。",
    "Staff come from 30 schools, 12 of them from 5 districts, up 45%.",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_what_the_words_do_not_join_is_never_called_inconsistent(text):
    for script in (text, simplified(text)):
        assert INCONSISTENT not in {claim.verdict for claim in found(script)}


def test_a_task_that_is_not_printed_is_not_taken_from_another_count():
    (claim,) = found("在建餐館共900家，其中完成630家，佔全年任務的105%。")
    assert (claim.verdict, claim.relation) == (UNDETERMINED, "completion")
    assert [figure.as_printed for figure in claim.inputs] == ["630家"]


BUDGET = (
    "消防處的年度預算為84.6億元，較去年的78.2億元增加8.2%。\n消防處今年預算增加6.1%至84.6億元。"
)


def test_a_growth_printed_again_is_held_to_the_base_of_the_same_level():
    assert verdict(BUDGET, "8.2%", "growth") == CONSISTENT
    assert verdict(BUDGET, "6.1%", "growth") == INCONSISTENT


def test_a_headline_repeats_what_its_body_proves():
    text = "中央圖書館人次大增25%\n中央圖書館今年有50.1萬人次，較去年的40.1萬人次增加24.9%。\n"
    assert verdict(text, "25%", "growth") == CONSISTENT


TABLE = """| 項目 | 2021年 | 2022年 | 變幅 |
| --- | --- | --- | --- |
| 門票 | 200 | 250 | +25% |
| 商店 | 100 | 90 | {} |
| 合計 | 300 | 340 | +13.3% |
"""


@pytest.mark.parametrize(("change", "expected"), [("-10%", CONSISTENT), ("-19%", INCONSISTENT)])
def test_tables_are_checked_along_their_rows_and_down_their_columns(change, expected):
    text = TABLE.format(change)
    assert verdict(text, "25%", "growth") == CONSISTENT
    assert verdict(text, change.lstrip("-"), "growth") == expected
    assert verdict(text, "300", "sum") == verdict(text, "340", "sum") == CONSISTENT


WHOLE = (
    "零售額100.0億元，增長4.0%。其中，城鎮零售額80.0億元，增長5.0%；鄉村零售額20.0億元，增長0.2%。"
)


def test_the_growth_of_a_whole_is_rebuilt_from_its_parts():
    claim = next(c for c in found(WHOLE) if c.as_printed == "4.0%" and c.relation == "growth")
    assert claim.verdict == CONSISTENT
    base = Fraction(80) / (1 + Fraction(5, 100)) + Fraction(20) / (1 + Fraction(2, 1000))
    assert claim.computed == 10000 / base - 100


def test_growth_that_its_parts_do_not_give_is_left_open():
    text = WHOLE.replace("增長4.0%", "增長7.0%")
    claim = next(c for c in found(text) if c.as_printed == "7.0%" and c.relation == "growth")
    assert claim.verdict == UNDETERMINED


def test_contributions_add_to_the_growth_they_are_of():
    text = (
        "地區生產總值900億元，同比增長5.0%。投資的貢獻率為60%，拉動地區生產總值增長3.0個百分點。"
        "消費的貢獻率為40%，拉動地區生產總值增長2.0個百分點。"
    )
    assert verdict(text, "5.0%", "sum") == CONSISTENT
    assert verdict(text, "60%", "sum") == CONSISTENT
    assert verdict(text, "3.0個百分點", "rate") == CONSISTENT


def test_a_composition_makes_a_hundred():
    assert verdict("支出比例為60：25：15。", "60", "sum") == CONSISTENT


def test_parts_that_exceed_their_whole_by_a_little_are_an_error():
    text = "全縣圖書室268間，其中縣級11間，鎮級17間，社區2間，村級232間，學校8間。"
    assert verdict(text, "268間", "sum") == INCONSISTENT


def test_every_claim_gives_its_reason_in_every_language():
    texts = [text for text, *_ in CHINESE + ENGLISH] + [BUDGET, WHOLE, TABLE.format("-10%")]
    for claim in (claim for text in texts for claim in found(text)):
        assert claim.relation in RELATIONS
        for lang in LANGUAGES:
            reason = claim.reason(lang)
            assert reason.endswith((".", "。"))
            assert "{" not in reason


def test_a_reason_names_what_is_printed_and_what_the_figures_allow():
    (claim,) = found("空置單位由800個減至600個，跌幅35%。")
    assert claim.reason("en").startswith("35% stands for [34.5, 35.5]%; the figures allow 25% only")
    assert claim.computed == 25
