"""Confirmation by three: she signs in and out, whom she served says it was so, the station verifies it; nobody confirms her own."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.errors import Conflict, RuleBroken
from portal.core.scope import Scope
from portal.volunteer.queries import shifts as queries
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.queries.doers import find_clerk
from portal.volunteer.rules.shifts import CONFIRM_CHANNELS, CONFIRMED_AS, MAX_CONFIRMER, Confirmation, State, is_same_person
from portal.volunteer.services import shift_rows
from portal.volunteer.services.crediting import credit_rows

CONFIRM, VERIFY = "shift.confirm", "shift.verify"


def confirm(scope: Scope, shift_id: UUID, it: Confirmation, *, by: int | None = None) -> None:
    """Note that whom she served, or her family, says that it was so.

    Args:
        by: the account that keyed it; 0 when the recipient did it herself by a code; who works now when nothing is said.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the confirmer is the volunteer herself, or is not named.
        Conflict: it is confirmed already, was called off, or the volunteer is the recipient or the clerk herself.
    """
    row = shift_rows.hold(scope, shift_id, State.ENDED, action=CONFIRM)
    shift_rows.require_willing(row, action=CONFIRM)
    check_confirmer(it, name=row.name, phone=row.phone)
    shift_rows.refuse_self_service(scope, row, action=CONFIRM)
    shift_rows.refuse_own_account(row, find_clerk(scope.account_id), action=CONFIRM)
    said = {"confirm_channel": it.channel, "confirmed_as": it.confirmed_as, "confirmer": it.confirmer}
    when = {"confirmed_by": scope.account_id if by is None else by, "confirmed_at": clock.now()}
    shift_rows.change(scope, [shift_id], {"state": State.CONFIRMED.value, **said, **when})
    audit.note(scope, CONFIRM, shift_id, note=f"{CONFIRMED_AS[it.confirmed_as]}，{CONFIRM_CHANNELS[it.channel]}")


def check_confirmer(it: Confirmation, *, name: str, phone: str, field: str = "confirmer") -> None:
    """Refuse a confirmation by the volunteer herself, or by nobody.

    Raises:
        RuleBroken: it is hers, unnamed, or of no kind there is.
    """
    if it.channel not in CONFIRM_CHANNELS or it.confirmed_as not in CONFIRMED_AS:
        raise RuleBroken(field, "请选择由谁、以什么方式确认")
    if not it.confirmer or len(it.confirmer) > MAX_CONFIRMER:
        raise RuleBroken(field, f"请填写确认人的姓名，最多 {MAX_CONFIRMER} 个字")
    if is_same_person(it.confirmer, it.phone, other_name=name, other_phone=phone):
        raise RuleBroken(field, "确认人就是志愿者本人；自己的服务时长不能由自己确认，请由服务对象或家属确认")


def verify(scope: Scope, ids: Collection[UUID]) -> int:
    """Verify confirmed shifts, all or nothing; from today on they are shown, and credited when nobody objects.

    Returns:
        How many were verified.

    Raises:
        NotFound: one of them is not this station's.
        RuleBroken: none is named.
        Conflict: one is not confirmed, or verified already; who verifies is the volunteer herself, or keyed or confirmed it, when the
            city wants two; a volunteer withdrew her consent.
    """
    if not ids:
        raise RuleBroken("ids", "请先勾选要核实的服务")
    today = clock.today()
    rules, clerk = rules_on(scope, today), find_clerk(scope.account_id)
    rows = queries.hold_shifts(scope, ids)
    for row in rows:
        shift_rows.require_state(row, State.CONFIRMED, action=VERIFY)
        shift_rows.require_willing(row, action=VERIFY)
        shift_rows.refuse_own_account(row, clerk, action=VERIFY)
        if rules.needs_two and scope.account_id in _keyed_by(row):
            message = "其中有您自己录入或确认的服务，本市规定须由另一位工作人员核实，这一次没有保存。"
            raise Conflict(message, action=VERIFY, subject_id=row.id, advice="请去掉这几条，或由另一位负责人核实。")
    until = today + timedelta(days=rules.notice_days)
    values = {"state": State.VERIFIED.value, "verified_by": scope.account_id, "verified_at": clock.now(), "public_until": until}
    shift_rows.change(scope, [row.id for row in rows], values)
    audit.note(scope, VERIFY, *[row.id for row in rows])
    if rules.notice_days == 0:
        credit_rows(scope, rows)
    return len(rows)


def _keyed_by(row: Any) -> set[int | None]:
    """Who had a hand in it: who keyed the confirmation, and who noted at the counter that she came."""
    return {row.confirmed_by, row.entered_by} if row.in_channel in {"counter", "paper"} else {row.confirmed_by}


register_words({CONFIRM: "确认服务", VERIFY: "核实服务"}, group="志愿者")
