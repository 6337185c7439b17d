"""The index of an edition's site: Pagefind loads of it what a query needs, piece by piece.

Pagefind is given words, not sentences: a Chinese character is a word of its own, so that a phrase
finds any part of a name, and Latin words are listed beside the index, so that a part of a word
finds the words it is in. All of it is folded; what readers see is kept as it is written.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

from pagefind.service import get_executable

from reportcard.errors import Problem, ReportcardError
from reportcard.finding import CONTENTS, FOLDER, latin, read, statement, texts, words
from reportcard.folding import fold
from reportcard.sections import BREAK, Section

INDEX = Path("pagefind")
PAUSE = "."
"""A word that no query has: a phrase does not reach from one paragraph into the next."""

_OPTIONS = ("--force-language", "unknown", "--include-characters", ".,", "--quiet")
"""No stemming: what is searched for is what is written. ``2,400`` is one word."""

_NEEDED = ("fragment", "index", "pagefind-entry.json", "pagefind.js", "wasm.unknown.pagefind")
_NEEDED_PATTERN = "pagefind.*.pf_meta"
_SIGNATURE = b"pagefind_dcd"
_SECONDS = 120


class NotIndexed(ReportcardError):
    """A site that Pagefind could not index."""


def index(html: Path) -> None:
    """Index the pages of a rendered edition. Raises NotIndexed where Pagefind fails."""
    sections = list(texts(read(html / FOLDER)))
    found = [[*_blocks(section)] for section in sections]
    with tempfile.TemporaryDirectory(prefix="reportcard-") as work:
        source, made = Path(work, "source"), Path(work, "made")
        source.mkdir()
        for number, (section, blocks) in enumerate(zip(sections, found, strict=True)):
            (source / f"{number}.html").write_text(_page(section, blocks), "utf-8")
        with _running(source, made):
            known = {"words": _latin_words(found)}
        _keep(made, html / INDEX)
    known["order"] = _order(html / INDEX, len(sections))
    with (html / FOLDER / CONTENTS).open("a", encoding="utf-8") as contents:
        contents.writelines(statement(name, value) for name, value in known.items())


def _blocks(section: Section) -> Iterator[list[str]]:
    """The words of a section's title and of each paragraph and cell below it."""
    for block in (section.title, *section.text.split(BREAK)):
        yield words(fold(block))


def _page(section: Section, blocks: Sequence[Sequence[str]]) -> str:
    """A section as Pagefind reads it: its words to be found, its text to be shown."""
    found = "".join(f"{' '.join(block)} {PAUSE} " for block in blocks)
    return (
        '<!doctype html><html><head><meta charset="utf-8">'
        f'<meta data-pagefind-meta="text[content]" content="{escape(section.text)}"></head>'
        f"<body data-pagefind-body><p>{found}</p></body></html>"
    )


def _latin_words(sections: Iterable[Iterable[Sequence[str]]]) -> list[str]:
    said = {word for blocks in sections for block in blocks for word in block}
    return sorted(filter(latin, said))


@contextmanager
def _running(source: Path, made: Path) -> Iterator[None]:
    """Let Pagefind index ``source`` into ``made`` while the block runs."""
    program = get_executable()
    if program is None:
        raise NotIndexed(_problem("it is not installed"))
    command = (program, "--site", source, "--output-path", made, *_OPTIONS)
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    try:
        with subprocess.Popen(command, **pipes) as process:
            try:
                yield
                out, error = process.communicate(timeout=_SECONDS)
            finally:
                process.kill()
    except (OSError, subprocess.TimeoutExpired) as reason:
        raise NotIndexed(_problem(str(reason))) from None
    if process.returncode or not (made / "pagefind.js").is_file():
        said = (error or out).strip().splitlines()
        raise NotIndexed(_problem(said[-1] if said else f"it ended with {process.returncode}"))


def _problem(said: str) -> Problem:
    remedy = 'Put it in order:  pip install --force-reinstall "pagefind[extended]"'
    return Problem(f"the site cannot be searched: Pagefind does not run: {said}", remedy)


def _keep(made: Path, place: Path) -> None:
    """Of what Pagefind writes only what our own search loads: no interface of its own."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for path in (*(made / name for name in _NEEDED), *made.glob(_NEEDED_PATTERN)):
        shutil.move(path, place / path.name)


def _order(place: Path, count: int) -> list[str]:
    """The names that Pagefind gave to the sections, in the order of the book."""
    names = [""] * count
    for path in sorted((place / "fragment").iterdir()):
        said = json.loads(gzip.decompress(path.read_bytes()).removeprefix(_SIGNATURE))
        names[int(Path(said["url"]).stem)] = path.stem
    if "" in names:
        raise NotIndexed(_problem(f"section {names.index('')} of {count} is not in its index"))
    return names
