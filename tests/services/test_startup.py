"""What the portal does not start on, said to the operator in words; and four processes that bring the schema up at once."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import NullPool, create_engine, select

from portal.app import ROOT, create_app
from portal.core import serving
from portal.core.db import db
from portal.core.settings import Settings, SettingsError
from portal.core.transaction import engine_options
from portal.tenants.models import Tenant
from tests.databases import SECRETS, prepare_postgres
from tests.postgres import Postgres

MIGRATIONS = str(ROOT / "migrations")
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
BIN = Path(sys.executable).parent
PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "kX3vQ9mZt7Lr2Wp8Yc5Nd1Hs6Bf4Jg0A",
    "PORTAL_DATA_KEY": "0f4a7c1e93b25d8860e1f3a94c7b2d5e8891a06c3f7e4d2b15c9a8f07e6d3b42",
}


@pytest.fixture(params=BOTH)
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """The addresses of a new database without tables: the application's and the owner's."""
    if request.param == "sqlite":
        return (f"sqlite:///{tmp_path / 'portal.db'}",) * 2
    server: Postgres = request.getfixturevalue("postgres")
    admin = create_engine(server.admin_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS startup WITH (FORCE)")
    prepare_postgres(server, "startup")
    app_url, owner_url = (it.replace("/portal?", "/startup?") for it in (server.app_url, server.owner_url))
    return app_url, owner_url


@pytest.fixture
def fresh(urls: tuple[str, str], tmp_path: Path) -> Iterator[Flask]:
    """A portal on a migrated database of its own."""
    app = create_app(Settings(*urls, **SECRETS, files=tmp_path / "files"))
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        yield app
        db.session.remove()
        db.engine.dispose()


def faults(app: Flask) -> list[str]:
    return serving.find_faults(app.extensions["portal.settings"].database_url, MIGRATIONS)


def as_owner(app: Flask, statement: str) -> None:
    url = app.extensions["portal.settings"].owner_database_url
    with create_engine(url, poolclass=NullPool, **engine_options(url)).connect() as connection:  # in autocommit
        connection.exec_driver_sql(statement)


def environ(url: str, tmp_path: Path, **more: str) -> Mapping[str, str]:
    """What a process is told; nothing of the one that tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "FLASK_", "SECRET", "DATABASE"))}
    return {**kept, "DATABASE_URL": url, "PORTAL_FILES": str(tmp_path / "files"), **PRODUCTION, **more}


def serve(told: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """Load what a web server loads."""
    return subprocess.run([sys.executable, "-c", "import wsgi"], cwd=ROOT, env=told, capture_output=True, text=True, check=False)


# ------------------------------------------------------------------ the database


def test_a_database_that_fits_has_no_faults(fresh: Flask) -> None:
    assert faults(fresh) == []


def test_an_older_schema_is_refused_with_the_command_that_mends_it(fresh: Flask) -> None:
    downgrade(directory=MIGRATIONS, revision="-1")
    [fault] = faults(fresh)
    assert "older than this program" in fault
    assert "flask --app wsgi db upgrade" in fault


def test_a_newer_schema_is_refused(fresh: Flask) -> None:
    as_owner(fresh, "UPDATE alembic_version SET version_num = '20991231_01'")
    [fault] = faults(fresh)
    assert "newer than this program" in fault
    assert "20991231_01" in fault


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("role", "words"), [("superuser", "is a superuser"), ("owner", "owns the tables"), ("portal_bypass", "has BYPASSRLS")]
)
def test_a_role_that_row_security_does_not_bind_is_refused(postgres: Postgres, postgres_app: Flask, role: str, words: str) -> None:
    url = {"superuser": postgres.admin_url.replace("/postgres?", "/portal?"), "owner": postgres.owner_url}.get(role)
    if url is None:
        admin = create_engine(postgres.admin_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with admin.connect() as connection:
            for statement in ("DROP ROLE IF EXISTS portal_bypass", "CREATE ROLE portal_bypass LOGIN BYPASSRLS IN ROLE pg_read_all_data"):
                connection.exec_driver_sql(statement)
        url = postgres.app_url.replace("portal_app", role)
    found = serving.find_faults(url, MIGRATIONS)
    assert words in found[0]
    assert "db-roles" in found[1]
    assert len(found) == 2


@pytest.mark.postgres
@pytest.mark.parametrize("urls", ["postgres"], indirect=True)
def test_a_table_that_is_not_closed_is_refused(fresh: Flask) -> None:
    as_owner(fresh, "ALTER TABLE trainee NO FORCE ROW LEVEL SECURITY")
    assert faults(fresh) == ["row-level security is not forced on: trainee"]


def test_a_database_that_is_away_does_not_keep_the_portal_from_starting(tmp_path: Path) -> None:
    url = "postgresql+psycopg://portal_app@127.0.0.1:1/portal"
    serving.refuse_unfit(Settings(url, url, **SECRETS, files=tmp_path), MIGRATIONS)
    done = serve(environ(url, tmp_path))
    assert (done.returncode, done.stderr) == (0, "")


def test_files_that_cannot_be_written_are_a_reason(tmp_path: Path) -> None:
    (tmp_path / "files").touch()
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    with pytest.raises(SettingsError, match="PORTAL_FILES"):
        serving.refuse_unfit(Settings(url, url, **SECRETS, files=tmp_path / "files"), MIGRATIONS)


# ------------------------------------------------------------------ what the operator sees


@pytest.mark.parametrize("urls", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "flask --app wsgi db upgrade"),
        ({"SECRET_KEY": ""}, "production needs SECRET_KEY"),
        ({"PORTAL_DATA_KEY": "changeme"}, "PORTAL_DATA_KEY"),
        ({"DATABASE_URL": "portal"}, "DATABASE_URL is no address"),
    ],
)
def test_a_refusal_is_a_few_words_and_an_exit_code(urls: tuple[str, str], tmp_path: Path, more: dict[str, str], words: str) -> None:
    done = serve(environ(urls[0], tmp_path, **more))
    assert done.returncode == 1
    assert done.stderr.startswith("the portal does not start:\n  ")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 4


@pytest.mark.parametrize("urls", ["sqlite"], indirect=True)
def test_the_web_server_ends_with_the_refusal_and_a_command_may_mend_it(urls: tuple[str, str], tmp_path: Path) -> None:
    told = environ(urls[0], tmp_path)
    server = [str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", "0", "--log-level", "warning", "wsgi:app"]
    refused = subprocess.run(server, cwd=ROOT, env=told, capture_output=True, text=True, timeout=300, check=False)
    assert refused.returncode != 0
    assert "flask --app wsgi db upgrade" in refused.stderr
    assert "Traceback" not in refused.stdout + refused.stderr
    worker = [str(BIN / "flask"), "--app", "wsgi", "worker"]
    done = subprocess.run(worker, cwd=ROOT, env=told, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, "db upgrade" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
    subprocess.run([str(BIN / "flask"), "--app", "wsgi", "db", "upgrade"], cwd=ROOT, env=told, capture_output=True, check=True)
    assert serve(told).returncode == 0


# ------------------------------------------------------------------ four at once


def test_four_processes_bring_the_schema_up_once_and_all_go_on(urls: tuple[str, str], tmp_path: Path) -> None:
    told = {**environ(urls[0], tmp_path), "OWNER_DATABASE_URL": urls[1]}
    command = [str(BIN / "flask"), "--app", "wsgi", "db", "upgrade"]
    running = [subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(4)]
    said = [process.communicate(timeout=300)[0] for process in running]
    assert [process.returncode for process in running] == [0] * 4, said
    app = create_app(Settings(*urls, **SECRETS, files=tmp_path / "files"))
    with app.app_context():
        assert faults(app) == []
        assert db.session.scalars(select(Tenant.id)).all() == [0]
        db.session.remove()
        db.engine.dispose()
