"""超市核查: goods taken in another's name, without a voucher, signed for by somebody else; all told from rows."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Level, Scope
from portal.shop.queries import checks as queries
from portal.shop.queries import redemptions
from portal.shop.rules.redemptions import HELD_DAYS, PROXY_DAYS, PROXY_HOLDERS, Proof, State, Taker, summary_of
from portal.shop.services import redemption_belongings, redemption_faults, stock_faults
from portal.tenants.access import requires
from portal.web import todos
from portal.web.paging import Page, page_number
from portal.web.render import render

bp = Blueprint("shop_checks", __name__)
REGISTERED = (redemption_belongings, redemption_faults, stock_faults)  # what they tell others stands as soon as they are imported
ITEMS = "items"
LOOKED_BACK = timedelta(days=92)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LISTS = {
    "held": ("久未领取", f"预留超过 {HELD_DAYS} 天还没有交付：物品还在货架上吗？不来领的请作废。"),
    "proxies": ("一人代领多户", f"{PROXY_DAYS} 天里为 {PROXY_HOLDERS} 位以上代领的人：请向本人核实是否收到。"),
    "sheets": ("同一张表同一人代领", "同一张纸质表上，几位的东西由同一个人代领：请核对签名。"),
    "own": ("自录自兑", "交付的人也登记过这位志愿者的时长，或与代领人同名：请另一位工作人员复核。"),
    ITEMS: ("时间与出库", "每种物品兑换的数量，和台账出库的数量，应当相等。"),
}


@bp.get("/")
@requires(read="shop.keep")
def listing(scope: Scope) -> ResponseReturnValue:
    """List what one of the checks finds."""
    which = request.args.get("show", "held")
    which = which if which in LISTS else "held"
    number = page_number()
    if which == ITEMS:
        rows, total = queries.list_items(scope, page=number)
        lines: dict[Any, Any] = {}
    else:
        since, until = _days(which)
        rows, total = queries.list_suspects(scope, which, since=since, until=until, page=number)
        lines = redemptions.map_lines(scope, [row.id for row in rows])
    page = Page(number, total, redemptions.PAGE_ROWS)
    words: dict[str, Any] = {"states": State, "takers": Taker, "proofs": Proof, "summary_of": summary_of}
    return render("shop/checks.html", blocks=("suspects",), which=which, lists=LISTS, rows=rows, page=page, lines=lines, **words)


def _held_long(scope: Scope, code: str, _: date) -> Iterable[todos.Todo]:
    """Tell a station which goods nobody fetched."""
    if scope.level is not Level.STATION or "shop.redeem" not in scope.permissions:
        return
    since, until = _days("held")
    if total := queries.list_suspects(scope, "held", since=since, until=until, page=1)[1]:
        url = url_for("redemptions.listing", code=code, state=State.HELD.value)
        words = f"预留超过 {HELD_DAYS} 天，请联系领取人；不要了的请作废"
        yield todos.Todo(todos.Urgency.DUE, f"爱心超市久未领取 {total} 笔", words, url, "查看")


def _days(which: str) -> tuple[datetime, datetime]:
    """Return the instants between which a check looks."""
    now = clock.now()
    if which == "held":
        return _LONG_AGO, now - timedelta(days=HELD_DAYS)
    return now - (timedelta(days=PROXY_DAYS) if which == "proxies" else LOOKED_BACK), now + timedelta(minutes=1)


todos.register(_held_long)
