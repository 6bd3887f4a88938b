"""派单: who suits a request best, and who is sent."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.care.queries.requests import RequestRow, get_request
from portal.care.rules.kinds import SERVICE_KINDS
from portal.care.rules.requests import IN_TIME_MIN, STUCK_MIN, format_wait
from portal.care.rules.when import when_words
from portal.core import clock
from portal.core.scope import Scope
from portal.people.rules import age_on
from portal.tenants.access import here, requires
from portal.volunteer.forms.dispatch import FinishForm, SendForm
from portal.volunteer.queries import dispatch as queries
from portal.volunteer.queries.bank_rules import rules_on
from portal.volunteer.queries.shifts import list_of_request
from portal.volunteer.rules.dispatch import rank
from portal.volunteer.rules.shifts import UNDER_WAY, State
from portal.volunteer.services import dispatch as services
from portal.web import todos
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("dispatch", __name__)
SHOWN, MOST = 30, 300
_LIMITS = {"in_time": IN_TIME_MIN, "stuck": STUCK_MIN}


@bp.route("/", methods=["GET", "POST"])
@requires(read="care.keep", write="care.keep")
@writes
def candidates(scope: Scope, request_id: UUID) -> ResponseReturnValue:
    """Rank the station's volunteers for a request, and send those who are chosen."""
    row, moment = get_request(scope, request_id), clock.now()
    need = queries.need_of(scope, row, moment)
    ratings = rank(need, queries.list_candidates(scope, row, need, moment=moment))
    form = SendForm(data={"version": row.version})
    form.offer(ratings)
    if form.accept(lambda: services.send(scope, request_id, form.chosen(), version=form.version.data)):
        flash(f"已派 {len(form.chosen())} 人，请电话告诉她们，并打印派单条", "success")
        return redirect(url_for(".candidates", code=here().code, request_id=request_id), 303)
    most = MOST if request.args.get("more") == "1" or request.method == "POST" else SHOWN
    fit, unfit = [it for it in ratings if not it.refusal], [it for it in ratings if it.refusal]
    shown: dict[str, Any] = {"fit": fit[:most], "unfit": unfit[:most], "total": len(fit), "sent": _sent(scope, request_id)}
    shown["may_finish"] = row.is_dispatchable and bool(shown["sent"]) and all(one.state not in UNDER_WAY for one in shown["sent"])
    words = {"kinds": SERVICE_KINDS, "when_words": when_words, "wait": format_wait, "limits": _LIMITS, "shift_states": State}
    return render("volunteer/dispatch/candidates.html", form=form, row=row, now=moment, **shown, **words, **_age(scope, row, moment))


@bp.post("/done")
@requires(write="care.keep")
@writes
def finish(scope: Scope, request_id: UUID) -> ResponseReturnValue:
    """Say that it is done with those who came."""
    many = services.finish(scope, request_id, version=FinishForm().version.data)
    flash(f"已按实到 {many} 人办完", "success")
    return redirect(url_for(".candidates", code=here().code, request_id=request_id), 303)


@todos.register
def _short(scope: Scope, code: str, _: date) -> Iterable[Todo]:
    """Tell of requests to which fewer came than were asked for, now that those have ended."""
    if "care.keep" in scope.permissions and (count := queries.count_short(scope)):
        url = url_for("requests.listing", code=code, state="running")
        yield Todo(Urgency.DUE, f"{count} 件需求来的人没有派够", "来的人都已签退：再派人，或按实到人数办完", url, "查看")


def _sent(scope: Scope, request_id: UUID) -> list[Any]:
    return [one for one in list_of_request(scope, request_id) if one.state != State.VOID]


def _age(scope: Scope, row: RequestRow, moment: datetime) -> dict[str, Any]:
    """Return the age from which on somebody is served as an elder, when the recipient is younger: she asks as a family."""
    day = clock.local(moment).date()
    least = rules_on(scope, day).recipient_age
    is_young = row.born_on is not None and age_on(row.born_on, day) < least
    return {"least_age": least if is_young else None}
