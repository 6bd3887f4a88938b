"""The end of a class: a verdict on every woman in it, and what counts because of it; and taking all that back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, bindparam, select, update

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.tallies import services as tallies
from portal.tallies.rules import CLASSES, REFRESHED, TRAINED
from portal.tallies.services import Reached
from portal.tenants.services.codes import end_codes_of, make_code
from portal.training.models import Demand, Enrolment, TrainingClass, Wish
from portal.training.queries import attendance as attendees
from portal.training.queries import classes
from portal.training.queries import completion as queries
from portal.training.queries import enrolments as seats
from portal.training.queries.attendance import Attendee, meeting_of
from portal.training.rules.classes import ClassKind, ClassState
from portal.training.rules.completion import WAITING_CLOSED, WITHDRAWN, Share, Verdict, check_end, judge
from portal.training.rules.enrolments import EnrolmentState
from portal.training.rules.wishes import DemandState
from portal.training.services.reliance import refuse_relied_on
from portal.training.services.wishes import follow_enrolment

END, REOPEN = "class.end", "class.reopen"
enrolment, training_class, demand, wish = (cast(Table, m.__table__) for m in (Enrolment, TrainingClass, Demand, Wish))
_COUNTS = (CLASSES, TRAINED, REFRESHED)
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is decided on one woman."""

    who: Attendee
    share: Share
    is_completed: bool
    reason: str


def end_class(scope: Scope, class_id: UUID, verdicts: Sequence[Verdict] = (), *, ended_on: date, version: int) -> int:
    """End a class: every woman completes it or does not, and the figures of the month follow. Return how many completed it.

    Args:
        verdicts: where it is not left to what she attended.

    Raises:
        NotFound: no such class, or a verdict on somebody who is not in it.
        RuleBroken: a last day that cannot be (`ended_on`), or somebody would complete it who attended too little (`rows-<n>-verdict`).
        Conflict: it does not run, a lesson is not taken yet (it says which), the month is closed, or somebody changed it meanwhile.
    """
    held = _lock(scope, class_id, ClassState.RUNNING, version, action=END)
    lessons = _taught_lessons(scope, held)
    check_end(ended_on, lessons=lessons, today=clock.today())
    tallies.require_open(scope, clock.month_of(ended_on), action=END)
    judged = _judge_all(scope, held, verdicts)
    waiting = [row.id for row in queries.list_open(scope, class_id) if row.state == EnrolmentState.WAITING.value]
    _change_enrolments(scope, [*(_ended(it) for it in judged), *((it, _LEFT) for it in waiting)])
    ended: Values = {"state": ClassState.ENDED.value, "ended_on": ended_on, "ended_by": scope.account_id}
    _change_class(scope, held, ended, action=END)
    end_codes_of(scope, class_id)
    tallies.reach(scope, _reached(held, judged, ended_on), action=END)
    completed = [it for it in judged if it.is_completed]
    for it in judged:
        if not it.who.is_locked:
            follow_enrolment(scope, it.who.trainee_id, held.course_id, DemandState.MET if it.is_completed else DemandState.OPEN)
    audit.note(scope, END, class_id, note=f"结业 {len(completed)} 人，未结业 {len(judged) - len(completed)} 人")
    return len(completed)


def reopen_class(scope: Scope, class_id: UUID, *, reason: str, version: int) -> None:
    """Let an ended class run again, as if it had not been ended; it gets a new code.

    Raises:
        NotFound: no such class.
        RuleBroken: the reason names a woman of the class; it stands in the audit, which those above read.
        Conflict: it was not ended, something rests on its end, the month in which it ended is closed, or somebody changed it meanwhile.
    """
    held = _lock(scope, class_id, ClassState.ENDED, version, action=REOPEN)
    tallies.require_open(scope, clock.month_of(held.ended_on), action=REOPEN)
    refuse_relied_on(scope, held, action=REOPEN)
    check_reason(reason, *(row.name for row in seats.list_enrolments(scope, class_id)))
    rows = queries.list_judged(scope, class_id)
    judged = [row for row in rows if row.state != EnrolmentState.LEFT.value]
    closed = [row.id for row in rows if row.state == EnrolmentState.LEFT.value and row.reason == WAITING_CLOSED]
    tallies.take_back(scope, [class_id, *(row.id for row in judged)], action=REOPEN, only=_COUNTS)
    _change_enrolments(scope, [*((row.id, _ENROLLED) for row in judged), *((it, _WAITING) for it in closed)])
    _change_class(scope, held, {"state": ClassState.RUNNING.value, "ended_on": None, "ended_by": None}, action=REOPEN)
    _place_again(scope, [row.id for row in judged])
    make_code(scope, "class", class_id)
    audit.note(scope, REOPEN, class_id, note=reason)


def _lock(scope: Scope, class_id: UUID, wanted: ClassState, version: int, *, action: str) -> Row[Any]:
    held = classes.lock_class(scope, class_id)
    state = ClassState(held.state)
    if state is not wanted:
        words = "结班" if action == END else "撤销结班"
        raise Conflict(f"这个班{state.label}，不能{words}。", action=action, subject_id=class_id)
    if held.version != version:
        raise _overtaken(class_id, action)
    return held


def _overtaken(class_id: UUID, action: str) -> Conflict:
    message = "这个班刚才被别人修改过，这一次没有保存。"
    return Conflict(message, action=action, subject_id=class_id, advice="请看过最新内容后再改。")


def _taught_lessons(scope: Scope, held: Row[Any]) -> list[date]:
    """Return the days on which the class was taught.

    Raises:
        Conflict: it was never taught, or of a lesson nobody noted in full who came.
    """
    rows = classes.list_lessons(scope, held.id)
    if not rows:
        raise Conflict("这个班一节课都没有上，不能结班。", action=END, subject_id=held.id, advice="没有开成的班，请取消。")
    untaken = [meeting_of(row).shown for row in rows if row.taught_min is None]
    if untaken:
        more = f"等 {len(untaken)} 节课" if len(untaken) > 5 else "的课"
        advice = "请先记完考勤；没有上的课，请先取消。"
        raise Conflict(f"{'、'.join(untaken[:5])} {more}还没有记完考勤，不能结班。", action=END, subject_id=held.id, advice=advice)
    return [row.held_on for row in rows]


def _judge_all(scope: Scope, held: Row[Any], verdicts: Sequence[Verdict]) -> list[Judged]:
    said = {it.enrolment_id: (n, it) for n, it in enumerate(verdicts)}
    roll = [one for one in attendees.list_roll(scope, held.id) if one.state is EnrolmentState.ENROLLED]
    if not said.keys() <= {one.enrolment_id for one in roll}:
        raise NotFound
    shares, none = queries.map_shares(scope, held.id)
    found = list[Judged]()
    for one in roll:
        share = shares.get(one.trainee_id, none)
        row, verdict = said.get(one.enrolment_id, (0, None))
        verdict_and_why = (False, WITHDRAWN) if one.is_locked else judge(share, verdict, row=row)
        found.append(Judged(one, share, *verdict_and_why))
    if not found:
        raise RuleBroken("ended_on", "班里没有学员，不能结班；没有开成的班，请取消")
    return found


def _ended(it: Judged) -> tuple[UUID, Values]:
    state = EnrolmentState.COMPLETED if it.is_completed else EnrolmentState.FAILED
    minutes = {"attended_min": it.share.attended_min, "taught_min": it.share.taught_min}
    return it.who.enrolment_id, {"state": state.value, "reason": it.reason, **minutes}


_LEFT: Values = {"state": EnrolmentState.LEFT.value, "reason": WAITING_CLOSED, "attended_min": None, "taught_min": None}
_ENROLLED: Values = {"state": EnrolmentState.ENROLLED.value, "reason": "", "attended_min": None, "taught_min": None}
_WAITING: Values = {**_ENROLLED, "state": EnrolmentState.WAITING.value}


def _change_enrolments(scope: Scope, changes: Iterable[tuple[UUID, Values]]) -> None:
    rows = [{**scope.binds, "which": it, **{f"to_{name}": value for name, value in values.items()}} for it, values in changes]
    if rows:
        fresh = {name: bindparam(f"to_{name}") for name in _LEFT}
        own = (scope.changes(enrolment), enrolment.c.id == bindparam("which"))
        steps = {"changed_at": clock.now(), "version": enrolment.c.version + 1}
        db.session.execute(update(enrolment).where(*own).values({**fresh, **steps}), rows)


def _change_class(scope: Scope, held: Row[Any], values: Values, *, action: str) -> None:
    own = (scope.changes(training_class), training_class.c.id == bindparam("which"), training_class.c.version == bindparam("seen"))
    fresh = update(training_class).where(*own).values({**values, "version": held.version + 1})
    changed = db.session.execute(fresh, {**scope.binds, "which": held.id, "seen": held.version})
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise _overtaken(held.id, action)


def _reached(held: Row[Any], judged: Sequence[Judged], ended_on: date) -> list[Reached]:
    """Return what counts: the class once, and every woman who completed it, a refresher never as a first training. Source: S0-30."""
    is_all_refreshed = held.kind == ClassKind.REFRESHER.value
    found = [Reached(CLASSES, held.id, ended_on, course_id=held.course_id)]
    for it in judged:
        if it.is_completed:
            indicator = REFRESHED if it.who.is_refresher or is_all_refreshed else TRAINED
            found.append(Reached(indicator, it.who.enrolment_id, ended_on, person_id=it.who.person_id, course_id=held.course_id))
    return found


def _place_again(scope: Scope, enrolment_ids: Sequence[UUID]) -> None:
    """Let the demands behind these seats wait again for the class to end."""
    seats = (scope.changes(enrolment), enrolment.c.id.in_(bindparam("seats", expanding=True)))
    hers = (scope.changes(wish), wish.c.id.in_(select(enrolment.c.wish_id).where(*seats)))
    met = (demand.c.state.in_((DemandState.MET.value, DemandState.OPEN.value)), demand.c.id.in_(select(wish.c.demand_id).where(*hers)))
    again = update(demand).where(scope.changes(demand), *met).values(state=DemandState.PLACED.value)
    db.session.execute(again, {**scope.binds, "seats": list(enrolment_ids)})


register_words({END: "结班", REOPEN: "撤销结班"}, group="培训班")
