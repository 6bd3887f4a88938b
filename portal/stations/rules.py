"""The daily log: what a gathering is and what it counts for."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.core.errors import RuleBroken
from portal.tallies.rules import ATTENDANCES, ONLINE, SESSIONS, WOMEN, Entry

MAX_ATTENDANCES = 99_999
GRID_ROWS = 5
OLDEST_DAYS = 730


@dataclass(frozen=True, slots=True)
class Gathering:
    """A gathering as it was held.

    Args:
        kind_id: the kind, of the table of kinds.
        held_on: the day in Asia/Shanghai.
        start_min: minutes after midnight, None when nobody noted it.
        attendances: 人次, 0 to 99,999.
        women: of which women, 0 to `attendances`.
    """

    kind_id: int
    title: str
    held_on: date
    start_min: int | None
    place: str
    is_online: bool
    attendances: int
    women: int
    note: str


def check(it: Gathering, *, today: date, prefix: str = "") -> None:
    """Refuse what cannot have been.

    Args:
        prefix: where the fields stand in the form, `rows-3-`.

    Raises:
        RuleBroken: a day to come or long past, more women than people.
    """
    if it.held_on > today:
        raise RuleBroken(f"{prefix}held_on", "日期还没有到，活动举办后再登记")
    if it.held_on < today - timedelta(days=OLDEST_DAYS):
        raise RuleBroken(f"{prefix}held_on", "日期太早，请检查年份")
    if it.women > it.attendances:
        raise RuleBroken(f"{prefix}women", "女性人次不能多于人次")


def entries(it: Gathering) -> list[Entry]:
    """Return what a gathering adds to its month."""
    counts = [(SESSIONS, 1), (ATTENDANCES, it.attendances), (WOMEN, it.women), (ONLINE, it.attendances if it.is_online else 0)]
    return [Entry(it.held_on, indicator, value, it.kind_id) for indicator, value in counts]
