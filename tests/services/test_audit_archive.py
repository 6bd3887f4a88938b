"""What is old is moved out of the audit by whole sealed batches, into a file that proves itself; the law's six months stay."""

import gzip
import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.models import AuditLine
from portal.audit.queries import audit_archive, audit_line, list_archives
from portal.audit.rules import Wrong
from portal.core.db import db
from portal.core.owner import lifting, narrow
from portal.core.scope import Scope
from portal.core.secrets import Vault
from portal.tenants.audit import seal_all
from tests import make
from tests.databases import NOW, SECRETS, make_app, prepare_postgres

MAC = Vault(SECRETS["data_key"]).mac("audit")
YEARS_LATER = NOW + timedelta(days=800)
BEFORE = "2026-06-01"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Callable[[], None]]]:
    folder = tmp_path_factory.mktemp("archived")
    url = owner_url = f"sqlite:///{folder / 'portal.db'}"
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        prepare_postgres(server, "archived")
        url, owner_url = (which.replace("/portal?", "/archived?") for which in (server.app_url, server.owner_url))
    with time_machine.travel(NOW, tick=False):
        app = make_app(url, owner_url, folder)
        with app.app_context():
            _write_lines()
    with time_machine.travel(NOW + timedelta(hours=1), tick=False), app.app_context():
        seal_all()
    with time_machine.travel(YEARS_LATER - timedelta(days=1), tick=False), app.app_context():
        _write_lines()
        seal_all()
    yield app
    with app.app_context():
        db.engine.dispose()


def _write_lines() -> None:
    """Write three lines at 连翔, one at its county, one at the other city and one of the platform."""
    for code, n in ((make.LIANXIANG, 3), (make.JINAN, 1), (make.OTHER_STATION, 1), (make.PLATFORM, 1)):
        with make.working_at(code) as scope:
            audit.note(scope, "activity.log", *(uuid7() for _ in range(n)), note='第一行\n引号"、表情😀')


@pytest.fixture(autouse=True)
def years_later(made: Flask) -> Iterator[None]:
    with time_machine.travel(YEARS_LATER, tick=False), made.app_context():
        seal_all()
        yield
        db.session.remove()


def run(app: Flask, *arguments: object) -> Any:
    return app.test_cli_runner().invoke(args=["audit", *(str(it) for it in arguments)])


def report(code: str = make.CITY) -> audit.Report:
    with make.working_at(code) as scope:
        return audit.verify(scope, MAC)


def count(code: str) -> int:
    with make.working_at(code) as scope:
        return db.session.execute(select(func.count()).select_from(AuditLine).where(scope.owns(AuditLine)), scope.binds).scalar_one()


@pytest.mark.parametrize("before", ["2027-11-24", "2028-05-24", "2027-12-01", "9999-12-31", "2026-02-30", "x", "2026-06-01\x00"])
def test_nothing_younger_than_is_kept_goes_into_a_file(made: Flask, tmp_path: Path, before: str) -> None:
    """A year is kept unless the settings say otherwise; never less than the law's six months."""
    found = run(made, "archive", tmp_path / "a.gz", "--before", before)
    assert found.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_copy_holds_whole_batches_and_removes_nothing(made: Flask, tmp_path: Path) -> None:
    path, before = tmp_path / "audit.gz", count(make.CITY)
    found = run(made, "archive", path, "--before", BEFORE)
    assert (found.exit_code, found.output.count("第 1–1 批")) == (0, 3)
    assert count(make.CITY) == before + 1  # that it was archived
    with gzip.open(path) as lines:
        head, *batches, manifest = [json.loads(line) for line in lines]
    assert head["archive"] == 1
    assert [batch["city"] for batch in batches] == ["平台", "福州市", "临清市"]
    assert [part["line_count"] for part in manifest["manifest"]] == [1, 4, 1]
    assert run(made, "verify", "--archive", path).exit_code == 0
    assert report().archived == 0


def test_an_existing_file_is_never_written_over(made: Flask, tmp_path: Path) -> None:
    (tmp_path / "audit.gz").write_text("kept")
    assert run(made, "archive", tmp_path / "audit.gz", "--before", BEFORE).exit_code == 2
    assert (tmp_path / "audit.gz").read_text() == "kept"
    assert run(made, "archive", tmp_path / "nowhere" / "a.gz", "--before", BEFORE).exit_code == 1


def test_nothing_old_leaves_no_file(made: Flask, tmp_path: Path) -> None:
    found = run(made, "archive", tmp_path / "a.gz", "--before", "2026-03-01")
    assert (found.exit_code, "没有可以归档的" in found.output, list(tmp_path.iterdir())) == (0, True, [])


def spoilt(path: Path, change: Callable[[list[dict[str, Any]]], Any]) -> Path:
    """Return a copy of a file in which something was changed."""
    with gzip.open(path) as lines:
        entries = [json.loads(line) for line in lines]
    change(entries)
    copy = path.with_name("spoilt.gz")
    with gzip.open(copy, "wb") as out:
        out.writelines(json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for entry in entries)
    return copy


SPOILS: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "内容被改动": lambda it: it[2]["lines"][1].__setitem__(7, "x"),
    "被删除": lambda it: it[2]["lines"].pop(1),
    "事后插入": lambda it: it[2]["lines"].insert(0, [*it[2]["lines"][0][:2], "0" * 32, *it[2]["lines"][0][3:]]),
    "封存本身被改动": lambda it: it[2]["seal"].__setitem__(2, 7),
    "清单与内容不符": lambda it: it.pop(1),
    "不是完整的归档文件": lambda it: it.pop(),
}


@pytest.mark.parametrize("words", SPOILS)
def test_a_file_that_was_changed_is_named_as_such(made: Flask, tmp_path: Path, words: str) -> None:
    path = tmp_path / "audit.gz"
    assert run(made, "archive", path, "--before", BEFORE).exit_code == 0
    found = run(made, "verify", "--archive", spoilt(path, SPOILS[words]))
    assert found.exit_code == 1
    assert words in found.output


@pytest.mark.parametrize("inside", [None, b"", b"[]\n", b'{"archive":1}\n{"seal":[1]}\n'])
def test_a_file_that_is_no_archive_is_named_as_such(made: Flask, tmp_path: Path, inside: bytes | None) -> None:
    path = tmp_path / "audit.gz"
    path.write_bytes(b"no gzip" if inside is None else gzip.compress(inside))
    found = run(made, "verify", "--archive", path)
    assert (found.exit_code, "不是完整的归档文件" in found.output) == (1, True)


def test_an_empty_file_is_no_archive(made: Flask, tmp_path: Path) -> None:
    path = tmp_path / "audit.gz"
    path.touch()
    found = run(made, "verify", "--archive", path)
    assert (found.exit_code, "不是完整的归档文件" in found.output) == (1, True)


def by_hand(app: Flask, code: str, table: Any, statement: Any) -> None:
    path = make.tenant(code).path
    db.session.remove()
    with lifting(app.extensions["portal.settings"].owner_database_url, table.name) as connection:
        narrow(connection, Scope(path))
        connection.execute(statement)


def test_what_is_broken_is_not_archived(made: Flask, tmp_path: Path) -> None:
    with make.working_at(make.JINAN) as scope:
        row = db.session.execute(select(audit_line.c.id).where(scope.changes(audit_line)).limit(1), scope.binds).one()
    mine = update(audit_line).where(audit_line.c.id == row.id)
    by_hand(made, make.JINAN, audit_line, mine.values(address="10.0.0.1"))
    found = run(made, "archive", tmp_path / "a.gz", "--before", BEFORE, "--remove")
    assert (found.exit_code, "内容被改动" in found.output, list(tmp_path.iterdir())) == (1, True, [])
    by_hand(made, make.JINAN, audit_line, mine.values(address="127.0.0.1"))
    assert report().fault is None


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no disk that is always full")  # noqa: PTH110
def test_a_full_disk_leaves_no_file_and_takes_nothing_out(made: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = count(make.CITY)

    def full(*_: Any, **__: Any) -> Any:
        return open("/dev/full", "wb")  # noqa: PTH123

    monkeypatch.setattr("portal.audit.services.archives.gzip.open", full)
    found = run(made, "archive", tmp_path / "a.gz", "--before", BEFORE, "--remove")
    assert (found.exit_code, list(tmp_path.iterdir()), count(make.CITY)) == (1, [], before)


def test_what_is_archived_can_be_taken_out_and_still_be_verified(made: Flask, tmp_path: Path) -> None:
    path = tmp_path / "audit.gz"
    before = count(make.CITY)
    found = run(made, "archive", path, "--before", BEFORE, "--remove")
    assert (found.exit_code, found.output.count("已移出")) == (0, 3)
    assert count(make.CITY) == before - 4 + 2  # one line that it was written, one that they are out
    said = report()
    assert (said.fault, said.archived) == (None, 4)
    checked = run(made, "verify")
    assert (checked.exit_code, "其中 4 条已归档" in checked.output) == (0, True)
    assert run(made, "verify", "--archive", path).exit_code == 0
    again = run(made, "archive", tmp_path / "again.gz", "--before", BEFORE, "--remove")
    assert (again.exit_code, "没有可以归档的" in again.output) == (0, True)
    statement = text("DELETE FROM audit_line")
    with make.working_at(make.LIANXIANG), pytest.raises(DBAPIError), db.session.begin_nested():  # the triggers stand again
        db.session.execute(statement, execution_options={"trusted": True})


def test_a_line_put_back_where_an_archive_was_taken_from_is_named(made: Flask, tmp_path: Path) -> None:
    with make.working_at(make.CITY) as scope:
        assert list_archives(scope), "the test before this one archives"
    row = {"city_id": make.tenant(make.CITY).id, "tenant_id": make.tenant(make.LIANXIANG).id, "id": uuid7(), "account_id": 1}
    row |= {"action": "activity.log", "result": "done", "note": "", "address": "", "at": NOW}
    by_hand(made, make.LIANXIANG, audit_line, insert(audit_line).values(row))
    fault = report().fault
    assert fault is not None
    assert (fault.wrong, fault.line_id) == (Wrong.SLIPPED_IN, row["id"])
    by_hand(made, make.LIANXIANG, audit_line, audit_line.delete().where(audit_line.c.id == row["id"]))


def test_an_archive_noted_by_hand_excuses_no_missing_line(made: Flask) -> None:
    city = make.tenant(make.CITY).id
    row = {"city_id": city, "id": uuid7(), "last_seq": 2, "line_count": 1, "file_name": "x", "file_digest": "0" * 64, "account_id": 0}
    by_hand(made, make.CITY, audit_archive, insert(audit_archive).values(**row, at=NOW, proof="0" * 64))
    fault = report().fault
    assert fault is not None
    assert fault.wrong is Wrong.ARCHIVE_ALTERED
    by_hand(made, make.CITY, audit_archive, audit_archive.delete().where(audit_archive.c.id == row["id"]))


def test_what_is_kept_for_ever_is_not_taken_out(made: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    settings = made.extensions["portal.settings"]
    monkeypatch.setitem(made.extensions, "portal.settings", replace(settings, keep=replace(settings.keep, audit=0)))
    found = run(made, "archive", tmp_path / "a.gz", "--before", BEFORE, "--remove")
    assert (found.exit_code, list(tmp_path.iterdir())) == (2, [])
