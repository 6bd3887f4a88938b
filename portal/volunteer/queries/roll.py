"""The volunteers on a station's roll; whose account was merged into another one has that one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.ledger.models import TimeAccount
from portal.people.models import Person
from portal.people.rules import mask_name, mask_phone
from portal.volunteer.models import Volunteer
from portal.volunteer.rules.roll import Enrolled, Guardian, Particulars

PAGE_ROWS = 25
Rows = Sequence[Row[*tuple[Any, ...]]]
volunteer, account, person = (cast(Table, m.__table__) for m in (Volunteer, TimeAccount, Person))
first = account.alias("first")  # the account she was registered with
v, a, f, p = volunteer.c, account.c, first.c, person.c
HER_FIRST = and_(f.city_id == v.city_id, f.id == v.account_id)
HER_ACCOUNT = and_(a.city_id == f.city_id, a.id == func.coalesce(f.merged_into_id, f.id))
_WRITTEN = (v.id, v.name, v.phone, v.note, v.is_known_elsewhere, v.registered_on, v.version)
_CONSENT = (v.consent_version, v.consent_channel, v.consented_at, v.consent_withdrawn_at, v.erased_at)
_ACCOUNT = (a.id.label("account_id"), a.number, a.person_id)
_HERSELF = (v.born_on, v.community_code, v.skills, v.free_slots, v.member_group, v.is_receiver_only)
_GUARDIAN = (v.guardian_name, v.guardian_phone, v.guardian_channel, v.guardian_consented_on)


@dataclass(frozen=True, slots=True)
class Helper:
    """A volunteer of the station as she is chosen for service."""

    id: UUID
    account_id: UUID
    number: str
    name: str
    phone: str
    skills: tuple[str, ...]
    free_slots: tuple[str, ...]
    community_code: str | None
    born_on: date | None
    has_guardian: bool
    member_group: str
    is_receiver_only: bool

    def __repr__(self) -> str:
        return f"Helper({self.number})"  # a person's name has no business in logs and tracebacks


@dataclass(frozen=True, slots=True)
class Member:
    """A volunteer as her station may see her: name and telephone are masked once she withdrew, of who was erased a pseudonym is left.

    Args:
        number: her volunteer number.
        person_id: None when no document says who she is.
        herself: what else was written down of her.
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
    herself: Particulars

    def __repr__(self) -> str:
        return f"Member({self.number})"

    @property
    def born_on(self) -> date | None:
        """The day of her birth."""
        return self.herself.born_on

    @property
    def has_guardian(self) -> bool:
        """Whether it is known who agreed that she serves, a minor."""
        return self.herself.guardian.is_complete

    @property
    def is_receiver_only(self) -> bool:
        """Whether she is on the roll to be given minutes alone."""
        return self.herself.is_receiver_only

    @property
    def is_incomplete(self) -> bool:
        """Whether birth or skills of a helper were never written down."""
        return not (self.is_locked or self.is_receiver_only or (self.born_on and self.herself.skills))

    @property
    def is_locked(self) -> bool:
        """Whether nobody works with her record: she withdrew her consent, or was erased."""
        return self.withdrawn_at is not None or self.erased_at is not None


def shown_name(name: str, withdrawn_at: datetime | None, erased_at: datetime | None) -> str:
    """Return a name as a page may show it."""
    return mask_name(name) if withdrawn_at is not None and erased_at is None else name


def member(row: Any) -> Member:
    """Return a row of `members` as her station may see it."""
    state = (row.consent_withdrawn_at, row.erased_at)
    name, phone = shown_name(row.name, *state), mask_phone(row.phone) if state[0] else row.phone
    consent = (row.consent_version, row.consent_channel, row.consented_at, *state)
    known = (row.note, row.is_known_elsewhere, row.registered_on, row.version)
    return Member(row.id, name, phone, *known, *consent, row.account_id, row.number, row.person_id, _herself(row))


def _herself(row: Any) -> Particulars:
    guardian = Guardian(row.guardian_name, row.guardian_phone, row.guardian_channel, row.guardian_consented_on)
    lists = (tuple(row.skills), tuple(row.free_slots))
    return Particulars(row.born_on, row.community_code, *lists, row.member_group, guardian, row.is_receiver_only)


def members(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    """The station's volunteers with their accounts, and more columns if need be."""
    rows = (
        select(*_WRITTEN, *_CONSENT, *_ACCOUNT, *_HERSELF, *_GUARDIAN, *columns)
        .select_from(volunteer)
        .join(first, HER_FIRST)
        .join(account, HER_ACCOUNT)
    )
    return rows.where(scope.owns(volunteer), scope.owns(first), scope.owns(account))


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return members(scope).where(v.id == bindparam("which"))


def get_volunteer(scope: Scope, volunteer_id: UUID) -> Member:
    """Return one volunteer of the station.

    Raises:
        NotFound: there is none, or she is another station's.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": volunteer_id}).first()
    if row is None:
        raise NotFound
    return member(row)


@prepared
def _numbered(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = or_(a.number == bindparam("number"), f.number == bindparam("number"))
    return members(scope).where(same, v.erased_at.is_(None)).order_by(v.id).limit(1)


def find_by_number(scope: Scope, number: str) -> Member | None:
    """Return the station's volunteer of this number, or of one that was merged into it; not who was erased."""
    row = db.session.execute(_numbered(scope), {**scope.binds, "number": number.upper()}).first()
    return None if row is None else member(row)


@prepared
def _birth(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = and_(p.city_id == a.city_id, p.id == a.person_id)
    rows = select(p.born_on).select_from(volunteer).join(first, HER_FIRST).join(account, HER_ACCOUNT).join(person, same)
    mine = (scope.owns(volunteer), scope.owns(first), scope.owns(account), scope.owns(person))
    return rows.where(*mine, v.id == bindparam("which"))


def find_birth(scope: Scope, volunteer_id: UUID) -> date | None:
    """Return the day of birth her document tells; None when there is no document, or it tells none."""
    return db.session.execute(_birth(scope), {**scope.binds, "which": volunteer_id}).scalar()


@prepared
def _roll(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_HERSELF, *_GUARDIAN, v.id, v.name, v.phone, a.id.label("account_id"), a.number)
    rows = rows.select_from(volunteer).join(first, HER_FIRST).join(account, HER_ACCOUNT)
    mine = (scope.owns(volunteer), scope.owns(first), scope.owns(account))
    return rows.where(*mine, v.consent_withdrawn_at.is_(None), v.erased_at.is_(None)).order_by(v.name, a.number)


def list_helpers(scope: Scope) -> list[Helper]:
    """Return the station's volunteers who may be dealt with, by name; who of them may serve, `rules.roll.refusal_to_serve` says."""
    return [_helper(row) for row in db.session.execute(_roll(scope), scope.binds)]


def _helper(row: Any) -> Helper:
    it = _herself(row)
    lives = (it.skills, it.free_slots, it.community_code, it.born_on, it.guardian.is_complete)
    return Helper(row.id, row.account_id, row.number, row.name, row.phone, *lives, it.member_group, it.is_receiver_only)


def list_roll(scope: Scope) -> list[Enrolled]:
    """Return the volunteers of the station who may be credited, for choosing one of them."""
    return [Enrolled(one.id, one.account_id, one.number, one.name) for one in list_helpers(scope) if not one.is_receiver_only]


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
