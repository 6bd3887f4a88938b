"""Every SELECT on follow-ups, and on those that are due."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Subquery, Table, and_, bindparam, func, literal, select, union_all

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.placement.models import Employer, FollowUp, Placement
from portal.placement.rules.work import GRACE_DAYS, MARKS
from portal.tenants.models import Account
from portal.training.models import Course, Trainee

PAGE_ROWS = 25
follow, placement, trainee, employer, course, account = (
    cast(Table, m.__table__) for m in (FollowUp, Placement, Trainee, Employer, Course, Account)
)
f, p, t, e, c = follow.c, placement.c, trainee.c, employer.c, course.c


def _due(scope: Scope) -> Subquery:
    """(placement, day, is it overdue) of all that may be asked now and was not."""
    parts = [_due_at(scope, day) for day in MARKS]
    return union_all(*parts).subquery("due")


def _due_at(scope: Scope, day: int) -> Select[*tuple[Any, ...]]:
    same = and_(f.city_id == p.city_id, f.tenant_id == p.tenant_id, f.placement_id == p.id, f.day == day)
    asked = select(f.id).where(scope.owns(follow), scope.owns(placement), same).correlate(placement).exists()
    is_late = (p.started_on < bindparam(f"late_{day}")).label("is_late")
    working = (scope.owns(placement), p.ended_on.is_(None), p.voided_at.is_(None), p.started_on <= bindparam(f"begun_{day}"))
    return select(p.id, p.trainee_id, p.employer_id, p.course_id, p.started_on, literal(day).label("day"), is_late).where(*working, ~asked)


def _days(today: date) -> dict[str, date]:
    begun = {f"begun_{day}": today - timedelta(days=day) for day in MARKS}
    return {**begun, **{f"late_{day}": today - timedelta(days=day + GRACE_DAYS) for day in MARKS}}


@prepared
def _page(scope: Scope) -> Select[*tuple[Any, ...]]:
    due = _due(scope)
    d = due.c
    said = (d.id, d.trainee_id, d.started_on, d.day, d.is_late, t.name, t.phone, t.consent_withdrawn_at, t.erased_at)
    rows = select(*said, e.name.label("employer"), e.kind, c.name.label("course"), func.count().over().label("total")).select_from(due)
    rows = rows.join(trainee, t.id == d.trainee_id).join(employer, e.id == d.employer_id).join(course, c.id == d.course_id)
    rows = rows.where(scope.owns(trainee), scope.owns(employer), t.erased_at.is_(None), t.consent_withdrawn_at.is_(None))
    return rows.order_by(d.is_late.desc(), d.started_on, d.id, d.day).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_due(scope: Scope, *, page: int, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 of those to be asked after, what is overdue first; each row carries the total."""
    return db.session.execute(_page(scope), {**scope.binds, **_days(today), "skip": (page - 1) * PAGE_ROWS}).all()


@prepared
def _sums(scope: Scope) -> Select[*tuple[Any, ...]]:
    due = _due(scope)
    hers = (scope.owns(trainee), t.erased_at.is_(None), t.consent_withdrawn_at.is_(None))
    counts = (func.count().label("due"), func.count().filter(due.c.is_late).label("late"))
    return select(*counts).select_from(due).join(trainee, t.id == due.c.trainee_id).where(*hers)


def count_due(scope: Scope, *, today: date) -> Row[Any]:
    """Return (due, late): how many are to be asked after, and how many of them are overdue."""
    return db.session.execute(_sums(scope), {**scope.binds, **_days(today)}).one()


@prepared
def _of_placements(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(f.id, f.placement_id, f.day, f.done_on, f.outcome, f.satisfaction, f.note, account.c.display_name.label("by"))
    rows = rows.outerjoin(account, account.c.id == f.done_by)
    return rows.where(scope.owns(follow), f.placement_id.in_(bindparam("which", expanding=True))).order_by(f.placement_id, f.day)


def list_of_placements(scope: Scope, placement_ids: Sequence[UUID]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, placement_id, day, done_on, outcome, satisfaction, note, by) of these placements' follow-ups, by day."""
    return db.session.execute(_of_placements(scope), {**scope.binds, "which": list(placement_ids)}).all() if placement_ids else []
