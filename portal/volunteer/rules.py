"""Volunteers' service: what it may be, and who is meant on a station's roll."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.core.text import BadInput, clean_text, format_minutes, to_ascii_digits
from portal.people.rules import ConsentChannel, Document
from portal.tallies.rules import SERVICE, Entry
from portal.volunteer.notice import NOTICE

DAY_MIN = 24 * 60
GRID_ROWS = 8
OLDEST_DAYS = 730
SERVICE_KINDS = {
    "haircut": "理发",
    "bathing": "助浴",
    "meals": "助餐",
    "escort": "陪诊",
    "cleaning": "保洁",
    "care_class": "护理课",
    "publicity": "宣传",
    "shop_duty": "爱心超市值守",
    "other": "其他",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who wants to help, as typed at the counter.

    Args:
        phone: as `parse_phone` gives it.
        document: None when she showed none; she is not turned away for that.
        consent_version: the notice she was shown.
    """

    name: str
    phone: str
    note: str
    document: Document | None
    consent_version: int
    consent_channel: ConsentChannel

    def __repr__(self) -> str:
        return "Candidate(…)"  # a person's name has no business in logs and tracebacks


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A volunteer on the station's roll."""

    id: UUID
    account_id: UUID
    number: str
    name: str

    def __repr__(self) -> str:
        return f"Enrolled({self.number})"

    @property
    def shown(self) -> str:
        """How she is named where a namesake may stand beside her."""
        return f"{self.name} {self.number}"


@dataclass(frozen=True, slots=True)
class Work:
    """One volunteer's service on one day.

    Args:
        account_id: her time account.
        served_on: the day in Asia/Shanghai.
        start_min: minutes after midnight, None when nobody noted it.
        worked_min: 1 to 1440.
        kind: one of SERVICE_KINDS.
    """

    account_id: UUID
    served_on: date
    start_min: int | None
    worked_min: int
    kind: str


def check_candidate(it: Candidate) -> None:
    """Refuse consent to a notice that is no longer in force.

    Raises:
        RuleBroken: the notice was replaced while the form was filled in.
    """
    if it.consent_version != NOTICE.version:
        raise RuleBroken("has_consented", "告知书已经更新，请把新的内容告诉她，再次确认同意")


def find_on_roll(roll: Sequence[Enrolled], typed: str) -> Enrolled:
    """Return the volunteer a clerk means by a name, a number, or both.

    Raises:
        BadInput: nobody, or several of one name.
    """
    words = clean_text(to_ascii_digits(typed))
    found = [one for one in roll if words.upper() == one.number or words in {one.name, one.shown}]
    if not found:
        raise BadInput("本站没有这位志愿者，请从列表中选择，或先登记志愿者")
    if len(found) > 1:
        raise BadInput(f"本站有 {len(found)} 位“{words}”，请从列表中选择带编号的那一位")
    return found[0]


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


def check_days(works: Sequence[Work], served: Mapping[tuple[UUID, date], int]) -> None:
    """Refuse more than 24 hours of one volunteer on one day, the rows of this form together with what stands already.

    Args:
        served: {(account, day): minutes} registered before.

    Raises:
        RuleBroken: a day would be longer than a day; the field is `rows-<n>-worked`.
    """
    sums = Counter(served)
    for n, it in enumerate(works):
        before = sums[it.account_id, it.served_on]
        sums[it.account_id, it.served_on] += it.worked_min
        if before + it.worked_min > DAY_MIN:
            so_far = f"这一天已登记 {format_minutes(before)}，" if before else ""
            raise RuleBroken(f"rows-{n}-worked", f"{so_far}同一个人一天不能超过 24小时")


def entry_of(served_on: date, worked_min: int) -> Entry:
    """Return what a record of service adds to its month."""
    return Entry(served_on, SERVICE, worked_min)
