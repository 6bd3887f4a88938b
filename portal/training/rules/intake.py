"""The intake: what a woman wishes and can, and which of the two branches that opens to her."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from portal.core.errors import RuleBroken
from portal.people.rules import ConsentChannel, Document
from portal.tallies.rules import INTAKES, REFERRED, TRAIN_FIRST, Entry

MAX_NOTE = 500
OLDEST_DAYS = 730


class Branch(StrEnum):
    """Where the intake leads."""

    REFER = "refer"
    TRAIN_FIRST = "train_first"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return _BRANCHES[self]


class Channel(StrEnum):
    """How she came to the station."""

    COUNTER = "counter"
    GRID = "grid"
    POSTER = "poster"
    PROPAGANDIST = "propagandist"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _CHANNELS[self]


class Trade(StrEnum):
    """What is learnt, certified and asked for; a woman's wish is one of them, her skills any number."""

    MATERNITY = "maternity"
    ELDER_CARE = "elder_care"
    INFANT_CARE = "infant_care"
    DISABILITY_CARE = "disability_care"
    TIDYING = "tidying"
    NUTRITION = "nutrition"
    CLEANING = "cleaning"
    HOUSEKEEPING = "housekeeping"
    HOURLY = "hourly"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Its Chinese name."""
        return _TRADES[self]


_BRANCHES: Final = {Branch.REFER: "推荐", Branch.TRAIN_FIRST: "先培训"}
_CHANNELS: Final = {
    Channel.COUNTER: "驿站柜台",
    Channel.GRID: "网格走访",
    Channel.POSTER: "海报扫码",
    Channel.PROPAGANDIST: "宣传员介绍",
    Channel.OTHER: "其他",
}
_TRADES: Final = {
    Trade.MATERNITY: "月嫂",
    Trade.ELDER_CARE: "养老护理",
    Trade.INFANT_CARE: "婴幼儿照护",
    Trade.DISABILITY_CARE: "失能护理",
    Trade.TIDYING: "整理收纳",
    Trade.NUTRITION: "营养配餐",
    Trade.CLEANING: "保洁",
    Trade.HOUSEKEEPING: "家务服务员",
    Trade.HOURLY: "钟点工",
    Trade.OTHER: "其他",
}


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the station writes down of a trainee, and may amend.

    Args:
        name: as `parse_person_name` gives it.
        phone: as `parse_phone` gives it.
        community: where she lives, at most 80 characters; empty when she did not say.
        wish: what she would like to do.
        skills: what she can do already; empty when nothing.
        note: at most 500 characters.
        priority: a key of PRIORITIES, empty without; it stands only with `has_priority_consent`.
    """

    name: str
    phone: str
    community: str
    wish: Trade
    skills: tuple[Trade, ...]
    note: str
    priority: str = ""
    is_student: bool = False
    has_priority_consent: bool = False

    def __repr__(self) -> str:
        return "Particulars(…)"  # a person's name has no business in logs and tracebacks


@dataclass(frozen=True, slots=True)
class Admission:
    """All that is said at the counter when a trainee is taken in.

    Args:
        consent_version: the notice she was shown.
        taken_on: the day in Asia/Shanghai.
    """

    document: Document
    particulars: Particulars
    taken_on: date
    channel: Channel
    consent_version: int
    consent_channel: ConsentChannel


def branch_for(skills: tuple[Trade, ...]) -> Branch:
    """Return where the intake leads: who has a skill is referred, who has none is trained first.

    Source: domain fact S2-15 (有技能就推荐，没技能先培训再对接).
    """
    return Branch.REFER if skills else Branch.TRAIN_FIRST


def check_priority(it: Particulars) -> None:
    """Refuse to keep which priority group she belongs to without her word on just that.

    Raises:
        RuleBroken: there is a group and no consent of its own.
    """
    if it.priority and not it.has_priority_consent:
        raise RuleBroken("has_priority_consent", "重点人群要她另外单独同意才能登记；没有同意的，请选“不属于，或没有同意登记”")


def check(it: Admission, *, today: date, consent_version: int) -> None:
    """Refuse what cannot have been.

    Args:
        consent_version: the notice in force today.

    Raises:
        RuleBroken: a day to come or long past, consent to a notice that is no longer in force, or none to her priority group.
    """
    check_priority(it.particulars)
    if it.taken_on > today:
        raise RuleBroken("taken_on", "登记日期不能晚于今天")
    if it.taken_on < today - timedelta(days=OLDEST_DAYS):
        raise RuleBroken("taken_on", "日期太早，请检查年份")
    if it.consent_version != consent_version:
        raise RuleBroken("has_consented", "告知书已经更新，请把新的内容告诉她，再次确认同意")


def entries(taken_on: date, branch: Branch) -> list[Entry]:
    """Return what an intake adds to the month of its day."""
    return [Entry(taken_on, INTAKES, 1), Entry(taken_on, REFERRED if branch is Branch.REFER else TRAIN_FIRST, 1)]
