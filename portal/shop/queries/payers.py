"""Who may spend minutes in a shop: the station's volunteers, and recipients for whom the pool pays."""

from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, or_, select

from portal.care.models import Recipient
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.ledger import queries as books
from portal.people.rules.sounds import sought_sound
from portal.shop.rules.payers import Payer
from portal.volunteer.models import Volunteer
from portal.volunteer.queries.roll import HER_ACCOUNT, HER_FIRST, account, first

MOST_FOUND = 10
volunteer, recipient = cast(Table, Volunteer.__table__), cast(Table, Recipient.__table__)
v, r, a = volunteer.c, recipient.c, account.c
_HERS = (v.id, a.id.label("account_id"), a.number, v.name, v.phone, a.balance_min, a.person_id, v.born_on)
_HER_STATE = (v.member_group, v.is_receiver_only, v.consent_withdrawn_at, v.erased_at)
_RECIPIENT = (r.id, r.name, r.phone, r.person_id, r.born_on, r.aid_group, r.aid_seen_at, r.consent_withdrawn_at, r.erased_at)


def _volunteers(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_HERS, *_HER_STATE).select_from(volunteer).join(first, HER_FIRST).join(account, HER_ACCOUNT)
    return rows.where(scope.owns(volunteer), scope.owns(first), scope.owns(account))


@prepared
def _volunteer(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _volunteers(scope).where(v.id == bindparam("which"))


@prepared
def _recipient(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*_RECIPIENT).where(scope.owns(recipient), r.id == bindparam("which"))


def get_payer(scope: Scope, *, volunteer_id: UUID | None = None, recipient_id: UUID | None = None) -> Payer:
    """Return the volunteer who pays, or the recipient for whom the pool does.

    Raises:
        NotFound: she is not on this station's roll.
    """
    one = (_volunteer(scope), volunteer_id) if volunteer_id else (_recipient(scope), recipient_id)
    row = db.session.execute(one[0], {**scope.binds, "which": one[1]}).first()
    if row is None:
        raise NotFound
    return _of_volunteer(row) if volunteer_id else _of_recipient(row, *_pool(scope))


@cache
def _sought(*, is_sound: bool) -> tuple[Any, Any]:
    """Return the statements that seek volunteers and recipients, by a part of a word or by how a name begins to sound."""

    @prepared
    def volunteers(scope: Scope) -> Select[*tuple[Any, ...]]:
        columns = (v.name_sound,) if is_sound else (v.name, v.phone, a.number)
        alike = or_(*(column.like(bindparam("pattern"), escape="\\") for column in columns))
        return _volunteers(scope).where(alike, v.erased_at.is_(None)).order_by(a.number, v.id).limit(MOST_FOUND)

    @prepared
    def recipients(scope: Scope) -> Select[*tuple[Any, ...]]:
        columns = (r.name_sound,) if is_sound else (r.name, r.phone)
        alike = or_(*(column.like(bindparam("pattern"), escape="\\") for column in columns))
        found = (scope.owns(recipient), alike, r.aid_group != "", r.erased_at.is_(None))
        return select(*_RECIPIENT).where(*found).order_by(r.name, r.id).limit(MOST_FOUND)

    return volunteers, recipients


def find_payers(scope: Scope, sought: str) -> list[Payer]:
    """Return up to ten volunteers and ten poor recipients who are sought by name, pinyin, telephone or number."""
    sound = sought_sound(sought)
    text = sought.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    volunteers, recipients = _sought(is_sound=bool(sound))
    binds = {**scope.binds, "pattern": f"%{sound or text}%"}
    found = [_of_volunteer(row) for row in db.session.execute(volunteers(scope), binds)]
    pool = _pool(scope)
    return found + [_of_recipient(row, *pool) for row in db.session.execute(recipients(scope), binds)]


def _pool(scope: Scope) -> tuple[UUID | None, int]:
    pool_id = books.find_pool(scope)
    return pool_id, books.balance_of(scope, pool_id) if pool_id else 0


def _of_volunteer(row: Any) -> Payer:
    who = (row.id, row.account_id, row.number, row.name, row.phone, row.balance_min)
    state = {"withdrawn_at": row.consent_withdrawn_at, "erased_at": row.erased_at}
    group = {"member_group": row.member_group, "is_receiver_only": row.is_receiver_only}
    return Payer(*who, person_id=row.person_id, born_on=row.born_on, **group, **state)


def _of_recipient(row: Any, pool_id: UUID | None, pool_min: int) -> Payer:
    state = {"withdrawn_at": row.consent_withdrawn_at, "erased_at": row.erased_at}
    aided = bool(row.aid_group) and row.aid_seen_at is not None
    known: dict[str, Any] = {"person_id": row.person_id, "born_on": row.born_on}
    return Payer(row.id, pool_id, "", row.name, row.phone, pool_min, **known, is_recipient=True, is_aided=aided, **state)
