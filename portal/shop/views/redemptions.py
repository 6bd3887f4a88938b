"""兑换记录: the redemptions of a shop; one shown, handed over, voided, brought back, its receipt printed."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people.rules import mask_name, mask_phone
from portal.shop.forms.redemptions import CodeForm, EndingForm, HandOverForm, RedemptionSearch
from portal.shop.queries import redemptions as queries
from portal.shop.queries.payers import get_payer
from portal.shop.queries.redemptions import RedemptionFilter
from portal.shop.rules.redemptions import Proof, State, Taker, require_state, summary_of
from portal.shop.services import proofs, receipts
from portal.shop.services import redemptions as services
from portal.tenants.access import here, requires
from portal.tenants.queries import find_display_name
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("redemptions", __name__)
WORDS: dict[str, Any] = {"states": State, "takers": Taker, "proofs": Proof, "summary_of": summary_of}


@bp.route("/", methods=["GET", "POST"])
@requires(read="volunteer.read", write="volunteer.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List what was redeemed, the latest first; a name is sought by POST and writes nothing."""
    search = RedemptionSearch().checked()
    state, sought = search.state.data or "", search.sought.data or ""
    if request.method == "POST" and not sought and not search.errors:
        return redirect(url_for(".listing", code=here().code, state=state or None), 303)
    number = 1 if sought else page_number()
    rows, total = queries.list_redemptions(scope, RedemptionFilter(state=state, sought=sought), page=number)
    lines, page = queries.map_lines(scope, [row.id for row in rows]), Page(number, total, queries.PAGE_ROWS)
    return render("shop/redemptions.html", blocks=("redemptions",), rows=rows, page=page, lines=lines, search=search, **WORDS)


@bp.get("/<uuid:redemption_id>")
@requires(read="shop.redeem")
def redemption(scope: Scope, redemption_id: UUID) -> ResponseReturnValue:
    """Show one redemption, and what may be done with it."""
    row = queries.get_redemption(scope, redemption_id)
    lines = queries.map_lines(scope, [redemption_id])[redemption_id]
    ended_by = find_display_name(row.ended_by) if row.ended_by else None
    return render("shop/redemption.html", row=row, lines=lines, ended_by=ended_by, **WORDS)


@bp.route("/<uuid:redemption_id>/hand-over", methods=["GET", "POST"])
@requires(read="shop.redeem", write="shop.redeem")
@writes
def hand_over(scope: Scope, redemption_id: UUID) -> ResponseReturnValue:
    """Hand reserved goods over to who shows that she may take them."""
    row = queries.get_redemption(scope, redemption_id)
    payer = get_payer(scope, volunteer_id=row.volunteer_id, recipient_id=row.recipient_id)
    offered = proofs.offered(scope, payer)
    form = HandOverForm(data={"version": row.version, "proof": "" if len(offered) > 1 else offered[0].value})
    form.offer(offered)
    passed_at = None
    if request.method == "POST" and form.is_by_code and form.validate() and row.state == State.HELD:
        passed_at = proofs.try_code(scope, payer, str(form.code.data))  # counted and committed before it is judged
    if form.accept(lambda: services.hand_over(scope, redemption_id, form.taking(passed_at), version=form.version.data)):
        flash(f"已交付，单号 {row.number}", "success")
        return _shown(redemption_id)
    if request.method == "GET":
        require_state(row.state, State.HELD, action=services.HAND, subject_id=redemption_id)
    lines = queries.map_lines(scope, [redemption_id])[redemption_id]
    return render("shop/hand_over.html", form=form, row=row, lines=lines, code=CodeForm(), phone=mask_phone(payer.phone), **WORDS)


@bp.post("/<uuid:redemption_id>/code")
@requires(write="shop.redeem")
@writes
def send_code(scope: Scope, redemption_id: UUID) -> ResponseReturnValue:
    """Send a code to her telephone."""
    row = queries.get_redemption(scope, redemption_id)
    require_state(row.state, State.HELD, action=services.HAND, subject_id=redemption_id)
    payer = get_payer(scope, volunteer_id=row.volunteer_id, recipient_id=row.recipient_id)
    form = CodeForm()
    if form.accept(lambda: proofs.send_code(scope, payer)):
        flash(f"验证码已发到 {mask_phone(payer.phone)}，10 分钟内有效", "success")
    for message in form.form_errors:
        flash(str(message), "error")
    return redirect(url_for(".hand_over", code=here().code, redemption_id=redemption_id), 303)


@bp.route("/<uuid:redemption_id>/void", methods=["GET", "POST"])
@requires(read="shop.redeem", write="shop.redeem")
@writes
def void(scope: Scope, redemption_id: UUID) -> ResponseReturnValue:
    """Give reserved goods up."""
    row = queries.get_redemption(scope, redemption_id)
    form = EndingForm(data={"version": row.version})
    if form.accept(lambda: services.void(scope, redemption_id, reason=form.reason.data or "", version=form.version.data)):
        flash("已作废，物品回到库存，时间退回账户", "success")
        return _shown(redemption_id)
    return _ending(scope, row, form, State.HELD)


@bp.route("/<uuid:redemption_id>/return", methods=["GET", "POST"])
@requires(read="shop.redeem", write="shop.redeem")
@writes
def take_back(scope: Scope, redemption_id: UUID) -> ResponseReturnValue:
    """Take handed goods back."""
    row = queries.get_redemption(scope, redemption_id)
    form = EndingForm(data={"version": row.version})
    if form.accept(lambda: services.take_back(scope, redemption_id, reason=form.reason.data or "", version=form.version.data)):
        flash("已退回，物品回到库存，时间退回账户，当月的兑换笔数减一", "success")
        return _shown(redemption_id)
    return _ending(scope, row, form, State.HANDED)


@bp.get("/<uuid:redemption_id>/receipt")
@requires(read="shop.redeem")
def receipt(scope: Scope, redemption_id: UUID) -> ResponseReturnValue:
    """Show the receipt, to be printed from the browser and signed."""
    row = queries.get_redemption(scope, redemption_id)
    lines = queries.map_lines(scope, [redemption_id])[redemption_id]
    return render(
        "shop/receipt.html", row=row, lines=lines, masked=mask_name(row.name), at=clock.local(row.held_at), form=CodeForm(), **WORDS
    )


@bp.post("/<uuid:redemption_id>/receipt/pdf")
@requires(write="shop.redeem")
@writes
def receipt_pdf(scope: Scope, redemption_id: UUID) -> ResponseReturnValue:
    """Ask for the receipt as PDF."""
    job_id = receipts.ask_for_receipt(scope, redemption_id)
    return redirect(url_for("jobs.job", code=here().code, job_id=job_id), 303)


def _ending(scope: Scope, row: Any, form: EndingForm, wanted: State) -> ResponseReturnValue:
    lines = queries.map_lines(scope, [row.id])[row.id]
    return render("shop/ending.html", form=form, row=row, lines=lines, wanted=wanted, **WORDS)


def _shown(redemption_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".redemption", code=here().code, redemption_id=redemption_id), 303)
