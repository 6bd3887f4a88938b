"""What counts of 三免一公: written with the row it stands for, moved with it, taken back with it, all in one transaction."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Level, Scope
from portal.tallies import queries
from portal.tallies.models import Outcome
from portal.tallies.queries.outcomes import count_entries, find_subject
from portal.tallies.queries.persons import hold_persons, list_persons_of
from portal.tallies.rules import INDICATORS, WITH_PERSONS, Entry, Indicator
from portal.tallies.services.corrected import why_corrected
from portal.tallies.services.figures import post, register_counter
from portal.tallies.services.persons import count_persons

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
    leads = hold_persons(scope, [it.person_id for it in rows if it.indicator.code in WITH_PERSONS])
    counties = post(scope, [Entry(it.happened_on, it.indicator, it.value) for it in rows], action=action)
    made = {**scope.stamp(outcome), "made_by": scope.account_id, "made_at": clock.now(), "voided_at": None, "voided_by": None}
    db.session.execute(_NEW, [{**made, **_written(it)} for it in rows])
    told = Counter((it.indicator.code, clock.month_of(it.happened_on), leads.get(cast(UUID, it.person_id))) for it in rows)
    count_persons(scope, told, counties)


def take_back(scope: Scope, subject_ids: Collection[UUID], *, action: str, only: Collection[Indicator] = ()) -> None:
    """Let rows count no more: their outcomes stay to be read, voided, and the figures of their months go down.

    Args:
        only: these indicators alone; all of them when empty.

    Raises:
        Conflict: a month is closed, or it was opened again and a correction takes back one of them.
    """
    codes = {it.code for it in only}
    found, leads = _hold(scope, subject_ids)
    held = [row for row in found if not codes or row.indicator in codes]
    if not held:
        return
    if any(row.corrected_at for row in held):
        raise why_corrected(action)
    counties = post(scope, [-Entry(row.happened_on, INDICATORS[row.indicator], row.value) for row in held], action=action)
    own = (scope.changes(outcome), outcome.c.id.in_(bindparam("which", expanding=True)))
    gone = update(outcome).where(*own).values(voided_at=clock.now(), voided_by=scope.account_id)
    db.session.execute(gone, {**scope.binds, "which": [row.id for row in held]})
    told = Counter((row.indicator, clock.month_of(row.happened_on), leads.get(row.person_id)) for row in held)
    count_persons(scope, {it: -value for it, value in told.items()}, counties)


def settle(scope: Scope, subject_id: UUID, reached: Iterable[Reached], *, action: str) -> None:
    """Let a row count for exactly this, whatever it counted for before; what stays the same is left alone.

    Raises:
        Conflict: a month of what changes is closed.
    """
    wanted = {it.indicator.code: it for it in reached if it.value > 0}
    held = {row.indicator: row for row in _hold(scope, [subject_id])[0]}
    stale = [INDICATORS[code] for code, row in held.items() if code not in wanted or _told(row) != _told(wanted[code])]
    if stale:
        take_back(scope, [subject_id], action=action, only=stale)
    fresh = [it for code, it in wanted.items() if code not in held or INDICATORS[code] in stale]
    reach(scope, fresh, action=action)


def repoint(scope: Scope, subject_ids: Collection[UUID], person_id: UUID) -> None:
    """Let what these rows count for be of another person: her document was put right, or two records of her were joined.

    It is done in closed months too. What was printed of a month is kept in `Tally`, and there nothing moves: as many attended as
    before. Persons follow what is known of them today, as they do when two persons are found to be one; a month that kept the wrong
    one would count her twice in every year it is part of.
    """
    found, leads = _hold(scope, subject_ids, person_id)
    held = [row for row in found if row.person_id != person_id]
    if not held:
        return
    own = (scope.changes(outcome), outcome.c.id.in_(bindparam("which", expanding=True)))
    binds = {**scope.binds, "which": [row.id for row in held]}
    db.session.execute(update(outcome).where(*own).values(person_id=person_id), binds)
    told: Counter[tuple[str, str, UUID | None]] = Counter()
    for row in held:
        if row.corrected_at:
            continue  # a correction let nobody count for it
        cell = (row.indicator, clock.month_of(row.happened_on))
        told[*cell, leads.get(row.person_id)] -= 1
        told[*cell, leads[person_id]] += 1
    count_persons(scope, told, _counties(scope, {month for _, month, _ in told}))


@dataclass(frozen=True, slots=True)
class Held:
    """All that one row of the unit's own counts for, held until this transaction ends, with whoever leads of the persons behind it."""

    rows: Sequence[Row[Any]]
    leads: Mapping[UUID, UUID]


def hold(scope: Scope, outcome_id: UUID) -> Held:
    """Hold an outcome with all else that its row counts for; whoever also needs a month's book holds that afterwards.

    Raises:
        NotFound: it is not this unit's, or it was taken back.
    """
    subject_id = find_subject(scope, outcome_id)
    if subject_id is None:
        raise NotFound
    return Held(*_hold(scope, [subject_id]))


def discount(scope: Scope, held: Held, outcome_ids: Collection[UUID], *, is_away: bool) -> None:
    """Let nobody count any more for what a correction took from a closed month, or count again when it gives it back.

    Its month's figures stay as they were reported: persons follow what is known of them today, see `repoint`.
    """
    changed = [row for row in held.rows if row.id in outcome_ids and (row.corrected_at is None) == is_away]
    if not changed:
        return
    own = (scope.changes(outcome), outcome.c.id.in_(bindparam("which", expanding=True)))
    marked = update(outcome).where(*own).values(corrected_at=clock.now() if is_away else None)
    db.session.execute(marked, {**scope.binds, "which": [row.id for row in changed]})
    sign = -1 if is_away else 1
    told = Counter({(row.indicator, clock.month_of(row.happened_on), held.leads.get(row.person_id)): sign for row in changed})
    count_persons(scope, told, _counties(scope, {month for _, month, _ in told}))


def _hold(scope: Scope, subject_ids: Collection[UUID], *others: UUID) -> tuple[Sequence[Row[Any]], dict[UUID, UUID]]:
    """Lock what rows count for, and before it the persons behind it, in the order in which a merge does; return both."""
    leads = hold_persons(scope, [*list_persons_of(scope, subject_ids), *others])
    held = queries.lock_outcomes(scope, subject_ids)
    late = {row.person_id for row in held if row.indicator in WITH_PERSONS} - leads.keys()
    return held, {**leads, **hold_persons(scope, late)}


def _counties(scope: Scope, months: Iterable[str]) -> dict[str, int | None]:
    """Return who counts the unit's months, each held so that no move changes it meanwhile."""
    above = scope.ids[1] if scope.level > Level.CITY else None
    books = {month: queries.find_book(scope, month, locked=True) for month in sorted(months)}
    return {month: (book.reports_to if book else None) or above for month, book in books.items()}


def _told(it: Any) -> tuple[Any, ...]:
    return it.happened_on, it.value, it.person_id, it.course_id


def _written(it: Reached) -> dict[str, Any]:
    what = {"id": uuid7(), "indicator": it.indicator.code, "value": it.value, "subject_id": it.subject_id}
    who = {"person_id": it.person_id, "course_id": it.course_id}
    return {**what, **who, "happened_on": it.happened_on, "month": clock.month_of(it.happened_on)}


register_counter(count_entries)
