"""Where an application stands: for whose step it waits, for how long, and what can be done with it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from portal.core import clock
from portal.tenants.rules.applications import FROM, WAITING, WRITABLE, Move, State

STUCK_DAYS: Final = 15


class Waits(StrEnum):
    """For whose step an application waits."""

    FILING = "filing"
    CHANGES = "changes"
    VISIT = "visit"
    DECISION = "decision"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _WAITS[self][0]

    @property
    def short(self) -> str:
        """Its words at the head of a column."""
        return _WAITS[self][1]


_WAITS: Final = {
    Waits.FILING: ("填报人上报", "待上报"),
    Waits.CHANGES: ("填报人修改后上报", "待修改"),
    Waits.VISIT: ("干事走访", "待走访"),
    Waits.DECISION: ("县级管理员审批", "待审批"),
}
WAITS_UNDER_WAY: Final = (Waits.VISIT, Waits.DECISION, Waits.CHANGES)


@dataclass(frozen=True, slots=True)
class Standing:
    """An application as far as its next step depends on it.

    Args:
        is_visited: whether a visit is on record; it outlives a return, unless the community changes.
        moved_at: when it came into this state.
    """

    state: State
    is_visited: bool
    moved_at: datetime

    @property
    def waits(self) -> Waits | None:
        """For whose step it waits, None when for nobody's."""
        if self.state in WRITABLE:
            return Waits.CHANGES if self.state is State.RETURNED else Waits.FILING
        if self.state in WAITING:
            return Waits.DECISION if self.is_visited else Waits.VISIT
        return None

    @property
    def waits_for(self) -> str:
        """Who or what it waits for; empty when it waits for nobody."""
        return self.waits.label if self.waits else ""

    def waited_days(self, today: date) -> int:
        """Return for how many days it has stood so."""
        return (today - clock.local(self.moved_at).date()).days

    def is_stuck(self, today: date) -> bool:
        """Say whether it has waited so long that somebody should ask."""
        return self.waits is not None and self.waited_days(today) >= STUCK_DAYS

    def why_not(self, move: Move) -> str | None:
        """Say why it cannot be moved so, None when it can."""
        if self.state not in FROM[move]:
            return f"这份申请现在是“{self.state.label}”，不能{move.label}。"
        if move in {Move.APPROVE, Move.REFUSE} and not self.is_visited:
            return f"这份申请还没有走访记录，走访并给四项评分以后才能{move.label}。"
        return None

    def moves(self) -> list[Move]:
        """Return what can be done with it now, by somebody."""
        return [move for move in Move if self.why_not(move) is None]


def stuck_before(today: date) -> datetime:
    """Return the instant before which what still waits has come into its state to have waited too long."""
    return datetime.combine(today - timedelta(days=STUCK_DAYS - 1), time(), tzinfo=clock.SHANGHAI)
