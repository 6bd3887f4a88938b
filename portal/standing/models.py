"""The published rules by which counties and bases are ranked and rated, and what came of them, frozen."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CityOwned, Owned, child_of


class WomenCount(CityOwned):
    """How many women live in a county in a year, as the city filled it in, and from where it has it."""

    __table_args__ = (
        UniqueConstraint("city_id", "unit_id", "year"),
        ForeignKeyConstraint(["unit_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_women_count_unit_id"),
        CheckConstraint("year between 2000 and 2099", "year"),
        CheckConstraint("women between 1 and 99999999", "women"),
        CheckConstraint("length(source) between 1 and 200", "source"),
    )

    unit_id: Mapped[int]
    year: Mapped[int]
    women: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[int]
    set_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class RankFormula(CityOwned):
    """By what counties are ranked, from a month on; the latest that has begun is in force and none is changed once used.

    `items` holds [measure, basis, weight]: a figure's or a rate's code; `total`, `per_10k` women, or `rate`; its weight in per cent.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "since_month"),
        CheckConstraint("length(since_month) = 7", "since_month"),
        CheckConstraint("least_base >= 0", "least_base"),
        CheckConstraint("objection_workdays between 0 and 20", "objection_workdays"),
        CheckConstraint("length(reason) between 1 and 200", "reason"),
    )

    since_month: Mapped[str] = mapped_column(String(7))
    items: Mapped[list[Any]] = mapped_column(JSON)
    least_base: Mapped[int]  # a rate with a smaller denominator is not ranked: too few to compare
    objection_workdays: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[int]
    set_at: Mapped[datetime]


class Ranking(CityOwned):
    """The counties of a month in their order, as reckoned: shown for objections, then published; never changed, only made anew."""

    __table_args__ = (
        UniqueConstraint("city_id", "month", "revision"),
        CheckConstraint("length(month) = 7", "month"),
        CheckConstraint("state in ('notice', 'published', 'superseded')", "state"),
        CheckConstraint("length(digest) = 64", "digest"),
        CheckConstraint("(state = 'published') <= (published_at is not null)", "published_at"),
    )

    month: Mapped[str] = mapped_column(String(7))
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    formula_id: Mapped[UUID] = child_of(RankFormula)
    lines: Mapped[list[Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    objections_until: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500), default="")  # of a revision: why it was made anew
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    published_by: Mapped[int | None]
    published_at: Mapped[datetime | None]


class RankObjection(Owned):
    """What a county says against a ranking before it is published, and the city's answer."""

    __table_args__ = (
        CheckConstraint("state in ('open', 'upheld', 'rejected', 'withdrawn')", "state"),
        CheckConstraint("length(words) between 1 and 1000", "words"),
        CheckConstraint("length(answer) <= 1000", "answer"),
        CheckConstraint("(state in ('upheld', 'rejected')) = (answered_at is not null)", "answered_at"),
        Index(None, "city_id", "tenant_id", "ranking_id"),
    )

    ranking_id: Mapped[UUID] = child_of(Ranking)
    words: Mapped[str] = mapped_column(String(1000))
    state: Mapped[str] = mapped_column(String(10), default="open")
    raised_by: Mapped[int]
    raised_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(1000), default="")
    answered_by: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class StarRule(CityOwned):
    """By what county federations (`county`) or bases (`base`) get their stars, from a year on.

    `items` holds [measure, points, full mark]: a figure, a rate, or an item that is judged by evidence; `steps` the least points of
    one to five stars.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "subject", "since_year"),
        CheckConstraint("subject in ('county', 'base')", "subject"),
        CheckConstraint("since_year between 2000 and 2099", "since_year"),
        CheckConstraint("length(reason) between 1 and 200", "reason"),
    )

    subject: Mapped[str] = mapped_column(String(10))
    since_year: Mapped[int]
    items: Mapped[list[Any]] = mapped_column(JSON)
    steps: Mapped[list[int]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[int]
    set_at: Mapped[datetime]


class StarEvidence(Owned):
    """What a county shows for an item that no figure tells, and how many points the city gave for it."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "subject", "year", "item"),
        CheckConstraint("subject in ('county', 'base')", "subject"),
        CheckConstraint("length(words) between 1 and 1000", "words"),
        CheckConstraint("points >= 0", "points"),
        CheckConstraint("length(remark) <= 500", "remark"),
    )

    subject: Mapped[str] = mapped_column(String(10))
    year: Mapped[int]
    item: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(String(1000))
    points: Mapped[int | None]
    remark: Mapped[str] = mapped_column(String(500), default="")
    shown_by: Mapped[int]
    shown_at: Mapped[datetime]
    judged_by: Mapped[int | None]
    judged_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class StarRating(CityOwned):
    """The stars of a year as they were given: never changed, only made anew before they are published. Source: S0-12."""

    __table_args__ = (
        UniqueConstraint("city_id", "subject", "year", "revision"),
        CheckConstraint("subject in ('county', 'base')", "subject"),
        CheckConstraint("state in ('notice', 'published', 'superseded')", "state"),
        CheckConstraint("length(digest) = 64", "digest"),
    )

    subject: Mapped[str] = mapped_column(String(10))
    year: Mapped[int]
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    rule_id: Mapped[UUID] = child_of(StarRule)
    lines: Mapped[list[Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(500), default="")  # of a revision: why it was made anew
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    published_by: Mapped[int | None]
    published_at: Mapped[datetime | None]


class BaseGrade(CityOwned):
    """What a base is from a day on: 成熟, 一般 or 薄弱; appended, so that its way up and down can be read. Source: S0-31."""

    __table_args__ = (
        ForeignKeyConstraint(["unit_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_base_grade_unit_id"),
        CheckConstraint("grade in ('mature', 'middle', 'weak')", "grade"),
        CheckConstraint("length(reason) between 1 and 500", "reason"),
        Index(None, "city_id", "unit_id", "since_on", "id"),
    )

    unit_id: Mapped[int]
    grade: Mapped[str] = mapped_column(String(10))
    since_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    set_by: Mapped[int]
    set_at: Mapped[datetime]


class Quota(CityOwned):
    """How many bases or role models a city may recommend in a year, and by which document. Source: S0-14, S0-15, S1-4."""

    __table_args__ = (
        UniqueConstraint("city_id", "year", "kind"),
        CheckConstraint("kind in ('base', 'model')", "kind"),
        CheckConstraint("year between 2000 and 2099", "year"),
        CheckConstraint("places between 1 and 9999", "places"),
        CheckConstraint("length(source) between 1 and 200", "source"),
    )

    year: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    places: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    notice_days: Mapped[int] = mapped_column(default=5)
    set_by: Mapped[int]
    set_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Candidate(Owned):
    """A base, or a role model who agreed to be named, put forward by a unit: 推荐 → 评分 → 入围 → 公示 → 上报."""

    __table_args__ = (
        CheckConstraint("kind in ('base', 'model')", "kind"),
        CheckConstraint("year between 2000 and 2099", "year"),
        CheckConstraint("state in ('nominated', 'shortlisted', 'notice', 'recommended', 'refused', 'withdrawn')", "state"),
        CheckConstraint("length(name) between 2 and 60", "name"),
        CheckConstraint("length(deeds) between 1 and 2000", "deeds"),
        CheckConstraint("kind = 'base' or agreed_on is not null", "agreed_on"),
        CheckConstraint("score between 0 and 100", "score"),
        CheckConstraint("length(remark) <= 500", "remark"),
        Index(None, "city_id", "tenant_id", "kind", "year"),
        Index(None, "city_id", "kind", "year", "state"),
    )

    kind: Mapped[str] = mapped_column(String(10))
    year: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    deeds: Mapped[str] = mapped_column(String(2000))
    agreed_on: Mapped[date | None]  # the day she agreed to be named and shown
    agreed_by: Mapped[str] = mapped_column(String(10), default="")  # in_person, paper
    state: Mapped[str] = mapped_column(String(12), default="nominated")
    score: Mapped[int | None]
    remark: Mapped[str] = mapped_column(String(500), default="")
    notice_until: Mapped[date | None]
    recommended_on: Mapped[date | None]
    nominated_by: Mapped[int]
    nominated_at: Mapped[datetime]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
