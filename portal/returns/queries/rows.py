"""The rows of a unit's own that corrections name, as they counted when their month was closed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, exists, select

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core.clock import month_of
from portal.core.dates import short_day_words
from portal.core.db import db
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Scope, prepared
from portal.core.text import format_minutes
from portal.returns.rules.corrections import MOST_WHAT, CountedRow, Counts, Subject, activity_values, parts_of, values_of
from portal.stations.queries import get_activity
from portal.tallies.models import Outcome
from portal.tallies.rules import INDICATORS
from portal.training.models import Intake
from portal.training.queries.courses import map_courses
from portal.training.rules.intake import Branch, entries
from portal.volunteer.models import Service
from portal.volunteer.rules.hours import entry_of

outcome, intake, service = cast(Table, Outcome.__table__), cast(Table, Intake.__table__), cast(Table, Service.__table__)
o, i, s = outcome.c, intake.c, service.c
back = service.alias("back")
ACTION = "correction.make"


@prepared
def _intake(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(i.id, i.taken_on, i.branch).where(scope.changes(intake), i.id == bindparam("which"), i.voided_at.is_(None))


@prepared
def _service(scope: Scope) -> Select[*tuple[Any, ...]]:
    is_reversed = exists().where(scope.changes(back), scope.changes(service), back.c.reverses_id == s.id).label("is_reversed")
    columns = select(s.id, s.counted_on, s.served_on, s.kind, s.worked_min, s.reverses_id, is_reversed)
    return columns.where(scope.changes(service), s.id == bindparam("which"))


@prepared
def _subject(scope: Scope) -> Any:
    mine = select(o.subject_id).where(scope.changes(outcome), o.id == bindparam("which"), o.voided_at.is_(None))
    return mine.scalar_subquery().correlate(None)  # else it would look at the row it is compared with


@prepared
def _family(scope: Scope) -> Select[*tuple[Any, ...]]:
    columns = select(o.id, o.indicator, o.happened_on, o.value, o.subject_id, o.course_id)
    same = o.subject_id == _subject(scope)
    return columns.where(scope.changes(outcome), same, o.voided_at.is_(None)).order_by(o.id)


def get_row(scope: Scope, subject: Subject, subject_id: UUID) -> CountedRow:
    """Return a row of the unit's own as it counted.

    Raises:
        NotFound: there is none, it is another unit's, or it counts for nothing.
        Conflict: it was voided, or taken back by a reversal, which counts already.
    """
    found = _SUBJECTS.get(subject)
    if found is None:
        raise NotFound
    return found(scope, subject_id)


def outcome_row(rows: Sequence[Any], outcome_id: UUID) -> CountedRow:
    """Return one outcome of a row with all that is put right together with it, in the same month.

    Args:
        rows: all that the station's row counts for.
    """
    it = next((row for row in rows if row.id == outcome_id), None)
    if it is None:
        raise NotFound
    here = {row.indicator: row for row in rows if month_of(row.happened_on) == month_of(it.happened_on)}
    codes = parts_of(it.indicator, here)
    values = {(code, 0): here[code].value for code in codes}
    course = map_courses().get(it.course_id)
    words = f"{INDICATORS[it.indicator].label}{f'（{course.name}）' if course else ''}"
    ids = (it.id, *(row.id for row in here.values() if row.id != it.id))
    return CountedRow(Subject.OUTCOME, it.id, ids, it.happened_on, _what(it.happened_on, words), values)


def list_family(scope: Scope, outcome_id: UUID) -> Sequence[Any]:
    """Return (id, indicator, happened_on, value, subject_id, course_id) of all that the row behind an outcome counts for."""
    return db.session.execute(_family(scope), {**scope.binds, "which": outcome_id}).all()


def _get_activity(scope: Scope, activity_id: UUID) -> CountedRow:
    row = get_activity(scope, activity_id)
    if row.tenant_id != scope.tenant_id:
        raise NotFound
    if row.voided_at is not None:
        raise Conflict("这场活动已经作废，不再计入，不用更正。", action=ACTION, subject_id=activity_id)
    counts = Counts(row.attendances, row.women, row.is_online)
    values = activity_values(row.kind_id, row.held_on, counts)
    return CountedRow(Subject.ACTIVITY, row.id, (row.id,), row.held_on, _what(row.held_on, f"{row.kind_name}：{row.title}"), values)


def _get_intake(scope: Scope, intake_id: UUID) -> CountedRow:
    row = db.session.execute(_intake(scope), {**scope.binds, "which": intake_id}).first()
    if row is None:
        raise NotFound
    branch = Branch(row.branch)
    values = values_of(entries(row.taken_on, branch))
    return CountedRow(Subject.INTAKE, row.id, (row.id,), row.taken_on, _what(row.taken_on, f"学员登记（{branch.label}）"), values)


def _get_service(scope: Scope, service_id: UUID) -> CountedRow:
    row = db.session.execute(_service(scope), {**scope.binds, "which": service_id}).first()
    if row is None:
        raise NotFound
    if row.reverses_id is not None or row.is_reversed:
        message = "这条时长已经冲正，冲正当月已经扣减，不用再更正。"
        raise Conflict(message, action=ACTION, subject_id=service_id)
    words = f"{SERVICE_KINDS[row.kind]} {format_minutes(row.worked_min)}"
    values = values_of([entry_of(row.counted_on, row.worked_min)])
    return CountedRow(Subject.SERVICE, row.id, (row.id,), row.counted_on, _what(row.served_on, words), values)


def _get_outcome(scope: Scope, outcome_id: UUID) -> CountedRow:
    return outcome_row(list_family(scope, outcome_id), outcome_id)


def _what(day: Any, words: str) -> str:
    return f"{short_day_words(day)} {words}"[:MOST_WHAT]


_SUBJECTS: Mapping[Subject, Callable[[Scope, UUID], CountedRow]] = {
    Subject.ACTIVITY: _get_activity,
    Subject.OUTCOME: _get_outcome,
    Subject.INTAKE: _get_intake,
    Subject.SERVICE: _get_service,
}
