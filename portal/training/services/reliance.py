"""What rests on the end of a class, and keeps it from being taken back: exams, certificates, work begun."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.tallies.queries import lock_outcomes
from portal.tallies.rules import PLACED_TRAINED
from portal.training.belongings import list_subjects
from portal.training.queries import reliance as queries
from portal.training.queries.exams import lock_trainees
from portal.training.rules.classes import ClassKind
from portal.training.rules.completion import pre_job_since


def refuse_relied_on(scope: Scope, held: Any, *, action: str) -> None:
    """Refuse to take back the end of a class that something rests on.

    Args:
        held: the class, locked; its women are held from now on, so that nothing begins to rest on it meanwhile.

    Raises:
        Conflict: it says what rests on it, and what to do.
    """
    done = queries.list_completed_by(scope, held.id)
    women = {row.trainee_id for row in done}
    lock_trainees(scope, sorted(women))
    others = [row for row in done if row.class_id != held.id]
    if numbers := [*queries.list_numbers_by_exam(scope, held.id), *_earned_here(scope, held, women, others)]:
        more = f"等 {len(numbers)} 本" if len(numbers) > 1 else ""
        advice = "确实要撤销结班，请先注销这些证书。"
        raise _refused(held, f"证书 {numbers[0]} {more}是凭这个班发的", advice, action, hers=numbers[:1])
    if marked := queries.list_marked_exams(scope, held.id):
        advice = "考试和这个班无关的，请先修改考试，去掉它的培训班；成绩有误请更正成绩。"
        raise _refused(held, f"这个班的考试“{marked[0].title}”（{marked[0].held_on}）已登记成绩", advice, action)
    if days := _placed(scope, held, women, others):
        advice = "上岗登记有误的，请先作废上岗记录；属实的，结班不能撤销。"
        raise _refused(held, f"有 {len(days)} 名学员凭这个班的岗前培训上了岗（最早 {days[0]}）", advice, action)


def _refused(held: Any, what: str, advice: str, action: str, hers: Iterable[str] = ()) -> Conflict:
    return Conflict(f"{what}，不能撤销结班。", action=action, subject_id=held.id, advice=advice, hers=hers)


def _earned_here(scope: Scope, held: Any, women: Collection[UUID], others: Iterable[Any]) -> list[str]:
    """Return the numbers of the certificates of the course that nothing else than this class was completed for."""
    since = {row.trainee_id: row.ended_on for row in reversed([*others]) if row.course_id == held.course_id}
    rows = queries.list_course_certificates(scope, women, course_id=held.course_id, since=held.ended_on)
    return [row.number for row in rows if row.trainee_id not in since or since[row.trainee_id] > row.issued_on]


def _placed(scope: Scope, held: Any, women: Collection[UUID], others: Iterable[Any]) -> list[date]:
    """Return the days on which women began to work whom no other class had prepared."""
    if held.kind != ClassKind.PRE_JOB.value:
        return []
    whose = {subject_id: trainee_id for trainee_id, subject_id in list_subjects(scope, women)}
    starts = [row for row in lock_outcomes(scope, whose) if row.indicator == PLACED_TRAINED.code]
    prepared = [(row.trainee_id, row.ended_on) for row in others if row.kind == ClassKind.PRE_JOB.value]
    return sorted(
        row.happened_on
        for row in starts
        if _covers(held.ended_on, row.happened_on)
        and not any(who == whose[row.subject_id] and _covers(ended_on, row.happened_on) for who, ended_on in prepared)
    )


def _covers(ended_on: date, on: date) -> bool:
    return pre_job_since(on) <= ended_on <= on
