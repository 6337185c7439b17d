"""Units convert within a dimension, and formulas keep them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcard.errors import DataError, FormulaError, UnknownName
from reportcard.tables import HERE
from reportcard.units import Unit, load_units

UNITS = load_units(HERE / "data" / "units.toml")
units = st.sampled_from(sorted(UNITS.table)).map(UNITS.__getitem__)


def refused(text: str, project) -> str:
    (project / "units.toml").write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        load_units(project / "units.toml")
    return str(caught.value)


@given(units, units, units)
def test_products_and_quotients_undo_each_other(a, b, c):
    again = a * b / b
    assert again.dimension == a.dimension
    assert again.pure or again.size == a.size
    assert (a * b).same_measure(b * a)
    assert (a * b * c).same_measure(a * (b * c))
    assert (a / a).pure


@given(units, units)
def test_conversion_there_and_back_is_one_and_never_leaves_the_dimension(a, b):
    if a.dimension == b.dimension:
        assert a.to(b) * b.to(a) == 1
    else:
        with pytest.raises(FormulaError, match=f"{a.code} cannot be converted to {b.code}"):
            a.to(b)


@pytest.mark.parametrize(
    ("one", "of", "is_so_many"),
    [
        ("mu", "square_metre", Fraction(2000, 3)),
        ("mu", "hectare", Fraction(1, 15)),
        ("hectare", "square_metre", 10000),
        ("hour", "day", Fraction(1, 24)),
    ],
)
def test_conversions_by_value(one, of, is_so_many):
    assert UNITS[one].to(UNITS[of]) == is_so_many


def test_a_quotient_of_units_is_a_unit():
    rate = UNITS["service/team/day"]
    assert dict(rate.dimension) == {"service": 1, "team": -1, "time": -1}
    assert rate.label["en"][1] == "services per team and day"
    assert (UNITS["yuan"] / UNITS["loan"]).same_measure(UNITS["yuan/loan"])


def test_percentages_are_pure_and_mu_are_no_hectares():
    assert UNITS["percent"].pure
    assert UNITS["percent"].same_measure(UNITS["percentage_point"])
    assert not UNITS["mu"].same_measure(UNITS["hectare"])
    assert not UNITS["company"].same_measure(UNITS["percent"])
    assert not UNITS["inspection"].same_measure(UNITS["premises"])
    assert not Unit("a").count


def test_an_unknown_unit_names_the_nearest():
    with pytest.raises(UnknownName, match=r"no unit 'yaun'\n.*'yuan'"):
        UNITS["yaun/loan"]


@pytest.mark.parametrize("factor", ["many", "1/0", "0", "-1", "1e99999999", "1e2", "9" * 31, ""])
def test_a_factor_must_be_a_number_above_zero(factor, project):
    text = f'[x]\nlabel = {{ en = ["x", "xs"], zh-Hant = "x" }}\nfactor = "{factor}"\n'
    message = refused(text, project)
    assert "units.toml:3: [x] factor is n" in message
    assert "Write a number above zero" in message


@pytest.mark.parametrize("label", ['"x"', '{ en = "x", zh-Hant = "x" }', '{ en = ["x", "x"] }'])
def test_a_label_must_be_full(label, project):
    assert "units.toml:2: [x] label is not full" in refused(f"[x]\nlabel = {label}\n", project)


def test_several_problems_of_a_unit_are_told_at_once(project):
    message = refused('[x]\nfactr = 2\n\n[y]\nfactor = "z"\n', project)
    assert "units.toml:2: [x] has an unknown key 'factr'\n  Did you mean 'factor'?" in message
    assert "units.toml:1: [x] lacks 'label'" in message
    assert "units.toml:5: [y] factor is no number: 'z'" in message


def test_a_value_outside_any_table_is_told(project):
    assert "units.toml:1: 'yuan' stands in no table" in refused("yuan = 3\n[x]\n", project)


@pytest.mark.parametrize(
    "entry",
    ["printed = 3", 'printed = "家"', "printed = [3]", 'count = "yes"', 'dimension = ["x"]'],
)
def test_an_entry_of_another_type_is_told_on_its_line(entry, project):
    label = '[x]\nlabel = { en = ["x", "xs"], zh-Hant = "x" }\n'
    assert f"units.toml:3: [x] has {entry.split()[0]} = " in refused(label + entry, project)
