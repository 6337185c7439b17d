"""A client that knows when a kernel is ready, and waits no longer."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from traitlets import default

RETRY_MILLISECONDS = 5
"""How long who has called before the kernel listens waits until it calls again. ZMQ would wait a
tenth of a second, more than a forked kernel takes until it does."""
REPLY_SECONDS, SILENT_SECONDS = 1, 0.2


class OwnClient(AsyncKernelClient):
    """Asks a new kernel who it is, until its answer has come and all that it says beside it.

    The usual client then listens a fifth of a second for more, which is half of what a forked
    kernel takes to start; but a kernel says that it is idle after all else.
    """

    @default("context")
    def _context_default(self) -> zmq.asyncio.Context:
        context = super()._context_default()
        context.setsockopt(zmq.RECONNECT_IVL, RETRY_MILLISECONDS)
        return context

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until it is ready. Raises RuntimeError where it has died, or not after so long."""
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._has_answered(self.kernel_info()):
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _has_answered(self, asked: str) -> bool:
        """Whether the kernel answers, and is heard on the channel of its outputs, too."""
        try:
            reply = await self._about(asked, self.get_shell_msg, REPLY_SECONDS)
            while True:
                said = await self._about(asked, self.get_iopub_msg, SILENT_SECONDS)
                if said["content"].get("execution_state") == "idle":
                    break
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True

    async def _about(self, asked: str, receive: Any, seconds: float) -> dict[str, Any]:
        """The next message about what was asked. Raises Empty after so many seconds without one."""
        while True:
            message: dict[str, Any] = await receive(timeout=seconds)
            if message["parent_header"].get("msg_id") == asked:
                return message

    wait_for_ready = _async_wait_for_ready
