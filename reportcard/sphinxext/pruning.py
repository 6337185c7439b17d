"""Out of a built site goes what Sphinx and MyST-NB wrote for other pages than the book's own.

Only their files: what the book itself adds (data of charts, search) may be loaded by a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

STATIC = "_static"
GENERATED = (
    "base-stemmer.js",
    "documentation_options.js",
    "english-stemmer.js",
    "language_data.js",
    "mystnb.*.css",
    "pygments.css",
    "translations.js",
)
"""What they write into ``_static``; nothing of the theme is copied there."""

_NAMED = re.compile(r"""_static/(?:(?<=["'(]_static/)|(?<=\./_static/))([^"'?#)]+)""")
"""Looked for by what it has in the middle, which takes a fifth of the time."""


def prune(site: Path, names: Iterable[str] = GENERATED) -> None:
    """Remove the files of ``names`` (or patterns) that no page of ``site`` names."""
    kept = {name for page in site.rglob("*.html") for name in _named(page)}
    static = site / STATIC
    found = (file for name in sorted(names) for file in static.glob(name))
    for file in list(found):
        if file.is_file() and file.relative_to(static).as_posix() not in kept:
            file.unlink()
    for folder in sorted((d for d in static.rglob("*") if d.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _named(page: Path) -> Iterator[str]:
    """The static files that a page loads; the pages themselves only, not what lies in _static."""
    if STATIC not in page.parts:
        yield from _NAMED.findall(page.read_text("utf-8"))
