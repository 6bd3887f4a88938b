"""Every SELECT on the sheets of rounds: those of a unit are read there and above."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.problems.models import Inspection, InspectionScore, InspectionSheet
from portal.tenants.models import Account, Tenant

PAGE_ROWS = 25
inspection, sheet, score = (cast(Table, m.__table__) for m in (Inspection, InspectionSheet, InspectionScore))
tenant, account = cast(Table, Tenant.__table__), cast(Table, Account.__table__)
i, s, c, t = inspection.c, sheet.c, score.c, tenant.c
host, scorer, reviewer = tenant.alias("host"), account.alias("scorer"), account.alias("reviewer")
_FACTS = (s.id, s.tenant_id, s.inspection_id, s.inspection_unit_id, s.kind, s.title, s.due_on, s.state, s.visited_on, s.version)
_PLACES = (t.name.label("unit_name"), t.code.label("unit_code"), t.path, host.c.name.label("host_name"))


def _sums(scope: Scope) -> Any:
    totals = (func.sum(c.points).label("points"), func.sum(c.self_points).label("self_total"))
    rows = select(c.tenant_id, c.sheet_id, *totals, func.sum(c.reviewed_points).label("reviewed_total")).where(scope.owns(score))
    return rows.group_by(c.tenant_id, c.sheet_id).subquery("sums")


def _rows(scope: Scope, *more: Any) -> Select[*tuple[Any, ...]]:
    sums = _sums(scope)
    counts = (sums.c.points, sums.c.self_total, sums.c.reviewed_total)
    rows = select(*_FACTS, *_PLACES, *counts, *more).select_from(sheet).join(tenant, t.id == s.tenant_id)
    rows = rows.join(host, host.c.id == s.inspection_unit_id)
    return rows.outerjoin(sums, and_(sums.c.tenant_id == s.tenant_id, sums.c.sheet_id == s.id)).where(scope.owns(sheet))


@prepared
def _of_round(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(s.inspection_id == bindparam("which")).order_by(t.code, s.id)


def list_sheets(scope: Scope, inspection_id: UUID) -> Sequence[Row[Any]]:
    """Return the sheets of a round at or below the scope with their sums, by the units' codes."""
    return db.session.execute(_of_round(scope), {**scope.binds, "which": inspection_id}).all()


@prepared
def _all(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).order_by(s.due_on, t.code, s.id)


def list_all_sheets(scope: Scope) -> Sequence[Row[Any]]:
    """Return every sheet at or below the scope, the first due first."""
    return db.session.execute(_all(scope), scope.binds).all()


@prepared
def _own(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = _rows(scope, func.count().over().label("total")).where(s.tenant_id == bindparam("unit"))
    return rows.order_by(s.due_on.desc(), s.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))


def list_own_sheets(scope: Scope, *, page: int) -> Sequence[Row[Any]]:
    """Return one page of the unit's own sheets, the latest first; each row carries the total."""
    binds = {**scope.binds, "unit": scope.tenant_id, "skip": (page - 1) * PAGE_ROWS}
    return db.session.execute(_own(scope), binds).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    said = (s.hosts, s.participants, s.findings, s.scored_by, s.scored_at, s.reviewed_by, s.reviewed_at)
    rows = _rows(scope, *said, scorer.c.display_name.label("scorer"), reviewer.c.display_name.label("reviewer"))
    rows = rows.outerjoin(scorer, scorer.c.id == s.scored_by).outerjoin(reviewer, reviewer.c.id == s.reviewed_by)
    return rows.where(s.id == bindparam("which"))


def get_sheet(scope: Scope, sheet_id: UUID) -> Row[Any]:
    """Return one sheet at or below the scope, with its sums and who scored and reviewed it.

    Raises:
        NotFound: there is none.
    """
    return _found(db.session.execute(_one(scope), {**scope.binds, "which": sheet_id}).first())


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(*_FACTS, s.scored_by, s.reviewed_by, s.reviewed_at, s.scored_at)
    return columns.where(scope.changes(sheet), s.id == bindparam("which")).with_for_update()


def hold_sheet(scope: Scope, sheet_id: UUID) -> Row[Any]:
    """Return a sheet of this very unit, which nobody changes meanwhile.

    Raises:
        NotFound: there is none.
    """
    return _found(db.session.execute(_held(scope), {**scope.binds, "which": sheet_id}).first())


@prepared
def _scores(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(c.position, c.name, c.hint, c.points, c.self_points, c.evidence, c.reviewed_points, c.remark)
    return columns.where(scope.owns(score), c.sheet_id == bindparam("which")).order_by(c.position)


def list_scores(scope: Scope, sheet_id: UUID) -> Sequence[Row[Any]]:
    """Return the items of a sheet at or below the scope, in order."""
    return db.session.execute(_scores(scope), {**scope.binds, "which": sheet_id}).all()


@prepared
def _to_score(scope: Scope) -> Select[*tuple[Any, ...]]:
    waiting = (s.state == "open", s.due_on >= bindparam("today"))
    return select(s.id, s.title, s.due_on).where(scope.changes(sheet), *waiting).order_by(s.due_on, s.id).limit(5)


def list_to_score(scope: Scope, *, on: date) -> Sequence[Row[Any]]:
    """Return the unit's sheets that it has still to score, the first due first."""
    return db.session.execute(_to_score(scope), {**scope.binds, "today": on}).all()


@prepared
def _to_review(scope: Scope) -> Select[*tuple[Any, ...]]:
    its_round = and_(i.id == s.inspection_id, i.tenant_id == s.inspection_unit_id)
    waits = or_(s.state == "self_scored", and_(s.state == "open", s.due_on < bindparam("today")))
    rows = select(i.id, i.title, i.last_on, func.count().label("sheets")).select_from(sheet).join(inspection, its_round)
    rows = rows.where(scope.owns(sheet), scope.changes(inspection), i.state == "open", waits)
    return rows.group_by(i.id, i.title, i.last_on).order_by(i.last_on, i.id).limit(5)


def list_to_review(scope: Scope, *, on: date) -> Sequence[Row[Any]]:
    """Return the unit's open rounds with the number of sheets that wait for its points, the one that ends first first."""
    return db.session.execute(_to_review(scope), {**scope.binds, "today": on}).all()


def find_name(account_id: int | None) -> str:
    """Return what an account is called; empty for none."""
    return db.session.scalar(select(account.c.display_name).where(account.c.id == account_id)) or ""


def _found(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise NotFound
    return row
