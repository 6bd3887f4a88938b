"""Who may spend minutes in a shop, on what, and how many."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.core.text import format_minutes
from portal.people.rules import age_on, mask_name
from portal.volunteer.rules.bank_rules import MEMBER_GROUPS, BankRules


@dataclass(frozen=True, slots=True)
class Payer:
    """Whose minutes are spent: a volunteer's own, or the pool's for a poor recipient.

    Args:
        account_id: hers, or the pool's; None when the city has no pool yet.
        number: her volunteer number; empty for a recipient.
        balance_min: what the account holds.
        person_id: None when no document says who she is.
        is_aided: whether the proof that the pool pays for her was seen.
    """

    id: UUID
    account_id: UUID | None
    number: str
    name: str
    phone: str
    balance_min: int
    person_id: UUID | None = None
    born_on: date | None = None
    member_group: str = ""
    is_receiver_only: bool = False
    is_recipient: bool = False
    is_aided: bool = False
    withdrawn_at: datetime | None = None
    erased_at: datetime | None = None

    def __repr__(self) -> str:
        return f"Payer({self.id})"

    @property
    def masked(self) -> str:
        """Her name as a receipt shows it."""
        return self.name if self.erased_at else mask_name(self.name)

    @property
    def is_locked(self) -> bool:
        """Whether nobody works with her record."""
        return self.withdrawn_at is not None or self.erased_at is not None


def refusal_to_redeem(payer: Payer, rules: BankRules) -> str:
    """Say why she may redeem nothing at all, and what to do; empty when she may."""
    if payer.is_recipient:
        return "" if payer.is_aided else "没有核对过她的困难证明，公益时间池不能为她支付。请先在服务对象页面登记困难类别并核对证明。"
    if payer.member_group in rules.donate_only:
        group = MEMBER_GROUPS.get(payer.member_group, payer.member_group)
        return f"她登记为“{group}”，本市规定这类志愿者的时间只能捐入公益时间池，不能兑换。"
    return ""


def refusal_of_services(payer: Payer, rules: BankRules, *, today: date) -> str:
    """Say why she may not redeem services for herself, and what to do; empty when she may.

    A recipient, and a relative who was given minutes, is whom services are for, whatever her age. Source: Beijing's rule.
    """
    if payer.is_recipient or payer.is_receiver_only or not rules.own_use_age:
        return ""
    instead = "也可以先把时间赠与父母、祖父母，由他们兑换，或改选物品。"
    if payer.born_on is None:
        return f"服务类项目要年满 {rules.own_use_age} 岁才能为自己兑换，她的出生日期还没有登记。请先在志愿者信息里补上；{instead}"
    if age_on(payer.born_on, today) < rules.own_use_age:
        return f"服务类项目要年满 {rules.own_use_age} 岁才能为自己兑换，她还没有到。{instead}"
    return ""


def shortage_of_minutes(payer: Payer, *, needed_min: int, balance_min: int, aided_min: int, rules: BankRules) -> str:
    """Say how many minutes are missing; empty when there are enough.

    Args:
        balance_min: of her account, or of the pool.
        aided_min: what the pool paid for this recipient in this month already.
    """
    left_min = rules.aid_month_min - aided_min
    if payer.is_recipient and needed_min > left_min:
        most, over = format_minutes(rules.aid_month_min), format_minutes(needed_min - max(left_min, 0))
        return f"公益时间池每月最多为一位困难群众支付 {most}，这个月还可以用 {format_minutes(max(left_min, 0))}，这次超出 {over}。"
    if needed_min > balance_min:
        whose = "公益时间池" if payer.is_recipient else "她的账户"
        has, short = format_minutes(balance_min), format_minutes(needed_min - balance_min)
        return f"{whose}有 {has}，这次要 {format_minutes(needed_min)}，还差 {short}。"
    return ""
