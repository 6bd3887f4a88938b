"""时间银行规则: what a city's time bank keeps to, from which day on, and what is in its pool."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.ledger import queries as books
from portal.tenants.access import here, requires
from portal.volunteer.forms.bank_rules import RulesForm, WithdrawalForm, fields_of
from portal.volunteer.queries import bank_rules as queries
from portal.volunteer.rules.bank_rules import explain
from portal.volunteer.services import bank_rules as services
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("bank", __name__)
register(Entry(35, "时间银行", "bank.rules", "bank.read", ("city", "county"), also=("giving",)))


@bp.get("/")
@requires(read="bank.read")
def rules(scope: Scope) -> ResponseReturnValue:
    """Tell the rules in force, and list the versions before and after them."""
    today, number = clock.today(), page_number()
    in_force = queries.rules_on(scope, today)
    rows = queries.list_versions(scope, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    pool = books.find_pool(scope)
    shown: dict[str, Any] = {"in_force": in_force, "told": explain(in_force), "today": today}
    shown["pool_min"] = books.balance_of(scope, pool) if pool else 0
    return render("volunteer/bank.html", blocks=("versions",), rows=rows, page=page, **shown)


@bp.get("/<uuid:rule_id>")
@requires(read="bank.read")
def version(scope: Scope, rule_id: UUID) -> ResponseReturnValue:
    """Tell one version of the rules."""
    row = queries.get_version(scope, rule_id)
    return render("volunteer/bank_version.html", row=row, told=explain(queries.rules_of(row)), today=clock.today())


@bp.route("/new", methods=["GET", "POST"])
@requires(read="bank.rule", write="bank.rule")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Set rules from a day on; the form begins with those in force."""
    form = RulesForm(data=fields_of(queries.rules_on(scope, clock.today())))
    if form.accept(lambda: services.set_rules(scope, form.rules(), reason=form.reason.data or "")):
        flash(f"已制定规则，{form.effective_on.data} 起施行", "success")
        return redirect(url_for(".rules", code=here().code), 303)
    return render("volunteer/bank_new.html", form=form)


@bp.route("/<uuid:rule_id>/withdraw", methods=["GET", "POST"])
@requires(read="bank.rule", write="bank.rule")
@writes
def withdrawal(scope: Scope, rule_id: UUID) -> ResponseReturnValue:
    """Take back rules that have not begun."""
    row, form = queries.get_version(scope, rule_id), WithdrawalForm()
    if form.accept(lambda: services.withdraw_rules(scope, rule_id, reason=form.reason.data or "")):
        flash(f"已撤回 {row.effective_on} 起的规则", "success")
        return redirect(url_for(".rules", code=here().code), 303)
    return render("volunteer/bank_withdrawal.html", form=form, row=row, told=explain(queries.rules_of(row)))
