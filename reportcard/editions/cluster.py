"""Chapters run by the workers of a dask.distributed cluster.

Each thread of a worker has one of this process, which hands it a chapter and waits; see ``queue``.
A worker is asked whether its package is the same before it is handed any, also one that comes
later, and is sent the project once.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import dask
from distributed import Client, Worker, WorkerPlugin, get_worker
from distributed.scheduler import KilledWorker
from distributed.versions import VersionMismatchWarning

from reportcard import machine
from reportcard.editions import shipping
from reportcard.editions.desk import Answer, Desk, Greeting, Order, ordered, received, spoken
from reportcard.editions.executing import Executed, Task
from reportcard.editions.queue import Host, Item, Queue
from reportcard.editions.runners import RunnerLost
from reportcard.editions.shipping import Parcel
from reportcard.errors import Problem

CONNECT_SECONDS = 10
WORKER_SECONDS = 30
"""How long to wait for a worker where there is none."""
LOOK_SECONDS = 1
NAME = "reportcard"
"""Of the plugin of a worker, and how keys of tasks begin."""
UNREACHED = (CancelledError, KilledWorker, OSError)
"""What is said of a chapter where its worker is lost, or the scheduler."""


# On a worker.


class DeskPlugin(WorkerPlugin):
    """The desk of a worker: it hears which chapters nobody waits for any more."""

    def setup(self, worker: Worker) -> None:
        """Begin, in the worker's own folder."""
        self.desk = Desk(Path(worker.local_directory))

    def transition(self, key: Any, start: str, finish: str, **_other: Any) -> None:
        """A task that is released while it runs was cancelled, or who asked for it is gone."""
        if start == "executing" and finish == "released":
            self.desk.drop(str(key))

    def teardown(self, worker: Worker) -> None:
        """End with the worker."""
        self.desk.close()


def _desk(worker: Worker) -> Desk:
    plugin = worker.plugins[NAME]
    assert isinstance(plugin, DeskPlugin)
    return plugin.desk


async def greet(here: Mapping[str, str], digest: str, dask_worker: Worker) -> Greeting:
    """Compare a worker with who asks, and set up its desk where they are the same.

    ``digest`` is of the project that it may have from an earlier run.
    """
    there = await asyncio.to_thread(shipping.fingerprint)
    differences = tuple(shipping.differences(there, here))
    greeting = Greeting(str(dask_worker.name), platform.node(), machine.cores(), differences)
    if differences:
        return greeting
    if NAME not in dask_worker.plugins:
        await dask_worker.plugin_add(DeskPlugin(), NAME, catch_errors=False)
    desk = _desk(dask_worker)
    if desk.began_as != there:
        return replace(greeting, differences=("its files were changed after it had begun",))
    has_copy = await asyncio.to_thread(desk.has, digest)
    return replace(greeting, identity=desk.identity, has_copy=has_copy)


async def receive(parcel: Parcel, env: Mapping[str, str], dask_worker: Worker) -> None:
    """Have a worker unpack a project."""
    await asyncio.to_thread(_desk(dask_worker).receive, parcel, env)


def answer(order: Order) -> Answer:
    """Run a chapter on the worker that this is called on."""
    worker = get_worker()
    known = NAME in worker.plugins
    return _desk(worker).answer(order, str(worker.get_current_task())) if known else Answer("")


# With who asks.


@dataclass(eq=False)
class Seen(Host):
    """A worker as it is seen from here, and by digest when it was sent which project."""

    greeting: Greeting = field(kw_only=True)
    sent: dict[str, float] = field(default_factory=dict)
    sending: threading.Lock = field(default_factory=threading.Lock)

    def __str__(self) -> str:
        return self.greeting.called(self.address)


class Lost(Exception):
    """A worker is gone, with what it was asked."""


class Cluster:
    """The workers of a cluster, as a runner of the chapters of a project.

    ``say`` is told of workers that come and go. The project is sent to each as it is, and again
    when something in it has changed; with ``held`` it stays as it was in the beginning.
    """

    def __init__(
        self, address: str, project: Path, say: Callable[[str], None], *, held: bool = False
    ) -> None:
        """Raises RunnerLost where there is no scheduler, no worker, or one that is not the same."""
        self.address = address
        self._project = project
        self._held = held
        self._say = say
        self._print = shipping.fingerprint()
        self._queue = Queue()
        self._known: set[str] = set()
        self._looking, self._packing = threading.Lock(), threading.Lock()
        self._stamp, self._parcel = "", Parcel("", b"", 0)
        self._ended = threading.Event()
        self._client = _connected(address)
        try:
            self._meet()
        except BaseException as error:
            self.__exit__()
            raise self._gone(error) if isinstance(error, UNREACHED) else error from None
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def jobs(self) -> int:
        """How many threads the workers have."""
        return max(1, sum(host.threads for host in self._seen()))

    @property
    def cores(self) -> int:
        """How many processors their machines have."""
        machines = {host.greeting.node: host.greeting.cores for host in self._seen()}
        return max(1, sum(machines.values()))

    def begin(self) -> None:
        """Pack the project where it has changed. Raises RunnerLost, OSError."""
        if self._queue.over:
            raise self._queue.over
        with self._packing:
            if self._stamp and self._held:
                return
            stamp = shipping.stamped(self._project)
            if self._stamp != stamp:
                self._stamp, self._parcel = stamp, shipping.packed(self._project)

    def submit(self, task: Task) -> Future[Executed]:
        """Have a chapter run as soon as a worker is free, with the project as it was packed."""
        future: Future[Executed] = Future()
        self._queue.put(Item(task, self._parcel, future))
        return future

    def __enter__(self) -> Self:
        return self

    def stop(self) -> None:
        """Give up: what waits for a worker, or for what it says, fails."""
        self._queue.fail(RunnerLost("the run was stopped"))

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self.stop()
        # Whereupon the scheduler forgets what was asked. A client that has lost its scheduler
        # closes itself, and says a RuntimeError where that is still under way.
        with suppress(*UNREACHED, RuntimeError):
            self._client.close()

    def _seen(self) -> list[Seen]:
        return [host for host in list(self._queue.hosts.values()) if isinstance(host, Seen)]

    # Workers come and go.

    def _meet(self) -> None:
        """Wait for workers, and let them in. Raises RunnerLost with all that are not the same."""
        if problem := self._scheduler_differs():
            raise RunnerLost(problem)
        end = time.monotonic() + WORKER_SECONDS
        while not (there := self._client.nthreads()):
            if time.monotonic() > end:
                raise self._nobody()
            time.sleep(LOOK_SECONDS / 5)
        self.begin()
        self._known |= there.keys()
        if problems := self._admit(there):
            raise RunnerLost(*problems.values())
        if not self._queue.hosts:
            raise self._nobody()

    def _scheduler_differs(self) -> Problem | None:
        """What is wrong with the scheduler, which reads what it hands on to workers."""
        who = f"scheduler {self.address}"
        try:
            there = self._client.run_on_scheduler(shipping.fingerprint)
        except Exception as error:  # whatever keeps it from finding the package
            return shipping.unlike(who, error)
        found = shipping.differences(there, self._print)
        return shipping.unlike(who, found) if found else None

    def _nobody(self) -> RunnerLost:
        what = f"{self.address} has had no worker for {WORKER_SECONDS} seconds"
        return RunnerLost(Problem(what, f"Start some:  dask worker {self.address}"))

    def _gone(self, error: BaseException) -> RunnerLost:
        what = f"the scheduler at {self.address} is gone: {error or type(error).__name__}"
        return RunnerLost(Problem(what, "Start it and its workers again."))

    def _admit(self, threads: Mapping[str, int]) -> dict[str, Problem]:
        """Let workers in that are the same as we; returns what is wrong with others."""
        same: dict[str, Seen] = {}
        problems: dict[str, Problem] = {}
        parcel = self._parcel
        greetings = self._run(greet, self._print, parcel.digest, workers=threads)
        for address, told in greetings.items():
            if isinstance(told, Greeting) and not told.differences:
                same[address] = Seen(address, threads[address], greeting=told)
            elif isinstance(told, Greeting):
                who = f"worker {told.called(address)}"
                problems[address] = shipping.unlike(who, told.differences)
            elif not isinstance(told, OSError):  # which says that it is gone
                problems[address] = shipping.unlike(f"worker {address}", told)
        lacking = {a: host for a, host in same.items() if not host.greeting.has_copy}
        problems |= self._send(parcel, lacking)
        for address, host in same.items():
            if address not in problems:
                self._queue.join(host)
                for _ in range(host.threads):
                    threading.Thread(target=self._work, args=(host,), daemon=True).start()
        return problems

    def _send(self, parcel: Parcel, hosts: Mapping[str, Seen]) -> dict[str, Problem]:
        """Send a project to some workers; returns what is wrong with those that have not got it."""
        problems = {}
        answers = self._run(receive, parcel, spoken(os.environ), workers=hosts)
        for address, error in answers.items():
            if error is None:
                hosts[address].sent[parcel.digest] = time.monotonic()
            else:
                what = f"the worker {hosts[address]} could not take the project: {error}"
                problems[address] = Problem(what, "Mend that, or stop this worker.")
        return problems

    def _run(self, function: Callable[..., Any], *given: Any, workers: Iterable[str]) -> Any:
        """What a function says on each of some workers, or what went wrong there."""
        addresses = list(workers)
        if not addresses:  # which would be taken for all
            return {}
        return self._client.run(function, *given, workers=addresses, on_error="return")

    def _watch(self) -> None:
        """See workers come and go, until the end."""
        while not self._ended.wait(LOOK_SECONDS) and not self._queue.over:
            self._look()

    def _look(self) -> None:
        """Look which workers there are now; without any, or a scheduler, give up in the end."""
        with self._looking:
            if self._ended.is_set() or self._queue.over:
                return
            try:
                there = self._client.nthreads()
            except Exception as error:  # whatever a client says that has lost its scheduler
                self._queue.fail(self._gone(error))
                return
            for host in self._seen():
                if host.address not in there:
                    self._lose(host)
            self._known &= there.keys()
            new = {address: n for address, n in there.items() if address not in self._known}
            if new:
                self._known |= new.keys()
                threading.Thread(target=self._welcome, args=(new,), daemon=True).start()
        if self._queue.bare_for() > WORKER_SECONDS:
            self._queue.fail(self._nobody())

    def _lose(self, host: Seen) -> None:
        if not host.lost:
            self._queue.lose(host)
            self._say(f"the worker {host} is gone")

    def _welcome(self, new: Mapping[str, int]) -> None:
        """Let workers in that have come later; one that is not the same is told of."""
        problems: Mapping[str, Problem] = {}
        with suppress(Exception):  # what is gone meanwhile is seen by the next look
            problems = self._admit(new)
        for problem in problems.values():
            self._say(f"it is given nothing to run: {problem}")
        with self._looking:
            self._known -= new.keys() - problems.keys() - self._queue.hosts.keys()

    # A thread for each of a worker's own.

    def _work(self, host: Seen) -> None:
        """Have a worker run one chapter after the other, as long as it is there."""
        while item := self._queue.take(host):
            try:
                said = self._said(item, host)
                outcome: Executed | Exception = received(
                    said, item.task, item.parcel, self._project, str(host)
                )
            except Lost:
                self._queue.back(host, item)
                continue
            except Exception as error:  # is for who waits for the chapter
                outcome = error
            self._queue.done(host, item, outcome)

    def _said(self, item: Item, host: Seen) -> Answer:
        """What a worker makes of a chapter once it has the project. Raises RunnerLost, Lost."""
        order = ordered(item.task, item.parcel, self._project)
        while True:
            asked = time.monotonic()
            said = self._answer(order, host)
            if not said.absent:
                return said
            if said.identity != host.greeting.identity:  # another process has taken its address
                self._lose(host)
                with self._looking:
                    self._known.discard(host.address)
                raise Lost
            self._send_again(item.parcel, host, asked)

    def _answer(self, order: Order, host: Seen) -> Answer:
        """What a worker makes of an order. Raises RunnerLost, Lost."""
        key = f"{NAME}-{Path(order.path).stem}-{uuid4().hex}"
        future = None
        try:
            future = self._client.submit(answer, order, key=key, workers=[host.address], pure=False)
            while not (host.lost or self._queue.over):
                with suppress(TimeoutError):
                    said: Answer = future.result(timeout=LOOK_SECONDS)
                    return said
        except UNREACHED:
            self._look()
        except Exception as error:  # whatever keeps a worker from understanding
            return Answer("", trouble=f"{type(error).__name__}: {error}")
        finally:
            if future:
                future.release()
        if self._queue.over:
            raise self._queue.over
        raise Lost

    def _send_again(self, parcel: Parcel, host: Seen, asked: float) -> None:
        """Send a worker a project that it had not, unless it has got it since. Raises Lost."""
        with host.sending:
            if host.sent.get(parcel.digest, 0) > asked:
                return
            for problem in self._send(parcel, {host.address: host}).values():
                self._say(str(problem))
                self._lose(host)
                raise Lost


def _connected(address: str) -> Client:
    """A client of a scheduler. Raises RunnerLost where there is none."""
    dask.config.set({"distributed.comm.timeouts.connect": CONNECT_SECONDS})
    for name in ("distributed", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what is wrong is told in our words
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VersionMismatchWarning)  # the workers are asked
            return Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name=NAME)
    except (OSError, ValueError) as error:
        what = f"no scheduler answers at {address}: {error}"
        raise RunnerLost(Problem(what, "Start one:  dask scheduler")) from None
