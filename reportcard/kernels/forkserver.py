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
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportcard.kernels import linux
from reportcard.kernels.files import Files
from reportcard.kernels.warm import RENEW

if TYPE_CHECKING:
    from reportcard.kernels.rehearsal import Rehearsal

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


class Server:
    """Forks a kernel for every line it is handed, and watches over them."""

    def __init__(
        self, channel: socket.socket, runner: int, modules: Files, rehearsal: Rehearsal | None
    ) -> None:
        self.channel = channel
        self.runner = runner
        self.modules = modules
        self.rehearsal = rehearsal
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
                    told, handles = self._handed()
                    if told == RENEW:
                        self._renew()
                    elif not handles:
                        return None
                    elif order := self._ordered(*handles):
                        return order
                else:
                    self._heard(key.data, key.fileobj)

    def _handed(self) -> tuple[bytes, list[int]]:
        """What is to be done, and a line and two streams; nothing where the runner is gone."""
        try:
            return socket.recv_fds(self.channel, 1, 3)[:2]
        except OSError:
            return b"", []

    def _renew(self) -> None:
        if self.rehearsal:
            self.rehearsal.renew()

    def _ordered(self, line_handle: int, *streams: int) -> Order | None:
        """Fork what a line asks for; the order itself in the forked process."""
        line = socket.socket(fileno=line_handle)
        order = None
        try:
            with line.makefile("r", encoding="utf-8") as said:
                asked = json.loads(said.readline() or "null")
            if asked and (path := self.modules.changed()):
                _say(line, refused=f"{path} has changed")
            elif asked:
                order = Order(**asked, streams=(streams[0], streams[1]))
        except OSError:  # the runner is gone; the channel says so, too
            pass
        if order:
            self._renew()
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


def become(order: Order, rehearsal: Rehearsal | None) -> None:
    """Turn a forked process into the kernel that was ordered, and run it to its end."""
    for number, stream in enumerate((os.open(os.devnull, os.O_RDONLY), *order.streams)):
        os.dup2(stream, number)
        os.close(stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order.env)
    os.chdir(order.cwd)
    if rehearsal:
        rehearsal.leave()
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    launcher = importlib.util.find_spec(order.argv[0])
    sys.argv[0] = str(launcher and launcher.origin)
    sys.argv[1:] = order.argv[1:]
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance(parent_handle=WATCHED)


def preload(place: str = "", year: int = 0) -> Rehearsal | None:
    """Import what every kernel needs, and open the report of a place where it is named.

    Raises RuntimeError where that has started a thread.
    """
    gc.disable()  # what is imported stays
    for name in PRELOADED:
        importlib.import_module(name)
    rehearsal = None
    if place:
        from reportcard.kernels.rehearsal import Rehearsal

        rehearsal = Rehearsal(place, year)
    if (count := linux.threads()) > 1:
        raise RuntimeError(f"it has {count} threads, and only a process of one can be forked")
    gc.freeze()
    gc.enable()
    return rehearsal


def main(channel_handle: int, place: str, year: int) -> None:
    """Serve the runner at the other end of a socket."""
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]  # as ipykernel_launcher does
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = socket.socket(fileno=channel_handle)
    runner = os.pidfd_open(os.getppid())
    modules = Files()
    linux.adopt_orphans()
    try:
        rehearsal = preload(place, year)
    except Exception as error:
        _say(channel, refused=f"{type(error).__name__}: {error}")
        return
    modules.note(_sources())
    _say(channel, ready=True)
    order = Server(channel, runner, modules, rehearsal).serve()
    if order:
        become(order, rehearsal)
    else:
        linux.end_descendants()


def _sources() -> Iterator[str]:
    """The source files of the modules that are imported."""
    found = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return (path for path in found if path)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
