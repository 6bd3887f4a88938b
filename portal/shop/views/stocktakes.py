"""盘点: the shelves are counted against the stock book, and a second pair of eyes closes it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.shop.forms.stocktakes import CountForm, FinishForm, StepForm, rows_of
from portal.shop.queries import stocktakes as queries
from portal.shop.rules.stocktakes import STATES, TONES, lack_of
from portal.shop.services import stocktakes as services
from portal.tenants.access import here, requires
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("stocktakes", __name__)
WORDS = {"states": STATES, "tones": TONES}


@bp.get("/")
@requires(read="shop.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the counts of the station, the latest first."""
    number = page_number()
    rows = queries.list_stocktakes(scope, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    return render("shop/stocktakes/listing.html", blocks=("stocktakes",), rows=rows, page=page, words=WORDS)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="shop.keep", write="shop.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Open a count of all goods."""
    form, opened = StepForm(), list[UUID]()
    if form.accept(lambda: opened.append(services.open_stocktake(scope))):
        return _to(opened[0], "已开始盘点，应有数是这一刻的库存")
    form.lead_to_known("打开那次盘点", lambda known: url_for(".stocktake", code=here().code, stocktake_id=known))
    return render("shop/stocktakes/new.html", form=form)


@bp.get("/<uuid:stocktake_id>")
@requires(read="shop.read")
def stocktake(scope: Scope, stocktake_id: UUID) -> ResponseReturnValue:
    """Show one count, line by line."""
    row, lines = queries.get_stocktake(scope, stocktake_id), queries.list_lines(scope, stocktake_id)
    moved = sum(it.has_moved for it in lines) if row.state == "open" else 0
    known: dict[str, Any] = {"words": WORDS, "moved": moved, "lack": lack_of(lines) if row.state == "open" else ""}
    is_mine = row.counted_by == scope.account_id
    return render(
        "shop/stocktakes/stocktake.html", row=row, lines=lines, form=StepForm(data={"version": row.version}), is_mine=is_mine, **known
    )


@bp.route("/<uuid:stocktake_id>/count", methods=["GET", "POST"])
@requires(read="shop.keep", write="shop.keep")
@writes
def counting(scope: Scope, stocktake_id: UUID) -> ResponseReturnValue:
    """Key what was counted, in one grid; it may be kept half done."""
    row, lines = queries.get_stocktake(scope, stocktake_id), queries.list_lines(scope, stocktake_id)
    form = CountForm(data={"version": row.version, "rows": rows_of(lines)})
    if form.accept(lambda: services.key_counts(scope, stocktake_id, form.counted(), version=form.version.data)):
        return _to(stocktake_id, "已保存实有数")
    return render("shop/stocktakes/counting.html", form=form, row=row, lines={str(it.id): it for it in lines})


@bp.post("/<uuid:stocktake_id>/recount")
@requires(write="shop.keep")
@writes
def recount(scope: Scope, stocktake_id: UUID) -> ResponseReturnValue:
    """Let what moved meanwhile be counted anew."""
    count = services.recount(scope, stocktake_id, version=StepForm().version.data)
    return _to(stocktake_id, f"{count} 样已按现在的库存更新应有数，请重新清点")


@bp.post("/<uuid:stocktake_id>/drop")
@requires(write="shop.keep")
@writes
def drop(scope: Scope, stocktake_id: UUID) -> ResponseReturnValue:
    """Give a count up; the stock stays as it is."""
    services.drop(scope, stocktake_id, version=StepForm().version.data)
    return _to(stocktake_id, "已放弃这次盘点，库存没有改动")


@bp.route("/<uuid:stocktake_id>/finish", methods=["GET", "POST"])
@requires(read="shop.keep", write="shop.keep")
@writes
def finish(scope: Scope, stocktake_id: UUID) -> ResponseReturnValue:
    """Close a count: what differs becomes lines of the stock book."""
    row, lines = queries.get_stocktake(scope, stocktake_id), queries.list_lines(scope, stocktake_id)
    form, differing = FinishForm(data={"version": row.version}), list[int]()
    words = str(form.witness.data or "")
    if form.accept(lambda: differing.append(services.finish(scope, stocktake_id, witness=words, version=form.version.data))):
        return _to(stocktake_id, f"盘点已完成，{differing[0]} 样不符已调整" if differing[0] else "盘点已完成，全部相符")
    known: dict[str, Any] = {"differing": [it for it in lines if it.difference], "lack": lack_of(lines), "count": len(lines)}
    return render("shop/stocktakes/finish.html", form=form, row=row, is_mine=row.counted_by == scope.account_id, **known)


def _to(stocktake_id: UUID, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".stocktake", code=here().code, stocktake_id=stocktake_id), 303)
