"""Every page that lists rows, and how it is filled; test_lists.py asks for it with one row and with twenty, and counts the queries.

A new list needs its line in LIST_PAGES: (endpoint, unit), who opens it, and a function that adds n rows, in one transaction where it
can. The function is called twice, with 1 and with 19: what must be unique is made out of both numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from uuid_utils.compat import uuid7

from portal.core import clock
from portal.core.db import db
from portal.returns.rules.years import Past
from portal.returns.services.years import note_past
from portal.shop.rules.redemptions import Basket
from portal.shop.services import redemptions
from portal.shop.services import sheets as shop_sheets
from portal.stations import services as stations
from portal.stations.rules import Guests
from portal.tallies import services as tallies
from portal.tallies.rules import WISHES
from portal.tenants.queries import list_free_communities
from portal.tenants.services import applications, cities, tree
from portal.tenants.services.accounts import add_account
from portal.training import queries as training_rows
from portal.training.queries import classes as class_rows
from portal.training.queries import exams as exam_rows
from portal.training.queries import funds as fund_rows
from portal.training.queries import proof as proof_rows
from portal.training.queries.demand import demand
from portal.training.rules.timetable import LessonPlan
from portal.training.services import classes as class_services
from portal.training.services import enrolments, exams, wishes
from portal.training.services import funds as fund_services
from portal.training.services import intake as training
from portal.volunteer.queries import honours as honour_rows
from portal.volunteer.queries import kinships as kinship_rows
from portal.volunteer.queries import roll as volunteer_rows
from portal.volunteer.rules.giving import Proof
from portal.volunteer.rules.hours import Work
from portal.volunteer.services import giving, kinships
from portal.volunteer.services.hours import credit_hours
from portal.volunteer.services.roll import register_volunteer
from portal.web import jobs
from tests import (
    make,
    make_bulletins,
    make_care_lists,
    make_circulars,
    make_codes,
    make_corrections,
    make_due,
    make_giving,
    make_imports,
    make_library,
    make_narratives,
    make_plans,
    make_problems,
    make_proof,
    make_rankings,
    make_redemptions,
    make_requests,
    make_returns,
    make_roll,
    make_shifts,
    make_stars,
    make_studies,
    make_targets,
    make_work,
)


@dataclass(frozen=True)
class ListPage:
    """A page with rows.

    Args:
        person: who opens it.
        fill: adds n rows to what it shows.
        values: what its address needs beside the unit; asked when there is one row.
    """

    person: str
    fill: Callable[[int], None]
    values: Callable[[], dict[str, Any]] = dict


def _activities(n: int, code: str = make.LIANXIANG) -> None:
    with make.working_at(code) as scope:
        stations.log_activities(scope, [make.gathering(title=f"第 {i} 场") for i in range(n)])


def _trainees(n: int) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        for i in range(n):
            training.admit_trainee(scope, make.admission(20 * n + i))


def _codes(n: int) -> None:
    for i in range(n):
        make_codes.code(label=f"第 {n} 批 {i} 号")


def _volunteers(n: int) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        for i in range(n):
            register_volunteer(scope, make.candidate(name=f"林{'一二三四五六七八九十'[i % 10]}", phone=f"139{n:04d}{i:04d}"))


def _rules(n: int) -> None:
    for i in range(n):
        make_roll.bank_rules(date(2026, 4, 1) + timedelta(days=20 * n + i))


def _hours(n: int) -> None:
    if n == 1:
        _volunteers(1)
    with make.working_at(make.LIANXIANG) as scope:
        account_id = volunteer_rows.get_volunteer(scope, volunteer_rows.list_roll(scope)[0].id).account_id
        day = make.gathering().held_on
        for i in range(n):
            work = Work(account_id, served_on=day.replace(day=1 + i % 15), start_min=None, worked_min=n, kind="haircut")
            credit_hours(scope, [work], once=f"{n}-{i}")


def _due(n: int) -> None:
    with clock.pretending(datetime(2022, 6, 1, tzinfo=UTC)), make.working_at(make.LIANXIANG) as scope:
        for i in range(n):
            training.admit_trainee(scope, make.admission(20 * n + i, taken_on=date(2022, 6, 1)))


def _one_volunteer() -> dict[str, Any]:
    with make.working_at(make.LIANXIANG) as scope:
        return {"volunteer_id": volunteer_rows.list_roll(scope)[0].id}


def _gifts(n: int) -> None:
    if n == 1:
        make.hours(make.volunteer(), worked_min=600)
    giver = _giver()["volunteer_id"]
    with make.working_at(make.LIANXIANG) as scope:
        for _ in range(n):
            giving.donate(scope, giver, 1, once="")


def _redemptions(n: int, held_on: date = date(2026, 3, 16)) -> None:
    whose, what = make_redemptions.rich(60 * n, name="林阿妹", phone=f"139100000{n:02d}"), make_redemptions.item(f"R{n}", count=n)
    with clock.pretending(clock.instant_of(held_on, 600)), make.working_at(make.LIANXIANG) as scope:
        for _ in range(n):
            redemptions.hold(scope, Basket(((what, 1),), volunteer_id=whose))


def _held_long(n: int) -> None:
    _redemptions(n, date(2026, 3, 1))


def _goods(n: int) -> None:
    make.volunteer(name="林阿妹", phone=f"139100000{n:02d}")
    for each in range(n):
        make_redemptions.item(f"G{n}{each}", count=None)


def _one_payer() -> dict[str, Any]:
    with make.working_at(make.LIANXIANG) as scope:
        return {"volunteer_id": volunteer_rows.list_roll(scope)[0].id}


def _shop_sheets(n: int) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        shop_sheets.ask_for_sheets(scope, "连翔社区驿站", count=n)


def _giver() -> dict[str, Any]:
    with make.working_at(make.LIANXIANG) as scope:
        roll = kinship_rows.list_receivers(scope, beside=UUID(int=0))
        return {"volunteer_id": next(one.id for one in roll if one.name == "陈秀英")}


def _kin(n: int) -> None:
    _volunteers(n)
    if n == 1:
        make.volunteer()
    giver = _giver()["volunteer_id"]
    with make.working_at(make.LIANXIANG) as scope:
        for one in kinship_rows.list_receivers(scope, beside=giver):
            if kinship_rows.find_live(scope, giver, one.id) is None:
                kinships.prove(scope, giver, Proof(one.id, "parent", "household"))


def _honours(n: int) -> None:
    for i in range(n):
        her = make.volunteer(name="周小梅", phone=f"137{n:04d}{i:04d}")
        make.hours(her, worked_min=10)
        make_giving.honour(her)


def _one_honour() -> dict[str, Any]:
    with make.working_at(make.LIANXIANG) as scope:
        return {"honour_id": honour_rows.list_honours(scope, state="", page=1)[-1].id}


def _honoured(n: int) -> None:
    if n == 1:
        make_giving.honour()
    which = _one_honour()["honour_id"]
    with make.working_at(make.LIANXIANG) as scope:
        her = honour_rows.get_honour(scope, which).volunteer_id
    for _ in range(n):
        make.hours(her, worked_min=5)


def _applications(n: int) -> None:
    with make.working_at(make.JINAN, "jinan_clerk") as scope:
        free = [row.code for row in list_free_communities(make.JINAN)]
        for i, code in enumerate(free[:1] if n == 1 else free[-n:]):
            it = make.proposal(community_code=code, manager_account=f"manager{n}x{i}")
            applications.start_application(scope, it, is_filed=True)


def _stations(n: int) -> None:
    with make.working_at(make.PLATFORM, "operator"):
        for i in range(n):
            code = f"350111900{n * 20 + i:03d}"
            station = tree.add_child(parent=make.tenant(make.JINAN), code=code, name=f"驿站 {n}-{i}", level="station", status="open")
            add_account(name=f"head{n}x{i}", display_name="站长", tenant_id=station.id, role="manager")


def _asked_courses(n: int) -> None:
    """As many courses that were asked for, others the second time."""
    with make.working_at(make.LIANXIANG) as scope:
        tallies.reach(scope, [tallies.Reached(WISHES, uuid7(), date(2026, 3, 5), course_id=n + i) for i in range(n)], action="test")


def _cities(n: int) -> None:
    with make.working_at(make.PLATFORM, "operator") as scope:
        for i in range(n):
            names = {"name": f"城 {n}-{i}", "admin_name": "管理员", "account_name": f"city{n}x{i}"}
            cities.create_city(scope, code=f"51{n:02d}{i:02d}000000", **names)


def _members(n: int, code: str = make.LIANXIANG, role: str = "helper") -> None:
    with make.working_at(code):
        for i in range(n):
            add_account(name=f"member{n}x{i}", display_name="陈秀英", tenant_id=make.tenant(code).id, role=role)


def _job() -> dict[str, Any]:
    with make.working_at(make.LIANXIANG) as scope:
        return {"job_id": jobs.ask(scope, "rollup", {}, "数据汇总.pdf")}


def _corrections(n: int) -> None:
    rows = [make.activity(held_on=make_corrections.DAY) for _ in range(n)]
    make_corrections.close()
    for row in rows:
        make_corrections.correction(subject_id=row)
    with make.working_at(make.LIANXIANG) as scope:
        make_corrections.reopen(scope)


def _past_years(n: int) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        for i in range(n):
            note_past(scope, Past(2001 if n == 1 else 2002 + i, "attendances", 7, "年鉴"))


def _propagandists(n: int) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        stations.add_propagandists(scope, [make.recruit(phone=f"137{n:04d}{i:04d}") for i in range(n)])


def _orders(n: int) -> None:
    for i in range(n):
        make.order((make.GULOU, make.JINAN)[(n // 2 + i) % 2], kind="line")


def _exams(n: int) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        for i in range(n):
            exams.hold_exam(scope, make.exam_plan(title=f"第 {n}-{i} 场"))


def _entrants(n: int) -> None:
    held = make.exam() if n == 1 else _one_exam()["exam_id"]
    for i in range(n):
        make.exam_entry(make.trainee(n=20 * n + i), held)


def _one_exam() -> dict[str, Any]:
    with make.working_at(make.LIANXIANG) as scope:
        return {"exam_id": exam_rows.list_exams(scope, exam_rows.ExamFilter(), page=1)[0].id}


def _certificates(n: int) -> None:
    held = make.exam() if n == 1 else _one_exam()["exam_id"]
    for i in range(n):
        make.certificate(make.trainee(n=20 * n + i), exam_id=held)


def _wishes(n: int) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        wishes.record_wishes(scope, [make.wish_draft(phone=f"138{n:04d}{i:04d}") for i in range(n)])


def _due_wishes(n: int) -> None:
    with clock.pretending(datetime(2022, 6, 1, tzinfo=UTC)), make.working_at(make.LIANXIANG) as scope:
        wishes.record_wishes(scope, [make.wish_draft(phone=f"138{n:04d}{i:04d}", collected_on=date(2022, 6, 1)) for i in range(n)])


def _lesson_people(n: int) -> None:
    if n == 1:
        make.lesson(make.running_class(capacity=50))
    _trainees(n)
    class_id = _the_lesson()["class_id"]
    with make.working_at(make.LIANXIANG) as scope:
        found = training_rows.list_trainees(scope, training_rows.Filter(), page=1)[0]
        enrolments.enrol(scope, class_id, [it.id for it in found][:n])


def _the_lesson() -> dict[str, Any]:
    with make.working_at(make.LIANXIANG) as scope:
        row = class_rows.list_lessons_between(scope, first=date(2026, 3, 1), last=date(2026, 3, 31))[0]
        return {"class_id": row.class_id, "lesson_id": row.id}


def _classes(n: int) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        for _ in range(n):
            class_id = class_services.open_class(scope, make.class_plan(capacity=1 + n))
            days = [date(2026, 3, 16 + i) for i in range(5)]
            class_services.add_lessons(scope, class_id, [LessonPlan(day, 540, 600) for day in days])


def _rooms(n: int) -> None:
    for i in range(n):
        make.room(name=f"教室 {n}-{i}")


def _enrolled(n: int) -> None:
    class_id = make.training_class() if n == 1 else _first_class()["class_id"]
    women = [make.trainee(n=20 * n + i, phone=f"138{n:04d}{i:04d}") for i in range(n)]
    for her in women:
        make.enrolment(class_id, her)
    make.lesson(class_id, start_min=60 * n, end_min=60 * n + 45)


def _first_class() -> dict[str, Any]:
    with make.working_at(make.LIANXIANG) as scope:
        return {"class_id": class_rows.list_classes(scope)[0][0].id}


def _asked(n: int) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        what = {**scope.stamp(demand), "asked_on": date(2026, 3, 5), "branch": "train_first", "channel": "grid", "state": "open"}
        places = [{"community_code": f"350111{n:03d}{i:03d}", "course_id": 1 + i} for i in range(n)]
        db.session.execute(insert(demand), [{**what, **place, "id": uuid4()} for place in places])


def _funds(n: int) -> None:
    for i in range(n):
        make_proof.fund(name=f"资金 {n}-{i}")


def _costs(n: int) -> None:
    if n == 1:
        make.training_class()
        make_proof.fund()
    with make.working_at(make.LIANXIANG) as scope:
        class_id = proof_rows.list_classes(scope)[0][0].id
        fund_id = fund_rows.list_open_funds(scope)[0].id
        fund_services.note_costs(scope, class_id, [(fund_id, make_proof.payment(voucher=f"{n}-{i}")) for i in range(n)])


def _reached(n: int) -> None:
    if n == 1:
        make_proof.fund()
    for i in range(n):
        make.completed(make.trainee(n=20 * n + i, phone=f"138{n:04d}{i:04d}"))
    with make.working_at(make.LIANXIANG) as scope:
        fund_id = fund_rows.list_open_funds(scope)[0].id
        for row, _ in proof_rows.list_classes(scope):
            if not row.costs:
                fund_services.note_costs(scope, row.id, [(fund_id, make_proof.payment())])


def _one_fund() -> dict[str, Any]:
    with make.working_at(make.LIANXIANG) as scope:
        return {"fund_id": fund_rows.list_open_funds(scope)[0].id}


def _proved(n: int) -> None:
    for _ in range(n):
        make.training_class()


def _women(n: int) -> None:
    class_id = make.running_class(capacity=30) if n == 1 else _one_class()["class_id"]
    for i in range(n):
        make.enrolment(class_id, make.trainee(n=20 * n + i, phone=f"138{n:04d}{i:04d}"))


def _one_class() -> dict[str, Any]:
    with make.working_at(make.LIANXIANG) as scope:
        return {"class_id": proof_rows.list_classes(scope)[0][0].id}


def _findings(n: int) -> None:
    class_id = make.running_class() if n == 1 else _one_class()["class_id"]
    with make.working_at(make.LIANXIANG) as scope:
        plans = [LessonPlan(held_on=date(2026, 3, 10 + n // 19), start_min=10 * i, end_min=10 * i + 10) for i in range(n)]
        class_services.add_lessons(scope, class_id, plans)
    make_proof.check()


def _placements(n: int) -> None:
    for i in range(n):
        make_work.placement_of(date(2025, 12, 10), n=20 * n + i, company=f"公司 {n}-{i}")


def _checks(n: int) -> None:
    for i in range(n):
        make_work.health_check(make.trainee(n=20 * n + i))


def _employers(n: int) -> None:
    for i in range(n):
        make_work.employer(name=f"公司 {n}-{i}")


def _openings(n: int) -> None:
    for i in range(n):
        make_work.opening(title=f"住家保姆 {n}-{i}")


def _gate_requests(n: int) -> None:
    for i in range(n):
        make_work.gate_request(make.trainee(n=20 * n + i))


def _planned(n: int) -> None:
    for i in range(n):
        make_shifts.shift(make.volunteer(phone=f"136{n:04d}{i:04d}"), "planned")


def _on_notice(n: int) -> None:
    for i in range(n):
        make_shifts.shift(make.volunteer(phone=f"136{n:04d}{i:04d}"), "verified")


def _disputes(n: int) -> None:
    for i in range(n):
        make_shifts.dispute(make.volunteer(phone=f"136{n:04d}{i:04d}"))


_ATTENDANCES: dict[str, Any] = {"indicator": "attendances"}


def _service_requests(n: int) -> None:
    hers = make_requests.served()
    for _ in range(n):
        make_requests.service_request(recipient_id=hers)


def _series(n: int) -> None:
    hers = make_requests.served()
    for _ in range(n):
        make_requests.request_series(recipient_id=hers)


def _helpers(n: int) -> None:
    for i in range(n):
        make.volunteer(name="黄秀英", phone=f"139{n:04d}{i:04d}")


def _one_service_request() -> dict[str, Any]:
    return {"request_id": make_requests.service_request()}


def _guests(n: int) -> None:
    for i in range(n):
        with make.working_at(make.LIANXIANG) as scope:
            which = stations.log_activities(scope, [make.gathering()])[0]
            stations.write_guests(scope, which, [Guests(f"单位 {n}-{i}", "", 2)], version=1)


LIST_PAGES = {
    ("activities.log", "station"): ListPage("lianxiang", _activities),
    ("activities.log", "city"): ListPage("fuzhou", _activities),
    ("applications.listing", "county"): ListPage("jinan", _applications),
    ("audit.listing", "station"): ListPage("lianxiang", _activities),
    ("bulletins.listing", "county"): ListPage("jinan", make_bulletins.many),
    ("circulars.listing", "station"): ListPage("lianxiang", make_circulars.many),
    ("circulars.listing", "county"): ListPage("jinan", make_circulars.many_of_the_city, lambda: {"box": "below"}),
    ("circulars.listing", "city"): ListPage("fuzhou", make_circulars.many_of_the_city),
    ("circulars.board", "county"): ListPage("jinan", make_circulars.many_units, lambda: {"circular_id": make_circulars.known()}),
    ("circulars.acceptance", "county"): ListPage("jinan", make_circulars.many_done, lambda: {"circular_id": make_circulars.known()}),
    ("circulars.export", "county"): ListPage("jinan", make_circulars.many_units, lambda: {"circular_id": make_circulars.known()}),
    ("narratives.listing", "city"): ListPage("fuzhou", make_narratives.many),
    ("policies.listing", "station"): ListPage("lianxiang", make_library.policies),
    ("micro_classes.listing", "station"): ListPage("lianxiang", make_library.lessons),
    ("guests.listing", "station"): ListPage("lianxiang", _guests),
    ("ranking.front", "city"): ListPage("fuzhou", make_rankings.many_rankings),
    ("formulas.listing", "county"): ListPage("jinan", make_rankings.many_formulas),
    ("women.listing", "county"): ListPage("jinan", make_rankings.many_counties),
    ("stars.front", "city"): ListPage("fuzhou", make_stars.many_ratings),
    ("star_rules.listing", "county"): ListPage("jinan", make_stars.many_rules),
    ("star_evidence.listing", "city"): ListPage("fuzhou", make_stars.many_items),
    ("grades.listing", "city"): ListPage("fuzhou", make_rankings.many_counties),
    ("plans.listing", "county"): ListPage("jinan", make_plans.many_plans),
    ("bank.rules", "county"): ListPage("jinan", _rules),
    ("codes.listing", "station"): ListPage("lianxiang", _codes),
    ("classes.listing", "station"): ListPage("lianxiang", _classes),
    ("classes.a_class", "station"): ListPage("lianxiang", _enrolled, _first_class),
    ("timetable.week", "station"): ListPage("lianxiang", _classes),
    ("registers.listing", "station"): ListPage("lianxiang", _rooms),
    ("demand.listing", "station"): ListPage("lianxiang", _asked),
    ("demand.listing", "county"): ListPage("jinan", _asked),
    ("cities.admins", "platform"): ListPage("operator", lambda n: _members(n, make.CITY, "city_admin"), lambda: {"city_code": make.CITY}),
    ("stuck.listing", "city"): ListPage("fuzhou", _applications),
    ("cities.listing", "platform"): ListPage("operator", _cities),
    ("certificates.listing", "station"): ListPage("lianxiang", _certificates),
    ("certificates.entitled", "station"): ListPage("lianxiang", _entrants),
    ("certificates.batch", "station"): ListPage("lianxiang", _entrants, _one_exam),
    ("exams.listing", "station"): ListPage("lianxiang", _exams),
    ("exams.exam", "station"): ListPage("lianxiang", _entrants, _one_exam),
    ("exams.marks", "station"): ListPage("lianxiang", _entrants, _one_exam),
    ("employers.listing", "station"): ListPage("lianxiang", _employers),
    ("openings.listing", "station"): ListPage("lianxiang", _openings),
    ("problems.listing", "station"): ListPage("lianxiang", make_problems.many),
    ("problems.listing", "city"): ListPage("fuzhou", make_problems.many),
    ("problems.export", "county"): ListPage("jinan", make_problems.many),
    ("rounds.listing", "station"): ListPage("lianxiang", make_problems.sheets),
    ("rounds.listing", "county"): ListPage("jinan", make_problems.sheets),
    ("tags.front", "county"): ListPage("jinan", _stations),
    ("studies.listing", "city"): ListPage("fuzhou", make_studies.studies),
    ("disputes.listing", "station"): ListPage("lianxiang", _disputes),
    ("disputes.listing", "county"): ListPage("jinan", _disputes),
    ("returns.waiting", "county"): ListPage("jinan", make_returns.waiting),
    ("returns.board", "county"): ListPage("jinan", _stations),
    ("due.exceptions", "county"): ListPage("jinan", make_due.exceptions),
    ("home.glance", "city"): ListPage("fuzhou", _stations),
    ("gate.listing", "station"): ListPage("lianxiang", _gate_requests),
    ("gate.listing", "county"): ListPage("jinan", _gate_requests),
    ("health_checks.listing", "station"): ListPage("lianxiang", _checks),
    ("placements.listing", "station"): ListPage("lianxiang", _placements),
    ("placements.due", "station"): ListPage("lianxiang", _placements),
    ("home.glance", "county"): ListPage("jinan", _applications),
    ("lesson.page", "station"): ListPage("lianxiang", _lesson_people, lambda: {"lesson_id": _the_lesson()["lesson_id"]}),
    ("lessons.end", "station"): ListPage("lianxiang", _lesson_people, lambda: {"class_id": _the_lesson()["class_id"]}),
    ("lessons.grid", "station"): ListPage("lianxiang", _lesson_people, lambda: {"class_id": _the_lesson()["class_id"]}),
    ("members.listing", "station"): ListPage("lianxiang", _members),
    ("members.listing", "platform"): ListPage("operator", lambda n: _members(n, make.PLATFORM, "operator")),
    ("members.export", "station"): ListPage("lianxiang", _members),
    ("members.waiting", "station"): ListPage("lianxiang", _members),
    ("moves.move", "city"): ListPage("fuzhou", _orders, lambda: {"unit_code": make.LIANXIANG}),
    ("persons.due", "station"): ListPage("lianxiang", _due),
    ("records.listing", "station"): ListPage("jinan", _trainees),
    ("funds.listing", "station"): ListPage("lianxiang", _funds),
    ("funds.fund", "station"): ListPage("lianxiang", _costs, _one_fund),
    ("funds.reached", "station"): ListPage("lianxiang", _reached, lambda: {**_one_fund(), "what": "trained"}),
    ("proof.listing", "station"): ListPage("lianxiang", _proved),
    ("proof.a_class", "station"): ListPage("lianxiang", _women, _one_class),
    ("findings.listing", "station"): ListPage("lianxiang", _findings),
    ("findings.listing", "county"): ListPage("jinan", _findings),
    ("reports.figure", "station"): ListPage("lianxiang", _activities, lambda: _ATTENDANCES),
    ("reports.figure", "county"): ListPage("jinan", lambda n: _activities(n, make.JINAN), lambda: _ATTENDANCES),
    ("reports.rollup", "county"): ListPage("jinan", _stations),
    ("corrections.listing", "station"): ListPage("lianxiang", _corrections),
    ("corrections.listing", "county"): ListPage("jinan", _corrections),
    ("corrections.export", "county"): ListPage("jinan", _corrections),
    ("years.front", "station"): ListPage("lianxiang", _past_years),
    ("years.compare", "county"): ListPage("jinan", _corrections, lambda: {"figure": "attendances"}),
    ("reports.export", "county"): ListPage("jinan", _stations),
    ("funnel.stages", "station"): ListPage("lianxiang", _asked_courses),
    ("targets.listing", "city"): ListPage("fuzhou", make_targets.many),
    ("targets.listing", "county"): ListPage("jinan", make_targets.many),
    ("targets.changes", "city"): ListPage("fuzhou", make_targets.versions, lambda: {"target_id": make_targets.known()}),
    ("trainees.roster", "station"): ListPage("lianxiang", _trainees),
    ("units.listing", "county"): ListPage("jinan", _stations),
    ("imports.front", "station"): ListPage("lianxiang", make_imports.many),
    ("units.card", "city"): ListPage("fuzhou", _stations, lambda: {"unit_code": make.JINAN}),
    ("propagandists.listing", "station"): ListPage("lianxiang", _propagandists),
    ("propagandists.export", "station"): ListPage("lianxiang", _propagandists),
    ("wish_ends.due", "station"): ListPage("lianxiang", _due_wishes),
    ("wishes.listing", "station"): ListPage("lianxiang", _wishes),
    ("requests.listing", "station"): ListPage("lianxiang", _service_requests),
    ("requests.figures", "station"): ListPage("lianxiang", _service_requests),
    ("series.listing", "station"): ListPage("lianxiang", _series),
    ("dispatch.candidates", "station"): ListPage("lianxiang", _helpers, _one_service_request),
    ("recipients.listing", "station"): ListPage("lianxiang", make_care_lists.recipients),
    ("recipients.recipient", "station"): ListPage("lianxiang", make_care_lists.requests_of_one, make_care_lists.one_recipient),
    ("facilities.listing", "station"): ListPage("jinan", make_care_lists.facilities),
    ("facilities.day", "station"): ListPage("lianxiang", make_care_lists.facilities),
    ("facilities.uses", "station"): ListPage("jinan", make_care_lists.uses),
    ("stock.listing", "station"): ListPage("jinan", make_care_lists.shop_items),
    ("stock.book", "station"): ListPage("jinan", make_care_lists.shop_items),
    ("stocktakes.listing", "station"): ListPage("lianxiang", make_care_lists.counts),
    ("volunteers.credit", "station"): ListPage("lianxiang", _volunteers),
    ("shop.front", "station"): ListPage("lianxiang", _redemptions),
    ("shop.basket", "station"): ListPage("lianxiang", _goods, _one_payer),
    ("redemptions.listing", "station"): ListPage("lianxiang", _redemptions),
    ("shop_sheets.listing", "station"): ListPage("lianxiang", _shop_sheets),
    ("shop_sheets.key", "station"): ListPage("lianxiang", _goods),
    ("shop_checks.listing", "station"): ListPage("lianxiang", _held_long),
    ("public.notices", "station"): ListPage("lianxiang", _on_notice, lambda: {"public_code": make_codes.code()}),
    ("public.policy_list", "station"): ListPage("lianxiang", make_library.policies, lambda: {"public_code": make.LIANXIANG}),
    ("public.micro_list", "station"): ListPage("lianxiang", make_library.lessons, lambda: {"public_code": make.LIANXIANG}),
    ("public.place", "county"): ListPage("jinan", _stations, lambda: {"place_code": make.JINAN}),
    ("notices.notice", "station"): ListPage("lianxiang", _on_notice),
    ("shifts.board", "station"): ListPage("lianxiang", _planned),
    ("volunteers.hours", "station"): ListPage("lianxiang", _hours),
    ("volunteers.roster", "station"): ListPage("lianxiang", _volunteers),
    ("volunteers.volunteer", "station"): ListPage("lianxiang", _hours, _one_volunteer),
    ("giving.page", "station"): ListPage("lianxiang", _gifts, _giver),
    ("giving.kinship", "station"): ListPage("lianxiang", _kin, _giver),
    ("giving.gift", "station"): ListPage("lianxiang", _kin, _giver),
    ("honours.listing", "station"): ListPage("lianxiang", _honours),
    ("honours.notice", "station"): ListPage("lianxiang", _honours),
    ("honours.honour", "station"): ListPage("lianxiang", _honoured, _one_honour),
}

# Pages without rows of which htmx may ask for a part; `fill` is not called.
OTHER_PAGES = {
    ("jobs.job", "station"): ListPage("lianxiang", lambda _: None, _job),
    ("new_units.new", "county"): ListPage("jinan", lambda _: None, lambda: {"q": "sq"}),
    ("units.org_tree", "city"): ListPage("fuzhou", _stations),
    ("targets.split", "city"): ListPage("fuzhou", lambda _: None, lambda: {"target_id": make_targets.known()}),
}
