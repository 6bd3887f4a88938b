"""Figures: each is the sum of its rows, at the station, at its county, and in the city."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.core.errors import Conflict
from portal.stations import services as stations
from portal.tallies import queries, services
from portal.tallies.models import MonthBook, Tally
from portal.tallies.rules import ATTENDANCES, ONLINE, SESSIONS, Entry, add_up
from tests import make

MARCH = date(2026, 3, 5)


def figures(code: str, month: str = "2026-03") -> dict[tuple[str, int], int]:
    """Return {(indicator, kind): value} of a unit's own row, without zeros."""
    with make.working_at(code) as scope:
        rows = queries.sum_values(scope, tenants=[scope.tenant_id], first=month, last=month)
    return {(row.indicator, row.kind_id): row.value for row in rows if row.value}


def differences(code: str = make.CITY) -> list[Any]:
    with make.working_at(code) as scope:
        return services.differences(scope)


def test_entries_are_added_up_by_month_indicator_and_kind() -> None:
    entries = [Entry(MARCH, SESSIONS, 1, 2), Entry(MARCH, SESSIONS, 1, 2), Entry(date(2026, 2, 1), SESSIONS, 1, 2), Entry(MARCH, ONLINE, 0)]
    assert add_up(entries) == {("2026-02", "sessions", 2): 1, ("2026-03", "sessions", 2): 2}
    assert add_up([Entry(MARCH, SESSIONS, 1), -Entry(MARCH, SESSIONS, 1)]) == {}
    assert list(add_up(reversed(entries))) == sorted(add_up(entries))  # the order in which rows are locked


def test_an_activity_counts_at_its_station_and_its_county(session: Session) -> None:
    make.activity(kind_id=3, is_online=True)
    make.activity(make.NEIGHBOUR, kind_id=3)
    make.activity(make.JINAN, kind_id=3)
    make.activity(make.JUNMEN, kind_id=1)
    station = {("sessions", 3): 1, ("attendances", 3): 30, ("women", 3): 28, ("online", 3): 30}
    assert figures(make.LIANXIANG) == station
    assert figures(make.NEIGHBOUR) == {key: value for key, value in station.items() if key[0] != "online"}
    assert figures(make.JINAN) == {("sessions", 3): 3, ("attendances", 3): 90, ("women", 3): 84, ("online", 3): 30}
    assert figures(make.GULOU) == {("sessions", 1): 1, ("attendances", 1): 30, ("women", 1): 28}
    assert figures(make.CITY) == {}  # a city is the sum of its counties, and its own
    assert differences() == []


def test_a_city_counts_its_own_beside_its_counties(session: Session) -> None:
    for code in (make.CITY, make.JINAN, make.LIANXIANG, make.JUNMEN):
        make.activity(code)
    with make.working_at(make.CITY) as scope:
        ids = [make.tenant(code).id for code in (make.CITY, make.JINAN, make.GULOU)]
        rows = queries.sum_values(scope, tenants=ids, first="2026-03", last="2026-03")
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row.indicator] += row.value
    assert +sums == {"sessions": 4, "attendances": 120, "women": 112}
    assert differences() == []


def test_an_amendment_moves_the_difference_and_a_void_all(session: Session) -> None:
    activity = make.activity()
    with make.working_at(make.LIANXIANG) as scope:
        moved = make.gathering(attendances=10, women=10, kind_id=2, held_on=date(2026, 2, 7), is_online=True)
        stations.amend_activity(scope, activity, moved, version=1)
    for code in (make.LIANXIANG, make.JINAN):
        assert figures(code) == {}
        assert figures(code, "2026-02") == {("sessions", 2): 1, ("attendances", 2): 10, ("women", 2): 10, ("online", 2): 10}
    with make.working_at(make.LIANXIANG) as scope:
        stations.void_activity(scope, activity, reason="重复", version=2)
    assert figures(make.LIANXIANG, "2026-02") == figures(make.JINAN, "2026-02") == {}
    assert differences() == []


def test_a_figure_of_another_city_is_not_summed(session: Session) -> None:
    make.activity(make.OTHER_STATION)
    with make.working_at(make.CITY) as scope:
        theirs = [make.tenant(make.OTHER_STATION).id, make.tenant(make.OTHER_COUNTY).id]
        assert queries.sum_values(scope, tenants=theirs, first="2026-03", last="2026-03") == []


def test_every_wrong_figure_is_named(session: Session) -> None:
    make.activity()
    with make.working_at(make.LIANXIANG) as scope:
        t = Tally
        own = (scope.changes(t), t.indicator == ATTENDANCES.code, t.tenant_id == scope.tenant_id)
        db.session.execute(update(t).where(*own).values(value=31), scope.binds)
        station = scope.tenant_id
    assert differences() == [((station, "2026-03", "attendances", 1), 31, 30)]
    assert differences(make.OTHER_CITY) == []


def test_a_missing_and_a_needless_figure_are_named(session: Session) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        services.post(scope, [Entry(MARCH, SESSIONS, 1, 9)], action="nothing.real")
        ids = sorted([scope.tenant_id, make.tenant(make.JINAN).id])
    assert differences() == [((tenant, "2026-03", "sessions", 9), 1, 0) for tenant in ids]


# ------------------------------------------------------------------ months


def test_a_month_closes_once_and_for_its_own_unit(session: Session) -> None:
    with make.working_at(make.LIANXIANG, "jinan") as scope:
        assert services.close_month(scope, "2026-03") is True
        assert services.close_month(scope, "2026-03") is False
        assert queries.list_closed(scope) == {"2026-03"}
        b = MonthBook
        assert db.session.scalars(select(b.closed_by).where(scope.owns(b)), scope.binds).all() == [make.account_id("jinan")]
        told = select(AuditLine.action, AuditLine.note, AuditLine.account_id).where(scope.owns(AuditLine))
        assert db.session.execute(told, scope.binds).all() == [("month.close", "2026-03", make.account_id("jinan"))]
    for code in (make.NEIGHBOUR, make.JINAN, make.CITY):
        make.activity(code)
    make.activity(held_on=date(2026, 2, 5))
    with pytest.raises(Conflict, match="2026年3月已由jinan 的使用人于2026年3月16日关账"):
        make.activity()
    assert differences() == []


def test_a_month_closed_from_the_command_line_says_so(app: Flask) -> None:
    assert run(app, "tallies", "close", "2026-3", "--tenant", make.JINAN).output == "晋安区 2026-03: 关账 3 个单位\n"
    assert run(app, "tallies", "close", "2026-03", "--tenant", make.JINAN).output == "晋安区 2026-03: 关账 0 个单位\n"
    with app.app_context():
        for code in (make.LIANXIANG, make.NEIGHBOUR, make.JINAN):
            with pytest.raises(Conflict, match="由平台于2026年3月16日关账"):
                make.activity(code)
        make.activity(make.JUNMEN)


@pytest.mark.parametrize(
    "arguments", [("2026-13", "--tenant", make.JINAN), ("2026-03", "--tenant", "1"), ("2026-03", "--tenant", make.PLATFORM), ("2026-03",)]
)
def test_a_month_or_unit_that_is_none_is_refused(app: Flask, arguments: tuple[str, ...]) -> None:
    assert run(app, "tallies", "close", *arguments).exit_code == 2


def test_verify_says_whether_all_agree(app: Flask) -> None:
    with app.app_context():
        make.activity()
    assert "all agree" in run(app, "tallies", "verify").output
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        services.post(scope, [Entry(MARCH, SESSIONS, 2, 1)], action="nothing.real")
    told = run(app, "tallies", "verify")
    assert told.exit_code == 1
    assert "连翔社区驿站 2026-03 场次 类别1: 账上 3, 实有 1" in told.output
    assert "晋安区 2026-03 场次 类别1: 账上 3, 实有 1" in told.output


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=arguments)
