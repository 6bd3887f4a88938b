"""A person of a city, and the notices people consent to."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CityOwned, Personal, child_of


class Person(CityOwned):
    """One person in a city, known by her document alone; her name and telephone stand with each station that serves her.

    `number_sealed` opens with the portal's key only; `number_hash` finds her again without opening it.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "number_hash"),
        CheckConstraint("length(document_kind) between 1 and 20", "document_kind"),
        CheckConstraint("length(number_sealed) between 30 and 200", "number_sealed"),
        CheckConstraint("length(number_hash) = 64", "number_hash"),
        CheckConstraint("born_on >= '1800-01-01' and born_on < '2100-01-01'", "born_on"),
        CheckConstraint("sex in ('female', 'male')", "sex"),
        ForeignKeyConstraint(["city_id", "merged_into_id"], ["person.city_id", "person.id"], name="fk_person_merged_into_id"),
    )

    document_kind: Mapped[str] = mapped_column(String(20))
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    number_hash: Mapped[str] = mapped_column(String(64))
    born_on: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(String(6))
    merged_into_id: Mapped[UUID | None]  # the same human being, known by another document as well
    erased_at: Mapped[datetime | None]  # then number and fingerprint are random, and nobody finds her by them
    first_tenant_id: Mapped[int]  # where she was met first: only another unit's registration is one to be reconciled


class PersonHold(CityOwned):
    """A unit holds a record of a person; when the last hold is given up, her number is destroyed."""

    __table_args__ = (
        UniqueConstraint("city_id", "person_id", "tenant_id", "kind"),
        CheckConstraint("kind in ('trainee', 'volunteer', 'recipient')", "kind"),
    )

    person_id: Mapped[UUID] = child_of(Person)
    tenant_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    held_at: Mapped[datetime]


class PersonMerge(CityOwned):
    """The trace of two persons found to be one: who said so, when and why. Append-only."""

    __table_args__ = (UniqueConstraint("city_id", "merged_id"),)

    kept_id: Mapped[UUID] = child_of(Person)
    merged_id: Mapped[UUID] = child_of(Person)
    tenant_id: Mapped[int]
    account_id: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class ConsentEvent(Personal):
    """Consent that was given or withdrawn, for one purpose, by somebody a station has on record. Append-only."""

    __table_args__ = (
        CheckConstraint("subject in ('trainee', 'volunteer', 'recipient')", "subject"),
        CheckConstraint("action in ('given', 'withdrawn')", "action"),
        CheckConstraint("channel in ('in_person', 'paper', 'phone')", "channel"),
        Index(None, "city_id", "tenant_id", "subject_id", "at"),
    )

    subject: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[UUID]
    purpose: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(10))
    text_version: Mapped[int]
    channel: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(200), default="")
    account_id: Mapped[int]
    at: Mapped[datetime]


class ConsentText(Base):
    """A version of the notice a person reads before her data is taken in; it is never changed, a new version follows it."""

    __table_args__ = (CheckConstraint("length(text) between 1 and 5000", "text"),)

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    effective_on: Mapped[date]
