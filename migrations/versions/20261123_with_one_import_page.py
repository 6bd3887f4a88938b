"""One page takes in all Excel sheets: those of wishes stand among the others, and none waits unsealed any more."""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Reach
from portal.core.rls import close

revision = "20261123_02"
down_revision = "20261123_01"
_KEPT = "city_id, tenant_id, id, file_name, source_digest, rows, state, taken_count, read_by, read_at, taken_at"


def _forced(*tables: str, on: bool) -> None:
    """The owner works on the rows of all tenants while the lock is lifted."""
    for table in tables if op.get_bind().dialect.name == "postgresql" else ():
        op.execute(f"ALTER TABLE {table} {'' if on else 'NO '}FORCE ROW LEVEL SECURITY")


def upgrade() -> None:
    _forced("sheet", "wish_sheet", on=False)
    op.execute("DELETE FROM sheet WHERE kind = 'units' AND state = 'checked'")
    op.execute("UPDATE sheet SET rows = '[]' WHERE kind = 'units'")
    op.execute(f"INSERT INTO sheet (kind, {_KEPT}) SELECT 'wishes', {_KEPT} FROM wish_sheet WHERE state = 'taken'")  # noqa: S608  # constants
    _forced("sheet", on=True)
    op.drop_table("wish_sheet")


def downgrade() -> None:
    op.create_table(
        "wish_sheet",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("taken_count", sa.Integer(), nullable=True),
        sa.Column("read_by", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('checked', 'taken')", name=op.f("ck_wish_sheet_state")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_wish_sheet_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_wish_sheet")),
    )
    with op.batch_alter_table("wish_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_sheet_city_id_tenant_id_read_at"), ["city_id", "tenant_id", "read_at"], unique=False)
    for statement in close("wish_sheet", Reach.TENANT) if op.get_bind().dialect.name == "postgresql" else ():
        op.execute(statement)
    _forced("sheet", "wish_sheet", on=False)
    op.execute(
        f"INSERT INTO wish_sheet (row_count, {_KEPT}) SELECT taken_count, {_KEPT} FROM sheet"  # noqa: S608  # constants
        " WHERE kind = 'wishes' AND state = 'taken'"
    )
    op.execute("DELETE FROM sheet WHERE kind = 'wishes' OR (kind = 'units' AND state = 'checked')")
    _forced("sheet", "wish_sheet", on=True)
