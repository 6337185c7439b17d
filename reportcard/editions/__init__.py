"""The runner: chapters × reports × languages → executed notebooks → site.

What is named here is imported when it is first asked for: whether there is anything to do at all
is answered before Jupyter and Sphinx are there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportcard.later import exports

if TYPE_CHECKING:
    from reportcard.editions.catalogues import fresh_catalogues
    from reportcard.editions.chapters import Edition, chapters_of, default_edition
    from reportcard.editions.every import EditionsFailed, build_every, every_edition
    from reportcard.editions.executing import ChaptersFailed
    from reportcard.editions.run import run_edition
    from reportcard.editions.serving import serve_site
    from reportcard.editions.site import build_edition
    from reportcard.editions.stored import fresh_notebooks, fresh_tables, refresh_stored, stale

__all__ = [
    "ChaptersFailed",
    "Edition",
    "EditionsFailed",
    "build_edition",
    "build_every",
    "chapters_of",
    "default_edition",
    "every_edition",
    "fresh_catalogues",
    "fresh_notebooks",
    "fresh_tables",
    "refresh_stored",
    "run_edition",
    "serve_site",
    "stale",
]

__getattr__ = exports(
    __name__,
    {
        "catalogues": ("fresh_catalogues",),
        "chapters": ("Edition", "chapters_of", "default_edition"),
        "every": ("EditionsFailed", "build_every", "every_edition"),
        "executing": ("ChaptersFailed",),
        "run": ("run_edition",),
        "serving": ("serve_site",),
        "site": ("build_edition",),
        "stored": ("fresh_notebooks", "fresh_tables", "refresh_stored", "stale"),
    },
)
