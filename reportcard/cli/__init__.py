"""The command line: read (figures … diff), check, add, and make the book (run … serve)."""

from __future__ import annotations

import click

from reportcard.cli.command import Commands

COMMANDS = {
    "figures": "reportcard.cli.reports:figures",
    "indicators": "reportcard.cli.reports:indicators",
    "audit": "reportcard.cli.reports:audit",
    "vintages": "reportcard.cli.vintages:vintages",
    "diff": "reportcard.cli.diffing:diff_reports",
    "extract": "reportcard.cli.extracting:extract",
    "claims": "reportcard.cli.extracting:claims",
    "check": "reportcard.cli.checking:check",
    "add": "reportcard.cli.adding:add_document",
    "review": "reportcard.cli.adding:review_document",
    "run": "reportcard.cli.making:run",
    "build": "reportcard.cli.making:build",
    "refresh": "reportcard.cli.making:refresh",
    "serve": "reportcard.cli.making:serve",
    "bench": "reportcard.cli.benches:benches",
}
"""Where each command is: one that is asked for must not wait for what others import."""


@click.group(
    "reportcard",
    cls=Commands,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="reportcard", message="reportcard %(version)s")
def main() -> None:
    """The figures of a place's report card: read, computed, checked, and made into a book.

    Example:  reportcard indicators haidian 2019
    """
