"""The units below: a city's counties, a county's stations; 揭牌."""

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.tenants import queries as directory
from portal.tenants.access import here, requires
from portal.tenants.forms.units import OpeningForm
from portal.tenants.queries import units as queries
from portal.tenants.services import tree
from portal.web import todos
from portal.web.menu import Entry, register
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("units", __name__)
register(Entry(50, "单位", "units.listing", "unit.read", ("city", "county")))


@bp.get("/")
@requires(read="unit.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the units just below, with who leads each."""
    return render("units/listing.html", rows=queries.list_units_below(scope), heads=queries.list_heads_below(scope))


@bp.get("/<unit_code>")
@requires(read="unit.read")
def card(scope: Scope, unit_code: str) -> ResponseReturnValue:
    """Show one unit below."""
    row = queries.get_unit_below(scope, unit_code)
    return render("units/card.html", row=row, people=queries.list_people(row.id), place=directory.find_division(row.code))


@bp.route("/<unit_code>/open", methods=["GET", "POST"])
@requires(read="station.open", write="station.open")
@writes
def opening(scope: Scope, unit_code: str) -> ResponseReturnValue:
    """揭牌: open a station that was being prepared."""
    row = queries.get_unit_below(scope, unit_code)
    form = OpeningForm(data={"opened_on": clock.today()})
    if form.accept(lambda: tree.open_station(scope, code=row.code, opened_on=form.day())):
        flash(f"{row.name}已揭牌，可以登记活动了", "success")
        return redirect(url_for(".card", code=here().code, unit_code=row.code), 303)
    return render("units/opening.html", form=form, row=row, approved_on=clock.local(row.made_at).date())


@todos.register
def _preparing(scope: Scope, code: str, today: date) -> Iterator[Todo]:
    if "station.open" not in scope.permissions:
        return
    for row in queries.list_units_below(scope):
        if row.status == "preparing":
            days = (today - clock.local(row.made_at).date()).days
            waited = f"批准后已 {days} 天" if days else "今天批准"
            yield Todo(Urgency.DUE, f"揭牌：{row.name}", waited, url_for("units.opening", code=code, unit_code=row.code), "揭牌")
