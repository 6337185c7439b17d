"""The colours and fonts of the book: one table that charts, stylesheet and tests read.

Charts are drawn in the light values, so that a specification also works on its own (JupyterLab,
PNG, PDF); in the book's SVG each light value becomes its CSS variable and follows the reader's
theme. Every light value is therefore unique.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Token:
    """One colour with its value on light and on dark paper, and what it is for."""

    light: str
    dark: str
    use: str


TOKENS: dict[str, Token] = {
    "paper": Token("#fcfbf8", "#14181d", "the page"),
    "sheet": Token("#ffffff", "#1b2027", "figures and other raised surfaces"),
    "wash": Token("#f3f1ea", "#20262e", "code and other quiet surfaces"),
    "ink": Token("#1d232b", "#e9ebee", "text"),
    "ink-2": Token("#4d5866", "#b4bcc6", "secondary text"),
    "ink-3": Token("#656f7c", "#929ca8", "captions, what is undetermined"),
    "rule": Token("#e3e1da", "#2e353e", "borders and gridlines"),
    "here": Token("#0a6a9c", "#4fb0e0", "data: the place that speaks; links"),
    "here-2": Token("#4d97bf", "#3a82a9", "data: the place that speaks, second voice; ranges"),
    "rest": Token("#8a929e", "#727d8a", "data: everybody else"),
    "rest-2": Token("#e4e7eb", "#343c46", "tracks and bands behind the data"),
    "warm": Token("#b4491c", "#ef8a5b", "data: the contrast; what is inconsistent"),
    "good": Token("#1d7a4c", "#5cc28f", "data: the third voice; what is consistent"),
}
"""Every colour of the book by name; ``here`` is ``var(--here)`` in the stylesheet."""

TEXT = ("ink", "ink-2", "ink-3", "here", "warm", "good")
"""Tokens that may colour text: 4.5 to 1 against every surface."""

MARKS = ("here", "here-2", "rest", "warm", "good")
"""Tokens that may colour data: 3 to 1 against paper and sheet."""

_CJK = {"zh-Hant": "Noto Sans CJK TC", "zh-Hans": "Noto Sans CJK SC"}


def colour(name: str) -> str:
    """The light value of a token, as charts use it."""
    return TOKENS[name].light


def variables() -> dict[str, str]:
    """Each light value with the CSS variable that stands for it."""
    return {token.light: f"var(--{name})" for name, token in TOKENS.items()}


def css() -> str:
    """The tokens as CSS: light, dark by the reader's system, dark by the book's own button."""
    light = "".join(f"--{name}:{token.light};" for name, token in TOKENS.items())
    dark = "".join(f"--{name}:{token.dark};" for name, token in TOKENS.items())
    system = 'html:not([data-theme="light"]):not([data-theme="dark"])'
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f'html[data-theme="dark"]{{color-scheme:dark;{dark}}}\n'
        f"@media screen and (prefers-color-scheme:dark){{{system}{{color-scheme:dark;{dark}}}}}\n"
        f'@media print{{html,html[data-theme="dark"]{{color-scheme:light;{light}}}}}\n'
    )


def chart_font(lang: str) -> str:
    """The font stack in which a chart is measured and drawn outside the book.

    Liberation Sans comes with vl-convert and the Chinese one is registered with it, so that no
    machine's own fonts move a chart. In the book the page's sans-serif stack takes over.
    """
    return f"Liberation Sans, {_CJK.get(lang, _CJK['zh-Hant'])}, sans-serif"


def chart_config(lang: str = "en") -> dict[str, Any]:
    """The Vega-Lite ``config`` of every chart: quiet axes, direct labels, tokens only."""
    text = {"fontSize": 13, "fontWeight": "normal"}
    key = {"labelColor": colour("ink-2"), "titleColor": colour("ink-2"), "labelFontSize": 13}
    axis = {
        "labelColor": colour("ink-2"),
        "labelFontSize": 13,
        "labelLimit": 260,
        "labelPadding": 6,
        "titleColor": colour("ink-2"),
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "domain": False,
        "ticks": False,
        "grid": False,
        "gridColor": colour("rule"),
        "domainColor": colour("rule"),
        "tickColor": colour("rule"),
        "tickCount": 5,
    }
    return {
        "font": chart_font(lang),
        "background": colour("sheet"),
        "padding": 4,
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": True},
        "text": {**text, "color": colour("ink")},
        "rule": {"color": colour("ink-2")},
        "bar": {"color": colour("rest")},
        "rect": {"color": colour("rest")},
        "point": {"color": colour("here"), "filled": True, "size": 70},
        "line": {"color": colour("rest"), "strokeWidth": 2},
        "tick": {"color": colour("ink")},
        "header": key,
        "legend": key,
    }
