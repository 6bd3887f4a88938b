"""The first page of each role: what waits, and the month at a glance."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.reports.queries import get_roll_up
from portal.reports.rules import Cell, Chosen, Share, Unit
from portal.tenants.access import here, requires
from portal.web.menu import Entry, register
from portal.web.render import render
from portal.web.todos import todos

bp = Blueprint("home", __name__)
register(Entry(0, "本月待办", "home.glance", "home.read", ("platform", "city", "county", "station")))


@dataclass(frozen=True, slots=True)
class Glance:
    """A figure of this month beside last month's."""

    now: Cell | Share
    before: Cell | Share
    url: str


@bp.get("/")
@requires(read="home.read")
def glance(scope: Scope) -> ResponseReturnValue:
    """Show what waits for this person at this unit, and its month so far."""
    figures = _month_so_far(scope) if "figure.read" in scope.permissions else []
    return render("home/glance.html", waiting=todos(scope, here().code, clock.today()), figures=figures)


def _month_so_far(scope: Scope) -> list[Glance]:
    first, _ = clock.days_of(clock.month_of(clock.today()))
    this, last = clock.month_of(first), clock.month_of(first - timedelta(days=1))
    url = url_for("reports.rollup", code=here().code, first=this, last=this)
    return [Glance(now, before, url) for now, before in zip(_totals(scope, this), _totals(scope, last), strict=True)]


def _totals(scope: Scope, month: str) -> tuple[Cell | Share, ...]:
    return get_roll_up(scope, Unit(scope.tenant_id, here().code, here().name), Chosen(month, month)).totals
