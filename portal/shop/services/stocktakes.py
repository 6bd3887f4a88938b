"""Counts of the shelves: opened, keyed, closed by a second pair of eyes; what differs becomes lines of the stock book."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, Update, bindparam, insert, update
from uuid_utils.compat import uuid7

from portal.audit import services as audit
from portal.audit.words import register_words
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, NotFound
from portal.core.scope import Scope, prepared
from portal.people.services.naming import refuse_names
from portal.shop.models import Stocktake, StocktakeLine
from portal.shop.queries import stock
from portal.shop.queries import stocktakes as queries
from portal.shop.rules.stock import MoveKind
from portal.shop.rules.stocktakes import Counted, Counting, check_reasons, check_witness, lack_of
from portal.shop.services.stock import Line, book

OPEN, KEY, RECOUNT, FINISH, DROP = "stocktake.open", "stocktake.key", "stocktake.recount", "stocktake.finish", "stocktake.drop"
stocktake, line = cast(Table, Stocktake.__table__), cast(Table, StocktakeLine.__table__)
_NEW_TAKE, _NEW_LINES = insert(stocktake), insert(line)


def open_stocktake(scope: Scope) -> UUID:
    """Open a count of all goods: what is expected of each is what the stock book says at this moment.

    Raises:
        Conflict: one is open already (`subject_id` is it), or there are no goods.
    """
    goods = stock.hold_goods(scope)  # first: of two who open one at once, the second finds the other's
    if open_id := queries.find_open(scope):
        raise Conflict("本站有一次盘点还没有完成，没有另开一次。", action=OPEN, subject_id=open_id)
    if not goods:
        raise Conflict("还没有可以盘点的物品。", action=OPEN, advice="请先登记兑换物品并入库。")
    take_id, moves = uuid7(), stock.count_moves(scope, [it.id for it in goods])
    who = {"witness": "", "counted_by": scope.account_id, "counted_at": clock.now(), "done_by": None, "done_at": None, "version": 1}
    db.session.execute(_NEW_TAKE, {**scope.stamp(stocktake), "id": take_id, "taken_on": clock.today(), "state": "open", **who})
    blank = {**scope.stamp(line), "stocktake_id": take_id, "counted": None, "reason": ""}
    rows = [{**blank, "id": uuid7(), "item_id": it.id, "expected": it.stock, "moves": moves.get(it.id, 0)} for it in goods]
    db.session.execute(_NEW_LINES, rows)
    audit.note(scope, OPEN, take_id)
    return take_id


def key_counts(scope: Scope, stocktake_id: UUID, counted: Sequence[Counted], *, version: int) -> None:
    """Keep what was counted so far; only who opened the count keys it, so that somebody else can close it.

    Raises:
        NotFound: the count or a line of it is not this station's.
        RuleBroken: a reason names a number of a person.
        Conflict: it is closed, another person's, or somebody changed it meanwhile.
    """
    take = _own(scope, stocktake_id, version, action=KEY)
    if take.counted_by != scope.account_id:
        message, advice = "这次盘点由另一个账号清点，您可以完成它，不能改实有数。", "要自己清点，请放弃这一次，另开一次盘点。"
        raise Conflict(message, action=KEY, subject_id=stocktake_id, advice=advice)
    check_reasons(counted)
    for n, it in enumerate(counted):
        refuse_names(scope, it.reason, field=f"rows-{n}-reason")
    known = {it.id for it in queries.list_lines(scope, stocktake_id)}
    if any(it.line_id not in known for it in counted):
        raise NotFound
    said = [{**scope.binds, "which": it.line_id, "number": it.counted, "why": it.reason} for it in counted]
    if said:
        db.session.execute(_keyed(scope), said)
    _change(scope, stocktake_id, version, {"counted_at": clock.now()})
    audit.note(scope, KEY, stocktake_id)


def recount(scope: Scope, stocktake_id: UUID, *, version: int) -> int:
    """Expect of what moved since it was opened what the stock book says now, and let it be counted anew; return how many lines these are.

    Raises:
        NotFound: it is not this station's.
        Conflict: it is closed, or somebody changed it meanwhile.
    """
    _own(scope, stocktake_id, version, action=RECOUNT)
    held, moved = _hold(scope, stocktake_id)
    moved = [it for it in moved if it.has_moved]
    fresh = [{**scope.binds, "which": it.id, "wanted": held[it.item_id].stock, "nth": it.moves_now} for it in moved]
    if fresh:
        db.session.execute(_expected(scope), fresh)
    _change(scope, stocktake_id, version, {})
    audit.note(scope, RECOUNT, stocktake_id)
    return len(moved)


def finish(scope: Scope, stocktake_id: UUID, *, witness: str, version: int) -> int:
    """Close a count: each difference becomes a line of the stock book. Return how many differed.

    What came or went meanwhile is not guessed at: whoever redeems while the shelves are counted may have been counted or not, so such a
    line is to be counted anew.

    Raises:
        NotFound: it is not this station's.
        RuleBroken: who counted closes it and nobody stood by.
        Conflict: it is closed, something is not counted or not explained, something moved, or somebody changed it meanwhile.
    """
    take = _own(scope, stocktake_id, version, action=FINISH)
    check_witness(witness, counted_by=take.counted_by, done_by=scope.account_id)
    held, lines = _hold(scope, stocktake_id)
    if lack := lack_of(lines):
        raise Conflict(f"这次盘点还不能完成：{lack}", action=FINISH, subject_id=stocktake_id)
    differing = [it for it in lines if it.difference]
    said = [
        Line(held[it.item_id], MoveKind.STOCKTAKE, it.difference, clock.today(), {"stocktake_id": stocktake_id, "note": it.reason})
        for it in differing
    ]
    book(scope, said)
    _change(scope, stocktake_id, version, {"state": "done", "witness": witness, "done_by": scope.account_id, "done_at": clock.now()})
    audit.note(scope, FINISH, stocktake_id)
    return len(differing)


def drop(scope: Scope, stocktake_id: UUID, *, version: int) -> None:
    """Give a count up; the stock stays as it is.

    Raises:
        NotFound: it is not this station's.
        Conflict: it is closed, or somebody changed it meanwhile.
    """
    _own(scope, stocktake_id, version, action=DROP)
    _change(scope, stocktake_id, version, {"state": "dropped", "done_by": scope.account_id, "done_at": clock.now()})
    audit.note(scope, DROP, stocktake_id)


def _hold(scope: Scope, stocktake_id: UUID) -> tuple[dict[UUID, Any], list[Counting]]:
    """Return the items, held, and the lines as they are once nobody moves them any more."""
    held = stock.hold_items(scope, [it.item_id for it in queries.list_lines(scope, stocktake_id)])
    return held, queries.list_lines(scope, stocktake_id)


def _own(scope: Scope, stocktake_id: UUID, version: int, *, action: str) -> Any:
    take = queries.hold_stocktake(scope, stocktake_id)
    if take.state != "open":
        raise Conflict("这次盘点已经结束，不能再改。", action=action, subject_id=stocktake_id)
    if take.version != version:
        message = "这次盘点刚才被别人修改过，这一次没有保存。"
        raise Conflict(message, action=action, subject_id=stocktake_id, advice="请看过最新内容后再办理。")
    return take


def _change(scope: Scope, stocktake_id: UUID, version: int, values: dict[str, Any]) -> None:
    own = (scope.changes(stocktake), stocktake.c.id == bindparam("take"))
    changed = update(stocktake).where(*own).values({**values, "version": version + 1})
    db.session.execute(changed, {**scope.binds, "take": stocktake_id})


@prepared
def _keyed(scope: Scope) -> Update:
    mine = (scope.changes(line), line.c.id == bindparam("which"))
    return update(line).where(*mine).values(counted=bindparam("number"), reason=bindparam("why"))


@prepared
def _expected(scope: Scope) -> Update:
    mine = (scope.changes(line), line.c.id == bindparam("which"))
    return update(line).where(*mine).values(expected=bindparam("wanted"), moves=bindparam("nth"), counted=None, reason="")


register_words(
    {OPEN: "开始盘点", KEY: "登记实有数", RECOUNT: "重新清点有进出的物品", FINISH: "完成盘点", DROP: "放弃盘点"}, group="爱心超市"
)
