"""When the holders of accounts serve, in the whole city; it tells of no station."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, or_, select

from portal.core.db import Instant, db
from portal.core.scope import Scope, prepared
from portal.volunteer.models import ServedTime

served = cast(Table, ServedTime.__table__)
s = served.c
_LIVE = s.voided_at.is_(None)


@prepared
def _overlap(scope: Scope) -> Select[*tuple[Any, ...]]:
    starts, ends, since = (bindparam(name, type_=Instant) for name in ("starts", "ends", "since"))
    ended = and_(s.ends_at.is_not(None), s.ends_at > starts)
    running = and_(s.ends_at.is_(None), s.starts_at > since)  # who forgot to sign out a day ago does not serve any more
    mine = (scope.owns(served), s.account_id == bindparam("account"), s.id != bindparam("beside"), _LIVE)
    return select(s.id).where(*mine, s.starts_at < ends, or_(ended, running)).limit(1)


def has_overlap(scope: Scope, account_id: UUID, *, starts: datetime, ends: datetime, since: datetime, beside: UUID) -> bool:
    """Say whether the holder serves elsewhere within these instants.

    Args:
        since: who began later than this and has not ended is still serving.
        beside: the time that is looked at itself.
    """
    binds = {**scope.binds, "account": account_id, "starts": starts, "ends": ends, "since": since, "beside": beside}
    return db.session.execute(_overlap(scope), binds).first() is not None


@prepared
def _days(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (s.account_id.in_(bindparam("accounts", expanding=True)), s.served_on.in_(bindparam("days", expanding=True)))
    others = s.id.not_in(bindparam("beside", expanding=True))
    rows = select(s.account_id, s.served_on, func.sum(s.worked_min).label("worked_min"), func.sum(s.kept_min).label("kept_min"))
    return rows.where(scope.owns(served), *named, others, _LIVE).group_by(s.account_id, s.served_on)


def sum_days(
    scope: Scope, *, account_ids: Iterable[UUID], days: Iterable[date], beside: Collection[UUID] = ()
) -> dict[tuple[UUID, date], tuple[int, int]]:
    """Return {(account, day): (minutes worked, minutes kept)} in the whole city, without the times `beside`."""
    binds = {**scope.binds, "accounts": list(account_ids), "days": list(days), "beside": list(beside)}
    return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in db.session.execute(_days(scope), binds)}


@prepared
def _lives(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (s.account_id.in_(bindparam("accounts", expanding=True)), s.credited_at.is_not(None), _LIVE)
    return select(s.account_id, func.sum(s.worked_min)).where(scope.owns(served), *named).group_by(s.account_id)


def sum_lives(scope: Scope, account_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return {account: recognised minutes of a life}: all that was credited, in whatever station, spent or not."""
    ids = list(account_ids)
    sums = {row[0]: int(row[1]) for row in db.session.execute(_lives(scope), {**scope.binds, "accounts": ids})} if ids else {}
    return {account_id: sums.get(account_id, 0) for account_id in ids}


@prepared
def _busy(scope: Scope) -> Select[*tuple[Any, ...]]:
    named = (s.account_id.in_(bindparam("accounts", expanding=True)), s.served_on == bindparam("day"), s.starts_at.is_not(None))
    return select(s.account_id, s.starts_at, s.ends_at).where(scope.owns(served), *named, _LIVE).order_by(s.starts_at)


def list_busy(scope: Scope, account_ids: Iterable[UUID], day: date) -> list[Row[Any]]:
    """Return (account_id, starts_at, ends_at) of what the holders serve on a day, for whoever arranges more."""
    ids = list(account_ids)
    return list(db.session.execute(_busy(scope), {**scope.binds, "accounts": ids, "day": day})) if ids else []
