"""Accounts of minutes, and the transfers between them, which nothing changes or removes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import CityOwned, child_of
from portal.people.models import Person

_ISSUERS, _POOLS = text("kind = 'issuer'"), text("kind = 'pool'")


class TimeAccount(CityOwned):
    """Minutes of a volunteer, of the city that issues them, of its donation pool, of a shop.

    Whose it is stands with the stations, not here. Who is known by a document has one account in the city, however many stations register
    her. The issuer's account has no balance of its
    own, so that nobody waits for it; every other one keeps what its transfers add up to.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "number"),
        UniqueConstraint("city_id", "person_id"),
        CheckConstraint("kind in ('issuer', 'volunteer', 'shop', 'pool', 'hold')", "kind"),
        CheckConstraint("(kind = 'volunteer') = (number is not null)", "number"),
        CheckConstraint("person_id is null or kind = 'volunteer'", "person_id"),
        CheckConstraint("(kind = 'issuer') = (balance_min is null)", "issuer"),
        CheckConstraint("balance_min >= 0", "balance_min"),
        CheckConstraint("moves >= 0", "moves"),
        ForeignKeyConstraint(
            ["city_id", "merged_into_id"], ["time_account.city_id", "time_account.id"], name="fk_time_account_merged_into_id"
        ),
        Index("ix_time_account_issuer", "city_id", unique=True, postgresql_where=_ISSUERS, sqlite_where=_ISSUERS),
        Index("ix_time_account_pool", "city_id", unique=True, postgresql_where=_POOLS, sqlite_where=_POOLS),
    )

    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[str | None] = mapped_column(String(20))
    person_id: Mapped[UUID | None] = child_of(Person)
    merged_into_id: Mapped[UUID | None]  # its owner was found to have another one; its minutes were moved there
    opened_at: Mapped[datetime]
    balance_min: Mapped[int | None]
    moves: Mapped[int] = mapped_column(default=0)  # how many transfers it took part in: the place of the last one


class Transfer(CityOwned):
    """Minutes moved from one account to another; triggers refuse to change or remove it, a counter-transfer takes it back.

    Each side but the issuer's says which transfer of that account it is, counted from 1, and what the account held after it.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "key"),
        UniqueConstraint("city_id", "reverses_id"),
        ForeignKeyConstraint(["city_id", "reverses_id"], ["transfer.city_id", "transfer.id"], name="fk_transfer_reverses_id"),
        CheckConstraint("moved_min between 1 and 10000000", "moved_min"),
        CheckConstraint("debit_account_id <> credit_account_id", "accounts"),
        CheckConstraint("(kind = 'reverse') = (reverses_id is not null)", "reverses_id"),
        CheckConstraint("length(key) between 1 and 64", "key"),
        CheckConstraint("length(reason) <= 200", "reason"),
        Index("uq_transfer_credit_seq", "city_id", "credit_account_id", "credit_seq", unique=True),
        Index("uq_transfer_debit_seq", "city_id", "debit_account_id", "debit_seq", unique=True),
    )

    debit_account_id: Mapped[UUID] = child_of(TimeAccount)
    credit_account_id: Mapped[UUID] = child_of(TimeAccount)
    moved_min: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(64))
    reverses_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    debit_seq: Mapped[int | None]
    debit_left_min: Mapped[int | None]
    credit_seq: Mapped[int | None]
    credit_left_min: Mapped[int | None]
    posted_by: Mapped[int]
    posted_at: Mapped[datetime]
