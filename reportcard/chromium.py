"""The Chromium of the machine: what it may be called, and how to start it without a window."""

from __future__ import annotations

import shutil

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
"""It shows nothing, and asks nobody for anything of its own accord."""


def on_path() -> str | None:
    """The first of them on the path; None where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)
