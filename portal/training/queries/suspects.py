"""The rows that detectors look at, narrowed by the database to those that can matter; a station's, or what crosses a city's stations."""

from typing import Any, cast

from sqlalchemy import Select, Table, and_, bindparam, func, null, select, union_all
from sqlalchemy import cast as sql_cast

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Level, Scope, prepared
from portal.people.models import Person
from portal.tallies.models import Outcome
from portal.tallies.rules import TRAINED
from portal.tenants.models import Tenant
from portal.training.models import Attendance, Enrolment, Lesson, Presence, Room, Trainee, TrainingClass, Wish
from portal.training.queries.proof import PHOTOS_OF, TAUGHT
from portal.training.rules.findings import BURST_SIGN_INS, SHARED_PHONE
from portal.training.rules.suspicions import ClassSum, CodeSignIn, Contact, LessonFacts, Picture, Pupil, SchoolVisit, Stay, Training
from portal.web.models import Photo

_MODELS = (Presence, Tenant, Lesson, Room, Attendance, Photo, Outcome, Person, Trainee, Wish, Enrolment, TrainingClass)
presence, tenant, lesson, room, attendance, photo, outcome, person, trainee, wish, enrolment, training_class = (
    cast(Table, m.__table__) for m in _MODELS
)
n, a, p, o, t, w, e, k = lesson.c, attendance.c, photo.c, outcome.c, trainee.c, wish.c, enrolment.c, training_class.c


@prepared
def _stays(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Who was in two lessons on one day: of this station, or, for the city, of two stations."""
    other = presence.alias("other")
    y, z = presence.c, other.c
    same = [y.city_id == z.city_id, y.person_id == z.person_id, y.held_on == z.held_on, y.lesson_id != z.lesson_id]
    same += [y.tenant_id != z.tenant_id] if scope.level is Level.CITY else []
    mine = [] if scope.level is Level.CITY else [x.tenant_id == bindparam("unit") for x in (y, z)]
    what = (y.person_id, y.tenant_id, tenant.c.county_id, y.lesson_id, y.class_id, y.held_on, y.start_min, y.end_min, y.is_online)
    rows = select(*what).distinct().select_from(presence).join(other, and_(*same)).join(tenant, tenant.c.id == y.tenant_id)
    return rows.where(scope.owns(presence), scope.owns(other), *mine)


def list_stays(scope: Scope) -> list[Stay]:
    """Return who was in several lessons on one day, lesson by lesson."""
    binds = {} if scope.level is Level.CITY else {"unit": scope.tenant_id}
    return [Stay(*row) for row in db.session.execute(_stays(scope), {**scope.binds, **binds})]


@prepared
def _lessons(scope: Scope) -> Select[*tuple[Any, ...]]:
    rooms = select(room.c.id, room.c.capacity).where(scope.changes(room)).subquery("rooms")
    what = (n.id, n.class_id, n.held_on, n.start_min, n.end_min, n.taught_min, n.present_count, rooms.c.capacity)
    rows = select(*what).select_from(lesson).outerjoin(rooms, and_(rooms.c.id == n.room_id, n.is_online.is_(False)))
    return rows.where(scope.changes(lesson), n.cancelled_at.is_(None)).order_by(n.held_on, n.id)


def list_lessons(scope: Scope) -> list[LessonFacts]:
    """Return every lesson of the station that was not cancelled, with what its room holds."""
    return [LessonFacts(*row) for row in db.session.execute(_lessons(scope), scope.binds)]


@prepared
def _sign_ins(scope: Scope) -> Select[*tuple[Any, ...]]:
    many = func.count().over(partition_by=a.lesson_id).label("many")
    rows = select(a.id, a.lesson_id, n.class_id, n.held_on, a.noted_at, many).select_from(attendance).join(lesson, n.id == a.lesson_id)
    mine = (scope.changes(attendance), scope.changes(lesson), n.cancelled_at.is_(None), a.way == "code")
    them = rows.where(*mine).subquery("them")
    return select(them).where(them.c.many >= BURST_SIGN_INS)


def list_sign_ins(scope: Scope) -> list[CodeSignIn]:
    """Return the sign-ins by code of lessons that have enough of them for a rush."""
    return [CodeSignIn(*row[:-1]) for row in db.session.execute(_sign_ins(scope), scope.binds)]


@prepared
def _pictures(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Photos of lessons whose file was used more than once."""
    whose = scope.owns if scope.level is Level.CITY else scope.changes
    shown = (whose(photo), p.subject == PHOTOS_OF, p.removed_at.is_(None))
    twice = select(p.source_digest).where(*shown).group_by(p.source_digest).having(func.count() > 1)
    rows = select(p.id, p.source_digest, p.tenant_id, p.subject_id, n.class_id, p.added_at, p.added_by).select_from(photo)
    rows = rows.join(lesson, and_(n.city_id == p.city_id, n.tenant_id == p.tenant_id, n.id == p.subject_id))
    return rows.where(*shown, whose(lesson), p.source_digest.in_(twice)).order_by(p.added_at, p.id)


def list_pictures(scope: Scope) -> list[Picture]:
    """Return the photos that are there more than once, in the station or in the whole city."""
    rows = db.session.execute(_pictures(scope), scope.binds)
    return [_picture(row) for row in rows]


def _picture(row: Any) -> Picture:
    where = (row.id, row.source_digest, row.tenant_id, row.subject_id, row.class_id)
    return Picture(*where, row.added_at, clock.local(row.added_at).date(), row.added_by)


@prepared
def _trainings(scope: Scope) -> Select[*tuple[Any, ...]]:
    """First trainings of a person who has several in one course; one known by two documents is one."""
    whose = scope.owns if scope.level is Level.CITY else scope.changes
    leads = func.coalesce(person.c.merged_into_id, person.c.id).label("leading_id")
    known = select(person.c.id, leads).where(scope.owns(person)).subquery("known")
    rows = select(known.c.leading_id, o.course_id, o.subject_id, o.tenant_id, o.happened_on, o.made_by)
    rows = rows.add_columns(func.count().over(partition_by=(known.c.leading_id, o.course_id)).label("many"))
    rows = rows.select_from(outcome).join(known, known.c.id == o.person_id)
    them = rows.where(whose(outcome), o.indicator == TRAINED.code, o.voided_at.is_(None), o.course_id.is_not(None)).subquery("them")
    return select(them).where(them.c.many > 1)


def list_trainings(scope: Scope) -> list[Training]:
    """Return the first trainings of persons who have more than one in a course, in the station or in the whole city."""
    return [Training(*row[:-1]) for row in db.session.execute(_trainings(scope), scope.binds)]


@prepared
def _contacts(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Telephones of trainees, and of wishes that are no trainee's yet, where three or more have the same."""
    no_wish = sql_cast(null(), w.id.type).label("wish_id")
    hers = (t.phone, t.name, t.id.label("trainee_id"), no_wish, t.admitted_at.label("noted_at"), t.admitted_by.label("noted_by"))
    trainees = select(*hers).where(scope.changes(trainee), t.erased_at.is_(None))
    wishes = select(w.phone, w.name, w.trainee_id, w.id, w.entered_at, w.entered_by)
    wishes = wishes.where(scope.changes(wish), w.erased_at.is_(None), w.trainee_id.is_(None), w.state == "open")
    both = union_all(trainees, wishes).subquery("both")
    them = select(both, func.count().over(partition_by=both.c.phone).label("many")).where(both.c.phone != "").subquery("them")
    return select(them).where(them.c.many >= SHARED_PHONE)


def list_contacts(scope: Scope) -> list[Contact]:
    """Return who left a telephone that several left."""
    rows = db.session.execute(_contacts(scope), scope.binds)
    return [Contact(row.phone, row.name, row.trainee_id, row.wish_id, clock.local(row.noted_at).date(), row.noted_by) for row in rows]


@prepared
def _pupils(scope: Scope) -> Select[*tuple[Any, ...]]:
    known = select(person.c.id, person.c.born_on).where(scope.owns(person), person.c.born_on.is_not(None)).subquery("known")
    rows = select(e.id, e.class_id, k.starts_on, known.c.born_on, e.enrolled_by).select_from(enrolment)
    rows = rows.join(training_class, k.id == e.class_id).join(trainee, t.id == e.trainee_id).join(known, known.c.id == t.person_id)
    mine = (scope.changes(enrolment), scope.changes(training_class), scope.changes(trainee))
    return rows.where(*mine, e.state.in_(TAUGHT), k.state != "cancelled").order_by(e.id)


def list_pupils(scope: Scope) -> list[Pupil]:
    """Return the women of the station's classes whose day of birth is known."""
    return [Pupil(*row) for row in db.session.execute(_pupils(scope), scope.binds)]


@prepared
def _visits(scope: Scope) -> Select[*tuple[Any, ...]]:
    rows = select(a.trainee_id, a.lesson_id, n.class_id, n.held_on, n.start_min).select_from(trainee)
    rows = rows.join(attendance, a.trainee_id == t.id).join(lesson, n.id == a.lesson_id)
    mine = (scope.changes(trainee), scope.changes(attendance), scope.changes(lesson))
    return rows.where(*mine, t.is_student, a.way != "absent", n.cancelled_at.is_(None)).order_by(n.held_on, a.id)


def list_school_visits(scope: Scope) -> list[SchoolVisit]:
    """Return the lessons that trainees came to who go to school."""
    return [SchoolVisit(*row) for row in db.session.execute(_visits(scope), scope.binds)]


@prepared
def _classes(scope: Scope) -> Select[*tuple[Any, ...]]:
    its = scope.changes(training_class)
    held = (its, scope.changes(lesson), n.class_id == k.id, n.cancelled_at.is_(None))
    taught = select(func.coalesce(func.sum(n.taught_min), 0)).where(*held).correlate(training_class).scalar_subquery()
    done = (its, scope.changes(enrolment), e.class_id == k.id, e.state == "completed")
    longest = select(func.coalesce(func.max(e.attended_min), 0)).where(*done).correlate(training_class).scalar_subquery()
    whole = select(func.coalesce(func.max(e.taught_min), 0)).where(*done).correlate(training_class).scalar_subquery()
    rows = select(k.id, k.ended_on, taught.label("taught_min"), longest.label("attended_min"), whole.label("of_min"))
    return rows.where(scope.changes(training_class), k.state == "ended")


def list_class_sums(scope: Scope) -> list[ClassSum]:
    """Return the classes that ended, with what was taught and the most that one of its women was credited with."""
    rows = db.session.execute(_classes(scope), scope.binds)
    return [ClassSum(row.id, row.ended_on, row.taught_min, max(row.attended_min, row.of_min)) for row in rows]


def list_authors(scope: Scope, *, lesson_ids: list[Any], class_ids: list[Any]) -> dict[Any, set[int]]:
    """Return {lesson or class: accounts who wrote it}; those who keyed in its attendance among them."""
    found: dict[Any, set[int]] = {}
    statements = (
        select(n.id, n.made_by, n.taken_by).where(scope.changes(lesson), n.id.in_(lesson_ids)),
        select(a.lesson_id, a.noted_by, a.noted_by).where(scope.changes(attendance), a.lesson_id.in_(lesson_ids)).distinct(),
        select(k.id, k.made_by, k.ended_by).where(scope.changes(training_class), k.id.in_(class_ids)),
    )
    for statement in statements:
        for row_id, *accounts in db.session.execute(cast(Any, statement), scope.binds):
            found.setdefault(row_id, set()).update(it for it in accounts if it)
    return found
