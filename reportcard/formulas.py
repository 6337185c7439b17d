"""Formula text: parsed into what may stand in a formula, and evaluated.

Formulas are Python expressions restricted to names, ``role.name``, numbers, ``+ - * /`` and
the verbs; nothing else evaluates. A bare name is the place's own, ``parent.x``,
``country.x`` and ``haidian.x`` are another area's, ``previous.x`` is last year's,
``before.x`` the level before an improvement, ``unit.x`` a unit to convert to and
``calendar.days`` the days of the year.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator
from math import inf
from typing import Any

from reportcard.errors import FormulaError, Problem, nearest
from reportcard.expressions import Missing, Quantity, constant
from reportcard.units import Units
from reportcard.verbs import VERBS

OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
Name = tuple[str, str]
Lookup = Callable[[str, str], Quantity | Missing]


def evaluate(tree: ast.expr, lookup: Lookup, units: Units) -> Any:
    """The value of a formula; ``lookup(role, name)`` gives the quantities. Raises FormulaError."""
    if isinstance(tree, ast.Constant) and isinstance(tree.value, int | float):
        return constant(tree.value)
    if isinstance(tree, ast.Name):
        return lookup("home", tree.id)
    if isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name):
        if tree.value.id == "unit":
            return units[tree.attr]
        return lookup(tree.value.id, tree.attr)
    if isinstance(tree, ast.UnaryOp):
        return -1 * evaluate(tree.operand, lookup, units)
    if isinstance(tree, ast.BinOp):
        sides = (evaluate(side, lookup, units) for side in (tree.left, tree.right))
        return OPERATORS[type(tree.op)](*sides)
    assert isinstance(tree, ast.Call)
    assert isinstance(tree.func, ast.Name)
    arguments = [evaluate(a, lookup, units) for a in tree.args]
    named = {k.arg: evaluate(k.value, lookup, units) for k in tree.keywords if k.arg}
    return VERBS[tree.func.id](*arguments, **named)


def parse(formula: str) -> ast.expr:
    """The tree of a formula. Raises FormulaError for anything but arithmetic and verbs."""
    try:
        tree = ast.parse(formula, mode="eval").body
        _require_arithmetic(tree, formula)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        why = getattr(error, "msg", "") or "too deep, or holding what no formula holds"
        what = f"'{formula[:100]}' is no expression: {why}"
        raise FormulaError(Problem(what, "Mend the formula.")) from None
    return tree


def _require_arithmetic(tree: ast.expr, formula: str) -> None:
    if isinstance(tree, ast.Constant) and type(tree.value) in (int, float):
        if tree.value == inf:
            raise FormulaError(Problem(f"a number in '{formula}' is too large", "Mend it."))
        return
    if isinstance(tree, ast.Name) or (
        isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name)
    ):
        return
    parts: list[ast.expr] = []
    if isinstance(tree, ast.BinOp) and type(tree.op) in OPERATORS:
        parts = [tree.left, tree.right]
    elif isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        parts = [tree.operand]
    elif isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
        if tree.func.id not in VERBS:
            remedy = nearest(tree.func.id, VERBS) or f"Verbs: {', '.join(sorted(VERBS))}."
            raise FormulaError(Problem(f"no verb '{tree.func.id}' in '{formula}'", remedy))
        keywords = [k.arg for k in tree.keywords]
        if None not in keywords and len({*keywords}) == len(keywords):
            parts = [*tree.args, *(k.value for k in tree.keywords)]
    if not parts:
        remedy = "Formulas hold names, role.name, numbers, + - * / and verbs only."
        raise FormulaError(Problem(f"'{ast.unparse(tree)}' in '{formula}'", remedy))
    for part in parts:
        _require_arithmetic(part, formula)


def names(tree: ast.expr) -> Iterator[Name]:
    """The (role, name) pairs of a formula in reading order."""
    if isinstance(tree, ast.Name):
        yield ("home", tree.id)
    elif isinstance(tree, ast.Attribute):
        assert isinstance(tree.value, ast.Name)
        yield (tree.value.id, tree.attr)
    elif isinstance(tree, ast.BinOp):
        yield from names(tree.left)
        yield from names(tree.right)
    elif isinstance(tree, ast.UnaryOp):
        yield from names(tree.operand)
    elif isinstance(tree, ast.Call):
        for part in (*tree.args, *(k.value for k in tree.keywords)):
            yield from names(part)
