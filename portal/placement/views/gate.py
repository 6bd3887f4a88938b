"""Exceptions at the gate: the station asks without a name, the county decides."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Level, Scope
from portal.people.rules.records import require_hers
from portal.placement.forms.gates import AskForm, DecisionForm, TakeBackForm
from portal.placement.queries import gates as queries
from portal.placement.rules.gate import MAX_GRANT_DAYS, Missing, missing_of
from portal.placement.services import gates as services
from portal.placement.services.standing import judge
from portal.tenants.access import here, requires
from portal.training.queries import get_trainee
from portal.training.queries.courses import get_course, list_courses
from portal.web import todos
from portal.web.menu import Entry, register
from portal.web.paging import Page, page_number
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

bp = Blueprint("gate", __name__)
register(Entry(27, "放行申请", "gate.listing", "gate.read", ("county",)))
TOLD_DAYS = 7
STUCK_DAYS = 3
STATES = {
    "asked": ("等待县级审批", "info"),
    "granted": ("已同意，未使用", "good"),
    "refused": ("不同意", "bad"),
    "used": ("已使用", "neutral"),
    "withdrawn": ("已撤回", "neutral"),
}


@bp.get("/")
@requires(read="gate.read")
def listing(scope: Scope) -> ResponseReturnValue:
    """List what was asked here or below, without a name."""
    state = request.args.get("state", "")
    state, number = state if state in STATES else "", page_number()
    rows = queries.list_requests(scope, state=state, page=number)
    page = Page(number, rows[0].total if rows else 0, queries.PAGE_ROWS)
    counts = {name: count for name, (count, _) in queries.count_states(scope).items()}
    known: dict[str, Any] = {"state": state, "states": STATES, "counts": counts, "missing_words": missing_words}
    return render("placement/gate_requests.html", blocks=("requests",), rows=rows, page=page, **known)


@bp.route("/ask/<uuid:trainee_id>", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def ask(scope: Scope, trainee_id: UUID) -> ResponseReturnValue:
    """Ask the county to let a trainee pass who lacks something."""
    row = get_trainee(scope, trainee_id)
    require_hers(row.withdrawn_at, row.erased_at, action=services.ASK, subject_id=trainee_id)
    form, courses = AskForm(data={"course_id": request.args.get("course", "")}), list_courses()
    form.offer(courses)
    asked: list[UUID] = []
    if form.accept(lambda: asked.append(services.ask_county(scope, trainee_id, _course_id(form), reason=form.reason.data or ""))):
        flash("已向县级申请，审批后会出现在本月待办里", "success")
        return redirect(url_for(".decision", code=here().code, request_id=asked[0]), 303)
    form.lead_to_known("查看这份申请", lambda known: url_for(".decision", code=here().code, request_id=known))
    chosen = next((it for it in courses if str(it.id) == form.course_id.data), None)
    standing = judge(scope, row, get_course(chosen.id).tier, clock.today()) if chosen else None
    return render("placement/gate_ask.html", form=form, row=row, standing=standing, course=chosen)


@bp.route("/<uuid:request_id>", methods=["GET", "POST"])
@requires(read="gate.read", write="gate.decide")
@writes
def decision(scope: Scope, request_id: UUID) -> ResponseReturnValue:
    """Show what was asked; the county decides it here."""
    row = queries.get_request(scope, request_id)
    form = DecisionForm(data={"version": row.version, "ends_on": clock.today() + timedelta(days=MAX_GRANT_DAYS // 2)})
    words, until = form.words.data or "", form.until()
    if form.accept(
        lambda: services.decide_request(
            scope, request_id, is_granted=form.is_granted, words=words, ends_on=until, version=form.version.data
        )
    ):
        flash("已答复驿站", "success")
        return redirect(url_for(".listing", code=here().code, state="asked"), 303)
    may_decide = "gate.decide" in scope.permissions and row.state == "asked" and row.asked_by != scope.account_id
    is_ours = scope.level is Level.STATION and "trainee.read" in scope.permissions
    known: dict[str, Any] = {"may_decide": may_decide, "is_ours": is_ours, "states": STATES, "max_days": MAX_GRANT_DAYS}
    return render("placement/gate_request.html", form=form, row=row, missing_words=missing_words, **known)


@bp.route("/<uuid:request_id>/withdraw", methods=["GET", "POST"])
@requires(read="placement.keep", write="placement.keep")
@writes
def withdrawal(scope: Scope, request_id: UUID) -> ResponseReturnValue:
    """Take back what was asked."""
    row = queries.get_request(scope, request_id)
    form = TakeBackForm(data={"version": row.version})
    if form.accept(lambda: services.take_back(scope, request_id, version=form.version.data)):
        flash("已撤回申请", "success")
        return redirect(url_for(".decision", code=here().code, request_id=request_id), 303)
    return render("placement/gate_withdraw.html", form=form, row=row, missing_words=missing_words)


def missing_words(codes: str) -> str:
    """Return what is lacking in words, `健康证明、岗前培训`."""
    return "、".join(it.label for it in missing_of(codes))


def mend_url(what: Missing, code: str, trainee_id: UUID) -> str:
    """Return the page on which a lack is mended."""
    match what:
        case Missing.HEALTH:
            return url_for("health_checks.new", code=code, trainee_id=trainee_id)
        case Missing.PRE_JOB:
            return url_for("classes.listing", code=code)
        case Missing.CONSENT:
            return url_for("trainees.trainee", code=code, trainee_id=trainee_id)


def _course_id(form: AskForm) -> int:
    return int(str(form.course_id.data))


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell the county what it is asked, and the station what it was answered."""
    if "gate.decide" in scope.permissions:
        count, since = queries.count_states(scope).get("asked", (0, clock.now()))
        days = (today - clock.local(since).date()).days
        if count:
            urgency, waited = Urgency.OVERDUE if days >= STUCK_DAYS else Urgency.DUE, f"最早的已等 {days} 天" if days else "今天提出"
            url = url_for("gate.listing", code=code, state="asked")
            yield Todo(urgency, f"审批放行申请 {count} 件", waited, url, "审批")
    if "placement.keep" in scope.permissions:
        yield from _answers(scope, code, today)


def _answers(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    since = clock.now() - timedelta(days=TOLD_DAYS)
    for row in queries.list_answered(scope, today=today, since=since):
        url = url_for("gate.decision", code=code, request_id=row.id)
        if row.state == "granted":
            yield Todo(Urgency.DUE, f"县级已同意放行：{row.course}", f"{row.ends_on} 前办理上岗，过期作废", url, "办理上岗")
        else:
            yield Todo(Urgency.RETURNED, f"县级不同意放行：{row.course}", row.verdict[:60], url, "查看")
