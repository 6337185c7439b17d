"""The colours can be read by everybody, and can be told apart by the drawing code."""

import pytest

from reportcard import tokens


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", tokens.TEXT)
def test_text_is_readable_on_every_surface(name: str, theme: str) -> None:
    text = getattr(tokens.TOKENS[name], theme)
    for surface in ("paper", "sheet", "wash"):
        assert _contrast(text, getattr(tokens.TOKENS[surface], theme)) >= 4.5, surface


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", tokens.MARKS)
def test_marks_stand_out(name: str, theme: str) -> None:
    mark = getattr(tokens.TOKENS[name], theme)
    for surface in ("paper", "sheet"):
        assert _contrast(mark, getattr(tokens.TOKENS[surface], theme)) >= 3, surface


def test_each_light_value_stands_for_one_variable() -> None:
    assert len(tokens.variables()) == len(tokens.TOKENS)


def test_chart_config_knows_only_tokens() -> None:
    def colours(value: object) -> list[str]:
        if isinstance(value, dict):
            return [c for v in value.values() for c in colours(v)]
        return [value] if isinstance(value, str) and value.startswith("#") else []

    assert set(colours(tokens.chart_config("zh-Hans"))) <= set(tokens.variables())
    assert "CJK SC" in tokens.chart_font("zh-Hans")
