"""The two PostgreSQL roles: one owns and migrates, one works and sees only what row-level security shows it."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager

from sqlalchemy import URL, Connection, create_engine, make_url

OWNER, APPLICATION = "portal_owner", "portal_app"
_MAY = "SELECT, INSERT, UPDATE, DELETE"


def prepare(admin_url: str, database: str, *, passwords: Mapping[str, str] | None = None) -> None:
    """Make the two roles, the database if it is missing, and the grants; safe to repeat.

    Args:
        admin_url: a superuser's, on any database of the server.
        database: its name, letters, digits and underscores.
        passwords: {role: password}; a role without one signs in as the server's own rules say.
    """
    if not database.isidentifier():
        raise ValueError(f"not the name of a database: {database!r}")
    admin = make_url(admin_url)
    with _superuser(admin) as connection:
        make_roles(connection, passwords=passwords)
        if not connection.exec_driver_sql("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).first():
            connection.exec_driver_sql(f"CREATE DATABASE {database} OWNER {OWNER} TEMPLATE template0")
    with _superuser(admin.set(database=database)) as connection:
        grant(connection)


@contextmanager
def _superuser(url: URL) -> Generator[Connection]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def make_roles(connection: Connection, *, passwords: Mapping[str, str] | None = None) -> None:
    """Make both roles where they are missing; run as a superuser, in autocommit.

    Args:
        passwords: {role: password}; a role without one signs in as the server's own rules say.
    """
    for role in (OWNER, APPLICATION):
        exists = connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).first()
        verb = "ALTER" if exists else "CREATE"
        connection.exec_driver_sql(f"{verb} ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
        if password := (passwords or {}).get(role):
            quoted = connection.exec_driver_sql("SELECT quote_literal(%s)", (password,)).scalar_one()
            connection.exec_driver_sql(f"ALTER ROLE {role} PASSWORD {quoted}")


def grant(connection: Connection) -> None:
    """Let the owner make tables in this database and the application use them; run in the database, as a superuser."""
    for statement in (
        f"GRANT CREATE, USAGE ON SCHEMA public TO {OWNER}",
        f"GRANT USAGE ON SCHEMA public TO {APPLICATION}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT {_MAY} ON TABLES TO {APPLICATION}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APPLICATION}",
        f"GRANT {_MAY} ON ALL TABLES IN SCHEMA public TO {APPLICATION}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}",
    ):
        connection.exec_driver_sql(statement)
