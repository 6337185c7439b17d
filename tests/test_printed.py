"""The one reader of printed numbers: what a print can stand for."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reportcard.errors import DataError
from reportcard.hedges import Unreadable, hedges_around, load_hedges
from reportcard.interval import Interval, point
from reportcard.printed import read_printed

SIMPLIFIED = str.maketrans(
    "萬億餘個點畝輛處筆兩過約將於達邁內滿時頃", "万亿余个点亩辆处笔两过约将于达迈内满时顷"
)
WIDE = str.maketrans("0123456789,.%-~$()", "０１２３４５６７８９，．％－～＄（）")
SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "萬": 10**4, "億": 10**8, "萬億": 10**12}
MEASURES = ["元", "%", "個百分點", "百分點", "微克/立方米", "畝", "公里", "元/平方米", ""]
COUNTS = ["家", "個", "筆", "人次", "個(次)", "輛次"]
HEDGES = {
    "突破": ("v", None, "(", ")"),
    "超過": ("v", None, "(", ")"),
    "超": ("v", None, "(", ")"),
    "逾": ("v", None, "(", ")"),
    "邁上": ("v", None, "[", ")"),
    "近": ("v-u", "v", "(", ")"),
    "接近": ("v-u", "v", "(", ")"),
    "約": ("v-u", "v+u", "[", "]"),
    "不足": ("0", "v", "(", ")"),
    "不超過": ("0", "v", "(", "]"),
    "以上": ("v", None, "[", ")"),
    "左右": ("v-u", "v+u", "[", "]"),
    "以內": ("0", "v", "(", "]"),
}
AFTER = {"以上", "左右", "以內"}


def allowed(hedge: str, value: Fraction, step: Fraction) -> Interval:
    """The interval of house.md for a hedge."""
    ends = {None: None, "0": 0, "v": value, "v-u": value - step, "v+u": value + step}
    lower, upper, left, right = HEDGES[hedge]
    low, high = (e if e is None else Fraction(e) for e in (ends[lower], ends[upper]))
    return Interval(low, high, left == "(", right == ")")


@st.composite
def prints(draw: st.DrawFn, least: int = 0) -> tuple[str, Fraction, Fraction]:
    """A number as a source may set it: its text, its value, one unit of its last digit."""
    whole, decimals = draw(st.integers(least, 10**7)), draw(st.text("0123456789", max_size=3))
    text = draw(st.sampled_from([str(whole), f"{whole:,}"])) + (f".{decimals}" if decimals else "")
    scale = draw(st.sampled_from(sorted(SCALES)))
    value = Fraction(f"{whole}.{decimals or 0}") * SCALES[scale]
    return text + scale, value, Fraction(SCALES[scale], 10 ** len(decimals))


def is_whole(text: str, unit: str) -> bool:
    """True for plain counts: no 萬 or 億, no decimals, a measure word."""
    return unit in COUNTS and not set(text) & set("萬億.")


@given(prints(), st.sampled_from(MEASURES + COUNTS))
def test_a_plain_number_reads_back_with_half_a_unit_around_or_exactly(number, unit):
    text, value, step = number
    read = read_printed(text + unit)
    assert (read.value, read.unit, read.step, read.hedges) == (value, unit, step, ())
    if is_whole(text, unit):
        assert read.interval == point(value)
    elif unit not in COUNTS or set(text) & set("萬億"):
        assert read.interval == Interval(value - step / 2, value + step / 2)


@given(prints(least=1), st.sampled_from(sorted(HEDGES)), st.sampled_from(MEASURES))
def test_a_hedge_stands_for_its_interval_in_the_text_and_beside_it(number, hedge, unit):
    text, value, step = number
    inside = text + unit + hedge if hedge in AFTER else hedge + text + unit
    for read in (read_printed(inside), read_printed(text + unit, (hedge,))):
        assert (read.value, read.unit, read.hedges) == (value, unit, (hedge,))
        assert read.interval == allowed(hedge, value, step)


@given(
    st.integers(1, 99999), st.sampled_from(sorted(SCALES)), st.sampled_from("餘余多"),
    st.sampled_from(COUNTS + MEASURES), st.booleans(),
)  # fmt: skip
def test_a_remainder_reaches_to_the_next_of_the_last_digit_that_counts(
    whole, scale, word, unit, scale_last
):
    text = f"{whole}{word}{scale}" if scale_last else f"{whole}{scale}{word}"
    read = read_printed(text + unit)
    value, digits = whole * SCALES[scale], str(whole)
    step = SCALES[scale] * 10 ** (len(digits) - len(digits.rstrip("0")))
    assert (read.value, read.step, read.unit, read.hedges) == (value, step, unit, (word,))
    assert read.interval == Interval(Fraction(value), Fraction(value + step), True, True)


@given(prints(), st.sampled_from(["", *HEDGES]), st.sampled_from(MEASURES + COUNTS))
def test_scripts_and_widths_read_alike(number, hedge, unit):
    text = hedge + number[0] + unit if hedge not in AFTER else number[0] + unit + hedge
    if hedge in ("不足", "不超過", "以內") and not number[1]:
        return
    read = read_printed(text)
    for other in (text.translate(SIMPLIFIED), text.translate(WIDE)):
        again = read_printed(other)
        assert (again.value, again.step, again.interval) == (read.value, read.step, read.interval)
    assert read_printed(text.translate(SIMPLIFIED)).unit == unit.translate(SIMPLIFIED)
    assert read_printed(text.translate(WIDE)).unit == unit


@given(prints(), prints(), st.sampled_from(["至", "到", "-", "—", "–", "~", "～", " - "]))
def test_a_range_goes_from_its_first_to_its_second_number(one, other, mark):
    (low, lower, _), (high, upper, _) = sorted((one, other), key=lambda p: p[1])
    for between in ("", "元"):
        if not between and low[-1].isdigit() and not high[-1].isdigit():
            continue  # 3至5萬: the scale may be meant for both, see below
        read = read_printed(f"{low}{between}{mark}{high}元")
        assert (read.value, read.upper_value, read.unit) == (lower, upper, "元")
        assert read.interval == Interval(lower, upper)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("3至5萬元", 30000, 50000, "元"),
        ("1.5至2.5萬人", 15000, 25000, "人"),
        ("1至2.5億元", 10**8, 25 * 10**7, "元"),
        ("8至12萬億元", 8 * 10**12, 12 * 10**12, "元"),
        ("500至2萬元", 500, 20000, "元"),
        ("1元至2萬元", 1, 20000, "元"),
        ("5百至2萬元", 500, 20000, "元"),
        ("三至五家", 3, 5, "家"),
        ("三家到五家", 3, 5, "家"),
        ("三至五萬人", 30000, 50000, "人"),
        ("10-15%", 10, 15, "%"),
        ("10%—15%", 10, 15, "%"),
        ("六成至七成", 60, 70, "%"),
        ("百分之五至百分之六", 5, 6, "%"),
    ],
)
def test_ranges_by_value(text, low, high, unit):
    read = read_printed(text)
    assert (read.value, read.upper_value, read.unit) == (low, high, unit)
    assert read.interval == Interval(Fraction(low), Fraction(high))


def chinese(n: int) -> str:
    """A whole number as Chinese writes it in full."""
    for size, word in ((10**8, "億"), (10**4, "萬"), (1000, "千"), (100, "百"), (10, "十")):
        if n >= size:
            more, left = chinese(n // size) + word, n % size
            return more + ("零" if 0 < left < size // 10 else "") + (chinese(left) if left else "")
    return "零一二三四五六七八九"[n]


@given(st.integers(0, 10**12 - 1))
@example(130_000_000)
@example(1_300_000_000_000)
@example(10_001)
def test_chinese_numerals_read_back_in_both_scripts(n):
    for text in (chinese(n), chinese(n).translate(SIMPLIFIED)):
        assert read_printed(text + "元").value == n


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三家", 3),
        ("兩家", 2),
        ("十五家", 15),
        ("二十家", 20),
        ("兩百五十家", 250),
        ("三百五", 350),
        ("三百零五", 305),
        ("一萬二", 12000),
        ("一億三千萬", 130_000_000),
        ("一萬億", 10**12),
        ("五萬萬", 5 * 10**8),
        ("二〇一九", 2019),
        ("千億元", 10**11),
        ("14億3,329萬", 1_433_290_000),
        ("15 246宗", 15_246),
        ("1 210萬架次", 12_100_000),
    ],
)
def test_words_for_numbers_by_value(text, value):
    assert read_printed(text).value == value


@given(st.integers(1, 9999), st.sampled_from(["千", "百", "十"]))
def test_a_remainder_after_chinese_numerals(n, word):
    size = SCALES[word]
    read = read_printed(chinese(n * size) + "餘家")
    assert read.value < read.interval.upper
    assert n * size not in read.interval
    assert n * size + 1 in read.interval


@pytest.mark.parametrize(
    ("text", "hedges", "interval"),
    [
        ("145家", (), "[145, 145]"),
        ("26萬餘件", (), "(260000, 270000)"),
        ("1600餘個(次)", (), "(1600, 1700)"),
        ("300多萬元", (), "(3000000, 4000000)"),
        ("7000億元", ("邁上",), "[700000000000, ∞)"),
        ("2400億元", ("突破",), "(240000000000, ∞)"),
        ("6200萬元", ("近",), "(61990000, 62000000)"),
        ("3.5%", ("左右",), "[17/5, 18/5]"),
        ("10%以上", (), "[10, ∞)"),
        ("127.4%", (), "[2547/20, 2549/20]"),
        ("42%", (), "[83/2, 85/2]"),
        ("2600畝", (), "[5199/2, 5201/2]"),
        ("40微克/立方米", (), "[79/2, 81/2]"),
        ("22萬平方米", (), "[215000, 225000]"),
        ("2.50萬元", (), "[24950, 25050]"),
        ("5百分點", (), "[9/2, 11/2]"),
        ("0.30個百分點", (), "[59/200, 61/200]"),
        ("53元/平方米", (), "[105/2, 107/2]"),
        ("不足5家", (), "(0, 5)"),
    ],
)
def test_intervals_of_the_house_by_value(text, hedges, interval):
    assert str(read_printed(text, hedges).interval) == interval


@given(prints(least=1), st.fractions(0, 100, max_denominator=10))
def test_a_precision_given_replaces_the_one_printed(number, precision):
    text, value, _ = number
    read = read_printed(text + "元", precision=precision)
    assert read.step == precision
    assert read.interval == Interval(value - precision / 2, value + precision / 2)


def test_zeros_after_the_point_count():
    assert read_printed("2%").step == 1
    assert read_printed("2.0%").step == Fraction(1, 10)
    assert read_printed("2.00%").step == Fraction(1, 100)


def test_words_that_are_no_hedges_say_nothing():
    with pytest.raises(Unreadable, match="'僅' is no hedge"):
        read_printed("5家", ("僅",))


def test_two_hedges_of_one_meaning_agree_and_of_two_do_not():
    assert read_printed("約5元", ("大約",)).hedges == ("約", "大約")
    with pytest.raises(Unreadable, match="at once"):
        read_printed("近5元左右")


@pytest.mark.parametrize("sign", ["-", "−", "－"])
def test_a_minus_is_said_and_the_magnitude_read(sign):
    read = read_printed(f"{sign}3.2%")
    assert (read.minus, read.value) == (True, Fraction(16, 5))
    assert not read_printed("3.2%").minus


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "家", "近", "%", "abc", "近家", "約-5", "½", "½家", "3½", "5²", "①",
        "1,23", "1,2345家", "12,34家", "3.5.7", "5 00元", "50000 000元", "3至", "5至3家",
        "四分之", "分之一", "2.6:", "5:0", "一二三億", "9" * 5000, "三" * 5000,
        "不足0家", "近5家以上",
    ],
)  # fmt: skip
def test_what_is_no_printed_number_is_refused_with_its_text(text):
    with pytest.raises(Unreadable):
        read_printed(text)


def test_a_precision_that_leaves_nothing_is_refused():
    with pytest.raises(Unreadable, match="nothing lies in"):
        read_printed("26萬餘件", precision=Fraction(0))


LIKELY = "0123456789,.%萬億千百十餘多近約突破不足以上左右個百分點至到-~—家元 −$()三兩零"


@given(st.text(max_size=12) | st.text(LIKELY, max_size=10))
def test_junk_is_read_or_refused_and_nothing_else(text):
    try:
        read = read_printed(text)
    except Unreadable:
        return
    inside = read.interval
    assert read.value >= 0
    assert inside.lower is None or inside.lower <= read.value
    assert inside.upper is None or read.value <= inside.upper


def test_hedges_beside_a_number_are_found_longest_first():
    assert hedges_around("收入預計超過", "左右,同比") == ["超過", "左右"]
    assert hedges_around("收入為", ",同比") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('place = "inner"', 'place = "middle"', "[a_remainder] has place = 'middle'"),
        ('upper = "value + step"', 'upper = "vale"', "[a_remainder] has upper = 'vale'"),
        ('place = "inner"\n', "", "[a_remainder] lacks 'place'"),
        ('words = ["餘", "余", "多"]', "words = 3", "[a_remainder] has words = 3"),
        ('words = ["餘", "余", "多"]', "words = []", "[a_remainder] has words = []"),
        ('lower = "value"', 'lower = ["value"]', "[a_remainder] has lower = ['value']"),
        ('open = ["lower", "upper"]', 'open = ["loewr"]', "[a_remainder] has open = ['loewr']"),
        ('open = ["lower", "upper"]', 'open = "lower"', "[a_remainder] has open = 'lower'"),
        ('"左右", ', '"左右", "約", ', "the word '約' of [or_so] is one of [about], too"),
        ("not_in =", "notin =", "[beyond] has an unknown key 'notin'"),
        ("why.en =", "why.fr =", "why lacks a language, en"),
        ("[a_remainder]", "x = 1\n[a_remainder]", "'x' stands in no table"),
    ],
)
def test_a_broken_table_of_hedges_is_told_with_its_line(project, old, new, said):
    path = project / "hedges.toml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(DataError) as caught:
        load_hedges(path)
    assert said in str(caught.value)
    assert all(p.file == path and p.line and p.remedy for p in caught.value.problems)
