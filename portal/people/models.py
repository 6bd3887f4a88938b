"""A person of a city, and the notices people consent to."""

from datetime import date

from sqlalchemy import CheckConstraint, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, CityOwned


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
    )

    document_kind: Mapped[str] = mapped_column(String(20))
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    number_hash: Mapped[str] = mapped_column(String(64))
    born_on: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(String(6))
    first_tenant_id: Mapped[int]  # where she was met first: only another unit's registration is one to be reconciled


class ConsentText(Base):
    """A version of the notice a person reads before her data is taken in; it is never changed, a new version follows it."""

    __table_args__ = (CheckConstraint("length(text) between 1 and 5000", "text"),)

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    effective_on: Mapped[date]
