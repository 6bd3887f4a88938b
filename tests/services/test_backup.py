"""`flask backup` and `flask restore`: one file, the same from and to both databases, and what it must notice."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, Numeric, String, Text, Uuid, create_engine, inspect, update
from sqlalchemy.exc import DBAPIError

from portal.app import ROOT, create_app
from portal.backup import database, queries, services
from portal.backup.archive import Reader
from portal.backup.rules import BY_TAG, LEFT_OUT, kind_of, may_be_kept
from portal.core import serving
from portal.core.db import Base, Instant, db
from portal.core.settings import Settings
from portal.tallies import services as tallies
from portal.tallies.models import Tally
from tests import make
from tests.browse import Browser
from tests.databases import NOW, SECRETS, make_app, prepare_postgres
from tests.postgres import Postgres

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
ROLL_UP = f"/t/{make.CITY}/reports/rollup?first=2025-04&last=2026-03"
NUMBER = make.resident_number()
KEPT = "papers/ab/" + "ab" * 32


@pytest.fixture(scope="module", params=BOTH)
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal with something of everything in it."""
    folder = tmp_path_factory.mktemp("source")
    url, owner_url = urls(request, request.param, "source", folder)
    with time_machine.travel(NOW, tick=False):
        app = make_app(url, owner_url, folder / "files")
        with app.app_context():
            make.activity()
            make.trainee()
            make.hours(make.volunteer())
            make.application()
            with make.working_at(make.JUNMEN) as scope:
                tallies.close_month(scope, "2026-02")
        paper = folder / "files" / KEPT
        paper.parent.mkdir(parents=True)
        paper.write_bytes(bytes(range(256)) * 9000)
        (folder / "files" / "queue.db").write_bytes(b"the queue")
        yield app
    dispose(app)


@pytest.fixture
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A portal on a database without tables; its kind is that of `into`, or the source's."""
    kind = request.node.callspec.params.get("into") or request.node.callspec.params["source"]
    url, owner_url = urls(request, kind, "target", tmp_path)
    app = create_app(Settings(url, owner_url, **SECRETS, files=tmp_path / "files"))
    app.testing = False
    yield app
    dispose(app)


def urls(request: pytest.FixtureRequest, kind: str, name: str, folder: Path) -> tuple[str, str]:
    """Return the addresses of a new, empty database: the application's and the owner's."""
    if kind == "sqlite":
        return (f"sqlite:///{folder / name}.db",) * 2
    server: Postgres = request.getfixturevalue("postgres")
    admin = create_engine(server.admin_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    admin.dispose()
    prepare_postgres(server, name)
    app_url, owner_url = (it.replace("/portal?", f"/{name}?") for it in (server.app_url, server.owner_url))
    return app_url, owner_url


def dispose(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def run(app: Flask, *arguments: str | Path) -> Result:
    """Run a command as an operator does; whatever goes wrong is said in words."""
    done = app.test_cli_runner().invoke(args=[str(it) for it in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    return done


def everything(app: Flask) -> dict[str, list[Any]]:
    """Return every row of a portal, as a backup has them."""
    with app.app_context(), database.snapshot(app.extensions["portal.settings"].owner_database_url) as connection:
        return {it.name: list(database.read(connection, it)) for it in database.tables()}


def rewrite(path: Path, change: Any) -> Path:
    """Write a backup anew with some members changed; `change(name, content)` returns what it holds then, None drops it."""
    other = path.with_name(f"other-{path.name}")
    with ZipFile(path) as old, ZipFile(other, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            if (content := change(info.filename, old.read(info))) is not None:
                new.writestr(info.filename, content)
    return other


@pytest.fixture(scope="module")
def good(source: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the source that nobody alters."""
    path = tmp_path_factory.mktemp("good") / "portal.backup"
    assert run(source, "backup", path).exit_code == 0
    return path


@pytest.fixture
def made(good: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(good, tmp_path))


# ------------------------------------------------------------------ the drill


@pytest.mark.parametrize("into", BOTH)
def test_what_is_restored_is_what_was_backed_up(source: Flask, target: Flask, made: Path, into: str) -> None:
    run(source, "backup", made, "--force")
    rows = everything(source)
    done = run(target, "restore", made)
    assert done.exit_code == 0, done.output
    restored = everything(target)
    filled = {name for name, it in rows.items() if it}
    assert filled >= {"account", "activity", "trainee", "transfer", "tally", "audit_line"}
    noted = [row for row in restored["audit_line"] if row not in rows["audit_line"]]
    assert [row[4] for row in noted] == ["backup.restore"]
    assert without_audit(restored) == without_audit(rows)
    assert run(target, "ledger", "verify").exit_code == run(target, "tallies", "verify").exit_code == 0
    assert (target.extensions["portal.settings"].files / KEPT).read_bytes() == (
        source.extensions["portal.settings"].files / KEPT
    ).read_bytes()
    assert table_of(target) == table_of(source)


def without_audit(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: it for name, it in rows.items() if name != "audit_line"}


def table_of(app: Flask) -> str:
    """Return the city's report as its administrator sees it."""
    page = Browser(app).sign_in("fuzhou").get(ROLL_UP)
    assert page.status_code == 200
    return page.text.split("<table", 1)[1].split("</table>", 1)[0]


def test_what_is_restored_is_locked_and_goes_on(source: Flask, target: Flask, made: Path) -> None:
    assert run(target, "restore", made).exit_code == 0
    url = target.extensions["portal.settings"].owner_database_url
    with target.app_context():
        before = max(row[0] for row in everything(target)["account"])
        make.activity()  # through row-level security, as the application's role
        db.session.rollback()
        db.session.info["writes"] = True
        db.session.add(make.Membership(account_id=before, tenant_id=make.tenant(make.GULOU).id, role="county_clerk"))
        db.session.commit()
        assert serving.find_faults(target.extensions["portal.settings"].database_url, ROOT / "migrations") == []
    with database._connected(url) as connection, pytest.raises(DBAPIError, match="append-only"):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("BEGIN; SET LOCAL app.scope = '0.'")
        connection.exec_driver_sql("DELETE FROM audit_line")


@pytest.mark.postgres
def test_new_rows_get_new_numbers_after_a_restore(request: pytest.FixtureRequest, source: Flask, made: Path, tmp_path: Path) -> None:
    url, owner_url = urls(request, "postgres", "target", tmp_path)
    app = create_app(Settings(url, owner_url, **SECRETS, files=tmp_path / "files"))
    assert run(app, "restore", made).exit_code == 0
    with app.app_context(), make.working_at(make.CITY, "fuzhou"):
        highest = max(row[0] for row in everything(source)["account"])
        account = make.accounts.add_account(name="new", display_name="新人", tenant_id=make.tenant(make.JINAN).id, role="county_clerk")
        assert account.id == highest + 1
    dispose(app)


# ------------------------------------------------------------------ the file


@pytest.mark.postgres
def test_a_role_that_does_not_see_every_row_makes_no_backup(postgres_app: Flask, tmp_path: Path) -> None:
    settings: Settings = postgres_app.extensions["portal.settings"]
    app = create_app(replace(settings, owner_database_url=settings.database_url))
    done = run(app, "backup", tmp_path / "little.zip")
    assert (done.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert "OWNER_DATABASE_URL" in done.output
    dispose(app)


def test_a_backup_is_for_its_owner_alone_and_replaces_nothing_unasked(source: Flask, made: Path) -> None:
    assert made.stat().st_mode & 0o777 == 0o600
    assert [it.name for it in made.parent.glob("*.partial")] == []
    before = made.read_bytes()
    done = run(source, "backup", made)
    assert done.exit_code == 1
    assert "--force" in done.output
    assert made.read_bytes() == before
    assert run(source, "backup", made, "--force").exit_code == 0


def test_a_backup_holds_no_number_in_the_clear_and_no_one_who_is_signed_in(source: Flask, made: Path) -> None:
    with ZipFile(made) as file:
        contents = {name: file.read(name) for name in file.namelist()}
    assert not [name for name, content in contents.items() if NUMBER.encode() in content]
    assert contents["tables/person.jsonl"]
    assert set(contents).isdisjoint(f"tables/{name}.jsonl" for name in LEFT_OUT)
    assert [name for name in contents if name.startswith("files/")] == [f"files/{KEPT}"]


def test_a_folder_that_is_not_there_is_said_in_words(source: Flask, tmp_path: Path) -> None:
    done = run(source, "backup", tmp_path / "nowhere" / "portal.backup")
    assert done.exit_code == 1
    assert "没有写成" in done.output


def test_two_backups_into_one_file_do_not_mix(source: Flask, tmp_path: Path) -> None:
    path = tmp_path / "portal.backup"
    with services.drafting(path, may_replace=False):
        done = run(source, "backup", path)
        assert done.exit_code == 1
        assert "另一个备份" in done.output
    assert path.exists()


def test_whoever_writes_meanwhile_is_in_the_backup_as_a_whole_or_not_at_all(
    source: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, read = tmp_path / "portal.backup", database.read

    def read_while_others_write(connection: Any, it: Any) -> Iterator[list[Any]]:
        make.activity(title=f"读 {it.name} 时")  # rows, an audit line and figures, committed on a connection of its own
        return read(connection, it)

    monkeypatch.setattr(database, "read", read_while_others_write)
    count = len(everything(source)["activity"])
    with source.app_context():
        assert run(source, "backup", path).exit_code == 0
    monkeypatch.undo()
    assert len(everything(source)["activity"]) > count
    done = run(source, "restore", path, "--check")
    assert done.exit_code == 0, done.output


# ------------------------------------------------------------------ the check


def test_the_check_finds_a_good_backup_good_and_touches_nothing(source: Flask, made: Path) -> None:
    before = everything(source)
    done = run(source, "restore", made, "--check")
    assert done.exit_code == 0, done.output
    assert "✗" not in done.output
    for words in ("manifest", "ledger sums", "tally totals", "report", "audit", "a sealed number opens"):
        assert words in done.output
    assert everything(source) == before


def change_one(name: str, old: bytes, new: bytes) -> Any:
    def change(it: str, content: bytes) -> bytes:
        if it == name:
            assert old in content
            return content.replace(old, new, 1)
        return content

    return change


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("tables/activity.jsonl", change_one("tables/activity.jsonl", b",30,28,", b",31,28,")),
        ("tables/account.jsonl", lambda name, content: None if name == "tables/account.jsonl" else content),
        ("tables/tenant.jsonl", lambda name, content: content[:-40] if name == "tables/tenant.jsonl" else content),
        ("tables/tally.jsonl", lambda name, content: content + content[-60:] if name == "tables/tally.jsonl" else content),
        (f"files/{KEPT}", lambda name, content: content[:-1] if name == f"files/{KEPT}" else content),
        ("manifest.json", change_one("manifest.json", b'"rows": ', b'"rows":  ')),
        ("manifest.seal", lambda name, content: None if name == "manifest.seal" else content),
        ("manifest.json", lambda name, content: b"[]" if name == "manifest.json" else content),
    ],
)
def test_what_was_altered_is_named(source: Flask, made: Path, what: str, change: Any) -> None:
    done = run(source, "restore", rewrite(made, change), "--check")
    assert done.exit_code == 1
    assert what.removesuffix(".seal").removesuffix(".json") in done.output
    assert "✗" in done.output


@pytest.mark.parametrize("left", [0, 1, 100, 5000, -1, -30])
def test_a_file_that_was_cut_short_is_refused_in_words(source: Flask, made: Path, left: int) -> None:
    made.write_bytes(made.read_bytes()[:left])
    done = run(source, "restore", made, "--check")
    assert done.exit_code == 1
    assert "✗" in done.output


def test_a_flipped_bit_in_any_member_is_named(source: Flask, made: Path) -> None:
    good = made.read_bytes()
    with ZipFile(made) as file:
        members = {it.filename: it.header_offset + 30 + len(it.filename) + it.compress_size // 2 for it in file.infolist() if it.file_size}
    for name, at in members.items():
        made.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        done = run(source, "restore", made, "--check")
        assert (done.exit_code, name.removesuffix(".seal").removesuffix(".json") in done.output) == (1, True), name


def test_another_key_is_noticed(source: Flask, made: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    other = create_app(Settings(url, url, SECRETS["secret_key"], "77" * 32, tmp_path))
    done = run(other, "restore", made, "--check")
    create_app(source.extensions["portal.settings"])  # its vault again
    assert done.exit_code == 1
    assert "PORTAL_DATA_KEY" in done.output


def test_books_that_did_not_agree_are_found(source: Flask, tmp_path: Path) -> None:
    path = tmp_path / "portal.backup"
    with source.app_context():
        change_figures(by=1)
        run(source, "backup", path)
        change_figures(by=-1)
    done = run(source, "restore", path, "--check")
    assert done.exit_code == 1
    assert "✗ 福州市: 数字与明细 (tallies) 2 处不一致" in done.output


def change_figures(*, by: int) -> None:
    """Alter every figure of attendances of a city, as no service would."""
    rows = Tally.__table__
    with make.working_at(make.CITY, "fuzhou") as scope:
        wrong = update(rows).where(scope.changes(rows), rows.c.indicator == "attendances").values(value=rows.c.value + by)
        assert db.session.execute(wrong, scope.binds).rowcount == 2


# ------------------------------------------------------------------ what is refused


def test_a_database_in_use_is_not_restored_into(source: Flask, made: Path) -> None:
    before = everything(source)
    done = run(source, "restore", made)
    assert done.exit_code == 1
    assert "已有数据" in done.output
    assert everything(source) == before


def test_a_damaged_backup_leaves_nothing_behind(source: Flask, target: Flask, made: Path) -> None:
    broken = rewrite(made, lambda name, content: None if name == "tables/volunteer.jsonl" else content)
    assert run(target, "restore", broken).exit_code == 1
    assert everything(target)["account"] == []
    assert run(target, "restore", made).exit_code == 0  # and the good one goes in after it


def test_a_backup_of_a_newer_program_is_refused(source: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "portal.backup"
    monkeypatch.setattr(serving, "head", lambda _: "20991231_01")
    run(source, "backup", path)
    monkeypatch.undo()
    done = run(source, "restore", path, "--check")
    assert done.exit_code == 1
    assert "20991231_01" in done.output


def test_what_is_no_file_is_said_in_words(source: Flask, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("这不是备份")
    for name in ("text", "nowhere"):
        for more in ([], ["--check"]):
            assert run(source, "restore", tmp_path / name, *more).exit_code == 1


# ------------------------------------------------------------------ values


VALUES = {
    "boolean": [True, False],
    "integer": [0, -1, 2**31 - 1],
    "uuid": [UUID(int=0), UUID(int=2**128 - 1)],
    "instant": [datetime(2026, 3, 16, 2, 0, 0, 1, UTC), datetime(2026, 12, 31, 23, 59, 59, 999999, UTC)],
    "date": [date(1800, 1, 1), date(2028, 2, 29)],
    "bytes": [b"", bytes(range(256))],
    "json": [[], {"名": ["甲", None, 1.5, {"a": True}]}],
    "json_or_null": [[1], {}],
    "text": ["", "巾帼 “家政”\n\t\\ 𠮷 é"],
}


@pytest.mark.parametrize("tag", BY_TAG)
def test_a_value_comes_back_as_it_was(tag: str) -> None:
    kind = BY_TAG[tag]
    for value in VALUES[tag]:
        assert kind.read(json.loads(json.dumps(kind.write(value), ensure_ascii=False))) == value


def test_every_column_of_the_models_is_of_a_known_kind() -> None:
    wanted = {"boolean": Boolean, "integer": Integer, "uuid": Uuid, "instant": Instant, "date": Date, "bytes": LargeBinary}
    wanted |= {"json": JSON, "json_or_null": JSON}
    for it in Base.metadata.sorted_tables:
        for name, kind in database.columns_of(it):
            assert isinstance(it.c[name].type, wanted.get(kind.tag, String)), (it.name, name)
            assert kind.tag != "json" or not it.c[name].nullable, "JSON's null and SQL's NULL are told apart by none_as_null"
    with pytest.raises(TypeError):
        kind_of(Numeric())
    assert kind_of(Text()).tag == "text"


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        (f"papers/ab/{'ab' * 32}", True),
        ("photos/1a/2b.jpg", True),
        ("queue.db", False),
        ("worker.lock", False),
        (f"papers/ab/{'ab' * 32}.0badcafe", False),
        ("papers/x.partial", False),
        ("papers/../../etc/passwd", False),
        ("papers/.hidden", False),
        ("/etc/passwd", False),
    ],
)
def test_which_files_belong_into_a_backup(path: str, is_kept: bool) -> None:
    assert may_be_kept(path.split("/")) is is_kept


def test_the_twelve_months_end_with_the_day_s() -> None:
    assert queries._year(date(2026, 3, 16)) == ("2025-04", "2026-03")
    assert queries._year(date(2026, 12, 31)) == ("2026-01", "2026-12")
    assert queries._year(date(2026, 1, 1)) == ("2025-02", "2026-01")


@pytest.mark.parametrize("which", BOTH)
def test_the_owner_who_backs_up_sees_every_row_of_every_table(request: pytest.FixtureRequest, which: str) -> None:
    app: Flask = request.getfixturevalue(f"{which}_app")
    settings = app.extensions["portal.settings"]
    if which == "postgres":
        with database._connected(settings.owner_database_url) as connection:
            policies = "SELECT tablename FROM pg_policies WHERE policyname = 'backs_up' AND roles = '{portal_owner}'"
            seen = {row[0] for row in connection.exec_driver_sql(policies)}
            assert seen == {it.name for it in database.tables() if "city_id" in it.c and it.name != "tenant"}
    with database.snapshot(settings.owner_database_url) as connection:
        assert set(inspect(connection).get_table_names()) == {it.name for it in Base.metadata.sorted_tables} | {"alembic_version"}
        assert database.count(connection, "audit_line") >= 0
    with pytest.raises(services.BackupError), Reader(Path("/dev/null"), app.extensions["portal.vault"]):
        pass
