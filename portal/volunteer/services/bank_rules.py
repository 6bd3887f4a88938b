"""The rules of a city's time bank: set from a day on, withdrawn until they begin, never changed."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db, insert_or
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.volunteer.models import BankRule
from portal.volunteer.queries.bank_rules import get_version
from portal.volunteer.rules.bank_rules import BankRules, check_rules

SET, WITHDRAW = "bank.set_rules", "bank.withdraw_rules"
rule = cast(Table, BankRule.__table__)
_NAMES = ("effective_on", "activity_cap_min", "day_cap_min", "total_cap_min", "least_age", "own_use_age", "recipient_age")
_MORE = ("expires_months", "notice_days", "aid_month_min", "needs_two")


def set_rules(scope: Scope, it: BankRules, *, reason: str) -> UUID:
    """Let the city's time bank keep to these rules from their day on.

    Raises:
        RuleBroken: they begin in the past, contradict themselves, or others begin on that day.
    """
    check_rules(it, today=clock.today())
    lists = {"relations": list(it.relations), "donate_only": list(it.donate_only)}
    told: dict[str, Any] = {name: getattr(it, name) for name in (*_NAMES, *_MORE)}
    who = {"reason": reason, "set_by": scope.account_id, "set_at": clock.now()}
    rule_id = uuid7()
    new = insert_or(rule).on_conflict_do_nothing(index_elements=["city_id", "effective_on"]).returning(rule.c.id)
    if db.session.execute(new, {**scope.stamp(rule), "id": rule_id, **told, **lists, **who}).scalar() is None:
        advice = "请换一天；那一版还没有施行的，也可以先撤回它"
        raise RuleBroken("effective_on", f"{it.effective_on} 已经定了一版规则，同一天只能有一版。{advice}")
    audit.note(scope, SET, rule_id, note=reason)
    return rule_id


def withdraw_rules(scope: Scope, rule_id: UUID, *, reason: str) -> None:
    """Take back rules that have not begun.

    Raises:
        NotFound: there are none.
        Conflict: they have begun.
    """
    row = get_version(scope, rule_id)
    if row.effective_on <= clock.today():
        advice = "要改，请定一版新的规则，从今天或以后施行。"
        raise Conflict("这一版规则已经施行，不能撤回。", action=WITHDRAW, subject_id=rule_id, advice=advice)
    own = (scope.changes(rule), rule.c.id == bindparam("which"))
    db.session.execute(delete(rule).where(*own), {**scope.binds, "which": rule_id})
    audit.note(scope, WITHDRAW, rule_id, note=f"{row.effective_on} 起的一版：{reason}"[:200])


register_words({SET: "制定时间银行规则", WITHDRAW: "撤回时间银行规则"}, group="时间银行")
