"""Recipients as records of persons, for whoever corrects, joins or erases them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, func, select

from portal.care.queries.recipients import r, recipient
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people.rules.records import Record

_STATE = (r.consent_withdrawn_at, r.erased_at, r.consent_version)
_RECORD = (r.id, r.version, r.person_id, r.name, r.phone, r.registered_on, *_STATE)


def _record(row: Row[Any]) -> Record:
    title = f"服务对象-{row.id.hex[-4:].upper()}"
    known = (row.person_id, title, row.name, row.phone, row.registered_on)
    return Record("recipients", row.id, row.version, *known, row.consent_withdrawn_at, row.erased_at, row.consent_version)


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_RECORD).where(scope.owns(recipient), r.id == bindparam("which"))


def get_record(scope: Scope, recipient_id: UUID) -> Record:
    """Return a recipient of the station as a record.

    Raises:
        NotFound: there is none, or she is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": recipient_id}).first()
    if row is None:
        raise NotFound
    return _record(row)


@prepared
def _living(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_RECORD).where(scope.owns(recipient), r.erased_at.is_(None)).order_by(r.registered_on, r.id)


def list_records(scope: Scope) -> list[Record]:
    """Return the station's recipients who were not erased, the earliest first."""
    return [_record(row) for row in db.session.execute(_living(scope), scope.binds)]


@prepared
def _of_persons(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (r.person_id.in_(bindparam("persons", expanding=True)), r.id != bindparam("beside"), r.erased_at.is_(None))
    return select(r.id).where(scope.owns(recipient), *named).order_by(r.id).limit(1)


def find_record_of(scope: Scope, person_ids: Collection[UUID], *, beside: UUID) -> UUID | None:
    """Return another recipient of the station who is one of these persons."""
    return db.session.execute(_of_persons(scope), {**scope.binds, "persons": list(person_ids), "beside": beside}).scalar()


@prepared
def _untouched(scope: Scope) -> Select[*tuple[Any, ...]]:
    last = func.coalesce(r.touched_at, r.consented_at)
    return select(*_RECORD).where(scope.owns(recipient), r.erased_at.is_(None), last < bindparam("before")).order_by(last, r.id)


def list_untouched(scope: Scope, before: datetime) -> list[Record]:
    """Return the recipients nobody has dealt with since; those of longest ago first."""
    return [_record(row) for row in db.session.execute(_untouched(scope), {**scope.binds, "before": before})]
