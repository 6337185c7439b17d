"""Building an edition again whenever something changes, as long as someone looks.

Each build is a fork of this process, which has rehearsed one and forgotten the data: it sees these
as they are now, and what it leaves behind is gone with it. Kernels are forked from one server
all the while. Where processes cannot be forked, each build is a command of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportcard import kernels, stamps
from reportcard.editions.aside import forked
from reportcard.editions.attendant import Attendant
from reportcard.editions.chapters import Edition
from reportcard.editions.rehearsing import rehearse
from reportcard.editions.rendering import load
from reportcard.editions.site import build_edition
from reportcard.tables import HERE

PACKAGE = HERE / "reportcard"


@dataclass(frozen=True)
class Watched:
    """An edition that is watched, and how it is built.

    ``say`` is told what happens. ``guard`` runs something, says what goes wrong, and gives an exit
    code; ``hopeless`` is the one after which there is nothing to watch. ``command`` builds the
    edition where this process cannot be forked.
    """

    project: Path
    edition: Edition
    jobs: int
    say: Callable[[str], None]
    guard: Callable[[Callable[[], Any]], int]
    hopeless: int
    command: Sequence[str]

    def build(self, attendant: Attendant, again: str = "", **how: Any) -> int:
        """Build it unless it is current, and have open pages reload; returns the exit code."""
        begun = time.perf_counter()
        if not how.get("force") and self._is_current():
            self.say(f"{self.edition}: nothing has changed")
            return 0
        if not (code := self._run(how)):
            attendant.renewed()
            self.say(f"{self.edition}: whole {again}after {time.perf_counter() - begun:.1f} s")
        return code

    def rehearse(self) -> bool:
        """Whether the builds that come are rehearsed, as far as that helps them."""
        return not kernels.may_fork() or rehearse(self.project, self.edition)

    def _is_current(self) -> bool:
        return stamps.is_current(self.project, self.edition.folder, downloads=False)

    def _run(self, how: dict[str, Any]) -> int:
        """The exit code of a process that builds it."""
        if not kernels.may_fork():
            return subprocess.run(self.command, check=False).returncode
        pid = forked(lambda: self.guard(lambda: self._build(how)))
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def _build(self, how: dict[str, Any]) -> None:
        kernels.warm_up(place=self.edition.place, year=self.edition.year)
        where, say = (self.project, self.edition, self.jobs), self.say
        build_edition(*where, downloads=False, say=say, **how)


class Code:
    """What every build is forked with: the package, and modules of the project's own."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._package = stamps.of_folder(PACKAGE)
        self._before = {entry.path: _written(entry.path) for entry in stamps.files(project)}

    def has_changed(self) -> bool:
        """Whether some of it may have been imported as it no longer is."""
        changed = any(self._before.get(file) != _written(file) for file in self._imported())
        return changed or stamps.of_folder(PACKAGE) != self._package

    def _imported(self) -> Iterator[str]:
        """The files of modules that lie in the project, where a build reads."""
        files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
        inside = f"{self._project}{os.sep}"
        own = (file for file in files if file and file.startswith(inside))
        for file in own:
            if not any(map(stamps.ignored, Path(file.removeprefix(inside)).parts)):
                yield file


def _written(file: str) -> int:
    """When a file was written, in nanoseconds; 0 where there is none."""
    with suppress(OSError):
        return Path(file).stat().st_mtime_ns
    return 0


def watch(watched: Watched, port: int, **how: Any) -> int:
    """Build the pages of an edition, serve them, and build again after each change.

    ``how`` is passed to the first build, see ``build_edition``. A build that fails says why, and
    the site stays as it was. Returns the exit code when it is interrupted, or where there is
    nothing to watch; raises ReportcardError where the site cannot be served.
    """
    code = Code(watched.project)
    with Attendant(watched.project, port) as attendant:
        address = attendant.address()
        watched.say(f"{address}  (Ctrl-C stops)")
        try:
            load(watched.project)
            kernels.warm_up(place=watched.edition.place, year=watched.edition.year)
            rehearsed = watched.rehearse()
            kernels.get_ready(watched.edition.place, watched.edition.year)
            if (ended := watched.build(attendant, **how)) == watched.hopeless:
                return ended
            rehearsed = rehearsed or watched.rehearse()
            for _ in attendant.changes():
                if code.has_changed():
                    break
                watched.build(attendant, "again ")
                rehearsed = rehearsed or watched.rehearse()
        except KeyboardInterrupt:
            watched.say("stopped")
            return 0
    watched.say("the code itself has changed: starting anew")
    os.execv(sys.executable, [*sys.orig_argv, "--port", address.rstrip("/").rpartition(":")[2]])
