"""Whose rows: what a busy pool, a forged key, a unique constraint or the owner's password would show of somebody else."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, ForeignKeyConstraint, UniqueConstraint, create_engine, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import QueuePool

from portal.core import clock
from portal.core.db import Base, Reach, db, reach_of
from portal.core.transaction import POSTGRES, engine_options
from portal.stations.models import Activity
from portal.tenants.models import Application, ApplicationStep
from tests import make
from tests.browse import Browser

THREADS, REQUESTS = 32, 2_000
LAST_MONTH = str(clock.today().replace(day=1) - timedelta(days=1))
TRUSTED = {"trusted": True}
OWNED = {name: table for name, table in Base.metadata.tables.items() if reach_of(name)}
on_postgres = pytest.mark.parametrize("real", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)


# ------------------------------------------------------------------ a pool of two


@pytest.fixture
def narrow(real: Flask) -> Iterator[Flask]:
    """The portal on a pool of two connections, which every request leaves to one of another tenant."""
    engines = db._app_engines[real]
    wide: Engine = engines[None]
    url = real.extensions["portal.settings"].database_url
    engines[None] = create_engine(url, poolclass=QueuePool, pool_size=2, max_overflow=0, pool_timeout=60, **engine_options(url))
    yield real
    engines[None].dispose()
    engines[None] = wide


@on_postgres  # a file has no pool to mix up
def test_two_thousand_requests_of_two_tenants_on_a_pool_of_two_see_no_foreign_row(narrow: Flask) -> None:
    """Pages, writes, refused writes, foreign addresses, and raw SQL without a criterion, where row-level security stands alone."""
    people = [("lianxiang", make.LIANXIANG, "甲"), ("stranger", make.OTHER_STATION, "乙")]
    for name, code, mark in people:
        Browser(narrow).sign_in(name)
        with narrow.app_context():
            make.activity(code, title=f"{mark}方的活动", held_on=clock.today())
    start = Barrier(THREADS)

    def work(n: int) -> Counter[str]:
        (name, code, mark), (_, other_code, other_mark) = people[n % 2], people[1 - n % 2]
        browse, chance, seen = Browser(narrow).sign_in(name), random.Random(n), Counter[str]()
        start.wait(60)
        for i in range(n, REQUESTS, THREADS):
            seen[ask(narrow, browse, chance.randrange(8), (code, mark), (other_code, other_mark), i)] += 1
        return seen

    with ThreadPoolExecutor(THREADS) as pool:
        found = sum(pool.map(work, range(THREADS)), Counter[str]())
    assert found.total() == REQUESTS
    assert set(found) == {"own page", "written", "refused", "not found", "own rows"}, found
    with narrow.app_context():
        marks = {code: marks_at(narrow, code) for _, code, _ in people}
    assert marks == {make.LIANXIANG: {"甲"}, make.OTHER_STATION: {"乙"}}


def ask(app: Flask, browse: Browser, what: int, mine: tuple[str, str], theirs: tuple[str, str], n: int) -> str:
    """Send one request and say what came of it."""
    (code, mark), (other_code, other_mark) = mine, theirs
    log, form = f"/t/{code}/activities/", {"csrf_token": browse.csrf}
    if what in {0, 1, 2}:
        page = browse.client.get(log)  # of this month; what is written meanwhile stands in the last one
        is_mine = page.status_code == 200 and f"{mark}方的活动" in page.text and f"{other_mark}方的活动" not in page.text
        return "own page" if is_mine else f"page {page.status_code}"
    if what in {3, 4}:
        row = {"kind_id": "1", "title": f"{mark}方的活动 {n}", "held_on": LAST_MONTH, "attendances": "3", "women": "2"}
        row = row if what == 3 else {**row, "women": "99"}
        status = browse.client.post(f"{log}new", data={**form, **{f"rows-0-{name}": value for name, value in row.items()}}).status_code
        return {303: "written", 422: "refused"}.get(status, f"post {status}") if (status == 303) is (what == 3) else f"post {status}"
    if what == 5:
        page = browse.client.get(f"/t/{other_code}/activities/")
        return "not found" if page.status_code == 404 and other_mark + "方" not in page.text else f"foreign {page.status_code}"
    return "own rows" if marks_at(app, code) == {mark} else "foreign rows"


def marks_at(app: Flask, code: str) -> set[str]:
    """Return whose activities a unit's transaction sees, asked without any criterion."""
    with app.app_context(), make.working_at(code):
        return {title[0] for title in db.session.scalars(text("SELECT title FROM activity"), execution_options=TRUSTED)}


# ------------------------------------------------------------------ keys


def test_no_reference_between_owned_rows_can_leave_its_owner() -> None:
    """Each key that leads from one owned row to another carries the owner along, so that the database itself refuses a foreign one."""
    loose = []
    for name, table in OWNED.items():
        for key in (it for it in table.constraints if isinstance(it, ForeignKeyConstraint)):
            target = key.referred_table.name
            owner = {"city_id", "tenant_id"} if reach_of(target) is not Reach.CITY else {"city_id"}
            if reach_of(target) and not owner <= {column.name for column in key.columns}:
                loose.append(f"{name} → {target}")
            if target == "tenant" and "tenant_id" in key.column_keys and "city_id" not in key.column_keys:
                loose.append(f"{name} → tenant of another city")
    assert loose == []


def test_a_step_cannot_hang_on_the_application_of_another_county(real: Flask) -> None:
    with real.app_context():
        theirs = make.application()
        step = {"application_id": theirs, "account_id": 1, "at": clock.now(), "from_state": None, "to_state": "filed", "note": ""}
        for code in (make.GULOU, make.OTHER_COUNTY):
            with make.working_at(code) as scope, pytest.raises(IntegrityError), db.session.begin_nested():
                db.session.execute(insert(ApplicationStep), [{**scope.stamp(ApplicationStep), "id": uuid4(), **step}])
        with make.working_at(make.JINAN) as scope:
            assert len(db.session.scalars(select(Application.id).where(scope.owns(Application)), scope.binds).all()) == 1


def test_every_unique_constraint_of_owned_rows_begins_with_the_city() -> None:
    """Otherwise a refused INSERT would tell that somebody elsewhere has the same value."""
    open_ones = []
    for name, table in OWNED.items():
        uniques = [[column.name for column in it.columns] for it in table.constraints if isinstance(it, UniqueConstraint)]
        uniques += [[column.name for column in it.columns] for it in table.indexes if it.unique]
        open_ones += [f"{name}: {columns}" for columns in uniques if columns[0] != "city_id"]
    assert open_ones == []


def test_the_same_document_in_another_city_is_met_by_no_error(real: Flask) -> None:
    with real.app_context():
        ids = {make.trainee(make.LIANXIANG, 7), make.trainee(make.OTHER_STATION, 7)}
        assert len(ids) == 2


def test_a_constraint_that_refuses_tells_no_value(real: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Somebody saves the same row at the same moment: the page and the log name neither the row nor its values."""
    browse = Browser(real).sign_in("lianxiang")
    with real.app_context():
        known = make.activity(title="只有本站知道的题目")
    monkeypatch.setattr("portal.stations.services.uuid7", lambda: known)
    form = {"kind_id": "1", "title": "另一个题目", "held_on": "2026-03-05", "attendances": "3", "women": "2"}
    answer = browse.post(f"/t/{make.LIANXIANG}/activities/new", {f"rows-0-{name}": value for name, value in form.items()})
    assert answer.status_code == 409
    for words in (str(known), known.hex, "题目", "UNIQUE", "constraint", "activity."):
        assert words not in re.sub(r"<(input|textarea|option)[^>]*>", "", answer.text)
    for words in (str(known), known.hex, "题目"):
        assert words not in caplog.text


# ------------------------------------------------------------------ the owner


@on_postgres
def test_the_owner_sees_no_row_unless_she_says_that_she_backs_up(real: Flask) -> None:
    with real.app_context():
        make.activity()
        make.trainee(n=9)
    settings = real.extensions["portal.settings"]
    seen = {}
    for whose, url, backup in (
        ("owner", settings.owner_database_url, ""),
        ("owner in a backup", settings.owner_database_url, "on"),
        ("application that says so too", settings.database_url, "on"),
    ):
        engine = create_engine(url, **POSTGRES)
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql(f"SET LOCAL app.backup = '{backup}'")
            seen[whose] = sum(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in OWNED)
            connection.exec_driver_sql("ROLLBACK")
        engine.dispose()
    assert (seen["owner"], seen["application that says so too"]) == (0, 0)
    assert seen["owner in a backup"] > 2


def test_an_id_sent_in_a_body_is_checked_like_one_in_the_address(real: Flask) -> None:
    """Permission held, submitted id foreign: the neighbour's row stays as it was, and the answer tells nothing of it."""
    with real.app_context():
        theirs = make.volunteer(make.NEIGHBOUR, phone="13900000011")
    browse = Browser(real).sign_in("lianxiang")
    page = f"/t/{make.LIANXIANG}/volunteers/hours/new"
    row = {
        "volunteer": str(theirs),
        "volunteer_id": str(theirs),
        "served_on": str(clock.today()),
        "worked": "1",
        "hours": "1",
        "kind": "meals",
    }
    sent = {**row, **{f"rows-0-{name}": value for name, value in row.items()}}
    answer = browse.client.post(page, data={"csrf_token": browse.csrf, **sent})
    assert answer.status_code in {404, 405, 422}
    with real.app_context(), make.working_at(make.NEIGHBOUR) as scope:
        from portal.volunteer.models import Service

        assert db.session.execute(select(Service.id).where(scope.owns(Service)), scope.binds).all() == []
        assert db.session.execute(select(Activity.id).where(scope.owns(Activity)), scope.binds).all() == []
