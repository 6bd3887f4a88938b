"""A small world, the same on both databases, and plain functions that make one thing each; no randomness.

city 350100 ─┬─ county 350111 ─┬─ station 350111100013 (lianxiang)
             │                 └─ station 350111100014 (its neighbour)
             └─ county 350102 ─── station 350102001001 (junmen)
city 371581 ─── county 371581001 ─ station 371581001001
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from portal.core import clock
from portal.core.db import db
from portal.core.scope import Scope
from portal.people.queries import current_consent
from portal.people.rules import ConsentChannel, Document, DocumentKind
from portal.stations import services as stations
from portal.stations.rules import Gathering, Recruit
from portal.tenants import passwords, queries
from portal.tenants.divisions import read_snapshot
from portal.tenants.models import Membership, Tenant
from portal.tenants.queries import lines
from portal.tenants.queries import photos as photo_rows
from portal.tenants.rules.applications import POINTS, Move, Point, Proposal, State, Visit
from portal.tenants.rules.moves import Change, Wish
from portal.tenants.services import accounts, applications, moves, photos, places, tree
from portal.training.queries import classes as class_rows
from portal.training.queries import courses as catalogue
from portal.training.queries import exams as exam_rows
from portal.training.queries.courses import find_course, get_course
from portal.training.rules.attendance import Mark, Register, Way
from portal.training.rules.certificates import Draft, exam_kind
from portal.training.rules.classes import ClassKind, ClassState, Plan, kind_for
from portal.training.rules.enrolments import Refresher
from portal.training.rules.exams import ExamPlan
from portal.training.rules.intake import Admission, Channel, Particulars, Trade
from portal.training.rules.registers import RoomFacts, TeacherFacts
from portal.training.rules.timetable import LessonPlan
from portal.training.rules.wishes import Collector, Told, WishDraft
from portal.training.services import attendance, certificates, completion, exams, registers, results, wishes
from portal.training.services import classes as class_services
from portal.training.services import enrolments as enrolment_services
from portal.training.services import intake as training
from portal.volunteer.queries import roll as volunteer_rows
from portal.volunteer.rules.hours import Work
from portal.volunteer.rules.notice import NOTICE as VOLUNTEER_NOTICE
from portal.volunteer.rules.roll import Candidate
from portal.volunteer.rules.roll import Particulars as Herself
from portal.volunteer.services.hours import credit_hours
from portal.volunteer.services.roll import register_volunteer
from portal.web.photos import Picture, develop, subjects
from portal.web.writes import working_as

PASSWORD = "杨柳依依 2026"
CITY, JINAN, GULOU = "350100000000", "350111000000", "350102000000"
LIANXIANG, NEIGHBOUR, JUNMEN = "350111100013", "350111100014", "350102001001"
OTHER_CITY, OTHER_COUNTY, OTHER_STATION = "371581000000", "371581001000", "371581001001"
PLATFORM = "000000000000"
SANMU = "350111100010"  # a community of 晋安 without a station
STREETS = ("350111100", "350102004")  # 鼓山镇 of 晋安, 东街街道 of 鼓楼: the only ones whose communities are known here

PEOPLE = {  # account: (unit, role)
    "operator": (PLATFORM, "operator"),
    "fuzhou": (CITY, "city_admin"),
    "fuzhou_reader": (CITY, "city_reader"),
    "jinan": (JINAN, "county_admin"),
    "jinan_deputy": (JINAN, "county_admin"),
    "jinan_clerk": (JINAN, "county_clerk"),
    "gulou": (GULOU, "county_admin"),
    "lianxiang": (LIANXIANG, "manager"),
    "lianxiang_helper": (LIANXIANG, "helper"),
    "neighbour": (NEIGHBOUR, "manager"),
    "junmen": (JUNMEN, "manager"),
    "linqing": (OTHER_CITY, "city_admin"),
    "stranger": (OTHER_STATION, "manager"),
}


def build_world() -> None:
    """Make the two cities and everybody in them, and commit."""
    db.session.info["writes"] = True
    places.add_places(place for place in read_snapshot("fuzhou") if place.code.startswith(STREETS) or place.code in {CITY, JINAN, GULOU})
    fuzhou = tree.add_city(code=CITY, name="福州市")
    jinan = _open_child(fuzhou, JINAN, "晋安区", "county")
    gulou = _open_child(fuzhou, GULOU, "鼓楼区", "county")
    _open_child(jinan, LIANXIANG, "连翔社区驿站", "station")
    _open_child(jinan, NEIGHBOUR, "东山社区驿站", "station")
    _open_child(gulou, JUNMEN, "军门社区驿站", "station")
    linqing = tree.add_city(code=OTHER_CITY, name="临清市")
    street = _open_child(linqing, OTHER_COUNTY, "青年路街道", "county")
    _open_child(street, OTHER_STATION, "青年社区驿站", "station")
    kept = passwords.hash_password(PASSWORD)
    for name, (code, role) in PEOPLE.items():
        account = accounts.add_account(name=name, display_name=f"{name} 的使用人", tenant_id=tenant(code).id, role=role)
        account.password_hash = kept
    db.session.commit()


def _open_child(parent: Any, code: str, name: str, level: str) -> Tenant:
    return tree.add_child(parent=parent, code=code, name=name, level=level, status="open")


def tenant(code: str) -> queries.TenantRow:
    """Return the unit of this code."""
    found = queries.find_tenant(code)
    assert found is not None
    return found


def account_id(name: str) -> int:
    """Return the id of an account."""
    account = queries.find_account(name)
    assert account is not None
    return account.id


def add_role(name: str, code: str, role: str) -> None:
    """Give an account one more role."""
    db.session.add(Membership(account_id=account_id(name), tenant_id=tenant(code).id, role=role))
    db.session.flush()


@contextmanager
def working_at(code: str, name: str = "lianxiang") -> Iterator[Scope]:
    """Run a transaction as somebody at a unit and commit it."""
    db.session.rollback()
    scope = Scope(tenant(code).path, account_id=account_id(name), address="127.0.0.1")
    with working_as(scope, is_write=True):
        yield scope


def gathering(**changes: Any) -> Gathering:
    """Return a gathering that may be logged."""
    usual: dict[str, Any] = {
        "kind_id": 1,
        "title": "妇联约你学家政",
        "held_on": date(2026, 3, 5),
        "start_min": 870,
        "place": "社区活动室",
        "is_online": False,
        "attendances": 30,
        "women": 28,
        "note": "",
    }
    return Gathering(**{**usual, **changes})


def activity(code: str = LIANXIANG, **changes: Any) -> UUID:
    """Log one gathering and return its id."""
    with working_at(code) as scope:
        return stations.log_activities(scope, [gathering(**changes)])[0]


def resident_number(n: int = 1, born: str = "19900101") -> str:
    """Return the nth number of GB 11643 of a woman of 晋安 born on a day."""
    first = f"350111{born}{2 * n:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(w * int(d) for w, d in zip(weights, first, strict=True)) % 11]


def admission(n: int = 1, **changes: Any) -> Admission:
    """Return a trainee who may be taken in; `n` tells persons apart, `changes` may go as deep as her particulars."""
    usual: dict[str, Any] = {
        "name": "李梅",
        "phone": "13800001234",
        "community": "连翔社区",
        "wish": Trade.MATERNITY,
        "skills": (),
        "note": "",
    }
    particulars = Particulars(**{name: changes.pop(name, value) for name, value in usual.items()})
    document = Document(DocumentKind.RESIDENT_ID, resident_number(n))
    said: dict[str, Any] = {"taken_on": date(2026, 3, 5), "channel": Channel.COUNTER}
    consent: dict[str, Any] = {"consent_version": 1, "consent_channel": ConsentChannel.IN_PERSON}
    return Admission(**{"document": document, "particulars": particulars, **said, **consent, **changes})


def trainee(code: str = LIANXIANG, n: int = 1, **changes: Any) -> UUID:
    """Take one woman in and return the id of her row."""
    with working_at(code) as scope:
        notice = {"consent_version": current_consent(clock.today()).version}
        return training.admit_trainee(scope, admission(n, **{**notice, **changes}))


def wish_draft(course: str = "tidying", **changes: Any) -> WishDraft:
    """Return a wish that may be written down; `changes` may go as deep as what she said of herself."""
    found = find_course(course)
    assert found is not None
    said = {name: changes.pop(name) for name in list(changes) if name in Told.__slots__}
    told = Told(**{"name": "李梅", "phone": "13800001234", "course_id": found.id, **said})
    came: dict[str, Any] = {"collected_on": date(2026, 3, 5), "channel": Channel.GRID, "collector": Collector.GRID}
    return WishDraft(told, **{**came, "consent_version": 1, "consent_channel": "paper", **changes})


def wish(code: str = LIANXIANG, course: str = "tidying", **changes: Any) -> UUID:
    """Write one wish down and return its id."""
    with working_at(code) as scope:
        notice = {"consent_version": current_consent(clock.today()).version}
        return wishes.record_wishes(scope, [wish_draft(course, **{**notice, **changes})])[0]


def wish_cells(**changes: str) -> dict[str, str]:
    """Return the cells of a good row of a sheet of wishes."""
    said = {"name": "李梅", "phone": "13800001234", "course": "整理收纳", "collected_on": "2026-03-05"}
    return {**said, "collector": "网格员", "channel": "网格走访", "has_consented": "是", **changes}


def proposal(**changes: Any) -> Proposal:
    """Return what may be applied for: a station in 三木社区 of 鼓山镇."""
    manager: dict[str, Any] = {"manager_name": "陈秀英", "manager_account": "sanmu", "manager_phone": "13800001234"}
    place: dict[str, Any] = {"community_code": SANMU, "station_name": "", "points": {name: Point(None, "") for name in POINTS}}
    return Proposal(**{**place, **manager, **changes})


def site_visit(**changes: Any) -> Visit:
    """Return a visit at which every point was scored."""
    points = {name: Point(4, "") for name in POINTS}
    usual: dict[str, Any] = {"visited_on": date(2026, 3, 10), "visitors": "林主任", "findings": "场地合适", "points": points}
    return Visit(**{**usual, **changes})


def application_photo(application_id: UUID, colour: str = "teal", *, subject: str = "application", caption: str = "") -> UUID:
    """Add a photo to an application of 晋安, or to the visit to its place, and return its id."""
    return photo(JINAN, colour, subject=subject, subject_id=application_id, caption=caption)


def application(state: str = "filed", *, filed_by: str = "jinan_clerk", decided_by: str = "jinan", **changes: Any) -> UUID:
    """Return the id of an application of 晋安 that has come as far as this state."""
    services, wanted = applications, State(state)
    with working_at(JINAN, filed_by) as scope:
        made = services.start_application(scope, proposal(**changes), is_filed=wanted is not State.DRAFT)
        if wanted in {State.VISITED, State.APPROVED, State.REFUSED, State.RETURNED}:
            services.record_visit(scope, made, site_visit(), version=1)
        if wanted is State.WITHDRAWN:
            services.withdraw_application(scope, made, reason="改选别处", version=1)
    verdict = {State.APPROVED: Move.APPROVE, State.REFUSED: Move.REFUSE, State.RETURNED: Move.RETURN}.get(wanted)
    if verdict:
        with working_at(JINAN, decided_by) as scope:
            services.decide_application(scope, made, verdict, reason="请补充场地照片", version=2)
    return made


def picture(colour: str = "teal", size: tuple[int, int] = (400, 300), form: str = "JPEG", **options: Any) -> bytes:
    """Return a picture of one colour, as a file that may be sent."""
    content = BytesIO()
    Image.new("RGB", size, colour).save(content, form, **options)
    return content.getvalue()


@cache
def developed(colour: str = "teal") -> Picture:
    """Return a picture as it is kept."""
    return develop(picture(colour))


def photo(code: str = LIANXIANG, colour: str = "teal", *, subject: str = "unit", subject_id: UUID | None = None, caption: str = "") -> UUID:
    """Add a photo to something and return its id; of the unit itself when nothing is said."""
    with working_at(code) as scope:
        photos.add_photos(scope, subjects[subject], subject_id, [developed(colour)], caption=caption)
        return photo_rows.list_photos(scope, subject, subject_id)[-1].id


def recruit(**changes: Any) -> Recruit:
    """Return somebody who may become a propagandist."""
    usual: dict[str, Any] = {"name": "王秀兰", "phone": "13700001111", "community": "三木社区", "since_on": date(2026, 3, 1), "note": ""}
    return Recruit(**{**usual, **changes})


def propagandist(code: str = LIANXIANG, **changes: Any) -> UUID:
    """Put one propagandist on a station's list and return the id of her row."""
    with working_at(code) as scope:
        return stations.add_propagandists(scope, [recruit(**changes)])[0]


def candidate(**changes: Any) -> Candidate:
    """Return somebody who may become a volunteer; what is kept of her beside, `born_on`, `skills` …, may be named too."""
    usual: dict[str, Any] = {"name": "陈秀英", "phone": "13900005678", "note": "", "document": None}
    herself = Herself(**{one.name: changes.pop(one.name) for one in fields(Herself) if one.name in changes})
    consent = {"consent_version": VOLUNTEER_NOTICE.version, "consent_channel": ConsentChannel.IN_PERSON}
    return Candidate(**{**usual, **consent, "particulars": herself, **changes})


def volunteer(code: str = LIANXIANG, **changes: Any) -> UUID:
    """Register one volunteer and return the id of her row."""
    with working_at(code) as scope:
        return register_volunteer(scope, candidate(**changes))


def hours(volunteer_id: UUID, code: str = LIANXIANG, **changes: Any) -> UUID:
    """Credit one volunteer with hours and return the id of the record."""
    usual: dict[str, Any] = {"served_on": date(2026, 3, 5), "start_min": None, "worked_min": 90, "kind": "haircut"}
    with working_at(code) as scope:
        work = Work(volunteer_rows.get_volunteer(scope, volunteer_id).account_id, **{**usual, **changes})
        return credit_hours(scope, [work], once="")[0]


def order(county: str = GULOU, *, kind: str = "move", since: str = "2026-03", code: str = LIANXIANG, version: int | None = None) -> None:
    """Move a station to another county, or let that one count it, as the city's administrator."""
    seen = lines.count_orders(tenant(code).id) if version is None else version
    with working_at(CITY, "fuzhou") as scope:
        moves.order_change(scope, code, Wish(Change(kind), tenant(county).id, since, "区划调整"), version=seen)


def exam_plan(course: str = "tidying", **changes: Any) -> ExamPlan:
    """Return an exam that may be held, of 理论 and 实操."""
    found = find_course(course)
    assert found is not None
    usual: dict[str, Any] = {
        "class_id": None,
        "title": "整理收纳专项考核",
        "held_on": date(2026, 3, 10),
        "start_min": 540,
        "place": "二楼教室",
    }
    return ExamPlan(**{"course_id": found.id, **usual, "issuer": "福州市家政服务行业协会", **changes})


def exam(code: str = LIANXIANG, course: str = "tidying", **changes: Any) -> UUID:
    """Announce an exam of a course and return its id."""
    with working_at(code) as scope:
        return exams.hold_exam(scope, exam_plan(course, **changes))


def exam_entry(
    trainee_id: UUID, exam_id: UUID | None = None, *, code: str = LIANXIANG, marks: tuple[int | None, ...] | None = (80, 85), **changes: Any
) -> UUID:
    """Enter a trainee for an exam and return the id of her entry; without `marks` her result is not noted yet."""
    which = exam_id or exam(code, **changes)
    with working_at(code) as scope:
        entry_id = exams.sign_up(scope, which, [trainee_id])[0]
        if marks is not None:
            held = exam_rows.get_exam(scope, which)
            sheet = results.Sheet(entry_id, dict(zip(held.items, marks, strict=True)))
            results.note_results(scope, which, [sheet], version=held.version)
    return entry_id


def certificate(trainee_id: UUID, *, code: str = LIANXIANG, course: str = "tidying", exam_id: UUID | None = None, **changes: Any) -> UUID:
    """Let a trainee pass an exam, issue the certificate of its course to her, and return its id."""
    entry_id = exam_entry(trainee_id, exam_id, code=code, **({} if exam_id else {"course": course}))
    with working_at(code) as scope:
        row = exam_rows.get_entry(scope, entry_id)
        kind = exam_kind(certificates.taught(get_course(row.course_id)))
        assert kind is not None
        usual: dict[str, Any] = {"issuer": row.issuer, "issued_on": date(2026, 3, 12), "expires_on": None, "number": ""}
        return certificates.issue(scope, Draft(trainee_id, row.course_id, kind, entry_id=entry_id, **{**usual, **changes}))


def room(code: str = LIANXIANG, **changes: Any) -> UUID:
    """Put one room on a station's register and return its id."""
    with working_at(code) as scope:
        return registers.add_room(scope, RoomFacts(**{"name": "一楼教室", "capacity": 30, "place": "社区一楼", **changes}))


def teacher(code: str = LIANXIANG, **changes: Any) -> UUID:
    """Put one teacher on a station's register and return the id of her row."""
    usual = {"name": "周老师", "phone": "13600001111", "employer": "市职业学校", "subjects": "整理收纳", "qualification": "高级技师"}
    with working_at(code) as scope:
        return registers.add_teacher(scope, TeacherFacts(**{**usual, **changes}))


def class_plan(course: str = "tidying", **changes: Any) -> Plan:
    """Return a class that may be opened: of March 2026, for twenty, without a usual room."""
    it = catalogue.find_course(course)
    assert it is not None
    days = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 31)}
    kind: ClassKind = kind_for(it.step, it.level)
    return Plan(**{"course_id": it.id, "kind": kind, "capacity": 20, **days, **changes})


def training_class(code: str = LIANXIANG, course: str = "tidying", **changes: Any) -> UUID:
    """Open one class and return its id."""
    with working_at(code) as scope:
        return class_services.open_class(scope, class_plan(course, **changes))


def lesson(class_id: UUID, code: str = LIANXIANG, **changes: Any) -> UUID:
    """Put one lesson on the timetable of a class, the morning of 16 March, and return its id."""
    usual: dict[str, Any] = {"held_on": date(2026, 3, 16), "start_min": 540, "end_min": 660, "topic": "衣柜整理"}
    with working_at(code) as scope:
        return class_services.add_lessons(scope, class_id, [LessonPlan(**{**usual, **changes})])[0]


def enrolment(class_id: UUID, trainee_id: UUID, code: str = LIANXIANG, *, refresher: Refresher | None = None) -> UUID:
    """Enrol one trainee in a class and return the id of her enrolment."""
    with working_at(code) as scope:
        return enrolment_services.enrol(scope, class_id, [trainee_id], refresher)[0].enrolment_id


def running_class(code: str = LIANXIANG, course: str = "tidying", **changes: Any) -> UUID:
    """Open one class, let it run, and return its id."""
    class_id = training_class(code, course, **changes)
    with working_at(code) as scope:
        class_services.change_state(scope, class_id, ClassState.RUNNING, version=1)
    return class_id


def attended(lesson_id: UUID, *trainee_ids: UUID, code: str = LIANXIANG, way: str = "keyed", street: str = "") -> None:
    """Note that these trainees came to a lesson, and nobody else of its class."""
    with working_at(code) as scope:
        marks = [Mark(one, Way(way), street or ("鼓山镇" if way == "online" else "")) for one in trainee_ids]
        seen = class_rows.get_lesson(scope, lesson_id).version
        attendance.take_attendance(scope, lesson_id, Register(marks, is_rest_absent=True), version=seen)


def completed(
    trainee_id: UUID,
    course: str = "tidying",
    *,
    code: str = LIANXIANG,
    kind: str = "",
    ended_on: date = date(2026, 3, 13),
    refresher: Refresher | None = None,
) -> UUID:
    """Let a trainee complete a class of one lesson, of this kind or of the course's usual one, and return the id of her enrolment."""
    changes: dict[str, Any] = {"kind": ClassKind(kind)} if kind else {}
    class_id = running_class(code, course, starts_on=ended_on, ends_on=ended_on, **changes)
    with working_at(code) as scope:
        hour = 6 + class_rows.get_class(scope, class_id).number % 16  # two classes of hers are not at the same time
    enrolment_id = enrolment(class_id, trainee_id, code, refresher=refresher)
    attended(lesson(class_id, code, held_on=ended_on, start_min=60 * hour, end_min=60 * hour + 60), trainee_id, code=code)
    with working_at(code) as scope:
        completion.end_class(scope, class_id, ended_on=ended_on, version=class_rows.get_class(scope, class_id).version)
    return enrolment_id
