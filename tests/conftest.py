"""Every test runs in a transaction that is rolled back, though the views commit; the clock stands still."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.tenants import passwords
from tests.browse import Browser
from tests.databases import NOW, make_app, prepare_postgres
from tests.postgres import Postgres, start_postgres


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name bytes without a word of them: what is packed at import holds the second, and every process must collect the same names."""
    return "bytes" if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """What a password costs is tried where it matters; elsewhere a hundred sign-ins need not take a minute."""
    dear = passwords._hasher
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    yield
    passwords._hasher = dear


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL, with its two roles."""
    server = start_postgres()
    prepare_postgres(server)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The portal on SQLite."""
    folder = tmp_path_factory.mktemp("sqlite")
    url = f"sqlite:///{folder / 'portal.db'}"
    with time_machine.travel(NOW, tick=False):
        app = make_app(url, url, folder / "files")
    yield app
    _dispose(app)


@pytest.fixture(scope="session")
def postgres_app(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The portal on PostgreSQL, as the application's role."""
    with time_machine.travel(NOW, tick=False):
        app = make_app(postgres.app_url, postgres.owner_url, tmp_path_factory.mktemp("postgres"))
    yield app
    _dispose(app)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The portal on each database, within a transaction that leaves nothing."""
    app: Flask = request.getfixturevalue(f"{request.param}_app")
    engines = db._app_engines[app]
    engine: Engine = engines[None]
    with time_machine.travel(NOW, tick=False), engine.connect() as connection:
        outer = connection.begin()
        connection.exec_driver_sql("BEGIN")  # the drivers are in autocommit, see core.transaction
        connection.connect = lambda: nullcontext(connection)  # who asks the engine gets the same one
        engines[None] = connection
        db.session.session_factory.configure(join_transaction_mode="create_savepoint")
        sender = app.extensions["portal.sender"]
        yield app
        app.extensions["portal.sender"] = sender
        db.session.session_factory.configure(join_transaction_mode="conditional_savepoint")
        engines[None] = engine
        outer.rollback()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session, for tests that ask below the views."""
    with app.app_context():
        yield db.session()


@pytest.fixture
def browse(app: Flask) -> Browser:
    """A browser that can sign in as anybody of the world."""
    return Browser(app)


@pytest.fixture
def files(app: Flask) -> Path:
    """Where the portal keeps papers."""
    return app.extensions["portal.settings"].files


def _dispose(app: Flask) -> None:
    with app.app_context():
        if "portal.queue" in app.extensions:
            app.extensions["portal.queue"].huey.storage.close()
        db.engine.dispose()
