"""Every write on who is enrolled; a class is held first, then its trainees, so that a seat is given once."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table

from portal.audit.words import register_words
from portal.core import clock
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.training.models import Enrolment, Trainee
from portal.training.queries import enrolments as queries
from portal.training.queries import exams, timetable
from portal.training.rules.classes import ClassKind
from portal.training.rules.enrolments import (
    MAX_AT_ONCE,
    EnrolmentState,
    FreeWay,
    Refresher,
    check_confirmed,
    check_refresher,
    why_not_first,
)
from portal.training.rules.timetable import Slot, find_clashes, words_of
from portal.training.rules.wishes import DemandState
from portal.training.services.seats import Seat, change_enrolment, touch_trainees, write_seats
from portal.training.services.timetable import lock_open
from portal.training.services.wishes import follow_enrolment

ENROL, LEAVE, PROMOTE, CONFIRM = "enrolment.enrol", "enrolment.leave", "enrolment.promote", "enrolment.confirm_free"
enrolment, trainee = cast(Table, Enrolment.__table__), cast(Table, Trainee.__table__)


def enrol(scope: Scope, class_id: UUID, trainee_ids: Sequence[UUID], refresher: Refresher | None = None) -> list[Seat]:
    """Enrol trainees in a class, all or none; who finds no seat waits, in this order.

    Args:
        refresher: why they are trained once more; None for a first training.

    Raises:
        NotFound: the class or a trainee is not this station's.
        RuleBroken: one is in it already, learnt the course before, or is elsewhere at the time of a lesson.
        Conflict: the class has ended, or one of them withdrew her consent.
    """
    wanted = list(dict.fromkeys(trainee_ids))
    held = lock_open(scope, class_id, action=ENROL)
    if not 1 <= len(wanted) <= MAX_AT_ONCE:
        raise RuleBroken("trainees", f"请选择学员，一次最多 {MAX_AT_ONCE} 名")
    check_refresher(ClassKind(held.kind), refresher, heads=len(wanted))
    hers = _lock_hers(scope, wanted)
    known = {row.trainee_id: row for row in queries.list_enrolments(scope, class_id)}
    _refuse_inside(hers, known)
    _refuse_second(scope, held, hers, refresher)
    _refuse_busy(scope, held, hers)
    seated = queries.count_seats(scope, [class_id]).get(class_id)
    free = held.capacity - (seated.seated if seated else 0)
    states = [EnrolmentState.ENROLLED if n < free else EnrolmentState.WAITING for n in range(len(wanted))]
    seats = write_seats(scope, held, [(hers[it], known.get(it), state) for it, state in zip(wanted, states, strict=True)], refresher)
    follow(scope, [seat.trainee_id for seat in seats if seat.state is EnrolmentState.ENROLLED], held.course_id)
    return seats


def leave(scope: Scope, enrolment_id: UUID, *, reason: str, version: int) -> list[str]:
    """Note that somebody left a class, or its waiting list; the first who waits gets her seat.

    Returns:
        The names of those who got a seat.

    Raises:
        NotFound: it is not this station's.
        Conflict: the class has ended, she is not in it any more, or somebody changed her row meanwhile.
    """
    before = queries.get_enrolment(scope, enrolment_id)
    held = lock_open(scope, before.class_id, action=LEAVE)
    if before.state not in {"enrolled", "waiting"}:
        raise Conflict("她已不在这个班。", action=LEAVE, subject_id=enrolment_id)
    change_enrolment(scope, enrolment_id, version, {"state": "left", "reason": reason}, action=LEAVE)
    touch_trainees(scope, [before.trainee_id])
    follow(scope, [before.trainee_id], held.course_id, DemandState.OPEN)
    return promote(scope, held)


def promote(scope: Scope, held: Row[Any]) -> list[str]:
    """Give the free seats of a class to those who wait, in order; who is elsewhere at the time of a lesson goes on waiting.

    Args:
        held: the class, locked.

    Returns:
        The names of those who got a seat.
    """
    rows = queries.list_enrolments(scope, held.id)
    free = held.capacity - sum(row.state in {"enrolled", "completed", "failed"} for row in rows)
    waiting = [row for row in rows if row.state == "waiting" and row.consent_withdrawn_at is None and row.erased_at is None]
    if free < 1 or not waiting:
        return []
    timetable.lock_trainees(scope, [row.trainee_id for row in waiting])
    busy = {clash.shared for clash in _busy(scope, held, [row.trainee_id for row in waiting])}
    chosen = [row for row in waiting if row.trainee_id not in busy][:free]
    for row in chosen:
        change_enrolment(scope, row.id, row.version, {"state": "enrolled"}, action=PROMOTE)
    follow(scope, [row.trainee_id for row in chosen], held.course_id)
    return [row.name for row in chosen]


def confirm_free(scope: Scope, class_id: UUID, enrolment_ids: Collection[UUID], *, on: date, way: FreeWay) -> int:
    """Note that women confirmed to have paid nothing; return how many were noted.

    Who did so before is left as she is, and so is who withdrew her consent.

    Raises:
        NotFound: one is not of this class.
        RuleBroken: nobody was chosen, or the day is to come.
    """
    check_confirmed(on, today=clock.today())
    rows = {row.id: row for row in queries.list_enrolments(scope, class_id)}
    if not enrolment_ids:
        raise RuleBroken("enrolments", "请勾选已经确认的学员")
    if not set(enrolment_ids) <= rows.keys():
        raise NotFound
    may = {it for it, row in rows.items() if row.erased_at is None and row.consent_withdrawn_at is None}
    fresh = [it for it in enrolment_ids if rows[it].free_confirmed_on is None and it in may]
    for it in fresh:
        change_enrolment(scope, it, rows[it].version, {"free_confirmed_on": on, "free_way": way.value}, action=CONFIRM)
    return len(fresh)


def leave_all(scope: Scope, class_id: UUID, *, course_id: int, reason: str) -> None:
    """Let everybody leave a class that is cancelled."""
    rows = [row for row in queries.list_enrolments(scope, class_id) if row.state in {"enrolled", "waiting"}]
    for row in rows:
        change_enrolment(scope, row.id, row.version, {"state": "left", "reason": reason}, action=LEAVE)
    follow(scope, [row.trainee_id for row in rows], course_id, DemandState.OPEN)


def follow(scope: Scope, trainee_ids: Sequence[UUID], course_id: int, state: DemandState = DemandState.PLACED) -> None:
    """Let the demand for a course know who has a seat now, or has none any more."""
    for it in trainee_ids:
        follow_enrolment(scope, it, course_id, state)


def _lock_hers(scope: Scope, wanted: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    hers = timetable.lock_trainees(scope, wanted)
    if set(wanted) != hers.keys():
        raise NotFound
    for row in hers.values():
        require_hers(row.consent_withdrawn_at, row.erased_at, action=ENROL, subject_id=row.id)
    return hers


def _refuse_inside(hers: dict[UUID, Row[Any]], known: dict[UUID, Row[Any]]) -> None:
    inside = [f"{hers[it].name}（{EnrolmentState(known[it].state).label}）" for it in hers if it in known and known[it].state != "left"]
    if inside:
        raise RuleBroken("trainees", f"已在本班名单里：{'、'.join(inside[:5])}；请去掉后再加入")


def _refuse_second(scope: Scope, held: Row[Any], hers: dict[UUID, Row[Any]], refresher: Refresher | None) -> None:
    if refresher is not None:
        _check_entry(scope, list(hers), refresher)
        return
    past = queries.list_past(scope, list(hers), course_id=held.course_id, class_id=held.id)
    reasons = [why for it, row in hers.items() if (why := why_not_first(row.name, past[it]))]
    if reasons:
        raise RuleBroken("trainees", "；".join(reasons[:3]))


def _check_entry(scope: Scope, trainee_ids: Sequence[UUID], refresher: Refresher) -> None:
    """A failed exam is a cause only when it is hers."""
    if refresher.entry_id is not None:
        failed = {row.id for row in exams.list_failed(scope, trainee_ids[0])}
        if refresher.entry_id not in failed:
            raise RuleBroken("entry_id", "没有找到她未通过的这次考试，请重新选择")


def _refuse_busy(scope: Scope, held: Row[Any], hers: dict[UUID, Row[Any]]) -> None:
    names = {it: row.name for it, row in hers.items()}
    found = list(dict.fromkeys(words_of(clash, names) for clash in _busy(scope, held, list(hers))))
    if found:
        more = f"；另有 {len(found) - 3} 处" if len(found) > 3 else ""
        raise RuleBroken("trainees", f"时间冲突：{'；'.join(found[:3])}{more}。请去掉她，或先调整课程时间")


def _busy(scope: Scope, held: Row[Any], trainee_ids: Sequence[UUID]) -> list[Any]:
    slots = timetable.list_slots(scope, held.id)
    taken = timetable.list_attended(scope, held.id, days={it.held_on for it in slots}, trainees=trainee_ids)
    return [clash for other in taken for clash in find_clashes([_for(it, other) for it in slots], [other]) if clash.what == "trainee"]


def _for(slot: Slot, other: Slot) -> Slot:
    """A lesson of the class as whoever has the other lesson would meet it: for her alone, wherever it is held."""
    return replace(slot, room_id=None, teacher_id=None, trainees=other.trainees)


register_words({ENROL: "报名入班", LEAVE: "退出班级", PROMOTE: "候补入班", CONFIRM: "确认没有交费"}, group="培训班")
