"""Which wishes cannot be kept, and why; the same for one form, a paper sheet, an Excel file and the scanned code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from portal.core.errors import RuleBroken
from portal.training.rules.intake import OLDEST_DAYS
from portal.training.rules.wishes import PRIORITIES, Told, WishDraft

OLDEST_YEARS: Final = 110


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a wish cannot be kept: the field of the form, and the words; `is_known` when it is kept already."""

    field: str
    message: str
    is_known: bool = False


class WishesBroken(RuleBroken):
    """Some of the wishes cannot be kept; `faults` says of each which, by its place among them."""

    def __init__(self, faults: Mapping[int, Sequence[Fault]]) -> None:
        self.faults = faults
        place, first = next((place, found[0]) for place, found in faults.items())
        super().__init__(first.field if len(faults) == 1 and place == 0 else f"rows-{place}-{first.field}", first.message)


@dataclass(frozen=True, slots=True)
class Notices:
    """The versions of the notice, as (first day, version), the earliest first."""

    rows: tuple[tuple[date, int], ...]

    def on(self, day: date) -> int:
        """Return the version in force on a day; 0 when there was none yet."""
        return max((version for since, version in self.rows if since <= day), default=0)


@dataclass(slots=True)
class Known:
    """What wishes are held against; it grows by those that are good.

    Args:
        asked: {(telephone, course): (day, row)} of the wishes still open at the station; a row of this very batch has its number.
        serials: {serial: row} that are taken.
        courses: {id: name} of the courses on offer.
        communities: the codes one may live in.
    """

    courses: Mapping[int, str]
    communities: frozenset[str]
    notices: Notices
    asked: dict[tuple[str, int], tuple[date, int]] = field(default_factory=dict[tuple[str, int], tuple[date, int]])
    serials: dict[str, int] = field(default_factory=dict[str, int])


def check_all(rows: Iterable[tuple[int, WishDraft]], known: Known, *, today: date) -> list[list[Fault]]:
    """Return for each wish why it cannot be kept, in their order; an empty list is a good one.

    Args:
        rows: (the number by which a clerk knows the row, what it says).
        known: what is there; it grows by the good ones.
    """
    found: list[list[Fault]] = []
    for number, draft in rows:
        found.append([*faults_of(draft, known, today=today), *_doubles(draft, known)])
        if not found[-1]:
            _add(number, draft, known)
    return found


def faults_of(it: WishDraft, known: Known, *, today: date) -> list[Fault]:
    """Return what is wrong with a wish by itself."""
    return [*_of_told(it.told, known, today=today), *_of_collecting(it, known.notices, today=today)]


def check_told(it: Told, known: Known, *, today: date, kept_course_id: int) -> None:
    """Refuse an amendment that cannot be.

    Args:
        kept_course_id: the course it was for; it may stay though it is on offer no longer.

    Raises:
        WishesBroken: it says why.
    """
    faults = [one for one in _of_told(it, known, today=today) if one.field != "course" or it.course_id != kept_course_id]
    if faults:
        raise WishesBroken({0: faults})


def _of_told(it: Told, known: Known, *, today: date) -> list[Fault]:
    faults: list[Fault] = []
    if it.course_id not in known.courses:
        faults.append(Fault("course", "没有这门课程，请从列表中选择"))
    if it.community_code and it.community_code not in known.communities:
        faults.append(Fault("community", "没有这个社区，请从列表中选择"))
    if it.born_year is not None and not today.year - OLDEST_YEARS <= it.born_year <= today.year:
        faults.append(Fault("born_year", f"出生年应在 {today.year - OLDEST_YEARS} 到 {today.year} 之间"))
    if it.priority and it.priority not in PRIORITIES:
        faults.append(Fault("priority", "没有这类重点人群，请从列表中选择"))
    elif it.priority and not it.has_priority_consent:
        faults.append(Fault("priority", "重点人群要她另外单独同意才能登记；没有同意的，这一格请留空"))
    return faults


def _of_collecting(it: WishDraft, notices: Notices, *, today: date) -> list[Fault]:
    if it.collected_on > today:
        return [Fault("collected_on", "采集日期不能晚于今天")]
    if it.collected_on < today - timedelta(days=OLDEST_DAYS):
        return [Fault("collected_on", "采集日期太早，请检查年份")]
    if not notices.on(it.collected_on) <= it.consent_version <= notices.on(today):
        return [Fault("has_consented", "告知书已经更新，请把新的内容告诉她，再次确认同意")]
    return []


def _doubles(it: WishDraft, known: Known) -> list[Fault]:
    faults: list[Fault] = []
    if before := known.asked.get((it.told.phone, it.told.course_id)):
        day, row = before
        where = f"与第 {row} 行重复：电话和课程都相同" if row else f"这个电话已于 {day} 登记过同一门课程，还没有办结，不用再登记"
        faults.append(Fault("phone", where, is_known=not row))
    if it.sheet_serial and it.sheet_serial in known.serials:
        row = known.serials[it.sheet_serial]
        where = f"表号和行号与第 {row} 行重复" if row else f"这张表的这一行（{it.sheet_serial}）已经录入过，没有重复录入"
        faults.append(Fault("serial", where, is_known=not row))
    return faults


def _add(number: int, it: WishDraft, known: Known) -> None:
    known.asked[it.told.phone, it.told.course_id] = (it.collected_on, number)
    if it.sheet_serial:
        known.serials[it.sheet_serial] = number
