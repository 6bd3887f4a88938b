"""What only the role that owns the tables does: take old rows out of a table that nobody changes."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from portal.core.append_only import allow_changes, refuse_changes
from portal.core.scope import Scope
from portal.core.transaction import engine_options

_PATIENCE = "SET LOCAL lock_timeout = '10s'"  # the triggers' lock waits for who is writing, and new writers wait behind it


@contextmanager
def lifting(url: str, table: str) -> Generator[Connection]:
    """Work in one transaction in which rows of an append-only table may go; its triggers stand again before it is committed.

    Row-level security stays as it is: on PostgreSQL say `narrow(connection, scope)` for each tenant whose rows go.

    Args:
        url: the owner's; on SQLite that of the file.
    """
    engine = create_engine(url, poolclass=NullPool, **engine_options(url))
    with engine.begin() as connection:
        dialect = connection.dialect.name
        for statement in ("BEGIN", _PATIENCE) if dialect == "postgresql" else ("BEGIN IMMEDIATE",):
            connection.exec_driver_sql(statement)
        for statement in allow_changes(table, dialect):
            connection.exec_driver_sql(statement)
        yield connection
        for statement in refuse_changes(table, dialect):
            connection.exec_driver_sql(statement)


def narrow(connection: Connection, scope: Scope) -> None:
    """Work as a tenant from here on, until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL app.scope = '{scope.path}'")
