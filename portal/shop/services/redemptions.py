"""What is redeemed: reserved, handed over, voided or brought back; minutes and stock move in one transaction, or neither does.

Locks are taken in one order: the redemption, the items, the shop with its receipt number, the accounts, the month.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.ledger.rules import Posting, TransferKind
from portal.people.rules.records import require_hers
from portal.shop.models import Redemption, RedemptionLine
from portal.shop.queries import redemptions as queries
from portal.shop.queries import stock as stock_rows
from portal.shop.queries.payers import get_payer
from portal.shop.rules.payers import Payer, refusal_of_services, refusal_to_redeem, shortage_of_minutes
from portal.shop.rules.redemptions import Basket, Line, State, Taking, check_taking, lines_of, require_state, total_of
from portal.shop.services import proofs, stock
from portal.tallies import services as tallies
from portal.tallies.rules import REDEEMED
from portal.tallies.services.outcomes import Reached
from portal.tenants.queries import find_display_name
from portal.volunteer.models import Volunteer
from portal.volunteer.queries.bank_rules import rules_on

HOLD, HAND, VOID, RETURN = "redemption.hold", "redemption.hand", "redemption.void", "redemption.return"
redemption, line = cast(Table, Redemption.__table__), cast(Table, RedemptionLine.__table__)
volunteer = cast(Table, Volunteer.__table__)
_NEW, _NEW_LINES = insert(redemption), insert(line)


def hold(scope: Scope, basket: Basket) -> UUID:
    """Reserve goods and the minutes they cost, under the next receipt number.

    Returns:
        The id of the redemption.

    Raises:
        NotFound: she is not on this station's roll, or an item is not this station's.
        RuleBroken: nothing was chosen, or what is not on offer any more.
        Conflict: she may not redeem, or minutes or stock are short; it says by how much.
    """
    payer, today = _payer(scope, basket), clock.today()
    wanted = lines_of(basket.chosen, stock_rows.get_items(scope, {item_id for item_id, _ in basket.chosen}).values(), today=today)
    _refuse_who_may_not(scope, payer, wanted, balance_min=payer.balance_min)
    redemption_id, account_id, shop = uuid7(), payer.account_id or ledger.pool(scope), stock.shop_of(scope)
    held = stock.take_out(scope, [(it.item_id, it.count) for it in wanted], redemption_id=redemption_id)
    lines = lines_of(basket.chosen, held.values(), today=today)  # at the prices of this moment
    number = stock.next_receipt(scope)  # from here on one at a time in this shop
    balance_min = books.hold_accounts(scope, {account_id, shop.hold_account_id})[account_id].balance_min
    _refuse_who_may_not(scope, payer, lines, balance_min=balance_min)
    moved = Posting(account_id, shop.hold_account_id, total_of(lines), TransferKind.HOLD, f"hold {redemption_id.hex}")
    transfer_id = ledger.post(scope, [moved], action=HOLD)[0].id
    _write(scope, redemption_id, lines, number=number, account_id=account_id, payer=payer, hold_transfer_id=transfer_id)
    audit.note(scope, HOLD, redemption_id, note=number)
    return redemption_id


def hand_over(scope: Scope, redemption_id: UUID, it: Taking, *, version: int) -> None:
    """Hand reserved goods over to who was seen to be she, or to come from her; the minutes go to the shop, and it counts.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: the proof is not to be had, or the proxy is not named.
        Conflict: it is not reserved any more, was changed meanwhile, the proof is wrong, or the month is closed.
    """
    row = _locked(scope, redemption_id, State.HELD, version=version, action=HAND)
    payer = get_payer(scope, volunteer_id=row.volunteer_id, recipient_id=row.recipient_id)
    require_hers(payer.withdrawn_at, payer.erased_at, action=HAND, subject_id=redemption_id)
    clerk = _refuse_own(scope, payer, action=HAND)
    check_taking(it, offered=proofs.offered(scope, payer), clerk=clerk, name=payer.name)
    proofs.check(scope, payer, it, redemption_id=redemption_id)
    shop = stock.shop_of(scope)
    moved = Posting(shop.hold_account_id, shop.shop_account_id, row.total_min, TransferKind.REDEEM, f"redeem {redemption_id.hex}")
    transfer_id = ledger.post(scope, [moved], action=HAND)[0].id
    tallies.reach(scope, [Reached(REDEEMED, redemption_id, clock.today())], action=HAND)
    taken = {"taker": it.taker.value, "proof": it.proof.value, "proxy_name": it.proxy_name, "proxy_relation": it.proxy_relation}
    done = {"handed_by": scope.account_id, "handed_at": clock.now(), "redeem_transfer_id": transfer_id}
    _change(scope, row, {**taken, **done, "sheet_row": it.sheet_row or None, "state": State.HANDED.value})
    audit.note(scope, HAND, redemption_id, note=f"{row.number} {it.taker.label}，{it.proof.label}")


def void(scope: Scope, redemption_id: UUID, *, reason: str, version: int) -> None:
    """Give reserved goods up: they go back to the shelf, and the minutes to where they came from.

    Raises:
        NotFound: it is not this station's.
        Conflict: it is not reserved any more, or was changed meanwhile.
    """
    row = _locked(scope, redemption_id, State.HELD, version=version, action=VOID)
    stock.put_back(scope, redemption_id)
    _keep_still(scope, row)
    ledger.reverse(scope, row.hold_transfer_id, reason=f"作废兑换 {row.number}", key=f"unhold {redemption_id.hex}", action=VOID)
    _end(scope, row, State.VOID, reason=reason, action=VOID)


def take_back(scope: Scope, redemption_id: UUID, *, reason: str, version: int) -> None:
    """Take handed goods back: onto the shelf, the minutes to where they came from, the figure out of its month.

    Raises:
        NotFound: it is not this station's.
        Conflict: it was not handed over, was changed meanwhile, or its month is closed.
    """
    row = _locked(scope, redemption_id, State.HANDED, version=version, action=RETURN)
    stock.put_back(scope, redemption_id)
    _keep_still(scope, row)
    why = f"退回兑换 {row.number}"
    ledger.reverse(scope, row.redeem_transfer_id, reason=why, key=f"unredeem {redemption_id.hex}", action=RETURN)
    ledger.reverse(scope, row.hold_transfer_id, reason=why, key=f"unhold {redemption_id.hex}", action=RETURN)
    tallies.take_back(scope, [redemption_id], action=RETURN)
    _end(scope, row, State.RETURNED, reason=reason, action=RETURN)


def _payer(scope: Scope, basket: Basket) -> Payer:
    payer = get_payer(scope, volunteer_id=basket.volunteer_id, recipient_id=basket.recipient_id)
    require_hers(payer.withdrawn_at, payer.erased_at, action=HOLD, subject_id=payer.id)
    _refuse_own(scope, payer, action=HOLD)
    return payer


def _refuse_own(scope: Scope, payer: Payer, *, action: str) -> str:
    """Refuse who would spend her own minutes by her own hand, and return the name of whoever is at work."""
    clerk = find_display_name(scope.account_id) or ""
    if clerk == payer.name:
        raise Conflict("经办人不能给自己办理兑换，这一次没有保存。", action=action, subject_id=payer.id, advice="请由另一位工作人员办理。")
    return clerk


def _refuse_who_may_not(scope: Scope, payer: Payer, lines: Sequence[Line], *, balance_min: int) -> None:
    """Refuse who may not redeem, may not redeem this, or has not the minutes; asked before anything is held, and again after."""
    today = clock.today()
    rules, has_service = rules_on(scope, today), any(it.is_service for it in lines)
    short = {"needed_min": total_of(lines), "balance_min": balance_min, "aided_min": _aided(scope, payer)}
    words = refusal_to_redeem(payer, rules) or (refusal_of_services(payer, rules, today=today) if has_service else "")
    if words := words or shortage_of_minutes(payer, rules=rules, **short):
        raise Conflict(words, action=HOLD, subject_id=payer.id)


def _aided(scope: Scope, payer: Payer) -> int:
    """Return what the pool pays for a recipient in this month already."""
    if not payer.is_recipient:
        return 0
    first, last = clock.days_of(clock.month_of(clock.today()))
    since, before = clock.instant_of(first, 0), clock.instant_of(last, 0)
    return queries.sum_aided(scope, payer.id, since=since, before=before + timedelta(days=1))


def _write(scope: Scope, redemption_id: UUID, lines: Sequence[Line], *, payer: Payer, **known: Any) -> None:
    whose = {"volunteer_id": None if payer.is_recipient else payer.id, "recipient_id": payer.id if payer.is_recipient else None}
    nothing: dict[str, Any] = {
        "redeem_transfer_id": None,
        "taker": "",
        "proxy_name": "",
        "proxy_relation": "",
        "proof": "",
        "sheet_row": None,
    }
    open_ended = {"handed_by": None, "handed_at": None, "ended_by": None, "ended_at": None, "end_reason": "", "version": 1}
    held = {"state": State.HELD.value, "total_min": total_of(lines), "held_by": scope.account_id, "held_at": clock.now()}
    db.session.execute(_NEW, {**scope.stamp(redemption), "id": redemption_id, **known, **whose, **nothing, **open_ended, **held})
    rows = [{"id": uuid7(), "item_id": it.item_id, "count": it.count, "price_min": it.price_min} for it in lines]
    db.session.execute(_NEW_LINES, [{**scope.stamp(line), "redemption_id": redemption_id, **row} for row in rows])
    if not payer.is_recipient:
        dealt = update(volunteer).where(scope.changes(volunteer), volunteer.c.id == bindparam("which")).values(touched_at=clock.now())
        db.session.execute(dealt, {**scope.binds, "which": payer.id})


def _locked(scope: Scope, redemption_id: UUID, wanted: State, *, version: int, action: str) -> Any:
    row = queries.lock_redemption(scope, redemption_id)
    require_state(row.state, wanted, action=action, subject_id=redemption_id)
    if row.version != version:
        words = "这笔兑换刚才被别人修改过，这一次没有保存。"
        raise Conflict(words, action=action, subject_id=redemption_id, advice="请看过最新内容后再办理。")
    return row


def _keep_still(scope: Scope, row: Any) -> None:
    """Hold all the accounts that a way back goes through at once, in their one order."""
    shop, merged = stock.shop_of(scope), books.find_merged(scope, [row.account_id])
    books.hold_accounts(scope, {shop.hold_account_id, shop.shop_account_id, row.account_id, *merged.values()})


def _end(scope: Scope, row: Any, state: State, *, reason: str, action: str) -> None:
    ended = {"state": state.value, "ended_by": scope.account_id, "ended_at": clock.now(), "end_reason": reason}
    _change(scope, row, ended)
    audit.note(scope, action, row.id, note=row.number)


def _change(scope: Scope, row: Any, values: dict[str, Any]) -> None:
    own = (scope.changes(redemption), redemption.c.id == bindparam("which"))
    fresh = {**values, "version": row.version + 1}
    db.session.execute(update(redemption).where(*own).values(fresh), {**scope.binds, "which": row.id})


register_words({HOLD: "预留兑换物品", HAND: "交付兑换物品", VOID: "作废兑换", RETURN: "退回兑换物品"}, group="爱心超市")
