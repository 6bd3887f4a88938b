"""The seals over the audit, on databases where commits are real: what is altered by hand is named, and by whom the line was."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Table, delete, insert, select, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.models import AuditLine, AuditSeal
from portal.audit.queries import audit_line, audit_seal, find_last_seal, walk_seals
from portal.audit.rules import BATCH_LINES, MARGIN, Wrong
from portal.core.db import db
from portal.core.owner import lifting, narrow
from portal.core.scope import Scope
from portal.core.secrets import Vault
from portal.tenants.audit import seal_all
from tests import make
from tests.databases import NOW, SECRETS, make_app, prepare_postgres

LATER = NOW + timedelta(hours=1)
MAC = Vault(SECRETS["data_key"]).mac("audit")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def sealed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal with a few sealed lines at 连翔, some at the other city, one of the platform."""
    folder = tmp_path_factory.mktemp("sealed")
    url = owner_url = f"sqlite:///{folder / 'portal.db'}"
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        prepare_postgres(server, "sealed")
        url, owner_url = (which.replace("/portal?", "/sealed?") for which in (server.app_url, server.owner_url))
    with time_machine.travel(NOW, tick=False):
        app = make_app(url, owner_url, folder)
        with app.app_context():
            for code in (*[make.LIANXIANG] * 5, make.JUNMEN, make.OTHER_STATION):
                with make.working_at(code) as scope:
                    audit.note(scope, "activity.log", uuid7())
            with make.working_at(make.PLATFORM, "operator") as scope:
                audit.note(scope, "city.create", note="371581000000")
    with time_machine.travel(LATER, tick=False), app.app_context():
        assert seal_all() == 8
        assert seal_all() == 0
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def an_hour_later(sealed: Flask) -> Iterator[None]:
    with time_machine.travel(LATER, tick=False), sealed.app_context():
        yield
        db.session.remove()


def report(code: str = make.CITY, mac: Any = MAC) -> audit.Report:
    with make.working_at(code, "operator") as scope:
        return audit.verify(scope, mac)


def lines(code: str = make.CITY) -> list[dict[str, Any]]:
    """Return the lines of a city, as rows, in their order."""
    with make.working_at(code) as scope:
        found = db.session.execute(
            select(*audit_line.c).where(scope.owns(AuditLine)).order_by(audit_line.c.at, audit_line.c.id), scope.binds
        )
        return [dict(row) for row in found.mappings()]


@contextmanager
def by_hand(app: Flask, code: str = make.LIANXIANG, table: Table = audit_line) -> Generator[Any]:
    """Work on a table as somebody who holds the owner's password, past its triggers."""
    path = make.tenant(code).path
    db.session.remove()
    with lifting(app.extensions["portal.settings"].owner_database_url, table.name) as connection:
        narrow(connection, Scope(path))
        yield connection


@contextmanager
def altered(app: Flask, row: dict[str, Any], **values: Any) -> Generator[None]:
    """Alter a line for a while."""
    with by_hand(app) as connection:
        connection.execute(update(audit_line).where(audit_line.c.id == row["id"]).values(values))
    try:
        yield
    finally:
        with by_hand(app) as connection:
            connection.execute(delete(audit_line).where(audit_line.c.id == row["id"]))
            connection.execute(insert(audit_line), [row])


@contextmanager
def removed(app: Flask, row: dict[str, Any], table: Table = audit_line) -> Generator[None]:
    with by_hand(app, table=table) as connection:
        assert connection.execute(delete(table).where(table.c.id == row["id"])).rowcount == 1
    try:
        yield
    finally:
        with by_hand(app, table=table) as connection:
            connection.execute(insert(table), [row])


@contextmanager
def added(app: Flask, row: dict[str, Any]) -> Generator[None]:
    with by_hand(app) as connection:
        connection.execute(insert(audit_line), [row])
    try:
        yield
    finally:
        with by_hand(app) as connection:
            connection.execute(delete(audit_line).where(audit_line.c.id == row["id"]))


def fault() -> tuple[Wrong, UUID | None]:
    found = report().fault
    assert found is not None
    return found.wrong, found.line_id


def run(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=["audit", *arguments])


# ------------------------------------------------------------------ sealing


def test_what_was_sealed_is_intact_in_every_city_and_on_the_platform(sealed: Flask) -> None:
    found = [report(code) for code in (make.CITY, make.OTHER_CITY, make.PLATFORM)]
    assert [(it.fault, it.seals, it.lines, it.tail) for it in found] == [(None, 1, 6, 0), (None, 1, 1, 0), (None, 1, 1, 0)]
    assert len({it.head for it in found}) == 3


def test_a_line_waits_until_no_transaction_can_still_bring_an_older_one(sealed: Flask) -> None:
    with make.working_at(make.OTHER_STATION) as scope:
        audit.note(scope, "activity.log")
    with time_machine.travel(LATER + MARGIN - timedelta(seconds=1), tick=False):
        assert seal_all() == 0
        found = report(make.OTHER_CITY)
        assert (found.tail, found.tail_since) == (1, LATER)
    with time_machine.travel(LATER + MARGIN, tick=False):
        assert seal_all() == 1
        assert (report(make.OTHER_CITY).seals, report(make.OTHER_CITY).tail) == (2, 0)


def test_many_lines_are_sealed_in_batches_that_hang_on_one_another(sealed: Flask) -> None:
    with make.working_at(make.OTHER_STATION) as scope:
        audit.note(scope, "activity.log", *(uuid7() for _ in range(BATCH_LINES + 1)))  # all at one instant: the id orders them
    before = report(make.OTHER_CITY)
    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        assert seal_all() == BATCH_LINES + 1
    after = report(make.OTHER_CITY)
    assert (after.fault, after.seals - before.seals, after.lines - before.lines) == (None, 2, BATCH_LINES + 1)
    with make.working_at(make.OTHER_CITY) as scope:
        assert [seal.line_count for seal in walk_seals(scope, after_seq=before.seals)] == [BATCH_LINES, 1]


def test_of_two_who_seal_at_once_nothing_is_sealed_twice(sealed: Flask) -> None:
    with make.working_at(make.OTHER_STATION) as scope:
        audit.note(scope, "activity.log", *(uuid7() for _ in range(30)))
    start = Barrier(4)

    def seal(_: int) -> int:
        with sealed.app_context():
            start.wait(10)
            return seal_all()

    before = report(make.OTHER_CITY)
    with time_machine.travel(LATER + timedelta(hours=2), tick=False), ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(seal, range(4))) == before.tail
    after = report(make.OTHER_CITY)
    assert (after.fault, after.tail, after.lines) == (None, 0, before.lines + before.tail)


def test_the_worker_seals_every_ten_minutes(sealed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    monkeypatch.setattr("portal.web.worker.work", lambda *_, rounds, **__: given.extend(rounds))
    assert sealed.test_cli_runner().invoke(args=["worker"]).exit_code == 0
    assert seal_all in given


# ------------------------------------------------------------------ what is broken


@pytest.mark.parametrize(
    "values",
    [{"account_id": 1}, {"action": "activity.void"}, {"result": "refused"}, {"subject_id": None}, {"note": "x"}, {"address": ""}],
    ids=lambda it: next(iter(it)),
)
def test_a_line_altered_by_hand_is_named(sealed: Flask, values: dict[str, Any]) -> None:
    row = lines()[2]
    with altered(sealed, row, **values):
        assert fault() == (Wrong.ALTERED, row["id"])
    assert report().fault is None


@pytest.mark.parametrize("by", [timedelta(microseconds=1), timedelta(days=-400), timedelta(days=30)])
def test_a_line_dated_otherwise_is_named_wherever_it_stands_then(sealed: Flask, by: timedelta) -> None:
    row = lines()[2]
    with altered(sealed, row, at=row["at"] + by):
        assert fault() == (Wrong.ALTERED, row["id"])


def test_a_line_that_is_gone_is_named(sealed: Flask) -> None:
    first, *_, last = lines()
    for row in (first, last):
        with by_hand(sealed, make.JUNMEN if row["tenant_id"] == make.tenant(make.JUNMEN).id else make.LIANXIANG) as connection:
            connection.execute(delete(audit_line).where(audit_line.c.id == row["id"]))
        assert fault() == (Wrong.MISSING, row["id"])
        with by_hand(sealed, make.JUNMEN if row["tenant_id"] == make.tenant(make.JUNMEN).id else make.LIANXIANG) as connection:
            connection.execute(insert(audit_line), [row])
    assert report().fault is None


def test_a_line_that_slipped_in_is_named(sealed: Flask) -> None:
    row = lines()[0]
    for new_id, at in ((uuid7(), row["at"] - timedelta(days=1)), (UUID(int=5), row["at"])):
        new = {**row, "id": new_id, "at": at}
        with added(sealed, new):
            assert fault() == (Wrong.SLIPPED_IN, new_id)


def test_a_line_written_now_is_no_fault(sealed: Flask) -> None:
    with added(sealed, {**lines()[0], "id": uuid7(), "at": LATER}):
        assert (report().fault, report().tail) == (None, 1)


def test_a_seal_that_is_altered_or_gone_is_named(sealed: Flask) -> None:
    with make.working_at(make.CITY) as scope:
        seal = dict(find_last_seal(scope)._mapping)
    with by_hand(sealed, make.CITY, audit_seal) as connection:
        connection.execute(update(audit_seal).where(audit_seal.c.id == seal["id"]).values(sealed_at=NOW))
    assert fault() == (Wrong.SEAL_ALTERED, None)
    with by_hand(sealed, make.CITY, audit_seal) as connection:
        connection.execute(update(audit_seal).where(audit_seal.c.id == seal["id"]).values(sealed_at=seal["sealed_at"], seq=2))
    assert fault() == (Wrong.SEAL_MISSING, None)
    with by_hand(sealed, make.CITY, audit_seal) as connection:
        connection.execute(update(audit_seal).where(audit_seal.c.id == seal["id"]).values(seq=1))
    assert report().fault is None


def test_the_last_seal_gone_leaves_a_tail_and_another_head(sealed: Flask) -> None:
    """Nothing in the database can tell; the head on paper does, and a tail that is days old."""
    with make.working_at(make.CITY) as scope:
        seal = dict(find_last_seal(scope)._mapping)
    with removed(sealed, seal, audit_seal):
        found = report()
        assert (found.fault, found.head, found.tail, found.tail_since) == (None, "", 6, NOW)


def test_without_the_key_nobody_makes_a_chain_that_holds(sealed: Flask) -> None:
    assert report(mac=Vault("5b" * 32).mac("audit")).fault is not None
    assert report(mac=Vault(SECRETS["data_key"]).mac("another purpose")).fault is not None


def test_the_seals_themselves_are_append_only(sealed: Flask) -> None:
    from sqlalchemy.exc import DBAPIError

    for statement in (update(AuditSeal).values(seq=7), delete(AuditSeal)):
        with make.working_at(make.CITY) as scope, pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(statement.where(scope.changes(AuditSeal)), scope.binds)


# ------------------------------------------------------------------ the command


def test_the_command_says_that_all_is_well_with_a_head_for_paper(sealed: Flask) -> None:
    found = run(sealed, "verify")
    assert found.exit_code == 0
    assert "操作记录全部完好" in found.output
    for code in (make.CITY, make.OTHER_CITY, make.PLATFORM):
        assert report(code).head in found.output
    assert "平台：1 批 1 条完好，没有未封存的" in found.output


def test_the_command_names_when_who_and_what_and_fails(sealed: Flask) -> None:
    row = lines()[2]
    with altered(sealed, row, note="x"):
        found = run(sealed, "verify")
    assert found.exit_code == 1
    (said,) = [it for it in found.output.splitlines() if it.startswith("福州市")]
    for words in (
        "第 1 批",
        "内容被改动",
        str(row["id"]),
        "2026-03-16 10:00:00",
        "连翔社区驿站",
        "lianxiang 的使用人",
        "登记活动（activity.log）",
    ):
        assert words in said
    assert "临清市" in found.output
    with removed(sealed, row):
        found = run(sealed, "verify")
    assert found.exit_code == 1
    assert f"被删除：记录 {row['id']}，写于 " in found.output


def test_the_command_seals(sealed: Flask) -> None:
    assert "已封存" in run(sealed, "seal").output
