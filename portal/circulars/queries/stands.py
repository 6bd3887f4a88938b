"""The columns of a copy, and how far a unit has come with it, as SQL says what `rules.copies` says."""

from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, bindparam, func, or_

from portal.circulars.models import Circular, CircularCopy
from portal.circulars.rules.copies import Mark
from portal.tenants.models import Account, Tenant

PAGE_ROWS = 25
MOST_EXPORTED = 5000
circular, copy, tenant, account = (cast(Table, m.__table__) for m in (Circular, CircularCopy, Tenant, Account))
c, t = copy.c, tenant.c
STAND = (c.kind, c.needs_reply, c.read_at, c.replied_at, c.sent_back_reason, c.accepted_at, c.withdrawn_at)

_KEPT = c.withdrawn_at.is_(None)
_IS_SENT_BACK = and_(_KEPT, c.accepted_at.is_(None), c.sent_back_reason != "")
_IS_REPLIED = and_(_KEPT, c.accepted_at.is_(None), c.sent_back_reason == "", c.replied_at.is_not(None))
_IS_UNANSWERED = and_(_KEPT, c.accepted_at.is_(None), c.sent_back_reason == "", c.replied_at.is_(None))
IS: dict[Mark, ColumnElement[bool]] = {
    Mark.UNREAD: and_(_IS_UNANSWERED, c.read_at.is_(None)),
    Mark.READ: and_(_IS_UNANSWERED, c.read_at.is_not(None)),
    Mark.REPLIED: _IS_REPLIED,
    Mark.SENT_BACK: _IS_SENT_BACK,
    Mark.ACCEPTED: and_(_KEPT, c.accepted_at.is_not(None)),
    Mark.WITHDRAWN: c.withdrawn_at.is_not(None),
}
WAITS = or_(IS[Mark.UNREAD], IS[Mark.SENT_BACK], and_(IS[Mark.READ], c.needs_reply))
TO_ACCEPT = and_(IS[Mark.REPLIED], c.kind == "task")


def late(status: Any) -> ColumnElement[bool]:
    """The criterion of a unit that ought to have done it by `today`; `status` is the column that says whether it works."""
    return and_(WAITS, c.due_on < bindparam("today"), status == "open")


def counts() -> tuple[Any, ...]:
    """Return the columns that count the units of a circular: all, signed, answered, done, late, closed; join the tenant, bind `today`."""
    answered = or_(IS[Mark.REPLIED], IS[Mark.ACCEPTED])
    done = and_(_KEPT, ~WAITS, ~TO_ACCEPT)
    return (
        func.count().label("units"),
        func.count().filter(c.read_at.is_not(None)).label("signed"),
        func.count().filter(answered).label("answered"),
        func.count().filter(done).label("done"),
        func.count().filter(TO_ACCEPT).label("to_accept"),
        func.count().filter(WAITS).label("waiting"),
        func.count().filter(late(t.status)).label("late"),
    )
