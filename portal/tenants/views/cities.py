"""The operator's page: which cities there are; nothing of what is in them."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.tenants.forms.units import CityForm
from portal.tenants.queries import units as queries
from portal.tenants.services import cities as services
from portal.web.menu import Entry, register
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("cities", __name__)
register(Entry(60, "城市", "cities.listing", "city.read", ("platform",)))


@bp.get("/")
@requires(read="city.read")
def listing(_: Scope) -> ResponseReturnValue:
    """List every city, with how large it is and whether its administrators have come."""
    return render("cities/listing.html", rows=queries.list_cities_with_counts(), admins=queries.list_city_admins())


@bp.route("/new", methods=["GET", "POST"])
@requires(read="city.create", write="city.create")
@writes
def new(scope: Scope) -> ResponseReturnValue:
    """Add a city and its first administrator."""
    form = CityForm()
    if form.accept(lambda: services.create_city(scope, **form.city())):
        flash("已新增城市，请为它的管理员生成登录链接", "success")
        return redirect(url_for(".listing", code=here().code), 303)
    return render("cities/new.html", form=form)


@bp.post("/admins/<int(max=2147483647):account_id>/link")
@requires(write="city.create")
@writes
def link(scope: Scope, account_id: int) -> ResponseReturnValue:
    """Show a new one-time link for an administrator who has not come yet: once, so the answer is the page itself."""
    account, token = services.make_link(scope, account_id)
    address = url_for("accounts.join", token=token, _external=True)
    back = url_for(".listing", code=here().code)
    return render("accounts/link.html", address=address, name=account.name, display_name=account.display_name, back=back)
