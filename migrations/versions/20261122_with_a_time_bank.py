"""The time bank: what accounts hold, shifts and their confirmation, care, the shop, and the rules of a city."""

import sqlalchemy as sa
from alembic import op

from portal.core.append_only import allow_changes, refuse_changes
from portal.core.db import Reach
from portal.core.rls import close
from portal.people.rules.sounds import sound_of

revision = "20261122_04"
down_revision = "20261122_03"

REACH = {
    "bank_rule": Reach.CITY,
    "dispute": Reach.SUBTREE,
    "facility": Reach.SUBTREE,
    "facility_use": Reach.SUBTREE,
    "kinship": Reach.TENANT,
    "paper_sheet": Reach.SUBTREE,
    "recipient": Reach.TENANT,
    "redemption": Reach.TENANT,
    "redemption_line": Reach.TENANT,
    "request_series": Reach.TENANT,
    "served_time": Reach.CITY,
    "service_request": Reach.TENANT,
    "shift": Reach.TENANT,
    "shop": Reach.SUBTREE,
    "shop_item": Reach.SUBTREE,
    "stock_move": Reach.SUBTREE,
    "stocktake": Reach.SUBTREE,
    "stocktake_line": Reach.SUBTREE,
    "volunteer_certificate": Reach.TENANT,
    "volunteer_mark": Reach.TENANT,
}

APPEND_ONLY = ("stock_move",)


def _close() -> None:
    dialect = op.get_bind().dialect.name
    for table, reach in REACH.items() if dialect == "postgresql" else ():
        for statement in close(table, reach):
            op.execute(statement)
    for table in APPEND_ONLY:
        for statement in refuse_changes(table, dialect):
            op.execute(statement)


def _forced(*tables: str, on: bool) -> None:
    """The owner, too, sees no row of a forced table."""
    for table in tables if op.get_bind().dialect.name == "postgresql" else ():
        op.execute(f"ALTER TABLE {table} {'' if on else 'NO '}FORCE ROW LEVEL SECURITY")


def _number_transfers() -> None:
    """Every transfer says which of its accounts' it is and what it left there; every account, what it holds."""
    connection = op.get_bind()
    _forced("time_account", "transfer", on=False)
    for statement in allow_changes("transfer", connection.dialect.name):
        op.execute(statement)
    tables = sa.MetaData()
    account, transfer = (sa.Table(name, tables, autoload_with=connection) for name in ("time_account", "transfer"))
    a, t = account.c, transfer.c
    held = {(row.city_id, row.id): [0, 0] for row in connection.execute(sa.select(a.city_id, a.id).where(a.kind != "issuer")).all()}
    order = sa.select(t.city_id, t.id, t.debit_account_id, t.credit_account_id, t.moved_min).order_by(t.city_id, t.id)
    for row in connection.execute(order).all():
        sides = {}
        for side, account_id, change_min in (
            ("debit", row.debit_account_id, -row.moved_min),
            ("credit", row.credit_account_id, row.moved_min),
        ):
            if one := held.get((row.city_id, account_id)):
                one[0] += 1
                one[1] += change_min
                sides |= {f"{side}_seq": one[0], f"{side}_left_min": one[1]}
        connection.execute(sa.update(transfer).where(t.city_id == row.city_id, t.id == row.id).values(**sides))
    for (city_id, account_id), (moves, balance_min) in held.items():
        own = (a.city_id == city_id, a.id == account_id)
        connection.execute(sa.update(account).where(*own).values(moves=moves, balance_min=balance_min))
    for statement in refuse_changes("transfer", connection.dialect.name):
        op.execute(statement)
    _forced("time_account", "transfer", on=True)


def _tell_served_time() -> None:
    """What is on record counts towards the recognised hours of a life, and keeps its day from being longer than a day."""
    connection = op.get_bind()
    read = ("service", "transfer", "served_time", "volunteer", "time_account", "person")
    _forced(*read, on=False)
    op.execute("UPDATE service SET counted_on = served_on")
    op.execute(
        "INSERT INTO served_time (city_id, id, account_id, served_on, worked_min, kept_min, credited_at)"
        " SELECT s.city_id, s.id, t.credit_account_id, s.served_on, s.worked_min, s.worked_min, s.credited_at FROM service s"
        " JOIN transfer t ON t.city_id = s.city_id AND t.id = s.transfer_id"
        " WHERE s.worked_min > 0 AND NOT EXISTS (SELECT 1 FROM service b"
        " WHERE b.city_id = s.city_id AND b.tenant_id = s.tenant_id AND b.reverses_id = s.id)"
    )
    volunteer = sa.Table("volunteer", sa.MetaData(), autoload_with=connection)
    c = volunteer.c
    for row in connection.execute(sa.select(c.city_id, c.tenant_id, c.id, c.name).where(c.erased_at.is_(None))).all():
        hers = (c.city_id == row.city_id, c.tenant_id == row.tenant_id, c.id == row.id)
        connection.execute(sa.update(volunteer).where(*hers).values(name_sound=sound_of(row.name)))
    op.execute(
        "UPDATE volunteer SET born_on = (SELECT p.born_on FROM time_account a JOIN person p ON p.city_id = a.city_id AND p.id = a.person_id"
        " WHERE a.city_id = volunteer.city_id AND a.id = volunteer.account_id)"
    )
    _forced(*read, on=True)


def _widen(table: str, name: str, words: str) -> None:
    """A check lets in the records of who is served, or no longer does: then they go, as their table does."""
    dialect = op.get_bind().dialect.name
    for statement in allow_changes(table, dialect) if table == "consent_event" else ():
        op.execute(statement)
    _forced(table, on=False)
    op.execute(f"DELETE FROM {table} WHERE NOT ({words})")  # noqa: S608  # made of constants
    _forced(table, on=True)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), words)
    for statement in refuse_changes(table, dialect) if table == "consent_event" else ():
        op.execute(statement)


def upgrade() -> None:
    op.create_table(
        "bank_rule",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("activity_cap_min", sa.Integer(), nullable=True),
        sa.Column("day_cap_min", sa.Integer(), nullable=True),
        sa.Column("total_cap_min", sa.Integer(), nullable=True),
        sa.Column("least_age", sa.Integer(), nullable=False),
        sa.Column("own_use_age", sa.Integer(), nullable=False),
        sa.Column("recipient_age", sa.Integer(), nullable=False),
        sa.Column("relations", sa.JSON(), nullable=False),
        sa.Column("donate_only", sa.JSON(), nullable=False),
        sa.Column("expires_months", sa.Integer(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("aid_month_min", sa.Integer(), nullable=False),
        sa.Column("needs_two", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("activity_cap_min between 1 and 1440", name=op.f("ck_bank_rule_activity_cap_min")),
        sa.CheckConstraint("aid_month_min between 0 and 60000", name=op.f("ck_bank_rule_aid_month_min")),
        sa.CheckConstraint("day_cap_min between 1 and 1440", name=op.f("ck_bank_rule_day_cap_min")),
        sa.CheckConstraint("expires_months between 1 and 600", name=op.f("ck_bank_rule_expires_months")),
        sa.CheckConstraint("least_age between 6 and 60", name=op.f("ck_bank_rule_least_age")),
        sa.CheckConstraint("length(reason) between 1 and 200", name=op.f("ck_bank_rule_reason")),
        sa.CheckConstraint("notice_days between 0 and 30", name=op.f("ck_bank_rule_notice_days")),
        sa.CheckConstraint("own_use_age between 0 and 100", name=op.f("ck_bank_rule_own_use_age")),
        sa.CheckConstraint("recipient_age between 0 and 100", name=op.f("ck_bank_rule_recipient_age")),
        sa.CheckConstraint("total_cap_min between 60 and 6000000", name=op.f("ck_bank_rule_total_cap_min")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_bank_rule_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_bank_rule")),
        sa.UniqueConstraint("city_id", "effective_on", name=op.f("uq_bank_rule_city_id_effective_on")),
    )
    op.create_table(
        "facility",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("hours", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('canteen', 'barber', 'lounge', 'bath', 'clinic', 'other')", name=op.f("ck_facility_kind")),
        sa.CheckConstraint("length(hours) <= 60", name=op.f("ck_facility_hours")),
        sa.CheckConstraint("length(name) between 1 and 30", name=op.f("ck_facility_name")),
        sa.CheckConstraint("length(note) <= 200", name=op.f("ck_facility_note")),
        sa.CheckConstraint("seats between 1 and 2000", name=op.f("ck_facility_seats")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_facility_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_facility")),
    )
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_facility_city_id_tenant_id_ended_on"), ["city_id", "tenant_id", "ended_on"], unique=False)

    op.create_table(
        "paper_sheet",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("printed_by", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('hours', 'shop')", name=op.f("ck_paper_sheet_kind")),
        sa.CheckConstraint("rows between 1 and 40", name=op.f("ck_paper_sheet_rows")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_paper_sheet_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_paper_sheet")),
        sa.UniqueConstraint("city_id", "tenant_id", "serial", name=op.f("uq_paper_sheet_city_id_tenant_id_serial")),
    )
    op.create_table(
        "shop_item",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("unit", sa.String(length=6), nullable=False),
        sa.Column("price_min", sa.Integer(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("low_stock", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'good') = (stock is not null)", name=op.f("ck_shop_item_stock")),
        sa.CheckConstraint("kind in ('good', 'service')", name=op.f("ck_shop_item_kind")),
        sa.CheckConstraint("length(code) between 1 and 8", name=op.f("ck_shop_item_code")),
        sa.CheckConstraint("length(name) between 1 and 40", name=op.f("ck_shop_item_name")),
        sa.CheckConstraint("length(unit) between 1 and 6", name=op.f("ck_shop_item_unit")),
        sa.CheckConstraint("low_stock between 0 and 100000", name=op.f("ck_shop_item_low_stock")),
        sa.CheckConstraint("price_min between 1 and 60000", name=op.f("ck_shop_item_price_min")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_shop_item_enough")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_shop_item_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_shop_item")),
        sa.UniqueConstraint("city_id", "tenant_id", "code", name=op.f("uq_shop_item_city_id_tenant_id_code")),
    )
    with op.batch_alter_table("shop_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shop_item_city_id_tenant_id_ended_on"), ["city_id", "tenant_id", "ended_on"], unique=False)

    op.create_table(
        "stocktake",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("witness", sa.String(length=30), nullable=False),
        sa.Column("counted_by", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'done', 'dropped')", name=op.f("ck_stocktake_state")),
        sa.CheckConstraint("length(witness) <= 30", name=op.f("ck_stocktake_witness")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_stocktake_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_stocktake")),
    )
    with op.batch_alter_table("stocktake", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stocktake_city_id_tenant_id_taken_on"), ["city_id", "tenant_id", "taken_on"], unique=False)

    op.create_table(
        "facility_use",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("elders", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=100), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "elders between 0 and 5000 and others between 0 and 5000 and elders + others > 0", name=op.f("ck_facility_use_elders")
        ),
        sa.CheckConstraint("length(note) <= 100", name=op.f("ck_facility_use_note")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "facility_id"],
            ["facility.city_id", "facility.tenant_id", "facility.id"],
            name="fk_facility_use_facility_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_facility_use_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_facility_use")),
    )
    with op.batch_alter_table("facility_use", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_facility_use_city_id_tenant_id_used_on_id"), ["city_id", "tenant_id", "used_on", "id"], unique=False
        )
        batch_op.create_index(
            "uq_facility_use_day",
            ["city_id", "tenant_id", "facility_id", "used_on"],
            unique=True,
            postgresql_where=sa.text("voided_at is null"),
            sqlite_where=sa.text("voided_at is null"),
        )

    op.create_table(
        "recipient",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("is_known_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("name_sound", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("community_code", sa.String(length=12), nullable=True),
        sa.Column("address", sa.String(length=100), nullable=False),
        sa.Column("lives_alone", sa.Boolean(), nullable=False),
        sa.Column("family_name", sa.String(length=30), nullable=False),
        sa.Column("family_phone", sa.String(length=20), nullable=False),
        sa.Column("family_relation", sa.String(length=20), nullable=False),
        sa.Column("aid_group", sa.String(length=12), nullable=False),
        sa.Column("aid_proof", sa.String(length=100), nullable=False),
        sa.Column("aid_seen_by", sa.Integer(), nullable=True),
        sa.Column("aid_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("consent_version", sa.Integer(), nullable=False),
        sa.Column("consent_channel", sa.String(length=12), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consent_withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registered_by", sa.Integer(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "aid_group in ('', 'low_income', 'destitute', 'disabled', 'bereaved', 'other')", name=op.f("ck_recipient_aid_group")
        ),
        sa.CheckConstraint("consent_channel in ('in_person', 'paper', 'phone', 'online')", name=op.f("ck_recipient_consent_channel")),
        sa.CheckConstraint("length(phone) between 7 and 20 or phone = ''", name=op.f("ck_recipient_phone")),
        sa.CheckConstraint("length(address) <= 100", name=op.f("ck_recipient_address")),
        sa.CheckConstraint("length(aid_proof) <= 100", name=op.f("ck_recipient_aid_proof")),
        sa.CheckConstraint("length(family_name) <= 30", name=op.f("ck_recipient_family_name")),
        sa.CheckConstraint("length(family_relation) <= 20", name=op.f("ck_recipient_family_relation")),
        sa.CheckConstraint("length(name) between 2 and 30", name=op.f("ck_recipient_name")),
        sa.CheckConstraint("length(note) <= 500", name=op.f("ck_recipient_note")),
        sa.ForeignKeyConstraint(["city_id", "person_id"], ["person.city_id", "person.id"], name="fk_recipient_person_id"),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_recipient_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_recipient")),
        sa.UniqueConstraint("city_id", "tenant_id", "person_id", name=op.f("uq_recipient_city_id_tenant_id_person_id")),
    )
    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recipient_city_id_tenant_id_phone"), ["city_id", "tenant_id", "phone"], unique=False)

    op.create_table(
        "stock_move",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("left_count", sa.Integer(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("voucher", sa.String(length=40), nullable=False),
        sa.Column("cost_fen", sa.Integer(), nullable=True),
        sa.Column("redemption_id", sa.Uuid(), nullable=True),
        sa.Column("stocktake_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('purchase', 'donation', 'redeem', 'return', 'stocktake', 'loss')", name=op.f("ck_stock_move_kind")),
        sa.CheckConstraint("kind not in ('purchase', 'donation') or length(voucher) > 0", name=op.f("ck_stock_move_voucher")),
        sa.CheckConstraint("change <> 0 and change between -1000000 and 1000000", name=op.f("ck_stock_move_change")),
        sa.CheckConstraint("cost_fen between 0 and 1000000000", name=op.f("ck_stock_move_cost_fen")),
        sa.CheckConstraint("left_count >= 0", name=op.f("ck_stock_move_left_count")),
        sa.CheckConstraint("length(note) <= 200", name=op.f("ck_stock_move_note")),
        sa.CheckConstraint("length(source) <= 60", name=op.f("ck_stock_move_source")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "item_id"], ["shop_item.city_id", "shop_item.tenant_id", "shop_item.id"], name="fk_stock_move_item_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "stocktake_id"],
            ["stocktake.city_id", "stocktake.tenant_id", "stocktake.id"],
            name="fk_stock_move_stocktake_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_stock_move_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_stock_move")),
        sa.UniqueConstraint("city_id", "tenant_id", "item_id", "seq", name=op.f("uq_stock_move_city_id_tenant_id_item_id_seq")),
    )
    with op.batch_alter_table("stock_move", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stock_move_city_id_tenant_id_moved_on_id"), ["city_id", "tenant_id", "moved_on", "id"], unique=False
        )

    op.create_table(
        "stocktake_line",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stocktake_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.CheckConstraint("counted between 0 and 1000000", name=op.f("ck_stocktake_line_counted")),
        sa.CheckConstraint("expected >= 0 and moves >= 0", name=op.f("ck_stocktake_line_expected")),
        sa.CheckConstraint("length(reason) <= 100", name=op.f("ck_stocktake_line_reason")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "item_id"],
            ["shop_item.city_id", "shop_item.tenant_id", "shop_item.id"],
            name="fk_stocktake_line_item_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "stocktake_id"],
            ["stocktake.city_id", "stocktake.tenant_id", "stocktake.id"],
            name="fk_stocktake_line_stocktake_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_stocktake_line_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_stocktake_line")),
        sa.UniqueConstraint(
            "city_id", "tenant_id", "stocktake_id", "item_id", name=op.f("uq_stocktake_line_city_id_tenant_id_stocktake_id_item_id")
        ),
    )
    op.create_table(
        "request_series",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("facility_id", sa.Uuid(), nullable=True),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("start_min", sa.Integer(), nullable=True),
        sa.Column("planned_min", sa.Integer(), nullable=True),
        sa.Column("helpers", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("made_until", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("helpers between 1 and 30", name=op.f("ck_request_series_helpers")),
        sa.CheckConstraint("length(kind) between 1 and 20", name=op.f("ck_request_series_kind")),
        sa.CheckConstraint("length(note) <= 300", name=op.f("ck_request_series_note")),
        sa.CheckConstraint("length(place) <= 100", name=op.f("ck_request_series_place")),
        sa.CheckConstraint("length(weekdays) between 1 and 7", name=op.f("ck_request_series_weekdays")),
        sa.CheckConstraint("planned_min between 1 and 1440", name=op.f("ck_request_series_planned_min")),
        sa.CheckConstraint("recipient_id is null or facility_id is null", name=op.f("ck_request_series_facility_id")),
        sa.CheckConstraint("start_min between 0 and 1439", name=op.f("ck_request_series_start_min")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "facility_id"],
            ["facility.city_id", "facility.tenant_id", "facility.id"],
            name="fk_request_series_facility_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "recipient_id"],
            ["recipient.city_id", "recipient.tenant_id", "recipient.id"],
            name="fk_request_series_recipient_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_request_series_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_request_series")),
    )
    with op.batch_alter_table("request_series", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_request_series_city_id_tenant_id_ended_at"), ["city_id", "tenant_id", "ended_at"], unique=False
        )

    op.create_table(
        "served_time",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worked_min", sa.Integer(), nullable=False),
        sa.Column("kept_min", sa.Integer(), nullable=False),
        sa.Column("credited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_served_time_order")),
        sa.CheckConstraint("ends_at is null or starts_at is not null", name=op.f("ck_served_time_ends_at")),
        sa.CheckConstraint("kept_min between 0 and worked_min", name=op.f("ck_served_time_kept_min")),
        sa.CheckConstraint("worked_min between 0 and 1440", name=op.f("ck_served_time_worked_min")),
        sa.ForeignKeyConstraint(["city_id", "account_id"], ["time_account.city_id", "time_account.id"], name="fk_served_time_account_id"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_served_time_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_served_time")),
    )
    with op.batch_alter_table("served_time", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_served_time_city_id_account_id_served_on"), ["city_id", "account_id", "served_on"], unique=False
        )

    op.create_table(
        "shop",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shop_account_id", sa.Uuid(), nullable=False),
        sa.Column("hold_account_id", sa.Uuid(), nullable=False),
        sa.Column("last_receipt", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_receipt >= 0", name=op.f("ck_shop_last_receipt")),
        sa.ForeignKeyConstraint(
            ["city_id", "hold_account_id"], ["time_account.city_id", "time_account.id"], name="fk_shop_hold_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "shop_account_id"], ["time_account.city_id", "time_account.id"], name="fk_shop_shop_account_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_shop_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_shop")),
        sa.UniqueConstraint("city_id", "tenant_id", name=op.f("uq_shop_city_id_tenant_id")),
    )
    op.create_table(
        "kinship",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("proof", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("seen_by", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("proof in ('household', 'marriage', 'birth', 'certificate')", name=op.f("ck_kinship_proof")),
        sa.CheckConstraint(
            "relation in ('parent', 'grandparent', 'parent_in_law', 'grandparent_in_law')", name=op.f("ck_kinship_relation")
        ),
        sa.CheckConstraint("giver_id <> receiver_id", name=op.f("ck_kinship_receiver_id")),
        sa.CheckConstraint("length(note) <= 200", name=op.f("ck_kinship_note")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "giver_id"], ["volunteer.city_id", "volunteer.tenant_id", "volunteer.id"], name="fk_kinship_giver_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "receiver_id"],
            ["volunteer.city_id", "volunteer.tenant_id", "volunteer.id"],
            name="fk_kinship_receiver_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_kinship_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_kinship")),
    )
    with op.batch_alter_table("kinship", schema=None) as batch_op:
        batch_op.create_index(
            "uq_kinship_live",
            ["city_id", "tenant_id", "giver_id", "receiver_id"],
            unique=True,
            postgresql_where=sa.text("ended_at is null"),
            sqlite_where=sa.text("ended_at is null"),
        )

    op.create_table(
        "redemption",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("total_min", sa.Integer(), nullable=False),
        sa.Column("hold_transfer_id", sa.Uuid(), nullable=False),
        sa.Column("redeem_transfer_id", sa.Uuid(), nullable=True),
        sa.Column("taker", sa.String(length=6), nullable=False),
        sa.Column("proxy_name", sa.String(length=30), nullable=False),
        sa.Column("proxy_relation", sa.String(length=20), nullable=False),
        sa.Column("proof", sa.String(length=10), nullable=False),
        sa.Column("sheet_row", sa.String(length=30), nullable=True),
        sa.Column("held_by", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_by", sa.Integer(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("proof in ('', 'code', 'document', 'paper')", name=op.f("ck_redemption_proof")),
        sa.CheckConstraint("state in ('held', 'handed', 'void', 'returned')", name=op.f("ck_redemption_state")),
        sa.CheckConstraint(
            "state not in ('handed', 'returned') or (proof <> '' and taker <> '' and redeem_transfer_id is not null)",
            name=op.f("ck_redemption_proved"),
        ),
        sa.CheckConstraint("taker in ('', 'self', 'proxy')", name=op.f("ck_redemption_taker")),
        sa.CheckConstraint("(volunteer_id is null) <> (recipient_id is null)", name=op.f("ck_redemption_whose")),
        sa.CheckConstraint("length(end_reason) <= 200", name=op.f("ck_redemption_end_reason")),
        sa.CheckConstraint("length(proxy_name) <= 30", name=op.f("ck_redemption_proxy_name")),
        sa.CheckConstraint("length(proxy_relation) <= 20", name=op.f("ck_redemption_proxy_relation")),
        sa.CheckConstraint("total_min between 1 and 1000000", name=op.f("ck_redemption_total_min")),
        sa.ForeignKeyConstraint(["city_id", "account_id"], ["time_account.city_id", "time_account.id"], name="fk_redemption_account_id"),
        sa.ForeignKeyConstraint(
            ["city_id", "hold_transfer_id"], ["transfer.city_id", "transfer.id"], name="fk_redemption_hold_transfer_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "redeem_transfer_id"], ["transfer.city_id", "transfer.id"], name="fk_redemption_redeem_transfer_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "recipient_id"],
            ["recipient.city_id", "recipient.tenant_id", "recipient.id"],
            name="fk_redemption_recipient_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "volunteer_id"],
            ["volunteer.city_id", "volunteer.tenant_id", "volunteer.id"],
            name="fk_redemption_volunteer_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_redemption_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_redemption")),
        sa.UniqueConstraint("city_id", "tenant_id", "number", name=op.f("uq_redemption_city_id_tenant_id_number")),
        sa.UniqueConstraint("city_id", "tenant_id", "sheet_row", name=op.f("uq_redemption_city_id_tenant_id_sheet_row")),
    )
    with op.batch_alter_table("redemption", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_redemption_city_id_tenant_id_recipient_id"), ["city_id", "tenant_id", "recipient_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_redemption_city_id_tenant_id_state_held_at"), ["city_id", "tenant_id", "state", "held_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_redemption_city_id_tenant_id_volunteer_id"), ["city_id", "tenant_id", "volunteer_id"], unique=False
        )

    op.create_table(
        "service_request",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("facility_id", sa.Uuid(), nullable=True),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("asker", sa.String(length=30), nullable=False),
        sa.Column("asker_phone", sa.String(length=20), nullable=False),
        sa.Column("phone_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("start_min", sa.Integer(), nullable=True),
        sa.Column("planned_min", sa.Integer(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=True),
        sa.Column("helpers", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("arranged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'done') = (done_at is not null)", name=op.f("ck_service_request_done_at")),
        sa.CheckConstraint("channel in ('counter', 'phone', 'code', 'series')", name=op.f("ck_service_request_channel")),
        sa.CheckConstraint("state in ('new', 'open', 'arranged', 'running', 'done', 'cancelled')", name=op.f("ck_service_request_state")),
        sa.CheckConstraint("helpers between 1 and 30", name=op.f("ck_service_request_helpers")),
        sa.CheckConstraint("length(asker) <= 30", name=op.f("ck_service_request_asker")),
        sa.CheckConstraint("length(cancel_reason) <= 200", name=op.f("ck_service_request_cancel_reason")),
        sa.CheckConstraint("length(kind) between 1 and 20", name=op.f("ck_service_request_kind")),
        sa.CheckConstraint("length(note) <= 300", name=op.f("ck_service_request_note")),
        sa.CheckConstraint("length(place) <= 100", name=op.f("ck_service_request_place")),
        sa.CheckConstraint("planned_min between 1 and 1440", name=op.f("ck_service_request_planned_min")),
        sa.CheckConstraint("recipient_id is null or facility_id is null", name=op.f("ck_service_request_facility_id")),
        sa.CheckConstraint("start_min between 0 and 1439", name=op.f("ck_service_request_start_min")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "facility_id"],
            ["facility.city_id", "facility.tenant_id", "facility.id"],
            name="fk_service_request_facility_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "recipient_id"],
            ["recipient.city_id", "recipient.tenant_id", "recipient.id"],
            name="fk_service_request_recipient_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "series_id"],
            ["request_series.city_id", "request_series.tenant_id", "request_series.id"],
            name="fk_service_request_series_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_service_request_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_service_request")),
        sa.UniqueConstraint("city_id", "tenant_id", "number", name=op.f("uq_service_request_city_id_tenant_id_number")),
        sa.UniqueConstraint(
            "city_id", "tenant_id", "series_id", "wanted_on", name=op.f("uq_service_request_city_id_tenant_id_series_id_wanted_on")
        ),
    )
    with op.batch_alter_table("service_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_service_request_city_id_tenant_id_recipient_id"), ["city_id", "tenant_id", "recipient_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_service_request_city_id_tenant_id_state_wanted_on"), ["city_id", "tenant_id", "state", "wanted_on"], unique=False
        )

    op.create_table(
        "volunteer_certificate",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("holder_name", sa.String(length=30), nullable=False),
        sa.Column("volunteer_number", sa.String(length=20), nullable=False),
        sa.Column("issuer", sa.String(length=80), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("worked_min", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=300), nullable=False),
        sa.Column("in_charge", sa.String(length=30), nullable=False),
        sa.Column("handler", sa.String(length=30), nullable=False),
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("remarks", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("notice_from", sa.Date(), nullable=False),
        sa.Column("notice_until", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('notice', 'issued', 'withdrawn', 'void')", name=op.f("ck_volunteer_certificate_state")),
        sa.CheckConstraint("length(content) between 1 and 300", name=op.f("ck_volunteer_certificate_content")),
        sa.CheckConstraint("length(end_reason) <= 200", name=op.f("ck_volunteer_certificate_end_reason")),
        sa.CheckConstraint("length(holder_name) between 1 and 30", name=op.f("ck_volunteer_certificate_holder_name")),
        sa.CheckConstraint("length(issuer) between 1 and 80", name=op.f("ck_volunteer_certificate_issuer")),
        sa.CheckConstraint("length(remarks) <= 200", name=op.f("ck_volunteer_certificate_remarks")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_volunteer_certificate_until_on")),
        sa.CheckConstraint("worked_min > 0", name=op.f("ck_volunteer_certificate_worked_min")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "volunteer_id"],
            ["volunteer.city_id", "volunteer.tenant_id", "volunteer.id"],
            name="fk_volunteer_certificate_volunteer_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_volunteer_certificate_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_volunteer_certificate")),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_volunteer_certificate_city_id_number")),
    )
    with op.batch_alter_table("volunteer_certificate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_volunteer_certificate_city_id_tenant_id_state_notice_until"),
            ["city_id", "tenant_id", "state", "notice_until"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_volunteer_certificate_city_id_tenant_id_volunteer_id"), ["city_id", "tenant_id", "volunteer_id"], unique=False
        )

    op.create_table(
        "volunteer_mark",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("trained_min", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("kind in ('training', 'praise')", name=op.f("ck_volunteer_mark_kind")),
        sa.CheckConstraint("length(note) <= 200", name=op.f("ck_volunteer_mark_note")),
        sa.CheckConstraint("length(title) between 1 and 60", name=op.f("ck_volunteer_mark_title")),
        sa.CheckConstraint("length(void_reason) <= 200", name=op.f("ck_volunteer_mark_void_reason")),
        sa.CheckConstraint("trained_min between 1 and 60000", name=op.f("ck_volunteer_mark_trained_min")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "volunteer_id"],
            ["volunteer.city_id", "volunteer.tenant_id", "volunteer.id"],
            name="fk_volunteer_mark_volunteer_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_volunteer_mark_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_volunteer_mark")),
    )
    with op.batch_alter_table("volunteer_mark", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_volunteer_mark_city_id_tenant_id_volunteer_id_happened_on"),
            ["city_id", "tenant_id", "volunteer_id", "happened_on"],
            unique=False,
        )

    op.create_table(
        "redemption_line",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("redemption_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("price_min", sa.Integer(), nullable=False),
        sa.CheckConstraint("count between 1 and 1000", name=op.f("ck_redemption_line_count")),
        sa.CheckConstraint("price_min between 1 and 60000", name=op.f("ck_redemption_line_price_min")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "item_id"],
            ["shop_item.city_id", "shop_item.tenant_id", "shop_item.id"],
            name="fk_redemption_line_item_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "redemption_id"],
            ["redemption.city_id", "redemption.tenant_id", "redemption.id"],
            name="fk_redemption_line_redemption_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_redemption_line_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_redemption_line")),
    )
    with op.batch_alter_table("redemption_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_redemption_line_city_id_tenant_id_redemption_id"), ["city_id", "tenant_id", "redemption_id"], unique=False
        )

    op.create_table(
        "shift",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("planned_start_min", sa.Integer(), nullable=True),
        sa.Column("planned_min", sa.Integer(), nullable=True),
        sa.Column("in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_channel", sa.String(length=10), nullable=False),
        sa.Column("out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("out_channel", sa.String(length=10), nullable=False),
        sa.Column("start_min", sa.Integer(), nullable=True),
        sa.Column("worked_min", sa.Integer(), nullable=True),
        sa.Column("confirm_channel", sa.String(length=10), nullable=False),
        sa.Column("confirmed_as", sa.String(length=10), nullable=False),
        sa.Column("confirmer", sa.String(length=30), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objection", sa.String(length=200), nullable=False),
        sa.Column("sheet_row", sa.String(length=30), nullable=True),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_until", sa.Date(), nullable=True),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("stuck_reason", sa.String(length=200), nullable=False),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'credited') = (service_id is not null)", name=op.f("ck_shift_service_id")),
        sa.CheckConstraint("confirm_channel in ('', 'code', 'counter', 'phone', 'paper')", name=op.f("ck_shift_confirm_channel")),
        sa.CheckConstraint("confirmed_as in ('', 'recipient', 'family', 'facility')", name=op.f("ck_shift_confirmed_as")),
        sa.CheckConstraint("in_channel in ('', 'code', 'counter', 'paper')", name=op.f("ck_shift_in_channel")),
        sa.CheckConstraint("out_channel in ('', 'code', 'counter', 'paper')", name=op.f("ck_shift_out_channel")),
        sa.CheckConstraint(
            "state in ('planned', 'running', 'ended', 'confirmed', 'verified', 'disputed', 'credited', 'void')", name=op.f("ck_shift_state")
        ),
        sa.CheckConstraint("state in ('planned', 'running', 'void') or worked_min is not null", name=op.f("ck_shift_ended")),
        sa.CheckConstraint(
            "state not in ('verified', 'disputed', 'credited') or (verified_at is not null and public_until is not null)",
            name=op.f("ck_shift_verified"),
        ),
        sa.CheckConstraint("length(confirmer) <= 30", name=op.f("ck_shift_confirmer")),
        sa.CheckConstraint("length(kind) between 1 and 20", name=op.f("ck_shift_kind")),
        sa.CheckConstraint("length(objection) <= 200", name=op.f("ck_shift_objection")),
        sa.CheckConstraint("length(stuck_reason) <= 200", name=op.f("ck_shift_stuck_reason")),
        sa.CheckConstraint("length(void_reason) <= 200", name=op.f("ck_shift_void_reason")),
        sa.CheckConstraint("planned_min between 1 and 1440", name=op.f("ck_shift_planned_min")),
        sa.CheckConstraint("planned_start_min between 0 and 1439", name=op.f("ck_shift_planned_start_min")),
        sa.CheckConstraint("start_min between 0 and 1439", name=op.f("ck_shift_start_min")),
        sa.CheckConstraint("worked_min between 1 and 1440", name=op.f("ck_shift_worked_min")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "request_id"],
            ["service_request.city_id", "service_request.tenant_id", "service_request.id"],
            name="fk_shift_request_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "service_id"], ["service.city_id", "service.tenant_id", "service.id"], name="fk_shift_service_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "volunteer_id"],
            ["volunteer.city_id", "volunteer.tenant_id", "volunteer.id"],
            name="fk_shift_volunteer_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_shift_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_shift")),
        sa.UniqueConstraint("city_id", "tenant_id", "service_id", name=op.f("uq_shift_city_id_tenant_id_service_id")),
        sa.UniqueConstraint("city_id", "tenant_id", "sheet_row", name=op.f("uq_shift_city_id_tenant_id_sheet_row")),
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shift_city_id_tenant_id_request_id"), ["city_id", "tenant_id", "request_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_shift_city_id_tenant_id_state_public_until"), ["city_id", "tenant_id", "state", "public_until"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shift_city_id_tenant_id_state_served_on"), ["city_id", "tenant_id", "state", "served_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shift_city_id_tenant_id_volunteer_id_served_on"),
            ["city_id", "tenant_id", "volunteer_id", "served_on"],
            unique=False,
        )

    op.create_table(
        "dispute",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("worked_min", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("new_min", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (decided_at is null)", name=op.f("ck_dispute_decided_at")),
        sa.CheckConstraint("channel in ('counter', 'phone', 'code')", name=op.f("ck_dispute_channel")),
        sa.CheckConstraint("state in ('open', 'upheld', 'changed', 'void')", name=op.f("ck_dispute_state")),
        sa.CheckConstraint("length(decision) <= 200", name=op.f("ck_dispute_decision")),
        sa.CheckConstraint("length(reason) between 1 and 200", name=op.f("ck_dispute_reason")),
        sa.CheckConstraint("new_min between 1 and 1440", name=op.f("ck_dispute_new_min")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "shift_id"], ["shift.city_id", "shift.tenant_id", "shift.id"], name="fk_dispute_shift_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_dispute_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_dispute")),
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_city_id_state_raised_at"), ["city_id", "state", "raised_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_city_id_tenant_id_shift_id"), ["city_id", "tenant_id", "shift_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_dispute_city_id_tenant_id_state_raised_at"), ["city_id", "tenant_id", "state", "raised_at"], unique=False
        )

    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counted_on", sa.Date(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_service_city_id_served_on"))
        batch_op.create_index(batch_op.f("ix_service_city_id_counted_on"), ["city_id", "counted_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_service_city_id_tenant_id_counted_on_id"), ["city_id", "tenant_id", "counted_on", "id"], unique=False
        )

    with op.batch_alter_table("time_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("balance_min", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("moves", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(
            "ix_time_account_pool",
            ["city_id"],
            unique=True,
            postgresql_where=sa.text("kind = 'pool'"),
            sqlite_where=sa.text("kind = 'pool'"),
        )

    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name_sound", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("born_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("is_receiver_only", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("member_group", sa.String(length=10), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("skills", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("free_slots", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("community_code", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("guardian_name", sa.String(length=30), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("guardian_phone", sa.String(length=13), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("guardian_channel", sa.String(length=12), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("guardian_consented_on", sa.Date(), nullable=True))
    op.add_column("transfer", sa.Column("debit_seq", sa.Integer(), nullable=True))
    op.add_column("transfer", sa.Column("debit_left_min", sa.Integer(), nullable=True))
    op.add_column("transfer", sa.Column("credit_seq", sa.Integer(), nullable=True))
    op.add_column("transfer", sa.Column("credit_left_min", sa.Integer(), nullable=True))
    op.drop_index("ix_transfer_city_id_credit_account_id_id", table_name="transfer")
    op.drop_index("ix_transfer_city_id_debit_account_id_id", table_name="transfer")
    _number_transfers()
    op.create_index("uq_transfer_credit_seq", "transfer", ["city_id", "credit_account_id", "credit_seq"], unique=True)
    op.create_index("uq_transfer_debit_seq", "transfer", ["city_id", "debit_account_id", "debit_seq"], unique=True)
    _tell_served_time()
    with op.batch_alter_table("time_account", schema=None) as batch_op:
        batch_op.alter_column("moves", server_default=None)
        batch_op.create_check_constraint(op.f("ck_time_account_issuer"), "(kind = 'issuer') = (balance_min is null)")
        batch_op.create_check_constraint(op.f("ck_time_account_balance_min"), "balance_min >= 0")
        batch_op.create_check_constraint(op.f("ck_time_account_moves"), "moves >= 0")
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.alter_column("name_sound", server_default=None)
        batch_op.alter_column("is_receiver_only", server_default=None)
        batch_op.alter_column("member_group", server_default=None)
        batch_op.alter_column("skills", server_default=None)
        batch_op.alter_column("free_slots", server_default=None)
        batch_op.alter_column("guardian_name", server_default=None)
        batch_op.alter_column("guardian_phone", server_default=None)
        batch_op.alter_column("guardian_channel", server_default=None)
        batch_op.create_check_constraint(op.f("ck_volunteer_member_group"), "member_group in ('', 'party', 'cadre', 'student', 'other')")
        batch_op.create_check_constraint(op.f("ck_volunteer_guardian_name"), "length(guardian_name) <= 30")
        batch_op.create_check_constraint(op.f("ck_volunteer_guardian_channel"), "guardian_channel in ('', 'in_person', 'paper', 'phone')")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.alter_column("counted_on", existing_type=sa.Date(), nullable=False)
        batch_op.create_check_constraint(op.f("ck_service_counted_on"), "counted_on >= served_on and counted_on < '2100-01-01'")
    _widen("person_hold", "kind", "kind in ('trainee', 'volunteer', 'recipient')")
    _widen("consent_event", "subject", "subject in ('trainee', 'volunteer', 'recipient')")
    _close()


def downgrade() -> None:
    _widen("person_hold", "kind", "kind in ('trainee', 'volunteer')")
    _widen("consent_event", "subject", "subject in ('trainee', 'volunteer')")
    with op.batch_alter_table("time_account", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_time_account_issuer"), type_="check")
        batch_op.drop_constraint(op.f("ck_time_account_balance_min"), type_="check")
        batch_op.drop_constraint(op.f("ck_time_account_moves"), type_="check")
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_volunteer_member_group"), type_="check")
        batch_op.drop_constraint(op.f("ck_volunteer_guardian_name"), type_="check")
        batch_op.drop_constraint(op.f("ck_volunteer_guardian_channel"), type_="check")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_service_counted_on"), type_="check")
    op.drop_index("uq_transfer_debit_seq", table_name="transfer")
    op.drop_index("uq_transfer_credit_seq", table_name="transfer")
    op.drop_column("transfer", "debit_seq")
    op.drop_column("transfer", "debit_left_min")
    op.drop_column("transfer", "credit_seq")
    op.drop_column("transfer", "credit_left_min")
    op.create_index("ix_transfer_city_id_credit_account_id_id", "transfer", ["city_id", "credit_account_id", "id"])
    op.create_index("ix_transfer_city_id_debit_account_id_id", "transfer", ["city_id", "debit_account_id", "id"])
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_column("guardian_consented_on")
        batch_op.drop_column("guardian_channel")
        batch_op.drop_column("guardian_phone")
        batch_op.drop_column("guardian_name")
        batch_op.drop_column("community_code")
        batch_op.drop_column("free_slots")
        batch_op.drop_column("skills")
        batch_op.drop_column("member_group")
        batch_op.drop_column("is_receiver_only")
        batch_op.drop_column("born_on")
        batch_op.drop_column("name_sound")

    with op.batch_alter_table("time_account", schema=None) as batch_op:
        batch_op.drop_index("ix_time_account_pool", postgresql_where=sa.text("kind = 'pool'"), sqlite_where=sa.text("kind = 'pool'"))
        batch_op.drop_column("moves")
        batch_op.drop_column("balance_min")

    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_city_id_tenant_id_counted_on_id"))
        batch_op.drop_index(batch_op.f("ix_service_city_id_counted_on"))
        batch_op.create_index(batch_op.f("ix_service_city_id_served_on"), ["city_id", "served_on"], unique=False)
        batch_op.drop_column("counted_on")

    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispute_city_id_tenant_id_state_raised_at"))
        batch_op.drop_index(batch_op.f("ix_dispute_city_id_tenant_id_shift_id"))
        batch_op.drop_index(batch_op.f("ix_dispute_city_id_state_raised_at"))

    op.drop_table("dispute")
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shift_city_id_tenant_id_volunteer_id_served_on"))
        batch_op.drop_index(batch_op.f("ix_shift_city_id_tenant_id_state_served_on"))
        batch_op.drop_index(batch_op.f("ix_shift_city_id_tenant_id_state_public_until"))
        batch_op.drop_index(batch_op.f("ix_shift_city_id_tenant_id_request_id"))

    op.drop_table("shift")
    with op.batch_alter_table("redemption_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_redemption_line_city_id_tenant_id_redemption_id"))

    op.drop_table("redemption_line")
    with op.batch_alter_table("volunteer_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_mark_city_id_tenant_id_volunteer_id_happened_on"))

    op.drop_table("volunteer_mark")
    with op.batch_alter_table("volunteer_certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_certificate_city_id_tenant_id_volunteer_id"))
        batch_op.drop_index(batch_op.f("ix_volunteer_certificate_city_id_tenant_id_state_notice_until"))

    op.drop_table("volunteer_certificate")
    with op.batch_alter_table("service_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_request_city_id_tenant_id_state_wanted_on"))
        batch_op.drop_index(batch_op.f("ix_service_request_city_id_tenant_id_recipient_id"))

    op.drop_table("service_request")
    with op.batch_alter_table("redemption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_redemption_city_id_tenant_id_volunteer_id"))
        batch_op.drop_index(batch_op.f("ix_redemption_city_id_tenant_id_state_held_at"))
        batch_op.drop_index(batch_op.f("ix_redemption_city_id_tenant_id_recipient_id"))

    op.drop_table("redemption")
    with op.batch_alter_table("kinship", schema=None) as batch_op:
        batch_op.drop_index("uq_kinship_live", postgresql_where=sa.text("ended_at is null"), sqlite_where=sa.text("ended_at is null"))

    op.drop_table("kinship")
    op.drop_table("shop")
    with op.batch_alter_table("served_time", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_served_time_city_id_account_id_served_on"))

    op.drop_table("served_time")
    with op.batch_alter_table("request_series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_series_city_id_tenant_id_ended_at"))

    op.drop_table("request_series")
    op.drop_table("stocktake_line")
    with op.batch_alter_table("stock_move", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_move_city_id_tenant_id_moved_on_id"))

    op.drop_table("stock_move")
    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recipient_city_id_tenant_id_phone"))

    op.drop_table("recipient")
    with op.batch_alter_table("facility_use", schema=None) as batch_op:
        batch_op.drop_index("uq_facility_use_day", postgresql_where=sa.text("voided_at is null"), sqlite_where=sa.text("voided_at is null"))
        batch_op.drop_index(batch_op.f("ix_facility_use_city_id_tenant_id_used_on_id"))

    op.drop_table("facility_use")
    with op.batch_alter_table("stocktake", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stocktake_city_id_tenant_id_taken_on"))

    op.drop_table("stocktake")
    with op.batch_alter_table("shop_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_item_city_id_tenant_id_ended_on"))

    op.drop_table("shop_item")
    op.drop_table("paper_sheet")
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_facility_city_id_tenant_id_ended_on"))

    op.drop_table("facility")
    op.drop_table("bank_rule")
