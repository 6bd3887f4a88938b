"""When the holders of accounts serve: nobody is in two places at once, and no day is longer than a day, in the whole city."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update

from portal.core import clock
from portal.core.db import db
from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.volunteer.models import ServedTime
from portal.volunteer.queries import served_times as queries
from portal.volunteer.rules.hours import Span, Work, check_day, check_days, check_overlaps

served = cast(Table, ServedTime.__table__)
STILL_SERVES = timedelta(hours=24)
OVERLAP = "这段时间与这位志愿者已登记的另一段服务重叠，请核对起止时间"


def begin(scope: Scope, time_id: UUID, account_id: UUID, *, starts_at: datetime, field: str = "") -> None:
    """Note that the holder of an account serves from now on.

    Args:
        time_id: that of the shift.

    Raises:
        RuleBroken: she serves elsewhere; it is not said where.
    """
    _hold(scope, account_id)
    _refuse_overlap(scope, time_id, account_id, starts_at, starts_at, field)
    so_far = Span(account_id, clock.local(starts_at).date(), starts_at, 0)
    db.session.execute(insert(served), [{**_row(scope, time_id, so_far), "ends_at": None}])


def note(scope: Scope, time_id: UUID, it: Span, *, field: str = "") -> None:
    """Note how long the holder of an account served, whose time was begun before or is put right.

    Raises:
        RuleBroken: she served elsewhere meanwhile, or her day would be longer than a day.
    """
    _hold(scope, it.account_id)
    if it.starts_at and it.ends_at:
        _refuse_overlap(scope, time_id, it.account_id, it.starts_at, it.ends_at, field)
    days = queries.sum_days(scope, account_ids=[it.account_id], days=[it.served_on], beside=[time_id])
    before_min, _ = days.get((it.account_id, it.served_on), (0, 0))
    check_day(it.worked_min, before_min=before_min, field=field)
    _change(scope, time_id, it.columns)


def check_new(scope: Scope, works: Sequence[tuple[int, Work]]) -> None:
    """Refuse works of one form that cannot have been; their accounts are held by the caller.

    Args:
        works: (the row of the form, the work); those whose time was noted before are good already.

    Raises:
        RuleBroken: at the same time as another service, or a day longer than a day; the field is `rows-<n>-<name>`.
    """
    fresh = [(n, it) for n, it in works if it.time_id is None]
    if not fresh:
        return
    accounts, days = {it.account_id for _, it in fresh}, {it.served_on for _, it in fresh}
    sums = queries.sum_days(scope, account_ids=accounts, days=days)
    check_days(fresh, {which: worked_min for which, (worked_min, _) in sums.items()})
    check_overlaps(fresh)
    for n, it in fresh:
        if it.span.starts_at and it.span.ends_at:
            _refuse_overlap(scope, UUID(int=0), it.account_id, it.span.starts_at, it.span.ends_at, f"rows-{n}-starts_at")


def note_all(scope: Scope, rows: Sequence[tuple[UUID, Span]]) -> None:
    """Note times that `check_new` found good; their accounts are held by the caller.

    Args:
        rows: (the id of the shift, when it was).
    """
    if rows:
        db.session.execute(insert(served), [_row(scope, time_id, it) for time_id, it in rows])


def credit(scope: Scope, rows: Sequence[tuple[UUID, Work, int]]) -> None:
    """Note the times of (record of service, work, minutes kept) as credited; who was noted before keeps her time's id."""
    fresh = [(record_id, it, kept_min) for record_id, it, kept_min in rows if it.time_id is None]
    if fresh:
        now = clock.now()
        made = [{**_row(scope, id_, it.span), "kept_min": kept_min, "credited_at": now} for id_, it, kept_min in fresh]
        db.session.execute(insert(served), made)
    for _, it, kept_min in rows:
        if it.time_id is not None:
            _change(scope, it.time_id, {"credited_at": clock.now(), "kept_min": kept_min, "worked_min": it.worked_min})


def _row(scope: Scope, time_id: UUID, it: Span) -> dict[str, Any]:
    return {**scope.stamp(served), "id": time_id, "account_id": it.account_id, **it.columns, "kept_min": 0}


def free(scope: Scope, time_id: UUID) -> None:
    """Let a time count for nothing any more: it was void, or taken back."""
    _change(scope, time_id, {"voided_at": clock.now()})


def _hold(scope: Scope, account_id: UUID) -> None:
    books.hold_accounts(scope, [account_id])  # two stations at once must not both find her free


def _refuse_overlap(scope: Scope, time_id: UUID, account_id: UUID, starts: datetime, ends: datetime, field: str) -> None:
    until = max(ends, starts + timedelta(minutes=1))
    if queries.has_overlap(scope, account_id, starts=starts, ends=until, since=starts - STILL_SERVES, beside=time_id):
        raise RuleBroken(field, OVERLAP)


def _change(scope: Scope, time_id: UUID, values: dict[str, Any]) -> None:
    own = (scope.changes(served), served.c.id == bindparam("which"))
    db.session.execute(update(served).where(*own).values(**values), {**scope.binds, "which": time_id})


def follow_account(scope: Scope, kept_id: UUID, merged_id: UUID) -> None:
    """Two accounts are one: so is the time their holders served."""
    own = (scope.changes(served), served.c.account_id == bindparam("merged"))
    db.session.execute(update(served).where(*own).values(account_id=kept_id), {**scope.binds, "merged": merged_id})


ledger.follow_accounts(follow_account)
