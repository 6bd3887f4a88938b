"""Moves while others write, close or order, on databases of their own: each row counts in one county, that of its month's book."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Event
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.ledger import services as ledger
from portal.stations import services as stations
from portal.stations.models import Activity
from portal.tallies import services as tallies
from portal.tallies.models import Tally
from portal.tenants.queries import lines
from portal.tenants.rules.moves import Change, Wish
from portal.tenants.services import moves, tree
from portal.training.services import intake as training
from portal.volunteer.queries import roll as volunteer_rows
from portal.volunteer.rules.hours import Work
from portal.volunteer.services import hours as volunteers
from tests import make
from tests.databases import BOTH, committed

MARCH = "2026-03"
Job = Callable[[], Any]


@pytest.fixture(scope="module", params=BOTH)
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    with committed(request, tmp_path_factory, "moving") as app:
        yield app


@pytest.fixture
def home(real: Flask) -> Iterator[Flask]:
    """The same portal; whatever a test did, every figure is exact when it ends."""
    yield real
    with real.app_context(), make.working_at(make.CITY) as scope:
        assert tallies.differences(scope) == []
        assert tallies.misplaced(scope) == []
        assert ledger.verify(scope) == []


def all_at_once(app: Flask, jobs: list[Job]) -> list[Any]:
    """Start all jobs at one moment, each in a thread of its own; return what each gave, or how it was refused."""
    start = Barrier(len(jobs))

    def run(job: Job) -> Any:
        with app.app_context():
            start.wait(20)
            try:
                return job()
            except Conflict as conflict:
                return conflict

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def other_county() -> str:
    """Return the county under which the station does not stand just now."""
    is_there = make.tenant(make.LIANXIANG).path.startswith(make.tenant(make.GULOU).path)
    return make.JINAN if is_there else make.GULOU


def bring_home() -> None:
    """Let the station stand under 晋安, and be counted by it."""
    for county in (make.GULOU, make.JINAN):
        if county == other_county():
            with make.working_at(make.CITY, "fuzhou") as scope:
                order(scope, county)
    assert lines.list_lines(make.tenant(make.LIANXIANG).id)[-1].county_id == make.tenant(make.JINAN).id


def order(scope: Scope, county: str, *, kind: Change = Change.MOVE, version: int | None = None) -> None:
    station = make.tenant(make.LIANXIANG)
    seen = lines.count_orders(station.id) if version is None else version
    moves.order_change(scope, make.LIANXIANG, Wish(kind, make.tenant(county).id, MARCH, "区划调整"), version=seen)


def log(scope: Scope, heads: int, month: int = 3) -> None:
    stations.log_activities(scope, [make.gathering(held_on=date(2026, month, 5), attendances=heads, women=0)])


def heads_of(app: Flask, code: str, month: str = MARCH) -> int:
    """Return the 人次 of a unit's own row."""
    with app.app_context(), make.working_at(code) as scope:
        mine = (scope.owns(Tally), Tally.tenant_id == scope.tenant_id, Tally.month == month, Tally.indicator == "attendances")
        return db.session.execute(select(func.coalesce(func.sum(Tally.value), 0)).where(*mine), scope.binds).scalar_one()


def test_all_kinds_of_writers_while_it_moves_to_and_fro(home: Flask) -> None:
    with home.app_context():
        helper, before = make.volunteer(), rows_at_station(make.LIANXIANG)
    writers = [lambda n=n: write(helper, range(n, n + 6)) for n in range(0, 36, 6)]
    *written, _, _ = all_at_once(home, [*writers, lambda: move_to_and_fro(Change.MOVE), log_beside])
    refused = [words for each in written for words in each if words != "done"]
    assert set(refused) <= {"本单位的隶属关系刚刚调整，这一次没有保存。"}
    with home.app_context():
        assert rows_at_station(make.LIANXIANG) - before == 36 - len(refused)


def test_writers_while_its_line_goes_to_and_fro(home: Flask) -> None:
    """Her path stays, so nobody is refused."""
    with home.app_context():
        helper = make.volunteer(phone="13900000009")
    writers = [lambda n=n: write(helper, range(n, n + 6)) for n in range(100, 124, 6)]
    *written, _, _ = all_at_once(home, [*writers, lambda: move_to_and_fro(Change.LINE), log_beside])
    assert written == [["done"] * 6] * 4


def write(helper: UUID, numbers: range) -> list[str]:
    """Log a gathering for each number, some with a trainee or with hours beside it; return how each ended."""
    done: list[str] = []
    for n in numbers:
        try:
            patiently(lambda n=n: write_one(helper, n))
            done.append("done")
        except Conflict as conflict:  # on PostgreSQL, when her path was read before the move: it no longer shows her own rows
            done.append(conflict.message)
    return done


def write_one(helper: UUID, n: int) -> None:
    with make.working_at(make.LIANXIANG) as scope:
        if n % 4 == 0:
            training.admit_trainee(scope, make.admission(n + 1))  # rows that hang on the unit come before its book
        if n % 4 == 1:
            account_id = volunteer_rows.get_volunteer(scope, helper).account_id
            volunteers.credit_hours(scope, [Work(account_id, date(2026, 3, 1 + n % 15), None, 7, "meals")], once=f"{n}")
        log(scope, heads=1, month=1 + n % 3)


def move_to_and_fro(kind: Change) -> None:
    for _ in range(3):
        patiently(lambda: move_once(kind))


def move_once(kind: Change) -> None:
    with make.working_at(make.CITY, "fuzhou") as scope:
        drawn = lines.list_lines(make.tenant(make.LIANXIANG).id)
        counts = drawn[-1].county_id if drawn else make.tenant(make.JINAN).id
        elsewhere = next(code for code in (make.JINAN, make.GULOU) if make.tenant(code).id != counts)
        order(scope, other_county() if kind is Change.MOVE else elsewhere, kind=kind)


def log_beside() -> None:
    for _ in range(6):
        for code in (make.NEIGHBOUR, make.JUNMEN, make.JINAN, make.GULOU):
            patiently(lambda code=code: make.activity(code, attendances=1, women=0))


def patiently(job: Job) -> None:
    """Do it; SQLite lets nobody queue, so who is unlucky for long asks again. On PostgreSQL nobody is."""
    while True:
        try:
            job()
        except OperationalError:
            if db.engine.dialect.name == "postgresql":
                raise
        else:
            return


def rows_at_station(code: str) -> int:
    with make.working_at(code) as scope:
        return db.session.execute(select(func.count()).select_from(Activity).where(scope.owns(Activity)), scope.binds).scalar_one()


@pytest.mark.parametrize("real", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)  # SQLite lets nobody in meanwhile
def test_who_waits_at_her_book_is_counted_where_the_move_puts_it(home: Flask) -> None:
    with home.app_context():
        bring_home()
    before, moving, waiting = heads_of(home, make.GULOU), Event(), Event()

    def move() -> None:
        with make.working_at(make.CITY, "fuzhou") as scope:
            order(scope, make.GULOU)
            moving.set()
            waiting.wait(10)
            time.sleep(0.3)

    def write() -> None:
        with make.working_at(make.LIANXIANG) as scope:  # her path is the old one
            moving.wait(10)
            waiting.set()
            log(scope, heads=5)

    moved = heads_of(home, make.LIANXIANG)
    assert all_at_once(home, [move, write]) == [None, None]
    assert heads_of(home, make.GULOU) == before + moved + 5


@pytest.mark.parametrize("real", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_move_waits_for_who_is_writing_and_takes_her_row_along(home: Flask) -> None:
    with home.app_context():
        bring_home()
    before, writing, moving = heads_of(home, make.GULOU), Event(), Event()

    def write() -> float:
        with make.working_at(make.LIANXIANG) as scope:
            training.admit_trainee(scope, make.admission(90))  # rows that hang on the unit, then its book
            log(scope, heads=5)
            writing.set()
            moving.wait(10)
            time.sleep(0.3)
            log(scope, heads=1, month=2)  # and back to the book of a month that stays
            return time.perf_counter()

    def move() -> float:
        writing.wait(10)
        moving.set()
        with make.working_at(make.CITY, "fuzhou") as scope:
            order(scope, make.GULOU)
            return time.perf_counter()

    written_at, moved_at = all_at_once(home, [write, move])
    assert moved_at > written_at
    assert heads_of(home, make.GULOU) == before + heads_of(home, make.LIANXIANG)


def test_the_first_write_of_a_month_is_counted_once_or_told_to_look_again(home: Flask) -> None:
    with home.app_context():
        code = f"350111900{int(time.time()) % 1000:03d}"
        with make.working_at(make.CITY, "fuzhou"):
            tree.add_child(parent=make.tenant(make.JINAN), code=code, name="新驿站", level="station", status="open")

    def write() -> str:
        with make.working_at(code) as scope:
            log(scope, heads=9)
        return "done"

    def move() -> str:
        with make.working_at(make.CITY, "fuzhou") as scope:
            moves.order_change(scope, code, Wish(Change.MOVE, make.tenant(make.GULOU).id, MARCH, "试"), version=0)
        return "moved"

    jinan, gulou = heads_of(home, make.JINAN), heads_of(home, make.GULOU)
    wrote, moved = all_at_once(home, [write, move])
    assert moved == "moved"
    assert heads_of(home, make.JINAN) == jinan
    assert heads_of(home, make.GULOU) - gulou == (9 if wrote == "done" else 0)


def test_of_two_administrators_one_is_told_who_was_first(home: Flask) -> None:
    with home.app_context():
        target, seen = other_county(), lines.count_orders(make.tenant(make.LIANXIANG).id)

    def move() -> str:
        with make.working_at(make.CITY, "fuzhou") as scope:
            order(scope, target, version=seen)
        return "moved"

    results = all_at_once(home, [move] * 4)
    assert results.count("moved") == 1
    assert all("已由fuzhou 的使用人于" in it.message for it in results if it != "moved")


def test_a_month_that_closes_meanwhile_keeps_what_it_had_or_has_let_it_go(home: Flask) -> None:
    with home.app_context():
        bring_home()
        make.activity(attendances=3, women=0)

    def close() -> int:
        with make.working_at(make.JINAN, "jinan") as scope:
            tallies.close_month(scope, MARCH)
            mine = (scope.owns(Tally), Tally.tenant_id == scope.tenant_id, Tally.month == MARCH, Tally.indicator == "attendances")
            return db.session.execute(select(func.coalesce(func.sum(Tally.value), 0)).where(*mine), scope.binds).scalar_one()

    def move() -> str:
        with make.working_at(make.CITY, "fuzhou") as scope:
            order(scope, make.GULOU)
        return "moved"

    snapshot, moved = all_at_once(home, [close, move])
    assert heads_of(home, make.JINAN) == snapshot  # nothing of it changed after it was closed
    assert moved == "moved" or "已由jinan 的使用人于2026年3月16日关账" in moved.message
