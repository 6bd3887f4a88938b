"""爱心超市的库存: what the shop gives, what came in, what went out; nobody is named, so those above read it too."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.shop.forms.stock import BookSearch, EndForm, InflowForm, ItemFilter, ItemForm, LossForm
from portal.shop.queries import stock as queries
from portal.shop.queries import stock_book as book_rows
from portal.shop.queries.stock_book import BookFilter
from portal.shop.rules.stock import GOOD, ITEM_KINDS, MOVE_KINDS, NAMELESS
from portal.shop.services import stock as services
from portal.shop.services import stock_faults
from portal.tenants.access import here, requires
from portal.tenants.divisions import matches
from portal.training.rules.funds import format_yuan
from portal.web import todos
from portal.web.excel import HOURS, Column, Sheet, make_workbook
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("stock", __name__)
stock_faults.watch()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = (
    Column("序号", width=6),
    Column("日期", width=13),
    Column("编号", width=9),
    Column("物品", width=22),
    Column("单位", width=7),
    Column("种类", width=12),
    Column("入库", "件"),
    Column("出库", "件"),
    Column("结存", "件"),
    Column("供货或捐赠单位", width=24),
    Column("凭证号", width=18),
    Column("金额", "元", number=HOURS),
    Column("说明", width=24),
)


@bp.get("/")
@requires(read="shop.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List what the shop gives, with what is left of it; or what it gave once."""
    narrowed, is_ended = ItemFilter().checked(), request.args.get("ended") == "1"
    items = queries.list_items(scope, on_sale=not is_ended)
    sums = {"goods": sum(it.kind == GOOD for it in items), "low": sum(it.is_low for it in items), "out": sum(it.stock == 0 for it in items)}
    sums["services"] = len(items) - sums["goods"]
    rows = [it for it in items if matches(narrowed.words, it.name) or matches(narrowed.words, it.code)]
    known: dict[str, Any] = {"sums": sums, "is_ended": is_ended, "kinds": ITEM_KINDS, "filter": narrowed}
    return render("shop/stock/listing.html", blocks=("items",), rows=rows, **known)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="shop.keep", write="shop.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Put something on the list of what the shop gives."""
    form = ItemForm(data={"kind": GOOD})
    if form.accept(lambda: services.add_item(scope, form.draft())):
        return _done(f"已登记 {form.name.data}" + ("，请登记入库" if form.kind.data == GOOD else ""))
    return render("shop/stock/item.html", form=form, row=None)


@bp.route("/<uuid:item_id>/edit", methods=["GET", "POST"])
@requires(read="shop.keep", write="shop.keep")
@writes
def amendment(scope: Scope, item_id: UUID) -> ResponseReturnValue:
    """Change what is written of an item."""
    row = queries.get_item(scope, item_id)
    fields = ("version", "kind", "code", "name", "unit", "price_min", "low_stock")
    form = ItemForm(data={name: getattr(row, name) for name in fields})
    if form.accept(lambda: services.amend_item(scope, item_id, form.draft(), version=form.version.data)):
        return _done("已保存修改")
    return render("shop/stock/item.html", form=form, row=row)


@bp.route("/<uuid:item_id>/end", methods=["GET", "POST"])
@requires(read="shop.keep", write="shop.keep")
@writes
def end(scope: Scope, item_id: UUID) -> ResponseReturnValue:
    """Give an item no longer, or again."""
    row = queries.get_item(scope, item_id)
    form, is_ended = EndForm(data={"version": row.version}), row.ended_on is None
    if form.accept(lambda: services.end_item(scope, item_id, version=form.version.data, is_ended=is_ended)):
        return _done(f"已{'停用' if is_ended else '恢复'} {row.name}")
    return render("shop/stock/end.html", form=form, row=row)


@bp.route("/<uuid:item_id>/in", methods=["GET", "POST"])
@requires(read="shop.keep", write="shop.keep")
@writes
def inflow(scope: Scope, item_id: UUID) -> ResponseReturnValue:
    """Book what came in."""
    row, form = queries.get_item(scope, item_id), InflowForm()
    if form.accept(lambda: services.receive(scope, item_id, form.inflow())):
        return _done(f"{row.name} 已入库 {form.count.data} {row.unit}")
    return render("shop/stock/inflow.html", form=form, row=row, nameless=NAMELESS[0])


@bp.route("/<uuid:item_id>/loss", methods=["GET", "POST"])
@requires(read="shop.keep", write="shop.keep")
@writes
def loss(scope: Scope, item_id: UUID) -> ResponseReturnValue:
    """Book what is broken, lost or out of date."""
    row, form = queries.get_item(scope, item_id), LossForm()
    if form.accept(lambda: services.lose(scope, item_id, form.loss())):
        return _done(f"{row.name} 已报损 {form.count.data} {row.unit}")
    return render("shop/stock/loss.html", form=form, row=row)


@bp.get("/book")
@requires(read="shop.read")
def book(scope: Scope) -> ResponseReturnValue:
    """Show the stock book: of a month, or of one item all that ever moved."""
    narrowed, chosen = _narrowed(scope)
    number = page_number()
    rows = book_rows.list_moves(scope, chosen, page=number)
    page = Page(number, rows[0].total if rows else 0, book_rows.PAGE_ROWS)
    known: dict[str, Any] = {
        "kinds": MOVE_KINDS,
        "yuan": format_yuan,
        "sums": book_rows.sum_moves(scope, chosen),
        "period": _period(chosen),
    }
    return render("shop/stock/book.html", blocks=("moves",), rows=rows, page=page, filter=narrowed, **known)


@bp.get("/book.xlsx")
@requires(read="shop.read")
def export(scope: Scope) -> ResponseReturnValue:
    """Hand the stock book out as Excel, the earliest line first."""
    _, chosen = _narrowed(scope)
    rows, sums = list(reversed(book_rows.list_moves(scope, chosen, page=None))), book_rows.sum_moves(scope, chosen)
    cells = [_cells(n, row) for n, row in enumerate(rows, start=1)]
    totals = ["合计", "", "", "", "", "", sums.came, sums.went, None, "", "", sums.cost_fen / 100, ""]
    facts = [f"单位：{here().name}", f"期间：{_period(chosen)}", f"截至：{clock.today()}"]
    notes = ["每一笔进出只增不改；结存是这一笔以后的数量，已预留待领的不在其中。"]
    if rows and rows[0].total > len(rows):
        notes.append(f"共 {rows[0].total} 笔，这里是最近的 {len(rows)} 笔。")
    sheet = Sheet("爱心超市库存台账", facts, _COLUMNS, cells, totals, notes=notes)
    name = f"{here().name}爱心超市库存台账{_period(chosen)}.xlsx"
    return send_file(BytesIO(make_workbook(sheet)), mimetype=XLSX, as_attachment=True, download_name=name)


def _narrowed(scope: Scope) -> tuple[BookSearch, BookFilter]:
    narrowed = BookSearch(month=clock.month_of(clock.today()))
    items = [(it, "在用") for it in queries.list_items(scope)] + [(it, "已停用") for it in queries.list_items(scope, on_sale=False)]
    narrowed.item.offer([(str(it.id), f"{it.code} {it.name}", words) for it, words in items if it.kind == GOOD])
    return narrowed, narrowed.checked().chosen()


def _period(chosen: BookFilter) -> str:
    return clock.month_of(chosen.days[0]) if chosen.days else "全部"


def _cells(n: int, row: Any) -> list[Any]:
    what = [n, row.moved_on.isoformat(), row.code, row.name, row.unit, MOVE_KINDS[row.kind]]
    counts = [row.change if row.change > 0 else None, -row.change if row.change < 0 else None, row.left_count]
    return [*what, *counts, row.source, row.voucher, None if row.cost_fen is None else row.cost_fen / 100, row.note]


def _running_low(scope: Scope, code: str, _: date) -> Iterable[todos.Todo]:
    """Tell who keeps the shop how many goods are to be bought anew."""
    if "shop.keep" in scope.permissions and (low := [it.name for it in queries.list_items(scope) if it.is_low]):
        detail = "、".join(low[:3]) + ("等" if len(low) > 3 else "")
        yield todos.Todo(todos.Urgency.DUE, f"爱心超市 {len(low)} 样物品库存偏低", detail, url_for("stock.listing", code=code), "入库")


def _done(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".listing", code=here().code), 303)


todos.register(_running_low)
