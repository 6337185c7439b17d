"""The cells of notebooks run by ``exec``, in forks of one process that has imported everything.

``python -m reportcard.bench.bare NOTEBOOK …`` prints the seconds that took as JSON. There is no
kernel and no papermill, and results are displayed as IPython would: it is what running chapters
costs at least. It needs a system that forks.
"""

from __future__ import annotations

import ast
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from reportcard.kernels import forkserver, linux
from reportcard.machine import cores


def last_value(source: str, names: dict[str, Any]) -> Any:
    """Run a cell in a namespace; what its last line gives, None where that is no expression."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)


def shell() -> InteractiveShell:
    """IPython without its history, which would need a thread: what displays results."""
    config = Config()
    config.HistoryManager.enabled = False
    return InteractiveShell.instance(config=config)


def displays(notebook: Path) -> Iterator[dict[str, Any]]:
    """Run the cells of a notebook; what IPython displays of each result, by MIME type."""
    names: dict[str, Any] = {"__name__": "__main__"}
    formatter = shell().display_formatter
    assert formatter is not None
    for cell in nbformat.read(notebook, 4).cells:  # type: ignore[no-untyped-call]
        if cell.cell_type == "code":
            value = last_value(cell.source, names)
            if value is not None:
                data, _ = formatter.format(value)  # type: ignore[no-untyped-call]
                yield data


def run_forked(jobs: Iterable[Callable[[], object]], at_a_time: int) -> bool:
    """Do each job in a fork of this process; whether all of them ended well."""
    running, well = 0, True
    for job in jobs:
        if running == at_a_time:
            well &= not os.wait()[1]
            running -= 1
        _fork(job)
        running += 1
    for _ in range(running):
        well &= not os.wait()[1]
    return well


def _fork(job: Callable[[], object]) -> None:
    """Do a job in a fork, which ends with it; what goes wrong is printed."""
    parent = os.getpid()
    if os.fork():
        return
    status = 1
    try:
        if sys.platform == "linux":
            linux.die_with(parent)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what cells print is nobody's business here
        job()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def main(paths: list[str]) -> int:
    """Run notebooks, as many at a time as there are processors, and tell what that took."""
    if not hasattr(os, "fork"):
        print("this system forks no processes", file=sys.stderr)
        return 1
    forkserver.preload("")
    shell()
    begun, before = time.perf_counter(), sum(os.times()[:4])
    jobs = (lambda path=path: list(displays(Path(path))) for path in paths)
    well = run_forked(jobs, cores())
    wall, cpu = time.perf_counter() - begun, sum(os.times()[:4]) - before
    print(json.dumps({"wall": wall, "cpu": cpu}))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
