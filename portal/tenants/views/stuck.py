"""建站进度: what is under way in all counties of a city, with whom it is, and for how long."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.tenants.forms.applications import StuckFilter
from portal.tenants.queries import stuck as queries
from portal.tenants.queries.applications import PAGE_ROWS, standing_of
from portal.tenants.rules.standing import STUCK_DAYS, WAITS_UNDER_WAY, Waits
from portal.web import todos
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency

bp = Blueprint("stuck", __name__)
register(Entry(40, "建站进度", "stuck.listing", "application.read", ("city",)))


@bp.get("/")
@requires(read="application.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List what is filed and not decided, county by county and the longest waiting first; a county has a list of its own."""
    if here().level != "city":
        return redirect(url_for("applications.listing", code=here().code, sort="-waited"))
    today, number = clock.today(), page_number()
    counties = queries.count_by_county(scope, today=today)
    narrowed = StuckFilter()
    narrowed.county.offer([(row.county_code, row.county_name) for row in counties])
    narrowed.checked()
    county_id = next((row.id for row in counties if row.county_code == narrowed.county.data), None)
    waits = Waits(narrowed.waits.data) if narrowed.waits.data else None
    rows = queries.list_stuck(scope, county_id=county_id, waits=waits, page=number)
    page = Page(number, rows[0].total if rows else 0, PAGE_ROWS)
    shown = [(row, standing_of(row)) for row in rows]
    waited = [(row, (today - clock.local(row.since).date()).days) for row in counties]
    parts: dict[str, Any] = {"counties": waited, "kinds": WAITS_UNDER_WAY}
    return render("applications/stuck.html", blocks=("stuck",), rows=shown, page=page, filter=narrowed, limit=STUCK_DAYS, **parts)


@todos.register
def _late(scope: Scope, code: str, today: date) -> Iterator[Todo]:
    if "application.read" not in scope.permissions or here().level != "city":
        return
    late = [row for row in queries.count_by_county(scope, today=today) if row.late]
    if late:
        days = (today - clock.local(late[0].since).date()).days
        detail = f"{'、'.join(row.county_name for row in late[:3])}{'等' if len(late) > 3 else ''}，最久的已等 {days} 天"
        title = f"建站申请等待超过 {STUCK_DAYS} 天：{sum(row.late for row in late)} 份"
        yield Todo(Urgency.OVERDUE, title, detail, url_for("stuck.listing", code=code), "查看")
