"""Attendance: taken by the station lesson by lesson, corrected, or signed by a woman herself with the class code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.tallies import services as tallies
from portal.tenants.queries.codes import find_open_code
from portal.training.queries import attendance as queries
from portal.training.queries import classes
from portal.training.queries.attendance import Attendee, meeting_of
from portal.training.rules.attendance import Mark, Register, Way, check_street, kept_way, takes_codes, why_not_noted
from portal.training.services.marks import Change, Held, hold_lesson, note_changes, overtaken

TAKE, CORRECT, SIGN_IN = "attendance.take", "attendance.correct", "attendance.sign_in"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What somebody is told who signed in; not a word of who she is, since anybody may type a telephone.

    Args:
        is_new: False when she had signed in before.
    """

    class_title: str
    topic: str
    held_on: date
    start_min: int
    end_min: int
    is_new: bool


def take_attendance(scope: Scope, lesson_id: UUID, register: Register, *, version: int) -> None:
    """Note who came to a lesson, or correct it; the figures of its month move by the difference.

    Args:
        version: of the lesson, as it was shown.

    Raises:
        NotFound: no such lesson or trainee in this class.
        RuleBroken: whoever was online lacks her street (field `street`).
        Conflict: it is to come or was cancelled, its class does not run, its month is closed, somebody changed it meanwhile, or a
            woman sat in another lesson at the same time.
    """
    held = hold_lesson(scope, lesson_id)
    action = CORRECT if held.row.taken_at else TAKE
    if why := why_not_noted(held.it, clock.local(clock.now())):
        raise Conflict(why, action=action, subject_id=lesson_id)
    if held.row.version != version:
        raise overtaken(lesson_id, action)
    tallies.require_open(scope, clock.month_of(held.it.held_on), action=action)
    roll, before = queries.list_roll(scope, held.row.class_id), queries.map_marks(scope, [lesson_id])[lesson_id]
    changes = _changes(held, roll, before, register, action)
    known = {*before, *(it.who.trainee_id for it in changes)}
    is_whole = all(one.trainee_id in known for one in roll if one.is_noted)
    if not changes and not (is_whole and held.row.taught_min is None):
        return  # nothing that is not known
    note_changes(scope, held, changes, action=action, is_whole=is_whole)
    audit.note(scope, action, lesson_id)


def take_lessons(scope: Scope, registers: Sequence[tuple[UUID, Register, int]]) -> None:
    """Note who came to several lessons, all or nothing: (lesson, register, version seen)."""
    for lesson_id, register, version in registers:
        take_attendance(scope, lesson_id, register, version=version)


def sign_in_by_code(scope: Scope, class_id: UUID, phone: str) -> SignedIn:
    """Let a woman of the class sign in to today's lesson by her telephone, from half an hour before it until its end.

    Args:
        scope: the station's, with account 0.
        phone: as `parse_phone` gives it.

    Raises:
        NotFound: no such class.
        RuleBroken: nobody, or more than one, of the class has this telephone (field `phone`).
        Conflict: the class does not run, its code is dead, no lesson is on, or she sits in another one.
    """
    held = _lesson_now(scope, class_id)
    who = _who_signs(queries.list_roll(scope, class_id), phone)
    row = queries.map_marks(scope, [held.id])[held.id].get(who.trainee_id)
    told = (held.row.class_title, held.row.topic, held.it.held_on, held.it.start_min, held.it.end_min)
    if row is not None and Way(row.way).came:
        return SignedIn(*told, is_new=False)
    way = kept_way(None, Way.CODE, is_online=held.it.is_online)
    known = queries.map_streets(scope, [who.trainee_id]) if way is Way.ONLINE else {}
    change = Change(who, way, known.get(who.trainee_id, ""), row.id if row else None)
    try:
        note_changes(scope, held, [change], action=SIGN_IN, is_whole=False)
    except Conflict as conflict:
        raise _without_names(conflict, held) from conflict
    audit.note(scope, SIGN_IN, held.id)
    return SignedIn(*told, is_new=True)


def _lesson_now(scope: Scope, class_id: UUID) -> Held:
    """Return the lesson that takes codes now, held; of two the earlier."""
    locked, now = classes.lock_class(scope, class_id), clock.local(clock.now())
    if locked.state != "running" or find_open_code(scope, "class", class_id) is None:
        raise Conflict("这个班现在不能扫码签到。", action=SIGN_IN, subject_id=class_id, advice="请找老师在签到表上签字。")
    for row in classes.list_lessons(scope, class_id):
        it = meeting_of(row)
        if takes_codes(it, now):
            return Held(row, it)
    advice = "上课前 30 分钟起、下课前可以签到；已经下课的，请找老师登记。"
    raise Conflict("现在没有可以签到的课。", action=SIGN_IN, subject_id=class_id, advice=advice)


def _who_signs(roll: list[Attendee], phone: str) -> Attendee:
    found = [one for one in roll if one.is_noted and one.phone == phone]
    if not found:
        raise RuleBroken("phone", "本班花名册上没有这个号码，请核对，或找老师登记")
    if len(found) > 1:
        raise RuleBroken("phone", "本班有不止一位学员用这个号码，请找老师登记签到")
    return found[0]


def _without_names(conflict: Conflict, held: Held) -> Conflict:
    """Return a refusal fit for a page that anybody may open."""
    advice = "请找老师在签到表上签字。"
    return Conflict("这次签到没有成功：同一时间另有签到，或这个月已经关账。", action=conflict.action, subject_id=held.id, advice=advice)


def _changes(held: Held, roll: list[Attendee], before: dict[UUID, Any], register: Register, action: str) -> list[Change]:
    """Return what differs from what is kept; everybody named must be of the class, and free to be dealt with."""
    people, noted = {one.trainee_id: one for one in roll}, {mark.trainee_id: mark for mark in register.marks}
    if not noted.keys() <= people.keys():
        raise NotFound
    rest = [one for one in roll if register.is_rest_absent and one.is_noted and one.trainee_id not in noted.keys() | before.keys()]
    marks = [*noted.values(), *(Mark(one.trainee_id, Way.ABSENT) for one in rest)]
    found = [_change(held, people[mark.trainee_id], before.get(mark.trainee_id), mark) for mark in marks]
    changes = [it for it in found if it is not None]
    for it in changes:
        _require_noted(it.who, held, action)
    return changes


def _change(held: Held, who: Attendee, row: Any, mark: Mark) -> Change | None:
    old = Way(row.way) if row else None
    way = kept_way(old, mark.way, is_online=held.it.is_online)
    street = mark.street if way is Way.ONLINE else ""
    if row is not None and (way, street) == (old, row.street):
        return None
    check_street(who.name, way, street)
    return Change(who, way, street, row.id if row else None)


def _require_noted(who: Attendee, held: Held, action: str) -> None:
    if who.is_locked:
        require_hers(clock.now(), None, action=action, subject_id=held.id)
    if not who.is_noted:
        raise Conflict(f"{who.name}{who.state.label}，不能再记她的考勤。", action=action, subject_id=held.id, hers=[who.name])


register_words({TAKE: "记考勤", CORRECT: "更正考勤", SIGN_IN: "扫码签到"}, group="培训班")
