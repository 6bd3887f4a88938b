"""The months of many units at a glance: how far each is, how late, and with whom it is stuck."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portal.core.clock import days_of, local
from portal.core.scope import Level
from portal.returns.rules.due import Dues

_WORDS = {
    "none": ("未开始", "neutral"),
    "running": ("填报中", "neutral"),
    "open": ("待上报", "info"),
    "late": ("逾期", "bad"),
    "returned": ("被退回", "warn"),
    "submitted": ("已上报", "info"),
    "accepted": ("已审核", "good"),
    "archived": ("已归档", "good"),
    "stopped": ("停用", "neutral"),
}


class Mark(StrEnum):
    """What the board says of one month of one unit."""

    NONE = "none"  # before the unit was there
    RUNNING = "running"  # the month is not over
    OPEN = "open"  # over, not submitted, not due
    LATE = "late"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    ARCHIVED = "archived"
    STOPPED = "stopped"  # the unit is suspended or closed and need not report

    @property
    def label(self) -> str:
        """Its word on the page."""
        return _WORDS[self.value][0]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return _WORDS[self.value][1]


DONE = frozenset({Mark.ACCEPTED, Mark.ARCHIVED})
NOT_ASKED = frozenset({Mark.NONE, Mark.STOPPED})


@dataclass(frozen=True, slots=True)
class BoardUnit:
    """A unit as the board needs it.

    Args:
        begins: its first month.
        county_id: of a station, the county it stands under.
    """

    id: int
    code: str
    name: str
    level: str
    status: str
    path: str
    county_id: int | None
    begins: str

    @property
    def reports_as(self) -> Level:
        """The level whose due days are its own."""
        return Level[self.level.upper()]

    @property
    def is_working(self) -> bool:
        """Whether it has to report."""
        return self.status == "open"


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one unit.

    Args:
        due_on: until when, None of a city, which nobody waits for, and of a month that was closed without being submitted.
        late_days: by how many days it was submitted late, or has been overdue until today.
        allowed: why it may be submitted later than others; empty for no exception.
        since: from when on somebody is waited for, as the mark says.
        counts_at: of a station, the county whose figures it belongs to.
        accepted, of: of a county, how many of its stations are accepted, and how many have to report.
    """

    month: str
    mark: Mark
    due_on: date | None = None
    late_days: int = 0
    allowed: str = ""
    since: date | None = None
    reason: str = ""
    submitted_on: date | None = None
    counts_at: int | None = None
    accepted: int = 0
    of: int = 0

    @property
    def is_due(self) -> bool:
        """Whether it counts for the rate: submitted with a day to keep to, or overdue."""
        return self.mark is Mark.LATE or (self.submitted_on is not None and self.due_on is not None and self.mark is not Mark.NONE)

    @property
    def is_in_time(self) -> bool:
        """Whether it counts for the rate as submitted in time."""
        return self.is_due and not self.late_days


@dataclass(frozen=True, slots=True)
class OnTime:
    """How many months were submitted in time, of those that were due: a rate is the sum of these over the sum of those."""

    in_time: int = 0
    due: int = 0

    def __add__(self, other: "OnTime") -> "OnTime":
        """Add the numbers, never the rates."""
        return OnTime(self.in_time + other.in_time, self.due + other.due)

    @property
    def shown(self) -> str:
        """The rate in words."""
        thousandths = self.in_time * 1000 // self.due if self.due else 0
        return f"{thousandths // 10}.{thousandths % 10}%" if self.due else "–"


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with its months; its rate counts what stands below it too."""

    unit: BoardUnit
    cells: tuple[Cell, ...]
    on_time: OnTime


@dataclass(frozen=True, slots=True)
class Stuck:
    """A month that waits for somebody: for whom, to do what, for how many days."""

    unit: BoardUnit
    cell: Cell
    whom: str
    what: str
    days: int


@dataclass(frozen=True, slots=True)
class Board:
    """The months of the units just below, and of the unit itself.

    Args:
        stuck: the longest waiting first.
    """

    months: tuple[str, ...]
    lines: tuple[Line, ...]
    own: Line
    stuck: tuple[Stuck, ...] = ()

    @property
    def on_time(self) -> OnTime:
        """Of all: the unit's own rate, which counts what stands below it too."""
        return self.own.on_time

    def latest(self, count: int) -> "Board":
        """Return the board of its last months alone; its rates stay those of all."""
        lines = [replace(line, cells=line.cells[-count:]) for line in (self.own, *self.lines)]
        return replace(self, months=self.months[-count:], own=lines[0], lines=tuple(lines[1:]))

    def marks(self, month: str) -> list[Mark]:
        """Return the marks, in a month, of the units below that have to report."""
        at = self.months.index(month)
        return [line.cells[at].mark for line in self.lines if line.cells[at].mark not in NOT_ASKED]

    def done(self, month: str) -> tuple[int, int]:
        """Return how many units below are accepted in a month, of how many that have to report."""
        marks = self.marks(month)
        return sum(mark in DONE for mark in marks), len(marks)


def read_cell(unit: BoardUnit, month: str, book: Any, dues: Dues, *, today: date) -> Cell:
    """Return what the board says of a month of a unit.

    Args:
        book: (state, due_on, submitted_at, closed_at, accepted_at, returned_at, returned_reason, reports_to), None when it has none.
    """
    counts_at = (book.reports_to if book else None) or unit.county_id
    if book is not None and book.closed_at is not None:
        return _closed(unit, month, book, counts_at)
    cell = Cell(month, Mark.NONE, counts_at=counts_at)
    if month < unit.begins:
        return cell
    if not unit.is_working:
        return replace(cell, mark=Mark.STOPPED)
    if unit.reports_as is not Level.CITY:
        allowed = dues.allowed.get((unit.id, month))
        due_on = dues.due_on(month, unit.reports_as, unit.id)
        cell = replace(cell, due_on=due_on, allowed=allowed.reason if allowed else "")
    if book is not None and book.returned_at is not None:
        return _returned(cell, book)
    return _waiting(cell, today)


def _closed(unit: BoardUnit, month: str, book: Any, counts_at: int | None) -> Cell:
    """Whoever closed a city's month closed it when the counties were ready: that is neither in time nor late."""
    mark, submitted_on = Mark(book.state), _day(book.submitted_at)
    due_on = None if unit.level == "city" else book.due_on
    since = None if mark is Mark.ARCHIVED else _day(book.accepted_at if mark is Mark.ACCEPTED else book.closed_at)
    late = _late(submitted_on, due_on)
    return Cell(month, mark, due_on=due_on, late_days=late, since=since, submitted_on=submitted_on, counts_at=counts_at)


def _returned(cell: Cell, book: Any) -> Cell:
    """A month that came back was in time or late when it was submitted first."""
    submitted_on, due_on = _day(book.submitted_at), book.due_on or cell.due_on
    told = replace(cell, mark=Mark.RETURNED, since=_day(book.returned_at), reason=book.returned_reason)
    return replace(told, due_on=due_on, late_days=_late(submitted_on, due_on), submitted_on=submitted_on)


def _waiting(cell: Cell, today: date) -> Cell:
    if late := _late(today, cell.due_on):
        return replace(cell, mark=Mark.LATE, late_days=late, since=cell.due_on)
    return replace(cell, mark=Mark.RUNNING if today < days_of(cell.month)[1] else Mark.OPEN)


def count_on_time(cells: Iterable[Cell]) -> OnTime:
    """Return how many of these months were in time, of those due."""
    due = [cell for cell in cells if cell.is_due]
    return OnTime(sum(cell.is_in_time for cell in due), len(due))


def _late(day: date | None, due_on: date | None) -> int:
    return max((day - due_on).days, 0) if day and due_on else 0


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else local(instant).date()
