"""The files people write, read so that every problem has a file and a line.

TOML tables and CSV rows come back as plain dictionaries; what is malformed comes back as
`Problem`s, all at once, never as a traceback.
"""

from __future__ import annotations

import csv
import io
import os
import pickle
import re
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from reportcard.chinese import with_simplified
from reportcard.errors import DataError, Problem
from reportcard.memory import lasting

HERE = Path(__file__).resolve().parent.parent
NUMBER = re.compile(r"(-?[0-9]{1,30}(?:\.[0-9]{1,30})?)(?:/([0-9]{1,30}))?")
NAME = r"""(?:"[^"]*"|'[^']*'|[\w-]+)"""
NAMES = rf"{NAME}(?:\s*\.\s*{NAME})*"
PLACE = re.compile(rf"\s*(?:\[+\s*(?P<table>{NAMES})\s*\]+\s*(?:#|$)|(?P<key>{NAMES})\s*=)")
"""A line that opens a table or gives a key its value."""
ABSENT = "Restore it from version control, or create it."
A_FOLDER = "Remove or rename the folder: a file of this name belongs there."


def exact(text: object) -> Fraction:
    """The number a file writes: a decimal or a fraction of at most thirty digits a part.

    Raises ValueError for anything else: an exponent could ask for a billion digits.
    """
    found = NUMBER.fullmatch(str(text))
    if not found or (found[2] and not int(found[2])):
        raise ValueError(f"'{text}' is no number that a file may hold")
    return Fraction(found[1]) / int(found[2] or 1)


def project_folder() -> Path:
    """The project: ``REPORTCARD_PROJECT``, or the nearest folder upwards that has ``data/``.

    Falls back to the checkout the package is installed from, so that a notebook opened
    anywhere finds its data. Raises DataError when none of them has ``data/units.toml``.
    """
    named = os.environ.get("REPORTCARD_PROJECT")
    here = Path.cwd().resolve()
    candidates = [Path(named).resolve()] if named else [here, *here.parents, HERE]
    for folder in candidates:
        if (folder / "data" / "units.toml").is_file():
            return folder
    raise DataError(
        Problem(
            f"no project with data/units.toml at or above {candidates[0]}",
            "Run inside a clone of the project, or name it: REPORTCARD_PROJECT=/path/to/clone.",
        )
    )


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises DataError naming the line that is not UTF-8."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        absent = ABSENT if isinstance(error, FileNotFoundError) else "Make it readable."
        remedy = A_FOLDER if path.is_dir() else absent
        raise DataError(Problem(f"cannot be read: {error.strerror}", remedy, path)) from None
    return decoded(raw, path)


def decoded(raw: bytes, path: Path) -> str:
    """The text of bytes, its lines ended alike. Raises DataError naming the line not UTF-8."""
    try:
        return raw.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataError(
            Problem(
                f"byte 0x{raw[error.start]:02x} is not UTF-8",
                "Save the file as UTF-8.",
                path,
                line,
            )
        ) from None


@dataclass(frozen=True)
class TomlFile:
    """A TOML file and the means to say on which line a key stands."""

    path: Path
    text: str
    tables: dict[str, Any]

    def line(self, table: str, key: str | None = None) -> int | None:
        """The line of ``[table]``, or of ``key`` inside it; None when it has none.

        The table ``""`` is what stands before all tables.
        """
        name = f"{table}.{key}" if table and key else table or key or ""
        return self._lines.get(name, self._lines.get(table))

    @cached_property
    def _lines(self) -> dict[str, int]:
        """Where each table and each ``table.key`` first stands; a header goes before its parts."""
        headers: dict[str, int] = {}
        parts: dict[str, int] = {}
        table = ""
        for number, text in enumerate(self.text.splitlines(), 1):
            found = PLACE.match(text)
            if found is None:
                continue
            names = [name.strip("\"'") for name in re.findall(NAME, found["table"] or found["key"])]
            if found["table"]:
                table = ".".join(names)
                headers.setdefault(table, number)
            elif table:
                names.insert(0, table)
            for last in range(1, len(names) + 1):
                parts.setdefault(".".join(names[:last]), number)
        return parts | headers

    def problem(self, what: str, remedy: str, table: str, key: str | None = None) -> Problem:
        """A problem at a key of a table."""
        return Problem(what, remedy, self.path, self.line(table, key) or 1)


def read_toml(path: Path) -> TomlFile:
    """Read a TOML file; its texts in Traditional script are there in Simplified script, too.

    Raises DataError with the line that is malformed or doubled.
    """
    text = read_text(path)
    try:
        return TomlFile(path, text, pickle.loads(parsed(text)))
    except (ValueError, RecursionError) as error:  # a number of 5000 digits, a list of lists of …
        where = re.search(r"at line (\d+)", str(error))
        line = int(where[1]) if where else max(1, len(text.splitlines()))
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise DataError(Problem(f"not valid TOML: {what}", "Mend this line.", path, line)) from None


@lasting
@lru_cache(maxsize=512)
def parsed(text: str) -> bytes:
    """What a TOML text says, pickled: who reads it gets a copy, and a text is parsed once."""
    return pickle.dumps(with_simplified(tomllib.loads(text)))


def read_tables(path: Path) -> TomlFile:
    """Read a TOML file that holds tables only. Raises DataError for what is none, too."""
    file = read_toml(path)
    loose = [key for key, entry in file.tables.items() if not isinstance(entry, dict)]
    if loose:
        remedy = "Put it below the [table] it belongs to."
        raise DataError(*(file.problem(f"'{k}' stands in no table", remedy, "", k) for k in loose))
    return file


@dataclass(frozen=True)
class Row:
    """One row of a CSV file: its cells by column name, and where it stands."""

    path: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def problem(self, what: str, remedy: str = "") -> Problem:
        """A problem with this row."""
        return Problem(what, remedy, self.path, self.line)


def read_csv(path: Path, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> list[Row]:
    """Read a CSV file with a header. Raises DataError with every malformed line at once."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        header = next(reader, [])
        problems = _header_problems(path, header, required, optional)
        rows = []
        for cells in reader:
            if len(cells) == len(header):
                rows.append(Row(path, reader.line_num, dict(zip(header, cells, strict=True))))
            elif cells:
                what = f"{len(cells)} cells where the header has {len(header)}"
                remedy = "Quote cells that hold a comma; give every column its cell."
                problems.append(Problem(what, remedy, path, reader.line_num))
    except csv.Error as error:
        raise DataError(
            Problem(f"not valid CSV: {error}", "Mend the quotes.", path, reader.line_num)
        ) from None
    if problems:
        raise DataError(*problems)
    return rows


def _header_problems(
    path: Path, header: list[str], required: tuple[str, ...], optional: tuple[str, ...]
) -> list[Problem]:
    """What is wrong with a header: columns missing, unknown or doubled."""
    problems = []
    for name in required:
        if name not in header:
            problems.append(Problem(f"no column '{name}'", "Add it to the header.", path, 1))
    for name in header:
        if name not in required + optional:
            problems.append(Problem(f"unknown column '{name}'", "Remove or rename it.", path, 1))
    for name in {n for n in header if header.count(n) > 1}:
        problems.append(Problem(f"column '{name}' stands twice", "Remove one.", path, 1))
    return problems
