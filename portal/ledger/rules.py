"""What a posting is, what it may not do, and how accounts are numbered."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

NUMBER_DIGITS = 7


class AccountKind(StrEnum):
    """Whose minutes an account holds; the issuer alone may go below zero."""

    ISSUER = "issuer"
    VOLUNTEER = "volunteer"


class TransferKind(StrEnum):
    """Why minutes moved."""

    EARN = "earn"
    REVERSE = "reverse"
    MERGE = "merge"

    @property
    def label(self) -> str:
        """Its word in a statement."""
        return {"earn": "服务入账", "reverse": "冲正", "merge": "账户合并"}[self.value]


@dataclass(frozen=True, slots=True)
class Account:
    """An account just opened, or found to be there already.

    Args:
        number: the unified volunteer number, None for accounts that are nobody's.
    """

    id: UUID
    number: str | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Posting:
    """Minutes to be moved from one account to another.

    Args:
        debit: the account that gives.
        credit: the account that takes.
        moved_min: whole minutes, 1 or more.
        key: what makes it unique in its city; the same key is posted once.
        reverses_id: the transfer it takes back.
        reason: why it is taken back; names nobody, at most 200 characters.
    """

    debit: UUID
    credit: UUID
    moved_min: int
    kind: TransferKind
    key: str
    reverses_id: UUID | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.moved_min < 1 or self.debit == self.credit or (self.kind is TransferKind.REVERSE) != (self.reverses_id is not None):
            raise ValueError("minutes are one or more, between two accounts, and a reversal names what it reverses")


@dataclass(frozen=True, slots=True)
class Posted:
    """A transfer that stands in the ledger; `is_new` when this very call put it there."""

    id: UUID
    is_new: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the ledger that cannot be.

    Args:
        subject_id: the account, transfer or record it was found at.
        message: what is wrong, for whoever keeps the books.
    """

    subject_id: UUID
    message: str


def shortfalls(held: Mapping[UUID, int], postings: Iterable[Posting]) -> dict[UUID, int]:
    """Return {account: minutes missing} for each held account that all the postings together would take below zero.

    Args:
        held: {account: balance in minutes} of the accounts that may not go below zero.
    """
    after = Counter(held)
    for it in postings:
        after[it.debit] -= it.moved_min
        after[it.credit] += it.moved_min
    return {account: -after[account] for account in held if after[account] < 0}


def first_number(city_code: str) -> str:
    """Return the volunteer number nobody has: what the first one of a city follows.

    Args:
        city_code: 12 digits; the first six tell a city from a county-level city beside it.

    Source: 民发〔2015〕149号: a unified volunteer number stands for the identity number in public.
    """
    return f"V{city_code[:6]}{0:0{NUMBER_DIGITS}d}"


def next_number(number: str) -> str:
    """Return the volunteer number that follows."""
    stem, serial = number[:-NUMBER_DIGITS], number[-NUMBER_DIGITS:]
    return f"{stem}{int(serial) + 1:0{NUMBER_DIGITS}d}"
