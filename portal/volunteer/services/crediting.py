"""Hours whose notice is over are credited, in one batch for each station; one that cannot be stops no other."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update

from portal.core import clock
from portal.core.db import db
from portal.core.errors import PortalError
from portal.core.scope import Scope
from portal.volunteer.queries import shifts as queries
from portal.volunteer.rules.hours import Work
from portal.volunteer.rules.shifts import State
from portal.volunteer.services import shift_rows
from portal.volunteer.services.hours import credit_hours

_LOCKED = "志愿者已撤回同意或已删除个人信息，不能入账；她再次同意后会自动入账，否则请作废。"
shift = shift_rows.shift


def credit_due(scope: Scope) -> int:
    """Credit what stood on the notice of a station for long enough, and was not objected to; done again, it credits nothing twice.

    Returns:
        How many shifts were credited; the others stay, each with its reason.
    """
    rows = queries.hold_due(scope, clock.today())
    return credit_rows(scope, rows) if rows else 0


def credit_rows(scope: Scope, rows: Sequence[Any]) -> int:
    """Credit verified shifts that are held, and say how many; what stands in the way of one is written on it."""
    good = [row for row in rows if row.consent_withdrawn_at is None and row.erased_at is None]
    locked = [row.id for row in rows if row.consent_withdrawn_at is not None or row.erased_at is not None]
    if locked:
        shift_rows.change(scope, locked, {"stuck_reason": _LOCKED})
    if not good or _try(scope, good) is None:
        return len(good)
    return sum(_try_alone(scope, row) for row in good)


def _try_alone(scope: Scope, row: Any) -> bool:
    if refusal := _try(scope, [row]):
        shift_rows.change(scope, [row.id], {"stuck_reason": str(refusal)[:200]})
        return False
    return True


def _try(scope: Scope, rows: Sequence[Any]) -> PortalError | None:
    """Credit all of these, or none: then return why."""
    try:
        with db.session.begin_nested():
            _credit(scope, rows)
    except PortalError as refusal:
        return refusal
    return None


def _credit(scope: Scope, rows: Sequence[Any]) -> None:
    works = [Work(row.account_id, row.served_on, row.start_min, row.worked_min, row.kind, time_id=row.id) for row in rows]
    ids = credit_hours(scope, works, once="", may_be_late=True)
    own = (scope.changes(shift), shift.c.id == bindparam("which"))
    credited = {"state": State.CREDITED.value, "stuck_reason": "", "version": shift.c.version + 1, "service_id": bindparam("service")}
    pairs: list[tuple[UUID, UUID]] = [(row.id, service_id) for row, service_id in zip(rows, ids, strict=True)]
    marks = [{**scope.binds, "which": shift_id, "service": service_id} for shift_id, service_id in pairs]
    db.session.execute(update(shift).where(*own).values(credited), marks)
