"""Where texts and gridlines of a chart go."""

import pytest

from reportcard.charts.change import apart
from reportcard.charts.kit import ticks
from reportcard.typesetting import text_width, wrap

LONG = "Companies with a name that is far too long for any column and must wrap"


def test_labels_keep_apart() -> None:
    assert apart([100.0], [17]) == [100.0]
    first, second, third = apart([100.0, 101.0, 150.0], [17, 17, 17])
    assert second - first >= 16.9
    assert third == 150.0


@pytest.mark.parametrize(
    "text", [LONG, "名稱很長而必須換行顯示的上市公司與掛牌企業總數,共7000億元以上"]
)
def test_lines_keep_to_their_width(text: str) -> None:
    lines = wrap(text, 120)
    assert all(text_width(line) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_number_is_never_broken_and_no_line_starts_with_a_stop() -> None:
    for limit in range(60, 200):
        lines = wrap("地區生產總值突破7000億元,增長127.4%。", limit)
        assert any("7000億元" in line for line in lines)
        assert any("127.4%" in line for line in lines)
        assert not any(line.startswith(tuple(",。)」、")) for line in lines)


@pytest.mark.parametrize(("low", "high"), [(0, 219), (-12, 25), (0, 1e12), (0.001, 0.002)])
def test_gridlines_are_few_and_round(low: float, high: float) -> None:
    values = ticks(low, high)
    assert 2 <= len(values) <= 10
    assert all(low <= value <= high for value in values)
