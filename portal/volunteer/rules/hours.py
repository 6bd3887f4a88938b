"""Volunteers' service: what it may be, and what it adds to its month."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.text import format_minutes
from portal.tallies.rules import SERVICE, Entry

DAY_MIN = 24 * 60
OLDEST_DAYS = 730


@dataclass(frozen=True, slots=True)
class Work:
    """One volunteer's service on one day.

    Args:
        account_id: her time account.
        served_on: the day in Asia/Shanghai.
        start_min: minutes after midnight, None when nobody noted it.
        worked_min: 1 to 1440.
        kind: one of SERVICE_KINDS.
        time_id: its time as it was noted before, that of a shift; None when this is the first that is heard of it.
    """

    account_id: UUID
    served_on: date
    start_min: int | None
    worked_min: int
    kind: str
    time_id: UUID | None = None

    @property
    def span(self) -> "Span":
        """When it was."""
        starts_at = None if self.start_min is None else clock.instant_of(self.served_on, self.start_min)
        return Span(self.account_id, self.served_on, starts_at, self.worked_min)


@dataclass(frozen=True, slots=True)
class Span:
    """When the holder of an account served, and how long.

    Args:
        served_on: the day in Asia/Shanghai on which it began.
        starts_at: None when nobody noted it; then only the day is looked at.
    """

    account_id: UUID
    served_on: date
    starts_at: datetime | None
    worked_min: int

    @property
    def ends_at(self) -> datetime | None:
        """When it was over."""
        return self.starts_at + timedelta(minutes=self.worked_min) if self.starts_at else None

    @property
    def columns(self) -> dict[str, date | datetime | int | None]:
        """What a row of served time says of when it was."""
        return {"served_on": self.served_on, "starts_at": self.starts_at, "ends_at": self.ends_at, "worked_min": self.worked_min}


def check_work(it: Work, *, today: date, prefix: str = "") -> None:
    """Refuse service that cannot have been.

    Args:
        prefix: where the fields stand in the form, `rows-3-`.

    Raises:
        RuleBroken: a day to come or long past.
    """
    if it.served_on > today:
        raise RuleBroken(f"{prefix}served_on", "日期还没有到，服务完成后再登记")
    if it.served_on < today - timedelta(days=OLDEST_DAYS):
        raise RuleBroken(f"{prefix}served_on", "日期太早，请检查年份")


def check_days(works: Sequence[tuple[int, Work]], served: Mapping[tuple[UUID, date], int]) -> None:
    """Refuse more than 24 hours of one volunteer on one day, the rows of this form together with what stands already.

    Args:
        works: (the row of the form, the work).
        served: {(account, day): minutes} registered before, in the whole city.

    Raises:
        RuleBroken: a day would be longer than a day; the field is `rows-<n>-worked`.
    """
    sums = Counter(served)
    for n, it in works:
        check_day(it.worked_min, before_min=sums[it.account_id, it.served_on], field=f"rows-{n}-worked")
        sums[it.account_id, it.served_on] += it.worked_min


def check_day(worked_min: int, *, before_min: int, field: str) -> None:
    """Refuse what would make one person's day longer than a day.

    Args:
        before_min: minutes of hers that stand on that day already, in the whole city.

    Raises:
        RuleBroken: it would.
    """
    if before_min + worked_min > DAY_MIN:
        so_far = f"这一天已登记 {format_minutes(before_min)}，" if before_min else ""
        raise RuleBroken(field, f"{so_far}同一个人一天不能超过 24小时")


def check_overlaps(works: Sequence[tuple[int, Work]]) -> None:
    """Refuse rows of one form in which a volunteer is in two places at once.

    Raises:
        RuleBroken: two rows overlap; the field is `rows-<n>-starts_at` of the later one.
    """
    timed = [(n, it.span) for n, it in works if it.start_min is not None]
    for at, (n, one) in enumerate(timed):
        for _, other in timed[:at]:
            if one.account_id == other.account_id and _overlaps(one, other):
                raise RuleBroken(f"rows-{n}-starts_at", "与本表中她的另一行时间重叠，请核对起止时间")


def _overlaps(one: Span, other: Span) -> bool:
    if not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def entry_of(served_on: date, worked_min: int) -> Entry:
    """Return what a record of service adds to its month."""
    return Entry(served_on, SERVICE, worked_min)
