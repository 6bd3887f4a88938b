"""Every write on placements and on the work that is wished."""

from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.placement.models import JobWish, Placement
from portal.placement.queries import employers
from portal.placement.queries import placements as queries
from portal.placement.rules.gate import Lack
from portal.placement.rules.work import CAUSES, OWN, PURPOSE, Job, JobWishDraft, Leaving, check_end, check_job
from portal.placement.services import gates
from portal.placement.services.standing import Standing, judge
from portal.placement.services.women import deal_with, note_consent, overtaken, touch
from portal.tallies import services as tallies
from portal.tallies.rules import PLACED, PLACED_AWAY, PLACED_CHECKED, PLACED_OWN, PLACED_TRAINED
from portal.tallies.services import Reached
from portal.training.queries import Case
from portal.training.queries.courses import get_course
from portal.training.services import wishes

PLACE, END, VOID, WISH = "placement.place", "placement.end", "placement.void", "placement.wish"
placement, wish = cast(Table, Placement.__table__), cast(Table, JobWish.__table__)
_NEW, _NEW_WISH = insert(placement), insert(wish)


class GateClosed(Conflict):
    """She lacks something and may not start work; `lacks` says all of it."""

    def __init__(self, found: tuple[Lack, ...], trainee_id: UUID) -> None:
        super().__init__(
            "她还不能上岗，这一次没有保存。缺：" + "；".join(it.words for it in found) + "。", action=PLACE, subject_id=trainee_id
        )
        self.lacks = found


def place(scope: Scope, trainee_id: UUID, employer_id: UUID, job: Job) -> UUID:
    """Mark a trainee as at work, if the gate lets her through on the day she starts; she counts with what she really has.

    Raises:
        NotFound: the trainee or the employer is not this station's.
        RuleBroken: a day that cannot be, or income without her consent.
        GateClosed: she lacks something and the county did not let it pass.
        Conflict: she withdrew her consent, works for this employer already, or the month is closed.
    """
    case = deal_with(scope, trainee_id, action=PLACE)
    _check(scope, case, employer_id, job)
    standing = judge(scope, case, get_course(job.course_id).tier, job.started_on)
    grant_id = gates.use_grant(scope, trainee_id, job.course_id, standing.lacks, job.started_on) if standing.lacks else None
    if standing.lacks and grant_id is None:
        raise GateClosed(standing.lacks, trainee_id)
    new_id = uuid7()
    passed = {"gate_request_id": grant_id, "health_check_id": standing.check.id if standing.check else None}
    row = {"id": new_id, "trainee_id": trainee_id, "employer_id": employer_id, **passed, **_written(scope, trainee_id, job)}
    db.session.execute(_NEW, {**scope.stamp(placement), **row, "placed_by": scope.account_id, "placed_at": clock.now(), "version": 1})
    wishes.follow_work(scope, trainee_id, job.course_id)
    is_own = employers.get_employer(scope, employer_id).kind == OWN
    tallies.reach(scope, _reached(new_id, case, job, standing, is_own=is_own), action=PLACE)
    audit.note(scope, PLACE, new_id, trainee_id, note="县级放行" if grant_id else "")
    return new_id


def end_placement(scope: Scope, placement_id: UUID, it: Leaving, *, version: int) -> None:
    """Note when and why she left; that she was placed stays counted.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: a day that cannot be, no cause, or a note that names her.
        Conflict: she had left, it was voided, or somebody changed it meanwhile.
    """
    row = _live(scope, placement_id, END)
    check_end(it, started_on=row.started_on, today=clock.today())
    check_reason(it.note, row.name, field="left_note")
    left = {"ended_on": it.ended_on, "left_cause": it.cause, "left_note": it.note}
    change_placement(scope, placement_id, left, version=version, action=END)
    touch(scope, row.trainee_id)
    audit.note(scope, END, placement_id, note=CAUSES[it.cause])


def void_placement(scope: Scope, placement_id: UUID, *, reason: str, version: int) -> None:
    """Take a placement that never was out of the figures of its month; a grant it used may be used again.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the reason names her.
        Conflict: its month is closed, it was voided before, or somebody changed it meanwhile.
    """
    row = queries.get_placement(scope, placement_id)
    check_reason(reason, row.name)
    if row.voided_at is not None:
        raise Conflict("这条上岗记录已经作废过了，这一次没有保存。", action=VOID, subject_id=placement_id)
    gone = {"voided_at": clock.now(), "void_reason": reason}
    change_placement(scope, placement_id, gone, version=version, action=VOID)
    tallies.require_open(scope, clock.month_of(row.started_on), action=VOID)
    tallies.take_back(scope, [placement_id], action=VOID)
    if row.gate_request_id is not None:
        gates.free_grant(scope, row.gate_request_id)
    if all(one.voided_at for one in queries.list_of_trainee(scope, row.trainee_id)):
        wishes.unfollow_work(scope, row.trainee_id)
    audit.note(scope, VOID, placement_id)


def keep_wish(scope: Scope, trainee_id: UUID, it: JobWishDraft, *, version: int) -> None:
    """Note what work a trainee wishes, in the place of what she wished before.

    Raises:
        NotFound: she is not this station's.
        RuleBroken: a day to come, or a note that names her.
        Conflict: she withdrew her consent, or somebody changed it meanwhile.
    """
    case = deal_with(scope, trainee_id, action=WISH)
    if it.told_on > clock.today():
        raise RuleBroken("told_on", "日期还没有到")
    check_reason(it.note, case.particulars.name, field="note")
    said = {**asdict(it), "trade": it.trade.value, "noted_by": scope.account_id, "noted_at": clock.now(), "version": version + 1}
    known = queries.find_wish(scope, trainee_id)
    if (known.version if known else 0) != version:
        raise overtaken(trainee_id, WISH)
    if known is None:
        db.session.execute(_NEW_WISH, {**scope.stamp(wish), "id": uuid7(), "trainee_id": trainee_id, **said})
    else:
        own = (scope.changes(wish), wish.c.id == bindparam("which"))
        db.session.execute(update(wish).where(*own).values(said), {**scope.binds, "which": known.id})
    audit.note(scope, WISH, trainee_id)


def change_placement(scope: Scope, placement_id: UUID, values: dict[str, Any], *, version: int, action: str) -> None:
    """Change a placement that nobody has changed since it was read.

    Raises:
        Conflict: somebody did.
    """
    own = (scope.changes(placement), placement.c.id == bindparam("which"), placement.c.version == bindparam("seen"))
    fresh = update(placement).where(*own).values({**values, "version": version + 1})
    if db.session.execute(fresh, {**scope.binds, "which": placement_id, "seen": version}).rowcount != 1:  # type: ignore[attr-defined]
        raise overtaken(placement_id, action)


def _live(scope: Scope, placement_id: UUID, action: str) -> Any:
    row = queries.get_placement(scope, placement_id)
    if row.voided_at is not None or row.ended_on is not None:
        message = "这条上岗记录已经作废。" if row.voided_at else f"她已在 {row.ended_on} 离岗，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=placement_id)
    return row


def _check(scope: Scope, case: Case, employer_id: UUID, job: Job) -> None:
    check_job(job, today=clock.today(), since=case.taken_on)
    check_reason(job.note, case.particulars.name, field="note")
    if employers.get_employer(scope, employer_id).ended_on is not None:
        raise RuleBroken("employer", "这个用工单位已停用，请先恢复或换一个")
    if known := queries.find_current(scope, case.id, employer_id):
        raise Conflict("她正在这个用工单位上岗，没有重复登记。", action=PLACE, subject_id=known)


def _written(scope: Scope, trainee_id: UUID, job: Job) -> dict[str, Any]:
    said = {name: value for name, value in asdict(job).items() if name != "income_consent"}
    if job.income_band and job.income_consent:
        note_consent(scope, trainee_id, job.income_consent, purpose=PURPOSE)
    consented_at = clock.now() if job.income_band else None
    begun = {"ended_on": None, "left_cause": "", "left_note": "", "voided_at": None, "void_reason": ""}
    return {**said, "income_consented_at": consented_at, **begun}


def _reached(placement_id: UUID, case: Case, job: Job, standing: Standing, *, is_own: bool) -> list[Reached]:
    """Return what she counts for, a business of her own too: with the county's leave she is at work, but not trained or checked for it."""
    marks = {PLACED_TRAINED: standing.has_pre_job, PLACED_CHECKED: standing.check, PLACED_AWAY: job.place == "away", PLACED_OWN: is_own}
    what = [PLACED, *(it for it, is_so in marks.items() if is_so)]
    return [Reached(it, placement_id, job.started_on, 1, case.person_id, job.course_id) for it in what]


register_words({PLACE: "登记上岗", END: "登记离岗", VOID: "作废上岗记录", WISH: "登记求职意向"}, group="上岗")
