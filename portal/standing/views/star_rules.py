"""评定办法: by what stars are given, from which year on, who set it and why."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.standing.forms.stars import StarRuleForm, StarRuleWithdrawalForm, fields_of
from portal.standing.queries import star_rules as queries
from portal.standing.rules.star_items import Subject, system_of
from portal.standing.services import star_rules as services
from portal.standing.views.star_words import WORDS, subject_of
from portal.tenants.access import here, requires
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("star_rules", __name__)


@bp.get("/")
@requires(read="rank.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the rules, those in force marked."""
    number, year = page_number(), clock.today().year
    rows = queries.list_rules(scope, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    found = [queries.find_rule(scope, one, year) for one in Subject]
    in_force = {row.id for row in found if row}
    return render("standing/stars/rules.html", blocks=("rules",), rows=rows, page=page, in_force=in_force, this_year=year, **WORDS)


@bp.get("/<uuid:star_rule_id>")
@requires(read="rank.read")
def rule(scope: Scope, star_rule_id: UUID) -> ResponseReturnValue:
    """Tell one rule."""
    return render("standing/stars/rule.html", row=queries.get_rule(scope, star_rule_id), **WORDS)


@bp.route("/new", methods=["GET", "POST"])
@requires(read="star.rule", write="star.rule")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Set a rule from a year on; the form begins with the one in force."""
    subject, year = subject_of(request.args.get("whose", Subject.COUNTY.value)), clock.today().year
    in_force = queries.find_rule(scope, subject, year)
    form = StarRuleForm(data=fields_of(system_of(in_force) if in_force else None, subject, year))
    if form.accept(lambda: services.set_rule(scope, form.system(), reason=form.reason.data or "")):
        flash(f"已制定评定办法，{form.since_year.data} 年起用", "success")
        return redirect(url_for(".listing", code=here().code), 303)
    return render("standing/stars/rule_new.html", form=form, subject=subject, **WORDS)


@bp.route("/<uuid:star_rule_id>/withdraw", methods=["GET", "POST"])
@requires(read="star.rule", write="star.rule")
@writes
def withdrawal(scope: Scope, star_rule_id: UUID) -> ResponseReturnValue:
    """Take back a rule by which nothing was rated yet."""
    row: Any = queries.get_rule(scope, star_rule_id)
    form = StarRuleWithdrawalForm()
    if form.accept(lambda: services.withdraw_rule(scope, star_rule_id, reason=form.reason.data or "")):
        flash(f"已撤回 {row.since_year} 年起的办法", "success")
        return redirect(url_for(".listing", code=here().code), 303)
    return render("standing/stars/rule_withdrawal.html", form=form, row=row, **WORDS)
