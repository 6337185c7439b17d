"""The process that kernels are forked from: ``python -m reportcard.kernels.forkserver FD``.

It imports what the chapters need and stays single-threaded, so that a fork of it is a whole
process: another interpreter in all but the time it takes. On the socket ``FD`` it is handed one
*line* a kernel, a socket of its own on which the runner says what to start, and hears the number
of the process and, in the end, its status. A line that the runner lets go of ends its kernel; a
runner that is gone ends them all, and this process. The kernels end with it, too.

The standard library's own fork server would do, but its children keep it alive when the runner is
killed, and run the main module of the runner again.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
import os
import random
import selectors
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportcard.kernels import linux

PRELOADED = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",  # which each kernel imports, debugged or not
    "sqlite3",
    "tornado.platform.asyncio",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "narwhals._interchange.dataframe",
    "reportcard.notebook",
)
"""What each kernel would import itself: none of it may start a thread."""
WATCHED = 1
"""What ipykernel takes for a parent that never goes: it need not look each second for ours."""
CLOCK_STEP = 20_000_000
"""Nanoseconds by which the clock of a file system may lag behind the other one."""


@dataclass(frozen=True)
class Order:
    """A kernel to be: the words of its command line, its environment, its folder, its output."""

    argv: list[str]
    env: dict[str, str]
    cwd: str
    streams: tuple[int, int]


@dataclass
class Child:
    """A kernel that runs: its process, a descriptor of it, the line to who asked for it."""

    pid: int
    handle: int
    line: socket.socket


@dataclass
class Files:
    """The source files of the modules that are imported, since just before that began.

    A file that was put in another's place may bear an old time of writing, so what counts is when
    its entry in the file system last changed.
    """

    since: int = field(default_factory=lambda: time.time_ns() - CLOCK_STEP)
    paths: list[str] = field(default_factory=list)

    def note(self) -> None:
        """Take down the modules that are there now."""
        found = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
        self.paths = sorted({path for path in found if path})

    def changed(self) -> str:
        """One that is no longer what was imported, if there is one."""
        return next((path for path in self.paths if self._moved(path)), "")

    def _moved(self, path: str) -> bool:
        try:
            return os.stat(path).st_ctime_ns >= self.since  # noqa: PTH116 (there are 1500)
        except OSError:
            return True


class Server:
    """Forks a kernel for every line it is handed, and watches over them."""

    def __init__(self, channel: socket.socket, runner: int, files: Files) -> None:
        self.channel = channel
        self.runner = runner
        self.files = files
        self.ready = selectors.DefaultSelector()
        self.children: list[Child] = []

    def serve(self) -> Order | None:
        """Serve until the runner is gone. In a forked process, returns what that is to become."""
        self.ready.register(self.channel, selectors.EVENT_READ)
        self.ready.register(self.runner, selectors.EVENT_READ)
        while True:
            for key, _ in self.ready.select():
                if key.fileobj == self.runner:
                    return None
                if key.fileobj is self.channel:
                    handles = self._handed()
                    if not handles:
                        return None
                    if order := self._ordered(*handles):
                        return order
                else:
                    self._heard(key.data, key.fileobj)

    def _handed(self) -> list[int]:
        """A line and two streams, or nothing where the runner is gone."""
        try:
            return list(socket.recv_fds(self.channel, 1, 3)[1])
        except OSError:
            return []

    def _ordered(self, line_handle: int, *streams: int) -> Order | None:
        """Fork what a line asks for; the order itself in the forked process."""
        line = socket.socket(fileno=line_handle)
        order = None
        try:
            with line.makefile("r", encoding="utf-8") as said:
                asked = json.loads(said.readline() or "null")
            if asked and (path := self.files.changed()):
                _say(line, refused=f"{path} has changed")
            elif asked:
                order = Order(**asked, streams=(streams[0], streams[1]))
        except OSError:  # the runner is gone; the channel says so, too
            pass
        if order:
            runner = os.getpid()
            if not (pid := os.fork()):
                self._leave(runner, line)
                return order
            self._watch(Child(pid, os.pidfd_open(pid), line))
        else:
            line.close()
        for stream in streams:
            os.close(stream)
        return None

    def _leave(self, server: int, line: socket.socket) -> None:
        """In a forked process: be nobody's server, and end with the one that is."""
        os.setsid()
        linux.die_with(server)
        self.ready.close()
        for held in (self.channel, line, *(child.line for child in self.children)):
            held.close()
        for handle in (self.runner, *(child.handle for child in self.children)):
            os.close(handle)

    def _watch(self, child: Child) -> None:
        self.children.append(child)
        self.ready.register(child.handle, selectors.EVENT_READ, child)
        self.ready.register(child.line, selectors.EVENT_READ, child)
        _say(child.line, pid=child.pid)

    def _heard(self, child: Child, source: Any) -> None:
        """A kernel has ended, or who asked for it needs it no more.

        One that has ended keeps its number until then, so that no signal reaches a stranger.
        """
        if child not in self.children:
            return
        if source == child.handle:
            ended = os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
            assert ended is not None
            exited = ended.si_code == os.CLD_EXITED
            _say(child.line, status=ended.si_status if exited else -ended.si_status)
            self.ready.unregister(child.handle)
        else:
            self.children.remove(child)
            self.ready.unregister(child.line)
            with suppress(KeyError):
                self.ready.unregister(child.handle)
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            with suppress(ProcessLookupError):  # a newborn has no group of its own yet
                signal.pidfd_send_signal(child.handle, signal.SIGKILL)
            os.waitpid(child.pid, 0)
            os.close(child.handle)
            child.line.close()


def _say(line: socket.socket, **facts: Any) -> None:
    """Tell the runner something; one that is gone need not know."""
    with suppress(OSError):
        line.sendall(json.dumps(facts).encode() + b"\n")


def become(order: Order) -> None:
    """Turn a forked process into the kernel that was ordered, and run it to its end."""
    for number, stream in enumerate((os.open(os.devnull, os.O_RDONLY), *order.streams)):
        os.dup2(stream, number)
        os.close(stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order.env)
    os.chdir(order.cwd)
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    launcher = importlib.util.find_spec(order.argv[0])
    sys.argv[0] = str(launcher and launcher.origin)
    sys.argv[1:] = order.argv[1:]
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance(parent_handle=WATCHED)


def preload(place: str) -> None:
    """Import what every kernel needs. Raises RuntimeError where that has started a thread."""
    for name in PRELOADED:
        importlib.import_module(name)
    if place:
        rehearse(place)
    if (count := linux.threads()) > 1:
        raise RuntimeError(f"it has {count} threads, and only a process of one can be forked")
    gc.collect()
    gc.freeze()


def rehearse(place: str) -> None:
    """Open a report of a place, and forget it: texts that were parsed and patterns that were
    compiled on the way are known by what they say, and serve each kernel that meets them again."""
    from reportcard import prose, tables

    with suppress(Exception):  # what is wrong with the data is for the chapters to say
        prose.book_of(place)
    modules = [module for name, module in sys.modules.items() if name.startswith("reportcard.")]
    for known in (value for module in modules for value in vars(module).values()):
        if hasattr(known, "cache_clear") and known is not tables.parsed:
            known.cache_clear()


def main(channel_handle: int, place: str) -> None:
    """Serve the runner at the other end of a socket."""
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]  # as ipykernel_launcher does
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = socket.socket(fileno=channel_handle)
    runner = os.pidfd_open(os.getppid())
    files = Files()
    linux.adopt_orphans()
    try:
        preload(place)
    except Exception as error:
        _say(channel, refused=f"{type(error).__name__}: {error}")
        return
    files.note()
    _say(channel, ready=True)
    order = Server(channel, runner, files).serve()
    if order:
        become(order)
    else:
        linux.end_descendants()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
