"""Items, and what moves their stock: every move is a line that stays, written while the item is held."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, Update, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope, prepared
from portal.ledger import queries as books
from portal.ledger import services as ledger
from portal.ledger.rules import AccountKind
from portal.people.services.naming import refuse_names
from portal.shop.models import Shop as ShopRow
from portal.shop.models import ShopItem, StockMove
from portal.shop.queries import stock as queries
from portal.shop.queries.stock import Item, Shop
from portal.shop.rules.stock import GOOD, Inflow, ItemDraft, Loss, MoveKind, check_inflow, check_item, check_loss

ADD, AMEND, END, RECEIVE, LOSE, TAKE = "item.add", "item.amend", "item.end", "stock.receive", "stock.lose", "redemption.hold"
shop, item, move = (cast(Table, m.__table__) for m in (ShopRow, ShopItem, StockMove))
_NEW_SHOP, _NEW_ITEM, _NEW_MOVES = insert(shop), insert(item), insert(move)


@dataclass(frozen=True, slots=True)
class Line:
    """One line to be written into the stock book.

    Args:
        change: more or fewer pieces, not 0.
        more: what else the line says: voucher, redemption, reason.
    """

    item: Item
    kind: MoveKind
    change: int
    moved_on: date
    more: Mapping[str, Any]


def shop_of(scope: Scope) -> Shop:
    """Return the station's shop, opened with its two accounts at the first call; two at once get the same one."""
    found = queries.find_shop(scope)
    if found is None:
        ledger.issuer(scope)
        books.find_issuer(scope, locked=True)  # from here on one at a time: a shop has two accounts, and no more
        found = queries.find_shop(scope) or _open(scope)
    return found


def _open(scope: Scope) -> Shop:
    made = Shop(uuid7(), ledger.open_account(scope, AccountKind.SHOP).id, ledger.open_account(scope, AccountKind.HOLD).id)
    db.session.execute(_NEW_SHOP, {**scope.stamp(shop), **asdict(made), "last_receipt": 0, "opened_at": clock.now()})
    return made


def next_receipt(scope: Scope) -> str:
    """Return the number of the station's next receipt, `DH000001`; it is taken once the goods are, never before them."""
    mine = (scope.changes(shop), shop.c.id == bindparam("which"))
    counted = update(shop).where(*mine).values(last_receipt=shop.c.last_receipt + 1).returning(shop.c.last_receipt)
    number = db.session.execute(counted, {**scope.binds, "which": shop_of(scope).id}).scalar_one()
    return f"DH{number:06d}"


def add_item(scope: Scope, it: ItemDraft) -> UUID:
    """Put something on the list of what the shop gives; a good begins with none.

    Raises:
        RuleBroken: it smells of money, or its code is another's.
    """
    item_id = uuid7()
    _check(scope, it, beside=item_id)
    made = {"stock": 0 if it.kind == GOOD else None, "ended_on": None, "made_by": scope.account_id, "made_at": clock.now(), "version": 1}
    db.session.execute(_NEW_ITEM, {**scope.stamp(item), "id": item_id, **asdict(it), **made})
    audit.note(scope, ADD, item_id)
    return item_id


def amend_item(scope: Scope, item_id: UUID, it: ItemDraft, *, version: int) -> None:
    """Change what is written of an item; what was redeemed keeps the price of its day, and a good stays a good.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: it smells of money, its code is another's, or a good would become a service.
        Conflict: somebody changed it meanwhile.
    """
    before = queries.get_item(scope, item_id)
    if before.kind != it.kind:
        raise RuleBroken("kind", "物品和服务不能互换，请停用这一项，另外登记一项")
    _check(scope, it, beside=item_id)
    _change(scope, item_id, version, asdict(it), action=AMEND)


def end_item(scope: Scope, item_id: UUID, *, version: int, is_ended: bool) -> None:
    """Give an item no longer, or again; its stock and its lines stay.

    Raises:
        NotFound: it is not this station's.
        Conflict: somebody changed it meanwhile.
    """
    queries.get_item(scope, item_id)
    _change(scope, item_id, version, {"ended_on": clock.today() if is_ended else None}, action=END)


def receive(scope: Scope, item_id: UUID, it: Inflow) -> UUID:
    """Book what came in: bought with its invoice, or given with its list.

    Raises:
        NotFound: the item is not this station's.
        RuleBroken: it cannot have come in like this.
        Conflict: a service has no stock, or the item is given no longer.
    """
    held = _hold_good(scope, item_id, action=RECEIVE)
    check_inflow(it, today=clock.today())
    for field in ("source", "note"):
        refuse_names(scope, getattr(it, field), field=field)
    if held.ended_on is not None:
        raise Conflict("这一项已经停用，不能入库。", action=RECEIVE, subject_id=item_id, advice="要继续兑换，请先恢复它。")
    more = {name: getattr(it, name) for name in ("source", "voucher", "cost_fen", "note")}
    (line_id,) = book(scope, [Line(held, it.kind, it.count, it.moved_on, more)])
    audit.note(scope, RECEIVE, line_id)
    return line_id


def lose(scope: Scope, item_id: UUID, it: Loss) -> UUID:
    """Book what is broken, lost or out of date.

    Raises:
        NotFound: the item is not this station's.
        RuleBroken: more than there is.
        Conflict: a service has no stock.
    """
    held = _hold_good(scope, item_id, action=LOSE)
    check_loss(it, stock=held.stock or 0, unit=held.unit, today=clock.today())
    refuse_names(scope, it.reason, field="reason")
    (line_id,) = book(scope, [Line(held, MoveKind.LOSS, -it.count, it.moved_on, {"note": it.reason})])
    audit.note(scope, LOSE, line_id)
    return line_id


def take_out(scope: Scope, wanted: Iterable[tuple[UUID, int]], *, redemption_id: UUID) -> dict[UUID, Item]:
    """Take goods out of the stock for a redemption, in the transaction that takes the minutes; services need none.

    Args:
        wanted: (item, how many); one item may stand in it twice.

    Returns:
        {id: item} as they were held, with the prices of this moment.

    Raises:
        NotFound: an item is not this station's.
        Conflict: an item is given no longer, or fewer are left.
    """
    counts: Counter[UUID] = Counter()
    for item_id, count in wanted:
        counts[item_id] += count
    held = queries.hold_items(scope, counts)
    if held.keys() != counts.keys() or min(counts.values(), default=1) < 1:
        raise NotFound
    for item_id, count in counts.items():
        _refuse_absent(held[item_id], count)
    out = {"redemption_id": redemption_id}
    goods = [one for one in held.values() if one.stock is not None]
    book(scope, [Line(one, MoveKind.REDEEM, -counts[one.id], clock.today(), out) for one in goods])
    return held


def put_back(scope: Scope, redemption_id: UUID) -> None:
    """Bring back what a redemption took out of the stock; a second time brings nothing."""
    held = queries.hold_items(scope, queries.list_taken(scope, redemption_id))
    out, back = queries.list_taken(scope, redemption_id), {"redemption_id": redemption_id}
    lines = [Line(held[item_id], MoveKind.RETURN, count, clock.today(), back) for item_id, count in out.items()]
    book(scope, lines)


def book(scope: Scope, lines: Sequence[Line]) -> list[UUID]:
    """Write lines of items that are held, one line of each, and what is left of them; return the lines' ids."""
    if not lines:
        return []
    before = queries.count_moves(scope, [it.item.id for it in lines])
    rows = [_row(scope, it, before.get(it.item.id, 0) + 1) for it in lines]
    db.session.execute(_NEW_MOVES, rows)
    left = [{**scope.binds, "which": row["item_id"], "left": row["left_count"]} for row in rows]
    db.session.execute(_left(scope), left)
    return [row["id"] for row in rows]


def _row(scope: Scope, it: Line, seq: int) -> dict[str, Any]:
    usual = {"source": "", "voucher": "", "cost_fen": None, "redemption_id": None, "stocktake_id": None, "note": ""}
    who = {"entered_by": scope.account_id, "entered_at": clock.now()}
    what = {"item_id": it.item.id, "seq": seq, "kind": it.kind.value, "change": it.change, "moved_on": it.moved_on}
    left = {"left_count": cast(int, it.item.stock) + it.change}
    return {**scope.stamp(move), "id": uuid7(), **what, **left, **usual, **it.more, **who}


@prepared
def _left(scope: Scope) -> Update:
    return update(item).where(scope.changes(item), item.c.id == bindparam("which")).values(stock=bindparam("left"))


def _hold_good(scope: Scope, item_id: UUID, *, action: str) -> Item:
    held = queries.hold_items(scope, [item_id]).get(item_id)
    if held is None:
        raise NotFound
    if held.stock is None:
        raise Conflict("服务没有库存，不用入库，也不会报损。", action=action, subject_id=item_id)
    return held


def _refuse_absent(it: Item, count: int) -> None:
    if it.ended_on is not None:
        raise Conflict(f"“{it.name}”已经停用，不能兑换。", action=TAKE, subject_id=it.id, advice="请换一样。")
    if it.stock is not None and it.stock < count:
        left = f"只剩 {it.stock} {it.unit}" if it.stock else "已经没有了"
        message = f"“{it.name}”{left}，不够兑换 {count} {it.unit}，这一次没有兑换。"
        raise Conflict(message, action=TAKE, subject_id=it.id, advice="请少换一些，或换一样。")


def _check(scope: Scope, it: ItemDraft, *, beside: UUID) -> None:
    check_item(it)
    if queries.find_code(scope, it.code, beside=beside):
        raise RuleBroken("code", "这个编号已经用在另一项上，请换一个")


def _change(scope: Scope, item_id: UUID, version: int, values: dict[str, Any], *, action: str) -> None:
    own = (scope.changes(item), item.c.id == bindparam("which"), item.c.version == bindparam("seen"))
    fresh = update(item).where(*own).values({**values, "version": version + 1})
    if db.session.execute(fresh, {**scope.binds, "which": item_id, "seen": version}).rowcount != 1:  # type: ignore[attr-defined]
        message = "这一项刚才被别人修改过，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=item_id, advice="请看过最新内容后再改。")
    audit.note(scope, action, item_id)


register_words(
    {ADD: "登记兑换物品", AMEND: "修改兑换物品", END: "停用或恢复兑换物品", RECEIVE: "登记入库", LOSE: "登记报损"}, group="爱心超市"
)
