"""Handing out chapters to hosts that may be lost, until each has run or failed.

A host is given no more chapters than it runs at a time, so that those of a lost one are known.
They go to the front of the queue and run again each alone on a host: one that loses that, too, is
told from those that only ran beside it. After ``LOSSES`` it has failed.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass

from reportcard.editions.executing import ChaptersFailed, Executed, Task
from reportcard.editions.shipping import Parcel
from reportcard.errors import Problem, ReportcardError

LOSSES = 3


@dataclass(eq=False)
class Host:
    """What runs chapters, so many at a time; how many it runs now, and whether one alone."""

    address: str
    threads: int
    busy: int = 0
    alone: bool = False
    lost: bool = False


@dataclass(eq=False)
class Item:
    """A chapter to run, of a project as it was packed, and how many hosts it has lost."""

    task: Task
    parcel: Parcel
    future: Future[Executed]
    losses: int = 0


class Queue:
    """Chapters that wait, and the hosts there are by their address."""

    def __init__(self) -> None:
        self.hosts: dict[str, Host] = {}
        self.over: ReportcardError | None = None
        self._waiting: deque[Item] = deque()
        self._given: set[Item] = set()
        self._change = threading.Condition()
        self._bare_since = time.monotonic()

    def put(self, item: Item) -> None:
        """Have a chapter wait for a host."""
        with self._change:
            if self.over:
                item.future.set_exception(self.over)
            else:
                self._waiting.append(item)
                self._change.notify_all()

    def join(self, host: Host) -> None:
        """Add a host, which may take chapters from now on."""
        with self._change:
            self.hosts[host.address] = host

    def lose(self, host: Host) -> None:
        """A host is gone: it gets nothing any more, and what it has is to be given ``back``."""
        with self._change:
            host.lost = True
            if self.hosts.get(host.address) is host:
                del self.hosts[host.address]
            if not self.hosts:
                self._bare_since = time.monotonic()
            self._change.notify_all()

    def bare_for(self) -> float:
        """For how many seconds chapters have waited without any host."""
        with self._change:
            bare = not self.hosts and (self._waiting or self._given)
            return time.monotonic() - self._bare_since if bare else 0

    def take(self, host: Host) -> Item | None:
        """The next chapter for a host, as soon as there is one; None when it is to take no more."""
        with self._change:
            while not (host.lost or self.over):
                if item := self._next(host):
                    self._given.add(item)
                    host.busy += 1
                    host.alone = item.losses > 0
                    return item
                self._change.wait()
            return None

    def _next(self, host: Host) -> Item | None:
        """The first that waits; one that has lost a host comes first, and waits to be alone."""
        while self._waiting and not host.alone:
            if (item := self._waiting[0]).losses:
                return None if host.busy else self._waiting.popleft()
            self._waiting.popleft()
            if item.future.set_running_or_notify_cancel():
                return item
        return None

    def done(self, host: Host, item: Item, outcome: Executed | Exception) -> None:
        """A chapter has run on a host, or failed."""
        with self._change:
            self._leave(host, item)
            _settle(item, outcome)

    def back(self, host: Host, item: Item) -> None:
        """A host was lost with a chapter: another one is to run it, unless it has lost enough."""
        with self._change:
            self._leave(host, item)
            item.losses += 1
            if self.over:
                _settle(item, self.over)
            elif item.losses < LOSSES:
                self._waiting.appendleft(item)
            else:
                what = f"its worker was lost {LOSSES} times, the last at {host.address}"
                remedy = "Run the chapter in JupyterLab to see."
                problem = Problem(what, remedy, item.task.chapter.path)
                _settle(item, ChaptersFailed(problem))

    def _leave(self, host: Host, item: Item) -> None:
        self._given.discard(item)
        host.busy -= 1
        host.alone = False
        self._change.notify_all()

    def fail(self, error: ReportcardError) -> None:
        """Nothing runs any more: all that wait are told so, and so are hosts."""
        with self._change:
            self.over = self.over or error
            for item in self._waiting:
                _settle(item, self.over)
            self._waiting.clear()
            self._change.notify_all()


def _settle(item: Item, outcome: Executed | Exception) -> None:
    """Tell who waits, unless he does no more."""
    if not item.future.running() and not item.future.set_running_or_notify_cancel():
        return
    if isinstance(outcome, Exception):
        item.future.set_exception(outcome)
    else:
        item.future.set_result(outcome)
