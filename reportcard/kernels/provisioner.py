"""The official way to start kernels in another way: a provisioner, chosen by its name.

``JUPYTER_DEFAULT_PROVISIONER_NAME=reportcard-warm`` has papermill, nbval and Jupyter Book use it,
none of which knows.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from reportcard.kernels import warm

NAME = "reportcard-warm"
LAUNCHER = ["-m", "ipykernel_launcher"]
FROZEN = "-Xfrozen_modules=off"
"""What ipykernel's own specification adds, for the sake of its debugger alone."""
OPTIONS = {"env", "cwd", "stdout", "stderr"}
END_SECONDS = 5


class WarmProvisioner(LocalProvisioner):
    """Forks kernels of this interpreter from a warm process, and starts all others as usual."""

    process: Any = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start a kernel; where it cannot be forked, by its command line, and say so."""
        options = self._scrub_kwargs(kwargs)
        python, *words = (word for word in cmd if word != FROZEN)
        if python != sys.executable or words[:2] != LAUNCHER or set(options) - OPTIONS:
            return await super().launch_kernel(cmd, **kwargs)
        cwd = str(options.get("cwd") or Path.cwd())
        try:
            if not warm.possible():
                raise warm.Unavailable("this needs Linux 5.4 or newer")
            streams = _descriptor(options.get("stdout"), 1), _descriptor(options.get("stderr"), 2)
            forked = warm.fork(words[1:], options.get("env") or os.environ, cwd, streams)
        except warm.Unavailable as reason:
            self.log.warning("The kernel is started cold: %s.", reason)
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid, self.cwd = forked, forked.pid, forked.pid, cwd
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel, and see its end: who asks next need not wait for the next look."""
        await super().kill(restart)
        if isinstance(self.process, warm.Forked):
            try:
                self.process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self.log.warning("Kernel %d was killed and has not ended.", self.pid)


def _descriptor(stream: Any, usual: int) -> int:
    """The descriptor of a stream as ``Popen`` takes it. Raises Unavailable for a pipe."""
    number: int = usual if stream is None else stream if type(stream) is int else stream.fileno()
    if number < 0:
        raise warm.Unavailable("its output is wanted through a pipe")
    return number
