"""Found against what people annotated: the project's own samples, and the texts beside it."""

import os
from pathlib import Path

import opencc
import pytest

from reportcard.bench.annotated import SAMPLES, SHARED, annotated, score_figures
from reportcard.extract.figures import extract
from reportcard.folding import fold
from reportcard.printed import read_printed

LEAST = 0.98
HERE = [pytest.param(text, id=text.name) for text in annotated(SAMPLES)]
NOT_AT_HAND = f"{SHARED} names no folder of annotated texts: they were not looked at"
BESIDE = (
    [pytest.param(text, id=text.name) for text in annotated(Path(os.environ[SHARED]))]
    if os.environ.get(SHARED)
    else [pytest.param(None, id="none", marks=pytest.mark.skip(reason=NOT_AT_HAND))]
)
EVERY = [*HERE, *BESIDE]
SCRIPTS = {name: opencc.OpenCC(name) for name in ("t2s", "s2t")}


def converted(text, name):
    """The text in the other script, character by character, so that offsets stay."""
    pairs = zip(text, SCRIPTS[name].convert("\x00".join(text)).split("\x00"), strict=True)
    return "".join(new if len(new) == 1 else old for old, new in pairs)


@pytest.mark.parametrize("given", EVERY)
def test_the_figures_that_people_found_are_found_and_no_others(given):
    score = score_figures(given, extract(given.text))
    assert score.recall >= LEAST, score.missed
    assert score.precision >= LEAST, score.wrong


@pytest.mark.parametrize("given", EVERY)
def test_the_one_reader_gives_each_figure_its_value_and_interval(given):
    for figure in extract(given.text):
        read = read_printed(figure.as_printed, figure.hedges)
        assert (read.value, read.upper_value) == (figure.value, figure.value_hi)
        assert (read.interval, read.step) == (figure.interval, figure.step)


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("given", EVERY)
def test_both_scripts_hold_the_same_figures(given, name):
    pairs = zip(extract(given.text), extract(converted(given.text, name)), strict=True)
    for one, other in pairs:
        assert (fold(one.as_printed), fold(one.unit)) == (fold(other.as_printed), fold(other.unit))
        assert [fold(hedge) for hedge in one.hedges] == [fold(hedge) for hedge in other.hedges]
        assert one[3:5] + one[7:9] + one[10:] == other[3:5] + other[7:9] + other[10:]
