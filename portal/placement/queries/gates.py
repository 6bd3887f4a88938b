"""Every SELECT on exceptions at the gate: nameless rows, which the county reads too."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.placement.models import GateRequest
from portal.tenants.models import Account, Tenant
from portal.training.models import Course

PAGE_ROWS = 25
request, tenant, account, course = (cast(Table, m.__table__) for m in (GateRequest, Tenant, Account, Course))
g, c = request.c, course.c
_LISTED = (
    *(g.id, g.tenant_id, g.subject_id, g.course_id, g.lacks, g.reason, g.state, g.asked_by, g.asked_at),
    *(g.decided_by, g.decided_at, g.verdict, g.ends_on, g.version),
)


def _rows(*more: Any) -> Select[*tuple[Any, ...]]:
    asker, judge = account.alias("asker"), account.alias("judge")
    said = (tenant.c.name.label("station"), tenant.c.path, c.name.label("course"), asker.c.display_name.label("asker"))
    rows = select(*_LISTED, *said, judge.c.display_name.label("judge"), *more).select_from(request)
    rows = rows.join(tenant, tenant.c.id == g.tenant_id).join(course, c.id == g.course_id)
    return rows.outerjoin(asker, asker.c.id == g.asked_by).outerjoin(judge, judge.c.id == g.decided_by)


@cache
def _page(*, has_state: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [scope.owns(request), *([g.state == bindparam("state")] if has_state else [])]
        rows = _rows(func.count().over().label("total")).where(*chosen)
        return rows.order_by(g.asked_at.desc(), g.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_requests(scope: Scope, *, state: str = "", page: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of 25 of what was asked at or below the scope, the latest first; each row carries the total."""
    binds = {**scope.binds, "skip": (page - 1) * PAGE_ROWS, **({"state": state} if state else {})}
    return db.session.execute(_page(has_state=bool(state))(scope), binds).all()


@prepared
def _states(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(g.state, func.count(), func.min(g.asked_at)).where(scope.owns(request)).group_by(g.state)


def count_states(scope: Scope) -> dict[str, tuple[int, datetime]]:
    """Return {state: (how many, when the oldest was asked)} of what was asked at or below the scope."""
    return {state: (count, since) for state, count, since in db.session.execute(_states(scope), scope.binds)}


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows().where(scope.owns(request), g.id == bindparam("which"))


def get_request(scope: Scope, request_id: UUID) -> Row[Any]:
    """Return one request at or below the scope.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": request_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(g.id, g.state, g.version).where(scope.changes(request), g.id == bindparam("which")).with_for_update()


def hold_request(scope: Scope, request_id: UUID) -> Row[Any]:
    """Return (id, state, version) of a request of this very station, which nobody decides or uses meanwhile.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_held(scope), {**scope.binds, "which": request_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _of_woman(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows().where(scope.changes(request), g.subject_id == bindparam("who")).order_by(g.asked_at.desc(), g.id.desc())


def list_of_trainee(scope: Scope, trainee_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what a station asked for one of its trainees, the latest first."""
    return db.session.execute(_of_woman(scope), {**scope.binds, "who": trainee_id}).all()


@prepared
def _open(scope: Scope) -> Select[*tuple[Any, ...]]:
    hers = (g.subject_id == bindparam("who"), g.course_id == bindparam("course"))
    usable = or_(g.state == "asked", (g.state == "granted") & (g.ends_on >= bindparam("today")))
    return select(g.id, g.state).where(scope.changes(request), *hers, usable).order_by(g.id).limit(1)


def find_open(scope: Scope, trainee_id: UUID, course_id: int, *, today: date) -> Row[Any] | None:
    """Return (id, state) of a request for this trainee and work that waits, or was granted and may still be used."""
    binds = {**scope.binds, "who": trainee_id, "course": course_id, "today": today}
    return db.session.execute(_open(scope), binds).first()


@prepared
def _grants(scope: Scope) -> Select[*tuple[Any, ...]]:
    hers = (g.subject_id == bindparam("who"), g.course_id == bindparam("course"), g.state == "granted")
    rows = select(g.id, g.lacks, g.decided_at, g.ends_on, g.version).where(scope.changes(request), *hers)
    return rows.order_by(g.ends_on.desc(), g.id).with_for_update()


def hold_grants(scope: Scope, trainee_id: UUID, course_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return (id, lacks, decided_at, ends_on, version) of what was granted to this trainee for this work and not used yet."""
    return db.session.execute(_grants(scope), {**scope.binds, "who": trainee_id, "course": course_id}).all()


@prepared
def _answered(scope: Scope) -> Select[*tuple[Any, ...]]:
    fresh = or_((g.state == "granted") & (g.ends_on >= bindparam("today")), (g.state == "refused") & (g.decided_at >= bindparam("since")))
    return _rows().where(scope.changes(request), fresh).order_by(g.decided_at, g.id)


def list_answered(scope: Scope, *, today: date, since: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what the county answered this station: grants still to be used, and refusals since a moment."""
    return db.session.execute(_answered(scope), {**scope.binds, "today": today, "since": since}).all()
