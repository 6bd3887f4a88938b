"""A shift: how far it may go, when it may have been, and who may not say that it was."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.text import clean_text, to_ascii_digits

MAX_CONFIRMER: Final = 30
SHEET_ROWS: Final = 12  # of a printed sheet, and of the screen on which it is keyed
LONGEST: Final = timedelta(hours=24)  # who runs for longer forgot to sign out
IN_CHANNELS: Final = {"code": "扫码", "counter": "柜台", "paper": "纸质表"}
CONFIRM_CHANNELS: Final = {"code": "扫码", "counter": "当面", "phone": "电话", "paper": "纸质签名"}
CONFIRMED_AS: Final = {"recipient": "服务对象本人", "family": "家属", "facility": "服务场所负责人"}
SIGNED_AS: Final = {"recipient": "本人", "family": "家属", "facility": "场所"}  # as the paper sheet says it


class State(StrEnum):
    """How far a shift has come."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    CONFIRMED = "confirmed"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    CREDITED = "credited"
    VOID = "void"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _STATES[self][0]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return _STATES[self][1]


_STATES: Final = {
    State.PLANNED: ("待签到", "neutral"),
    State.RUNNING: ("服务中", "info"),
    State.ENDED: ("待确认", "warn"),
    State.CONFIRMED: ("待核实", "warn"),
    State.VERIFIED: ("公示中", "info"),
    State.DISPUTED: ("有争议", "bad"),
    State.CREDITED: ("已入账", "good"),
    State.VOID: ("已作废", "neutral"),
}
UNDER_WAY: Final = frozenset({State.PLANNED, State.RUNNING})
VOIDABLE: Final = frozenset({State.PLANNED, State.RUNNING, State.ENDED, State.CONFIRMED, State.VERIFIED})


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is to serve, and when.

    Args:
        volunteer_ids: rows of the station's roll.
        kind: one of SERVICE_KINDS.
        start_min: minutes after midnight, None when it is not settled.
        planned_min: how long it will take, None when nobody knows.
        request_id: the request it is for.
    """

    volunteer_ids: tuple[UUID, ...]
    kind: str
    on: date
    start_min: int | None = None
    planned_min: int | None = None
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who says that a volunteer served.

    Args:
        channel: one of CONFIRM_CHANNELS.
        confirmed_as: one of CONFIRMED_AS.
        confirmer: her name.
        phone: her telephone, when it is known; it is compared and not kept.
    """

    channel: str
    confirmed_as: str
    confirmer: str
    phone: str = ""

    def __repr__(self) -> str:
        return f"Confirmation({self.channel}, {self.confirmed_as})"  # a person's name has no business in logs and tracebacks


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A row of a paper sheet that the recipient or her family signed.

    Args:
        sheet_row: serial of the sheet and the row on it; empty for paper without a number.
    """

    volunteer_id: UUID
    served_on: date
    start_min: int | None
    worked_min: int
    kind: str
    confirmed_as: str
    confirmer: str
    sheet_row: str = ""

    def __repr__(self) -> str:
        return f"SignedRow({self.volunteer_id}, {self.served_on})"


def begin_of(at: datetime) -> tuple[date, int]:
    """Return the day on which a shift counts, and its minute after midnight: those of its beginning, in Asia/Shanghai."""
    local = clock.local(at)
    return local.date(), local.hour * 60 + local.minute


def minutes_between(starts_at: datetime, ends_at: datetime, *, field: str = "") -> int:
    """Return the whole minutes of a shift.

    Raises:
        RuleBroken: it ends before it began, within its first minute, or more than a day later.
    """
    worked_min = int((ends_at - starts_at).total_seconds() // 60)
    if worked_min < 0:
        raise RuleBroken(field, "签退时间早于签到时间，请核对")
    if worked_min < 1:
        raise RuleBroken(field, "签到还不到 1 分钟，服务结束后再签退")
    if ends_at - starts_at > LONGEST:
        raise RuleBroken(field, "一次服务不能超过 24 小时，请填写实际结束的日期和时间")
    return worked_min


def is_forgotten(in_at: datetime | None, now: datetime) -> bool:
    """Say whether whoever signed in then forgot to sign out."""
    return in_at is not None and now - in_at > LONGEST


def check_past(at: datetime, now: datetime, *, field: str = "") -> None:
    """Refuse an instant to come.

    Raises:
        RuleBroken: it has not come yet.
    """
    if at > now:
        raise RuleBroken(field, "这个时间还没有到，请填写实际时间")


def is_same_person(name: str, phone: str, *, other_name: str, other_phone: str) -> bool:
    """Say whether who is called so is the volunteer herself: by her name or by her telephone; either may stand where a name was asked."""
    hers = {_plain(other_name), _plain(other_phone)} - {""}
    return bool(hers & ({_plain(name), _plain(phone)} - {""}))


def _plain(text: str) -> str:
    return clean_text(to_ascii_digits(text)).replace(" ", "").replace("-", "").replace("·", "").casefold()
