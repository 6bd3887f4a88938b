"""A unit's sheet of a round: what it gives itself, what it is given, and who may do either."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from portal.core.errors import RuleBroken
from portal.problems.rules.problems import MAX_TITLE as MAX_PROBLEM
from portal.problems.rules.rounds import Kind

MAX_EVIDENCE, MAX_REMARK, MAX_FINDINGS, MAX_PEOPLE = 500, 500, 2000, 200
_HERE: Final = re.compile(r"(https?://[\w.:\-]+)?(/t/[0-9]{12}/[\w/?=&%.\-]*)")


class SheetState(StrEnum):
    """How far a sheet has come."""

    OPEN = "open"
    SELF_SCORED = "self_scored"
    REVIEWED = "reviewed"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"open": "待自评", "self_scored": "待评分", "reviewed": "已评分"}[self]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"open": "warn", "self_scored": "info", "reviewed": "good"}[self]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is typed of one item.

    Args:
        points: what the unit gives itself, or what it is given.
        words: its evidence, or the remark of those who came.
    """

    position: int
    points: int
    words: str


@dataclass(frozen=True, slots=True)
class Review:
    """What those who came say."""

    visited_on: date
    hosts: str
    participants: str
    findings: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sheet stands, as far as it decides who may do what.

    Args:
        due_on: the last day on which the unit scores itself.
        scored_by: the account that did.
    """

    kind: Kind
    state: SheetState
    due_on: date
    unit_id: int
    inspection_unit_id: int
    scored_by: int | None = None


def why_not_scored(it: Standing, *, unit_id: int, today: date) -> str:
    """Say why a unit may not score itself now; empty when it may."""
    if unit_id != it.unit_id:
        return "自评由被评的单位自己填写。"
    if it.state is SheetState.REVIEWED:
        return "上级已经评分，自评不能再改。"
    return f"自评已于 {it.due_on} 截止，不能再填；请与组织的单位联系。" if today > it.due_on else ""


def why_not_reviewed(it: Standing, *, unit_id: int, account_id: int, today: date) -> str:
    """Say why somebody may not review a sheet now; empty when she may. Source: S0-8, four eyes."""
    if unit_id != it.inspection_unit_id:
        return "由组织这次观摩、督导或考核的单位评分。"
    if it.scored_by == account_id:
        return "自评是您填的，按规定须由另一人评分。"
    if it.state is SheetState.OPEN and it.kind is not Kind.VISIT and today <= it.due_on:
        return f"这个单位还没有自评，{it.due_on} 截止；自评以后，或过了截止日期，再评分。"
    return ""


def check_marks(marks: Sequence[Mark], rows: Sequence[Any], *, words: str) -> None:
    """Refuse points that an item does not have.

    Args:
        rows: the items, with `position`, `name` and `points`.
        words: the name of the field of what is said, for the message.

    Raises:
        RuleBroken: `points_3` for the third item's points.
    """
    most = {row.position: row.points for row in rows}
    if {mark.position for mark in marks} != most.keys():
        raise RuleBroken(words, "项目已经变了，请刷新页面再填")
    for mark in marks:
        if not 0 <= mark.points <= most[mark.position]:
            raise RuleBroken(f"points_{mark.position}", f"请填 0 到 {most[mark.position]} 之间的整数")


def list_findings(findings: str) -> list[str]:
    """Return what was found, a line each, cut to what a problem's title holds."""
    lines = (re.sub(r"^(?:[0-9]{1,2}[.、．]|[-•·])\s*", "", line.strip()) for line in findings.splitlines())
    return [line[:MAX_PROBLEM] for line in lines if line]


def link_evidence(evidence: str, own: str) -> list[tuple[str, str]]:
    """Return a text in parts, each with the address it leads to; only addresses of this portal lead anywhere.

    Args:
        own: how this portal is addressed, `https://portal.example`.
    """
    parts: list[tuple[str, str]] = []
    at = 0
    for found in _HERE.finditer(evidence):
        if found[1] in (None, own):
            parts += [(evidence[at : found.start()], "")] if found.start() > at else []
            parts.append((found[0], found[2]))
            at = found.end()
    return [*parts, (evidence[at:], "")] if evidence[at:] else parts


def without_addresses(evidence: str) -> str:
    """Return a text without the addresses in it: the digits of a unit's code are nobody's number."""
    return _HERE.sub(" ", evidence)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a round's ranking.

    Args:
        rank: 1 for the most points; those with as many share it; None without a review.
        row: the sheet with its sums.
    """

    rank: int | None
    row: Any


def rank(rows: Sequence[Any]) -> list[Ranked]:
    """Return the sheets by what they were given, the most first; those not reviewed yet stand at the end, by code."""
    done = sorted((row for row in rows if row.state == SheetState.REVIEWED), key=lambda row: (-row.reviewed_total, row.unit_code))
    totals = [row.reviewed_total for row in done]
    ranked = [Ranked(totals.index(row.reviewed_total) + 1, row) for row in done]
    return ranked + [Ranked(None, row) for row in sorted(rows, key=lambda row: row.unit_code) if row.state != SheetState.REVIEWED]
