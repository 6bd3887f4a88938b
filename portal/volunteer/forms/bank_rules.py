"""What is typed of the rules of a city's time bank."""

from collections.abc import Callable
from typing import Any

from wtforms import BooleanField

from portal.core import clock
from portal.core.text import format_minutes, parse_count, parse_minutes
from portal.volunteer.rules.bank_rules import MEMBER_GROUPS, RELATIONS, BankRules
from portal.web.fields import ChoicesField, DayField
from portal.web.forms import REQUIRED, ParsedField, PortalForm, TextField, at_most

_CAPS = ("activity_cap", "day_cap", "total_cap")
_COUNTS = ("least_age", "own_use_age", "recipient_age", "expires_months", "notice_days")


def _minutes(low: int, high: int) -> Callable[[str], int]:
    return lambda raw: parse_minutes(raw, low=low, high=high)


def _count(low: int, high: int) -> Callable[[str], int]:
    return lambda raw: parse_count(raw, low=low, high=high)


class RulesForm(PortalForm):
    """A new version of the rules; each is told beside its field."""

    effective_on = DayField("从哪天起施行", [REQUIRED], default=clock.today)
    activity_cap = ParsedField("一次服务上限", [], parse=_minutes(1, 1440), show=format_minutes)
    day_cap = ParsedField("一天上限", [], parse=_minutes(1, 1440), show=format_minutes)
    total_cap = ParsedField("账户总上限", [], parse=_minutes(60, 599_940), show=format_minutes)
    expires_months = ParsedField("时间有效期", [], parse=_count(1, 600))
    notice_days = ParsedField("入账前公示", [REQUIRED], parse=_count(0, 30))
    least_age = ParsedField("志愿者最低年龄", [REQUIRED], parse=_count(6, 60))
    own_use_age = ParsedField("本人兑换年龄", [REQUIRED], parse=_count(0, 100))
    recipient_age = ParsedField("服务对象年龄", [REQUIRED], parse=_count(0, 100))
    relations = ChoicesField("可以赠与谁", [], choices=RELATIONS.items())
    donate_only = ChoicesField("只能捐赠的群体", [], choices=MEMBER_GROUPS.items())
    aid_month = ParsedField("公益时间池每月帮扶", [REQUIRED], parse=_minutes(0, 60_000), show=format_minutes)
    needs_two = BooleanField("录入和核实要由两个人分别办理")
    reason = TextField("为什么改", [REQUIRED, at_most(200)])

    def rules(self) -> BankRules:
        """Return what was typed."""
        caps: dict[str, Any] = {f"{name}_min": getattr(self, name).data for name in (*_CAPS, "aid_month")}
        counts: dict[str, Any] = {name: getattr(self, name).data for name in _COUNTS}
        lists: dict[str, Any] = {"relations": _chosen(self.relations, RELATIONS), "donate_only": _chosen(self.donate_only, MEMBER_GROUPS)}
        begins: Any = self.effective_on.data
        return BankRules(effective_on=begins, **caps, **counts, **lists, needs_two=bool(self.needs_two.data))


class WithdrawalForm(PortalForm):
    """Why rules that have not begun are taken back."""

    reason = TextField("为什么撤回", [REQUIRED, at_most(150)])


def fields_of(it: BankRules) -> dict[str, Any]:
    """Return what the form shows at first: the rules in force, from today on."""
    caps = {name: getattr(it, f"{name}_min") for name in (*_CAPS, "aid_month")}
    lists = {"relations": list(it.relations), "donate_only": list(it.donate_only), "needs_two": it.needs_two}
    return {**caps, **{name: getattr(it, name) for name in _COUNTS}, **lists}


def _chosen(field: Any, offered: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name in offered if name in (field.data or ()))
