"""Whom a request may be for: recipients as they are chosen at the counter."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, func, or_, select

from portal.care.models import Recipient
from portal.care.queries.recipients import find_recipients
from portal.care.rules.served import Choice, choose, name_of
from portal.core.db import db
from portal.core.scope import Scope, prepared

MOST_OFFERED = 300
recipient = cast(Table, Recipient.__table__)
r = recipient.c
_CHOICE = (r.id, r.name, r.phone, r.name_sound, r.address, r.community_code)


def list_offered(scope: Scope) -> list[Choice]:
    """Return up to 300 recipients who may be served, those dealt with last first."""
    return [Choice(*row) for row in db.session.execute(_offered(scope), scope.binds)]


def find_choice(scope: Scope, typed: str) -> Choice:
    """Return the recipient a clerk means by a name, its pinyin, a telephone, or a name with the telephone's end.

    Raises:
        BadInput: nobody, or several.
    """
    found = find_recipients(scope, name_of(typed))
    return choose(typed, [Choice(it.id, it.name, it.phone, "", it.address, it.community_code) for it in found])


def list_by_phone(scope: Scope, phone: str) -> list[Choice]:
    """Return the recipients who may be served and have this telephone, themselves or their family."""
    rows = db.session.execute(_by_phone(scope), {**scope.binds, "phone": phone}) if phone else ()
    return [Choice(*row) for row in rows]


def find_offered(scope: Scope, recipient_id: UUID) -> Choice | None:
    """Return one recipient who may be served."""
    row = db.session.execute(_one(scope), {**scope.binds, "which": recipient_id}).first()
    return None if row is None else Choice(*row)


def _choices(scope: Scope, *criteria: Any) -> Select[*tuple[Any, ...]]:
    return select(*_CHOICE).where(scope.changes(recipient), r.consent_withdrawn_at.is_(None), r.erased_at.is_(None), *criteria)


@prepared
def _offered(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _choices(scope).order_by(func.coalesce(r.touched_at, r.consented_at).desc(), r.id.desc()).limit(MOST_OFFERED)


@prepared
def _by_phone(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _choices(scope, or_(r.phone == bindparam("phone"), r.family_phone == bindparam("phone"))).order_by(r.id).limit(10)


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _choices(scope, r.id == bindparam("which"))
