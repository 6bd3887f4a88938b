"""What a bulletin consists of: its number, its state, and its content as it is frozen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, Self

from portal.core.clock import month_of
from portal.core.dates import month_words
from portal.core.errors import RuleBroken

MAX_FOREWORD, MAX_DESPITE = 2000, 500
FIRST_YEAR: Final = 2020
DUE_DAY: Final = 10  # of the next month; from then on the city is reminded
_NUMERALS: Final = "一二三四五六七八九十"


class State(StrEnum):
    """How far a bulletin has come."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"draft": "草稿", "published": "已发布", "superseded": "已被修订版替代"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"draft": "warn", "published": "good", "superseded": "neutral"}[self.value]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column."""

    label: str
    unit: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a bulletin: a table in the words in which it is read, so that no later change of the portal changes it.

    Args:
        lead: sentences before the table, when there is one.
        empty: what is said when there are no rows.
    """

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    lead: tuple[str, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept."""
        heads = tuple(Head(**head) for head in kept["heads"])
        return cls(kept["title"], heads, tuple(tuple(row) for row in kept["rows"]), kept["empty"], tuple(kept["lead"]))


@dataclass(frozen=True, slots=True)
class Content:
    """A whole bulletin.

    Args:
        cutoff: when its figures were read, in words.
        gaps: who had not been accepted when it was published and why it was published all the same; empty when all had.
    """

    city: str
    month: str
    year: int
    number: int
    revision: int
    foreword: str
    cutoff: str
    sections: tuple[Section, ...]
    gaps: str = ""

    @property
    def title(self) -> str:
        """Its title."""
        return f"{self.city}巾帼家政工作通报"

    def kept(self) -> dict[str, Any]:
        """Return it as it is kept: as JSON gives it back, lists and all."""
        return json.loads(json.dumps(asdict(self)))

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept."""
        sections: Any = tuple(Section.read(one) for one in kept["sections"])
        return cls(**{**kept, "sections": sections})


def digest_of(kept: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a kept content in hex."""
    return sha256(json.dumps(kept, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections with 一、二、三 before their titles."""
    return tuple(Section(f"{_NUMERALS[n]}、{it.title}", it.heads, it.rows, it.empty, it.lead) for n, it in enumerate(sections))


def number_words(year: int, number: int, revision: int = 1) -> str:
    """Return the number of a bulletin: `〔2026〕3号`, of a later version `〔2026〕3号（第2版）`."""
    return f"〔{year}〕{number}号{f'（第{revision}版）' if revision > 1 else ''}"


def check_month(month: str, *, today: date) -> None:
    """Refuse the bulletin of a month that cannot have one yet.

    Raises:
        RuleBroken: it is not over, or long past.
    """
    if month >= month_of(today):
        raise RuleBroken("month", f"{month_words(month)}还没有过完，过完以后再编通报")
    if int(month[:4]) < FIRST_YEAR:
        raise RuleBroken("month", "月份太早，请检查年份")


def check_foreword(foreword: str, *, revision: int) -> None:
    """Refuse a revised bulletin that does not say why it was revised.

    Raises:
        RuleBroken: it says nothing.
    """
    if revision > 1 and not foreword:
        raise RuleBroken("despite", "修订版要在前言里写明修订了什么、为什么修订，请先写前言")


def check_missing(missing: Sequence[str], despite: str) -> None:
    """Refuse a bulletin whose counties are not all accepted when nobody says why it is published all the same.

    Raises:
        RuleBroken: so it is; the message names them.
    """
    if missing and not despite:
        raise RuleBroken("despite", f"还有 {len(missing)} 个县的月报没有审核通过：{'、'.join(missing)}。请先审核，或写明为什么先发布")


def gaps_words(missing: Sequence[str], despite: str) -> str:
    """Return what a bulletin says of the counties that are missing; empty when none is."""
    return f"编发时{'、'.join(missing)}的月报没有审核通过，数字可能变动。说明：{despite}" if missing else ""
