"""The people who sign in: accounts, their roles, their logins and links."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class Account(Base):
    """A person who signs in; without a password hash she has not yet used her link."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_step: Mapped[int | None]  # the last time step whose code was taken: no code counts twice
    notice: Mapped[str] = mapped_column(String(200), default="")  # told her at her next sign-in: who made a new link for her
    password_set_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]
    made_at: Mapped[datetime]


class Membership(Base):
    """A role of an account at a tenant."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    made_by: Mapped[int | None]
    made_at: Mapped[datetime | None]


class Login(Base):
    """A signed-in browser; the key is the digest of its cookie."""

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(43))
    address: Mapped[str] = mapped_column(String(45))
    agent: Mapped[str] = mapped_column(String(120), default="")
    lacks_second: Mapped[bool] = mapped_column(default=False)  # the password was right, the one-time code is still to come
    proved_at: Mapped[datetime | None]  # when she last gave her password again, for what is dangerous
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class LoginAttempt(Base):
    """A failed sign-in, counted before the next password is looked at."""

    __table_args__ = (Index(None, "name_digest", "address", "at"), Index(None, "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name_digest: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime]


class Invitation(Base):
    """A one-time link by which an account gets its password; the key is the digest of what the link holds."""

    __table_args__ = (CheckConstraint("purpose in ('join', 'reset')", "purpose"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str] = mapped_column(String(10), default="join")
    reason: Mapped[str] = mapped_column(String(200), default="")
    made_by: Mapped[int]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands once for a lost authenticator; the digest of it."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None]
