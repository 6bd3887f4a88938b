"""The volunteers on a station's roll."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Personal, child_of
from portal.ledger.models import TimeAccount

_LIVE = text("ended_at is null")


class Volunteer(Personal):
    """Somebody who helps at a station; her minutes are the city's, her name and telephone the station's alone."""

    __table_args__ = (
        UniqueConstraint("city_id", "tenant_id", "account_id"),
        CheckConstraint("length(name) between 2 and 30", "name"),
        CheckConstraint("length(phone) between 11 and 13 or (phone = '' and erased_at is not null)", "phone"),
        CheckConstraint("consent_channel in ('in_person', 'paper', 'phone')", "consent_channel"),
        CheckConstraint("length(note) <= 500", "note"),
        CheckConstraint("member_group in ('', 'party', 'cadre', 'student', 'other')", "member_group"),
        CheckConstraint("length(guardian_name) <= 30", "guardian_name"),
        CheckConstraint("guardian_channel in ('', 'in_person', 'paper', 'phone')", "guardian_channel"),
        Index(None, "city_id", "tenant_id", "phone"),
    )

    account_id: Mapped[UUID] = child_of(TimeAccount)
    name: Mapped[str] = mapped_column(String(30))
    phone: Mapped[str] = mapped_column(String(13))
    name_sound: Mapped[str] = mapped_column(String(200), default="")  # pinyin and initials, for the search
    note: Mapped[str] = mapped_column(String(500), default="")
    born_on: Mapped[date | None]
    is_receiver_only: Mapped[bool] = mapped_column(default=False)  # a relative who is given minutes, and does no service
    member_group: Mapped[str] = mapped_column(String(10), default="")  # a city may say whose minutes can only be donated
    skills: Mapped[list[str]] = mapped_column(JSON, default=list)  # kinds of service
    free_slots: Mapped[list[str]] = mapped_column(JSON, default=list)  # weekday and part of the day, `1am`, `6pm`, `7eve`
    community_code: Mapped[str | None] = mapped_column(String(12))
    guardian_name: Mapped[str] = mapped_column(String(30), default="")
    guardian_phone: Mapped[str] = mapped_column(String(13), default="")
    guardian_channel: Mapped[str] = mapped_column(String(12), default="")
    guardian_consented_on: Mapped[date | None]  # who is a minor serves with her guardian's consent alone
    is_known_elsewhere: Mapped[bool]
    consent_version: Mapped[int]
    consent_channel: Mapped[str] = mapped_column(String(12))
    consented_at: Mapped[datetime]
    registered_on: Mapped[date]
    registered_by: Mapped[int]
    consent_withdrawn_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]  # then a pseudonym stands for her name
    touched_at: Mapped[datetime | None]  # when her row was last dealt with; empty: not since she was registered
    version: Mapped[int] = mapped_column(default=1)


class VolunteerMark(Personal):
    """Training a volunteer went through, or praise she was given, on record."""

    __table_args__ = (
        CheckConstraint("kind in ('training', 'praise')", "kind"),
        CheckConstraint("length(title) between 1 and 60", "title"),
        CheckConstraint("trained_min between 1 and 60000", "trained_min"),
        CheckConstraint("length(note) <= 200", "note"),
        CheckConstraint("length(void_reason) <= 200", "void_reason"),
        Index(None, "city_id", "tenant_id", "volunteer_id", "happened_on"),
    )

    volunteer_id: Mapped[UUID] = child_of(Volunteer)
    kind: Mapped[str] = mapped_column(String(10))
    happened_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(60))
    trained_min: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    noted_by: Mapped[int]
    noted_at: Mapped[datetime]
    voided_by: Mapped[int | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(String(200), default="")


class Kinship(Personal):
    """A proved relation: whose minutes a volunteer may give away, her parents' and grandparents'."""

    __table_args__ = (
        CheckConstraint("relation in ('parent', 'grandparent', 'parent_in_law', 'grandparent_in_law')", "relation"),
        CheckConstraint("proof in ('household', 'marriage', 'birth', 'certificate')", "proof"),
        CheckConstraint("giver_id <> receiver_id", "receiver_id"),
        CheckConstraint("length(note) <= 200", "note"),
        Index(
            "uq_kinship_live", "city_id", "tenant_id", "giver_id", "receiver_id", unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE
        ),
    )

    giver_id: Mapped[UUID] = child_of(Volunteer)
    receiver_id: Mapped[UUID] = child_of(Volunteer)
    relation: Mapped[str] = mapped_column(String(20))
    proof: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(200), default="")
    seen_by: Mapped[int]
    seen_at: Mapped[datetime]
    ended_by: Mapped[int | None]
    ended_at: Mapped[datetime | None]
