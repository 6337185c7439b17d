"""Charts drawn ahead of the pages that show them, by processes of their own.

Reading a page names its charts; a *drawer* (``python -m reportcard.sphinxext.ahead FOLDER``) draws
those that are not in the cache while further pages are read, and the writing of a page waits for
its own. It is handed the name of a file for each page, and says it back when all is drawn. A
drawer that fails is missed by nobody: what is not in the cache is drawn where it is needed. It
ends when the build lets go of it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportcard.machine import cores
from reportcard.sphinxext import drawing, live, takeaway
from reportcard.tables import project_folder

if TYPE_CHECKING:  # a drawer needs neither
    from docutils import nodes
    from sphinx.application import Sphinx

PAPERS = "asked"
BUNDLE_LOAD = 8
"""Making Vega's bundle takes about as long as drawing so many charts."""


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
        """Draw it into the cache, also as the picture to take away. Raises ValueError."""
        spec, *others = self.specs()
        for other in others:
            drawing.draw(other, folder)
        svg = drawing.draw(spec, folder)
        takeaway.png(
            takeaway.standalone(svg, spec.get("usermeta") or {}, self.alt, self.lang), folder
        )


class Drawer:
    """A process that draws: what was asked of it and is not drawn yet, and how much that was."""

    def __init__(self, folder: Path) -> None:
        self.asked: set[str] = set()
        self.load = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a chart that cannot be drawn is told of by its page
            text=True,
        )

    def ask(self, name: str, load: int) -> None:
        """Have something drawn; ``load`` is how many charts that is."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(f"{name}\n")
            self._process.stdin.flush()
            self.asked.add(name)
            self.load += load

    def wait(self, name: str) -> None:
        """Wait until something is drawn, or the process has ended."""
        assert self._process.stdout is not None
        while name in self.asked:
            said = self._process.stdout.readline()
            self.asked = self.asked - {said.strip()} if said else set()

    def end(self) -> None:
        """Let go of it."""
        self._process.kill()
        self._process.communicate()


@dataclass
class Drawers:
    """As many of them as there are processors, from the first chart on that is missing."""

    folder: Path
    all: list[Drawer] = field(default_factory=list)

    def ask(self, pictures: Sequence[Picture], paper: Path) -> None:
        """Have those drawn that are not in the cache; ``paper`` is the file that says which."""
        missing = [picture for picture in pictures if not picture.is_drawn(self.folder)]
        if not missing:
            return
        if not self.all:
            self.all = [Drawer(self.folder) for _ in range(cores())]
            self.all[0].ask(live.BUNDLE, BUNDLE_LOAD)
        paper.parent.mkdir(parents=True, exist_ok=True)
        paper.write_text(json.dumps([vars(picture) for picture in missing]), "utf-8")
        min(self.all, key=lambda drawer: drawer.load).ask(str(paper), len(missing))

    def wait(self, name: str) -> None:
        """Wait until something is drawn, if it was asked for."""
        for drawer in self.all:
            drawer.wait(name)

    def end(self) -> None:
        """Let go of all of them."""
        while self.all:
            self.all.pop().end()


def _drawers(app: Sphinx) -> Drawers:
    drawers: Drawers = vars(app).setdefault("reportcard_drawers", Drawers(cache_folder()))
    return drawers


def _paper(app: Sphinx, page: str) -> Path:
    return Path(app.doctreedir) / PAPERS / f"{page.replace('/', '-')}.json"


def ask(app: Sphinx, page: str, charts: Sequence[nodes.Element]) -> None:
    """Have the charts of a page drawn that was just read."""
    lang = app.config.reportcard_lang
    pictures = [Picture(chart["spec"], chart["alt"], lang) for chart in charts]
    _drawers(app).ask(pictures, _paper(app, page))


def wait(app: Sphinx, page: str) -> None:
    """Wait until the charts of a page are drawn, as far as they were asked for."""
    _drawers(app).wait(str(_paper(app, page)))


def wait_for_bundle(app: Sphinx) -> None:
    """Wait for what every page with a chart needs, if it is being made."""
    _drawers(app).wait(live.BUNDLE)


def _end(app: Sphinx, _error: Exception | None) -> None:
    _drawers(app).end()
    shutil.rmtree(Path(app.doctreedir) / PAPERS, ignore_errors=True)


def setup(app: Sphinx) -> None:
    """No drawer outlives its build."""
    app.connect("build-finished", _end)


def main() -> None:
    """Draw what each line names, until there are no more lines."""
    folder = Path(sys.argv[1])
    for name in map(str.strip, sys.stdin):
        if name == live.BUNDLE:
            live.bundle(folder)
        else:
            for picture in json.loads(Path(name).read_text("utf-8")):
                with suppress(ValueError):
                    Picture(**picture).draw(folder)
        print(name, flush=True)


if __name__ == "__main__":
    main()
