"""Closed months, and what is corrected of them."""

from datetime import date
from typing import Any
from uuid import UUID

from portal.core import clock
from portal.core.scope import Scope
from portal.returns.rules.corrections import Counts, Draft, Missed, Subject
from portal.returns.rules.years import Past
from portal.returns.services.corrections import correct
from portal.returns.services.years import note_past
from portal.tallies import queries
from portal.tallies.rules.months import Step
from portal.tallies.services import close_month, differences, move_month, person_differences
from tests import make

CLOSED, OPEN = "2026-02", "2026-03"
DAY = date(2026, 2, 5)


def close(code: str = make.LIANXIANG, month: str = CLOSED) -> None:
    """Close a unit's month."""
    with make.working_at(code) as scope:
        close_month(scope, month)


def closed_activity(code: str = make.LIANXIANG, **changes: Any) -> UUID:
    """Log an activity of February, 30 人次 and 28 women, close its month there, and return the activity's id."""
    told = {"held_on": DAY, **changes}
    made = make.activity(code, **told)
    close(code, clock.month_of(told["held_on"]))
    return made


def closed_long_ago(code: str) -> UUID:
    """Log an activity of last November and close that month there: another month than that of `correction`."""
    return closed_activity(code, held_on=date(2025, 11, 8))


def draft(subject_id: UUID | None = None, subject: Subject = Subject.ACTIVITY, **changes: Any) -> Draft:
    """Return a correction of an activity to 25 人次, 20 women; of any other row that it counts for nothing."""
    usual: dict[str, Any] = {"counts": Counts(25, 20, is_online=False)} if subject is Subject.ACTIVITY else {"is_away": True}
    return Draft(**{"month": OPEN, "reason": "签到表复核", "subject": subject, "subject_id": subject_id, **usual, **changes})


def missed(code: str = "wishes", value: int = 3, **changes: Any) -> Draft:
    """Return a correction of what has no row."""
    what = Missed(changes.pop("happened_on", DAY), changes.pop("what", "漏报的意愿表"), {(code, 0): value})
    return draft(None, Subject.MISSING, is_away=False, missed=what, **changes)


def correction(code: str = make.LIANXIANG, subject_id: UUID | None = None, **changes: Any) -> UUID:
    """Correct an activity of a closed February, made here when none is named, and return the correction's id."""
    subject_id = subject_id or closed_activity(code)
    with make.working_at(code) as scope:
        return correct(scope, draft(subject_id, **changes))


def value(code: str, indicator: str, month: str = OPEN) -> int:
    """Return what a unit's own row of month figures counts."""
    with make.working_at(code) as scope:
        rows = queries.list_values(scope, first=month, last=month)
    return sum(row.value for row in rows if row.indicator == indicator)


def wrong() -> list[object]:
    """Return every figure of the city that its rows contradict."""
    with make.working_at(make.CITY) as scope:
        return [*differences(scope), *person_differences(scope)]


def past(code: str = make.LIANXIANG) -> UUID:
    """Type in a figure of 2024 and return its id."""
    with make.working_at(code) as scope:
        return note_past(scope, Past(2024, "sessions", 1040, "2024年工作总结"))


def reopen(scope: Scope, month: str = CLOSED) -> None:
    """Open a unit's month again."""
    book = queries.find_own_book(scope, month)
    assert book is not None
    move_month(scope, month, Step.RETURN, revision=book.revision, reason="退回", done_from=scope.tenant_id)
