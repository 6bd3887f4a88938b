"""Minutes given away: to whom, how many, and which of them have grown too old."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.core.errors import RuleBroken
from portal.core.text import clean_text, format_minutes
from portal.volunteer.rules.bank_rules import MEMBER_GROUPS, RELATIONS, BankRules

PROOFS = {"household": "户口簿", "marriage": "结婚证", "birth": "出生医学证明", "certificate": "村（社区）证明"}
WARNS_DAYS = 30  # how long before they expire a volunteer's page tells of minutes


@dataclass(frozen=True, slots=True)
class Proof:
    """A relation a volunteer proves at the counter.

    Args:
        receiver_id: her relative's row on the station's roll.
        relation: what the relative is to her, of RELATIONS.
        proof: what was seen, of PROOFS.
    """

    receiver_id: UUID
    relation: str
    proof: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Purse:
    """Who gives or is given, and what her account holds."""

    name: str
    account_id: UUID
    balance_min: int

    def __repr__(self) -> str:
        return f"Purse({self.account_id})"  # a person's name has no business in logs and tracebacks


def refusal_to_give(member_group: str, relation: str, rules: BankRules) -> str:
    """Return why minutes cannot go to this relative under the city's rules; empty when they can."""
    if refusal := refusal_of_group(member_group, rules):
        return refusal
    if relation not in rules.relations:
        return f"按全市现行规则，时间不能赠与{RELATIONS.get(relation, '这种关系的家人')}。"
    return ""


def refusal_of_group(member_group: str, rules: BankRules) -> str:
    """Return why somebody may give to no relative at all; empty when she may."""
    if member_group and member_group in rules.donate_only:
        return f"按全市现行规则，{MEMBER_GROUPS[member_group]}的时间只能捐入公益时间池，不能赠与家人。"
    return ""


def check_amount(giver: Purse, moved_min: int) -> None:
    """Refuse to move more than the account holds.

    Raises:
        RuleBroken: it holds less.
    """
    if moved_min > giver.balance_min:
        raise RuleBroken("moved", f"她的时间余额是 {format_minutes(giver.balance_min)}，不够这么多")


def check_room(receiver: Purse, moved_min: int, rules: BankRules) -> None:
    """Refuse to fill the receiver's account beyond the city's cap.

    Raises:
        RuleBroken: it has no room for so much.
    """
    cap = rules.total_cap_min
    if cap is None or receiver.balance_min + moved_min <= cap:
        return
    room = max(cap - receiver.balance_min, 0)
    rest = f"最多还能收 {format_minutes(room)}" if room else "不能再收"
    words = f"每个账户最多存 {format_minutes(cap)}，{receiver.name}已有 {format_minutes(receiver.balance_min)}，{rest}"
    raise RuleBroken("moved", words)


def is_own(clerk_name: str, names: Iterable[str]) -> bool:
    """Say whether whoever works at the counter is one of these people, as far as names tell."""
    hers = _compact(clerk_name)
    return bool(hers) and hers in {_compact(name) for name in names}


def _compact(name: str) -> str:
    return clean_text(name).replace(" ", "").replace("·", "").casefold()


def expiry_day(today: date, months: int) -> date:
    """Return the day before which minutes must have come in to have expired today: as many months ago, or that month's last day."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def due_of(came_early_min: int, spent_min: int, *, held_min: int) -> int:
    """Return how many minutes have expired: the oldest are spent first, so it is what came in early and was not spent since.

    Args:
        came_early_min: all that came in before the day of expiry and was not taken back.
        spent_min: all that ever went out and did not come back.
        held_min: what the account holds: no more than that can go.
    """
    return max(min(came_early_min - spent_min, held_min), 0)
