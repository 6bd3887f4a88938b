"""Every write of exams: held, amended, cancelled, who sits them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.training.models import Exam, ExamEntry, Trainee
from portal.training.queries import exams as queries
from portal.training.queries.courses import get_course
from portal.training.rules.exams import MOST_ENTRANTS, ExamPlan, Result, check_plan

HOLD, AMEND, CANCEL, SIGN_UP, SIGN_OFF = "exam.hold", "exam.amend", "exam.cancel", "exam.sign_up", "exam.sign_off"
exam, entry, trainee = (cast(Table, m.__table__) for m in (Exam, ExamEntry, Trainee))
_NEW_EXAM, _NEW_ENTRIES = insert(exam), insert(entry)


def hold_exam(scope: Scope, plan: ExamPlan) -> UUID:
    """Announce an exam and return its id.

    Raises:
        RuleBroken: a day, a course or a class that cannot be.
    """
    _check(scope, plan)
    exam_id = uuid7()
    made = {"state": "open", "state_reason": "", "made_by": scope.account_id, "made_at": clock.now(), "version": 1}
    db.session.execute(_NEW_EXAM, {**scope.stamp(exam), "id": exam_id, **_written(plan), **made})
    audit.note(scope, HOLD, exam_id)
    return exam_id


def amend_exam(scope: Scope, exam_id: UUID, plan: ExamPlan, *, version: int) -> None:
    """Change what is planned; once results are noted, what they rest on stays: course, day, items and pass mark.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: it cannot be, or it would change what results rest on.
        Conflict: it was cancelled, or somebody changed it meanwhile.
    """
    before = _lock(scope, exam_id, version, action=AMEND)
    _check(scope, plan)
    noted = any(row.result not in {Result.PENDING, Result.WITHDRAWN} for row in queries.list_entries(scope, exam_id))
    kept = {"course_id": before.course_id, "held_on": before.held_on, "items": tuple(before.items), "pass_mark": before.pass_mark}
    for field, value in kept.items():
        if noted and getattr(plan, field) != value:
            raise RuleBroken(field, "已经登记了成绩，课程、日期、考核项目和合格线不能再改；考试有误请先更正成绩")
    _change(scope, exam_id, {**_written(plan), "version": version + 1})
    audit.note(scope, AMEND, exam_id)


def cancel_exam(scope: Scope, exam_id: UUID, *, reason: str, version: int) -> None:
    """Call an exam off, with the reason; who had signed up is told by the station.

    Raises:
        NotFound: it is not this station's.
        Conflict: it was held already, it was cancelled before, or somebody changed it meanwhile.
    """
    _lock(scope, exam_id, version, action=CANCEL)
    if any(row.result not in {Result.PENDING, Result.WITHDRAWN} for row in queries.list_entries(scope, exam_id)):
        raise Conflict("这次考试已经登记了成绩，不能取消。", action=CANCEL, subject_id=exam_id, advice="成绩有误请更正成绩。")
    _change(scope, exam_id, {"state": "cancelled", "state_reason": reason, "version": version + 1})
    audit.note(scope, CANCEL, exam_id)


def sign_up(scope: Scope, exam_id: UUID, trainee_ids: Sequence[UUID]) -> list[UUID]:
    """Enter trainees for an exam, all or none; whoever failed one of this course before sits it again (补考).

    Returns:
        The ids of their entries, in their order; who had taken her name off has her old one back.

    Raises:
        NotFound: the exam or a trainee is not this station's.
        RuleBroken: nobody was chosen, or too many at once.
        Conflict: it was cancelled, one of them withdrew her consent, or has signed up already.
    """
    wanted = list(dict.fromkeys(trainee_ids))
    held = queries.get_exam(scope, exam_id, locked=True)
    _require_on(held, action=SIGN_UP)
    known = {row.trainee_id: row for row in queries.list_entries(scope, exam_id)}
    standing = sum(row.result != Result.WITHDRAWN for row in known.values())
    if not wanted or standing + len(wanted) > MOST_ENTRANTS:
        raise RuleBroken("trainees", f"一次考试最多 {MOST_ENTRANTS} 人，请另开一场" if wanted else "请先选择报名的人")
    persons = queries.lock_trainees(scope, wanted)
    for trainee_id in wanted:
        _require_may_sit(persons.get(trainee_id), known.get(trainee_id))
    resits = _failed_before(scope, wanted, held)
    entered = [_enter(scope, exam_id, known.get(one), one, resits.get(one)) for one in wanted]
    _touch(scope, wanted)
    _change(scope, exam_id, {"state": "open"})
    audit.note(scope, SIGN_UP, *entered)
    return entered


def sign_off(scope: Scope, entry_id: UUID, *, version: int) -> None:
    """Take a name off an exam that she has not sat.

    Raises:
        NotFound: it is not this station's.
        Conflict: her result is noted, or somebody changed it meanwhile.
    """
    row = queries.get_entry(scope, entry_id)
    held = queries.get_exam(scope, row.exam_id, locked=True)
    _require_on(held, action=SIGN_OFF)
    own = (scope.changes(entry), entry.c.id == bindparam("which"), entry.c.version == bindparam("seen"), entry.c.result == "pending")
    gone = update(entry).where(*own).values(result=Result.WITHDRAWN.value, version=version + 1)
    if db.session.execute(gone, {**scope.binds, "which": entry_id, "seen": version}).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("她的报名刚才有变动，或已经登记了成绩，这一次没有保存。", action=SIGN_OFF, subject_id=entry_id)
    settle_state(scope, held.id)
    audit.note(scope, SIGN_OFF, entry_id)


def settle_state(scope: Scope, exam_id: UUID) -> None:
    """Close an exam when every result is noted, open it when one is missing."""
    standing = [row.result for row in queries.list_entries(scope, exam_id) if row.result != Result.WITHDRAWN]
    is_done = bool(standing) and Result.PENDING not in standing
    _change(scope, exam_id, {"state": "closed" if is_done else "open"})


def _check(scope: Scope, plan: ExamPlan) -> None:
    check_plan(plan, today=clock.today())
    try:
        get_course(plan.course_id)
    except NotFound as missing:
        raise RuleBroken("course_id", "请从列表中选择课程") from missing
    if plan.class_id is None:
        return
    classes = {row.id: row for row in queries.list_classes(scope)}
    if plan.class_id not in classes:
        raise RuleBroken("class_id", "请从列表中选择培训班")
    if classes[plan.class_id].course_id != plan.course_id:
        raise RuleBroken("class_id", "这个培训班学的不是这门课程，请检查课程或培训班")


def _lock(scope: Scope, exam_id: UUID, version: int, *, action: str) -> Any:
    row = queries.get_exam(scope, exam_id, locked=True)
    _require_on(row, action=action)
    if row.version != version:
        raise overtaken(exam_id, action)
    return row


def _require_on(row: Any, *, action: str) -> None:
    if row.state == "cancelled":
        raise Conflict("这次考试已经取消，不能再办理。", action=action, subject_id=row.id, advice="需要的话请另开一场考试。")


def overtaken(exam_id: UUID, action: str) -> Conflict:
    """Return the refusal of a change to what somebody changed meanwhile."""
    message = "这次考试刚才被别人修改过，这一次没有保存。"
    return Conflict(message, action=action, subject_id=exam_id, advice="请看过最新内容后再改。")


def _require_may_sit(person: Any, known: Any) -> None:
    if person is None:
        raise NotFound
    require_hers(person.consent_withdrawn_at, person.erased_at, action=SIGN_UP, subject_id=person.id)
    if known is not None and known.result != Result.WITHDRAWN:
        message, advice = f"{person.name} 已经报过名，这一次没有保存。", "请去掉她再报名。"
        raise Conflict(message, action=SIGN_UP, subject_id=person.id, advice=advice, hers=[person.name])


def _failed_before(scope: Scope, trainee_ids: Sequence[UUID], held: Any) -> dict[UUID, UUID]:
    """Return {trainee: the last entry she failed or missed in an earlier exam of the same course}."""
    found: dict[UUID, UUID] = {}
    for row in queries.list_of_trainees(scope, trainee_ids):
        is_earlier = row.course_id == held.course_id and row.held_on < held.held_on
        if is_earlier and row.result in {Result.FAILED, Result.ABSENT}:
            found.setdefault(row.trainee_id, row.id)
    return found


def _enter(scope: Scope, exam_id: UUID, known: Any, trainee_id: UUID, resits_id: UUID | None) -> UUID:
    signed = {"resits_id": resits_id, "result": "pending", "marks": {}, "failed_items": ""}
    signed |= {"signed_by": scope.account_id, "signed_at": clock.now(), "result_by": None, "result_at": None}
    if known is None:
        made = {"id": uuid7(), "exam_id": exam_id, "trainee_id": trainee_id, **signed, "version": 1}
        db.session.execute(_NEW_ENTRIES, {**scope.stamp(entry), **made})
        return cast(UUID, made["id"])
    own = (scope.changes(entry), entry.c.id == bindparam("which"))
    db.session.execute(update(entry).where(*own).values({**signed, "version": known.version + 1}), {**scope.binds, "which": known.id})
    return known.id


def _touch(scope: Scope, trainee_ids: Sequence[UUID]) -> None:
    own = (scope.changes(trainee), trainee.c.id.in_(bindparam("which", expanding=True)))
    db.session.execute(update(trainee).where(*own).values(touched_at=clock.now()), {**scope.binds, "which": list(trainee_ids)})


def _change(scope: Scope, exam_id: UUID, values: dict[str, Any]) -> None:
    own = (scope.changes(exam), exam.c.id == bindparam("which"))
    db.session.execute(update(exam).where(*own).values(values), {**scope.binds, "which": exam_id})


def _written(plan: ExamPlan) -> dict[str, Any]:
    return {**asdict(plan), "items": list(plan.items)}


register_words({HOLD: "发布考试", AMEND: "修改考试", CANCEL: "取消考试", SIGN_UP: "考试报名", SIGN_OFF: "取消考试报名"}, group="考试证书")
