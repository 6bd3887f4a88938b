"""本月待办: packages register what can wait for somebody; home shows the list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from portal.core.scope import Scope


class Urgency(IntEnum):
    """In what order things are shown."""

    OVERDUE = 1
    RETURNED = 2
    DUE = 3
    DONE = 4

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {1: "已逾期", 2: "被退回", 3: "待办", 4: "已办"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {1: "bad", 2: "warn", 3: "info", 4: "good"}[self.value]


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits for this person, with the very form as its link."""

    urgency: Urgency
    title: str
    detail: str
    url: str
    action: str


Provider = Callable[[Scope, str, date], Iterable[Todo]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Let a package tell what waits; it is asked with (scope, unit code, today)."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def todos(scope: Scope, code: str, today: date) -> list[Todo]:
    """Return all that waits at this unit for this person, most urgent first."""
    found = [todo for provider in _providers for todo in provider(scope, code, today)]
    return sorted(found, key=lambda todo: todo.urgency)
