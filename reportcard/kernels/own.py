"""Kernels of the running interpreter, quiet, and ended with us.

The ``python3`` a machine has registered may be another Python; these are always the one that
runs this code. They are forked from a warm process; with ``REPORTCARD_COLD`` set to anything,
each is started as Jupyter would.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop
from traitlets import default

from reportcard.kernels import linux, provisioner, warm
from reportcard.kernels.client import OwnClient

NAME, LANGUAGE = "python3", "python"
DISPLAY = "Python 3 (ipykernel)"
QUIET = "--log-level=ERROR"
"""Without it ipykernel 7 says at each start that its connection is not encrypted."""
RECORDING = "reportcard.kernels.recording"
WARM = {"provisioner_name": provisioner.NAME}

_RUNNING: set[Any] = set()
_LOCK = threading.Lock()


class OwnKernel(AsyncKernelManager):
    """A kernel of this very interpreter.

    ``record`` is where it writes down what it reads, ``env`` its environment where that is not the
    one of this process. One that is ``unwanted`` ends as soon as it has started.
    """

    record: Path | None = None
    env: Mapping[str, str] | None = None
    unwanted = False

    @default("client_factory")
    def _client_factory_default(self) -> type[OwnClient]:
        return OwnClient

    @property
    def kernel_spec(self) -> KernelSpec:
        """What to start, whatever the machine has registered."""
        if self._kernel_spec is None:
            launch = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", QUIET]
            if self.record:
                launch += [f"--IPKernelApp.extra_extensions={[RECORDING]}"]
                launch += [f"--Recording.path={self.record}"]
            how = {} if self._environment.get(warm.COLD) else {"kernel_provisioner": WARM}
            self._kernel_spec = KernelSpec(
                argv=launch, display_name=DISPLAY, language=LANGUAGE, metadata=how
            )
        return self._kernel_spec

    @property
    def _environment(self) -> Mapping[str, str]:
        return os.environ if self.env is None else self.env

    async def _async_start_kernel(self, **options: Any) -> None:
        await super()._async_start_kernel(**{"env": dict(self._environment), **options})
        with _LOCK:
            _RUNNING.add(self)
            unwanted = self.unwanted
        if unwanted:
            _kill(self)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        with _LOCK:
            _RUNNING.discard(self)
        await super()._async_cleanup_resources(restart)

    start_kernel = _async_start_kernel
    cleanup_resources = _async_cleanup_resources


def like(record: Path | None = None, env: Mapping[str, str] | None = None) -> type[OwnKernel]:
    """A kind of kernels of its own, with a record and an environment where they are given."""
    return type("KernelOfAKind", (OwnKernel,), {"record": record, "env": env})


def may_fork() -> bool:
    """Whether this process can be forked as a whole: on Linux, while it has a single thread."""
    return warm.possible() and linux.threads() == 1


def end_all(kind: type[OwnKernel] = OwnKernel) -> None:
    """End every kernel of a kind that still runs: who waits for one is told that it died."""
    with _LOCK:
        left = [kernel for kernel in _RUNNING if isinstance(kernel, kind)]
    for kernel in left:
        _kill(kernel)


def refuse(kind: type[OwnKernel]) -> None:
    """End every kernel of a kind, those that are still to start included."""
    with _LOCK:
        kind.unwanted = True
    end_all(kind)


def _kill(kernel: OwnKernel) -> None:
    process = getattr(kernel.provisioner, "process", None)
    if process is not None and process.poll() is None:
        process.kill()


def end_loop() -> None:
    """Close the event loop that running a notebook left in this thread."""
    loop = ensure_event_loop()
    pending = asyncio.all_tasks(loop)
    for task in pending:
        task.cancel()
    if pending:
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
