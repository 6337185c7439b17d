"""A client that has called before its kernel listens soon calls again."""

import asyncio

import zmq.asyncio
from zmq.utils.monitor import recv_monitor_message

from reportcard.kernels.client import RETRY_MILLISECONDS, OwnClient

CALLS = 5


async def pauses(context: zmq.asyncio.Context) -> list[int]:
    """Milliseconds until each call after one that nobody heard; in the end somebody hears."""
    caller, listener = context.socket(zmq.DEALER), zmq.asyncio.Context.instance().socket(zmq.ROUTER)
    told = caller.get_monitor_socket(zmq.EVENT_CONNECT_RETRIED)
    try:
        port = listener.bind_to_random_port("tcp://127.0.0.1")
        listener.unbind(f"tcp://127.0.0.1:{port}")
        caller.connect(f"tcp://127.0.0.1:{port}")
        await caller.send(b"who are you?")
        found = [int((await recv_monitor_message(told))["value"]) for _ in range(CALLS)]
        listener.bind(f"tcp://127.0.0.1:{port}")
        assert (await listener.recv_multipart())[1:] == [b"who are you?"]
        return found
    finally:
        caller.disable_monitor()
        told.close(linger=0)
        caller.close(linger=0)
        listener.close(linger=0)


def test_who_called_too_early_calls_again_soon() -> None:
    client = OwnClient()
    found = asyncio.run(pauses(client.context))
    assert max(found) <= 2 * RETRY_MILLISECONDS  # ZMQ itself varies them
    client.context.destroy()
