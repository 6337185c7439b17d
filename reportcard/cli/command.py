"""Commands and groups of them, as the command line has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NoReturn

import click

from reportcard.cli import guard
from reportcard.errors import nearest


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


class Commands(click.Group):
    """A group of commands; errors leave it as a sentence and an exit code.

    ``lazy`` says by name where commands are whose modules are imported only when they are asked
    for, as ``module:name``.
    """

    command_class = OneCommand

    def __init__(self, *args: Any, lazy: Mapping[str, str] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of their work."""
        return [*self.lazy, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name not in self.lazy:
            return super().get_command(ctx, cmd_name)
        module, _, name = self.lazy[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def main(self, *args: Any, **options: Any) -> NoReturn:
        """Run a command line and exit: 0, 1 for problems in data, 2 for wrong usage."""
        guard.speak_any_encoding()
        options = {"prog_name": "reportcard", **options, "standalone_mode": False}
        raise SystemExit(guard.guarded(lambda: self._run(args, options)))

    def _run(self, args: Any, options: Any) -> Any:
        try:
            return super().main(*args, **options)
        except click.exceptions.NoArgsIsHelpError as error:
            guard.say_error(error.format_message())
            return guard.WRONG_USAGE
        except click.UsageError as error:
            guard.say_error(f"reportcard: {error.format_message()}{_help_line(error)}")
            return guard.WRONG_USAGE
        except click.Abort:
            raise KeyboardInterrupt from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named. Raises UsageError with the nearest one."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            names = self.list_commands(ctx)
            remedy = nearest(args[0], names) or f"Commands: {', '.join(names)}."
            raise click.UsageError(f"no command '{args[0]}'. {remedy}")
        return super().resolve_command(ctx, args)


def _help_line(error: click.UsageError) -> str:
    """What to type for help, where the error is about one command."""
    if error.ctx is None or error.ctx.parent is None:
        return ""
    return f"\n  {error.ctx.command_path} --help"
