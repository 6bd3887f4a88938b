"""Service as parents may read it: nameless, from their own stations alone; the figures that count it."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import ScopeError
from portal.tallies import queries as figures
from portal.tallies import services as tallies
from portal.volunteer.models import Volunteer
from portal.volunteer.queries.hours import list_services
from portal.volunteer.queries.roll import get_volunteer
from portal.volunteer.rules.hours import Work
from portal.volunteer.services import hours as services
from tests import make

MARCH = {"first": date(2026, 3, 1), "last": date(2026, 3, 31), "page": 1}


def rows_seen_from(code, tenant_code=make.LIANXIANG):
    with make.working_at(code) as scope:
        rows = list_services(scope, tenant_id=make.tenant(tenant_code).id, **MARCH)
        return [(row.served_on, row.kind, row.worked_min, row.total) for row in rows]


@pytest.mark.parametrize(
    ("code", "is_seen"),
    [(make.LIANXIANG, True), (make.JINAN, True), (make.CITY, True), (make.NEIGHBOUR, False), (make.GULOU, False), (make.OTHER_CITY, False)],
)
def test_those_above_read_nameless_rows_and_nobody_else_any(session: Session, code, is_seen) -> None:
    make.hours(make.volunteer())
    assert rows_seen_from(code) == ([(date(2026, 3, 5), "haircut", 90, 1)] if is_seen else [])


def test_a_nameless_row_has_no_way_to_a_person(session: Session) -> None:
    make.hours(make.volunteer())
    with make.working_at(make.JINAN) as scope:
        row = list_services(scope, tenant_id=make.tenant(make.LIANXIANG).id, **MARCH)[0]
        assert set(row._fields) == {"id", "served_on", "counted_on", "kind", "worked_min", "total", "total_min"}


def test_nobody_above_may_even_ask_for_volunteers(session: Session) -> None:
    with make.working_at(make.JINAN) as scope, pytest.raises(ScopeError):
        db.session.execute(select(Volunteer.name).where(scope.owns(Volunteer)), scope.binds)


def test_hours_count_in_the_month_of_service_and_their_reversal_in_the_month_it_is_made(session: Session) -> None:
    service_id = make.hours(make.volunteer(), served_on=date(2026, 2, 10))
    with make.working_at(make.LIANXIANG) as scope:
        services.reverse_hours(scope, service_id, reason="重复登记", once="")
    for code in (make.LIANXIANG, make.JINAN):
        with make.working_at(code) as scope:
            sums = {
                month: [row.value for row in figures.sum_values(scope, tenants=[scope.tenant_id], first=month, last=month)]
                for month in ("2026-02", "2026-03")
            }
        assert sums == {"2026-02": [90], "2026-03": [-90]}
    with make.working_at(make.CITY) as scope:
        assert tallies.differences(scope) == []


def test_the_same_once_credits_nothing_a_second_time(session: Session) -> None:
    volunteer_id = make.volunteer()
    with make.working_at(make.LIANXIANG) as scope:
        account_id = get_volunteer(scope, volunteer_id).account_id
        work = Work(account_id, date(2026, 3, 5), None, 1440, "meals")
        assert len(services.credit_hours(scope, [work], once="the form")) == 1
        assert services.credit_hours(scope, [work], once="the form") == []
        with pytest.raises(Conflict, match="已经记过账"):
            services.credit_hours(scope, [Work(account_id, date(2026, 3, 6), None, 60, "meals")], once="the form")
        with pytest.raises(RuleBroken, match="一天不能超过"):
            services.credit_hours(scope, [Work(account_id, date(2026, 3, 5), None, 1, "meals")], once="another form")


def test_the_same_once_of_another_clerk_is_another_form(session: Session) -> None:
    volunteer_id = make.volunteer()
    for name in ("lianxiang", "lianxiang_helper"):
        with make.working_at(make.LIANXIANG, name) as scope:
            work = Work(get_volunteer(scope, volunteer_id).account_id, date(2026, 3, 5), None, 60, "meals")
            assert len(services.credit_hours(scope, [work], once="the form")) == 1
