"""培训资金: what pays for training, what it paid, and what became of the women."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people.rules import mask_name
from portal.tenants.access import here, requires
from portal.training.forms.funds import CostsForm, EndForm, FundFilter, FundForm, VoidForm
from portal.training.queries import funds as queries
from portal.training.queries import proof
from portal.training.rules.funds import Item, Source, format_yuan
from portal.training.services import funds as services
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.undoing import REASON, flash_with_undo
from portal.web.writes import writes

bp = Blueprint("funds", __name__)
REACHED = {"trained": "培训结业", "certified": "取得证书", "placed": "上岗", "founded": "其中创业"}


@bp.get("/")
@requires(read="fund.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the station's funds, each with what was paid from it."""
    narrowed, number = FundFilter(), page_number()
    narrowed.offer(queries.list_years(scope))
    narrowed.checked()
    rows = queries.list_funds(scope, year=int(narrowed.year.data) if narrowed.year.data else None, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    return render("training/funds/listing.html", blocks=("funds",), rows=rows, page=page, filter=narrowed, yuan=format_yuan, source=Source)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="fund.keep", write="fund.keep")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Put a fund on the list."""
    form = FundForm()
    if form.accept(lambda: services.add_fund(scope, form.draft())):
        flash(f"已登记资金 {form.name.data}", "success")
        return redirect(url_for(".listing", code=here().code), 303)
    return render("training/funds/form.html", form=form, row=None)


@bp.get("/<uuid:fund_id>")
@requires(read="fund.read")
def fund(scope: Scope, fund_id: UUID) -> ResponseReturnValue:
    """Show one fund: what it paid, and how many it trained, who were then certified and placed."""
    row, number = queries.get_fund(scope, fund_id), page_number()
    costs, reached = queries.list_costs_of_fund(scope, fund_id, page=number), queries.count_reached(scope, fund_id)
    page = Page(number, costs[0].total if costs else 0, queries.PAGE_ROWS)
    words: dict[str, Any] = {"yuan": format_yuan, "source": Source(row.source), "item": Item, "labels": REACHED}
    words |= {"reached": reached, "split": _split(reached)}
    return render("training/funds/fund.html", blocks=("costs",), row=row, costs=costs, page=page, **words)


@bp.get("/<uuid:fund_id>/<any(trained, certified, placed, founded):what>")
@requires(read="fund.read")
def reached(scope: Scope, fund_id: UUID, what: str) -> ResponseReturnValue:
    """Open such a number to its persons: by name for the station, nameless for those above."""
    row, number, is_named = queries.get_fund(scope, fund_id), page_number(), "trainee.read" in scope.permissions
    rows = queries.list_reached(scope, fund_id, what, is_named=is_named, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    known: dict[str, Any] = {"is_named": is_named, "label": REACHED[what], "mask": mask_name}
    return render("training/funds/reached.html", blocks=("reached",), row=row, rows=rows, page=page, **known)


@bp.route("/<uuid:fund_id>/edit", methods=["GET", "POST"])
@requires(read="fund.keep", write="fund.keep")
@writes
def amendment(scope: Scope, fund_id: UUID) -> ResponseReturnValue:
    """Change what is written of a fund."""
    row = queries.get_fund(scope, fund_id)
    form = FundForm(data={name: getattr(row, name) for name in ("version", "name", "source", "donor", "year", "budget_fen", "note")})
    if form.accept(lambda: services.amend_fund(scope, fund_id, form.draft(), version=form.version.data)):
        flash("已保存修改", "success")
        return redirect(url_for(".fund", code=here().code, fund_id=fund_id), 303)
    return render("training/funds/form.html", form=form, row=row)


@bp.route("/<uuid:fund_id>/end", methods=["GET", "POST"])
@requires(read="fund.keep", write="fund.keep")
@writes
def end(scope: Scope, fund_id: UUID) -> ResponseReturnValue:
    """Let nothing more be paid from a fund."""
    row = queries.get_fund(scope, fund_id)
    form = EndForm(data={"version": row.version, "ended_on": row.ended_on or clock.today()})
    last: Any = form.ended_on
    if form.accept(lambda: services.end_fund(scope, fund_id, ended_on=last.data, version=form.version.data)):
        flash(f"已停用 {row.name}", "success")
        return redirect(url_for(".fund", code=here().code, fund_id=fund_id), 303)
    return render("training/funds/end.html", form=form, row=row)


@bp.route("/classes/<uuid:class_id>/costs", methods=["GET", "POST"])
@requires(read="fund.keep", write="fund.keep")
@writes
def costs(scope: Scope, class_id: UUID) -> ResponseReturnValue:
    """Note what funds paid for a class, several payments in one go."""
    row, _ = proof.get_class(scope, class_id)
    form, offered = CostsForm(), queries.list_open_funds(scope)
    form.offer(offered)
    made = list[UUID]()
    if form.accept(lambda: made.extend(services.note_costs(scope, class_id, form.payments()))):
        words = f"已登记 {len(made)} 笔费用"
        if len(made) == 1:
            flash_with_undo(words, url_for(".void", code=here().code, cost_id=made[0]), reason=REASON)
        else:
            flash(words, "success")
        return redirect(url_for("proof.a_class", code=here().code, class_id=class_id), 303)
    return render("training/funds/costs.html", form=form, row=row, funds=offered)


@bp.route("/costs/<uuid:cost_id>/void", methods=["GET", "POST"])
@requires(read="fund.keep", write="fund.keep")
@writes
def void(scope: Scope, cost_id: UUID) -> ResponseReturnValue:
    """Take a payment back that was noted by mistake."""
    row = queries.get_cost(scope, cost_id)
    form = VoidForm()
    if form.accept(lambda: services.void_cost(scope, cost_id, reason=form.reason.data or "")):
        flash("已作废，金额退回资金余额", "success")
        return redirect(url_for("proof.a_class", code=here().code, class_id=row.class_id), 303)
    return render("training/funds/void.html", form=form, row=row, item=Item(row.item), yuan=format_yuan)


def _split(reached: dict[str, int]) -> str:
    """Return how those who were placed divide into their own businesses and employment; the two shares add to the whole. Source: S0-26."""
    placed, founded = reached["placed"], reached["founded"]
    if not placed:
        return ""
    share = (founded * 2000 + placed) // (2 * placed)
    return f"创业 {share // 10}.{share % 10}%，就业 {(1000 - share) // 10}.{(1000 - share) % 10}%"
