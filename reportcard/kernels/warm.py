"""The runner's side of the fork server: start it once, have kernels forked, hear how they end."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

QUIETLY = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""Libraries that would start threads as they are imported, or talk, are asked not to."""
AT_START = ("PYTHON", "LD_", "LC_", "LANG", "TZ", "MALLOC_", *QUIETLY)
"""What of the environment is read only as an interpreter starts, by the beginning of its name."""
COLD = "REPORTCARD_COLD"
FORK, RENEW = b"f", b"r"
"""What a server is told: to fork a kernel, with its line and streams; to look at the data again."""
START_SECONDS = 120
END_SECONDS = 10
TRIES = 3


class Unavailable(Exception):
    """Kernels cannot be forked here, or not this one; says why."""


class Gone(Unavailable):
    """This server cannot fork any more; another one could."""


class Forked:
    """A forked kernel, as ``subprocess.Popen`` would show it."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, line: socket.socket, server: ForkServer) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._line = line
        self._hearing = threading.Lock()
        self._server = server  # which lives as long as one of its kernels
        weakref.finalize(self, line.close)

    def poll(self) -> int | None:
        """The status once it has ended, negative for a signal; None while it runs."""
        return self._heard(0)

    def wait(self, timeout: float | None = None) -> int:
        """The status. Raises TimeoutExpired."""
        if (status := self._heard(timeout)) is None:
            assert timeout is not None
            raise subprocess.TimeoutExpired("a forked kernel", timeout)
        return status

    def send_signal(self, number: int) -> None:
        """Send it a signal; one that has ended hears nothing."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def _heard(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._line], [], [], timeout)[0]:
            with self._hearing:  # what it says is said once, and others may ask meanwhile
                if self.returncode is None:
                    # a server that is gone has taken its kernels along
                    self.returncode = _answer(self._line).get("status", -signal.SIGKILL)
        return self.returncode


class ForkServer:
    """The process that kernels of one environment are forked from."""

    def __init__(self, env: Mapping[str, str], place: str = "", year: int = 0) -> None:
        self.settings = settings(env)
        ours, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            words = ("-m", "reportcard.kernels.forkserver", str(number), place, str(year))
            self._process = subprocess.Popen(
                [sys.executable, *words],
                pass_fds=[number],
                env={**{k: v for k, v in env.items() if not k.startswith("JPY_")}, **QUIETLY},
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # what interrupts the runner is no business of its
            )
        self._channel = ours
        self._state: dict[str, Any] = {}
        self._starting = threading.Lock()
        weakref.finalize(self, _end, ours, self._process, self._state)

    def fork(
        self, argv: Sequence[str], env: Mapping[str, str], cwd: str, streams: tuple[int, int]
    ) -> Forked:
        """Have a kernel forked. Raises Unavailable where that is not possible, Gone."""
        self.require_ready()
        ours, theirs = socket.socketpair()
        try:
            ours.settimeout(START_SECONDS)
            with theirs:
                socket.send_fds(self._channel, [FORK], [theirs.fileno(), *streams])
            asked = {"argv": list(argv), "env": dict(env), "cwd": cwd}
            ours.sendall(json.dumps(asked).encode() + b"\n")
            answer = _answer(ours)
            if "pid" in answer:
                return Forked(answer["pid"], ours, self)
            why = answer.get("refused", "it ended")
        except OSError as error:
            why = str(error)
        ours.close()
        raise Gone(f"the fork server is gone: {why}")

    def renew(self) -> None:
        """Have it look whether the data have changed, before a kernel is asked for."""
        with suppress(OSError):  # one that is gone is missed when a kernel is
            self._channel.send(RENEW)

    def require_ready(self) -> None:
        """Wait until it has imported what kernels need. Raises Unavailable where it has not."""
        with self._starting:
            if not self._state:
                self._channel.settimeout(START_SECONDS)
                try:
                    self._state |= _answer(self._channel)
                except OSError as error:
                    self._state["refused"] = f"it does not answer ({error})"
        if "refused" in self._state:
            raise Unavailable(f"the fork server forks nothing: {self._state['refused']}")


def _answer(line: socket.socket) -> dict[str, Any]:
    """What the server says next on a line; nothing where it is gone."""
    said = b""
    while not said.endswith(b"\n"):
        try:
            more = line.recv(1)
        except ConnectionResetError:
            more = b""
        if not more:
            return {}
        said += more
    answer: dict[str, Any] = json.loads(said)
    return answer


def _end(
    channel: socket.socket, process: subprocess.Popen[bytes], state: Mapping[str, Any]
) -> None:
    """Let go of a server, which ends itself then; one that is not ready yet has no kernels."""
    channel.close()
    if not state:
        process.kill()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def settings(env: Mapping[str, str]) -> dict[str, str]:
    """What an environment says to an interpreter that starts, and not later."""
    return {name: value for name, value in env.items() if name.startswith(AT_START)}


_SERVER: ForkServer | None = None
_LOCK = threading.Lock()


def possible() -> bool:
    """Whether kernels can be forked on this system: on Linux from 5.4 on."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def fork(
    argv: Sequence[str], env: Mapping[str, str], cwd: str, streams: tuple[int, int] = (1, 2)
) -> Forked:
    """A kernel by the command line of ``ipykernel_launcher``; ``streams`` take what it prints.

    A server that is gone, or that has imported what has changed since, is followed by another one.
    Raises Unavailable.
    """
    for _ in range(TRIES - 1):
        server = start(env)
        try:
            return server.fork(argv, env, cwd, streams)
        except Gone:
            forget(server)
    return start(env).fork(argv, env, cwd, streams)


def start(env: Mapping[str, str], place: str = "", year: int = 0) -> ForkServer:
    """The server for an environment; it starts in the background where there is none.

    A new one opens the report of a ``place`` and year, where they are known.
    """
    global _SERVER
    with _LOCK:
        if _SERVER is None or _SERVER.settings != settings(env):
            _SERVER = ForkServer(env, place, year)
        return _SERVER


def forget(server: ForkServer | None = None) -> None:
    """Fork no more from a server, by default the one there is; kernels it has forked go on."""
    global _SERVER
    with _LOCK:
        if server in (None, _SERVER):
            _SERVER = None


def wanted(env: Mapping[str, str]) -> bool:
    """Whether kernels are to be forked on this system: they can be, and nobody wants them cold."""
    return possible() and not env.get(COLD)


def warm_up(env: Mapping[str, str] | None = None, place: str = "", year: int = 0) -> None:
    """Have what kernels are forked from begin to import; a run asks for it before its own imports.

    They will have ``env`` for their environment, by default that of this process. Where the report
    of a ``place`` and year is what they will open, it does so for all of them. Does nothing where
    kernels are started cold; a server that is there looks whether the data have changed.
    """
    env = os.environ if env is None else env
    if wanted(env):
        start(env, place, year).renew()


def get_ready(place: str = "", year: int = 0) -> None:
    """The same, and wait until it is ready: forks of this process use it, too."""
    if wanted(os.environ):
        with suppress(Unavailable):  # which is dealt with when a kernel starts
            start(os.environ, place, year).require_ready()
