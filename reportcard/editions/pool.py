"""Work done in processes side by side, none of which outlives the one that asked for it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

import psutil

from reportcard.machine import cores

MEMORY = 1_000_000_000
"""Bytes that a build takes at its most: its process, its kernels, and the browser that prints."""
TASKS = 20
"""After so many editions a process is followed by a fresh one: libraries never give back all."""
Task = TypeVar("Task")
Result = TypeVar("Result")


def room(jobs: int) -> int:
    """How many processes have room side by side, of at most ``jobs``: each has a processor."""
    by_memory = int(psutil.virtual_memory().available // MEMORY)
    return max(1, min(jobs, cores(), by_memory))


def work_through(
    tasks: Iterable[Task], work: Callable[[Task], Result], count: int
) -> Iterator[tuple[Task, Result | None]]:
    """Do each task in one of ``count`` processes; each with its result, in the order they end.

    A process that dies takes what others do with it: that is done again, each alone; one that dies
    alone has no result. What ``work`` raises ends all of it. A single process is this one.
    """
    if count == 1:
        yield from ((task, work(task)) for task in tasks)
        return
    left = deque(tasks)
    while left:
        running: dict[Future[Result], Task] = {}
        try:
            with _processes(min(count, len(left))) as pool:
                while left or running:
                    while left and len(running) < count:
                        task = left.popleft()
                        running[pool.submit(work, task)] = task
                    ended = next(iter(wait(running, return_when=FIRST_COMPLETED).done))
                    result = ended.result()
                    yield running.pop(ended), result
        except BrokenProcessPool:
            yield from ((task, _alone(task, work)) for task in running.values())


def _alone(task: Task, work: Callable[[Task], Result]) -> Result | None:
    try:
        with _processes(1) as pool:
            return pool.submit(work, task).result()
    except BrokenProcessPool:
        return None


@contextmanager
def _processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """A pool whose processes end with the block, at once where it raises, and with this process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        count, mp_context=context, initializer=_begin, max_tasks_per_child=TASKS
    ) as pool:
        try:
            yield pool
        except BaseException:
            for process in multiprocessing.active_children():
                process.kill()
            raise


def _begin() -> None:
    """In a process of the pool: leave interrupts to the one that it works for, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
