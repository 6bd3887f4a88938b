"""What hangs on a volunteer's record, for her copy and her erasure."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, func, select

from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.volunteer.models import Shift
from portal.volunteer.queries.marks import list_of_volunteer as list_marks
from portal.volunteer.queries.roll import Rows

__all__ = ["count_open", "list_marks", "list_shifts"]
shift = cast(Table, Shift.__table__)
s = shift.c
_OVER = ("credited", "void")


@prepared
def _shifts(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(s.served_on, s.kind, s.state, s.worked_min, s.confirmer, s.void_reason)
    return rows.where(scope.owns(shift), s.volunteer_id == bindparam("volunteer")).order_by(s.served_on, s.id)


def list_shifts(scope: Scope, volunteer_id: UUID) -> Rows:
    """Return (served_on, kind, state, worked_min, confirmer, void_reason) of all her shifts, the earliest first."""
    return db.session.execute(_shifts(scope), {**scope.binds, "volunteer": volunteer_id}).all()


@prepared
def _open(scope: Scope) -> Select[*tuple[Any, ...]]:
    hers = (scope.owns(shift), s.volunteer_id == bindparam("volunteer"), s.state.not_in(_OVER))
    return select(func.count()).select_from(shift).where(*hers)


def count_open(scope: Scope, volunteer_id: UUID) -> int:
    """Return how many shifts of a volunteer are neither credited nor void."""
    return int(db.session.execute(_open(scope), {**scope.binds, "volunteer": volunteer_id}).scalar_one())
