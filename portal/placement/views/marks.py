"""Green and red: how a trainee stands before the gate today, and how the follow-ups of a placement stand."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal.core import clock
from portal.core.scope import Scope
from portal.placement.queries import health
from portal.placement.rules.gate import Missing, covering
from portal.placement.rules.work import MARKS, Due, due_of, due_on
from portal.placement.services.standing import judge
from portal.training.queries import Case
from portal.training.rules.courses import Tier

DUE_WORDS = {
    Due.OVERDUE: ("已逾期", "bad"),
    Due.OPEN: ("现在可以回访", "info"),
    Due.LATER: ("还没到时间", "neutral"),
    Due.DONE: ("已回访", "good"),
    Due.GONE: ("已离岗，不用回访", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing the gate looks at.

    Args:
        what: where it is mended, None when nothing is to be done.
    """

    label: str
    words: str
    is_good: bool
    what: Missing | None


def marks_of(scope: Scope, case: Case) -> list[Mark]:
    """Return how a trainee stands before the gate today: consent, training, and the certificate for each kind of work."""
    today = clock.today()
    standing = judge(scope, case, Tier.GENERAL, today)
    checks = health.list_good(scope, case.id)
    first = [
        Mark("本人同意", "有" if standing.has_consent else "没有，或已撤回", standing.has_consent, Missing.CONSENT),
        Mark("岗前培训", "已完成" if standing.has_pre_job else "还没有完成", standing.has_pre_job, Missing.PRE_JOB),
    ]
    held = [(tier, covering(checks, tier, today)) for tier in Tier]
    return first + [
        Mark(f"健康证明（{tier.label}）", f"有效到 {check.expires_on}" if check else "没有有效的", check is not None, Missing.HEALTH)
        for tier, check in held
    ]


def plan_of(row: Any, asked: dict[int, Any]) -> list[dict[str, Any]]:
    """Return the follow-ups of a placement: (day, when it may be made, how it stands, what was learnt)."""
    today = clock.today()
    standings = {day: due_of(row.started_on, day, on=today, ended_on=row.ended_on or row.voided_at, is_done=day in asked) for day in MARKS}
    return [
        {
            "day": day,
            "due_on": due_on(row.started_on, day),
            "words": DUE_WORDS[due][0],
            "tone": DUE_WORDS[due][1],
            "may_ask": due in {Due.OVERDUE, Due.OPEN},
            "answer": asked.get(day),
        }
        for day, due in standings.items()
    ]


def by_placement(rows: Any) -> dict[UUID, dict[int, Any]]:
    """Return {placement: {day: follow-up}}."""
    found: dict[UUID, dict[int, Any]] = {}
    for row in rows:
        found.setdefault(row.placement_id, {})[row.day] = row
    return found
