"""The audit's arithmetic against other people's verdicts (``tests/verdicts/README.md``)."""

import csv
import os
import re
from fractions import Fraction
from pathlib import Path

import pytest

from reportcard.errors import FormulaError
from reportcard.expressions import Quantity
from reportcard.formulas import evaluate, parse
from reportcard.interval import point
from reportcard.rounding import numerators, possible, rounded_from
from reportcard.tables import HERE
from reportcard.units import load_units
from reportcard.verdicts import CONSISTENT, INCONSISTENT, judge

FOLDER = Path(__file__).parent / "verdicts"
MODES = {
    "ROUND_CEILING": "ceiling",
    "ROUND_DOWN": "down",
    "ROUND_FLOOR": "floor",
    "ROUND_HALF_DOWN": "half_down",
    "ROUND_HALF_EVEN": "half_even",
    "ROUND_HALF_UP": "half_up",
    "ROUND_UP": "up",
    "ROUND_05UP": "05up",
}
DERIVATIONS = 395
FREE_FACTORS = [Fraction(s) * f for s in (1, -1) for f in (1, 100, Fraction(1, 100))]


def rows(name, folder=FOLDER):
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def printed(text):
    """Value and unit of the last digit of a printed number."""
    return Fraction(text), Fraction(1, 10 ** len(text.partition(".")[2]))


def expressed(derivation):
    """A derivation as a formula: without separators and currency, brackets round, % divided."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", derivation.strip())
    text = text.replace("$", "").translate(str.maketrans("[]", "()"))
    return re.sub(r"(\d+(?:\.\d+)?)%", r"(\1/100)", text)


def computed(derivation):
    units = load_units(HERE / "data" / "units.toml")
    value = evaluate(parse(expressed(derivation)), _no_names, units)
    assert isinstance(value, Quantity)
    return value


def _no_names(role, name):
    raise AssertionError(f"a derivation that names {role}.{name}")


def fits(value, step, exact):
    """The audit's verdict where sign and a factor of 100 are free."""
    claim = rounded_from(value, step)
    verdicts = {judge(claim, exact.interval * factor) for factor in FREE_FACTORS}
    assert verdicts <= {CONSISTENT, INCONSISTENT}
    return CONSISTENT in verdicts


def test_percentages_of_whole_things_agree_with_scrutiny():
    cases = rows("scrutiny_pigs2_grim_percentages.csv")
    assert len(cases) == 6
    for case in cases:
        found = possible(*printed(case["x"]), int(case["n"]), percent=case["percent"] == "True")
        assert str(found) == case["consistent"], case


def test_means_and_integer_percentages_of_several_items_agree_with_scrutiny():
    cases = rows("scrutiny_test_grim_sequences.csv")
    assert len(cases) == 55
    assert {c["percent"] for c in cases} == {"True", "False"}
    assert any(int(c["items"]) > 1 for c in cases)
    for case in cases:
        items, percent = int(case["items"]), case["percent"] == "True"
        found = possible(*printed(case["x"]), int(case["n"]), items=items, percent=percent)
        assert str(found) == case["consistent"], case


def test_neighbours_of_impossible_values_agree_with_scrutiny():
    cases = rows("scrutiny_grim_map_seq_pigs2.csv")
    assert len(cases) == 100
    for case in cases:
        assert case["x_is_proportion_of_percent"] == "True"
        value, step = printed(case["x"])
        as_share = possible(value, step, int(case["n"]))
        as_percentage = possible(100 * value, 100 * step, int(case["n"]), percent=True)
        assert str(as_share) == str(as_percentage) == case["consistent"], case


@pytest.mark.parametrize("column", MODES)
def test_means_under_another_rounding_mode_agree_with_grim_test(column):
    cases = rows("phoughton_grim_test_data.csv")
    assert len(cases) == 26
    for case in cases:
        value, step = printed(case["mean"])
        found = possible(value, step, int(case["n"]), mode=MODES[column])
        assert str(found) == case[column], case
        fitting = numerators(rounded_from(value, step, MODES[column]), int(case["n"]))
        assert bool(fitting) == found


def test_trailing_zeros_of_a_printed_mean_count():
    assert possible(*printed("15.7"), 12)
    assert not possible(*printed("15.70"), 12)


def test_every_derivation_can_be_written_as_a_formula_of_the_book():
    inexpressible = []
    for case in rows("tatqa_ratio_derivations.csv"):
        try:
            parse(expressed(case["derivation"]))
        except FormulaError as error:
            inexpressible.append(f"{case['derivation']}: {error}")
    assert not inexpressible
    assert len(rows("tatqa_ratio_derivations.csv")) == DERIVATIONS


def test_every_published_answer_is_consistent_with_its_derivation():
    refused = []
    for case in rows("tatqa_ratio_derivations.csv"):
        exact = computed(case["derivation"])
        assert exact.interval == point(exact.value)
        if not fits(*printed(case["gold_answer"]), exact):
            refused.append((case["derivation"], case["gold_answer"], float(exact.value)))
    assert not refused


def test_a_last_digit_moved_by_one_is_inconsistent_with_its_derivation():
    passed, on_the_border, caught = [], 0, 0
    for case in rows("tatqa_ratio_derivations.csv"):
        value, step = printed(case["gold_answer"])
        exact = computed(case["derivation"])
        within = [exact.value * f for f in FREE_FACTORS]
        moved = [value + step, value - step]
        outside = [m for m in moved if all(abs(x - m) * 2 > step for x in within)]
        on_the_border += len(moved) - len(outside)
        for wrong in outside:
            caught += 1
            if fits(wrong, step, exact):
                passed.append((case["derivation"], float(wrong)))
    assert not passed
    assert caught + on_the_border == 2 * DERIVATIONS
    assert caught >= 780


def test_an_answer_on_the_border_is_consistent_either_way():
    exact = computed("1/8")
    assert fits(*printed("0.12"), exact)
    assert fits(*printed("0.13"), exact)
    assert not fits(*printed("0.14"), exact)


@pytest.mark.parametrize("name", sorted(p.name for p in FOLDER.glob("*.csv")))
def test_what_is_carried_is_what_was_published(name):
    folder = os.environ.get("REPORTCARD_VERDICTS")
    if not folder:
        pytest.skip("REPORTCARD_VERDICTS is not set: nothing to compare the carried files with")
    original = rows(name, Path(folder))
    for row in original:
        row.pop("question", None)
    assert rows(name) == original
