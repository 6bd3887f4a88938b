"""Elders and families who are served."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Personal, child_of
from portal.people.models import Person


class Recipient(Personal):
    """Somebody who is served: an elder, or a family; who may confirm beside her, and whether the pool pays for her."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "person_id"),
        CheckConstraint("length(name) between 2 and 30", "name"),
        CheckConstraint("length(phone) between 7 and 20 or phone = ''", "phone"),
        CheckConstraint("length(address) <= 100", "address"),
        CheckConstraint("length(family_name) <= 30", "family_name"),
        CheckConstraint("length(family_relation) <= 20", "family_relation"),
        CheckConstraint("aid_group in ('', 'low_income', 'destitute', 'disabled', 'bereaved', 'other')", "aid_group"),
        CheckConstraint("length(aid_proof) <= 100", "aid_proof"),
        CheckConstraint("consent_channel in ('in_person', 'paper', 'phone', 'online')", "consent_channel"),
        CheckConstraint("length(note) <= 500", "note"),
        Index(None, "city_id", "tenant_id", "phone"),
    )

    person_id: Mapped[UUID | None] = child_of(Person)
    is_known_elsewhere: Mapped[bool] = mapped_column(default=False)  # another unit of the city met her before
    name: Mapped[str] = mapped_column(String(30))
    name_sound: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    born_on: Mapped[date | None]
    community_code: Mapped[str | None] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(100), default="")
    lives_alone: Mapped[bool] = mapped_column(default=False)
    family_name: Mapped[str] = mapped_column(String(30), default="")
    family_phone: Mapped[str] = mapped_column(String(20), default="")
    family_relation: Mapped[str] = mapped_column(String(20), default="")
    aid_group: Mapped[str] = mapped_column(String(12), default="")  # who is poor is paid for from the pool
    aid_proof: Mapped[str] = mapped_column(String(100), default="")
    aid_seen_by: Mapped[int | None]
    aid_seen_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    consent_version: Mapped[int]
    consent_channel: Mapped[str] = mapped_column(String(12))
    consented_at: Mapped[datetime]
    consent_withdrawn_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    registered_on: Mapped[date]
    registered_by: Mapped[int]
    touched_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
