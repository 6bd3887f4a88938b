"""Trainees as records of persons, for whoever corrects, joins or erases them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people.rules.records import Record
from portal.training.models import Intake, Trainee

intake, trainee = cast(Table, Intake.__table__), cast(Table, Trainee.__table__)
i, t = intake.c, trainee.c
_RECORD = (t.id, t.version, t.person_id, t.intake_id, t.name, t.phone, t.consent_withdrawn_at, t.erased_at, t.consent_version, i.taken_on)


def _record(row: Row[Any]) -> Record:
    title = f"学员-{row.intake_id.hex[-4:].upper()}"
    known = (row.person_id, title, row.name, row.phone, row.taken_on)
    return Record("trainees", row.id, row.version, *known, row.consent_withdrawn_at, row.erased_at, row.consent_version)


def _records(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = and_(t.city_id == i.city_id, t.tenant_id == i.tenant_id, t.intake_id == i.id)
    return select(*_RECORD).select_from(trainee).join(intake, same).where(scope.owns(trainee), scope.owns(intake))


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _records(scope).where(t.id == bindparam("which"))


def get_record(scope: Scope, trainee_id: UUID) -> Record:
    """Return a trainee of the station as a record.

    Raises:
        NotFound: there is none, or she is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": trainee_id}).first()
    if row is None:
        raise NotFound
    return _record(row)


@prepared
def _of_intake(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _records(scope).where(t.intake_id == bindparam("which"))


def get_record_of_intake(scope: Scope, intake_id: UUID) -> Record:
    """Return the trainee behind a nameless row of this very station.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_of_intake(scope), {**scope.binds, "which": intake_id}).first()
    if row is None:
        raise NotFound
    return _record(row)


@prepared
def _living(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _records(scope).where(t.erased_at.is_(None)).order_by(i.taken_on, t.id)


def list_records(scope: Scope) -> list[Record]:
    """Return the station's trainees who were not erased, the earliest first."""
    return [_record(row) for row in db.session.execute(_living(scope), scope.binds)]


@prepared
def _of_persons(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (scope.owns(trainee), t.person_id.in_(bindparam("persons", expanding=True)), t.id != bindparam("beside"))
    return select(t.id).where(*named).order_by(t.id).limit(1)


def find_record_of(scope: Scope, person_ids: Collection[UUID], *, beside: UUID) -> UUID | None:
    """Return another trainee of the station who is one of these persons."""
    return db.session.execute(_of_persons(scope), {**scope.binds, "persons": list(person_ids), "beside": beside}).scalar()


@prepared
def _untouched(scope: Scope) -> Select[*tuple[Any, ...]]:
    last = func.coalesce(t.touched_at, t.admitted_at)
    return _records(scope).where(t.erased_at.is_(None), last < bindparam("before")).order_by(last, t.id)


def list_untouched(scope: Scope, before: datetime) -> list[Record]:
    """Return the trainees nobody has dealt with since, those of longest ago first."""
    return [_record(row) for row in db.session.execute(_untouched(scope), {**scope.binds, "before": before})]
