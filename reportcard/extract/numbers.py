"""The parts that the patterns of figures are assembled from."""

Writings = dict[str, tuple[str, ...]]
"""The patterns of each kind of figure, or of what looks like one, by name."""

NUMERAL = "零〇一二两三四五六七八九"
D = r"(?:[0-9]{1,3}(?:,[0-9]{3})++|[0-9]{1,3}(?: [0-9]{3}(?![0-9]))++|[0-9]++)(?:\.[0-9]++)?+"
"""Digits, grouped by commas or (Hong Kong) by spaces or not, with decimals or not."""
SCALE = r"(?:万亿|[十百千]?(?:万|亿)|[百千万]?兆(?![瓦帕赫焦伏])|千(?![米瓦克伏卡焦]))"
"""A scale word after digits; 千瓦 and 兆瓦 are units."""
MIXED = (
    rf"{D} ?+(?:{SCALE}|百(?=[0-9万亿余多]))?+"
    rf"(?:(?<=[万亿兆千百])(?:(?<= [万亿兆]) )?{D}"
    rf"(?: ?{SCALE}|[百千](?= ?[余多] ?[万亿]))?+){{0,4}}+"
)
"""Digits with scale words, perhaps in turn: 14亿3,329万."""
WORDS = rf"(?:[{NUMERAL}十千万亿]|百(?!分)|兆(?![瓦帕赫焦伏])){{1,24}}+(?:点[{NUMERAL}]{{1,9}}+)?+"
INNER = r" ?[余多] ?(?:万亿|[万亿千])?+"
"""The remainder within a number: 300多万."""
TO = r" ?(?:[至到~〜—–-]{1,2}) ?"
SIGN = r"(?:[$¥€£] ?)?+"


def any_of(writings: Writings) -> str:
    """A pattern of any of the writings."""
    return f"(?:{'|'.join(one for forms in writings.values() for one in forms)})"


def named(writings: Writings) -> str:
    """A pattern of any of the writings, in a group of its name."""
    return "|".join(f"(?P<{name}>{'|'.join(forms)})" for name, forms in writings.items())
