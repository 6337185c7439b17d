"""An extension of IPython that keeps a record of what a kernel reads, in a file of its own.

After each cell the file says what was read so far, with a digest of each thing as it was then.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportcard import reads
from reportcard.files import write_whole
from reportcard.prose import data_of
from reportcard.tables import HERE

OWN = HERE / "reportcard"
SYSTEM = ("/usr", "/etc", "/lib", "/proc", "/sys", "/dev")
FOREIGN = (*(os.path.realpath(p) for p in (sys.prefix, sys.base_prefix)), *SYSTEM)
"""What comes with the interpreter is known by its versions, and the system is no data."""
UNREAD = OWN / "kernels"
"""What starts kernels shapes no output."""


def load_ipython_extension(shell: Any) -> None:
    """Begin the record; ``Recording.path`` says where to."""
    record, path = reads.keep(), Path(shell.config.Recording.path)
    shell.events.register("post_run_cell", lambda _result: write(record, path))


def write(record: reads.Record, path: Path) -> None:
    """Write down what was read, and what it said."""
    said = json.dumps(facts(record), sort_keys=True)
    write_whole(path, said)
    record.files.discard(str(path))


def facts(record: reads.Record) -> dict[str, Any]:
    """What was read, by kind: places, observations, indicators, answers, files, folders, modules.

    Each has a digest, answers have themselves.
    """
    around = {place: data_of(place) for place in sorted(record.places)}
    observations = {k: o for archive, _ in around.values() for k, o in archive.by_key.items()}
    indicators = {k: i for _, registry in around.values() for k, i in registry.indicators.items()}
    return {
        "places": {place: reads.outline(*data) for place, data in around.items()},
        "observations": {
            json.dumps(key): reads.of_observation(observations[key]) for key in record.observations
        },
        "indicators": {name: reads.of_indicator(indicators[name]) for name in record.indicators},
        "answers": sorted(record.answers),
        "files": digests(kept(record.files)),
        "folders": {folder: listing(folder) for folder in kept(record.folders)},
        "modules": digests(modules()),
    }


def kept(paths: set[str]) -> Iterator[str]:
    """The whole names of what is neither part of the interpreter nor source code of the package."""
    # a copy, since other threads of the kernel may open files meanwhile
    for path in {os.path.realpath(path) for path in paths.copy()}:
        known = path.startswith((*FOREIGN, os.fspath(OWN))) or path.endswith(".pyc")
        if not known and "/.ipython" not in path:
            yield path


def modules() -> Iterator[str]:
    """The source files of the modules that are imported, but for those of the interpreter."""
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and not file.startswith((*FOREIGN, os.fspath(UNREAD))):
            yield file


def digests(paths: Iterable[str]) -> dict[str, str]:
    """A digest of each file; of one that is not there, that it is not."""
    return {path: digest(Path(path)) for path in paths}


def digest(path: Path) -> str:
    """A digest of a file; nothing for one that is not there."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def listing(folder: str) -> str:
    """A digest of the names in a folder; nothing for one that is not there."""
    try:
        names = sorted(path.name for path in Path(folder).iterdir())
        return sha256("\0".join(names).encode()).hexdigest()
    except OSError:
        return ""
