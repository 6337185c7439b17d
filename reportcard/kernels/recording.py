"""An extension of IPython that keeps a record of what a kernel reads, in a file of its own.

After each cell the file says what was read so far.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportcard import reads
from reportcard.archive import Archive, Key
from reportcard.errors import DataError
from reportcard.indicators import Registry
from reportcard.kernels.files import CLOCK_STEP
from reportcard.memory import lasting
from reportcard.prose import data_of
from reportcard.tables import HERE, project_folder

OWN = HERE / "reportcard"
SYSTEM = ("/usr", "/etc", "/lib", "/proc", "/sys", "/dev")
FOREIGN = (*(os.path.realpath(p) for p in (sys.prefix, sys.base_prefix)), *SYSTEM)
"""What comes with the interpreter is known by its versions, and the system is no data."""
UNREAD = OWN / "kernels"
"""What starts kernels shapes no output."""


def load_ipython_extension(shell: Any) -> None:
    """Begin the record; ``Recording.path`` says where to."""
    foreign("")  # settled before a cell goes elsewhere
    facts, path = Facts(reads.keep()), Path(shell.config.Recording.path)
    shell.events.register("post_run_cell", lambda _result: facts.write(path))


@dataclass
class Facts:
    """What was read, by kind, each thing with a digest of what it was when it was first noticed."""

    record: reads.Record
    places: dict[str, str] = field(default_factory=dict)
    observations: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    looked_at: set[str] = field(default_factory=set)

    def write(self, path: Path) -> None:
        """Write down all that was read so far, and the answers that were got.

        Where the folder is gone nobody waits for it any more, and it is not made again.
        """
        self.note()
        said = {kind: getattr(self, kind) for kind in KINDS}
        said["answers"] = sorted(self.record.answers)
        with suppress(FileNotFoundError):
            path.write_text(json.dumps(said, sort_keys=True), "utf-8")
        self.record.files.discard(str(path))

    def note(self) -> None:
        """Take down what is new."""
        record = self.record
        around = {place: data_of(place) for place in sorted(record.places)}
        _add(self.places, around, outline)
        known = {json.dumps(key): key for key in record.observations}
        _add(self.observations, known, lambda name: _observation(around, known[name]))
        _add(self.indicators, record.indicators.copy(), lambda name: _indicator(around, name))
        _add(self.files, kept(self._unseen(record.files)), lambda file: digest(Path(file)))
        folders = record.folders.copy()
        unseen = self._unseen(set(folders))
        for folder, names in folders.items():
            for path in kept([folder] if folder in unseen else ()):
                self.folders.setdefault(path, names)
        _add(self.modules, modules(self._unseen(set(sys.modules))), of_module)

    def _unseen(self, names: set[str]) -> set[str]:
        """Those that were not looked at before."""
        unseen = names - self.looked_at
        self.looked_at |= unseen
        return unseen


KINDS = ("places", "observations", "indicators", "files", "folders", "modules")
Data = Mapping[str, tuple[Archive, Registry]]


def _add(found: dict[str, str], names: Iterable[str], look: Callable[[str], str]) -> None:
    """Look at those things that were not looked at before."""
    for name in names:
        if name not in found:
            found[name] = look(name)


def _observation(around: Data, key: Key) -> str:
    where = (archive.by_key for archive, _ in around.values())
    return reads.of_observation(next(known[key] for known in where if key in known))


def _indicator(around: Data, name: str) -> str:
    where = (registry.indicators for _, registry in around.values())
    return reads.of_indicator(next(known[name] for known in where if name in known))


def kept(paths: Iterable[str]) -> Iterator[str]:
    """The whole names of what is neither part of the interpreter nor source code of the package."""
    for path in {os.path.realpath(path) for path in paths}:
        known = foreign(path) or _below(path, _inside(OWN)) or path.endswith(".pyc")
        if not known and "/.ipython" not in path:
            yield path


def foreign(path: str) -> bool:
    """Whether a file comes with the interpreter or the system, and not with the project."""
    project, around, beside = _places()
    return _below(path, beside) or (_below(path, around) and not _below(path, project))


def _inside(folder: str | Path) -> str:
    """How the names of what is in a folder begin."""
    return f"{folder}{os.sep}"


def _below(path: str, beginnings: str | tuple[str, ...]) -> bool:
    """Whether it is one of some folders, or in one; told from how what is inside begins."""
    return _inside(path).startswith(beginnings)


@cache
def _places() -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """How what is in the project begins, in the foreign folders around it, and in other ones."""
    everywhere = tuple(map(_inside, FOREIGN))
    try:
        project = _inside(project_folder())
    except DataError:
        return os.sep, (), everywhere
    around = tuple(folder for folder in everywhere if project.startswith(folder))
    return project, around, tuple(folder for folder in everywhere if folder not in around)


def modules(names: Iterable[str]) -> Iterator[str]:
    """The source files of imported modules by name, but for those of the interpreter."""
    for name in names:
        file = getattr(sys.modules.get(name), "__file__", None)
        if file and not foreign(file) and not _below(file, _inside(UNREAD)):
            yield file


@lasting
@cache
def of_module(file: str) -> str:
    """A digest of a source file as it was at first: what has changed since is not what runs."""
    return digest(Path(file))


@lru_cache(maxsize=8)
def outline(place: str) -> str:
    """The outline of the data around a place; see ``reads``."""
    return reads.outline(*data_of(place))


def digest(path: Path) -> str:
    """A digest of a file; nothing for one that is not there.

    One whose stamp is as it was is not read again, unless it was written just now: then it may
    have been written twice between two steps of the clock.
    """
    try:
        is_ = path.stat()
        if time.time_ns() - is_.st_ctime_ns < CLOCK_STEP:
            return sha256(path.read_bytes()).hexdigest()
        return _stamped(path, is_.st_size, is_.st_mtime_ns, is_.st_ctime_ns)
    except OSError:
        return ""


@lasting
@lru_cache(maxsize=4096)
def _stamped(path: Path, *_stamp: int) -> str:
    return sha256(path.read_bytes()).hexdigest()
