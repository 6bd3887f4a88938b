"""Certificates of volunteer service: what they say, when they may be issued.

Source: 民发〔2015〕149号 (the items of the certificate; it is shown publicly first).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core.errors import RuleBroken
from portal.core.text import format_minutes

NOTICE_DAYS = 7


class HonourState(StrEnum):
    """Where a certificate stands."""

    NOTICE = "notice"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    VOID = "void"

    @property
    def label(self) -> str:
        """Its word on pages."""
        return {"notice": "公示中", "issued": "已出具", "withdrawn": "已撤下", "void": "已作废"}[self.value]

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return {"notice": "warn", "issued": "good", "withdrawn": "neutral", "void": "bad"}[self.value]


@dataclass(frozen=True, slots=True)
class Wording:
    """What the station writes on a certificate; all else is computed.

    Args:
        in_charge: the person in charge (负责人).
        handler: who deals with it (经办人).
        contact: a telephone or an address.
    """

    in_charge: str
    handler: str
    contact: str
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the rows of service add up to."""

    worked_min: int
    content: str


def check_range(first: date, last: date, *, today: date) -> None:
    """Refuse a range of days that cannot be certified.

    Raises:
        RuleBroken: it runs backwards, or is not over.
    """
    if last < first:
        raise RuleBroken("until_on", "结束日期不能早于开始日期")
    if last > today:
        raise RuleBroken("until_on", "结束日期还没有到，证明只写已经入账的服务")


def summed(rows: Iterable[Any]) -> Summary:
    """Return hours and content of rows of (kind, worked_min): each kind with its hours, the longest first."""
    minutes = Counter[str]()
    for row in rows:
        minutes[row.kind] += row.worked_min
    ordered = sorted(minutes, key=lambda kind: (-minutes[kind], kind))
    parts = [f"{SERVICE_KINDS[kind]} {format_minutes(minutes[kind])}" for kind in ordered]
    return Summary(sum(minutes.values()), "、".join(parts))


def notice_until(today: date) -> date:
    """Return the last day of a notice that is put up today; the day itself does not count."""
    return today + timedelta(days=NOTICE_DAYS)


def next_number(prefix: str, last: str | None) -> str:
    """Return the number that follows the last one of a station's year.

    Args:
        prefix: `ZF350111100013-2026-`.
    """
    serial = int(last.removeprefix(prefix)) if last else 0
    return f"{prefix}{serial + 1:04d}"


def number_prefix(station_code: str, year: int) -> str:
    """Return what the numbers of a station's certificates of a year begin with."""
    return f"ZF{station_code}-{year:04d}-"
