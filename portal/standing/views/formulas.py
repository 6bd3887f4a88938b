"""排名公式: by what the city's counties are ranked, from which month on, who set it and why."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.standing.forms.formulas import FormulaForm, FormulaWithdrawalForm, fields_of
from portal.standing.queries import formulas as queries
from portal.standing.rules.formulas import explain, explain_item, formula_of
from portal.standing.services import formulas as services
from portal.tenants.access import here, requires
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("formulas", __name__)
_WORDS: dict[str, Any] = {"explain": explain, "explain_item": explain_item, "formula_of": formula_of}


@bp.get("/")
@requires(read="rank.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """Tell the formula in force, and list the versions before and after it."""
    number = page_number()
    in_force = queries.find_formula(scope, clock.month_of(clock.today()))
    rows = queries.list_versions(scope, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    return render("standing/ranking/formulas.html", blocks=("versions",), rows=rows, page=page, in_force=in_force, **_WORDS)


@bp.get("/<uuid:formula_id>")
@requires(read="rank.read")
def formula(scope: Scope, formula_id: UUID) -> ResponseReturnValue:
    """Tell one version."""
    return render("standing/ranking/formula.html", row=queries.get_formula(scope, formula_id), **_WORDS)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="rank.rule", write="rank.rule")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Set a formula from a month on; the form begins with the one in force."""
    this_month = clock.month_of(clock.today())
    in_force = queries.find_formula(scope, this_month)
    form = FormulaForm(data=fields_of(formula_of(in_force) if in_force else None, this_month))
    if form.accept(lambda: services.set_formula(scope, form.formula(), reason=form.reason.data or "")):
        flash(f"已制定公式，{form.since_month.data} 起用", "success")
        return redirect(url_for(".listing", code=here().code), 303)
    return render("standing/ranking/formula_new.html", form=form, last_ranked=queries.find_last_ranked(scope))


@bp.route("/<uuid:formula_id>/withdraw", methods=["GET", "POST"])
@requires(read="rank.rule", write="rank.rule")
@writes
def withdrawal(scope: Scope, formula_id: UUID) -> ResponseReturnValue:
    """Take back a formula by which nothing was ranked yet."""
    row, form = queries.get_formula(scope, formula_id), FormulaWithdrawalForm()
    if form.accept(lambda: services.withdraw_formula(scope, formula_id, reason=form.reason.data or "")):
        flash(f"已撤回 {row.since_month} 起的公式", "success")
        return redirect(url_for(".listing", code=here().code), 303)
    return render("standing/ranking/formula_withdrawal.html", form=form, row=row, **_WORDS)
