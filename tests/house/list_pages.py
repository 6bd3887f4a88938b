"""Every page that lists rows, and how it is filled; test_lists.py asks for it with one row and with twenty, and counts the queries.

A new list needs its line in LIST_PAGES: (endpoint, unit), who opens it, and a function that adds n rows, in one transaction where it
can. The function is called twice, with 1 and with 19: what must be unique is made out of both numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from portal.core import clock
from portal.stations import services as stations
from portal.tenants.queries import list_free_communities
from portal.tenants.services import applications, cities, tree
from portal.tenants.services.accounts import add_account
from portal.training.services import intake as training
from portal.volunteer import queries as volunteer_rows
from portal.volunteer import services as volunteers
from portal.volunteer.rules import Work
from portal.web import jobs
from tests import make


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


def _volunteers(n: int) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        for i in range(n):
            volunteers.register_volunteer(scope, make.candidate(name=f"林{'一二三四五六七八九十'[i % 10]}", phone=f"139{n:04d}{i:04d}"))


def _hours(n: int) -> None:
    if n == 1:
        _volunteers(1)
    with make.working_at(make.LIANXIANG) as scope:
        account_id = volunteer_rows.get_volunteer(scope, volunteer_rows.list_roll(scope)[0].id).account_id
        day = make.gathering().held_on
        for i in range(n):
            work = Work(account_id, served_on=day.replace(day=1 + i % 15), start_min=None, worked_min=n, kind="haircut")
            volunteers.credit_hours(scope, [work], once=f"{n}-{i}")


def _due(n: int) -> None:
    with clock.pretending(datetime(2022, 6, 1, tzinfo=UTC)), make.working_at(make.LIANXIANG) as scope:
        for i in range(n):
            training.admit_trainee(scope, make.admission(20 * n + i, taken_on=date(2022, 6, 1)))


def _one_volunteer() -> dict[str, Any]:
    with make.working_at(make.LIANXIANG) as scope:
        return {"volunteer_id": volunteer_rows.list_roll(scope)[0].id}


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


def _propagandists(n: int) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        stations.add_propagandists(scope, [make.recruit(phone=f"137{n:04d}{i:04d}") for i in range(n)])


def _sheets(n: int) -> None:
    for i in range(n):
        make.unit_sheet(make.JINAN, {"level": "社区驿站", "code": f"3501111000{n}{i}"})


def _orders(n: int) -> None:
    for i in range(n):
        make.order((make.GULOU, make.JINAN)[(n // 2 + i) % 2], kind="line")


_ATTENDANCES: dict[str, Any] = {"indicator": "attendances"}
LIST_PAGES = {
    ("activities.log", "station"): ListPage("lianxiang", _activities),
    ("activities.log", "city"): ListPage("fuzhou", _activities),
    ("applications.listing", "county"): ListPage("jinan", _applications),
    ("audit.listing", "station"): ListPage("lianxiang", _activities),
    ("cities.admins", "platform"): ListPage("operator", lambda n: _members(n, make.CITY, "city_admin"), lambda: {"city_code": make.CITY}),
    ("stuck.listing", "city"): ListPage("fuzhou", _applications),
    ("cities.listing", "platform"): ListPage("operator", _cities),
    ("home.glance", "county"): ListPage("jinan", _applications),
    ("members.listing", "station"): ListPage("lianxiang", _members),
    ("members.listing", "platform"): ListPage("operator", lambda n: _members(n, make.PLATFORM, "operator")),
    ("members.export", "station"): ListPage("lianxiang", _members),
    ("moves.move", "city"): ListPage("fuzhou", _orders, lambda: {"unit_code": make.LIANXIANG}),
    ("persons.due", "station"): ListPage("lianxiang", _due),
    ("records.listing", "station"): ListPage("jinan", _trainees),
    ("reports.figure", "station"): ListPage("lianxiang", _activities, lambda: _ATTENDANCES),
    ("reports.figure", "county"): ListPage("jinan", lambda n: _activities(n, make.JINAN), lambda: _ATTENDANCES),
    ("reports.rollup", "county"): ListPage("jinan", _stations),
    ("reports.export", "county"): ListPage("jinan", _stations),
    ("trainees.roster", "station"): ListPage("lianxiang", _trainees),
    ("units.listing", "county"): ListPage("jinan", _stations),
    ("unit_sheets.upload", "county"): ListPage("jinan", _sheets),
    ("units.card", "city"): ListPage("fuzhou", _stations, lambda: {"unit_code": make.JINAN}),
    ("propagandists.listing", "station"): ListPage("lianxiang", _propagandists),
    ("propagandists.export", "station"): ListPage("lianxiang", _propagandists),
    ("volunteers.credit", "station"): ListPage("lianxiang", _volunteers),
    ("volunteers.hours", "station"): ListPage("lianxiang", _hours),
    ("volunteers.roster", "station"): ListPage("lianxiang", _volunteers),
    ("volunteers.volunteer", "station"): ListPage("lianxiang", _hours, _one_volunteer),
}

# Pages without rows of which htmx may ask for a part; `fill` is not called.
OTHER_PAGES = {
    ("jobs.job", "station"): ListPage("lianxiang", lambda _: None, _job),
    ("new_units.new", "county"): ListPage("jinan", lambda _: None, lambda: {"q": "sq"}),
}
