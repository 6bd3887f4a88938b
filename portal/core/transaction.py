"""How a transaction opens on both databases."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, event
from sqlalchemy.orm import Session, SessionTransaction, scoped_session

from portal.core.guard import check_flush, check_statement
from portal.core.scope import Scope

# Both drivers run in autocommit: BEGIN is ours to write, so it can be IMMEDIATE and can carry the scope.
# A server that is gone is given up within seconds, be it silent at the start or in the midst (milliseconds there).
_PATIENCE = {"connect_timeout": 3, "tcp_user_timeout": 4000}
POSTGRES = {"connect_args": {"autocommit": True, "options": "-c plan_cache_mode=force_generic_plan", **_PATIENCE}}
SQLITE = {"connect_args": {"isolation_level": None, "timeout": 10}}

IN_TRANSACTION = 2  # libpq's PQTRANS_INTRANS


def engine_options(uri: str) -> dict[str, Any]:
    """How to connect, so that BEGIN is left to `open_transaction`."""
    driver = SQLITE if uri.startswith("sqlite") else POSTGRES
    return {**driver, "hide_parameters": True}  # what fails is logged, and a statement's values may be people's


def watch(session: scoped_session[Any]) -> None:
    """Tie the session to its scope: `session.info` holds `scope` and `writes`."""
    for name, listener in {"after_begin": open_transaction, "do_orm_execute": check_statement, "before_flush": check_flush}.items():
        if not event.contains(session, name, listener):
            event.listen(session, name, listener)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        # Without recursive triggers INSERT OR REPLACE would remove an append-only row unasked.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "recursive_triggers=ON"):
            connection.execute(f"PRAGMA {pragma}")


@contextmanager
def within(session: Session, scope: Scope, path: str) -> Generator[Scope]:
    """Work for a while as a tenant below, in the same transaction: what its parent may ask or order there is few and listed.

    Raises:
        ValueError: the path is not at or below the scope.
    """
    if not path.startswith(scope.path):
        raise ValueError(path)
    below = Scope(path, scope.permissions, scope.account_id, scope.address)
    session.flush()
    _narrow(session, below)
    try:
        yield below
        session.flush()
    finally:
        _narrow(session, scope)


def _narrow(session: Session, scope: Scope) -> None:
    session.info["scope"] = scope
    if not session.in_transaction() or not session.is_active:
        return
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql" and driver.pgconn.transaction_status == IN_TRANSACTION:  # one that failed is over
        connection.exec_driver_sql(f"SET LOCAL app.scope = '{scope.path}'")


def hold_tables(session: Session, *tables: Table) -> None:
    """Let nobody write in these tables until this transaction ends, for a repair; on SQLite nobody can while we do."""
    names = ", ".join(table.name for table in tables)
    if session.connection().dialect.name == "postgresql":
        session.connection().exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def open_transaction(session: Session, _: SessionTransaction, connection: Connection) -> None:
    """Write BEGIN as this request needs it; on PostgreSQL with the scope in the same round trip."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if session.info.get("writes") else "BEGIN")
        return
    scope: Scope | None = session.info.get("scope")
    begin = "" if driver.pgconn.transaction_status else "BEGIN; "
    connection.exec_driver_sql(f"{begin}SET LOCAL app.scope = '{scope.path if scope else ''}'")
