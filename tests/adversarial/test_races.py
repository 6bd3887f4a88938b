"""Many at one moment, in threads and in processes of their own."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Semaphore
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.ledger.rules import AccountKind, Posting, TransferKind
from portal.stations import services as stations
from portal.stations.models import Activity
from portal.tallies import services as tallies
from portal.tallies.models import Tally
from tests import make
from tests.adversarial.crowd import REFUSED, WON

WRITERS = 50
Crowd = Callable[..., list[str]]


def test_the_last_hour_is_redeemed_by_one_of_eight_processes(real: Flask, crowd: Crowd) -> None:
    with real.app_context(), make.working_at(make.LIANXIANG) as scope:
        volunteer, hold = (ledger.open_account(scope, kind).id for kind in (AccountKind.VOLUNTEER, AccountKind.HOLD))
        last_hour = Posting(ledger.issuer(scope), volunteer, 60, TransferKind.EARN, "the last hour")
        ledger.post(scope, [last_hour], action="hours.credit")
    codes = Counter(int(line) for line in crowd(real, "redeem", 8, volunteer, hold))
    assert codes == {WON: 1, REFUSED: 7}  # seven are told so; none meets a locked database
    with real.app_context(), make.working_at(make.LIANXIANG) as scope:
        assert books.balances_of(scope, [volunteer, hold]) == {volunteer: 0, hold: 60}
        assert books.count_moves(scope, volunteer) == 2


def test_a_month_that_closes_against_fifty_writers_counts_each_row_or_refuses_it(real: Flask) -> None:
    day = clock.today().replace(day=1) - timedelta(days=1)
    month, start, done = clock.month_of(day), Barrier(WRITERS + 1), Semaphore(0)

    def write(n: int) -> str:
        with real.app_context():
            start.wait(30)
            try:
                with make.working_at(make.JUNMEN, "junmen") as scope:
                    stations.log_activities(scope, [make.gathering(title=f"第 {n} 场", held_on=day)])
            except Conflict as conflict:
                return conflict.message
            finally:
                done.release()
        return ""

    def close() -> int:
        with real.app_context():
            start.wait(30)
            for _ in range(WRITERS // 5):  # in the midst of it
                done.acquire(timeout=30)
            with make.working_at(make.JUNMEN, "junmen") as scope:
                tallies.close_month(scope, month)
                return count(scope)

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        writing = [pool.submit(write, n) for n in range(WRITERS)]
        closed = pool.submit(close).result(60)
        said = Counter(it.result(60) for it in writing)
    written = said.pop("", 0)
    assert written >= WRITERS // 5
    assert all("关账" in words for words in said)
    assert_each_is_counted(real, month, closed, written)


def assert_each_is_counted(app: Flask, month: str, closed: int, written: int) -> None:
    with app.app_context(), make.working_at(make.JUNMEN, "junmen") as scope:
        assert count(scope) == closed == written
        mine = (scope.owns(Tally), Tally.tenant_id == scope.tenant_id, Tally.indicator == "sessions", Tally.month == month)
        kept = select(func.sum(Tally.value)).where(*mine)
        assert (db.session.execute(kept, scope.binds).scalar() or 0) == written
    with app.app_context(), make.working_at(make.CITY) as scope:
        assert tallies.differences(scope) == []


def count(scope: Any) -> int:
    return db.session.execute(select(func.count()).select_from(Activity).where(scope.owns(Activity)), scope.binds).scalar_one()
