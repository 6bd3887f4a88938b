"""first tables"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from portal.core.db import Reach
from portal.core.rls import policy

revision = "20261122_01"
down_revision = None

REACH = {
    "activity": Reach.SUBTREE,
    "application": Reach.SUBTREE,
    "application_step": Reach.SUBTREE,
    "audit_line": Reach.SUBTREE,
    "intake": Reach.SUBTREE,
    "job": Reach.SUBTREE,
    "month_book": Reach.SUBTREE,
    "person": Reach.CITY,
    "receipt": Reach.SUBTREE,
    "service": Reach.SUBTREE,
    "tally": Reach.CITY,
    "time_account": Reach.CITY,
    "trainee": Reach.TENANT,
    "transfer": Reach.CITY,
    "volunteer": Reach.TENANT,
}
APPEND_ONLY = ("audit_line", "transfer", "application_step")
KINDS = (  # (id, code, name, 五送 tags, 五个一 tags)
    (1, "lecture", "大宣讲", ("publicity",), ()),
    (2, "micro_class", "微课堂", ("publicity", "training"), ("micro_class",)),
    (3, "training", "培训", ("training", "skills"), ()),
    (4, "refresher", "回炉培训", ("training", "skills"), ()),
    (5, "job_fair", "招聘", ("jobs",), ()),
    (6, "welfare", "公益服务", ("care",), ()),
    (7, "visit_of_care", "慰问", ("care",), ("visit_of_care",)),
    (8, "pairing", "结对", ("care",), ("pairing",)),
    (9, "survey", "走访摸排", (), ()),
    (10, "role_model", "典型事迹宣传", ("publicity",), ("role_model",)),
    (11, "committee_link", "执委一联一", ("care",), ("committee_link",)),
    (12, "contest", "技能大赛", ("skills",), ()),
    (13, "matching", "供需对接", ("jobs",), ()),
    (14, "other", "其他", (), ()),
)


CONSENT = (
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
        "三、谁能看到。只有登记您的驿站的工作人员能看到您的个人信息。县、市两级妇联只看到人数和不含姓名的登记记录。"
        "系统会核对同一证件是否已在本市登记，但不会告诉任何驿站您在哪里登记过。未经您另行同意，不提供给用人单位或其他人，法律另有规定的除外。"
    ),
    "四、保存多久。保存到提供服务和接受审计所必需的最短时间，到期后删除或作匿名处理。",
    (
        "五、您的权利。您可以随时向本驿站查询、复制、更正您的信息，要求删除，或撤回同意。撤回同意不影响撤回以前已经办理的事，"
        "也不影响您参加公益活动。"
    ),
)


def _close() -> None:
    """Row-level security, append-only tables, and the platform itself as tenant 0."""
    if op.get_bind().dialect.name == "postgresql":
        for table, reach in REACH.items():
            for statement in policy(table, reach):
                op.execute(statement)
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        return
    for table in APPEND_ONLY:
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _open() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute("DROP FUNCTION refuse_change()")


def _seed() -> None:
    connection = op.get_bind()
    tables = sa.MetaData()
    kind, tag, tenant = (sa.Table(name, tables, autoload_with=connection) for name in ("activity_kind", "kind_tag", "tenant"))
    platform = {"id": 0, "level": "platform", "code": "0" * 12, "name": "平台", "status": "open", "path": "0.", "city_id": 0}
    connection.execute(tenant.insert(), {**platform, "made_at": datetime(2026, 11, 22, tzinfo=UTC)})
    for position, (number, code, name, song, yi) in enumerate(KINDS):
        connection.execute(kind.insert(), {"id": number, "code": code, "name": name, "position": position, "is_active": True})
        for tag_set, tags in (("song", song), ("yi", yi)):
            for one in tags:
                connection.execute(tag.insert(), {"kind_id": number, "tag_set": tag_set, "tag": one})
    notice = sa.Table("consent_text", tables, autoload_with=connection)
    since = datetime(2022, 1, 1, tzinfo=UTC).date()
    connection.execute(notice.insert(), {"version": 1, "text": "\n".join(CONSENT), "effective_on": since})


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("display_name", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "activity_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_kind")),
        sa.UniqueConstraint("code", name=op.f("uq_activity_kind_code")),
    )
    op.create_table(
        "consent_text",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.CheckConstraint("length(text) between 1 and 5000", name=op.f("ck_consent_text_text")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_consent_text")),
    )
    op.create_table(
        "division",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("parent_code", sa.String(length=12), nullable=True),
        sa.CheckConstraint("level in ('city', 'county', 'street', 'community')", name=op.f("ck_division_level")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_division")),
    )
    with op.batch_alter_table("division", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_division_parent_code"), ["parent_code"], unique=False)

    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_digest", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_attempt_address_at"), ["address", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_attempt_name_digest_address_at"), ["name_digest", "address", "at"], unique=False)

    op.create_table(
        "tenant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("path", sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("county_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level in ('platform', 'city', 'county', 'station')", name=op.f("ck_tenant_level")),
        sa.CheckConstraint("status in ('preparing', 'open', 'suspended', 'closed')", name=op.f("ck_tenant_status")),
        sa.ForeignKeyConstraint(["parent_id"], ["tenant.id"], name=op.f("fk_tenant_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("code", name=op.f("uq_tenant_code")),
        sa.UniqueConstraint("id", "city_id", name=op.f("uq_tenant_id_city_id")),
        sa.UniqueConstraint("path", name=op.f("uq_tenant_path")),
    )
    with op.batch_alter_table("tenant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tenant_city_id_level"), ["city_id", "level"], unique=False)

    op.create_table(
        "activity",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("start_min", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("attendances", sa.Integer(), nullable=False),
        sa.Column("women", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("logged_by", sa.Integer(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("held_on >= '2000-01-01' and held_on < '2100-01-01'", name=op.f("ck_activity_held_on")),
        sa.CheckConstraint("attendances between 0 and 99999", name=op.f("ck_activity_attendances")),
        sa.CheckConstraint("length(note) <= 1000", name=op.f("ck_activity_note")),
        sa.CheckConstraint("length(title) between 1 and 100", name=op.f("ck_activity_title")),
        sa.CheckConstraint("start_min between 0 and 1439", name=op.f("ck_activity_start_min")),
        sa.CheckConstraint("women between 0 and attendances", name=op.f("ck_activity_women")),
        sa.ForeignKeyConstraint(["kind_id"], ["activity_kind.id"], name=op.f("fk_activity_kind_id")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_activity_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_city_id_held_on"), ["city_id", "held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_city_id_kind_id_held_on"), ["city_id", "kind_id", "held_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_activity_city_id_tenant_id_held_on_id"), ["city_id", "tenant_id", "held_on", "id"], unique=False
        )

    op.create_table(
        "application",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("station_name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("manager_name", sa.String(length=40), nullable=False),
        sa.Column("manager_account", sa.String(length=40), nullable=False),
        sa.Column("manager_phone", sa.String(length=20), nullable=False),
        sa.Column("transport_score", sa.Integer(), nullable=True),
        sa.Column("transport_note", sa.String(length=200), nullable=False),
        sa.Column("premises_score", sa.Integer(), nullable=True),
        sa.Column("premises_note", sa.String(length=200), nullable=False),
        sa.Column("housing_score", sa.Integer(), nullable=True),
        sa.Column("housing_note", sa.String(length=200), nullable=False),
        sa.Column("cadres_score", sa.Integer(), nullable=True),
        sa.Column("cadres_note", sa.String(length=200), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("visitors", sa.String(length=200), nullable=False),
        sa.Column("findings", sa.String(length=1000), nullable=False),
        sa.Column("visited_by", sa.Integer(), nullable=True),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('draft', 'filed', 'visited', 'returned', 'approved', 'refused', 'withdrawn')", name=op.f("ck_application_state")
        ),
        sa.CheckConstraint("state not in ('visited', 'approved', 'refused') or visited_on is not null", name=op.f("ck_application_visit")),
        sa.CheckConstraint("cadres_score between 1 and 5", name=op.f("ck_application_cadres_score")),
        sa.CheckConstraint("housing_score between 1 and 5", name=op.f("ck_application_housing_score")),
        sa.CheckConstraint("length(station_name) between 1 and 80", name=op.f("ck_application_station_name")),
        sa.CheckConstraint("premises_score between 1 and 5", name=op.f("ck_application_premises_score")),
        sa.CheckConstraint("transport_score between 1 and 5", name=op.f("ck_application_transport_score")),
        sa.ForeignKeyConstraint(["community_code"], ["division.code"], name=op.f("fk_application_community_code")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_application_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_application")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_city_id_tenant_id_state_moved_at"), ["city_id", "tenant_id", "state", "moved_at"], unique=False
        )
        batch_op.create_index(
            "uq_application_under_way",
            ["city_id", "tenant_id", "community_code"],
            unique=True,
            sqlite_where=sa.text("state in ('filed', 'visited', 'returned')"),
            postgresql_where=sa.text("state in ('filed', 'visited', 'returned')"),
        )

    op.create_table(
        "audit_line",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("result in ('done', 'refused', 'failed')", name=op.f("ck_audit_line_result")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_audit_line_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_audit_line")),
    )
    with op.batch_alter_table("audit_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_line_city_id_tenant_id_at"), ["city_id", "tenant_id", "at"], unique=False)

    op.create_table(
        "intake",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("branch", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.CheckConstraint("branch in ('refer', 'train_first')", name=op.f("ck_intake_branch")),
        sa.CheckConstraint("channel in ('counter', 'grid', 'poster', 'propagandist', 'other')", name=op.f("ck_intake_channel")),
        sa.CheckConstraint("taken_on >= '2000-01-01' and taken_on < '2100-01-01'", name=op.f("ck_intake_taken_on")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_intake_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_intake")),
    )
    with op.batch_alter_table("intake", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_intake_city_id_tenant_id_taken_on_id"), ["city_id", "tenant_id", "taken_on", "id"], unique=False
        )

    op.create_table(
        "invitation",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_invitation_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_invitation")),
    )
    op.create_table(
        "job",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("input", sa.JSON(), nullable=False),
        sa.Column("input_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('queued', 'running', 'done', 'failed')", name=op.f("ck_job_state")),
        sa.CheckConstraint("progress between 0 and 100", name=op.f("ck_job_progress")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_job_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_job")),
        sa.UniqueConstraint("city_id", "tenant_id", "kind", "input_digest", name=op.f("uq_job_city_id_tenant_id_kind_input_digest")),
    )
    op.create_table(
        "kind_tag",
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("tag_set", sa.String(length=20), nullable=False),
        sa.Column("tag", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["kind_id"], ["activity_kind.id"], name=op.f("fk_kind_tag_kind_id")),
        sa.PrimaryKeyConstraint("kind_id", "tag_set", "tag", name=op.f("pk_kind_tag")),
    )
    op.create_table(
        "login",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(length=43), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_login_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_login")),
    )
    with op.batch_alter_table("login", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_account_id"), ["account_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_membership_tenant_id")),
        sa.PrimaryKeyConstraint("account_id", "tenant_id", "role", name=op.f("pk_membership")),
    )
    op.create_table(
        "month_book",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_month_book_month")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_month_book_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_month_book")),
        sa.UniqueConstraint("city_id", "tenant_id", "month", name=op.f("uq_month_book_city_id_tenant_id_month")),
    )
    op.create_table(
        "person",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_kind", sa.String(length=20), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=6), nullable=True),
        sa.Column("first_tenant_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("born_on >= '1800-01-01' and born_on < '2100-01-01'", name=op.f("ck_person_born_on")),
        sa.CheckConstraint("sex in ('female', 'male')", name=op.f("ck_person_sex")),
        sa.CheckConstraint("length(document_kind) between 1 and 20", name=op.f("ck_person_document_kind")),
        sa.CheckConstraint("length(number_hash) = 64", name=op.f("ck_person_number_hash")),
        sa.CheckConstraint("length(number_sealed) between 30 and 200", name=op.f("ck_person_number_sealed")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_person_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_person")),
        sa.UniqueConstraint("city_id", "number_hash", name=op.f("uq_person_city_id_number_hash")),
    )
    op.create_table(
        "receipt",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_receipt_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("city_id", "tenant_id", "account_id", "key", name=op.f("uq_receipt_city_id_tenant_id_account_id_key")),
    )
    op.create_table(
        "tally",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("indicator", sa.String(length=30), nullable=False),
        sa.Column("kind_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_tally_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "month", "indicator", "kind_id", name=op.f("pk_tally")),
    )
    op.create_table(
        "application_step",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_state", sa.String(length=10), nullable=True),
        sa.Column("to_state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "application_id"],
            ["application.city_id", "application.tenant_id", "application.id"],
            name="fk_application_step_application_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_application_step_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_application_step")),
    )
    with op.batch_alter_table("application_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_step_city_id_tenant_id_application_id_at"),
            ["city_id", "tenant_id", "application_id", "at"],
            unique=False,
        )

    op.create_table(
        "time_account",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'volunteer') = (number is not null)", name=op.f("ck_time_account_number")),
        sa.CheckConstraint("kind in ('issuer', 'volunteer', 'shop', 'pool', 'hold')", name=op.f("ck_time_account_kind")),
        sa.CheckConstraint("person_id is null or kind = 'volunteer'", name=op.f("ck_time_account_person_id")),
        sa.ForeignKeyConstraint(["city_id", "person_id"], ["person.city_id", "person.id"], name="fk_time_account_person_id"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_time_account_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_time_account")),
        sa.UniqueConstraint("city_id", "number", name=op.f("uq_time_account_city_id_number")),
        sa.UniqueConstraint("city_id", "person_id", name=op.f("uq_time_account_city_id_person_id")),
    )
    with op.batch_alter_table("time_account", schema=None) as batch_op:
        batch_op.create_index(
            "ix_time_account_issuer",
            ["city_id"],
            unique=True,
            postgresql_where=sa.text("kind = 'issuer'"),
            sqlite_where=sa.text("kind = 'issuer'"),
        )

    op.create_table(
        "trainee",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("community", sa.String(length=80), nullable=False),
        sa.Column("wish", sa.String(length=30), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("is_known_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("consent_version", sa.Integer(), nullable=False),
        sa.Column("consent_channel", sa.String(length=12), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("admitted_by", sa.Integer(), nullable=False),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("consent_channel in ('in_person', 'paper', 'phone')", name=op.f("ck_trainee_consent_channel")),
        sa.CheckConstraint("length(community) <= 80", name=op.f("ck_trainee_community")),
        sa.CheckConstraint("length(name) between 2 and 30", name=op.f("ck_trainee_name")),
        sa.CheckConstraint("length(note) <= 500", name=op.f("ck_trainee_note")),
        sa.CheckConstraint("length(phone) between 7 and 20", name=op.f("ck_trainee_phone")),
        sa.CheckConstraint("length(wish) between 1 and 30", name=op.f("ck_trainee_wish")),
        sa.ForeignKeyConstraint(["city_id", "person_id"], ["person.city_id", "person.id"], name="fk_trainee_person_id"),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "intake_id"], ["intake.city_id", "intake.tenant_id", "intake.id"], name="fk_trainee_intake_id"
        ),
        sa.ForeignKeyConstraint(["consent_version"], ["consent_text.version"], name=op.f("fk_trainee_consent_version")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_trainee_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_trainee")),
        sa.UniqueConstraint("city_id", "tenant_id", "intake_id", name=op.f("uq_trainee_city_id_tenant_id_intake_id")),
        sa.UniqueConstraint("city_id", "tenant_id", "person_id", name=op.f("uq_trainee_city_id_tenant_id_person_id")),
    )
    op.create_table(
        "transfer",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("debit_account_id", sa.Uuid(), nullable=False),
        sa.Column("credit_account_id", sa.Uuid(), nullable=False),
        sa.Column("moved_min", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("posted_by", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'reverse') = (reverses_id is not null)", name=op.f("ck_transfer_reverses_id")),
        sa.CheckConstraint("debit_account_id <> credit_account_id", name=op.f("ck_transfer_accounts")),
        sa.CheckConstraint("length(key) between 1 and 64", name=op.f("ck_transfer_key")),
        sa.CheckConstraint("length(reason) <= 200", name=op.f("ck_transfer_reason")),
        sa.CheckConstraint("moved_min between 1 and 10000000", name=op.f("ck_transfer_moved_min")),
        sa.ForeignKeyConstraint(
            ["city_id", "credit_account_id"], ["time_account.city_id", "time_account.id"], name="fk_transfer_credit_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "debit_account_id"], ["time_account.city_id", "time_account.id"], name="fk_transfer_debit_account_id"
        ),
        sa.ForeignKeyConstraint(["city_id", "reverses_id"], ["transfer.city_id", "transfer.id"], name="fk_transfer_reverses_id"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_transfer_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("city_id", "key", name=op.f("uq_transfer_city_id_key")),
        sa.UniqueConstraint("city_id", "reverses_id", name=op.f("uq_transfer_city_id_reverses_id")),
    )
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfer_city_id_credit_account_id_id"), ["city_id", "credit_account_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfer_city_id_debit_account_id_id"), ["city_id", "debit_account_id", "id"], unique=False)

    op.create_table(
        "volunteer",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("phone", sa.String(length=13), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("is_known_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("consent_version", sa.Integer(), nullable=False),
        sa.Column("consent_channel", sa.String(length=12), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registered_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("consent_channel in ('in_person', 'paper', 'phone')", name=op.f("ck_volunteer_consent_channel")),
        sa.CheckConstraint("length(name) between 2 and 30", name=op.f("ck_volunteer_name")),
        sa.CheckConstraint("length(note) <= 500", name=op.f("ck_volunteer_note")),
        sa.CheckConstraint("length(phone) between 11 and 13", name=op.f("ck_volunteer_phone")),
        sa.ForeignKeyConstraint(["city_id", "account_id"], ["time_account.city_id", "time_account.id"], name="fk_volunteer_account_id"),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_volunteer_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_volunteer")),
        sa.UniqueConstraint("city_id", "tenant_id", "account_id", name=op.f("uq_volunteer_city_id_tenant_id_account_id")),
    )
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_volunteer_city_id_tenant_id_phone"), ["city_id", "tenant_id", "phone"], unique=False)

    op.create_table(
        "service",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("start_min", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("worked_min", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("credited_by", sa.Integer(), nullable=False),
        sa.Column("credited_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("served_on >= '2000-01-01' and served_on < '2100-01-01'", name=op.f("ck_service_served_on")),
        sa.CheckConstraint("(worked_min < 0) = (reverses_id is not null)", name=op.f("ck_service_reverses_id")),
        sa.CheckConstraint("length(kind) between 1 and 20", name=op.f("ck_service_kind")),
        sa.CheckConstraint("start_min between 0 and 1439", name=op.f("ck_service_start_min")),
        sa.CheckConstraint("worked_min between -1440 and 1440 and worked_min <> 0", name=op.f("ck_service_worked_min")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "reverses_id"], ["service.city_id", "service.tenant_id", "service.id"], name="fk_service_reverses_id"
        ),
        sa.ForeignKeyConstraint(["city_id", "transfer_id"], ["transfer.city_id", "transfer.id"], name="fk_service_transfer_id"),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_service_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_service")),
        sa.UniqueConstraint("city_id", "tenant_id", "reverses_id", name=op.f("uq_service_city_id_tenant_id_reverses_id")),
        sa.UniqueConstraint("city_id", "transfer_id", name=op.f("uq_service_city_id_transfer_id")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_city_id_served_on"), ["city_id", "served_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_service_city_id_tenant_id_served_on_id"), ["city_id", "tenant_id", "served_on", "id"], unique=False
        )
    _close()
    _seed()


def downgrade() -> None:
    _open()
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_city_id_tenant_id_served_on_id"))
        batch_op.drop_index(batch_op.f("ix_service_city_id_served_on"))

    op.drop_table("service")
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_city_id_tenant_id_phone"))

    op.drop_table("volunteer")
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transfer_city_id_debit_account_id_id"))
        batch_op.drop_index(batch_op.f("ix_transfer_city_id_credit_account_id_id"))

    op.drop_table("transfer")
    op.drop_table("trainee")
    with op.batch_alter_table("time_account", schema=None) as batch_op:
        batch_op.drop_index("ix_time_account_issuer", postgresql_where=sa.text("kind = 'issuer'"), sqlite_where=sa.text("kind = 'issuer'"))

    op.drop_table("time_account")
    with op.batch_alter_table("application_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_step_city_id_tenant_id_application_id_at"))

    op.drop_table("application_step")
    op.drop_table("tally")
    op.drop_table("receipt")
    op.drop_table("person")
    op.drop_table("month_book")
    op.drop_table("membership")
    with op.batch_alter_table("login", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_account_id"))

    op.drop_table("login")
    op.drop_table("kind_tag")
    op.drop_table("job")
    op.drop_table("invitation")
    with op.batch_alter_table("intake", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intake_city_id_tenant_id_taken_on_id"))

    op.drop_table("intake")
    with op.batch_alter_table("audit_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_line_city_id_tenant_id_at"))

    op.drop_table("audit_line")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_application_under_way",
            sqlite_where=sa.text("state in ('filed', 'visited', 'returned')"),
            postgresql_where=sa.text("state in ('filed', 'visited', 'returned')"),
        )
        batch_op.drop_index(batch_op.f("ix_application_city_id_tenant_id_state_moved_at"))

    op.drop_table("application")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_city_id_tenant_id_held_on_id"))
        batch_op.drop_index(batch_op.f("ix_activity_city_id_kind_id_held_on"))
        batch_op.drop_index(batch_op.f("ix_activity_city_id_held_on"))

    op.drop_table("activity")
    with op.batch_alter_table("tenant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tenant_city_id_level"))

    op.drop_table("tenant")
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_attempt_name_digest_address_at"))
        batch_op.drop_index(batch_op.f("ix_login_attempt_address_at"))

    op.drop_table("login_attempt")
    with op.batch_alter_table("division", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_division_parent_code"))

    op.drop_table("division")
    op.drop_table("consent_text")
    op.drop_table("activity_kind")
    op.drop_table("account")
