"""Every write on wishes: written down, amended, dropped, and followed until she has what she asked for."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, and_, bindparam, insert, or_, select, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.people import services as people
from portal.people.rules import ConsentChannel
from portal.people.rules.reasons import check_reason
from portal.people.rules.records import require_hers
from portal.people.rules.sounds import sound_of
from portal.tallies import services as tallies
from portal.tallies.rules import WISHES
from portal.tallies.services import Reached
from portal.tenants.queries import places
from portal.training import queries as trainees
from portal.training.models import Demand, Enrolment, Trainee, TrainingClass, Wish
from portal.training.queries import wish_checks as doubles
from portal.training.queries.courses import list_courses
from portal.training.queries.wishes import WishRow
from portal.training.rules.intake import Branch, branch_for
from portal.training.rules.wish_checks import Known, WishesBroken, check_all, check_told
from portal.training.rules.wishes import DemandState, Told, WishDraft, WishState
from portal.training.services.wish_rows import change_demand, change_wish, hold_station, require_open

RECORD, AMEND, DROP, ADMIT = "wish.record", "wish.amend", "wish.drop", "wish.admit"
wish, demand, trainee, enrolment, training_class = (cast(Table, m.__table__) for m in (Wish, Demand, Trainee, Enrolment, TrainingClass))
_NEW_WISHES, _NEW_DEMANDS = insert(wish), insert(demand)
_NOON = time(12)


def record_wishes(scope: Scope, drafts: Sequence[WishDraft], *, rows: Sequence[int] = ()) -> list[UUID]:
    """Write wishes down, all or none: for each a nameless row that counts, and one that is hers.

    Args:
        rows: the numbers by which a clerk knows them, for what is said of doubles; 1, 2, 3 … when empty.

    Returns:
        The ids of the wishes, in the order of the drafts.

    Raises:
        WishesBroken: some cannot be kept; it names each with its reasons.
        Conflict: a month is closed.
    """
    if not drafts:
        return []
    hold_station(scope)
    found = check_all(numbered(drafts, rows), known_for(scope, drafts), today=clock.today())
    if faults := {place: reasons for place, reasons in enumerate(found) if reasons}:
        raise WishesBroken(faults)
    made = [(uuid7(), uuid7(), draft) for draft in drafts]
    db.session.execute(_NEW_DEMANDS, [{**scope.stamp(demand), **_asked(demand_id, it)} for demand_id, _, it in made])
    db.session.execute(_NEW_WISHES, [{**scope.stamp(wish), **_written(scope, *one)} for one in made])
    tallies.reach(scope, [_reached(demand_id, it.collected_on, it.told.course_id) for demand_id, _, it in made], action=RECORD)
    ids = [wish_id for _, wish_id, _ in made]
    audit.note(scope, RECORD, *ids)
    return ids


def numbered(drafts: Sequence[WishDraft], rows: Sequence[int] = ()) -> Iterable[tuple[int, WishDraft]]:
    """Return the drafts with the numbers by which a clerk knows them."""
    return zip(rows or range(1, len(drafts) + 1), drafts, strict=True)


def known_for(scope: Scope, drafts: Sequence[WishDraft]) -> Known:
    """Return what is there that these drafts are held against."""
    known = _known([it.told for it in drafts])
    known.asked = {(row.phone, row.course_id): (row.collected_on, 0) for row in doubles.find_asked(scope, [it.told.phone for it in drafts])}
    known.serials = dict.fromkeys(doubles.find_serials(scope, [it.sheet_serial for it in drafts]), 0)
    return known


def amend_wish(scope: Scope, wish_id: UUID, told: Told, *, version: int) -> None:
    """Change what she said; when it is another course, the figure of her month goes with it.

    Raises:
        NotFound: it is not this station's.
        WishesBroken: it cannot be.
        Conflict: it is no longer open, somebody changed it meanwhile, or the course would change in a closed month.
    """
    before = require_open(scope, wish_id, version, action=AMEND)
    check_told(told, _known([told]), today=clock.today(), kept_course_id=before.told.course_id)
    if told.course_id != before.told.course_id:
        tallies.settle(scope, before.demand_id, [_reached(before.demand_id, before.collected_on, told.course_id)], action=AMEND)
    asked = {"course_id": told.course_id, "community_code": told.community_code, "branch": branch_for(told.skills).value}
    change_demand(scope, before.demand_id, asked)
    consented_at = (before.priority_consented_at or clock.now()) if told.priority else None
    change_wish(scope, before, {**_said(told), "priority_consented_at": consented_at}, action=AMEND)
    audit.note(scope, AMEND, wish_id)


def drop_wish(scope: Scope, wish_id: UUID, *, reason: str, version: int) -> None:
    """Give a wish up; she did wish, so the figure of her month stays, and nobody plans a class for her any more.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the reason names her.
        Conflict: it is no longer open, or somebody changed it meanwhile.
    """
    before = require_open(scope, wish_id, version, action=DROP)
    check_reason(reason, before.told.name)
    change_wish(scope, before, {"state": WishState.DROPPED.value, "drop_reason": reason}, action=DROP)
    change_demand(scope, before.demand_id, {"state": DemandState.DROPPED.value})
    audit.note(scope, DROP, wish_id)


def mark_admitted(scope: Scope, wish_id: UUID, trainee_id: UUID, *, is_asked_again: bool = False) -> None:
    """Note that a woman who wished was taken in; her other open wishes, of the same name and telephone, go with this one.

    What she allowed to be kept of a priority group goes with her, as a consent of its own.

    Args:
        is_asked_again: she was just asked at the counter; what she said there stands.

    Raises:
        NotFound: the wish or the trainee is not this station's.
        Conflict: the wish is no longer open, or one of the two records is locked.
    """
    leading = require_open(scope, wish_id, None, action=ADMIT)
    case = trainees.get_trainee(scope, trainee_id)
    require_hers(case.withdrawn_at, case.erased_at, action=ADMIT, subject_id=trainee_id)
    others = [other for other in doubles.list_like(scope, name=leading.told.name, phone=leading.told.phone) if other != wish_id]
    told = [leading, *(require_open(scope, other, None, action=ADMIT) for other in others)]
    for row in told:
        change_wish(scope, row, {"state": WishState.ADMITTED.value, "trainee_id": trainee_id}, action=ADMIT)
    if not is_asked_again:
        _carry_over(scope, trainee_id, told, case.consent_channel)
    audit.note(scope, ADMIT, *(row.id for row in told))


def follow_enrolment(scope: Scope, trainee_id: UUID, course_id: int, state: DemandState = DemandState.PLACED) -> None:
    """Let what a trainee asked for follow her.

    Args:
        course_id: of the class.
        state: `PLACED` when she gets a seat, `MET` when she was trained, `OPEN` when she leaves the class.
    """
    waits = demand.c.state.not_in([DemandState.DROPPED.value, DemandState.MET.value, state.value])
    asked = update(demand).where(scope.changes(demand), waits, demand.c.course_id == bindparam("course"), demand.c.id.in_(_hers(scope)))
    db.session.execute(asked.values(state=state.value), {**scope.binds, "hers": trainee_id, "course": course_id})


def follow_work(scope: Scope, trainee_id: UUID, course_id: int) -> None:
    """Let work meet what a trainee asked for: all for which she was to be referred, and the course of just this work.

    What she has a seat for is left to its class.
    """
    suits = or_(demand.c.branch == Branch.REFER.value, demand.c.course_id == bindparam("course"))
    asked = update(demand).where(scope.changes(demand), suits, demand.c.state == DemandState.OPEN.value, demand.c.id.in_(_hers(scope)))
    db.session.execute(asked.values(state=DemandState.MET.value), {**scope.binds, "hers": trainee_id, "course": course_id})


def unfollow_work(scope: Scope, trainee_id: UUID) -> None:
    """Let a trainee whose work never was ask again for what she has not learnt."""
    e, k = enrolment.c, training_class.c
    same = and_(k.city_id == e.city_id, k.tenant_id == e.tenant_id, k.id == e.class_id)
    done = (scope.changes(enrolment), scope.changes(training_class), e.trainee_id == bindparam("hers"), e.state == "completed")
    learnt = select(k.course_id).select_from(enrolment).join(training_class, same).where(*done)
    met = (demand.c.state == DemandState.MET.value, demand.c.course_id.not_in(learnt), demand.c.id.in_(_hers(scope)))
    again = update(demand).where(scope.changes(demand), *met).values(state=DemandState.OPEN.value)
    db.session.execute(again, {**scope.binds, "hers": trainee_id})


def _hers(scope: Scope) -> Any:
    admitted = (wish.c.trainee_id == bindparam("hers"), wish.c.state == WishState.ADMITTED.value)
    return select(wish.c.demand_id).where(scope.changes(wish), *admitted)


def _known(told: Sequence[Told]) -> Known:
    courses = {it.id: it.name for it in list_courses()}
    communities = places.names_of(it.community_code for it in told if it.community_code)
    return Known(courses, frozenset(communities), doubles.list_notices())


def _reached(demand_id: UUID, on: date, course_id: int) -> Reached:
    return Reached(WISHES, demand_id, on, course_id=course_id)


def _asked(demand_id: UUID, it: WishDraft) -> dict[str, Any]:
    what = {"id": demand_id, "asked_on": it.collected_on, "course_id": it.told.course_id, "state": DemandState.OPEN.value}
    return {**what, "community_code": it.told.community_code, "branch": branch_for(it.told.skills).value, "channel": it.channel.value}


def _said(it: Told) -> dict[str, Any]:
    names = ("name", "phone", "place", "born_year", "is_student", "limits", "priority", "note")
    skills = [skill.value for skill in it.skills]
    return {**{name: getattr(it, name) for name in names}, "name_sound": sound_of(it.name), "skills": skills}


def _written(scope: Scope, demand_id: UUID, wish_id: UUID, it: WishDraft) -> dict[str, Any]:
    names = ("collector_name", "collected_on", "sheet_serial", "public_code", "phone_checked_at", "consent_version", "consent_channel")
    consented_at = _moment(it.collected_on)
    state = {"state": WishState.OPEN.value, "drop_reason": "", "trainee_id": None, "consent_withdrawn_at": None, "erased_at": None}
    return {
        "id": wish_id,
        "demand_id": demand_id,
        "collector": it.collector.value,
        **state,
        **_said(it.told),
        **{name: getattr(it, name) for name in names},
        "consented_at": consented_at,
        "priority_consented_at": consented_at if it.told.priority else None,
        "entered_by": scope.account_id,
        "entered_at": clock.now(),
        "touched_at": None,
        "version": 1,
    }


def _moment(on: date) -> datetime:
    """Return when she agreed: now, or about noon of the day on which she signed."""
    return clock.now() if on == clock.today() else datetime.combine(on, _NOON, clock.SHANGHAI)


def _carry_over(scope: Scope, trainee_id: UUID, told: list[WishRow], at_counter: ConsentChannel) -> None:
    values: dict[str, Any] = {"is_student": True} if any(row.told.is_student for row in told) else {}
    if row := next((row for row in told if row.told.priority), None):
        values["priority"] = row.told.priority
        # Who agreed by a scanned code is asked again at the counter, with the rest of the notice.
        spoken = {one.value for one in ConsentChannel}
        channel = row.consent_channel if row.consent_channel in spoken else at_counter.value
        people.record_consent(scope, "trainee", trainee_id, version=row.consent_version, channel=channel, purpose="priority")
    if values:
        own = (scope.changes(trainee), trainee.c.id == bindparam("which"))
        db.session.execute(update(trainee).where(*own).values(values), {**scope.binds, "which": trainee_id})


register_words({RECORD: "登记意愿", AMEND: "修改意愿", DROP: "作废意愿", ADMIT: "意愿转为学员"}, group="意愿")
