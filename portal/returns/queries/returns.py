"""One return: how far it is, what it says, what is missing, and what was done with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.core import clock
from portal.core.scope import Level, Scope
from portal.core.text import month_before
from portal.reports.queries.measures import measure
from portal.returns.queries.below import list_below
from portal.returns.queries.due import due_on
from portal.returns.queries.steps import Done, Frozen, find_frozen, list_steps
from portal.returns.rules.figures import FigureTable, codes_of_all, tables_of
from portal.returns.rules.returns import Below, days_late, differing, receipt_of
from portal.tallies import queries as tallies
from portal.tallies.rules.months import Figures, MonthState
from portal.tenants import queries as directory
from portal.tenants.queries import TenantRow


@dataclass(frozen=True, slots=True)
class Return:
    """A month of a unit as its page shows it.

    Args:
        revision: 0 as long as it was never submitted.
        late_days: by how many days it is, or was first submitted, too late; 0 or less is in time.
        changed: (indicator, kind, frozen value, counted value) of what is not as it was frozen; it must be empty.
        below: the units just below; read by that unit itself alone.
    """

    unit: TenantRow
    month: str
    state: MonthState
    revision: int
    due_on: date
    late_days: int
    submitted_at: datetime | None
    closed_at: datetime | None
    closed_by: int | None
    accepted_at: datetime | None
    returned_at: datetime | None
    returned_reason: str
    tables: Sequence[FigureTable]
    steps: Sequence[Done]
    frozen: Frozen | None
    changed: Sequence[tuple[str, int, int, int]] = ()
    below: Sequence[Below] = field(default_factory=tuple[Below, ...])

    @property
    def level(self) -> Level:
        """Of the unit."""
        return Level[self.unit.level.upper()]

    def value_of(self, code: str) -> int:
        """Return a figure of the month by its code."""
        return next(line.now.value or 0 for table in self.tables for line in table.lines if line.now.indicator.code == code)

    @property
    def missing(self) -> list[Below]:
        """The units below that it still waits for."""
        return [one for one in self.below if one.is_missing(self.month)]

    @property
    def receipt(self) -> str:
        """The number of its last submission; empty when there was none."""
        return receipt_of(self.unit.code, self.month, self.frozen.revision, self.frozen.digest) if self.frozen else ""

    @property
    def is_returned(self) -> bool:
        """Say whether it came back and waits to be submitted again."""
        return self.returned_at is not None and self.state is MonthState.FILLING


def get_return(scope: Scope, unit_code: str, month: str) -> Return:
    """Return the month of a unit at or below the scope.

    Raises:
        NotFound: there is no such unit; whether it stands elsewhere is not told.
    """
    unit = directory.get_below(scope, unit_code)
    books = tallies.list_books(scope, tenants=[unit.id], first=month, last=month)
    book: Any = books[0] if books else None
    frozen = find_frozen(scope, unit.id, month) if book and book.revision else None
    due = (book and book.due_on) or due_on(scope, month, Level[unit.level.upper()], unit.id)
    return Return(
        unit=unit,
        month=month,
        state=MonthState(book.state) if book else MonthState.FILLING,
        revision=book.revision if book else 0,
        due_on=due,
        late_days=days_late(book and book.submitted_at, due, today=clock.today()),
        **{name: getattr(book, name, None) for name in ("submitted_at", "closed_at", "closed_by", "accepted_at", "returned_at")},
        returned_reason=book.returned_reason if book else "",
        tables=_tables(scope, unit.id, month),
        steps=list_steps(scope, unit.id, month),
        frozen=frozen,
        changed=differing(frozen.figures, _counted(scope, unit.id, month)) if frozen and book.closed_at else (),
        below=list_below(scope, month) if unit.id == scope.tenant_id else (),
    )


def _tables(scope: Scope, unit_id: int, month: str) -> list[FigureTable]:
    codes, last = codes_of_all(), month_before(month)
    now, before = (measure(scope, codes, [unit_id], first=one, last=one) for one in (month, last))
    return tables_of({code: now[unit_id, code] for code in codes}, {code: before[unit_id, code] for code in codes})


def _counted(scope: Scope, unit_id: int, month: str) -> Figures:
    """Return the figures of the unit's own tally as they are kept now; persons are not looked at."""
    rows = tallies.list_values_of(scope, tenants=[unit_id], first=month, last=month)
    return Figures([(row.indicator, row.kind_id, row.value) for row in rows if row.value])
