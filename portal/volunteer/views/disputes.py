"""时长争议: what was objected to, without a name; the county decides, the station reads what came of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.care.rules.kinds import SERVICE_KINDS
from portal.core import clock
from portal.core.scope import Level, Scope
from portal.tenants.access import here, requires
from portal.volunteer.forms.shifts import DecisionForm, DisputeFilter
from portal.volunteer.queries import disputes as queries
from portal.volunteer.rules.disputes import CHANNELS, Verdict
from portal.volunteer.services import disputes as services
from portal.web import todos
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("disputes", __name__)
register(Entry(34, "时长争议", "disputes.listing", "dispute.read", ("county", "station")))
STUCK_DAYS = 3
_WORDS: dict[str, Any] = {"verdicts": Verdict, "kinds": SERVICE_KINDS, "channels": CHANNELS, "told": services.told}


@bp.get("/")
@requires(read="dispute.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List what was objected to here or below, without a name."""
    narrowed, number = DisputeFilter().checked(), page_number()
    state = narrowed.state.data or ""
    rows = queries.list_disputes(scope, state=state, words=narrowed.words, page=number)
    shown: dict[str, Any] = {"rows": rows, "page": Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS), "state": state}
    counts = {name: count for name, (count, _) in queries.count_states(scope).items()}
    return render("volunteer/disputes/listing.html", blocks=("disputes",), filter=narrowed, counts=counts, **shown, **_WORDS)


@bp.route("/<uuid:dispute_id>", methods=["GET", "POST"])
@requires(read="dispute.read", write="dispute.decide")
@writes
def dispute(scope: Scope, dispute_id: UUID) -> ResponseReturnValue:
    """Show what was objected to; the county decides it here."""
    row = queries.get_dispute(scope, dispute_id)
    form = DecisionForm(data={"version": row.version})
    if form.accept(lambda: services.decide(scope, dispute_id, **form.decided())):
        flash("已裁定，驿站可以看到结果", "success")
        return redirect(url_for(".listing", code=here().code, state="open"), 303)
    is_open = row.state == Verdict.OPEN
    may_decide = "dispute.decide" in scope.permissions and is_open and row.raised_by != scope.account_id
    is_ours = scope.level is Level.STATION and "volunteer.read" in scope.permissions
    return render("volunteer/disputes/dispute.html", form=form, row=row, may_decide=may_decide, is_ours=is_ours, **_WORDS)


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell the county what it is to decide."""
    if "dispute.decide" not in scope.permissions:
        return
    count, since = queries.count_states(scope).get("open", (0, clock.now()))
    if count:
        days = (today - clock.local(since).date()).days
        urgency = Urgency.OVERDUE if days >= STUCK_DAYS else Urgency.DUE
        waited = f"最早的已等 {days} 天" if days else "今天提出"
        yield Todo(urgency, f"裁定时长异议 {count} 件", waited, url_for("disputes.listing", code=code, state="open"), "裁定")
