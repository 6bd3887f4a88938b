"""Health certificates: what is noted of one, how long it is good, and when somebody must be told."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from portal.core.errors import RuleBroken
from portal.people.rules import ConsentChannel
from portal.training.rules.courses import Tier

WARN_DAYS: Final = 30
MAX_YEARS: Final = 5
MAX_NUMBER: Final = 40
MAX_ISSUER: Final = 80
PURPOSE: Final = "health"
TIERS: Final = [(tier.value, tier.label) for tier in Tier]


class Standing(StrEnum):
    """How a certificate stands on a day."""

    EXPIRED = "expired"
    SOON = "soon"
    VALID = "valid"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return {"expired": "已到期", "soon": f"{WARN_DAYS} 天内到期", "valid": "有效"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"expired": "bad", "soon": "warn", "valid": "good"}[self.value]


class VoidCause(StrEnum):
    """Why a certificate counts no more."""

    MISTAKE = "mistake"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return {"mistake": "登记有误", "withdrawn": "她撤回了对健康信息的同意"}[self.value]


@dataclass(frozen=True, slots=True)
class HealthDraft:
    """A certificate as it was typed, with the consent it was taken in under."""

    tier: Tier
    number: str
    issuer: str
    checked_on: date
    expires_on: date
    consent_channel: ConsentChannel


def standing_of(expires_on: date, on: date) -> Standing:
    """Return how a certificate stands; the day of expiry is still in date."""
    if expires_on < on:
        return Standing.EXPIRED
    return Standing.SOON if expires_on <= on + timedelta(days=WARN_DAYS) else Standing.VALID


def year_after(day: date, years: int = 1) -> date:
    """Return the same day some years on; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def check_health(it: HealthDraft, *, today: date) -> None:
    """Refuse a certificate that cannot be.

    Raises:
        RuleBroken: the check is to come or too long ago, it ends before it begins, or lasts longer than any does.
    """
    if it.checked_on > today:
        raise RuleBroken("checked_on", "体检日期还没有到")
    if it.checked_on < year_after(today, -MAX_YEARS):
        raise RuleBroken("checked_on", f"体检日期太早，超过 {MAX_YEARS} 年的健康证明不再登记")
    if it.expires_on <= it.checked_on:
        raise RuleBroken("expires_on", "到期日期必须晚于体检日期")
    if it.expires_on > year_after(it.checked_on, MAX_YEARS):
        raise RuleBroken("expires_on", f"有效期不能超过 {MAX_YEARS} 年，请核对")
