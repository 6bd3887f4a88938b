"""Whether the portal may work on the database it was given: a role that row-level security binds, and the schema of this very code."""

import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect
from sqlalchemy.exc import DBAPIError

from portal.core.db import Base, reach_of
from portal.core.settings import Settings, SettingsError
from portal.core.transaction import engine_options

PATIENCE_S = 2
_ROLE = """
    SELECT rolsuper, rolbypassrls, (
        SELECT count(*) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND pg_has_role(relowner, 'USAGE')
    ) FROM pg_roles WHERE rolname = current_user
"""
_OPEN = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY 1
"""


class Away(Exception):
    """The database does not answer, or not in time."""


def refuse_unfit(settings: Settings, migrations: str | Path) -> None:
    """Refuse to start on what cannot be served safely; a database that is away is no reason, it may come back.

    Raises:
        SettingsError: what is wrong, and what the operator does about it.
    """
    with suppress(OSError):
        settings.files.mkdir(parents=True, exist_ok=True)
    if not settings.files.is_dir() or not os.access(settings.files, os.W_OK | os.X_OK):
        raise SettingsError(f"PORTAL_FILES cannot be written: {settings.files}")
    try:
        faults = find_faults(settings.database_url, migrations)
    except Away:
        return
    if faults:
        raise SettingsError("\n  ".join(faults))


def find_faults(url: str, migrations: str | Path) -> list[str]:
    """Name what stands against serving this database; empty when all is well.

    Raises:
        Away: it does not answer within a few seconds.
    """
    engine = _open(url)
    try:
        with engine.connect() as connection:
            return [*_faults_of_role(connection), *faults_of_schema(connection, str(migrations))]
    except DBAPIError as error:
        raise Away from error
    finally:
        engine.dispose()


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the schema a database has, None when it has no tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def head(migrations: str | Path) -> str:
    """Return the revision of the schema this code was written for."""
    return _line(str(migrations))[0]


def knows(migrations: str | Path, revision: str) -> bool:
    """Say whether this code knows a revision of the schema."""
    return revision in _line(str(migrations))[1]


def _open(url: str) -> Engine:
    """A connection of its own: the pool's may all be waiting for the database that is asked after."""
    options = engine_options(url)
    arguments: dict[str, Any] = dict(options["connect_args"])
    if url.startswith("sqlite"):
        arguments["timeout"] = PATIENCE_S
    else:
        arguments["connect_timeout"] = PATIENCE_S
        arguments["options"] = f"{arguments.get('options', '')} -c statement_timeout={PATIENCE_S}s"
    return create_engine(url, poolclass=NullPool, **{**options, "connect_args": arguments})


def _faults_of_role(connection: Connection) -> list[str]:
    if connection.dialect.name != "postgresql":
        return []
    is_super, goes_round, owned = connection.exec_driver_sql(_ROLE).one()
    ways = {"is a superuser": is_super, "has BYPASSRLS": goes_round and not is_super, "owns the tables": owned and not is_super}
    faults = [f"the role of DATABASE_URL {way}, so row-level security would not bind it" for way, is_so in ways.items() if is_so]
    if faults:
        faults.append("sign in as portal_app; `flask --app wsgi db-roles` makes it")
    unclosed = [row[0] for row in connection.exec_driver_sql(_OPEN) if row[0] in Base.metadata.tables and reach_of(row[0])]
    return faults + ([f"row-level security is not forced on: {', '.join(unclosed)}"] if unclosed else [])


def faults_of_schema(connection: Connection, migrations: str) -> list[str]:
    """Say how the schema differs from the one this code was written for."""
    wanted, known = _line(migrations)
    found = revision_of(connection)
    if found == wanted:
        return []
    if found is None:
        return ["the database has no tables of the portal; run: flask --app wsgi db upgrade"]
    if found in known:
        return [f"the database is older than this program ({found} < {wanted}); run: flask --app wsgi db upgrade"]
    return [f"the database is newer than this program ({found}, not known here); install the newer program or restore the older database"]


@cache
def _line(migrations: str) -> tuple[str, frozenset[str]]:
    """Return the head and all revisions."""
    scripts = ScriptDirectory(migrations)
    return scripts.get_current_head() or "", frozenset(script.revision for script in scripts.walk_revisions())
