"""A report that is opened before kernels are forked, so that none of them reads the data again.

It holds as long as what was read for it is as it was; then it is opened once more.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from reportcard import memory, prose, reads, survey, tables
from reportcard.charts import Datum, Words, bars
from reportcard.errors import DataError
from reportcard.kernels import recording
from reportcard.kernels.files import Files
from reportcard.labels import phrase
from reportcard.notebook.wording import charts_toml
from reportcard.schema import LANGUAGES


class Rehearsal:
    """What is known of the report of a place and year, and of which project."""

    def __init__(self, place: str, year: int) -> None:
        self.place, self.year = place, year
        self.project: Path | None = None
        self.read = Files()
        self.documents: Mapping[str, list[int]] = {}
        list(map(recording.of_module, recording.modules(list(sys.modules))))
        _draw()
        self._open()

    def renew(self) -> None:
        """Open the report again where the data have changed."""
        if self.read.changed() or self.documents != self._documents():
            self._open()

    def leave(self) -> None:
        """In a process that was forked, where it is now: know nothing of another project."""
        if self.project != _project():
            forget()

    def _open(self) -> None:
        forget()
        self.project, self.read = _project(), Files()
        self.documents = self._documents()
        with reads.ahead() as record, suppress(Exception):  # it is for the chapters to say why
            prose.numbers_of(self.place, self.year)
            recording.outline(self.place)
            phrase("site", "language", LANGUAGES[0])
            charts_toml()
        kept = str((self.project or Path()) / survey.KEPT)
        self.read.note((record.files | record.folders.keys() | record.in_part) - {kept})

    def _documents(self) -> Mapping[str, list[int]]:
        """Times and sizes of all documents: one that is not needed may come to be."""
        if self.project is None:
            return {}
        return dict(survey.stamps(self.project / "data" / "documents"))


def _project() -> Path | None:
    with suppress(DataError):
        return tables.project_folder()
    return None


def _draw() -> None:
    """Draw something: Altair looks up what it works with when it is first asked to."""
    datum = Datum("label", 1.0, 1.0, 1.0, "1")
    chart: Any = bars([datum], Words("headline", "subtitle", "what it shows"))
    assert chart.spec


def forget() -> None:
    """Forget what this process has read of the data."""
    memory.forget()
    with reads.ahead():
        pass
