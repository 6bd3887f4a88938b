"""What the station offers: classes that take women in, exams to sign up for, work. Numbers and days alone; nobody is named."""

from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.placement.queries.openings import list_shown
from portal.placement.rules.work import HOURS, LIVINGS, PLACES
from portal.public import queries
from portal.public.access import Entry, scanned
from portal.public.gates import refusal_at
from portal.public.pages import page, stopped
from portal.public.views.blueprint import bp


@bp.get("/<public_code>/classes")
@scanned
def courses(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """List the classes one can still sign up for."""
    if refusal := refusal_at(entry, "station"):
        return stopped(entry, refusal)
    return page("public/offers/classes.html", entry, rows=queries.list_planned(scope, clock.today()))


@bp.get("/<public_code>/exams")
@scanned
def exams(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """List the exams to come."""
    if refusal := refusal_at(entry, "station"):
        return stopped(entry, refusal)
    return page("public/offers/exams.html", entry, rows=queries.list_coming_exams(scope, clock.today()))


@bp.get("/<public_code>/jobs")
@scanned
def jobs(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """List the work that is offered today."""
    if refusal := refusal_at(entry, "station"):
        return stopped(entry, refusal)
    words = {"places": PLACES, "livings": LIVINGS, "hours": HOURS}
    return page("public/offers/jobs.html", entry, rows=list_shown(scope, clock.today()), words=words)
