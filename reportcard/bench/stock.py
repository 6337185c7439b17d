"""The same chapters as a stock Jupyter Book: its default settings, Altair's default renderer.

Built from the stored notebooks with everything of ours taken out: numbers in prose are plain
text, charts what ``alt.Chart`` stores when nobody asks for another renderer. Headline and
subtitle, which this book writes as text, become the chart's title, as one would do it in Altair.
The tables under the charts and the passports have no counterpart and are left out.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import altair as alt
import yaml
from nbformat import NotebookNode, from_dict

from reportcard.captions import MIME
from reportcard.editions.chapters import TOC, Edition, chapters_of, read_yaml
from reportcard.editions.notebooks import as_text, read_notebook
from reportcard.editions.site import title
from reportcard.editions.stored import ROLE
from reportcard.errors import Problem, ReportcardError
from reportcard.prose import say
from reportcard.tables import read_text

ATTRIBUTES = re.compile(r"^\{[.#][^{}\n]*\}\n", re.MULTILINE)
"""A line of attributes before a paragraph: an extension of Markdown that stock books lack."""
NUMBER = re.compile(r"</?data\b[^>]*>")
KEY = re.compile(r'\s(?:data-n|data-target|data-count)="[^"]*"')


def build_stock(project: Path, edition: Edition, folder: Path) -> Path:
    """Build the book of an edition as stock Jupyter Book would, in ``folder``.

    Returns the folder of its pages. Raises ReportcardError with what Jupyter Book said.
    """
    source = folder / "source"
    write_stock(project, edition, source)
    program = Path(sys.executable).with_name("jupyter-book")
    command = (program, "build", "--quiet", "--path-output", folder, source)
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=folder)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-2000:]
        raise ReportcardError(Problem(f"the stock book was not built:\n{said}"))
    return folder / "_build" / "html"


def write_stock(project: Path, edition: Edition, source: Path) -> None:
    """The sources of the stock book: its contents, its two settings, its pages."""
    toc = read_yaml(project / TOC)
    root = f"{toc.get('root', 'index')}.md"
    # outputs are stored, so nothing is to be run; all else is the default
    config = {"title": title(edition), "execute": {"execute_notebooks": "off"}}
    texts = {TOC: _yaml(toc), "_config.yml": _yaml(config)}
    if (project / root).is_file():
        texts[root] = plain_markdown(read_text(project / root), edition)
    for chapter in chapters_of(project):
        notebook = stock_notebook(read_notebook(chapter, outputs=True), edition)
        texts[f"{chapter.page}.ipynb"] = as_text(notebook)
    for name, text in texts.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, "utf-8")


def _yaml(content: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False)


def stock_notebook(notebook: NotebookNode, edition: Edition) -> NotebookNode:
    """A chapter as it would have been stored without this project, changed in place."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = plain_markdown(cell.source, edition)
        for output in cell.get("outputs", ()):
            if "data" in output:
                data = stock_data(output.data)
                output["data"] = from_dict(data)  # type: ignore[no-untyped-call]
    return notebook


def plain_markdown(text: str, edition: Edition) -> str:
    """Prose whose numbers are typed."""
    where = (edition.place, edition.year, edition.lang)
    return ROLE.sub(lambda role: say(role[1], *where).text, ATTRIBUTES.sub("", text))


def stock_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """The representations of one output: a chart by Altair, the rest without our keys."""
    if MIME in data:
        return stock_chart(data[MIME])
    return {mime: plain_html(text) if "text/" in mime else text for mime, text in data.items()}


def plain_html(text: str) -> str:
    """HTML whose numbers are text: no element of ours around them, no key."""
    return KEY.sub("", NUMBER.sub("", text))


def stock_chart(spec: Mapping[str, Any]) -> dict[str, Any]:
    """What Altair's default renderer stores for a chart, with the repr beside it."""
    words = spec.get("usermeta") or {}
    bare = {key: value for key, value in spec.items() if key != "usermeta"}
    named = {"text": _words(words.get("headline")), "subtitle": _words(words.get("subtitle"))}
    if named["text"]:
        bare.setdefault("title", {key: text for key, text in named.items() if text})
    with alt.renderers.enable("default"):
        bundle: dict[str, Any] = alt.renderers.get()(bare)  # type: ignore[misc,assignment]
    return {**bundle, "text/plain": "alt.LayerChart(...)"}


def _words(pieces: str | Sequence[str | Mapping[str, str]] | None) -> str:
    """A line of words; a number among them is a table with its ``text``."""
    if not pieces:
        return ""
    if isinstance(pieces, str):
        return plain_html(pieces)
    return "".join(piece if isinstance(piece, str) else piece["text"] for piece in pieces)
