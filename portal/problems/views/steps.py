"""What is done about a problem: mended, looked at again, postponed, amended, withdrawn; and what waits in 本月待办."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.scope import Scope
from portal.problems.forms.problems import AmendForm, FixForm, PostponeForm, RecheckForm, WithdrawForm
from portal.problems.queries import problems as queries
from portal.problems.rules.problems import DUE_SOON_DAYS, Step, Who, why_not
from portal.problems.services import problems as services
from portal.problems.services.problem_photos import PHOTOS
from portal.problems.views.blueprints import problems as bp
from portal.problems.views.problems import WORDS, stand_of
from portal.tenants.access import here, requires
from portal.tenants.queries import photos as photo_rows
from portal.tenants.views.photos import show_album
from portal.web import todos, uploads
from portal.web.photos import MAX_UPLOAD_BYTES
from portal.web.render import render
from portal.web.todos import Todo, Urgency
from portal.web.writes import writes

uploads.allow(f"{bp.name}.photos", MAX_UPLOAD_BYTES)


@bp.route("/<uuid:problem_id>/fix", methods=["GET", "POST"])
@requires(read="problem.fix", write="problem.fix")
@writes
def fix(scope: Scope, problem_id: UUID) -> ResponseReturnValue:
    """Report that it is mended."""
    row, form = _get(scope, problem_id), FixForm()
    _see(form, row)
    if form.accept(lambda: services.fix(scope, problem_id, proof=form.proof.data or "", version=form.version.data)):
        return _done(problem_id, "已报告整改完成，等提出的单位复核")
    return _ask(scope, row, Step.FIX, form)


@bp.route("/<uuid:problem_id>/photos", methods=["GET", "POST"])
@requires(read="problem.fix", write="problem.fix")
@writes
def photos(scope: Scope, problem_id: UUID) -> ResponseReturnValue:
    """Show the photos that prove it, and add to them."""
    return show_album(scope, PHOTOS, problem_id)


@bp.route("/<uuid:problem_id>/recheck", methods=["GET", "POST"])
@requires(read="problem.recheck", write="problem.recheck")
@writes
def recheck(scope: Scope, problem_id: UUID) -> ResponseReturnValue:
    """Look again at what was reported mended."""
    row, form = _get(scope, problem_id), RecheckForm()
    _see(form, row)
    said = form.note
    if form.accept(lambda: services.recheck(scope, problem_id, is_good=form.is_good, note=said.data or "", version=form.version.data)):
        return _done(problem_id, "复核通过，已销号" if form.is_good else "已退回，整改单位要继续整改")
    return _ask(scope, row, Step.ACCEPT, form)


@bp.route("/<uuid:problem_id>/postponement", methods=["GET", "POST"])
@requires(read="problem.raise", write="problem.raise")
@writes
def postponement(scope: Scope, problem_id: UUID) -> ResponseReturnValue:
    """Give more time."""
    row, form = _get(scope, problem_id), PostponeForm()
    _see(form, row)
    day, why = form.due_on, form.reason
    chosen: Any = day
    if form.accept(lambda: services.postpone(scope, problem_id, due_on=chosen.data, reason=why.data or "", version=form.version.data)):
        return _done(problem_id, f"已延期到 {chosen.data}")
    return _ask(scope, row, Step.POSTPONE, form)


@bp.route("/<uuid:problem_id>/amendment", methods=["GET", "POST"])
@requires(read="problem.raise", write="problem.raise")
@writes
def amendment(scope: Scope, problem_id: UUID) -> ResponseReturnValue:
    """Say it in better words."""
    row = _get(scope, problem_id)
    form = AmendForm(data={name: getattr(row, name) for name in ("version", "title", "detail", "owner_name")})
    if form.accept(lambda: services.amend(scope, problem_id, form.content(), version=form.version.data)):
        return _done(problem_id, "已保存修改")
    return _ask(scope, row, Step.AMEND, form)


@bp.route("/<uuid:problem_id>/withdrawal", methods=["GET", "POST"])
@requires(read="problem.raise", write="problem.raise")
@writes
def withdrawal(scope: Scope, problem_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    row, form = _get(scope, problem_id), WithdrawForm()
    _see(form, row)
    if form.accept(lambda: services.withdraw(scope, problem_id, reason=form.reason.data or "", version=form.version.data)):
        return _done(problem_id, "已撤回这条问题")
    return _ask(scope, row, Step.WITHDRAW, form)


def _get(scope: Scope, problem_id: UUID) -> Any:
    return queries.get_problem(scope, problem_id)


def _see(form: Any, row: Any) -> None:
    """Put the version that is shown into a form that was not sent yet."""
    if not form.version.raw_data:
        form.version.data = row.version


def _ask(scope: Scope, row: Any, step: Step, form: Any) -> ResponseReturnValue:
    why = why_not(step, stand_of(row), Who(scope.account_id, scope.tenant_id, scope.level))
    shown = photo_rows.list_photos(scope, PHOTOS.name, row.id, tenant_id=row.tenant_id)
    return render("problems/step.html", row=row, step=step, form=form, why=why, photos=shown, today=clock.today(), **WORDS)


def _done(problem_id: UUID, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".problem", code=here().code, problem_id=problem_id), 303)


@todos.register
def _waiting(scope: Scope, code: str, today: date) -> Iterable[Todo]:
    """Tell the unit what it is to mend, and those above what they are to look at again."""
    if "problem.fix" in scope.permissions:
        overdue, soon, _, _ = queries.count_own(scope, on=today, soon=today + timedelta(days=DUE_SOON_DAYS))
        if overdue:
            url = url_for("problems.listing", code=code, state="overdue")
            yield Todo(Urgency.OVERDUE, f"问题整改逾期 {overdue} 条", "会列入市级月度通报", url, "整改")
        if soon:
            url = url_for("problems.listing", code=code, state="open")
            yield Todo(Urgency.DUE, f"问题整改 {soon} 条", f"{DUE_SOON_DAYS} 天内到期", url, "整改")
    if "problem.recheck" in scope.permissions:
        count, since = queries.count_waiting(scope)
        if count and since:
            days = (today - clock.local(since).date()).days
            waited = f"最早的已等 {days} 天" if days else "今天报告完成"
            urgency = Urgency.OVERDUE if days >= DUE_SOON_DAYS else Urgency.DUE
            yield Todo(urgency, f"复核整改 {count} 条", waited, url_for("problems.listing", code=code, state="fixed"), "复核")
