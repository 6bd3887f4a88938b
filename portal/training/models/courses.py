"""The catalogue of courses, the same for all cities, and what a station needs to hold one: teachers and rooms."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Owned


class Course(Base):
    """What can be learnt: the trade, the step on the way 5+1+1, and, where there is one, the occupation with its track and level."""

    __table_args__ = (
        CheckConstraint("step in ('welfare', 'skill', 'special', 'refresher', 'manager')", "step"),
        CheckConstraint("level between 2 and 5 and (level > 2 or track = '')", "level"),
        CheckConstraint("tier in ('general', 'home', 'elder', 'maternity')", "tier"),
        CheckConstraint("usual_min between 45 and 60000", "usual_min"),
        CheckConstraint("enough between 1 and 200", "enough"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    trade: Mapped[str] = mapped_column(String(30))
    step: Mapped[str] = mapped_column(String(10))
    occupation: Mapped[str] = mapped_column(String(40), default="")
    occupation_code: Mapped[str] = mapped_column(String(12), default="")
    track: Mapped[str] = mapped_column(String(20), default="")
    level: Mapped[int | None]  # 5 初级, 4 中级, 3 高级, 2 技师, which has no track
    tier: Mapped[str] = mapped_column(String(10), default="general")  # the health certificate that the work demands
    usual_min: Mapped[int]
    enough: Mapped[int]  # how many must ask before a class is proposed
    position: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)


class Teacher(Owned):
    """Somebody who teaches at a station; she is ended, never deleted."""

    __table_args__ = (
        CheckConstraint("length(name) between 2 and 30", "name"),
        CheckConstraint("length(phone) <= 20", "phone"),
        Index(None, "city_id", "tenant_id", "ended_on"),
    )

    name: Mapped[str] = mapped_column(String(30))
    phone: Mapped[str] = mapped_column(String(20), default="")
    employer: Mapped[str] = mapped_column(String(80), default="")
    subjects: Mapped[str] = mapped_column(String(100), default="")
    qualification: Mapped[str] = mapped_column(String(100), default="")
    ended_on: Mapped[date | None]
    added_by: Mapped[int]
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Room(Owned):
    """Where a class meets, and how many it holds; it is ended, never deleted."""

    __table_args__ = (
        CheckConstraint("length(name) between 1 and 40", "name"),
        CheckConstraint("capacity between 1 and 2000", "capacity"),
        Index(None, "city_id", "tenant_id", "ended_on"),
    )

    name: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(100), default="")
    capacity: Mapped[int]
    ended_on: Mapped[date | None]
    added_by: Mapped[int]
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
