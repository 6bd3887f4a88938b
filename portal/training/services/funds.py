"""Every write of funds and of what they pay."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.people.rules.reasons import check_reason
from portal.tallies import services as tallies
from portal.training.models import ClassCost, Fund
from portal.training.queries import funds as queries
from portal.training.queries import proof
from portal.training.rules.funds import FundDraft, Payment, Purse, check_end, check_fund, check_payment

fund, cost = cast(Table, Fund.__table__), cast(Table, ClassCost.__table__)
_NEW_FUND, _NEW_COST = insert(fund), insert(cost)
_NEITHER = {"voided_at": None, "voided_by": None, "void_reason": ""}


def add_fund(scope: Scope, it: FundDraft) -> UUID:
    """Put a fund on the station's list.

    Raises:
        RuleBroken: it cannot be.
    """
    check_fund(it, today=clock.today())
    fund_id = uuid7()
    own = {**scope.stamp(fund), "id": fund_id, "ended_on": None, "version": 1}
    db.session.execute(_NEW_FUND, [{**own, "made_by": scope.account_id, "made_at": clock.now(), **asdict(it)}])
    audit.note(scope, "fund.add", fund_id)
    return fund_id


def amend_fund(scope: Scope, fund_id: UUID, it: FundDraft, *, version: int) -> None:
    """Change what is written of a fund; its budget may not go below what was paid from it.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: it cannot be.
        Conflict: somebody changed it meanwhile.
    """
    purse = queries.hold_purse(scope, fund_id)
    if purse is None:
        raise NotFound
    check_fund(it, today=clock.today(), spent_fen=purse.spent_fen)
    _change(scope, fund_id, version, asdict(it), action="fund.amend")


def end_fund(scope: Scope, fund_id: UUID, *, ended_on: date, version: int) -> None:
    """Let nothing more be paid from a fund after a day.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the day cannot have been its last.
        Conflict: somebody changed it meanwhile.
    """
    purse = queries.hold_purse(scope, fund_id)
    if purse is None:
        raise NotFound
    check_end(ended_on, last_paid_on=queries.find_last_paid(scope, fund_id), year=purse.year, today=clock.today())
    _change(scope, fund_id, version, {"ended_on": ended_on}, action="fund.end")


def note_costs(scope: Scope, class_id: UUID, payments: Sequence[tuple[UUID, Payment]]) -> list[UUID]:
    """Note what funds paid for a class, all or nothing.

    The funds are held, in order, from looking at what is left of them until the payments stand, so that two never overdraw one together.

    Raises:
        NotFound: the class is not this station's.
        RuleBroken: no such fund, or it cannot have paid this; the field is `rows-<n>-<name>`.
        Conflict: a month is closed, or the same payment stands there already.
    """
    proof.get_class(scope, class_id)
    for month in sorted({clock.month_of(it.paid_on) for _, it in payments if it.paid_on <= clock.today()}):
        tallies.require_open(scope, month, action="cost.note")
    purses = {fund_id: queries.hold_purse(scope, fund_id) for fund_id in sorted({fund_id for fund_id, _ in payments})}
    made, rows = [uuid7() for _ in payments], list[dict[str, Any]]()
    own = {**scope.stamp(cost), "noted_by": scope.account_id, "noted_at": clock.now(), **_NEITHER}
    for n, (fund_id, it) in enumerate(payments):
        purses[fund_id] = _pay(purses[fund_id], it, prefix=f"rows-{n}-")
        values = {"class_id": class_id, "fund_id": fund_id, **asdict(it), "item": it.item.value}
        if queries.find_same_cost(scope, values) or values in [{name: row[name] for name in values} for row in rows]:
            raise _twice(class_id, n)
        rows.append({**own, "id": made[n], **values})
    db.session.execute(_NEW_COST, rows)
    audit.note(scope, "cost.note", *made)
    return made


def _pay(purse: Purse | None, it: Payment, *, prefix: str) -> Purse:
    """Return what is left after a payment."""
    if purse is None:
        raise RuleBroken(f"{prefix}fund_id", "请从列表中选择资金")
    try:
        check_payment(it, purse, today=clock.today())
    except RuleBroken as broken:
        raise RuleBroken(f"{prefix}{broken.field}", broken.message) from broken
    return replace(purse, spent_fen=purse.spent_fen + it.amount_fen)


def _twice(class_id: UUID, n: int) -> Conflict:
    words = f"第 {n + 1} 行的费用（资金、项目、金额、日期、凭证号都相同）已经登记过。"
    return Conflict(words, action="cost.note", subject_id=class_id, advice="如果确实又付了一次，请写上不同的凭证号。")


def void_cost(scope: Scope, cost_id: UUID, *, reason: str) -> None:
    """Take a payment back that was noted by mistake; the row stays, with the reason, and the fund has its money again.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the reason, which those above read, holds a telephone's or a document's number.
        Conflict: its month is closed, or it was voided before.
    """
    check_reason(reason)
    row = queries.get_cost(scope, cost_id)
    tallies.require_open(scope, clock.month_of(row.paid_on), action="cost.void")
    own = (scope.changes(cost), cost.c.id == bindparam("which"), cost.c.voided_at.is_(None))
    values = {"voided_at": clock.now(), "voided_by": scope.account_id, "void_reason": reason}
    changed = db.session.execute(update(cost).where(*own).values(values), {**scope.binds, "which": cost_id})
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("这笔费用已经作废，不用再作废一次。", action="cost.void", subject_id=cost_id)
    audit.note(scope, "cost.void", cost_id)


def _change(scope: Scope, fund_id: UUID, version: int, values: Mapping[str, Any], *, action: str) -> None:
    own = (scope.changes(fund), fund.c.id == bindparam("which"), fund.c.version == bindparam("seen"))
    binds = {**scope.binds, "which": fund_id, "seen": version}
    changed = db.session.execute(update(fund).where(*own).values({**values, "version": version + 1}), binds)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        message = "这笔资金刚才被别人修改过，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=fund_id, advice="请看过最新内容后再改。")
    audit.note(scope, action, fund_id)


register_words(
    {
        "fund.add": "登记资金",
        "fund.amend": "修改资金",
        "fund.end": "停用资金",
        "cost.note": "登记培训费用",
        "cost.void": "作废培训费用",
    },
    group="三免台账",
)
