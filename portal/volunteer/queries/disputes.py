"""Every SELECT on disputes: nameless rows, which the county reads too."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tenants.models import Account, Tenant
from portal.tenants.queries.titles import is_titled, titled
from portal.volunteer.models import Dispute

PAGE_ROWS = 25
dispute, tenant, account = (cast(Table, m.__table__) for m in (Dispute, Tenant, Account))
d = dispute.c
_LISTED = (
    *(d.id, d.tenant_id, d.shift_id, d.number, d.served_on, d.kind, d.worked_min, d.channel, d.reason, d.raised_by, d.raised_at),
    *(d.state, d.new_min, d.decision, d.decided_by, d.decided_at, d.version),
)


def _rows(scope: Scope, *more: Any) -> Select[*tuple[Any, ...]]:
    raiser, judge = account.alias("raiser"), account.alias("judge")
    said = (tenant.c.name.label("station"), tenant.c.path, raiser.c.display_name.label("raiser"), judge.c.display_name.label("judge"))
    rows = select(*_LISTED, *said, *more).select_from(dispute).join(tenant, tenant.c.id == d.tenant_id)
    rows = rows.outerjoin(raiser, raiser.c.id == d.raised_by).outerjoin(judge, judge.c.id == d.decided_by)
    return rows.where(scope.owns(dispute))


@cache
def _page(*, has_state: bool, has_words: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        rows = _rows(scope, func.count().over().label("total"))
        rows = rows.where(d.state == bindparam("state")) if has_state else rows
        rows = rows.where(is_titled(tenant.c.name, d.number)) if has_words else rows
        return rows.order_by(d.raised_at.desc(), d.id.desc()).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


@prepared
def _stations(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(tenant.c.name).join(dispute, tenant.c.id == d.tenant_id).where(scope.owns(dispute)).distinct()


def list_disputes(scope: Scope, *, state: str = "", words: str = "", page: int) -> Sequence[Row[Any]]:
    """Return one page of 25 of what was objected to at or below the scope, the latest first; each row carries the total.

    Args:
        words: of the station's name, as they are written or sound, or of the volunteer's number; empty leaves all.
    """
    binds = {**scope.binds, "skip": (page - 1) * PAGE_ROWS, **({"state": state} if state else {})}
    binds |= titled(words, lambda: db.session.scalars(_stations(scope), scope.binds))
    return db.session.execute(_page(has_state=bool(state), has_words=bool(words))(scope), binds).all()


@prepared
def _states(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(d.state, func.count(), func.min(d.raised_at)).where(scope.owns(dispute)).group_by(d.state)


def count_states(scope: Scope) -> dict[str, tuple[int, datetime]]:
    """Return {state: (how many, when the oldest was raised)} at or below the scope."""
    return {state: (count, since) for state, count, since in db.session.execute(_states(scope), scope.binds)}


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(d.id == bindparam("which"))


def get_dispute(scope: Scope, dispute_id: UUID) -> Row[Any]:
    """Return one dispute at or below the scope, with its station.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": dispute_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _held(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(d.id, d.shift_id, d.state, d.version)
    return columns.where(scope.changes(dispute), d.id == bindparam("which")).with_for_update()


def hold_dispute(scope: Scope, dispute_id: UUID) -> Row[Any]:
    """Return (id, shift_id, state, version) of a dispute of this very station, which nobody decides meanwhile.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_held(scope), {**scope.binds, "which": dispute_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _of_shift(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _rows(scope).where(d.shift_id == bindparam("shift")).order_by(d.raised_at.desc(), d.id)


def list_of_shift(scope: Scope, shift_id: UUID) -> Sequence[Row[Any]]:
    """Return what was objected to about one shift, the latest first."""
    return db.session.execute(_of_shift(scope), {**scope.binds, "shift": shift_id}).all()


@prepared
def _decided(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(func.count()).select_from(dispute).where(scope.owns(dispute), d.decided_at >= bindparam("since", type_=d.decided_at.type))


def count_decided(scope: Scope, since: datetime) -> int:
    """Return how many were decided since."""
    return db.session.execute(_decided(scope), {**scope.binds, "since": since}).scalar_one()
