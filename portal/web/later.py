"""Commands that are imported when they are called: a web worker, which calls none, need not carry what they need."""

from importlib import import_module
from typing import Any

import click


class Later(click.Command):
    """Stands for a command until it is called, or asked what it does.

    Args:
        place: `package.module:command`.
    """

    def __init__(self, name: str, place: str) -> None:
        super().__init__(name)
        self.place = place

    def load(self) -> click.Command:
        """Return the command itself."""
        module, _, name = self.place.partition(":")
        return getattr(import_module(module), name)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the command's own line in the list of all."""
        return self.load().get_short_help_str(limit)

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> click.Context:
        """Return a context in which the command itself runs."""
        return self.load().make_context(info_name, args, parent, **extra)
