"""Health certificates: who has which, and until when; each taken in with a consent of its own."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.people.rules.records import require_hers
from portal.placement.forms.health import HealthForm, VoidCheckForm
from portal.placement.forms.lists import HealthFilter
from portal.placement.queries import health as queries
from portal.placement.rules.health import WARN_DAYS, Standing, VoidCause, standing_of
from portal.placement.services import health as services
from portal.placement.views.shown import WORDS, shown_name, shown_phone
from portal.tenants.access import here, requires
from portal.training.queries import get_trainee
from portal.web import todos
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.undoing import REASON, flash_with_undo
from portal.web.writes import writes

bp = Blueprint("health_checks", __name__)


@bp.route("/", methods=["GET", "POST"])
@requires(read="trainee.read", write="trainee.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List the certificates that count; a name is sought by POST, which keeps it out of the address and writes nothing."""
    narrowed = HealthFilter().checked()
    text, today = narrowed.sought_text(), clock.today()
    if request.method == "POST" and not text and not narrowed.errors:
        return redirect(url_for(".listing", code=here().code, **narrowed.rest()), 303)
    standing = Standing(narrowed.standing.data) if narrowed.standing.data else None
    number = 1 if text else page_number()
    rows = queries.list_checks(scope, standing=standing, text=text, page=number, today=today)
    shown = [(row, standing_of(row.expires_on, today)) for row in rows]
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    known: dict[str, Any] = {"filter": narrowed, "text": text, "sums": queries.count_standings(scope, today), "warn_days": WARN_DAYS}
    names: dict[str, Any] = {"shown_name": shown_name, "shown_phone": shown_phone, "words": WORDS}
    return render("placement/health_checks.html", blocks=("checks",), rows=shown, page=page, **known, **names)


@bp.route("/of/<uuid:trainee_id>/new", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def new(scope: Scope, trainee_id: UUID) -> ResponseReturnValue:
    """Note a trainee's certificate, with her consent to this one thing."""
    row = get_trainee(scope, trainee_id)
    require_hers(row.withdrawn_at, row.erased_at, action=services.ADD, subject_id=trainee_id)
    form = HealthForm()
    made = list[UUID]()
    if form.accept(lambda: made.append(services.add_check(scope, trainee_id, form.draft()))):
        undo = url_for(".void", code=here().code, health_check_id=made[0])
        flash_with_undo("已登记健康证明", undo, cause=VoidCause.MISTAKE.value, reason=REASON)
        return _back(trainee_id)
    return render("placement/health_check.html", form=form, row=row)


@bp.route("/<uuid:health_check_id>/void", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def void(scope: Scope, health_check_id: UUID) -> ResponseReturnValue:
    """Let a certificate count no more."""
    row = queries.get_check(scope, health_check_id)
    form = VoidCheckForm()
    cause = form.cause.data
    if form.accept(lambda: services.void_check(scope, health_check_id, VoidCause(cause), reason=form.reason.data or "")):
        flash("已作废这份健康证明", "success")
        return _back(row.trainee_id)
    return render("placement/health_check_void.html", form=form, row=row, name=shown_name(row), words=WORDS)


def _back(trainee_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("placements.of_trainee", code=here().code, trainee_id=trainee_id), 303)


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell the station how many certificates run out soon, and who works with one that is over."""
    if "placement.keep" not in scope.permissions:
        return
    sums = queries.count_standings(scope, today)
    if sums.at_work:
        title, url = f"在岗人员的健康证明已到期 {sums.at_work} 份", url_for("health_checks.listing", code=code, standing=Standing.EXPIRED)
        yield Todo(Urgency.OVERDUE, title, "请尽快安排体检，换新证后登记", url, "查看")
    if sums.soon:
        url = url_for("health_checks.listing", code=code, standing=Standing.SOON)
        yield Todo(Urgency.DUE, f"健康证明 {WARN_DAYS} 天内到期 {sums.soon} 份", "提醒她们换新证", url, "查看")
