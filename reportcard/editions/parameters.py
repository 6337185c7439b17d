"""The parameters of a chapter: read strictly, set where the chapter assigns them.

papermill would add a cell of its own and only warn of a name it does not know. Here the
tagged cell itself gets the values, so that a page shows one cell and cells keep their numbers.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from reportcard.editions.chapters import Chapter
from reportcard.errors import DataError, Problem, UnknownName, nearest

TAG = "parameters"
EXAMPLES = {"int": "2019", "float": "0.5", "bool": "true", "str": "text"}
NOT = {"int": "no whole number", "float": "no number", "bool": "neither true nor false"}
Value = str | int | float | bool


@dataclass(frozen=True)
class Parameter:
    """A plain assignment of the tagged cell: ``year: int = 2019``."""

    name: str
    kind: str
    value: Value
    line: int
    start: int
    end: int


def parameters_cell(notebook: NotebookNode) -> NotebookNode | None:
    """The cell tagged ``parameters``, if there is one."""
    cells: list[NotebookNode] = notebook.cells
    return next((c for c in cells if TAG in c.metadata.get("tags", ())), None)


def read_parameters(chapter: Chapter, notebook: NotebookNode) -> list[Parameter]:
    """The parameters of a chapter. Raises DataError for an assignment that is not plain."""
    cell = parameters_cell(notebook)
    if cell is None:
        remedy = f"Tag the cell that assigns them with '{TAG}'."
        raise DataError(Problem("has no parameters", remedy, chapter.path))
    try:
        return [_parameter(node) for node in ast.parse(cell.source).body]
    except (SyntaxError, ValueError):
        what = "its parameters are not one plain assignment a line"
        raise DataError(Problem(what, "Write, say:  year: int = 2019", chapter.path)) from None


def _parameter(node: ast.stmt) -> Parameter:
    """One assignment. Raises ValueError for anything else."""
    if isinstance(node, ast.AnnAssign):
        target: ast.expr = node.target
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    else:
        raise ValueError
    if not isinstance(target, ast.Name) or node.value is None:
        raise ValueError
    value = ast.literal_eval(node.value)
    kind = ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else type(value).__name__
    place = (node.value.lineno, node.value.col_offset, node.value.end_col_offset or 0)
    if kind not in EXAMPLES or node.value.end_lineno != node.value.lineno:
        raise ValueError
    return Parameter(target.id, kind, value, *place)


def set_parameters(notebook: NotebookNode, values: Mapping[Parameter, Value]) -> None:
    """Write values into the tagged cell; a value that stands there already changes nothing."""
    cell = parameters_cell(notebook)
    assert cell is not None
    lines = [line.encode() for line in cell.source.split("\n")]
    for parameter, value in values.items():
        if value != parameter.value:
            line = lines[parameter.line - 1]
            literal = _literal(value).encode()
            lines[parameter.line - 1] = line[: parameter.start] + literal + line[parameter.end :]
    cell.source = b"\n".join(lines).decode()


def _literal(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def typed(
    known: Mapping[str, Sequence[Parameter]], given: Mapping[str, str]
) -> dict[str, dict[str, Value]]:
    """Given texts as values, for each chapter. ``known`` are its parameters, by its name.

    Raises UnknownName for a name that a chapter does not have, and for an ill-typed text.
    """
    return {
        chapter: {name: _typed(chapter, parameters, name, text) for name, text in given.items()}
        for chapter, parameters in known.items()
    }


def _typed(chapter: str, parameters: Sequence[Parameter], name: str, text: str) -> Value:
    names = {p.name: p for p in parameters}
    if name not in names:
        remedy = nearest(name, names) or f"It has: {', '.join(names)}."
        raise UnknownName(Problem(f"no parameter '{name}' in notebooks/{chapter}.ipynb", remedy))
    kind = names[name].kind
    try:
        return _converted(kind, text)
    except (ValueError, KeyError):
        what = f"the parameter {name} is '{text}', which is {NOT[kind]}"
        raise UnknownName(Problem(what, f"Give it as in:  -p {name} {EXAMPLES[kind]}")) from None


def _converted(kind: str, text: str) -> Value:
    if kind == "bool":
        return {"true": True, "false": False}[text.lower()]
    if kind == "int":
        return int(text)
    return float(text) if kind == "float" else text
