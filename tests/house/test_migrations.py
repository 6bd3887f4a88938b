"""The migrations make what the models say, on both databases, and go down and up again."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, Connection, NullPool, create_engine, inspect, select

from portal.app import ROOT, create_app
from portal.core.db import Base, db
from portal.core.settings import Settings
from portal.core.transaction import POSTGRES, SQLITE
from portal.tallies.models import MonthBook
from tests import make
from tests.databases import SECRETS, prepare_postgres
from tests.make import build_world
from tests.postgres import Postgres

MIGRATIONS = str(ROOT / "migrations")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A portal on an empty database of its own, where commits are real."""
    url = owner_url = f"sqlite:///{tmp_path / 'fresh.db'}"
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        prepare_postgres(postgres, database="fresh")
        url, owner_url = (it.replace("/portal?", "/fresh?") for it in (postgres.app_url, postgres.owner_url))
    settings = Settings(url, owner_url, SECRETS["secret_key"], SECRETS["data_key"], tmp_path / "files")
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def as_owner(app: Flask) -> Generator[Connection]:
    """Connect as the role that migrates."""
    url = app.extensions["portal.settings"].owner_database_url
    engine = create_engine(url, poolclass=NullPool, **(SQLITE if url.startswith("sqlite") else POSTGRES))
    with engine.connect() as connection:
        yield connection


def differences(connection: Connection) -> list[Any]:
    """Return what Alembic would change, and the checks, of which it knows nothing."""
    options = {"compare_type": True, "compare_server_default": True, "render_as_batch": True}
    found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    for name, table in Base.metadata.tables.items():
        wanted = {str(it.name) for it in table.constraints if isinstance(it, CheckConstraint)}
        kept = {str(it["name"]) for it in inspect(connection).get_check_constraints(name)}
        found += [("check", name, check) for check in wanted ^ kept]
    return found


def left_over(connection: Connection) -> set[str]:
    """Return what stands in the database beside Alembic's own table."""
    found = set(inspect(connection).get_table_names()) - {"alembic_version"}
    if connection.dialect.name == "postgresql":
        routines = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        types = "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')"
        found |= {row[0] for query in (routines, types) for row in connection.exec_driver_sql(query)}
    else:
        found |= {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")}
    return found


def test_up_down_and_up_again(fresh: Flask) -> None:
    upgrade(directory=MIGRATIONS)
    with as_owner(fresh) as connection:
        assert differences(connection) == []
        full = left_over(connection)
    assert set(Base.metadata.tables) <= full
    build_world()  # what is filled goes down as well
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision="base")
    with as_owner(fresh) as connection:
        assert left_over(connection) == set()
    upgrade(directory=MIGRATIONS)
    with as_owner(fresh) as connection:
        assert left_over(connection) == full
    build_world()


def test_a_book_from_before_names_the_county_that_counted_it(fresh: Flask) -> None:
    upgrade(directory=MIGRATIONS)
    downgrade(directory=MIGRATIONS, revision="base")  # whatever was there before
    upgrade(directory=MIGRATIONS)
    build_world()
    make.activity()
    make.activity(make.JINAN)
    downgrade(directory=MIGRATIONS, revision="20261122_01")
    upgrade(directory=MIGRATIONS)
    for code, county in ((make.LIANXIANG, make.tenant(make.JINAN).id), (make.JINAN, None)):
        with make.working_at(code) as scope:
            assert db.session.scalars(select(MonthBook.reports_to).where(scope.changes(MonthBook)), scope.binds).all() == [county]
    downgrade(directory=MIGRATIONS, revision="base")


def test_one_line_of_versions_with_a_date_first() -> None:
    scripts = ScriptDirectory(MIGRATIONS)
    assert len(scripts.get_heads()) == 1
    names = [Path(script.path).name for script in scripts.walk_revisions()]
    assert names == sorted(names, reverse=True)
    assert all(name[:8].isdigit() for name in names)
