"""What the search of a book knows: its contents, its words and where they stand.

Two scripts hold it. The small one every search begins with: titles, numbers, and the table that
folds a query. The large one is the text, for a browser that may not load an index piece by piece
(from disk), and for a book that has no such index.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from reportcard.errors import Problem, ReportcardError
from reportcard.folding import fold, scripts
from reportcard.sections import Number, Section, Sections

FOLDER = Path("_search")
CONTENTS, TEXTS = "contents.js", "texts.js"
_OBJECT = "reportcardSearch"
_CELLS = re.compile(r"cell-\d+")
_HAN = "\u3005\u3007\u3400-\u9fff\U00020000-\U000323ff"
_WORD = re.compile(rf"[{_HAN}]|(?:(?![{_HAN}])\w|(?<=\d)[.,](?=\d))+")


def words(text: str) -> list[str]:
    """The words of folded text: one Chinese character each; ``2,400`` and ``41.9`` are words.

    >>> words("海淀区的nasdaq-listed公司占41.9%")
    ['海', '淀', '区', '的', 'nasdaq', 'listed', '公', '司', '占', '41.9']
    """
    return _WORD.findall(text)


def latin(word: str) -> bool:
    """Whether a word has parts: a Chinese character has none."""
    return re.fullmatch(f"[{_HAN}]", word) is None


@dataclass
class Page:
    """A page that can be found, ``address`` seen from the book's root, and what it explains."""

    address: str
    title: str
    sections: list[Section] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)


def pages(cut: Iterable[tuple[str, Sections]]) -> list[Page]:
    """The pages of a book in their order; each number where it is seen first."""
    read = [(address, page) for address, page in cut if page.sections]
    home: dict[str, str] = {}
    for folded in (False, True):
        for address, page in read:
            for key, number in page.numbers.items():
                if number.folded == folded and not _CELLS.fullmatch(key):
                    home.setdefault(key, address)
    return [
        Page(
            address,
            page.title,
            page.sections,
            [number for key, number in page.numbers.items() if home.get(key) == address],
        )
        for address, page in read
    ]


def texts(book: Sequence[Page]) -> Iterator[Section]:
    """Every section of a book in its order."""
    return (section for page in book for section in page.sections)


def write(folder: Path, book: Sequence[Page]) -> None:
    """Write both scripts into ``folder``."""
    said = "".join(f"{s.title}{s.text}" for s in texts(book))
    said += "".join(f"{n.label}{n.value}" for page in book for n in page.numbers)
    contents = {"fold": scripts(fold(said)), "pages": [_contents(page) for page in book]}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CONTENTS).write_text(f"window.{_OBJECT} = {_json(contents)};\n", "utf-8")
    text = statement("texts", [section.text for section in texts(book)])
    (folder / TEXTS).write_text(text, "utf-8")


def _contents(page: Page) -> dict[str, Any]:
    sections = [[s.anchor, s.title] for s in page.sections]
    numbers = [[n.anchor, n.label, n.value] for n in page.numbers]
    return {**asdict(page), "sections": sections, "numbers": numbers}


def statement(name: str, value: Any) -> str:
    """A line by which a script lets the search know one more thing."""
    return f"{_OBJECT}.{name} = {_json(value)};\n"


def read(folder: Path) -> list[Page]:
    """The pages that ``write`` wrote. Raises ReportcardError where it did not."""
    try:
        contents = _said(folder / CONTENTS)
        said = iter(_said(folder / TEXTS))
    except (OSError, ValueError, IndexError) as error:
        remedy = "Build the book with the extension reportcard.sphinxext."
        problem = Problem(f"holds no contents to search: {error}", remedy, folder / CONTENTS)
        raise ReportcardError(problem) from None
    return [
        Page(
            page["address"],
            page["title"],
            [Section(anchor, title, next(said)) for anchor, title in page["sections"]],
            [Number(*number) for number in page["numbers"]],
        )
        for page in contents["pages"]
    ]


def _said(script: Path) -> Any:
    """What the first line of a script assigns."""
    line = script.read_text("utf-8").splitlines()[0]
    return json.loads(line.split(" = ", 1)[1].removesuffix(";"))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
