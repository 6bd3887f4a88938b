"""A wish: who collects it, what it may say, and what becomes of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from portal.people.rules import ConsentChannel
from portal.training.rules.intake import Channel, Trade

MAX_LIMITS, MAX_NOTE, MAX_PLACE, MAX_REASON, MAX_COLLECTOR = 100, 200, 80, 100, 30


class Collector(StrEnum):
    """Who asked her. Source: the surveys of domain fact S2-15 and the 1+N of a station."""

    SECRETARY = "secretary"
    WOMEN_HEAD = "women_head"
    RECRUITER = "recruiter"
    GRID = "grid"
    PROPAGANDIST = "propagandist"
    HERSELF = "herself"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _COLLECTORS[self]


class WishState(StrEnum):
    """How far a wish has come."""

    OPEN = "open"
    ADMITTED = "admitted"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _STATES[self]


class DemandState(StrEnum):
    """How far what she asks for has come: placed, she has a seat in a class; met, she was trained or referred."""

    OPEN = "open"
    PLACED = "placed"
    MET = "met"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _DEMANDS[self]


_COLLECTORS: Final = {
    Collector.SECRETARY: "村书记",
    Collector.WOMEN_HEAD: "妇女主任",
    Collector.RECRUITER: "招生专员",
    Collector.GRID: "网格员",
    Collector.PROPAGANDIST: "宣传员",
    Collector.HERSELF: "本人",
    Collector.OTHER: "其他",
}
_STATES: Final = {WishState.OPEN: "待接收", WishState.ADMITTED: "已转学员", WishState.DROPPED: "已作废"}
_DEMANDS: Final = {DemandState.OPEN: "等待开班", DemandState.PLACED: "已编班", DemandState.MET: "已满足", DemandState.DROPPED: "已作废"}
ONLINE: Final = "online"
CONSENTS: Final = {**{one.value: one.label for one in ConsentChannel}, ONLINE: "扫码阅读后同意"}
# Groups that programmes favour; which one a woman belongs to is sensitive, and kept only with a consent of its own.
PRIORITIES: Final = {
    "lifted": "脱贫人口",
    "watched": "防止返贫监测对象",
    "low_income": "低保家庭",
    "marginal": "低保边缘家庭",
    "disabled": "残疾人家庭",
    "veteran": "退役军人家属",
    "single_mother": "单亲母亲",
    "unemployed": "失业登记人员",
    "landless": "被征地农民",
    "lone_family": "计划生育特殊家庭",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What she said of herself and her wish; all of it may be amended while the wish is open.

    Args:
        name: as `parse_person_name` gives it.
        phone: as `parse_phone` gives it.
        community_code: where she lives, of the division codes; None when she did not say.
        place: village or grid, as people call it.
        priority: a key of PRIORITIES, empty without; it stands only with `has_priority_consent`.
    """

    name: str
    phone: str
    course_id: int
    community_code: str | None = None
    place: str = ""
    born_year: int | None = None
    is_student: bool = False
    skills: tuple[Trade, ...] = ()
    limits: str = ""
    priority: str = ""
    has_priority_consent: bool = False
    note: str = ""

    def __repr__(self) -> str:
        return "Told(…)"  # a person's name has no business in logs and tracebacks


@dataclass(frozen=True, slots=True)
class WishDraft:
    """A wish as it was collected.

    Args:
        consent_version: the notice she was shown.
        consent_channel: a key of CONSENTS.
        sheet_serial: of the paper sheet and the row on it; empty when there was none.
        public_code: the scanned code she came by.
        phone_checked_at: when she proved that the telephone is hers.
    """

    told: Told
    collected_on: date
    channel: Channel
    collector: Collector
    consent_version: int
    consent_channel: str
    collector_name: str = ""
    sheet_serial: str = ""
    public_code: str = ""
    phone_checked_at: datetime | None = None
