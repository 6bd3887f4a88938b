"""A month that is submitted while fifty people write in it: each row that was acknowledged is in the snapshot, each other was refused."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier, Semaphore

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.returns.queries.steps import find_frozen
from portal.returns.services import returns as services
from portal.stations import services as stations
from portal.stations.models import Activity
from portal.tallies import services as tallies
from portal.tallies.rules.months import digest_of
from portal.tallies.services.months import read_figures
from tests import make

WRITERS = 50


def past(months: int) -> tuple[str, date]:
    """Return a month that is over, and a day of it."""
    day = clock.today().replace(day=1)
    for _ in range(months):
        day = (day - timedelta(days=1)).replace(day=1)
    return clock.month_of(day), day


def log(scope: Scope, title: str, day: date) -> None:
    stations.log_activities(scope, [make.gathering(title=title, held_on=day, attendances=3, women=2)])


def test_a_month_submitted_against_fifty_writers_freezes_each_row_or_refuses_it(real: Flask) -> None:
    month, day = past(2)
    start, done = Barrier(WRITERS + 1), Semaphore(0)

    def write(n: int) -> str:
        with real.app_context():
            start.wait(30)
            try:
                with make.working_at(make.LIANXIANG) as scope:
                    log(scope, f"第 {n} 场", day)
            except Conflict as conflict:
                return conflict.message
            finally:
                done.release()
        return ""

    def submit() -> None:
        with real.app_context():
            start.wait(30)
            for _ in range(WRITERS // 5):  # in the midst of it
                done.acquire(timeout=30)
            with make.working_at(make.LIANXIANG) as scope:
                services.submit(scope, month, revision=0)

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        writing = [pool.submit(write, n) for n in range(WRITERS)]
        pool.submit(submit).result(60)
        said = Counter(it.result(60) for it in writing)
    acknowledged = said.pop("", 0)
    assert acknowledged >= WRITERS // 5
    assert all("关账" in words for words in said)
    assert_each_is_frozen(real, month, day, acknowledged)


def assert_each_is_frozen(app: Flask, month: str, day: date, acknowledged: int) -> None:
    with app.app_context(), make.working_at(make.LIANXIANG) as scope:
        of_day = select(func.count()).select_from(Activity).where(scope.owns(Activity), Activity.held_on == day)
        frozen = find_frozen(scope, scope.tenant_id, month)
        assert frozen is not None
        sessions = [value for code, _, value in frozen.figures.figures if code == "sessions"]
        assert sum(sessions) == acknowledged == db.session.scalar(of_day, scope.binds)
        assert digest_of(scope.tenant_id, month, 1, read_figures(scope, month)) == frozen.digest
    with app.app_context(), make.working_at(make.CITY) as scope:
        assert tallies.differences(scope) == []


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_reviewers_at_once_one_decides_and_the_other_learns_who_did(real: Flask, attempt: int) -> None:
    month, day = past(10 + attempt)  # each before the last: a month that came back keeps later ones waiting
    with real.app_context():
        with make.working_at(make.JUNMEN, "junmen") as scope:
            log(scope, "一场", day)
        with make.working_at(make.JUNMEN, "junmen") as scope:
            services.submit(scope, month, revision=0)
    start = Barrier(2)

    def review(name: str) -> str:
        with real.app_context():
            start.wait(30)
            try:
                with make.working_at(make.GULOU, name) as scope:
                    if name == "gulou":
                        services.accept(scope, make.JUNMEN, month, revision=1)
                    else:
                        services.give_back(scope, make.JUNMEN, month, reason="请核对", revision=1)
            except Conflict as conflict:
                return conflict.message
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(review, ("gulou", "fuzhou")))
    assert said[0] == ""
    assert "的使用人于" in said[1]


def test_a_county_that_submits_and_a_station_that_is_opened_again_at_once_never_both_win(real: Flask) -> None:
    month, day = past(2)
    with real.app_context():
        with make.working_at(make.OTHER_STATION, "stranger") as scope:
            log(scope, "一场", day)
        with make.working_at(make.OTHER_STATION, "stranger") as scope:
            services.submit(scope, month, revision=0)
        with make.working_at(make.OTHER_COUNTY, "linqing") as scope:
            services.accept(scope, make.OTHER_STATION, month, revision=1)
    start = Barrier(2)

    def do(what: str) -> str:
        with real.app_context():
            start.wait(30)
            try:
                with make.working_at(make.OTHER_COUNTY, "linqing") as scope:
                    if what == "submit":
                        services.submit(scope, month, revision=0)
                    else:
                        services.reopen(scope, make.OTHER_STATION, month, reason="漏登一场", revision=1)
            except Conflict as conflict:
                return conflict.message
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(do, ("submit", "reopen")))
    assert said[0] == ""
    assert "没有审核通过：青年社区驿站" in said[1] or "先把上一级" in said[1]
