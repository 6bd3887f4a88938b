"""The operator's pages: which cities there are and who administers them; nothing of what is in them."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.tenants.forms.members import GrantForm, first_choice
from portal.tenants.forms.units import CityForm
from portal.tenants.queries import members as people
from portal.tenants.queries import units as queries
from portal.tenants.rules.members import Act, grantable, state_of, why_not
from portal.tenants.services import cities as services
from portal.tenants.services import members
from portal.tenants.views.members import link_form, reason_of, show_link
from portal.web.menu import Entry, register
from portal.web.render import render
from portal.web.writes import writes

bp = Blueprint("cities", __name__)
register(Entry(60, "城市", "cities.listing", "city.read", ("platform",)))


@bp.get("/")
@requires(read="city.read")
def listing(_: Scope) -> ResponseReturnValue:
    """List every city, with how large it is and whether its administrators have come."""
    return render("cities/listing.html", rows=queries.list_cities_with_counts(), admins=queries.list_city_admins(), state_of=state_of)


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


@bp.get("/<city_code>/admins")
@requires(read="city.read")
def admins(scope: Scope, city_code: str) -> ResponseReturnValue:
    """List a city's administrators."""
    city = people.get_city(city_code)
    held = people.list_held(scope)
    rows = [(it, why_not(Act.LINK, it, held)) for it in people.list_heads(city, viewer_id=scope.account_id)]
    return render("cities/admins.html", city=city, rows=rows, now=clock.now())


@bp.route("/<city_code>/admins/new", methods=["GET", "POST"])
@requires(read="city.create", write="city.create")
@writes
def new_admin(scope: Scope, city_code: str) -> ResponseReturnValue:
    """Add an administrator of a city: with a new account and a one-time link, or with the account she has."""
    city = people.get_city(city_code)
    roles, back = grantable(people.list_held(scope), city.level), url_for(".admins", code=here().code, city_code=city.code)
    form = GrantForm(roles, data=first_choice(roles))
    made: list[tuple[int, str]] = []
    if form.is_known and form.accept(lambda: members.add_known(scope, city, **form.grant())):
        flash(f"已添加为{city.name}的管理员", "success")
        return redirect(back, 303)
    if not form.is_known and form.accept(lambda: made.append(members.add_new(scope, city, **form.grant()))):
        return show_link(form.grant(), made[0][1], back=back)
    return render("members/new.html", form=form, place=city.name, back=back)


@bp.route("/<city_code>/admins/<int(max=2147483647):account_id>/link", methods=["GET", "POST"])
@requires(read="city.create", write="city.create")
@writes
def link(scope: Scope, city_code: str, account_id: int) -> ResponseReturnValue:
    """Show a new one-time link for an administrator who has not come yet, or who lost her password and is alone."""
    city = people.get_city(city_code)
    it = people.get_head(city, account_id, viewer_id=scope.account_id)
    form, made, back = link_form(it), list[str](), url_for(".admins", code=here().code, city_code=city.code)
    if form.accept(lambda: made.append(members.make_link(scope, city, account_id, reason=reason_of(form)))):
        return show_link({"name": it.name, "display_name": it.display_name}, made[0], back=back)
    why = "" if form.refusal else why_not(Act.LINK, it, people.list_held(scope))
    return render("members/act.html", form=form, it=it, act=Act.LINK.value, why=why, back=back)
