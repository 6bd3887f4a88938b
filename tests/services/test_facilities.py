"""日间照料: how many used a facility on a day, counted in its month for elders alone, one row of facility and day."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.care.queries import facilities as rows
from portal.care.rules.facilities import Visits
from portal.care.services import facilities
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.tallies import services as tallies
from portal.tallies.models import Tally
from tests import make, make_care

pytestmark = pytest.mark.usefixtures("session")
DAY = date(2026, 3, 5)


def figure(month: str = "2026-03") -> int:
    with make.working_at(make.LIANXIANG) as scope:
        mine = (scope.owns(Tally), Tally.tenant_id == scope.tenant_id, Tally.indicator == "care_visits", Tally.month == month)
        return db.session.execute(select(func.coalesce(func.sum(Tally.value), 0)).where(*mine), scope.binds).scalar_one()


def test_elders_count_in_their_month_and_follow_what_is_put_right() -> None:
    canteen, barber = make_care.facility(), make_care.facility(kind="barber", name="理发室")
    with make.working_at(make.LIANXIANG) as scope:
        assert facilities.count_day(scope, DAY, [Visits(canteen, 12, 3, "", 0), Visits(barber, 0, 4, "", 0)]) == 2
        assert facilities.count_day(scope, DAY, [Visits(canteen, 12, 3, "", 1), Visits(barber, 0, 4, "", 1)]) == 0
    assert figure() == 12
    with make.working_at(make.LIANXIANG) as scope:
        facilities.count_day(scope, DAY, [Visits(canteen, 10, 3, "补记", 1), Visits(barber, 0, 0, "", 1)])
        assert {it.elders for it in rows.map_day(scope, DAY).values()} == {10}
    assert figure() == 10
    with make.working_at(make.LIANXIANG) as scope:
        facilities.count_day(scope, DAY, [Visits(barber, 2, 0, "", 0)])  # a row that was taken away begins anew
    assert figure() == 12
    with make.working_at(make.CITY, "fuzhou") as scope:
        assert tallies.differences(scope) == []


def test_who_keyed_the_day_before_is_not_overwritten() -> None:
    canteen = make_care.facility()
    make_care.visits(canteen)
    for version in (0, 2):
        with pytest.raises(Conflict, match="刚才有人修改过"), make.working_at(make.LIANXIANG) as scope:
            facilities.count_day(scope, DAY, [Visits(canteen, 1, 1, "", version)])


def test_a_closed_month_takes_no_visitor_young_or_old() -> None:
    canteen = make_care.facility()
    make_care.visits(canteen, day=date(2026, 2, 5))
    with make.working_at(make.LIANXIANG) as scope:
        tallies.close_month(scope, "2026-02")
        for elders, others in ((13, 3), (12, 4), (0, 0)):
            with pytest.raises(Conflict, match="关账"):
                facilities.count_day(scope, date(2026, 2, 5), [Visits(canteen, elders, others, "", 1)])
    assert figure("2026-02") == 12


def test_a_facility_is_used_on_its_own_days_alone() -> None:
    canteen, theirs = make_care.facility(), make_care.facility(make.NEIGHBOUR)
    with make.working_at(make.LIANXIANG) as scope:
        for day, visitors in ((date(2026, 1, 4), canteen), (date(2026, 3, 17), canteen), (date(2020, 2, 29), canteen)):
            with pytest.raises(RuleBroken):
                facilities.count_day(scope, day, [Visits(visitors, 1, 0, "", 0)])
        with pytest.raises(NotFound):
            facilities.count_day(scope, DAY, [Visits(theirs, 1, 0, "", 0)])
        facilities.count_day(scope, DAY, [Visits(canteen, 1, 0, "", 0)])
        with pytest.raises(RuleBroken, match="2026-03-05 还登记了"):
            facilities.end_facility(scope, canteen, ended_on=date(2026, 3, 4), version=1)
        facilities.end_facility(scope, canteen, ended_on=DAY, version=1)
        assert [it.id for it in rows.list_open_on(scope, DAY)] == [canteen]
        with pytest.raises(RuleBroken, match="没有开放"):
            facilities.count_day(scope, date(2026, 3, 6), [Visits(canteen, 1, 0, "", 0)])
