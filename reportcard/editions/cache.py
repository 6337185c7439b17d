"""Chapters that need not run again: what each read the last time, held to what is there now.

Below ``_build/cache`` a chapter of an edition has its executed notebook and an *entry*: the source
and parameters it had, all it read (see ``kernels.recording``) with a digest of each thing, what it
asked of whole reports (see ``reads``) with a digest of each answer, and the versions it ran on.
Where all of that is as it was, a run would give the same again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from nbformat import NotebookNode

from reportcard import reads
from reportcard.editions.chapters import CACHE, Chapter, Edition
from reportcard.errors import UnknownName
from reportcard.files import write_whole
from reportcard.kernels.recording import digest
from reportcard.machine import installed
from reportcard.prose import data_of, plain_book

FORMAT = 4
DAMAGED = "what was kept of it is damaged"
Read: TypeAlias = dict[str, Any]
"""What a chapter read, by kind; see ``kernels.recording``."""


@dataclass(frozen=True)
class Kept:
    """A chapter of an edition in the cache: its executed notebook as text, and its seconds."""

    text: str
    seconds: float


@dataclass(frozen=True)
class Entry:
    """A chapter in the cache of which all that it read is as it was; whether what it asked still
    has the same answers is not known."""

    kept: Kept
    read: Read


def folder_of(project: Path, edition: Edition) -> Path:
    """Where the entries of an edition lie."""
    return project / CACHE / edition.folder


def source_digest(notebook: NotebookNode) -> str:
    """A digest of what a chapter says and computes; stored outputs are no part of it."""
    cells = [[c.cell_type, c.source, c.id, c.metadata] for c in notebook.cells]
    return _digest([cells, notebook.metadata])


def read_of(record: Path) -> Read | None:
    """What a chapter read, as its kernel has written it down; nothing where it has not, or where
    the disk was full."""
    try:
        read: Read = json.loads(record.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return read


def settled(read: Read, since: int) -> bool:
    """Whether no file that was read has been written since a time in nanoseconds."""
    return not any(changed(path, since) for path in (*read["modules"], *read["files"]))


def keep(folder: Path, chapter: Chapter, source: str, read: Read, kept: Kept) -> None:
    """Put an executed chapter into the cache, with a digest of its source and what it read."""
    entry = {
        "source": source,
        "versions": versions(),
        "read": read,
        "notebook": sha256(kept.text.encode()).hexdigest(),
        "seconds": kept.seconds,
    }
    write_whole(folder / f"{chapter.name}.ipynb", kept.text)
    write_whole(folder / f"{chapter.name}.json", json.dumps([entry, _digest(entry)]))


def changed(path: str, since: int) -> bool:
    """Whether a file or folder has changed since a time in nanoseconds, or is not there."""
    try:
        return Path(path).stat().st_ctime_ns >= since
    except OSError:
        return True


class Now:
    """What is there now, looked at once in a run."""

    def __init__(self) -> None:
        self.digest = cache(lambda path: digest(Path(path)))
        self.listing = cache(reads.listing)
        self.outline = cache(lambda place: reads.outline(*data_of(place)))
        self.versions = cache(versions)
        self.answer = cache(_answer)

    def look(self, folder: Path, chapter: Chapter, source: str) -> Entry | str:
        """What is kept of a chapter, or why it must run again; what it asked is still to ask.

        Raises DataError where the data cannot be read.
        """
        try:
            said, seal = json.loads((folder / f"{chapter.name}.json").read_text("utf-8"))
            text = (folder / f"{chapter.name}.ipynb").read_bytes().decode("utf-8")
            if _digest(said) != seal or sha256(text.encode()).hexdigest() != said["notebook"]:
                return DAMAGED
        except FileNotFoundError:
            return "it has not been run"
        except (OSError, ValueError, TypeError, KeyError):
            return DAMAGED
        kept = Kept(text, said["seconds"])
        return next(self._moved(said, source), "") or Entry(kept, said["read"])

    def ask(self, entry: Entry) -> str:
        """Why a chapter must run again for the sake of what it asked; empty where it need not."""
        for place in entry.read["places"]:
            for question, asked, answer in entry.read["answers"]:
                if self.answer(place, question, asked) != answer:
                    return f"what it asked of the data has another answer: {question}"
        return ""

    def _moved(self, entry: Mapping[str, Any], source: str) -> Iterator[str]:
        """What is no longer as it was when a chapter ran."""
        if entry["versions"] != self.versions():
            yield "it ran on other versions"
        if entry["source"] != source:
            yield "its notebook or a parameter has changed"
        read = entry["read"]
        for kind, now in (
            ("modules", self.digest), ("files", self.digest), ("folders", self.listing)
        ):  # fmt: skip
            for path, then in read[kind].items():
                if now(path) != then:
                    yield f"{path} has changed"
        yield from self._moved_data(read)

    def _moved_data(self, read: Mapping[str, Any]) -> Iterator[str]:
        """What of the archive and the registry is no longer what was read."""
        try:
            data = {place: data_of(place) for place in read["places"]}
        except UnknownName as error:
            yield str(error.problems[0])
            return
        for place, then in read["places"].items():
            if self.outline(place) != then:
                yield f"around {place}, a document, figure or indicator has come, gone or moved"
        observations = {k: o for archive, _ in data.values() for k, o in archive.by_key.items()}
        for text, then in read["observations"].items():
            key = tuple(json.loads(text))
            if reads.of_observation(observations.get(key)) != then:
                yield f"{key[1]} of {key[2]} {key[3]} in {key[0]} has changed"
        for _, registry in data.values():
            for name, then in read["indicators"].items():
                if reads.of_indicator(registry.indicators.get(name)) != then:
                    yield f"the indicator {name} has changed"


def _answer(place: str, question: str, asked: str) -> str:
    """The answer to a question that a chapter asked of the data around a place; see ``reads``."""
    module, _, name = question.partition(":")
    try:
        ask = getattr(import_module(module), name)
    except (ImportError, AttributeError):
        return ""  # nobody asks it any more
    of = json.loads(asked)
    try:
        if not of:
            return reads.said(ask(data_of(place)[1]))
        report, year, words, named = of
        return reads.said(ask(plain_book(report, year), *words, **named))
    except Exception:
        return ""  # it is for the chapter to say what is wrong, and in which cell


def versions() -> str:
    """A digest of the interpreter and of every package that is installed beside it."""
    return _digest([FORMAT, installed()])


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
