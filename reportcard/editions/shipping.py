"""What chapters need that run on another machine: the same package, and a copy of the project.

The copy holds what a build may read: ``data/``, ``notebooks/`` and all that lies beside them, but
neither the reports' texts nor what was built. What a chapter reads of it counts as read of the
project itself, so that it is kept like any that ran at home.
"""

from __future__ import annotations

import os
import pickle
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import reportcard
from reportcard import reads, stamps, survey
from reportcard.editions.cache import Read, changed
from reportcard.errors import Problem
from reportcard.files import staging
from reportcard.kernels.recording import digest
from reportcard.machine import installed
from reportcard.sources import FOLDER
from reportcard.tables import HERE

PACKAGE = Path(reportcard.__file__).parent
"""Where the package lies, by the name its modules have it by."""
SHOWN = 4
"""How many differences between two machines are named."""


@dataclass(frozen=True)
class Parcel:
    """A project packed up: a digest of what it holds, and since when that must be as it was."""

    digest: str
    packed: bytes
    since: int


def stamped(project: Path) -> str:
    """A digest of the stamps of all that is packed: another one where something has changed."""
    lines = (stamps.stamp(entry) for entry in _entries(project))
    return sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def packed(project: Path) -> Parcel:
    """A project as it is now. Raises OSError."""
    since = time.time_ns()
    names = [*_names(project), *([str(survey.KEPT)] if (project / survey.KEPT).is_file() else ())]
    files = []
    for name in names:
        path = project / name
        files.append((name, path.stat().st_mtime_ns, path.read_bytes()))
    kept = ((name, content) for name, _, content in files if name != str(survey.KEPT))
    return Parcel(_digest(kept), zlib.compress(pickle.dumps(files), 1), since)


def unpack(parcel: Parcel, folder: Path) -> None:
    """Make a copy of a project at a folder, which appears whole.

    Times of writing are as they were: by them the survey of the documents knows them again.
    """
    with staging(folder.parent) as stage:
        for name, written, content in pickle.loads(zlib.decompress(parcel.packed)):
            path = stage / "copy" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            os.utime(path, ns=(written, written))
        (stage / "copy").rename(folder)


def is_copy(folder: Path, parcel_digest: str) -> bool:
    """Whether what lies in a folder is what was packed, each byte of it."""
    found = ((name, (folder / name).read_bytes()) for name in _names(folder))
    return _digest(found) == parcel_digest


def _names(project: Path) -> Iterator[str]:
    for entry in _entries(project):
        yield os.path.relpath(entry.path, project)


def _entries(project: Path) -> Iterator[os.DirEntry[str]]:
    own = {str(project / PACKAGE.name)} if project.resolve() == HERE else set()
    return stamps.files(project, {str(project / FOLDER), *own})


def _digest(files: Iterable[tuple[str, bytes]]) -> str:
    lines = (f"{sha256(content).hexdigest()} {name}" for name, content in files)
    return sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def fingerprint() -> dict[str, str]:
    """The interpreter, the packages beside it and the files of this one, each with what it is."""
    python, *packages = installed()
    told = {"Python": python}
    for package in packages:
        name, _, version = package.removesuffix(".dist-info").rpartition("-")
        told[name] = version
    for entry in stamps.files(PACKAGE):
        told[os.path.relpath(entry.path, PACKAGE.parent)] = digest(Path(entry.path))
    return told


def differences(there: Mapping[str, str], here: Mapping[str, str]) -> list[str]:
    """What another machine has that this one has not, or has otherwise, in words."""
    names = sorted(there.keys() | here.keys(), key=lambda name: (os.sep in name, name))
    found = [name for name in names if there.get(name) != here.get(name)]
    said = [_difference(name, there.get(name), here.get(name)) for name in found[:SHOWN]]
    return [*said, f"{len(found) - SHOWN} more"] if len(found) > SHOWN else said


def _difference(name: str, there: str | None, here: str | None) -> str:
    if there is None or here is None:
        return f"{name} is not {'there' if there is None else 'here'}"
    if os.sep in name:
        return f"{name} is another"
    return f"{name} is {there}, here {here}"


def unlike(who: str, told: Sequence[str] | Exception) -> Problem:
    """What is wrong with a machine whose package differs, or that cannot even say so."""
    remedy = "Install there what is installed here, and start it again."
    if isinstance(told, Exception):
        what = f"the {who} cannot run chapters: {type(told).__name__}: {told}"
        return Problem(what, remedy)
    return Problem(f"the {who} is not the same: {'; '.join(told)}", remedy)


def brought_home(read: Read, homes: Mapping[str, str]) -> Read:
    """What a chapter read elsewhere, files and folders by where they are at home.

    ``homes`` says for folders elsewhere which they are here.
    """
    told = dict(read)
    for kind in ("files", "folders", "modules"):
        told[kind] = {_at_home(path, homes): then for path, then in read[kind].items()}
    return told


def _at_home(path: str, homes: Mapping[str, str]) -> str:
    for there, here in homes.items():
        if path == there or path.startswith(f"{there}{os.sep}"):
            return here + path[len(there) :]
    return path


def foreign(read: Read, project: Path, since: int) -> str:
    """A file or folder that a chapter read elsewhere and that is not the same here, if any is.

    What has changed here since it was packed does not count, nor does the package, which was
    compared before.
    """
    project = project.resolve()
    for kind, now in (("modules", _now), ("files", _now), ("folders", reads.listing)):
        for path, then in read[kind].items():
            ours = Path(path).is_relative_to(project) and changed(path, since)
            if now(path) != then and not ours and not Path(path).is_relative_to(PACKAGE):
                return str(path)
    return ""


def _now(path: str) -> str:
    return digest(Path(path))
