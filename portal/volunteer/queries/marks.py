"""Every SELECT on volunteers' training and praise."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.tenants.models import Account
from portal.volunteer.models import VolunteerMark

mark = cast(Table, VolunteerMark.__table__)
m = mark.c
_MARK = (m.id, m.volunteer_id, m.kind, m.happened_on, m.title, m.trained_min, m.note, m.voided_at, m.void_reason)


def _marks(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(*_MARK, Account.display_name.label("by")).select_from(mark).outerjoin(Account, Account.id == m.noted_by)
    return rows.where(scope.owns(mark))


@prepared
def _of_volunteer(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _marks(scope).where(m.volunteer_id == bindparam("volunteer")).order_by(m.happened_on.desc(), m.id.desc())


def list_of_volunteer(scope: Scope, volunteer_id: UUID) -> Sequence[Row[Any]]:
    """Return (id, kind, happened_on, title, trained_min, note, voided_at, void_reason, by) of her marks, the latest first."""
    return db.session.execute(_of_volunteer(scope), {**scope.binds, "volunteer": volunteer_id}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _marks(scope).where(m.id == bindparam("which"))


def get_mark(scope: Scope, mark_id: UUID) -> Row[Any]:
    """Return one mark of a volunteer of the station, as `list_of_volunteer` does.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": mark_id}).first()
    if row is None:
        raise NotFound
    return row
