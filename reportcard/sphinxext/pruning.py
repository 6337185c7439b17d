"""Out of a built site goes what Sphinx and its theme brought and no page names.

Only their files: what the book itself adds (data of charts, search) may be loaded by a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
"""What Sphinx and MyST-NB write beside the theme's own files."""

_NAMED = re.compile(r"""_static/([^"'?#)]+)""")


def brought(theme: Any) -> set[str]:
    """What a theme, if it is copied, and those below it bring into ``_static``, and what Sphinx
    writes there."""
    folders = [Path(folder) / "static" for folder in (theme.get_theme_dirs() if theme else ())]
    copied = {
        file.relative_to(folder).as_posix()
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file()
    }
    return {re.sub(r"(_t|\.jinja)$", "", name) for name in copied} | set(GENERATED)


def prune(site: Path, names: set[str]) -> None:
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
