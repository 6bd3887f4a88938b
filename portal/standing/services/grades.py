"""The grade of a base: set by the city from a day on, never changed; a weak one can be asked for a plan."""

from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import Table, insert
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.problems.rules.plans import PlanDraft
from portal.problems.services import plans
from portal.standing.models import BaseGrade
from portal.standing.queries import grades as queries
from portal.standing.rules.grades import Grade, check_grade, grades_on
from portal.tenants.queries import TenantRow, get_below

SET, ORDER = "grade.set", "grade.order_plan"
grade = cast(Table, BaseGrade.__table__)


def set_grade(scope: Scope, county_code: str, it: Grade, *, since_on: date, reason: str, seen: int) -> UUID:
    """Say what a base is from a day on.

    Args:
        seen: how many grades of it the page showed.

    Raises:
        NotFound: there is no such base below the city.
        RuleBroken: it begins before the last one, says nothing new, or a number of a person stands in the reason.
        Conflict: somebody set one meanwhile.
    """
    check_reason(reason)
    unit = get_base(scope, county_code)
    queries.hold_unit(unit.id)
    known = queries.list_grades_of(scope, unit.id)
    if len(known) != seen:
        message = f"{unit.name}的等级刚才已经有人定为“{Grade(known[-1].grade).label}”，您这一次没有保存。"
        raise Conflict(message, action=SET, advice="请看过最新的等级再定。")
    check_grade(it, since_on, last=known[-1] if known else None, today=clock.today())
    grade_id = uuid7()
    what = {"unit_id": unit.id, "grade": it.value, "since_on": since_on, "reason": reason}
    who = {"set_by": scope.account_id, "set_at": clock.now()}
    db.session.execute(insert(grade), [{**scope.stamp(grade), "id": grade_id, **what, **who}])
    audit.note(scope, SET, grade_id, note=f"{unit.name}：{since_on} 起{it.label}")
    return grade_id


def order_plan(scope: Scope, county_code: str, it: PlanDraft) -> UUID:
    """Ask a weak base for a plan.

    Raises:
        NotFound: there is no such base below the city.
        RuleBroken: the days contradict themselves, or a number of a person stands in the words.
        Conflict: it is not weak today, or has a plan that runs.
    """
    unit = get_base(scope, county_code)
    found = grades_on(queries.list_grades_of(scope, unit.id), clock.today()).get(unit.id)
    if found is None or found.grade != Grade.WEAK:
        now = Grade(found.grade).label if found else "还没有定等级"
        message = f"{unit.name}现在是“{now}”，只能要求薄弱基地制定提升方案。"
        raise Conflict(message, action=ORDER, advice="确实薄弱的，请先定等级。")
    return plans.order_plan(scope, county_code, it)


def get_base(scope: Scope, county_code: str) -> TenantRow:
    """Return the county unit that is a base, at or below the scope.

    Raises:
        NotFound: there is none.
    """
    unit = get_below(scope, county_code)
    if unit.level != "county":
        raise NotFound
    return unit


register_words({SET: "定基地等级", ORDER: "要求薄弱基地制定提升方案"}, group="星级评定")
