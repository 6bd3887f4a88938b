"""爱心超市 at the counter: whom it is for, what she takes, and the goods are reserved."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.scope import Scope
from portal.people.rules import mask_phone
from portal.shop.forms.redemptions import BasketForm, PayerSearch, rows_of
from portal.shop.queries import redemptions as queries
from portal.shop.queries.payers import find_payers, get_payer
from portal.shop.queries.redemptions import RedemptionFilter
from portal.shop.queries.stock import list_items
from portal.shop.rules.payers import Payer, refusal_to_redeem
from portal.shop.rules.redemptions import Basket, Line, State, lines_of, summary_of, total_of
from portal.shop.services import redemptions as services
from portal.tenants.access import here, requires
from portal.volunteer.queries.bank_rules import rules_on
from portal.web.menu import Entry, register
from portal.web.render import render
from portal.web.undoing import REASON, flash_with_undo
from portal.web.writes import writes

bp = Blueprint("shop", __name__)
register(
    Entry(
        33, "爱心超市", "shop.front", "shop.redeem", ("station",), also=("stock", "stocktakes", "redemptions", "shop_sheets", "shop_checks")
    )
)


@bp.route("/", methods=["GET", "POST"])
@requires(read="volunteer.read", write="volunteer.read")
def front(scope: Scope) -> ResponseReturnValue:
    """Seek whom it is for, by POST, which keeps her name out of the address and writes nothing; show what waits to be fetched."""
    search = PayerSearch()
    sought = search.sought_text()
    found = find_payers(scope, sought) if sought else []
    waiting, total = queries.list_redemptions(scope, RedemptionFilter(state=State.HELD.value), page=1)
    lines = queries.map_lines(scope, [row.id for row in waiting])
    known: dict[str, Any] = {"sums": _sums(scope), "lines": lines, "summary_of": summary_of, "mask_phone": mask_phone}
    return render("shop/front.html", search=search, found=found, waiting=waiting, total=total, **known)


@bp.route("/volunteers/<uuid:volunteer_id>", methods=["GET", "POST"])
@requires(read="shop.redeem", write="shop.redeem")
@writes
def basket(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Reserve what a volunteer takes for her own minutes."""
    return _basket(scope, get_payer(scope, volunteer_id=volunteer_id), volunteer_id=volunteer_id)


@bp.route("/recipients/<uuid:recipient_id>", methods=["GET", "POST"])
@requires(read="shop.redeem", write="shop.redeem")
@writes
def aid(scope: Scope, recipient_id: UUID) -> ResponseReturnValue:
    """Reserve what a poor recipient takes for minutes of the pool."""
    return _basket(scope, get_payer(scope, recipient_id=recipient_id), recipient_id=recipient_id)


@bp.post("/volunteers/<uuid:volunteer_id>/sum")
@requires(write="volunteer.read")
def basket_sum(scope: Scope, volunteer_id: UUID) -> ResponseReturnValue:
    """Add up what a volunteer chose so far; nothing is written."""
    return _summed(scope, get_payer(scope, volunteer_id=volunteer_id))


@bp.post("/recipients/<uuid:recipient_id>/sum")
@requires(write="volunteer.read")
def aid_sum(scope: Scope, recipient_id: UUID) -> ResponseReturnValue:
    """Add up what a recipient chose so far; nothing is written."""
    return _summed(scope, get_payer(scope, recipient_id=recipient_id))


def _basket(scope: Scope, payer: Payer, **whose: UUID) -> ResponseReturnValue:
    form, held = _form(scope), list[UUID]()
    if form.accept(lambda: held.append(services.hold(scope, Basket(form.chosen(), **whose)))):
        undo = url_for("redemptions.void", code=here().code, redemption_id=held[0])
        flash_with_undo("已预留，请核对领取人后交付", undo, version=1, reason=REASON)
        return redirect(url_for("redemptions.redemption", code=here().code, redemption_id=held[0]), 303)
    return _shown(scope, payer, form, [])


def _summed(scope: Scope, payer: Payer) -> ResponseReturnValue:
    form, lines = _form(scope), list[Line]()
    if form.validate():
        try:
            lines = lines_of(form.chosen(), form.items.values(), today=clock.today())
        except RuleBroken as broken:
            form.blame(broken)
    return _shown(scope, payer, form, lines)


def _form(scope: Scope) -> BasketForm:
    items = list_items(scope)
    form = BasketForm(data={"rows": rows_of(items)})
    form.offer(items)
    return form


def _shown(scope: Scope, payer: Payer, form: BasketForm, lines: list[Line]) -> ResponseReturnValue:
    total_min, rules = total_of(lines), rules_on(scope, clock.today())
    figures: dict[str, Any] = {
        "total_min": total_min,
        "left_min": payer.balance_min - total_min,
        "lines": lines,
        "lacking": [it for it in lines if it.missing],
    }
    aided: dict[str, Any] = {"refusal": refusal_to_redeem(payer, rules), "month_min": rules.aid_month_min}
    return render("shop/basket.html", blocks=("sum",), payer=payer, form=form, **figures, **aided)


def _sums(scope: Scope) -> Any:
    """Return what waits to be fetched, and what was handed over this month."""
    first, last = clock.days_of(clock.month_of(clock.today()))
    return queries.sum_redemptions(scope, since=clock.instant_of(first, 0), before=clock.instant_of(last, 0) + timedelta(days=1))
