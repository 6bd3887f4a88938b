"""What counts of 三免一公: written with the row it stands for, moved with it, taken back with it, all in one transaction."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.scope import Scope
from portal.tallies import queries
from portal.tallies.models import Outcome, PersonTally
from portal.tallies.queries.outcomes import count_entries
from portal.tallies.queries.persons import Key, kept_persons, recounted_persons
from portal.tallies.rules import INDICATORS, Entry, Indicator
from portal.tallies.services.figures import post, register_counter

outcome, person_tally = cast(Table, Outcome.__table__), cast(Table, PersonTally.__table__)
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
    _count_persons(scope, [(it.indicator.code, clock.month_of(it.happened_on), it.person_id) for it in rows], 1)


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
    _count_persons(scope, [(row.indicator, clock.month_of(row.happened_on), row.person_id) for row in held], -1)


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


def repoint(scope: Scope, subject_ids: Collection[UUID], person_id: UUID) -> None:
    """Let what these rows count for be of another person: her document was put right, or two records of her were joined.

    It is done in closed months too. What was printed of a month is kept in `Tally`, and there nothing moves: as many attended as
    before. Persons are counted from the rows whenever they are asked for, so they follow what is known of them today, as they do
    when two persons are found to be one; a month that kept the wrong one would count her twice in every year it is part of.
    """
    held = [row for row in queries.lock_outcomes(scope, subject_ids) if row.person_id != person_id]
    if not held:
        return
    own = (scope.changes(outcome), outcome.c.id.in_(bindparam("which", expanding=True)))
    binds = {**scope.binds, "which": [row.id for row in held]}
    db.session.execute(update(outcome).where(*own).values(person_id=person_id), binds)
    cells = [(row.indicator, clock.month_of(row.happened_on)) for row in held]
    _count_persons(scope, [(*cell, row.person_id) for cell, row in zip(cells, held, strict=True)], -1)
    _count_persons(scope, [(*cell, person_id) for cell in cells], 1)


def _told(it: Any) -> tuple[Any, ...]:
    return it.happened_on, it.value, it.person_id, it.course_id


def _written(it: Reached) -> dict[str, Any]:
    what = {"id": uuid7(), "indicator": it.indicator.code, "value": it.value, "subject_id": it.subject_id}
    who = {"person_id": it.person_id, "course_id": it.course_id}
    return {**what, **who, "happened_on": it.happened_on, "month": clock.month_of(it.happened_on)}


def _count_persons(scope: Scope, told: Iterable[tuple[str, str, UUID | None]], value: int) -> None:
    counts = Counter((indicator, month, person_id) for indicator, month, person_id in told if person_id)
    rows = [
        {**scope.stamp(person_tally), "tenant_id": scope.tenant_id, "indicator": code, "month": month, "person_id": who, "value": n * value}
        for (code, month, who), n in sorted(counts.items())
    ]
    if not rows:
        return
    new = insert_or(person_tally)
    same = ["city_id", "indicator", "month", "tenant_id", "person_id"]
    grown = {"value": person_tally.c.value + new.excluded.value}
    if value > 0:
        db.session.execute(new.on_conflict_do_update(index_elements=same, set_=grown), rows)
        return
    for row in rows:  # a row that would be new below zero is refused by its CHECK before the conflict is seen
        _lessen(scope, row)


def _lessen(scope: Scope, row: Mapping[str, Any]) -> None:
    c = person_tally.c
    own = [scope.changes(person_tally), c.tenant_id == scope.tenant_id]
    own += [c[name] == bindparam(f"which_{name}") for name in ("indicator", "month", "person_id")]
    binds = {f"which_{name}": row[name] for name in ("indicator", "month", "person_id")}
    db.session.execute(update(person_tally).where(*own).values(value=c.value + row["value"]), {**scope.binds, **binds})


def person_differences(scope: Scope) -> list[tuple[Key, int, int]]:
    """Name every person's count in a city that is not what the rows say: ((tenant, month, indicator, person), kept, counted)."""
    kept, counted = kept_persons(scope), recounted_persons(scope)
    wrong = (key for key in sorted(kept.keys() | counted.keys()) if kept.get(key) != counted.get(key))
    return [(key, kept.get(key, 0), counted.get(key, 0)) for key in wrong]


register_counter(count_entries)
