"""The results of an exam: noted on one screen, corrected while its month is open; they count on the day it was held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.tallies import services as tallies
from portal.tallies.rules import EXAMINED, PASSED
from portal.tallies.services import Reached
from portal.training.models import Exam, ExamEntry
from portal.training.queries import exams as queries
from portal.training.rules.exams import Marks, Result, Verdict, judge
from portal.training.services.exams import overtaken, settle_state

NOTE = "exam.note_results"
exam, entry = cast(Table, Exam.__table__), cast(Table, ExamEntry.__table__)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was keyed of one entrant: a mark for every item."""

    entry_id: UUID
    marks: Marks


def note_results(scope: Scope, exam_id: UUID, sheets: Sequence[Sheet], *, version: int) -> int:
    """Note or correct results, all or none, and return how many changed; the figures of the day move with them.

    Raises:
        NotFound: the exam or an entry is not this station's.
        RuleBroken: it has not been held yet.
        Conflict: its month is closed, it was cancelled, somebody changed it meanwhile, an entrant withdrew her consent, or has a
            certificate that rests on the result.
    """
    held = _lock(scope, exam_id, version)
    tallies.require_open(scope, clock.month_of(held.held_on), action=NOTE)
    known = {row.id: row for row in queries.list_entries(scope, exam_id)}
    judged = [(_entrant(known, it), it, judge(held.items, it.marks, pass_mark=held.pass_mark)) for it in sheets]
    changed = [(row, it, verdict) for row, it, verdict in judged if row.marks != dict(it.marks) or row.result != verdict.result]
    for row, it, verdict in changed:
        _require_changeable(row, verdict)
        _write(scope, row, it, verdict)
    _count(scope, held, [(row, verdict) for row, _, verdict in changed])
    if changed:
        settle_state(scope, exam_id)
        _next_version(scope, exam_id, version)
        audit.note(scope, NOTE, exam_id, note=f"{len(changed)} 人")
    return len(changed)


def _lock(scope: Scope, exam_id: UUID, version: int) -> Any:
    held = queries.get_exam(scope, exam_id, locked=True)
    if held.state == "cancelled":
        raise Conflict("这次考试已经取消，不能登记成绩。", action=NOTE, subject_id=exam_id)
    if held.held_on > clock.today():
        raise RuleBroken("", f"考试在 {held.held_on}，还没有举行，不能登记成绩")
    if held.version != version:
        raise overtaken(exam_id, NOTE)
    return held


def _entrant(known: dict[UUID, Any], it: Sheet) -> Any:
    row = known.get(it.entry_id)
    if row is None:
        raise NotFound
    if row.result == Result.WITHDRAWN:
        message, advice = f"{row.name} 已取消报名，不能登记成绩。", "她来考了的话，请先重新报名。"
        raise Conflict(message, action=NOTE, subject_id=row.id, advice=advice, hers=[row.name])
    return row


def _require_changeable(row: Any, verdict: Verdict) -> None:
    require_hers(row.consent_withdrawn_at, row.erased_at, action=NOTE, subject_id=row.trainee_id)
    if row.certificate_id and verdict.result is not Result.PASSED:
        message = f"{row.name} 已凭这次成绩领取证书（{row.number}），成绩不能改为{verdict.result.label}。"
        advice = "证书有误请先注销证书，再更正成绩。"
        raise Conflict(message, action=NOTE, subject_id=row.id, advice=advice, hers=[row.name, row.number])


def _write(scope: Scope, row: Any, it: Sheet, verdict: Verdict) -> None:
    own = (scope.changes(entry), entry.c.id == bindparam("which"))
    told = {"result": verdict.result.value, "marks": dict(it.marks), "failed_items": "、".join(verdict.failed_items)}
    noted = {"result_by": scope.account_id, "result_at": clock.now(), "version": row.version + 1}
    db.session.execute(update(entry).where(*own).values({**told, **noted}), {**scope.binds, "which": row.id})


def _count(scope: Scope, held: Any, changed: Sequence[tuple[Any, Verdict]]) -> None:
    """Count those noted for the first time at once; of a correction only the difference moves."""
    fresh = [(row, verdict) for row, verdict in changed if row.result == Result.PENDING]
    tallies.reach(scope, [it for row, verdict in fresh for it in _reached(held, row, verdict)], action=NOTE)
    for row, verdict in changed:
        if row.result != Result.PENDING:
            tallies.settle(scope, row.id, _reached(held, row, verdict), action=NOTE)


def _reached(held: Any, row: Any, verdict: Verdict) -> Iterable[Reached]:
    if verdict.result.has_sat:
        yield Reached(EXAMINED, row.id, held.held_on, person_id=row.person_id, course_id=held.course_id)
    if verdict.result is Result.PASSED:
        yield Reached(PASSED, row.id, held.held_on, person_id=row.person_id, course_id=held.course_id)


def _next_version(scope: Scope, exam_id: UUID, version: int) -> None:
    own = (scope.changes(exam), exam.c.id == bindparam("which"))
    db.session.execute(update(exam).where(*own).values(version=version + 1), {**scope.binds, "which": exam_id})


register_words({NOTE: "登记考试成绩"}, group="考试证书")
