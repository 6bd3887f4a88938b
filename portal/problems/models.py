"""Problems with all that was done about them, and the rounds and studies that find them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Owned, child_of


class Problem(Owned):
    """What was found at a unit and is to be mended by it, then looked at again by somebody else. Source: S0-10."""

    __table_args__ = (
        CheckConstraint("source in ('return', 'visit', 'supervision', 'appraisal', 'study', 'bulletin', 'other')", "source"),
        CheckConstraint("state in ('open', 'fixed', 'closed', 'withdrawn')", "state"),
        CheckConstraint("length(title) between 1 and 100", "title"),
        CheckConstraint("length(detail) <= 1000", "detail"),
        CheckConstraint("length(owner_name) between 2 and 30", "owner_name"),
        CheckConstraint("length(proof) <= 1000", "proof"),
        CheckConstraint("(state in ('fixed', 'closed')) = (fixed_at is not null)", "fixed_at"),
        CheckConstraint("(state = 'closed') = (rechecked_at is not null)", "rechecked_at"),
        Index(None, "city_id", "tenant_id", "state", "due_on"),
        Index(None, "city_id", "state", "due_on"),
    )

    source: Mapped[str] = mapped_column(String(12))
    source_id: Mapped[UUID | None]  # the sheet, the study, or the month's step it was found with
    source_words: Mapped[str] = mapped_column(String(100), default="")
    title: Mapped[str] = mapped_column(String(100))
    detail: Mapped[str] = mapped_column(String(1000), default="")
    raised_by: Mapped[int]
    raised_from: Mapped[int]  # the unit that found it: the tenant itself or one above
    raised_at: Mapped[datetime]
    owner_name: Mapped[str] = mapped_column(String(30))  # the official who answers for it
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    proof: Mapped[str] = mapped_column(String(1000), default="")
    fixed_by: Mapped[int | None]
    fixed_at: Mapped[datetime | None]
    rechecked_by: Mapped[int | None]
    rechecked_at: Mapped[datetime | None]
    sent_back: Mapped[int] = mapped_column(default=0)  # how often a re-check was not content
    version: Mapped[int] = mapped_column(default=1)


class ProblemStep(Owned):
    """What was done about a problem: appended, never changed."""

    __table_args__ = (
        CheckConstraint("step in ('raise', 'amend', 'postpone', 'fix', 'accept', 'send_back', 'withdraw')", "step"),
        CheckConstraint("length(note) <= 1000", "note"),
        Index(None, "city_id", "tenant_id", "problem_id", "id"),
    )

    problem_id: Mapped[UUID] = child_of(Problem)
    step: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(1000), default="")
    done_by: Mapped[int]
    done_from: Mapped[int]
    done_at: Mapped[datetime]


class Inspection(Owned):
    """A round of a city or a county through the units below: 季度观摩, 年中督导, 年底考核. Source: S0-6…8."""

    __table_args__ = (
        CheckConstraint("kind in ('visit', 'supervision', 'appraisal')", "kind"),
        CheckConstraint("length(title) between 1 and 80", "title"),
        CheckConstraint("last_on >= first_on", "last_on"),
        CheckConstraint("state in ('draft', 'open', 'closed')", "state"),
        CheckConstraint("length(guidance) <= 1000", "guidance"),
        Index(None, "city_id", "tenant_id", "first_on"),
    )

    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(80))
    first_on: Mapped[date]
    last_on: Mapped[date]
    guidance: Mapped[str] = mapped_column(String(1000), default="")
    state: Mapped[str] = mapped_column(String(10), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[int]
    made_at: Mapped[datetime]


class InspectionItem(Owned):
    """What a round looks at, and how many points it is worth; nought for a question of yes or no."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "inspection_id", "position"),
        CheckConstraint("length(name) between 1 and 100", "name"),
        CheckConstraint("points between 0 and 100", "points"),
    )

    inspection_id: Mapped[UUID] = child_of(Inspection)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    hint: Mapped[str] = mapped_column(String(300), default="")
    points: Mapped[int]


class InspectionSheet(Owned):
    """One unit's sheet of a round: what it says of itself, and what those who came found."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "inspection_id"),
        CheckConstraint("kind in ('visit', 'supervision', 'appraisal')", "kind"),
        CheckConstraint("state in ('open', 'self_scored', 'reviewed')", "state"),
        CheckConstraint("length(findings) <= 2000", "findings"),
    )

    inspection_id: Mapped[UUID]  # of the unit above, so no key
    inspection_unit_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(80))
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="open")
    visited_on: Mapped[date | None]
    hosts: Mapped[str] = mapped_column(String(200), default="")
    participants: Mapped[str] = mapped_column(String(200), default="")
    findings: Mapped[str] = mapped_column(String(2000), default="")
    scored_by: Mapped[int | None]
    scored_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None]
    reviewed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class InspectionScore(Owned):
    """One item of a sheet: what the unit gives itself, on what evidence, and what it is given. Source: S0-8."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "sheet_id", "position"),
        CheckConstraint("points between 0 and 100", "points"),
        CheckConstraint("self_points between 0 and points", "self_points"),
        CheckConstraint("reviewed_points between 0 and points", "reviewed_points"),
        CheckConstraint("length(evidence) <= 500", "evidence"),
        CheckConstraint("length(remark) <= 500", "remark"),
    )

    sheet_id: Mapped[UUID] = child_of(InspectionSheet)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    hint: Mapped[str] = mapped_column(String(300), default="")
    points: Mapped[int]
    self_points: Mapped[int | None]
    evidence: Mapped[str] = mapped_column(String(500), default="")  # words, with an address of this portal where there is one
    reviewed_points: Mapped[int | None]
    remark: Mapped[str] = mapped_column(String(500), default="")


class Study(Owned):
    """专题调研: who went where, what was seen and what people there said. Source: S0-13."""

    __table_args__ = (
        CheckConstraint("length(topic) between 1 and 80", "topic"),
        CheckConstraint("length(site) between 1 and 100", "site"),
        CheckConstraint("length(findings) <= 4000", "findings"),
        CheckConstraint("length(void_reason) <= 200", "void_reason"),
        Index(None, "city_id", "tenant_id", "studied_on", "id"),
    )

    topic: Mapped[str] = mapped_column(String(80))
    site: Mapped[str] = mapped_column(String(100))
    unit_id: Mapped[int | None]  # the unit it was at, when it is one of the tree
    studied_on: Mapped[date]
    people: Mapped[str] = mapped_column(String(300), default="")
    findings: Mapped[str] = mapped_column(String(4000), default="")
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    voided_by: Mapped[int | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(String(200), default="")


class Opinion(Owned):
    """What somebody said in a study, and what became of it: nothing yet, a problem of a unit, or a task of one's own."""

    __table_args__ = (
        CheckConstraint("length(words) between 1 and 500", "words"),
        CheckConstraint("became in ('', 'problem', 'task', 'noted')", "became"),
        CheckConstraint("length(done_note) <= 500", "done_note"),
        Index(None, "city_id", "tenant_id", "study_id", "id"),
        Index(None, "city_id", "tenant_id", "became", "due_on"),
    )

    study_id: Mapped[UUID] = child_of(Study)
    words: Mapped[str] = mapped_column(String(500))
    said_by: Mapped[str] = mapped_column(String(60), default="")  # whose opinion, in nameless words: 企业负责人, 学员
    became: Mapped[str] = mapped_column(String(10), default="")
    problem_id: Mapped[UUID | None]  # of the unit it was passed to
    problem_unit_id: Mapped[int | None]
    owner_name: Mapped[str] = mapped_column(String(30), default="")
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None]
    done_note: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)


class ImprovementPlan(Owned):
    """How a weak base is to become a better one: steps with days and who answers for them. Source: S0-31."""

    __table_args__ = (
        CheckConstraint("length(title) between 1 and 80", "title"),
        CheckConstraint("state in ('running', 'done', 'ended')", "state"),
        CheckConstraint("due_on >= since_on", "due_on"),
        Index(None, "city_id", "tenant_id", "state", "due_on"),
    )

    title: Mapped[str] = mapped_column(String(80))
    weakness: Mapped[str] = mapped_column(String(1000), default="")
    since_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="running")
    outcome: Mapped[str] = mapped_column(String(500), default="")
    ordered_from: Mapped[int]  # the unit that asked for it
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    ended_by: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ImprovementStep(Owned):
    """One thing to do of a plan."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "plan_id", "position"),
        CheckConstraint("length(words) between 1 and 200", "words"),
        CheckConstraint("length(done_note) <= 500", "done_note"),
    )

    plan_id: Mapped[UUID] = child_of(ImprovementPlan)
    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(200))
    owner_name: Mapped[str] = mapped_column(String(30), default="")
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    done_note: Mapped[str] = mapped_column(String(500), default="")
    done_by: Mapped[int | None]
