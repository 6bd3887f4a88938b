"""纸质表: blank sheets of the shop are printed, and keyed on one screen."""

from collections import Counter
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.shop.forms.sheets import BlankSheetForm, SheetForm, rows_of_a_sheet
from portal.shop.queries import sheets as queries
from portal.shop.queries.redemptions import PAGE_ROWS
from portal.shop.queries.stock import list_items
from portal.shop.rules.sheets import PRINTED_ROWS
from portal.shop.services import sheets as services
from portal.tenants.access import here, requires
from portal.volunteer.queries.roll import list_roll
from portal.volunteer.rules.roll import Enrolled
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("shop_sheets", __name__)


@bp.get("/")
@requires(read="shop.redeem")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the sheets that were printed, and how many of their rows were keyed."""
    number = page_number()
    rows, total = queries.list_sheets(scope, page=number)
    page = Page(number, total, PAGE_ROWS)
    return render("shop/sheets.html", blocks=("sheets",), rows=rows, page=page)


@bp.route("/blank", methods=["GET", "POST"])
@requires(read="shop.redeem", write="shop.redeem")
@writes
def blank(scope: Scope) -> ResponseReturnValue:
    """Ask for blank sheets as PDF."""
    form, made = BlankSheetForm(), list[UUID]()
    if form.accept(lambda: made.append(services.ask_for_sheets(scope, here().name, count=int(form.count.data or 1)))):
        return redirect(url_for("jobs.job", code=here().code, job_id=made[0]), 303)
    return render("shop/sheet_blank.html", form=form, printed_rows=PRINTED_ROWS)


@bp.route("/key", methods=["GET", "POST"])
@requires(read="shop.redeem", write="shop.redeem")
@writes
def key(scope: Scope) -> ResponseReturnValue:
    """Key a sheet, on a screen ordered as the sheet is."""
    roll, items = list_roll(scope), list_items(scope)
    form = SheetForm(data={"rows": rows_of_a_sheet()})
    form.offer(roll)
    made = list[UUID]()
    if form.accept(lambda: made.extend(services.key_sheet(scope, form.sheet.data or "", form.keyed()))):
        flash(f"已录入 {len(made)} 行，物品已出库，时间已扣除", "success")
        return redirect(url_for(".listing", code=here().code), 303)
    shown: dict[str, Any] = {"roll": roll, "items": items, "namesakes": _namesakes(roll)}
    return render("shop/sheet_key.html", form=form, **shown)


def _namesakes(roll: list[Enrolled]) -> set[str]:
    """Return the names that several volunteers share: a name alone does not say who is meant."""
    return {name for name, times in Counter(one.name for one in roll).items() if times > 1}
