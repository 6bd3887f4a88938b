"""What a figure counts beside its rows: packages above tell it, and the page of the figure shows it under them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.scope import Scope
from portal.reports.rules import Chosen
from portal.tallies.rules import Indicator


@dataclass(frozen=True, slots=True)
class Beside:
    """What counts in a figure of the unit's own without being one of its rows.

    Args:
        label: what it is, on the page.
        value: what all of it adds to the figure.
        template: shows it; it is given `shown` as `beside`.
        row_link: (words, address) of what can be done with a row; None when nothing can.
    """

    label: str
    value: int
    template: str
    shown: Mapping[str, Any]
    row_link: Callable[[Any], tuple[str, str] | None]


Provider = Callable[[Scope, str, Indicator, Chosen], Beside]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Let a package tell what counts beside the rows; it is asked with (scope, unit code, figure, what is chosen)."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def list_beside(scope: Scope, code: str, indicator: Indicator, chosen: Chosen) -> list[Beside]:
    """Return all that counts in a figure beside its rows."""
    return [provider(scope, code, indicator, chosen) for provider in _providers]


def links_of(beside: Sequence[Beside], rows: Iterable[Any]) -> list[tuple[str, str] | None]:
    """Return what can be done with each row, for their order on the page."""
    return [next((link for one in beside if (link := one.row_link(row))), None) for row in rows]
