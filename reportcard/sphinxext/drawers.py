"""Charts drawn by processes of their own, while chapters run and pages are read and written.

What is asked for lies in a folder, a file a job. A *drawer* (``python -m
reportcard.sphinxext.drawers CACHE QUEUE``) takes the first of them again and again: drawings that
a page stands on, then Vega for the site, then the pictures that lie beside the pages. It draws into
the cache and says when. A drawer that fails is missed by nobody: what is not in the cache is drawn
where it is needed. It ends when the build lets go of it, or is gone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from select import select
from typing import Any, Self

from reportcard.captions import MIME
from reportcard.kernels import die_with
from reportcard.machine import cores
from reportcard.sphinxext import drawing, live, takeaway
from reportcard.tables import project_folder

DRAWING, BUNDLE, PICTURE = "1-drawing", "2-bundle", "3-picture"
"""Kinds of jobs, the first ones first."""
TAKEN = "taken"
LOOK_SECONDS = 0.5
"""How long nothing is heard before it is looked whether a drawer has ended."""
WORTH_A_DRAWER = 16
"""Jobs that one drawer does as fast as two, which have to start first."""
NICE = 10
"""Drawers leave the processors to the chapters as long as these run."""


def cache_folder() -> Path:
    """Where drawn charts are kept from build to build."""
    return project_folder() / "_build" / ".charts"


@dataclass(frozen=True)
class Picture:
    """A chart to be drawn: its specification as JSON, its alt text, the language of its words."""

    spec: str
    alt: str
    lang: str

    def specs(self) -> Iterator[dict[str, Any]]:
        """The specification in its natural width and, where it asks for that, for a phone."""
        spec = json.loads(self.spec)
        yield spec
        if narrow := (spec.get("usermeta") or {}).get("narrow"):
            yield drawing.merged(spec, narrow)

    def is_drawn(self, folder: Path) -> bool:
        """Whether the cache holds it in every width."""
        return all(drawing.is_drawn(spec, folder) for spec in self.specs())

    def draw(self, folder: Path) -> None:
        """Draw it into the cache in every width. Raises ValueError."""
        for spec in self.specs():
            drawing.draw(spec, folder)

    def take_away(self, folder: Path) -> None:
        """Draw it into the cache as the picture to take away. Raises ValueError."""
        spec = next(self.specs())
        svg, words = drawing.draw(spec, folder), spec.get("usermeta") or {}
        takeaway.png(takeaway.standalone(svg, words, self.alt, self.lang), folder)


def specification(content: Any) -> str:
    """A specification as the text by which it is known."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False)


def pictures_of(notebook: str, lang: str) -> Iterator[Picture]:
    """The charts of an executed notebook, whose text is given."""
    for cell in json.loads(notebook)["cells"]:
        for output in cell.get("outputs", ()):
            data: Mapping[str, Any] = output.get("data", {})
            if MIME in data:
                alt = " ".join("".join(data.get("text/plain", "")).split())
                yield Picture(specification(data[MIME]), alt, lang)


class Drawers:
    """Drawers from the first chart on that is missing, at most as many as there are processors.

    As a context: they end with the block.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._asked: dict[tuple[str, Picture | None], str] = {}
        self._open: set[str] = set()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._heard, self._said = os.pipe()
        self._rest = b""
        self._queue = tempfile.TemporaryDirectory(prefix="reportcard-charts-")
        self._later: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for process in self._processes:
            process.kill()
            process.communicate()
        os.close(self._heard)
        os.close(self._said)
        self._queue.cleanup()

    def ask(self, pictures: Iterable[Picture]) -> None:
        """Have those drawn that are not in the cache and were not asked for."""
        for picture in pictures:
            if (DRAWING, picture) not in self._asked and not picture.is_drawn(self.folder):
                self._ask(DRAWING, picture)
                self._ask(PICTURE, picture)
        if self._open:
            self._tell()

    def _ask(self, kind: str, picture: Picture | None = None) -> None:
        if not self._asked and kind != BUNDLE:
            self._ask(BUNDLE)
        name = f"{kind}-{len(self._asked):05}"
        self._asked[kind, picture] = name
        self._open.add(name)
        unread = Path(self._queue.name, f".{name}")
        unread.write_text(json.dumps(picture and vars(picture)), "utf-8")
        unread.rename(unread.with_name(name))

    def _tell(self) -> None:
        """Have the drawers look what is to be done; start as many as that is worth."""
        while len(self._processes) < min(cores(), 1 + len(self._open) // WORTH_A_DRAWER):
            self._processes.append(self._started())
        for process in self._processes:
            assert process.stdin is not None
            with suppress(BrokenPipeError):
                process.stdin.write(b"\n")
                process.stdin.flush()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", __name__, str(self.folder), self._queue.name],
            stdin=subprocess.PIPE,
            stdout=self._said,
            stderr=subprocess.DEVNULL,  # a chart that cannot be drawn is told of by its page
        )

    def wait(self, kind: str, picture: Picture | None = None) -> None:
        """Wait until something is done, if it was asked for and a drawer is there to do it."""
        name = self._asked.get((kind, picture))
        while name in self._open:
            if select([self._heard], [], [], LOOK_SECONDS)[0]:
                *done, self._rest = (self._rest + os.read(self._heard, 2**16)).split(b"\n")
                self._open -= {line.decode() for line in done}
            else:
                self._open &= self._left()

    def _left(self) -> set[str]:
        """The jobs that wait for a drawer or are done by one that has not ended."""
        living = [str(process.pid) for process in self._processes if process.poll() is None]
        if not living:
            return set()
        parts = [name.split("-", 2) for name in os.listdir(self._queue.name)]  # noqa: PTH208
        waiting = {"-".join(part) for part in parts if part[0] != TAKEN}
        return waiting | {part[2] for part in parts if part[0] == TAKEN and part[1] in living}

    def later(self, do: Callable[[], None], kind: str, picture: Picture | None = None) -> None:
        """Do something when the rest of the book is made, and something is drawn."""
        self._later.append(partial(self._then, do, kind, picture))

    def _then(self, do: Callable[[], None], kind: str, picture: Picture | None) -> None:
        self.wait(kind, picture)
        do()

    def finish(self) -> None:
        """Do what was to be done later."""
        while self._later:
            self._later.pop(0)()


def next_job(queue: Path) -> Path | None:
    """Take the first job of a folder, if there is any that nobody has taken."""
    for name in sorted(os.listdir(queue)):  # noqa: PTH208 (names are what is sorted)
        if name.startswith((DRAWING, BUNDLE, PICTURE)):
            with suppress(FileNotFoundError):  # another drawer was faster
                return (queue / name).rename(queue / f"{TAKEN}-{os.getpid()}-{name}")
    return None


def do(job: Path, folder: Path) -> str:
    """Do a job that was taken; returns its name."""
    name = job.name.split("-", 2)[2]
    asked = json.loads(job.read_text("utf-8"))
    with suppress(ValueError):
        if name.startswith(BUNDLE):
            live.bundle(folder)
        elif name.startswith(DRAWING):
            Picture(**asked).draw(folder)
        else:
            Picture(**asked).take_away(folder)
    job.unlink()
    return name


def main() -> None:
    """Do what there is to do, as often as a line says that there is more."""
    folder, queue = Path(sys.argv[1]), Path(sys.argv[2])
    parent = os.getppid()
    if sys.platform == "linux":
        die_with(parent)
    if hasattr(os, "nice"):
        os.nice(NICE)
    for _ in sys.stdin:
        while os.getppid() == parent and (job := next_job(queue)):
            os.write(sys.stdout.fileno(), f"{do(job, folder)}\n".encode())  # a line at a time


if __name__ == "__main__":
    main()
