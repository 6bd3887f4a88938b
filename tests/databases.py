"""The two databases every test runs on: made by the migrations, with the same small world in each."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask_migrate import upgrade

from portal.app import ROOT, create_app
from portal.core.db import db
from portal.core.roles import prepare
from portal.core.settings import Settings
from tests.make import build_world
from tests.postgres import DATABASE, Postgres

NOW = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)  # a Monday, ten in the morning in Shanghai
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
SECRETS = {"secret_key": "not-a-secret-only-for-tests-0123456789", "data_key": bytes(range(32)).hex()}


def make_app(url: str, owner_url: str, files: Path) -> Flask:
    """Return a portal on a migrated database with the world of `tests.make`."""
    app = create_app(Settings(database_url=url, owner_database_url=owner_url, files=files, **SECRETS))
    app.testing = False  # errors become pages, as for users
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        build_world()
        db.session.remove()
    return app


def prepare_postgres(postgres: Postgres, database: str = DATABASE) -> None:
    """Make the two roles and a database of the owner's, as `flask db-roles` does."""
    prepare(postgres.admin_url, database)


@contextmanager
def committed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, name: str, *, tick: bool = True) -> Iterator[Flask]:
    """Return a portal on a database of its own, known by this name, where commits are real: for what many do at once.

    Args:
        request: of a fixture with the params BOTH.
    """
    folder = tmp_path_factory.mktemp(name)
    url = owner_url = f"sqlite:///{folder / 'portal.db'}"
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        prepare_postgres(server, name)
        url, owner_url = (it.replace("/portal?", f"/{name}?") for it in (server.app_url, server.owner_url))
    with time_machine.travel(NOW, tick=tick):
        app = make_app(url, owner_url, folder)
        yield app
    with app.app_context():
        db.engine.dispose()
