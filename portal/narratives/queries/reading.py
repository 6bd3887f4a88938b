"""A report as it is read now: a finished one as it was frozen, a draft with the figures of this moment."""

from collections.abc import Sequence
from typing import Any

from portal.core.scope import Scope
from portal.core.text import months_between
from portal.narratives.queries.figures import resolve
from portal.narratives.rules.reading import Reading, is_frozen, read_frozen, read_text
from portal.tallies import queries as tallies
from portal.tallies.rules.months import MonthState


def read_narrative(scope: Scope, row: Any, text: str | None = None) -> Reading:
    """Return a report as it is read.

    Args:
        row: of `get_narrative`.
        text: what is typed of a draft; None: what is kept.
    """
    if is_frozen(row):
        return read_frozen(row)
    typed = row.text if text is None else text
    return read_text(typed, resolve(scope, typed, first=row.first_month, last=row.last_month))


def list_open_months(scope: Scope, first: str, last: str) -> Sequence[str]:
    """Return the months first..last that the unit itself has not closed yet, the earliest first."""
    books = tallies.list_books(scope, tenants=[scope.tenant_id], first=first, last=last)
    closed = {row.month for row in books if row.state != MonthState.FILLING}
    return [month for month in months_between(first, last) if month not in closed]
