"""政策 and 微课堂 that the city shows to anybody who scans a station's code."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.library.forms import OpenForm
from portal.library.queries import micro_classes, policies
from portal.library.rules import CATEGORIES, host_of, is_in_force, paragraphs
from portal.library.services.micro_classes import count_view
from portal.public.access import Entry, scanned
from portal.public.gates import refusal_at
from portal.public.pages import page, stopped
from portal.public.views.blueprint import bp
from portal.web import stranger
from portal.web.paging import Page, page_number
from portal.web.writes import writes


@bp.get("/<public_code>/policies")
@scanned
def policy_list(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """List the policies that anybody may read."""
    if refusal := refusal_at(entry, "station"):
        return stopped(entry, refusal)
    number = page_number()
    rows, total = policies.list_policies(scope, state="public", page=number)
    known: dict[str, Any] = {"rows": rows, "paging": Page(number, total, policies.PAGE_ROWS), "today": clock.today()}
    return page("public/shelf/policies.html", entry, categories=CATEGORIES, is_in_force=is_in_force, **known)


@bp.get("/<public_code>/policies/<uuid:policy_id>")
@scanned
def policy(scope: Scope, entry: Entry, policy_id: UUID) -> ResponseReturnValue:
    """Show one policy."""
    if refusal := refusal_at(entry, "station"):
        return stopped(entry, refusal)
    row = policies.get_policy(scope, policy_id, state="public")
    known: dict[str, Any] = {"paragraphs": paragraphs(row.text), "host": host_of(row.url)}
    return page("public/shelf/policy.html", entry, row=row, is_now=is_in_force(row.ends_on, clock.today()), **known)


@bp.get("/<public_code>/micro-classes")
@scanned
def micro_list(scope: Scope, entry: Entry) -> ResponseReturnValue:
    """List the lessons that anybody may watch."""
    if refusal := refusal_at(entry, "station"):
        return stopped(entry, refusal)
    found = micro_classes.list_classes(scope, state="public")
    paging = Page(page_number(), len(found), micro_classes.PAGE_ROWS)
    rows = found[paging.first_row - 1 : paging.first_row - 1 + micro_classes.PAGE_ROWS]
    return page("public/shelf/micro_classes.html", entry, rows=rows, paging=paging)


@bp.route("/<public_code>/micro-classes/<uuid:micro_id>", methods=["GET", "POST"])
@scanned
@writes
def micro_class(scope: Scope, entry: Entry, micro_id: UUID) -> ResponseReturnValue:
    """Show one lesson; its button counts a view and leads there."""
    if refusal := refusal_at(entry, "station"):
        return stopped(entry, refusal)
    row, form = micro_classes.get_class(scope, micro_id, state="public"), OpenForm()
    if request.method == "POST":
        stranger.check()
    if form.accept(lambda: count_view(scope, micro_id, whose=f"visit {stranger.token()}")):
        return redirect(url_for(".micro_leave", public_code=entry.code, micro_id=micro_id), 303)
    return page("public/shelf/micro_class.html", entry, form=form, row=row, host=host_of(row.url))


@bp.get("/<public_code>/micro-classes/<uuid:micro_id>/leave")
@scanned
def micro_leave(scope: Scope, entry: Entry, micro_id: UUID) -> ResponseReturnValue:
    """Lead to the lesson; counts nothing."""
    if refusal := refusal_at(entry, "station"):
        return stopped(entry, refusal)
    row = micro_classes.get_class(scope, micro_id, state="public")
    response = page("public/shelf/leave.html", entry, row=row, host=host_of(row.url))
    response.headers["Refresh"] = f"0; url={row.url}"
    return response
