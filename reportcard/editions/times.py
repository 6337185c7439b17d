"""How long the chapters of an edition took to run, and on what: kept beside its notebooks."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reportcard.files import write_whole

FILE = "times.json"


def write_times(folder: Path, chapters: Iterable[dict[str, Any]], jobs: int, cores: int) -> None:
    """Keep what a run of a whole edition took.

    ``chapters`` are in the order of the book, each with its ``page``, how many code ``cells`` it
    has, and the ``seconds`` of wall time from the start of its kernel to its last cell. They ran
    ``jobs`` at a time, on so many ``cores``.
    """
    facts = {
        "python": platform.python_version(),
        "cores": cores,
        "jobs": jobs,
        "chapters": list(chapters),
    }
    write_whole(folder / FILE, json.dumps(facts, indent=1) + "\n")


def read_times(folder: Path) -> dict[str, Any]:
    """What ``write_times`` kept."""
    facts: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
    return facts
