"""Notebooks run by the warm kernels, and a look at the processes that are there."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from reportcard import kernels
from reportcard.kernels import warm

MARK = "REPORTCARD_TEST_MARK"


@pytest.fixture
def server() -> Iterator[None]:
    """No server from before, and none after."""
    warm.forget()
    yield
    warm.forget()


def marked(mark: str) -> list[int]:
    """The processes that were started with a mark in their environment, or forked from such."""
    found = []
    for process in psutil.process_iter():
        try:
            if (
                process.environ().get(MARK) == mark
                and process.status() != psutil.STATUS_ZOMBIE
                and process.pid != os.getpid()
            ):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def wait_until(true: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not (now := true()) and time.monotonic() < end:
        time.sleep(0.02)
    return now


def ask(code: str, folder: Path, **env: str) -> Any:
    """What an expression is in a kernel of its own, as its text."""

    async def asked() -> str:
        manager = kernels.OwnKernel()
        await manager.start_kernel(cwd=str(folder), env={**os.environ, **env})
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=60)
            client.execute(code)
            while True:
                message = await client.get_iopub_msg(timeout=60)
                if message["msg_type"] == "execute_result":
                    return str(message["content"]["data"]["text/plain"])
                if message["msg_type"] == "error":
                    raise RuntimeError(message["content"]["evalue"])
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    return asyncio.run(asked())


def end(pid: int) -> None:
    """Kill a process."""
    os.kill(pid, signal.SIGKILL)
