"""Every SELECT on persons and notices."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.people.models import ConsentText, Person

person, notice = cast(Table, Person.__table__), cast(Table, ConsentText.__table__)
p = person.c
_LATEST = notice.c.effective_on.desc(), notice.c.version.desc()
_NOTICE = select(notice.c.version, notice.c.text, notice.c.effective_on)
_CURRENT = _NOTICE.where(notice.c.effective_on <= bindparam("today")).order_by(*_LATEST).limit(1)


@prepared
def _by_hash(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(p.id, p.first_tenant_id).where(scope.owns(person), p.number_hash == bindparam("hash"))


def find_person(scope: Scope, number_hash: str) -> tuple[UUID, int] | None:
    """Return (id, the tenant that met her first) of the city's person with this fingerprint."""
    row = db.session.execute(_by_hash(scope), {**scope.binds, "hash": number_hash}).first()
    return None if row is None else (row[0], row[1])


def current_consent(today: date) -> Row[*tuple[Any, ...]]:
    """Return (version, text, effective_on) of the notice in force on a day."""
    return db.session.execute(_CURRENT, {"today": today}).one()
