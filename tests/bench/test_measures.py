"""The arithmetic of the bench, with plain data."""

import gzip
from dataclasses import replace

import pytest

from reportcard.bench import Comparison
from reportcard.bench.measures import MEASURES, Seen, layout_shift, middle, ratio, values
from reportcard.bench.server import Answer

PAGE = b"<p>" + b"145 companies " * 100 + b"</p>"
STYLE = b"p { color: black } " * 50
SCRIPT = b"const chart = vega; " * 200
FONT = bytes(range(256)) * 8
ANSWERS = [
    Answer("here/economy.html", "text/html", PAGE),
    Answer("here/book.css", "text/css", STYLE),
    Answer("here/book.js", "text/javascript", SCRIPT),
    Answer("there/vega.js", "application/javascript", SCRIPT, elsewhere=True),
    Answer("here/icons.woff2", "font/woff2", FONT),
]
SEEN = Seen(
    charts=5,
    paint=100.0,
    drawn=80.0,
    live=900.0,
    shifts=[(10, 0.02), (20, 0.03)],
    tasks=[60.0, 250.0, 50.0],
    busy=400.0,
    requests=6,
    elsewhere=1,
    failed=1,
)


def packed(body: bytes) -> int:
    return len(gzip.compress(body, 6))


def test_the_first_view_is_page_and_styles() -> None:
    found = values(SEEN, ANSWERS)
    assert found["first_view_raw"] == len(PAGE) + len(STYLE)
    assert found["first_view_gzip"] == packed(PAGE) + packed(STYLE)
    assert found["script_raw"] == 2 * len(SCRIPT)
    assert found["script_gzip"] == 2 * packed(SCRIPT)


def test_fonts_travel_as_they_are() -> None:
    found = values(SEEN, ANSWERS)
    texts = packed(PAGE) + packed(STYLE) + 2 * packed(SCRIPT)
    assert found["total_gzip"] == texts + len(FONT)
    assert found["total_raw"] == sum(len(answer.body) for answer in ANSWERS)


def test_requests_and_blocking() -> None:
    found = values(SEEN, ANSWERS)
    assert (found["requests"], found["requests_elsewhere"], found["requests_failed"]) == (6, 1, 1)
    assert found["blocking"] == 10 + 200


def test_nothing_is_seen_before_the_first_paint() -> None:
    found = values(SEEN, ANSWERS)
    assert found["charts_drawn"] == found["first_contentful_paint"] == 100
    assert found["charts_live"] == 900
    never = values(replace(SEEN, drawn=None, live=None), [])
    assert (never["charts_drawn"], never["charts_live"], never["total_gzip"]) == (None, None, 0)


def test_every_measure_is_measured() -> None:
    assert list(values(SEEN, ANSWERS)) == [measure.name for measure in MEASURES]


@pytest.mark.parametrize(
    ("shifts", "score"),
    [
        ([], 0),
        ([(0, 0.1), (900, 0.2)], 0.3),
        ([(0, 0.1), (1100, 0.2)], 0.2),  # a pause of more than a second parts them
        ([(900, 0.2), (0, 0.1), (3000, 0.25)], 0.3),
        ([(n * 900, 0.1) for n in range(8)], 0.6),  # none is longer than five seconds
    ],
)
def test_layout_shift(shifts: list[tuple[float, float]], score: float) -> None:
    assert layout_shift(shifts) == pytest.approx(score)


@pytest.mark.parametrize(
    ("runs", "median"),
    [([3.0, 1.0, 2.0], 2), ([4.0, 1.0], 2.5), ([], None), ([1.0, None, 3.0], None)],
)
def test_middle(runs: list[float | None], median: float | None) -> None:
    assert middle(runs) == median


def test_ratio() -> None:
    assert ratio(4.0, 10.0) == 2.5
    assert ratio(4.0, 0.0) == 0
    assert [ratio(0.0, 3.0), ratio(None, 3.0), ratio(3.0, None)] == [None, None, None]


def test_a_comparison_is_of_medians() -> None:
    found = Comparison("economy", MEASURES[0], 1, [1.0, 2.0, 9.0], [8.0, 4.0, 5.0])
    assert (found.ours, found.stock, found.ratio) == (2, 5, 2.5)
