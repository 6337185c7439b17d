"""Kernels of this very interpreter, forked from one process that has imported everything.

What is named here is imported when it is first asked for: the process that kernels are forked from
begins to import before the one that asks for it has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportcard.later import exports

if TYPE_CHECKING:
    from reportcard.kernels.linux import die_with
    from reportcard.kernels.own import (
        DISPLAY,
        LANGUAGE,
        NAME,
        OwnKernel,
        end_all,
        end_loop,
        like,
        may_fork,
        refuse,
    )
    from reportcard.kernels.warm import get_ready, warm_up

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

__getattr__ = exports(
    __name__,
    {
        "linux": ("die_with",),
        "own": (
            "DISPLAY",
            "LANGUAGE",
            "NAME",
            "OwnKernel",
            "end_all",
            "end_loop",
            "like",
            "may_fork",
            "refuse",
        ),
        "warm": ("get_ready", "warm_up"),
    },
)
