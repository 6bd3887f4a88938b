"""The two databases every test runs on: made by the migrations, with the same small world in each."""

from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from portal.app import ROOT, create_app
from portal.core.db import db
from portal.core.roles import prepare
from portal.core.settings import Settings
from tests.make import build_world
from tests.postgres import DATABASE, Postgres

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
