"""The names of made-up places and what their documents say of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations
from random import Random

SYLLABLES = (
    "lan=嵐 qing=清 yun=雲 he=禾 song=松 bai=柏 feng=楓 xi=溪 ling=嶺 tan=潭 hu=湖 ping=平"
    " shan=杉 lin=林 quan=泉 chuan=川 mei=梅 zhu=竹 lu=鷺 yan=岩 tong=桐 gui=桂 dai=黛 ran=苒"
    " shuo=朔 ke=可 rui=瑞 jin=錦 tai=苔 wei=葦 zhen=榛 hua=樺 pu=浦 gang=崗 du=渡 sha=沙"
)
_GIVEN = [tuple(pair.split("=")) for pair in SYLLABLES.split()]
_PAIRS = list(permutations(_GIVEN, 2))
NAMES = tuple(Random(0).sample(_PAIRS, len(_PAIRS)))
"""Two syllables each, with their characters, in a fixed disorder. A likeness is chance."""
_CALLED = {"_".join(s for s, _ in name): name for name in NAMES}


def called(key: str) -> tuple[str, str]:
    """What a made-up place is called, in English and in Traditional Chinese."""
    stem = key.removesuffix("_city")
    (first, one), (second, other) = _CALLED[stem]
    return first.capitalize() + second, one + other + ("市" if stem != key else "縣")


def areas_toml(counties: Iterable[tuple[str, str]], country: str) -> str:
    """``areas.toml`` of some counties and the cities they lie in."""
    counties = list(counties)
    cities = dict.fromkeys(city for _, city in counties)
    given = [(city, country, "city") for city in cities]
    given += [(key, city, "district") for key, city in counties]
    return "".join(_area(*one) for one in given)


def _area(key: str, parent: str, level: str) -> str:
    english, chinese = called(key)
    label = f'label = {{ en = "{english}", zh-Hant = "{chinese}" }}'
    return f'\n[{key}]\n{label}\nlevel = "{level}"\nparent = "{parent}"\nnames = ["{chinese}"]\n'


def document_toml(key: str, year: int, *, anchor: bool = False) -> str:
    """``document.toml`` of a place's report of a year, or of a yearbook that came out in it."""
    english, chinese = called(key)
    kind, what = ("report", "年成績單") if anchor else ("yearbook", "年鑑")
    day = f"{year + 1}-01-15" if anchor else f"{year}-09-01"
    said = {
        "title": f"{chinese}{year}{what}",
        "publisher": f"{chinese} ({english})",
        "url": f"https://example.org/{key}/{year}",
        "script": "zh-Hant",
        "licence": "made up for a benchmark",
        "tier": "official",
        "base": f"{key}-{year}-{kind}",
    }
    lines = [f'label = {{ en = "{english} {kind} {year}", zh-Hant = "{year}{what}" }}']
    lines += [f'{name} = "{text}"' for name, text in said.items()]
    lines.append(f"published = {day}")
    if anchor:
        lines += ["", "[report]", f'place = "{key}"', f"year = {year}"]
    return "\n".join(lines) + "\n"
