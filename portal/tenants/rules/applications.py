"""An application for a new station: its states, who moves it, and the four points by which a place is judged.

draft → filed → visited → returned | approved | refused; filed → returned; returned → filed; until it is decided it can be withdrawn.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from portal.core.errors import RuleBroken

POINTS: Final = {"transport": "交通便利", "premises": "场所适宜", "housing": "居住集中", "cadres": "干部积极"}  # S4-5
SCORES: Final = {1: "很差", 2: "较差", 3: "一般", 4: "较好", 5: "很好"}
OLDEST_VISIT_DAYS: Final = 365
_OFFICE: Final = re.compile(r"(居民委员会|村民委员会|委员会|居委会|委会)$")


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    FILED = "filed"
    VISITED = "visited"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return _WORDS[self][0]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return _WORDS[self][1]


_WORDS: Final = {
    State.DRAFT: ("草稿", "neutral"),
    State.FILED: ("已上报", "info"),
    State.VISITED: ("已走访", "info"),
    State.RETURNED: ("已退回", "warn"),
    State.APPROVED: ("已批准", "good"),
    State.REFUSED: ("不予批准", "bad"),
    State.WITHDRAWN: ("已撤回", "neutral"),
}
DECIDED: Final = {State.APPROVED, State.REFUSED}
UNDER_WAY: Final = (State.FILED, State.VISITED, State.RETURNED)


class Move(StrEnum):
    """What is done with an application; its name stands in the audit as `application.<move>`."""

    AMEND = "amend"
    FILE = "file"
    VISIT = "visit"
    RETURN = "return"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return _VERBS[self]


_VERBS: Final = {
    Move.AMEND: "修改",
    Move.FILE: "上报",
    Move.VISIT: "记录走访",
    Move.RETURN: "退回修改",
    Move.APPROVE: "批准",
    Move.REFUSE: "不予批准",
    Move.WITHDRAW: "撤回",
}
VERDICTS: Final = (Move.APPROVE, Move.RETURN, Move.REFUSE)
WRITABLE: Final = frozenset({State.DRAFT, State.RETURNED})
WAITING: Final = frozenset({State.FILED, State.VISITED})
FROM: Final[Mapping[Move, frozenset[State]]] = {
    Move.AMEND: WRITABLE,
    Move.FILE: WRITABLE,
    Move.VISIT: WAITING,
    Move.RETURN: WAITING,
    Move.APPROVE: WAITING,
    Move.REFUSE: WAITING,
    Move.WITHDRAW: WRITABLE | WAITING,
}
TO: Final[Mapping[Move, State]] = {
    Move.FILE: State.FILED,
    Move.VISIT: State.VISITED,
    Move.RETURN: State.RETURNED,
    Move.APPROVE: State.APPROVED,
    Move.REFUSE: State.REFUSED,
    Move.WITHDRAW: State.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Point:
    """What is said of one of the four points: a score from 1 to 5, None when not yet given, and a remark."""

    score: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is applied for: a station in a community, and who shall manage it."""

    community_code: str
    station_name: str
    manager_name: str
    manager_account: str
    manager_phone: str
    points: Mapping[str, Point]


@dataclass(frozen=True, slots=True)
class Visit:
    """What the officials who went there saw."""

    visited_on: date
    visitors: str
    findings: str
    points: Mapping[str, Point]


def is_printable(state: str) -> bool:
    """Say whether there is a form to print: what is only a draft is nobody's business yet."""
    return state != State.DRAFT


def point_columns(points: Mapping[str, Point]) -> dict[str, Any]:
    """Return the points as the columns of their row: `transport_score`, `transport_note` and so on."""
    scores = {f"{name}_score": point.score for name, point in points.items()}
    return {**scores, **{f"{name}_note": point.note for name, point in points.items()}}


def words_of(points: Mapping[str, Point]) -> str:
    """Return the scores in one line, `交通便利 4 分、场所适宜 5 分`; empty without any."""
    return "、".join(f"{POINTS[name]} {point.score} 分" for name, point in points.items() if point.score)


def station_name_for(community: str) -> str:
    """Return the usual name of a community's station: 三木社区委员会 → 三木社区驿站."""
    return f"{_OFFICE.sub('', community)}驿站"


def check_proposal(it: Proposal) -> None:
    """Refuse to file what is not complete.

    Raises:
        RuleBroken: the manager's name, account or telephone is missing.
    """
    for field in ("manager_name", "manager_account", "manager_phone"):
        if not getattr(it, field):
            raise RuleBroken(field, "上报前必须填写")


def check_visit(it: Visit, *, today: date) -> None:
    """Refuse a visit that cannot have been, or that leaves a point without a score.

    Raises:
        RuleBroken: a day to come or long past, a point without score.
    """
    if it.visited_on > today:
        raise RuleBroken("visited_on", "走访日期还没有到")
    if it.visited_on < today - timedelta(days=OLDEST_VISIT_DAYS):
        raise RuleBroken("visited_on", "走访日期太早，请检查年份")
    for name in POINTS:
        if not 1 <= (it.points[name].score or 0) <= 5:
            raise RuleBroken(f"{name}_score", "请评 1 到 5 分")


def check_reason(verdict: Move, reason: str) -> None:
    """Refuse to return or refuse without a reason.

    Raises:
        RuleBroken: there is none.
    """
    if verdict is not Move.APPROVE and not reason:
        raise RuleBroken("reason", f"{verdict.label}必须写明原因")


def check_opening(opened_on: date, *, approved_on: date, today: date) -> None:
    """Refuse a day on which the station cannot have been opened.

    Raises:
        RuleBroken: a day to come, or before the station was approved.
    """
    if opened_on > today:
        raise RuleBroken("opened_on", "揭牌日期还没有到，揭牌后再登记")
    if opened_on < approved_on:
        raise RuleBroken("opened_on", f"揭牌日期不能早于批准日期 {approved_on}")
