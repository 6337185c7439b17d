"""What is a figure of a text and what is none, in either script and in English."""

from fractions import Fraction

import cn2an
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcard.extract.figures import extract
from reportcard.printed import read_printed
from reportcard.tables import HERE


def found(text):
    return [(f.as_printed, f.value, f.unit) for f in extract(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新增商铺145家", [("145家", 145, "家")]),
        ("全年收入1.2万亿元", [("1.2万亿元", 1_200_000_000_000, "元")]),
        ("总人口14億3,329萬人", [("14億3,329萬人", 1_433_290_000, "人")]),
        ("人數 44 萬 1000 人", [("44 萬 1000 人", 441_000, "人")]),
        ("预算3兆7,619亿元", [("3兆7,619亿元", 3_761_900_000_000, "元")]),
        ("欠款3千5百萬元", [("3千5百萬元", 35_000_000, "元")]),
        ("造林2600亩", [("2600亩", 2600, "亩")]),
        ("接诉26万余件", [("26万余件", 260_000, "件")]),
        ("存款300多万元", [("300多万元", 3_000_000, "元")]),
        ("增幅一倍多", [("一倍多", 1, "倍")]),
        ("增幅逾一倍半", [("一倍半", Fraction(3, 2), "倍")]),
        ("产量翻了一番", [("翻了一番", 2, "倍")]),
        ("近七成用户", [("七成", 70, "%")]),
        ("占约2成1", [("2成1", 21, "%")]),
        ("上升百分之十六點二", [("百分之十六點二", Fraction(81, 5), "%")]),
        ("占三分之二", [("三分之二", Fraction(2, 3), "")]),
        ("大增四分一", [("四分一", Fraction(1, 4), "")]),
        ("其中一半来自外地", [("一半", Fraction(1, 2), "")]),
        ("收入比为2.6∶1", [("2.6∶1", Fraction(13, 5), "")]),
        ("结构为3:38:59", [("3", 3, "%"), ("38", 38, "%"), ("59", 59, "%")]),
        ("提高1.5個百分點", [("1.5個百分點", Fraction(3, 2), "百分點")]),
        ("高0.5和4个百分点", [("0.5", Fraction(1, 2), "百分点"), ("4个百分点", 4, "百分点")]),
        ("浓度33微克/立方米", [("33微克/立方米", 33, "微克/立方米")]),
        ("采集1600余个（次）", [("1600余个（次）", 1600, "个（次）")]),
        ("由85%升至95%", [("85%", 85, "%"), ("95%", 95, "%")]),
        ("增加5%至1000億元", [("5%", 5, "%"), ("1000億元", 10**11, "元")]),
        ("指数为99.5。", [("99.5", Fraction(199, 2), "")]),
        ("位居全省第3位", [("第3位", 3, "位")]),
        ("稅收$3286億", [("$3286億", 328_600_000_000, "$")]),
        ("达１２．５％", [("１２．５％", Fraction(25, 2), "%")]),
        ("rose to RMB 3.2 billion", [("RMB 3.2 billion", 3_200_000_000, "RMB")]),
        ("spent £45.8m on roads", [("£45.8m", 45_800_000, "£")]),
        ("up 5.2 per cent", [("5.2 per cent", Fraction(26, 5), "%")]),
        ("some two-thirds of calls", [("two-thirds", Fraction(2, 3), "")]),
        ("nearly three million visits", [("three million", 3_000_000, "")]),
        ("1,245 plans, 15 km of road", [("1,245", 1245, ""), ("15 km", 15, "km")]),
    ],
)  # fmt: skip
def test_a_figure_is_found_with_its_span_value_and_unit(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("需求介乎41.9萬至46.3萬個之間", 419_000, 463_000),
        ("年薪60萬元至90萬元者", 600_000, 900_000),
        ("未來3至4年", 3, 4),
        ("3元至5元的商品", 3, 5),
        ("增長六成至七成", 60, 70),
        ("takes 10 to 15 per cent", 10, 15),
        ("between £3m and £4m", 3_000_000, 4_000_000),
    ],
)
def test_a_range_is_one_figure(text, low, high):
    [figure] = extract(text)
    assert (figure.value, figure.value_hi) == (low, high)


@pytest.mark.parametrize(
    "text",
    [

        "2019年3月5日至9日", "2018/19年度", "二〇一九年", "民國112年度", "今(101)年9月",
        "第14届会议", "第三季度", "一、经济", "1. 总则", "（3）其他", "见表2", "参考文献[12]",
        "地铁13号线", "16路公交", "国道107国道", "5G基站", "PM2.5", "G20峰会", "“1+8+N”体系",
        "5+2服务", "7×24小时", "12345热线", "电话010-62345678", "国发〔2019〕12号",
        "60岁以上老人", "18至64岁", "上午8:30", "8时30分", "三位一体", "千方百计", "一带一路",
        "十四五规划", "一产", "二级以上", "上百家", "千家企业", "几十个", "数千人", "三年行动计划",
        "十年前", "5年前", "以上年为100", "90后", "每10万人", "2019男篮世界杯", "①", "½", "Table 3",
        "14th plan", "aged 65 and over", "on 3 March 2023", "in 2022/23", "COVID-19",
        "a 24-hour line", "two years ago", "1 in 5", "call 2345 6789", "at 9.30am", "phase 2", "",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_figure_is_passed_over(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "direction", "hedges", "status", "kind"),
    [
        ("预计收入突破5000亿元", "", ("突破",), "forecast", "amount"),
        ("能耗、水耗均下降5%", "-", (), "", "growth"),
        ("同比分别下降12.5%和8.3%", "-", (), "", "growth"),
        ("降幅達5.8%", "-", (), "", "growth"),
        ("去年GDP下降2.1%", "-", (), "", "growth"),
        ("年變動率 (-2.4%)", "-", (), "", "ratio"),
        ("2019-2.4%", "", (), "", "ratio"),
        ("由7000宗跌至6000宗", "", (), "", "count"),
        ("减免税费450亿元", "", (), "", "amount"),
        ("近5年的增幅", "", (), "", "duration"),
        ("达到率95%以上", "", ("以上",), "", "ratio"),
        ("spending fell by about 5%", "-", ("about",), "", "growth"),
        ("more than 30 schools", "", ("more than",), "", "count"),
    ],
)
def test_the_words_around_a_figure_are_read(text, direction, hedges, status, kind):
    last = extract(text)[-1]
    assert (last.direction, last.hedges, last.status, last.kind) == (
        direction,
        hedges,
        status,
        kind,
    )


def test_counts_in_words_are_marked_weak():
    assert [(f.as_printed, f.weak) for f in extract("新建三所学校、5座桥,共一億元")] == [
        ("三所", True),
        ("5座", False),
        ("一億元", False),
    ]


LIKELY = "0123456789,.%％:至到-年月日第余多个百分点万亿元家成倍半约近一二十百千下降增长。,、() $a"


@given(st.text(max_size=60) | st.text(LIKELY, max_size=40))
def test_any_text_gives_figures_in_order_that_the_one_reader_reads_alike(text):
    end = 0
    for figure in extract(text):
        assert end <= figure.start < figure.end
        end = figure.end
        assert text[figure.start : figure.end] == figure.as_printed
        read = read_printed(figure.as_printed, figure.hedges)
        assert (read.value, read.upper_value, read.interval, read.step) == (
            figure.value,
            figure.value_hi,
            figure.interval,
            figure.step,
        )


@given(
    st.integers(1, 10**7),
    st.sampled_from(["", "万", "亿", "萬億"]),
    st.sampled_from(["元", "家", "亩", "%", "个百分点", "人次", "公里", "吨"]),
    st.sampled_from(["全年达到{}。", "比上年增加{},", "其中{}为新增", "（{}）"]),
)
def test_a_number_in_a_sentence_is_found_whole(number, scale, unit, sentence):
    printed = f"{number:,}{scale}{unit}"
    [figure] = extract(sentence.format(printed))
    assert figure.as_printed == printed
    assert figure.value == read_printed(printed).value


@given(st.integers(11, 99_999_999))
def test_chinese_numerals_are_read_as_others_read_them(number):
    words = cn2an.an2cn(number)
    [figure] = extract(f"共有{words}名员工")
    assert (figure.as_printed, figure.value) == (words + "名", number)


@pytest.mark.parametrize(
    ("printed", "other"), [("3亩", "2000 m²"), ("5公顷", "50000 m²"), ("12公里", "12 km")]
)
def test_units_that_the_project_converts_agree_with_pint(printed, other):
    from reportcard.units import load_units

    units = load_units(HERE / "data" / "units.toml")
    read, quantity = read_printed(printed), pint.Quantity(other)
    unit = next(u for u in units.table.values() if read.unit in u.printed)
    base = "square_metre" if quantity.check("[area]") else unit.code
    ours = float(read.value * unit.to(units[base]))
    wanted = "m²" if quantity.check("[area]") else "km"
    assert ours == pytest.approx(quantity.to(wanted).magnitude)


HOSTILE = [
    "1", "1,", "123,", "5%", "5%至", "1:", "1 ", "每", "2019年", "第1", "下降", "|1", "(1)", "百",
    "萬", "1余", "五成", "百分之", "1-", "1+", "$", "“1", "一", "5 to ", "one and ",
    "between 1 and ",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_texts_are_read_to_their_end(unit):
    text = unit * (20_000 // len(unit)) + "。全年造林2600亩"
    assert extract(text)[-1].as_printed == "2600亩"
