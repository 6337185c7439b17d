"""``reportcard bench``: the group of the measurements."""

from __future__ import annotations

import click

from reportcard.cli.bench import extraction, pages, scaling
from reportcard.cli.command import Commands


@click.group("bench", cls=Commands)
def benches() -> None:
    """Measure the book beside the usual way; nothing passes or fails.

    Example:  reportcard bench pages --chapter economy
    """


for command in (pages, extraction, scaling):
    benches.add_command(command)
