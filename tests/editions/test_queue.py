"""Chapters are handed to hosts that may be lost, and each ends once."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from nbformat import v4

from reportcard.editions.chapters import Chapter
from reportcard.editions.executing import ChaptersFailed, Executed, Task
from reportcard.editions.queue import LOSSES, Host, Item, Queue
from reportcard.editions.runners import RunnerLost
from reportcard.editions.shipping import Parcel

PARCEL = Parcel("", b"", 0)
RAN = Executed("text", 0.5, None, 0)


def item(name: str) -> Item:
    task = Task(Chapter(name, Path(f"{name}.ipynb")), v4.new_notebook())
    return Item(task, PARCEL, Future())


def queue_of(*names: str) -> tuple[Queue, list[Item]]:
    queue, items = Queue(), [item(name) for name in names]
    for one in items:
        queue.put(one)
    return queue, items


def joined(queue: Queue, name: str, threads: int = 2) -> Host:
    host = Host(name, threads)
    queue.join(host)
    return host


def test_chapters_are_taken_in_their_order_and_end() -> None:
    queue, (first, second) = queue_of("a", "b")
    host = joined(queue, "host")
    assert [queue.take(host), queue.take(host)] == [first, second]
    queue.done(host, second, RAN)
    queue.done(host, first, ChaptersFailed("no"))
    assert second.future.result() is RAN
    with pytest.raises(ChaptersFailed):
        first.future.result()


def test_one_that_was_cancelled_is_not_taken() -> None:
    queue, (first, second) = queue_of("a", "b")
    assert first.future.cancel()
    assert queue.take(joined(queue, "host")) is second


def test_what_a_lost_host_had_runs_first_and_alone() -> None:
    queue, (first, second, third) = queue_of("a", "b", "c")
    lost, other = joined(queue, "lost"), joined(queue, "other")
    assert [queue.take(lost), queue.take(lost), queue.take(other)] == [first, second, third]
    fourth = item("d")
    queue.put(fourth)
    queue.lose(lost)
    for one in (second, first):
        queue.back(lost, one)
    assert queue.take(lost) is None
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(queue.take, other)
        queue.done(other, third, RAN)  # now it has nothing to do
        assert waiting.result() is first
        waiting = pool.submit(queue.take, other)
        free = joined(queue, "free")
        assert queue.take(free) is second
        queue.done(free, second, RAN)
        assert queue.take(free) is fourth
        assert not waiting.done()
        queue.lose(other)
        assert waiting.result() is None


def test_one_that_loses_each_host_fails_and_no_other() -> None:
    queue, (killer, beside) = queue_of("killer", "beside")
    for number in range(LOSSES):
        host = joined(queue, f"host {number}")
        assert queue.take(host) is killer
        if not number:
            assert queue.take(host) is beside
            queue.back(host, beside)
        queue.lose(host)
        queue.back(host, killer)
    with pytest.raises(
        ChaptersFailed, match=f"was lost {LOSSES} times, the last at host"
    ) as caught:
        killer.future.result(0)
    assert caught.value.problems[0].file == Path("killer.ipynb")
    host = joined(queue, "last")
    assert queue.take(host) is beside
    queue.done(host, beside, RAN)
    assert beside.future.result(0) is RAN


def test_the_end_is_told_to_all() -> None:
    queue, (first, second) = queue_of("a", "b")
    host = joined(queue, "host")
    assert queue.take(host) is first
    queue.fail(RunnerLost("over"))
    assert queue.take(host) is None
    queue.back(host, first)
    later = item("c")
    queue.put(later)
    for one in (first, second, later):
        with pytest.raises(RunnerLost, match="over"):
            one.future.result(0)


def test_how_long_chapters_wait_without_a_host() -> None:
    queue = Queue()
    assert queue.bare_for() == 0  # nothing waits
    queue.put(item("a"))
    assert queue.bare_for() > 0
    host = joined(queue, "host")
    assert queue.bare_for() == 0
    queue.lose(host)
    assert queue.bare_for() > 0
