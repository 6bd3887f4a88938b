"""Every SELECT on persons, holds, consent, and on the lines that say who looked at whom."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, String, Table, bindparam, func, or_, select

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people import vault
from portal.people.models import ConsentEvent, ConsentText, Person, PersonHold
from portal.people.rules import Document
from portal.tenants.models import Account

Rows = Sequence[Row[*tuple[Any, ...]]]
person, notice, hold, consent, audit_line, account = (
    cast(Table, m.__table__) for m in (Person, ConsentText, PersonHold, ConsentEvent, AuditLine, Account)
)
p, h, c, a = person.c, hold.c, consent.c, audit_line.c
_LATEST = notice.c.effective_on.desc(), notice.c.version.desc()
_NOTICE = select(notice.c.version, notice.c.text, notice.c.effective_on)
_CURRENT = _NOTICE.where(notice.c.effective_on <= bindparam("today")).order_by(*_LATEST).limit(1)
LOOKS = ("person.unmask", "person.ask", "person.copy")  # what shows somebody's data to eyes that did not take it in


@prepared
def _by_hash(scope: Scope) -> Select[*tuple[Any, ...]]:
    found = select(func.coalesce(p.merged_into_id, p.id), p.first_tenant_id)
    # Whoever is just erasing her is waited for, and then she is not found; two who register her do not wait for each other.
    return found.where(scope.owns(person), p.number_hash == bindparam("hash")).with_for_update(read=True, key_share=True)


def find_person(scope: Scope, number_hash: str) -> tuple[UUID, int] | None:
    """Return (id, the tenant that met her first) of the city's person with this fingerprint, whichever of her documents it is."""
    row = db.session.execute(_by_hash(scope), {**scope.binds, "hash": number_hash}).first()
    return None if row is None else (row[0], row[1])


@prepared
def _family(scope: Scope) -> Select[*tuple[Any, ...]]:
    alias = person.alias("one")
    head = select(func.coalesce(alias.c.merged_into_id, alias.c.id)).where(scope.owns(alias), alias.c.id == bindparam("which"))
    same = or_(p.id == head.scalar_subquery(), p.merged_into_id == head.scalar_subquery())
    return select(p.id, p.merged_into_id).where(scope.owns(person), same).order_by(p.id)


@prepared
def _family_held(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _family(scope).with_for_update()


def list_family(scope: Scope, person_id: UUID, *, locked: bool = False) -> list[UUID]:
    """Return all persons found to be one with this one, the leading one first; `locked`, nobody registers or erases them meanwhile."""
    rows = db.session.execute((_family_held if locked else _family)(scope), {**scope.binds, "which": person_id}).all()
    return [row.id for row in sorted(rows, key=lambda row: row.merged_into_id is not None)]


@prepared
def _holds(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (scope.owns(hold), h.person_id.in_(bindparam("persons", expanding=True)))
    return select(h.person_id, h.tenant_id, h.kind).where(*named)


def list_holds(scope: Scope, person_ids: Collection[UUID]) -> list[tuple[UUID, int, str]]:
    """Return (person, tenant, kind) of every record the city's units hold of these persons."""
    rows = db.session.execute(_holds(scope), {**scope.binds, "persons": list(person_ids)})
    return [(row.person_id, row.tenant_id, row.kind) for row in rows]


@prepared
def _sealed(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(p.city_id, p.id, p.document_kind, p.number_sealed).where(scope.owns(person), p.id == bindparam("which"))


def get_document(scope: Scope, person_id: UUID) -> Document:
    """Return a person's document, opened.

    Raises:
        NotFound: the city has no such person.
    """
    row = db.session.execute(_sealed(scope), {**scope.binds, "which": person_id}).first()
    if row is None:
        raise NotFound
    return vault.unseal(row.document_kind, row.number_sealed, city_id=row.city_id, person_id=row.id)


def current_consent(today: date) -> Row[*tuple[Any, ...]]:
    """Return (version, text, effective_on) of the notice in force on a day."""
    return db.session.execute(_CURRENT, {"today": today}).one()


@prepared
def _events(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(c.action, c.purpose, c.text_version, c.channel, c.note, c.at, account.c.display_name.label("by"))
    rows = rows.outerjoin(account, account.c.id == c.account_id)
    return rows.where(scope.owns(consent), c.subject_id == bindparam("subject")).order_by(c.at.desc(), c.id.desc())


def list_consent(scope: Scope, record_id: UUID) -> Rows:
    """Return (action, purpose, text_version, channel, note, at, by) of a record's consent, the latest first."""
    return db.session.execute(_events(scope), {**scope.binds, "subject": record_id}).all()


@prepared
def _looks(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (scope.changes(audit_line), a.subject_id == bindparam("subject"), a.action.in_(LOOKS))
    rows = select(a.action, a.result, a.note, a.at, account.c.display_name.label("by"))
    rows = rows.outerjoin(account, account.c.id == a.account_id)
    return rows.where(*named).order_by(a.at.desc(), a.id.desc()).limit(20)


def list_looks(scope: Scope, record_id: UUID) -> Rows:
    """Return (action, result, note, at, by) of the last twenty who looked at a record, or were refused."""
    return db.session.execute(_looks(scope), {**scope.binds, "subject": record_id}).all()


@prepared
def _count_looks(scope: Scope) -> Select[*tuple[Any, ...]]:
    mine = (scope.changes(audit_line), a.account_id == bindparam("account"), a.at > bindparam("since"))
    return select(func.count()).where(*mine, a.action.in_(LOOKS), a.result == "done")


def count_looks(scope: Scope, *, since: datetime) -> int:
    """Return how many records the person at work has looked at here since a moment; until she is done, she looks at no other."""
    db.session.execute(select(account.c.id).where(account.c.id == scope.account_id).with_for_update(key_share=True))
    return db.session.execute(_count_looks(scope), {**scope.binds, "account": scope.account_id, "since": since}).scalar_one()


def is_held_elsewhere(scope: Scope, person_ids: Collection[UUID], *, kind: str) -> bool:
    """Say whether another unit has one of these persons on a roll of this kind."""
    return any(tenant_id != scope.tenant_id and held == kind for _, tenant_id, held in list_holds(scope, person_ids))


def list_named(scope: Scope, roll: Table, words: str) -> Sequence[str]:
    """Return the names of two signs and more on a roll of the station that stand in these words."""
    hers, said = roll.c.name, bindparam("words", type_=String)
    named = select(hers).where(scope.changes(roll), roll.c.erased_at.is_(None), func.length(hers) > 1, said.contains(hers))
    return db.session.execute(named, {**scope.binds, "words": words}).scalars().all()
