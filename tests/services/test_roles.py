"""`flask db-roles`: the two roles of PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from portal.app import create_app
from portal.core.roles import APPLICATION, OWNER
from portal.core.settings import Settings
from tests.databases import SECRETS
from tests.postgres import Postgres


@pytest.mark.postgres
def test_the_command_makes_roles_that_may_not_go_round_row_security(postgres: Postgres, tmp_path: Path) -> None:
    urls = {"database_url": postgres.app_url, "owner_database_url": postgres.owner_url}
    run = create_app(Settings(**urls, files=tmp_path, **SECRETS)).test_cli_runner()
    for _ in range(2):
        done = run.invoke(args=["db-roles", "--admin-url", postgres.admin_url])
        assert done.exit_code == 0, done.output
    admin = create_engine(postgres.admin_url)
    with admin.connect() as connection:
        query = "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname LIKE 'portal_%%' ORDER BY 1"
        assert connection.exec_driver_sql(query).all() == [(APPLICATION, False), (OWNER, False)]
    admin.dispose()


def test_the_command_refuses_other_roles(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    run = create_app(Settings(database_url=url, owner_database_url=url, files=tmp_path, **SECRETS)).test_cli_runner()
    done = run.invoke(args=["db-roles", "--admin-url", "postgresql://postgres@127.0.0.1/postgres"])
    assert done.exit_code == 1
    assert "portal_app" in done.output
