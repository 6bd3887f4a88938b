"""A new unit: from a place that is searched for, from a typed code, or in a community that has no code."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Level, Scope
from portal.tenants import queries as directory
from portal.tenants.access import here, requires
from portal.tenants.forms.units import LocalForm, PlaceSearch, UnitForm
from portal.tenants.queries import places as queries
from portal.tenants.rules.applications import station_name_for
from portal.tenants.rules.importing import NewUnit
from portal.tenants.services import units as services
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("new_units", __name__)
MOST_SHOWN = 30


@bp.route("/", methods=["GET", "POST"])
@requires(read="unit.add", write="unit.add")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Add a unit, its place chosen from a search or its code typed."""
    search = PlaceSearch().checked()
    form = UnitForm(data=_chosen(request.args.get("place", "")))
    form.offer([(it.code, it.name) for it in directory.list_below(scope, "county")], is_city=scope.level is Level.CITY)
    made: list[NewUnit] = []
    if form.accept(lambda: made.append(services.add_unit(scope, form.draft()))):
        return _done(made[0].code, _words(made[0]))
    found = queries.find_free_places(scope, search.q.data) if search.q.data else []
    known: dict[str, Any] = {"places": found[:MOST_SHOWN], "count": len(found), "is_chosen": bool(request.args.get("place"))}
    return render("units/new.html", blocks=("places",), form=form, search=search, **known)


@bp.route("/local", methods=["GET", "POST"])
@requires(read="unit.add", write="unit.add")
@writes
def local(scope: Scope) -> ResponseReturnValue:
    """Give a community without a code one of ours, and make its station."""
    form = LocalForm()
    form.street.offer([(row.code, row.name, row.county or "") for row in queries.list_streets(scope)])
    codes: list[str] = []
    if form.accept(lambda: codes.append(services.add_local(scope, **form.wanted()))):
        if form.purpose.data == "station":
            return _done(codes[0], f"已登记社区并建立驿站（筹建中），本地编号 {codes[0]}")
        flash(f"已登记“{form.community.data}”，本地编号 {codes[0]}，建站申请时可以选用", "success")
        return redirect(url_for("units.listing", code=here().code), 303)
    return render("units/local.html", form=form)


def _chosen(code: str) -> dict[str, Any]:
    """Return what the form shows of the place that was chosen."""
    place = directory.find_division(code) if code.isascii() and code.isdigit() else None
    if place is None:
        return {}
    is_station = place.level == "community"
    name = station_name_for(place.name) if is_station else place.name
    return {"level": "station" if is_station else "county", "code": place.code, "name": name}


def _words(unit: NewUnit) -> str:
    if unit.level == "county":
        return f"已添加{unit.name}。请为它开通县级管理员账号。"
    return f"已添加{unit.name}（筹建中）。请为站长开通账号，揭牌后即可登记。"


def _done(code: str, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("units.card", code=here().code, unit_code=code), 303)
