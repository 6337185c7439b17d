"""A command of the command line."""

from __future__ import annotations

import re

import click


class OneCommand(click.Command):
    """A command; a negative number where a year belongs is no unknown option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read a command line. Raises UsageError for what it does not understand."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            text = next((t for t in given if t.startswith(error.option_name)), "")
            if "year" in {p.name for p in self.params} and re.match(r"-\d", text):
                raise click.UsageError(f"'{text}' is no year", ctx) from None
            raise
