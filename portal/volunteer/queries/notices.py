"""What stands on the notice of hours before they are credited: the number and the masked name, no more."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, and_, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.people.rules import mask_name
from portal.volunteer.models import Shift
from portal.volunteer.queries.roll import HER_ACCOUNT, HER_FIRST, PAGE_ROWS, a, account, first, v, volunteer
from portal.volunteer.rules.shifts import State

shift = cast(Table, Shift.__table__)
s = shift.c


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the notice.

    Args:
        name: masked.
        public_until: the last day on which it may be objected to.
        is_disputed: somebody did, and it is not credited until the county has decided.
    """

    id: UUID
    number: str
    name: str
    served_on: date
    kind: str
    worked_min: int
    public_until: date
    is_disputed: bool
    stuck_reason: str


@cache
def _public(*, is_page: bool) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        columns = (s.id, a.number, v.name, v.erased_at, s.served_on, s.kind, s.worked_min, s.public_until, s.state, s.stuck_reason)
        rows = select(*columns, func.count().over().label("total")).select_from(shift)
        rows = rows.join(volunteer, and_(v.city_id == s.city_id, v.tenant_id == s.tenant_id, v.id == s.volunteer_id))
        rows = rows.join(first, HER_FIRST).join(account, HER_ACCOUNT)
        mine = (scope.owns(shift), scope.owns(volunteer), scope.owns(first), scope.owns(account))
        rows = rows.where(*mine, s.state.in_((State.VERIFIED, State.DISPUTED))).order_by(s.public_until, s.served_on, s.id)
        return rows.limit(PAGE_ROWS).offset(bindparam("skip")) if is_page else rows

    return statement


def list_public(scope: Scope) -> list[Shown]:
    """Return all that is on the notice of a station, what is over first."""
    return [_shown(row) for row in db.session.execute(_public(is_page=False)(scope), scope.binds)]


def page_of_notice(scope: Scope, page: int) -> tuple[list[Shown], int]:
    """Return one page of 25 of the notice, and how many rows it has."""
    rows = db.session.execute(_public(is_page=True)(scope), {**scope.binds, "skip": (page - 1) * PAGE_ROWS}).all()
    return [_shown(row) for row in rows], rows[0].total if rows else 0


def _shown(row: Any) -> Shown:
    name = row.name if row.erased_at else mask_name(row.name)
    what = (row.served_on, row.kind, row.worked_min, row.public_until)
    return Shown(row.id, row.number, name, *what, row.state == State.DISPUTED, row.stuck_reason)
