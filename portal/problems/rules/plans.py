"""提升方案: steps with days and who answers for them, until the plan ends with what came of it. Source: S0-31."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from portal.core.errors import RuleBroken

MAX_TITLE: Final = 80
MAX_WEAKNESS: Final = 1000
MAX_OUTCOME: Final = 500
MAX_STEP: Final = 200
MAX_OWNER: Final = 30
MAX_NOTE: Final = 500
MOST_STEPS: Final = 20
MOST_DAYS: Final = 731


class PlanState(StrEnum):
    """How far a plan has come."""

    RUNNING = "running"
    DONE = "done"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """Its word on the page."""
        return {"running": "进行中", "done": "已完成", "ended": "已终止"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on the page."""
        return {"running": "info", "done": "good", "ended": "neutral"}[self.value]


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One thing to do."""

    words: str
    owner_name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan as it is written; one that is ordered from above may leave its steps to the county."""

    title: str
    weakness: str
    due_on: date
    steps: tuple[PlanStep, ...] = ()


def check_plan(it: PlanDraft, *, today: date) -> None:
    """Refuse a plan whose days contradict themselves.

    Raises:
        RuleBroken: at `due_on`, or at the row of a step.
    """
    if it.due_on < today:
        raise RuleBroken("due_on", "完成期限不能早于今天")
    if it.due_on > today + timedelta(days=MOST_DAYS):
        raise RuleBroken("due_on", "完成期限太远，最多两年，请检查年份")
    for n, step in enumerate(it.steps):
        if step.due_on > it.due_on:
            raise RuleBroken(f"rows-{n}-due_on", f"不能晚于方案的完成期限 {it.due_on}")


def check_end(state: PlanState, undone: int) -> None:
    """Refuse to call a plan done that is not.

    Raises:
        RuleBroken: it is no end, or steps are left.
    """
    if state is PlanState.RUNNING:
        raise RuleBroken("state", "请选择完成或终止")
    if state is PlanState.DONE and undone:
        raise RuleBroken("state", f"还有 {undone} 项措施没有办完，不能算完成；不再做的，请选终止并写明原因")


def is_late(due_on: date, done_on: date | None, on: date) -> bool:
    """Say whether a step ought to be done by now and is not."""
    return done_on is None and due_on < on


def progress_words(done: int, count: int, late: int) -> str:
    """Return how far the steps of a plan have come."""
    if not count:
        return "还没有措施"
    return f"{done} / {count}" + (f"，逾期 {late}" if late else "")


def positions(steps: Sequence[PlanStep], *, after: int) -> list[tuple[int, PlanStep]]:
    """Return steps with their places behind those that stand there."""
    return list(enumerate(steps, start=after + 1))
