"""A build rehearsed by who is forked for many of them.

A book of one chapter is rendered, as that ran the last time, and what it says is forgotten. What
Sphinx and its theme look up, compile and parse when they first make a page is known then to every
fork of this process, and what is kept of the chapters was looked at.
"""

from __future__ import annotations

import gc
import tempfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from reportcard import memory
from reportcard.editions.cache import Now, folder_of, source_digest
from reportcard.editions.chapters import NOTEBOOKS, Edition, chapters_of
from reportcard.editions.run import EXECUTED, prepared
from reportcard.editions.selection import Selection, select
from reportcard.editions.site import render, settings, sources
from reportcard.editions.workshop import SOURCE, write_sources
from reportcard.sphinxext.ahead import drawing_ahead


def rehearse(project: Path, edition: Edition) -> bool:
    """Rehearse a build of an edition; returns whether that could be done."""
    import_module("papermill.engines")
    done = False
    with suppress(Exception):  # it is for the build to say why
        _look(project, edition)
        _render(project, edition)
        done = True
    memory.forget()
    gc.collect()
    gc.freeze()  # what a fork does not look at it need not copy
    return done


def _look(project: Path, edition: Edition) -> None:
    """Look whether the chapters would run, as a build does."""
    now, folder = Now(), folder_of(project, edition)
    for task in prepared(chapters_of(project), edition, {}):
        now.look(folder, task.chapter, source_digest(task.source))


def _render(project: Path, edition: Edition) -> None:
    """Render the first chapter alone: what links to the others does not.

    Charts are drawn by others, or this process would have threads and never be forked.
    """
    all_of_it = select(chapters_of(project), edition)
    first, *others = all_of_it.kept
    alone = Selection(edition, (first,), (*others, *all_of_it.left_out))
    executed = project / EXECUTED / edition.folder / NOTEBOOKS
    texts, gone = sources(project, executed, alone)
    with tempfile.TemporaryDirectory(prefix="reportcard-") as folder, drawing_ahead():
        write_sources(Path(folder, SOURCE), texts)
        render(project, edition, settings(project, edition, gone=gone), Path(folder))
