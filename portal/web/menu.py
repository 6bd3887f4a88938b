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
        also: what stands under it besides its own package: packages of pages, when nothing nearer does, and single pages by endpoint.
    """

    place: int
    label: str
    endpoint: str
    permission: str
    levels: tuple[str, ...] = ("city", "county", "station")
    also: tuple[str, ...] = ()

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages of its pages, its own first."""
        return (_package(self.endpoint), *self.also)


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry as it stands on one page.

    Args:
        heading: of the group it begins; empty within a group.
    """

    label: str
    url: str
    is_current: bool
    heading: str = ""


GROUPS = (
    (0, ""),
    (10, "日常登记"),
    (15, "三免一公"),
    (30, "志愿与服务"),
    (40, "驿站网络"),
    (60, "上报与评比"),
    (66, "督导与材料"),
    (70, "统计与资料"),
    (80, "本单位管理"),
)
SHORT = 9  # so few entries need no headings
_entries: dict[str, Entry] = {}


def register(*entries: Entry) -> None:
    """Add entries, each known by its endpoint."""
    _entries.update({entry.endpoint: entry for entry in entries})


def items(scope: Scope, *, level: str, code: str) -> list[NavItem]:
    """Return what this person sees at this unit, in order."""
    shown = [
        (entry, url_for(entry.endpoint, code=code))
        for entry in sorted(_entries.values(), key=lambda e: e.place)
        if level in entry.levels and entry.permission in scope.permissions
    ]
    here, groups = _entry_here(shown), [_group_of(entry) if len(shown) > SHORT else "" for entry, _ in shown]
    begun = [group if group not in groups[:n] else "" for n, group in enumerate(groups)]
    return [NavItem(entry.label, url, entry is here, heading) for (entry, url), heading in zip(shown, begun, strict=True)]


def name_of(endpoint: str) -> str:
    """Return what the navigation calls a page, or the pages it belongs to; empty when it has no word for them."""
    own = _package(endpoint)
    near = sorted((entry for entry in _entries.values() if own in entry.packages), key=lambda e: (own != _package(e.endpoint), e.place))
    return _entries[endpoint].label if endpoint in _entries else near[0].label if near else ""


def _group_of(entry: Entry) -> str:
    """Return the heading an entry stands under, by its place."""
    return next(words for first, words in reversed(GROUPS) if first <= entry.place)


def _entry_here(shown: list[tuple[Entry, str]]) -> Entry | None:
    """Return the entry a page stands under: the one that names it, else that of its address or nearest above it, else of its package."""
    naming = next((entry for entry, _ in shown if request.endpoint in entry.also), None)
    if naming:
        return naming
    home = min((url for _, url in shown), key=len, default="")  # everything lies below it, so it stands for itself alone
    above = [(entry, url) for entry, url in shown if url == request.path or (url != home and _holds(url, request.path))]
    if above:
        return max(above, key=lambda it: len(it[1]))[0]
    return next((entry for entry, _ in shown if _package(request.endpoint or "") in entry.packages), None)


def _holds(url: str, path: str) -> bool:
    return url.endswith("/") and path.startswith(url)


def _package(endpoint: str) -> str:
    return endpoint.partition(".")[0]
