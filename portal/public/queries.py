"""What the pages of a scanned code read of the unit, its place, and what was asked of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, Table, and_, bindparam, func, select

from portal.care.models import Recipient, ServiceRequest
from portal.care.rules.requests import Ask, Channel, State
from portal.core.db import db
from portal.core.scope import Scope, prepared
from portal.tenants import queries as tree
from portal.tenants.models import Tenant
from portal.tenants.queries.codes import list_codes
from portal.tenants.queries.directory import Rows
from portal.tenants.queries.profiles import find_profile
from portal.training.models import Course, Demand, Exam, Trainee, TrainingClass, Wish
from portal.training.rules.classes import ClassState
from portal.training.rules.wishes import WishState
from portal.volunteer.models import Shift
from portal.volunteer.rules.shifts import State as ShiftState

tenant, a_class = cast(Table, Tenant.__table__), cast(Table, TrainingClass.__table__)
request, recipient = cast(Table, ServiceRequest.__table__), cast(Table, Recipient.__table__)
shift, course, exam = (cast(Table, m.__table__) for m in (Shift, Course, Exam))
wish, demand, trainee = (cast(Table, m.__table__) for m in (Wish, Demand, Trainee))
MOST_TOLD = 20
q, r, s = request.c, recipient.c, shift.c
_SAID = (q.asker, q.asker_phone, q.kind, q.wanted_on, q.is_urgent, q.place, q.note)


def list_communities(scope: Scope) -> Rows:
    """Return (code, name, street) of each community of the station's county, those of its own street first."""
    codes = select(tenant.c.id, tenant.c.code).where(tenant.c.id.in_((scope.ids[1], scope.tenant_id)))
    known = {row.id: row.code for row in db.session.execute(codes)}
    own_street = known[scope.tenant_id][:9]
    return sorted(tree.list_communities(known[scope.ids[1]]), key=lambda it: (not it.code.startswith(own_street), it.code))


def find_contact(scope: Scope) -> Row[Any] | None:
    """Return what the station says of itself: contact_phone, address, open_hours and more; None while it says nothing."""
    return find_profile(scope, scope.tenant_id)


@prepared
def _titles(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(a_class.c.id, a_class.c.title).where(scope.owns(a_class), a_class.c.id.in_(bindparam("wanted", expanding=True)))


def map_titles(scope: Scope, class_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return {id: title} of these classes of the station."""
    rows = db.session.execute(_titles(scope), {**scope.binds, "wanted": list(class_ids)})
    return {row.id: row.title for row in rows}


@prepared
def _open_classes(scope: Scope) -> Select[*tuple[Any, ...]]:
    states = [ClassState.PLANNED.value, ClassState.RUNNING.value]
    chosen = select(a_class.c.id, a_class.c.title, a_class.c.starts_on).where(scope.owns(a_class), a_class.c.state.in_(states))
    return chosen.order_by(a_class.c.starts_on.desc(), a_class.c.id)


def list_open_classes(scope: Scope) -> Rows:
    """Return (id, title, starts_on) of the station's classes that are planned or run, the latest first."""
    return db.session.execute(_open_classes(scope), scope.binds).all()


def find_own_code(scope: Scope, sent: str) -> Row[Any] | None:
    """Return a code of this very unit, as `list_codes` does, whatever it is for; None when it is none of its own."""
    rows = [*list_codes(scope, "station"), *list_codes(scope, "class")]
    return next((row for row in rows if row.code == sent), None)


@prepared
def _same_request(scope: Scope) -> Select[*tuple[Any, ...]]:
    same = [column == bindparam(f"its_{column.name}") for column in _SAID]
    own = (scope.owns(request), q.channel == Channel.CODE, q.state != State.CANCELLED)
    return select(q.number).where(*own, *same).order_by(q.number).limit(1)


def find_same_request(scope: Scope, it: Ask) -> str | None:
    """Return the number of the request that was sent by a code in the very same words, and was not cancelled since."""
    w = it.wanted
    said = (it.asker, it.asker_phone, w.kind, w.wanted_on, w.is_urgent, w.place, w.note)
    binds = {f"its_{column.name}": value for column, value in zip(_SAID, said, strict=True)}
    return db.session.execute(_same_request(scope), {**scope.binds, **binds}).scalar()


@prepared
def _served(scope: Scope) -> Select[*tuple[Any, ...]]:
    hers = (r.name, r.phone, r.family_name, r.family_phone, r.consent_withdrawn_at, r.erased_at)
    rows = (
        select(*hers).select_from(request).join(recipient, and_(r.city_id == q.city_id, r.tenant_id == q.tenant_id, r.id == q.recipient_id))
    )
    return rows.where(scope.owns(request), scope.owns(recipient), q.id == bindparam("which"))


def find_served(scope: Scope, request_id: UUID) -> Row[Any] | None:
    """Return (name, phone, family_name, family_phone, consent_withdrawn_at, erased_at) of whom a request is for; None of a facility's."""
    return db.session.execute(_served(scope), {**scope.binds, "which": request_id}).first()


@prepared
def _objected(scope: Scope) -> Select[*tuple[Any, ...]]:
    open_yet = s.state.in_((ShiftState.ENDED, ShiftState.CONFIRMED))
    return select(func.count()).select_from(shift).where(scope.owns(shift), open_yet, s.objection != "")


def count_objected(scope: Scope) -> int:
    """Return how many hours that are not verified yet somebody who was served objected to."""
    return db.session.execute(_objected(scope), scope.binds).scalar_one()


@prepared
def _planned(scope: Scope) -> Select[*tuple[Any, ...]]:
    k = a_class.c
    rows = select(k.id, k.title, k.starts_on, k.ends_on, k.capacity, course.c.name.label("course_name"))
    coming = (scope.owns(a_class), k.state == ClassState.PLANNED.value, k.starts_on >= bindparam("today"))
    return rows.join(course, course.c.id == k.course_id).where(*coming).order_by(k.starts_on, k.id).limit(MOST_TOLD)


def list_planned(scope: Scope, today: date) -> Rows:
    """Return (id, title, starts_on, ends_on, capacity, course_name) of at most 20 classes that have yet to begin, the next first."""
    return db.session.execute(_planned(scope), {**scope.binds, "today": today}).all()


@prepared
def _coming_exams(scope: Scope) -> Select[*tuple[Any, ...]]:
    x = exam.c
    rows = select(x.id, x.title, x.class_id, x.course_id, x.held_on, x.start_min, x.place, x.issuer, course.c.name.label("course_name"))
    coming = (scope.owns(exam), x.state != "cancelled", x.held_on > bindparam("today"))
    return rows.join(course, course.c.id == x.course_id).where(*coming).order_by(x.held_on, x.id).limit(MOST_TOLD)


def list_coming_exams(scope: Scope, today: date) -> Rows:
    """Return (id, title, class_id, course_id, held_on, start_min, place, issuer, course_name) of at most 20 exams after today."""
    return db.session.execute(_coming_exams(scope), {**scope.binds, "today": today}).all()


@prepared
def _hers(scope: Scope) -> Select[*tuple[Any, ...]]:
    t = trainee.c
    free = (t.phone == bindparam("phone"), t.consent_withdrawn_at.is_(None), t.erased_at.is_(None))
    return select(t.id).where(scope.owns(trainee), *free).order_by(t.id).limit(MOST_TOLD)


def list_trainees_of(scope: Scope, phone: str) -> list[UUID]:
    """Return the station's trainees who left this telephone, but for those who withdrew their consent."""
    return list(db.session.scalars(_hers(scope), {**scope.binds, "phone": phone}))


@prepared
def _wished(scope: Scope) -> Select[*tuple[Any, ...]]:
    w, d = wish.c, demand.c
    same = and_(d.city_id == w.city_id, d.tenant_id == w.tenant_id, d.id == w.demand_id)
    rows = select(w.id, w.name, w.collected_on, w.state, course.c.name.label("course_name")).select_from(wish).join(demand, same)
    mine = (scope.owns(wish), scope.owns(demand), w.phone == bindparam("phone"), w.state != WishState.ADMITTED.value)
    free = (w.consent_withdrawn_at.is_(None), w.erased_at.is_(None))
    return rows.join(course, course.c.id == d.course_id).where(*mine, *free).order_by(w.collected_on.desc(), w.id).limit(MOST_TOLD)


def list_wishes_of(scope: Scope, phone: str) -> Rows:
    """Return (id, name, collected_on, state, course_name) of the sign-ups with this telephone that led to no trainee yet."""
    return db.session.execute(_wished(scope), {**scope.binds, "phone": phone}).all()


@prepared
def _asked(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(q.number, q.kind, q.wanted_on, q.state).where(scope.owns(request), q.asker_phone == bindparam("phone"))
    return rows.order_by(q.wanted_on.desc(), q.id).limit(MOST_TOLD)


def list_requests_of(scope: Scope, phone: str) -> Rows:
    """Return (number, kind, wanted_on, state) of the services this telephone asked for, the latest first."""
    return db.session.execute(_asked(scope), {**scope.binds, "phone": phone}).all()
