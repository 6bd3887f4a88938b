"""Programmes with their targets, the parts a target is split into, who answers for it, and every change of it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CityOwned, child_of


class Programme(CityOwned):
    """What a city is told to do in a year, and by which document. Source: S0-1."""

    __table_args__ = (
        UniqueConstraint("city_id", "year", "name"),
        CheckConstraint("year between 2000 and 2099", "year"),
        CheckConstraint("length(name) between 1 and 80", "name"),
        CheckConstraint("length(document) between 1 and 120", "document"),
        CheckConstraint("length(document_number) between 1 and 60", "document_number"),
    )

    year: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    document: Mapped[str] = mapped_column(String(120))
    document_number: Mapped[str] = mapped_column(String(60))  # 发文字号
    issued_by: Mapped[str] = mapped_column(String(60), default="")
    issued_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[int]
    made_at: Mapped[datetime]


class Target(CityOwned):
    """How much of a figure is to be reached in some months: 省定 and 市定 apart. Source: S0-2."""

    __table_args__ = (
        CheckConstraint("length(name) between 1 and 80", "name"),
        CheckConstraint("length(first_month) = 7 and length(last_month) = 7 and first_month <= last_month", "months"),
        CheckConstraint("province_value > 0", "province_value"),
        CheckConstraint("city_value > 0", "city_value"),
        CheckConstraint("province_value is not null or city_value is not null", "values"),
        CheckConstraint("state in ('draft', 'published', 'withdrawn')", "state"),
        Index(None, "city_id", "programme_id", "position"),
    )

    programme_id: Mapped[UUID] = child_of(Programme)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    measure: Mapped[str] = mapped_column(String(40))  # an indicator's code, or a figure's of persons
    kind_id: Mapped[int | None]  # of activities, where the figure is kept by kind
    first_month: Mapped[str] = mapped_column(String(7))
    last_month: Mapped[str] = mapped_column(String(7))
    province_value: Mapped[int | None]
    province_source: Mapped[str] = mapped_column(String(200), default="")
    city_value: Mapped[int | None]
    city_source: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default="draft")
    revision: Mapped[int] = mapped_column(default=0)  # how often it was published
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[int]
    made_at: Mapped[datetime]


class TargetPart(CityOwned):
    """What one unit (a county, or the city itself) is to reach in one month. Source: S0-3."""

    __table_args__ = (
        UniqueConstraint("city_id", "target_id", "unit_id", "month"),
        ForeignKeyConstraint(["unit_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_target_part_unit_id"),
        CheckConstraint("length(month) = 7", "month"),
        CheckConstraint("value >= 0", "value"),
    )

    target_id: Mapped[UUID] = child_of(Target)
    unit_id: Mapped[int]
    month: Mapped[str] = mapped_column(String(7))
    value: Mapped[int]


class TargetPerson(CityOwned):
    """The official who answers for a target at a unit, as long as she does. Source: S0-4."""

    __table_args__ = (
        ForeignKeyConstraint(["unit_id", "city_id"], ["tenant.id", "tenant.city_id"], name="fk_target_person_unit_id"),
        CheckConstraint("length(name) between 2 and 30", "name"),
        CheckConstraint("length(post) between 1 and 60", "post"),
        CheckConstraint("until_on is null or until_on >= since_on", "until_on"),
        Index(None, "city_id", "target_id", "unit_id", "since_on"),
    )

    target_id: Mapped[UUID] = child_of(Target)
    unit_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(30))
    post: Mapped[str] = mapped_column(String(60))
    since_on: Mapped[date]
    until_on: Mapped[date | None]
    noted_by: Mapped[int]
    noted_at: Mapped[datetime]


class TargetChange(CityOwned):
    """What a publication changed and why: appended, never changed."""

    __table_args__ = (
        UniqueConstraint("city_id", "target_id", "revision"),
        CheckConstraint("length(reason) between 1 and 500", "reason"),
    )

    target_id: Mapped[UUID] = child_of(Target)
    revision: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)  # {} at the first publication
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_by: Mapped[int]
    changed_at: Mapped[datetime]
