"""The daily log: what a gathering is and what it counts for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.tallies.rules import ATTENDANCES, ONLINE, SESSIONS, WOMEN, Entry

MAX_ATTENDANCES = 99_999
MAX_GUESTS = 9_999  # from one organisation
GRID_ROWS = 5
OLDEST_DAYS = 730
FIRST_YEAR = 2000


# What a kind counts for, by tag set. Source: S0-27 (五送), S0-18 (五个一), S2-23 (六新).
TAGS = {
    "song": ("五送", {"publicity": "送宣传", "training": "送培训", "skills": "送技能", "jobs": "送岗位", "care": "送关爱"}),
    "yi": (
        "五个一",
        {"visit_of_care": "慰问", "micro_class": "微课堂", "role_model": "典型宣传", "pairing": "结对", "committee_link": "执委一联一"},
    ),
    "xin": (
        "六新",
        {"format": "新业态", "scene": "新场景", "idea": "新理念", "mode": "新模式", "force": "新力量", "power": "新赋能"},
    ),
}


def words_of_tags(tags: list[tuple[str, str]]) -> str:
    """Return what a kind counts for, `五送：送宣传、送培训；五个一：微课堂`; empty when for nothing.

    Args:
        tags: (tag set, tag) pairs of the kind.
    """
    sets = [(TAGS[name][0], [TAGS[name][1][tag] for held_in, tag in tags if held_in == name]) for name in TAGS]
    return "；".join(f"{words}：{'、'.join(held)}" for words, held in sets if held)


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


@dataclass(frozen=True, slots=True)
class Guests:
    """How many came to a gathering from one organisation, and as what (嘉宾, 授课, 观摩)."""

    organisation: str
    part: str
    heads: int


def check_guests(guests: Sequence[Guests], *, attendances: int) -> None:
    """Refuse guests that are more than all who came, or one line twice; the field is `rows-<n>-<name>`.

    Raises:
        RuleBroken: so they are.
    """
    seen: set[tuple[str, str]] = set()
    heads = 0
    for n, it in enumerate(guests):
        heads += it.heads
        if (it.organisation, it.part) in seen:
            raise RuleBroken(f"rows-{n}-organisation", f"{it.organisation}写了两行，请合成一行")
        if heads > attendances:
            raise RuleBroken(f"rows-{n}-heads", f"来宾合计 {heads} 人，超过了这场活动的 {attendances} 人次；人次不对的，请先改活动")
        seen.add((it.organisation, it.part))


def check_room(attendances: int, *, guests: int) -> None:
    """Refuse fewer people than guests among them.

    Raises:
        RuleBroken: so it is.
    """
    if attendances < guests:
        raise RuleBroken("attendances", f"已登记来宾 {guests} 人，人次不能比来宾少；来宾不对的，请先改来宾单位")


@dataclass(frozen=True, slots=True)
class Recruit:
    """A propagandist (宣传员) of the communities round a station, as she is put on its list.

    Args:
        community: where she works, as people call it.
        since_on: her first day.
    """

    name: str
    phone: str
    community: str
    since_on: date
    note: str = ""


def check_recruit(it: Recruit, *, today: date, until_on: date | None = None) -> None:
    """Refuse a first day that cannot have been.

    Raises:
        RuleBroken: it is to come, long past, or after her last one.
    """
    if it.since_on > today:
        raise RuleBroken("since_on", "开始日期还没有到")
    if it.since_on.year < FIRST_YEAR:
        raise RuleBroken("since_on", "日期太早，请检查年份")
    if until_on and it.since_on > until_on:
        raise RuleBroken("since_on", f"开始日期不能晚于结束日期 {until_on}")


def check_end(until_on: date, *, since_on: date, today: date) -> None:
    """Refuse a last day that cannot have been.

    Raises:
        RuleBroken: it is to come, or before her first one.
    """
    if until_on > today:
        raise RuleBroken("until_on", "结束日期还没有到，到那天再办理")
    if until_on < since_on:
        raise RuleBroken("until_on", f"结束日期不能早于开始日期 {since_on}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list begins: so many rows after the first row, or beside a row, or backwards from either end.

    Args:
        beside: (day, id) of a row that the page lies after, or, backwards, before.
    """

    skip: int
    rows: int
    beside: tuple[date, UUID] | None = None
    is_backwards: bool = False


def place_of(page: int, *, size: int, mark: tuple[int, str, bool] | None = None, total: int | None = None) -> Place:
    """Return where a page begins, so that as few rows as can be are passed over.

    Args:
        mark: (page, row, whether after it) of a row near it, see `name_of`; one that names none is as good as none.
        total: how many rows there are, when known: then the last pages are counted from the end.
    """
    beside = _read(mark[1]) if mark else None
    if mark and beside:
        return Place((abs(page - mark[0]) - 1) * size, size, beside, is_backwards=not mark[2])
    if total is not None and (page - 1) * size * 2 > total:
        left = total - page * size
        return Place(max(0, left), max(0, min(size, size + left)), is_backwards=True)
    return Place((page - 1) * size, size)


def name_of(held_on: date, activity_id: UUID) -> str:
    """Return what a row is known by in the order of the list."""
    return f"{held_on.isoformat()}.{activity_id.hex}"


def _read(name: str) -> tuple[date, UUID] | None:
    day, _, key = name.partition(".")
    try:
        return date.fromisoformat(day), UUID(hex=key)
    except ValueError:
        return None
