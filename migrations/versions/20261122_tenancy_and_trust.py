"""Tenancy and trust: how units change, second factors, holds and consent of persons, seals of the audit, photos, sheets."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from portal.core.append_only import allow_changes, refuse_changes
from portal.core.db import Reach
from portal.core.rls import close, let_back_up

revision = "20261122_02"
down_revision = "20261122_01"

REACH = {
    "audit_archive": Reach.CITY,
    "audit_seal": Reach.CITY,
    "consent_event": Reach.TENANT,
    "person_hold": Reach.CITY,
    "person_merge": Reach.CITY,
    "photo": Reach.SUBTREE,
    "propagandist": Reach.SUBTREE,
    "sheet": Reach.SUBTREE,
    "unit_profile": Reach.SUBTREE,
}
CLOSED_BEFORE = (
    "activity",
    "application",
    "application_step",
    "audit_line",
    "intake",
    "job",
    "month_book",
    "person",
    "receipt",
    "service",
    "tally",
    "time_account",
    "trainee",
    "transfer",
    "volunteer",
)
PHONES = {"trainee": "length(phone) between 7 and 20", "volunteer": "length(phone) between 11 and 13"}
APPEND_ONLY = ("audit_archive", "audit_seal", "consent_event", "person_merge", "tenant_change")


SECOND_NOTICE = (
    "个人信息处理者：登记您的驿站及其所属的市、县（市、区）妇女联合会，联系方式见驿站公示栏。",
    (
        "一、为什么收集。驿站为您提供“三免一公”服务（免费培训、免费考证、免费上岗、公益活动），需要确认您的身份、避免重复登记，"
        "并按您的意愿安排培训或推荐上岗。不用于其他目的。"
    ),
    (
        "二、收集什么。必需的：姓名、证件类型和号码、联系电话、意向工种和已有技能。其中证件号码是敏感个人信息，不提供就无法确认身份、"
        "登记培训和考证；它加密保存，页面上只显示首尾几位。自愿的：所在社区和备注，不提供不影响您接受服务。"
    ),
    (
        "三、谁能看到。登记您的驿站的工作人员能看到您的个人信息；站长查看完整证件号码须写明理由，系统留下记录。县、市两级妇联只看到人数和"
        "不含姓名的登记记录；县级妇联因审核、投诉等确有需要时，可以逐份查阅一份登记，只显示姓名和部分遮盖的电话、证件号码，"
        "须写明理由并留下记录，驿站能看到谁查阅过。系统会核对同一证件是否已在本市登记，但不会告诉任何驿站您在哪里登记过。"
        "未经您另行同意，不提供给用人单位或其他人，法律另有规定的除外。"
    ),
    "四、保存多久。保存到提供服务和接受审计所必需的最短时间，到期后删除或作匿名处理。",
    (
        "五、您的权利。您可以随时向本驿站查询、复制、更正您的信息，要求删除，或撤回同意。撤回同意后，驿站不再使用您的信息；"
        "这不影响撤回以前已经办理的事，也不影响您参加公益活动。"
    ),
)


def _tell_who_looks() -> None:
    """The notice says now that a county may ask for one record, and who sees a number in full."""
    notice = sa.Table("consent_text", sa.MetaData(), autoload_with=op.get_bind())
    if op.get_bind().execute(sa.select(notice.c.version).where(notice.c.version == 2)).first():
        return  # a way down leaves it: people may have agreed to it
    row = {"version": 2, "text": "\n".join(SECOND_NOTICE), "effective_on": datetime(2026, 11, 22, tzinfo=UTC).date()}
    op.get_bind().execute(notice.insert(), row)


def _close() -> None:
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in refuse_changes(table, dialect):
            op.execute(statement)
    if dialect == "postgresql":
        closing = [statement for table, reach in REACH.items() for statement in close(table, reach)]
        for statement in closing + [statement for table in CLOSED_BEFORE for statement in let_back_up(table)]:
            op.execute(statement)


def _open() -> None:
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in allow_changes(table, dialect):
            op.execute(statement)
    if dialect == "postgresql":
        for table in CLOSED_BEFORE:
            op.execute(f"DROP POLICY backs_up ON {table}")


def _hold_who_is_known() -> None:
    """Whoever is on record at a station is held there, so that the last one who lets go of her is known."""
    connection = op.get_bind()
    is_postgres = connection.dialect.name == "postgresql"
    read = ("trainee", "volunteer", "time_account")
    for table in read if is_postgres else ():  # the owner, too, sees no row of a forced table
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE person_hold NO FORCE ROW LEVEL SECURITY") if is_postgres else None
    tables = sa.MetaData()
    trainee, volunteer, account, hold = (sa.Table(name, tables, autoload_with=connection) for name in (*read, "person_hold"))
    with_account = volunteer.join(account, sa.and_(account.c.city_id == volunteer.c.city_id, account.c.id == volunteer.c.account_id))
    known = [
        (sa.select(trainee.c.city_id, trainee.c.tenant_id, trainee.c.person_id), "trainee"),
        (
            sa.select(volunteer.c.city_id, volunteer.c.tenant_id, account.c.person_id)
            .select_from(with_account)
            .where(account.c.person_id.is_not(None))
            .distinct(),
            "volunteer",
        ),
    ]
    for rows, kind in known:
        for city_id, tenant_id, person_id in connection.execute(rows).all():
            row = {"city_id": city_id, "id": _key(hold, uuid4()), "person_id": person_id, "tenant_id": tenant_id, "kind": kind}
            connection.execute(sa.insert(hold).values(**row, held_at=_moment(hold)))
    for table in (*read, "person_hold") if is_postgres else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _remember_consent() -> None:
    """What a row says of its consent becomes the first event of its history."""
    connection = op.get_bind()
    forced = ("trainee", "volunteer", "consent_event") if connection.dialect.name == "postgresql" else ()
    for table in forced:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    tables = sa.MetaData()
    event = sa.Table("consent_event", tables, autoload_with=connection)
    for subject, by in (("trainee", "admitted_by"), ("volunteer", "registered_by")):
        c = sa.Table(subject, tables, autoload_with=connection).c
        said = (c.consent_version.label("text_version"), c.consent_channel.label("channel"), c.consented_at.label("at"))
        for row in connection.execute(sa.select(c.city_id, c.tenant_id, c.id.label("subject_id"), c[by].label("account_id"), *said)).all():
            what = {"id": _key(event, uuid4()), "subject": subject, "purpose": "basic", "action": "given", "note": ""}
            connection.execute(sa.insert(event).values(**row._asdict(), **what))
    for table in forced:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _say_who_counts() -> None:
    """Every book of a station names the county that has counted it till now; the owner, too, sees no row of a forced table."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    op.execute("ALTER TABLE month_book NO FORCE ROW LEVEL SECURITY") if is_postgres else None
    op.execute(
        "UPDATE month_book SET reports_to = (SELECT county_id FROM tenant WHERE tenant.id = month_book.tenant_id)"
        " WHERE tenant_id IN (SELECT id FROM tenant WHERE level = 'station')"
    )
    op.execute("ALTER TABLE month_book FORCE ROW LEVEL SECURITY") if is_postgres else None


def _key(hold: sa.Table, new_id):
    """SQLite keeps a UUID as 32 hex digits."""
    return new_id if isinstance(hold.c.id.type, sa.Uuid) else new_id.hex


def _moment(hold: sa.Table):
    return datetime.now(UTC) if hold.c.held_at.type.timezone else datetime.now(UTC).replace(tzinfo=None)


def upgrade() -> None:
    op.create_table(
        "audit_archive",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proof", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_audit_archive_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_audit_archive")),
        sa.UniqueConstraint("city_id", "last_seq", name=op.f("uq_audit_archive_city_id_last_seq")),
    )
    op.create_table(
        "audit_seal",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_id", sa.Uuid(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("line_count > 0", name=op.f("ck_audit_seal_line_count")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_audit_seal_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("city_id", "seq", name=op.f("uq_audit_seal_city_id_seq")),
    )
    with op.batch_alter_table("audit_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_line_city_id_at"), ["city_id", "at"], unique=False)

    op.create_table(
        "consent_event",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("action in ('given', 'withdrawn')", name=op.f("ck_consent_event_action")),
        sa.CheckConstraint("channel in ('in_person', 'paper', 'phone')", name=op.f("ck_consent_event_channel")),
        sa.CheckConstraint("subject in ('trainee', 'volunteer')", name=op.f("ck_consent_event_subject")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_consent_event_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_consent_event")),
    )
    with op.batch_alter_table("consent_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consent_event_city_id_tenant_id_subject_id_at"), ["city_id", "tenant_id", "subject_id", "at"], unique=False
        )

    op.create_table(
        "photo",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("caption", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("thumb_digest", sa.String(length=64), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(subject) between 1 and 20", name=op.f("ck_photo_subject")),
        sa.CheckConstraint("width > 0 and height > 0 and size_bytes > 0", name=op.f("ck_photo_size")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_photo_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_photo")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_city_id_source_digest"), ["city_id", "source_digest"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_photo_city_id_tenant_id_subject_subject_id"), ["city_id", "tenant_id", "subject", "subject_id"], unique=False
        )

    op.create_table(
        "propagandist",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("community", sa.String(length=80), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name) between 2 and 30", name=op.f("ck_propagandist_name")),
        sa.CheckConstraint("length(note) <= 200", name=op.f("ck_propagandist_note")),
        sa.CheckConstraint("length(phone) between 7 and 20", name=op.f("ck_propagandist_phone")),
        sa.CheckConstraint("until_on is null or until_on >= since_on", name=op.f("ck_propagandist_until_on")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_propagandist_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_propagandist")),
    )
    with op.batch_alter_table("propagandist", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_propagandist_city_id_tenant_id_until_on"), ["city_id", "tenant_id", "until_on"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")),
        sa.PrimaryKeyConstraint("account_id", "digest", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "reporting_line",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since_month", sa.String(length=7), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(since_month) = 7", name=op.f("ck_reporting_line_since_month")),
        sa.ForeignKeyConstraint(["county_id"], ["tenant.id"], name=op.f("fk_reporting_line_county_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_reporting_line_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "since_month", name=op.f("pk_reporting_line")),
    )
    with op.batch_alter_table("reporting_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reporting_line_county_id"), ["county_id"], unique=False)

    op.create_table(
        "sheet",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("taken_count", sa.Integer(), nullable=True),
        sa.Column("read_by", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('checked', 'taken')", name=op.f("ck_sheet_state")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_sheet_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_sheet")),
    )
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_city_id_tenant_id_read_at"), ["city_id", "tenant_id", "read_at"], unique=False)

    op.create_table(
        "tenant_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("before", sa.String(length=120), nullable=False),
        sa.Column("after", sa.String(length=120), nullable=False),
        sa.Column("since_month", sa.String(length=7), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('add', 'rename', 'open', 'suspend', 'close', 'reopen', 'move', 'line')", name=op.f("ck_tenant_change_kind")
        ),
        sa.CheckConstraint("since_month is null or length(since_month) = 7", name=op.f("ck_tenant_change_since_month")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_tenant_change_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant_change")),
    )
    with op.batch_alter_table("tenant_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tenant_change_tenant_id_at"), ["tenant_id", "at"], unique=False)

    op.create_table(
        "unit_profile",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_name", sa.String(length=40), nullable=False),
        sa.Column("contact_phone", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("open_hours", sa.String(length=200), nullable=False),
        sa.Column("company_name", sa.String(length=80), nullable=False),
        sa.Column("company_contact", sa.String(length=80), nullable=False),
        sa.Column("shared_with", sa.String(length=80), nullable=False),
        sa.Column("introduction", sa.String(length=1000), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_unit_profile_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_unit_profile")),
        sa.UniqueConstraint("city_id", "tenant_id", name=op.f("uq_unit_profile_city_id_tenant_id")),
    )
    op.create_table(
        "person_hold",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('trainee', 'volunteer')", name=op.f("ck_person_hold_kind")),
        sa.ForeignKeyConstraint(["city_id", "person_id"], ["person.city_id", "person.id"], name="fk_person_hold_person_id"),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_person_hold_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_person_hold")),
        sa.UniqueConstraint("city_id", "person_id", "tenant_id", "kind", name=op.f("uq_person_hold_city_id_person_id_tenant_id_kind")),
    )
    op.create_table(
        "person_merge",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["city_id", "kept_id"], ["person.city_id", "person.id"], name="fk_person_merge_kept_id"),
        sa.ForeignKeyConstraint(["city_id", "merged_id"], ["person.city_id", "person.id"], name="fk_person_merge_merged_id"),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_person_merge_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_person_merge")),
        sa.UniqueConstraint("city_id", "merged_id", name=op.f("uq_person_merge_city_id_merged_id")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("totp_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("notice", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))

    op.add_column("application_step", sa.Column("content", sa.JSON(), nullable=True))

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("purpose", sa.String(length=10), nullable=False, server_default="join"))
        batch_op.add_column(sa.Column("reason", sa.String(length=200), nullable=False, server_default=""))

    with op.batch_alter_table("login", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agent", sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("lacks_second", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("made_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("month_book", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reports_to", sa.Integer(), nullable=True))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key("fk_person_merged_into_id", "person", ["city_id", "merged_into_id"], ["city_id", "id"])

    with op.batch_alter_table("tenant", schema=None) as batch_op:
        batch_op.drop_constraint("uq_tenant_path", type_="unique")
        batch_op.create_index(batch_op.f("ix_tenant_path"), ["path"], unique=False)

    with op.batch_alter_table("time_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key("fk_time_account_merged_into_id", "time_account", ["city_id", "merged_into_id"], ["city_id", "id"])

    with op.batch_alter_table("intake", schema=None) as batch_op:
        batch_op.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("trainee", schema=None) as batch_op:
        batch_op.add_column(sa.Column("consent_withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("person_id", existing_type=sa.Uuid(), nullable=True)

    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("consent_withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True))

    for table, names in (("account", ("notice",)), ("invitation", ("purpose", "reason")), ("login", ("agent", "lacks_second"))):
        with op.batch_alter_table(table) as batch_op:
            for name in names:  # the default was for the rows that were there
                batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_invitation_purpose"), "purpose in ('join', 'reset')")
    with op.batch_alter_table("trainee") as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_trainee_person_id"), "person_id is not null or erased_at is not null")
    for table, lengths in PHONES.items():  # who was erased has none
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_phone"), type_="check")
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_phone"), f"{lengths} or (phone = '' and erased_at is not null)")
    _close()
    _tell_who_looks()
    _hold_who_is_known()
    _say_who_counts()
    _remember_consent()


def downgrade() -> None:
    _open()
    for table, lengths in PHONES.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_phone"), type_="check")
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_phone"), lengths)
    with op.batch_alter_table("intake", schema=None) as batch_op:
        batch_op.drop_column("voided_at")
    with op.batch_alter_table("trainee") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_trainee_person_id"), type_="check")
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_invitation_purpose"), type_="check")
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_column("touched_at")
        batch_op.drop_column("erased_at")
        batch_op.drop_column("consent_withdrawn_at")

    with op.batch_alter_table("trainee", schema=None) as batch_op:
        batch_op.alter_column("person_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("touched_at")
        batch_op.drop_column("erased_at")
        batch_op.drop_column("consent_withdrawn_at")

    with op.batch_alter_table("time_account", schema=None) as batch_op:
        batch_op.drop_constraint("fk_time_account_merged_into_id", type_="foreignkey")
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint("fk_person_merged_into_id", type_="foreignkey")
        batch_op.drop_column("erased_at")
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("month_book", schema=None) as batch_op:
        batch_op.drop_column("reports_to")

    with op.batch_alter_table("tenant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tenant_path"))
        batch_op.create_unique_constraint("uq_tenant_path", ["path"])

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("made_at")
        batch_op.drop_column("made_by")

    with op.batch_alter_table("login", schema=None) as batch_op:
        batch_op.drop_column("proved_at")
        batch_op.drop_column("lacks_second")
        batch_op.drop_column("agent")

    op.drop_column("application_step", "content")  # not in a batch: a copied table would lose its triggers

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("reason")
        batch_op.drop_column("purpose")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("signed_in_at")
        batch_op.drop_column("password_set_at")
        batch_op.drop_column("notice")
        batch_op.drop_column("totp_step")
        batch_op.drop_column("totp_sealed")

    op.drop_table("person_merge")
    op.drop_table("person_hold")
    op.drop_table("unit_profile")
    with op.batch_alter_table("tenant_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tenant_change_tenant_id_at"))

    op.drop_table("tenant_change")
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_city_id_tenant_id_read_at"))

    op.drop_table("sheet")
    with op.batch_alter_table("reporting_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reporting_line_county_id"))

    op.drop_table("reporting_line")
    op.drop_table("recovery_code")
    with op.batch_alter_table("propagandist", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_propagandist_city_id_tenant_id_until_on"))

    op.drop_table("propagandist")
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_city_id_tenant_id_subject_subject_id"))
        batch_op.drop_index(batch_op.f("ix_photo_city_id_source_digest"))

    op.drop_table("photo")
    with op.batch_alter_table("consent_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_event_city_id_tenant_id_subject_id_at"))

    op.drop_table("consent_event")
    with op.batch_alter_table("audit_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_line_city_id_at"))

    op.drop_table("audit_seal")
    op.drop_table("audit_archive")
