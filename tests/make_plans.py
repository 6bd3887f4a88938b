"""What grades and plans are tested with."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db
from portal.problems.models import ImprovementPlan
from portal.problems.rules.plans import PlanDraft, PlanStep
from portal.problems.services import plans
from portal.standing.rules.grades import Grade
from portal.standing.services import grades
from tests import make

DUE = date(2026, 6, 30)
STEPS = (PlanStep("补齐培训师资", "王小明", date(2026, 4, 1)), PlanStep("每月办一期班", "李小红", DUE))


def draft(title: str = "基地提升方案", *steps: PlanStep, due_on: date = DUE) -> PlanDraft:
    """Return a plan that may be made."""
    return PlanDraft(title, "师资不足，开班少", due_on, steps or STEPS)


def graded(grade: Grade = Grade.WEAK, since_on: date = date(2026, 3, 1), *, seen: int = 0) -> UUID:
    """Say what 晋安 is and return the id of its grade."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return grades.set_grade(scope, make.JINAN, grade, since_on=since_on, reason="三个月没有开班", seen=seen)


def plan() -> UUID:
    """Let 晋安 make a plan and return its id."""
    with make.working_at(make.JINAN, "jinan") as scope:
        return plans.make_plan(scope, draft())


def many_plans(n: int) -> None:
    """Let 晋安 have had n plans more."""
    who: dict[str, Any] = {
        "ordered_from": make.tenant(make.JINAN).id,
        "made_by": 1,
        "made_at": clock.now(),
        "ended_by": 1,
        "ended_at": clock.now(),
    }
    said = {"weakness": "", "since_on": date(2026, 1, 1), "due_on": date(2026, 2, 1), "state": "ended", "outcome": "不做了", "version": 1}
    with make.working_at(make.JINAN, "jinan") as scope:
        rows = [{**scope.stamp(ImprovementPlan), "id": uuid7(), "title": f"方案 {n}-{i}", **said, **who} for i in range(n)]
        db.session.execute(insert(cast(Table, ImprovementPlan.__table__)), rows)
