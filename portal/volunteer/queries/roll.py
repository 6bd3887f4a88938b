"""The volunteers on a station's roll; whose account was merged into another one has that one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.ledger.models import TimeAccount
from portal.people.rules import mask_name, mask_phone
from portal.volunteer.models import Volunteer
from portal.volunteer.rules import Enrolled

PAGE_ROWS = 25
Rows = Sequence[Row[*tuple[Any, ...]]]
volunteer, account = cast(Table, Volunteer.__table__), cast(Table, TimeAccount.__table__)
first = account.alias("first")  # the account she was registered with
v, a, f = volunteer.c, account.c, first.c
HER_FIRST = and_(f.city_id == v.city_id, f.id == v.account_id)
HER_ACCOUNT = and_(a.city_id == f.city_id, a.id == func.coalesce(f.merged_into_id, f.id))
_WRITTEN = (v.id, v.name, v.phone, v.note, v.is_known_elsewhere, v.registered_on, v.version)
_CONSENT = (v.consent_version, v.consent_channel, v.consented_at, v.consent_withdrawn_at, v.erased_at)
_ACCOUNT = (a.id.label("account_id"), a.number, a.person_id)


@dataclass(frozen=True, slots=True)
class Member:
    """A volunteer as her station may see her: name and telephone are masked once she withdrew, of who was erased a pseudonym is left.

    Args:
        number: her volunteer number.
        person_id: None when no document says who she is.
    """

    id: UUID
    name: str
    phone: str
    note: str
    is_known_elsewhere: bool
    registered_on: date
    version: int
    consent_version: int
    consent_channel: str
    consented_at: datetime
    withdrawn_at: datetime | None
    erased_at: datetime | None
    account_id: UUID
    number: str
    person_id: UUID | None

    @property
    def is_locked(self) -> bool:
        """Whether nobody works with her record: she withdrew her consent, or was erased."""
        return self.withdrawn_at is not None or self.erased_at is not None


def shown_name(name: str, withdrawn_at: datetime | None, erased_at: datetime | None) -> str:
    """Return a name as a page may show it."""
    return mask_name(name) if withdrawn_at is not None and erased_at is None else name


def _member(row: Any) -> Member:
    state = (row.consent_withdrawn_at, row.erased_at)
    name, phone = shown_name(row.name, *state), mask_phone(row.phone) if state[0] else row.phone
    consent = (row.consent_version, row.consent_channel, row.consented_at, *state)
    known = (row.note, row.is_known_elsewhere, row.registered_on, row.version)
    return Member(row.id, name, phone, *known, *consent, row.account_id, row.number, row.person_id)


def _members(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    rows = select(*_WRITTEN, *_CONSENT, *_ACCOUNT, *columns).select_from(volunteer).join(first, HER_FIRST).join(account, HER_ACCOUNT)
    return rows.where(scope.owns(volunteer), scope.owns(first), scope.owns(account))


@cache
def _page(*, is_search: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        sought = [column.like(bindparam("pattern"), escape="\\") for column in (v.name, v.phone, a.number)]
        rows = _members(scope, func.count().over().label("total")).where(*([or_(*sought)] if is_search else []))
        return rows.order_by(a.number.desc(), v.id).limit(PAGE_ROWS).offset(bindparam("skip"))

    return statement


def list_volunteers(scope: Scope, *, sought: str, page: int) -> tuple[list[Member], int]:
    """Return one page of 25 of the station's volunteers, the latest number first, and how many there are in all.

    Args:
        sought: a part of the name, of the telephone or of the number; empty for all.
    """
    literal = sought.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    binds: dict[str, Any] = {"skip": (page - 1) * PAGE_ROWS} | ({"pattern": f"%{literal}%"} if literal else {})
    rows = db.session.execute(_page(is_search=bool(literal))(scope), {**scope.binds, **binds}).all()
    return [_member(row) for row in rows], rows[0].total if rows else 0


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _members(scope).where(v.id == bindparam("which"))


def get_volunteer(scope: Scope, volunteer_id: UUID) -> Member:
    """Return one volunteer of the station.

    Raises:
        NotFound: there is none, or she is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": volunteer_id}).first()
    if row is None:
        raise NotFound
    return _member(row)


@prepared
def _roll(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(v.id, a.id, a.number, v.name).select_from(volunteer).join(first, HER_FIRST).join(account, HER_ACCOUNT)
    mine = (scope.owns(volunteer), scope.owns(first), scope.owns(account))
    return rows.where(*mine, v.consent_withdrawn_at.is_(None), v.erased_at.is_(None)).order_by(v.name, a.number)


def list_roll(scope: Scope) -> list[Enrolled]:
    """Return the volunteers of the station who may be credited, for choosing one of them."""
    return [Enrolled(*row) for row in db.session.execute(_roll(scope), scope.binds)]


@prepared
def _locked(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(v.id).select_from(volunteer).join(first, HER_FIRST).join(account, HER_ACCOUNT)
    mine = (scope.owns(volunteer), scope.owns(first), scope.owns(account), a.id.in_(bindparam("accounts", expanding=True)))
    return rows.where(*mine, or_(v.consent_withdrawn_at.is_not(None), v.erased_at.is_not(None))).limit(1)


def find_locked(scope: Scope, account_ids: Iterable[UUID]) -> UUID | None:
    """Return a volunteer of the station with one of these accounts who withdrew her consent or was erased."""
    return db.session.execute(_locked(scope), {**scope.binds, "accounts": list(account_ids)}).scalar()


@prepared
def _double(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = or_(a.id == bindparam("account"), and_(v.phone == bindparam("phone"), v.name == bindparam("name")))
    rows = select(v.id, v.erased_at).select_from(volunteer).join(first, HER_FIRST).join(account, HER_ACCOUNT)
    return rows.where(scope.owns(volunteer), scope.owns(first), scope.owns(account), same).order_by(v.erased_at.is_not(None), v.id).limit(1)


def find_double(scope: Scope, *, account_id: UUID | None, name: str, phone: str) -> tuple[UUID, bool] | None:
    """Return (id, whether she was erased) of the station's volunteer who has this account, or this very name and telephone."""
    binds = {**scope.binds, "account": account_id, "name": name, "phone": phone}
    row = db.session.execute(_double(scope), binds).first()
    return None if row is None else (row[0], row[1] is not None)
