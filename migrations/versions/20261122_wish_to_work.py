"""From a wish to work: courses, wishes, classes, exams, certificates, proof, placement, what counts, and the codes that are scanned."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from portal.core.db import Reach
from portal.core.rls import close
from portal.people.rules.sounds import sound_of

revision = "20261122_03"
down_revision = "20261122_02"

REACH = {
    "attendance": Reach.TENANT,
    "certificate": Reach.TENANT,
    "class_cost": Reach.SUBTREE,
    "demand": Reach.SUBTREE,
    "employer": Reach.TENANT,
    "enrolment": Reach.TENANT,
    "exam": Reach.SUBTREE,
    "exam_entry": Reach.TENANT,
    "finding": Reach.SUBTREE,
    "follow_up": Reach.TENANT,
    "fund": Reach.SUBTREE,
    "gate_request": Reach.SUBTREE,
    "health_check": Reach.TENANT,
    "job_wish": Reach.TENANT,
    "lesson": Reach.SUBTREE,
    "online_count": Reach.SUBTREE,
    "outcome": Reach.SUBTREE,
    "person_tally": Reach.CITY,
    "placement": Reach.TENANT,
    "presence": Reach.CITY,
    "room": Reach.SUBTREE,
    "teacher": Reach.SUBTREE,
    "training_class": Reach.SUBTREE,
    "wish": Reach.TENANT,
    "wish_sheet": Reach.TENANT,
}

DOMESTIC, ELDER, INFANT = ("家政服务员", "4-10-01-06"), ("养老护理员", ""), ("育婴员", "")
NONE = ("", "")
# code, name, trade, step, occupation, track, level, tier of health certificate, usual hours, how many are enough.
# Occupation, levels and tracks of 4-10-01-06: the domain page; hours, tiers and numbers are ours, a city may hold other courses.
COURSES = (
    ("welfare_talk", "家政公益体验课", "housekeeping", "welfare", NONE, "", None, "general", 4, 10),
    ("welfare_care", "家庭护理公益课", "elder_care", "welfare", NONE, "", None, "general", 4, 10),
    ("pre_job", "上岗前培训（职业道德、安全与法律）", "housekeeping", "skill", NONE, "", None, "home", 8, 8),
    ("maternity_5", "母婴护理员（月嫂）初级", "maternity", "skill", DOMESTIC, "母婴护理员", 5, "maternity", 80, 15),
    ("maternity_4", "母婴护理员（月嫂）中级", "maternity", "skill", DOMESTIC, "母婴护理员", 4, "maternity", 100, 15),
    ("maternity_3", "母婴护理员（月嫂）高级", "maternity", "skill", DOMESTIC, "母婴护理员", 3, "maternity", 120, 12),
    ("household_5", "家务服务员初级", "housekeeping", "skill", DOMESTIC, "家务服务员", 5, "home", 60, 15),
    ("household_4", "家务服务员中级", "housekeeping", "skill", DOMESTIC, "家务服务员", 4, "home", 80, 15),
    ("household_3", "家务服务员高级", "housekeeping", "skill", DOMESTIC, "家务服务员", 3, "home", 100, 12),
    ("family_care_5", "家庭照护员初级", "disability_care", "skill", DOMESTIC, "家庭照护员", 5, "elder", 80, 15),
    ("family_care_4", "家庭照护员中级", "disability_care", "skill", DOMESTIC, "家庭照护员", 4, "elder", 100, 15),
    ("family_care_3", "家庭照护员高级", "disability_care", "skill", DOMESTIC, "家庭照护员", 3, "elder", 120, 12),
    ("domestic_2", "家政服务员技师", "housekeeping", "skill", DOMESTIC, "", 2, "home", 120, 10),
    ("elder_care_5", "养老护理员初级", "elder_care", "skill", ELDER, "", 5, "elder", 80, 15),
    ("elder_care_4", "养老护理员中级", "elder_care", "skill", ELDER, "", 4, "elder", 100, 15),
    ("infant_care_5", "育婴员初级", "infant_care", "skill", INFANT, "", 5, "maternity", 80, 15),
    ("infant_care_4", "育婴员中级", "infant_care", "skill", INFANT, "", 4, "maternity", 100, 15),
    ("infant", "婴幼儿照护", "infant_care", "special", NONE, "", None, "maternity", 40, 12),
    ("disability", "失能护理", "disability_care", "special", NONE, "", None, "elder", 40, 12),
    ("tidying", "整理收纳", "tidying", "special", ("整理收纳师", ""), "", None, "home", 24, 10),
    ("nutrition", "营养配餐", "nutrition", "special", NONE, "", None, "home", 24, 10),
    ("cleaning", "家居保洁", "cleaning", "special", NONE, "", None, "home", 16, 10),
    ("hourly", "钟点服务", "hourly", "special", NONE, "", None, "home", 16, 10),
    ("lactation", "催乳与产后恢复", "maternity", "special", NONE, "", None, "maternity", 40, 12),
    ("makeup", "美妆与形象", "other", "special", NONE, "", None, "general", 40, 12),
    ("refresher", "回炉提升", "housekeeping", "refresher", NONE, "", None, "home", 16, 5),
    ("station_manager", "社区家政职业经理人", "other", "manager", NONE, "", None, "general", 60, 10),
)
NOTICE = (
    "个人信息处理者：登记您的驿站及其所属的市、县（市、区）妇女联合会，联系方式见驿站公示栏。",
    (
        "一、为什么收集。驿站为您提供“三免一公”服务（免费培训、免费考证、免费上岗、公益活动），需要确认您的身份、避免重复登记，"
        "按您的意愿安排培训、考试和上岗，并向审计证明培训真实、没有收费。不用于其他目的。"
    ),
    (
        "二、收集什么。必需的：姓名、联系电话、意向课程和已有技能；参加培训、考证或上岗时，还有证件类型和号码、到课、考试、证书和上岗记录。"
        "其中证件号码是敏感个人信息，不提供就无法登记培训和考证；它加密保存，页面上只显示首尾几位。自愿的：所在社区和备注。"
        "健康证明、重点人群身份和收入区间，只在您另行单独同意后登记，不同意不影响您报名和培训；没有健康证明，依规定不能推荐上岗。"
    ),
    (
        "三、谁能看到。登记您的驿站的工作人员能看到您的个人信息；站长查看完整证件号码须写明理由，系统留下记录。县、市两级妇联只看到人数和"
        "不含姓名的登记记录；县级妇联因审核、投诉等确有需要时，可以逐份查阅一份登记，只显示姓名和部分遮盖的电话、证件号码，"
        "须写明理由并留下记录，驿站能看到谁查阅过。系统会核对同一证件是否已在本市登记、同一时间是否在两处上课，但不会告诉任何驿站您在哪里登记过。"
        "扫描您证书上的二维码，只能看到证书上印着的内容。未经您另行同意，不提供给用人单位或其他人，法律另有规定的除外。"
    ),
    "四、保存多久。保存到提供服务和接受审计所必需的最短时间，到期后删除或作匿名处理。",
    (
        "五、您的权利。您可以随时向本驿站查询、复制、更正您的信息，要求删除，或撤回同意。撤回同意后，驿站不再使用您的信息；"
        "这不影响撤回以前已经办理的事，也不影响您参加公益活动。"
    ),
)


def _close() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, reach in REACH.items():
            for statement in close(table, reach):
                op.execute(statement)


def _fill() -> None:
    """The catalogue, the notice that tells of training and work, and how the names on record sound."""
    connection, tables = op.get_bind(), sa.MetaData()
    course, notice = (sa.Table(name, tables, autoload_with=connection) for name in ("course", "consent_text"))
    for position, (code, name, trade, step, (occupation, number), track, level, tier, hours, enough) in enumerate(COURSES):
        what = {"code": code, "name": name, "trade": trade, "step": step, "occupation": occupation, "occupation_code": number}
        how = {"track": track, "level": level, "tier": tier, "usual_min": hours * 60, "enough": enough}
        connection.execute(course.insert(), {"id": position + 1, **what, **how, "position": position, "is_active": True})
    if not connection.execute(sa.select(notice.c.version).where(notice.c.version == 3)).first():
        since = datetime(2026, 11, 22, tzinfo=UTC).date()
        connection.execute(notice.insert(), {"version": 3, "text": "\n".join(NOTICE), "effective_on": since})
    _sound(connection)


def _sound(connection: sa.Connection) -> None:
    is_postgres = connection.dialect.name == "postgresql"
    op.execute("ALTER TABLE trainee NO FORCE ROW LEVEL SECURITY") if is_postgres else None
    trainee = sa.Table("trainee", sa.MetaData(), autoload_with=connection)
    c = trainee.c
    for row in connection.execute(sa.select(c.city_id, c.tenant_id, c.id, c.name).where(c.erased_at.is_(None))).all():
        hers = (c.city_id == row.city_id, c.tenant_id == row.tenant_id, c.id == row.id)
        connection.execute(sa.update(trainee).where(*hers).values(name_sound=sound_of(row.name)))
    op.execute("ALTER TABLE trainee FORCE ROW LEVEL SECURITY") if is_postgres else None


def upgrade() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("trade", sa.String(length=30), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("occupation", sa.String(length=40), nullable=False),
        sa.Column("occupation_code", sa.String(length=12), nullable=False),
        sa.Column("track", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("usual_min", sa.Integer(), nullable=False),
        sa.Column("enough", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("level between 2 and 5 and (level > 2 or track = '')", name=op.f("ck_course_level")),
        sa.CheckConstraint("step in ('welfare', 'skill', 'special', 'refresher', 'manager')", name=op.f("ck_course_step")),
        sa.CheckConstraint("tier in ('general', 'home', 'elder', 'maternity')", name=op.f("ck_course_tier")),
        sa.CheckConstraint("enough between 1 and 200", name=op.f("ck_course_enough")),
        sa.CheckConstraint("usual_min between 45 and 60000", name=op.f("ck_course_usual_min")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("code", name=op.f("uq_course_code")),
    )
    op.create_table(
        "demand",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=True),
        sa.Column("branch", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.CheckConstraint("asked_on >= '2000-01-01' and asked_on < '2100-01-01'", name=op.f("ck_demand_asked_on")),
        sa.CheckConstraint("branch in ('refer', 'train_first')", name=op.f("ck_demand_branch")),
        sa.CheckConstraint("channel in ('counter', 'grid', 'poster', 'propagandist', 'other')", name=op.f("ck_demand_channel")),
        sa.CheckConstraint("state in ('open', 'placed', 'met', 'dropped')", name=op.f("ck_demand_state")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_demand_course_id")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_demand_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_demand")),
    )
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demand_city_id_state_course_id"), ["city_id", "state", "course_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_demand_city_id_tenant_id_state_course_id_asked_on"),
            ["city_id", "tenant_id", "state", "course_id", "asked_on"],
            unique=False,
        )

    op.create_table(
        "employer",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_sound", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('company', 'household', 'own')", name=op.f("ck_employer_kind")),
        sa.CheckConstraint("length(name) between 2 and 60", name=op.f("ck_employer_name")),
        sa.CheckConstraint("length(phone) <= 20", name=op.f("ck_employer_phone")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_employer_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_employer")),
    )
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employer_city_id_tenant_id_kind_ended_on"), ["city_id", "tenant_id", "kind", "ended_on"], unique=False
        )

    op.create_table(
        "fund",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("donor", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("source in ('budget', 'federation', 'foundation', 'company', 'other')", name=op.f("ck_fund_source")),
        sa.CheckConstraint("budget_fen between 0 and 1000000000000", name=op.f("ck_fund_budget_fen")),
        sa.CheckConstraint("length(name) between 1 and 60", name=op.f("ck_fund_name")),
        sa.CheckConstraint("year between 2000 and 2099", name=op.f("ck_fund_year")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_fund_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_fund")),
    )
    with op.batch_alter_table("fund", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fund_city_id_tenant_id_year"), ["city_id", "tenant_id", "year"], unique=False)

    op.create_table(
        "gate_request",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lacks", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(length=300), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('asked', 'granted', 'refused', 'used', 'withdrawn')", name=op.f("ck_gate_request_state")),
        sa.CheckConstraint("length(lacks) between 1 and 100", name=op.f("ck_gate_request_lacks")),
        sa.CheckConstraint("length(reason) between 1 and 300", name=op.f("ck_gate_request_reason")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_gate_request_course_id")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_gate_request_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_gate_request")),
    )
    with op.batch_alter_table("gate_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_gate_request_city_id_tenant_id_state_asked_at"), ["city_id", "tenant_id", "state", "asked_at"], unique=False
        )

    op.create_table(
        "phone_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("phone_digest", sa.String(length=64), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tries between 0 and 99", name=op.f("ck_phone_check_tries")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_phone_check_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_check")),
    )
    with op.batch_alter_table("phone_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_check_address_sent_at"), ["address", "sent_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_phone_check_phone_digest_sent_at"), ["phone_digest", "sent_at"], unique=False)

    op.create_table(
        "public_code",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel in ('', 'counter', 'grid', 'poster', 'propagandist', 'other')", name=op.f("ck_public_code_channel")),
        sa.CheckConstraint("kind in ('station', 'class', 'certificate', 'service', 'vol_cert')", name=op.f("ck_public_code_kind")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_public_code_tenant_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_public_code")),
    )
    with op.batch_alter_table("public_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_code_tenant_id_kind_subject_id"), ["tenant_id", "kind", "subject_id"], unique=False)

    op.create_table(
        "room",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity between 1 and 2000", name=op.f("ck_room_capacity")),
        sa.CheckConstraint("length(name) between 1 and 40", name=op.f("ck_room_name")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_room_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_room")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_city_id_tenant_id_ended_on"), ["city_id", "tenant_id", "ended_on"], unique=False)

    op.create_table(
        "teacher",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("employer", sa.String(length=80), nullable=False),
        sa.Column("subjects", sa.String(length=100), nullable=False),
        sa.Column("qualification", sa.String(length=100), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name) between 2 and 30", name=op.f("ck_teacher_name")),
        sa.CheckConstraint("length(phone) <= 20", name=op.f("ck_teacher_phone")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_teacher_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_teacher")),
    )
    with op.batch_alter_table("teacher", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_city_id_tenant_id_ended_on"), ["city_id", "tenant_id", "ended_on"], unique=False)

    op.create_table(
        "outcome",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("indicator", sa.String(length=30), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("happened_on >= '2000-01-01' and happened_on < '2100-01-01'", name=op.f("ck_outcome_happened_on")),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_outcome_month")),
        sa.CheckConstraint("value > 0", name=op.f("ck_outcome_value")),
        sa.ForeignKeyConstraint(["city_id", "person_id"], ["person.city_id", "person.id"], name="fk_outcome_person_id"),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_outcome_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_outcome")),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcome_city_id_tenant_id_indicator_happened_on_id"),
            ["city_id", "tenant_id", "indicator", "happened_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_outcome_subject",
            ["city_id", "tenant_id", "indicator", "subject_id"],
            unique=True,
            sqlite_where=sa.text("voided_at is null"),
            postgresql_where=sa.text("voided_at is null"),
        )

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
    with op.batch_alter_table("person_tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_tally_city_id_person_id"), ["city_id", "person_id"], unique=False)

    op.create_table(
        "presence",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("start_min", sa.Integer(), nullable=False),
        sa.Column("end_min", sa.Integer(), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["city_id", "person_id"], ["person.city_id", "person.id"], name="fk_presence_person_id"),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_presence_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_presence")),
        sa.UniqueConstraint("city_id", "person_id", "lesson_id", name=op.f("uq_presence_city_id_person_id_lesson_id")),
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_city_id_held_on"), ["city_id", "held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_city_id_tenant_id_held_on"), ["city_id", "tenant_id", "held_on"], unique=False)

    op.create_table(
        "training_class",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("title_sound", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("teacher_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_reason", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('pre_job', 'level', 'refresher', 'welfare')", name=op.f("ck_training_class_kind")),
        sa.CheckConstraint("state in ('planned', 'running', 'ended', 'cancelled')", name=op.f("ck_training_class_state")),
        sa.CheckConstraint("capacity between 1 and 2000", name=op.f("ck_training_class_capacity")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_training_class_ends_on")),
        sa.CheckConstraint("length(note) <= 500", name=op.f("ck_training_class_note")),
        sa.CheckConstraint("length(title) between 1 and 80", name=op.f("ck_training_class_title")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "room_id"], ["room.city_id", "room.tenant_id", "room.id"], name="fk_training_class_room_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "teacher_id"],
            ["teacher.city_id", "teacher.tenant_id", "teacher.id"],
            name="fk_training_class_teacher_id",
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_training_class_course_id")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_training_class_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_training_class")),
        sa.UniqueConstraint("city_id", "tenant_id", "number", name=op.f("uq_training_class_city_id_tenant_id_number")),
    )
    with op.batch_alter_table("training_class", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_training_class_city_id_tenant_id_starts_on_id"), ["city_id", "tenant_id", "starts_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_training_class_city_id_tenant_id_state_starts_on"), ["city_id", "tenant_id", "state", "starts_on"], unique=False
        )

    op.create_table(
        "class_cost",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=12), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("voucher", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "item in ('teaching', 'room', 'material', 'exam', 'certificate', 'health', 'insurance', 'other')",
            name=op.f("ck_class_cost_item"),
        ),
        sa.CheckConstraint("amount_fen between 1 and 100000000000", name=op.f("ck_class_cost_amount_fen")),
        sa.CheckConstraint("length(voucher) <= 60", name=op.f("ck_class_cost_voucher")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "class_id"],
            ["training_class.city_id", "training_class.tenant_id", "training_class.id"],
            name="fk_class_cost_class_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "fund_id"], ["fund.city_id", "fund.tenant_id", "fund.id"], name="fk_class_cost_fund_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_class_cost_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_class_cost")),
    )
    with op.batch_alter_table("class_cost", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_class_cost_city_id_tenant_id_class_id"), ["city_id", "tenant_id", "class_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_class_cost_city_id_tenant_id_fund_id"), ["city_id", "tenant_id", "fund_id"], unique=False)

    op.create_table(
        "exam",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("start_min", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("issuer", sa.String(length=80), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_reason", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'closed', 'cancelled')", name=op.f("ck_exam_state")),
        sa.CheckConstraint("length(title) between 1 and 80", name=op.f("ck_exam_title")),
        sa.CheckConstraint("pass_mark between 1 and 100", name=op.f("ck_exam_pass_mark")),
        sa.CheckConstraint("start_min between 0 and 1439", name=op.f("ck_exam_start_min")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "class_id"],
            ["training_class.city_id", "training_class.tenant_id", "training_class.id"],
            name="fk_exam_class_id",
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_exam_course_id")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_exam_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_exam")),
    )
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_city_id_tenant_id_held_on_id"), ["city_id", "tenant_id", "held_on", "id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_there", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("explanation", sa.String(length=500), nullable=False),
        sa.Column("explained_by", sa.Integer(), nullable=True),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(length=500), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'explained', 'closed')", name=op.f("ck_finding_state")),
        sa.CheckConstraint("length(summary) between 1 and 300", name=op.f("ck_finding_summary")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "class_id"],
            ["training_class.city_id", "training_class.tenant_id", "training_class.id"],
            name="fk_finding_class_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_finding_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_finding")),
        sa.UniqueConstraint("city_id", "tenant_id", "fingerprint", name=op.f("uq_finding_city_id_tenant_id_fingerprint")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_finding_city_id_tenant_id_state_found_at"), ["city_id", "tenant_id", "state", "found_at"], unique=False
        )

    op.create_table(
        "health_check",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issuer", sa.String(length=80), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("tier in ('general', 'home', 'elder', 'maternity')", name=op.f("ck_health_check_tier")),
        sa.CheckConstraint("expires_on > checked_on", name=op.f("ck_health_check_expires_on")),
        sa.CheckConstraint("length(number) <= 40", name=op.f("ck_health_check_number")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "trainee_id"],
            ["trainee.city_id", "trainee.tenant_id", "trainee.id"],
            name="fk_health_check_trainee_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_health_check_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_health_check")),
    )
    with op.batch_alter_table("health_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_health_check_city_id_tenant_id_expires_on"), ["city_id", "tenant_id", "expires_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_health_check_city_id_tenant_id_trainee_id"), ["city_id", "tenant_id", "trainee_id"], unique=False
        )

    op.create_table(
        "job_wish",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("trade", sa.String(length=30), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("living", sa.String(length=10), nullable=False),
        sa.Column("hours", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours in ('full', 'part', 'hourly', 'any')", name=op.f("ck_job_wish_hours")),
        sa.CheckConstraint("living in ('live_in', 'live_out', 'any')", name=op.f("ck_job_wish_living")),
        sa.CheckConstraint("place in ('local', 'away', 'any')", name=op.f("ck_job_wish_place")),
        sa.CheckConstraint("length(note) <= 200", name=op.f("ck_job_wish_note")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "trainee_id"], ["trainee.city_id", "trainee.tenant_id", "trainee.id"], name="fk_job_wish_trainee_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_job_wish_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_job_wish")),
        sa.UniqueConstraint("city_id", "tenant_id", "trainee_id", name=op.f("uq_job_wish_city_id_tenant_id_trainee_id")),
    )
    op.create_table(
        "lesson",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("start_min", sa.Integer(), nullable=False),
        sa.Column("end_min", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("teacher_id", sa.Uuid(), nullable=True),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("taught_min", sa.Integer(), nullable=True),
        sa.Column("minutes_text", sa.String(length=1000), nullable=False),
        sa.Column("present_count", sa.Integer(), nullable=False),
        sa.Column("online_count", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("held_on >= '2000-01-01' and held_on < '2100-01-01'", name=op.f("ck_lesson_held_on")),
        sa.CheckConstraint("length(minutes_text) <= 1000", name=op.f("ck_lesson_minutes_text")),
        sa.CheckConstraint("present_count between 0 and 2000 and online_count between 0 and 99999", name=op.f("ck_lesson_counts")),
        sa.CheckConstraint(
            "start_min between 0 and 1439 and end_min between 1 and 1440 and end_min > start_min", name=op.f("ck_lesson_times")
        ),
        sa.CheckConstraint("taught_min between 1 and 1440", name=op.f("ck_lesson_taught_min")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "class_id"],
            ["training_class.city_id", "training_class.tenant_id", "training_class.id"],
            name="fk_lesson_class_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "room_id"], ["room.city_id", "room.tenant_id", "room.id"], name="fk_lesson_room_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "teacher_id"], ["teacher.city_id", "teacher.tenant_id", "teacher.id"], name="fk_lesson_teacher_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_lesson_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_lesson")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lesson_city_id_tenant_id_class_id_held_on"), ["city_id", "tenant_id", "class_id", "held_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_lesson_city_id_tenant_id_held_on_start_min"), ["city_id", "tenant_id", "held_on", "start_min"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_lesson_city_id_tenant_id_room_id_held_on"), ["city_id", "tenant_id", "room_id", "held_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_lesson_city_id_tenant_id_teacher_id_held_on"), ["city_id", "tenant_id", "teacher_id", "held_on"], unique=False
        )

    op.create_table(
        "wish",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("name_sound", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("born_year", sa.Integer(), nullable=True),
        sa.Column("is_student", sa.Boolean(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("limits", sa.String(length=100), nullable=False),
        sa.Column("priority", sa.String(length=20), nullable=False),
        sa.Column("priority_consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collector", sa.String(length=20), nullable=False),
        sa.Column("collector_name", sa.String(length=30), nullable=False),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("sheet_serial", sa.String(length=30), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("drop_reason", sa.String(length=100), nullable=False),
        sa.Column("public_code", sa.String(length=16), nullable=False),
        sa.Column("phone_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_version", sa.Integer(), nullable=False),
        sa.Column("consent_channel", sa.String(length=12), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consent_withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "collector in ('secretary', 'women_head', 'recruiter', 'grid', 'propagandist', 'herself', 'other')",
            name=op.f("ck_wish_collector"),
        ),
        sa.CheckConstraint("consent_channel in ('in_person', 'paper', 'phone', 'online')", name=op.f("ck_wish_consent_channel")),
        sa.CheckConstraint("length(phone) between 7 and 20 or (phone = '' and erased_at is not null)", name=op.f("ck_wish_phone")),
        sa.CheckConstraint("priority = '' or priority_consented_at is not null", name=op.f("ck_wish_priority")),
        sa.CheckConstraint("state in ('open', 'admitted', 'dropped')", name=op.f("ck_wish_state")),
        sa.CheckConstraint("length(name) between 2 and 30", name=op.f("ck_wish_name")),
        sa.CheckConstraint("length(note) <= 200", name=op.f("ck_wish_note")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "demand_id"], ["demand.city_id", "demand.tenant_id", "demand.id"], name="fk_wish_demand_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "trainee_id"], ["trainee.city_id", "trainee.tenant_id", "trainee.id"], name="fk_wish_trainee_id"
        ),
        sa.ForeignKeyConstraint(["consent_version"], ["consent_text.version"], name=op.f("fk_wish_consent_version")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_wish_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_wish")),
        sa.UniqueConstraint("city_id", "tenant_id", "demand_id", name=op.f("uq_wish_city_id_tenant_id_demand_id")),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_city_id_tenant_id_phone"), ["city_id", "tenant_id", "phone"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_wish_city_id_tenant_id_state_collected_on_id"),
            ["city_id", "tenant_id", "state", "collected_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_wish_sheet_serial",
            ["city_id", "tenant_id", "sheet_serial"],
            unique=True,
            sqlite_where=sa.text("sheet_serial <> ''"),
            postgresql_where=sa.text("sheet_serial <> ''"),
        )

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

    op.create_table(
        "attendance",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("street", sa.String(length=40), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("way in ('paper', 'keyed', 'code', 'online', 'absent')", name=op.f("ck_attendance_way")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "lesson_id"], ["lesson.city_id", "lesson.tenant_id", "lesson.id"], name="fk_attendance_lesson_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "trainee_id"], ["trainee.city_id", "trainee.tenant_id", "trainee.id"], name="fk_attendance_trainee_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_attendance_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "city_id", "tenant_id", "lesson_id", "trainee_id", name=op.f("uq_attendance_city_id_tenant_id_lesson_id_trainee_id")
        ),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_city_id_tenant_id_trainee_id"), ["city_id", "tenant_id", "trainee_id"], unique=False
        )

    op.create_table(
        "enrolment",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("wish_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_refresher", sa.Boolean(), nullable=False),
        sa.Column("refresher_cause", sa.String(length=10), nullable=False),
        sa.Column("refresher_entry_id", sa.Uuid(), nullable=True),
        sa.Column("refresher_note", sa.String(length=200), nullable=False),
        sa.Column("attended_min", sa.Integer(), nullable=True),
        sa.Column("taught_min", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("free_confirmed_on", sa.Date(), nullable=True),
        sa.Column("free_way", sa.String(length=10), nullable=False),
        sa.Column("enrolled_by", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("free_way in ('', 'signed', 'phone', 'online')", name=op.f("ck_enrolment_free_way")),
        sa.CheckConstraint("is_refresher = (refresher_cause <> '')", name=op.f("ck_enrolment_refresher")),
        sa.CheckConstraint("refresher_cause in ('', 'exam', 'complaint')", name=op.f("ck_enrolment_refresher_cause")),
        sa.CheckConstraint("state in ('enrolled', 'waiting', 'left', 'completed', 'failed')", name=op.f("ck_enrolment_state")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "class_id"],
            ["training_class.city_id", "training_class.tenant_id", "training_class.id"],
            name="fk_enrolment_class_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "trainee_id"], ["trainee.city_id", "trainee.tenant_id", "trainee.id"], name="fk_enrolment_trainee_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "wish_id"], ["wish.city_id", "wish.tenant_id", "wish.id"], name="fk_enrolment_wish_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_enrolment_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "city_id", "tenant_id", "class_id", "trainee_id", name=op.f("uq_enrolment_city_id_tenant_id_class_id_trainee_id")
        ),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_city_id_tenant_id_trainee_id"), ["city_id", "tenant_id", "trainee_id"], unique=False)

    op.create_table(
        "exam_entry",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("resits_id", sa.Uuid(), nullable=True),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("failed_items", sa.String(length=200), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result_by", sa.Integer(), nullable=True),
        sa.Column("result_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("result in ('pending', 'passed', 'failed', 'absent', 'withdrawn')", name=op.f("ck_exam_entry_result")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "exam_id"], ["exam.city_id", "exam.tenant_id", "exam.id"], name="fk_exam_entry_exam_id"
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "trainee_id"], ["trainee.city_id", "trainee.tenant_id", "trainee.id"], name="fk_exam_entry_trainee_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_exam_entry_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_exam_entry")),
        sa.UniqueConstraint(
            "city_id", "tenant_id", "exam_id", "trainee_id", name=op.f("uq_exam_entry_city_id_tenant_id_exam_id_trainee_id")
        ),
    )
    with op.batch_alter_table("exam_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exam_entry_city_id_tenant_id_trainee_id"), ["city_id", "tenant_id", "trainee_id"], unique=False
        )

    op.create_table(
        "online_count",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("street", sa.String(length=40), nullable=False),
        sa.Column("attendances", sa.Integer(), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("attendances between 1 and 99999", name=op.f("ck_online_count_attendances")),
        sa.CheckConstraint("length(street) between 1 and 40", name=op.f("ck_online_count_street")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "lesson_id"], ["lesson.city_id", "lesson.tenant_id", "lesson.id"], name="fk_online_count_lesson_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_online_count_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_online_count")),
        sa.UniqueConstraint("city_id", "tenant_id", "lesson_id", "street", name=op.f("uq_online_count_city_id_tenant_id_lesson_id_street")),
    )
    op.create_table(
        "placement",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("gate_request_id", sa.Uuid(), nullable=True),
        sa.Column("health_check_id", sa.Uuid(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("contract_on", sa.Date(), nullable=False),
        sa.Column("contract_number", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("living", sa.String(length=10), nullable=False),
        sa.Column("hours", sa.String(length=10), nullable=False),
        sa.Column("income_band", sa.String(length=12), nullable=False),
        sa.Column("income_consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("left_cause", sa.String(length=20), nullable=False),
        sa.Column("left_note", sa.String(length=200), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_on is null) = (left_cause = '')", name=op.f("ck_placement_left_cause")),
        sa.CheckConstraint("hours in ('full', 'part', 'hourly')", name=op.f("ck_placement_hours")),
        sa.CheckConstraint("income_band = '' or income_consented_at is not null", name=op.f("ck_placement_income_consent")),
        sa.CheckConstraint(
            "income_band in ('', 'below_3000', 'to_5000', 'to_8000', 'to_10000', 'above_10000')", name=op.f("ck_placement_income_band")
        ),
        sa.CheckConstraint("living in ('live_in', 'live_out')", name=op.f("ck_placement_living")),
        sa.CheckConstraint("place in ('local', 'away')", name=op.f("ck_placement_place")),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_placement_ended_on")),
        sa.CheckConstraint("length(contract_number) <= 40", name=op.f("ck_placement_contract_number")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "employer_id"],
            ["employer.city_id", "employer.tenant_id", "employer.id"],
            name="fk_placement_employer_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "gate_request_id"],
            ["gate_request.city_id", "gate_request.tenant_id", "gate_request.id"],
            name="fk_placement_gate_request_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "health_check_id"],
            ["health_check.city_id", "health_check.tenant_id", "health_check.id"],
            name="fk_placement_health_check_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "trainee_id"], ["trainee.city_id", "trainee.tenant_id", "trainee.id"], name="fk_placement_trainee_id"
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_placement_course_id")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_placement_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_placement")),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_placement_city_id_tenant_id_ended_on_started_on_id"),
            ["city_id", "tenant_id", "ended_on", "started_on", "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_placement_city_id_tenant_id_trainee_id"), ["city_id", "tenant_id", "trainee_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("trainee_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("holder_name", sa.String(length=30), nullable=False),
        sa.Column("occupation", sa.String(length=40), nullable=False),
        sa.Column("occupation_code", sa.String(length=12), nullable=False),
        sa.Column("track", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issuer", sa.String(length=80), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("check_code", sa.String(length=16), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("revoke_reason", sa.String(length=200), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('course', 'level', 'special')", name=op.f("ck_certificate_kind")),
        sa.CheckConstraint("level between 2 and 5 and (level > 2 or track = '')", name=op.f("ck_certificate_level")),
        sa.CheckConstraint("expires_on > issued_on", name=op.f("ck_certificate_expires_on")),
        sa.CheckConstraint("length(number) between 1 and 40", name=op.f("ck_certificate_number")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "entry_id"],
            ["exam_entry.city_id", "exam_entry.tenant_id", "exam_entry.id"],
            name="fk_certificate_entry_id",
        ),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "trainee_id"], ["trainee.city_id", "trainee.tenant_id", "trainee.id"], name="fk_certificate_trainee_id"
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_certificate_course_id")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_certificate_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("city_id", "tenant_id", "check_code", name=op.f("uq_certificate_city_id_tenant_id_check_code")),
        sa.UniqueConstraint("city_id", "tenant_id", "issuer", "number", name=op.f("uq_certificate_city_id_tenant_id_issuer_number")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_city_id_tenant_id_expires_on"), ["city_id", "tenant_id", "expires_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_certificate_city_id_tenant_id_issued_on_id"), ["city_id", "tenant_id", "issued_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_certificate_city_id_tenant_id_trainee_id"), ["city_id", "tenant_id", "trainee_id"], unique=False
        )

    op.create_table(
        "follow_up",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("outcome in ('working', 'left', 'unreached')", name=op.f("ck_follow_up_outcome")),
        sa.CheckConstraint("day in (30, 90, 180)", name=op.f("ck_follow_up_day")),
        sa.CheckConstraint("length(note) <= 200", name=op.f("ck_follow_up_note")),
        sa.CheckConstraint("satisfaction between 1 and 5", name=op.f("ck_follow_up_satisfaction")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "placement_id"],
            ["placement.city_id", "placement.tenant_id", "placement.id"],
            name="fk_follow_up_placement_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_follow_up_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("city_id", "tenant_id", "placement_id", "day", name=op.f("uq_follow_up_city_id_tenant_id_placement_id_day")),
    )
    with op.batch_alter_table("trainee", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name_sound", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("priority", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("is_student", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("trainee", schema=None) as batch_op:
        for name in ("name_sound", "priority", "is_student"):
            batch_op.alter_column(name, server_default=None)
    _close()
    _fill()


def downgrade() -> None:
    with op.batch_alter_table("trainee", schema=None) as batch_op:
        batch_op.drop_column("is_student")
        batch_op.drop_column("priority")
        batch_op.drop_column("name_sound")

    op.drop_table("follow_up")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_city_id_tenant_id_trainee_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_city_id_tenant_id_issued_on_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_city_id_tenant_id_expires_on"))

    op.drop_table("certificate")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_city_id_tenant_id_trainee_id"))
        batch_op.drop_index(batch_op.f("ix_placement_city_id_tenant_id_ended_on_started_on_id"))

    op.drop_table("placement")
    op.drop_table("online_count")
    with op.batch_alter_table("exam_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_entry_city_id_tenant_id_trainee_id"))

    op.drop_table("exam_entry")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_city_id_tenant_id_trainee_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_city_id_tenant_id_trainee_id"))

    with op.batch_alter_table("wish_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_sheet_city_id_tenant_id_read_at"))

    op.drop_table("wish_sheet")
    op.drop_table("attendance")
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_wish_sheet_serial", sqlite_where=sa.text("sheet_serial <> ''"), postgresql_where=sa.text("sheet_serial <> ''")
        )
        batch_op.drop_index(batch_op.f("ix_wish_city_id_tenant_id_state_collected_on_id"))
        batch_op.drop_index(batch_op.f("ix_wish_city_id_tenant_id_phone"))

    op.drop_table("wish")
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_city_id_tenant_id_teacher_id_held_on"))
        batch_op.drop_index(batch_op.f("ix_lesson_city_id_tenant_id_room_id_held_on"))
        batch_op.drop_index(batch_op.f("ix_lesson_city_id_tenant_id_held_on_start_min"))
        batch_op.drop_index(batch_op.f("ix_lesson_city_id_tenant_id_class_id_held_on"))

    op.drop_table("lesson")
    op.drop_table("job_wish")
    with op.batch_alter_table("health_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_health_check_city_id_tenant_id_trainee_id"))
        batch_op.drop_index(batch_op.f("ix_health_check_city_id_tenant_id_expires_on"))

    op.drop_table("health_check")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_city_id_tenant_id_state_found_at"))

    op.drop_table("finding")
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_city_id_tenant_id_held_on_id"))

    op.drop_table("exam")
    with op.batch_alter_table("class_cost", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_cost_city_id_tenant_id_fund_id"))
        batch_op.drop_index(batch_op.f("ix_class_cost_city_id_tenant_id_class_id"))

    op.drop_table("class_cost")
    with op.batch_alter_table("training_class", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_class_city_id_tenant_id_state_starts_on"))
        batch_op.drop_index(batch_op.f("ix_training_class_city_id_tenant_id_starts_on_id"))

    op.drop_table("training_class")
    with op.batch_alter_table("person_tally", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_tally_city_id_person_id"))

    op.drop_table("person_tally")
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_presence_city_id_tenant_id_held_on"))
        batch_op.drop_index(batch_op.f("ix_presence_city_id_held_on"))

    op.drop_table("presence")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index("uq_outcome_subject", sqlite_where=sa.text("voided_at is null"), postgresql_where=sa.text("voided_at is null"))
        batch_op.drop_index(batch_op.f("ix_outcome_city_id_tenant_id_indicator_happened_on_id"))

    op.drop_table("outcome")
    with op.batch_alter_table("teacher", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teacher_city_id_tenant_id_ended_on"))

    op.drop_table("teacher")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_city_id_tenant_id_ended_on"))

    op.drop_table("room")
    with op.batch_alter_table("public_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_public_code_tenant_id_kind_subject_id"))

    op.drop_table("public_code")
    with op.batch_alter_table("phone_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phone_check_phone_digest_sent_at"))
        batch_op.drop_index(batch_op.f("ix_phone_check_address_sent_at"))

    op.drop_table("phone_check")
    with op.batch_alter_table("gate_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gate_request_city_id_tenant_id_state_asked_at"))

    op.drop_table("gate_request")
    with op.batch_alter_table("fund", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fund_city_id_tenant_id_year"))

    op.drop_table("fund")
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employer_city_id_tenant_id_kind_ended_on"))

    op.drop_table("employer")
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_demand_city_id_tenant_id_state_course_id_asked_on"))
        batch_op.drop_index(batch_op.f("ix_demand_city_id_state_course_id"))

    op.drop_table("demand")
    op.drop_table("course")
