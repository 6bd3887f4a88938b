"""The gate before work: what a woman must have on the day she starts, and what of it the county may let pass once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.training.rules.courses import Tier

MAX_GRANT_DAYS: Final = 30
MAX_WORDS: Final = 300


class Missing(StrEnum):
    """What can be lacking; its value stands in the rows of exceptions."""

    PRE_JOB = "pre_job"
    HEALTH = "health"
    CONSENT = "consent"

    @property
    def label(self) -> str:
        """Its words in lists."""
        return _MISSING[self]

    @property
    def may_pass(self) -> bool:
        """Whether the county may let a woman work without it: her consent is nobody's to replace."""
        return self is not Missing.CONSENT


_MISSING: Final = {Missing.PRE_JOB: "岗前培训", Missing.HEALTH: "健康证明", Missing.CONSENT: "本人同意"}


@dataclass(frozen=True, slots=True)
class Check:
    """A health certificate, as the gate looks at it; `expires_on` is its last good day."""

    id: UUID
    tier: Tier
    checked_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class Lack:
    """Something she lacks.

    Args:
        words: what, and why what she has does not do.
        mend: what to do about it.
    """

    what: Missing
    words: str
    mend: str


def lacks(*, pre_job: bool, checks: Iterable[Check], wanted: Tier, has_consent: bool, on: date) -> tuple[Lack, ...]:
    """Return all that keeps a woman from starting work on a day; nothing when she may.

    Args:
        pre_job: whether she had completed a training for work by that day.
        checks: her health certificates, without those that were voided.
        wanted: the certificate that the work demands.
        has_consent: whether she agrees that the station works with her record.

    Source: S3-16 (岗前培训率 and 上岗体检率 are complete because nobody starts without both).
    """
    found: list[Lack] = []
    if not has_consent:
        found.append(Lack(Missing.CONSENT, "她没有同意，或已撤回同意", "请她本人再次同意后登记；这一项县级也不能放行"))
    if not pre_job:
        found.append(Lack(Missing.PRE_JOB, f"到 {on} 还没有完成岗前培训", "安排她上一期岗前培训班，结业后再办"))
    held = list(checks)
    if covering(held, wanted, on) is None:
        found.append(Lack(Missing.HEALTH, _why_no_health(held, wanted, on), f"请她办“{wanted.label}”类健康证明，登记后再办"))
    return tuple(found)


def covering(checks: Iterable[Check], wanted: Tier, on: date) -> Check | None:
    """Return the certificate that lets her through on a day, the one that lasts longest; the day of expiry is still in date."""
    good = [it for it in checks if it.tier.covers(wanted) and it.checked_on <= on <= it.expires_on]
    return max(good, key=lambda it: it.expires_on, default=None)


def _why_no_health(checks: list[Check], wanted: Tier, on: date) -> str:
    right = [it for it in checks if it.tier.covers(wanted)]
    if right:
        last = max(right, key=lambda it: it.expires_on)
        return f"健康证明 {last.expires_on} 到期，{on} 已过期" if last.expires_on < on else f"健康证明 {last.checked_on} 才办理，晚于 {on}"
    if any(it.checked_on <= on <= it.expires_on for it in checks):
        return f"她的健康证明类别不对，这份工作要“{wanted.label}”类"
    return f"没有“{wanted.label}”类健康证明"


def codes_of(found: Iterable[Lack]) -> str:
    """Return what is lacking as it is kept, `health,pre_job`."""
    return ",".join(sorted(it.what.value for it in found))


def missing_of(codes: str) -> tuple[Missing, ...]:
    """Return what a kept text says is lacking."""
    return tuple(Missing(code) for code in codes.split(","))


@dataclass(frozen=True, slots=True)
class Grant:
    """What a county let pass.

    Args:
        since: the day it was decided.
        until: the last day on which she may start.
    """

    what: tuple[Missing, ...]
    since: date
    until: date

    def covers(self, found: Iterable[Lack], on: date) -> bool:
        """Say whether it lets her start on a day in spite of this."""
        return self.since <= on <= self.until and all(it.what in self.what and it.what.may_pass for it in found)


def check_asking(found: Iterable[Lack]) -> None:
    """Refuse to ask the county for what needs no asking, or for what it may not give.

    Raises:
        RuleBroken: she lacks nothing, or her consent.
    """
    held = list(found)
    if not held:
        raise RuleBroken("course_id", "她什么都不缺，可以直接办理上岗，不用申请")
    if any(not it.what.may_pass for it in held):
        raise RuleBroken("course_id", "没有她本人的同意，县级也不能放行，请先登记她的同意")


def check_grant(until: date | None, *, today: date) -> date:
    """Return until when an exception may be used.

    Raises:
        RuleBroken: no day, one that is over, or more than thirty days ahead.
    """
    if until is None:
        raise RuleBroken("ends_on", "同意时必须写明有效到哪一天")
    if until < today:
        raise RuleBroken("ends_on", "有效期不能早于今天")
    if until > today + timedelta(days=MAX_GRANT_DAYS):
        raise RuleBroken("ends_on", f"有效期最长 {MAX_GRANT_DAYS} 天，最晚 {today + timedelta(days=MAX_GRANT_DAYS)}")
    return until
