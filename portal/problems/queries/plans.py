"""提升方案 with how far their steps have come."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, case, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.problems.models import ImprovementPlan, ImprovementStep
from portal.problems.rules.plans import PlanState
from portal.tenants.models import Account, Tenant

plan, step, tenant, account = (cast(Table, m.__table__) for m in (ImprovementPlan, ImprovementStep, Tenant, Account))
orderer, maker, ender = tenant.alias("orderer"), account.alias("maker"), account.alias("ender")
p, s, t = plan.c, step.c, tenant.c
PAGE_ROWS = 25
_LISTED = (p.id, p.tenant_id, p.title, p.since_on, p.due_on, p.state, p.ordered_from, p.version)
_UNIT = (t.name.label("unit_name"), t.code.label("unit_code"), t.path)


def _progress(scope: Scope) -> Any:
    """How many steps each plan has, how many are done, how many late."""
    late = case((s.done_on.is_(None) & (s.due_on < bindparam("today")), 1), else_=0)
    counts = (func.count().label("steps"), func.count(s.done_on).label("done"), func.sum(late).label("late"))
    return select(s.plan_id, s.tenant_id, *counts).where(scope.owns(step)).group_by(s.plan_id, s.tenant_id).subquery()


def _rows(scope: Scope, *more: Any) -> Select[*tuple[Any, ...]]:
    of = _progress(scope)
    counts = [func.coalesce(of.c[name], 0).label(name) for name in ("steps", "done", "late")]
    rows = select(*_LISTED, *_UNIT, *counts, *more).select_from(plan).join(tenant, t.id == p.tenant_id)
    return rows.outerjoin(of, (of.c.plan_id == p.id) & (of.c.tenant_id == p.tenant_id)).where(scope.owns(plan))


@cache
def _page(*, has_state: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        rows = _rows(scope, func.count().over().label("total"))
        rows = rows.where(p.state == bindparam("state")) if has_state else rows
        return rows.order_by(p.state != PlanState.RUNNING, p.due_on, p.id).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_plans(scope: Scope, *, state: str, on: date, page: int) -> Sequence[Row[Any]]:
    """Return one page of 25 of the plans at or below the scope, those that run first, by their day.

    Args:
        state: one of `PlanState`, or empty for all.
    """
    binds = {**scope.binds, "today": on, "skip": (page - 1) * PAGE_ROWS, **({"state": state} if state else {})}
    return db.session.execute(_page(has_state=bool(state))(scope), binds).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    names = (orderer.c.name.label("orderer"), maker.c.display_name.label("maker"), ender.c.display_name.label("ender"))
    rows = _rows(scope, p.weakness, p.outcome, p.made_at, p.ended_at, *names).join(orderer, orderer.c.id == p.ordered_from)
    rows = rows.outerjoin(maker, maker.c.id == p.made_by).outerjoin(ender, ender.c.id == p.ended_by)
    return rows.where(p.id == bindparam("which"))


def get_plan(scope: Scope, plan_id: UUID, *, on: date) -> Row[Any]:
    """Return one plan at or below the scope.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": plan_id, "today": on}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _steps(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(s.id, s.position, s.words, s.owner_name, s.due_on, s.done_on, s.done_note, account.c.display_name.label("doer"))
    rows = columns.outerjoin(account, account.c.id == s.done_by)
    return rows.where(scope.owns(step), s.plan_id == bindparam("which")).order_by(s.position)


def list_plan_steps(scope: Scope, plan_id: UUID) -> Sequence[Row[Any]]:
    """Return the steps of a plan at or below the scope, in their order."""
    return db.session.execute(_steps(scope), {**scope.binds, "which": plan_id}).all()


def hold_plan(scope: Scope, plan_id: UUID) -> Row[*tuple[Any, ...]]:
    """Return a plan of this very unit, which nobody changes meanwhile.

    Raises:
        NotFound: there is none.
    """
    rows = select(p.id, p.state, p.due_on, p.title, p.version).where(scope.changes(plan), p.id == bindparam("which")).with_for_update()
    row = db.session.execute(rows, {**scope.binds, "which": plan_id}).first()
    if row is None:
        raise NotFound
    return row


def find_running(scope: Scope) -> UUID | None:
    """Return the plan of this very unit that runs, while nobody else makes one there."""
    db.session.execute(select(t.id).where(t.id == scope.tenant_id).with_for_update(key_share=True))
    rows = select(p.id).where(scope.changes(plan), p.state == PlanState.RUNNING).limit(1)
    return db.session.execute(rows, scope.binds).scalar()


def map_running(scope: Scope, *, on: date) -> dict[int, Row[Any]]:
    """Return {unit: its plan that runs} at or below the scope."""
    rows = _rows(scope).where(p.state == PlanState.RUNNING)
    return {row.tenant_id: row for row in db.session.execute(rows, {**scope.binds, "today": on})}


@prepared
def _own(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(scope.changes(plan), p.state == PlanState.RUNNING).order_by(p.due_on)


def list_own(scope: Scope, *, on: date) -> Sequence[Row[Any]]:
    """Return the plans of this very unit that run."""
    return db.session.execute(_own(scope), {**scope.binds, "today": on}).all()


@prepared
def _late(scope: Scope) -> Select[*tuple[Any, ...]]:
    over = (p.state == PlanState.RUNNING, p.due_on < bindparam("today"))
    return select(func.count()).select_from(plan).where(scope.owns(plan), *over)


def count_late(scope: Scope, *, on: date) -> int:
    """Return how many plans at or below the scope ought to be over and run still."""
    return db.session.scalar(_late(scope), {**scope.binds, "today": on}) or 0
