"""How a transaction opens, who commits it, and what several at once leave behind, on databases where commits are real."""

import random
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Barrier, Event
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine, create_engine, event, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from portal.audit.models import AuditLine
from portal.core.db import Base, db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.core.transaction import engine_options
from portal.stations import services as stations
from portal.stations.models import Activity
from portal.tallies import services as tallies
from portal.tallies.models import Tally
from portal.web.models import Receipt
from tests import make
from tests.browse import Browser
from tests.databases import NOW, make_app, prepare_postgres

ROW = {"kind_id": "1", "title": "宣讲", "held_on": "2026-03-05", "place": "", "attendances": "30", "women": "28"}
TRUSTED = {"trusted": True}
WRITERS, FORMS = 20, 2


def new(code: str) -> str:
    return f"/t/{code}/activities/new"


def grid(title: str = "宣讲") -> dict[str, str]:
    return {f"rows-0-{name}": value for name, value in {**ROW, "title": title}.items()}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal whose rows are really committed."""
    folder = tmp_path_factory.mktemp("real")
    url = owner_url = f"sqlite:///{folder / 'portal.db'}"
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        prepare_postgres(server, "real")
        url, owner_url = (it.replace("/portal?", "/real?") for it in (server.app_url, server.owner_url))
    with time_machine.travel(NOW):  # the clock runs on: what waits for a connection shall not wait for ever
        app = make_app(url, owner_url, folder)
        yield app
    with app.app_context():
        db.engine.dispose()


@contextmanager
def working(code: str) -> Generator[Scope]:
    with make.working_at(code) as scope:
        yield scope


def count(app: Flask, model: type[Base], code: str, *criteria: Any) -> int:
    with app.app_context(), working(code) as scope:
        return db.session.execute(select(func.count()).select_from(model).where(scope.owns(model), *criteria), scope.binds).scalar_one()


def all_at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Start all jobs at one moment, each in a thread of its own, and return what each gave."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait(20)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@contextmanager
def noting(app: Flask) -> Generator[list[str]]:
    """Note every statement, and every COMMIT that the session asks for."""
    said: list[str] = []
    with app.app_context():
        engine = db.engine

    def statement(_c: Any, _cursor: Any, words: str, *_: Any) -> None:
        said.append(words)

    def commit(_: Any) -> None:
        said.append("COMMIT")

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    yield said
    event.remove(engine, "before_cursor_execute", statement)
    event.remove(engine, "commit", commit)


# ------------------------------------------------------------------ one


def test_a_write_takes_the_lock_at_once_and_a_read_takes_none(real: Flask) -> None:
    browse = Browser(real).sign_in("lianxiang")
    path = make_path(real, make.LIANXIANG)
    with noting(real) as reading:
        browse.get(new(make.LIANXIANG))
    with noting(real) as writing:
        browse.post(new(make.LIANXIANG), grid())
    begin = {"sqlite": ("BEGIN", "BEGIN IMMEDIATE")}.get(dialect(real), (f"BEGIN; SET LOCAL app.scope = '{path}'",) * 2)
    assert [words for words in reading if words.startswith("BEGIN")] == [begin[0]]
    assert [words for words in writing if words.startswith("BEGIN")] == [begin[1]]


def make_path(app: Flask, code: str) -> str:
    with app.app_context():
        return make.tenant(code).path


def dialect(app: Flask) -> str:
    with app.app_context():
        return db.engine.dialect.name


def test_a_request_commits_once_or_not_at_all(real: Flask) -> None:
    browse = Browser(real).sign_in("lianxiang")
    commits = {}
    for name, send in {
        "page": lambda: browse.get(new(make.LIANXIANG)),
        "form": lambda: browse.post(new(make.LIANXIANG), grid()),
        "bad form": lambda: browse.post(new(make.LIANXIANG), {**grid(), "rows-0-women": "99"}),
        "foreign unit": lambda: browse.post(new(make.JUNMEN), grid()),
    }.items():
        with noting(real) as said:
            send()
        writes = [words for words in said if words.startswith(("INSERT", "UPDATE", "DELETE"))]
        commits[name] = ("COMMIT" in said and bool(writes), said.count("COMMIT") if writes else 0)
    assert commits == {"page": (False, 0), "form": (True, 1), "bad form": (False, 0), "foreign unit": (False, 0)}


def test_a_database_that_is_busy_too_long_is_a_503_and_no_half_row(real: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browse = Browser(real).sign_in("lianxiang")
    before = count(real, Activity, make.LIANXIANG)

    def busy(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr("portal.stations.services.audit.note", busy)
    assert browse.client.post(new(make.LIANXIANG), data={**grid(), "csrf_token": browse.csrf}).status_code == 503
    assert count(real, Activity, make.LIANXIANG) == before


# ------------------------------------------------------------------ several


def test_one_form_sent_by_several_at_once_is_saved_once(real: Flask) -> None:
    before = [count(real, model, make.NEIGHBOUR) for model in (Activity, Receipt)]
    Browser(real).sign_in("neighbour")

    def send() -> tuple[int, str | None]:
        browse = Browser(real).sign_in("neighbour")
        answer = browse.post(new(make.NEIGHBOUR), {**grid(), "once": "b" * 32})
        return answer.status_code, answer.location

    answers = all_at_once([send] * 8)
    assert set(answers) == {(303, answers[0][1])}
    assert [count(real, model, make.NEIGHBOUR) - was for model, was in zip((Activity, Receipt), before, strict=True)] == [1, 1]


def test_of_two_who_change_one_row_one_is_refused(real: Flask) -> None:
    with real.app_context():
        activity: UUID = make.activity(make.NEIGHBOUR)
    Browser(real).sign_in("neighbour")

    def change(heads: int) -> int:
        browse = Browser(real).sign_in("neighbour")
        body = {**ROW, "attendances": str(heads), "women": "0", "version": "1"}
        return browse.post(f"/t/{make.NEIGHBOUR}/activities/{activity}", body).status_code

    answers = all_at_once([lambda n=n: change(n) for n in range(1, 7)])
    assert Counter(answers) == {303: 1, 409: 5}
    refused = (AuditLine.subject_id == activity, AuditLine.result == "refused")
    assert count(real, AuditLine, make.NEIGHBOUR, *refused) == 5
    with real.app_context(), working(make.CITY) as scope:
        assert tallies.differences(scope) == []


def test_a_month_that_closes_while_twenty_write_counts_each_row_or_refuses_it(real: Flask) -> None:
    before = count(real, Activity, make.JUNMEN)
    Browser(real).sign_in("junmen")

    def write(n: int) -> list[int]:
        browse = Browser(real).sign_in("junmen")
        forms = [{**grid(f"第 {n}-{i} 场"), "csrf_token": browse.csrf} for i in range(FORMS)]
        return [browse.client.post(new(make.JUNMEN), data=form).status_code for form in forms]

    *statuses, rows = all_at_once([*(lambda n=n: write(n) for n in range(WRITERS)), lambda: close(real)])
    answers = Counter(status for each in statuses for status in each)
    assert set(answers) <= {303, 409, 503}
    assert answers.total() == WRITERS * FORMS
    assert count(real, Activity, make.JUNMEN) == rows == before + answers[303]  # none came in after the month was closed
    refused = (AuditLine.action == "activity.log", AuditLine.result == "refused")
    assert count(real, AuditLine, make.JUNMEN, *refused) == answers[409]
    assert Browser(real).sign_in("junmen").post(new(make.JUNMEN), grid()).status_code == 409
    with real.app_context(), working(make.CITY) as scope:
        assert tallies.differences(scope) == []
        t, station = Tally, make.tenant(make.JUNMEN).id
        kept = select(t.value).where(scope.owns(t), t.tenant_id == station, t.indicator == "sessions")
        assert sum(db.session.scalars(kept, scope.binds)) == before + answers[303]


def close(app: Flask) -> int:
    """Close the month in the midst of it and return how many rows it has then.

    SQLite lets nobody queue: who is unlucky for ten seconds (a 503 for a writer) asks again.
    """
    time.sleep(0.15)
    while True:
        try:
            with app.app_context(), working(make.JUNMEN) as scope:
                assert tallies.close_month(scope, "2026-03")
                return rows_at(scope)
        except OperationalError:
            continue


def rows_at(scope: Scope) -> int:
    return db.session.execute(select(func.count()).select_from(Activity).where(scope.owns(Activity)), scope.binds).scalar_one()


def test_closing_waits_for_who_is_writing_and_counts_her_row(real: Flask) -> None:
    writing, closing = Event(), Event()

    def write() -> float:
        with real.app_context(), working(make.LIANXIANG) as scope:
            stations.log_activities(scope, [make.gathering(held_on=date(2025, 11, 5))])
            writing.set()
            closing.wait(10)
            time.sleep(0.2)
            return time.perf_counter()

    def close_behind() -> tuple[float, int]:
        writing.wait(10)
        closing.set()
        with real.app_context(), working(make.LIANXIANG) as scope:
            tallies.close_month(scope, "2025-11")
            return time.perf_counter(), rows_at(scope)

    before = count(real, Activity, make.LIANXIANG)
    written_at, (closed_at, rows) = all_at_once([write, close_behind])
    assert closed_at > written_at
    assert rows == before + 1


def test_writing_waits_for_who_is_closing_and_is_refused(real: Flask) -> None:
    closing, writing = Event(), Event()

    def close_slowly() -> str:
        with real.app_context(), working(make.LIANXIANG) as scope:
            tallies.close_month(scope, "2025-10")
            closing.set()
            writing.wait(10)
            time.sleep(0.2)
        return ""

    def write_behind() -> str:
        closing.wait(10)
        writing.set()
        with real.app_context(), pytest.raises(Conflict) as refusal, working(make.LIANXIANG) as scope:
            stations.log_activities(scope, [make.gathering(held_on=date(2025, 10, 5))])
        return refusal.value.message

    assert "2025年10月" in all_at_once([close_slowly, write_behind])[1]


@pytest.fixture
def narrow(request: pytest.FixtureRequest, real: Flask) -> Iterator[Flask]:
    """The same portal on a pool of few connections."""
    engines = db._app_engines[real]  # pyright: ignore[reportPrivateUsage]
    wide: Engine = engines[None]
    url = real.extensions["portal.settings"].database_url
    pool = {"poolclass": QueuePool, "pool_size": request.param, "max_overflow": 0, "pool_timeout": 20 if request.param > 1 else 1}
    engines[None] = create_engine(url, **pool, **engine_options(url))
    yield real
    engines[None].dispose()
    engines[None] = wide


@pytest.mark.parametrize("narrow", [1], indirect=True)
def test_no_request_wants_a_second_connection(narrow: Flask) -> None:
    """Whoever holds one and waits for another is waited for by all the others: a sign-in, and every way a write can end."""
    browse = Browser(narrow).sign_in("lianxiang")
    form = {**grid(), "csrf_token": browse.csrf}
    assert browse.fill("/login", {"name": "lianxiang", "password": "wrong"}).status_code == 422
    assert browse.client.post(new(make.LIANXIANG), data=form).status_code == 303
    assert browse.client.post(new(make.LIANXIANG), data={**form, "rows-0-women": "99"}).status_code == 422
    assert browse.client.post(new(make.JUNMEN), data=form).status_code == 404
    assert browse.client.post("/nothing", data=form).status_code == 404
    with narrow.app_context():
        activity = make.activity()
    page = f"/t/{make.LIANXIANG}/activities/{activity}"
    assert browse.client.post(page, data={**form, **ROW, "version": "7"}).status_code == 409


@pytest.mark.parametrize("narrow", [2], indirect=True)
@pytest.mark.parametrize("real", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)  # a file has no pool to mix up
def test_thirty_two_at_once_on_two_connections_see_nobody_elses_rows(narrow: Flask) -> None:
    """Half of what is asked has no criterion of its own: then row-level security alone stands between two tenants."""
    people = {"lianxiang": make.LIANXIANG, "stranger": make.OTHER_STATION}
    for name, code in people.items():
        Browser(narrow).sign_in(name)
        with narrow.app_context():
            make.activity(code, title=f"只属于 {name}")

    def look(name: str, code: str, seed: int) -> set[int]:
        browse, chance = Browser(narrow).sign_in(name), random.Random(seed)
        mine, other = f"只属于 {name}", next(f"只属于 {it}" for it in people if it != name)
        seen: set[int] = set()
        for _ in range(4):
            match chance.randrange(4):
                case 0:
                    page = browse.get(f"/t/{code}/activities/?month=2026-03").text
                    assert mine in page
                    assert other not in page
                case 1:
                    assert browse.post(new(code), {**grid(), "rows-0-women": "99"}).status_code == 422
                case 2:
                    assert browse.get(f"/t/{people[next(it for it in people if it != name)]}/").status_code == 404
                case _:
                    seen |= look_without_criterion(narrow, code)
        return seen

    jobs = [lambda n=n: look(*list(people.items())[n % 2], n) for n in range(32)]
    found = all_at_once(jobs)
    with narrow.app_context():
        ids = [make.tenant(code).id for code in people.values()]
    assert [seen - {ids[n % 2]} for n, seen in enumerate(found)] == [set()] * 32
    assert set().union(*found) == set(ids)


def look_without_criterion(app: Flask, code: str) -> set[int]:
    with app.app_context(), working(code):
        return set(db.session.scalars(text("SELECT tenant_id FROM activity"), execution_options=TRUSTED))
