"""The paper: reports as they are written, and what was printed with a code on it."""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Reach
from portal.core.rls import close

revision = "20261122_07"
down_revision = "20261122_06"

REACH = {
    "imprint": Reach.SUBTREE,
    "narrative": Reach.SUBTREE,
}
CODES, PAPERS = "'station', 'class', 'certificate', 'service', 'vol_cert'", "'paper'"


def _close() -> None:
    for table, reach in REACH.items() if op.get_bind().dialect.name == "postgresql" else ():
        for statement in close(table, reach):
            op.execute(statement)


def _codes_may_be(kinds: str) -> None:
    with op.batch_alter_table("public_code", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_public_code_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_public_code_kind"), f"kind in ({kinds})")


def upgrade() -> None:
    op.create_table(
        "imprint",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=80), nullable=False),
        sa.Column("cutoff", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("filled_by", sa.String(length=60), nullable=False),
        sa.Column("reviewed_by", sa.String(length=60), nullable=False),
        sa.Column("printed_by", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_imprint_digest")),
        sa.CheckConstraint("length(kind) between 1 and 40", name=op.f("ck_imprint_kind")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_imprint_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_imprint")),
        sa.UniqueConstraint("city_id", "tenant_id", "code", name=op.f("uq_imprint_city_id_tenant_id_code")),
        sa.UniqueConstraint(
            "city_id", "tenant_id", "kind", "subject", "digest", name=op.f("uq_imprint_city_id_tenant_id_kind_subject_digest")
        ),
    )
    op.create_table(
        "narrative",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("first_month", sa.String(length=7), nullable=False),
        sa.Column("last_month", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("despite", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_by", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'draft') = (finished_at is null)", name=op.f("ck_narrative_finished_at")),
        sa.CheckConstraint("state in ('draft', 'final', 'superseded')", name=op.f("ck_narrative_state")),
        sa.CheckConstraint("length(despite) <= 500", name=op.f("ck_narrative_despite")),
        sa.CheckConstraint(
            "length(first_month) = 7 and length(last_month) = 7 and first_month <= last_month", name=op.f("ck_narrative_months")
        ),
        sa.CheckConstraint("length(text) <= 60000", name=op.f("ck_narrative_text")),
        sa.CheckConstraint("length(title) between 2 and 60", name=op.f("ck_narrative_title")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_narrative_revision")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_narrative_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_narrative")),
        sa.UniqueConstraint("city_id", "tenant_id", "series", "revision", name=op.f("uq_narrative_city_id_tenant_id_series_revision")),
    )
    with op.batch_alter_table("narrative", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_narrative_city_id_tenant_id_last_month"), ["city_id", "tenant_id", "last_month"], unique=False)
    _codes_may_be(f"{CODES}, {PAPERS}")
    _close()


def downgrade() -> None:
    op.execute(f"DELETE FROM public_code WHERE kind IN ({PAPERS})")  # noqa: S608  # our own words
    _codes_may_be(CODES)
    with op.batch_alter_table("narrative", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_narrative_city_id_tenant_id_last_month"))

    op.drop_table("narrative")
    op.drop_table("imprint")
