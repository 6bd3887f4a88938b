"""What counts of 三免一公: written with the row it stands for, moved with it, taken back with it, all in one transaction."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.tallies import queries
from portal.tallies.models import Outcome
from portal.tallies.queries.outcomes import count_entries
from portal.tallies.rules import INDICATORS, Entry, Indicator
from portal.tallies.services.figures import post, register_counter

outcome = cast(Table, Outcome.__table__)
_NEW = insert(outcome)


@dataclass(frozen=True, slots=True)
class Reached:
    """Something that counts.

    Args:
        subject_id: the station's row it stands for; one counts once for each indicator.
        value: what it adds, more than 0.
        person_id: who it was, where a person is behind it, so that persons can be counted once.
    """

    indicator: Indicator
    subject_id: UUID
    happened_on: date
    value: int = 1
    person_id: UUID | None = None
    course_id: int | None = None


def reach(scope: Scope, reached: Iterable[Reached], *, action: str) -> None:
    """Write down what counts, and add it to the figures of its month.

    Args:
        action: what is done, for the audit, should it be refused.

    Raises:
        Conflict: a month is closed.
    """
    rows = list(reached)
    if not rows:
        return
    post(scope, [Entry(it.happened_on, it.indicator, it.value) for it in rows], action=action)
    made = {**scope.stamp(outcome), "made_by": scope.account_id, "made_at": clock.now(), "voided_at": None, "voided_by": None}
    db.session.execute(_NEW, [{**made, **_written(it)} for it in rows])


def take_back(scope: Scope, subject_ids: Collection[UUID], *, action: str, only: Collection[Indicator] = ()) -> None:
    """Let rows count no more: their outcomes stay to be read, voided, and the figures of their months go down.

    Args:
        only: these indicators alone; all of them when empty.

    Raises:
        Conflict: a month is closed.
    """
    codes = {it.code for it in only}
    held = [row for row in queries.lock_outcomes(scope, subject_ids) if not codes or row.indicator in codes]
    if not held:
        return
    post(scope, [-Entry(row.happened_on, INDICATORS[row.indicator], row.value) for row in held], action=action)
    own = (scope.changes(outcome), outcome.c.id.in_(bindparam("which", expanding=True)))
    gone = update(outcome).where(*own).values(voided_at=clock.now(), voided_by=scope.account_id)
    db.session.execute(gone, {**scope.binds, "which": [row.id for row in held]})


def settle(scope: Scope, subject_id: UUID, reached: Iterable[Reached], *, action: str) -> None:
    """Let a row count for exactly this, whatever it counted for before; what stays the same is left alone.

    Raises:
        Conflict: a month of what changes is closed.
    """
    wanted = {it.indicator.code: it for it in reached if it.value > 0}
    held = {row.indicator: row for row in queries.lock_outcomes(scope, [subject_id])}
    stale = [INDICATORS[code] for code, row in held.items() if code not in wanted or _told(row) != _told(wanted[code])]
    if stale:
        take_back(scope, [subject_id], action=action, only=stale)
    fresh = [it for code, it in wanted.items() if code not in held or INDICATORS[code] in stale]
    reach(scope, fresh, action=action)


def _told(it: Any) -> tuple[Any, ...]:
    return it.happened_on, it.value, it.person_id, it.course_id


def _written(it: Reached) -> dict[str, Any]:
    what = {"id": uuid7(), "indicator": it.indicator.code, "value": it.value, "subject_id": it.subject_id}
    who = {"person_id": it.person_id, "course_id": it.course_id}
    return {**what, **who, "happened_on": it.happened_on, "month": clock.month_of(it.happened_on)}


register_counter(count_entries)
