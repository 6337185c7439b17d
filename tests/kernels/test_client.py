"""A client that has called before its kernel listens need not wait."""

import asyncio
import time

import zmq
import zmq.asyncio

from reportcard.kernels.client import OwnClient

RECONNECT = 0.1
"""Seconds after which ZMQ itself calls again."""


async def heard(context: zmq.asyncio.Context) -> float:
    """Seconds from when somebody listens until one who has called before is heard."""
    caller, listener = context.socket(zmq.DEALER), zmq.asyncio.Context.instance().socket(zmq.ROUTER)
    try:
        port = listener.bind_to_random_port("tcp://127.0.0.1")
        listener.unbind(f"tcp://127.0.0.1:{port}")
        caller.connect(f"tcp://127.0.0.1:{port}")
        await caller.send(b"who are you?")
        await asyncio.sleep(5 * RECONNECT)
        listener.bind(f"tcp://127.0.0.1:{port}")
        begun = time.perf_counter()
        await listener.recv_multipart()
        return time.perf_counter() - begun
    finally:
        caller.close(linger=0)
        listener.close(linger=0)


def test_who_called_too_early_is_heard_when_somebody_listens() -> None:
    client = OwnClient()
    assert client.context.getsockopt(zmq.RECONNECT_IVL) < 1000 * RECONNECT / 10
    assert asyncio.run(heard(client.context)) > 0
    client.context.destroy()
