"""Kernels of this very interpreter, forked from one process that has imported everything."""

from reportcard.kernels.linux import die_with
from reportcard.kernels.own import (
    DISPLAY,
    LANGUAGE,
    NAME,
    OwnKernel,
    end_all,
    end_loop,
    get_ready,
    like,
    may_fork,
    refuse,
    warm_up,
)

__all__ = [
    "DISPLAY",
    "LANGUAGE",
    "NAME",
    "OwnKernel",
    "die_with",
    "end_all",
    "end_loop",
    "get_ready",
    "like",
    "may_fork",
    "refuse",
    "warm_up",
]
