"""Run migrations in one transaction, as the owner of the tables."""

from alembic import context
from flask import current_app
from sqlalchemy import NullPool, create_engine

from portal.core.db import Base
from portal.core.transaction import POSTGRES, SQLITE

uri = current_app.extensions["portal.settings"].owner_database_url
is_sqlite = uri.startswith("sqlite")
LOCK = 7_243_501  # four processes that start together migrate one after the other
PATIENCE = {"connect_args": {**SQLITE["connect_args"], "timeout": 300}}  # SQLite's way to wait for the first of them

with create_engine(uri, poolclass=NullPool, **(PATIENCE if is_sqlite else POSTGRES)).connect() as connection:
    if is_sqlite:  # batch mode drops the old table, which foreign keys would refuse or cascade
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite else f"BEGIN; SELECT pg_advisory_xact_lock({LOCK})")
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("a migration left a row that hangs on nothing")
    connection.commit()
