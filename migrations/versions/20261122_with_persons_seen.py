"""Persons kept instead of counted: who counts at which unit in which month, quarter and year; activities paged beside any row."""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Reach
from portal.core.rls import close

revision = "20261122_05"
down_revision = "20261122_04"

REACH = {"headcount": Reach.CITY, "seen": Reach.CITY}
INDICATORS = "('trained', 'certified', 'placed')"

_PERIODS = (
    "{month}",
    "substr({month}, 1, 4) || '-Q' || CAST((CAST(substr({month}, 6, 2) AS INTEGER) + 2) / 3 AS VARCHAR(1))",
    "substr({month}, 1, 4)",
)
_OWNERS = {
    "station": ("p.tenant_id", "coalesce(b.reports_to, t.county_id)", "p.city_id"),
    "county": ("p.tenant_id", "p.city_id"),
    "city": ("p.city_id",),
}


def _forced(*tables: str, on: bool) -> None:
    """The owner, too, sees no row of a forced table."""
    for table in tables if op.get_bind().dialect.name == "postgresql" else ():
        op.execute(f"ALTER TABLE {table} {'' if on else 'NO '}FORCE ROW LEVEL SECURITY")


def _fill() -> None:
    """What was counted month by month at the unit itself is kept there, in its county and in the city, for all three periods."""
    read = ("person_tally", "person", "month_book")
    _forced(*read, on=False)
    chosen = [
        f"SELECT p.city_id, {owner} AS tenant_id, p.indicator, {period.format(month='p.month')} AS period,"  # noqa: S608  # made of constants
        " coalesce(o.merged_into_id, o.id) AS person_id, p.value FROM person_tally p"
        " JOIN person o ON o.city_id = p.city_id AND o.id = p.person_id"
        " JOIN tenant t ON t.id = p.tenant_id"
        " LEFT JOIN month_book b ON b.city_id = p.city_id AND b.tenant_id = p.tenant_id AND b.month = p.month"
        f" WHERE t.level = '{level}' AND p.value > 0 AND p.indicator IN {INDICATORS}"
        for level, owners in _OWNERS.items()
        for owner in owners
        for period in _PERIODS
    ]
    for part in chosen:
        op.execute(
            "INSERT INTO seen (city_id, tenant_id, indicator, period, person_id, value)"  # noqa: S608  # made of constants
            f" SELECT city_id, tenant_id, indicator, period, person_id, sum(value) FROM ({part}) AS part"
            " GROUP BY city_id, tenant_id, indicator, period, person_id"
            " ON CONFLICT (city_id, tenant_id, indicator, period, person_id) DO UPDATE SET value = seen.value + excluded.value"
        )
    op.execute(
        "INSERT INTO headcount (city_id, tenant_id, period, indicator, through_id, value)"
        " SELECT city_id, tenant_id, period, indicator, tenant_id, count(*) FROM seen WHERE value > 0"
        " GROUP BY city_id, tenant_id, period, indicator"
    )
    _forced(*read, on=True)


def upgrade() -> None:
    op.create_table(
        "seen",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("indicator", sa.String(length=30), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(period) in (4, 7)", name=op.f("ck_seen_period")),
        sa.ForeignKeyConstraint(["city_id", "person_id"], ["person.city_id", "person.id"], name="fk_seen_person_id"),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_seen_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "indicator", "period", "person_id", name=op.f("pk_seen")),
    )
    op.create_table(
        "headcount",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("indicator", sa.String(length=30), nullable=False),
        sa.Column("through_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(period) in (4, 7)", name=op.f("ck_headcount_period")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_headcount_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "period", "indicator", "through_id", name=op.f("pk_headcount")),
    )
    _fill()
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seen_city_id_person_id"), ["city_id", "person_id"], unique=False)
    for table, reach in REACH.items() if op.get_bind().dialect.name == "postgresql" else ():
        for statement in close(table, reach):
            op.execute(statement)
    op.drop_table("person_tally")
    _index(is_wide=True)


def _index(*, is_wide: bool) -> None:
    """A page of activities begins beside any row in their order, and how many there are is read from the index alone; or not, as before."""
    for names in (("city_id", "held_on"), ("city_id", "kind_id", "held_on")):
        wide = (*names, "id", "voided_at", "tenant_id")
        old, new = (names, wide) if is_wide else (wide, names)
        op.drop_index(op.f(f"ix_activity_{'_'.join(old)}"), table_name="activity")
        op.create_index(op.f(f"ix_activity_{'_'.join(new)}"), "activity", list(new))


def downgrade() -> None:
    """Who counts in a month is counted anew from the outcomes, under the key they name her by."""
    _index(is_wide=False)
    op.create_table(
        "person_tally",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("indicator", sa.String(length=30), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_person_tally_value")),
        sa.ForeignKeyConstraint(["city_id", "person_id"], ["person.city_id", "person.id"], name="fk_person_tally_person_id"),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_person_tally_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "indicator", "month", "tenant_id", "person_id", name=op.f("pk_person_tally")),
    )
    _forced("outcome", on=False)
    op.execute(
        "INSERT INTO person_tally (city_id, indicator, month, tenant_id, person_id, value)"
        " SELECT city_id, indicator, month, tenant_id, person_id, count(*) FROM outcome"
        " WHERE voided_at IS NULL AND person_id IS NOT NULL GROUP BY city_id, indicator, month, tenant_id, person_id"
    )
    _forced("outcome", on=True)
    with op.batch_alter_table("person_tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_tally_city_id_person_id"), ["city_id", "person_id"], unique=False)
    for statement in close("person_tally", Reach.CITY) if op.get_bind().dialect.name == "postgresql" else ():
        op.execute(statement)
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seen_city_id_person_id"))
    op.drop_table("headcount")
    op.drop_table("seen")
