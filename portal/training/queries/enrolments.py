"""Every SELECT on who is enrolled; it names persons, so it is asked for the station's own people alone."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, case, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope, prepared
from portal.people.rules.sounds import sought_sound
from portal.training.models import Demand, Enrolment, Trainee, TrainingClass, Wish
from portal.training.rules.enrolments import SEATED, EnrolmentState, Past

Rows = Sequence[Row[*tuple[Any, ...]]]
MOST_FOUND = 30
enrolment, trainee, training_class, wish, demand = (cast(Table, m.__table__) for m in (Enrolment, Trainee, TrainingClass, Wish, Demand))
e, t, k = enrolment.c, trainee.c, training_class.c
_SAME_TRAINEE = and_(t.city_id == e.city_id, t.tenant_id == e.tenant_id, t.id == e.trainee_id)
_SAME_CLASS = and_(k.city_id == e.city_id, k.tenant_id == e.tenant_id, k.id == e.class_id)
_WHO = (t.name, t.phone, t.person_id, t.community, t.consent_withdrawn_at, t.erased_at)
_STATES = case({"enrolled": 0, "completed": 0, "failed": 0, "waiting": 1, "left": 2}, value=e.state)


def _enrolled(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(enrolment, *_WHO).select_from(enrolment).join(trainee, _SAME_TRAINEE)
    return rows.where(scope.changes(enrolment), scope.changes(trainee)).order_by(_STATES, e.enrolled_at, e.id)


@prepared
def _of_class(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _enrolled(scope).where(e.class_id == bindparam("class"))


def list_enrolments(scope: Scope, class_id: UUID) -> Rows:
    """Return who is in a class, who waits in order, and who left.

    Returns:
        Rows of all columns of the enrolment and (name, phone, person_id, community, consent_withdrawn_at, erased_at) of the trainee.
    """
    return db.session.execute(_of_class(scope), {**scope.binds, "class": class_id}).all()


@prepared
def _one(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _enrolled(scope).where(e.id == bindparam("which"))


def get_enrolment(scope: Scope, enrolment_id: UUID) -> Row[Any]:
    """Return one enrolment, as `list_enrolments` does.

    Raises:
        NotFound: there is none.
    """
    row = db.session.execute(_one(scope), {**scope.binds, "which": enrolment_id}).first()
    if row is None:
        raise NotFound
    return row


@prepared
def _seats(scope: Scope) -> Select[*tuple[Any, ...]]:
    seated = func.count().filter(e.state.in_([it.value for it in SEATED])).label("seated")
    waiting = func.count().filter(e.state == EnrolmentState.WAITING.value).label("waiting")
    left = func.count().filter(e.state == EnrolmentState.LEFT.value).label("left")
    confirmed = func.count(e.free_confirmed_on).filter(e.state.in_([it.value for it in SEATED])).label("confirmed")
    refreshers = func.count().filter(e.is_refresher, e.state.in_([it.value for it in SEATED])).label("refreshers")
    wanted = e.class_id.in_(bindparam("classes", expanding=True))
    return select(e.class_id, seated, waiting, left, confirmed, refreshers).where(scope.changes(enrolment), wanted).group_by(e.class_id)


def count_seats(scope: Scope, class_ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return {class: (seated, waiting, left, confirmed, refreshers)} of those anybody is or was in; numbers alone, so they may be shown."""
    rows = db.session.execute(_seats(scope), {**scope.binds, "classes": list(class_ids)})
    return {row.class_id: row for row in rows}


@prepared
def _of_trainee(scope: Scope) -> Select[*tuple[Any, ...]]:
    of_class = (k.title, k.number, k.kind, k.course_id, k.starts_on, k.ends_on, k.state.label("class_state"), k.ended_on)
    rows = select(enrolment, *of_class).select_from(enrolment).join(training_class, _SAME_CLASS)
    hers = (scope.changes(enrolment), scope.changes(training_class), e.trainee_id.in_(bindparam("trainees", expanding=True)))
    return rows.where(*hers).order_by(k.starts_on, e.id)


def list_of_trainee(scope: Scope, trainee_id: UUID) -> Rows:
    """Return a trainee's enrolments, as `list_of_trainees` does."""
    return list_of_trainees(scope, [trainee_id])


def list_of_trainees(scope: Scope, trainee_ids: Collection[UUID]) -> Rows:
    """Return the enrolments of these trainees, the first class first.

    Returns:
        Rows of all columns of the enrolment and (title, number, kind, course_id, starts_on, ends_on, class_state, ended_on) of the class.
    """
    return db.session.execute(_of_trainee(scope), {**scope.binds, "trainees": list(trainee_ids)}).all()


@prepared
def _past(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(e.trainee_id, e.state, e.is_refresher, k.title).select_from(enrolment).join(training_class, _SAME_CLASS)
    same = (k.course_id == bindparam("course"), e.class_id != bindparam("class"), k.state != "cancelled")
    theirs = e.trainee_id.in_(bindparam("trainees", expanding=True))
    return rows.where(scope.changes(enrolment), scope.changes(training_class), *same, theirs).order_by(k.starts_on, e.id)


def list_past(scope: Scope, trainee_ids: Collection[UUID], *, course_id: int, class_id: UUID) -> dict[UUID, list[Past]]:
    """Return {trainee: her other classes of this course}."""
    found: dict[UUID, list[Past]] = {it: [] for it in trainee_ids}
    binds = {**scope.binds, "trainees": list(trainee_ids), "course": course_id, "class": class_id}
    for row in db.session.execute(_past(scope), binds):
        found[row.trainee_id].append(Past(EnrolmentState(row.state), row.is_refresher, row.title))
    return found


@prepared
def _wishes(scope: Scope) -> Select[*tuple[Any, ...]]:
    w, d = wish.c, demand.c
    same = and_(d.city_id == w.city_id, d.tenant_id == w.tenant_id, d.id == w.demand_id)
    asked = (w.trainee_id.in_(bindparam("trainees", expanding=True)), d.course_id == bindparam("course"), d.state.in_(("open", "placed")))
    rows = select(w.trainee_id, func.min(w.collected_on), w.id).select_from(wish).join(demand, same)
    rows = rows.where(scope.changes(wish), scope.changes(demand), *asked)
    return rows.group_by(w.trainee_id, w.id).order_by(w.trainee_id, func.min(w.collected_on).desc(), w.id.desc())


def map_wishes(scope: Scope, trainee_ids: Collection[UUID], *, course_id: int) -> dict[UUID, UUID]:
    """Return {trainee: her first wish for this course that was not met yet}."""
    rows = db.session.execute(_wishes(scope), {**scope.binds, "trainees": list(trainee_ids), "course": course_id})
    return {row.trainee_id: row.id for row in rows}


def _free(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Trainees who may be offered a class: those in it already, and whoever withdrew, are left out."""
    inside = select(e.trainee_id).where(scope.changes(enrolment), e.class_id == bindparam("class"), e.state != "left")
    rows = select(t.id, t.name, t.phone, t.community, t.wish).where(scope.changes(trainee), t.id.not_in(inside))
    return rows.where(t.consent_withdrawn_at.is_(None), t.erased_at.is_(None))


@cache
def _found(*, by: str) -> Any:
    @prepared
    def statement(scope: Scope) -> Select[*tuple[Any, ...]]:
        name, sound = t.name.like(bindparam("pattern"), escape="\\"), t.name_sound.like(bindparam("pattern"), escape="\\")
        phone = t.phone.like(bindparam("pattern"), escape="\\")
        chosen = {"phone": phone, "sound": sound, "name": name}[by]
        return _free(scope).where(chosen).order_by(t.name, t.id).limit(MOST_FOUND)

    return statement


def search_trainees(scope: Scope, class_id: UUID, sought: str) -> Rows:
    """Return (id, name, phone, community, wish) of at most 30 trainees who could be enrolled.

    Args:
        sought: a part of the name, how it sounds, or the last digits of the telephone.
    """
    literal = sought.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    sound = sought_sound(sought)
    by = "phone" if sought.isascii() and sought.isdigit() else "sound" if sound else "name"
    pattern = {"phone": f"%{literal}", "sound": f"%{sound}%", "name": f"%{literal}%"}[by]
    return db.session.execute(_found(by=by)(scope), {**scope.binds, "class": class_id, "pattern": pattern}).all()


@prepared
def _chosen(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _free(scope).where(t.id.in_(bindparam("trainees", expanding=True))).order_by(t.name, t.id)


def list_chosen(scope: Scope, class_id: UUID, trainee_ids: Collection[UUID]) -> Rows:
    """Return those of these trainees who could be enrolled, as `search_trainees` does."""
    return db.session.execute(_chosen(scope), {**scope.binds, "class": class_id, "trainees": list(trainee_ids)}).all()


@prepared
def _asking(scope: Scope) -> Select[*tuple[Any, ...]]:
    w, d = wish.c, demand.c
    same = and_(d.city_id == w.city_id, d.tenant_id == w.tenant_id, d.id == w.demand_id)
    asked = (d.course_id == bindparam("course"), d.state == "open", w.state == "admitted")
    theirs = select(w.trainee_id).select_from(wish).join(demand, same).where(scope.changes(wish), scope.changes(demand), *asked)
    return _free(scope).where(t.id.in_(theirs)).order_by(t.name, t.id).limit(200)


def list_asking(scope: Scope, class_id: UUID, *, course_id: int) -> Rows:
    """Return the trainees whose wish for this course is open, as `search_trainees` does: they are offered the class first."""
    return db.session.execute(_asking(scope), {**scope.binds, "class": class_id, "course": course_id}).all()


@prepared
def _scanned(scope: Scope) -> Select[*tuple[Any, ...]]:
    w = wish.c
    by_code = (w.public_code.in_(bindparam("codes", expanding=True)), w.state.in_(("open", "admitted")))
    live = (w.consent_withdrawn_at.is_(None), w.erased_at.is_(None))
    rows = select(w.id, w.name, w.phone, w.collected_on, w.state, w.trainee_id).where(scope.changes(wish), *by_code, *live)
    return rows.order_by(w.collected_on, w.id).limit(200)


def list_scanned(scope: Scope, codes: Collection[str]) -> Rows:
    """Return (id, name, phone, collected_on, state, trainee_id) of the wishes that came by these codes, the first who signed up on top."""
    return db.session.execute(_scanned(scope), {**scope.binds, "codes": list(codes)}).all() if codes else ()
