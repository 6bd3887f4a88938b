"""Certificates: which kind a course leads to, what stands on one, and whether it is valid."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.core.text import clean_text, to_ascii_digits
from portal.training.rules.courses import Step

WARN_DAYS: Final = 30
LONGEST_NUMBER: Final = 40
_NUMBER: Final = re.compile(r"[0-9A-Za-z一-鿿〔〕()\[\]【】（）.\-/_ ]+")
_TELEPHONE: Final = re.compile(r"1[3-9][0-9]{9}")
_DOCUMENT: Final = re.compile(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]")


class Kind(StrEnum):
    """What a certificate testifies."""

    COURSE = "course"
    LEVEL = "level"
    SPECIAL = "special"

    @property
    def label(self) -> str:
        """What stands at its head."""
        return {"course": "结业证书", "level": "职业技能等级证书", "special": "专项职业能力证书"}[self.value]


class Standing(StrEnum):
    """Whether a certificate counts today."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"valid": "有效", "expired": "已过期", "revoked": "已注销"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"valid": "good", "expired": "warn", "revoked": "bad"}[self.value]


@dataclass(frozen=True, slots=True)
class Taught:
    """What a certificate takes from its course; each as the catalogue has it."""

    step: Step
    occupation: str = ""
    occupation_code: str = ""
    track: str = ""
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A certificate to be issued to one woman.

    Args:
        entry_id: the exam entry she passed; a course certificate needs none.
        number: as the issuer gave it; empty, the station counts one.
        expires_on: the last day it is valid; None when it does not end.
    """

    trainee_id: UUID
    course_id: int
    kind: Kind
    issuer: str
    issued_on: date
    expires_on: date | None = None
    number: str = ""
    entry_id: UUID | None = None


def exam_kind(course: Taught) -> Kind | None:
    """Return the kind of certificate that an exam of this course leads to, None when there is none.

    Source: the levels of 4-10-01-06 on the domain page; a course of the special step without a level leads to a special one.
    """
    if course.level is not None:
        return Kind.LEVEL
    return Kind.SPECIAL if course.step in {Step.SPECIAL, Step.MANAGER} else None


def kinds_of(course: Taught) -> tuple[Kind, ...]:
    """Return the kinds a course may lead to: its end, and what is examined."""
    examined = exam_kind(course)
    return (Kind.COURSE,) if examined is None else (examined, Kind.COURSE)


def written_of(course: Taught, kind: Kind) -> dict[str, str | int | None]:
    """Return what a certificate of this kind says of the work: a course certificate testifies no occupation and no level.

    Source: the domain page; 技师 has no track.
    """
    if kind is Kind.COURSE:
        return {"occupation": "", "occupation_code": "", "track": "", "level": None}
    named = {"occupation": course.occupation, "occupation_code": course.occupation_code}
    if kind is Kind.SPECIAL:
        return {**named, "track": "", "level": None}
    return {**named, "track": "" if course.level == 2 else course.track, "level": course.level}


def parse_number(raw: str) -> str:
    """Return the number of a certificate in its one form: ASCII, capital letters, no outer space.

    Raises:
        ValueError: signs no certificate has, or somebody's document or telephone, which must not stand on a public page.
    """
    text = clean_text(to_ascii_digits(raw)).upper()
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"最多 {LONGEST_NUMBER} 个字")
    if not _NUMBER.fullmatch(text):
        raise ValueError("证书编号只用数字、字母、汉字和横线")
    plain = text.replace(" ", "").replace("-", "")
    if _TELEPHONE.fullmatch(plain) or _DOCUMENT.fullmatch(plain):
        raise ValueError("这像是身份证号码或手机号码；证书编号会公开显示，请填发证单位给的编号")
    return text


def check_dates(issued_on: date, expires_on: date | None, *, earned_on: date, today: date) -> None:
    """Refuse days that cannot be.

    Args:
        earned_on: when she passed the exam, or ended the class.

    Raises:
        RuleBroken: issued in the future or before it was earned, or ended before it began.
    """
    if issued_on > today:
        raise RuleBroken("issued_on", "发证日期不能晚于今天")
    if issued_on < earned_on:
        raise RuleBroken("issued_on", f"发证日期不能早于考试或结业的日期（{earned_on}）")
    if expires_on is not None and expires_on <= issued_on:
        raise RuleBroken("expires_on", "有效期应晚于发证日期；长期有效请留空")


def standing(expires_on: date | None, *, is_revoked: bool, today: date) -> Standing:
    """Say whether a certificate counts today; its last day counts still."""
    if is_revoked:
        return Standing.REVOKED
    return Standing.EXPIRED if expires_on is not None and expires_on < today else Standing.VALID


def warn_until(today: date) -> date:
    """Return the last day of those that are warned of."""
    return today + timedelta(days=WARN_DAYS)


def counted_number(unit_code: str, year: int, last: int) -> str:
    """Return the next number that a station counts itself: `350111100013-2026-0001`."""
    return f"{number_prefix(unit_code, year)}{last + 1:04d}"


def number_prefix(unit_code: str, year: int) -> str:
    """Return what the numbers counted in a year begin with."""
    return f"{unit_code}-{year}-"
