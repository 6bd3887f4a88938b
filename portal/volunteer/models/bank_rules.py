"""What a city lets its time bank do, from a day on."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CityOwned


class BankRule(CityOwned):
    """The rules of a city's time bank; the latest one that has begun is in force, and none is ever changed once it has."""

    __table_args__ = (
        UniqueConstraint("city_id", "effective_on"),
        CheckConstraint("activity_cap_min between 1 and 1440", "activity_cap_min"),
        CheckConstraint("day_cap_min between 1 and 1440", "day_cap_min"),
        CheckConstraint("total_cap_min between 60 and 6000000", "total_cap_min"),
        CheckConstraint("least_age between 6 and 60", "least_age"),
        CheckConstraint("own_use_age between 0 and 100", "own_use_age"),
        CheckConstraint("recipient_age between 0 and 100", "recipient_age"),
        CheckConstraint("expires_months between 1 and 600", "expires_months"),
        CheckConstraint("notice_days between 0 and 30", "notice_days"),
        CheckConstraint("aid_month_min between 0 and 60000", "aid_month_min"),
        CheckConstraint("length(reason) between 1 and 200", "reason"),
    )

    effective_on: Mapped[date]
    activity_cap_min: Mapped[int | None]
    day_cap_min: Mapped[int | None]
    total_cap_min: Mapped[int | None]
    least_age: Mapped[int]
    own_use_age: Mapped[int]
    recipient_age: Mapped[int]
    relations: Mapped[list[str]] = mapped_column(JSON)
    donate_only: Mapped[list[str]] = mapped_column(JSON)
    expires_months: Mapped[int | None]
    notice_days: Mapped[int]
    aid_month_min: Mapped[int]
    needs_two: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[int]
    set_at: Mapped[datetime]
