"""The two doors to the database: one snapshot of all rows, and one transaction that fills it anew. Both are the owner's."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Connection, NullPool, Table, column, create_engine, func, insert, inspect, select, table
from sqlalchemy.exc import DBAPIError

from portal.backup.rules import LEFT_OUT, BackupError, Kind, column_type, kind_of, write_row
from portal.core.db import Base
from portal.core.transaction import engine_options

BATCH = 1000
_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL app.backup = 'on'"
_SELF_KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = confrelid AND connamespace = 'public'::regnamespace
"""
_FORCED = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relforcerowsecurity"
_GUARDED = """
    SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
"""
_SERIALS = """
    SELECT pg_get_serial_sequence(quote_ident(table_name), column_name), table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL
"""
_SEES_ALL = """
    SELECT rolsuper OR rolbypassrls OR NOT EXISTS (
        SELECT 1 FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relforcerowsecurity AND relowner <> pg_roles.oid
    ) FROM pg_roles WHERE rolname = current_user
"""


@contextmanager
def snapshot(url: str) -> Generator[Connection]:
    """Read everything as it was at one moment, whoever writes meanwhile; on PostgreSQL as the owner, who says that she backs up.

    Raises:
        BackupError: the database does not answer, or the role does not see every row.
    """
    with _connected(url) as connection:
        connection.exec_driver_sql(_SNAPSHOT if connection.dialect.name == "postgresql" else "BEGIN")
        yield connection


@contextmanager
def refilling(url: str) -> Generator[Connection]:
    """Work in one transaction in which every row may go and come; locks and triggers stand again before it is committed.

    Raises:
        BackupError: the database does not answer, or a row hangs on nothing.
    """
    with _connected(url) as connection:
        filling = _filling_postgres if connection.dialect.name == "postgresql" else _filling_sqlite
        with filling(connection):
            yield connection
        connection.commit()


@contextmanager
def _connected(url: str) -> Generator[Connection]:
    engine = create_engine(url, poolclass=NullPool, **engine_options(url))
    try:
        connection = engine.connect()
    except DBAPIError:
        raise BackupError("数据库没有应答 (the database does not answer)") from None
    with connection:
        _refuse_who_sees_little(connection)
        yield connection
    engine.dispose()


def _refuse_who_sees_little(connection: Connection) -> None:
    """Row-level security shows the application's role next to nothing: what it wrote would look like a backup."""
    if connection.dialect.name == "postgresql" and not connection.exec_driver_sql(_SEES_ALL).scalar():
        raise BackupError("这个数据库账号看不到全部数据，请在 OWNER_DATABASE_URL 写明表的所有者 (sign in as the owner of the tables)")


@contextmanager
def _filling_sqlite(connection: Connection) -> Generator[None]:
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    triggers = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, statement in triggers:
        connection.exec_driver_sql(statement)
    if broken := list_broken_keys(connection):
        raise BackupError(f"{'、'.join(sorted(set(broken)))} 中有行指向不存在的记录 (a row hangs on nothing)")


@contextmanager
def _filling_postgres(connection: Connection) -> Generator[None]:
    connection.exec_driver_sql("BEGIN")
    forced, guarded = ([row[0] for row in connection.exec_driver_sql(query)] for query in (_FORCED, _GUARDED))
    keys = connection.exec_driver_sql(_SELF_KEYS).all()
    _order(connection, forced, "NO FORCE ROW LEVEL SECURITY")
    _order(connection, guarded, "DISABLE TRIGGER USER")
    for name, key in keys:  # a row may come before the one of its own table that it names
        connection.exec_driver_sql(f"ALTER TABLE {name} ALTER CONSTRAINT {key} DEFERRABLE INITIALLY DEFERRED")
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for name, key in keys:
        connection.exec_driver_sql(f"ALTER TABLE {name} ALTER CONSTRAINT {key} NOT DEFERRABLE")
    _order(connection, guarded, "ENABLE TRIGGER USER")
    _order(connection, forced, "FORCE ROW LEVEL SECURITY")
    for sequence, name, key in connection.exec_driver_sql(_SERIALS).all():
        top = f"(SELECT max({key}) FROM {name})"  # noqa: S608  # names out of the catalogue
        connection.exec_driver_sql(f"SELECT setval('{sequence}', greatest(coalesce({top}, 0), 1), coalesce({top}, 0) > 0)")
    connection.exec_driver_sql("SET LOCAL app.backup = 'on'")  # from here on the owner reads as a backup does


def _order(connection: Connection, tables: Iterable[str], order: str) -> None:
    for name in tables:
        connection.exec_driver_sql(f"ALTER TABLE {name} {order}")


def list_broken_keys(connection: Connection) -> list[str]:
    """Return, for each row of a SQLite database that refers to one which is not there, the name of its table."""
    return [row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]


def tables() -> list[Table]:
    """Return the tables of a backup, each after those it refers to."""
    return [it for it in Base.metadata.sorted_tables if it.name not in LEFT_OUT]


def columns_of(it: Table) -> list[tuple[str, Kind]]:
    """Return the names and kinds of a table's columns."""
    return [(one.name, kind_of(one.type)) for one in it.columns]


def read(connection: Connection, it: Table) -> Iterator[list[Any]]:
    """Yield a table's rows as JSON has them, in the order of its key, a few at a time."""
    kinds = [kind for _, kind in columns_of(it)]
    rows = connection.execution_options(yield_per=BATCH).execute(select(it).order_by(*it.primary_key.columns))
    return (write_row(kinds, row) for row in rows)


def is_unused(connection: Connection) -> bool:
    """Say whether nobody has worked in this database yet: it has no tables, or those the migrations made."""
    if not inspect(connection).has_table("account"):
        return True
    someone = select(table("account", column("id")).c.id).limit(1)
    city = select(table("tenant", column("level")).c.level).where(column("level") != "platform").limit(1)
    return connection.execute(someone).first() is None and connection.execute(city).first() is None


def empty(connection: Connection) -> None:
    """Remove every row, those the migrations put there too: the backup brings its own."""
    names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    order = [it.name for it in Base.metadata.sorted_tables]
    for name in sorted(names, key=lambda it: order.index(it) if it in order else len(order), reverse=True):
        connection.execute(table(name).delete())


def fill(connection: Connection, name: str, columns: Sequence[Sequence[str]], rows: Iterable[list[Any]]) -> None:
    """Put rows into a table, a few at a time.

    Args:
        columns: [name, tag] in the order of the rows' values.

    Raises:
        BackupError: the database refuses a row.
    """
    names = [one for one, _ in columns]
    into = insert(table(name, *(column(one, column_type(tag)) for one, tag in columns)))
    left = iter(rows)
    while batch := [dict(zip(names, row, strict=True)) for row in islice(left, BATCH)]:
        try:
            connection.execute(into, batch)
        except DBAPIError as error:
            raise BackupError(f"数据库拒绝了 {name} 中的一行：{type(error.orig).__name__} (a row was refused)") from None


def count(connection: Connection, name: str) -> int:
    """Return how many rows a table has."""
    return connection.execute(select(func.count()).select_from(table(name))).scalar_one()
