"""Months on their way: logged, submitted, accepted; February, in a clock that stands in March."""

from datetime import date
from typing import Any

from sqlalchemy import insert
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db
from portal.returns.queries.returns import Return, get_return
from portal.returns.services import returns as services
from portal.tallies.queries.months import book
from tests import make

FEBRUARY = "2026-02"


def logged(code: str = make.LIANXIANG, month: str = FEBRUARY, **changes: Any) -> None:
    """Log one gathering in a month, so that there is something to submit."""
    make.activity(code, held_on=date.fromisoformat(f"{month}-10"), **changes)


def submitted(code: str = make.LIANXIANG, by: str = "lianxiang", month: str = FEBRUARY) -> None:
    """Let a unit submit its month as it stands."""
    with make.working_at(code, by) as scope:
        services.submit(scope, month, revision=get_return(scope, code, month).revision)


def accepted(code: str = make.LIANXIANG, by: str = "jinan", above: str = make.JINAN, month: str = FEBRUARY) -> None:
    """Let the unit above accept a submitted month."""
    with make.working_at(above, by) as scope:
        services.accept(scope, code, month, revision=get_return(scope, code, month).revision)


def county_accepted(month: str = FEBRUARY) -> None:
    """Bring 晋安 as far as the city's acceptance: its one station with something logged, then itself."""
    logged(month=month)
    submitted(month=month)
    accepted(month=month)
    submitted(make.JINAN, "jinan", month)
    accepted(make.JINAN, "fuzhou", make.CITY, month)


def seen(code: str = make.LIANXIANG, month: str = FEBRUARY, *, at: str = "", by: str = "lianxiang") -> Return:
    """Return a month as its page shows it."""
    with make.working_at(at or code, by) as scope:
        return get_return(scope, code, month)


def waiting(n: int, code: str = make.LIANXIANG) -> None:
    """Put n months of long ago among those that wait for the county; which ones, follows from their number."""
    first_year = 2001 + n
    with make.working_at(code) as scope:
        stamp = {**scope.stamp(book), "state": "submitted", "revision": 1, "returned_reason": "", "reports_to": scope.ids[1]}
        closed = {"closed_at": clock.now(), "closed_by": scope.account_id, "submitted_at": clock.now(), "due_on": clock.today()}
        months = [f"{first_year + i // 12}-{i % 12 + 1:02d}" for i in range(n)]
        db.session.execute(insert(book), [{**stamp, **closed, "id": uuid7(), "month": month} for month in months])
