"""The first page of each role: what waits, and the month at a glance."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.web.menu import Entry, register
from portal.web.render import render
from portal.web.todos import todos

bp = Blueprint("home", __name__)
register(Entry(0, "本月待办", "home.glance", "home.read", ("platform", "city", "county", "station")))


@bp.get("/")
@requires(read="home.read")
def glance(scope: Scope) -> ResponseReturnValue:
    """Show what waits for this person at this unit."""
    return render("home/glance.html", waiting=todos(scope, here().code, clock.today()), month=clock.month_of(clock.today()))
