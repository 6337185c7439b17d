"""The runner: chapters × reports × languages → executed notebooks → site."""

from reportcard.editions.catalogues import fresh_catalogues
from reportcard.editions.chapters import Edition, chapters_of, default_edition
from reportcard.editions.every import EditionsFailed, build_every, every_edition
from reportcard.editions.run import ChaptersFailed, run_edition
from reportcard.editions.site import build_edition, serve_site
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
