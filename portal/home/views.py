"""The first page of each role: what waits, and the month at a glance."""

from dataclasses import dataclass

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Level, Scope
from portal.core.text import month_before, months_until
from portal.home.rules import MONTHS_DRAWN, trend_of
from portal.home.tips import tips_here
from portal.reports.queries import get_roll_up
from portal.reports.rules import Cell, Chosen, Share, Unit
from portal.returns.rules.board import Board, Mark
from portal.returns.views.board import board_here, return_url
from portal.tallies import queries as tallies
from portal.tallies.rules import ATTENDANCES
from portal.targets.queries import targets
from portal.targets.rules.pictures import picture_of_targets
from portal.targets.rules.progress import elapsed
from portal.tenants import queries as tree
from portal.tenants.access import here, requires
from portal.web.charts import Progress, Trend
from portal.web.menu import Entry, register
from portal.web.render import render
from portal.web.todos import todos

bp = Blueprint("home", __name__)
register(Entry(0, "本月待办", "home.glance", "home.read", ("platform", "city", "county", "station")))


NETWORKS, MONTHS = ("city", "county"), 4


@dataclass(frozen=True, slots=True)
class Glance:
    """A figure of this month beside last month's."""

    now: Cell | Share
    before: Cell | Share
    url: str


@dataclass(frozen=True, slots=True)
class Network:
    """The months of the units below, and how far the last month that is over has come.

    Args:
        submitted, accepted, asked: how many units below have sent it up, are accepted, and have to report.
        span: over how many months the rate is taken.
        elapsed: how much of this month and of this year has gone by, in thousandths.
    """

    board: Board
    month: str
    submitted: int
    accepted: int
    asked: int
    span: int
    elapsed: tuple[int, int]


@bp.get("/")
@requires(read="home.read")
def glance(scope: Scope) -> ResponseReturnValue:
    """Show what waits for this person at this unit, and its month so far."""
    figures = _month_so_far(scope) if "figure.read" in scope.permissions else []
    network = _network(scope) if here().level in NETWORKS and "return.read" in scope.permissions else None
    waiting = todos(scope, here().code, clock.today())
    drawn = _pictures(scope) if "figure.read" in scope.permissions else []
    return render(
        "home/glance.html", waiting=waiting, figures=figures, network=network, drawn=drawn, tips=tips_here(scope), return_url=return_url()
    )


def _pictures(scope: Scope) -> list[Trend | Progress]:
    """Return a year of attendances, and how far the targets have come where a city or a county has some."""
    today = clock.today()
    months = months_until(clock.month_of(today), MONTHS_DRAWN)
    owners = [scope.tenant_id, *(row.id for row in tree.list_children(scope))] if scope.level is Level.CITY else [scope.tenant_id]
    course = tallies.map_course(scope, ATTENDANCES.code, tenants=owners, first=months[0], last=months[-1])
    goals = None
    if here().level in NETWORKS and "target.read" in scope.permissions:
        asks = targets.list_completions if scope.level is Level.CITY else targets.list_county_completions
        goals = picture_of_targets(asks(scope, today.year, on=today), f"截至 {today.month} 月 {today.day} 日，竖线是序时应到的位置")
    return [it for it in (goals, trend_of(course, today)) if it]


def _network(scope: Scope) -> Network:
    today, board = clock.today(), board_here(scope)
    month = clock.month_of(today)
    over = month_before(month)
    accepted, asked = board.done(over)
    submitted = accepted + sum(mark is Mark.SUBMITTED for mark in board.marks(over))
    gone = elapsed(month, month, today), elapsed(f"{today.year}-01", f"{today.year}-12", today)
    return Network(board.latest(MONTHS), over, submitted, accepted, asked, len(board.months), gone)


def _month_so_far(scope: Scope) -> list[Glance]:
    this = clock.month_of(clock.today())
    last = month_before(this)
    url = url_for("reports.rollup", code=here().code, first=this, last=this)
    return [Glance(now, before, url) for now, before in zip(_totals(scope, this), _totals(scope, last), strict=True)]


def _totals(scope: Scope, month: str) -> tuple[Cell | Share, ...]:
    return get_roll_up(scope, Unit(scope.tenant_id, here().code, here().name), Chosen(month, month)).totals
