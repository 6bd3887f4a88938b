"""What goes down and what can be looked up: circulars, policies, the 微课堂, and where a station stands."""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Reach
from portal.core.rls import close

revision = "20261123_01"
down_revision = "20261122_07"

REACH = {
    "circular": Reach.SUBTREE,
    "circular_copy": Reach.SUBTREE,
    "job_opening": Reach.SUBTREE,
    "micro_class": Reach.CITY,
    "micro_views": Reach.CITY,
    "policy": Reach.CITY,
}


def _close() -> None:
    for table, reach in REACH.items() if op.get_bind().dialect.name == "postgresql" else ():
        for statement in close(table, reach):
            op.execute(statement)


def upgrade() -> None:
    op.create_table(
        "circular",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("body", sa.String(length=5000), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("needs_reply", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'draft') = (sent_at is null)", name=op.f("ck_circular_sent_at")),
        sa.CheckConstraint("kind = 'circular' or state = 'draft' or due_on is not null", name=op.f("ck_circular_due_on")),
        sa.CheckConstraint("kind in ('circular', 'task')", name=op.f("ck_circular_kind")),
        sa.CheckConstraint("state in ('draft', 'sent', 'withdrawn')", name=op.f("ck_circular_state")),
        sa.CheckConstraint("length(body) <= 5000", name=op.f("ck_circular_body")),
        sa.CheckConstraint("length(title) between 2 and 60", name=op.f("ck_circular_title")),
        sa.CheckConstraint("length(withdrawn_reason) <= 200", name=op.f("ck_circular_withdrawn_reason")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_circular_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_circular")),
    )
    with op.batch_alter_table("circular", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_circular_city_id_tenant_id_state_sent_at"), ["city_id", "tenant_id", "state", "sent_at"], unique=False
        )

    op.create_table(
        "circular_copy",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("circular_id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("sender_name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("body", sa.String(length=5000), nullable=False),
        sa.Column("needs_reply", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_by", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(length=2000), nullable=False),
        sa.Column("replied_by", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_reason", sa.String(length=200), nullable=False),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(reply = '') = (replied_at is null)", name=op.f("ck_circular_copy_replied_at")),
        sa.CheckConstraint("kind in ('circular', 'task')", name=op.f("ck_circular_copy_kind")),
        sa.CheckConstraint("length(reply) <= 2000", name=op.f("ck_circular_copy_reply")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_circular_copy_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_circular_copy")),
        sa.UniqueConstraint("city_id", "tenant_id", "circular_id", name=op.f("uq_circular_copy_city_id_tenant_id_circular_id")),
    )
    with op.batch_alter_table("circular_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_circular_copy_city_id_circular_id"), ["city_id", "circular_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_circular_copy_city_id_tenant_id_sent_at"), ["city_id", "tenant_id", "sent_at"], unique=False)

    op.create_table(
        "job_opening",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("title_sound", sa.String(length=200), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("offered_by", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("living", sa.String(length=10), nullable=False),
        sa.Column("hours", sa.String(length=10), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("pay", sa.String(length=40), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours in ('full', 'part', 'hourly')", name=op.f("ck_job_opening_hours")),
        sa.CheckConstraint("living in ('live_in', 'live_out')", name=op.f("ck_job_opening_living")),
        sa.CheckConstraint("place in ('local', 'away')", name=op.f("ck_job_opening_place")),
        sa.CheckConstraint("length(note) <= 300", name=op.f("ck_job_opening_note")),
        sa.CheckConstraint("length(title) between 2 and 40", name=op.f("ck_job_opening_title")),
        sa.CheckConstraint("wanted between 1 and 999", name=op.f("ck_job_opening_wanted")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_job_opening_course_id")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_job_opening_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_job_opening")),
    )
    with op.batch_alter_table("job_opening", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_job_opening_city_id_tenant_id_closed_on_ends_on"), ["city_id", "tenant_id", "closed_on", "ends_on"], unique=False
        )

    op.create_table(
        "micro_class",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("teacher", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("url like 'https://%' or url like 'http://%'", name=op.f("ck_micro_class_url")),
        sa.CheckConstraint("length(summary) <= 300", name=op.f("ck_micro_class_summary")),
        sa.CheckConstraint("length(title) between 2 and 60", name=op.f("ck_micro_class_title")),
        sa.CheckConstraint("minutes between 1 and 600", name=op.f("ck_micro_class_minutes")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_micro_class_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_micro_class")),
    )
    op.create_table(
        "policy",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "category in ('training', 'certificate', 'work', 'care', 'volunteer', 'station', 'other')", name=op.f("ck_policy_category")
        ),
        sa.CheckConstraint("length(source) between 2 and 100", name=op.f("ck_policy_source")),
        sa.CheckConstraint("length(text) <= 20000", name=op.f("ck_policy_text")),
        sa.CheckConstraint("length(title) between 2 and 100", name=op.f("ck_policy_title")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_policy_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_policy")),
    )
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_city_id_category_issued_on"), ["city_id", "category", "issued_on"], unique=False)

    op.create_table(
        "micro_views",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.CheckConstraint("views >= 1", name=op.f("ck_micro_views_views")),
        sa.ForeignKeyConstraint(["city_id", "class_id"], ["micro_class.city_id", "micro_class.id"], name="fk_micro_views_class_id"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_micro_views_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_micro_views")),
        sa.UniqueConstraint("city_id", "class_id", "day", name=op.f("uq_micro_views_city_id_class_id_day")),
    )
    with op.batch_alter_table("unit_profile", schema=None) as batch_op:
        batch_op.add_column(sa.Column("latitude_e6", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("longitude_e6", sa.Integer(), nullable=True))
    with op.batch_alter_table("unit_profile", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_unit_profile_place"), "(latitude_e6 is null) = (longitude_e6 is null)")
        batch_op.create_check_constraint(op.f("ck_unit_profile_latitude_e6"), "latitude_e6 between 3000000 and 54000000")
        batch_op.create_check_constraint(op.f("ck_unit_profile_longitude_e6"), "longitude_e6 between 73000000 and 136000000")
    _close()


def downgrade() -> None:
    with op.batch_alter_table("unit_profile", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_unit_profile_place"), type_="check")
        batch_op.drop_constraint(op.f("ck_unit_profile_latitude_e6"), type_="check")
        batch_op.drop_constraint(op.f("ck_unit_profile_longitude_e6"), type_="check")
    with op.batch_alter_table("unit_profile", schema=None) as batch_op:
        batch_op.drop_column("longitude_e6")
        batch_op.drop_column("latitude_e6")

    op.drop_table("micro_views")
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_city_id_category_issued_on"))

    op.drop_table("policy")
    op.drop_table("micro_class")
    with op.batch_alter_table("job_opening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_opening_city_id_tenant_id_closed_on_ends_on"))

    op.drop_table("job_opening")
    with op.batch_alter_table("circular_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circular_copy_city_id_tenant_id_sent_at"))
        batch_op.drop_index(batch_op.f("ix_circular_copy_city_id_circular_id"))

    op.drop_table("circular_copy")
    with op.batch_alter_table("circular", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circular_city_id_tenant_id_state_sent_at"))

    op.drop_table("circular")
