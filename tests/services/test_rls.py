"""The third lock: what PostgreSQL shows and takes, whatever the application asks; here it asks in raw SQL, without a criterion."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from portal.core.db import Base, Reach, reach_of
from portal.core.rls import close
from portal.core.scope import Scope
from portal.core.transaction import POSTGRES
from tests import make

# What belongs to nobody: the tree, the people who sign in, and lists that are the same for all.
DIRECTORY = {
    *("tenant", "tenant_change", "reporting_line", "account", "membership", "login", "login_attempt", "invitation", "recovery_code"),
    *("activity_kind", "kind_tag", "consent_text", "course", "division"),
    *("public_code", "phone_check"),  # what a stranger scans, before there is a unit; nothing in them is personal
}
UNITS = {make.PLATFORM, make.CITY, make.JINAN, make.GULOU, make.LIANXIANG, make.NEIGHBOUR, make.JUNMEN, make.OTHER_CITY, make.OTHER_STATION}
PERSONAL = sorted(name for name in Base.metadata.tables if reach_of(name) is Reach.TENANT)
TRUSTED = {"trusted": True}
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("app", ["postgres"], indirect=True),  # SQLite has no such lock
]


def work_at(session: Session, code: str | None) -> None:
    """Begin a transaction of the session as a unit, or as nobody."""
    session.rollback()
    scope = Scope(make.tenant(code).path) if code else None
    session.rollback()
    session.info.update(scope=scope, writes=True)


def run(session: Session, statement: str, **values: Any) -> Any:
    return session.execute(text(statement), values, execution_options=TRUSTED)


@pytest.fixture
def filled(session: Session) -> Session:
    """A session, with a row of everything at 连翔."""
    make.activity()
    make.trainee()
    make.hours(make.volunteer())
    return session


def test_every_table_is_owned_or_known_to_be_nobodys(app: Flask) -> None:
    open_tables = {name for name in Base.metadata.tables if reach_of(name) is None}
    assert open_tables == DIRECTORY, "a table without reach is read and written by every tenant: derive it from Owned, or list it"


def test_every_owned_table_is_closed_for_its_owner_too(session: Session) -> None:
    query = """
        SELECT relname, relrowsecurity, relforcerowsecurity,
               (SELECT string_agg(polcmd::text, '' ORDER BY polcmd) FROM pg_policy WHERE polrelid = c.oid)
        FROM pg_class c WHERE relkind IN ('r', 'p', 'm', 'v', 'f') AND relnamespace = 'public'::regnamespace
    """
    found = {name: tuple(closed) for name, *closed in run(session, query)}
    wanted: dict[str, Any] = {name: (True, True, "adrrw") if reach_of(name) else (False, False, None) for name in Base.metadata.tables}
    assert found == {**wanted, "alembic_version": (False, False, None)}


def test_every_policy_is_the_one_the_core_writes(app: Flask) -> None:
    """Three tables are closed by `policy` now; every table's policies read as those of the one with its reach."""
    query = """
        SELECT tablename, policyname, permissive, roles::text, cmd, replace(qual, tablename || '.', ''),
               replace(with_check, tablename || '.', '') FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2
    """
    owner = create_engine(app.extensions["portal.settings"].owner_database_url, **POSTGRES)
    with owner.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        for reach in Reach:
            connection.exec_driver_sql(f"CREATE TABLE probe_{reach.name.lower()} (city_id int, tenant_id int)")
            for statement in close(f"probe_{reach.name.lower()}", reach):
                connection.exec_driver_sql(statement)
        found: dict[str, list[Any]] = {}
        for name, *rest in connection.exec_driver_sql(query):
            found.setdefault(name, []).append(tuple(rest))
        connection.exec_driver_sql("ROLLBACK")
    owner.dispose()
    model = {reach: found.pop(f"probe_{reach.name.lower()}") for reach in Reach}
    reaches = {name: reach_of(name) for name in Base.metadata.tables}
    assert found == {name: model[reach] for name, reach in reaches.items() if reach}


def test_the_application_is_nobody_special(session: Session) -> None:
    role = run(
        session, "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = current_user"
    )
    assert role.one() == (False, False, False, False, False)
    assert run(session, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user").scalar() == 0
    for statement in ("ALTER TABLE activity NO FORCE ROW LEVEL SECURITY", "SET LOCAL ROLE portal_owner", "DROP POLICY reads ON activity"):
        with pytest.raises(ProgrammingError), session.begin_nested():
            run(session, statement)


def test_no_view_shows_what_its_owner_would_see(session: Session) -> None:
    found = run(session, "SELECT count(*) FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace")
    assert found.scalar() == 0


def test_nobody_but_its_station_sees_a_personal_row(filled: Session) -> None:
    assert {"trainee", "volunteer"} <= set(PERSONAL)
    for code in (None, make.PLATFORM, make.NEIGHBOUR, make.JINAN, make.CITY, make.OTHER_CITY, make.OTHER_STATION):
        work_at(filled, code)
        assert (code, {name: run(filled, f"SELECT count(*) FROM {name}").scalar() for name in PERSONAL}) == (
            code,
            dict.fromkeys(PERSONAL, 0),
        )


def test_an_activity_is_seen_at_its_station_and_above(filled: Session) -> None:
    for code in (None, *UNITS):
        work_at(filled, code)
        seen = run(filled, "SELECT count(*) FROM activity").scalar()
        assert (code, seen) == (code, 1 if code in {make.LIANXIANG, make.JINAN, make.CITY} else 0)


def test_nobody_but_its_station_changes_a_row(filled: Session) -> None:
    station = make.tenant(make.LIANXIANG)
    statements = ("UPDATE activity SET women = 0", "DELETE FROM activity", "UPDATE trainee SET name = '别人'", "DELETE FROM trainee")
    for code in (None, *UNITS - {make.LIANXIANG}):
        work_at(filled, code)
        assert (code, [run(filled, statement).rowcount for statement in statements]) == (code, [0, 0, 0, 0])
        with pytest.raises(ProgrammingError, match="row-level security"), filled.begin_nested():
            values = {"city": station.city_id, "tenant": station.id}
            run(filled, "INSERT INTO month_book VALUES (:city, :tenant, gen_random_uuid(), '2026-03', NULL, NULL, NULL)", **values)


def test_a_row_is_not_given_away(filled: Session) -> None:
    neighbour = make.tenant(make.NEIGHBOUR).id
    work_at(filled, make.LIANXIANG)
    with pytest.raises(ProgrammingError, match="row-level security"):
        run(filled, "UPDATE activity SET tenant_id = :neighbour", neighbour=neighbour)


def test_the_scope_ends_with_its_transaction(filled: Session) -> None:
    work_at(filled, make.LIANXIANG)
    assert run(filled, "SELECT count(*) FROM trainee").scalar() == 1
    work_at(filled, None)  # the same connection again
    assert run(filled, "SELECT count(*) FROM trainee").scalar() == 0
    assert run(filled, "SELECT current_setting('app.scope', true)").scalar() == ""
