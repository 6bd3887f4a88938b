"""The navigation: packages register their entries; who may not open one does not see it."""

from dataclasses import dataclass

from flask import request, url_for

from portal.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation.

    Args:
        place: its order, small first.
        levels: names of the levels it is shown at.
    """

    place: int
    label: str
    endpoint: str
    permission: str
    levels: tuple[str, ...] = ("city", "county", "station")


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry as it stands on one page."""

    label: str
    url: str
    is_current: bool
    children: tuple["NavItem", ...] = ()


_entries: dict[str, Entry] = {}


def register(*entries: Entry) -> None:
    """Add entries, each known by its endpoint."""
    _entries.update({entry.endpoint: entry for entry in entries})


def items(scope: Scope, *, level: str, code: str) -> list[NavItem]:
    """Return what this person sees at this unit, in order."""
    return [
        NavItem(entry.label, url_for(entry.endpoint, code=code), _is_current(entry))
        for entry in sorted(_entries.values(), key=lambda e: e.place)
        if level in entry.levels and entry.permission in scope.permissions
    ]


def _is_current(entry: Entry) -> bool:
    here = request.endpoint or ""
    return here == entry.endpoint or (_package(here) == _package(entry.endpoint) and not _has_own_entry(here))


def _has_own_entry(endpoint: str) -> bool:
    return endpoint in _entries or sum(_package(other) == _package(endpoint) for other in _entries) > 1


def _package(endpoint: str) -> str:
    return endpoint.partition(".")[0]
