"""The process beside a build that is watched: it serves the site, and says when something changes.

``python -m reportcard.editions.attendant PROJECT PORT`` has all the threads, so that the process
that builds has none and can be forked. It says lines: its address (or why there is none), then
``changed`` whenever a file that a build reads has changed and none has since it last looked. It
hears lines, too: each says that the site was made anew. It ends when nobody speaks to it any more.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reportcard import stamps
from reportcard.editions.serving import Reloading, SiteServer
from reportcard.errors import Problem, ReportcardError

PAUSE = 0.05
"""Seconds between two looks at the files, or more: looking takes at most a tenth of the time."""
CALM = 0.04
"""Seconds in which nothing must change any more after a change."""
CHANGED, REFUSED = "changed", "refused: "
ENDED = Problem("what serves the site has ended", "Start it again.")


class Attendant:
    """The building process's side of it, as a context: it ends with the block."""

    def __init__(self, project: Path, port: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(project), str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Attendant:
        return self

    def __exit__(self, *_error: Any) -> None:
        self._process.kill()
        self._process.communicate()

    def address(self) -> str:
        """Where the site is. Raises ReportcardError where it cannot be served."""
        said = self._heard()
        if said.startswith(REFUSED):
            raise ReportcardError(Problem(said.removeprefix(REFUSED)))
        return said

    def changes(self) -> Iterator[None]:
        """Each change, when it is over. Raises ReportcardError when there is no attendant."""
        while self._heard() == CHANGED:
            yield

    def renewed(self) -> None:
        """The site was made anew: pages that are open reload. Raises ReportcardError when there is
        no attendant."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write("renewed\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise ReportcardError(ENDED) from None

    def _heard(self) -> str:
        assert self._process.stdout is not None
        said = self._process.stdout.readline().strip()
        if not said:
            raise ReportcardError(ENDED)
        return said


def _tell_changes(project: Path) -> None:
    """Say of each change of the files that it is over."""
    told = before = stamps.of_sources(project)
    while True:
        begun = time.perf_counter()
        now = stamps.of_sources(project)
        if now == before != told:
            told = now
            print(CHANGED, flush=True)
        pause = max(PAUSE, 9 * (time.perf_counter() - begun)) if now == before else CALM
        before = now
        time.sleep(pause)


def main() -> None:
    """Serve and watch until nobody speaks to this process any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it ends it
    project = Path(sys.argv[1])
    try:
        server = SiteServer(project, int(sys.argv[2]), Reloading)
    except ReportcardError as error:
        print(f"{REFUSED}{' '.join(str(error).split())}", flush=True)
        return
    print(server.address, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Thread(target=_tell_changes, args=(project,), daemon=True).start()
    for _ in sys.stdin:
        server.renewed()
    os._exit(0)


if __name__ == "__main__":
    main()
