"""Makers of months as they stand, and of what says when they are due."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from uuid_utils.compat import uuid7

from portal.core.db import db
from portal.returns.models import DueException
from portal.returns.queries import due as queries
from portal.returns.rules.due import DueRule
from portal.returns.services import due as services
from portal.tallies.models import MonthBook
from portal.tenants.models import Tenant
from tests import make


def at(day: str) -> datetime:
    """Return noon of a day in Shanghai."""
    return datetime.fromisoformat(f"{day}T04:00:00").replace(tzinfo=UTC)


def book(code: str, month: str, state: str = "filling", **changes: Any) -> None:
    """Put a month of a unit on record as it would have come to stand there; days are written as texts."""
    days = {name: at(value) for name, value in changes.items() if name.endswith("_at") and value}
    if state != "filling":
        days = {"submitted_at": days["closed_at"], **days}
    with make.working_at(code, "jinan") as scope:
        row = {**scope.stamp(MonthBook), "month": month, "state": state, "revision": 1}
        db.session.execute(insert(MonthBook), [{**row, "closed_at": None, "returned_reason": "", **changes, **days}])


def set_unit(code: str, **values: Any) -> None:
    """Change a unit's row."""
    with make.working_at(make.CITY, "fuzhou"):
        db.session.execute(update(Tenant).where(Tenant.code == code).values(**values))


def rule(since_month: str = "2026-05") -> UUID:
    """Let the city set when months are due, and return the rule's id."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        return services.set_rule(scope, DueRule(since_month, 4, 6), reason="市妇联通知")


def workday(day: date = date(2026, 4, 2)) -> UUID:
    """Let the city declare a day to be free, and return its id."""
    with make.working_at(make.CITY, "fuzhou") as scope:
        services.declare_days(scope, [day], is_working=False, note="台风")
        return next(row.id for row in queries.list_days(scope) if row.day == day)


def exceptions(n: int, code: str = make.LIANXIANG) -> None:
    """Give a station more time for a month, n times."""
    with make.working_at(code) as scope:
        same = {**scope.stamp(DueException), "month": "2026-02", "due_on": date(2026, 3, 20), "reason": "停电"}
        who = {"given_by": 1, "given_from": 1, "given_at": at("2026-03-05")}
        db.session.execute(insert(DueException), [{**same, **who, "id": uuid7()} for _ in range(n)])
