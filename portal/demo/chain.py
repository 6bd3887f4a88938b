"""From a wish to work at a few stations of the demo, told month by month through the same services the pages use."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

from portal.core.scope import Scope
from portal.demo import chain_work
from portal.demo.people import People
from portal.people.queries import current_consent
from portal.training import queries as trainees
from portal.training.queries import enrolments, exams
from portal.training.queries import lessons as taught
from portal.training.queries import wishes as wish_rows
from portal.training.queries.courses import CourseRow, find_course
from portal.training.rules.attendance import Mark, Register, Way
from portal.training.rules.classes import ClassKind, ClassState, Plan
from portal.training.rules.courses import Step
from portal.training.rules.enrolments import Cause, FreeWay
from portal.training.rules.exams import ExamPlan
from portal.training.rules.funds import FundDraft, Item, Payment, Source
from portal.training.rules.intake import Channel
from portal.training.rules.registers import RoomFacts, TeacherFacts
from portal.training.rules.timetable import LessonPlan
from portal.training.rules.wishes import Collector, Told, WishDraft
from portal.training.services import (
    attendance,
    certificates,
    classes,
    completion,
    funds,
    intake,
    lessons,
    registers,
    results,
    timetable,
    wishes,
)
from portal.training.services import enrolments as seats
from portal.training.services import exams as examining

Working = Callable[[date, Scope], AbstractContextManager[Scope]]
ISSUER = "海峡家政服务中心"
LESSONS, LESSON_MIN, SEATS = 4, 180, 12
_WISHED = ("tidying", "maternity_5", "elder_care_5", "infant", "nutrition", "cleaning", "disability", "household_5")
_TELLERS = (Collector.GRID, Collector.WOMEN_HEAD, Collector.SECRETARY, Collector.RECRUITER, Collector.PROPAGANDIST)
_PLANS = (  # months before the last one, course, kind: what a station holds in its year
    (9, "pre_job", ClassKind.PRE_JOB),
    (7, "tidying", ClassKind.PRE_JOB),
    (5, "pre_job", ClassKind.PRE_JOB),
    (3, "maternity_5", ClassKind.LEVEL),
    (1, "welfare_care", ClassKind.WELFARE),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a station needs to hold classes."""

    path: str
    account_id: int
    room_id: UUID
    teacher_id: UUID
    fund_id: UUID
    gift_id: UUID


def tell(working: Working, scope: Scope, people: People, months: list[date], until: date) -> None:
    """Tell a station's year: wishes every month, five classes, an exam with its certificates, work, and a class that is coming."""
    chance = Random(f"chain {people.station_code}")
    with working(months[0], scope) as at:
        ground = _prepare(at, scope, months[0])
    for first in months:
        _collect(working, scope, people, chance, first, min(first + timedelta(days=11), until))
    for back, code, kind in _PLANS:
        if back < len(months):
            _hold(working, ground, chance, code, kind, months[-1 - back])
    chain_work.tell(working, scope, people, months, until)
    with working(until, scope) as at:
        _ask_for(at, people, chance, "nutrition", until)
        _announce(at, ground, until)


def _prepare(at: Scope, scope: Scope, day: date) -> Ground:
    registers.add_room(at, RoomFacts("实训室", 20, "社区服务中心二楼"))
    room_id = registers.add_room(at, RoomFacts("多功能教室", 40, "社区服务中心一楼"))
    teacher_id = registers.add_teacher(at, TeacherFacts("郑雅琴", "13600005566", ISSUER, "月嫂、护理", "高级技师"))
    registers.add_teacher(at, TeacherFacts("许文英", "", "市家庭服务业协会", "整理收纳", "整理收纳师"))
    fund = FundDraft("就业技能提升补助", Source.BUDGET, "", day.year, 8_000_000, "")
    fund_id = funds.add_fund(at, fund)
    gift_id = funds.add_fund(at, replace(fund, name="巾帼家政公益基金", source=Source.FOUNDATION, donor="市慈善总会"))
    return Ground(scope.path, scope.account_id, room_id, teacher_id, fund_id, gift_id)


def _collect(working: Working, scope: Scope, people: People, chance: Random, first: date, day: date) -> None:
    """A month's wishes, from the grid and the counter."""
    with working(day, scope) as at:
        version = current_consent(day).version
        days = [first + timedelta(days=chance.randint(0, (day - first).days)) for _ in range(3)]
        kept = wishes.record_wishes(at, [_wish(people, chance, on, version, chance.choice(_WISHED)) for on in days])
        _take_in(at, people, kept[0], day, version)


def _take_in(at: Scope, people: People, wish_id: UUID, day: date, version: int) -> None:
    """One of a month's wishes comes to the counter with her document."""
    told = wish_rows.get_wish(at, wish_id).told
    it = people.admission(day, "", consent_version=version)
    particulars = replace(it.particulars, name=told.name, phone=told.phone, skills=told.skills)
    wishes.mark_admitted(at, wish_id, intake.admit_trainee(at, replace(it, particulars=particulars, channel=Channel.GRID)))


def _ask_for(at: Scope, people: People, chance: Random, code: str, day: date) -> None:
    """Enough women of the community ask for one course, and a class may be opened."""
    version, count = current_consent(day).version, _course(code).enough + 1
    wishes.record_wishes(at, [_wish(people, chance, day, version, code) for _ in range(count)])


def _wish(people: People, chance: Random, day: date, version: int, code: str) -> WishDraft:
    course = _course(code)
    skills = (course.trade,) if chance.random() < 0.2 else ()
    who = people.admission(day, "", consent_version=version).particulars
    home = people.station_code[:12]  # the station's code is its community's
    told = Told(
        who.name, who.phone, course.id, home, place=f"第{chance.randint(1, 9)}网格", born_year=chance.randint(1970, 1999), skills=skills
    )
    channel = chance.choice((Channel.GRID, Channel.COUNTER, Channel.POSTER, Channel.PROPAGANDIST))
    return WishDraft(told, day, channel, chance.choice(_TELLERS), version, "paper")


def _hold(working: Working, ground: Ground, chance: Random, code: str, kind: ClassKind, first: date) -> None:
    """A class from its opening to its end, with what it cost; one of a level with its exam and certificates."""
    course = _course(code)
    days = [first + timedelta(days=offset) for offset in (5, 8, 12, 15)]
    scope = Scope(ground.path, account_id=ground.account_id)
    with working(first + timedelta(days=2), scope) as at:
        women = [record.id for record in trainees.list_records(at) if record.since < days[0]]
        class_id = classes.open_class(at, Plan(course.id, kind, days[0], days[-1], SEATS, "", ground.room_id, ground.teacher_id))
        seats.enrol(at, class_id, _unlearned(at, women, course)[: SEATS - 2] or women[:0]) if women else None
        plans = [LessonPlan(day, 540, 540 + LESSON_MIN, "", ground.room_id, ground.teacher_id) for day in days]
        timetable.add_lessons(at, class_id, plans)
        classes.change_state(at, class_id, ClassState.RUNNING, version=1)
    for day in days:
        with working(day, scope) as at:
            _teach(at, chance, class_id, day)
    with working(days[-1], scope) as at:
        _finish(at, ground, class_id, course, days[-1])
    if course.level:
        _examine(working, scope, chance, class_id, course, days[-1])


def _unlearned(at: Scope, women: list[UUID], course: CourseRow) -> list[UUID]:
    return [it for it in women if all(row.course_id != course.id for row in enrolments.list_of_trainee(at, it))]


def _teach(at: Scope, chance: Random, class_id: UUID, day: date) -> None:
    row = next(it for it in taught.list_lessons(at, class_id) if it.held_on == day)
    women = [it.trainee_id for it in enrolments.list_enrolments(at, class_id) if it.state == "enrolled"]
    marks = [Mark(it, Way.PAPER if chance.random() < 0.96 else Way.ABSENT) for it in women]
    attendance.take_attendance(at, row.id, Register(marks), version=row.version)
    words = "讲解要点，示范操作，分组练习，课后点评。"
    lessons.keep_minutes(at, row.id, text=words, taught_min=LESSON_MIN - 10, version=row.version + 1)


def _finish(at: Scope, ground: Ground, class_id: UUID, course: CourseRow, day: date) -> None:
    seated = [it.id for it in enrolments.list_enrolments(at, class_id) if it.state == "enrolled"]
    if seated:
        seats.confirm_free(at, class_id, seated, on=day, way=FreeWay.SIGNED)
    completion.end_class(at, class_id, ended_on=day, version=2)
    hours = LESSONS * LESSON_MIN // 60
    spent = [(Item.TEACHING, hours * 15_000, "01", "讲课费"), (Item.MATERIAL, 48_650, "02", "教材和耗材")]
    paid = [Payment(item, fen, day, f"{day:%Y%m}-{tail}", words) for item, fen, tail, words in spent]
    purse = ground.gift_id if course.step is Step.SPECIAL else ground.fund_id
    funds.note_costs(at, class_id, [(purse, it) for it in paid])


def _examine(working: Working, scope: Scope, chance: Random, class_id: UUID, course: CourseRow, ended_on: date) -> None:
    held_on = ended_on + timedelta(days=7)
    with working(ended_on, scope) as at:
        women = [it.trainee_id for it in enrolments.list_enrolments(at, class_id) if it.state == "completed"]
        plan = ExamPlan(course.id, class_id, f"{course.name}考试", held_on, 540, "海峡家政服务中心考场", ISSUER)
        exam_id = examining.hold_exam(at, plan)
        examining.sign_up(at, exam_id, women) if women else None
    if not women:
        return
    with working(held_on, scope) as at:
        row, entries = exams.get_exam(at, exam_id), exams.list_entries(at, exam_id)
        marks = [{item: chance.randint(62, 96) if n else 48 for item in row.items} for n, _ in enumerate(entries)]
        sheets = [results.Sheet(it.id, mark) for it, mark in zip(entries, marks, strict=True)]
        results.note_results(at, exam_id, sheets, version=row.version)
    with working(held_on + timedelta(days=3), scope) as at:
        if certificates.list_entitled(at, exam_id):
            certificates.issue_all(at, exam_id, issuer=ISSUER, issued_on=held_on + timedelta(days=3), expires_on=None, numbers={})


def _announce(at: Scope, ground: Ground, until: date) -> None:
    """The class that is coming: a refresher for who failed, and one with seats left."""
    coming = until + timedelta(days=6)
    course = _course("tidying")
    rooms = (ground.room_id, ground.teacher_id)
    class_id = classes.open_class(at, Plan(course.id, ClassKind.PRE_JOB, coming, coming + timedelta(days=7), SEATS, "", *rooms))
    plans = [LessonPlan(coming + timedelta(days=offset), 540, 660, "", *rooms) for offset in (0, 3, 7)]
    timetable.add_lessons(at, class_id, plans)
    women = [record.id for record in trainees.list_records(at)]
    seats.enrol(at, class_id, _unlearned(at, women, course)[:5])
    failed = [(it, row) for it in women for row in exams.list_failed(at, it)]
    for woman, row in failed[:1]:
        again = classes.open_class(at, Plan(_course("refresher").id, ClassKind.REFRESHER, coming, coming, 6, "", *rooms))
        seats.enrol(at, again, [woman], seats.Refresher(Cause.EXAM, entry_id=row.id))


def _course(code: str) -> CourseRow:
    found = find_course(code)
    assert found is not None, code
    return found
