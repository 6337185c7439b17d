"""Formula text: arithmetic, names and verbs; nothing else is read, let alone run."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcard.errors import FormulaError
from reportcard.expressions import Missing, constant
from reportcard.formulas import evaluate, names, parse
from reportcard.tables import HERE
from reportcard.units import load_units
from reportcard.verbs import VERBS

UNITS = load_units(HERE / "data" / "units.toml")


def value(formula: str, **known: int) -> Fraction:
    tree = parse(formula)
    return evaluate(tree, lambda role, name: constant(known[f"{role}_{name}"]), UNITS).value


@pytest.mark.parametrize(
    "formula",
    [
        "a.b()", "a.b.c", "(a + b).c", "a()", "f(a)(b)", "share.x(a)",
        "'text'", "b'bytes'", "f'{a}'", "None", "True", "...", "1j", "1e999",
        "[a]", "(a, b)", "{a}", "{a: b}", "a[0]", "[x for x in a]", "(x for x in a)",
        "lambda: a", "a if b else c", "a and b", "not a", "a < b", "a == b", "(a := b)",
        "a ** 2", "a // b", "a % b", "a @ b", "a | b", "a << 2", "~a", "+a",
        "share(*a)", "share(**a)", "share(a, b, **c)", "share()", "await a", "yield a",
        "a = b", "import os", "a; b", "a\nb", "", " ", "(", "a +", "\0", "1" * 5000,
        "share(a, of=b, of=c)", "__import__('os')", "eval(a)", "-" * 20000 + "1", "(" * 500,
    ],
)  # fmt: skip
def test_anything_but_arithmetic_and_verbs_is_refused(formula):
    with pytest.raises(FormulaError) as caught:
        parse(formula)
    assert caught.value.problems[0].remedy


@given(st.text(max_size=20) | st.text("ab.()+-*/,=12 'share[]{}:", max_size=20))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        tree = parse(text)
    except FormulaError:
        return
    assert all(isinstance(part, str) for name in names(tree) for part in name)


def test_an_unknown_verb_names_the_nearest_or_all():
    with pytest.raises(FormulaError, match=r"no verb 'shares' in 'shares\(a, b\)'\n.*'share'"):
        parse("shares(a, b)")
    with pytest.raises(FormulaError, match=r"Verbs: .*change.*share"):
        parse("zzzzzz(a)")


operands = st.sampled_from(["+", "-", "*", "/"])
texts = st.recursive(
    st.integers(0, 50).map(str),
    lambda inner: (
        st.tuples(inner, operands, inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
        | inner.map(lambda t: f"-{t}")
    ),
    max_leaves=8,
)


@given(texts)
def test_arithmetic_means_what_it_means_in_python(text):
    exact = re.sub(r"(\d+)", r"Fraction(\1)", text)
    try:
        expected = eval(exact, {"Fraction": Fraction})
    except ZeroDivisionError:
        with pytest.raises(FormulaError, match="the denominator is zero"):
            value(text)
        return
    assert value(text) == expected


def test_names_have_roles_and_verbs_take_keywords():
    formula = "share(a, of=parent.a) + previous.b * 2 - convert(c, to=unit.hectare)"
    assert list(names(parse(formula))) == [
        ("home", "a"),
        ("parent", "a"),
        ("previous", "b"),
        ("home", "c"),
        ("unit", "hectare"),
    ]


def test_a_formula_is_evaluated_with_what_the_lookup_gives():
    assert value("share(a, of=parent.a)", home_a=145, parent_a=346) == Fraction(7250, 173)
    assert value("-a + 1.5", home_a=2) == Fraction(-1, 2)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_passes_on_what_is_missing(verb):
    gone = Missing(("gdp",))
    inputs = {"rest": (gone,), "left": (gone,), "convert": (gone, UNITS["hectare"])}
    assert VERBS[verb](*inputs.get(verb, (gone, gone))) == gone
