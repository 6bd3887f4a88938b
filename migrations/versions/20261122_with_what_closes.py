"""Figures that close: months on their way, corrections, targets, ranking, stars, problems, bulletins."""

import sqlalchemy as sa
from alembic import op

from portal.core.append_only import refuse_changes
from portal.core.db import Reach
from portal.core.rls import close

revision = "20261122_06"
down_revision = "20261122_05"

REACH = {
    "activity_guest": Reach.SUBTREE,
    "base_grade": Reach.CITY,
    "bulletin": Reach.CITY,
    "candidate": Reach.SUBTREE,
    "correction": Reach.SUBTREE,
    "correction_line": Reach.SUBTREE,
    "due_exception": Reach.SUBTREE,
    "improvement_plan": Reach.SUBTREE,
    "improvement_step": Reach.SUBTREE,
    "inspection": Reach.SUBTREE,
    "inspection_item": Reach.SUBTREE,
    "inspection_score": Reach.SUBTREE,
    "inspection_sheet": Reach.SUBTREE,
    "month_freeze": Reach.SUBTREE,
    "month_step": Reach.SUBTREE,
    "opinion": Reach.SUBTREE,
    "past_year": Reach.SUBTREE,
    "problem": Reach.SUBTREE,
    "problem_step": Reach.SUBTREE,
    "programme": Reach.CITY,
    "quota": Reach.CITY,
    "rank_formula": Reach.CITY,
    "rank_objection": Reach.SUBTREE,
    "ranking": Reach.CITY,
    "return_rule": Reach.CITY,
    "star_evidence": Reach.SUBTREE,
    "star_rating": Reach.CITY,
    "star_rule": Reach.CITY,
    "study": Reach.SUBTREE,
    "target": Reach.CITY,
    "target_change": Reach.CITY,
    "target_part": Reach.CITY,
    "target_person": Reach.CITY,
    "women_count": Reach.CITY,
    "workday": Reach.CITY,
}

APPEND_ONLY = ("month_freeze", "month_step", "problem_step", "target_change")
# Which of the 六新 a kind of activity is counted for. Source: S2-23.
SIX_NEW = {
    "lecture": "idea",
    "micro_class": "mode",
    "training": "power",
    "refresher": "power",
    "job_fair": "mode",
    "welfare": "scene",
    "role_model": "force",
    "contest": "force",
}


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


def _tell_months() -> None:
    """A month that was closed was submitted, as far as anybody knows; what it came to then was not kept."""
    _forced("month_book", on=False)
    op.execute("UPDATE month_book SET state = 'submitted', submitted_at = closed_at WHERE closed_at IS NOT NULL")
    _forced("month_book", on=True)


def _tag_kinds() -> None:
    """技能大赛 is a kind of its own (S2-3, S2-19), and stays when this is taken back, as activities may be of it; kinds get their place in the 六新."""
    op.execute(
        "INSERT INTO activity_kind (id, code, name, position, is_active)"
        " SELECT max(id) + 1, 'contest', '技能大赛', max(position) + 1, true FROM activity_kind"
        " HAVING sum(CASE WHEN code = 'contest' THEN 1 ELSE 0 END) = 0"
    )
    for kind, tag in SIX_NEW.items():
        op.execute(f"INSERT INTO kind_tag (kind_id, tag_set, tag) SELECT id, 'xin', '{tag}' FROM activity_kind WHERE code = '{kind}'")  # noqa: S608  # our own words


def upgrade() -> None:
    op.create_table(
        "base_grade",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=10), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("grade in ('mature', 'middle', 'weak')", name=op.f("ck_base_grade_grade")),
        sa.CheckConstraint("length(reason) between 1 and 500", name=op.f("ck_base_grade_reason")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_base_grade_city_id"),
        sa.ForeignKeyConstraint(["unit_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_base_grade_unit_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_base_grade")),
    )
    with op.batch_alter_table("base_grade", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_base_grade_city_id_unit_id_since_on_id"), ["city_id", "unit_id", "since_on", "id"], unique=False
        )

    op.create_table(
        "bulletin",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("foreword", sa.String(length=2000), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'draft') = (published_at is null)", name=op.f("ck_bulletin_published_at")),
        sa.CheckConstraint("state in ('draft', 'published', 'superseded')", name=op.f("ck_bulletin_state")),
        sa.CheckConstraint("length(foreword) <= 2000", name=op.f("ck_bulletin_foreword")),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_bulletin_month")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_bulletin_number")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_bulletin_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint("city_id", "month", "revision", name=op.f("uq_bulletin_city_id_month_revision")),
        sa.UniqueConstraint("city_id", "year", "number", "revision", name=op.f("uq_bulletin_city_id_year_number_revision")),
    )
    op.create_table(
        "candidate",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("deeds", sa.String(length=2000), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreed_by", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("notice_until", sa.Date(), nullable=True),
        sa.Column("recommended_on", sa.Date(), nullable=True),
        sa.Column("nominated_by", sa.Integer(), nullable=False),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind = 'base' or agreed_on is not null", name=op.f("ck_candidate_agreed_on")),
        sa.CheckConstraint("kind in ('base', 'model')", name=op.f("ck_candidate_kind")),
        sa.CheckConstraint(
            "state in ('nominated', 'shortlisted', 'notice', 'recommended', 'refused', 'withdrawn')", name=op.f("ck_candidate_state")
        ),
        sa.CheckConstraint("length(deeds) between 1 and 2000", name=op.f("ck_candidate_deeds")),
        sa.CheckConstraint("length(name) between 2 and 60", name=op.f("ck_candidate_name")),
        sa.CheckConstraint("length(remark) <= 500", name=op.f("ck_candidate_remark")),
        sa.CheckConstraint("score between 0 and 100", name=op.f("ck_candidate_score")),
        sa.CheckConstraint("year between 2000 and 2099", name=op.f("ck_candidate_year")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_candidate_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_candidate")),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_city_id_kind_year_state"), ["city_id", "kind", "year", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_candidate_city_id_tenant_id_kind_year"), ["city_id", "tenant_id", "kind", "year"], unique=False
        )

    op.create_table(
        "correction",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("corrects_month", sa.String(length=7), nullable=False),
        sa.Column("corrects_revision", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("(subject = 'missing') = (subject_id is null)", name=op.f("ck_correction_subject_id")),
        sa.CheckConstraint("subject in ('activity', 'outcome', 'intake', 'service', 'missing')", name=op.f("ck_correction_subject")),
        sa.CheckConstraint("length(corrects_month) = 7 and corrects_month < month", name=op.f("ck_correction_corrects_month")),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_correction_month")),
        sa.CheckConstraint("length(reason) between 1 and 500", name=op.f("ck_correction_reason")),
        sa.CheckConstraint("length(void_reason) <= 200", name=op.f("ck_correction_void_reason")),
        sa.CheckConstraint("length(what) between 1 and 100", name=op.f("ck_correction_what")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_correction_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_correction_city_id_tenant_id_corrects_month_id"), ["city_id", "tenant_id", "corrects_month", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_correction_city_id_tenant_id_month_id"), ["city_id", "tenant_id", "month", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_correction_city_id_tenant_id_subject_subject_id"),
            ["city_id", "tenant_id", "subject", "subject_id"],
            unique=False,
        )

    op.create_table(
        "due_exception",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_from", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_due_exception_month")),
        sa.CheckConstraint("length(reason) between 1 and 200", name=op.f("ck_due_exception_reason")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_due_exception_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_due_exception")),
    )
    with op.batch_alter_table("due_exception", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_due_exception_city_id_tenant_id_month_id"), ["city_id", "tenant_id", "month", "id"], unique=False
        )

    op.create_table(
        "improvement_plan",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("weakness", sa.String(length=1000), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=500), nullable=False),
        sa.Column("ordered_from", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('running', 'done', 'ended')", name=op.f("ck_improvement_plan_state")),
        sa.CheckConstraint("due_on >= since_on", name=op.f("ck_improvement_plan_due_on")),
        sa.CheckConstraint("length(title) between 1 and 80", name=op.f("ck_improvement_plan_title")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_improvement_plan_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_improvement_plan")),
    )
    with op.batch_alter_table("improvement_plan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_improvement_plan_city_id_tenant_id_state_due_on"), ["city_id", "tenant_id", "state", "due_on"], unique=False
        )

    op.create_table(
        "inspection",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("guidance", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('visit', 'supervision', 'appraisal')", name=op.f("ck_inspection_kind")),
        sa.CheckConstraint("state in ('draft', 'open', 'closed')", name=op.f("ck_inspection_state")),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_inspection_last_on")),
        sa.CheckConstraint("length(guidance) <= 1000", name=op.f("ck_inspection_guidance")),
        sa.CheckConstraint("length(title) between 1 and 80", name=op.f("ck_inspection_title")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_inspection_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_inspection")),
    )
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_city_id_tenant_id_first_on"), ["city_id", "tenant_id", "first_on"], unique=False)

    op.create_table(
        "inspection_sheet",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("inspection_unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("hosts", sa.String(length=200), nullable=False),
        sa.Column("participants", sa.String(length=200), nullable=False),
        sa.Column("findings", sa.String(length=2000), nullable=False),
        sa.Column("scored_by", sa.Integer(), nullable=True),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('visit', 'supervision', 'appraisal')", name=op.f("ck_inspection_sheet_kind")),
        sa.CheckConstraint("state in ('open', 'self_scored', 'reviewed')", name=op.f("ck_inspection_sheet_state")),
        sa.CheckConstraint("length(findings) <= 2000", name=op.f("ck_inspection_sheet_findings")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_inspection_sheet_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_inspection_sheet")),
        sa.UniqueConstraint("city_id", "tenant_id", "inspection_id", name=op.f("uq_inspection_sheet_city_id_tenant_id_inspection_id")),
    )
    op.create_table(
        "month_freeze",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("persons", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("frozen_by", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_month_freeze_digest")),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_month_freeze_month")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_month_freeze_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_month_freeze")),
        sa.UniqueConstraint("city_id", "tenant_id", "month", "revision", name=op.f("uq_month_freeze_city_id_tenant_id_month_revision")),
    )
    op.create_table(
        "month_step",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=False),
        sa.Column("done_from", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("step in ('submit', 'return', 'accept', 'archive', 'reopen', 'close')", name=op.f("ck_month_step_step")),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_month_step_month")),
        sa.CheckConstraint("length(reason) <= 500", name=op.f("ck_month_step_reason")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_month_step_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_month_step")),
    )
    with op.batch_alter_table("month_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_month_step_city_id_tenant_id_month_id"), ["city_id", "tenant_id", "month", "id"], unique=False)

    op.create_table(
        "past_year",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=30), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(source) between 1 and 200", name=op.f("ck_past_year_source")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_past_year_value")),
        sa.CheckConstraint("year between 2000 and 2099", name=op.f("ck_past_year_year")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_past_year_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_past_year")),
        sa.UniqueConstraint("city_id", "tenant_id", "year", "indicator", name=op.f("uq_past_year_city_id_tenant_id_year_indicator")),
    )
    op.create_table(
        "problem",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("source_words", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("detail", sa.String(length=1000), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_from", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_name", sa.String(length=30), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proof", sa.String(length=1000), nullable=False),
        sa.Column("fixed_by", sa.Integer(), nullable=True),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rechecked_by", sa.Integer(), nullable=True),
        sa.Column("rechecked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (rechecked_at is not null)", name=op.f("ck_problem_rechecked_at")),
        sa.CheckConstraint("(state in ('fixed', 'closed')) = (fixed_at is not null)", name=op.f("ck_problem_fixed_at")),
        sa.CheckConstraint(
            "source in ('return', 'visit', 'supervision', 'appraisal', 'study', 'bulletin', 'other')", name=op.f("ck_problem_source")
        ),
        sa.CheckConstraint("state in ('open', 'fixed', 'closed', 'withdrawn')", name=op.f("ck_problem_state")),
        sa.CheckConstraint("length(detail) <= 1000", name=op.f("ck_problem_detail")),
        sa.CheckConstraint("length(owner_name) between 2 and 30", name=op.f("ck_problem_owner_name")),
        sa.CheckConstraint("length(proof) <= 1000", name=op.f("ck_problem_proof")),
        sa.CheckConstraint("length(title) between 1 and 100", name=op.f("ck_problem_title")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_problem_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_problem")),
    )
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_city_id_state_due_on"), ["city_id", "state", "due_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_problem_city_id_tenant_id_state_due_on"), ["city_id", "tenant_id", "state", "due_on"], unique=False
        )

    op.create_table(
        "programme",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("document_number", sa.String(length=60), nullable=False),
        sa.Column("issued_by", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(document) between 1 and 120", name=op.f("ck_programme_document")),
        sa.CheckConstraint("length(document_number) between 1 and 60", name=op.f("ck_programme_document_number")),
        sa.CheckConstraint("length(name) between 1 and 80", name=op.f("ck_programme_name")),
        sa.CheckConstraint("year between 2000 and 2099", name=op.f("ck_programme_year")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_programme_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_programme")),
        sa.UniqueConstraint("city_id", "year", "name", name=op.f("uq_programme_city_id_year_name")),
    )
    op.create_table(
        "quota",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('base', 'model')", name=op.f("ck_quota_kind")),
        sa.CheckConstraint("length(source) between 1 and 200", name=op.f("ck_quota_source")),
        sa.CheckConstraint("places between 1 and 9999", name=op.f("ck_quota_places")),
        sa.CheckConstraint("year between 2000 and 2099", name=op.f("ck_quota_year")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_quota_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_quota")),
        sa.UniqueConstraint("city_id", "year", "kind", name=op.f("uq_quota_city_id_year_kind")),
    )
    op.create_table(
        "rank_formula",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("since_month", sa.String(length=7), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("least_base", sa.Integer(), nullable=False),
        sa.Column("objection_workdays", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("least_base >= 0", name=op.f("ck_rank_formula_least_base")),
        sa.CheckConstraint("length(reason) between 1 and 200", name=op.f("ck_rank_formula_reason")),
        sa.CheckConstraint("length(since_month) = 7", name=op.f("ck_rank_formula_since_month")),
        sa.CheckConstraint("objection_workdays between 0 and 20", name=op.f("ck_rank_formula_objection_workdays")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_rank_formula_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_rank_formula")),
        sa.UniqueConstraint("city_id", "since_month", name=op.f("uq_rank_formula_city_id_since_month")),
    )
    op.create_table(
        "return_rule",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("since_month", sa.String(length=7), nullable=False),
        sa.Column("station_workdays", sa.Integer(), nullable=False),
        sa.Column("county_workdays", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("county_workdays between station_workdays and 22", name=op.f("ck_return_rule_county_workdays")),
        sa.CheckConstraint("length(reason) between 1 and 200", name=op.f("ck_return_rule_reason")),
        sa.CheckConstraint("length(since_month) = 7", name=op.f("ck_return_rule_since_month")),
        sa.CheckConstraint("station_workdays between 1 and 20", name=op.f("ck_return_rule_station_workdays")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_return_rule_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_return_rule")),
        sa.UniqueConstraint("city_id", "since_month", name=op.f("uq_return_rule_city_id_since_month")),
    )
    op.create_table(
        "star_evidence",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("shown_by", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("subject in ('county', 'base')", name=op.f("ck_star_evidence_subject")),
        sa.CheckConstraint("length(remark) <= 500", name=op.f("ck_star_evidence_remark")),
        sa.CheckConstraint("length(words) between 1 and 1000", name=op.f("ck_star_evidence_words")),
        sa.CheckConstraint("points >= 0", name=op.f("ck_star_evidence_points")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_star_evidence_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_star_evidence")),
        sa.UniqueConstraint(
            "city_id", "tenant_id", "subject", "year", "item", name=op.f("uq_star_evidence_city_id_tenant_id_subject_year_item")
        ),
    )
    op.create_table(
        "star_rule",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("since_year", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("subject in ('county', 'base')", name=op.f("ck_star_rule_subject")),
        sa.CheckConstraint("length(reason) between 1 and 200", name=op.f("ck_star_rule_reason")),
        sa.CheckConstraint("since_year between 2000 and 2099", name=op.f("ck_star_rule_since_year")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_star_rule_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_star_rule")),
        sa.UniqueConstraint("city_id", "subject", "since_year", name=op.f("uq_star_rule_city_id_subject_since_year")),
    )
    op.create_table(
        "study",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("studied_on", sa.Date(), nullable=False),
        sa.Column("people", sa.String(length=300), nullable=False),
        sa.Column("findings", sa.String(length=4000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("length(findings) <= 4000", name=op.f("ck_study_findings")),
        sa.CheckConstraint("length(site) between 1 and 100", name=op.f("ck_study_site")),
        sa.CheckConstraint("length(topic) between 1 and 80", name=op.f("ck_study_topic")),
        sa.CheckConstraint("length(void_reason) <= 200", name=op.f("ck_study_void_reason")),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_study_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_study")),
    )
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_study_city_id_tenant_id_studied_on_id"), ["city_id", "tenant_id", "studied_on", "id"], unique=False
        )

    op.create_table(
        "women_count",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("women", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(source) between 1 and 200", name=op.f("ck_women_count_source")),
        sa.CheckConstraint("women between 1 and 99999999", name=op.f("ck_women_count_women")),
        sa.CheckConstraint("year between 2000 and 2099", name=op.f("ck_women_count_year")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_women_count_city_id"),
        sa.ForeignKeyConstraint(["unit_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_women_count_unit_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_women_count")),
        sa.UniqueConstraint("city_id", "unit_id", "year", name=op.f("uq_women_count_city_id_unit_id_year")),
    )
    op.create_table(
        "workday",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=60), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(note) <= 60", name=op.f("ck_workday_note")),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_workday_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_workday")),
        sa.UniqueConstraint("city_id", "day", name=op.f("uq_workday_city_id_day")),
    )
    op.create_table(
        "activity_guest",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=60), nullable=False),
        sa.Column("part", sa.String(length=30), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.CheckConstraint("heads between 1 and 9999", name=op.f("ck_activity_guest_heads")),
        sa.CheckConstraint("length(organisation) between 1 and 60", name=op.f("ck_activity_guest_organisation")),
        sa.CheckConstraint("length(part) <= 30", name=op.f("ck_activity_guest_part")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "activity_id"],
            ["activity.city_id", "activity.tenant_id", "activity.id"],
            name="fk_activity_guest_activity_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_activity_guest_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_activity_guest")),
        sa.UniqueConstraint(
            "city_id", "tenant_id", "activity_id", "position", name=op.f("uq_activity_guest_city_id_tenant_id_activity_id_position")
        ),
    )
    op.create_table(
        "correction_line",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("correction_id", sa.Uuid(), nullable=False),
        sa.Column("indicator", sa.String(length=30), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value <> 0", name=op.f("ck_correction_line_value")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "correction_id"],
            ["correction.city_id", "correction.tenant_id", "correction.id"],
            name="fk_correction_line_correction_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_correction_line_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_correction_line")),
        sa.UniqueConstraint(
            "city_id",
            "tenant_id",
            "correction_id",
            "indicator",
            "kind_id",
            name=op.f("uq_correction_line_city_id_tenant_id_correction_id_indicator_kind_id"),
        ),
    )
    op.create_table(
        "improvement_step",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("owner_name", sa.String(length=30), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_note", sa.String(length=500), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(done_note) <= 500", name=op.f("ck_improvement_step_done_note")),
        sa.CheckConstraint("length(words) between 1 and 200", name=op.f("ck_improvement_step_words")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "plan_id"],
            ["improvement_plan.city_id", "improvement_plan.tenant_id", "improvement_plan.id"],
            name="fk_improvement_step_plan_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_improvement_step_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_improvement_step")),
        sa.UniqueConstraint(
            "city_id", "tenant_id", "plan_id", "position", name=op.f("uq_improvement_step_city_id_tenant_id_plan_id_position")
        ),
    )
    op.create_table(
        "inspection_item",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("hint", sa.String(length=300), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name) between 1 and 100", name=op.f("ck_inspection_item_name")),
        sa.CheckConstraint("points between 0 and 100", name=op.f("ck_inspection_item_points")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "inspection_id"],
            ["inspection.city_id", "inspection.tenant_id", "inspection.id"],
            name="fk_inspection_item_inspection_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_inspection_item_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_inspection_item")),
        sa.UniqueConstraint(
            "city_id", "tenant_id", "inspection_id", "position", name=op.f("uq_inspection_item_city_id_tenant_id_inspection_id_position")
        ),
    )
    op.create_table(
        "inspection_score",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("hint", sa.String(length=300), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("self_points", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("reviewed_points", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.CheckConstraint("length(evidence) <= 500", name=op.f("ck_inspection_score_evidence")),
        sa.CheckConstraint("length(remark) <= 500", name=op.f("ck_inspection_score_remark")),
        sa.CheckConstraint("points between 0 and 100", name=op.f("ck_inspection_score_points")),
        sa.CheckConstraint("reviewed_points between 0 and points", name=op.f("ck_inspection_score_reviewed_points")),
        sa.CheckConstraint("self_points between 0 and points", name=op.f("ck_inspection_score_self_points")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "sheet_id"],
            ["inspection_sheet.city_id", "inspection_sheet.tenant_id", "inspection_sheet.id"],
            name="fk_inspection_score_sheet_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_inspection_score_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_inspection_score")),
        sa.UniqueConstraint(
            "city_id", "tenant_id", "sheet_id", "position", name=op.f("uq_inspection_score_city_id_tenant_id_sheet_id_position")
        ),
    )
    op.create_table(
        "opinion",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("said_by", sa.String(length=60), nullable=False),
        sa.Column("became", sa.String(length=10), nullable=False),
        sa.Column("problem_id", sa.Uuid(), nullable=True),
        sa.Column("problem_unit_id", sa.Integer(), nullable=True),
        sa.Column("owner_name", sa.String(length=30), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_note", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("became in ('', 'problem', 'task', 'noted')", name=op.f("ck_opinion_became")),
        sa.CheckConstraint("length(done_note) <= 500", name=op.f("ck_opinion_done_note")),
        sa.CheckConstraint("length(words) between 1 and 500", name=op.f("ck_opinion_words")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "study_id"], ["study.city_id", "study.tenant_id", "study.id"], name="fk_opinion_study_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_opinion_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_opinion")),
    )
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_opinion_city_id_tenant_id_became_due_on"), ["city_id", "tenant_id", "became", "due_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_opinion_city_id_tenant_id_study_id_id"), ["city_id", "tenant_id", "study_id", "id"], unique=False
        )

    op.create_table(
        "problem_step",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("problem_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=False),
        sa.Column("done_from", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "step in ('raise', 'amend', 'postpone', 'fix', 'accept', 'send_back', 'withdraw')", name=op.f("ck_problem_step_step")
        ),
        sa.CheckConstraint("length(note) <= 1000", name=op.f("ck_problem_step_note")),
        sa.ForeignKeyConstraint(
            ["city_id", "tenant_id", "problem_id"],
            ["problem.city_id", "problem.tenant_id", "problem.id"],
            name="fk_problem_step_problem_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_problem_step_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_problem_step")),
    )
    with op.batch_alter_table("problem_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_problem_step_city_id_tenant_id_problem_id_id"), ["city_id", "tenant_id", "problem_id", "id"], unique=False
        )

    op.create_table(
        "ranking",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("formula_id", sa.Uuid(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("objections_until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'published') <= (published_at is not null)", name=op.f("ck_ranking_published_at")),
        sa.CheckConstraint("state in ('notice', 'published', 'superseded')", name=op.f("ck_ranking_state")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_ranking_digest")),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_ranking_month")),
        sa.ForeignKeyConstraint(["city_id", "formula_id"], ["rank_formula.city_id", "rank_formula.id"], name="fk_ranking_formula_id"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_ranking_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_ranking")),
        sa.UniqueConstraint("city_id", "month", "revision", name=op.f("uq_ranking_city_id_month_revision")),
    )
    op.create_table(
        "star_rating",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('notice', 'published', 'superseded')", name=op.f("ck_star_rating_state")),
        sa.CheckConstraint("subject in ('county', 'base')", name=op.f("ck_star_rating_subject")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_star_rating_digest")),
        sa.ForeignKeyConstraint(["city_id", "rule_id"], ["star_rule.city_id", "star_rule.id"], name="fk_star_rating_rule_id"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_star_rating_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_star_rating")),
        sa.UniqueConstraint("city_id", "subject", "year", "revision", name=op.f("uq_star_rating_city_id_subject_year_revision")),
    )
    op.create_table(
        "target",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=True),
        sa.Column("first_month", sa.String(length=7), nullable=False),
        sa.Column("last_month", sa.String(length=7), nullable=False),
        sa.Column("province_value", sa.Integer(), nullable=True),
        sa.Column("province_source", sa.String(length=200), nullable=False),
        sa.Column("city_value", sa.Integer(), nullable=True),
        sa.Column("city_source", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('draft', 'published', 'withdrawn')", name=op.f("ck_target_state")),
        sa.CheckConstraint("city_value > 0", name=op.f("ck_target_city_value")),
        sa.CheckConstraint(
            "length(first_month) = 7 and length(last_month) = 7 and first_month <= last_month", name=op.f("ck_target_months")
        ),
        sa.CheckConstraint("length(name) between 1 and 80", name=op.f("ck_target_name")),
        sa.CheckConstraint("province_value > 0", name=op.f("ck_target_province_value")),
        sa.CheckConstraint("province_value is not null or city_value is not null", name=op.f("ck_target_values")),
        sa.ForeignKeyConstraint(["city_id", "programme_id"], ["programme.city_id", "programme.id"], name="fk_target_programme_id"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_target_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_target")),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_city_id_programme_id_position"), ["city_id", "programme_id", "position"], unique=False)

    op.create_table(
        "rank_objection",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ranking_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state in ('upheld', 'rejected')) = (answered_at is not null)", name=op.f("ck_rank_objection_answered_at")),
        sa.CheckConstraint("state in ('open', 'upheld', 'rejected', 'withdrawn')", name=op.f("ck_rank_objection_state")),
        sa.CheckConstraint("length(answer) <= 1000", name=op.f("ck_rank_objection_answer")),
        sa.CheckConstraint("length(words) between 1 and 1000", name=op.f("ck_rank_objection_words")),
        sa.ForeignKeyConstraint(["city_id", "ranking_id"], ["ranking.city_id", "ranking.id"], name="fk_rank_objection_ranking_id"),
        sa.ForeignKeyConstraint(["tenant_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_rank_objection_tenant_id"),
        sa.PrimaryKeyConstraint("city_id", "tenant_id", "id", name=op.f("pk_rank_objection")),
    )
    with op.batch_alter_table("rank_objection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rank_objection_city_id_tenant_id_ranking_id"), ["city_id", "tenant_id", "ranking_id"], unique=False
        )

    op.create_table(
        "target_change",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) between 1 and 500", name=op.f("ck_target_change_reason")),
        sa.ForeignKeyConstraint(["city_id", "target_id"], ["target.city_id", "target.id"], name="fk_target_change_target_id"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_target_change_city_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_target_change")),
        sa.UniqueConstraint("city_id", "target_id", "revision", name=op.f("uq_target_change_city_id_target_id_revision")),
    )
    op.create_table(
        "target_part",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_target_part_month")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_target_part_value")),
        sa.ForeignKeyConstraint(["city_id", "target_id"], ["target.city_id", "target.id"], name="fk_target_part_target_id"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_target_part_city_id"),
        sa.ForeignKeyConstraint(["unit_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_target_part_unit_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_target_part")),
        sa.UniqueConstraint("city_id", "target_id", "unit_id", "month", name=op.f("uq_target_part_city_id_target_id_unit_id_month")),
    )
    op.create_table(
        "target_person",
        sa.Column("city_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) between 2 and 30", name=op.f("ck_target_person_name")),
        sa.CheckConstraint("length(post) between 1 and 60", name=op.f("ck_target_person_post")),
        sa.CheckConstraint("until_on is null or until_on >= since_on", name=op.f("ck_target_person_until_on")),
        sa.ForeignKeyConstraint(["city_id", "target_id"], ["target.city_id", "target.id"], name="fk_target_person_target_id"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_target_person_city_id"),
        sa.ForeignKeyConstraint(["unit_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_target_person_unit_id"),
        sa.PrimaryKeyConstraint("city_id", "id", name=op.f("pk_target_person")),
    )
    with op.batch_alter_table("target_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_target_person_city_id_target_id_unit_id_since_on"), ["city_id", "target_id", "unit_id", "since_on"], unique=False
        )

    with op.batch_alter_table("month_book", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(length=10), nullable=False, server_default="filling"))
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("returned_reason", sa.String(length=500), nullable=False, server_default=""))

    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True))
    _tell_months()
    with op.batch_alter_table("month_book", schema=None) as batch_op:
        batch_op.alter_column("state", server_default=None)
        batch_op.alter_column("revision", server_default=None)
        batch_op.alter_column("returned_reason", server_default=None)
        batch_op.create_check_constraint(op.f("ck_month_book_state"), "state in ('filling', 'submitted', 'accepted', 'archived')")
        batch_op.create_check_constraint(op.f("ck_month_book_closed_at"), "(state = 'filling') = (closed_at is null)")
        batch_op.create_check_constraint(op.f("ck_month_book_returned_reason"), "length(returned_reason) <= 500")
        batch_op.create_check_constraint(op.f("ck_month_book_revision"), "revision >= 0")
    _tag_kinds()
    _close()


def downgrade() -> None:
    op.execute("DELETE FROM kind_tag WHERE tag_set = 'xin'")
    with op.batch_alter_table("month_book", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_month_book_state"), type_="check")
        batch_op.drop_constraint(op.f("ck_month_book_closed_at"), type_="check")
        batch_op.drop_constraint(op.f("ck_month_book_returned_reason"), type_="check")
        batch_op.drop_constraint(op.f("ck_month_book_revision"), type_="check")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_column("corrected_at")

    with op.batch_alter_table("month_book", schema=None) as batch_op:
        batch_op.drop_column("returned_reason")
        batch_op.drop_column("returned_at")
        batch_op.drop_column("archived_at")
        batch_op.drop_column("accepted_at")
        batch_op.drop_column("submitted_at")
        batch_op.drop_column("due_on")
        batch_op.drop_column("revision")
        batch_op.drop_column("state")

    with op.batch_alter_table("target_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_person_city_id_target_id_unit_id_since_on"))

    op.drop_table("target_person")
    op.drop_table("target_part")
    op.drop_table("target_change")
    with op.batch_alter_table("rank_objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rank_objection_city_id_tenant_id_ranking_id"))

    op.drop_table("rank_objection")
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_city_id_programme_id_position"))

    op.drop_table("target")
    op.drop_table("star_rating")
    op.drop_table("ranking")
    with op.batch_alter_table("problem_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problem_step_city_id_tenant_id_problem_id_id"))

    op.drop_table("problem_step")
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opinion_city_id_tenant_id_study_id_id"))
        batch_op.drop_index(batch_op.f("ix_opinion_city_id_tenant_id_became_due_on"))

    op.drop_table("opinion")
    op.drop_table("inspection_score")
    op.drop_table("inspection_item")
    op.drop_table("improvement_step")
    op.drop_table("correction_line")
    op.drop_table("activity_guest")
    op.drop_table("workday")
    op.drop_table("women_count")
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_study_city_id_tenant_id_studied_on_id"))

    op.drop_table("study")
    op.drop_table("star_rule")
    op.drop_table("star_evidence")
    op.drop_table("return_rule")
    op.drop_table("rank_formula")
    op.drop_table("quota")
    op.drop_table("programme")
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problem_city_id_tenant_id_state_due_on"))
        batch_op.drop_index(batch_op.f("ix_problem_city_id_state_due_on"))

    op.drop_table("problem")
    op.drop_table("past_year")
    with op.batch_alter_table("month_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_month_step_city_id_tenant_id_month_id"))

    op.drop_table("month_step")
    op.drop_table("month_freeze")
    op.drop_table("inspection_sheet")
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_city_id_tenant_id_first_on"))

    op.drop_table("inspection")
    with op.batch_alter_table("improvement_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_improvement_plan_city_id_tenant_id_state_due_on"))

    op.drop_table("improvement_plan")
    with op.batch_alter_table("due_exception", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_due_exception_city_id_tenant_id_month_id"))

    op.drop_table("due_exception")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_city_id_tenant_id_subject_subject_id"))
        batch_op.drop_index(batch_op.f("ix_correction_city_id_tenant_id_month_id"))
        batch_op.drop_index(batch_op.f("ix_correction_city_id_tenant_id_corrects_month_id"))

    op.drop_table("correction")
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_city_id_tenant_id_kind_year"))
        batch_op.drop_index(batch_op.f("ix_candidate_city_id_kind_year_state"))

    op.drop_table("candidate")
    op.drop_table("bulletin")
    with op.batch_alter_table("base_grade", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_base_grade_city_id_unit_id_since_on_id"))

    op.drop_table("base_grade")
