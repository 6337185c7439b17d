"""What the machine offers."""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
from pathlib import Path


def cores() -> int:
    """How many processors this process may use; macOS and Windows only tell how many there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def installed() -> list[str]:
    """The interpreter, and every package beside it with its version."""
    packages = Path(sysconfig.get_path("purelib")).glob("*.dist-info")
    return [sys.version, *sorted(path.name for path in packages)]


def described() -> str:
    """The processor, how many of its cores this process may use, and the system."""
    return f"{_processor()}, {cores()} cores, {platform.system()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    found = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(found, "") or platform.processor() or platform.machine()
