"""Charts are drawn by other processes; where these fail, or the build, nothing hangs or stays."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from nbformat import v4

from reportcard.captions import MIME
from reportcard.sphinxext import drawing
from reportcard.sphinxext.drawers import (
    BUNDLE,
    DRAWING,
    PICTURE,
    Drawers,
    Picture,
    next_job,
    pictures_of,
    specification,
)


@pytest.fixture
def picture(spec: dict[str, Any]) -> Picture:
    return Picture(specification(spec), "what it shows", "en")


@pytest.fixture
def drawers(tmp_path: Path) -> Iterator[Drawers]:
    with Drawers(tmp_path / "cache") as drawers:
        yield drawers


def drawn(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.glob("*.*") if not path.name.startswith("."))


def children() -> list[psutil.Process]:
    return [p for p in psutil.Process().children() if "drawers" in " ".join(p.cmdline())]


def wait_until(true: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not (now := true()) and time.monotonic() < end:
        time.sleep(0.02)
    return now


def test_what_is_asked_for_is_in_the_cache_when_it_was_waited_for(
    drawers: Drawers, picture: Picture, tmp_path: Path
) -> None:
    drawers.ask([picture, picture])
    for kind, one in ((PICTURE, picture), (BUNDLE, None), (DRAWING, picture)):
        drawers.wait(kind, one)
    assert drawn(tmp_path / "cache") == [".js", ".png", ".svg", ".svg"]


def test_what_is_there_needs_no_drawer(picture: Picture, tmp_path: Path) -> None:
    picture.draw(tmp_path)
    with Drawers(tmp_path) as drawers:
        drawers.ask([picture])
        assert not children()
        drawers.wait(DRAWING, picture)


def test_drawings_come_before_vega_and_that_before_pictures(tmp_path: Path) -> None:
    for name in ("3-picture-00002", "1-drawing-00005", "2-bundle-00000", "1-drawing-00001"):
        (tmp_path / name).touch()
    (tmp_path / ".1-drawing-00000").touch()  # is still being written
    taken = [job.name.split("-", 2)[2] for _ in range(5) if (job := next_job(tmp_path))]
    assert taken == ["1-drawing-00001", "1-drawing-00005", "2-bundle-00000", "3-picture-00002"]


def test_who_waits_for_drawers_that_were_killed_goes_on(
    drawers: Drawers, picture: Picture, tmp_path: Path
) -> None:
    drawers.ask([picture])
    for process in children():
        process.kill()
    drawers.wait(PICTURE, picture)
    later: list[str] = []
    drawers.later(lambda: later.append("done"), PICTURE, picture)
    assert not later
    drawers.finish()
    assert later == ["done"]


def test_what_a_dead_drawer_had_taken_is_given_up_and_another_does_the_rest(
    drawers: Drawers, spec: dict[str, Any]
) -> None:
    pictures = [
        Picture(specification({**spec, "width": 300 + number}), "alt", "en") for number in range(12)
    ]
    drawers.ask(pictures)
    first, *_ = children()
    first.kill()
    for picture in pictures:
        drawers.wait(PICTURE, picture)
    assert sum(picture.is_drawn(drawers.folder) for picture in pictures) >= 11


def test_what_two_say_at_once_is_heard(
    drawers: Drawers, spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")  # then what is printed goes out in pieces
    pictures = [
        Picture(specification({**spec, "width": 300 + number}), "alt", "en") for number in range(20)
    ]
    drawers.ask(pictures)
    for picture in pictures:
        drawers.wait(PICTURE, picture)
    assert len(children()) > 1
    assert drawn(drawers.folder).count(".png") == len(pictures)


def test_a_chart_that_cannot_be_drawn_keeps_nobody_waiting(drawers: Drawers) -> None:
    wrong = Picture(specification({"mark": "nothing like it"}), "alt", "en")
    drawers.ask([wrong])
    drawers.wait(PICTURE, wrong)
    assert not wrong.is_drawn(drawers.folder)


def test_they_end_with_the_block_and_leave_nothing(picture: Picture, tmp_path: Path) -> None:
    with Drawers(tmp_path) as drawers:
        drawers.ask([picture])
        processes = children()
        assert processes
    assert not any(process.is_running() for process in processes)


BUILD = """
import sys, time
from pathlib import Path
from reportcard.sphinxext.drawers import Drawers, Picture
drawers = Drawers(Path(sys.argv[1]))
drawers.ask(Picture(line.strip(), "alt", "en") for line in sys.stdin)
print("asked", flush=True)
time.sleep(60)
"""


def test_a_build_that_is_killed_takes_its_drawers_along(
    spec: dict[str, Any], tmp_path: Path
) -> None:
    specs = "\n".join(specification({**spec, "width": 300 + number}) for number in range(200))
    words = [sys.executable, "-c", BUILD, str(tmp_path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as build:
        assert build.stdin is not None
        assert build.stdout is not None
        build.stdin.write(specs)
        build.stdin.close()
        assert build.stdout.readline() == "asked\n"
        processes = psutil.Process(build.pid).children()
        assert processes
        os.kill(build.pid, signal.SIGKILL)
    assert wait_until(lambda: not any(process.is_running() for process in processes))


def test_the_charts_of_a_notebook_are_those_its_page_shows(spec: dict[str, Any]) -> None:
    data = {MIME: spec, "text/plain": "what\nit  shows"}
    shown = v4.new_output("display_data", data)
    other = v4.new_output("display_data", {"text/plain": "5"})
    cells = [v4.new_markdown_cell("甲"), v4.new_code_cell("1", outputs=[other, shown])]
    text = nbformat.writes(v4.new_notebook(cells=cells))
    found = list(pictures_of(text, "en"))
    assert found == [Picture(specification(spec), "what it shows", "en")]
    assert json.loads(found[0].spec) == spec


DRAW = """
import sys
from pathlib import Path
from reportcard.sphinxext.drawers import Picture
Picture(sys.stdin.read(), "alt", "en").take_away(Path(sys.argv[1]))
"""


def test_pictures_are_the_same_whatever_fonts_a_system_has(
    picture: Picture, tmp_path: Path
) -> None:
    drawn = []
    for name in ("with", "without"):
        fonts = tmp_path / f"{name}.conf"
        folder = "/usr/share/fonts" if name == "with" else "/nowhere"
        fonts.write_text(f"<fontconfig><dir>{folder}</dir></fontconfig>")
        env = {**os.environ, drawing.FONTCONFIG: str(fonts)}
        words = [sys.executable, "-c", DRAW, str(tmp_path / name)]
        subprocess.run(words, input=picture.spec, env=env, text=True, check=True)
        drawn.append(next((tmp_path / name).glob("*.png")).read_bytes())
    assert drawn[0] == drawn[1]
