"""What a process remembers of files that it has read: as long as these are as they were, or for
ever.

Functions keep their results (``functools.cache``). Most of these hold for the data as they are now;
``lasting`` marks those that are known by what they say, and never wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

Known = TypeVar("Known")

_LASTING: set[int] = set()


def lasting(known: Known) -> Known:
    """Mark a function whose results are never wrong, whatever becomes of the files."""
    _LASTING.add(id(known))
    return known


def forget() -> None:
    """Let go of what the package knows of the files that it has read, but for what is lasting."""
    for clear in _caches():
        clear()


def _caches() -> Iterator[Callable[[], None]]:
    modules = [module for name, module in sys.modules.items() if name.startswith("reportcard.")]
    for known in [value for module in modules for value in vars(module).values()]:
        if hasattr(known, "cache_clear") and id(known) not in _LASTING:
            yield known.cache_clear
