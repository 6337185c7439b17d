"""What Chinese official prose writes as a number, and what only looks like one.

One pattern, assembled from named ones, over the surface of the text (see ``surface``). It is
tried where a numeral or the sign of a currency stands; what is no figure comes first, so that a
date or a plan's name is passed over whole. Quantifiers are bounded or possessive: the time is
linear in the text.
"""

from __future__ import annotations

from functools import cache

import regex

from reportcard.lexicon import lexicon

NUMERAL = "零〇一二两三四五六七八九"
D = r"(?:[0-9]{1,3}(?:,[0-9]{3})++|[0-9]++)(?:\.[0-9]++)?+"
"""Digits, grouped by commas or not, with decimals or not."""
SCALE = r"(?:万亿|[十百千]?(?:万|亿)|[百千万]?兆(?![瓦帕赫焦伏])|千(?![米瓦克伏卡焦]))"
"""A scale word after digits; 千瓦 and 兆瓦 are units."""
MIXED = rf"{D} ?+(?:{SCALE}|百(?=[0-9万亿]))?+(?:(?<=[万亿千百])[0-9](?:{D})?+(?:{SCALE}|百(?=[0-9万亿])))*+"
WORDS = rf"(?:[{NUMERAL}十千万亿]|百(?!分)|兆(?![瓦帕赫焦伏]))++(?:点[{NUMERAL}]++)?+"
INNER = r"[余多](?:万亿|[万亿千])?+"
TO = r" ?(?:[至到~〜—–-]{1,2}) ?"
SIGN = r"(?:[$¥€£] ?)?+"
YEAR = "(?:19|20)[0-9]{2}"
JOIN = "[-—–~〜至到/及和、]"
HAN_ORDINAL = rf"[{NUMERAL}十百]++"

# ── what is no figure ──────────────────────────────────────────────────────────────────────────

NO_FIGURE = {
    "name": r"\L<names>",
    "ordinal": rf"(?<=第 ?)(?:[0-9]++|{HAN_ORDINAL})(?:[至到~、-]第?(?:[0-9]++|{HAN_ORDINAL}))?+",
    "date": rf"{YEAR}(?:/[0-9]{{2}})? ?年?度? ?(?:{JOIN} ?(?:{YEAR}(?:/[0-9]{{2}})?|[0-9]{{2}})"
    r" ?)?+(?:财政|财|学|会计)?(?:年度?|年?度)"
    r"(?:[0-9]{1,2} ?(?:[-—~至到、] ?[0-9]{1,2} ?)?月(?:份|[0-9]{1,2} ?[日号])?)?",
    "day_of_year": rf"{YEAR}(?P<mark>[-/.])[0-9]{{1,2}}(?:(?P=mark)[0-9]{{1,2}})?(?![0-9])",
    "bare_year": rf"{YEAR}(?:{JOIN}(?:{YEAR}|[0-9]{{2}})(?![0-9]))?(?![0-9,.:])"
    rf"(?! ?(?:{SCALE}|[余多]|\L<units>))",
    "roc": r"(?<=民国 ?)[0-9]{1,3}(?:[-~至到及、][0-9]{1,3})? ?年?度?"
    r"|(?:[89][0-9]|1[0-4][0-9])(?:[-~至到及、](?:[89][0-9]|1[0-4][0-9]))?\)?(?:学|会计)?年"
    r"(?:度|[底初中末第全]|[上下]半年|[0-9]{1,2} ?(?:[-~至到、及] ?[0-9]{1,2} ?)?月|同期|起(?!来)|以来|[一-十]+月|较|为|元月)",
    "month": r"[0-9]{1,2}\)? ?(?:[-—~至到、及和] ?[0-9]{1,2} ?)?月(?!均)"
    r"(?:份|[0-9]{1,2} ?(?:[-—~至到、及] ?[0-9]{1,2} ?)?[日号])?",
    "day": r"(?<!(?:需|达|共|满|平均|用|期|足|缩短|压缩|缩减|减少|提速|[由从至到为长限于近逾超约]) ?)"
    r"[0-9]{1,2} ?(?:[-—~至到、] ?[0-9]{1,2} ?)?(?:号|日(?!内|之内|以内|元|均|间|产|处理|游))",
    "clock": r"(?<!(?:比例?[为由]?|结构[为由]?|之比|比值)[: ]?)[0-9]{1,2}:[0-5][0-9](?::[0-5][0-9])?(?![0-9%])"
    r"|[0-9]{1,2} ?时(?:[0-9]{1,2} ?分)?|[0-9]{1,2} ?点(?:[0-9]{1,2}分|[钟整半])",
    "age": r"(?<!(?:寿命|龄)[^,;。]{0,8})[0-9]{1,3} ?(?:[-—~至到] ?[0-9]{1,3} ?)?周?岁(?:及)?(?:以[上下内])?",
    "decade": r"[0-9]{2} ?(?:年代|后(?!,))",
    "hotline": r"(?:12345|12315|12328|12306|12368|12348|12333|12319|12369|12388|110|119|120|122|114|999)"
    r"(?=热线|平台|电话|报警|指挥|急救|接|警|专线|[\"”」]|市民|政务|联动|中心|举报|投诉)",
    "phone": r"0[0-9]{2,3}[-— ]?[0-9]{7,8}|1[3-9][0-9]{9}(?![0-9])|[48]00[- ][0-9]{3,4}[- ]?[0-9]{3,4}"
    r"|(?<=(?:电话|传真|邮编|邮政编码|热线)[:为 ]*)[0-9][0-9 -]*+",
    "document": r"(?<=[〔\[(【])[0-9]{4}[〕\])】] ?(?:第 ?)?[0-9]+ ?号",
    "numbered": r"[0-9]++ ?(?:号|路(?![口段公])|线(?!路|城市)|级|届|期(?!间)|版|弄|台(?=收视|节目|直播)|频道|国道|省道|县道|产业)",
    "reference": r"(?<=(?:注|表|图|附件|附表|专栏|页|卷|no\.?) ?[:.]? ?)[0-9]++(?:[-.][0-9]++)*+(?! ?\L<units>)",
    "footnote": r"(?<=\[)[0-9]{1,3}(?:[-,、][0-9]{1,3})*+(?=\])|(?<=\()[0-9]{1,2}(?=\))"
    r"|(?<=(?:^|\n)[ #*]*)[0-9]{1,2}(?:[.][0-9]{1,2})*+(?:[.、)](?![0-9])| (?=[^0-9 ]))",
    "code": r"(?<=[a-zα-ω])(?<!rmb|usd|cny|hkd|ntd)[-.]?[0-9]++(?:[-.][0-9a-z]++)*+",
    "after_hyphen": r"(?<=[a-z][-.])[0-9]++(?:[-.][0-9a-z]++)*+",
    "latin": rf"{D}(?! ?\L<units>(?![a-z]))(?:[a-z][a-z0-9+.-]*+)",
    "slogan": r"[0-9]{1,3}(?:\+[0-9nx]{1,3}[a-z]?)+|[0-9]{1,2}×[0-9]{1,2}(?:小时)?|[0-9]{1,2}·[0-9]{1,2}|[0-9]{1,2}\+(?![0-9.])",
    "plan": r"(?:十[一二三四五六七]五|九五|八五|七五)(?![家名个万亿千年])",
    "base": r"(?<=每 ?)(?:[0-9]{1,3}(?:,[0-9]{3})*+|[一十百千万]{1,2})[十百千]?[万亿]? ?(?:人口|常住人口|人(?!次)|名|户|位|居民|辆车|平方公里)",
}
"""Not figures, by name; each is passed over whole."""

# ── figures ────────────────────────────────────────────────────────────────────────────────────

TENTHS = (
    rf"(?:[{NUMERAL}]|{D})成(?:半|多)?(?![员立为功果品本型因效熟就语都套片群交建份全年]|长(?![远期]))"
    r"(?<![完达形建变促组构合生作养收做集制造翻][一二三四五六七八九]成)"
)
MORE = r"(?:(?<=[倍年月时天])[多余](?![种样个元数家项人年]))?+"
"""The 多 after a unit: 一倍多, 3年多."""
HALF = r"(?:半(?![年径导数个岛山成天]))?+"


@cache
def pattern() -> regex.Pattern[str]:
    """The pattern of what is tried at a numeral: named groups of NO_FIGURE, then the figures."""
    unit = rf" ?{_unit()}(?:\({_unit()}\))?+(?: ?/ ?\L<per>)?+"
    measured = rf"{SIGN}{MIXED}(?:{INNER})?+(?:{unit})?+{HALF}{MORE}"
    figures = {
        "tenths": rf"{TENTHS}(?:{TO}{TENTHS})?+",
        "fraction": rf"(?:[{NUMERAL}十百千]++|[0-9]++)分之(?:{WORDS}|{D})|百分百"
        rf"|[二三四五]分[一二三四](?![之{NUMERAL}0-9])|一半(?![天年个])"
        r"|(?<![0-9/])[1-9]/[2-9](?![0-9/月])",
        "doubled": r"翻了?(?:[一两二三四五]番|番)",
        "parts": rf"{D}(?: ?: ?{D}){{2,9}}+",
        "quotient": rf"{D} ?: ?{D}",
        "number": rf"{measured}(?:{TO}{measured})?+",
        "words": rf"{WORDS}(?:{INNER})?+(?:{unit})?+{HALF}{MORE}(?:{TO}{WORDS}(?:{INNER})?+(?:{unit}))?+",
    }
    tried = "|".join(f"(?P<{name}>{body})" for name, body in figures.items())
    passed = "|".join(f"(?:{body})" for body in NO_FIGURE.values())
    first = rf"(?=[0-9翻$¥€£{NUMERAL}十百千万亿])"
    return regex.compile(f"{first}(?:{passed}|{tried})", **_lists())


def _unit() -> str:
    """A unit: those that begin other words (部 in 部門) only where they do not."""
    guarded = (f"{word}(?![{after}])" for word, after in lexicon().before.items())
    return rf"(?:\L<units>|{'|'.join(guarded)})(?<![a-z](?=[a-z]))"


def _lists() -> dict[str, list[str]]:
    words = lexicon()
    plain = [word for word in words.kinds if word not in words.before]
    return {"units": plain, "per": list(words.tables["per"]), "names": list(words.tables["names"])}
