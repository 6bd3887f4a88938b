"""附近的驿站: the finder 中心–基地–驿站, by district for everybody, and by distance for who says where she is."""

from types import SimpleNamespace
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.scope import Scope
from portal.public.access import Entry, scanned
from portal.public.forms.positions import PositionForm
from portal.public.nearest import Near, as_city, list_nearest
from portal.public.pages import page
from portal.public.views.blueprint import bp
from portal.tenants import queries as tree
from portal.tenants.access import open_to_all
from portal.tenants.queries import finder
from portal.tenants.queries.directory import TenantRow
from portal.tenants.rules.coordinates import place_of
from portal.web import stranger
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.writes import let_go

_NOWHERE = SimpleNamespace(unit_name="附近的驿站")  # the head of a page that belongs to no unit
_ASKS = "camera=(), microphone=(), geolocation=(self)"  # here alone, and only when she presses


@bp.get("/")
@open_to_all
def cities(_: Scope) -> ResponseReturnValue:
    """Name the cities; where there is one alone, lead there."""
    rows = finder.list_open_cities()
    if len(rows) == 1:
        return redirect(url_for(".place", place_code=rows[0].code), 303)
    return render("public/finder/cities.html", entry=_NOWHERE, rows=rows)


@bp.get("/in/<place_code>")
@open_to_all
def place(_: Scope, place_code: str) -> ResponseReturnValue:
    """Show a city's centre with its bases, or a base with its stations."""
    unit, scope = _enter(place_code, "city", "county")
    if unit.level == "city":
        known: dict[str, Any] = {"bases": finder.list_bases(scope), "reach": finder.find_reach(scope, unit.id)}
        return _show("public/finder/city.html", unit, **known)
    number = page_number()
    rows = finder.list_stations(scope, unit.id, page=number)
    known = {"rows": rows, "paging": Page(number, rows[0].total if rows else 0, finder.PAGE_ROWS)}
    known |= {"reach": finder.find_reach(scope, unit.id), "city": tree.get_here(scope)}
    return _show("public/finder/base.html", unit, **known)


@bp.route("/in/<place_code>/near", methods=["GET", "POST"])
@open_to_all
def near(_: Scope, place_code: str) -> ResponseReturnValue:
    """Sort a city's stations by their distance from a telephone, which is sent in the body, so that it stands in no address and no log."""
    unit, scope = _enter(place_code, "city")
    if request.method == "GET":
        return redirect(url_for(".place", place_code=unit.code), 303)
    stranger.check()
    at = PositionForm().place()
    if at is None:
        return _show("public/finder/near.html", unit, status=422, rows=None, city_code=unit.code)
    return _show("public/finder/near.html", unit, rows=list_nearest(scope, at), city_code=unit.code)


@bp.get("/<public_code>/nearby")
@scanned
def nearby(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """Show the stations nearest to this one, however this one stands; where it said not where it is, those of its base."""
    with as_city(scope) as city:
        told = finder.find_reach(city, scope.tenant_id)
        at = place_of(told.latitude_e6, told.longitude_e6) if told else None
        rows: list[Near] = list(list_nearest(city, at, but=scope.tenant_id)) if at else []
        above = {row.id: row for row in tree.list_below(city, "city", "county")}
    base, city_code = above[scope.ids[1]], above[scope.ids[0]].code
    base_code = base.code if base.status == "open" else ""  # the page of one that does not work is not there
    if not rows:
        return redirect(url_for(".place", place_code=base_code or city_code), 303)
    return page("public/finder/nearby.html", entry, rows=rows, base_code=base_code, city_code=city_code)


def _enter(code: str, *levels: str) -> tuple[TenantRow, Scope]:
    """Find an open city or base and read as its city for the rest of the request.

    Raises:
        NotFound: there is none; whether one is suspended is not told.
    """
    found = tree.find_tenant(code) if code.isascii() and code.isdigit() else None
    if found is None or found.level not in levels or found.status != "open":
        raise NotFound("没有找到这个地方的驿站。请检查网址，或重新扫码。")
    let_go()
    scope = Scope(f"{found.city_id}.", address=request.remote_addr or "")
    db.session.info["scope"] = scope
    return found, scope


def _show(template: str, unit: TenantRow, **context: Any) -> Response:
    response = stranger.with_token(render(template, entry=SimpleNamespace(unit_name=unit.name), unit_row=unit, **context))
    response.headers["Permissions-Policy"] = _ASKS
    return response
