"""What a posting is, what it may not do, and how accounts are numbered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

NUMBER_DIGITS = 7


class AccountKind(StrEnum):
    """Whose minutes an account holds; the issuer alone may go below zero."""

    ISSUER = "issuer"
    VOLUNTEER = "volunteer"
    SHOP = "shop"
    POOL = "pool"
    HOLD = "hold"

    @property
    def label(self) -> str:
        """Its word in what `verify` says."""
        return {"issuer": "发行", "volunteer": "志愿者", "shop": "爱心超市", "pool": "公益时间池", "hold": "兑换预留"}[self.value]


class TransferKind(StrEnum):
    """Why minutes moved."""

    EARN = "earn"
    OVERFLOW = "overflow"
    HOLD = "hold"
    REDEEM = "redeem"
    GIVE = "give"
    DONATE = "donate"
    EXPIRE = "expire"
    REVERSE = "reverse"
    MERGE = "merge"

    @property
    def label(self) -> str:
        """Its word in a statement."""
        return _LABELS[self]


_LABELS = {
    TransferKind.EARN: "服务入账",
    TransferKind.OVERFLOW: "超出上限转入公益时间池",
    TransferKind.HOLD: "兑换预留",
    TransferKind.REDEEM: "兑换",
    TransferKind.GIVE: "赠与家人",
    TransferKind.DONATE: "捐入公益时间池",
    TransferKind.EXPIRE: "到期转入公益时间池",
    TransferKind.REVERSE: "冲正",
    TransferKind.MERGE: "账户合并",
}
_V, _I, _P, _H = AccountKind.VOLUNTEER, AccountKind.ISSUER, AccountKind.POOL, AccountKind.HOLD
# Which accounts each kind moves minutes between; a reversal goes the way back of what it reverses.
SHAPES: dict[TransferKind, frozenset[tuple[AccountKind, AccountKind]]] = {
    TransferKind.EARN: frozenset({(_I, _V)}),
    TransferKind.OVERFLOW: frozenset({(_V, _P)}),
    TransferKind.HOLD: frozenset({(_V, _H), (_P, _H)}),
    TransferKind.REDEEM: frozenset({(_H, AccountKind.SHOP)}),
    TransferKind.GIVE: frozenset({(_V, _V)}),
    TransferKind.DONATE: frozenset({(_V, _P)}),
    TransferKind.EXPIRE: frozenset({(_V, _P)}),
    TransferKind.MERGE: frozenset({(_V, _V)}),
}


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


@dataclass(frozen=True, slots=True)
class Held:
    """An account that is held still while minutes move.

    Args:
        balance_min: minutes; None for the issuer, which is never held.
        moves: how many transfers it took part in.
        merged_into_id: the account its minutes went to, when it takes no more postings.
    """

    id: UUID
    kind: AccountKind
    balance_min: int
    moves: int
    merged_into_id: UUID | None


@dataclass(frozen=True, slots=True)
class Side:
    """What a transfer is to one of its accounts: the how-manieth, and what is left after it; both None for the issuer."""

    seq: int | None
    left_min: int | None


def settle(held: Mapping[UUID, Held], postings: Iterable[Posting]) -> tuple[list[tuple[Side, Side]], dict[UUID, Held]]:
    """Run postings through the held accounts, in order.

    Returns:
        For each posting its (debit, credit) sides, and {account: as it stands afterwards} of those that moved. A balance may be below zero
        there: that is for `shortfalls` to say.
    """
    after = dict(held)
    sides = [(_step(after, it.debit, -it.moved_min), _step(after, it.credit, it.moved_min)) for it in postings]
    return sides, {id_: now for id_, now in after.items() if now is not held[id_]}


def _step(accounts: dict[UUID, Held], account_id: UUID, change_min: int) -> Side:
    one = accounts.get(account_id)
    if one is None:
        return Side(None, None)
    accounts[account_id] = now = replace(one, balance_min=one.balance_min + change_min, moves=one.moves + 1)
    return Side(now.moves, now.balance_min)


def shortfalls(after: Mapping[UUID, Held]) -> dict[UUID, int]:
    """Return {account: minutes missing} for each account that would stand below zero."""
    return {id_: -one.balance_min for id_, one in after.items() if one.balance_min < 0}


def is_in_shape(kind: TransferKind, debit: AccountKind, credit: AccountKind) -> bool:
    """Say whether a transfer of this kind may go between two accounts of these kinds."""
    return kind is TransferKind.REVERSE or (debit, credit) in SHAPES[kind]


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
