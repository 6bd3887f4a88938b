"""Every SELECT on certificates of volunteer service, and on the service behind them."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, exists, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.ledger.models import Transfer
from portal.ledger.rules import TransferKind
from portal.people.rules import mask_name
from portal.volunteer.models import Service, VolunteerCertificate
from portal.volunteer.queries.roll import HER_ACCOUNT, HER_FIRST, PAGE_ROWS, Rows, a, account, first, v, volunteer
from portal.volunteer.rules.honours import HonourState

MOST_PROVED = 2000  # rows of service that one certificate sums up
MOST_SHOWN = 500  # certificates on one public list
honour, service, transfer = (cast(Table, m.__table__) for m in (VolunteerCertificate, Service, Transfer))
h, s, t = honour.c, service.c, transfer.c
back, used = service.alias("back"), account.alias("used")
_SAID = (h.id, h.volunteer_id, h.number, h.holder_name, h.volunteer_number, h.issuer, h.from_on, h.until_on, h.worked_min, h.content)
_PAPER = (h.in_charge, h.handler, h.contact, h.remarks, h.state, h.notice_from, h.notice_until, h.code, h.version)
_ENDS = (h.made_by, h.made_at, h.issued_on, h.ended_at, h.end_reason)
_WHOSE = (v.name, v.consent_withdrawn_at, v.erased_at, a.id.label("account_id"), a.number.label("her_number"), a.person_id)
_HERS = and_(v.city_id == h.city_id, v.tenant_id == h.tenant_id, v.id == h.volunteer_id)


def _honours(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    rows = select(*_SAID, *_PAPER, *_ENDS, *_WHOSE, *columns).select_from(honour).join(volunteer, _HERS)
    rows = rows.join(first, HER_FIRST).join(account, HER_ACCOUNT)
    return rows.where(scope.owns(honour), scope.owns(volunteer), scope.owns(first), scope.owns(account))


@cache
def _page(*, has_state: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        chosen = [h.state == bindparam("state")] if has_state else []
        rows = _honours(scope, func.count().over().label("total")).where(*chosen)
        return rows.order_by(h.number.desc(), h.id).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_honours(scope: Scope, *, state: str, page: int) -> Rows:
    """Return one page of 25 certificates of the station, the latest number first; each carries the total.

    Args:
        state: one of HonourState, or empty for all.
    """
    binds: dict[str, Any] = {"skip": (page - 1) * PAGE_ROWS} | ({"state": state} if state else {})
    return db.session.execute(_page(has_state=bool(state))(scope), {**scope.binds, **binds}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _honours(scope).where(h.id == bindparam("which"))


def get_honour(scope: Scope, honour_id: UUID) -> Row[Any]:
    """Return one certificate of the station with whose it is.

    Raises:
        NotFound: there is none, or it is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": honour_id}).first()
    if row is None:
        raise NotFound
    return row


def shown_holder(row: Any) -> str:
    """Return the name on a certificate as a page of the station may show it: masked once she withdrew."""
    return mask_name(row.holder_name) if row.consent_withdrawn_at and not row.erased_at else str(row.holder_name)


@prepared
def _hers(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _honours(scope).where(h.volunteer_id == bindparam("whose")).order_by(h.number.desc())


def list_of_volunteer(scope: Scope, volunteer_id: UUID) -> Rows:
    """Return every certificate of one volunteer of the station, the latest number first."""
    return db.session.execute(_hers(scope), {**scope.binds, "whose": volunteer_id}).all()


@prepared
def _on_notice(scope: Scope) -> Select[*tuple[Any, ...]]:
    shown = (h.notice_from <= bindparam("day"), h.notice_until >= bindparam("day"), h.state == HonourState.NOTICE.value)
    rows = _honours(scope).where(*shown, v.consent_withdrawn_at.is_(None), v.erased_at.is_(None))
    return rows.order_by(h.notice_until, h.number).limit(MOST_SHOWN)


def list_on_notice(scope: Scope, day: date) -> list[dict[str, Any]]:
    """Return what the station shows publicly on a day: number, masked name, hours, kinds and the last day; nobody is named in full."""
    rows = db.session.execute(_on_notice(scope), {**scope.binds, "day": day})
    return [shown_publicly(row) for row in rows]


def shown_publicly(row: Any) -> dict[str, Any]:
    """Return what of a certificate a stranger may read while it is on notice."""
    days = {"from_on": row.from_on, "until_on": row.until_on, "notice_from": row.notice_from, "notice_until": row.notice_until}
    said = {"number": row.volunteer_number, "name": mask_name(row.holder_name), "worked_min": row.worked_min, "content": row.content}
    return {"id": row.id, **said, **days}


@prepared
def _last_number(scope: Scope) -> Select[*tuple[Any, ...]]:
    pattern = h.number.like(bindparam("pattern"))
    return select(func.max(h.number)).where(scope.owns(honour), pattern, func.length(h.number) == bindparam("size"))


def find_last_number(scope: Scope, prefix: str) -> str | None:
    """Return the highest number of the station that begins so."""
    binds = {**scope.binds, "pattern": f"{prefix}%", "size": len(prefix) + 4}
    return db.session.execute(_last_number(scope), binds).scalar()


@prepared
def _alike(scope: Scope) -> Select[*tuple[Any, ...]]:
    live = h.state.in_((HonourState.NOTICE.value, HonourState.ISSUED.value))
    same = (h.from_on == bindparam("first"), h.until_on == bindparam("last"))
    return select(h.id).where(scope.owns(honour), h.volunteer_id == bindparam("whose"), live, *same).order_by(h.id).limit(1)


def find_alike(scope: Scope, volunteer_id: UUID, *, first: date, last: date) -> UUID | None:
    """Return a certificate of hers, on notice or issued, that tells of the very same days."""
    return db.session.execute(_alike(scope), {**scope.binds, "whose": volunteer_id, "first": first, "last": last}).scalar()


@prepared
def _proved(scope: Scope) -> Select[*tuple[Any, ...]]:
    is_back = exists().where(scope.owns(back), scope.owns(service), back.c.reverses_id == s.id)
    rows = select(s.id, s.served_on, s.start_min, s.kind, s.worked_min).select_from(service)
    rows = rows.join(transfer, and_(t.city_id == s.city_id, t.id == s.transfer_id))
    rows = rows.join(used, and_(used.c.city_id == t.city_id, used.c.id == t.credit_account_id))
    mine = (scope.changes(service), scope.owns(transfer), scope.owns(used), t.kind == TransferKind.EARN.value)
    hers = func.coalesce(used.c.merged_into_id, used.c.id) == bindparam("account")
    days = (s.served_on >= bindparam("first"), s.served_on <= bindparam("last"), s.worked_min > 0, ~is_back)
    return rows.where(*mine, hers, *days).order_by(s.served_on, s.start_min, s.id).limit(MOST_PROVED + 1)


def list_proved(scope: Scope, account_id: UUID, *, first: date, last: date) -> Rows:
    """Return (id, served_on, start_min, kind, worked_min) of the station's credited service of an account, without what was taken back.

    Returns:
        At most 2,001 rows, the earliest first; more than 2,000 are too many for one certificate.
    """
    return db.session.execute(_proved(scope), {**scope.binds, "account": account_id, "first": first, "last": last}).all()


@prepared
def _of_ids(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _honours(scope).where(h.id.in_(bindparam("which", expanding=True))).order_by(h.notice_until, h.number)


def list_some(scope: Scope, honour_ids: Iterable[UUID]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return these certificates of the station, in the order of the public list."""
    return db.session.execute(_of_ids(scope), {**scope.binds, "which": list(honour_ids)}).all()
