"""The drawers of a build: those of who builds the edition, or its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from reportcard.sphinxext.drawers import Drawers, cache_folder

if TYPE_CHECKING:  # who runs the chapters begins to draw before Sphinx is imported
    from sphinx.application import Sphinx

_OF_EDITION: ContextVar[Drawers | None] = ContextVar("drawers", default=None)


@contextmanager
def drawing_ahead() -> Iterator[Drawers]:
    """Drawers that begin before the pages are read, and end after they are made: what is left is
    for who asked for them to ``finish``."""
    with Drawers(cache_folder()) as drawers:
        before = _OF_EDITION.set(drawers)
        try:
            yield drawers
        finally:
            _OF_EDITION.reset(before)


def drawers_of(app: Sphinx) -> Drawers:
    """The drawers of a build, which it has of its own where nobody has asked for them before."""
    if drawers := _OF_EDITION.get():
        return drawers
    if "reportcard_drawers" not in vars(app):
        vars(app)["reportcard_drawers"] = Drawers(cache_folder())
    own: Drawers = vars(app)["reportcard_drawers"]
    return own


def end(app: Sphinx, error: Exception | None) -> None:
    """Where they are its own: do what is left, and let go of them."""
    own: Drawers | None = vars(app).pop("reportcard_drawers", None)
    if own:
        with own:
            if error is None:
                own.finish()
