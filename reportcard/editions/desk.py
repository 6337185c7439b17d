"""On a worker elsewhere: the copies of projects it was sent, and chapters run in them."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import nbformat

from reportcard import kernels
from reportcard.editions.cache import settled
from reportcard.editions.chapters import Chapter
from reportcard.editions.executing import ChaptersFailed, Executed, Task, execute
from reportcard.editions.shipping import (
    PACKAGE,
    Parcel,
    brought_home,
    fingerprint,
    foreign,
    is_copy,
    unpack,
)
from reportcard.errors import Problem
from reportcard.kernels.warm import COLD

PROJECT = "REPORTCARD_PROJECT"
OURS = "REPORTCARD_"
WORDS = ("LC_", "LANG", "TZ", "PYTHONHASHSEED")
"""What of the environment shapes outputs: it is that of who asks for them."""
IDLE = 2
"""So many copies that no chapter runs in stay for the next who sends the same."""


def spoken(env: Mapping[str, str]) -> dict[str, str]:
    """What of an environment goes with a chapter wherever it runs."""
    return {k: v for k, v in env.items() if k.startswith(WORDS) or k == COLD}


def environment(asked: Mapping[str, str], project: str) -> dict[str, str]:
    """The environment of a kernel here, for a copy of a project, as who asks for it has it."""
    own = {k: v for k, v in os.environ.items() if not k.startswith((*WORDS, OURS))}
    return {**own, **asked, PROJECT: project}


@dataclass(frozen=True)
class Greeting:
    """What a worker says of itself: its name, its machine with its cores, and what it has otherwise
    than who asks; if nothing, the identity of its desk, and whether that has the project."""

    name: str
    node: str
    cores: int
    differences: tuple[str, ...]
    identity: str = ""
    has_copy: bool = False

    def called(self, address: str) -> str:
        """How people tell the worker at an address from others."""
        return address if self.name == address else f"{address} ({self.name})"


@dataclass(frozen=True)
class Order:
    """A chapter to run in a copy of a project.

    ``path`` is where its notebook lies in the project, ``source`` what it holds; ``project`` and
    ``package`` are where these lie with who asks, ``env`` what of his environment goes with it.
    """

    digest: str
    path: str
    source: str
    recorded: bool
    cell_seconds: int
    env: Mapping[str, str]
    project: str
    package: str


@dataclass(frozen=True)
class Answer:
    """What has become of an order, and by its ``identity`` the desk that says so.

    The chapter; or what is wrong with it, and what to do; or what kept the desk from running it;
    or nothing at all, where there is no copy of the project.
    """

    identity: str
    executed: Executed | None = None
    problems: tuple[tuple[str, str], ...] = ()
    trouble: str = ""

    @property
    def absent(self) -> bool:
        """Whether there is no copy of the project."""
        return not (self.executed or self.problems or self.trouble)


def ordered(task: Task, parcel: Parcel, project: Path) -> Order:
    """A chapter of a project as it is asked for elsewhere."""
    return Order(
        digest=parcel.digest,
        path=os.path.relpath(task.chapter.path, project),
        source=json.dumps(task.source, ensure_ascii=False),
        recorded=task.record is not None,
        cell_seconds=task.cell_seconds,
        env=spoken(os.environ),
        project=str(project.resolve()),
        package=str(PACKAGE),
    )


def received(answer: Answer, task: Task, parcel: Parcel, project: Path, worker: str) -> Executed:
    """The chapter that was asked for, as a worker has run it. Raises ChaptersFailed."""
    path = task.chapter.path
    if answer.trouble:
        raise ChaptersFailed(Problem(f"the worker {worker} failed: {answer.trouble}", "", path))
    if answer.problems or not answer.executed:
        raise ChaptersFailed(*(Problem(what, to_do, path) for what, to_do in answer.problems))
    done = replace(answer.executed, since=parcel.since)
    if done.read and (other := foreign(done.read, project, done.since)):
        what = f"it read {other}, which with the worker {worker} is not what it is here"
        raise ChaptersFailed(Problem(what, "Put it into the project.", path))
    return done


class Desk:
    """What a worker keeps below a folder of its own, as long as it lives."""

    def __init__(self, folder: Path) -> None:
        self.identity = uuid4().hex
        self.began_as = fingerprint()
        self._folder = folder.resolve() / "reportcard"
        self._copies: dict[str, Path] = {}
        self._used: Counter[str] = Counter()
        self._kernels: dict[str, type[kernels.OwnKernel]] = {}
        self._lock = threading.Lock()
        self._unpacking = threading.Lock()

    def has(self, digest: str) -> bool:
        """Whether there is a whole copy; one that was tampered with is forgotten."""
        with self._lock:
            copy = self._copies.get(digest)
        if copy and is_copy(copy, digest):
            return True
        with self._lock:
            copy = self._copies.pop(digest, None)
            used = self._used[digest] > 0
        if copy and not used:
            shutil.rmtree(copy, ignore_errors=True)
        return False

    def receive(self, parcel: Parcel, env: Mapping[str, str]) -> None:
        """Unpack a copy where there is none, and warm up for it. Raises OSError."""
        with self._unpacking:
            if not self.has(parcel.digest):
                folder = self._folder / uuid4().hex
                unpack(parcel, folder)
                with self._lock:
                    self._copies[parcel.digest] = folder
            self._clear(parcel.digest)
            kernels.warm_up(environment(env, str(self._copies[parcel.digest])))

    def _clear(self, but: str) -> None:
        """Remove the oldest copies that no chapter runs in."""
        with self._lock:
            idle = [digest for digest in self._copies if not self._used[digest] and digest != but]
            gone = [self._copies.pop(digest) for digest in idle[:-IDLE]]
        for folder in gone:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _at(self, digest: str) -> Iterator[Path | None]:
        """A copy that stays while it is used."""
        with self._lock:
            copy = self._copies.get(digest)
            self._used[digest] += 1
        try:
            yield copy
        finally:
            with self._lock:
                self._used[digest] -= 1

    def answer(self, order: Order, key: str) -> Answer:
        """Run a chapter; ``key`` is how it may be dropped meanwhile."""
        with self._at(order.digest) as copy:
            if copy is None:
                return Answer(self.identity)
            record = self._folder / f"{uuid4().hex}.reads"
            try:
                return self._run(order, key, copy, record if order.recorded else None)
            except ChaptersFailed as error:
                told = ((p.what, p.remedy) for p in error.problems)
                here, there = str(copy), order.project
                problems = ((w.replace(here, there), r.replace(here, there)) for w, r in told)
                return Answer(self.identity, problems=tuple(problems))
            except Exception as error:  # a full disk, say: who asks is to hear of it
                return Answer(self.identity, trouble=f"{type(error).__name__}: {error}")
            finally:
                record.unlink(missing_ok=True)
                self._kernels.pop(key, None)

    def _run(self, order: Order, key: str, copy: Path, record: Path | None) -> Answer:
        path = copy / order.path
        env = environment(order.env, str(copy))
        source = nbformat.from_dict(json.loads(order.source))  # type: ignore[no-untyped-call]
        task = Task(Chapter(path.stem, path), source, record, env, order.cell_seconds)
        self._kernels[key] = task.kernel
        done = execute(task)
        read = done.read if done.read and settled(done.read, done.since) else None
        homes = {str(copy): order.project, str(PACKAGE): order.package}
        home = replace(
            done,
            text=done.text.replace(_quoted(str(copy)), _quoted(order.project)),
            read=brought_home(read, homes) if read else None,
        )
        return Answer(self.identity, home)

    def drop(self, key: str) -> None:
        """Let go of a chapter that nobody waits for any more; of any other key nothing is known."""
        if kind := self._kernels.pop(key, None):
            kernels.refuse(kind)

    def close(self) -> None:
        """End all that runs, and remove every copy."""
        for key in list(self._kernels):
            self.drop(key)
        shutil.rmtree(self._folder, ignore_errors=True)


def _quoted(path: str) -> str:
    """A path as a notebook's file holds it."""
    return json.dumps(path, ensure_ascii=False)[1:-1]
