"""Notebooks as files: read with stable cell ids, written the same on every machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache

import nbformat
from nbformat import NotebookNode, v4

from reportcard import kernels
from reportcard.editions.chapters import Chapter
from reportcard.errors import DataError, Problem
from reportcard.memory import lasting
from reportcard.tables import read_text

FLEETING = ("papermill", "execution", "ExecuteTime")
KERNEL = {"display_name": kernels.DISPLAY, "language": kernels.LANGUAGE, "name": kernels.NAME}
LANGUAGE_INFO = {"name": kernels.LANGUAGE, "pygments_lexer": "ipython3"}


def read_notebook(chapter: Chapter, *, outputs: bool = False) -> NotebookNode:
    """A chapter's notebook, with its stored ``outputs`` where they are asked for.

    Raises DataError for a file that is none.
    """
    text = read_text(chapter.path)
    try:
        return deepcopy(_read(text, chapter.name, outputs=outputs))
    except json.JSONDecodeError as error:
        what = f"is no notebook: {error.msg}"
        raise DataError(Problem(what, "Restore the file.", chapter.path, error.lineno)) from None
    except (KeyError, TypeError, AttributeError, nbformat.ValidationError) as error:
        what = f"is no notebook of format 4: {str(error).splitlines()[0]}"
        raise DataError(Problem(what, "Save it from JupyterLab.", chapter.path)) from None


@lasting
@lru_cache(maxsize=64)
def _read(text: str, name: str, *, outputs: bool) -> NotebookNode:
    """A notebook from its text: a text is read once."""
    content = json.loads(text)
    for number, cell in enumerate(content["cells"], 1):
        cell.setdefault("id", f"{name}-{number}")
        if cell["cell_type"] == "code" and not outputs:
            cell |= {"outputs": [], "execution_count": None}
    content["nbformat_minor"] = max(content["nbformat_minor"], 5)
    notebook = _parsed(content)
    nbformat.validate(notebook)
    return notebook


def _parsed(content: object) -> NotebookNode:
    """A notebook from its JSON, texts that are stored line by line joined again."""
    notebook: NotebookNode = v4.to_notebook(content)  # type: ignore[no-untyped-call]
    return notebook


def executed_notebook(text: str) -> NotebookNode:
    """A notebook from the text that ``as_text`` made of one; what its outputs hold is plain JSON.

    ``nbformat`` would make a node of each part of a specification.
    """
    content = json.loads(text)
    for cell in content["cells"]:
        if "outputs" in cell:
            cell["outputs"] = [*map(NotebookNode, cell["outputs"])]
        cell["metadata"] = NotebookNode(cell["metadata"])  # type: ignore[no-untyped-call]
    content["cells"] = [*map(NotebookNode, content["cells"])]
    node = NotebookNode(content)  # type: ignore[no-untyped-call]
    joined: NotebookNode = v4.rwbase.rejoin_lines(node)  # type: ignore[no-untyped-call]
    return joined


def completed(source: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """The source with the outputs of a run, without what differs between machines and runs."""
    result = deepcopy(source)
    for cell, done in zip(result.cells, executed.cells, strict=True):
        _forget(cell.metadata)
        if cell.cell_type == "code":
            cell.outputs = done.outputs
            cell.execution_count = done.execution_count
    _forget(result.metadata)
    result.metadata["kernelspec"] = dict(KERNEL)
    result.metadata["language_info"] = dict(LANGUAGE_INFO)
    return result


def _forget(metadata: Mapping[str, object]) -> None:
    assert isinstance(metadata, dict)
    for key in FLEETING:
        metadata.pop(key, None)


def as_text(notebook: NotebookNode) -> str:
    """The notebook as its file holds it: indent 1, sorted keys, Chinese as it is."""
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return text.rstrip("\n") + "\n"
