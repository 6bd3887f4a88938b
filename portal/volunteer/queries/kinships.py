"""Every SELECT on proved relations; whose they are, the station alone reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, or_, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.ledger import queries as books
from portal.volunteer.models import Kinship
from portal.volunteer.queries.roll import HER_ACCOUNT, HER_FIRST, Rows, a, account, first, shown_name, v, volunteer
from portal.volunteer.rules.giving import Purse
from portal.volunteer.rules.roll import Enrolled

MOST = 100  # relations of one volunteer that a page shows
kinship = cast(Table, Kinship.__table__)
k = kinship.c
_PARTY = (v.id, v.name, v.member_group, v.is_receiver_only, v.consent_withdrawn_at, v.erased_at, a.id.label("account_id"), a.number)
_SAME_RECEIVER = and_(v.city_id == k.city_id, v.tenant_id == k.tenant_id, v.id == k.receiver_id)


@dataclass(frozen=True, slots=True)
class Party:
    """Who gives or is given, as her station may see her.

    Args:
        member_group: one of MEMBER_GROUPS, or empty.
    """

    id: UUID
    name: str
    member_group: str
    is_receiver_only: bool
    withdrawn_at: datetime | None
    erased_at: datetime | None
    account_id: UUID
    number: str

    def __repr__(self) -> str:
        return f"Party({self.number})"

    @property
    def shown(self) -> str:
        """Her name with the number that tells her from a namesake."""
        return f"{shown_name(self.name, self.withdrawn_at, self.erased_at)} {self.number}"

    @property
    def is_locked(self) -> bool:
        """Whether nobody works with her record."""
        return self.withdrawn_at is not None or self.erased_at is not None

    def purse(self, balance_min: int) -> Purse:
        """Return her account with what it holds."""
        return Purse(self.name, self.account_id, balance_min)


@prepared
def _party(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_PARTY).select_from(volunteer).join(first, HER_FIRST).join(account, HER_ACCOUNT)
    return rows.where(scope.owns(volunteer), scope.owns(first), scope.owns(account), v.id == bindparam("which"))


def get_party(scope: Scope, volunteer_id: UUID) -> Party:
    """Return one volunteer of the station, as whoever gives or is given.

    Raises:
        NotFound: there is none, or she is another station's.
    """
    row = db.session.execute(_party(scope), {**scope.binds, "which": volunteer_id}).first()
    if row is None:
        raise NotFound
    return Party(*row)


@prepared
def _receivers(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(v.id, a.id, a.number, v.name).select_from(volunteer).join(first, HER_FIRST).join(account, HER_ACCOUNT)
    mine = (scope.owns(volunteer), scope.owns(first), scope.owns(account), v.id != bindparam("beside"))
    return rows.where(*mine, v.consent_withdrawn_at.is_(None), v.erased_at.is_(None)).order_by(v.name, a.number)


def list_receivers(scope: Scope, *, beside: UUID) -> list[Enrolled]:
    """Return everybody on the station's roll who could be somebody's relative, those who only receive too."""
    return [Enrolled(*row) for row in db.session.execute(_receivers(scope), {**scope.binds, "beside": beside})]


@prepared
def _kinships(scope: Scope) -> Select[*tuple[Any, ...]]:
    what = (k.id, k.giver_id, k.receiver_id, k.relation, k.proof, k.note, k.seen_at, k.ended_at)
    whose = (v.name, v.consent_withdrawn_at, v.erased_at, a.number, a.id.label("account_id"))
    rows = select(*what, *whose).select_from(kinship).join(volunteer, _SAME_RECEIVER).join(first, HER_FIRST).join(account, HER_ACCOUNT)
    return rows.where(scope.owns(kinship), scope.owns(volunteer), scope.owns(first), scope.owns(account))


@prepared
def _of_giver(scope: Scope) -> Select[*tuple[Any, ...]]:
    hers = _kinships(scope).where(k.giver_id == bindparam("giver"))
    return hers.order_by(k.ended_at.is_not(None), k.seen_at.desc(), k.id).limit(MOST)


def list_kinships(scope: Scope, giver_id: UUID) -> Rows:
    """Return a volunteer's relations, those that hold first, at most 100.

    Returns:
        Rows of (id, giver_id, receiver_id, relation, proof, note, seen_at, ended_at, name, consent_withdrawn_at, erased_at, number,
        account_id); the last five are the receiver's.
    """
    return db.session.execute(_of_giver(scope), {**scope.binds, "giver": giver_id}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _kinships(scope).where(k.id == bindparam("which"))


def get_kinship(scope: Scope, kinship_id: UUID) -> Row[Any]:
    """Return one relation, ended or not, as `list_kinships` does.

    Raises:
        NotFound: the station has no such relation.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": kinship_id}).first()
    if row is None:
        raise NotFound
    return row


def find_live(scope: Scope, giver_id: UUID, receiver_id: UUID) -> UUID | None:
    """Return the relation between two volunteers that holds."""
    both = (k.giver_id == giver_id, k.receiver_id == receiver_id, k.ended_at.is_(None))
    return db.session.execute(select(k.id).where(scope.owns(kinship), *both), scope.binds).scalar()


def list_of_volunteer(scope: Scope, volunteer_id: UUID) -> Rows:
    """Return (id, giver_id, receiver_id, relation, proof, note, seen_at, ended_at) of every relation she stands in, on either side."""
    what = (k.id, k.giver_id, k.receiver_id, k.relation, k.proof, k.note, k.seen_at, k.ended_at)
    either = or_(k.giver_id == volunteer_id, k.receiver_id == volunteer_id)
    return db.session.execute(select(*what).where(scope.owns(kinship), either).order_by(k.seen_at, k.id), scope.binds).all()


def purses(scope: Scope, *parties: Party) -> list[Purse]:
    """Return the accounts of these people with what they hold now."""
    held = books.balances_of(scope, [it.account_id for it in parties])
    return [it.purse(held[it.account_id]) for it in parties]
