"""Volunteers as records of persons, for whoever corrects, joins or erases them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, exists, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.ledger.models import Transfer
from portal.people.rules.records import Record
from portal.volunteer.models import Service
from portal.volunteer.queries.roll import HER_ACCOUNT, HER_FIRST, Rows, a, account, f, first, v, volunteer

service, transfer = cast(Table, Service.__table__), cast(Table, Transfer.__table__)
s, t = service.c, transfer.c
_STATE = (v.consent_withdrawn_at, v.erased_at, v.consent_version)
_RECORD = (v.id, v.version, a.person_id, v.name, v.phone, v.registered_on, a.number, a.id.label("account_id"), *_STATE)


def _record(row: Row[Any]) -> Record:
    title = f"志愿者 {row.number}"
    known = (row.person_id, title, row.name, row.phone, row.registered_on)
    return Record("volunteers", row.id, row.version, *known, row.consent_withdrawn_at, row.erased_at, row.consent_version, row.account_id)


def _records(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_RECORD).select_from(volunteer).join(first, HER_FIRST).join(account, HER_ACCOUNT)
    return rows.where(scope.owns(volunteer), scope.owns(first), scope.owns(account))


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _records(scope).where(v.id == bindparam("which"))


def get_record(scope: Scope, volunteer_id: UUID) -> Record:
    """Return a volunteer of the station as a record.

    Raises:
        NotFound: there is none, or she is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": volunteer_id}).first()
    if row is None:
        raise NotFound
    return _record(row)


@prepared
def _living(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _records(scope).where(v.erased_at.is_(None)).order_by(a.number, v.id)


def list_records(scope: Scope) -> list[Record]:
    """Return the station's volunteers who were not erased, in the order of their numbers."""
    return [_record(row) for row in db.session.execute(_living(scope), scope.binds)]


@prepared
def _of_persons(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(v.id).select_from(volunteer).join(first, HER_FIRST).join(account, HER_ACCOUNT)
    named = (a.person_id.in_(bindparam("persons", expanding=True)), v.id != bindparam("beside"), v.erased_at.is_(None))
    return rows.where(scope.owns(volunteer), scope.owns(first), scope.owns(account), *named).order_by(v.id).limit(1)


def find_record_of(scope: Scope, person_ids: Collection[UUID], *, beside: UUID) -> UUID | None:
    """Return another volunteer of the station whose account is one of these persons'."""
    return db.session.execute(_of_persons(scope), {**scope.binds, "persons": list(person_ids), "beside": beside}).scalar()


@prepared
def _untouched(scope: Scope) -> Select[*tuple[Any, ...]]:
    last = func.coalesce(v.touched_at, v.consented_at)
    same = and_(t.city_id == s.city_id, t.id == s.transfer_id)
    credited = select(s.id).select_from(service).join(transfer, same).where(scope.changes(service), scope.owns(transfer))
    hers = (scope.owns(account), scope.owns(first), t.credit_account_id.in_((a.id, f.id)))
    since = credited.where(s.credited_at >= bindparam("before"), *hers).correlate(account, first)
    return _records(scope).where(v.erased_at.is_(None), last < bindparam("before"), ~exists(since)).order_by(last, v.id)


def list_untouched(scope: Scope, before: datetime) -> list[Record]:
    """Return the volunteers nobody has dealt with, and who were credited with nothing, since; those of longest ago first."""
    return [_record(row) for row in db.session.execute(_untouched(scope), {**scope.binds, "before": before})]


@prepared
def _own_service(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = and_(t.city_id == s.city_id, t.id == s.transfer_id)
    hers = select(f.id).where(scope.owns(first), func.coalesce(f.merged_into_id, f.id) == bindparam("account"))
    rows = select(s.served_on, s.kind, s.worked_min).select_from(service).join(transfer, same)
    named = t.credit_account_id.in_(hers) | t.debit_account_id.in_(hers)
    return rows.where(scope.changes(service), scope.owns(transfer), named).order_by(s.served_on, s.id)


def list_own_service(scope: Scope, account_id: UUID) -> Rows:
    """Return (served_on, kind, worked_min) of all her service at this station, the earliest first; what was taken back is below zero."""
    return db.session.execute(_own_service(scope), {**scope.binds, "account": account_id}).all()
