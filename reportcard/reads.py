"""What a run reads of the data, written down so that it need not run again until that changes.

While a record is kept, ``watched`` gives an archive and a registry that note whose content is
looked at: the figures behind an observation, the formula and the words of an indicator. Which
observations and indicators there are (but not what they say) is the *outline*, which every run
reads. Files that are opened are noted whole, but for those the archive is loaded from.

What looks at a whole report to tell one thing of it (its checks, say, or what it refuses) is asked
of one that notes nothing; its answer is noted instead, and asked for again: see ``of_report``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from threading import local
from types import FrameType
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

from reportcard import survey
from reportcard.archive import Archive, Figure, Key, Observation
from reportcard.indicators import Indicator, Registry
from reportcard.memory import lasting

READ_IN_PART = ("documents", "indicators")
"""Folders below data/ of which single rows and tables are noted, not files."""
LONG = 64
"""Characters of an answer that is written down as it is."""
Answer = tuple[str, str, str]
T = TypeVar("T")
P = ParamSpec("P")


class Asked(Protocol):
    """A report that can be asked something: the book of it, of which ``plain`` notes nothing."""

    @property
    def plain(self) -> Self:
        """The same, of whose data nothing is noted."""

    @property
    def place_and_year(self) -> tuple[str, int]:
        """What it is the report of."""


B = TypeVar("B", bound=Asked)


@dataclass
class Record:
    """What a run has read so far.

    ``answers`` are questions whose answer it depends on and not on how that was found: the name
    of the question, what was asked as JSON, and the answer (see ``said``). Of folders the
    ``listing`` is noted as they are first listed. Of the files and folders ``in_part`` it depends
    on what is noted by itself.
    """

    observations: set[Key] = field(default_factory=set)
    indicators: set[str] = field(default_factory=set)
    answers: set[Answer] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    folders: dict[str, str] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    in_part: set[str] = field(default_factory=set)


_RECORD: Record | None = None
_AHEAD = Record()
_LISTING = local()
"""The ``folder`` that a thread lists for the record, which is heard, too."""


def keep() -> Record:
    """Begin to keep a record of this process, or go on with it; what was read ahead is in it."""
    global _RECORD
    if _RECORD is None:
        _RECORD = Record(files=set(_AHEAD.files), folders=_AHEAD.folders.copy())
        _listen()
    return _RECORD


@contextmanager
def ahead() -> Iterator[Record]:
    """What is read meanwhile is read for every record that this process or a fork of it begins.

    Who reads must leave nothing behind that knows what is in a row, a formula or a label and would
    not note it: results, but not what they are computed from.
    """
    global _RECORD, _AHEAD
    _listen()
    _RECORD = _AHEAD = Record()
    try:
        yield _AHEAD
    finally:
        _RECORD = None


@lasting
@cache
def _listen() -> None:
    """Hear of files from now on: Python lets nobody stop to."""
    sys.addaudithook(_opened)


def _opened(event: str, arguments: Sequence[Any]) -> None:
    """Note a file that is opened for reading, or a folder that is listed."""
    record = _RECORD
    if record is None or not arguments or isinstance(arguments[0], int):
        return
    if event == "open" and _reads(*arguments[1:3]):
        record.files.add(_whole(arguments[0]))
    elif event in ("os.listdir", "os.scandir") and not _imports(sys._getframe(1)):
        folder = _whole(arguments[0] or ".")
        if folder not in record.folders and not getattr(_LISTING, "folder", ""):
            _LISTING.folder = folder
            try:
                record.folders[folder] = listing(folder)
            finally:
                _LISTING.folder = ""


def listing(folder: str) -> str:
    """A digest of the names in a folder, but for what an import leaves there; nothing for one that
    is not there."""
    try:
        names = sorted({*os.listdir(folder)} - {"__pycache__"})  # noqa: PTH208 (names, not paths)
        return sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()
    except OSError:
        return ""


def _whole(path: Any) -> str:
    """The whole name of a file, as seen from where the process is now."""
    return os.path.abspath(os.fsdecode(path))  # noqa: PTH100 (at each file that is opened)


def _imports(frame: FrameType) -> bool:
    """Whether it is the import system that asks."""
    return "importlib" in frame.f_code.co_filename


def _reads(mode: str | None, flags: int) -> bool:
    """Whether a file is opened to read what is there; without a mode it is the system's call."""
    if mode is None:
        return not flags & (os.O_WRONLY | os.O_RDWR)
    return not set(mode) & set("wax")


@contextmanager
def in_part(data: Path) -> Iterator[None]:
    """What is opened meanwhile of the archive and the registry is noted as it is looked at."""
    if _RECORD is None:
        yield
        return
    before = {*_RECORD.files, *_RECORD.folders}
    yield
    inside = (f"{data / name}{os.sep}" for name in READ_IN_PART)
    loaded = (*inside, f"{data.parent / survey.KEPT}{os.sep}")
    now = {*_RECORD.files, *_RECORD.folders} - before
    parts = {path for path in now if f"{path}{os.sep}".startswith(loaded)}
    _RECORD.in_part |= parts
    _RECORD.files -= parts
    for folder in parts & _RECORD.folders.keys():
        del _RECORD.folders[folder]


def _answered(question: str, asked: Sequence[Any], answer: Any) -> None:
    """Note the answer to a question."""
    if _RECORD is not None:
        _RECORD.answers.add((question, json.dumps(asked), said(answer)))


def said(answer: Any) -> str:
    """What an answer says as JSON, or a digest of it where that is long.

    Raises TypeError for what is no data.
    """
    text = json.dumps(content(answer), ensure_ascii=False, sort_keys=True)
    return text if len(text) <= LONG else sha256(text.encode()).hexdigest()


def content(value: Any) -> Any:
    """All that a value says, rows of the data and words of the registry included, as JSON.

    Raises TypeError for what is no data.
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Observation):
        return [*value.key, of_observation(value)]
    if isinstance(value, Figure):
        return [value.document, sorted(value.row.cells.items())]
    if isinstance(value, Indicator):
        return [value.id, of_indicator(value)]
    if is_dataclass(value):
        return [content(getattr(value, f.name)) for f in fields(value)]
    if isinstance(value, Mapping):
        return {str(name): content(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [content(one) for one in value]
    if isinstance(value, Fraction | date):
        return str(value)
    raise TypeError(f"an answer must be data, not {type(value).__name__}")


def of_report(ask: Callable[Concatenate[B, P], T]) -> Callable[Concatenate[B, P], T]:
    """Note of a function of a report its answer, and not all that it looks at on the way.

    What it is asked beside the report is JSON; what it answers is data: see ``content``. The
    question is where the function is to be found: ``reportcard.audit:audit``.
    """
    name = f"{ask.__module__}:{ask.__name__}"

    @wraps(ask)
    def asked(book: B, /, *words: P.args, **named: P.kwargs) -> T:
        if _RECORD is None or book.plain is book:  # what asks it is itself a question
            return ask(book, *words, **named)
        try:
            answer = ask(book.plain, *words, **named)
        except Exception:
            return ask(book, *words, **named)  # which fails, too, and all that it looks at is noted
        _answered(name, [*book.place_and_year, words, named], answer)
        return answer

    return asked


def of_registry(ask: Callable[[Registry], T]) -> Callable[[Registry], T]:
    """Note of a function its answer, which is JSON, and not all that it looks at on the way.

    The question is where the function is to be found: ``reportcard.vintages:changes_of_levels``.
    """
    name = f"{ask.__module__}:{ask.__name__}"

    @wraps(ask)
    def asked(registry: Registry) -> T:
        if _RECORD is None:
            return ask(registry)
        before = set(_RECORD.indicators)
        answer = ask(registry)
        _RECORD.indicators = before
        _answered(name, [], answer)
        return answer

    return asked


class _Figures(tuple[Figure, ...]):
    """The mentions of an observation, noted when they are looked at."""

    key: Key

    def _note(self) -> None:
        if _RECORD is not None:
            _RECORD.observations.add(self.key)

    def __iter__(self) -> Iterator[Figure]:
        self._note()
        return super().__iter__()

    def __getitem__(self, index: Any) -> Any:
        self._note()
        return super().__getitem__(index)

    def __len__(self) -> int:
        self._note()
        return super().__len__()


class _Indicator(Indicator):
    """An indicator that is noted when its formula or words are looked at."""

    @property
    def derived(self) -> bool:
        """As of any indicator; the outline says it."""
        return bool(self.__dict__["formula"] or self.__dict__["refused"])


CONTENT = ("formula", "tree", "label", "caveats", "refused", "about", "called", "rupture")


def _noting(name: str) -> property:
    def look(self: _Indicator) -> Any:
        if _RECORD is not None:
            _RECORD.indicators.add(self.id)
        return self.__dict__[name]

    return property(look)


for _name in CONTENT:
    setattr(_Indicator, _name, _noting(_name))


def watched(archive: Archive, registry: Registry, place: str) -> tuple[Archive, Registry]:
    """The same archive and registry, which note what is looked at, while a record is kept."""
    if _RECORD is None:
        return archive, registry
    _RECORD.places.add(place)
    indicators = {name: _watched(indicator) for name, indicator in registry.indicators.items()}
    observations = []
    for observation in archive.observations:
        figures = _Figures(observation.mentions)
        figures.key = observation.key
        observations.append(replace(observation, mentions=figures))
    return (
        replace(archive, observations=tuple(observations)),
        replace(registry, indicators=indicators),
    )


def _watched(indicator: Indicator) -> Indicator:
    made = object.__new__(_Indicator)
    made.__dict__.update(indicator.__dict__)
    return made


def of_observation(observation: Observation | None) -> str:
    """A digest of all that the rows behind an observation say."""
    rows = observation.mentions if observation else ()
    return _digest([[m.document, sorted(m.row.cells.items())] for m in rows])


def of_indicator(indicator: Indicator | None) -> str:
    """A digest of the formula and the words of an indicator."""
    content = [getattr(indicator, name, None) for name in CONTENT if name != "tree"]
    return _digest([str(value) for value in content])


def outline(archive: Archive, registry: Registry) -> str:
    """A digest of what there is: documents and their paragraphs, observations and indicators, but
    not what these say."""
    documents = [
        [str(v) for v in astuple(replace(d, folder=Path(d.id)))] + [str(d.label)]
        for d in archive.documents.values()
    ]
    observations = [[*o.key, o.as_of, o.status, o.base, o.footing] for o in archive.observations]
    indicators = [
        [i.id, i.chapter, i.unit.code, i.nature, i.integer, i.derived, i.beside, i.ranked]
        for i in registry.indicators.values()
    ]
    ends = [[i.succeeds, str(i.bounds)] for i in registry.indicators.values()]
    paragraphs = sorted(archive.bounds.items())
    identities = str(registry.identities)
    return _digest([documents, paragraphs, observations, indicators, ends, identities])


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
